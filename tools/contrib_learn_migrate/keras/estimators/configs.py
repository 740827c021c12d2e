"""RunConfig: the seed, and what else of it means anything to Keras."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text

# Each with the parameters that programs give without their names.
RUN_CONFIGS = {
    "tf.contrib.learn.RunConfig": ("master",),
    "tf.estimator.RunConfig": ("model_dir", "tf_random_seed"),
}
# How often something is kept or said, and what devices do, has no part in what is computed.
# Nor have steps_per_execution; with Keras's own, more steps are made if they are no multiple of it.
_MEANS_NOTHING = {
    "num_cores", "log_device_placement", "gpu_memory_fraction", "save_summary_steps",
    "keep_checkpoint_every_n_hours", "log_step_count_steps", "session_config",
    "session_creation_timeout_secs", "steps_per_execution",
}  # fmt: skip
HPARAMS = "tf.contrib.training.HParams"
_OF_HPARAMS = {
    "add_hparam", "del_hparam", "get", "override_from_dict", "parse", "parse_json", "set_hparam",
    "set_model_structure", "to_json", "to_proto", "values",
}  # fmt: skip
_KEPT = ("tf_random_seed", "model_dir")
_OF_CHECKPOINTS = {"save_checkpoints_steps", "save_checkpoints_secs", "keep_checkpoint_max"}


@dataclass(frozen=True)
class Config:
    """What an estimator's config says.

    Attributes:
      seed: the text of the random seed; None for none.
      model_dir: the directory: an expression, or its text in terms of the place; None for none.
    """

    seed: str | None = None
    model_dir: ast.expr | str | None = None


def bound(node: ast.AST, renderer) -> Call | None:
    """Returns the construction of a RunConfig, None if a node is none.

    Raises:
      Obstacle: it asks for what a Keras program cannot give.
    """
    first = RUN_CONFIGS.get(renderer.symbol(node))
    if not first:
        return None
    if len(node.args) > len(first) or any(keyword.arg is None for keyword in node.keywords):
        raise Obstacle(node, "RunConfig", "its arguments are not given by their names")
    args = dict(zip(first, node.args, strict=False))
    args |= {keyword.arg: keyword.value for keyword in node.keywords}
    call = Call(node, "RunConfig", args, renderer)
    for name in call.args:
        if name in _MEANS_NOTHING and call.has(name):
            renderer.left_out.append((node, f"RunConfig's {name} has no part in the Keras program"))
        if name not in {*_MEANS_NOTHING, *_OF_CHECKPOINTS, *_KEPT} and call.has(name):
            raise call.obstacle(f"{name} has no counterpart")
    return call


def config_of(node: ast.expr, renderer) -> Config:
    """Returns what the config of an estimator says, in the terms of the estimator's place.

    Raises:
      Obstacle: it is not known what is in it.
    """
    calls = [bound(origin, renderer) for origin in renderer.flow.origins(node)]
    if not calls or None in calls:
        raise Obstacle(node, "config", "it is not known what is in it")
    if len(calls) == 1 and calls[0].node is node:
        seed = calls[0].text("tf_random_seed") if calls[0].has("tf_random_seed") else None
        return Config(seed, calls[0].args.get("model_dir"))
    given = {name for call in calls for name in _KEPT if call.has(name)}
    if any(given - call.args.keys() for call in calls):
        raise Obstacle(node, "config", "what is in it differs")
    text = renderer.text(node)
    return Config(
        f"{text}.tf_random_seed" if "tf_random_seed" in given else None,
        f"{text}.model_dir" if "model_dir" in given else None,
    )


def namespace(call: Call) -> str:
    """Returns the object in the place of a RunConfig that goes from hand to hand."""
    call.renderer.require("import types")
    kept = {name: call.text(name) for name in _KEPT if call.has(name)}
    return call_text("types.SimpleNamespace", **kept)


def hparams(node: ast.Call, renderer) -> str:
    """Returns the object in the place of HParams."""
    if node.args or any(keyword.arg in (None, "hparam_def") for keyword in node.keywords):
        raise Obstacle(node, "HParams", "what is in it is known only when it runs")
    for call in renderer.flow.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in _OF_HPARAMS:
            if any(origin is node for origin in renderer.flow.origins(call.func.value)):
                raise Obstacle(call, f"HParams.{call.func.attr}", "no plain object has it")
    renderer.require("import types")
    return renderer.kept(node, function="types.SimpleNamespace")
