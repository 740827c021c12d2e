"""Numbers: by their squared error, or as the counts of a Poisson process."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.heads.base import Head, common, head_rule, metrics_list
from contrib_learn_migrate.keras.rules import Call


@head_rule(
    "tf.contrib.learn.regression_head",
    "label_name weight_column_name label_dimension enable_centered_bias head_name link_fn",
)
def regression(call: Call) -> Head:
    return _head(call, "keras.losses.MeanSquaredError()", _link(call))


@head_rule(
    "tf.contrib.learn.poisson_regression_head",
    "label_name weight_column_name label_dimension enable_centered_bias head_name",
)
def poisson(call: Call) -> Head:
    call.renderer.helpers.add("poisson_loss")
    return _head(call, "poisson_loss", "keras.ops.exp")


def _head(call: Call, loss: str, link: str | None) -> Head:
    is_one = call.literal("label_dimension", 1) == 1
    scores = "keras.ops.squeeze(logits, axis=1)" if is_one else "logits"
    return Head(
        size=call.text("label_dimension", "1"),
        loss=loss,
        metrics=metrics_list(call, loss),
        predictions={"scores": f"{link}({scores})" if link else scores},
        **common(call, "regression_head"),
    )


def _link(call: Call) -> str | None:
    """The function that makes scores of logits; the loss is of the logits all the same."""
    if not call.has("link_fn"):
        return None
    node = call.args["link_fn"]
    if isinstance(node, ast.Lambda):
        return f"({call.text('link_fn')})"
    if id(node) not in call.renderer.references:
        raise call.obstacle("link_fn is a function of the program")
    return call.text("link_fn")
