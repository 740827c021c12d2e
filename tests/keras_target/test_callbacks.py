"""Hooks, monitors and MetricSpecs, and what becomes of them: pairs of text."""

import ast
import textwrap

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.keras.program import conversion
from contrib_learn_migrate.keras.rules import Obstacles
from contrib_learn_migrate.rewrite import rewrite
from tests.keras_target.programs import INPUT, MODEL, converted, of_model

FIT = "estimator.fit(input_fn=input_fn, steps=10, monitors=[{}])\n"


STEP = "tf.train.get_or_create_global_step()"


def of_program(*parts):
    return of_model(INPUT + "\n\n".join(textwrap.dedent(part) for part in parts))


def check(old, new, hook):
    """Compares what becomes of a class whose object watches training."""
    made = "estimator = learn.Estimator(model_fn)\n"
    text = of_program(old, made + FIT.format(hook))
    assert textwrap.dedent(new) in text, text
    assert f"callbacks=[{hook}]," in text, text


def test_a_hook_is_a_callback():
    check(
        """\
        class Hook(tf.train.SessionRunHook):
            def begin(self):
                self.steps = 0
                self._step = tf.train.get_global_step()

            def before_run(self, run_context):
                return tf.train.SessionRunArgs(self._step)

            def after_run(self, run_context, run_values):
                self.steps += 1
                self.last = int(run_values.results)
                if self.steps > 5:
                    run_context.request_stop()

            def end(self, session):
                print(self.last)
        """,
        """\
        class Hook(keras.callbacks.Callback):
            def on_train_begin(self, logs=None):
                self.steps = 0

            def on_train_batch_end(self, batch, logs=None):
                self.steps += 1
                self.last = int(self.model.optimizer.iterations)
                if self.steps > 5:
                    self.model.stop_training = True

            def on_train_end(self, logs=None):
                print(self.last)
        """,
        "Hook()",
    )


def test_a_hook_that_asks_for_the_loss_is_told_that_of_each_batch():
    check(
        """\
        class Hook(tf.train.SessionRunHook):
            def __init__(self, every):
                self.every = every

            def before_run(self, run_context):
                loss = tf.get_collection(tf.GraphKeys.LOSSES)[0]
                return tf.train.SessionRunArgs(
                    {"loss": loss, "step": tf.train.get_global_step()})

            def after_run(self, run_context, run_values):
                step = run_values.results["step"]
                if step % self.every == 0:
                    print(step, run_values.results["loss"])
        """,
        """\
        class Hook(keras.callbacks.Callback):
            def __init__(self, every):
                super().__init__()
                self.every = every

            def on_train_batch_begin(self, batch, logs=None):
                self.model.reset_metrics()  # The loss shall be that of this batch alone.

            def on_train_batch_end(self, batch, logs=None):
                step = int(self.model.optimizer.iterations)
                if step % self.every == 0:
                    print(step, logs["loss"])
        """,
        "Hook(2)",
    )


@pytest.mark.parametrize(
    "asked, taken, new",
    [
        ("[loss, step]", "loss, step = run_values.results", "loss, step = [{loss}, {step}]"),
        ("[loss, step]", "print(run_values.results[1])", "print({step})"),
        ("(step, [loss])", "print(run_values.results)", "print(({step}, [{loss}]))"),
        ("{'a': loss}", "print(run_values.results)", "print({{'a': {loss}}})"),
        ("fetches=loss", "print(run_values.results)", "print({loss})"),
    ],
)
def test_results_have_the_form_of_what_was_asked_for(asked, taken, new):
    text = of_program(
        f"""\
        class Hook(tf.train.SessionRunHook):
            def before_run(self, run_context):
                loss = tf.get_collection("losses")[-1]
                return tf.train.SessionRunArgs({asked.replace("step", STEP)})

            def after_run(self, run_context, run_values):
                {taken}

        estimator = learn.Estimator(model_fn)
        """,
        FIT.format("Hook()"),
    )
    given = {"loss": 'logs["loss"]', "step": "int(self.model.optimizer.iterations)"}
    assert new.format(**given).replace("'", '"') in text, text


def test_a_monitor_that_returns_true_stops_training():
    check(
        """\
        class Monitor(learn.monitors.BaseMonitor):
            def begin(self, max_steps=None):
                super(Monitor, self).begin(max_steps)
                self.loss = tf.get_collection(tf.GraphKeys.LOSSES)[0]

            def step_begin(self, step):
                super(Monitor, self).step_begin(step)
                return [self.loss]

            def step_end(self, step, output):
                super(Monitor, self).step_end(step, output)
                if step < 5:
                    return False
                return output[self.loss] < 0.5
        """,
        """\
        class Monitor(keras.callbacks.Callback):
            def on_train_batch_begin(self, batch, logs=None):
                self.model.reset_metrics()  # The loss shall be that of this batch alone.

            def on_train_batch_end(self, batch, logs=None):
                step = int(self.model.optimizer.iterations)
                if step < 5:
                    return
                if logs["loss"] < 0.5:
                    self.model.stop_training = True
        """,
        "Monitor()",
    )


def test_a_monitor_of_every_so_many_steps_stays_one():
    check(
        """\
        class Monitor(learn.monitors.EveryN):
            def __init__(self, n):
                super(Monitor, self).__init__(every_n_steps=n, first_n_steps=3)

            def begin(self, max_steps=None):
                super(Monitor, self).begin(max_steps)
                print("begins")

            def _loss(self):
                return tf.get_collection(tf.GraphKeys.LOSSES)[0]

            def every_n_step_begin(self, step):
                super(Monitor, self).every_n_step_begin(step)
                return [self._loss()]

            def every_n_step_end(self, step, outputs):
                super(Monitor, self).every_n_step_end(step, outputs)
                return outputs[self._loss()] < 0.5
        """,
        """\
        class Monitor(EveryN):
            def __init__(self, n):
                super(Monitor, self).__init__(every_n_steps=n, first_n_steps=3)

            def on_train_begin(self, logs=None):
                print("begins")

            def every_n_step_end(self, step, outputs):
                return outputs["loss"] < 0.5
        """,
        "Monitor(5)",
    )


IMPORTS = """\
import tensorflow as tf
from tensorflow.contrib import layers, learn


"""
SPEC = """\
def model_fn(features, labels, mode):
    y = layers.linear(features["x"], 1)
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
    hooks = []
    if mode == tf.estimator.ModeKeys.TRAIN:
        hooks.append({})
    spec = tf.estimator.EstimatorSpec(mode, y, loss, train_op{})
    return spec{}


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=10)
"""


@pytest.mark.parametrize(
    "given", [(", training_hooks=hooks", ""), ("", "._replace(evaluation_hooks=hooks)")]
)
def test_hooks_of_a_model_fn_may_only_log(given):
    logs, stops = "tf.train.LoggingTensorHook({'loss': loss})", "tf.train.StopAtStepHook(5)"
    assert "hooks" not in converted(IMPORTS + INPUT + SPEC.format(logs, *given))
    with pytest.raises(Obstacles, match="_hooks: Keras runs no hooks"):
        converted(IMPORTS + INPUT + SPEC.format(stops, *given))


@pytest.mark.parametrize(
    "asked", ["predict(input_fn=input_fn)", "model_dir", "evaluate(**options)"]
)
def test_an_estimator_that_is_watched_is_asked_only_for_its_results(asked):
    monitor = f"""\
    class Monitor(learn.monitors.EveryN):
        def every_n_step_end(self, step, outputs):
            print(self._estimator.{asked})
    """
    with pytest.raises(Obstacles, match="callbacks have no such attribute"):
        of_program(monitor, "estimator = learn.Estimator(model_fn)\n", FIT.format("Monitor()"))


HOOK = """\
class Hook(tf.train.SessionRunHook):
    def after_run(self, run_context, run_values):
        print("after")


"""


@pytest.mark.parametrize(
    "made, new",
    [
        ("hooks = [Hook()]\nestimator = {}\n{}", "Hook()"),
        ("hook = Hook()\nhooks = []\nhooks.append(hook)\nestimator = {}\n{}", "hook"),
        ("hooks = [Hook()] + [tf.train.StepCounterHook()]\nestimator = {}\n{}", "Hook()"),
        ("hooks = None\nestimator = {}\nhooks = [Hook()]\n{}", "Hook()"),
        (
            "estimator = {}\nhooks = learn.monitors.replace_monitors_with_hooks("
            "[Hook()], estimator)\n{}",
            "Hook()",
        ),
    ],
)
def test_lists_of_hooks_are_looked_through(made, new):
    fit = "estimator.fit(input_fn=input_fn, steps=10, monitors=hooks)\n"
    text = of_program(HOOK, made.format("learn.Estimator(model_fn)", fit))
    assert f"callbacks=[{new}]," in text, text


@pytest.mark.parametrize(
    "hook, new",
    [
        ("tf.train.StopAtStepHook(last_step=N)", "StopAtStep(last_step=N)"),
        ("tf.estimator.StopAtStepHook(5)", "StopAtStep(num_steps=5)"),
        ("learn.monitors.StopAtStep(5)", "StopAtStep(num_steps=5)"),
        ("tf.estimator.NanTensorHook('loss:0')", "keras.callbacks.TerminateOnNaN()"),
    ],
)
def test_some_hooks_have_their_like(hook, new):
    text = of_program("N = 5\nestimator = learn.Estimator(model_fn)\n", FIT.format(hook))
    assert f"callbacks=[{new}]," in text, text


SAVER = "tf.train.CheckpointSaverHook({}, save_steps=5)"
IN_DIR = "estimator = learn.Estimator(model_fn, 'dir')\n"


def test_a_saver_says_when_checkpoints_are_kept():
    text = of_program(IN_DIR, FIT.format(SAVER.format("'dir'")))
    assert "callbacks=[Checkpoints('dir', steps=5)]" in text.replace('"', "'"), text


@pytest.mark.parametrize(
    "made, saver",
    [(IN_DIR, "'other'"), ("estimator = learn.Estimator(model_fn)\n", "'dir'")],
)
def test_a_saver_of_another_directory_stays(made, saver):
    with pytest.raises(Obstacles, match="elsewhere than in the model_dir"):
        of_program(made, FIT.format(SAVER.format(saver)))


@pytest.mark.parametrize(
    "method, reason",
    [
        (
            "def before_run(self, run_context):\n"
            "        return tf.train.SessionRunArgs('dense/BiasAdd:0')",
            "'dense/BiasAdd:0': Keras tells callbacks no tensor but the loss",
        ),
        (
            "def before_run(self, run_context):\n"
            "        return tf.train.SessionRunArgs(x, feed_dict={x: 1})",
            "feed_dict has no counterpart",
        ),
        (
            "def end(self, session):\n        print(session.run('x:0'))",
            "session: Keras has no sessions",
        ),
        (
            "def before_run(self, run_context):\n        run_context.session.run('x:0')",
            "run_context.session: Keras has no sessions",
        ),
        (
            "def after_run(self, run_context, run_values):\n        print(run_values.run_metadata)",
            "run_values.run_metadata: a batch has no such thing in Keras",
        ),
        (
            "def before_run(self, run_context):\n        if self.asks:\n"
            "            return tf.train.SessionRunArgs(tf.train.get_global_step())\n\n"
            "    def after_run(self, run_context, run_values):\n"
            "        if run_values.results is not None:\n            print(run_values.results)",
            "run_values.results: it may be None, as it is asked for at times",
        ),
        (
            "def begin(self):\n        self.model = 1",
            "self.model: it is an attribute of all callbacks",
        ),
        (
            "def begin(self):\n        print()\n\n    def after_create_session(self, s, c):\n"
            "        print()",
            "after_create_session begins it as well",
        ),
    ],
)
def test_it_says_which_hooks_stay(method, reason):
    hook = f"class Hook(tf.train.SessionRunHook):\n    {method}\n"
    with pytest.raises(Obstacles) as raised:
        of_program(hook, "estimator = learn.Estimator(model_fn)\n", FIT.format("Hook()"))
    assert reason in str(raised.value)


LOGS = "tf.train.LoggingTensorHook(['loss'], 5)"


@pytest.mark.parametrize(
    "use",
    [
        "estimator.evaluate(input_fn=input_fn, hooks=hooks)",
        "estimator.fit(input_fn=input_fn, steps=9, monitors=[\n"
        "    learn.monitors.ValidationMonitor(input_fn=input_fn, hooks=hooks)])",
        "learn.Experiment(estimator, input_fn, input_fn, eval_hooks=hooks).evaluate()",
    ],
)
def test_hooks_of_evaluations_may_only_log(use):
    program = f"estimator = learn.Estimator(model_fn)\nhooks = [{LOGS}] if VERBOSE else None\n"
    assert "hooks" not in of_program(program, FIT.format(""), use)
    with pytest.raises(Obstacles, match="hooks: Keras runs no hooks"):
        of_program(HOOK, program.replace(LOGS, "Hook()"), FIT.format(""), use)


def test_debuggers_are_left_out():
    fit = FIT.format("debug.LocalCLIDebugHook()")
    made = "from tensorflow.python import debug\nestimator = learn.Estimator(model_fn)\n"
    assert "debug" not in of_program(made, fit)


AT_TIMES = [
    "hooks = []\nif DEBUG:\n    hooks.append({})\n",
    "hooks = None\nif DEBUG:\n    hook = {}\n    hooks = [hook]\n",
    "hooks = [{}] if DEBUG else None\n",
]


@pytest.mark.parametrize("made", AT_TIMES)
@pytest.mark.parametrize(
    "hook",
    [
        "Hook()",
        "tf.train.StopAtStepHook(5)",
        "tf.train.NanTensorHook('loss:0')",
        SAVER.format("'dir'"),
        "learn.monitors.ValidationMonitor(input_fn=input_fn, early_stopping_rounds=50)",
    ],
)
def test_a_hook_of_some_trainings_only_stays(hook, made):
    with pytest.raises(Obstacles, match="it watches training only at times"):
        of_program(HOOK, IN_DIR + made.format(hook) + FIT.replace("[{}]", "hooks"))


def test_a_branch_of_nothing_else_is_gone():
    hooks = "hooks = []\nif A:\n    print(1)\nelif B:\n    hooks.append({})\n"
    fit = FIT.replace("[{}]", "hooks")
    text = of_program(IN_DIR + hooks.format("tf.train.StepCounterHook()") + fit)
    assert "if A:\n    print(1)\n\nestimator.fit(" in text, text


@pytest.mark.parametrize("made", AT_TIMES)
def test_one_that_only_logs_is_left_out_whenever_it_does(made):
    fit = FIT.replace("[{}]", "hooks")
    text = of_program(IN_DIR + made.format("tf.train.StepCounterHook()") + fit)
    assert "hook" not in text and "DEBUG" not in text, text
    more = made.replace("DEBUG", "debug()") + "else:\n    print(1)\n"
    if "else None" not in made:
        text = of_program(IN_DIR + more.format("tf.train.StepCounterHook()") + fit)
        assert "if debug():\n    pass\nelse:\n    print(1)\n" in text, text


OWN_LOSS = """\
def model_fn(features, labels, mode):
    y = layers.linear(features["x"], 1, weights_regularizer=layers.l2_regularizer(0.1))
    loss = {}
    train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
    return learn.ModelFnOps(mode, y, loss, train_op)


class Monitor(learn.monitors.EveryN):
    def every_n_step_begin(self, step):
        return [tf.get_collection(tf.GraphKeys.LOSSES)[-1]]

    def every_n_step_end(self, step, outputs):
        print(outputs[tf.get_collection(tf.GraphKeys.LOSSES)[-1]])


estimator = learn.Estimator(model_fn)
"""
SQUARES = "tf.losses.mean_squared_error(labels, y)"


def test_a_loss_is_told_that_is_all_of_the_models():
    program = IMPORTS + INPUT + OWN_LOSS + FIT.format("Monitor()")
    assert 'print(outputs["loss"])' in converted(program.replace("{}", SQUARES))
    for more in ("tf.losses.get_regularization_loss()", "0.1 * " + SQUARES):
        with pytest.raises(Obstacles, match="Keras tells callbacks no tensor but the loss"):
            converted(program.replace("{}", f"{SQUARES} + {more}"))


def test_what_is_asked_for_at_times_is_read_at_times():
    text = of_program(
        """\
        class Hook(tf.train.SessionRunHook):
            def before_run(self, run_context):
                if self.asks:
                    return tf.train.SessionRunArgs([tf.train.get_global_step()])

            def after_run(self, run_context, run_values):
                if self.asks:
                    print(run_values.results[0])

        estimator = learn.Estimator(model_fn)
        """,
        FIT.format("Hook()"),
    )
    assert "print(int(self.model.optimizer.iterations))" in text, text


@pytest.mark.parametrize("kind, n", [("BaseMonitor", ""), ("EveryN", "every_n_")])
def test_outputs_are_not_read_as_a_whole(kind, n):
    monitor = f"""\
    class Monitor(learn.monitors.{kind}):
        def {n}step_end(self, step, outputs):
            print(list(outputs.values()), list(outputs))
    """
    with pytest.raises(Obstacles, match="outputs: Keras has other names for what is in it"):
        of_program(monitor, "estimator = learn.Estimator(model_fn)\n", FIT.format("Monitor()"))


def test_no_tensor_is_taken_for_the_loss_of_several_heads():
    hook = """\
    class Monitor(learn.monitors.EveryN):
        def every_n_step_begin(self, step):
            return [tf.get_collection(tf.GraphKeys.LOSSES)[1]]
    """
    with pytest.raises(Obstacles, match="Keras tells callbacks no tensor but the loss"):
        of_program(hook, "estimator = learn.Estimator(model_fn)\n", FIT.format("Monitor()"))


MONITOR = """\
monitor = learn.monitors.ValidationMonitor(
    input_fn=input_fn, eval_steps=1, every_n_steps=50, {})
estimator = learn.Estimator(
    model_fn, config=learn.RunConfig(save_checkpoints_secs=None, save_checkpoints_steps=50))
estimator.fit(input_fn=input_fn, steps={}, monitors=[monitor])
"""


def test_a_validation_monitor_is_validation_data_and_stops_early():
    text = of_program(MONITOR.format("early_stopping_rounds=200", 1000))
    expected = """\
    estimator.fit(
        input_fn(),
        epochs=20,
        steps_per_epoch=50,
        validation_data=input_fn().take(1),
        callbacks=[keras.callbacks.EarlyStopping(patience=4)],
        shuffle=False,
        verbose=0,
    )
    """
    assert text.endswith(textwrap.dedent(expected)), text
    assert "ValidationMonitor" not in text


def test_it_stops_early_by_a_metric():
    options = "early_stopping_rounds=50, early_stopping_metric='accuracy', "
    options += "early_stopping_metric_minimize=False"
    text = of_program(MONITOR.format(options, 1000))
    stops = 'EarlyStopping(monitor="val_accuracy", patience=1, mode="max")'
    assert stops in text, text


@pytest.mark.parametrize(
    "options, steps, used",
    [
        ("early_stopping_rounds=200", "120", ""),
        ("early_stopping_rounds=120", "1000", ""),
        ("early_stopping_rounds=200", "1000", "print(monitor.best_step)\n"),
        ("early_stopping_rounds=200", "STEPS", ""),
    ],
)
def test_one_that_does_more_stays_an_object(options, steps, used):
    text = of_program(MONITOR.format(options, steps) + used)
    made = f"""\
    monitor = ValidationMonitor(
        lambda model: evaluate(model, input_fn().take(1)), every_n_steps=50, {options}
    )
    """
    assert textwrap.dedent(made) in text, text
    assert "callbacks=[monitor]" in text
    assert text.endswith(used)


def test_it_tells_what_of_validation_was_only_logged():
    program = """\
    metrics = {"it": learn.MetricSpec(tf.metrics.accuracy, "classes")}
    estimator = learn.Estimator(model_fn)
    estimator.fit(input_fn=input_fn, steps=10, monitors=[
        learn.monitors.ValidationMonitor(input_fn=input_fn, metrics=metrics),
        learn.monitors.ValidationMonitor(input_fn=input_fn, every_n_steps=2)])
    """
    legacy = MODEL + INPUT + textwrap.dedent(program)
    found = conversion(rewrite(legacy, target(), program=True).text)
    assert found.text.count("validation_data=") == 1
    assert "metrics =" not in found.text
    messages = [message for _, message in found.left_out]
    assert "its metrics were only logged, and are left out" in messages
    assert any(message.startswith("tf.contrib.learn.monitors.Valid") for message in messages)


CANNED = f"""\
{IMPORTS}
COLUMN = layers.real_valued_column("x")

"""


def of_linear_classifier(columns, steps):
    """Returns what becomes of a program that trains one, and keeps it."""
    program = MONITOR.format("early_stopping_rounds=200", steps)
    program = program.replace("Estimator(\n    model_fn,", f"LinearClassifier({columns}, 'dir',")
    return converted(CANNED + INPUT + program)


def test_one_of_a_model_that_goes_on_stays_an_object():
    text = of_linear_classifier("[COLUMN]", 1000)
    assert "monitor = ValidationMonitor(" in text, text
    assert "callbacks=[monitor, Checkpoints(" in text, text


def test_one_of_a_model_that_is_not_moved_says_why():
    with pytest.raises(Obstacles, match="columns"):
        of_linear_classifier("columns()", "STEPS")


def test_it_validates_on_arrays():
    text = of_program(
        """\
        monitor = learn.monitors.ValidationMonitor(
            test_x, test_y, every_n_steps=50, early_stopping_rounds=100)
        estimator = learn.Estimator(model_fn)
        estimator.fit(input_fn=input_fn, steps=100, monitors=[monitor])
        """
    )
    data = "tf.data.Dataset.from_tensor_slices((test_x, test_y)).batch(\n        len(test_x)\n"
    assert f"validation_data={data}" in text, text


SPECS = """\
metrics = {{
    "it": learn.MetricSpec({}),
}}
estimator = learn.Estimator(model_fn)
estimator.fit(input_fn=input_fn, steps=10)
print(estimator.evaluate(input_fn=input_fn, steps=1, metrics=metrics))
"""


@pytest.mark.parametrize(
    "spec, pair",
    [
        (
            "tf.contrib.metrics.streaming_accuracy, prediction_key='classes'",
            '("classes", keras.metrics.Accuracy())',
        ),
        (
            "tf.metrics.precision, learn.PredictionKey.CLASSES",
            '("classes", keras.metrics.Precision())',
        ),
        (
            "tf.metrics.recall, 'logits'",
            '(\n        "logits",\n        Viewed(\n            keras.metrics.Recall(),\n'
            "            lambda labels, predictions: (labels, predictions != 0),\n",
        ),
        (
            "functools.partial(tf.metrics.auc, num_thresholds=50), 'probabilities'",
            '("probabilities", keras.metrics.AUC(num_thresholds=50))',
        ),
        (
            "lambda predictions, labels: tf.metrics.mean(predictions[:, 1]), 'probabilities'",
            "keras.metrics.MeanMetricWrapper(lambda labels, predictions: predictions[:, 1])",
        ),
        (
            "lambda predictions, labels, weights=None: tf.contrib.metrics.streaming_accuracy("
            "tf.argmax(predictions, 1), labels, weights), 'logits'",
            "lambda labels, predictions: (labels, keras.ops.argmax(predictions, axis=1))",
        ),
    ],
)
def test_metric_specs_are_metrics_of_predictions(spec, pair):
    text = of_program(SPECS.format(spec))
    assert pair in text, text
    call = "evaluate_predictions(estimator, build_predictor(estimator), input_fn().take(1), metrics"
    assert call in " ".join(text.split()).replace("( ", "("), text


def test_experiments_measure_as_well():
    text = of_program(
        """\
        metrics = {"it": learn.MetricSpec(tf.metrics.accuracy, "classes")}
        model = learn.Estimator(model_fn)
        experiment = learn.Experiment(
            model, input_fn, input_fn, eval_steps=1, eval_metrics=metrics)
        print(experiment.evaluate())
        """
    )
    measure = "lambda model, data: evaluate_predictions("
    assert f"measure={measure}model, build_predictor(model), data, metrics)" in flat(text)


def flat(text):
    """Returns a program with each statement on one line."""
    return ast.unparse(ast.parse(text))


def test_metrics_of_a_model_that_is_not_moved_say_nothing_more():
    spec = SPECS.format("tf.metrics.accuracy, 'classes'")
    with pytest.raises(Obstacles, match="^model_fn: it is no function of this program$"):
        converted(IMPORTS + INPUT + spec.replace("(model_fn)", "(models.model_fn)"))


def test_a_metric_function_is_read_and_gone():
    function = """\
    def auc(probabilities, label):
        \"\"\"The second class against the others.\"\"\"
        return tf.metrics.auc(label, probabilities[:, 1])
    """
    text = of_program(function, SPECS.format("auc, 'probabilities'"))
    assert "def auc" not in text
    assert "lambda labels, predictions: (labels, predictions[:, 1])" in text, text


@pytest.mark.parametrize(
    "spec, reason",
    [
        ("tf.metrics.sparse_precision_at_k, 'logits'", "no Keras metric is known to be the same"),
        ("functools.partial(tf.metrics.auc, curve='PR'), 'logits'", "to have its curve"),
        ("tf.metrics.accuracy, 'classes', weight_key='w'", "weight_key has no counterpart"),
        ("tf.metrics.accuracy, 'classes', label_key='y'", "names other labels than the model's"),
        (
            "lambda predictions, labels: tf.reduce_mean(predictions), 'logits'",
            "no Keras metric is known to be the same",
        ),
    ],
)
def test_it_says_which_metrics_stay(spec, reason):
    with pytest.raises(Obstacles) as raised:
        of_program(SPECS.format(spec))
    assert reason in str(raised.value)
