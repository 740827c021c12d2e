"""Prints what a checkpoint has: ``main``, and the function behind it."""

from __future__ import annotations

import argparse
import sys

import tensorflow.compat.v1 as tf

FLAGS = None


def print_tensors_in_checkpoint_file(file_name: str, tensor_name: str | None) -> None:
    """Prints a variable's value or, without its name, the names and shapes of all variables.

    An error is printed, too; none is raised.

    Args:
      file_name: a checkpoint, or the directory of one.
      tensor_name: the variable.
    """
    try:
        if not tensor_name:
            for name, shape in tf.train.list_variables(file_name):
                print(f"{name}\t{shape}")
        else:
            print("tensor_name: ", tensor_name)
            print(tf.train.load_variable(file_name, tensor_name))
    except (tf.errors.OpError, ValueError) as error:
        print(error)
        if "corrupted compressed block contents" in str(error):
            print("It's likely that your checkpoint file has been compressed with SNAPPY.")


def main(unused_argv: list[str]) -> None:
    """Prints what ``FLAGS`` ask for; exits with status 1 where they name no file."""
    if not FLAGS or not FLAGS.file_name:
        print(
            "Usage: inspect_checkpoint --file_name=<checkpoint_file_name "
            "or directory> [--tensor_name=tensor_to_print]"
        )
        sys.exit(1)
    print_tensors_in_checkpoint_file(FLAGS.file_name, FLAGS.tensor_name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--file_name", default="", help="a checkpoint, or its directory")
    parser.add_argument("--tensor_name", default="", help="the variable to print")
    FLAGS, _ = parser.parse_known_args()
    main([])
