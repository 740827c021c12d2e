from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from contrib_learn_compat import tf
    from contrib_learn_compat.tf.contrib.learn import Estimator, RunConfig


async def run(config: "RunConfig", hook: "tf.train.SessionRunHook") -> t.Optional["Estimator"]:
    from contrib_learn_compat.tf.contrib import learn
    if (e := learn.Estimator(lambda f, l: None, config=config)) is not None:
        return e
    match config:
        case None:
            return None


def typed(features, labels):
    # type: (dict, tf.Tensor) -> tf.contrib.learn.ModelFnOps
    from contrib_learn_compat import tf
    return tf.contrib.learn.ModelFnOps('train')
