"""Asks TF 1.15 all cases of an area, and writes down what it answers."""

import importlib
import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import call_runner  # noqa: E402
import golden_json  # noqa: E402
import layer_runner  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens"


def record(area, families, ask, names=()):
    """Writes a golden file a family, or only those of `names`, into tests/goldens/<area>/.

    Args:
      area: what the recorder is named after: record_<area>.py.
      families: a dict of lists of cases.
      ask: a function of a case that returns TF 1.15's answer as plain JSON.
      names: those of families.

    Raises:
      SystemExit: where an answer is another the second time.
    """
    tf.logging.set_verbosity(tf.logging.ERROR)
    header = {"recorder": f"tools/oracle/record_{area}.py", "tensorflow": tf.__version__}
    folder = GOLDENS / area
    folder.mkdir(parents=True, exist_ok=True)
    unstable = []
    for family, cases in families.items():
        if names and family not in names:
            continue
        recorded = [{"id": case.id, "answer": ask(case)} for case in cases]
        for case, row in zip(cases, recorded):  # noqa: B905 (Python 3.7)
            if ask(case) != row["answer"]:
                unstable.append(case.id)
        golden_json.dump(folder / f"{family}.json", header, recorded)
        errors = sum("error" in row["answer"] for row in recorded)
        print(f"{family:15} {len(recorded):4} cases, {errors} of them errors", flush=True)
    if unstable:
        raise SystemExit("answered differently the second time: {}".format(", ".join(unstable)))


def record_calls(namespace, families, names=()):
    """Records cases of call_runner.py, of functions in ``tf.contrib.<namespace>``."""
    contrib = getattr(tf.contrib, namespace)

    def find(path):
        found = contrib
        for part in path.split("."):
            found = getattr(found, part)
        return found

    def ask(case):
        return golden_json.as_json(call_runner.answer(case, tf, find, case.resource))

    record(namespace, families, ask, names)


def build(case):
    """Returns the answer to a case of layer_runner.py."""

    def module(name):
        return importlib.import_module("tensorflow.contrib." + name)

    kit = layer_runner.Kit(tf, tf.contrib.layers, tf.contrib.framework, module)
    return golden_json.as_json(layer_runner.answer(case, kit))
