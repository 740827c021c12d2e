"""What programs can take hold of in the heads: names, signatures, bases; and what eager mode does.

Runs under Python 3.7 and 3.10+.
"""

import functools
import inspect

import head_case_parts
import head_values

FACTORIES = (
    "binary_svm_head",
    "loss_only_head",
    "multi_class_head",
    "multi_head",
    "multi_label_head",
    "no_op_train_fn",
    "poisson_regression_head",
    "regression_head",
)
CLASSES = (
    "Head",
    "_SingleHead",
    "_BinaryLogisticHead",
    "_BinarySvmHead",
    "_LossOnlyHead",
    "_MultiClassHead",
    "_MultiHead",
    "_MultiLabelHead",
    "_RegressionHead",
)


def surface(heads, model_fn_ops):
    """Returns {name: what it is} for the module of the heads and for ModelFnOps."""
    described = {name: _signature(getattr(heads, name)) for name in FACTORIES}
    for name in CLASSES:
        described[name] = _class(getattr(heads, name))
    known = {getattr(heads, name): name for name in FACTORIES + CLASSES}
    described["aliases"] = sorted(
        [alias, known[value]]
        for alias, value in vars(heads).items()
        if callable(value) and value in known and alias != known[value]
    )
    described["ModelFnOps"] = {
        "fields": list(model_fn_ops._fields),
        "signature": _signature(model_fn_ops.__new__),
        "estimator_spec": _signature(model_fn_ops.estimator_spec),
    }
    return described


def _signature(function):
    """The parameters as they are written in a def, without annotations."""
    parameters = []
    for p in inspect.signature(function).parameters.values():
        text = p.name if p.default is p.empty else f"{p.name}={p.default!r}"
        parameters.append(text if p.kind is p.POSITIONAL_OR_KEYWORD else f"{p.kind} {text}")
    return ", ".join(parameters)


def _class(head):
    return {
        "bases": [base.__name__ for base in head.__mro__ if base.__name__ in CLASSES],
        "signature": _signature(head.__init__) if "__init__" in vars(head) else None,
        "create_model_fn_ops": _signature(head.create_model_fn_ops),
    }


def eager_failures(tf, heads, model_fn_ops):
    """Returns {call: type of the exception or None}, of heads given eager tensors.

    Called with eager mode on; "eager" calls are made right there, "graph" calls in a graph.
    """
    failures = {}
    for kind in head_case_parts.KINDS:
        for mode in head_case_parts.MODES:
            for way in ("logits", "logits_input"):
                head = getattr(heads, kind.factory)(**kind.args)
                tensors = head_values.Values(tf, heads, model_fn_ops).build(
                    {
                        "labels": head_case_parts.tensor(kind.labels, kind.label_dtype),
                        way: head_case_parts.tensor(kind.logits),
                    }
                )
                call = functools.partial(
                    head.create_model_fn_ops,
                    features={},
                    mode=mode,
                    train_op_fn=heads.no_op_train_fn,
                    **tensors,
                )
                place = f"{kind.name}/{mode}/{way}"
                failures["eager/" + place] = _failure(call)
                with tf.Graph().as_default():
                    failures["graph/" + place] = _failure(call)
    return failures


def _failure(call):
    try:
        call()
    except Exception as error:  # noqa: BLE001  any failure is an answer
        return type(error).__name__
    return None
