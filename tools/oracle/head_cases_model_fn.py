"""Cases of ModelFnOps made by programs themselves, and of what estimator_spec() makes of them."""

from head_case_parts import MODES, Cases, head, sparse, tensor

PREDICTIONS = {"scores": tensor([[0.5], [1.5]])}
LOSS = tensor(2.0)
TRAIN_OP = {"$op": "train"}


def alternative(problem_type, outputs):
    return {"$tuple": [problem_type, outputs]}


def cases():
    made = Cases("model_fn_ops", predictions=PREDICTIONS, loss=LOSS, train_op=TRAIN_OP)
    fixed = head("FixedOps")

    def ask(name, mode="eval", **parts):
        made.ask(name, fixed, mode, **parts)

    for mode in MODES:
        ask(f"whole/{mode}", mode)
    _add_parts(ask)
    _add_export_outputs(ask)
    for case in made.cases:
        case["run"] = False
        case["calls"][0]["args"].pop("train_op_fn", None)  # ModelFnOps has no such argument
    return made.cases


def _add_parts(ask):
    ask("no_train_op", "train", train_op=None)
    for mode in MODES:
        ask(f"no_loss/{mode}", mode, loss=None)
        ask(f"no_predictions/{mode}", mode, predictions=None)
    ask("mode_unknown", "predict")
    ask("mode_none", None)
    ask("predictions_tensor", predictions=tensor([1.0]))
    ask("predictions_numpy", predictions={"a": tensor([1.0], held="numpy")})
    ask("predictions_sparse", predictions={"a": sparse([[0, 0]], [1], [1, 1])})
    ask("predictions_list", predictions=[1.0, 2.0])
    ask("predictions_empty", predictions={})
    ask("train_op_tensor", "train", train_op=tensor(1.0))
    ask("train_op_variable", "train", train_op=tensor(1.0, held="variable"))
    ask("train_op_number", "train", train_op=3)
    ask("loss_number", loss=1.5)
    ask("loss_rank_1", loss=tensor([1.5]))
    ask("loss_rank_2", loss=tensor([[1.5]]))
    ask("loss_vector", loss=tensor([1.5, 2.5]))
    ask("loss_any_shape", loss=tensor(1.5, held="any shape"))
    ask("loss_any_batch", loss=tensor([1.5], held="any batch"))
    ask("loss_elsewhere", loss={"$elsewhere": 1.0})
    ask("predictions_elsewhere", predictions={"a": {"$elsewhere": 1.0}})
    ask("metrics", eval_metric_ops={"loss": {"$mean": [1.0]}, "other": {"$mean": [1.0, 2.0]}})
    ask("metrics_list", eval_metric_ops=[{"$mean": [1.0]}])
    for name in ("training_hooks", "training_chief_hooks"):
        ask(name, "train", **{name: [{"$stop_hook": 1}]})
        ask(f"{name}_eval", **{name: [{"$stop_hook": 1}]})
        ask(f"{name}_no_hooks", "train", **{name: [tensor(1.0)]})
        ask(f"{name}_string", "train", **{name: ["hook"]})
    ask("scaffold", "train", scaffold="anything")


def _add_export_outputs(ask):
    scores, words = tensor([[0.5], [1.5]]), tensor([["a"], ["b"]], "string")
    outputs = {
        "scores": {"scores": scores},
        "probabilities": {"probabilities": scores},
        "both": {"scores": scores, "probabilities": tensor([[1.0], [2.0]])},
        "classes": {"scores": scores, "classes": words},
        "only_classes": {"classes": words},
        "integer_classes": {"scores": scores, "classes": tensor([[1], [2]], "int64")},
        "integer_scores": {"scores": tensor([[1], [2]], "int64")},
        "other": {"output": scores},
        "none": {},
    }
    for problem_type in range(5):
        for name, parts in outputs.items():
            made = {"h": alternative(problem_type, parts)}
            ask(f"export/{problem_type}/{name}", "infer", output_alternatives=made)
    two = {name: alternative(2, outputs["scores"]) for name in ("a", "b")}
    for mode in MODES:
        ask(f"export/two/{mode}", mode, output_alternatives=two)
        ask(f"export/two_default/{mode}", mode, output_alternatives=two, spec_key="b")
    served = dict(two, serving_default=alternative(2, outputs["both"]))
    ask("export/serving_default", "infer", output_alternatives=served)
    ask("export/empty", "infer", output_alternatives={})
