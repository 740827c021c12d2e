"""Describes what a head built, before anything of it runs, as plain JSON.

Runs under Python 3.7 and 3.10+, with TF 1.15 or ``tensorflow.compat.v1``.
"""

import re

import numpy as np


def describe_head(head):
    return {
        "class": type(head).__name__,
        "logits_dimension": np.asarray(head.logits_dimension).item(),
        "names": [
            getattr(head, name, None) for name in ("head_name", "label_name", "weight_column_name")
        ],
    }


def op_tree(graph):
    """Nested scopes; an op is its type, and an op that is a scope too has its type under ''."""
    root = {}
    for op in graph.get_operations():
        *scopes, name = op.name.split("/")
        node = root
        for scope in scopes:
            inner = node.setdefault(scope, {})
            if isinstance(inner, str):
                inner = node[scope] = {"": inner}
            node = inner
        if isinstance(node.get(name), dict):
            node[name][""] = op.type
        else:
            node[name] = op.type
    return _sorted(root)


def _sorted(tree):
    if isinstance(tree, str):
        return tree
    return {key: _sorted(tree[key]) for key in sorted(tree)}


def collections(graph):
    return {
        key: [getattr(item, "name", str(item)) for item in graph.get_collection(key)]
        for key in sorted(key for key in graph.get_all_collection_keys() if isinstance(key, str))
        if graph.get_collection(key)
    }


def variables(tf):
    return [
        [variable.name, _shape(variable), variable.dtype.base_dtype.name]
        for variable in tf.global_variables() + tf.local_variables()
    ]


def _shape(tensor):
    return None if tensor.shape.ndims is None else tensor.shape.as_list()


def _tensor(tensor):
    if hasattr(tensor, "dense_shape"):
        return [_tensor(part) for part in (tensor.indices, tensor.values, tensor.dense_shape)]
    if not hasattr(tensor, "dtype"):
        return [tensor.name, tensor.type]
    return [tensor.name, tensor.dtype.base_dtype.name, _shape(tensor)]


def describe_model(model):
    return {
        "mode": model.mode,
        "predictions": rows(model.predictions, _tensor),
        "loss": model.loss is not None and _tensor(model.loss),
        "train_op": model.train_op is not None and _tensor(model.train_op),
        "eval_metric_ops": rows(model.eval_metric_ops, lambda ops: [_tensor(op) for op in ops]),
        "output_alternatives": rows(
            model.output_alternatives,
            lambda alternative: [alternative[0], rows(alternative[1], _tensor)],
        ),
        "hooks": [len(model.training_hooks), len(model.training_chief_hooks)],
        "scaffold": model.scaffold is not None,
    }


def rows(mapping, describe):
    """Rows of key and description, in the dict's order; programs may also give a single tensor."""
    if mapping is None:
        return None
    if not isinstance(mapping, dict):
        return describe(mapping)
    return [[key, describe(mapping[key])] for key in mapping]


def describe_spec(model, default_key):
    try:
        spec = model.estimator_spec(*([] if default_key is None else [default_key]))
    except Exception as error:  # noqa: BLE001  any failure is an answer
        return {"raises": failure("spec", error)}
    return {
        "mode": spec.mode,
        "predictions": rows(spec.predictions, _tensor),
        "loss": spec.loss is not None and _tensor(spec.loss),
        "train_op": spec.train_op is not None and spec.train_op.name,
        "eval_metric_ops": sorted(spec.eval_metric_ops),
        "export_outputs": rows(spec.export_outputs, _describe_export),
    }


def _describe_export(output):
    parts = [
        [name, None if getattr(output, name) is None else getattr(output, name).name]
        for name in ("scores", "classes", "value")
        if hasattr(output, name)
    ]
    if hasattr(output, "outputs"):
        parts = rows(output.outputs, lambda tensor: tensor.name)
    return [type(output).__name__, parts]


def failure(where, error):
    text = str(error)
    for noise, plain in (
        (r"0x[0-9a-f]+", "0x..."),  # an object's address
        (r"(?:[\w<>]+\.)+(\w+\(\) missing)", r"\1"),  # Python 3.10 qualifies a function's name
        (r" Originally defined at:\n(?s:.*)", ""),  # a stack trace
    ):
        text = re.sub(noise, plain, text)
    return {"where": where, "type": type(error).__name__, "text": text}
