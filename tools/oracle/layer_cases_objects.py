"""GDN, reversible blocks, gradients that are computed otherwise, and target columns."""

import layer_cases
import layer_runner

FAMILY = layer_cases.Family()
add = FAMILY.add
CUSTOM = "a gradient of its own is made of other operations now"
ROUNDED = "the kernels of square roots and exponentials round otherwise now"


def gdn(shape, **kwargs):
    """Builds a GDN of doubles; the gradients of floats are sums that nearly cancel out."""
    static = kwargs.pop("static", "same")

    def build(k):
        inputs = k.tensor(layer_runner.pattern(shape), "float64", static=static)
        return k.tf.cast(k.layers.gdn(inputs, **kwargs), k.tf.float32)

    return build


def add_gdn(name, build, **kwargs):
    add("gdn/" + name, build, fill=False, ops=CUSTOM, close=ROUNDED, **kwargs)


IMAGE = (2, 3, 4, 3)
add_gdn("default", gdn(IMAGE))
add_gdn("floats", lambda k: k.layers.gdn(k.floats(*IMAGE)), gradients=False)
add_gdn("inverse", gdn(IMAGE, inverse=True, name="i"))
add_gdn("options", gdn(IMAGE, beta_min=0.25, gamma_init=0.5, reparam_offset=0.125))
add_gdn("rank_3", gdn((2, 5, 3)))
add_gdn("rank_5", gdn((1, 2, 3, 2, 3)))
add_gdn("first", gdn((2, 3, 3, 4), data_format="channels_first"), run=False)
add_gdn("first_3", gdn((2, 3, 4), data_format="channels_first"), run=False)
add_gdn("unknown", gdn(IMAGE, static=[None, None, None, 3]))
add_gdn("not_trainable", gdn(IMAGE, trainable=False))
add_gdn("twice", lambda k: [gdn(IMAGE)(k), gdn(IMAGE)(k)])
add_gdn("reuse", lambda k: [gdn(IMAGE, name="g", reuse=reuse)(k) for reuse in (None, True)])
add_gdn(
    "regularized",
    lambda k: [
        k.layers.gdn(k.floats(*IMAGE), activity_regularizer=k.layers.l2_regularizer(0.5)),
        k.tf.losses.get_regularization_losses(),
    ],
    gradients=False,
)
# A filled variable is below its bound here and there, which the gradient treats apart.
add("gdn/bounded", gdn(IMAGE, beta_min=0.01), ops=CUSTOM, close=ROUNDED)


def gdn_object(k):
    layer = k.layers.GDN(name="object")
    outputs = [layer(k.floats(*IMAGE)), layer.apply(k.floats(1, 2, 2, 3))]
    names = [v.name for v in layer.variables + layer.trainable_variables]
    return outputs, names, layer.scope_name, layer.built, layer.beta, layer.gamma


add_gdn("object", gdn_object, gradients=False)


def gdn_again(shape):
    def build(k):
        layer = k.layers.GDN()
        layer(k.floats(*IMAGE))
        return layer(k.floats(*shape))

    return build


FAMILY.errors(
    "gdn",
    [
        gdn(IMAGE, data_format="NHWC"),
        gdn((2, 3)),
        gdn((1, 1, 1, 1, 1, 1)),
        gdn(IMAGE, static=[None, None, None, None]),
        gdn(IMAGE, name="g", reuse=True),
        gdn_again((2, 3, 3)),
        gdn_again((2, 3, 4, 4)),
        lambda k: k.layers.GDN().scope_name,
        lambda k: k.layers.GDN(size=3),
        lambda k: k.layers.gdn(k.tf.placeholder(k.tf.float32)),
    ],
)


def halves(k):
    return k.floats(3, 4), k.floats(3, 4) * 2.0


def dense(k):
    return lambda x: k.layers.fully_connected(x, 4, activation_fn=k.tf.nn.relu)


def rev_block(**kwargs):
    def build(k):
        return k.layers.rev_block(*(halves(k) + (dense(k), dense(k))), **kwargs)

    return build


def add_rev(name, build, **kwargs):
    kwargs.setdefault("close", "the inputs are computed from the outputs")
    add("rev_block/" + name, build, ops=CUSTOM, **kwargs)


add_rev("one", rev_block())
add_rev("three", rev_block(num_layers=3))
add_rev("not_training", rev_block(num_layers=2, is_training=False))


def rev_block_with_sides(is_training):
    def build(k):
        side = k.tf.get_variable("side", [3, 4], use_resource=True) * 1.0

        def f(x, sides):
            return k.layers.linear(x, 4) + sides[0]

        y1, y2 = k.layers.rev_block(
            *(halves(k) + (f, dense(k))), num_layers=2, f_side_input=[side], is_training=is_training
        )
        return y1, y2

    return build


add_rev("sides", rev_block_with_sides(True))
add_rev("sides_not_training", rev_block_with_sides(False))


def rev_functions(k):
    def g(x):
        return k.layers.linear(x, 4, biases_initializer=None)

    return k.layers.rev_block(*(halves(k) + ([dense(k), g], g)), num_layers=2)


add_rev("functions", rev_functions)


def rev_twice(k):
    first = rev_block()(k)
    return [first, rev_block()(k)]


add_rev("twice", rev_twice)


def rev_reuse(k):
    outputs = []
    for reuse in (None, True):
        with k.tf.variable_scope("outer", reuse=reuse):
            outputs.append(rev_block(num_layers=2)(k))
    return outputs


add_rev("reuse", rev_reuse)


def rev_object(k):
    block = k.layers.RevBlock(dense(k), dense(k), num_layers=2, name="block")
    ys = block.forward(*halves(k))
    xs = block.backward(*ys)
    return ys, xs, [v.name for v in block.variables], block.scope_name, block.num_layers


add_rev("object", rev_object, gradients=False)


def recompute(**kwargs):
    def build(k):
        def block(x):
            with k.tf.variable_scope("block", use_resource=True, reuse=k.tf.AUTO_REUSE):
                return k.layers.linear(k.layers.relu(x, 3, scope="a"), 2, scope="b")

        if kwargs:
            return k.layers.recompute_grad(**kwargs)(block)(k.floats(3, 4))
        return k.layers.recompute_grad(block)(k.floats(3, 4))

    return build


add("recompute_grad/default", recompute(), ops=CUSTOM)
add("recompute_grad/tuple", recompute(tupleize_grads=True), ops=CUSTOM)
add("recompute_grad/data", recompute(use_data_dep=True), ops=CUSTOM)
add("recompute_grad/both", recompute(use_data_dep=True, tupleize_grads=True), ops=CUSTOM)


def told_apart(k):
    calls = []

    @k.layers.recompute_grad
    def double(x, is_recomputing=False):
        calls.append(is_recomputing)
        return x * x

    x = k.floats(3)
    gradient = k.tf.gradients(double(x), x)[0]
    return gradient, calls


add("recompute_grad/told", told_apart, ops=CUSTOM)


def closed_over(k):
    captured = k.tf.constant([1.0], name="captured")
    return k.layers.recompute_grad(lambda x: x * captured)


FAMILY.errors(
    "recompute_grad",
    [
        lambda k: k.layers.recompute_grad(lambda x: x)(3.0),
        closed_over,
    ],
)


def scaled(factor):
    def build(k):
        x = k.floats(3, 2)
        y = k.layers.scale_gradient(x, k.tf.constant(factor))
        return y * 1.0, k.tf.gradients(y * y, x)[0]

    return build


FUNCTION = "it is a function of a random name in 1.15"
add("scale_gradient/scalar", scaled(3.0), ops=FUNCTION)
add("scale_gradient/negative", scaled(-0.5), ops=FUNCTION)
add("scale_gradient/tensor", scaled([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), ops=FUNCTION)


def target(make, logits, labels, dtype="float32", weights=None, **kwargs):
    """Builds all that a target column makes."""

    def build(k):
        module = k.module("layers.python.layers.target_column")
        if weights is not None:
            kwargs["weight_column_name"] = "w"
        column = getattr(module, make)(**kwargs)
        features = {} if weights is None else {"w": k.tensor(weights)}
        logits_ = k.tensor(logits)
        labels_ = k.tensor(labels, dtype)
        told = [
            column.loss(logits_, labels_, features),
            column.training_loss(logits_, labels_, features),
            column.logits_to_predictions(logits_),
        ]
        if make == "multi_class_target":
            told.append(column.logits_to_predictions(logits_, proba=True))
        evaluated = column.get_eval_ops(features, logits_, labels_)
        with k.tf.control_dependencies([k.tf.group(*[op for _, op in evaluated.values()])]):
            told.append(k.tf.no_op(name="evaluated"))
        updates = {key: update for key, (_, update) in evaluated.items()}
        return told, updates, column.num_label_columns, column.problem_type

    return build


TARGET = "the core's metrics are made of other operations now"
for name, build in (
    ("regression", target("regression_target", [[1], [3], [2]], [1, 0.5, 4])),
    (
        "regression_weights",
        target("regression_target", [[1], [3], [2]], [[1], [0.5], [4]], weights=[1, 2, 0.5]),
    ),
    (
        "regression_2d",
        target("regression_target", [[1, 2], [3, 4]], [[1, 0], [2, 2]], label_dimension=2),
    ),
    (
        "two_classes",
        target("multi_class_target", [[1], [-1], [2]], [1, 0, 0], "int64", n_classes=2),
    ),
    (
        "two_classes_weights",
        target(
            "multi_class_target", [[1], [-1]], [[1], [1]], "int32", weights=[[1], [3]], n_classes=2
        ),
    ),
    (
        "three_classes",
        target("multi_class_target", [[1, 0, 2], [0, 1, 0]], [[2], [0]], "int32", n_classes=3),
    ),
    ("svm", target("binary_svm_target", [[0.5], [-2], [3]], [[1], [1], [0]])),
):
    add("target/" + name, build, close=ROUNDED, ops=TARGET)


def target_metrics(metrics, proba=False):
    def build(k):
        column = k.layers.multi_class_target(n_classes=3)
        logits, labels = k.floats(2, 3), k.tensor([0, 2], "int64")
        return sorted(column.get_eval_ops({}, logits, labels, metrics=metrics))

    return build


def shares(predictions, labels, weights=None):
    return predictions, labels


add(
    "target/metrics",
    target_metrics({"a": shares, ("b", "classes"): shares, ("c", "probabilities"): shares}),
    ops=TARGET,
)
FAMILY.errors(
    "target",
    [
        target_metrics({("a", "logits"): shares}),
        target_metrics({("a", "b", "c"): shares}),
        target_metrics({3: shares}),
        lambda k: k.layers.multi_class_target(n_classes=1),
        target("multi_class_target", [[1, 0, 2]], [1.0], n_classes=3),
        target("regression_target", [[1], [3]], [[1, 2], [3, 4]]),
    ],
)
