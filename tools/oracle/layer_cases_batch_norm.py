"""Batch normalization in all its ways, and its updates over three steps."""

import layer_cases

FAMILY = layer_cases.Family()
ROUNDED = "the kernels of means and of the reciprocal square root round otherwise now"
IMAGE = (4, 3, 2, 3)
FIRST = (4, 3, 3, 2)


def initializers(k):
    """Returns initial values that show whether a variable is in use."""
    constant = k.tf.constant_initializer
    return {
        "beta": constant([0.5, -0.25, 1.0]),
        "gamma": constant([1.5, 2.0, -0.5]),
        "moving_mean": constant([0.25, -0.5, 0.125]),
        "moving_variance": constant([1.0, 4.0, 0.25]),
    }


def training(k, value):
    """Returns a tensor that is known only when the graph runs."""
    return k.tensor(value, "bool", static=[])


def normalize(k, shape, **kwargs):
    static = kwargs.pop("static", "same")
    if kwargs.pop("initialized", True):
        kwargs["param_initializers"] = initializers(k)
    if "is_training_tensor" in kwargs:
        kwargs["is_training"] = training(k, kwargs.pop("is_training_tensor"))
    if "weights" in kwargs:
        kwargs["batch_weights"] = k.tensor(kwargs.pop("weights"))
    if kwargs.pop("adjusted", False):
        kwargs["adjustment"] = lambda dynamic: (
            k.tf.fill([dynamic[0], 1], 2.0),
            k.tf.fill([1, dynamic[-1]], 0.5),
        )
    outputs = k.layers.batch_norm(k.floats(*shape, static=static), **kwargs)
    with k.tf.control_dependencies(k.tf.get_collection(k.tf.GraphKeys.UPDATE_OPS)):
        return k.tf.identity(outputs, name="updated")


def add(name, shape, steps=3, ops=None, run=True, **kwargs):
    FAMILY.add(
        name,
        lambda k: normalize(k, shape, **dict(kwargs)),
        steps=steps,
        fill=False,
        close=ROUNDED,
        ops=ops,
        run=run,
    )


WAYS = (
    ("core_fused", IMAGE, {}),
    ("core_plain", IMAGE, {"fused": False}),
    ("core_vector", (6, 3), {"fused": False}),
    ("core_rank_3", (4, 2, 3), {}),
    ("core_first", (4, 3, 2), {"data_format": "NCHW"}),
    ("fused_vector", (6, 3), {}),
    ("fused_at_once", IMAGE, {"updates_collections": None}),
    ("fused_elsewhere", IMAGE, {"updates_collections": ["mine", "update_ops"]}),
    ("plain_at_once", IMAGE, {"updates_collections": None, "fused": False}),
    ("plain_elsewhere", (6, 3), {"updates_collections": ["update_ops"], "fused": False}),
    ("plain_first", FIRST, {"updates_collections": None, "fused": False, "data_format": "NCHW"}),
)
for way, shape, kwargs in WAYS:
    prefix = way + "/"
    unknown = [None] * len(shape)
    unknown[1 if "data_format" in kwargs else -1] = 3
    add(prefix + "default", shape, initialized=False, **kwargs)
    add(prefix + "scale", shape, scale=True, decay=0.5, epsilon=0.125, **kwargs)
    add(prefix + "no_center", shape, center=False, decay=0.75, **kwargs)
    add(prefix + "not_training", shape, steps=1, is_training=False, scale=True, **kwargs)
    for value in (True, False):
        add(prefix + f"tensor_{value}", shape, is_training_tensor=value, decay=0.5, **kwargs)
    add(prefix + "unknown", shape, static=unknown, decay=0.5, **kwargs)
    add(
        prefix + "collections",
        shape,
        scale=True,
        scope="bn/one",
        variables_collections={"beta": ["b"], "moving_mean": ["m"], "gamma": ["g", "b"]},
        outputs_collections="out",
        **kwargs,
    )
    add(prefix + "all_collections", shape, variables_collections=["v"], scale=True, **kwargs)
    add(prefix + "not_trainable", shape, trainable=False, scale=True, **kwargs)
for fused in (True, False):
    for value in (True, False):
        add(
            f"core_first_image/fused_{fused}_{value}",
            FIRST,
            fused=fused,
            data_format="NCHW",
            is_training=value,
            scale=True,
            run=not fused,
        )

for way, kwargs in (
    ("fused", {}),
    ("fused_at_once", {"updates_collections": None}),
    ("plain", {"fused": False}),
    ("plain_at_once", {"fused": False, "updates_collections": None}),
):
    add("zero_debias/" + way, IMAGE, zero_debias_moving_mean=True, decay=0.75, **kwargs)
    for value in (True, False):
        add(
            f"zero_debias/{way}_{value}",
            IMAGE,
            zero_debias_moving_mean=True,
            is_training_tensor=value,
            decay=0.75,
            **kwargs,
        )

WEIGHTS = [1.0, 0.5, 2.0, 1.5]
DIVIDED = "weighted_moments divides by the sum of weights now"
add("weights/default", (4, 3), weights=WEIGHTS, decay=0.5, ops=DIVIDED)
add("weights/image", IMAGE, weights=WEIGHTS, decay=0.5, ops=DIVIDED, scale=True)
add("weights/first", FIRST, weights=WEIGHTS, decay=0.5, ops=DIVIDED, data_format="NCHW")
add("weights/at_once", (4, 3), weights=WEIGHTS, updates_collections=None, ops=DIVIDED)

for value in (True, False):
    add(f"renorm/{value}", (6, 3), renorm=True, is_training=value, scale=True, decay=0.5)
    add(f"renorm/tensor_{value}", IMAGE, renorm=True, is_training_tensor=value, decay=0.5)
add(
    "renorm/clipped",
    IMAGE,
    renorm=True,
    renorm_clipping={"rmax": 1.5, "rmin": 0.75, "dmax": 0.5},
    renorm_decay=0.5,
)
add("renorm/rmax", (6, 3), renorm=True, renorm_clipping={"rmax": 1.25}, initialized=False)
add("renorm/first", FIRST, renorm=True, data_format="NCHW", renorm_decay=0.5, scale=True)


add("adjustment/training", (6, 3), adjusted=True, scale=True)
add("adjustment/not_training", (6, 3), adjusted=True, is_training=False, steps=1)
for value in (True, False):
    add(f"adjustment/tensor_{value}", (6, 3), adjusted=True, is_training_tensor=value)


def regularized(shape, **kwargs):
    def build(k):
        regularizers = {"beta": k.layers.l2_regularizer(0.5), "gamma": k.layers.l1_regularizer(0.5)}
        outputs = normalize(k, shape, param_regularizers=regularizers, scale=True, **dict(kwargs))
        return [outputs] + k.tf.losses.get_regularization_losses()

    return build


for way, shape, kwargs in WAYS:
    FAMILY.add(way + "/regularized", regularized(shape, **kwargs), fill=False, close=ROUNDED)


def reused(**kwargs):
    """Builds a layer twice; both update the same averages, in any order."""

    def build(k):
        first = k.layers.batch_norm(k.floats(4, 3), scope="bn", **kwargs)
        again = k.layers.batch_norm(first, scope="bn", reuse=True, **kwargs)
        with k.tf.control_dependencies(k.tf.get_collection("update_ops")):
            return k.tf.identity(again)

    return build


def in_layer(layer, shape, *args):
    def build(k):
        params = {"decay": 0.5, "scale": True, "param_initializers": initializers(k)}
        outputs = getattr(k.layers, layer)(
            k.floats(*shape),
            *args,
            normalizer_fn=k.layers.batch_norm,
            normalizer_params=params,
            weights_initializer=k.tf.constant_initializer(0.25),
        )
        with k.tf.control_dependencies(k.tf.get_collection("update_ops")):
            return k.tf.identity(outputs)

    return build


def half(fused):
    def build(k):
        x = k.tensor([[[[1, 2], [3, 5]]]], "float16")
        return k.layers.batch_norm(x, fused=fused, is_training=False)

    return build


def partitioned(**kwargs):
    def build(k):
        partitioner = k.tf.fixed_size_partitioner(2)
        with k.tf.variable_scope("outer", partitioner=partitioner):
            return k.layers.batch_norm(k.floats(4, 4), is_training=False, **kwargs)

    return build


extra = [
    ("in_layer/conv2d", in_layer("conv2d", IMAGE, 3, 2)),
    ("in_layer/conv1d", in_layer("conv1d", (4, 5, 3), 3, 2)),
    ("in_layer/fully_connected", in_layer("fully_connected", (6, 3), 3)),
    ("in_layer/separable_conv2d", in_layer("separable_conv2d", IMAGE, 3, 2)),
    ("half/fused", half(True)),
    ("half/plain", half(False)),
    ("partitioned/core", partitioned(fused=False)),
    ("partitioned/plain", partitioned(fused=False, updates_collections=None)),
    (
        "float64/plain",
        lambda k: k.layers.batch_norm(k.tensor([[1, 2], [4, 8]], "float64"), fused=False),
    ),
]
for name, build in extra:
    # The gradients of weights before a batch norm are sums that nearly cancel out.
    FAMILY.add(name, build, fill=False, steps=2, gradients=False, close=ROUNDED)

FAMILY.add("reuse/core", reused(fused=False), run=False)
FAMILY.add("reuse/fused", reused(), run=False)


def error(shape, **kwargs):
    return lambda k: normalize(k, shape, initialized=False, **dict(kwargs))


FAMILY.errors(
    "errors",
    [
        error(IMAGE, data_format="CHWN"),
        error((4, 3), data_format="CHWN"),
        error((4, 3), static=[None, None]),
        error(IMAGE, static=[None, None, None, None], updates_collections=None),
        error(IMAGE, static=[4, None, 2, 3], updates_collections=None, data_format="NCHW"),
        error((4, 3), static=[None, None], updates_collections=None, fused=False),
        error((4, 3), updates_collections=None, fused=False, weights=[1.0, 2.0]),
        error((4, 3), updates_collections=None, renorm=True),
        error((4, 3), weights=WEIGHTS, renorm=True),
        error((4, 3), renorm=True, renorm_clipping={"max": 1}),
        error((3,), fused=False, data_format="NCHW"),
        error((4, 3), scope="a", reuse=True),
        lambda k: k.layers.batch_norm(
            k.tf.placeholder(k.tf.float32, name="x"), updates_collections=None
        ),
    ],
)
