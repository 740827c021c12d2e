"""ValidationMonitors: `validation_data` between epochs, or callbacks of the same name."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from contrib_learn_migrate.keras.dead import free_names
from contrib_learn_migrate.keras.estimators import configs, datasets, given_metrics, methods, taken
from contrib_learn_migrate.keras.estimators.inputs import Data
from contrib_learn_migrate.keras.estimators.survey import Estimator, Use
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.rules import Call, bind, call_text, is_none

_TAKES = (
    "x y input_fn batch_size eval_steps every_n_steps metrics hooks early_stopping_rounds "
    "early_stopping_metric early_stopping_metric_minimize name check_interval_secs"
)
_KEPT = (
    "every_n_steps", "early_stopping_rounds", "early_stopping_metric",
    "early_stopping_metric_minimize",
)  # fmt: skip
_TRAIN_SPEC = "tf.estimator.TrainSpec"
_ONLY_LOGGED = "its metrics were only logged, and are left out"
_EVERY_TIME = (
    "it validates each time, where TensorFlow 1 waited for a new checkpoint, "
    "and for check_interval_secs"
)


@dataclass(frozen=True)
class Validation:
    """How training is validated.

    Attributes:
      data: the text of the dataset.
      every: the steps between two evaluations; None for one, after all steps.
      stopping: the text of the callback that stops training early; None for none.
    """

    data: str
    every: int | None = None
    stopping: str | None = None


@dataclass
class Monitor:
    """A ValidationMonitor.

    Attributes:
      call: its construction, bound.
      made: the estimators that it watches.
      fits: the calls of `fit` that it watches.
      is_read: whether the program asks it for its best step.
      in_spec: whether an Experiment, or a TrainSpec, has it.
    """

    call: Call
    made: list[Estimator]
    fits: list[Use] = field(default_factory=list)
    is_read: bool = False
    in_spec: bool = False

    @property
    def counts(self) -> bool:
        """Whether it does more than say how training goes."""
        return self.is_read or self.call.has("early_stopping_rounds")


class Monitors:
    """The ValidationMonitors of a program.

    Attributes:
      all: by the id of the construction.
    """

    def __init__(self, program) -> None:
        self._program, self._flow = program, program.flow
        self.all: dict[int, Monitor] = {}
        self._callbacks: set[int] = set()

    def find(self) -> None:
        """Finds those that training is given."""
        survey = self._program.survey
        for use in survey.uses.values():
            for monitor in self._given(use.call, use.made):
                monitor.fits.append(use)
        for call in survey.specs.values():
            if "estimator" in call.args:
                made, _ = survey.estimators(call.args["estimator"])
                spec = call.args.get("train_spec")
                given = call if spec is None else survey.spec(spec, _TRAIN_SPEC)
                for monitor in self._given(given, made):
                    monitor.in_spec = True

    def decide(self) -> None:
        """Decides which stay objects."""
        for key, monitor in self.all.items():
            if monitor.counts and self._every(monitor) is None:
                self._callbacks.add(key)

    def is_callback(self, node: ast.AST) -> bool:
        """Tells whether an expression makes one that stays an object."""
        return id(node) in self._callbacks

    def callbacks(self) -> list[Monitor]:
        """Returns those that stay objects."""
        return [self.all[key] for key in self._callbacks]

    def only_says(self, node: ast.AST) -> bool:
        """Tells whether an expression makes one that only says how training goes."""
        return id(node) in self.all and not self.all[id(node)].counts

    def is_data(self, node: ast.AST, place: ast.AST) -> bool:
        """Tells whether one is validation data of the call that trains at a place."""
        use = self._program.survey.uses.get(id(place))
        found = self._data_of(use) if use else None
        return found is not None and found.call.node is node

    def of_fit(self, use: Use) -> Validation | None:
        """Returns the validation that is an argument of `fit`.

        Raises:
          Obstacle: it is not known what it reads.
        """
        monitor = self._data_of(use)
        if monitor is None:
            return None
        call = monitor.call
        if call.has("metrics"):
            self._program.left_out.append((call.args["metrics"], _ONLY_LOGGED))
        every, data = self._every(monitor), self._data(monitor)
        if not call.has("early_stopping_rounds"):
            return Validation(data, every)
        metric = _literal(call, "early_stopping_metric", "loss")
        is_least = _literal(call, "early_stopping_metric_minimize", True)
        self._program.require("import keras")
        stopping = call_text(
            "keras.callbacks.EarlyStopping",
            monitor=None if metric == "loss" else repr(f"val_{metric}"),
            patience=str(_literal(call, "early_stopping_rounds") // every),
            mode=None if is_least and metric == "loss" else "'min'" if is_least else "'max'",
        )
        return Validation(data, every, stopping)

    def _data_of(self, use: Use) -> Monitor | None:
        """The first that is no more than validation data of a call of `fit`."""
        found = [monitor for monitor in self.all.values() if use in monitor.fits]
        return next((one for one in found if not self.is_callback(one.call.node)), None)

    def made(self, node: ast.Call) -> str:
        """Returns the construction of one that stays an object."""
        program, monitor = self._program, self.all[id(node)]
        if any(made.model is None for made in monitor.made):
            return program.own_text(node)
        call, data = monitor.call, self._data(monitor)
        program.helpers.add("validation_monitor")
        metrics = call.text("metrics") if call.has("metrics") else ""
        model = "trained" if "model" in free_names(f"{data}, {metrics}") else "model"
        if metrics:
            text = given_metrics.evaluation(program, monitor.made, model, data, metrics)
        else:
            program.helpers.add("evaluate")
            text = call_text("evaluate", model, data)
        kept = {name: call.text(name) for name in _KEPT if call.has(name)}
        return call_text("ValidationMonitor", f"lambda {model}: {text}", **kept)

    def _given(self, call: Call, made: list[Estimator]) -> list[Monitor]:
        found = []
        for name in callbacks.LISTS:
            for element, hook in callbacks.hooks(self._program, call.args.get(name)):
                if self._program.symbol(hook) != callbacks.VALIDATION:
                    continue
                bound = bind(hook, callbacks.VALIDATION, tuple(_TAKES.split()), self._program)
                monitor = self.all.setdefault(id(hook), Monitor(bound, made))
                monitor.is_read = monitor.is_read or self._is_read(element)
                found.append(monitor)
        return found

    def _is_read(self, element: ast.expr) -> bool:
        """Whether a monitor has part in more than the list that it stands in."""
        if not isinstance(element, ast.Name):
            return not isinstance(element, ast.Call)
        uses = self._flow.uses(element.id, self._flow.holder(element))
        return any(isinstance(self._flow.parent(use), ast.Attribute) for use in uses)

    def _every(self, monitor: Monitor) -> int | None:
        """The steps of an epoch, if a monitor only evaluates between epochs."""
        call = monitor.call
        every = _literal(call, "every_n_steps", 100)
        rounds = _literal(call, "early_stopping_rounds", every)
        known = [_literal(call, name, 0) for name in _KEPT]
        if monitor.is_read or monitor.in_spec or len(monitor.fits) > 1 or None in known:
            return None
        if rounds % every or (call.has("early_stopping_rounds") and call.has("metrics")):
            return None
        use = monitor.fits[0]
        steps = _literal(use.call, "steps") or _literal(use.call, "max_steps")
        if not steps or steps % every or not self._is_endless(use.call):
            return None
        is_alone = sum(use in other.fits for other in self.all.values()) == 1
        goes_on = methods.goes_on(self._program, use.made, use.call.node)
        return every if is_alone and not goes_on else None

    def _is_endless(self, call: Call) -> bool:
        return call.has("x") or self._program.data(call.args["input_fn"]).is_endless

    def _has_checkpoints(self, monitor: Monitor) -> bool:
        """Whether there was a new checkpoint at each step at which a monitor validates."""
        every = _literal(monitor.call, "every_n_steps", 100)
        if not every or not is_none(monitor.call.args.get("check_interval_secs")):
            return False
        for made in monitor.made:
            given = self._program.construction(made)
            origins = self._flow.origins(given.args["config"]) if given.has("config") else []
            configurations = [configs.bound(origin, self._program) for origin in origins]
            steps = {c and _literal(c, "save_checkpoints_steps") for c in configurations}
            if not steps or any(not s or every % s for s in steps):
                return False
        return True

    def _data(self, monitor: Monitor) -> str:
        """The text of the dataset that a monitor evaluates on."""
        call, program = monitor.call, self._program
        callbacks.leave_out(call, "hooks")
        if call.has("input_fn"):
            slot = call.args["input_fn"]
            data = program.data(slot)
        else:
            slot, size = None, call.text("batch_size") if call.has("batch_size") else None
            data = Data(datasets.of_examples(call, size, shuffled=False), "queue", False)
        if not self._has_checkpoints(monitor):
            program.left_out.append((call.node, _EVERY_TIME))
        text = taken.as_taken(program, data, slot, monitor.made).text
        return f"{text}.take({call.text('eval_steps')})" if call.has("eval_steps") else text


def _literal(call: Call, name: str, default=None):
    """A literal argument; the default where it is not given, None where it is no literal."""
    if not call.has(name):
        return default
    try:
        return ast.literal_eval(call.args[name])
    except ValueError:
        return None
