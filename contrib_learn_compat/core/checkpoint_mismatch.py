"""How a graph's variables differ from those of a checkpoint, and what usually makes them differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

Shape = list[int] | None  # None where a variable may have any
Shapes = dict[str, Shape]


class Mismatch(NamedTuple):
    """What keeps a checkpoint from fitting, by name and shape.

    ``missing`` are the variables that only the graph has, ``extra`` those that only the checkpoint
    has; ``reshaped`` are in both, with the graph's shape and the checkpoint's.
    """

    missing: Shapes
    extra: Shapes
    reshaped: dict[str, tuple[Shape, Shape]]
    common: set[str]


def between(saver: tf.train.Saver, checkpoint_path: str) -> Mismatch:
    """Compares what `saver`, whose ops are built, would restore with what there is."""
    wanted = dict(_wanted(saver))
    found = dict(tf.train.list_variables(checkpoint_path))
    both = wanted.keys() & found.keys()
    return Mismatch(
        missing={name: shape for name, shape in wanted.items() if name not in both},
        extra={name: shape for name, shape in found.items() if name not in both},
        reshaped={
            name: (wanted[name], found[name])
            for name in sorted(both)
            if not tf.TensorShape(wanted[name]).is_compatible_with(found[name])
        },
        common=both,
    )


def described(mismatch: Mismatch) -> str:
    """Returns the differences line by line, and the likely causes after them."""
    lines = []
    for title, shapes in (
        ("In the graph, missing in the checkpoint:", mismatch.missing),
        ("In the checkpoint, not in the graph:", mismatch.extra),
    ):
        if shapes:
            lines += [title, *(f"  {name} {shape}" for name, shape in sorted(shapes.items()))]
    if mismatch.reshaped:
        lines.append("Of another shape:")
        lines += [
            f"  {name} {wanted} in the graph, {found} in the checkpoint"
            for name, (wanted, found) in mismatch.reshaped.items()
        ]
    lines += ["Likely cause:", *(f"  {cause}" for cause in likely_causes(mismatch))]
    return "\n".join(lines)


def likely_causes(mismatch: Mismatch) -> list[str]:
    """Returns what usually makes variables differ as these do."""
    missing, extra = mismatch.missing.keys(), mismatch.extra.keys()
    if missing and extra:
        moved = _moved_scope(missing, extra)
        if moved:
            return [
                f"a scope: what is under '{moved[0]}' in the graph "
                f"is under '{moved[1]}' in the checkpoint"
            ]
        if mismatch.common <= {tf.GraphKeys.GLOBAL_STEP}:
            return ["the checkpoint is another model's: the model_dir is not this model's"]
    own_names = {name for name in missing ^ extra if not _SLOT.search(name)}
    causes = [cause for pattern, cause in _CAUSES_OF_NAMES if any(map(pattern.search, own_names))]
    if _optimizers(missing):
        here, there = _optimizers(missing), _optimizers(extra) or "none"
        causes.append(f"the optimizer: {here} in the graph, {there} in the checkpoint")
    causes += [
        cause for pattern, cause in _CAUSES_OF_SHAPES if any(map(pattern.search, mismatch.reshaped))
    ]
    return causes or ["the model_fn, its params, or the model_dir of another model"]


def _causes(*rows: tuple[str, str]) -> list[tuple[re.Pattern, str]]:
    return [(re.compile(pattern), cause) for pattern, cause in rows]


_HIDDEN_UNITS = r"hiddenlayer_\d|fully_connected|(^|/)dense(_\d+)?/"
_COLUMNS = r"(^|/)(linear(_model)?|input_from_feature_columns|input_layer)/|embedding"

_CAUSES_OF_NAMES = _causes(
    (r"(^|/)centered_bias", "enable_centered_bias, of the head or the estimator"),
    (r"/ExponentialMovingAverage$", "moving averages of the variables, kept on one side only"),
    (r"/part_\d+(/|$)", "the partitioner, or the number of parameter servers that it cuts for"),
    (_HIDDEN_UNITS, "hidden_units: the number of layers"),
    (_COLUMNS, "feature_columns, or their names"),
)
_CAUSES_OF_SHAPES = _causes(
    (r"(^|/)(logits|centered_bias)", "n_classes, label_dimension or the number of labels"),
    (_HIDDEN_UNITS, "hidden_units, or the width of the features"),
    (_COLUMNS, "feature_columns: a dimension, a vocabulary or a number of hash buckets"),
)
_SLOT = re.compile(
    r"/(Adadelta|Adagrad|AdagradDA|Adam|Ftrl|Momentum|ProximalAdagrad|RMSProp)(_\d+)?$"
)


def _optimizers(names: Iterable[str]) -> str:
    return ", ".join(sorted({match[1] for match in map(_SLOT.search, names) if match}))


def _moved_scope(missing: Iterable[str], extra: Iterable[str]) -> tuple[str, str] | None:
    """Returns the scopes, here and there, under which all names are the same."""
    ours, theirs = _common_scope(missing), _common_scope(extra)
    # What one side has under a scope may be at the root of the other.
    for here, there in ((ours, theirs), ("", theirs), (ours, "")):
        if here != there and _without(here, missing) == _without(there, extra):
            return here, there
    return None


def _common_scope(names: Iterable[str]) -> str:
    first, last = min(names).split("/")[:-1], max(names).split("/")[:-1]
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return "".join(f"{part}/" for part in first[:length])


def _without(scope: str, names: Iterable[str]) -> set[str]:
    return {name[len(scope) :] for name in names}


def _wanted(saver: tf.train.Saver) -> Iterator[tuple[str, Shape]]:
    """Yields names, as checkpoints have them, and shapes of what a saver restores."""
    # The public SaverDef names ops, not variables; a saver made of one knows of none.
    items = getattr(saver, "_var_list", None) or ()
    named = items.items() if isinstance(items, dict) else ((None, item) for item in items)
    for name, item in named:
        specs = getattr(item, "specs", None)
        if specs is not None:  # A table or another saveable object.
            for spec in specs:
                yield spec.name, _as_list(spec.tensor.shape)
            continue
        part = item[0] if isinstance(item, (list, tuple)) else item
        slice_info = _slice_info(part)
        if slice_info:
            yield name or slice_info.full_name, list(slice_info.full_shape)
        else:
            yield name or part.op.name, _as_list(part.shape)


def _slice_info(variable: Any) -> Any:
    ask = getattr(variable, "_get_save_slice_info", None)
    return ask() if ask else None


def _as_list(shape: tf.TensorShape) -> Shape:
    return shape.as_list() if shape.rank is not None else None
