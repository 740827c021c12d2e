"""Cases of each single head: modes, ways of giving logits, guises of labels, weights and logits."""

from head_case_parts import (
    INPUT,
    MODES,
    WEIGHTS,
    KindCases,
    flat,
    function,
    kind_labels,
    sparse,
    tensor,
)

EVERYTHING = {
    "weight_column_name": "w",
    "label_name": "y",
    "head_name": "the_head",
    "enable_centered_bias": True,
}
CENTERED = {"enable_centered_bias": True}
WEIGHTED = {"weight_column_name": "w"}

# How a program can hold a tensor: see Values._tensor.
GUISES = ("numpy", "list", "placeholder", "any batch", "any size", "any shape", "variable")


def cases(kind):
    made = KindCases(kind)
    for mode in MODES:
        _add_mode(made, kind, mode)
    _add_training(made, kind)
    _add_labels(made, kind)
    _add_weights(made, kind)
    _add_logits(made, kind)
    _add_names(made)
    _add_errors(made, kind)
    return made.cases


def _add_mode(made, kind, mode):
    features = {"w": tensor(WEIGHTS), "x": tensor(INPUT)}
    labels = {"y": kind_labels(kind), "z": tensor([0.0])}
    built = {"logits_input": tensor(INPUT)}
    if mode == "train":
        built["train_op_fn"] = function("sgd")
    for way, given in (("logits", {}), ("logits_input", built)):
        made.ask(f"{mode}/{way}", {}, mode, **given)
        made.ask(
            f"{mode}/{way}/everything", EVERYTHING, mode, features=features, labels=labels, **given
        )
    made.ask(f"{mode}/centered_bias", CENTERED, mode)
    made.ask(f"{mode}/head_name", {"head_name": "h"}, mode)
    made.ask(f"{mode}/no_labels", CENTERED, mode, labels=None)
    made.ask(f"{mode}/scope", {}, mode, logits_input=tensor(INPUT), scope="outer")
    for held in ("any batch", "any size"):
        made.ask(
            "{}/{}".format(mode, held.replace(" ", "_")),
            EVERYTHING,
            mode,
            features={"w": tensor(WEIGHTS, held=held)},
            labels={"y": kind_labels(kind, held=held)},
            logits=tensor(kind.logits, held=held),
        )


def _add_training(made, kind):
    tower = tensor(kind.logits, held="variable", name="tower")
    sgd = {"train_op_fn": function("sgd")}
    hidden = {"logits_input": tensor(INPUT)}
    made.ask("train/sgd", {}, "train", logits=tower, **sgd)
    made.ask("train/sgd/centered_bias", CENTERED, "train", logits=tower, **sgd)
    made.ask(
        "train/momentum/everything",
        EVERYTHING,
        "train",
        features={"w": tensor(WEIGHTS)},
        labels={"y": kind_labels(kind)},
        train_op_fn=function("momentum"),
        **hidden,
    )
    made.ask(
        "train/adagrad_of_all", CENTERED, "train", train_op_fn=function("adagrad_of_all"), **hidden
    )
    made.ask("train/counted", CENTERED, "train", train_op_fn=function("counted"))
    made.ask("train/train_op_is_a_tensor", {}, "train", train_op_fn=function("assigned"))
    made.ask(
        "train/scope_and_head_name", dict(CENTERED, head_name="h"), "train", scope="outer", **hidden
    )


def _add_labels(made, kind):
    """Labels of every dtype and rank, in every guise, and those that do not fit."""
    dtype, rows = kind.label_dtype, kind.labels
    for other in ("int32", "int64", "uint8", "float32", "float64", "float16", "bool"):
        made.ask(f"labels/{other}", labels=tensor(rows, other))
    strings = [[str(part) for part in row] for row in rows]
    made.ask("labels/string", labels=tensor(strings, "string"))
    made.ask("labels/rank_1", CENTERED, "train", labels=tensor(flat(rows), dtype))
    made.ask(
        "labels/rank_1_weighted",
        WEIGHTED,
        features={"w": tensor(flat(WEIGHTS))},
        labels=tensor(flat(rows), dtype),
    )
    made.ask("labels/rank_0", labels=tensor(1, dtype))
    made.ask("labels/rank_3", labels=tensor([[[part] for part in row] for row in rows], dtype))
    made.ask("labels/too_wide", labels=tensor([row * 2 for row in rows], dtype))
    made.ask("labels/too_few", labels=tensor(rows[:3], dtype))
    made.ask("labels/too_few_any_batch", labels=tensor(rows[:3], dtype, held="any batch"))
    made.ask("labels/rank_3_any_shape", labels=tensor([rows], dtype, held="any shape"))
    made.ask("labels/negative", labels=tensor([[-part for part in row] for row in rows], dtype))
    made.ask("labels/too_large", labels=tensor([[part + 2 for part in row] for row in rows], dtype))
    for held in GUISES:
        name = "labels/as_" + held.replace(" ", "_")
        made.ask(name, labels=kind_labels(kind, held=held))
    made.ask(
        "labels/as_any_shape_train", CENTERED, "train", labels=kind_labels(kind, held="any shape")
    )
    made.ask("labels/rank_1_any_batch", labels=tensor(flat(rows), dtype, held="any batch"))
    indices, values = [[0, 0], [1, 0], [1, 1], [3, 0]], [2, 0, 1, 1]
    for held in ("constant", "placeholder", "value"):
        made.ask(f"labels/sparse_{held}", labels=sparse(indices, values, [4, 2], held=held))
    named = {"y": kind_labels(kind)}
    made.ask("labels/dict_without_name", labels=named)
    made.ask("labels/name_not_in_dict", {"label_name": "z"}, labels=named)
    made.ask("labels/name_and_no_dict", {"label_name": "y"})
    made.ask("labels/ignored_in_infer", {"label_name": "y"}, "infer")
    made.ask("labels/dict_of_numpy", {"label_name": "y"}, labels={"y": tensor(rows, held="numpy")})


def _add_weights(made, kind):
    """Weights of every dtype and rank, in every guise, and those that do not fit."""
    width = len(kind.logits[0])
    weights = {
        "rank_0": tensor(2.0),
        "rank_1": tensor(flat(WEIGHTS)),
        "rank_2": tensor(WEIGHTS),
        "per_logit": tensor([[0.5 * (i + j) for j in range(1, width + 1)] for i in range(4)]),
        "one_row": tensor([[2.0]]),
        "zeros": tensor([[0.0]] * 4),
        "some_zeros": tensor([[0.0], [1.0], [0.0], [2.0]]),
        "negative": tensor([[-1.0], [1.0], [2.0], [2.0]]),
        "int32": tensor([[1], [2], [3], [4]], "int32"),
        "int64_rank_1": tensor([1, 2, 3, 4], "int64"),
        "bool": tensor([[True], [False], [True], [True]], "bool"),
        "float64": tensor(WEIGHTS, "float64"),
        "float16": tensor(WEIGHTS, "float16"),
        "string": tensor([["1"]] * 4, "string"),
        "rank_3": tensor([[[1.0]]] * 4),
        "too_few": tensor(WEIGHTS[:3]),
        "too_few_rank_1": tensor(flat(WEIGHTS)[:3]),
        "too_few_any_batch": tensor(WEIGHTS[:3], held="any batch"),
        "too_wide": tensor([[1.0] * (width + 1)] * 4),
        "list_rank_1": tensor(flat(WEIGHTS), held="list"),
        "list_rank_0": 3,
        "any_batch_rank_1": tensor(flat(WEIGHTS), held="any batch"),
        "any_shape_rank_1": tensor(flat(WEIGHTS), held="any shape"),
        "sparse": sparse([[0, 0], [2, 0]], [1.0, 2.0], [4, 1], "float32"),
        "none": None,
    }
    weights.update((held.replace(" ", "_"), tensor(WEIGHTS, held=held)) for held in GUISES)
    for name, value in weights.items():
        made.ask(f"weights/{name}", WEIGHTED, features={"w": value})
    for name in ("rank_0", "rank_1", "per_logit", "int32", "any_shape"):
        made.ask(
            f"weights/{name}/train",
            dict(CENTERED, **WEIGHTED),
            "train",
            features={"w": weights[name]},
        )
    made.ask("weights/missing", WEIGHTED, features={"x": tensor(INPUT)})
    made.ask("weights/missing_in_infer", WEIGHTED, "infer", features={"x": tensor(INPUT)})


def _add_logits(made, kind):
    """Logits in every guise, and those that do not fit."""
    rows = kind.logits
    for held in GUISES:
        name = "logits/as_" + held.replace(" ", "_")
        given = tensor(rows, held=held)
        made.ask(name, logits=given)
        if held.startswith("any"):
            made.ask(name + "/centered_bias", CENTERED, "train", logits=given)
            made.ask(name + "/infer", {}, "infer", logits=given)
    made.ask("logits/float64", logits=tensor(rows, "float64"))
    for dtype in ("float64", "float16", "int32"):
        made.ask(f"logits/{dtype}/infer", {}, "infer", logits=tensor(rows, dtype))
    made.ask("logits/rank_1", logits=tensor(flat(rows)))
    made.ask("logits/rank_0", {}, "infer", logits=tensor(1.0))
    made.ask("logits/rank_3", {}, "infer", logits=tensor([rows]))
    wide = [row + [1.0] for row in rows]
    made.ask("logits/too_wide", logits=tensor(wide))
    for held in ("any batch", "any shape"):
        made.ask(
            "logits/too_wide_" + held.replace(" ", "_"), {}, "infer", logits=tensor(wide, held=held)
        )
    made.ask("logits/huge", logits=tensor([[1e4 * part for part in row] for row in rows]))
    made.ask("logits/zero", logits=tensor([[0.0] * len(rows[0])] * 4))
    made.ask(
        "logits/not_finite",
        logits=tensor([["inf"] * len(rows[0]), ["nan"] * len(rows[0])] + rows[2:]),
    )
    for mode in MODES:
        made.ask(
            f"logits/no_examples/{mode}",
            {},
            mode,
            labels=tensor([], kind.label_dtype, shape=[0, len(kind.labels[0])]),
            logits=tensor([], shape=[0, len(rows[0])]),
        )
    for held in GUISES:
        name = "logits_input/as_" + held.replace(" ", "_")
        made.ask(name, logits_input=tensor(INPUT, held=held))
    made.ask("logits_input/float64", logits_input=tensor(INPUT, "float64"))
    made.ask("logits_input/int32", {}, "infer", logits_input=tensor([[1, 2]] * 4, "int32"))
    made.ask("logits_input/rank_1", {}, "infer", logits_input=tensor([1.0, 2.0]))
    made.ask("logits_input/rank_3", {}, "infer", logits_input=tensor([INPUT]))


def _add_names(made):
    """Names that are scopes and summary tags only with difficulty."""
    for name in ("a/b", "a b", "_h", "1h", "h:0", "h%d", "", "\u00e9t\u00e9"):
        made.ask(
            f"names/{name or 'empty'}",
            dict(CENTERED, head_name=name),
            logits=None,
            logits_input=tensor(INPUT),
        )
    made.ask("names/scope_only", {"head_name": "a b"}, logits_input=tensor(INPUT), scope="plain")
    made.ask("names/truthy_bias", {"enable_centered_bias": 1}, "train")


def _add_errors(made, kind):
    logits = tensor(kind.logits)
    made.ask("errors/mode", {}, "predict")
    made.ask("errors/mode_none", {}, None)
    made.ask("errors/neither_logits", logits=None)
    made.ask("errors/neither_logits_infer", {}, "infer", logits=None)
    made.ask("errors/both_logits", logits=logits, logits_input=tensor(INPUT))
    made.ask("errors/no_train_op_fn", {}, "train", train_op_fn=None)
    none = {"train_op_fn": function("returns_none")}
    made.ask("errors/train_op_fn_gives_none", {}, "train", **none)
    made.ask("errors/train_op_fn_gives_none/centered_bias", CENTERED, "train", **none)
    made.ask("errors/features_none", features=None)
    made.ask("errors/features_tensor", features=tensor(INPUT))
    made.ask("errors/features_list", features=[tensor(INPUT)])
    made.ask("errors/logits_dict", logits={"h": logits})
    # In which order things are checked.
    made.ask("errors/mode_and_neither_logits", {}, "predict", logits=None)
    made.ask("errors/mode_and_label_name", {"label_name": "z"}, "predict", labels={})
    made.ask("errors/no_train_op_fn_and_bad_weights", WEIGHTED, "train", train_op_fn=None)
    made.ask("errors/neither_logits_and_bad_labels", labels={}, logits=None)
