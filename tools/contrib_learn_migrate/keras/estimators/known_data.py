"""Data sets that came with TensorFlow 1, or that it fetched."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import PROGRAM, Call, call_text, rule
from contrib_learn_migrate.keras.values import values_of

_DATASETS = "tf.contrib.learn.datasets"
_READ_MNIST = "train_dir fake_data one_hot dtype reshape validation_size seed source_url"


@rule(f"{_DATASETS}.load_iris", f"{_DATASETS}.base.load_iris", takes="data_path", where=[PROGRAM])
def iris(call: Call) -> str:
    call.refuse("data_path")
    call.renderer.helpers.add("load_iris")
    return "load_iris()"


@rule(
    f"{_DATASETS}.load_boston", f"{_DATASETS}.base.load_boston", takes="data_path", where=[PROGRAM]
)
def boston(call: Call) -> str:
    raise call.obstacle(
        "its data came with TensorFlow, and keras.datasets.boston_housing has them in another "
        "order; read them from a file of your own"
    )


@rule(f"{_DATASETS}.mnist.load_mnist", takes="train_dir", where=[PROGRAM])
@rule(f"{_DATASETS}.mnist.read_data_sets", takes=_READ_MNIST, where=[PROGRAM])
@rule("tf.examples.tutorials.mnist.input_data.read_data_sets", takes=_READ_MNIST, where=[PROGRAM])
def mnist(call: Call) -> str:
    call.refuse("fake_data", "dtype", "seed", "source_url")
    # Batches came in an order of their own.
    call.refuse_attributes("next_batch", "epochs_completed")
    call.renderer.helpers.add("read_mnist")
    folder = call.text("train_dir") if call.has("train_dir") else None
    return call_text("read_mnist", folder, **_given(call, "one_hot", "reshape", "validation_size"))


@rule(f"{_DATASETS}.text_datasets.load_dbpedia", takes="size test_with_fake_data", where=[PROGRAM])
def dbpedia(call: Call) -> str:
    fake = call.args.get("test_with_fake_data")
    if fake is not None and values_of(fake, call.renderer) != [False]:
        raise call.obstacle("the made-up articles came with TensorFlow: leave them out")
    call.renderer.helpers.add("load_dbpedia")
    return call_text("load_dbpedia", **_given(call, "size", "test_with_fake_data"))


_NAMED = {"iris": iris, "boston": boston, "mnist": mnist, "dbpedia": dbpedia}


@rule(f"{_DATASETS}.load_dataset", takes="name size test_with_fake_data", where=[PROGRAM])
def named(call: Call) -> str:
    name = call.literal("name")
    if name not in _NAMED:
        raise call.obstacle("there is no such data set")
    args = call.args if name == "dbpedia" else {}
    return _NAMED[name](Call(call.node, call.name, args, call.renderer))


def _given(call: Call, *names: str) -> dict[str, str]:
    return {name: call.text(name) for name in names if name in call.args}
