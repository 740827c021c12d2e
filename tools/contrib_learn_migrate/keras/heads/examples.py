"""What a head takes of a dataset: weights, words, labels by their names."""

from __future__ import annotations

from contrib_learn_migrate.keras.heads.base import Head
from contrib_learn_migrate.keras.rules import call_text, dict_text


def prepared(head: Head, step: str) -> str | None:
    """Returns the text of a function of features and labels that datasets are mapped through.

    Args:
      head: what the model ends in.
      step: one level of indentation.

    Returns:
      Module-level statements that end in ``def prepared(features, labels)``; None if the model
      takes features and labels as they are.
    """
    heads = [part for part in head.parts or (head,) if part.loss]
    before, body = [], []
    columns = list(dict.fromkeys(part.weight_column for part in heads if part.weight_column))
    body += ["features = dict(features)"] if columns else []
    weights = {column: _variable(i, columns) for i, column in enumerate(columns)}
    body += [f"{variable} = features.pop({column})" for column, variable in weights.items()]
    labels = {}
    for part in heads:
        text = "labels" if part.label_name is None else f"labels[{part.label_name}]"
        if part.label_keys:
            lookup = f"{part.name}_ids" if part.name else "label_ids"
            given = {"vocabulary": part.label_keys, "num_oov_indices": "0"}
            before.append(f"{lookup} = {call_text('keras.layers.StringLookup', **given)}")
            text = f"{lookup}({text})"
        labels[part.name] = text
    if head.parts:
        is_same = all(text == f"labels[{name!r}]" for name, text in labels.items())
        target = "labels" if is_same else dict_text(labels)
        weight = dict_text({p.name: weights[p.weight_column] for p in heads if p.weight_column})
    else:
        target = labels[head.name]
        weight = weights.get(head.weight_column)
    if target == "labels" and not columns:
        return None
    returned = ", ".join(["features", target, *([weight] if columns else [])])
    body.append(f"return {returned}")
    lines = ["def prepared(features, labels):", f'{step}"""Returns what the model takes."""']
    return "".join(
        [*(f"{line}\n" for line in before), "\n\n" if before else ""]
        + [f"{line}\n" for line in [*lines, *(step + line for line in body)]]
    )


def _variable(i: int, columns: list[str]) -> str:
    return "weight" if len(columns) == 1 else f"weight_{i}"
