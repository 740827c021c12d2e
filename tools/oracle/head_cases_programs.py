"""Cases of heads inside larger programs: scopes, reuse, several calls, derived heads."""

from head_case_parts import (
    INPUT,
    KINDS,
    MODES,
    ONE_LOGIT,
    TWO_LOGITS,
    WEIGHTS,
    Cases,
    call,
    function,
    head,
    kind_labels,
    sparse,
    tensor,
)

MULTI_CLASS = KINDS[1]
PLAIN = head("multi_class_head", 3)
NAMED = head("multi_class_head", 3, head_name="h", enable_centered_bias=True)
HIDDEN = {"labels": kind_labels(MULTI_CLASS), "logits_input": tensor(INPUT)}
GIVEN = {"labels": kind_labels(MULTI_CLASS), "logits": tensor(MULTI_CLASS.logits)}


def cases():
    made = Cases("programs", **GIVEN)
    _add_scopes(made)
    _add_several_calls(made)
    _add_derived_heads(made)
    positional = [{}, "eval", GIVEN["labels"], None, GIVEN["logits"]]
    made.add("positional", PLAIN, {"positional": positional, "args": {}})
    made.ask(
        "features_of_all_sorts",
        PLAIN,
        features={
            "a": tensor(INPUT),
            "b": sparse([[0, 0]], [1], [1, 1]),
            "c": tensor(["x"], "string"),
            "d": tensor([1.0], held="numpy"),
            "e": 3,
            "f": None,
        },
    )
    made.ask("features_of_lists", PLAIN, features={"a": [tensor([1.0]), tensor([2.0])]})
    return made.cases


def _add_scopes(made):
    def inside(name, *contexts, **args):
        for mode in MODES:
            case_head = args.get("head", NAMED)
            scope = {"scope": args["scope"]} if "scope" in args else {}
            if contexts:
                scope["inside"] = list(contexts)
            made.ask(f"{name}/{mode}", case_head, mode, logits_input=tensor(INPUT), **scope)

    def scope(**options):
        return ["variable_scope", dict({"name_or_scope": "dnn"}, **options)]

    inside("name_scope", ["name_scope", {"name": "tower"}])
    inside("variable_scope", scope())
    inside("both_scopes", scope(), ["name_scope", {"name": "tower"}], head=PLAIN)
    inside("scope_and_variable_scope", scope(), scope="inner")
    inside("partitioned", scope(slices=2))
    inside("initializer", scope(initial=0.5))
    inside("regularizer", scope(l2=0.25))
    inside("custom_getter", scope(prefix_getter="my_"))
    inside("resource", scope(use_resource=True))
    inside("float64", scope(dtype="float64"))
    inside("control_dependencies", ["control_dependencies", {"after": "first"}])
    inside("device", ["device", {"device_name_or_function": "/cpu:0"}])
    inside("scope_with_slash", scope="a/b")
    inside("empty_scope", scope="")


def _add_several_calls(made):
    reuse = [["variable_scope", {"reuse": True}]]
    shared = dict(HIDDEN, scope="shared")
    for mode in MODES:
        made.add(f"twice/{mode}", NAMED, call(mode, **GIVEN), call(mode, **GIVEN))
        made.add(f"twice_unnamed/{mode}", PLAIN, call(mode, **HIDDEN), call(mode, **HIDDEN))
        made.add(f"reused/{mode}", PLAIN, call(mode, **shared), call(mode, inside=reuse, **shared))
        made.add(
            f"auto_reuse/{mode}",
            PLAIN,
            call(mode, **shared),
            call(mode, inside=[["variable_scope", {"reuse": "auto"}]], **shared),
        )
    train = call("train", train_op_fn=function("sgd"), **shared)
    made.add("train_then_eval", NAMED, train, call("eval", inside=reuse, **shared))
    made.add("not_reused", PLAIN, call("eval", **shared), call("eval", **shared))
    made.add("reuse_of_nothing", PLAIN, call("eval", inside=reuse, **shared))


def _add_derived_heads(made):
    given = {
        "features": {"w": tensor(WEIGHTS)},
        "labels": tensor([[1.0]] * 4),
        "logits": tensor(ONE_LOGIT),
    }
    for name, args in (
        ("PairLossHead", {"label_dimension": 1, "weight_column_name": "w"}),
        ("FlippedHead", {"head_name": "h", "label_name": None}),
        ("RenamedOutputHead", {}),
        ("SelfLabelledHead", {}),
    ):
        for mode in MODES:
            made.ask(f"{name}/{mode}", head(name, **args), mode, **given)
    for mode in MODES:
        made.ask(
            f"SelfLabelledHead/no_labels/{mode}",
            head("SelfLabelledHead"),
            mode,
            **dict(given, labels=None),
        )
        made.ask(f"OwnHead/{mode}", head("OwnHead"), mode, logits=tensor(TWO_LOGITS))
    made.add("errors/abstract", head("Head"))
    made.add("errors/half_abstract", head("AbstractHead"))
