"""Deep models, linear models, and both together."""

from __future__ import annotations

import ast
import math

from contrib_learn_migrate.keras import heads
from contrib_learn_migrate.keras.activations import activation
from contrib_learn_migrate.keras.canned.base import Canned
from contrib_learn_migrate.keras.columns.base import Column, Place
from contrib_learn_migrate.keras.columns.layers import (
    check_rows,
    input_layer,
    joint_sum,
    weighted_sum,
)
from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.heads.multi_class import multi_class
from contrib_learn_migrate.keras.heads.regression import regression
from contrib_learn_migrate.keras.optimizers import optimizer
from contrib_learn_migrate.keras.rules import Call, call_text, is_none
from contrib_learn_migrate.keras.sdca import is_sdca, model_of_sdca, sdca_of

_DNN = (
    "optimizer activation_fn dropout gradient_clip_norm {bias} config feature_engineering_fn "
    "{dimension} embedding_lr_multipliers input_layer_min_slice_size {keys}"
)
_COMBINED = (
    "linear_feature_columns linear_optimizer _joint_linear_weights dnn_feature_columns "
    "dnn_optimizer dnn_hidden_units dnn_activation_fn dnn_dropout gradient_clip_norm "
)
TAKES = {
    "DNNClassifier": "hidden_units feature_columns model_dir n_classes weight_column_name "
    + _DNN.format(bias="enable_centered_bias", dimension="", keys="label_keys"),
    "DNNRegressor": "hidden_units feature_columns model_dir weight_column_name "
    + _DNN.format(bias="enable_centered_bias", dimension="label_dimension", keys=""),
    "DNNEstimator": "head hidden_units feature_columns model_dir "
    + _DNN.format(bias="", dimension="", keys=""),
    "LinearClassifier": "feature_columns model_dir n_classes weight_column_name optimizer "
    "gradient_clip_norm enable_centered_bias _joint_weight config feature_engineering_fn "
    "label_keys",
    "LinearRegressor": "feature_columns model_dir weight_column_name optimizer gradient_clip_norm "
    "enable_centered_bias label_dimension _joint_weights config feature_engineering_fn",
    "LinearEstimator": "feature_columns head model_dir weight_column_name optimizer "
    "gradient_clip_norm _joint_weights config feature_engineering_fn",
    "DNNLinearCombinedClassifier": f"model_dir n_classes weight_column_name {_COMBINED}"
    "enable_centered_bias config feature_engineering_fn embedding_lr_multipliers "
    "input_layer_min_slice_size label_keys fix_global_step_increment_bug",
    "DNNLinearCombinedRegressor": f"model_dir weight_column_name {_COMBINED}"
    "enable_centered_bias label_dimension config feature_engineering_fn embedding_lr_multipliers "
    "input_layer_min_slice_size fix_global_step_increment_bug",
    "DNNLinearCombinedEstimator": f"head model_dir {_COMBINED}"
    "config feature_engineering_fn embedding_lr_multipliers fix_global_step_increment_bug "
    "input_layer_partitioner",
}


class Towers(Canned):
    """A deep model, a linear model, or the sum of one of each."""

    def _lines(self, place: Place, head: Head) -> list[str]:
        self._call.refuse("embedding_lr_multipliers")
        lines, optimizers = self._body(place, head)
        ending = self._ending(head, optimizers["optimizer"])
        if len(optimizers) > 1:
            ending = self._wide_and_deep(ending, optimizers)
        elif is_sdca(optimizers["optimizer"]):
            if head.has_centered_bias or self._kind == "LinearEstimator" or self._joint():
                raise self._call.obstacle("TF 1.15 has no such model with SDCA")
            *before, made, compiled, returned = ending
            ending = [*before, model_of_sdca(made), compiled, returned]
        elif head.has_centered_bias and not self._kind.startswith("DNN"):
            raise self._call.obstacle("its centered bias is trained apart from the rest")
        return [*lines, *ending]

    def _head(self) -> Head:
        call = self._call
        if self._kind.endswith("Estimator"):
            head = heads.head_of(self.value_of(call.args["head"]), self)
            if head is None:
                raise call.obstacle("it is not known which head it has")
            return head
        kind = multi_class if self._kind.endswith("Classifier") else regression
        names = "weight_column_name enable_centered_bias label_keys n_classes label_dimension"
        given = {name: call.args[name] for name in names.split() if name in call.args}
        if kind is multi_class:
            given.setdefault("n_classes", ast.Constant(2))
        return kind(Call(self._node, call.name, given, self))

    def _body(self, place: Place, head: Head) -> tuple[list[str], dict[str, str]]:
        """Returns the statements up to the logits, and the optimizers by the argument."""
        if self._kind.startswith("DNNLinearCombined"):
            return self._combined(place, head)
        columns = self._columns_of("feature_columns")
        if self._kind.startswith("DNN"):
            lines, net = self._deep(place, columns, head, "")
            more = self._optimizer("optimizer", "Adagrad", 0.05, columns)
        else:
            sdca = self._sdca(head)
            lines, net = [], self._linear(place, columns, head, self._joint(), bool(sdca))
            more = sdca or self._optimizer("optimizer", "Ftrl", 0.2, columns)
        return [*lines, f"logits = {net}"], {"optimizer": more}

    def _combined(self, place: Place, head: Head) -> tuple[list[str], dict[str, str]]:
        call = self._call
        has_deep, has_linear = map(call.has, ("dnn_feature_columns", "linear_feature_columns"))
        lines, parts, optimizers = [], [], {}
        if has_deep:
            columns = self._columns_of("dnn_feature_columns")
            deep_lines, deep = self._deep(place, columns, head, "dnn_")
            lines += deep_lines
            optimizers["optimizer"] = self._optimizer("dnn_optimizer", "Adagrad", 0.05, columns)
            parts.append(deep)
        if has_linear:
            columns = self._columns_of("linear_feature_columns")
            linear = self._linear(place, columns, head, call.literal("_joint_linear_weights"))
            rate = min(0.2, 1 / math.sqrt(len(columns)))
            name = "linear_optimizer" if has_deep else "optimizer"
            optimizers[name] = self._optimizer("linear_optimizer", "Ftrl", rate, columns)
            parts.append(linear)
        if len(parts) < 2:
            return [*lines, f"logits = {parts[0]}"], optimizers
        if not call.literal("fix_global_step_increment_bug", False):
            self._counts = 2  # Both optimizers count.
        return [*lines, f"deep = {parts[0]}", f"linear = {parts[1]}", "logits = deep + linear"], (
            optimizers
        )

    def _wide_and_deep(self, ending: list[str], optimizers: dict[str, str]) -> list[str]:
        """Returns the ending with a model that has two optimizers."""
        centered = "CenteredModel(" in ending[-3]
        helper, model = (
            ("centered_wide_and_deep", "CenteredWideAndDeep")
            if centered
            else ("wide_and_deep", "WideAndDeep")
        )
        self.helpers.add(helper)
        *before, made, compiled, returned = ending
        first = f"optimizer={optimizers['optimizer']}"
        both = f"{first}, linear_optimizer={optimizers['linear_optimizer']}"
        return [
            *before,
            made.replace("CenteredModel(" if centered else "keras.Model(", f"{model}("),
            compiled.replace(first, both, 1),
            returned,
        ]

    def _deep(
        self, place: Place, columns: list[Column], head: Head, prefix: str
    ) -> tuple[list[str], str]:
        call = self._call
        units = call.args[f"{prefix}hidden_units"]
        function = activation(call, f"{prefix}activation_fn", default="relu")
        if function is None and prefix and call.args.get("head"):
            function = "'relu'"
        dropout = None
        if call.has(f"{prefix}dropout"):
            dropout = f"net = keras.layers.Dropout({call.text(f'{prefix}dropout')})(net)"

        def hidden(units: str, name: str) -> list[str]:
            dense = call_text("keras.layers.Dense", units, activation=function, name=name)
            return [f"net = {dense}(net)", *([dropout] if dropout else [])]

        lines = [f"net = {input_layer(columns, place)}"]
        if isinstance(units, ast.List | ast.Tuple) and len(units.elts) == 1:
            lines += hidden(self.text(units.elts[0]), "'dnn_hiddenlayer_0'")
            if "(" not in lines[0]:  # The layer may as well take it at once.
                first = lines.pop(0).removeprefix("net = ")
                lines[0] = lines[0].removesuffix("(net)") + f"({first})"
        else:
            lines.append(f"for i, units in enumerate({self.text(units)}):")
            inner = hidden("units", "f'dnn_hiddenlayer_{i}'")
            lines += [self._step + line for line in inner]
        dense = call_text("keras.layers.Dense", head.size, name="'dnn_logits'")
        return lines, f"{dense}(net)"

    def _linear(
        self, place: Place, columns: list[Column], head: Head, joint: bool, has_sdca: bool = False
    ) -> str:
        if joint:
            return joint_sum(columns, place, head.size)
        return weighted_sum(columns, place, head.size, has_bias_apart=has_sdca)

    def _joint(self) -> bool:
        """Whether all columns have one variable together."""
        name = "_joint_weight" if self._kind == "LinearClassifier" else "_joint_weights"
        return self._call.literal(name, False)

    def _sdca(self, head: Head) -> str | None:
        """Returns the SDCAOptimizer that a linear model is given, if it is one."""
        if not self._call.has("optimizer"):
            return None
        return sdca_of(self.value_of(self._call.args["optimizer"]), self, head)

    def _optimizer(self, name: str, default: str, rate: float, columns: list[Column]) -> str:
        call, is_linear = self._call, default == "Ftrl"
        node = call.args.get(name)
        if node is None or is_none(node):
            node = ast.Constant(default)
            rate = min(rate, 1 / math.sqrt(len(columns))) if is_linear else rate
        node = self.value_of(node)
        clip = {}
        if call.has("gradient_clip_norm"):
            clip["global_clipnorm"] = call.text("gradient_clip_norm")
        text = optimizer(node, self, ast.Constant(rate), **clip)
        check_rows(text, columns, is_linear, node)
        return text
