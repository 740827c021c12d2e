"""Public functions that programs took from TensorFlow's private modules, which have moved since."""

from __future__ import annotations

import importlib

from contrib_learn_compat.namespace import load

# By the module where TF 1.15 defined them; what is spelled otherwise in tf.compat.v1 says how.
MOVED = {
    "framework.ops": """
        IndexedSlices Tensor convert_to_tensor_or_indexed_slices
        disable_tensor_equality enable_tensor_equality register_tensor_conversion_function""",
    "framework.graph_util_impl": "convert_variables_to_constants=graph_util.",
    "ops.array_ops": "stack unstack",
    "ops.control_flow_ops": "Assert case cond switch_case while_loop",
    "ops.math_ops": "bincount",
    "ops.nn_impl": "compute_average_loss=nn. scale_regularization_loss=nn.",
    "ops.random_ops": "random_crop",
    "ops.variable_scope": """
        disable_resource_variables enable_resource_variables resource_variables_enabled""",
    "ops.variables": "VariableV1=Variable is_variable_initialized",
    "util.nest": "is_sequence=nest.is_nested",
}


def give_back() -> None:
    """Puts each name where it was, for the whole process, unless something is there."""
    for path, names in MOVED.items():
        module = importlib.import_module(f"tensorflow.python.{path}")
        for name, _, home in (entry.partition("=") for entry in names.split()):
            if not hasattr(module, name):
                public = home + name if home.endswith(".") else home or name
                setattr(module, name, load(f"tensorflow:compat.v1.{public}"))
