"""Convolutions of all kinds.

The inputs have so few digits that sums are exact in any order, whatever the kernel.
"""

import layer_cases
from layer_cases import use

FAMILY = layer_cases.Family()
add = FAMILY.add


IMAGE = (2, 5, 6, 3)
FIRST = (2, 3, 5, 6)

add("conv2d/default", use("conv2d", IMAGE, 4, 3))
add("conv2d/kernel_and_stride", use("conv2d", IMAGE, 4, [2, 3], stride=[1, 2]))
add("conv2d/valid", use("conv2d", IMAGE, 4, [3, 2], stride=2, padding="VALID"))
add("conv2d/lower_case", use("conv2d", IMAGE, 4, 3, padding="valid"))
add("conv2d/one_by_one", use("conv2d", IMAGE, 4, 1, activation_fn=None))
add("conv2d/rate", use("conv2d", IMAGE, 4, 3, rate=2))
add("conv2d/rates", use("conv2d", IMAGE, 4, 2, rate=[1, 3], padding="VALID"))
add("conv2d/rate_unknown", use("conv2d", IMAGE, 4, 3, rate=2, static=[None, None, None, 3]))
add("conv2d/unknown_batch", use("conv2d", IMAGE, 4, 3, static=[None, 5, 6, 3]))
add("conv2d/unknown_size", use("conv2d", IMAGE, 4, 3, stride=2, static=[None, None, None, 3]))
add("conv2d/first", use("conv2d", FIRST, 4, 3, data_format="NCHW"), run=False)
add("conv2d/first_rate", use("conv2d", FIRST, 4, 3, data_format="NCHW", rate=2), run=False)
add("conv2d/first_scope", use("conv2d", FIRST, 4, 3, data_format="NCHW", scope="a"), run=False)
add("conv2d/no_biases", use("conv2d", IMAGE, 4, 3, biases_initializer=None))
add("conv2d/not_trainable", use("conv2d", IMAGE, 4, 3, trainable=False))
add("conv2d/scope", use("conv2d", IMAGE, 4, 3, scope="deep/one"))
add("conv2d/outputs", use("conv2d", IMAGE, 4, 3, scope="a", outputs_collections=["out", "too"]))
add("conv2d/variables_list", use("conv2d", IMAGE, 4, 3, variables_collections=["mine"]))
add(
    "conv2d/variables_dict",
    use("conv2d", IMAGE, 4, 3, variables_collections={"weights": ["w"], "biases": ["b"]}),
)
add(
    "conv2d/initial_values",
    lambda k: k.layers.conv2d(
        k.floats(*IMAGE),
        4,
        3,
        activation_fn=None,
        weights_initializer=k.layers.xavier_initializer_conv2d(seed=3),
    ),
    fill=False,
    close="random weights have many digits",
)
add("conv2d/alias", lambda k: k.layers.convolution2d(k.floats(*IMAGE), 4, 3))
add(
    "conv2d/float64",
    lambda k: k.layers.conv2d(k.tensor([[[[1, 2], [3, 4]]]], "float64"), 2, 1),
)


def regularized(k):
    regularizer = k.layers.l2_regularizer(0.25)
    kwargs = {"weights_regularizer": regularizer, "biases_regularizer": regularizer, "scope": "a"}
    first = k.layers.conv2d(k.floats(*IMAGE), 3, 3, **kwargs)
    again = k.layers.conv2d(first, 3, 3, reuse=True, **kwargs)
    return [again] + k.tf.losses.get_regularization_losses()


add("conv2d/regularized", regularized)
add(
    "conv2d/normalizer",
    lambda k: k.layers.conv2d(
        k.floats(*IMAGE),
        4,
        3,
        normalizer_fn=k.layers.bias_add,
        normalizer_params={"scope": "shift"},
        activation_fn=k.tf.nn.relu6,
    ),
)


def twice(k):
    first = k.layers.conv2d(k.floats(*IMAGE), 4, 3)
    return k.layers.conv2d(first, 2, 3)


add("conv2d/twice", twice)


def partitioned(k):
    partitioner = k.tf.fixed_size_partitioner(2, axis=3)
    with k.tf.variable_scope("outer", partitioner=partitioner):
        return k.layers.conv2d(
            k.floats(*IMAGE),
            4,
            3,
            weights_regularizer=k.layers.l2_regularizer(0.5),
            biases_initializer=None,
            variables_collections=["mine"],
        )


add("conv2d/partitioned", partitioned)


def scoped(k):
    defaults = {"padding": "VALID", "activation_fn": None}
    with k.framework.arg_scope([k.layers.conv2d, k.layers.max_pool2d], padding="VALID"):
        first = k.layers.conv2d(k.floats(*IMAGE), 4, 2)
    with k.framework.arg_scope([k.layers.convolution2d], **defaults):
        return k.layers.conv2d(first, 2, 2)


add("conv2d/arg_scope", scoped)
add("conv2d/stack", lambda k: k.layers.stack(k.floats(*IMAGE), k.layers.conv2d, [(2, 3), (4, 1)]))
add(
    "conv2d/repeat",
    lambda k: k.layers.repeat(k.floats(*IMAGE), 2, k.layers.conv2d, 3, 3, scope="c"),
)
FAMILY.errors(
    "conv2d",
    [
        use("conv2d", (2, 3), 4, 3),
        use("conv2d", (2, 3, 4), 4, 3),
        use("conv2d", IMAGE, 4, 3, static=[None, None, None, None]),
        use("conv2d", IMAGE, 4, 3, data_format="CHWN"),
        use("conv2d", IMAGE, 4, [3, 3, 3]),
        use("conv2d", IMAGE, 4, "33x"),
        use("conv2d", IMAGE, 4, ["a", 3]),
        use("conv2d", IMAGE, 4, 3.5),
        use("conv2d", IMAGE, 4, 3, stride=[1, 2, 3]),
        use("conv2d", IMAGE, 4, 3, rate=(1,)),
        use("conv2d", IMAGE, 4, 3, rate=2, stride=2),
        use("conv2d", IMAGE, 4, 3, padding="FULL"),
        use("conv2d", IMAGE, 4, 3, padding="CAUSAL"),
        use("conv2d", IMAGE, 4, 3, scope="a", reuse=True),
        lambda k: [k.layers.conv2d(k.floats(*IMAGE), 4, 3, scope="a") for _ in range(2)],
    ],
)

add("convolution/1d", use("convolution", (2, 7, 3), 4, 3))
add("convolution/2d", use("convolution", IMAGE, 4, 3))
add("convolution/3d", use("convolution", (2, 3, 4, 5, 2), 3, 2))
add("convolution/conv_dims", use("convolution", IMAGE, 4, 3, conv_dims=2))
FAMILY.errors(
    "convolution",
    [
        use("convolution", (2, 3), 4, 3),
        use("convolution", (2, 3, 4), 4, 3, conv_dims=2),
        use("convolution", (1, 1, 1, 1, 1, 1), 4, 3),
    ],
)

add("conv1d/default", use("conv1d", (2, 7, 3), 4, 3))
add("conv1d/stride", use("conv1d", (2, 7, 3), 4, 3, stride=2, padding="VALID"))
add("conv1d/rate", use("conv1d", (2, 7, 3), 4, 3, rate=2))
PADDED = "the same operations, in another order"
add("conv1d/causal", use("conv1d", (2, 7, 3), 4, 3, padding="CAUSAL"), ops=PADDED)
add("conv1d/causal_rate", use("conv1d", (2, 7, 3), 4, 3, padding="causal", rate=2), ops=PADDED)
add("conv1d/unknown", use("conv1d", (2, 7, 3), 4, 3, static=[None, None, 3]))
add("conv1d/first", use("conv1d", (2, 3, 7), 4, 3, data_format="NCW"), run=False)
FAMILY.errors("conv1d", [use("conv1d", IMAGE, 4, 3), use("conv1d", (2, 7, 3), 4, [3, 3])])

add("conv3d/default", use("conv3d", (2, 3, 4, 5, 2), 3, 2))
add("conv3d/stride", use("conv3d", (2, 3, 4, 5, 2), 3, [1, 2, 3], stride=2, padding="VALID"))
add("conv3d/rate", use("conv3d", (2, 3, 4, 5, 2), 3, 2, rate=[1, 2, 2]))
add("conv3d/first", use("conv3d", (2, 2, 3, 4, 5), 3, 2, data_format="NCDHW"), run=False)
FAMILY.errors("conv3d", [use("conv3d", IMAGE, 4, 3)])


def warm(build):
    """Builds twice: 1.15 looks for GPUs once in a process, with operations of its own."""

    def build_twice(k):
        with k.tf.Graph().as_default():
            build(k)
        return build(k)

    return build_twice


LEFT_OVER = "1.15 made operations of which nothing came"
for layer, shape, first, formats in (
    ("conv2d_transpose", IMAGE, FIRST, ("NHWC", "NCHW")),
    ("conv3d_transpose", (2, 3, 2, 3, 2), (2, 2, 3, 2, 3), ("NDHWC", "NCDHW")),
):
    unknown = [None] * (len(shape) - 1) + [shape[-1]]
    on_cpu = layer == "conv2d_transpose"
    ops = LEFT_OVER if on_cpu else None
    first_kwargs = {"data_format": formats[1], "stride": 2}
    add(layer + "/default", use(layer, shape, 4, 3), ops=ops)
    add(layer + "/stride", use(layer, shape, 4, 3, stride=2), ops=ops)
    add(layer + "/valid", use(layer, shape, 4, 3, stride=2, padding="VALID"), ops=ops)
    add(layer + "/short_kernel", use(layer, shape, 4, 1, stride=2, padding="VALID"), ops=ops)
    add(layer + "/unknown", use(layer, shape, 4, 3, stride=2, static=unknown), ops=ops)
    add(layer + "/first", warm(use(layer, first, 4, 3, **first_kwargs)), run=on_cpu, ops=ops)
    add(
        layer + "/first_valid",
        use(layer, first, 4, 3, padding="VALID", **first_kwargs),
        run=on_cpu,
        ops=ops,
    )
    add(layer + "/no_biases", use(layer, shape, 4, 3, biases_initializer=None), ops=ops)
    add(
        layer + "/collections",
        use(
            layer,
            shape,
            4,
            3,
            scope="up",
            trainable=False,
            outputs_collections="out",
            variables_collections={"weights": ["w"], "biases": ["b"]},
        ),
        ops=ops,
    )
    FAMILY.errors(
        layer,
        [
            use(layer, shape, 4, 3, data_format="CHWN"),
            use(layer, shape, 4, 3, padding="CAUSAL"),
            use(layer, shape, 4, [1, 2, 3, 4]),
            use(layer, (2, 3), 4, 3),
        ],
    )
add(
    "conv2d_transpose/strides",
    use("conv2d_transpose", IMAGE, 4, [3, 2], stride=[2, 1]),
    ops=LEFT_OVER,
)

FAMILY.errors(
    "conv2d_transpose_channels", [use("conv2d_transpose", IMAGE, 4, 3, static=[None] * 4)]
)


def transposed_and_regularized(k):
    layer = k.layers.conv2d_transpose(
        k.floats(*IMAGE),
        4,
        3,
        weights_regularizer=k.layers.l2_regularizer(0.5),
        normalizer_fn=k.layers.bias_add,
    )
    return [layer] + k.tf.losses.get_regularization_losses()


add("conv2d_transpose/regularized", transposed_and_regularized, ops=LEFT_OVER)

add("in_plane/default", use("conv2d_in_plane", IMAGE, 3))
add("in_plane/stride", use("conv2d_in_plane", IMAGE, [1, 2], stride=2, padding="VALID"))
add("in_plane/no_biases", use("convolution2d_in_plane", IMAGE, 2, biases_initializer=None))
add("in_plane/unknown", use("conv2d_in_plane", IMAGE, 3, static=[None, None, None, 3]))
add(
    "in_plane/collections",
    use(
        "conv2d_in_plane",
        IMAGE,
        2,
        scope="plane",
        outputs_collections="out",
        variables_collections={"weights": ["w"], "biases": ["b"]},
    ),
)


def in_plane_normalized(k):
    layer = k.layers.conv2d_in_plane(
        k.floats(*IMAGE),
        2,
        normalizer_fn=k.layers.bias_add,
        weights_regularizer=k.layers.l1_regularizer(0.5),
    )
    return [layer] + k.tf.losses.get_regularization_losses()


add("in_plane/normalized", in_plane_normalized)
FAMILY.errors(
    "in_plane",
    [
        use("conv2d_in_plane", (2, 3), 3),
        use("conv2d_in_plane", IMAGE, [1, 2, 3]),
        use("conv2d_in_plane", IMAGE, 3.0),
        use("conv2d_in_plane", IMAGE, 3, static=[None, None, None, None]),
    ],
)

add("separable/default", use("separable_conv2d", IMAGE, 4, 3))
add("separable/multiplier", use("separable_conv2d", IMAGE, 4, [2, 3], depth_multiplier=2))
add("separable/stride", use("separable_conv2d", IMAGE, 4, 3, stride=2, padding="VALID"))
add("separable/rate", use("separable_conv2d", IMAGE, 4, 3, rate=2))
add("separable/unknown", use("separable_conv2d", IMAGE, 4, 3, static=[None, None, None, 3]))
add("separable/no_biases", use("separable_convolution2d", IMAGE, 4, 3, biases_initializer=None))
add("separable/first", use("separable_conv2d", FIRST, 4, 3, data_format="NCHW"), run=False)
add("separable/depthwise", use("separable_conv2d", IMAGE, None, 3))
add(
    "separable/depthwise_options",
    use("separable_conv2d", IMAGE, None, [2, 1], depth_multiplier=2, stride=2, padding="VALID"),
)
add("separable/depthwise_rate", use("separable_conv2d", IMAGE, None, 3, rate=2))
add(
    "separable/depthwise_first",
    use("separable_conv2d", FIRST, None, 3, data_format="NCHW"),
    run=False,
)
for num_outputs in (4, None):
    add(
        f"separable/collections_{num_outputs}",
        use(
            "separable_conv2d",
            IMAGE,
            num_outputs,
            2,
            scope="sep",
            trainable=False,
            outputs_collections="out",
            variables_collections={"weights": ["w"], "biases": ["b"]},
        ),
    )

    def separable_and_regularized(k, num_outputs=num_outputs):
        regularizer = k.layers.l2_regularizer(0.5)
        layer = k.layers.separable_conv2d(
            k.floats(*IMAGE),
            num_outputs,
            2,
            weights_regularizer=regularizer,
            biases_regularizer=regularizer,
        )
        return [layer] + k.tf.losses.get_regularization_losses()

    add(f"separable/regularized_{num_outputs}", separable_and_regularized)
    add(
        f"separable/normalizer_{num_outputs}",
        lambda k, num_outputs=num_outputs: k.layers.separable_conv2d(
            k.floats(*IMAGE), num_outputs, 2, normalizer_fn=k.layers.bias_add
        ),
    )
add(
    "separable/initializers",
    lambda k: k.layers.separable_conv2d(
        k.floats(*IMAGE),
        4,
        2,
        weights_initializer=k.tf.constant_initializer(0.5),
        pointwise_initializer=k.tf.constant_initializer(0.25),
    ),
    fill=False,
)
FAMILY.errors(
    "separable",
    [
        use("separable_conv2d", IMAGE, 4, 3, data_format="CHWN"),
        use("separable_conv2d", (2, 3), 4, 3),
        use("separable_conv2d", (2, 3), None, 3),
        use("separable_conv2d", IMAGE, 4, [1, 2, 3]),
        use("separable_conv2d", IMAGE, None, [1, 2, 3]),
        use("separable_conv2d", IMAGE, 4, 3, static=[None, None, None, None]),
        use("separable_conv2d", IMAGE, 4, 3, rate=[1, 2, 3]),
        use("separable_conv2d", IMAGE, 4, 3, padding="FULL"),
    ],
)
