"""Models each of whose steps TensorFlow 1 counted as several, and so made fewer than was asked for.

Where a global step grows by `counts` at each step, `fit(steps=n)` ended once it had come to n. It
looked at the global step while the step still ran, and so nearly always made one more, unless n is
one more than a multiple of `counts`: then there is no other number than this.
"""

from __future__ import annotations

import ast

from contrib_learn_migrate.keras import schedules
from contrib_learn_migrate.keras.estimators.survey import Estimator
from contrib_learn_migrate.keras.rules import Call, call_text

_OF_TWO = "WideAndDeep"


def steps(program, made: list[Estimator], model: str, asked: str, call: Call) -> str:
    """Returns the text of the steps that training makes, where so many are asked for.

    Raises:
      Obstacle: more than their number depends on how steps are counted.
    """
    count, test = _count(made, model, call)
    if count == 1:
        return asked
    for name in ("monitors", "hooks"):
        if call.has(name):
            raise call.obstacle(f"its {name} watch steps that count as {count}")
    for node in ast.walk(program.file.tree):
        if program.symbol(node) in schedules.SYMBOLS:
            raise call.obstacle(f"a learning rate changes with steps that count as {count}")
    said = f"TF 1.15 counted each step as {count}, and so are as many fewer made"
    program.left_out.append((call.node, said))
    return f"{_fewer(asked, count)} if {test} else {asked}" if test else _fewer(asked, count)


def evaluation(
    program, made: list[Estimator], model: str, data: str, steps: str | None, call: Call
) -> str:
    """Returns the text of an evaluation that tells the global step.

    Raises:
      Obstacle: it is not known as what steps count.
    """
    count, test = _count(made, model, call)
    if count == 1:
        program.helpers.add("evaluate")
        return call_text("evaluate", model, data, steps=steps)
    program.helpers.add("evaluate_counted")
    text = f"{count} if {test} else 1" if test else str(count)
    return call_text("evaluate_counted", model, data, text, steps=steps)


def refuse(made: list[Estimator], call: Call) -> None:
    """Raises an Obstacle if steps of one of these count as several."""
    if any(_of(one) > 1 for one in made):
        raise call.obstacle("each step of its model counts as several")


def _of(made: Estimator) -> int:
    return getattr(made.model.built, "counts", 1) if made.model else 1


def _count(made: list[Estimator], model: str, call: Call) -> tuple[int, str]:
    """What a step counts, and the test for the models of which it does, if it is not all.

    Raises:
      Obstacle: it is not known which of them do.
    """
    several = [one for one in made if _of(one) > 1]
    if not several:
        return 1, ""
    counts = {_of(one) for one in several}
    is_test = model.isidentifier() and all(_OF_TWO in one.model.built.build for one in several)
    if len(counts) > 1 or (len(several) < len(made) and not is_test):
        raise call.obstacle("each step of one of its models counts as several")
    return counts.pop(), f"isinstance({model}, {_OF_TWO})" if len(several) < len(made) else ""


def _fewer(asked: str, count: int) -> str:
    """The text of the steps that are made; the more likely number, where there are two."""
    node = ast.parse(f"({asked})", mode="eval").body
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return str((node.value - 2) // count + 2)
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        asked = f"({asked})"
    return f"{asked} // 2 + 1" if count == 2 else f"({asked} - 2) // {count} + 2"
