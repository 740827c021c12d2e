"""Support vector machines: SVM."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from contrib_learn_compat import heads
from contrib_learn_compat.keys import PredictionKey
from contrib_learn_compat.layers.feature_column_ops import parse_feature_columns_from_examples
from contrib_learn_compat.learn.canned import prediction
from contrib_learn_compat.learn.canned.sdca import _SdcaUpdateWeightsHook, sdca_model_fn
from contrib_learn_compat.linear_optimizer.sdca_optimizer import SDCAOptimizer


class SVM(prediction.OneOutput):
    """Classifies into two classes by a linear support vector machine, which SDCA trains."""

    def __init__(
        self,
        example_id_column: str,
        feature_columns: Sequence[Any],
        weight_column_name: str | None = None,
        model_dir: str | None = None,
        l1_regularization: float = 0.0,
        l2_regularization: float = 0.0,
        num_loss_partitions: int = 1,
        kernels: Any = None,
        config: Any = None,
        feature_engineering_fn: Callable | None = None,
    ):
        """Takes the model.

        Args:
          example_id_column: the feature that tells examples from one another, strings of shape
            [batch].
          feature_columns: columns of tf.contrib.layers: real-valued, bucketized, sparse, weighted
            and crossed.
          weight_column_name: the feature that weighs examples.
          model_dir: the directory of checkpoints and events.
          l1_regularization: not negative.
          l2_regularization: not negative; training takes 1 for less.
          num_loss_partitions: how many train ops are at work at once, over all workers.
          kernels: None; there never were any.
          config: a RunConfig.
          feature_engineering_fn: maps features and labels to those that the model gets.

        Raises:
          ValueError: `kernels` are given.
        """
        if kernels is not None:
            raise ValueError("Kernel SVMs are not currently supported.")
        self._feature_columns = feature_columns
        super().__init__(
            model_fn=sdca_model_fn,
            model_dir=model_dir,
            config=config,
            params={
                "head": heads.binary_svm_head(weight_column_name=weight_column_name),
                "feature_columns": feature_columns,
                "optimizer": SDCAOptimizer(
                    example_id_column=example_id_column,
                    num_loss_partitions=num_loss_partitions,
                    symmetric_l1_regularization=l1_regularization,
                    symmetric_l2_regularization=l2_regularization,
                ),
                "weight_column_name": weight_column_name,
                "update_weights_hook": _SdcaUpdateWeightsHook(),
            },
            feature_engineering_fn=feature_engineering_fn,
        )

    def predict_classes(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Iterator[int] | np.ndarray:
        """Returns each example's class; see ``Estimator.predict`` for the arguments."""
        return self._predict_one(PredictionKey.CLASSES, x, input_fn, batch_size, as_iterable)

    def predict_proba(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        outputs: Any = None,
        as_iterable: bool = True,
    ) -> Iterator[np.ndarray] | np.ndarray:
        """Asks for probabilities, which an SVM has not.

        Raises:
          ValueError: always, when the first prediction is asked for.
        """
        return self._predict_one(PredictionKey.PROBABILITIES, x, input_fn, batch_size, as_iterable)

    def export(
        self,
        export_dir: str,
        signature_fn: Callable | None = None,
        input_fn: Callable | None = None,
        default_batch_size: int | None = 1,
        exports_to_keep: int | None = None,
    ) -> bytes:
        """As ``Estimator.export``; by default, the feature columns parse the examples."""

        def parse(unused_estimator, examples):
            return parse_feature_columns_from_examples(examples, self._feature_columns)

        return super().export(
            export_dir,
            input_fn or parse,
            signature_fn=signature_fn,
            default_batch_size=default_batch_size,
            exports_to_keep=exports_to_keep,
        )

    export_with_defaults = export
