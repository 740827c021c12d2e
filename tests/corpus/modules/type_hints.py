from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.contrib.learn import Estimator, RunConfig


async def run(config: "RunConfig", hook: "tf.train.SessionRunHook") -> t.Optional["Estimator"]:
    from tensorflow.contrib import learn
    if (e := learn.Estimator(lambda f, l: None, config=config)) is not None:
        return e
    match config:
        case None:
            return None


def typed(features, labels):
    # type: (dict, tf.Tensor) -> tf.contrib.learn.ModelFnOps
    import tensorflow as tf
    return tf.contrib.learn.ModelFnOps('train')
