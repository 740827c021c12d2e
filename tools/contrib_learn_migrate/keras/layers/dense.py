"""Dense layers, as tf.contrib.layers has them."""

from __future__ import annotations

from contrib_learn_migrate.keras.layers.common import OF_WEIGHTS, Chain, layer, weighted
from contrib_learn_migrate.keras.rules import Call

_TAKES = f"inputs num_outputs {OF_WEIGHTS}"
_ACTIVATIONS = {
    "fully_connected": "relu",
    "relu": "relu",
    "relu6": "relu6",
    "elu": "elu",
    "linear": None,
}


@layer(*(f"tf.contrib.layers.{name}" for name in _ACTIVATIONS), takes=_TAKES,
       kind="fully_connected")  # fmt: skip
def dense(call: Call, path: list[str]) -> Chain:
    default = _ACTIVATIONS[call.name.rpartition(".")[2]]
    return weighted(call, path, "keras.layers.Dense", call.text("num_outputs"), default=default)
