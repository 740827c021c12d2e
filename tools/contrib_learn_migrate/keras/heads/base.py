"""What a head is in Keras, and which calls make one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from contrib_learn_migrate.keras.rules import Call, Obstacle, call_text


@dataclass(frozen=True)
class Head:
    """What a head is in Keras. All texts are of the place where the head is made.

    Attributes:
      scope: the variable scope of what it makes itself.
      size: the text of the size of the logits.
      loss: the text of the loss; None for a head that has one without logits.
      metrics: the text of the list of its metrics; None for none.
      predictions: texts by key, of ``logits``.
      name: the head's name, if it is given one that is known.
      is_named: whether it is given one.
      weight_column: the text of the key of the feature that is the sample_weight; None for none.
      label_name: the text of the key of the labels, where they may come as a dict.
      label_keys: the text of the words that the labels are, where they are words.
      has_centered_bias: whether a bias learns the base rate by itself.
      added_loss: the text of a loss without logits and labels.
      parts: the heads of a multi-head.
      loss_weights: what the losses of the parts count, as texts; empty if all count 1.
    """

    scope: str
    size: str
    loss: str | None = None
    metrics: str | None = None
    predictions: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    is_named: bool = False
    weight_column: str | None = None
    label_name: str | None = None
    label_keys: str | None = None
    has_centered_bias: bool = False
    added_loss: str | None = None
    parts: tuple[Head, ...] = ()
    loss_weights: tuple[str, ...] = ()


# The parameters that most heads have, in this order.
COMMON = "label_name weight_column_name enable_centered_bias head_name"
_HEADS: dict[str, tuple[tuple[str, ...], Callable[[Call], Head]]] = {}


def head_rule(name: str, takes: str) -> Callable:
    """Registers what a head is."""

    def register(function: Callable[[Call], Head]) -> Callable[[Call], Head]:
        _HEADS[name] = tuple(takes.split()), function
        return function

    return register


def head_of(node: ast.AST, renderer) -> Head | None:
    """Returns what a call makes, if it makes a head.

    Raises:
      Obstacle: the head does what no Keras form is known of.
    """
    found = _HEADS.get(renderer.symbol(node))
    if not found:
        return None
    takes, function = found
    return function(renderer.bound(node, renderer.symbol(node), takes))


def common(call: Call, scope: str) -> dict:
    """Returns those attributes of a head that heads of every kind have."""
    name = name_of(call)
    return {
        "scope": name or scope,
        "name": name,
        "is_named": call.has("head_name"),
        "weight_column": outside_text(call, "weight_column_name"),
        "label_name": outside_text(call, "label_name"),
        "has_centered_bias": bool(call.literal("enable_centered_bias", False)),
    }


def name_of(call: Call) -> str | None:
    """Returns a head's name, None where it has none or only the running program knows it."""
    node = call.args.get("head_name")
    return node.value if isinstance(node, ast.Constant) else None


def metrics_list(call: Call, loss: str, **metrics: str) -> str | None:
    """Returns the list of a head's metrics; a head that has a name reports its loss as well.

    Args:
      call: of the head.
      loss: the text of its loss.
      **metrics: what makes its metrics up to the last argument, such as ``keras.metrics.Mean(``, by
        their names.

    Raises:
      Obstacle: the head's name is no literal.
    """
    name = call.literal("head_name")
    suffix = f"/{name}" if name else ""
    if name:
        is_function = loss.isidentifier()
        call.renderer.helpers |= set() if is_function else {"loss_metric"}
        metric = "keras.metrics.MeanMetricWrapper" if is_function else "LossMetric"
        metrics["loss"] = f"{metric}({loss}, "
    texts = [f"{text}name={key + suffix!r})" for key, text in metrics.items()]
    return f"[{', '.join(texts)}]" if texts else None


def metrics_text(call: Call, helper: str, *args: str | None) -> str:
    """Returns the call of a helper that makes metrics, which puts the head's name behind keys."""
    call.renderer.helpers.add(helper)
    name = call.text("head_name") if call.has("head_name") else None
    return call_text(helper, *args, head_name=name)


def outside_text(call: Call, name: str) -> str | None:
    """Returns the text of an argument that is used outside of the model_fn as well.

    Raises:
      Obstacle: it is of variables, which may be the model_fn's own.
    """
    if not call.has(name):
        return None
    node = call.args[name]
    if any(isinstance(n, ast.Name) and not n.id.isupper() for n in ast.walk(node)):
        raise Obstacle(node, name, "it is a variable, and datasets need it too")
    return call.text(name)
