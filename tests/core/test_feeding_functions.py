"""The queue over data in memory."""

from collections import OrderedDict

import numpy as np
import pandas as pd
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat.core.feeding_functions import _enqueue_data

FRAME = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [4, 5, 6]}, index=[7, 8, 9])
COLUMNS = OrderedDict(b=np.arange(3), a=np.ones([3, 2]))


@pytest.mark.parametrize(
    "data, element",
    [
        (np.arange(6).reshape(3, 2), [[0, 1, 2, 0], [[0, 1], [2, 3], [4, 5], [0, 1]]]),
        (COLUMNS, [[0, 1, 2, 0], [0, 1, 2, 0], np.ones([4, 2])]),
        (FRAME, [[7, 8, 9, 7], [1, 2, 3, 1], [4, 5, 6, 4]]),
    ],
    ids=["array", "columns", "frame"],
)
def test_rows_come_in_order_after_their_labels(data, element):
    with tf.Graph().as_default():
        batch = _enqueue_data(data, 10, enqueue_size=2).dequeue_many(4)
        with tf.train.SingularMonitoredSession() as session:
            for part, expected in zip(session.run(batch), element, strict=True):
                np.testing.assert_array_equal(part, expected)


def test_other_data_is_refused():
    with tf.Graph().as_default(), pytest.raises(TypeError, match="numpy array or pandas .* list"):
        _enqueue_data([1, 2], 10)
