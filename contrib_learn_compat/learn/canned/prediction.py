"""What classifiers and regressors answer when they are asked to predict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from contrib_learn_compat.keys import PredictionKey
from contrib_learn_compat.layers.feature_column_ops import parse_feature_columns_from_examples
from contrib_learn_compat.learn.estimator import Estimator
from contrib_learn_compat.learn.metric_spec import MetricSpec
from contrib_learn_compat.learn.predictions import Predictions
from contrib_learn_compat.learn.utils import export


class OneOutput(Estimator):
    """Lends its methods a way to predict one output."""

    def _predict_one(
        self,
        key: str,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Iterator[Any] | np.ndarray:
        predictions = Estimator.predict(
            self,
            x=x,
            input_fn=input_fn,
            batch_size=batch_size,
            outputs=[key],
            as_iterable=as_iterable,
        )
        if as_iterable:
            return Predictions(prediction[key] for prediction in predictions)
        return predictions[key]


class Exported(OneOutput):
    """Predicts one output unless asked for others, and exports one, which tf.Examples feed."""

    _by_default: str  # the method that answers where no outputs are named
    _exported: tuple[str, Callable]  # the prediction, and what signs it

    def predict(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        outputs: list[str] | None = None,
        as_iterable: bool = True,
    ) -> Any:
        """As ``Estimator.predict``; where no `outputs` are named, only the classes or scores."""
        if not outputs:
            return getattr(self, self._by_default)(x, input_fn, batch_size, as_iterable)
        return super().predict(
            x=x,
            input_fn=input_fn,
            batch_size=batch_size,
            outputs=outputs,
            as_iterable=as_iterable,
        )

    def export(
        self,
        export_dir: str,
        input_fn: Callable | None = None,
        input_feature_key: str | None = None,
        use_deprecated_input_fn: bool = True,
        signature_fn: Callable | None = None,
        default_batch_size: int | None = 1,
        exports_to_keep: int | None = None,
    ) -> bytes:
        """As ``Estimator.export``; by default, the feature columns parse the examples."""

        def parse(unused_estimator, examples):
            return parse_feature_columns_from_examples(examples, self._feature_columns)

        key, sign = self._exported
        return super().export(
            export_dir,
            input_fn or parse,
            input_feature_key,
            use_deprecated_input_fn,
            signature_fn or sign,
            key,
            default_batch_size,
            exports_to_keep,
        )


class Classifier(Exported):
    """An estimator that predicts classes, and their probabilities."""

    _by_default = "predict_classes"
    _exported = (PredictionKey.PROBABILITIES, export.classification_signature_fn_with_prob)

    def predict_classes(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Iterator[Any] | np.ndarray:
        """Returns each example's class; see ``Estimator.predict`` for the arguments."""
        return self._predict_one(PredictionKey.CLASSES, x, input_fn, batch_size, as_iterable)

    def predict_proba(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Iterator[np.ndarray] | np.ndarray:
        """Returns the probabilities of all classes, of shape [n_classes], for each example."""
        return self._predict_one(PredictionKey.PROBABILITIES, x, input_fn, batch_size, as_iterable)


class Regressor(Exported):
    """An estimator that predicts scores."""

    _by_default = "predict_scores"
    _exported = (PredictionKey.SCORES, export.regression_signature_fn)

    def predict_scores(
        self,
        x: Any = None,
        input_fn: Callable | None = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Iterator[Any] | np.ndarray:
        """Returns each example's score; see ``Estimator.predict`` for the arguments."""
        return self._predict_one(PredictionKey.SCORES, x, input_fn, batch_size, as_iterable)


class FlatClasses(Classifier):
    """Gives an array of classes the shape [n], in place of the head's."""

    def predict_classes(self, x=None, input_fn=None, batch_size=None, as_iterable=True):
        classes = super().predict_classes(x, input_fn, batch_size, as_iterable)
        return classes if as_iterable else classes.reshape(-1)


class MeasuresScores(Regressor):
    """Lets metrics that are bare functions measure the scores."""

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Callable | None = None,
        feed_fn: Callable | None = None,
        batch_size: int | None = None,
        steps: int | None = None,
        metrics: dict | None = None,
        name: str | None = None,
        checkpoint_path: str | None = None,
        hooks: list | None = None,
    ) -> dict[str, Any]:
        """As ``Estimator.evaluate``."""
        measured = {}
        for key, metric in (metrics or {}).items():
            is_bare = not isinstance(metric, MetricSpec) and not isinstance(key, tuple)
            measured[(key, PredictionKey.SCORES) if is_bare else key] = metric
        inputs = {"input_fn": input_fn, "feed_fn": feed_fn, "batch_size": batch_size}
        options = {"name": name, "checkpoint_path": checkpoint_path, "hooks": hooks}
        return super().evaluate(x, y, steps=steps, metrics=measured, **inputs, **options)
