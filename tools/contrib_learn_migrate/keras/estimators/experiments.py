"""Experiments, and what trains and evaluates in one call."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.estimators import counted, given_metrics, taken
from contrib_learn_migrate.keras.estimators.inputs import Data
from contrib_learn_migrate.keras.estimators.methods import goes_on, trained, trained_to, within
from contrib_learn_migrate.keras.hooks import callbacks
from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text

SPECS = ("train_spec", "eval_spec")  # Their parts stand where training and evaluation do.
_SCHEDULES = ("train", "evaluate", "train_and_evaluate")


def experiment(program, call: Call) -> str:
    """Returns the object in the place of an Experiment."""
    call.refuse("saving_listeners")
    callbacks.leave_out(call, "eval_hooks")
    _check_methods(program, call)
    made, _ = program.survey.estimators(call.args["estimator"])
    counted.refuse(made, call)
    train = _taken(program, call.args["train_input_fn"], made)
    evaluated = _taken(program, call.args["eval_input_fn"], made)
    steps = call.text("train_steps") if call.has("train_steps") else None
    eval_steps = call.text("eval_steps", "100")
    eval_data = evaluated.text if eval_steps == "None" else f"{evaluated.text}.take({eval_steps})"
    program.helpers.add("experiment")
    if any(map(program.model_dirs.is_shared, made)):
        raise call.obstacle("another estimator may train what is in its model_dir")
    metrics = call.text("eval_metrics") if call.has("eval_metrics") else None
    exports = [f"lambda model: {text}" for text in program.exports.beside(call.node, "model")]
    return call_text(
        "Experiment",
        program.text(call.args["estimator"]),
        train.text,
        eval_data,
        train_steps=steps,
        callbacks=callbacks.of_fit(program, call, "train_monitors", made),
        measure=given_metrics.evaluator(program, made, metrics) if metrics else None,
        exports=f"[{', '.join(exports)}]" if exports else None,
    )


def run(program, call: Call) -> str:
    """Returns what `learn_runner.run` becomes."""
    function = program.text(call.args["experiment_fn"])
    if call.has("run_config"):
        given = [call.text("run_config"), *([call.text("hparams")] if call.has("hparams") else [])]
        if not call.has("hparams"):
            given.append("None")
    else:
        given = [call.text("output_dir")]
    made = call_text(function, *given)
    schedule = call.args.get("schedule", ast.Constant("train_and_evaluate"))
    if isinstance(schedule, ast.Constant):
        name = schedule.value or "train_and_evaluate"
        if name not in _SCHEDULES:
            raise call.obstacle(f"{name} is no schedule of one process")
        return f"{made}.{name}()"
    return f"getattr({made}, {call.text('schedule')})()"


def train_and_evaluate(program, call: Call) -> str:
    """Returns what `tf.estimator.train_and_evaluate` becomes: training that is validated."""
    if not isinstance(program.flow.parent(call.node), ast.Expr):
        raise call.obstacle("its result is used")
    made, _ = program.survey.estimators(call.args["estimator"])
    counted.refuse(made, call)
    train = program.survey.spec(call.args["train_spec"], "tf.estimator.TrainSpec")
    evaluated = program.survey.spec(call.args["eval_spec"], "tf.estimator.EvalSpec")
    train.refuse("saving_listeners")
    callbacks.leave_out(evaluated, "hooks")
    data = _taken(program, train.args["input_fn"], made)
    validation = _taken(program, evaluated.args["input_fn"], made).text
    eval_steps = evaluated.text("steps", "100")
    if eval_steps != "None":
        validation += f".take({eval_steps})"
    if any(map(program.model_dirs.is_shared, made)):
        raise call.obstacle("another estimator may train what is in its model_dir")
    model = program.text(call.args["estimator"])
    steps = train.text("max_steps") if train.has("max_steps") else None
    is_final = steps and f"int({model}.optimizer.iterations) >= {steps}"
    if steps and data.is_endless and not train.has("hooks"):
        is_final = ""
    exports = program.exports.beside(call.node, model, is_final)
    if exports and not isinstance(call.args["estimator"], ast.Name):
        raise call.obstacle("the model that is exported has no name")
    at_end = [f"keras.callbacks.LambdaCallback(on_train_end=lambda logs: {e})" for e in exports]
    options = {
        "validation_data": validation,
        "callbacks": callbacks.of_fit(program, train, "hooks", made, *at_end),
    }
    if steps and goes_on(program, made, call.node):
        return trained_to(program, model, data.text, steps, **options)
    return trained(model, *within(data, steps), **options)


def _taken(program, slot: ast.expr, made: list) -> Data:
    return taken.as_taken(program, program.data(slot), slot, made)


def _check_methods(program, call: Call) -> None:
    for node in ast.walk(program.file.tree):
        if isinstance(node, ast.Attribute) and node.attr not in _SCHEDULES:
            if any(origin is call.node for origin in program.flow.origins(node.value)):
                raise Obstacle(node, f"Experiment.{node.attr}", "it has no counterpart")
