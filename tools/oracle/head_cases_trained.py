"""Cases to be trained on from a checkpoint: each head with all of it that has variables."""

from head_case_parts import INPUT, KINDS, WEIGHTS, Cases, function, head, kind_labels, tensor

OPTIONS = {"enable_centered_bias": True, "weight_column_name": "w"}
OPTIMIZERS = ("momentum", "adagrad_of_all")


def cases():
    made = Cases("", features={"w": tensor(WEIGHTS)}, logits_input=tensor(INPUT))

    def train(name, head, **args):
        for optimizer in OPTIMIZERS:
            made.ask(f"{name}_{optimizer}", head, "train", train_op_fn=function(optimizer), **args)

    for kind in KINDS:
        options = dict(kind.args, **OPTIONS)
        train(kind.name, head(kind.factory, **options), labels=kind_labels(kind))
    train(
        "label_keys",
        head("multi_class_head", 3, label_keys=["a", "b", "c"], head_name="h"),
        labels=tensor([["c"], ["a"], ["a"], ["b"]], "string"),
    )
    members = [
        head(kind.factory, label_name=kind.name, head_name=kind.name, **dict(kind.args, **OPTIONS))
        for kind in KINDS
    ]
    members.append(head("loss_only_head", function("weight_decay"), head_name="decay"))
    train(
        "multi_head",
        head("multi_head", members, loss_weights=[1.0, 0.5, 0.25, 2.0, 0.125, 0.5, 0.25, 0.1]),
        labels={kind.name: kind_labels(kind) for kind in KINDS},
    )
    return made.cases
