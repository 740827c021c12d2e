"""What the names of TensorFlow 1's variables tell: parts, slots of optimizers, layers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

ANY_ROLE = "*"  # of a variable that no layer made, but the program itself

_PART = re.compile(r"/part_(\d+)(?=/|$)")
_SLOT = re.compile(
    r"(Ada(grad(DA)?|delta|m|Max)|ProximalAdagrad|Momentum|Ftrl|RMSProp|ExponentialMovingAverage)"
    r"(_\d+)?"
)
_NUMBER = re.compile(r"(.*?)(?:_?(\d+))?")
_DIRECTION = re.compile(r"(?<![^/])(fw|bw|forward|backward)(?:_|(?=/|$))")
_ROLES = {
    "weights": "kernel",
    "weight": "kernel",
    "kernel": "kernel",
    "embeddings": "kernel",
    "biases": "bias",
    "bias": "bias",
    "depthwise_weights": "depthwise",
    "depthwise_kernel": "depthwise",
    "pointwise_weights": "pointwise",
    "pointwise_kernel": "pointwise",
    "recurrent_kernel": "recurrent_kernel",
    "beta": "beta",
    "gamma": "gamma",
    "moving_mean": "moving_mean",
    "moving_variance": "moving_variance",
}
# A GRU's cell is one layer of two scopes.
_GRU_SCOPES = ("gates", "candidate")

_SDCA = "SDCA begins anew, with dual variables of its own"
_NO_WEIGHTS = (
    (
        re.compile(r"(.*/)?beta[12]_power(_\d+)?"),
        "Keras computes the powers of beta from the iterations",
    ),
    (
        re.compile(r"(.*/)?learning_rate(_\d+)?"),
        "the learning rate is an argument of the Keras optimizer",
    ),
    (re.compile(r".*_unshrinked/SDCAOptimizer"), _SDCA),
    (
        re.compile(r"(.*/)?(Sharded)?MutableHashTable.*-(keys|values)"),
        _SDCA,
    ),
    (re.compile(r"(.*/)?initialized"), "a Keras model is initialized by its weights"),
)


def joined(variables: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns variables by their names without parts, the parts put together.

    Parts are put together along the axis in which their shapes differ, the first one if they do
    not. A variable of one part is as it is.
    """
    parts: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
    for name, value in variables.items():
        found = list(_PART.finditer(name))
        number = int(found[-1][1]) if found else 0
        parts[_PART.sub("", name)][number] = np.asarray(value)
    return {name: _whole([of[i] for i in sorted(of)]) for name, of in parts.items()}


def _whole(parts):
    if len(parts) == 1:
        return parts[0]
    sizes = zip(*(part.shape for part in parts), strict=True)
    axis = next((i for i, size in enumerate(sizes) if len(set(size)) > 1), 0)
    return np.concatenate(parts, axis)


def without_weights(names: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Returns the names of the variables that a Keras model cannot have, and why."""
    return {
        name: reason for name in names for pattern, reason in _NO_WEIGHTS if pattern.fullmatch(name)
    }


def slots(variables: Mapping[str, np.ndarray]) -> dict[str, dict[str, list[str]]]:
    """Returns the names of optimizers' slots, by the variable's and the optimizer's name.

    A slot is named ``[scope/]variable[/more]/Optimizer[_N]``, where a variable of parts may bring
    a piece of its own name as `more`. It has the shape of its variable.
    """
    own = sorted((name for name in variables if not _is_slot(name, variables)), key=len)
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in sorted(set(variables) - set(own), key=split_numbers):
        scope, _, slot = name.rpartition("/")
        variable = _variable_of(scope, variables[name].shape, reversed(own), variables)
        if variable:
            found[variable][split_numbers(slot)[0]].append(name)
    return {variable: dict(of) for variable, of in found.items()}


def is_of_tensorflow(optimizer: str) -> bool:
    """Whether this is, but for a number, the name that one of TensorFlow's optimizers goes by."""
    return bool(_SLOT.fullmatch(optimizer))


def _is_slot(name, variables):
    """Tells whether an optimizer's name ends it, or a variable begins it."""
    parts = name.split("/")
    above = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return is_of_tensorflow(parts[-1]) or any(
        scope in variables and variables[scope].shape == variables[name].shape for scope in above
    )


def _variable_of(scope, shape, own, variables):
    fitting = [name for name in own if variables[name].shape == shape]
    for name in fitting:
        if f"{scope}/".startswith(f"{name}/"):
            return name
    return next((name for name in fitting if f"/{scope}".endswith(f"/{name}")), None)


def layers(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Returns the names of variables by the scope of their layer and by their role in it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    names = dict.fromkeys(names)
    for name in names:
        scope, _, leaf = name.rpartition("/")
        role = _ROLES.get(leaf)
        if role is None:
            scope, role = name, ANY_ROLE
        above, _, part = scope.rpartition("/")
        if part in _GRU_SCOPES and f"{above}/{_GRU_SCOPES[0]}/{leaf}" in names:
            scope, role = above, f"{part}/{role}"
        found[scope][role] = name
    return dict(found)


def split_numbers(scope: str) -> tuple[str, tuple[int, ...]]:
    """Returns a scope without the numbers that TensorFlow or Keras made it unique with, and them.

    ``a/dense_2`` is ``a/dense`` and (0, 2, 0). The last number is 1 for what goes backward in two
    directions, which are both left out.
    """
    found = [_NUMBER.fullmatch(part) for part in _DIRECTION.sub("", scope).split("/")]
    directions = {match[1][0] for match in _DIRECTION.finditer(scope)}
    numbers = (*(int(match[2] or 0) for match in found), int("b" in directions))
    return "/".join(match[1] for match in found), numbers
