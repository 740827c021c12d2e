"""What hooks and monitors ask of a step of training: the global step, and the loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.keras.rules import Obstacle, bind, is_none

STEP, LOSS = "int(self.model.optimizer.iterations)", "logs['loss']"
_STEPS = {
    "tf.train.get_global_step", "tf.train.get_or_create_global_step",
    "tf.contrib.framework.get_global_step", "tf.contrib.framework.get_or_create_global_step",
}  # fmt: skip
_ARGS = "tf.train.SessionRunArgs"


def asked(node: ast.expr | None, program) -> ast.expr | None:
    """Returns the fetches that `before_run` or `step_begin` return; None for nothing.

    Raises:
      Obstacle: it feeds something, or it is not known what is asked for.
    """
    origins = [] if node is None else _origins(node, program)
    if not origins:
        return None
    if len(origins) > 1:
        raise Obstacle(node, ast.unparse(node), "it asks for one thing or another")
    match origins[0]:
        case ast.List(elts=elts):
            return origins[0] if elts else None
        case ast.Call() as call if program.symbol(call) == _ARGS:
            given = bind(call, _ARGS, ("fetches", "feed_dict", "options"), program)
            given.refuse("feed_dict", "options")
            return given.args["fetches"] if given.has("fetches") else None
    raise Obstacle(node, ast.unparse(node), "it is not known what it asks for")


def kind(node: ast.expr, program) -> str:
    """Returns what a tensor that is asked for is in a callback: the text STEP or LOSS.

    Raises:
      Obstacle: it is another tensor of the graph.
    """
    kinds = {_kind(origin, program) for origin in _origins(node, program)}
    if len(kinds) == 1 and None not in kinds:
        return kinds.pop()
    raise Obstacle(node, ast.unparse(node), "Keras tells callbacks no tensor but the loss")


def leaves(fetches: ast.expr) -> Iterator[ast.expr]:
    """Yields the single tensors of fetches."""
    match fetches:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield fetches


def text(fetches: ast.expr, program) -> str:
    """Returns the text of the results of fetches."""
    match fetches:
        case ast.List(elts=parts):
            return f"[{', '.join(text(part, program) for part in parts)}]"
        case ast.Tuple(elts=parts):
            return f"({', '.join(text(part, program) for part in parts)})"
        case ast.Dict(keys=keys, values=parts):
            pairs = zip(keys, parts, strict=True)
            return f"{{{', '.join(f'{program.text(k)}: {text(p, program)}' for k, p in pairs)}}}"
    return kind(fetches, program)


def item(fetches: ast.expr, key: ast.expr) -> ast.expr | None:
    """Returns the part of fetches that an index or a key names; None if that is not known."""
    if not isinstance(key, ast.Constant):
        return None
    match fetches:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if isinstance(key.value, int):
            return parts[key.value] if key.value < len(parts) else None
        case ast.Dict(keys=keys, values=parts):
            named = zip(keys, parts, strict=True)
            return next((p for k, p in named if getattr(k, "value", None) == key.value), None)
    return None


def _origins(node: ast.expr, program) -> list[ast.AST]:
    """What an expression may be, but for the None that an attribute begins with."""
    return [origin for origin in program.flow.origins(node) if not is_none(origin)]


def _kind(node: ast.AST, program) -> str | None:
    match node:
        case ast.Call() if program.symbol(node) in _STEPS:
            return STEP
        case ast.Constant(value="global_step" | "global_step:0"):
            return STEP
        case ast.Subscript(value=ast.Call(args=[collection]) as call, slice=index):
            if program.symbol(call) == "tf.get_collection":
                return _of_collection(collection, ast.unparse(index), program)
    return None


def _of_collection(collection: ast.expr, index: str, program) -> str | None:
    """The collection of losses ends with the model's; a head's own is the first."""
    name = getattr(collection, "attr", None) or getattr(collection, "value", None)
    if name in ("GLOBAL_STEP", "global_step") and index in ("0", "-1"):
        return STEP
    if name not in ("LOSSES", "losses") or not _has_keras_loss(program):
        return None
    return LOSS if index == "-1" or (index == "0" and program.has_one_loss) else None


def _has_keras_loss(program) -> bool:
    """Whether the loss that Keras tells of each model is one that TensorFlow collected."""
    for made in program.survey.made.values():
        built = made.model.built if made.model else None
        if built and not (built.head.loss or built.head.parts):
            # A model_fn of its own may scale the loss, or add to it.
            if "loss=keras.losses." not in built.build or built.regularizes:
                return False
    return True
