"""KMeansClustering: a Keras model that finds the centers of clusters."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.canned.base import CannedModel
from contrib_learn_migrate.keras.estimators import methods
from contrib_learn_migrate.keras.estimators.survey import KMEANS, Estimator, Use
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.rules import Call, bind, call_text, name_rule

TAKES = (
    "num_clusters model_dir initial_clusters distance_metric random_seed use_mini_batch "
    "mini_batch_steps_per_iteration kmeans_plus_plus_num_retries relative_tolerance config"
)
_ALL_SCORES, _CLUSTER_IDX, _SCORES = "all_scores", "cluster_idx", "scores"
_CONSTANTS = {
    "ALL_SCORES": _ALL_SCORES,
    "CLUSTERS": "clusters",
    "CLUSTER_IDX": _CLUSTER_IDX,
    "COSINE_DISTANCE": "cosine",
    "KMEANS_PLUS_PLUS_INIT": "kmeans_plus_plus",
    "RANDOM_INIT": "random",
    "SCORES": _SCORES,
    "SQUARED_EUCLIDEAN_DISTANCE": "squared_euclidean",
}
_ARRAYS = ("np.array", "np.asarray", "np.concatenate", "np.stack", "np.zeros")

for _name, _value in _CONSTANTS.items():
    name_rule(f"{KMEANS}.{_name}", repr(_value))


def model(made: Estimator, program) -> CannedModel:
    """Returns what the construction of a KMeansClustering has become.

    Raises:
      Obstacle: it finds clusters in another way than the model does.
    """
    call = bind(made.call, KMEANS, tuple(TAKES.split()), program)
    call.refuse("relative_tolerance")
    for _, slot in made.trained:
        if slot is not None and program.inputs.keys(slot) is not None:
            raise call.obstacle("its points come as a dict of features")
    if call.text("distance_metric", "'squared_euclidean'") != "'squared_euclidean'":
        raise call.obstacle("its distances are not squared Euclidean ones")
    if call.literal("mini_batch_steps_per_iteration", 1) != 1:
        raise call.obstacle("its centers change after several mini-batches only")
    program.helpers.add("kmeans")
    text = call_text(
        "KMeans",
        call.text("num_clusters"),
        initial_clusters=_initial(call),
        use_mini_batch=_given(call, "use_mini_batch"),
        seed=_given(call, "random_seed"),
        retries=_given(call, "kmeans_plus_plus_num_retries"),
    )
    return CannedModel("", "", None, Head("", ""), text, call)


def clusters(program, use: Use) -> str:
    """Returns what `clusters` becomes."""
    return f"{program.text(use.owner)}.clusters.numpy()"


def evaluate(program, use: Use) -> str:
    """Returns what `evaluate` becomes."""
    use.call.refuse("metrics")
    if program.reads_global_step(use.call.node):
        raise use.call.obstacle("its global_step may be read")
    return _evaluated(program, use)


def score(program, use: Use) -> str:
    """Returns what `score` becomes."""
    return f"{_evaluated(program, use)}[{_SCORES!r}]"


def transform(program, use: Use) -> str:
    """Returns what `transform` becomes."""
    if use.call.has("as_iterable") and use.call.literal("as_iterable"):
        raise use.call.obstacle("it yields the distances in dicts")
    return f"{_predicted(program, use)}[{_ALL_SCORES!r}]"


def predict_cluster_idx(program, use: Use) -> str:
    """Returns what `predict_cluster_idx` becomes."""
    return methods.yielded(program, use, f"{_predicted(program, use)}[{_CLUSTER_IDX!r}]")


def predict(program, use: Use) -> str:
    """Returns what `predict` becomes."""
    use.call.refuse("iterate_batches")
    if use.call.has("outputs"):
        raise use.call.obstacle("outputs leaves out some of the predictions")
    if methods.is_false(use.call, "as_iterable"):
        return _predicted(program, use)
    program.helpers.add("rows")
    return call_text("rows", _predicted(program, use))


METHODS = {
    "fit": methods.fit,
    "evaluate": evaluate,
    "clusters": clusters,
    "predict": predict,
    "predict_cluster_idx": predict_cluster_idx,
    "score": score,
    "transform": transform,
}


def _evaluated(program, use: Use) -> str:
    given = use.call.text("steps") if use.call.has("steps") else None
    data, steps = methods.within(program.data_of(use, shuffled=False), given)
    function = f"{program.text(use.owner)}.evaluate"
    return call_text(function, data, steps=steps, return_dict="True", verbose="0")


def _predicted(program, use: Use) -> str:
    data, steps = methods.predicted_data(program, use)
    return call_text(f"{program.text(use.owner)}.predict", data, steps=steps, verbose="0")


def _given(call: Call, name: str) -> str | None:
    return call.text(name) if name in call.args else None


def _initial(call: Call) -> str | None:
    """The way to choose the first centers, or they themselves."""
    text = _given(call, "initial_clusters")
    if text in (None, "'random'", "'kmeans_plus_plus'"):
        return text
    value = call.renderer.value_of(call.args["initial_clusters"])
    is_array = isinstance(value, ast.Call) and ast.unparse(value.func) in _ARRAYS
    if is_array or isinstance(value, ast.List):
        return text
    raise call.obstacle("initial_clusters are not known to be an array")
