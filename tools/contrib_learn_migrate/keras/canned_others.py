"""Estimators that Keras cannot train: what takes their place."""

from __future__ import annotations

from contrib_learn_migrate.keras.canned_models import Canned, CannedModel

TAKES = {
    "SVM": "example_id_column feature_columns weight_column_name model_dir l1_regularization "
    "l2_regularization num_loss_partitions kernels config feature_engineering_fn",
}
_REASONS = {
    "SVM": "Keras has no SDCA to train it with; sklearn.svm.LinearSVC is like it",
}


class Other(Canned):
    """An estimator that does not become a Keras model."""

    def model(self) -> CannedModel:
        raise self._call.obstacle(_REASONS[self._kind])
