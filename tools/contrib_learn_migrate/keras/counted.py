"""Models each of whose steps TensorFlow 1 counted as several, and so made fewer than was asked for.

Where a global step grows by `counts` at each step, `fit(steps=n)` ended once it had come to n. It
looked at the global step while the step still ran, and so nearly always made one more, unless n is
one more than a multiple of `counts`: then there is no other number than this.
"""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras import schedules
from contrib_learn_migrate.keras.rules import Call, call_text
from contrib_learn_migrate.keras.survey import Estimator

_OF_TWO = "WideAndDeep"


def steps(program, made: list[Estimator], model: str, asked: str, call: Call) -> str:
    """Returns the text of the steps that training makes, where so many are asked for.

    Raises:
      Obstacle: more than their number depends on how steps are counted.
    """
    counts = _counts(made)
    if counts == {1}:
        return asked
    for name in ("monitors", "hooks"):
        if call.has(name):
            raise call.obstacle(f"its {name} watch steps that count as {max(counts)}")
    for node in ast.walk(program.file.tree):
        if program.symbol(node) in schedules.SYMBOLS:
            raise call.obstacle(f"a learning rate changes with steps that count as {max(counts)}")
    said = f"TF 1.15 counted each step as {max(counts)}, and so are as many fewer made"
    program.left_out.append((call.node, said))
    fewer = _fewer(asked, max(counts))
    return f"{fewer} if {_is_of_two(made, model, call)} else {asked}" if 1 in counts else fewer


def evaluation(
    program, made: list[Estimator], model: str, data: str, steps: str | None, call: Call
):
    """Returns the text of an evaluation that tells the global step.

    Raises:
      Obstacle: it is not known as what steps count.
    """
    counts = _counts(made)
    if counts == {1}:
        program.helpers.add("evaluate")
        return call_text("evaluate", model, data, steps=steps)
    program.helpers.add("evaluate_counted")
    count = str(max(counts))
    if 1 in counts:
        count = f"{count} if {_is_of_two(made, model, call)} else 1"
    return call_text("evaluate_counted", model, data, count, steps=steps)


def refuse(made: list[Estimator], call: Call) -> None:
    """Raises an Obstacle if steps of one of these count as several."""
    if _counts(made) != {1}:
        raise call.obstacle("each step of its model counts as several")


def _counts(made: list[Estimator]) -> set[int]:
    return {getattr(one.model.built, "counts", 1) if one.model else 1 for one in made}


def _is_of_two(made: list[Estimator], model: str, call: Call) -> str:
    """The test for those of some models whose steps count as two."""
    if _counts(made) != {1, 2} or not model.isidentifier():
        raise call.obstacle("each step of one of its models counts as several")
    if any(_OF_TWO not in one.model.built.build for one in made if _counts([one]) == {2}):
        raise call.obstacle("each step of one of its models counts as several")
    return f"isinstance({model}, {_OF_TWO})"


def _fewer(asked: str, count: int) -> str:
    """The text of the steps that are made; the more likely number, where there are two."""
    node = ast.parse(f"({asked})", mode="eval").body
    if isinstance(node, ast.Constant):
        return str((node.value - 2) // count + 2)
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        asked = f"({asked})"
    return f"{asked} // 2 + 1" if count == 2 else f"({asked} - 2) // {count} + 2"
