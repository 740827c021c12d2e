"""Cases of multi_head."""

from head_case_parts import (
    INPUT,
    KINDS,
    MODES,
    THREE_LOGITS,
    TWO_LOGITS,
    WEIGHTS,
    Cases,
    function,
    head,
    kind_labels,
    tensor,
)

ONE = head("multi_class_head", n_classes=3, label_name="l1", head_name="one")
TWO = head("multi_class_head", n_classes=4, label_name="l2", head_name="two")
DECAY = head("loss_only_head", function("weight_decay"), head_name="decay")
LOGITS = {
    "one": tensor(THREE_LOGITS),
    "two": tensor(
        [
            [0.1, 0.2, 0.3, -0.4],
            [1.0, -1.0, 0.5, 0.0],
            [2.0, 0.0, 0.0, 1.0],
            [-0.5, 0.5, 0.75, 0.25],
        ]
    ),
}
JOINED = tensor([a + b for a, b in zip(LOGITS["one"]["$tensor"], LOGITS["two"]["$tensor"])])
LABELS = {
    "l1": tensor([[2], [0], [1], [1]], "int64"),
    "l2": tensor([[3], [1], [0], [2]], "int64"),
}
WAYS = {
    "joined": {},
    "dict": {"logits": LOGITS},
    "logits_input": {"logits_input": tensor(INPUT)},
}
SGD = {"train_op_fn": function("sgd")}


def multi(*heads, **args):
    return head("multi_head", list(heads), **args)


def cases():
    made = Cases("multi_head", labels=LABELS, logits=JOINED)
    for mode in MODES:
        _add_mode(made, mode)
    _add_all_kinds(made)
    _add_members(made)
    _add_loss_weights(made)
    _add_logits(made)
    _add_errors(made)
    return made.cases


def _add_mode(made, mode):
    for way, given in WAYS.items():
        train = SGD if mode == "train" and way == "logits_input" else {}
        for name, args in (
            (f"{mode}/{way}", {"spec_key": "one"}),
            (f"{mode}/{way}/no_spec_key", {}),
        ):
            made.ask(name, multi(ONE, TWO), mode, **dict(given, **dict(train, **args)))
        made.ask(
            f"{mode}/{way}/loss_weights",
            multi(ONE, TWO, loss_weights=[0.25, 3.0]),
            mode,
            spec_key="two",
            **dict(given, **train),
        )
        made.ask(
            f"loss_only/{mode}/{way}",
            multi(ONE, DECAY, TWO, loss_weights=[1.0, 0.5, 2.0]),
            mode,
            spec_key="one",
            **given,
        )
    made.ask(f"{mode}/scope", multi(ONE, TWO), mode, logits_input=tensor(INPUT), scope="outer")
    made.ask(f"{mode}/scope_of_logits", multi(ONE, TWO), mode, scope="outer", spec_key="one")
    positional = {"positional": [{}, mode, LABELS, function("no_op"), JOINED], "args": {}}
    made.add(f"{mode}/positional", multi(ONE, TWO), dict(positional, spec_key="two"))


def _add_all_kinds(made):
    heads = [
        head(
            kind.factory,
            label_name=kind.name,
            head_name=kind.name,
            weight_column_name="w",
            enable_centered_bias=True,
            **kind.args,
        )
        for kind in KINDS
    ]
    given = {
        "features": {"w": tensor(WEIGHTS)},
        "labels": {kind.name: kind_labels(kind) for kind in KINDS},
    }
    ways = {
        "joined": {
            "logits": tensor([sum((kind.logits[i] for kind in KINDS), []) for i in range(4)])
        },
        "dict": {"logits": {kind.name: tensor(kind.logits) for kind in KINDS}},
        "logits_input": {"logits_input": tensor(INPUT)},
    }
    for mode in MODES:
        for way, logits in ways.items():
            made.ask(
                f"all/{mode}/{way}", multi(*heads), mode, spec_key="svm", **dict(given, **logits)
            )
    weighted = multi(*heads, loss_weights=[1, 2, 3, 4, 5, 6, 7])
    for train_op_fn in ("sgd", "adagrad_of_all"):
        made.ask(
            f"all/{train_op_fn}",
            weighted,
            "train",
            train_op_fn=function(train_op_fn),
            **dict(given, **ways["logits_input"]),
        )


def _add_members(made):
    made.ask("loss_only_first", multi(DECAY, ONE, TWO), "infer", spec_key="one")
    made.ask("loss_only_last", multi(ONE, TWO, DECAY), "infer", spec_key="one")
    made.ask("loss_only_in_dict", multi(ONE, DECAY), logits=dict(LOGITS, decay=tensor([[1.0]])))
    made.ask("only_loss_only", multi(DECAY), logits=tensor([[1.0]]))
    made.ask("only_loss_only/infer", multi(DECAY), "infer", logits=tensor([[1.0]]))
    for mode in MODES:
        made.ask(f"one_head/{mode}", multi(ONE), mode, logits=LOGITS["one"])
    made.ask("no_heads", multi(), "infer")
    made.ask("no_heads/train", multi(), "train")
    made.add("nested", multi(multi(ONE, TWO)))
    a, b = (head("regression_head", head_name=name) for name in "ab")
    one_label = {"labels": tensor([[1.0]] * 4), "logits": tensor(TWO_LOGITS)}
    made.ask("same_label", multi(a, b), **one_label)
    made.ask("same_name", multi(a, a), **one_label)
    made.ask("tuple", head("multi_head", {"$tuple": [ONE, TWO]}))
    made.ask("alias", head("_multi_head", [ONE, TWO]), "infer", spec_key="one")
    made.ask("class", head("_MultiHead", [ONE, TWO], function("merged")), "train")
    own = {"one": LOGITS["one"], "own": tensor(TWO_LOGITS)}
    for mode in MODES:
        made.ask(f"own_head/{mode}", multi(ONE, head("OwnHead")), mode, logits=own, spec_key="own")
    made.ask("spec_key_unknown", multi(ONE, TWO), "infer", spec_key="three")


def _add_loss_weights(made):
    for name, weights in (
        ("empty", []),
        ("zero_and_negative", [0.0, -1.0]),
        ("tensors", [tensor(0.5), tensor(2.0, held="variable")]),
        ("tuple", {"$tuple": [1, 2]}),
        ("strings", ["1", "2"]),
        ("vectors", [[1.0], [2.0]]),
    ):
        made.ask(f"loss_weights/{name}", multi(ONE, TWO, loss_weights=weights), "train")
    numpy = tensor([0.5, 2.0], held="numpy")
    made.ask("loss_weights/numpy", multi(ONE, TWO, loss_weights=numpy), "train")
    made.add("errors/too_few_loss_weights", multi(ONE, TWO, loss_weights=[1.0]))
    made.add("errors/too_many_loss_weights", multi(ONE, TWO, loss_weights=[1.0] * 3))


def _add_logits(made):
    for held in ("numpy", "list", "any batch", "any size", "any shape"):
        name = "logits/as_" + held.replace(" ", "_")
        given = dict(JOINED, held=held)
        made.ask(name, multi(ONE, TWO), "infer", logits=given, spec_key="one")
        made.ask(f"{name}/eval", multi(ONE, TWO), logits=given)
    made.ask(
        "logits/as_variable", multi(ONE, TWO), "train", logits=dict(JOINED, held="variable"), **SGD
    )
    extra = dict(LOGITS, three=tensor([[1.0]]))
    made.ask("logits/more_in_dict", multi(ONE, TWO), logits=extra)
    arrays = {name: dict(part, held="numpy") for name, part in LOGITS.items()}
    made.ask("logits/numpy_in_dict", multi(ONE, TWO), logits=arrays)
    made.ask("no_labels", multi(ONE, TWO), labels=None)


def _add_errors(made):
    joined = JOINED["$tensor"]
    for name, mode, args in (
        ("no_train_op_fn", "train", {"train_op_fn": None}),
        ("mode", "other", {}),
        ("mode_none", None, {}),
        ("neither_logits", "eval", {"logits": None}),
        ("both_logits", "eval", {"logits": JOINED, "logits_input": tensor(INPUT)}),
        ("logits_missing_in_dict", "eval", {"logits": {"one": LOGITS["one"]}}),
        ("logits_too_narrow", "eval", {"logits": LOGITS["two"]}),
        ("logits_too_wide", "eval", {"logits": tensor([row + [1.0] for row in joined])}),
        ("logits_rank_1", "eval", {"logits": tensor([1.0] * 7)}),
        ("label_missing", "eval", {"labels": {"l1": LABELS["l1"]}}),
        ("labels_no_dict", "eval", {"labels": LABELS["l1"]}),
        ("features_none", "eval", {"features": None}),
        ("returns_none", "train", {"train_op_fn": function("returns_none")}),
    ):
        made.ask(f"errors/{name}", multi(ONE, TWO), mode, **args)
    unnamed = head("regression_head")
    made.add("errors/unnamed", multi(ONE, unnamed))
    made.add("errors/unnamed_first", multi(unnamed, ONE))
    made.add("errors/empty_name", multi(ONE, head("regression_head", head_name="")))
    made.add("errors/heads_none", head("multi_head", None))
    made.add("errors/head_alone", head("multi_head", ONE))
