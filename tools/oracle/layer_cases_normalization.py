"""Normalization of single examples, biases, and the first fully connected layer."""

import layer_cases
from layer_cases import use

FAMILY = layer_cases.Family()
add = FAMILY.add
ROUNDED = "the kernels of means and of the reciprocal square root round otherwise now"
IMAGE = (2, 3, 4, 6)
FIRST = (2, 6, 3, 4)


def close(name, build, **kwargs):
    add(name, build, close=ROUNDED, **kwargs)


for layer, plain in (
    ("layer_norm", {}),
    ("instance_norm", {}),
    ("group_norm", {"groups": 3}),
):
    static = [None, 3, 4, 6]
    close(layer + "/default", use(layer, IMAGE, **plain))
    close(layer + "/no_scale", use(layer, IMAGE, scale=False, **plain))
    close(layer + "/no_center", use(layer, IMAGE, center=False, scope="norm", **plain))
    close(layer + "/neither", use(layer, IMAGE, center=False, scale=False, **plain))
    close(layer + "/unknown_batch", use(layer, IMAGE, static=static, **plain))
    close(
        layer + "/collections",
        use(
            layer,
            IMAGE,
            outputs_collections="out",
            trainable=False,
            variables_collections={"beta": ["b"], "gamma": ["g"]},
            **plain,
        ),
    )
    close(
        layer + "/activation",
        lambda k, layer=layer, plain=plain: getattr(k.layers, layer)(
            k.floats(*IMAGE), activation_fn=k.tf.nn.relu, variables_collections=["v"], **plain
        ),
    )
    close(
        layer + "/reuse",
        lambda k, layer=layer, plain=plain: [
            getattr(k.layers, layer)(k.floats(*IMAGE), scope="n", reuse=reuse, **plain)
            for reuse in (None, True)
        ],
    )
    close(
        layer + "/in_layer",
        lambda k, layer=layer, plain=plain: k.layers.conv2d(
            k.floats(*IMAGE),
            6,
            2,
            normalizer_fn=getattr(k.layers, layer),
            normalizer_params=plain,
        ),
        gradients=False,  # sums that nearly cancel out
    )
    FAMILY.errors(
        layer,
        [
            lambda k, layer=layer: getattr(k.layers, layer)(
                k.tf.placeholder(k.tf.float32, name="x")
            ),
            use(layer, IMAGE, static=[2, 3, 4, None], **plain),
        ],
    )

close("layer_norm/axes", use("layer_norm", IMAGE, begin_norm_axis=2, begin_params_axis=1))
close("layer_norm/last", use("layer_norm", IMAGE, begin_norm_axis=-1))
close("layer_norm/matrix", use("layer_norm", (3, 5)))
close("layer_norm/unknown", use("layer_norm", IMAGE, static=[None, None, None, 6]))
close("layer_norm/half", lambda k: k.layers.layer_norm(k.tensor([[1, 2, 4, 8]], "float16")))
FAMILY.errors(
    "layer_norm_axes",
    [
        use("layer_norm", (2, 3), begin_norm_axis=2),
        use("layer_norm", (2, 3), begin_params_axis=2),
        use("layer_norm", (2, 3, 4), begin_params_axis=1, static=[None, None, 4]),
    ],
)
close("instance_norm/first", use("instance_norm", FIRST, data_format="NCHW"))
close("instance_norm/epsilon", use("instance_norm", IMAGE, epsilon=0.25), gradients=False)
close("instance_norm/rank_3", use("instance_norm", (2, 5, 3)))
close(
    "instance_norm/initializers",
    lambda k: k.layers.instance_norm(
        k.floats(*IMAGE),
        param_initializers={
            "beta": k.tf.constant_initializer(2.0),
            "gamma": k.tf.constant_initializer(0.5),
        },
    ),
)
FAMILY.errors(
    "instance_norm_format",
    [
        use("instance_norm", IMAGE, data_format="CHWN"),
        use("instance_norm", FIRST, data_format="NCHW", static=[2, None, 3, 4]),
    ],
)
close("group_norm/one", use("group_norm", IMAGE, groups=1, epsilon=0.25))
close("group_norm/all", use("group_norm", IMAGE, groups=6))
close(
    "group_norm/first",
    use("group_norm", FIRST, groups=2, channels_axis=1, reduction_axes=(2, 3)),
)
close(
    "group_norm/minus_three",
    use("group_norm", FIRST, groups=2, channels_axis=-3, reduction_axes=[-2, -1]),
)
close("group_norm/close_to_zero", use("group_norm", IMAGE, groups=2, mean_close_to_zero=True))
close("group_norm/matrix", use("group_norm", (3, 6), groups=2, reduction_axes=()))
FAMILY.errors(
    "group_norm_shape",
    [
        use("group_norm", IMAGE),
        use("group_norm", IMAGE, groups=4),
        use("group_norm", IMAGE, groups=2, channels_axis=4),
        use("group_norm", IMAGE, groups=2, reduction_axes=(5,)),
        use("group_norm", IMAGE, groups=2, reduction_axes=(3,)),
        use("group_norm", IMAGE, groups=2, static=[2, None, 4, 6]),
    ],
)

BROADCAST = "1.15 tiles the lengths, this broadcasts them"
add("unit_norm/default", use("unit_norm", (3, 4), 1), close=ROUNDED, ops=BROADCAST)
add("unit_norm/first", use("unit_norm", (3, 4), 0, scope="u"), close=ROUNDED, ops=BROADCAST)
add("unit_norm/epsilon", use("unit_norm", (2, 3, 4), 1, epsilon=0.5), close=ROUNDED, ops=BROADCAST)
add(
    "unit_norm/unknown",
    use("unit_norm", (3, 4), 1, static=[None, None]),
    close=ROUNDED,
    ops=BROADCAST,
)
FAMILY.errors(
    "unit_norm",
    [
        use("unit_norm", (3, 4), 2),
        use("unit_norm", (3, 4), -1),
        lambda k: k.layers.unit_norm(k.tf.placeholder(k.tf.float32), 0),
    ],
)


def poincare(*args, **kwargs):
    module = "layers.python.layers.layers"
    return lambda k: k.module(module).poincare_normalize(k.floats(3, 5), *args, **kwargs)


close("poincare_normalize/default", poincare())
close("poincare_normalize/axis", poincare(axis=0, epsilon=0.25, name="ball"))
close("poincare_normalize/axes", poincare(axis=[0, 1]))

add("bias_add/default", use("bias_add", (3, 4)))
add("bias_add/image", use("bias_add", IMAGE, scope="b", outputs_collections="out"))
add("bias_add/first", use("bias_add", FIRST, data_format="NCHW"))
add("bias_add/unknown", use("bias_add", (3, 4), static=[None, 4], trainable=False))
add("bias_add/collections", use("bias_add", (3, 4), variables_collections={"biases": ["b"]}))
add(
    "bias_add/options",
    lambda k: [
        k.layers.bias_add(
            k.floats(3, 4),
            activation_fn=k.tf.nn.relu,
            initializer=k.tf.constant_initializer(0.5),
            regularizer=k.layers.l2_regularizer(0.5),
        ),
        k.tf.convert_to_tensor(k.tf.losses.get_regularization_losses()[0]),
    ],
    fill=False,
)
FAMILY.errors(
    "bias_add",
    [
        use("bias_add", (3, 4), data_format="CHWN"),
        use("bias_add", (3, 4), data_format="NCHW"),
        use("bias_add", (3, 4), static=[None, None]),
        lambda k: k.layers.bias_add(k.tf.placeholder(k.tf.float32)),
    ],
)

add("legacy/fully_connected", use("legacy_fully_connected", (3, 4), 2))
add("legacy/relu", use("legacy_relu", (3, 4), 2, name="r"))
add("legacy/linear", use("legacy_linear", (3, 4), 2))
add("legacy/rank_3", use("legacy_fully_connected", (2, 3, 4), 2))
add("legacy/unknown", use("legacy_fully_connected", (2, 3, 4), 2, static=[None, None, 4]))
add("legacy/no_bias", use("legacy_fully_connected", (3, 4), 2, bias_init=None))
add(
    "legacy/collections",
    use(
        "legacy_fully_connected",
        (3, 4),
        2,
        weight_collections=["w"],
        bias_collections=None,
        output_collections=("out",),
    ),
)
add(
    "legacy/regularized",
    lambda k: (
        [
            k.layers.legacy_fully_connected(
                k.floats(3, 4),
                2,
                weight_regularizer=k.layers.l2_regularizer(0.5),
                bias_regularizer=k.layers.l1_regularizer(0.5),
            )
        ]
        + k.tf.losses.get_regularization_losses()
    ),
)
FAMILY.errors(
    "legacy",
    [
        use("legacy_fully_connected", (3,), 2),
        use("legacy_fully_connected", (3, 4), 2, static=[3, None]),
        lambda k: k.layers.legacy_fully_connected(k.tf.placeholder(k.tf.float32), 2),
    ],
)
