"""What is done with estimators, and what becomes of it: pairs of text."""

import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacles
from tests.keras_target.programs import INPUT, MODEL, converted, of_model

MADE = "estimator = learn.Estimator(model_fn)\n"
FIT = "estimator.fit(input_fn=input_fn, steps=10)\n"
NEW_MADE = "estimator = build_model(inputs_of(input_fn()))\n"
NEW_FIT = "estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)\n"


def check(old, new):
    """Compares what follows the input function, which has a docstring, and the predictor."""
    text = of_model(INPUT + textwrap.dedent(old))
    assert textwrap.dedent(new).strip("\n") in text, text


def test_it_is_returned_by_a_function():
    check(
        """\
        def build(params):
            return learn.Estimator(model_fn, params=params)

        def main():
            estimator = build({})
            estimator.fit(input_fn=input_fn, steps=10)
        """,
        """\
        def build(params):
            return build_model(inputs_of(input_fn()))


        def main():
            estimator = build({})
            estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_a_function_that_cannot_know_its_data_takes_inputs():
    check(
        """\
        def build(params):
            return learn.Estimator(model_fn, params=params)

        def main(n):
            estimator = build({})
            estimator.fit(input_fn=lambda: ({"x": np.eye(n)}, np.arange(n)), steps=10)
        """,
        """\
        def build(features, params):
            return build_model(features)


        def main(n):
            dataset = tf.data.Dataset.from_tensors(({"x": np.eye(n)}, np.arange(n))).repeat()
            estimator = build(inputs_of(dataset), {})
            estimator.fit(dataset, steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_it_is_an_attribute():
    check(
        """\
        class Trainer(object):
            def __init__(self):
                self.estimator = learn.Estimator(model_fn)

            def inputs(self):
                return {"x": np.eye(3)}, np.arange(3)

            def run(self):
                self.estimator.fit(input_fn=self.inputs, steps=10)
        """,
        """\
        class Trainer(object):
            def __init__(self):
                self.estimator = build_model(inputs_of(self.inputs()))

            def inputs(self):
                return tf.data.Dataset.from_tensors(({"x": np.eye(3)}, np.arange(3))).repeat()

            def run(self):
                self.estimator.fit(self.inputs(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_it_is_made_when_its_data_are_known():
    check(
        """\
        estimator = learn.Estimator(model_fn)
        n = 3

        def inputs():
            return {"x": np.eye(n)}, np.arange(n)

        estimator.fit(input_fn=inputs, steps=10)
        """,
        """\
        n = 3


        def inputs():
            return tf.data.Dataset.from_tensors(({"x": np.eye(n)}, np.arange(n))).repeat()


        estimator = build_model(inputs_of(inputs()))
        estimator.fit(inputs(), steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


def test_it_is_made_of_data_whose_name_is_used_again():
    data = 'tf.estimator.inputs.numpy_input_fn({"x": x}, y, shuffle=False, num_epochs={n})\n'
    text = of_model(
        "x, y = np.eye(3), np.arange(3)\n"
        "estimator = learn.Estimator(model_fn)\n"
        f"input_fn = {data.replace('{n}', 'None')}{FIT}"
        f"input_fn = {data.replace('{n}', '1')}"
        "estimator.evaluate(input_fn=input_fn)\n"
    )
    first, made, second = text.partition("estimator = build_model(inputs_of(input_fn))\n")
    assert made and first.count("input_fn =") == second.count("input_fn =") == 1, text


def test_it_is_made_of_the_data_that_it_is_trained_on():
    check(
        """\
        def inputs():
            return {"x": np.eye(3)}, np.arange(3)

        estimator = learn.Estimator(model_fn)
        inputs = learn.io.numpy_input_fn({"x": np.eye(4)}, np.arange(4), num_epochs=None)
        estimator.fit(input_fn=inputs, steps=10)
        """,
        """\
        inputs = (
            tf.data.Dataset.from_tensor_slices(({"x": np.eye(4)}, np.arange(4)))
            .shuffle(1000)
            .repeat()
            .batch(128)
        )
        estimator = build_model(inputs_of(inputs))
        estimator.fit(inputs, steps_per_epoch=10, shuffle=False, verbose=0)
        """,
    )


@pytest.mark.parametrize(
    "config",
    [
        "config=learn.RunConfig(tf_random_seed=7)",
        "config=tf.contrib.learn.RunConfig(tf_random_seed=7, gpu_memory_fraction=0.3)",
        "config=learn.RunConfig(tf_random_seed=7, steps_per_execution=10)",
    ],
)
def test_the_seed_is_set_before(config):
    check(
        f"estimator = learn.Estimator(model_fn, {config})\n{FIT}",
        f"keras.utils.set_random_seed(7)\n{NEW_MADE}{NEW_FIT}",
    )


def test_a_config_is_a_seed_where_it_was_made():
    check(
        f"config = learn.RunConfig(tf_random_seed=7)\nn = 3\n"
        f"estimator = learn.Estimator(model_fn, config=config)\n{FIT}",
        f"keras.utils.set_random_seed(7)\nn = 3\n{NEW_MADE}{NEW_FIT}",
    )


@pytest.mark.parametrize(
    "old, new",
    [
        (
            "print(estimator.evaluate(input_fn=input_fn, steps=1)['loss'])",
            'estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)["loss"]',
        ),
        (
            "r = estimator.evaluate(input_fn=input_fn, steps=1)\nprint(r['loss'])",
            "r = estimator.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)",
        ),
        (
            "r = estimator.evaluate(input_fn=input_fn, steps=1)\nprint(r)",
            "r = evaluate(estimator, input_fn(), steps=1)",
        ),
        (
            "r = list(estimator.predict(input_fn=input_fn))",
            "r = list(rows(build_predictor(estimator).predict(input_fn(), steps=1, verbose=0)))",
        ),
        (
            "r = estimator.predict(input_fn=input_fn, as_iterable=False)",
            "r = build_predictor(estimator).predict(input_fn(), steps=1, verbose=0)",
        ),
        (
            "r = estimator.predict(x=np.eye(3), as_iterable=False)",
            "r = build_predictor(estimator).predict(np.eye(3), verbose=0)",
        ),
    ],
)
def test_results_and_predictions(old, new):
    check(f"{MADE}{FIT}{old}\n", new)


def test_predictions_that_are_one_tensor_are_an_array():
    text = converted(
        """\
        import numpy as np
        import tensorflow as tf
        from tensorflow.contrib import layers, learn

        def my_model(x, y):
            prediction = layers.linear(x, 1)
            loss = tf.losses.mean_squared_error(y, prediction)
            train_op = layers.optimize_loss(loss, None, 0.1, 'SGD')
            return prediction, loss, train_op

        x = np.eye(3)
        estimator = learn.Estimator(my_model)
        estimator.fit(x, x[:, :1], steps=10)
        print(list(estimator.predict(x)))
        print(next(estimator.predict(x)))
        """
    )
    assert "build_predictor" not in text
    assert "print(list(estimator.predict(x, verbose=0)))\n" in text
    assert "print(next(iter(estimator.predict(x, verbose=0))))\n" in text


def test_train_and_evaluate_is_training_that_is_validated():
    check(
        """\
        train = tf.estimator.inputs.numpy_input_fn(
            {"x": np.eye(3)}, np.arange(3), batch_size=3, num_epochs=None, shuffle=False)
        test = tf.estimator.inputs.numpy_input_fn(
            {"x": np.eye(3)}, np.arange(3), batch_size=3, shuffle=False)
        estimator = tf.estimator.Estimator(model_fn)
        train_spec = tf.estimator.TrainSpec(train, max_steps=60)
        eval_spec = tf.estimator.EvalSpec(test, steps=None)
        tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
        """,
        """\
        estimator = build_model(inputs_of(train))
        estimator.fit(train, steps_per_epoch=60, validation_data=test, shuffle=False, verbose=0)
        """,
    )


def test_an_experiment_is_an_object_that_trains_and_evaluates():
    check(
        """\
        def experiment_fn(run_config, hparams):
            return learn.Experiment(
                learn.Estimator(model_fn, config=run_config, params=hparams),
                train_input_fn=input_fn, eval_input_fn=input_fn, train_steps=10, eval_steps=1)

        results, _ = learn.learn_runner.run(
            experiment_fn, run_config=learn.RunConfig(tf_random_seed=1),
            hparams=tf.contrib.training.HParams(n=3))
        """,
        """\
        def experiment_fn(run_config, hparams):
            keras.utils.set_random_seed(run_config.tf_random_seed)
            return Experiment(
                build_model(inputs_of(input_fn())),
                input_fn(),
                input_fn().take(1),
                train_steps=10,
            )


        results, _ = experiment_fn(
            types.SimpleNamespace(tf_random_seed=1), types.SimpleNamespace(n=3)
        ).train_and_evaluate()
        """,
    )


@pytest.mark.parametrize(
    "hook", ["tf.train.LoggingTensorHook({}, 10)", "learn.monitors.PrintTensor(['loss'])"]
)
def test_hooks_that_only_say_something_are_left_out(hook):
    check(
        f"{MADE}hook = {hook}\nestimator.fit(input_fn=input_fn, steps=10, monitors=[hook])\n",
        f"{NEW_MADE}{NEW_FIT}",
    )


def test_a_validation_monitor_is_validation_data_and_stops_early():
    check(
        """\
        estimator = learn.Estimator(model_fn)
        monitor = learn.monitors.ValidationMonitor(
            input_fn=input_fn, eval_steps=1, every_n_steps=50, early_stopping_rounds=200)
        estimator.fit(input_fn=input_fn, steps=1000, monitors=[monitor])
        """,
        """\
        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(
            input_fn(),
            epochs=20,
            steps_per_epoch=50,
            validation_data=input_fn().take(1),
            callbacks=[keras.callbacks.EarlyStopping(patience=4)],
            shuffle=False,
            verbose=0,
        )
        """,
    )


@pytest.mark.parametrize(
    "old, reason",
    [
        (f"{MADE}", "it is not known what it trains on"),
        (
            f"{MADE}estimator.fit(input_fn=input_fn, steps=10, monitors=[Hook()])",
            "Keras runs no hooks",
        ),
        (
            "estimator = learn.Estimator(model_fn, config=learn.RunConfig(master='a'))\n" + FIT,
            "master has no counterpart",
        ),
        (
            f"{MADE}{FIT}for one in [estimator]:\n    one.evaluate(input_fn=input_fn)",
            "it is not known which estimator this is",
        ),
        (f"{MADE}{FIT}print(estimator.config)", "a Keras model has no such thing"),
        (f"{MADE}{FIT}estimator.get_variable_names()", "has no scope to know its variables by"),
    ],
)
def test_what_is_not_certain_stays(old, reason):
    with pytest.raises(Obstacles, match=reason) as raised:
        of_model(INPUT + old)
    assert len(raised.value.obstacles) == 1


@pytest.mark.parametrize("steps", ["10", "CONFIG['steps']"])
def test_steps_and_max_steps_exclude_one_another(steps):
    check(
        f"""\
        CONFIG = {{"steps": 5}}
        estimator = learn.Estimator(model_fn)
        try:
            estimator.fit(input_fn=input_fn, steps={steps}, max_steps=10)
        except ValueError as error:
            print(error)
        """,
        """\
        try:
            raise ValueError("Can not provide both steps and max_steps.")
        except ValueError as error:
            print(error)
        """,
    )


def test_steps_and_max_steps_that_may_be_none_stay():
    arguments = "steps=None if len(np.ones(2)) > 3 else 10, max_steps=10"
    with pytest.raises(Obstacles, match="it may be given both"):
        of_model(INPUT + MADE + f"estimator.fit(input_fn=input_fn, {arguments})\n")


PREDICT = "build_predictor(estimator).predict(input_fn(), steps=1, verbose=0)"


@pytest.mark.parametrize(
    "old, new",
    [
        ("c = [p['classes'] for p in {}]", f"c = list({PREDICT}['classes'])"),
        ("c = [int(p['classes']) for p in {}]", f"c = [int(p) for p in {PREDICT}['classes']]"),
        ("for p in {}:\n    print(p['logits'][0])", f"for p in {PREDICT}['logits']:print(p[0])"),
        ("c = [p for p in {}]", f"c = [p for p in rows({PREDICT})]"),
        (
            "for p in {}:\n    print(p['logits'], p['classes'])",
            f"for p in rows({PREDICT}):print(p['logits'], p['classes'])",
        ),
        ("c = [p['other'] for p in {}]", f"c = [p['other'] for p in rows({PREDICT})]"),
    ],
)
def test_rows_that_are_asked_for_one_key_are_its_array(old, new):
    program = INPUT + "estimator = learn.Estimator(model_fn)\n"
    program += "estimator.fit(input_fn=input_fn, steps=1)\n"
    text = of_model(program + old.format("estimator.predict(input_fn=input_fn)") + "\n")
    assert "".join(new.split()) in "".join(text.replace('"', "'").split()), text


TOWER = "def tower(features):\n    return layers.relu(features['x'], 2)\n\n\n"


@pytest.mark.parametrize(
    "old, helper",
    [('features["x"]', "inputs_of"), ("features", "input_of"), ("tower(features)", "inputs_like")],
)
def test_inputs_are_made_of_what_the_model_takes(old, helper):
    before = TOWER if "tower" in old else ""
    model = MODEL.replace('features["x"]', old).replace("def model_fn", f"{before}def model_fn")
    estimator = "estimator = learn.Estimator(model_fn)\n"
    text = converted(model + INPUT + estimator + "estimator.fit(input_fn=input_fn, steps=1)\n")
    assert f"def {helper}(dataset):" in text
    assert f"build_model({helper}(input_fn()))" in text
