"""What tf.estimator is asked besides: evaluation without checkpoints, specs to parse examples.

As core_scenarios.py, to whose scenarios these are added. Runs under Python 3.7 and 3.10+.
"""

import json
import os

from core_scenarios import (
    TF_CONFIGS,
    environment,
    events,
    model_dir,
    outcome,
    regression,
    regression_input,
    scenario,
)


@scenario
def in_memory_evaluation(world):
    tf, estimator = world.tf, world.estimator
    hook_class = estimator.experimental.InMemoryEvaluatorHook
    answers = {}

    def make(path, model_fn=None):
        return estimator.Estimator(
            model_fn or regression(world), model_dir=path, params={"rate": 0.125}
        )

    class Counter(tf.train.SessionRunHook):
        runs = 0

        def before_run(self, run_context):
            self.runs += 1

    for name, options in {
        "every 2": dict(every_n_iter=2, steps=2),
        "named": dict(every_n_iter=3, steps=1, name="held_out"),
    }.items():
        with model_dir() as path:
            regressor, counter = make(path), Counter()
            hook = hook_class(regressor, regression_input(world), hooks=[counter], **options)
            regressor.train(regression_input(world), hooks=[hook], steps=5)
            directory = os.path.join(path, "eval_held_out" if "name" in options else "eval")
            answers[name] = {"events": events(tf, directory), "runs": counter.runs}
    with model_dir() as path:
        regressor = make(path)
        hook = hook_class(regressor, regression_input(world, epochs=1))
        regressor.train(regression_input(world), hooks=[hook], steps=3)
        seen = events(tf, os.path.join(path, "eval"))
        regressor.train(regression_input(world), hooks=[hook], steps=2)
        more = events(tf, os.path.join(path, "eval"))
        answers["all of the input, twice"] = [seen, more]

    def with_scaffold(**options):
        def model_fn(features, labels, mode, params, config):
            spec = regression(world)(features, labels, mode, params, config)
            made = {name: make() for name, make in options.items()}
            return spec._replace(scaffold=tf.train.Scaffold(**made))

        return model_fn

    def with_saveable(features, labels, mode, params, config):
        spec = regression(world)(features, labels, mode, params, config)
        if mode == estimator.ModeKeys.TRAIN:
            variable = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)[0]
            tf.add_to_collection(tf.GraphKeys.SAVEABLE_OBJECTS, variable)
        return spec

    for name, model_fn in {
        "a saver": with_scaffold(saver=tf.train.Saver),
        "an init_fn": with_scaffold(init_fn=lambda: lambda scaffold, session: None),
        "saveables": with_saveable,
    }.items():
        with model_dir() as path:
            regressor = make(path, model_fn)
            hook = hook_class(regressor, regression_input(world))
            answers["refuses " + name] = outcome(
                lambda r=regressor, h=hook: r.train(regression_input(world), [h], steps=1) and None
            )
    with model_dir() as path:
        for every in (0, None, -1):
            answers[f"refuses every {every}"] = outcome(
                lambda e=every: hook_class(make(path), None, every_n_iter=e) and None
            )
        answers["refuses a hook"] = outcome(
            lambda: hook_class(make(path), None, hooks=["none"]) and None
        )
        with environment(TF_CONFIG=json.dumps(TF_CONFIGS["worker"])):
            answers["refuses a cluster"] = outcome(lambda: hook_class(make(path), None) and None)
    return answers


@scenario
def parse_example_specs(world):
    tf, estimator = world.tf, world.estimator
    columns = [
        tf.feature_column.numeric_column("a", shape=[2]),
        tf.feature_column.categorical_column_with_hash_bucket("b", 5),
    ]
    weight = tf.feature_column.numeric_column("w", dtype=tf.float64, default_value=1.0)
    classifier = estimator.classifier_parse_example_spec
    regressor = estimator.regressor_parse_example_spec

    def spec(function, **options):
        made = function(columns, **options)
        return {key: str(value) for key, value in made.items()}

    calls = {
        "classes": lambda: spec(classifier, label_key="l"),
        "words": lambda: spec(
            classifier, label_key="l", label_dtype=tf.string, label_default="", weight_column="w"
        ),
        "numbers": lambda: spec(regressor, label_key="l"),
        "more numbers": lambda: spec(
            regressor, label_key="l", label_default=[0.0, 1.0], label_dimension=2,
            weight_column=weight,
        ),
        "a label that is a feature": lambda: spec(classifier, label_key="a"),
        "a weight that is a feature": lambda: spec(
            regressor, label_key="l", weight_column="b"
        ),
        "a weight of another kind": lambda: spec(
            classifier, label_key="l", weight_column=columns[1]
        ),
    }  # fmt: skip
    return {name: outcome(call) for name, call in calls.items()}
