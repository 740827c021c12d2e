"""optimize_loss: each option, over five steps."""

import layer_cases

FAMILY = layer_cases.Family()
STEPS = 5


def model(k):
    """Returns a loss with one dense and one sparse gradient, and their variables."""
    dense = k.tf.get_variable("dense", [2, 3])
    sparse = k.tf.get_variable("sparse", [4, 3])
    x = k.tensor([[1, 2], [3, -1]])
    y = k.tf.matmul(x, dense) + k.tf.nn.embedding_lookup(sparse, [0, 2])
    return k.tf.reduce_mean(k.tf.square(y)), dense, sparse


def optimized(make=None, **kwargs):
    """Returns a case of optimize_loss with `kwargs`, and those that `make` gives in the graph."""

    def build(k):
        loss, dense, sparse = model(k)
        arguments = dict(learning_rate=0.25, optimizer="SGD")
        arguments["global_step"] = k.tf.train.get_or_create_global_step()
        arguments.update(kwargs)
        if make:
            arguments.update(make(k, dense, sparse))
        return k.layers.optimize_loss(loss, **arguments)

    return build


_FUSED = "Adam's kernel has fused multiplications and additions since TF 2"
_SLOTS = "FTRL makes its slots in another order since TF 2"


def add(id, make=None, close=None, ops=None, **kwargs):
    build = optimized(make, **kwargs)
    FAMILY.add(id, build, steps=STEPS, gradients=False, close=close, ops=ops)


def clipping(k):
    return k.module("layers.python.layers.optimizers").adaptive_clipping_fn


for optimizer in ("Adagrad", "Adam", "Ftrl", "Momentum", "RMSProp", "SGD"):
    add(
        "optimizer/" + optimizer,
        optimizer=optimizer,
        close=_FUSED if optimizer == "Adam" else None,
        ops=_SLOTS if optimizer == "Ftrl" else None,
    )
add("optimizer/class", lambda k, *_: {"optimizer": k.tf.train.AdamOptimizer}, close=_FUSED)
add(
    "optimizer/instance",
    lambda k, *_: {"optimizer": k.tf.train.AdagradOptimizer(0.5), "learning_rate": None},
)
add(
    "optimizer/function",
    lambda k, *_: {"optimizer": lambda rate: k.tf.train.MomentumOptimizer(rate, 0.5)},
)
add(
    "optimizer/function_without_rate",
    lambda k, *_: {
        "optimizer": lambda: k.tf.train.GradientDescentOptimizer(0.5),
        "learning_rate": None,
    },
)
add("rate/tensor", lambda k, *_: {"learning_rate": k.tf.constant(0.125)})
add(
    "rate/decay",
    lambda k, *_: {
        "learning_rate_decay_fn": lambda rate, step: k.tf.train.exponential_decay(
            rate, step, 2, 0.5, staircase=True
        )
    },
)
add("step/none", global_step=None)
add("step/not_incremented", increment_global_step=False)
FAMILY.add(
    "step/absent",
    lambda k: k.layers.optimize_loss(model(k)[0], None, 0.25, "SGD"),
    steps=STEPS,
    gradients=False,
)
add("clip/number", clip_gradients=0.5)
add("clip/number_not_reached", clip_gradients=1e3)
add(
    "clip/function",
    lambda k, *_: {"clip_gradients": lambda pairs: [(-1.0 * pairs[0][0], pairs[0][1])]},
)
add("clip/adaptive", lambda k, *_: {"clip_gradients": clipping(k)()})
add(
    "clip/adaptive_options",
    lambda k, *_: {
        "clip_gradients": clipping(k)(
            std_factor=0.5,
            decay=0.5,
            static_max_norm=1.0,
            global_step=k.tf.train.get_global_step(),
            report_summary=True,
            epsilon=1e-4,
            name="mine",
        )
    },
)
FAMILY.add("noise", optimized(gradient_noise_scale=0.5), run=False)
add("noise/none", gradient_noise_scale=0.0)
add("multipliers/names", gradient_multipliers={"dense:0": 0.5, "sparse:0": 2.0})
add("multipliers/variables", lambda k, dense, sparse: {"gradient_multipliers": {sparse: 3.0}})
add("multipliers/empty", gradient_multipliers={})
add("variables/one", lambda k, dense, sparse: {"variables": [sparse]})
add("name", name="mine")
add("colocate", colocate_gradients_with_ops=True)
for summaries in (["loss"], ["learning_rate"], ["gradients"], ["gradient_norm"], []):
    add("summaries/" + "".join(summaries), summaries=summaries, clip_gradients=1.0)
add("summaries/all", lambda k, *_: {"summaries": k.layers.OPTIMIZER_SUMMARIES})


def counting(k):
    zero = k.tf.zeros_initializer()
    return k.tf.assign_add(k.tf.get_variable("counter", [], initializer=zero), 1.0)


def collected_update(k, *_):
    k.tf.add_to_collection(k.tf.GraphKeys.UPDATE_OPS, k.tf.identity(counting(k)))
    return {}


add("update_ops/collection", collected_update)
add("update_ops/given", lambda k, *_: {"update_ops": [counting(k)]})


def error(**kwargs):
    return optimized(**kwargs)


FAMILY.errors(
    "error",
    [
        error(learning_rate=None),
        error(learning_rate=None, optimizer=None),
        error(learning_rate=1),
        error(learning_rate=-1.0),
        error(optimizer="SDG"),
        error(optimizer=3),
        error(optimizer=lambda rate: rate),
        error(clip_gradients="a"),
        error(clip_gradients=1),
        error(summaries=["nothing"]),
        error(variables=[]),
        error(global_step=3),
        optimized(lambda k, *_: {"learning_rate": None, "optimizer": k.tf.train.AdamOptimizer}),
        optimized(lambda k, *_: {"global_step": k.tf.get_variable("s", [])}),
        optimized(lambda k, *_: {"global_step": k.tf.get_variable("s", [2], k.tf.int64)}),
        lambda k: k.layers.optimize_loss(model(k)[1], None, 0.25, "SGD"),
        lambda k: k.layers.optimize_loss(
            model(k)[0], None, 0.25, "SGD", learning_rate_decay_fn=lambda rate, step: rate
        ),
    ],
)
