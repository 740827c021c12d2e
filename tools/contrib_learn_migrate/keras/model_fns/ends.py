"""The end of a function that builds a model: the model, and how it is compiled."""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras.heads import Head
from contrib_learn_migrate.keras.rules import Call, call_text, dict_text


def model_of_head(head: Head, call: Call, features: str, optimizer: str) -> list[str]:
    """Returns the statements that make, compile and return a model that ends in a head.

    Args:
      head: what it ends in.
      call: the call of ``create_model_fn_ops``.
      features: the text of the model's inputs.
      optimizer: the text of the optimizer.
    """
    if head.parts:
        return _model_of_heads(head, call, features, optimizer)
    lines, model = [], "keras.Model"
    logits = _own_logits(head, call, "logits") or call.text("logits")
    if head.has_centered_bias:
        call.renderer.helpers.add("centered_bias")
        lines.append(f"logits = CenteredBias(name={head.scope!r})({logits})")
        logits, model = "logits", "CenteredModel"
    elif call.has("logits_input"):
        lines.append(f"logits = {logits}")
        logits = "logits"
    has_parts = optimizer.startswith("{")
    compiled = call_text(
        "model.compile",
        **{"optimizers" if has_parts else "optimizer": optimizer},
        loss=head.loss,
        weighted_metrics=head.metrics,
    )
    model = "ModelOfParts" if has_parts else model
    return [*lines, f"model = {model}({features}, {logits})", compiled, "return model"]


def predictor_of_head(head: Head, step: str) -> str:
    """Returns the function that makes the model of the predictions of a head."""
    if not head.parts:
        texts = {repr(key): text for key, text in head.predictions.items()}
        return predictor(["logits = model.output"], texts, step)
    texts = {}
    for part in _with_logits(head):
        for key, text in part.predictions.items():
            logits = f"model.output[{part.name!r}]"
            texts[repr(f"{part.name}/{key}")] = text.replace("logits", logits)
    return predictor([], texts, step)


def predictor(statements: list[str], texts: dict[str, str] | str, step: str) -> str:
    """Returns a function that makes a model of predictions.

    Args:
      statements: what goes before.
      texts: of the predictions, by the texts of their keys; or of the one that there is.
      step: one level of indentation.
    """
    lines = [
        "def build_predictor(model):",
        f'{step}"""Returns the model of the predictions."""',
        *(step + statement for statement in statements),
    ]
    if isinstance(texts, str):
        lines.append(f"{step}return keras.Model(model.input, {texts})")
    else:
        lines += [
            f"{step}return keras.Model(model.input, {{",
            *(f"{step * 2}{key}: {text}," for key, text in texts.items()),
            f"{step}}})",
        ]
    return "".join(f"{line}\n" for line in lines)


def _model_of_heads(head: Head, call: Call, features: str, optimizer: str) -> list[str]:
    call.renderer.helpers.add("multi_head")
    parts = _with_logits(head)
    names = [part.name for part in head.parts]
    weights = dict(zip(names, head.loss_weights, strict=bool(head.loss_weights)))
    logits = _logits_of_parts(parts, call)
    for part in head.parts:
        if part.added_loss:
            call.renderer.helpers.add("add_loss")
            weight = f"{weights[part.name]} * " if part.name in weights else ""
            first = parts[0].name
            logits[first] = f"AddLoss()({logits[first]}, {weight}{part.added_loss})"
    lines = [f"logits = {dict_text(logits)}", f"model = MultiHead({features}, logits)"]
    compiled = call_text(
        "model.compile",
        optimizer=optimizer,
        loss=dict_text({part.name: part.loss for part in parts}),
        loss_weights=dict_text({p.name: weights[p.name] for p in parts}) if weights else None,
        weighted_metrics=dict_text({part.name: part.metrics for part in parts}),
    )
    return [*lines, compiled, "return model"]


def _with_logits(head: Head) -> list[Head]:
    return [part for part in head.parts if part.loss]


def _own_logits(head: Head, call: Call, name: str) -> str | None:
    """The layer that a head makes of its input."""
    if not call.has("logits_input"):
        return None
    dense = call_text("keras.layers.Dense", head.size, name=repr(name))
    return f"{dense}({call.text('logits_input')})"


def _logits_of_parts(parts: list[Head], call: Call) -> dict[str, str]:
    """The logits of each head: built, out of a dict, or columns of one tensor."""
    if call.has("logits_input"):
        return {part.name: _own_logits(part, call, f"{part.scope}_logits") for part in parts}
    logits = call.renderer.value_of(call.args["logits"])
    if isinstance(logits, ast.Dict):
        keys = [getattr(key, "value", None) for key in logits.keys]
        given = dict(zip(keys, map(call.renderer.text, logits.values), strict=True))
        if given.keys() >= {part.name for part in parts}:
            return {part.name: given[part.name] for part in parts}
    elif isinstance(call.args["logits"], ast.Name) and all(p.size.isdecimal() for p in parts):
        name, texts, begin = call.text("logits"), {}, 0
        for part in parts:
            end = begin + int(part.size)
            texts[part.name], begin = f"{name}[:, {begin}:{end}]", end
        return texts
    raise call.obstacle("it is not known which logits are whose")
