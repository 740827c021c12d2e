"""Cases of the options that only some heads have."""

from head_case_parts import (
    INPUT,
    KINDS,
    MODES,
    THREE_LOGITS,
    TWO_LOGITS,
    WEIGHTS,
    Cases,
    KindCases,
    flat,
    function,
    head,
    kind_labels,
    sparse,
    tensor,
)

BINARY, MULTI_CLASS, SVM, MULTI_LABEL, REGRESSION, REGRESSION_2D, POISSON = KINDS
FEATURES = {"w": tensor(WEIGHTS)}


def _add_thresholds(made):
    for thresholds in ([0.25, 0.5, 0.9], [0.1234567], [0.0, 1.0], [0.5, 0.5], []):
        name = "_".join(map(str, thresholds)) or "empty"
        made.ask(f"thresholds/{name}", {"thresholds": thresholds})
    made.ask("thresholds/tuple", {"thresholds": {"$tuple": [0.2, 0.8]}})
    made.ask("thresholds/numpy", {"thresholds": tensor([0.2, 0.8], held="numpy")})
    made.ask("thresholds/named", {"thresholds": [0.2, 0.8], "head_name": "h"})
    made.ask(
        "thresholds/weighted",
        {"thresholds": [0.2, 0.8], "weight_column_name": "w"},
        "train",
        features=FEATURES,
    )
    made.ask("thresholds/out_of_range", {"thresholds": [-0.5, 1.5]})
    made.ask("thresholds/integer", {"thresholds": [1]})
    made.ask("thresholds/string", {"thresholds": ["0.5"]})
    made.ask("thresholds/number", {"thresholds": 0.5})


def _add_loss_fns(made):
    for name in ("hinge_like", "weights_required", "partial_loss", "callable_loss", "annotated"):
        options = {"loss_fn": function(name)}
        made.ask(f"loss_fn/{name}", dict(options, weight_column_name="w"), features=FEATURES)
        made.ask(f"loss_fn/{name}/no_weights", options)
    made.ask(
        "loss_fn/train",
        {"loss_fn": function("hinge_like"), "enable_centered_bias": True},
        "train",
        features=FEATURES,
    )
    made.ask("loss_fn/not_a_scalar", {"loss_fn": function("not_a_scalar")})
    made.ask("loss_fn/not_a_scalar/train", {"loss_fn": function("not_a_scalar")}, "train")
    made.ask("loss_fn/infer", {"loss_fn": function("hinge_like")}, "infer")
    for name in ("no_weights", "no_logits", "no_labels", "partial_without_weights"):
        made.fail(f"errors/loss_fn_{name}", loss_fn=function(name))
    made.fail("errors/loss_fn_no_function", loss_fn="softmax")
    for name in ("keyword_only", "any_labels", "any_weights"):
        made.ask(f"loss_fn/{name}", {"loss_fn": function(name)})


def _add_class_ids(made):
    for ids in ([0], [0, 1, 2], [2, 0], [1, 1], []):
        name = "_".join(map(str, ids)) or "empty"
        made.ask(f"metric_class_ids/{name}", {"metric_class_ids": ids})
    made.ask("metric_class_ids/numpy", {"metric_class_ids": tensor([0, 2], "int64", held="numpy")})
    for mode in ("train", "eval"):
        made.ask(
            f"metric_class_ids/weighted/{mode}",
            {"metric_class_ids": {"$tuple": [0, 2]}, "weight_column_name": "w", "head_name": "h"},
            mode,
            features=FEATURES,
        )
    made.fail("errors/metric_class_ids_negative", metric_class_ids=[-1])
    made.fail("errors/metric_class_ids_too_large", metric_class_ids=[0, 3])
    made.fail("errors/metric_class_ids_number", metric_class_ids=1)
    made.fail("errors/metric_class_ids_string", metric_class_ids=["1"])


def _add_spellings(made, kind, alias, by_class):
    """The factory by its old name, and the class itself, both with positional arguments."""
    given = {"labels": {"y": kind_labels(kind)}, "features": FEATURES}
    Cases.ask(made, "alias", head(alias, *(list(kind.args.values()) + ["y"])), **given)
    Cases.ask(made, "class", by_class, "train", **given)


def binary():
    made = KindCases(BINARY)
    _add_thresholds(made)
    _add_loss_fns(made)
    made.fail("errors/metric_class_ids", metric_class_ids=[0])
    made.fail("errors/metric_class_ids_numpy", metric_class_ids=tensor([0, 1], held="numpy"))
    made.fail("errors/label_keys", label_keys=["a", "b"])
    made.fail("errors/label_keys_and_loss_fn", label_keys=["a"], loss_fn=function("no_labels"))
    made.ask("metric_class_ids/empty", {"metric_class_ids": []}, "infer")
    made.ask("label_keys/empty", {"label_keys": []}, "infer")
    made.ask("labels/list_of_bools", {}, "train", labels=[[True], [False], [False], [True]])
    for n_classes in (None, 1, 0, -3, "2", 2.5, True):
        made.fail(f"errors/n_classes_{n_classes}", n_classes=n_classes)
    for n_classes in (2.0, tensor(2, "int64", held="scalar")):
        made.ask(f"n_classes/{type(n_classes).__name__}", {"n_classes": n_classes})
    by_class = head("_BinaryLogisticHead", "y", "w", True, "h")
    _add_spellings(made, BINARY, "_multi_class_head", by_class)
    return made.cases


def multi_class():
    made = KindCases(MULTI_CLASS)
    _add_loss_fns(made)
    _add_class_ids(made)
    _add_label_keys(made)
    rows = flat(MULTI_CLASS.labels)
    made.ask(
        "metric_class_ids/rank_1",
        {"metric_class_ids": [0, 1]},
        labels=tensor(rows, "int64"),
    )
    made.ask(
        "metric_class_ids/int32",
        {"metric_class_ids": [1]},
        labels=tensor(MULTI_CLASS.labels, "int32"),
    )
    made.ask("thresholds", {"thresholds": [0.2, 0.7]})
    softmax = {"loss_fn": function("softmax_of_ids")}
    made.ask("loss_fn/softmax_of_ids", softmax, labels=tensor(rows, "int64"))
    made.ask(
        "loss_fn/softmax_of_ids/train",
        dict(softmax, enable_centered_bias=True, weight_column_name="w"),
        "train",
        features=FEATURES,
    )
    made.ask(
        "n_classes/numpy",
        {"n_classes": tensor(3, "int64", held="scalar")},
        logits_input=tensor(INPUT),
    )
    made.ask("n_classes/float", {"n_classes": 3.0})
    made.ask("n_classes/float/built", {"n_classes": 3.0}, logits_input=tensor(INPUT))
    made.ask(
        "many_classes",
        {"n_classes": 11, "metric_class_ids": [10]},
        labels=tensor([[10], [3], [0]], "int32"),
        logits=tensor([[0.1 * (i * j % 7) for j in range(11)] for i in range(1, 4)]),
    )
    for n_classes in (2, None, 0):
        made.add(f"errors/class_n_classes_{n_classes}", head("_MultiClassHead", n_classes))
    by_class = head("_MultiClassHead", 3, "y", "w", True, "h")
    _add_spellings(made, MULTI_CLASS, "_multi_class_head", by_class)
    return made.cases


def _add_label_keys(made):
    words = ["a", "b", "c"]
    keys = {"label_keys": words}
    strings = tensor([["c"], ["a"], ["a"], ["b"]], "string")
    for mode in MODES:
        made.ask(f"label_keys/{mode}", keys, mode, labels=strings)
        made.ask(
            f"label_keys/{mode}/everything",
            {
                "label_keys": words,
                "head_name": "h",
                "weight_column_name": "w",
                "label_name": "y",
                "enable_centered_bias": True,
                "metric_class_ids": [0, 2],
            },
            mode,
            features=FEATURES,
            labels={"y": strings},
            logits_input=tensor(INPUT),
        )
    made.ask("label_keys/rank_1", keys, labels=tensor(["c", "a", "a", "b"], "string"))
    made.ask("label_keys/unknown_word", keys, labels=tensor([["c"], ["a"], ["z"], ["b"]], "string"))
    made.ask("label_keys/integer_labels", keys)
    made.ask("label_keys/tuple", {"label_keys": {"$tuple": words}}, labels=strings)
    made.ask(
        "label_keys/numpy", {"label_keys": tensor(words, "string", held="numpy")}, labels=strings
    )
    made.ask("label_keys/repeated", {"label_keys": ["a", "b", "a"]}, labels=strings)
    made.ask("label_keys/numbers", {"label_keys": [7, 8, 9]}, labels=strings)
    made.ask("label_keys/empty", {"label_keys": []})
    made.ask("label_keys/as_placeholder", keys, labels=dict(strings, held="any shape"))
    made.ask("label_keys/as_numpy", keys, labels=dict(strings, held="numpy"))
    made.ask("label_keys/as_list", keys, labels=dict(strings, held="list"))
    made.ask(
        "label_keys/loss_fn",
        dict(keys, loss_fn=function("softmax_of_ids")),
        "train",
        labels=tensor(["c", "a", "a", "b"], "string"),
    )
    made.fail("errors/label_keys_too_few", label_keys=words[:2])
    made.fail("errors/label_keys_too_many", label_keys=words + ["d"])


def svm():
    made = KindCases(SVM)
    made.ask("thresholds", {"thresholds": [0.2, 0.7]})
    by_class = head("_BinarySvmHead", "y", "w", True, "h", None)
    _add_spellings(made, SVM, "_binary_svm_head", by_class)
    return made.cases


def multi_label():
    made = KindCases(MULTI_LABEL)
    _add_loss_fns(made)
    _add_class_ids(made)
    indices, values = [[0, 0], [0, 1], [1, 0], [3, 0], [3, 1], [3, 2]], [0, 2, 2, 0, 1, 2]
    hot = sparse(indices, values, [4, 3])
    for mode in MODES:
        made.ask(
            f"sparse/{mode}",
            {"enable_centered_bias": True, "metric_class_ids": [0, 2]},
            mode,
            labels=hot,
        )
    made.ask("sparse/placeholder", labels=dict(hot, held="placeholder"))
    made.ask("sparse/value", labels=dict(hot, held="value"))
    made.ask("sparse/int32", labels=sparse([[0, 0], [3, 0]], [2, 1], [4, 1], "int32"))
    made.ask(
        "sparse/weighted",
        {"weight_column_name": "w", "label_name": "y"},
        "train",
        features=FEATURES,
        labels={"y": hot},
        logits_input=tensor(INPUT),
        train_op_fn=function("sgd"),
    )
    made.ask("sparse/string", labels=sparse([[0, 0], [3, 0]], ["a", "b"], [4, 1], "string"))
    made.ask("sparse/float", labels=sparse([[0, 0], [3, 0]], [1.0, 2.0], [4, 1], "float32"))
    made.ask("sparse/too_large", labels=sparse([[0, 0], [3, 0]], [7, 1], [4, 1]))
    made.ask("sparse/too_few_rows", labels=sparse([[0, 0]], [1], [2, 1]))
    made.ask(
        "metric_class_ids/weights_per_class",
        {"metric_class_ids": [1], "weight_column_name": "w"},
        features={"w": tensor([[1.0, 2.0, 3.0]] * 4)},
    )
    made.ask(
        "metric_class_ids/bool_labels",
        {"metric_class_ids": [1]},
        labels=tensor(MULTI_LABEL.labels, "bool"),
    )
    made.ask("thresholds", {"thresholds": [0.2, 0.7]})
    for n_classes in (None, 1, 0, "3"):
        made.fail(f"errors/n_classes_{n_classes}", n_classes=n_classes)
    made.ask(
        "two_classes",
        {"n_classes": 2},
        labels=tensor([[1, 0], [1, 1]], "int64"),
        logits=tensor([[0.5, -0.5], [-2.0, 3.0]]),
    )
    by_class = head("_MultiLabelHead", 3, "y", "w", True, "h", None)
    _add_spellings(made, MULTI_LABEL, "_multi_label_head", by_class)
    return made.cases


def regression():
    made = KindCases(REGRESSION)
    for name in ("exp", "named_sigmoid", "two_columns"):
        for mode in MODES:
            made.ask(
                f"link_fn/{name}/{mode}",
                {"link_fn": function(name), "enable_centered_bias": True},
                mode,
            )
    made.ask(
        "link_fn/wide",
        {"label_dimension": 2, "link_fn": function("exp")},
        labels=kind_labels(REGRESSION_2D),
        logits=tensor(TWO_LOGITS),
    )
    for dimension in (0, -1, None, "1"):
        made.fail(f"errors/label_dimension_{dimension}", label_dimension=dimension)
    made.fail("errors/link_fn_no_function", link_fn="exp")
    made.ask("errors/link_fn_no_function/infer", {"link_fn": "exp"}, "infer")
    two_logits = head("_RegressionHead", 1, function("pair_of_hinges"), function("exp"), 2)
    Cases.ask(made, "other_logits_dimension", two_logits, logits=tensor(TWO_LOGITS))
    pair, exp = function("pair_of_hinges"), function("exp")
    by_class = head("_RegressionHead", 1, pair, exp, 1, "y", "w", True)
    _add_spellings(made, REGRESSION, "_regression_head", by_class)
    return made.cases


def poisson():
    made = KindCases(POISSON)
    made.ask(
        "wide", {"label_dimension": 2}, labels=tensor([[1.0, 0.0]] * 4), logits=tensor(TWO_LOGITS)
    )
    made.ask("between", labels=tensor([[0.5], [1.0], [1.5], [1e6]]))
    for dimension in (0, -1, None):
        made.fail(f"errors/label_dimension_{dimension}", label_dimension=dimension)
    by_class = head("_RegressionHead", 1, function("pair_of_hinges"), function("exp"), 1, "y")
    _add_spellings(made, POISSON, "_poisson_regression_head", by_class)
    return made.cases


def loss_only():
    made = Cases("loss_only")
    for mode in MODES:
        for name in (
            "one_loss",
            "two_losses",
            "no_losses",
            "tuple_of_losses",
            "weight_decay",
            "vector_loss",
            "number",
        ):
            made.ask(f"{name}/{mode}", head("loss_only_head", function(name)), mode)
    decay = head("loss_only_head", function("weight_decay"), head_name="h")
    sgd = {"train_op_fn": function("sgd")}
    made.ask("sgd", decay, "train", **sgd)
    made.ask("scope", decay, "train", scope="outer", **sgd)
    made.ask("empty_name", head("loss_only_head", function("one_loss"), head_name=""))
    one = head("loss_only_head", function("one_loss"))
    made.ask(
        "ignores_the_rest",
        one,
        features=None,
        labels=tensor([1]),
        logits=tensor(THREE_LOGITS),
        logits_input=tensor([2.0]),
    )
    made.ask("class", head("_LossOnlyHead", function("one_loss"), "h"))
    made.ask("errors/mode", one, "other")
    made.ask("errors/no_train_op_fn", one, "train", train_op_fn=None)
    made.ask("errors/returns_none", one, "train", train_op_fn=function("returns_none"))
    made.ask("errors/loss_fn_none", head("loss_only_head", None))
    return made.cases
