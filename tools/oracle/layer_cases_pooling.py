"""Pooling, dropout and the layers that rearrange a tensor or encode it."""

import layer_cases
from layer_cases import use

FAMILY = layer_cases.Family()
add = FAMILY.add


IMAGE = (2, 5, 6, 3)
VOLUME = (2, 4, 3, 5, 2)

for layer in ("avg_pool2d", "max_pool2d"):
    add(layer + "/default", use(layer, IMAGE, 2))
    add(layer + "/options", use(layer, IMAGE, [3, 2], stride=[1, 2], padding="SAME", scope="p"))
    add(layer + "/unknown", use(layer, IMAGE, 3, stride=1, static=[None, None, None, None]))
    add(layer + "/first", use(layer, (2, 3, 5, 6), 2, data_format="NCHW"), run=False)
    add(layer + "/outputs", use(layer, IMAGE, 2, scope="a/b", outputs_collections=["out"]))
    FAMILY.errors(
        layer,
        [
            use(layer, IMAGE, 2, data_format="CHWN"),
            use(layer, IMAGE, [1, 2, 3]),
            use(layer, IMAGE, 2, stride="x"),
            use(layer, IMAGE, 2, padding="FULL"),
            use(layer, (2, 3, 4), 2),
            lambda k, layer=layer: getattr(k.layers, layer)(k.tf.placeholder(k.tf.float32), 2),
        ],
    )
for layer in ("avg_pool3d", "max_pool3d"):
    add(layer + "/default", use(layer, VOLUME, 2))
    add(layer + "/options", use(layer, VOLUME, [1, 3, 2], stride=[1, 1, 2], padding="SAME"))
    add(layer + "/first", use(layer, (2, 2, 4, 3, 5), 2, data_format="NCDHW"))
    add(layer + "/unknown", use(layer, VOLUME, 2, static=[None] * 5, outputs_collections="out"))
    FAMILY.errors(
        layer,
        [
            use(layer, VOLUME, 2, data_format="NHWC"),
            use(layer, IMAGE, 2),
            use(layer, VOLUME, [1, 2]),
        ],
    )


def pool(shape, *args, **kwargs):
    static = kwargs.pop("static", "same")
    module = "layers.python.layers.layers"
    return lambda k: k.module(module).pool(k.floats(*shape, static=static), *args, **kwargs)


add("pool/max", pool(IMAGE, 2, "MAX"))
add("pool/avg_stride", pool(IMAGE, [2, 3], "AVG", stride=2, padding="SAME", scope="named"))
add("pool/dilation", pool(IMAGE, 2, "MAX", dilation_rate=[2, 1]))
add("pool/one", pool((2, 7, 3), 3, "AVG", outputs_collections="out"))
add("pool/three", pool(VOLUME, 2, "MAX"))
add("pool/first", pool((2, 3, 5, 6), 2, "MAX", data_format="NCHW"), run=False)
FAMILY.errors(
    "pool",
    [
        pool((2, 3), 2, "MAX"),
        pool(IMAGE, 2, "MAX", stride=2, dilation_rate=2),
        pool(IMAGE, [1, 2, 3], "MAX"),
        pool(IMAGE, 0, "MAX"),
        lambda k: k.module("layers.python.layers.layers").pool(
            k.tf.placeholder(k.tf.float32), 2, "MAX"
        ),
    ],
)

DRAWN = "random_uniform has fewer operations now"


def drop(*shape, **kwargs):
    kwargs.setdefault("seed", 3)
    return use("dropout", shape, **kwargs)


add("dropout/default", drop(4, 6), ops=DRAWN)
add("dropout/keep_prob", drop(4, 6, keep_prob=0.75, scope="drop"), ops=DRAWN)
add("dropout/keep_all", drop(4, 6, keep_prob=1.0), ops=DRAWN)
add("dropout/noise_shape", drop(4, 6, 2, noise_shape=[None, 1, 2]), ops=DRAWN)
add("dropout/unknown", drop(4, 6, static=None, outputs_collections="out"), ops=DRAWN)
add("dropout/not_training", drop(4, 6, is_training=False), ops=DRAWN)
add("dropout/twice", lambda k: [drop(4, 6)(k), drop(4, 6)(k)], ops=DRAWN)
add(
    "dropout/keep_prob_tensor",
    lambda k: k.layers.dropout(k.floats(4, 6), k.tf.constant(0.25), seed=5),
    ops=DRAWN,
)
for training in (False, True):
    add(
        f"dropout/training_tensor_{training}",
        lambda k, training=training: k.layers.dropout(
            k.floats(4, 6), is_training=k.tensor(training, "bool", static=[]), seed=5
        ),
        ops=DRAWN,
    )
add("dropout/float64", lambda k: k.layers.dropout(k.tensor([[1, 2]], "float64"), seed=1), ops=DRAWN)
add("flatten/default", use("flatten", IMAGE))
add("flatten/unknown_batch", use("flatten", IMAGE, static=[None, 5, 6, 3]))
add("flatten/unknown", use("flatten", IMAGE, static=[None, None, None, 3], scope="flat"))
add("flatten/vector", use("flatten", (4,)))
add("flatten/matrix", use("flatten", (4, 2), outputs_collections="out"))
add("flatten/twice", lambda k: [use("flatten", IMAGE)(k), use("flatten", IMAGE)(k)])
FAMILY.errors(
    "flatten",
    [
        lambda k: k.layers.flatten(k.tf.constant(1.0)),
        lambda k: k.layers.flatten(k.tf.placeholder(k.tf.float32)),
    ],
)


def one_hot(labels, dtype, *args, **kwargs):
    static = kwargs.pop("static", "same")
    return lambda k: k.layers.one_hot_encoding(
        k.tensor(labels, dtype, static=static), *args, **kwargs
    )


add("one_hot_encoding/int64", one_hot([0, 2, 1], "int64", 3))
add("one_hot_encoding/int32", one_hot([0, 5, -1], "int32", 4, scope="hot"))
add("one_hot_encoding/values", one_hot([[0], [1]], "int64", 2, on_value=5, off_value=-1))
add("one_hot_encoding/unknown", one_hot([0, 1], "int32", 2, static=[None], outputs_collections="o"))
add(
    "one_hot_encoding/classes_tensor",
    lambda k: k.layers.one_hot_encoding(k.tensor([0, 1], "int64"), k.tf.constant(3)),
)

add(
    "dense_to_sparse/default",
    lambda k: k.layers.dense_to_sparse(k.tensor([[0, 2], [3, 0]], "int64")),
)
add(
    "dense_to_sparse/token",
    lambda k: k.layers.dense_to_sparse(k.tensor([[0, 2], [3, 0]], "int32"), eos_token=3, scope="s"),
)
add("dense_to_sparse/string", lambda k: k.layers.dense_to_sparse(k.tf.constant(["a", "", "b"]), ""))
add(
    "dense_to_sparse/unknown",
    lambda k: k.layers.dense_to_sparse(k.tensor([[0, 2]], "int64", static=None)),
)

for layer, shape, first in (
    ("images_to_sequence", IMAGE, {"data_format": "NCHW"}),
    ("sequence_to_images", (4, 6, 3), {"height": 2, "output_data_format": "channels_first"}),
):
    usual = {"height": 2} if "height" in first else {}
    add(layer + "/default", use(layer, shape, **usual))
    add(layer + "/first", use(layer, shape, scope="s", outputs_collections="out", **first))
    static = [None, None] + list(shape[2:]) if len(shape) == 4 else [4, None, 3]
    add(layer + "/unknown", use(layer, shape, static=static, **usual))
FAMILY.errors(
    "images_to_sequence",
    [use("images_to_sequence", IMAGE, data_format="CHWN"), use("images_to_sequence", (2, 3))],
)

add("maxout/default", use("maxout", (3, 6), 2))
add("maxout/axis", use("maxout", (3, 6, 4), 3, axis=1, scope="max"))
add("maxout/unknown", use("maxout", (3, 6), 3, static=[None, 6]))
FAMILY.errors("maxout", [use("maxout", (3, 6), 4)])

add("softmax/default", use("softmax", (3, 4)), close="the kernel's exponential")
add("softmax/rank_3", use("softmax", (2, 3, 4), scope="s"), close="the kernel's exponential")
add("softmax/unknown", use("softmax", (3, 4), static=[None, 4]), close="the kernel's exponential")
FAMILY.errors(
    "softmax",
    [
        use("softmax", (4,)),
        use("softmax", (2, 3), static=[2, None]),
        lambda k: k.layers.softmax(k.tf.placeholder(k.tf.float32)),
    ],
)

SUMMED = "the kernel's exponential"
add("spatial_softmax/default", use("spatial_softmax", IMAGE), close=SUMMED)
add("spatial_softmax/temperature", use("spatial_softmax", IMAGE, 2.0), fill=False, close=SUMMED)
add("spatial_softmax/first", use("spatial_softmax", (2, 3, 5, 6), data_format="NCHW"), close=SUMMED)
add(
    "spatial_softmax/unknown",
    use("spatial_softmax", IMAGE, name="places", static=[None, None, None, 3]),
    close=SUMMED,
)
for trainable in (False, True):
    add(
        f"spatial_softmax/collections_{trainable}",
        use(
            "spatial_softmax",
            IMAGE,
            variables_collections={"temperature": ["t"]},
            trainable=trainable,
        ),
        run=False,
    )
FAMILY.errors(
    "spatial_softmax",
    [
        use("spatial_softmax", IMAGE, data_format="CHWN"),
        use("spatial_softmax", IMAGE, static=[None, 5, 6, None]),
    ],
)
