"""The one name that a symbol has among the rules, for all that it is called in programs."""

from __future__ import annotations

import re

from contrib_learn_migrate.fixers.private_paths import public_name

# Private modules of TensorFlow's core, and the public one that has what programs take from them.
_CORE = {
    "framework.constant_op": "tf",
    "framework.dtypes": "tf",
    "framework.ops": "tf",
    "framework.random_seed": "tf",
    "framework.sparse_tensor": "tf",
    "layers.layers": "tf.layers",
    "layers.convolutional": "tf.layers",
    "layers.core": "tf.layers",
    "layers.normalization": "tf.layers",
    "layers.pooling": "tf.layers",
    "ops.array_ops": "tf",
    "ops.check_ops": "tf",
    "ops.clip_ops": "tf",
    "ops.control_flow_ops": "tf",
    "ops.embedding_ops": "tf.nn",
    "ops.init_ops": "tf",
    "ops.losses.losses": "tf.losses",
    "ops.losses.losses_impl": "tf.losses",
    "ops.math_ops": "tf",
    "ops.metrics": "tf.metrics",
    "ops.nn": "tf.nn",
    "ops.nn_impl": "tf.nn",
    "ops.nn_ops": "tf.nn",
    "ops.partitioned_variables": "tf",
    "ops.random_ops": "tf",
    "ops.rnn": "tf.nn",
    "ops.rnn_cell": "tf.contrib.rnn",
    "ops.rnn_cell_impl": "tf.contrib.rnn",
    "ops.sparse_ops": "tf",
    "ops.state_ops": "tf",
    "ops.string_ops": "tf",
    "ops.variable_scope": "tf",
    "ops.variables": "tf",
    "platform.app": "tf.app",
    "platform.flags": "tf.flags",
    "platform.tf_logging": "tf.logging",
    "summary.summary": "tf.summary",
    "training.training": "tf.train",
    "training.training_util": "tf.train",
}
_OF_FRAMEWORK = {
    "add_arg_scope", "arg_scope", "get_or_create_global_step", "get_global_step", "model_variable",
    "variable",
}  # fmt: skip
_HOOK = re.compile(r"tf\.estimator\.(\w+Hook|SessionRunArgs)")
_OPTIMIZER = re.compile(r"tf\.python\.training\.\w+\.(\w+Optimizer)")
# Spellings of one and the same function or class.
_SAME = {
    "tf.contrib.framework.python.ops.arg_scope": "tf.contrib.framework.arg_scope",
    "tf.contrib.layers.convolution1d": "tf.contrib.layers.conv1d",
    "tf.contrib.layers.convolution2d": "tf.contrib.layers.conv2d",
    "tf.contrib.layers.convolution3d": "tf.contrib.layers.conv3d",
    "tf.contrib.layers.convolution2d_transpose": "tf.contrib.layers.conv2d_transpose",
    "tf.contrib.layers.convolution3d_transpose": "tf.contrib.layers.conv3d_transpose",
    "tf.contrib.layers.separable_convolution2d": "tf.contrib.layers.separable_conv2d",
    "tf.contrib.rnn.static_rnn": "tf.nn.static_rnn",
}


def canonical(name: str) -> str:
    """Returns the public name of a legacy symbol, without its aliases."""
    name = _public(name)
    return _SAME.get(name, name)


def _public(name: str) -> str:
    known = public_name(name)
    if known:
        return known
    owner, _, constant = name.rpartition(".")
    if constant.isupper() and public_name(owner):
        return f"{public_name(owner)}.{constant}"
    if name.startswith("tf.contrib.slim."):
        leaf = name.removeprefix("tf.contrib.slim.")
        if "." in leaf:
            return "tf.contrib." + leaf if leaf.startswith("losses.") else name
        return f"tf.contrib.{'framework' if leaf in _OF_FRAMEWORK else 'layers'}.{leaf}"
    if _HOOK.fullmatch(name):
        return name.replace("tf.estimator.", "tf.train.")
    if name.startswith("tf.nn.rnn_cell."):
        return name.replace("tf.nn.rnn_cell.", "tf.contrib.rnn.")
    if not name.startswith("tf.python."):
        return name
    found = _OPTIMIZER.fullmatch(name)
    if found:
        return f"tf.train.{found[1]}"
    module, _, leaf = name.removeprefix("tf.python.").rpartition(".")
    return f"{_CORE[module]}.{leaf}" if module in _CORE else name
