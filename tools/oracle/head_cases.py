"""The cases that TF 1.15's heads answer for us: what is built, with what arguments, in what scopes.

A case is a dict of plain JSON:
  id     its name, unique
  head   a value (head_values.py), the head
  calls  a list of {args, positional, inside, spec_key}: each a call of create_model_fn_ops, in
         order, in one graph; `inside` lists the contexts it is made in; `spec_key` goes to
         estimator_spec()

`families()` gives them by the name of the golden file they go to.
"""

import collections

MODES = ("train", "eval", "infer")

_WEIGHTS = [[1.0], [0.5], [2.0], [0.25]]
_INPUT = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75], [-2.0, 1.0, 0.125], [0.0, 3.0, -1.5]]


def tensor(values, dtype="float32", **how):
    return dict({"$tensor": values, "dtype": dtype}, **how)


def sparse(indices, values, dense_shape, dtype="int64"):
    parts = {"indices": indices, "values": values, "dense_shape": dense_shape}
    return {"$sparse": parts, "dtype": dtype}


def function(name):
    return {"$function": name}


def head(name, *positional, **args):
    return {"$head": name, "args": args, "positional": list(positional)}


Kind = collections.namedtuple("Kind", "name factory args classes logits labels label_dtype")
Kind.__doc__ = (
    """A single head with what fits it: `labels` of `label_dtype` for 4 rows of `logits`."""
)

_ONE_LOGIT = [[0.5], [-1.25], [2.0], [-0.125]]
_THREE_LOGITS = [[0.5, -1.0, 2.0], [3.0, 0.25, -0.5], [-0.75, 1.5, 0.0], [0.1, 0.2, 0.3]]
_TWO_LOGITS = [row[:2] for row in _THREE_LOGITS]
_HOT = [[1, 0, 1], [0, 0, 1], [0, 0, 0], [1, 1, 1]]

KINDS = (
    Kind(
        "binary", "multi_class_head", {"n_classes": 2}, 2, _ONE_LOGIT, [[1], [0], [0], [1]], "int64"
    ),
    Kind(
        "multi_class",
        "multi_class_head",
        {"n_classes": 3},
        3,
        _THREE_LOGITS,
        [[2], [0], [0], [1]],
        "int64",
    ),
    Kind("svm", "binary_svm_head", {}, 2, _ONE_LOGIT, [[1], [0], [0], [1]], "int64"),
    Kind("multi_label", "multi_label_head", {"n_classes": 3}, 3, _THREE_LOGITS, _HOT, "int64"),
    Kind(
        "regression",
        "regression_head",
        {},
        None,
        _ONE_LOGIT,
        [[1.5], [-0.5], [3.0], [0.0]],
        "float32",
    ),
    Kind(
        "regression_2d",
        "regression_head",
        {"label_dimension": 2},
        None,
        _TWO_LOGITS,
        [[1.5, 1.0], [-0.5, 0.0], [3.0, 2.0], [0.0, -1.0]],
        "float32",
    ),
    Kind(
        "poisson",
        "poisson_regression_head",
        {},
        None,
        _ONE_LOGIT,
        [[1.0], [0.0], [3.0], [2.0]],
        "float32",
    ),
)


class _Cases:
    """Collects the cases of one family."""

    def __init__(self):
        self.cases = []

    def add(self, name, head, *calls, **more):
        self.cases.append(dict(id=name, head=head, calls=list(calls), **more))


def call(mode, inside=None, spec_key=None, positional=None, **args):
    """One call; `features` are empty and train functions do nothing unless given."""
    args.setdefault("features", {})
    if mode == "train":
        args.setdefault("train_op_fn", function("no_op"))
    made = {"args": dict(args, mode=mode)}
    for key, value in (("inside", inside), ("spec_key", spec_key), ("positional", positional)):
        if value is not None:
            made[key] = value
    return made


def _labels(kind, **how):
    return tensor(kind.labels, kind.label_dtype, **how)


def _flat(rows):
    return [row[0] for row in rows]


def _kind_cases(kind):
    """Every option, mode, way of giving logits, and guise of labels and weights of one head."""
    made = _Cases()
    logits, labels = tensor(kind.logits), _labels(kind)

    def add(name, args, *calls, **more):
        made.add(
            f"{kind.name}/{name}",
            head(kind.factory, **dict(kind.args, **args)),
            *calls,
            **more,
        )

    trained = {"logits": tensor(kind.logits, **{"as": "variable", "name": "tower"})}
    ways = {"logits": {"logits": logits}, "logits_input": {"logits_input": tensor(_INPUT)}}
    everything = {
        "weight_column_name": "w",
        "label_name": "y",
        "head_name": "the_head",
        "enable_centered_bias": True,
    }
    weighted = {"w": tensor(_WEIGHTS), "x": tensor(_INPUT)}

    for mode in MODES:
        for way, given in ways.items():
            sgd = (
                {"train_op_fn": function("sgd")}
                if way == "logits_input" and mode == "train"
                else {}
            )
            add(f"{mode}/{way}", {}, call(mode, labels=labels, **dict(given, **sgd)))
            add(
                f"{mode}/{way}/everything",
                everything,
                call(
                    mode,
                    features=weighted,
                    labels={"y": labels, "z": tensor([0.0])},
                    **dict(given, **sgd),
                ),
            )
        add(
            f"{mode}/centered_bias",
            {"enable_centered_bias": True},
            call(mode, labels=labels, logits=logits),
        )
        add(f"{mode}/head_name", {"head_name": "h"}, call(mode, labels=labels, logits=logits))
        add(f"{mode}/no_labels", {"enable_centered_bias": True}, call(mode, logits=logits))
        add(
            f"{mode}/scope",
            {},
            call(mode, labels=labels, logits_input=tensor(_INPUT), scope="outer"),
        )
        add(
            f"{mode}/any_batch",
            everything,
            call(
                mode,
                features={"w": tensor(_WEIGHTS, **{"as": "any batch"})},
                labels={"y": _labels(kind, **{"as": "any batch"})},
                logits=tensor(kind.logits, **{"as": "any batch"}),
            ),
        )
    add("train/sgd", {}, call("train", labels=labels, train_op_fn=function("sgd"), **trained))
    add(
        "train/sgd/centered_bias",
        {"enable_centered_bias": True},
        call("train", labels=labels, train_op_fn=function("sgd"), **trained),
    )
    add(
        "train/momentum/everything",
        everything,
        call(
            "train",
            features=weighted,
            labels={"y": labels},
            train_op_fn=function("momentum"),
            logits_input=tensor(_INPUT),
        ),
    )
    add(
        "train/counted",
        {"enable_centered_bias": True},
        call("train", labels=labels, train_op_fn=function("counted"), logits=logits),
    )
    add(
        "train/train_op_is_a_tensor",
        {},
        call("train", labels=labels, train_op_fn=function("assigned"), logits=logits),
    )
    add(
        "train/scope_and_head_name",
        {"head_name": "h", "enable_centered_bias": True},
        call("train", labels=labels, logits_input=tensor(_INPUT), scope="outer"),
    )

    _add_labels(add, kind, logits)
    _add_weights(add, kind, logits, labels)
    _add_logits(add, kind, labels)
    _add_call_errors(add, kind, logits, labels)
    return made.cases


def _add_labels(add, kind, logits):
    """Labels of every dtype and rank, and in every guise."""
    for dtype in ("int32", "int64", "uint8", "float32", "float64", "bool"):
        add(f"labels/{dtype}", {}, call("eval", labels=tensor(kind.labels, dtype), logits=logits))
    add(
        "labels/string",
        {},
        call(
            "eval",
            labels=tensor([[str(part) for part in row] for row in kind.labels], "string"),
            logits=logits,
        ),
    )
    add(
        "labels/rank_1",
        {"enable_centered_bias": True},
        call("train", labels=tensor(_flat(kind.labels), kind.label_dtype), logits=logits),
    )
    add(
        "labels/rank_1_weighted",
        {"weight_column_name": "w"},
        call(
            "eval",
            features={"w": tensor(_flat(_WEIGHTS))},
            labels=tensor(_flat(kind.labels), kind.label_dtype),
            logits=logits,
        ),
    )
    add("labels/rank_0", {}, call("eval", labels=tensor(1, kind.label_dtype), logits=logits))
    add(
        "labels/rank_3",
        {},
        call(
            "eval",
            labels=tensor([[[part] for part in row] for row in kind.labels], kind.label_dtype),
            logits=logits,
        ),
    )
    add(
        "labels/too_wide",
        {},
        call(
            "eval", labels=tensor([row * 2 for row in kind.labels], kind.label_dtype), logits=logits
        ),
    )
    add(
        "labels/too_few",
        {},
        call("eval", labels=tensor(kind.labels[:3], kind.label_dtype), logits=logits),
    )
    add(
        "labels/negative",
        {},
        call(
            "eval",
            labels=tensor([[-part for part in row] for row in kind.labels], kind.label_dtype),
            logits=logits,
        ),
    )
    add(
        "labels/too_large",
        {},
        call(
            "eval",
            labels=tensor([[part + 2 for part in row] for row in kind.labels], kind.label_dtype),
            logits=logits,
        ),
    )
    for guise in ("numpy", "list", "placeholder", "any batch", "any size", "any shape", "variable"):
        add(
            "labels/as_{}".format(guise.replace(" ", "_")),
            {},
            call("eval", labels=_labels(kind, **{"as": guise}), logits=logits),
        )
    add(
        "labels/as_any_shape_train",
        {"enable_centered_bias": True},
        call("train", labels=_labels(kind, **{"as": "any shape"}), logits=logits),
    )
    add(
        "labels/sparse",
        {},
        call(
            "eval",
            labels=sparse([[0, 0], [1, 0], [1, 1], [3, 0]], [2, 0, 1, 1], [4, 2]),
            logits=logits,
        ),
    )
    add("labels/dict_without_name", {}, call("eval", labels={"y": _labels(kind)}, logits=logits))
    add(
        "labels/name_not_in_dict",
        {"label_name": "z"},
        call("eval", labels={"y": _labels(kind)}, logits=logits),
    )
    add(
        "labels/name_and_no_dict",
        {"label_name": "y"},
        call("eval", labels=_labels(kind), logits=logits),
    )
    add(
        "labels/ignored_in_infer",
        {"label_name": "y"},
        call("infer", labels=_labels(kind), logits=logits),
    )


def _add_weights(add, kind, logits, labels):
    """Weights of every dtype and rank; those that do not fit."""
    width = len(kind.logits[0])
    weights = {
        "rank_0": tensor(2.0),
        "rank_1": tensor(_flat(_WEIGHTS)),
        "rank_2": tensor(_WEIGHTS),
        "per_logit": tensor([[0.5 * (i + j) for j in range(1, width + 1)] for i in range(4)]),
        "one_row": tensor([[2.0]]),
        "zeros": tensor([[0.0]] * 4),
        "some_zeros": tensor([[0.0], [1.0], [0.0], [2.0]]),
        "negative": tensor([[-1.0], [1.0], [2.0], [2.0]]),
        "int32": tensor([[1], [2], [3], [4]], "int32"),
        "int64_rank_1": tensor([1, 2, 3, 4], "int64"),
        "bool": tensor([[True], [False], [True], [True]], "bool"),
        "float64": tensor(_WEIGHTS, "float64"),
        "float16": tensor(_WEIGHTS, "float16"),
        "string": tensor([["1"]] * 4, "string"),
        "rank_3": tensor([[[1.0]]] * 4),
        "too_few": tensor(_WEIGHTS[:3]),
        "too_few_rank_1": tensor(_flat(_WEIGHTS)[:3]),
        "too_wide": tensor([[1.0] * (width + 1)] * 4),
        "list": tensor(_WEIGHTS, **{"as": "list"}),
        "numpy": tensor(_WEIGHTS, **{"as": "numpy"}),
        "list_rank_1": tensor(_flat(_WEIGHTS), **{"as": "list"}),
        "placeholder": tensor(_WEIGHTS, **{"as": "placeholder"}),
        "any_batch_rank_1": tensor(_flat(_WEIGHTS), **{"as": "any batch"}),
        "any_shape": tensor(_WEIGHTS, **{"as": "any shape"}),
        "sparse": sparse([[0, 0], [2, 0]], [1.0, 2.0], [4, 1], "float32"),
    }
    for name, value in weights.items():
        add(
            f"weights/{name}",
            {"weight_column_name": "w"},
            call("eval", features={"w": value}, labels=labels, logits=logits),
        )
    for name in ("rank_0", "rank_1", "per_logit", "int32", "any_shape"):
        add(
            f"weights/{name}/train",
            {"weight_column_name": "w", "enable_centered_bias": True},
            call("train", features={"w": weights[name]}, labels=labels, logits=logits),
        )
    add(
        "weights/missing",
        {"weight_column_name": "w"},
        call("eval", features={"x": tensor(_INPUT)}, labels=labels, logits=logits),
    )
    add(
        "weights/missing_in_infer",
        {"weight_column_name": "w"},
        call("infer", features={"x": tensor(_INPUT)}, logits=logits),
    )


def _add_logits(add, kind, labels):
    """Logits in every guise, and those that do not fit."""
    wide = [row + [1.0] for row in kind.logits]
    for guise in ("numpy", "list", "placeholder", "any batch", "any size", "any shape", "variable"):
        name = "logits/as_{}".format(guise.replace(" ", "_"))
        given = tensor(kind.logits, **{"as": guise})
        add(name, {}, call("eval", labels=labels, logits=given))
        if guise.startswith("any"):
            add(
                name + "/centered_bias",
                {"enable_centered_bias": True},
                call("train", labels=labels, logits=given),
            )
            add(name + "/infer", {}, call("infer", logits=given))
    add("logits/float64", {}, call("eval", labels=labels, logits=tensor(kind.logits, "float64")))
    add("logits/float64/infer", {}, call("infer", logits=tensor(kind.logits, "float64")))
    add("logits/float16", {}, call("infer", logits=tensor(kind.logits, "float16")))
    add(
        "logits/int32",
        {},
        call("infer", logits=tensor([[1] * len(row) for row in kind.logits], "int32")),
    )
    add("logits/rank_1", {}, call("eval", labels=labels, logits=tensor(_flat(kind.logits))))
    add("logits/rank_0", {}, call("infer", logits=tensor(1.0)))
    add("logits/rank_3", {}, call("infer", logits=tensor([kind.logits])))
    add("logits/too_wide", {}, call("eval", labels=labels, logits=tensor(wide)))
    add("logits/too_wide/any_batch", {}, call("infer", logits=tensor(wide, **{"as": "any batch"})))
    add("logits/too_wide/any_shape", {}, call("infer", logits=tensor(wide, **{"as": "any shape"})))
    add(
        "logits/huge",
        {},
        call(
            "eval",
            labels=labels,
            logits=tensor([[1e4 * part for part in row] for row in kind.logits]),
        ),
    )
    add(
        "logits/zero",
        {},
        call("eval", labels=labels, logits=tensor([[0.0 for _ in row] for row in kind.logits])),
    )
    add(
        "logits/not_finite",
        {},
        call(
            "eval",
            labels=labels,
            logits=tensor(
                [["inf"] * len(kind.logits[0]), ["nan"] * len(kind.logits[0])] + kind.logits[2:]
            ),
        ),
    )
    for guise in ("numpy", "list", "placeholder", "any batch", "any shape"):
        add(
            "logits_input/as_{}".format(guise.replace(" ", "_")),
            {},
            call("eval", labels=labels, logits_input=tensor(_INPUT, **{"as": guise})),
        )
    add(
        "logits_input/float64",
        {},
        call("eval", labels=labels, logits_input=tensor(_INPUT, "float64")),
    )
    add("logits_input/rank_1", {}, call("infer", logits_input=tensor([1.0, 2.0])))
    add("logits_input/rank_3", {}, call("infer", logits_input=tensor([_INPUT])))


def _add_call_errors(add, kind, logits, labels):
    add("errors/mode", {}, call("predict", labels=labels, logits=logits))
    add("errors/mode_none", {}, call(None, labels=labels, logits=logits))
    add("errors/neither_logits", {}, call("eval", labels=labels))
    add("errors/neither_logits_infer", {}, call("infer"))
    add(
        "errors/both_logits",
        {},
        call("eval", labels=labels, logits=logits, logits_input=tensor(_INPUT)),
    )
    add("errors/no_train_op_fn", {}, call("train", labels=labels, logits=logits, train_op_fn=None))
    add(
        "errors/train_op_fn_gives_none",
        {},
        call("train", labels=labels, logits=logits, train_op_fn=function("returns_none")),
    )
    add(
        "errors/train_op_fn_gives_none/centered_bias",
        {"enable_centered_bias": True},
        call("train", labels=labels, logits=logits, train_op_fn=function("returns_none")),
    )
    add("errors/features_none", {}, call("eval", features=None, labels=labels, logits=logits))
    add(
        "errors/features_tensor",
        {},
        call("eval", features=tensor(_INPUT), labels=labels, logits=logits),
    )
    add("errors/logits_none_in_dict", {}, call("eval", labels=labels, logits={"h": logits}))


def _binary_cases():
    made = _Cases()
    binary = KINDS[0]
    given = {"labels": _labels(binary), "logits": tensor(binary.logits)}

    def add(name, args, *calls, **more):
        made.add(
            "binary/" + name,
            head("multi_class_head", **dict({"n_classes": 2}, **args)),
            *calls,
            **more,
        )

    for thresholds in ([0.25, 0.5, 0.9], [0.1234567], [0.0, 1.0], [0.5, 0.5], []):
        name = "_".join(map(str, thresholds)) or "empty"
        add("thresholds/" + name, {"thresholds": thresholds}, call("eval", **given))
    add("thresholds/tuple", {"thresholds": {"$tuple": [0.2, 0.8]}}, call("eval", **given))
    add("thresholds/named", {"thresholds": [0.2, 0.8], "head_name": "h"}, call("eval", **given))
    add(
        "thresholds/weighted",
        {"thresholds": [0.2, 0.8], "weight_column_name": "w"},
        call("train", features={"w": tensor(_WEIGHTS)}, **given),
    )
    add("thresholds/out_of_range", {"thresholds": [-0.5, 1.5]}, call("eval", **given))
    add("thresholds/integer", {"thresholds": [1]}, call("eval", **given))
    _add_loss_fns(add, given)
    add("errors/metric_class_ids", {"metric_class_ids": [0]})
    add("errors/label_keys", {"label_keys": ["a", "b"]})
    add(
        "errors/metric_class_ids_empty",
        {"metric_class_ids": []},
        call("infer", logits=given["logits"]),
    )
    add("errors/label_keys_empty", {"label_keys": []}, call("infer", logits=given["logits"]))
    add(
        "bool_labels/train",
        {"enable_centered_bias": True},
        call(
            "train",
            labels=tensor([[True], [False], [False], [True]], "bool"),
            logits=given["logits"],
        ),
    )
    for n_classes in (None, 1, 0, -3):
        made.add(
            f"binary/errors/n_classes_{n_classes}", head("multi_class_head", n_classes=n_classes)
        )
    made.add("binary/errors/n_classes_string", head("multi_class_head", n_classes="2"))
    made.add(
        "binary/n_classes_float", head("multi_class_head", n_classes=2.0), call("eval", **given)
    )
    made.add("binary/alias", head("_multi_class_head", 2), call("eval", **given))
    made.add(
        "binary/class",
        head("_BinaryLogisticHead", "y", "w", True, "h"),
        call(
            "train",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": given["labels"]},
            logits=given["logits"],
        ),
    )
    return made.cases


def _add_loss_fns(
    add, given, names=("hinge_like", "weights_required", "partial_loss", "callable_loss")
):
    weights = {"w": tensor(_WEIGHTS)}
    for name in names:
        add(
            "loss_fn/" + name,
            {"loss_fn": function(name), "weight_column_name": "w"},
            call("eval", features=weights, **given),
        )
        add(f"loss_fn/{name}/no_weights", {"loss_fn": function(name)}, call("eval", **given))
    add(
        "loss_fn/train",
        {"loss_fn": function(names[0]), "enable_centered_bias": True},
        call("train", features=weights, **given),
    )
    add("loss_fn/not_a_scalar", {"loss_fn": function("not_a_scalar")}, call("eval", **given))
    add("loss_fn/infer", {"loss_fn": function(names[0])}, call("infer", logits=given["logits"]))
    for name in ("no_weights", "no_logits", "no_labels", "partial_without_weights"):
        add("errors/loss_fn_" + name, {"loss_fn": function(name)})


def _multi_class_cases():
    made = _Cases()
    kind = KINDS[1]
    given = {"labels": _labels(kind), "logits": tensor(kind.logits)}
    strings = tensor([["c"], ["a"], ["a"], ["b"]], "string")
    words = ["a", "b", "c"]

    def add(name, args, *calls, **more):
        made.add(
            "multi_class/" + name,
            head("multi_class_head", **dict({"n_classes": 3}, **args)),
            *calls,
            **more,
        )

    for mode in MODES:
        add(
            "label_keys/" + mode,
            {"label_keys": words},
            call(mode, labels=strings, logits=given["logits"]),
        )
        add(
            f"label_keys/{mode}/everything",
            {
                "label_keys": words,
                "head_name": "h",
                "weight_column_name": "w",
                "label_name": "y",
                "enable_centered_bias": True,
                "metric_class_ids": [0, 2],
            },
            call(
                mode,
                features={"w": tensor(_WEIGHTS)},
                labels={"y": strings},
                logits_input=tensor(_INPUT),
            ),
        )
    add(
        "label_keys/rank_1",
        {"label_keys": words},
        call("eval", labels=tensor(["c", "a", "a", "b"], "string"), logits=given["logits"]),
    )
    add(
        "label_keys/unknown_word",
        {"label_keys": words},
        call("eval", labels=tensor([["c"], ["a"], ["z"], ["b"]], "string"), logits=given["logits"]),
    )
    add("label_keys/integer_labels", {"label_keys": words}, call("eval", **given))
    add(
        "label_keys/tuple",
        {"label_keys": {"$tuple": words}},
        call("eval", labels=strings, logits=given["logits"]),
    )
    add(
        "label_keys/repeated",
        {"label_keys": ["a", "b", "a"]},
        call("eval", labels=strings, logits=given["logits"]),
    )
    add("label_keys/empty", {"label_keys": []}, call("eval", **given))
    add(
        "label_keys/as_placeholder",
        {"label_keys": words},
        call("eval", labels=dict(strings, **{"as": "any shape"}), logits=given["logits"]),
    )
    add(
        "label_keys/loss_fn",
        {"label_keys": words, "loss_fn": function("softmax_of_ids")},
        call("train", labels=tensor(["c", "a", "a", "b"], "string"), logits=given["logits"]),
    )
    add("errors/label_keys_too_few", {"label_keys": words[:2]})
    add("errors/label_keys_too_many", {"label_keys": words + ["d"]})
    for ids in ([0], [0, 1, 2], [2, 0], [1, 1], []):
        name = "_".join(map(str, ids)) or "empty"
        add("metric_class_ids/" + name, {"metric_class_ids": ids}, call("eval", **given))
    add(
        "metric_class_ids/rank_1_weighted",
        {"metric_class_ids": [0, 1], "weight_column_name": "w"},
        call(
            "eval",
            features={"w": tensor(_flat(_WEIGHTS))},
            labels=tensor(_flat(kind.labels), "int64"),
            logits=given["logits"],
        ),
    )
    add(
        "metric_class_ids/weighted",
        {"metric_class_ids": {"$tuple": [0, 2]}, "weight_column_name": "w", "head_name": "h"},
        call("train", features={"w": tensor(_WEIGHTS)}, **given),
    )
    add(
        "metric_class_ids/int32",
        {"metric_class_ids": [1]},
        call("eval", labels=tensor(kind.labels, "int32"), logits=given["logits"]),
    )
    add("errors/metric_class_ids_negative", {"metric_class_ids": [-1]})
    add("errors/metric_class_ids_too_large", {"metric_class_ids": [0, 3]})
    add("thresholds", {"thresholds": [0.2, 0.7]}, call("eval", **given))
    flat = {"labels": tensor(_flat(kind.labels), "int64"), "logits": given["logits"]}
    add("loss_fn/softmax_of_ids", {"loss_fn": function("softmax_of_ids")}, call("eval", **flat))
    add(
        "loss_fn/softmax_of_ids/train",
        {
            "loss_fn": function("softmax_of_ids"),
            "enable_centered_bias": True,
            "weight_column_name": "w",
        },
        call("train", features={"w": tensor(_WEIGHTS)}, **given),
    )
    _add_loss_fns(add, given)
    made.add(
        "multi_class/alias",
        head("_multi_class_head", 3, "y"),
        call("eval", labels={"y": given["labels"]}, logits=given["logits"]),
    )
    made.add(
        "multi_class/class",
        head("_MultiClassHead", 3, "y", "w", True, "h"),
        call(
            "train",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": given["labels"]},
            logits=given["logits"],
        ),
    )
    for n_classes in (2, None, 0):
        made.add(
            f"multi_class/errors/class_n_classes_{n_classes}", head("_MultiClassHead", n_classes)
        )
    made.add(
        "multi_class/many_classes",
        head("multi_class_head", 11, metric_class_ids=[10]),
        call(
            "eval",
            labels=tensor([[10], [3], [0]], "int32"),
            logits=tensor([[0.1 * (i * j % 7) for j in range(11)] for i in range(1, 4)]),
        ),
    )
    return made.cases


def _svm_cases():
    made = _Cases()
    kind = KINDS[2]
    given = {"labels": _labels(kind), "logits": tensor(kind.logits)}
    made.add(
        "svm/thresholds", head("binary_svm_head", thresholds=[0.2, 0.7]), call("eval", **given)
    )
    made.add(
        "svm/alias",
        head("_binary_svm_head", "y"),
        call("eval", labels={"y": given["labels"]}, logits=given["logits"]),
    )
    made.add(
        "svm/class",
        head("_BinarySvmHead", "y", "w", True, "h", None),
        call(
            "train",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": given["labels"]},
            logits=given["logits"],
        ),
    )
    return made.cases


def _multi_label_cases():
    made = _Cases()
    kind = KINDS[3]
    given = {"labels": _labels(kind), "logits": tensor(kind.logits)}
    hot = sparse([[0, 0], [0, 1], [1, 0], [3, 0], [3, 1], [3, 2]], [0, 2, 2, 0, 1, 2], [4, 3])

    def add(name, args, *calls, **more):
        made.add(
            "multi_label/" + name,
            head("multi_label_head", **dict({"n_classes": 3}, **args)),
            *calls,
            **more,
        )

    for mode in MODES:
        add(
            "sparse/" + mode,
            {"enable_centered_bias": True, "metric_class_ids": [0, 2]},
            call(mode, labels=hot, logits=given["logits"]),
        )
    add(
        "sparse/int32",
        {},
        call(
            "eval", logits=given["logits"], labels=sparse([[0, 0], [3, 0]], [2, 1], [4, 1], "int32")
        ),
    )
    add(
        "sparse/weighted",
        {"weight_column_name": "w", "label_name": "y"},
        call(
            "train",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": hot},
            logits_input=tensor(_INPUT),
            train_op_fn=function("sgd"),
        ),
    )
    add(
        "sparse/string",
        {},
        call(
            "eval",
            logits=given["logits"],
            labels=sparse([[0, 0], [3, 0]], ["a", "b"], [4, 1], "string"),
        ),
    )
    add(
        "sparse/too_large",
        {},
        call("eval", logits=given["logits"], labels=sparse([[0, 0], [3, 0]], [7, 1], [4, 1])),
    )
    add(
        "sparse/too_few_rows",
        {},
        call("eval", logits=given["logits"], labels=sparse([[0, 0]], [1], [2, 1])),
    )
    for ids in ([0], [0, 1, 2], [2, 0], [1, 1], []):
        name = "_".join(map(str, ids)) or "empty"
        add("metric_class_ids/" + name, {"metric_class_ids": ids}, call("eval", **given))
    add(
        "metric_class_ids/weighted",
        {"metric_class_ids": [0, 2], "weight_column_name": "w", "head_name": "h"},
        call("train", features={"w": tensor(_WEIGHTS)}, **given),
    )
    add(
        "metric_class_ids/weights_per_class",
        {"metric_class_ids": [1], "weight_column_name": "w"},
        call("eval", features={"w": tensor([[1.0, 2.0, 3.0]] * 4)}, **given),
    )
    add(
        "metric_class_ids/bool_labels",
        {"metric_class_ids": [1]},
        call(
            "eval",
            labels=tensor([[bool(part) for part in row] for row in _HOT], "bool"),
            logits=given["logits"],
        ),
    )
    add("errors/metric_class_ids_negative", {"metric_class_ids": [-1]})
    add("errors/metric_class_ids_too_large", {"metric_class_ids": [0, 3]})
    add("thresholds", {"thresholds": [0.2, 0.7]}, call("eval", **given))
    _add_loss_fns(add, given)
    for n_classes in (None, 1, 0):
        made.add(
            f"multi_label/errors/n_classes_{n_classes}",
            head("multi_label_head", n_classes=n_classes),
        )
    made.add(
        "multi_label/two_classes",
        head("multi_label_head", 2),
        call(
            "eval",
            labels=tensor([[1, 0], [1, 1]], "int64"),
            logits=tensor([[0.5, -0.5], [-2.0, 3.0]]),
        ),
    )
    made.add(
        "multi_label/alias",
        head("_multi_label_head", 3, "y"),
        call("eval", labels={"y": given["labels"]}, logits=given["logits"]),
    )
    made.add(
        "multi_label/class",
        head("_MultiLabelHead", 3, "y", "w", True, "h", None),
        call(
            "train",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": given["labels"]},
            logits=given["logits"],
        ),
    )
    return made.cases


def _regression_cases():
    made = _Cases()
    kind, wide, counts = KINDS[4:7]
    given = {"labels": _labels(kind), "logits": tensor(kind.logits)}
    for name in ("exp", "named_sigmoid"):
        for mode in MODES:
            made.add(
                f"regression/link_fn/{name}/{mode}",
                head("regression_head", link_fn=function(name), enable_centered_bias=True),
                call(mode, **given),
            )
    made.add(
        "regression/link_fn/wide",
        head("regression_head", label_dimension=2, link_fn=function("exp")),
        call("eval", labels=_labels(wide), logits=tensor(wide.logits)),
    )
    made.add(
        "regression/alias",
        head("_regression_head", "y", "w"),
        call(
            "eval",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": given["labels"]},
            logits=given["logits"],
        ),
    )
    made.add(
        "poisson/alias",
        head("_poisson_regression_head", "y", "w"),
        call(
            "eval",
            features={"w": tensor(_WEIGHTS)},
            labels={"y": _labels(counts)},
            logits=tensor(counts.logits),
        ),
    )
    made.add(
        "poisson/wide",
        head("poisson_regression_head", label_dimension=2),
        call("eval", labels=tensor([[1.0, 0.0]] * 4), logits=tensor(wide.logits)),
    )
    for dimension in (0, -1, None):
        for factory in ("regression_head", "poisson_regression_head"):
            made.add(
                "{}/errors/label_dimension_{}".format(factory.split("_")[0], dimension),
                head(factory, label_dimension=dimension),
            )
    made.add(
        "regression/other_logits_dimension",
        head("_RegressionHead", 1, function("pair_of_hinges"), function("exp"), 2),
        call("eval", labels=given["labels"], logits=tensor(wide.logits)),
    )
    return made.cases


def _loss_only_cases():
    made = _Cases()
    losses = ("one_loss", "two_losses", "no_losses", "weight_decay", "vector_loss")
    for mode in MODES:
        for loss in losses:
            made.add(f"loss_only/{loss}/{mode}", head("loss_only_head", function(loss)), call(mode))
    made.add(
        "loss_only/sgd",
        head("loss_only_head", function("weight_decay"), head_name="h"),
        call("train", train_op_fn=function("sgd")),
    )
    made.add(
        "loss_only/scope",
        head("loss_only_head", function("weight_decay"), head_name="h"),
        call("train", train_op_fn=function("sgd"), scope="outer"),
    )
    made.add(
        "loss_only/ignores_the_rest",
        head("loss_only_head", function("one_loss")),
        call(
            "eval",
            features=None,
            labels=tensor([1]),
            logits=tensor([1.0]),
            logits_input=tensor([2.0]),
        ),
    )
    made.add("loss_only/class", head("_LossOnlyHead", function("one_loss"), "h"), call("eval"))
    made.add("loss_only/errors/mode", head("loss_only_head", function("one_loss")), call("other"))
    made.add(
        "loss_only/errors/no_train_op_fn",
        head("loss_only_head", function("one_loss")),
        call("train", train_op_fn=None),
    )
    made.add(
        "loss_only/errors/returns_none",
        head("loss_only_head", function("one_loss")),
        call("train", train_op_fn=function("returns_none")),
    )
    made.add("loss_only/errors/loss_fn_none", head("loss_only_head", None), call("eval"))
    return made.cases


def _multi_head_cases():
    made = _Cases()
    one = head("multi_class_head", n_classes=3, label_name="l1", head_name="one")
    two = head("multi_class_head", n_classes=4, label_name="l2", head_name="two")
    logits = {
        "one": tensor(_THREE_LOGITS),
        "two": tensor(
            [
                [0.1, 0.2, 0.3, -0.4],
                [1.0, -1.0, 0.5, 0.0],
                [2.0, 0.0, 0.0, 1.0],
                [-0.5, 0.5, 0.75, 0.25],
            ]
        ),
    }
    joined = tensor([a + b for a, b in zip(logits["one"]["$tensor"], logits["two"]["$tensor"])])
    labels = {
        "l1": tensor([[2], [0], [1], [1]], "int64"),
        "l2": tensor([[3], [1], [0], [2]], "int64"),
    }
    ways = {
        "joined": {"logits": joined},
        "dict": {"logits": logits},
        "logits_input": {"logits_input": tensor(_INPUT)},
    }

    def multi(*heads, **args):
        return head("multi_head", list(heads), **args)

    for mode in MODES:
        for way, given in ways.items():
            sgd = (
                {"train_op_fn": function("sgd")}
                if mode == "train" and way == "logits_input"
                else {}
            )
            both = dict(labels=labels, **dict(given, **sgd))
            made.add(
                f"multi_head/{mode}/{way}",
                multi(one, two),
                call(mode, spec_key="one", **both),
            )
            made.add(
                f"multi_head/{mode}/{way}/loss_weights",
                multi(one, two, loss_weights=[0.25, 3.0]),
                call(mode, spec_key="two", **both),
            )
            made.add(f"multi_head/{mode}/{way}/no_spec_key", multi(one, two), call(mode, **both))
        made.add(
            f"multi_head/{mode}/scope",
            multi(one, two),
            call(mode, labels=labels, logits_input=tensor(_INPUT), scope="outer", spec_key="one"),
        )
        made.add(
            f"multi_head/{mode}/positional",
            multi(one, two),
            {
                "positional": [{}, mode, labels, function("no_op"), joined],
                "args": {},
                "spec_key": "two",
            },
        )

    kinds = [
        head(
            kind.factory,
            **dict(
                kind.args,
                label_name=kind.name,
                head_name=kind.name,
                weight_column_name="w",
                enable_centered_bias=True,
            ),
        )
        for kind in KINDS
    ]
    all_labels = {kind.name: _labels(kind) for kind in KINDS}
    all_joined = [sum((kind.logits[i] for kind in KINDS), []) for i in range(4)]
    all_dict = {kind.name: tensor(kind.logits) for kind in KINDS}
    decay = head("loss_only_head", function("weight_decay"), head_name="decay")
    weights = {"w": tensor(_WEIGHTS)}
    for mode in MODES:
        for way, given in (
            ("joined", {"logits": tensor(all_joined)}),
            ("dict", {"logits": all_dict}),
            ("logits_input", {"logits_input": tensor(_INPUT)}),
        ):
            made.add(
                f"multi_head/all/{mode}/{way}",
                multi(*kinds),
                call(mode, features=weights, labels=all_labels, spec_key="svm", **given),
            )
            made.add(
                f"multi_head/loss_only/{mode}/{way}",
                multi(one, decay, two, loss_weights=[1.0, 0.5, 2.0]),
                call(mode, labels=labels, spec_key="one", **ways[way]),
            )
    made.add(
        "multi_head/all/sgd",
        multi(*kinds, loss_weights=[1, 2, 3, 4, 5, 6, 7]),
        call(
            "train",
            features=weights,
            labels=all_labels,
            train_op_fn=function("sgd"),
            logits_input=tensor(_INPUT),
        ),
    )
    made.add(
        "multi_head/loss_only_last/joined",
        multi(one, two, decay),
        call("infer", logits=joined, spec_key="one"),
    )
    made.add("multi_head/only_loss_only", multi(decay), call("eval", logits=tensor([[1.0]])))
    made.add("multi_head/one_head", multi(one), call("infer", logits=logits["one"]))
    made.add(
        "multi_head/one_head/train",
        multi(one, loss_weights=[2.0]),
        call("train", labels=labels, logits=logits["one"]),
    )
    made.add("multi_head/no_heads", multi(), call("infer", logits=joined))
    made.add("multi_head/no_heads/train", multi(), call("train", logits=joined))
    made.add("multi_head/nested", multi(multi(one, two)))
    made.add(
        "multi_head/same_label",
        multi(head("regression_head", head_name="a"), head("regression_head", head_name="b")),
        call("eval", labels=tensor([[1.0]] * 4), logits=tensor(_TWO_LOGITS)),
    )
    made.add(
        "multi_head/same_name",
        multi(head("regression_head", head_name="a"), head("regression_head", head_name="a")),
        call("eval", labels=tensor([[1.0]] * 4), logits=tensor(_TWO_LOGITS)),
    )
    made.add(
        "multi_head/empty_loss_weights",
        multi(one, two, loss_weights=[]),
        call("train", labels=labels, logits=joined),
    )
    made.add(
        "multi_head/tuple",
        head("multi_head", {"$tuple": [one, two]}),
        call("eval", labels=labels, logits=joined),
    )
    made.add(
        "multi_head/zero_and_negative_loss_weights",
        multi(one, two, loss_weights=[0.0, -1.0]),
        call("train", labels=labels, logits=joined),
    )
    made.add(
        "multi_head/loss_weight_tensors",
        multi(one, two, loss_weights=[tensor(0.5), tensor(2.0, **{"as": "variable"})]),
        call("train", labels=labels, logits=joined),
    )
    made.add(
        "multi_head/alias",
        head("_multi_head", [one, two]),
        call("infer", logits=joined, spec_key="one"),
    )
    made.add(
        "multi_head/class",
        head("_MultiHead", [one, two], function("merged")),
        call("train", labels=labels, logits=joined),
    )
    made.add(
        "multi_head/own_head",
        multi(one, head("OwnHead")),
        call("infer", logits={"one": logits["one"], "own": tensor(_TWO_LOGITS)}, spec_key="own"),
    )
    made.add(
        "multi_head/own_head/eval",
        multi(one, head("OwnHead")),
        call("eval", labels=labels, logits={"one": logits["one"], "own": tensor(_TWO_LOGITS)}),
    )
    made.add(
        "multi_head/spec_key_unknown",
        multi(one, two),
        call("infer", logits=joined, spec_key="three"),
    )
    made.add(
        "multi_head/joined_numpy",
        multi(one, two),
        call("infer", logits=dict(joined, **{"as": "numpy"}), spec_key="one"),
    )
    made.add(
        "multi_head/joined_any_shape",
        multi(one, two),
        call("infer", logits=dict(joined, **{"as": "any shape"}), spec_key="one"),
    )
    made.add(
        "multi_head/joined_any_batch",
        multi(one, two),
        call("eval", labels=labels, logits=dict(joined, **{"as": "any batch"})),
    )
    made.add(
        "multi_head/joined_variable",
        multi(one, two),
        call(
            "train",
            labels=labels,
            train_op_fn=function("sgd"),
            logits=dict(joined, **{"as": "variable"}),
        ),
    )
    made.add("multi_head/no_labels", multi(one, two), call("eval", logits=joined))

    errors = {
        "no_train_op_fn": call("train", labels=labels, logits=joined, train_op_fn=None),
        "mode": call("other", labels=labels, logits=joined),
        "mode_none": call(None, labels=labels, logits=joined),
        "neither_logits": call("eval", labels=labels),
        "both_logits": call("eval", labels=labels, logits=joined, logits_input=tensor(_INPUT)),
        "logits_missing_in_dict": call("eval", labels=labels, logits={"one": logits["one"]}),
        "logits_too_narrow": call("eval", labels=labels, logits=logits["two"]),
        "logits_too_wide": call(
            "eval", labels=labels, logits=tensor([row + [1.0] for row in joined["$tensor"]])
        ),
        "logits_rank_1": call("eval", labels=labels, logits=tensor([1.0] * 7)),
        "label_missing": call("eval", labels={"l1": labels["l1"]}, logits=joined),
        "labels_no_dict": call("eval", labels=labels["l1"], logits=joined),
        "features_none": call("eval", features=None, labels=labels, logits=joined),
        "returns_none": call(
            "train", labels=labels, logits=joined, train_op_fn=function("returns_none")
        ),
    }
    for name, broken in errors.items():
        made.add("multi_head/errors/" + name, multi(one, two), broken)
    made.add("multi_head/errors/too_few_loss_weights", multi(one, two, loss_weights=[1.0]))
    made.add("multi_head/errors/too_many_loss_weights", multi(one, two, loss_weights=[1.0] * 3))
    made.add("multi_head/errors/unnamed", multi(one, head("regression_head")))
    made.add("multi_head/errors/unnamed_first", multi(head("regression_head"), one))
    made.add("multi_head/errors/empty_name", multi(one, head("regression_head", head_name="")))
    made.add("multi_head/errors/heads_none", head("multi_head", None))
    return made.cases


def _program_cases():
    """The heads inside larger programs: scopes, reuse, several calls, derived heads."""
    made = _Cases()
    kind = KINDS[1]
    logits, labels = tensor(kind.logits), _labels(kind)
    plain = head("multi_class_head", 3)
    named = head("multi_class_head", 3, head_name="h", enable_centered_bias=True)
    hidden = tensor(_INPUT)

    def scoped(name, *contexts, **more):
        for mode in MODES:
            made.add(
                f"programs/{name}/{mode}",
                more.get("head", named),
                call(
                    mode,
                    labels=labels,
                    logits_input=hidden,
                    inside=list(contexts),
                    **more.get("args", {}),
                ),
            )

    scoped("name_scope", ["name_scope", {"name": "tower"}])
    scoped("variable_scope", ["variable_scope", {"name_or_scope": "dnn"}])
    scoped(
        "both_scopes",
        ["variable_scope", {"name_or_scope": "dnn"}],
        ["name_scope", {"name": "tower"}],
        head=plain,
    )
    scoped(
        "scope_and_variable_scope",
        ["variable_scope", {"name_or_scope": "dnn"}],
        args={"scope": "inner"},
    )
    scoped("partitioned", ["variable_scope", {"name_or_scope": "dnn", "slices": 2}])
    scoped("initializer", ["variable_scope", {"name_or_scope": "dnn", "initial": 0.5}])
    scoped("custom_getter", ["variable_scope", {"name_or_scope": "dnn", "prefix_getter": "my_"}])
    scoped("resource", ["variable_scope", {"name_or_scope": "dnn", "use_resource": True}])
    scoped("control_dependencies", ["control_dependencies", {"after": "first"}])
    scoped("device", ["device", {"device_name_or_function": "/cpu:0"}])
    scoped("scope_with_slash", args={"scope": "a/b"})
    scoped("empty_scope", args={"scope": ""})

    for mode in MODES:
        made.add(
            f"programs/twice/{mode}",
            named,
            call(mode, labels=labels, logits=logits),
            call(mode, labels=labels, logits=logits),
        )
        made.add(
            f"programs/reused/{mode}",
            plain,
            call(mode, labels=labels, logits_input=hidden, scope="shared"),
            call(
                mode,
                labels=labels,
                logits_input=hidden,
                scope="shared",
                inside=[["variable_scope", {"reuse": True}]],
            ),
        )
        made.add(
            f"programs/auto_reuse/{mode}",
            plain,
            call(mode, labels=labels, logits_input=hidden, scope="shared"),
            call(
                mode,
                labels=labels,
                logits_input=hidden,
                scope="shared",
                inside=[["variable_scope", {"reuse": "AUTO_REUSE"}]],
            ),
        )
    made.add(
        "programs/train_then_eval",
        named,
        call("train", labels=labels, logits_input=hidden, scope="m", train_op_fn=function("sgd")),
        call(
            "eval",
            labels=labels,
            logits_input=hidden,
            scope="m",
            inside=[["variable_scope", {"reuse": True}]],
        ),
    )
    made.add(
        "programs/not_reused",
        plain,
        call("eval", labels=labels, logits_input=hidden, scope="shared"),
        call("eval", labels=labels, logits_input=hidden, scope="shared"),
    )
    made.add(
        "programs/reuse_of_nothing",
        plain,
        call(
            "eval",
            labels=labels,
            logits_input=hidden,
            scope="new",
            inside=[["variable_scope", {"reuse": True}]],
        ),
    )
    made.add(
        "programs/positional", plain, {"positional": [{}, "eval", labels, None, logits], "args": {}}
    )
    made.add(
        "programs/features_of_all_sorts",
        plain,
        call(
            "eval",
            labels=labels,
            logits=logits,
            features={
                "a": tensor(_INPUT),
                "b": sparse([[0, 0]], [1], [1, 1]),
                "c": tensor(["x"], "string"),
                "d": tensor([1.0], **{"as": "numpy"}),
                "e": 3,
            },
        ),
    )
    for name, args in (
        ("PairLossHead", {"label_dimension": 1, "weight_column_name": "w"}),
        ("FlippedHead", {"head_name": "h", "label_name": None}),
        ("RenamedOutputHead", {}),
    ):
        for mode in MODES:
            made.add(
                f"programs/{name}/{mode}",
                head(name, **args),
                call(
                    mode,
                    features={"w": tensor(_WEIGHTS)},
                    labels=tensor([[1.0]] * 4),
                    logits=tensor(_ONE_LOGIT),
                ),
            )
    for mode in MODES:
        made.add(
            f"programs/OwnHead/{mode}", head("OwnHead"), call(mode, logits=tensor(_TWO_LOGITS))
        )
    made.add("programs/errors/abstract", head("Head"))
    made.add("programs/errors/half_abstract", head("AbstractHead"))
    return made.cases


def families():
    """Returns {golden file's stem: list of cases}."""
    families = {kind.name: _kind_cases(kind) for kind in KINDS}
    families["binary"] += _binary_cases()
    families["multi_class"] += _multi_class_cases()
    families["svm"] += _svm_cases()
    families["multi_label"] += _multi_label_cases()
    families["regression"] += _regression_cases()
    families["loss_only"] = _loss_only_cases()
    families["multi_head"] = _multi_head_cases()
    families["programs"] = _program_cases()
    return families
