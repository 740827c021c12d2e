"""What ``Estimator.export`` writes, and the signatures that it writes into it.

A signature_fn gets the examples, the features and the predictions of an exported graph and returns
its default signature and a dict of more. SavedModels, of ``Estimator.export_savedmodel``, have
taken the place of these exports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import engine, export_versions
from contrib_learn_compat.keys import PredictionKey
from contrib_learn_compat.learn.utils import session_bundle


def generic_signature_fn(
    examples: tf.Tensor, unused_features: dict[str, tf.Tensor], predictions: Any
) -> tuple[Any, dict[str, Any]]:
    """Signs ``inputs``, and the predictions by their names or as ``outputs``.

    Raises:
      ValueError: there are no `examples`.
    """
    _check_examples(examples)
    outputs = predictions if isinstance(predictions, dict) else {"outputs": predictions}
    return session_bundle.generic_signature({"inputs": examples, **outputs}), {}


def classification_signature_fn(
    examples: tf.Tensor, unused_features: dict[str, tf.Tensor], predictions: Any
) -> tuple[Any, dict[str, Any]]:
    """Signs classes: the predictions, or those called ``classes``; see above for what it raises."""
    _check_examples(examples)
    classes = _named(predictions, PredictionKey.CLASSES)
    return session_bundle.classification_signature(examples, classes_tensor=classes), {}


def classification_signature_fn_with_prob(
    examples: tf.Tensor, unused_features: dict[str, tf.Tensor], predictions: Any
) -> tuple[Any, dict[str, Any]]:
    """Signs scores: the predictions, or those called ``probabilities``."""
    _check_examples(examples)
    scores = _named(predictions, PredictionKey.PROBABILITIES)
    return session_bundle.classification_signature(examples, scores_tensor=scores), {}


def regression_signature_fn(
    examples: tf.Tensor, unused_features: dict[str, tf.Tensor], predictions: tf.Tensor
) -> tuple[Any, dict[str, Any]]:
    """Signs the predictions as a regression's output."""
    _check_examples(examples)
    return session_bundle.regression_signature(examples, predictions), {}


def logistic_regression_signature_fn(
    examples: tf.Tensor, unused_features: dict[str, tf.Tensor], predictions: Any
) -> tuple[Any, dict[str, Any]]:
    """Signs the second class's probability as a regression's output.

    `predictions`, or those called ``probabilities``, are of shape [batch_size, 2].
    """
    _check_examples(examples)
    probabilities = _named(predictions, PredictionKey.PROBABILITIES)
    shape = probabilities.shape
    if len(shape) != 2:
        tf.logging.fatal(
            "Expected predictions to have rank 2, but received predictions with "
            f"rank: {len(shape)} and shape: {shape}"
        )
    if shape[1] != 2:
        tf.logging.fatal(
            "Expected predictions to have 2nd dimension: 2, but received predictions with 2nd "
            f"dimension: {shape[1]} and shape: {shape}. Did you mean to use "
            "regression_signature_fn or classification_signature_fn_with_prob instead?"
        )
    return session_bundle.regression_signature(examples, probabilities[:, 1]), {}


def _default_input_fn(estimator: Any, examples: tf.Tensor) -> Any:
    """Parses the features that the estimator has been trained on."""
    return estimator._get_feature_ops_from_example(examples)


def export_estimator(
    estimator: Any,
    export_dir: str,
    signature_fn: Callable | None = None,
    input_fn: Callable | None = _default_input_fn,
    default_batch_size: int | None = 1,
    exports_to_keep: int | None = None,
) -> None:
    """As ``estimator.export``, with an `input_fn` that is given the estimator and the examples."""
    _export_estimator(
        estimator, export_dir, signature_fn, input_fn, default_batch_size, exports_to_keep
    )


def _export_estimator(
    estimator: Any,
    export_dir: str,
    signature_fn: Callable | None,
    input_fn: Callable | None,
    default_batch_size: int | None,
    exports_to_keep: int | None,
    input_feature_key: str | None = None,
    use_deprecated_input_fn: bool = True,
    prediction_key: str | None = None,
    checkpoint_path: str | None = None,
) -> bytes:
    """Exports; see ``BaseEstimator.export``."""
    checkpoint_path = checkpoint_path or estimator._newest_checkpoint()
    with engine.model_graph(None):
        if use_deprecated_input_fn:
            examples = tf.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
            features = (input_fn or _default_input_fn)(estimator, examples)
        elif input_fn is None:
            raise ValueError("input_fn must be defined.")
        else:
            features, _ = input_fn()
            examples = None if input_feature_key is None else features.pop(input_feature_key)
        if examples is None and (isinstance(features, dict) and not features or features is None):
            raise ValueError("Either features or examples must be defined.")
        predictions = estimator._get_predict_ops(features).predictions
        if prediction_key is not None:
            predictions = predictions[prediction_key]
        if not signature_fn:
            tf.logging.warning(
                "Change warning: `signature_fn` will be required after 2016-08-01.\n"
                "Using generic signatures for now.  To maintain this behavior, pass:\n"
                "  signature_fn=export.generic_signature_fn"
            )
        default_signature, named_signatures = (signature_fn or generic_signature_fn)(
            examples, features, predictions
        )
        with tf.Session("") as session:
            saver = next(iter(tf.get_collection(tf.GraphKeys.SAVERS)), None) or tf.train.Saver()
            saver.restore(session, checkpoint_path)
            exporter = session_bundle.Exporter(saver)
            exporter.init(
                init_op=tf.group(tf.local_variables_initializer(), tf.tables_initializer()),
                default_graph_signature=default_signature,
                named_graph_signatures=named_signatures,
                assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
            )
            kept = None
            if exports_to_keep is not None:
                kept = export_versions.largest_export_versions(exports_to_keep)
            return exporter.export(
                export_dir, tf.train.get_global_step(), session, exports_to_keep=kept
            )


def _check_examples(examples: tf.Tensor | None) -> None:
    if examples is None:
        raise ValueError("examples cannot be None when using this signature fn.")


def _named(predictions: Any, name: str) -> tf.Tensor:
    return predictions[name] if isinstance(predictions, dict) else predictions
