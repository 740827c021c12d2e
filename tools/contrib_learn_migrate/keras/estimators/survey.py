"""What a program does with estimators: where they are made, and what they are given to read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from contrib_learn_migrate.keras import canned
from contrib_learn_migrate.keras.flow import Flow
from contrib_learn_migrate.keras.rules import Call, Obstacle, bind

KMEANS = "tf.contrib.learn.KMeansClustering"
LOGISTIC = "tf.contrib.learn.LogisticRegressor"
ESTIMATORS = {
    "tf.contrib.learn.Estimator": "model_fn model_dir config params feature_engineering_fn",
    LOGISTIC: "model_fn thresholds model_dir config feature_engineering_fn",
    "tf.estimator.Estimator": "model_fn model_dir config params warm_start_from",
}
MONITORS = ("tf.contrib.learn.monitors.BaseMonitor", "tf.contrib.learn.monitors.EveryN")
SKCOMPAT = "tf.contrib.learn.SKCompat"
EXPERIMENT = "tf.contrib.learn.Experiment"
_EXPERIMENT = (
    "estimator train_input_fn eval_input_fn eval_metrics train_steps eval_steps train_monitors "
    "eval_hooks local_eval_frequency eval_delay_secs continuous_eval_throttle_secs "
    "min_eval_frequency delay_workers_by_global_step export_strategies train_steps_per_iteration "
    "checkpoint_and_export saving_listeners check_interval_secs"
)
RUNNERS = {
    "tf.contrib.learn.learn_runner.run": "experiment_fn output_dir schedule run_config hparams",
}
TRAIN_AND_EVALUATE = "tf.estimator.train_and_evaluate"
_SPECS = {
    "tf.estimator.TrainSpec": "input_fn max_steps hooks saving_listeners",
    "tf.estimator.EvalSpec": "input_fn steps name hooks exporters start_delay_secs throttle_secs",
}
_OF_LEARN = {
    "fit": "x y input_fn steps batch_size monitors max_steps",
    "partial_fit": "x y input_fn steps batch_size monitors",
    "evaluate": "x y input_fn feed_fn batch_size steps metrics name checkpoint_path hooks "
    "log_progress",
    "predict": "x input_fn batch_size outputs as_iterable iterate_batches",
    "predict_classes": "x input_fn batch_size as_iterable",
    "predict_proba": "x input_fn batch_size as_iterable",
    "predict_scores": "x input_fn batch_size as_iterable",
    "get_variable_value": "name",
    "get_variable_names": "",
    "export_savedmodel": "export_dir_base serving_input_fn default_output_alternative_key "
    "assets_extra as_text checkpoint_path graph_rewrite_specs strip_default_attrs",
}
_OF_CORE = {
    "train": "input_fn hooks steps max_steps saving_listeners",
    "evaluate": "input_fn steps hooks checkpoint_path name",
    "predict": "input_fn predict_keys hooks checkpoint_path yield_single_examples",
    "get_variable_value": "name",
    "get_variable_names": "",
    "export_savedmodel": "export_dir_base serving_input_receiver_fn assets_extra as_text "
    "checkpoint_path strip_default_attrs",
    "export_saved_model": "export_dir_base serving_input_receiver_fn assets_extra as_text "
    "checkpoint_path experimental_mode",
}
_OF_SKCOMPAT = {
    "fit": "x y batch_size steps max_steps monitors",
    "score": "x y batch_size steps metrics name",
    "predict": "x batch_size outputs",
}
_OF_KMEANS = {
    "fit": _OF_LEARN["fit"],
    "evaluate": _OF_LEARN["evaluate"],
    "predict": _OF_LEARN["predict"],
    "clusters": "",
    "predict_cluster_idx": "input_fn",
    "score": "input_fn steps",
    "transform": "input_fn as_iterable",
}
_TRAINS = ("fit", "partial_fit", "train")


@dataclass(eq=False)
class Estimator:
    """One place where an estimator is made.

    Attributes:
      call: the construction.
      symbol: its class.
      trained: the calls that train it, in the order of the text, and their input functions; None
        for arrays.
      read: the same of the calls that evaluate it or predict.
      model: what it has become; None where that failed.
    """

    call: ast.Call
    symbol: str
    trained: list[tuple[ast.Call, ast.expr | None]] = field(default_factory=list)
    read: list[tuple[ast.Call, ast.expr | None]] = field(default_factory=list)
    model: object = None

    @property
    def is_core(self) -> bool:
        """Whether it is one of tf.estimator's."""
        return self.symbol.startswith("tf.estimator.")


@dataclass
class Use:
    """A call of a method of estimators.

    Attributes:
      call: the call, bound.
      owner: the expression of the estimator.
      method: its name.
      made: where the estimator may have been made.
      is_skcompat: whether it is called through SKCompat.
    """

    call: Call
    owner: ast.expr
    method: str
    made: list[Estimator]
    is_skcompat: bool


@dataclass(frozen=True)
class Exporting:
    """What exports models when they have been trained.

    Attributes:
      exporters: the expression of what exports them.
      made: where the estimators may have been made.
      call: what trains them.
    """

    exporters: ast.expr
    made: list[Estimator]
    call: ast.Call


class Survey:
    """The estimators of a program.

    Attributes:
      made: by the id of the construction.
      uses: of methods, by the id of the call.
      specs: the calls of Experiment, train_and_evaluate and so on, bound, by the id of the call.
      parts: the TrainSpecs and EvalSpecs.
      exporting: the exports beside training, by the id of the call that trains.
      slots: all expressions that stand for an input function, with the estimators that read it.
    """

    def __init__(self, flow: Flow, renderer) -> None:
        self._flow, self._renderer = flow, renderer
        self.made: dict[int, Estimator] = {}
        self.uses: dict[int, Use] = {}
        self.specs: dict[int, Call] = {}
        self.parts: list[Call] = []
        self.exporting: dict[int, Exporting] = {}
        self.slots: list[tuple[ast.expr, list[Estimator]]] = []
        for call in flow.calls:
            symbol = renderer.symbol(call)
            if symbol in (*ESTIMATORS, KMEANS) or canned.is_canned(symbol):
                self.made[id(call)] = Estimator(call, symbol)
            elif symbol in RUNNERS:
                self._note_runner(call, symbol)
        if not self.made:
            return
        # What monitors watch is known behind all that trains.
        for call in sorted(flow.calls, key=lambda c: self._is_watched(getattr(c.func, "value", c))):
            try:
                self._note(call)
            except Obstacle as obstacle:
                renderer.obstacles.append(obstacle)

    def estimators(self, node: ast.expr) -> tuple[list[Estimator], bool]:
        """Returns the estimators that a value may be, none if it may be others too.

        The second is whether it is one in SKCompat.
        """
        if self._is_watched(node):
            return self._watched(), False
        found, wrapped = [], set()
        for origin in self._flow.origins(node):
            is_skcompat = isinstance(origin, ast.Call) and self._renderer.symbol(origin) == SKCOMPAT
            wrapped.add(is_skcompat)
            if is_skcompat and origin.args:
                inner, _ = self.estimators(origin.args[0])
                found += inner
            elif id(origin) in self.made:
                found.append(self.made[id(origin)])
            elif not (isinstance(origin, ast.Constant) and origin.value is None):
                return [], False
            else:
                wrapped.discard(is_skcompat)
        return (found, wrapped == {True}) if len(wrapped) == 1 else ([], False)

    def _is_watched(self, node: ast.expr) -> bool:
        """Whether an expression is the estimator that a monitor of the program watches."""
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr="_estimator"):
                own = self._flow.class_of(node)
                return own is not None and any(
                    self._renderer.symbol(base) in MONITORS for base in own.bases
                )
        return False

    def _watched(self) -> list[Estimator]:
        calls = [(use.call, "monitors") for use in self.uses.values()]
        calls += [(call, "train_monitors") for call in self.specs.values()]
        trained = {id(call.node) for call, name in calls if call.has(name)}
        return [
            one for one in self.made.values() if any(id(call) in trained for call, _ in one.trained)
        ]

    def spec(self, node: ast.expr, symbol: str) -> Call | None:
        """Returns the one call of a class, such as TrainSpec, that a value comes from."""
        origins = self._flow.origins(node)
        if len(origins) == 1 and self._renderer.symbol(origins[0]) == symbol:
            return bind(origins[0], symbol, tuple(_SPECS[symbol].split()), self._renderer)
        return None

    def _note_runner(self, call: ast.Call, symbol: str) -> None:
        bound = bind(call, symbol, tuple(RUNNERS[symbol].split()), self._renderer)
        self.specs[id(call)] = bound
        for function in self._flow.origins(bound.args.get("experiment_fn", call)):
            if isinstance(function, ast.FunctionDef):
                names = [a.arg for a in function.args.args]
                keys = ["run_config", "hparams"] if bound.has("run_config") else ["output_dir"]
                given = {
                    n: bound.args[k] for n, k in zip(names, keys, strict=False) if k in bound.args
                }
                self._flow.is_called_with(function, given)

    def _note(self, call: ast.Call) -> None:
        symbol = self._renderer.symbol(call)
        if symbol == EXPERIMENT:
            bound = bind(call, symbol, tuple(_EXPERIMENT.split()), self._renderer)
            made, _ = self.estimators(bound.args.get("estimator", call))
            if not made:
                raise Obstacle(call, "Experiment", "it is not known which estimator it takes")
            self.specs[id(call)] = bound
            self._read(bound, "train_input_fn", made, trains=True)
            self._read(bound, "eval_input_fn", made)
            self._note_exporting(bound, "export_strategies", made, call)
        elif symbol == TRAIN_AND_EVALUATE:
            self._note_train_and_evaluate(call, symbol)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in {
            **_OF_LEARN,
            **_OF_CORE,
            **_OF_SKCOMPAT,
            **_OF_KMEANS,
        }:
            self._note_method(call)

    def _note_train_and_evaluate(self, call: ast.Call, symbol: str) -> None:
        bound = bind(call, symbol, ("estimator", "train_spec", "eval_spec"), self._renderer)
        made, _ = self.estimators(bound.args["estimator"])
        specs = [
            self.spec(bound.args[name], kind)
            for name, kind in zip(("train_spec", "eval_spec"), _SPECS, strict=True)
        ]
        if not made or None in specs:
            raise Obstacle(call, symbol, "it is not known what it is given")
        self.specs[id(call)] = bound
        self.parts += specs
        self._read(specs[0], "input_fn", made, trains=True, call=call)
        self._read(specs[1], "input_fn", made)
        self._note_exporting(specs[1], "exporters", made, call)

    def _note_exporting(self, bound: Call, name: str, made: list, call: ast.Call) -> None:
        if bound.has(name):
            self.exporting[id(call)] = Exporting(bound.args[name], made, call)

    def _note_method(self, call: ast.Call) -> None:
        made, is_skcompat = self.estimators(call.func.value)
        if not made:
            if any(keyword.arg == "input_fn" for keyword in call.keywords):
                raise Obstacle(call, call.func.attr, "it is not known which estimator this is")
            return
        is_core = {one.is_core for one in made}
        if len(is_core) > 1:
            raise Obstacle(call, call.func.attr, "its estimator is of one kind or the other")
        methods = _OF_SKCOMPAT if is_skcompat else _OF_CORE if is_core.pop() else _OF_LEARN
        if KMEANS in {one.symbol for one in made}:
            methods = _OF_KMEANS
        method = call.func.attr
        if method not in methods:
            return
        bound = bind(call, method, tuple(methods[method].split()), self._renderer)
        self.uses[id(call)] = Use(bound, call.func.value, method, made, is_skcompat)
        self._read(bound, "input_fn", made, trains=method in _TRAINS)
        if bound.has("x"):
            for one in made:
                (one.trained if method in _TRAINS else one.read).append((call, None))

    def _read(self, bound: Call, name: str, made: list, trains=False, call=None) -> None:
        if not bound.has(name):
            return
        self.slots.append((bound.args[name], made))
        for one in made:
            (one.trained if trains else one.read).append((call or bound.node, bound.args[name]))
