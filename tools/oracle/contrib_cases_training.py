"""Hyperparameters, train ops, gradients, sampling and device strategies of tf.contrib.training."""

from layer_cases import Family

FAMILY = Family()


def _add(id, build, **how):
    FAMILY.add(id, lambda kit: build(kit, kit.module("training")), **how)


def _told(hparams):
    """Returns all that can be seen of hyperparameters, as strings."""
    return [
        str(hparams),
        repr(hparams),
        hparams.to_json(sort_keys=True),
        hparams.to_json(indent=2, separators=(";", "=")),
        str(sorted(hparams.values().items())),
    ]


_VALUES = {
    "a": 1,
    "b": 2.5,
    "c": "x",
    "d": True,
    "e": [1, 2],
    "f": [1.5],
    "g": ["u", "v"],
    "n": None,
}


def _hparams(training, **more):
    return training.HParams(**dict(_VALUES, **more))


def _hparam_case(id, change):
    def case(kit, training):
        hparams = _hparams(training)
        outcome = change(hparams, training)
        return _told(hparams) + [
            str(outcome is hparams),
            str(outcome if outcome is not hparams else ""),
        ]

    _add("HParams/" + id, case, run=False)


_TEXTS = [
    "a=3",
    "a=3,b=-1e3,c=,d=false",
    "b=3, e=[4, 5,6],",
    "d=1,g=[],f=[2]",
    "c=/a=b/c,d=True",
    "a=+7,e=[ 1 2 ]",
    "a = 3 , c = y",
    "a=1,a=2",
    "a=1.5",
    "a=x",
    "d=maybe",
    "e=3",
    "a=[3]",
    "e[0]=3",
    "e[0]=3,e[0]=4",
    "e[1]=[2]",
    "e=[1],e[0]=2",
    "z=1",
    "a",
    "a=1;b=2",
    "=3",
    "e=[1",
    "n=3",
]
for _number, _text in enumerate(_TEXTS):
    _hparam_case(f"parse_{_number}", lambda h, t, text=_text: h.parse(text))
_JSONS = [
    '{"a": 3, "b": 4}',
    '{"e": [5], "c": "z"}',
    '{"a": 1.5}',
    '{"z": 1}',
    '{"d": 1}',
    '{"a": true}',
]
for _number, _text in enumerate(_JSONS):
    _hparam_case(f"parse_json_{_number}", lambda h, t, text=_text: h.parse_json(text))
_SETS = [
    ("a", 5),
    ("a", 5.0),
    ("a", True),
    ("a", "5"),
    ("b", 5),
    ("b", True),
    ("b", "5"),
    ("c", 5),
    ("c", b"y"),
    ("c", ["y"]),
    ("d", 1),
    ("d", "true"),
    ("e", 3),
    ("e", [3, 4.5]),
    ("e", (3, 4)),
    ("f", [1, 2]),
    ("n", "anything"),
    ("z", 1),
]
for _number, (_name, _value) in enumerate(_SETS):
    _hparam_case(f"set_{_number}", lambda h, t, name=_name, value=_value: h.set_hparam(name, value))
_GETS = [
    ("a",),
    ("a", 3),
    ("a", 3.5),
    ("b", 3),
    ("d", 1),
    ("e", [1]),
    ("e", 1),
    ("e", ["x"]),
    ("a", [1]),
    ("z",),
    ("z", 7),
    ("n", 3),
]
for _number, _arguments in enumerate(_GETS):
    _hparam_case(f"get_{_number}", lambda h, t, arguments=_arguments: repr(h.get(*arguments)))
_hparam_case("add", lambda h, t: h.add_hparam("more", [1.0]))
_hparam_case("add_taken", lambda h, t: h.add_hparam("a", 1))
_hparam_case("add_reserved", lambda h, t: h.add_hparam("parse", 1))
_hparam_case("add_empty", lambda h, t: h.add_hparam("more", []))
_hparam_case("delete", lambda h, t: h.del_hparam("a"))
_hparam_case("delete_missing", lambda h, t: h.del_hparam("zz"))
_hparam_case("contains", lambda h, t: ("a" in h, "z" in h))
_hparam_case("override", lambda h, t: h.override_from_dict({"a": 9, "g": ["w"]}))
_hparam_case("set_from_map", lambda h, t: h.set_from_map({"a": 9}))
_hparam_case("model_structure", lambda h, t: (h.set_model_structure("m"), h.get_model_structure()))
_hparam_case("unserializable", lambda h, t: h.to_proto())


def _round_trip(hparams, training):
    hparams.del_hparam("n")
    message = hparams.to_proto()
    restored = training.HParams.from_proto(message)
    return message.SerializeToString(deterministic=True).hex(), sorted(restored.values().items())


_hparam_case("proto", _round_trip)
for _number, (_text, _types, _ignore) in enumerate(
    [
        ("a=1,b[2]=0.5,c=[x,y]", {"a": int, "b": float, "c": str}, False),
        ("a=1,zz=2,b[0]=1,b[3]=4", {"a": int, "b": int}, True),
        ("a=1,zz=2", {"a": int}, False),
        ("a=[1,2],a=3", {"a": int}, False),
        ("a=true,b=0", {"a": bool, "b": bool}, False),
        ("", {}, False),
    ]
):
    _add(
        f"parse_values/{_number}",
        lambda kit, t, text=_text, types=_types, ignore=_ignore: str(
            sorted(t.parse_values(text, types, ignore).items())
        ),
        run=False,
    )

_CLOSE = "sums of products, which round differently today"


def _model(kit):
    tf = kit.tf
    weights = tf.get_variable("weights", [3, 1], initializer=tf.ones_initializer())
    bias = tf.get_variable("bias", [1], initializer=tf.zeros_initializer())
    unused = tf.get_variable("unused", [2])
    table = tf.get_variable("table", [4, 1])
    outputs = (
        tf.matmul(kit.floats(5, 3), weights) + bias + tf.nn.embedding_lookup(table, [1, 1, 2, 0, 3])
    )
    return tf.reduce_mean(tf.square(outputs - 1.0)), [weights, bias, unused, table]


def _train_op(id, **options):
    def case(kit, training):
        loss, variables = _model(kit)
        chosen = {
            key: value(kit, training, variables) if callable(value) else value
            for key, value in options.items()
        }
        return training.create_train_op(loss, kit.tf.train.GradientDescentOptimizer(0.5), **chosen)

    _add("create_train_op/" + id, case, steps=3, gradients=False, close=_CLOSE, ops="the core's")


_train_op("plain")
_train_op("no_global_step", global_step=None)
_train_op("own_global_step", global_step=lambda k, t, v: k.tf.train.create_global_step())
_train_op("update_ops", update_ops=lambda k, t, v: [k.tf.assign_add(v[2], [1.0, 2.0])])
_train_op("no_updates", update_ops=lambda k, t, v: [])
_train_op("variables", variables_to_train=lambda k, t, v: v[:1])
_train_op("clipped", transform_grads_fn=lambda k, t, v: t.clip_gradient_norms_fn(0.01))
_train_op("summaries", summarize_gradients=True)
_train_op("unchecked", check_numerics=False)
_train_op("not_trainable", variables_to_train=lambda k, t, v: [])
_train_op(
    "multiplied",
    transform_grads_fn=lambda k, t, v: (
        lambda g: t.multiply_gradients(g, {"weights": 2.0, "table": 3.0})
    ),
)


def _collected_updates(kit, training):
    loss, variables = _model(kit)
    update = kit.tf.assign_add(variables[2], [1.0, 2.0])
    kit.tf.add_to_collection(kit.tf.GraphKeys.UPDATE_OPS, update)
    optimizer = kit.tf.train.GradientDescentOptimizer(0.5)
    return training.create_train_op(loss, optimizer)


_add(
    "create_train_op/collected_updates",
    _collected_updates,
    steps=3,
    gradients=False,
    close=_CLOSE,
    ops="the core's",
)


def _gradients_case(id, change):
    def case(kit, training):
        loss, variables = _model(kit)
        gradients = kit.tf.train.GradientDescentOptimizer(0.5).compute_gradients(loss)
        changed = change(kit, training, gradients, variables)
        return [
            [gradient.values if hasattr(gradient, "indices") else gradient, variable]
            for gradient, variable in changed
            if gradient is not None
        ]

    _add(id, case, gradients=False, close=_CLOSE, ops="the core's")


_gradients_case("clip_gradient_norms/plain", lambda k, t, g, v: t.clip_gradient_norms(g, 0.1))
_gradients_case("clip_gradient_norms/large", lambda k, t, g, v: t.clip_gradient_norms(g, 1e9))
_gradients_case("clip_gradient_norms_fn/plain", lambda k, t, g, v: t.clip_gradient_norms_fn(0.1)(g))
_gradients_case(
    "multiply_gradients/names",
    lambda k, t, g, v: t.multiply_gradients(g, {"weights": 2.0, "table": 4}),
)
_gradients_case(
    "multiply_gradients/none", lambda k, t, g, v: t.multiply_gradients(g, {"unused": 2.0})
)
_gradients_case("multiply_gradients/empty", lambda k, t, g, v: t.multiply_gradients(g, {}))
_gradients_case("multiply_gradients/list", lambda k, t, g, v: t.multiply_gradients(g, [1]))
_gradients_case(
    "multiply_gradients/tuple", lambda k, t, g, v: t.multiply_gradients(tuple(g), {"a": 1})
)


def _summarized(kit, training):
    loss, _ = _model(kit)
    gradients = kit.tf.train.GradientDescentOptimizer(0.5).compute_gradients(loss)
    return [summary.op.name for summary in training.add_gradients_summaries(gradients)]


_add("add_gradients_summaries/plain", _summarized, gradients=False, close=_CLOSE, ops="the core's")
_add(
    "train/no_logdir",
    lambda k, t: t.train(k.tf.constant(1.0), None),
    run=False,
)
_add(
    "train/no_logdir_for_checkpoints",
    lambda k, t: t.train(k.tf.constant(1.0), None, save_summaries_steps=None),
    run=False,
)
_add("SummaryAtEndHook/nowhere", lambda k, t: t.SummaryAtEndHook(), run=False)


def _acceptance(kit, initial, target):
    sampling = kit.module("training.python.training.sampling_ops")
    return sampling._calculate_acceptance_probabilities(kit.tensor(initial), kit.tensor(target))


for _number, (_initial, _target) in enumerate(
    [([0.5, 0.5], [0.5, 0.5]), ([0.1, 0.9], [0.8, 0.2]), ([0.0, 0.25, 0.75], [0.0, 0.5, 0.5])]
):
    _add(
        f"acceptance/{_number}",
        lambda kit, t, i=_initial, g=_target: _acceptance(kit, i, g),
        gradients=False,
        ops="the core's",
    )


def _repeated(kit, counts):
    resample = kit.module("training.python.training.resample")
    return resample._repeat_range(kit.tensor(counts, "int32"))


for _number, _counts in enumerate([[], [0], [3], [0, 1, 2, 3]]):
    _add(
        f"repeat_range/{_number}",
        lambda kit, t, counts=_counts: _repeated(kit, counts),
        gradients=False,
        ops="the core's",
    )


class _Op:
    def __init__(self, name):
        self.name = name


def _tasks(strategy, names):
    return str([int(strategy(_Op(name))) for name in names])


_OPS = ["a", "b/c", "weights", "weights_1", "\u018e"]
for _number, _seed in enumerate([0, 1, 17]):
    _add(
        f"RandomStrategy/{_number}",
        lambda kit, t, seed=_seed: _tasks(t.RandomStrategy(3, seed), _OPS),
        run=False,
    )
_add(
    "GreedyLoadBalancingStrategy/plain",
    lambda kit, t: _tasks(t.GreedyLoadBalancingStrategy(2, lambda op: len(op.name)), _OPS),
    run=False,
)


def _loads(kit, training):
    tf = kit.tf
    with tf.variable_scope(tf.get_variable_scope(), use_resource=False):
        variables = [tf.get_variable("a", [3, 4]), tf.get_variable("b", [5], tf.float64)]
    return str([training.byte_size_load_fn(v.op) for v in variables])


_add("byte_size_load_fn/plain", _loads, run=False)
_add(
    "get_or_create_eval_step/plain",
    lambda kit, t: t.get_or_create_eval_step(),
    gradients=False,
    fill=False,
    ops="the core's",
)
_BUCKETS = [
    lambda t, **how: t.bucket([1.0], 0, 2, num_buckets=2, bucket_capacities=[3], **how),
    lambda t, **how: t.bucket([1.0], 0, [2], num_buckets=2, **how),
    lambda t, **how: t.bucket([], 0, 2, num_buckets=2, **how),
    lambda t, **how: t.bucket_by_sequence_length(3, [1.0], 2, 5, **how),
    lambda t, **how: t.bucket_by_sequence_length(3, [1.0], 2, [], **how),
    lambda t, **how: t.bucket_by_sequence_length(3, [1.0], 2, [5, 4], **how),
    lambda t, **how: t.bucket_by_sequence_length(3, [1.0], 2, [5, 6.5], **how),
]
for _number, _build in enumerate(_BUCKETS):
    _add(f"bucket/error_{_number}", lambda kit, t, build=_build: build(t), run=False)


def _sequences(training, **changes):
    arguments = {
        "batch_size": 2,
        "num_unroll": 2,
        "input_length": 3,
        "input_key": "key",
        "input_sequences": {"s": [1.0, 2.0]},
        "input_context": {"c": 3.0},
        "initial_states": {"state": 0.0},
    }
    return training.SequenceQueueingStateSaver(**dict(arguments, **changes))


for _number, _changes in enumerate(
    [
        {"capacity": 1},
        {"initial_states": [1.0]},
        {"initial_states": {}},
        {"initial_states": {1: 1.0}},
        {"initial_states": {"a:b": 1.0}},
        {"input_sequences": {}},
        {"input_sequences": {"a:b": [1.0]}},
        {"input_context": {3: 1.0}},
        {"input_length": 3.5},
        {"input_key": 5},
        {"input_length": [3]},
    ]
):
    _add(
        f"SequenceQueueingStateSaver/error_{_number}",
        lambda kit, t, changes=_changes: _sequences(t, **changes),
        run=False,
    )
