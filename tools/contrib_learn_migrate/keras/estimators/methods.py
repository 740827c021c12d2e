"""The methods of estimators, as calls of Keras models."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.estimators import counted, datasets, given_metrics, taken
from contrib_learn_migrate.keras.estimators.inputs import Data
from contrib_learn_migrate.keras.estimators.survey import Estimator, Use
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.rules import Call, call_text
from contrib_learn_migrate.keras.values import values_of

_OF_ARRAYS = {"numpy", "pandas", "scipy", "sklearn"}


def fit(program, use: Use) -> str:
    """Returns what `fit`, `partial_fit` or `train` becomes."""
    call = use.call
    call.refuse("saving_listeners")
    if not isinstance(program.flow.parent(call.node), ast.Expr):
        raise call.obstacle("its result is used")
    if call.has("steps") and call.has("max_steps"):
        return _refused(program, call)
    data = program.data_of(use, shuffled=True)
    name = "monitors" if "monitors" in call.args else "hooks"
    watched = program.monitors.of_fit(use)
    is_up_to = call.has("max_steps") and goes_on(program, use.made, call.node)
    more = [watched.stopping] if watched and watched.stopping else []
    options = {
        "validation_data": watched.data if watched else None,
        "callbacks": callbacks.of_fit(program, call, name, use.made, *more),
    }
    if watched and watched.every:
        counted.refuse(use.made, call)
        if is_up_to:
            raise call.obstacle("max_steps ends training that goes on, and may stop early")
        given, epochs = str(watched.every), _epochs(call, data, watched.every)
        return trained(program.model(use), data.text, given, epochs=epochs, **options)
    model, steps = program.model(use), _steps(use)
    if steps:
        steps = counted.steps(program, use.made, model, steps, call)
    if is_up_to:
        return trained_to(program, model, data.text, steps, **options)
    return trained(model, *within(data, steps), **options)


def _refused(program, call: Call) -> str:
    """The error that TF 1.15 raised for both `steps` and `max_steps`."""
    for name in ("steps", "max_steps"):
        values = values_of(call.args[name], program)
        if not values or None in values:
            raise call.obstacle("it may be given both steps and max_steps")
    return "raise ValueError('Can not provide both steps and max_steps.')"


def trained(model: str, data: str, steps: str | None, epochs: str | None = None, **options) -> str:
    """Returns the call that trains a model, for so many steps if they are given."""
    function, given = f"{model}.fit", {"epochs": epochs, "steps_per_epoch": steps}
    return call_text(function, data, **given, **options, shuffle="False", verbose="0")


def trained_to(program, model: str, data: str, max_steps: str, **options) -> str:
    """Returns the call that trains a model up to a step, wherever it is."""
    program.helpers.add("train_to")
    return call_text("train_to", model, data, max_steps, **options)


def _epochs(call: Call, data: Data, every: int) -> str:
    """How many epochs of so many steps there are, after each of which training may stop."""
    steps = call.literal("steps") or call.literal("max_steps")
    if not data.is_endless or not steps or steps % every:
        raise call.obstacle("its steps are no multiple of those between two evaluations")
    return str(steps // every)


def _steps(use: Use) -> str | None:
    call = use.call
    if use.method == "partial_fit" and not call.has("steps"):
        return "1"
    if call.has("max_steps"):
        return call.text("max_steps")
    return call.text("steps") if call.has("steps") else None


def goes_on(program, made: list[Estimator], place: ast.AST) -> bool:
    """Tells whether the training of one of these may begin at another step than the first."""
    calls = {id(call) for one in made for call, _ in one.trained}
    is_kept = any(map(program.model_dirs.is_kept, made))
    return is_kept or len(calls) > 1 or program.is_repeated(place)


def within(data: Data, steps: str | None) -> tuple[str, str | None]:
    """Returns a dataset for so many steps, and the steps to give beside it."""
    if steps is None or data.is_endless:
        return data.text, steps
    return f"{data.text}.take({steps})", None


def evaluate(program, use: Use) -> str:
    """Returns what `evaluate` or `score` becomes."""
    call = use.call
    call.refuse("feed_fn")
    callbacks.leave_out(call, "hooks")
    data = program.data_of(use, shuffled=False)
    model = program.model(use)
    if call.has("metrics"):
        counted.refuse(use.made, call)
        steps = call.text("steps") if call.has("steps") else None
        text = data.text if steps is None else f"{data.text}.take({steps})"
        return given_metrics.evaluation(program, use.made, model, text, call.text("metrics"))
    text, steps = within(data, call.text("steps") if call.has("steps") else None)
    if program.reads_global_step(call.node):
        return counted.evaluation(program, use.made, model, text, steps, call)
    return call_text(f"{model}.evaluate", text, steps=steps, return_dict="True", verbose="0")


def predict(program, use: Use) -> str:
    """Returns what `predict` becomes."""
    call = use.call
    call.refuse("iterate_batches")
    callbacks.leave_out(call, "hooks")
    text, steps = predicted_data(program, use)
    predicted = call_text(f"{program.predictor(use)}.predict", text, steps=steps, verbose="0")
    key = program.only_key(use)
    if key is not None:
        only = f"{predicted}[{key!r}]" if key else predicted
        is_array = use.is_skcompat or is_false(call, "as_iterable")
        return only if is_array else yielded(program, use, only)
    head = use.made[0].model.built.head
    if use.is_skcompat or is_false(call, "as_iterable"):
        if head.parts:
            raise call.obstacle("arrays of several heads have other keys in Keras")
        return predicted
    if is_false(call, "yield_single_examples"):
        raise call.obstacle("it yields whole batches")
    _check_keys(use)
    key = program.row_keys.key(use)
    if key is not None:
        return f"{predicted}[{key!r}]"
    helper = "rows_of_heads" if head.parts else "rows"
    program.helpers.add(helper)
    return f"{helper}({predicted})"


def yielded(program, use: Use, predicted: str) -> str:
    """Predictions one by one; what is passed on or asked for the next needs an iterator."""
    parent = program.flow.parent(use.call.node)
    if isinstance(parent, ast.For | ast.comprehension):
        return predicted
    if isinstance(parent, ast.Call):
        if ast.unparse(parent.func) in ("list", "zip", "enumerate"):
            return predicted
        if _is_of_arrays(parent.func, program):
            return predicted
    return f"iter({predicted})"


def _is_of_arrays(function: ast.expr, program) -> bool:
    """Whether a function takes arrays, as old predictions were, and no iterators."""
    while isinstance(function, ast.Attribute):
        function = function.value
    imports = program.flow.bindings(function) if isinstance(function, ast.Name) else []
    modules = [
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in imports
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    return bool(modules) and all((m or "").partition(".")[0] in _OF_ARRAYS for m in modules)


def _check_keys(use: Use) -> None:
    """Raises an Obstacle if there are predictions beside those that are asked for."""
    for name in ("outputs", "predict_keys"):
        if use.call.has(name):
            head = use.made[0].model.built.head
            if set(use.call.literal(name)) != set(head.predictions):
                raise use.call.obstacle(f"{name} leaves out some of the predictions")


def predicted_data(program, use: Use) -> tuple[str, str | None]:
    """Returns what is predicted on, and for how many steps where it does not end."""
    call = use.call
    if not call.has("input_fn"):
        return call.text("x"), None
    data = program.data(call.args["input_fn"])
    data = taken.as_predicted(program, data, call.args["input_fn"], use.made, use.owner)
    if data.kind == "tensors" and not use.made[0].is_core:
        return data.text, "1"
    if data.kind == "iterator" and not use.made[0].is_core:
        return f"{data.text}.take(1)", None
    if data.is_endless:
        raise call.obstacle("its predictions never end")
    return data.text, None


def of_arrays(program, use: Use, shuffled: bool) -> Data:
    """Returns the dataset of `x` and `y`, as `fit` and `evaluate` took them."""
    call = use.call
    default = "128" if use.is_skcompat else None
    size = call.text("batch_size", default) if call.has("batch_size") or default else None
    return Data(datasets.of_examples(call, size, shuffled), "queue", is_endless=shuffled)


def is_false(call: Call, name: str) -> bool:
    """Tells whether an argument is given as the literal False."""
    node = call.args.get(name)
    return isinstance(node, ast.Constant) and node.value is False
