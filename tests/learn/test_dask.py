"""Dask frames are fed like others, partition by partition."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import namespace
from contrib_learn_compat.learn.io import dask_io, data_feeder

NEEDED = "dask is not among the requirements"
pd = pytest.importorskip("pandas", reason=NEEDED)
dd = pytest.importorskip("dask.dataframe", reason=NEEDED)


def frames():
    x = pd.DataFrame({"a": np.arange(7.0), "b": np.arange(7.0) / 2})
    y = pd.DataFrame({"label": np.arange(7)})
    return dd.from_pandas(x, npartitions=3), dd.from_pandas(y, npartitions=3)


def fed(**options):
    with tf.Graph().as_default():
        feeder = data_feeder.setup_train_data_feeder(*frames(), n_classes=None, **options)
        features, labels = feeder.input_builder()
        next_feed = feeder.get_feed_dict_fn()
        batches = []
        with pytest.raises(StopIteration):
            while True:
                feed = next_feed()
                batches.append((feed[features.name], feed[labels.name]))
    return batches


def test_extracted_frames_are_numbered_through():
    days = pd.date_range("2010-01-01", periods=6)
    frame = dd.from_pandas(pd.DataFrame({"a": list("aabbcc"), "b": range(6)}, index=days), 3)
    extracted = dask_io.extract_dask_data(frame)
    assert extracted.divisions == (0, 2, 4, 6)
    assert list(extracted.columns) == ["a", "b"]
    assert list(extracted.compute().index) == list(range(6))
    assert list(extracted.compute()["b"]) == list(range(6))
    assert dask_io.extract_dask_labels(frame["a"]).divisions == (0, 2, 4, 6)
    with pytest.raises(ValueError, match="Only one column"):
        dask_io.extract_dask_labels(frame)


def test_every_example_comes_once_an_epoch():
    for shuffle in (False, True):
        batches = fed(batch_size=2, shuffle=shuffle, epochs=2)
        assert max(len(x) for x, _ in batches) == 2
        seen = np.concatenate([labels for _, labels in batches])
        assert sorted(seen.tolist()) == sorted([*range(7), *range(7)])
        assert (seen.tolist() == [*range(7), *range(7)]) != shuffle
        for features, labels in batches:
            np.testing.assert_array_equal(features, np.stack([labels, labels / 2], axis=1))


def test_classes_become_one_hot():
    feeder = data_feeder.DaskDataFeeder(*frames(), n_classes=7, batch_size=7, shuffle=False)
    with tf.Graph().as_default():
        features, labels = feeder.input_builder()
        feed = feeder.get_feed_dict_fn()()
    np.testing.assert_array_equal(feed[labels.name], np.eye(7)[: len(feed[features.name])])


def test_what_does_not_go_together_is_refused():
    x, y = frames()
    with pytest.raises(ValueError, match="dictionaries"):
        data_feeder.DaskDataFeeder({"x": x}, y, None, 2)
    with pytest.raises(ValueError, match="dask DataFrame or Series"):
        data_feeder.DaskDataFeeder(x, np.arange(7), None, 2)
    with pytest.raises(ValueError, match="repartition"):
        data_feeder.DaskDataFeeder(x, y.repartition(npartitions=1), None, 2)


def test_an_estimator_trains_and_predicts(tmp_path):
    learn = namespace.module("tf.contrib.learn")
    x, y = frames()
    columns = learn.infer_real_valued_columns_from_input(x)
    regressor = learn.LinearRegressor(columns, model_dir=str(tmp_path))
    regressor.fit(x, y, steps=20, batch_size=4)
    assert regressor.evaluate(x, y, batch_size=4)["global_step"] == 20
    predictions = list(regressor.predict_scores(x, batch_size=4))
    np.testing.assert_allclose(
        predictions, list(regressor.predict_scores(x.compute(), batch_size=7)), rtol=1e-5
    )
