"""TensorFlow 1's checkpoints as the weights of Keras 3 models."""

from __future__ import annotations

import itertools
import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf

from contrib_learn_compat.keras.weights import Matching, match

_SUFFIX = ".weights.h5"
_FILES = re.compile(r"\.(index|meta|data-\d+-of-\d+)$")
_SLOT_OF_PART = re.compile(r".+/part_(?P<part>\d+)/(?P<slot>[^/]+)")
_OF_OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"


class HalfMapped(ValueError):
    """A checkpoint and a model that do not become one; `matching` says where."""

    def __init__(self, matching: Matching):
        """Lists what is left over."""
        self.matching = matching
        lines = [
            *(
                f"  {' and '.join(pair.variables)} for {pair.weight.path}: {pair.reason}"
                for pair in matching.mismatched
            ),
            *(
                f"  no weight for {name}" + (f": {note}" if note else "")
                for name, note in matching.unmapped_variables.items()
            ),
            *(f"  no variable for {weight.path}" for weight in matching.unmapped_weights),
        ]
        super().__init__(
            "The checkpoint does not fit the model, which is as it was:\n"
            + "\n".join(lines)
            + "\nName the model's layers after the legacy scopes (a/b is a_b), or say partial=True "
            "to take over what fits."
        )


def read_checkpoint(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """Returns the variables of a checkpoint of TensorFlow 1 by their names, whole.

    Args:
      path: a model_dir, of which the newest checkpoint is read; the prefix of a checkpoint's files,
        or one of them; or the folder of a SavedModel.

    Raises:
      ValueError: there is none, or it cannot be read.
    """
    path = os.fspath(path)
    prefix = _FILES.sub("", path)
    if os.path.exists(os.path.join(path, "saved_model.pb")):
        prefix = os.path.join(path, "variables", "variables")
    prefix = tf.train.latest_checkpoint(prefix) or prefix
    try:
        reader = tf.train.load_checkpoint(prefix)
        shapes = reader.get_variable_to_shape_map()
        if _OF_OBJECTS in shapes:
            raise ValueError(
                f"{path} was written by TensorFlow 2, by tf.train.Checkpoint or Keras: restore it "
                "with what wrote it."
            )
        slots = _slots_of_parts(shapes)
        whole = shapes.keys() - set(itertools.chain.from_iterable(slots.values()))
        return {name: reader.get_tensor(name) for name in whole} | {
            slot: _read_slices(prefix, reader, names) for slot, names in slots.items()
        }
    except (tf.errors.OpError, RuntimeError, IndexError) as error:  # as the reader raises them
        message = getattr(error, "message", str(error))
        raise ValueError(f"{path} is no checkpoint that can be read: {message}") from error
    except ValueError as error:
        if "checkpoint' file" not in str(error):
            raise
        raise ValueError(
            f"There is no checkpoint in {path}: name the model_dir, which has a file `checkpoint`, "
            "or the prefix of one, such as model_dir/model.ckpt-100."
        ) from error


def _slots_of_parts(shapes: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """Returns the names of the tensors of which a checkpoint has but a slice, by what they make.

    The slot of a part is saved as that of the whole variable, if the names agree. Under a scope of
    the optimizer they do not, and each part's slot is a tensor of its own, ``v/…/part_0/Adagrad``,
    which has the whole shape and one slice.
    """
    found = defaultdict(dict)
    for name in shapes:
        match = _SLOT_OF_PART.fullmatch(name)
        scopes = itertools.accumulate(name.split("/"), "{}/{}".format)
        variables = [scope for scope in scopes if scope in shapes and scope != name]
        if match and variables:
            found[f"{variables[-1]}/{match['slot']}"][int(match["part"])] = name
    return {
        slot: [parts[i] for i in sorted(parts)] for slot, parts in found.items() if len(parts) > 1
    }


def _read_slices(prefix, reader, names):
    """Reads what is one tensor in as many slices as there are names; along which axis, it tries."""
    shape = reader.get_variable_to_shape_map()[names[0]]
    dtype = reader.get_variable_to_dtype_map()[names[0]]
    for axis, size in enumerate(shape):
        small, rest = divmod(size, len(names))
        ends = list(itertools.accumulate(small + (i < rest) for i in range(len(names))))
        specs = []
        for start, end in zip([0, *ends], ends, strict=False):
            extents = ["-"] * len(shape)
            extents[axis] = f"{start},{end - start}"
            specs.append(f"{' '.join(map(str, shape))} {':'.join(extents)}")
        try:
            slices = tf.raw_ops.RestoreV2(
                prefix=prefix,
                tensor_names=names,
                shape_and_slices=specs,
                dtypes=[dtype] * len(names),
            )
        except tf.errors.InvalidArgumentError:
            continue
        return np.concatenate([each.numpy() for each in slices], axis)
    raise ValueError(f"{names[0]} and its like are no slices of one tensor along an axis")


def convert_checkpoint(
    checkpoint: str | os.PathLike,
    model: keras.Model,
    weights_file: str | os.PathLike | None = None,
    *,
    partial: bool = False,
) -> Matching:
    """Gives a Keras 3 model the weights of a checkpoint of TensorFlow 1, and writes them.

    Args:
      checkpoint: a model_dir or a checkpoint in it.
      model: a built model of the layers that the legacy one had. If it is compiled, its optimizer
        goes on where the legacy one was.
      weights_file: where to write the weights for `load_weights`, ``….weights.h5``; None not to.
      partial: whether to take over what fits where not all does.

    Returns:
      What became of each variable and each weight: see `contrib_learn_compat.keras.weights.match`.

    Raises:
      HalfMapped: something is left over, on either side; nothing is changed or written.
      ValueError: there is no such checkpoint, or it cannot be read; or `weights_file` has a name
        that Keras does not take.
    """
    if weights_file is not None and not os.fspath(weights_file).endswith(_SUFFIX):
        raise ValueError(f"Keras writes weights to names in {_SUFFIX}: {os.fspath(weights_file)}")
    matching = match(read_checkpoint(checkpoint), model)
    if not (matching.is_whole or partial):
        raise HalfMapped(matching)
    matching.assign()
    if weights_file is not None:
        model.save_weights(weights_file)
    return matching
