"""Models of learn_scenarios_kernels.py that are trained, left, and come back to.

As model_dirs.py, but for how they are fed: SDCA with one example a step, k-means with all points.
Runs under Python 3.7 and 3.10+.
"""

import numpy as np

import golden_json
from core_scenarios import training_events
from learn_scenarios import arrays
from learn_scenarios_kernels import (
    CLASSES,
    POINTS,
    input_fn,
    learn_config,
    logistic_model_fn,
    sdca_models,
)

STEPS_BEFORE, STEPS_AFTER = 4, 15


def models(world):
    """Returns, by name, a model and what it is given.

    Returns:
      A dict of a model's maker, its arguments, its keyword arguments, its features (None for all
      that there are), its labels, and the sizes of the batches of training and of what else it
      does.
    """
    learn = world.contrib.learn
    sdca = sdca_models(world)
    found = {
        name.replace(" ", "_"): sdca[name][:3] + (None, sdca[name][3], 1, 3)
        for name in ("SVM", "LinearClassifier", "LinearClassifier in pieces", "LinearRegressor")
    }
    found["LogisticRegressor"] = (
        learn.LogisticRegressor,
        (logistic_model_fn(world),),
        {"thresholds": [0.25, 0.5]},
        None,
        CLASSES,
        3,
        3,
    )
    found["KMeansClustering"] = (
        learn.KMeansClustering,
        (4,),
        {"random_seed": 7, "use_mini_batch": False},
        POINTS,
        None,
        12,
        12,
    )
    return found


def train(world, name, path, steps=STEPS_BEFORE):
    """Trains a model in a model_dir."""
    make, args, kwargs, features, labels, batch_size, _ = models(world)[name]
    estimator = make(*args, **dict(kwargs, model_dir=path, config=learn_config(world)))
    estimator.fit(input_fn=input_fn(world, labels, batch_size, features=features), steps=steps)
    return estimator


def answers(world, name, path):
    """Returns the evaluation and the predictions of the model in a model_dir."""
    make, args, kwargs, features, labels, _, batch_size = models(world)[name]
    estimator = make(*args, **dict(kwargs, model_dir=path, config=learn_config(world)))
    once, endless = (input_fn(world, labels, batch_size, epochs, features) for epochs in (1, None))
    return {
        # The score of k-means needs a batch more than there are steps.
        "evaluation": arrays(estimator.evaluate(input_fn=endless, steps=2)),
        "predictions": arrays(list(estimator.predict(input_fn=once))),
    }


def follow(world, name, path):
    """Returns what the model in a model_dir answers, and its variables after further training."""
    told = answers(world, name, path)
    estimator = train(world, name, path, STEPS_AFTER)
    told["variables"] = arrays(
        {
            variable: estimator.get_variable_value(variable)
            for variable in estimator.get_variable_names()
            if not variable.endswith(("-keys", "-values"))  # a table: megabytes, in any order
        }
    )
    told["events"] = training_events(world.tf, path)
    return golden_json.as_json(told)


def assert_same_life(told, expected):
    """Holds what `follow` told against what is expected: answers to 1e-6, training to 1e-5."""
    assert_near(told["evaluation"], expected["evaluation"], 1e-6)
    assert_near(told["predictions"], expected["predictions"], 1e-6)
    assert_near(told["variables"], expected["variables"], 1e-5)
    assert told["events"] == expected["events"]


def assert_near(given, expected, tolerance):
    """Compares trees of arrays as golden_json has them."""
    if isinstance(expected, list):
        assert len(given) == len(expected)
        for pair in zip(given, expected):
            assert_near(*pair, tolerance)
    elif "values" in expected:
        assert (given["dtype"], given["shape"]) == (expected["dtype"], expected["shape"])
        np.testing.assert_allclose(given["values"], expected["values"], tolerance, tolerance)
    else:
        assert sorted(given) == sorted(expected)
        for key in expected:
            assert_near(given[key], expected[key], tolerance)
