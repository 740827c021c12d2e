"""Estimators in a program: where they are made, and what becomes of their methods."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text

MADE_OF_MODEL_FN = {
    "tf.contrib.learn.Estimator": "model_fn model_dir config params feature_engineering_fn",
    "tf.estimator.Estimator": "model_fn model_dir config params warm_start_from",
}
RUN_CONFIGS = {
    "tf.contrib.learn.RunConfig": (
        "master num_cores log_device_placement gpu_memory_fraction tf_random_seed "
        "save_summary_steps save_checkpoints_secs save_checkpoints_steps keep_checkpoint_max "
        "keep_checkpoint_every_n_hours log_step_count_steps protocol evaluation_master model_dir "
        "session_config session_creation_timeout_secs"
    ),
    "tf.estimator.RunConfig": (
        "model_dir tf_random_seed save_summary_steps save_checkpoints_steps save_checkpoints_secs "
        "session_config keep_checkpoint_max keep_checkpoint_every_n_hours log_step_count_steps "
        "train_distribute device_fn protocol eval_distribute experimental_distribute "
        "experimental_max_worker_delay_secs session_creation_timeout_secs"
    ),
}
METHODS = {
    "fit": "x y input_fn steps batch_size monitors max_steps",
    "evaluate": "x y input_fn feed_fn batch_size steps metrics name checkpoint_path hooks "
    "log_progress",
    "predict": "x input_fn batch_size outputs as_iterable iterate_batches",
}


def made(call: Call, build: str, takes_params: bool, dataset: str) -> list[str]:
    """Returns the statements before the last, and the expression, that make a model."""
    call.refuse("feature_engineering_fn", "warm_start_from", "model_dir")
    before = seeded(call)
    call.renderer.helpers.add("inputs_of")
    params = call.text("params", "{}") if takes_params else None
    return [*before, call_text(build, f"inputs_of({dataset})", params)]


def seeded(call: Call) -> list[str]:
    """Returns the statement that does what the config's seed did."""
    if not call.has("config"):
        return []
    config = call.renderer.value_of(call.args["config"])
    takes = RUN_CONFIGS.get(call.renderer.symbol(config))
    if takes is None:
        raise Obstacle(config, "config", "it is not known what is in it")
    given = call.renderer.bound(config, "RunConfig", tuple(takes.split()))
    others = given.args.keys() - {"tf_random_seed"}
    if others:
        raise given.obstacle(f"{sorted(others)[0]} is not moved yet")
    given.renderer.require("import keras")
    return [f"keras.utils.set_random_seed({given.text('tf_random_seed')})"]


def fit(call: Call, model: str, dataset: str) -> str:
    """Returns what `fit` becomes."""
    call.refuse("x", "y", "batch_size", "monitors", "max_steps")
    steps = call.text("steps") if call.has("steps") else None
    return call_text(f"{model}.fit", dataset, steps_per_epoch=steps, verbose="0")


def evaluate(call: Call, model: str, dataset: str) -> str:
    """Returns what `evaluate` becomes."""
    call.refuse("x", "y", "feed_fn", "batch_size", "metrics", "name", "checkpoint_path", "hooks")
    steps = call.text("steps") if call.has("steps") else None
    return call_text(f"{model}.evaluate", dataset, steps=steps, return_dict="True", verbose="0")


def predict(call: Call, model: str, dataset: str) -> str:
    """Returns what `predict` becomes."""
    call.refuse("x", "batch_size", "outputs", "iterate_batches")
    call.renderer.helpers.add("rows")
    predicted = call_text(f"build_predictor({model}).predict", dataset, steps="1", verbose="0")
    return f"rows({predicted})"
