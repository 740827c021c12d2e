"""Dense layers, their repetition, initializers, regularizers and summaries."""

import numpy as np

import layer_cases

FAMILY = layer_cases.Family()
add = FAMILY.add

_FUNCTIONS = "exp has another kernel since TF 2"


def fc(**kwargs):
    shape = kwargs.pop("shape", (4, 3))
    static = kwargs.pop("static", "same")
    layer = kwargs.pop("layer", "fully_connected")
    return lambda k: getattr(k.layers, layer)(k.floats(*shape, static=static), 5, **kwargs)


for name in ("fully_connected", "linear", "relu", "relu6", "elu"):
    is_elu = name == "elu"  # whose gradients cancel out to almost nothing here
    close = _FUNCTIONS if is_elu else None
    add("fully_connected/" + name, fc(layer=name), close=close, gradients=not is_elu)
add("fully_connected/static_unknown", fc(static=[None, 3]))
add("fully_connected/rank_3", fc(shape=(2, 3, 4)))
add("fully_connected/rank_3_unknown", fc(shape=(2, 3, 4), static=[None, None, 4]))
add("fully_connected/no_bias", fc(biases_initializer=None))
add("fully_connected/scope", fc(scope="fc/deep"))
add("fully_connected/outputs_collections", fc(outputs_collections=["a", "b"], scope="fc"))
add("fully_connected/variables_list", fc(variables_collections=["a"]))
add("fully_connected/variables_dict", fc(variables_collections={"weights": ["w"], "biases": ["b"]}))
add("fully_connected/not_trainable", fc(trainable=False))
add(
    "fully_connected/initial_values",
    lambda k: k.layers.fully_connected(
        k.floats(4, 3), 5, weights_initializer=k.layers.xavier_initializer(seed=3)
    ),
    fill=False,
)
add(
    "fully_connected/float64",
    lambda k: k.layers.fully_connected(k.tensor([[1, 2], [3, 4]], "float64"), 3),
)
add(
    "fully_connected/regularizers",
    lambda k: [
        k.layers.fully_connected(
            k.floats(4, 3),
            5,
            weights_regularizer=k.layers.l2_regularizer(0.25),
            biases_regularizer=k.layers.l1_regularizer(0.5),
        ),
        k.tf.losses.get_regularization_losses(),
    ],
)


def reuse(k):
    x = k.floats(4, 3)
    regularizer = k.layers.l2_regularizer(0.5)
    first = k.layers.linear(x, 3, scope="fc", weights_regularizer=regularizer)
    again = k.layers.linear(first, 3, scope="fc", reuse=True, weights_regularizer=regularizer)
    return again, k.tf.losses.get_regularization_losses()


add("fully_connected/reuse", reuse)


def scope_object(k):
    with k.tf.variable_scope("outer") as scope:
        x = k.floats(4, 3)
    return k.layers.fully_connected(x, 2, scope=scope)


add("fully_connected/scope_object", scope_object)


def partitioned(k):
    with k.tf.variable_scope("outer", partitioner=k.tf.fixed_size_partitioner(2)):
        return k.layers.fully_connected(
            k.floats(4, 3),
            2,
            weights_regularizer=k.layers.l2_regularizer(0.5),
            variables_collections=["mine"],
        )


add("fully_connected/partitioned", partitioned)


def scoped_defaults(k):
    arg_scope = k.framework.arg_scope
    with arg_scope(
        [k.layers.fully_connected], activation_fn=k.tf.nn.softsign, scope="named"
    ) as scope:
        first = k.layers.fully_connected(k.floats(4, 3), 2)
    with arg_scope(scope), arg_scope([k.layers.fully_connected], biases_initializer=None):
        return k.layers.fully_connected(first, 2, scope="second")


add("fully_connected/arg_scope", scoped_defaults)


def normalizer(k):
    def normalizer_fn(x, factor):
        extra = k.tf.get_variable("factors", [5], initializer=k.tf.ones_initializer())
        return x * factor * extra

    return k.layers.fully_connected(
        k.floats(4, 3), 5, normalizer_fn=normalizer_fn, normalizer_params={"factor": 2.0}
    )


add("fully_connected/normalizer", normalizer)


def variable_arg_scope(k):
    with k.framework.arg_scope([k.framework.model_variable], device="/cpu:0", collections=["x"]):
        return k.layers.fully_connected(k.floats(4, 3), 5)


add("fully_connected/model_variable_scope", variable_arg_scope)
FAMILY.errors(
    "fully_connected",
    [
        lambda k: k.layers.fully_connected(k.tf.placeholder(k.tf.float32, [3]), 4),
        lambda k: k.layers.fully_connected(k.tf.placeholder(k.tf.float32, [2, None]), 4),
        lambda k: k.layers.fully_connected(k.tf.placeholder(k.tf.float32), 4),
        lambda k: k.layers.fully_connected(k.tf.placeholder(k.tf.int32, [2, 2]), 4),
        lambda k: k.layers.fully_connected(k.floats(2, 2), 4.0),
        lambda k: k.layers.fully_connected(k.floats(2, 2), "4"),
        lambda k: k.layers.fully_connected(k.floats(2, 2), np.int64(4)),
        lambda k: k.layers.fully_connected(k.floats(2, 2), -1),
        lambda k: k.layers.fully_connected(k.floats(2, 2), 4, scope="a", reuse=True),
        lambda k: [k.layers.fully_connected(k.floats(2, 2), 4, scope="a") for _ in range(2)],
        lambda k: k.framework.arg_scope(3).__enter__(),
        lambda k: k.framework.arg_scope({}, a=1).__enter__(),
        lambda k: k.framework.arg_scope([max], a=1).__enter__(),
    ],
)

add(
    "stack/fully_connected",
    lambda k: k.layers.stack(k.floats(4, 3), k.layers.fully_connected, [5, (4, k.tf.nn.softsign)]),
)
add("stack/partial", lambda k: k.layers.stack(k.floats(4, 3), k.layers.relu, [5, 4], scope="s"))
add(
    "stack/reuse",
    lambda k: [
        k.layers.stack(k.floats(4, 3), k.layers.linear, [3, 3], scope="s", reuse=reuse)
        for reuse in (None, True)
    ],
)
add("repeat/twice", lambda k: k.layers.repeat(k.floats(4, 3), 2, k.layers.fully_connected, 3))
add(
    "repeat/scope",
    lambda k: k.layers.repeat(k.floats(4, 3), 2, k.layers.linear, num_outputs=3, scope="r"),
)
add("repeat/lambda", lambda k: k.layers.repeat(k.floats(2), 2, lambda x, scope: x + 1.0))
FAMILY.errors("stack", [lambda k: k.layers.stack(k.floats(2, 2), k.layers.fully_connected, 4)])


def initial(make, shape):
    def build(k):
        return k.tf.get_variable("v", shape, initializer=make(k))

    return build


for uniform in (True, False):
    for number, shape in enumerate(([3, 4], [2, 3, 4, 5], [7])):
        add(
            f"initializers/xavier_{uniform}_{number}",
            initial(lambda k, u=uniform: k.layers.xavier_initializer(uniform=u, seed=3), shape),
            fill=False,
        )
    for mode in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        add(
            f"initializers/variance_{mode}_{uniform}",
            initial(
                lambda k, u=uniform, m=mode: k.layers.variance_scaling_initializer(
                    1.5, m, u, seed=5
                ),
                [3, 3, 4, 5],
            ),
            fill=False,
        )
FAMILY.errors(
    "initializers",
    [
        lambda k: k.layers.variance_scaling_initializer(mode="FAN"),
        lambda k: k.layers.xavier_initializer(dtype=k.tf.int32),
        lambda k: k.layers.xavier_initializer()([2, 3], dtype=k.tf.int32),
    ],
)


def regularized(make):
    return lambda k: [
        k.layers.apply_regularization(make(k.layers), [k.floats(2, 3), k.floats(4)]),
        k.tf.losses.get_regularization_losses(),
    ]


add("regularizers/l1", regularized(lambda c: c.l1_regularizer(0.5)))
add("regularizers/l1_scope", regularized(lambda c: c.l1_regularizer(0.5, scope="mine")))
add("regularizers/l2", regularized(lambda c: c.l2_regularizer(0.5)))
add("regularizers/zero", regularized(lambda c: c.l2_regularizer(0.0)))
add("regularizers/l1_l2", regularized(lambda c: c.l1_l2_regularizer(0.5, 0.25)))
add("regularizers/l1_l2_zero", regularized(lambda c: c.l1_l2_regularizer(0.0, 0.25)))
add("regularizers/l2_l1_zero", regularized(lambda c: c.l1_l2_regularizer(0.5, 0.0, "mine")))
add(
    "regularizers/sum",
    regularized(lambda c: c.sum_regularizer([c.l1_regularizer(0.5), None, c.l1_regularizer(0.0)])),
)
add("regularizers/sum_of_none", lambda k: k.layers.sum_regularizer([None]), run=False)


def weights_collection(k):
    k.tf.add_to_collection(k.tf.GraphKeys.WEIGHTS, k.floats(3))
    return k.layers.apply_regularization(k.layers.l2_regularizer(k.tf.constant(0.5)))


add("regularizers/weights_collection", weights_collection)
for scale in (1, -0.5, True):
    for kind in ("l1_regularizer", "l2_regularizer"):
        add(
            f"regularizers/{kind}_{scale}",
            lambda k, s=scale, kind=kind: getattr(k.layers, kind)(s),
            run=False,
        )
FAMILY.errors(
    "regularizers",
    [
        lambda k: k.layers.l1_l2_regularizer(1, 0.5),
        lambda k: k.layers.l1_l2_regularizer(0.5, 1),
        lambda k: k.layers.apply_regularization(k.layers.l2_regularizer(0.5)),
        lambda k: k.layers.apply_regularization(lambda w: w, [k.floats(2)]),
    ],
)

for activation in ("relu", "relu6", "softplus", "tanh"):
    add(
        "summaries/activation_" + activation,
        lambda k, a=activation: k.layers.summarize_activation(
            getattr(k.tf.nn, a)(4 * k.floats(4, 5))
        ),
    )
add("summaries/scalar", lambda k: k.layers.summarize_tensor(k.floats()))
add("summaries/tag", lambda k: k.layers.summarize_tensor(k.floats(), "tag"))
add("summaries/histogram", lambda k: k.layers.summarize_tensors([k.floats(3), k.floats(2)]))
add("summaries/string", lambda k: k.layers.summarize_tensor(k.tensor("a", object)), run=False)
add("summaries/bool", lambda k: k.layers.summarize_tensor(k.tensor(True, bool)), run=False)


def summarized_activations(k):
    for tensor in (k.tf.nn.relu(k.floats(3)), k.tf.nn.tanh(k.floats(2))):
        k.tf.add_to_collection(k.tf.GraphKeys.ACTIVATIONS, tensor)
    filtered = k.layers.summarize_collection(k.tf.GraphKeys.ACTIVATIONS, name_filter="Rel")
    return k.layers.summarize_activations(), filtered


add("summaries/collections", summarized_activations)
