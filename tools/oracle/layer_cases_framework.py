"""tf.contrib.framework: argument scopes, variables, tensors, checkpoints."""

import os
import tempfile

import numpy as np

import layer_cases

FAMILY = layer_cases.Family()
add = FAMILY.add


def plain(id, build):
    """Adds a case whose result is plain Python, told as it prints."""
    add(id, lambda k: repr(build(k)), run=False)


def names(variables):
    return [v.name for v in variables]


# Argument scopes.


def scoped(k):
    @k.framework.add_arg_scope
    def f(a, b=1, c=None):
        return a, b, c

    arg_scope = k.framework.arg_scope
    with arg_scope([f], b=2, c=3) as outer:
        with arg_scope((f,), b=4):
            inner = f(0), f(0, c=5)
        with arg_scope(outer):
            again = f(0)
        with arg_scope({}):
            cleared = f(0)
    return inner, again, cleared, f(0), f.__name__, k.framework.has_arg_scope(f)


def scoped_arguments(k):
    @k.framework.add_arg_scope
    def f(a, b=1, c=None):
        pass

    return k.framework.arg_scoped_arguments(f), k.framework.has_arg_scope(max)


plain("arg_scope/nesting", scoped)
plain("arg_scope/arguments", scoped_arguments)
plain("arg_scope/current", lambda k: k.framework.current_arg_scope())

# Variables.


def made(k):
    f, tf = k.framework, k.tf
    with tf.variable_scope("a"):
        f.variable("v", [2])
        f.model_variable("m", [2], collections=["mine"], trainable=False)
        f.variable("c", [2], collections=["mine"])
        f.variable("d", [1], device="/cpu:0")
    with tf.variable_scope("b"):
        f.model_variable("m", [3], dtype=tf.float64)
        f.local_variable(1.0, name="l")
        f.global_variable([1, 2], name="g")
    f.add_model_variable(f.variable("loose", []))


def found(function, *args, **kwargs):
    def build(k):
        made(k)
        return names(getattr(k.framework, function)(*args, **kwargs))

    return build


add("variables/made", made, run=False)
add(
    "variables/regularizer",
    lambda k: [
        k.framework.model_variable("m", [2], regularizer=k.layers.l2_regularizer(0.5)),
        k.tf.losses.get_regularization_losses(),
    ],
    ops="get_variable calls a regularizer once more since TF 2",
)
for number, (function, args, kwargs) in enumerate(
    (
        ("get_variables", (), {}),
        ("get_variables", ("a",), {}),
        ("get_variables", ("a", "m"), {}),
        ("get_variables", (None, "m"), {}),
        ("get_variables", (), {"collection": "mine"}),
        ("get_model_variables", (), {}),
        ("get_model_variables", ("b",), {}),
        ("get_local_variables", (), {}),
        ("get_trainable_variables", (), {}),
        ("get_variables_by_suffix", ("m",), {}),
        ("get_variables_by_suffix", ("m", "b"), {}),
        ("get_variables_by_name", ("m",), {}),
        ("get_variables_by_name", ("loose",), {}),
        ("get_variables_to_restore", (), {}),
        ("get_variables_to_restore", (), {"include": ["a"], "exclude": ("a/m",)}),
        ("get_variables_to_restore", (), {"exclude": ["a"]}),
        ("get_variables_to_restore", ("a",), {}),
        ("get_variables_to_restore", (None, "a"), {}),
    )
):
    plain(f"variables/found_{number}", found(function, *args, **kwargs))
for name in ("a/m", "a", "x"):

    def unique(k, name=name):
        made(k)
        return k.framework.get_unique_variable(name).name

    plain("variables/unique_" + name, unique)
for number, kwargs in enumerate(
    (
        {"include_patterns": ["m"]},
        {"exclude_patterns": ["m", "loose"]},
        {"include_patterns": ["m"], "exclude_patterns": ["b"]},
        {"include_patterns": ["m"], "reg_search": False},
        {"include_patterns": ["l"], "reg_search": False},
    )
):

    def filtered(k, kwargs=kwargs):
        made(k)
        return names(k.framework.filter_variables(k.tf.global_variables(), **kwargs))

    plain(f"variables/filtered_{number}", filtered)


def full_names(k):
    with k.tf.variable_scope("p", partitioner=k.tf.fixed_size_partitioner(2)):
        parts = k.tf.get_variable("v", [4])
    made(k)
    return [k.framework.get_variable_full_name(v) for v in list(parts) + k.tf.global_variables()]


plain("variables/full_names", full_names)


def devices(k, **kwargs):
    chooser = k.framework.VariableDeviceChooser(**kwargs)
    return [chooser(None) for _ in range(3)]


plain("devices/default", devices)
plain("devices/servers", lambda k: devices(k, num_tasks=2))
plain("devices/gpu", lambda k: devices(k, device_type="GPU", device_index=1, replica=2))
plain("devices/job", lambda k: devices(k, num_tasks=1, job_name="other"))


def zero_initialized(k):
    variable = k.tf.get_variable("v", [2, 3], initializer=k.tf.ones_initializer())
    with k.tf.control_dependencies([k.framework.zero_initializer(variable)]):
        return k.tf.identity(variable)


add("variables/zero_initializer", zero_initialized, run=False, ops="it was an op of its own")

# Graphs and the global step.


def graphs(k):
    tf = k.tf
    inputs = [tf.constant(1), 3, tf.get_variable("v", []), k.sparse([["a"]])]
    found = k.framework.get_graph_from_inputs(inputs)
    return found is tf.get_default_graph()


def two_graphs(k):
    with k.tf.Graph().as_default():
        other = k.tf.constant(1, name="other")
    return k.framework.get_graph_from_inputs([k.tf.constant(2, name="mine"), other])


def wrong_graph(k):
    return k.framework.get_graph_from_inputs([k.tf.constant(1)], graph=k.tf.Graph())


plain("graphs/one", graphs)
plain("graphs/two", two_graphs)
plain("graphs/wrong", wrong_graph)
plain("graphs/none", lambda k: k.framework.get_graph_from_inputs([1]) is k.tf.get_default_graph())
plain("graphs/type", lambda k: k.framework.get_graph_from_inputs([], graph="graph"))


def name_scopes(k):
    with k.tf.name_scope("a"), k.tf.name_scope("b"):
        return k.framework.get_name_scope()


plain("graphs/name_scope", name_scopes)


def placeholders(k):
    k.tf.placeholder(k.tf.float32, name="a")
    k.tf.placeholder_with_default(1, [], name="b")
    k.tf.placeholder(k.tf.int32, name="c")
    return names(k.framework.get_placeholders(k.tf.get_default_graph()))


plain("graphs/placeholders", placeholders)
plain("graphs/placeholders_type", lambda k: k.framework.get_placeholders("graph"))


def fused(k, inputs=("a",), outputs=("d",)):
    tf = k.tf
    with tf.Graph().as_default() as graph:
        tf.negative(tf.abs(tf.exp(tf.placeholder("float", [], "a"), "b"), "c"), "d")
        tf.multiply(graph.get_tensor_by_name("d:0"), tf.placeholder("float", [], "x"), "e")
    new = k.framework.fuse_op(
        graph.as_graph_def(), list(inputs), list(outputs), [1], False, "mine", "Mine"
    )
    return [(node.name, node.op, list(node.input)) for node in new.node]


plain("graphs/fuse_op", fused)
plain(
    "graphs/fuse_op_inputs",
    lambda k: k.framework.fuse_op(k.tf.GraphDef(), "a", ["b"], 1, 0, "", ""),
)
plain(
    "graphs/fuse_op_outputs",
    lambda k: k.framework.fuse_op(k.tf.GraphDef(), ["a"], "b", 1, 0, "", ""),
)
plain("graphs/fuse_op_type", lambda k: k.framework.fuse_op(3, ["a"], ["b"], 1, 0, "", ""))
plain("graphs/prepend", lambda k: k.framework.prepend_name_scope("a/b:0", "s"))
plain("graphs/strip", lambda k: k.framework.strip_name_scope("s/a/b:0", "s"))


def global_steps(k):
    f = k.framework
    before = f.get_global_step()
    step = f.create_global_step()
    assert f.get_or_create_global_step() is step
    f.assert_global_step(step)
    return before, step.name, f.assert_or_get_global_step() is step


plain("global_step/made", global_steps)
plain("global_step/absent", lambda k: k.framework.assert_or_get_global_step())
plain("global_step/twice", lambda k: [k.framework.create_global_step() for _ in range(2)])
plain(
    "global_step/type",
    lambda k: k.framework.assert_or_get_global_step(global_step_tensor=k.floats()),
)
plain("global_step/shape", lambda k: k.framework.assert_global_step(k.tensor([1], "int64")))

# Tensors.

add("tensors/reduce_sum_n", lambda k: k.framework.reduce_sum_n([k.floats(2, 3), k.floats(4)]))
add("tensors/reduce_sum_n_one", lambda k: k.framework.reduce_sum_n([k.floats(3)], name="mine"))
plain("tensors/reduce_sum_n_none", lambda k: k.framework.reduce_sum_n([]))
for number, (left, right) in enumerate(
    (([2, 1], [2]), ([2], [2, 1]), ([2], [2]), ([2, 1], [2, 1]))
):
    for static in ("same", None):
        add(
            f"tensors/squeeze_{number}_{static}",
            lambda k, a=left, b=right, s=static: k.framework.remove_squeezable_dimensions(
                k.floats(*a, static=s), k.floats(*b, static=s)
            ),
        )
for number, (shape, expected, static) in enumerate(
    (
        ([2, 3], [2, 3], "same"),
        ([2, 3], (2, 3), [None, 3]),
        ([2, 3], np.array([2, 3], np.int32), None),
        ([1], [], "same"),
        ([1], [], None),
        ([2, 3], [3, 2], "same"),
        ([2, 3], [[2, 3]], "same"),
        ([2, 3], [2.0, 3.0], "same"),
        ([2, 3], np.array([2, 3], np.int64), "same"),
        ([2], [], "same"),
    )
):
    add(
        f"tensors/with_shape_{number}",
        lambda k, s=shape, e=expected, t=static: k.framework.with_shape(e, k.floats(*s, static=t)),
    )
add(
    "tensors/with_shape_tensor",
    lambda k: k.framework.with_shape(k.tensor([2, 3], "int32"), k.floats(2, 3)),
)
add(
    "tensors/with_shape_tensor_dtype",
    lambda k: k.framework.with_shape(k.tensor([2, 3], "int64"), k.floats(2, 3)),
)
add("tensors/with_shape_sparse", lambda k: k.framework.with_shape([2], k.sparse([["a"]])))
for number, (left, right) in enumerate((("same", "same"), ("same", None), (None, "same"))):
    add(
        f"tensors/with_same_shape_{number}",
        lambda k, a=left, b=right: k.framework.with_same_shape(
            k.floats(2, 3, static=a), k.floats(2, 3, static=b)
        ),
    )
add("tensors/assert_scalar", lambda k: k.framework.assert_scalar(k.floats()))
add("tensors/assert_scalar_rank", lambda k: k.framework.assert_scalar(k.floats(2), name="mine"))
add("tensors/assert_scalar_int", lambda k: k.framework.assert_scalar_int(k.tensor(3, "int32")))
add("tensors/assert_scalar_int_type", lambda k: k.framework.assert_scalar_int(k.floats()))
add("tensors/assert_scalar_int_rank", lambda k: k.framework.assert_scalar_int([3]))
plain(
    "tensors/same_float_dtype",
    lambda k: k.framework.assert_same_float_dtype([k.floats(), None], k.tf.float32),
)
plain(
    "tensors/same_float_dtype_int",
    lambda k: k.framework.assert_same_float_dtype([k.tensor(1, "int32")]),
)
plain("tensors/is_tensor", lambda k: [k.framework.is_tensor(x) for x in (k.floats(), 3, "a", None)])
add("tensors/convert", lambda k: k.framework.convert_to_tensor_or_sparse_tensor([1.0, 2.0]))
add(
    "tensors/convert_sparse",
    lambda k: k.framework.convert_to_tensor_or_sparse_tensor(
        k.tf.SparseTensorValue([[0, 1]], [5], [1, 2])
    ),
)
for direction in ("ASCENDING", "DESCENDING"):
    add(
        "tensors/sort_" + direction,
        lambda k, d=direction: k.framework.sort(k.floats(3, 4), direction=d),
        ops="the core's sort has other ops since TF 2",
    )
    add(
        "tensors/argsort_" + direction,
        lambda k, d=direction: k.framework.argsort(k.floats(3, 4), 0, d),
        ops="the core's argsort has other ops since TF 2",
    )


def smart(k):
    f = k.framework
    return (
        f.smart_cond(True, lambda: 1, lambda: 2),
        f.smart_cond(k.tf.constant(False), lambda: 1, lambda: 2),
        f.smart_constant_value(k.tf.placeholder(k.tf.bool)),
        f.smart_case([(False, lambda: 1), (True, lambda: 2)]),
    )


plain("tensors/smart", smart)


def python_function(k):
    return k.framework.py_func(
        lambda a, b: {"sum": a + b, "both": (a, b)},
        [k.floats(2)],
        {"b": k.floats(2)},
        output_types={"sum": k.tf.float32, "both": (k.tf.float32, k.tf.float32)},
        output_shapes={"sum": [2], "both": ([2], [None])},
    )


add("tensors/py_func", python_function, gradients=False)
add(
    "tensors/py_func_dynamic",
    lambda k: k.framework.py_func(
        lambda a: a, [k.floats(2)], output_types=lambda a: a.dtype, output_shapes=lambda a: a.shape
    ),
    gradients=False,
)
plain("tensors/py_func_args", lambda k: k.framework.py_func(max, 3, output_types=k.tf.float32))
plain("tensors/py_func_kwargs", lambda k: k.framework.py_func(max, [], 3, k.tf.float32))

# Checkpoints and values.


def checkpoint(k):
    """Writes a checkpoint of three variables and returns its name."""
    tf = k.tf
    path = os.path.join(tempfile.mkdtemp(), "model")
    with tf.Graph().as_default():
        with tf.variable_scope("", use_resource=False):
            tf.get_variable("a", initializer=np.arange(6, dtype="float32").reshape(2, 3))
            tf.get_variable("s/b", initializer=np.float32(7))
            tf.get_variable("p", initializer=np.arange(4, dtype="float32"))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            return tf.train.Saver().save(session, path)


def read(k):
    path = checkpoint(k)
    f = k.framework
    reader = f.load_checkpoint(path)
    shapes = sorted(reader.get_variable_to_shape_map().items())
    return f.list_variables(os.path.dirname(path)), f.load_variable(path, "a:0").tolist(), shapes


plain("checkpoints/read", read)


def variables(k):
    zeros = k.tf.zeros_initializer()
    return [
        k.tf.get_variable("a", [2, 3], initializer=zeros),
        k.tf.get_variable("new/b", [], initializer=zeros),
        k.tf.get_variable("p", [4], initializer=zeros, partitioner=k.tf.fixed_size_partitioner(2)),
    ]


def initialized(k):
    path = checkpoint(k)
    a, b, p = variables(k)
    k.framework.init_from_checkpoint(path, {"a": a, "s/": "new/", "p": "p"})
    return a + 0.0, b + 0.0, k.tf.concat(list(p), 0)


add("checkpoints/init", initialized, fill=False, ops="the core restores otherwise since TF 2")


def assigned(k, make):
    result = variables(k)
    assign = make(k, result)
    with k.tf.Session() as session:
        session.run(k.tf.global_variables_initializer())
        if isinstance(assign, tuple):
            session.run(assign[0], assign[1])
        else:
            assign(session)
        return [session.run(v).tolist() for v in k.tf.global_variables()]


def values_by_name(k, _):
    return {"a": np.ones([3, 2], "float32"), "new/b": np.float32(3)}


plain(
    "assign/values",
    lambda k: assigned(k, lambda k, v: k.framework.assign_from_values(values_by_name(k, v))),
)
plain(
    "assign/values_fn",
    lambda k: assigned(k, lambda k, v: k.framework.assign_from_values_fn(values_by_name(k, v))),
)
plain("assign/values_missing", lambda k: k.framework.assign_from_values({"x": np.ones(2)}))


def ambiguous(k):
    k.tf.get_variable("aa", [2])
    k.tf.get_variable("ab", [2])
    return k.framework.assign_from_values({"a": np.ones(2)})


plain("assign/values_ambiguous", ambiguous)
plain(
    "assign/checkpoint",
    lambda k: assigned(
        k,
        lambda k, v: k.framework.assign_from_checkpoint(
            checkpoint(k), {"a": v[0], "s/b": v[1], "p": list(v[2])}
        ),
    ),
)
plain(
    "assign/checkpoint_list",
    lambda k: assigned(
        k, lambda k, v: k.framework.assign_from_checkpoint(checkpoint(k), [v[0]] + list(v[2]))
    ),
)
plain(
    "assign/checkpoint_ignored",
    lambda k: assigned(
        k,
        lambda k, v: k.framework.assign_from_checkpoint(
            checkpoint(k), v[:2], ignore_missing_vars=True
        ),
    ),
)
plain(
    "assign/checkpoint_missing",
    lambda k: k.framework.assign_from_checkpoint(checkpoint(k), variables(k)[:2]),
)
plain(
    "assign/checkpoint_shape",
    lambda k: k.framework.assign_from_checkpoint(checkpoint(k), {"a": variables(k)[1]}),
)
plain(
    "assign/checkpoint_fn",
    lambda k: assigned(
        k, lambda k, v: k.framework.assign_from_checkpoint_fn(checkpoint(k), [v[0]])
    ),
)
plain(
    "assign/checkpoint_fn_ignored",
    lambda k: assigned(
        k,
        lambda k, v: k.framework.assign_from_checkpoint_fn(
            checkpoint(k), v[:2], ignore_missing_vars=True
        ),
    ),
)
plain("assign/checkpoint_fn_empty", lambda k: k.framework.assign_from_checkpoint_fn("a", []))
plain(
    "assign/checkpoint_fn_nothing",
    lambda k: k.framework.assign_from_checkpoint_fn(
        checkpoint(k), [variables(k)[1]], ignore_missing_vars=True
    ),
)


def vocabulary(lines):
    path = os.path.join(tempfile.mkdtemp(), "vocabulary")
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")
    return path


def remapped(k, make, shape):
    return k.tf.get_variable("v", shape, initializer=make(k, checkpoint(k))) + 0.0


_REMAP = "the vocabularies' paths are constants of the graph"
add(
    "checkpoints/remap_rows",
    lambda k: remapped(
        k,
        lambda k, path: k.framework.load_and_remap_matrix_initializer(
            path,
            "a",
            new_row_vocab_size=3,
            new_col_vocab_size=3,
            old_row_vocab_file=vocabulary("xy"),
            new_row_vocab_file=vocabulary("yzx"),
            num_row_oov_buckets=1,
            initializer=k.tf.ones_initializer(),
        ),
        [4, 3],
    ),
    fill=False,
    ops=_REMAP,
)
add(
    "checkpoints/remap_embedding",
    lambda k: remapped(
        k,
        lambda k, path: k.framework.load_embedding_initializer(
            path, "a", 2, 3, vocabulary("xy"), vocabulary("yx"), initializer=k.tf.ones_initializer()
        ),
        [2, 3],
    ),
    fill=False,
    ops=_REMAP,
)
FAMILY.errors(
    "checkpoints",
    [
        lambda k: k.framework.load_variable(checkpoint(k), "none"),
        lambda k: k.framework.init_from_checkpoint(checkpoint(k), {"a": "none"}),
    ],
)
