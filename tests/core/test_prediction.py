"""Prepared predictions are those that hooks see, batch by batch."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.array_inputs import numpy_input_fn
from contrib_learn_compat.core.estimator import Estimator
from contrib_learn_compat.core.model_fn import EstimatorSpec

NUMBERS = np.arange(10, dtype=np.float32)
WORDS = np.array([f"wörd {i}" for i in range(10)])


def model_fn(features, mode):
    doubled = tf.stack([features["number"], 2 * features["number"]], axis=1)
    predictions = {"doubled": doubled, "word": features["word"], "number": features["number"]}
    return EstimatorSpec(mode, predictions=predictions)


class Counting(tf.train.SessionRunHook):
    batches = 0

    def after_run(self, run_context, run_values):
        self.batches += 1


@pytest.fixture
def predict(tmp_path):
    arrays = {"number": NUMBERS, "word": WORDS}

    def run(**options):
        input_fn = numpy_input_fn(arrays, batch_size=4, shuffle=False)
        return list(Estimator(model_fn, str(tmp_path)).predict(input_fn, **options))

    return run


def test_examples_are_dicts_of_their_values(predict):
    examples = predict()
    assert len(examples) == 10
    assert list(examples[9]) == ["doubled", "word", "number"]
    assert examples[9]["doubled"].tolist() == [9.0, 18.0]
    assert examples[9]["word"] == WORDS[9].encode()
    assert isinstance(examples[9]["number"], np.float32)


def test_hooks_see_each_batch_and_change_nothing(predict):
    hook = Counting()
    by_hooks = predict(hooks=[hook], yield_single_examples=False)
    prepared = predict(yield_single_examples=False)
    assert hook.batches == len(prepared) == 3
    for one, other in zip(by_hooks, prepared, strict=True):
        assert one.keys() == other.keys()
        for key in one:
            np.testing.assert_array_equal(one[key], other[key], strict=True)
