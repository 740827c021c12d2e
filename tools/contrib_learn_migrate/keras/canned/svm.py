"""SVM: a linear model that SDCA trains."""

from __future__ import annotations

from contrib_learn_migrate.keras.canned.towers import Towers
from contrib_learn_migrate.keras.columns.base import Place
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.heads.binary import svm
from contrib_learn_migrate.keras.rules import Call
from contrib_learn_migrate.keras.sdca import sdca

TAKES = {
    "SVM": "example_id_column feature_columns weight_column_name model_dir l1_regularization "
    "l2_regularization num_loss_partitions kernels config feature_engineering_fn",
}
_OPTIMIZER = ("example_id_column", "num_loss_partitions")
_REGULARIZATION = ("l1_regularization", "l2_regularization")


class Svm(Towers):
    """A linear model of the widest margin."""

    def _head(self) -> Head:
        call = self._call
        name = "weight_column_name"
        given = {name: call.args[name]} if name in call.args else {}
        return svm(Call(self._node, call.name, given, self))

    def _body(self, place: Place, head: Head) -> tuple[list[str], dict[str, str]]:
        call = self._call
        call.refuse("kernels")
        columns = self._columns_of("feature_columns")
        given = {name: call.args[name] for name in _OPTIMIZER if name in call.args}
        given |= {f"symmetric_{n}": call.args[n] for n in _REGULARIZATION if n in call.args}
        optimizer = sdca(Call(self._node, call.name, given, self), head)
        net = self._linear(place, columns, head, joint=False)
        return [f"logits = {net}"], {"optimizer": optimizer}
