"""Builds one use of a layer or column in a graph of its own, and tells all that can be seen of it.

A case (layer_cases.py) is a function of a `Kit`. The recorder calls it with TF 1.15, the tests
with contrib_learn_compat on today's TensorFlow, so that both see the same program.

Runs under Python 3.7 and 3.10+, with `tf` being TF 1.15 or `tensorflow.compat.v1`.
"""

import re

import numpy as np

import golden_json

# Ops that the core makes inside a call and has come to make otherwise since 1.15, and those of a
# cross, which was one op and is many.
_CORE_INTERNALS = re.compile(
    r"/Initializer|gradients/|(^|/)(ones|zeros|one_hot|ones_like|zeros_like|embedding_lookup_sparse"
    r"|clip_by_global_norm|SparseMerge|Tensordot|moments)(_\d+)?/"
    r"|(^|/)(cross|SparseFeatureCross(V2)?|ParseExample|ParseSingleSequenceExample)(_\d+)?(/|$)"
)


class Kit:
    """What a case builds with.

    Attributes:
      tf: TensorFlow 1.15, or the ``compat.v1`` of today's.
      layers, framework: its ``tf.contrib.layers`` and ``tf.contrib.framework``, or ours.
      module: a function from the name of a module under ``tensorflow.contrib`` to that module.
    """

    def __init__(self, tf, layers, framework, module):
        self.tf = tf
        self.layers = layers
        self.framework = framework
        self.module = module

    def floats(self, *shape, **how):
        """Returns a float32 tensor of `shape`; `static` is the shape that it is known to have."""
        return self.tensor(pattern(shape), **how)

    def tensor(self, values, dtype="float32", static="same"):
        values = np.asarray(values, dtype)
        if static == "same":
            return self.tf.constant(values)
        return self.tf.placeholder_with_default(values, static)

    def sparse(self, rows, dtype="string"):
        """Returns a SparseTensor that has the elements of each of `rows` from its left."""
        indices = [[i, j] for i, row in enumerate(rows) for j in range(len(row))]
        return self.tf.SparseTensor(
            np.array(indices, "int64").reshape([-1, 2]),
            self.tf.constant([value for row in rows for value in row], self.tf.as_dtype(dtype)),
            np.array([len(rows), max(map(len, rows))], "int64"),
        )


def pattern(shape):
    """Returns floats that differ, have few digits, and are the same wherever they are made."""
    size = int(np.prod(shape))
    return (((np.arange(size) * 7919 + 13) % 101 - 50) / 64.0).reshape(shape).astype("float32")


def answer(case, kit, use_resource=False):
    """Returns what building and running a case gives, as plain JSON."""
    tf = kit.tf
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(7)
        try:
            with tf.variable_scope(tf.get_variable_scope(), use_resource=use_resource):
                result = case.build(kit)
        except Exception as error:  # whatever it is, it is the answer
            text = str(error).split(" Originally defined at:")[0]  # a traceback follows
            return {"error": [type(error).__name__, text]}
        told = {
            "ops": [op.name for op in graph.get_operations() if _is_told(op)],
            "variables": [_describe_variable(v) for v in _all_variables(tf)],
            "collections": {
                str(key): [_name(item) for item in items] for key, items in _collections(graph)
            },
            "result": {path: _describe(item) for path, item in _walk(tf, result)},
        }
        if case.run:
            told["values"] = _run(case, kit, result)
        return told


def _is_told(op):
    # Reading and initializing a variable is named by what kind of variable it is.
    plumbing = op.type in ("ReadVariableOp", "VarIsInitializedOp", "AssignVariableOp", "Assign")
    return not plumbing and not op.name.endswith("/read") and not _CORE_INTERNALS.search(op.name)


def _all_variables(tf):
    found = {}
    for variable in tf.global_variables() + tf.local_variables():
        found.setdefault(variable.name, variable)
    return list(found.values())


def _describe_variable(variable):
    return [variable.name, variable.dtype.base_dtype.name, variable.shape.as_list()]


def _collections(graph):
    for key in sorted(graph.get_all_collection_keys(), key=str):
        items = graph.get_collection(key)
        if items and not str(key).startswith("("):  # the core's own are keyed by tuples
            yield key, items


def _name(item):
    name = getattr(item, "name", str(item))
    if hasattr(item, "handle") and ":" not in name:  # the update of a resource variable
        name += ":0"
    # Such an update is often an operation beneath the one that the other kind of variable has.
    return name.replace("/AssignSubVariableOp", "")


def _walk(tf, result, path=""):
    """Yields (path, tensor or plain value) of a nest of dicts, tuples, lists and SparseTensors."""
    if isinstance(result, (tf.SparseTensor, tf.SparseTensorValue)):
        for part in ("indices", "values", "dense_shape"):
            yield path + "." + part, getattr(result, part)
    elif isinstance(result, dict):
        for key in sorted(result, key=lambda k: getattr(k, "name", k)):
            for found in _walk(tf, result[key], "{}/{}".format(path, getattr(key, "name", key))):
                yield found
    elif isinstance(result, (list, tuple)):
        for number, item in enumerate(result):
            for found in _walk(tf, item, f"{path}/{number}"):
                yield found
    else:
        yield path, result


def _describe(item):
    if not hasattr(item, "dtype") or not hasattr(item, "op"):
        return str(item)
    if _CORE_INTERNALS.search(item.op.name):
        return [item.dtype.base_dtype.name]
    told = [item.name, item.dtype.base_dtype.name]
    told.append(item.shape.as_list() if item.shape.ndims is not None else None)
    return told + list(getattr(item, "aliases", []))


def _run(case, kit, result):
    tf = kit.tf
    fetches = {
        path: item
        for path, item in _walk(tf, result)
        if hasattr(item, "dtype") and hasattr(item, "op") and not item.op.type.endswith("Summary")
    }
    gradients = _gradients(tf, fetches) if case.gradients else {}
    summary = tf.summary.merge_all()
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        session.run(tf.tables_initializer())
        if case.fill:
            _fill(tf, session)
        steps = []
        for _ in range(case.steps):
            told = session.run(fetches)
            steps.append({path: golden_json.array(value) for path, value in told.items()})
        values = {"steps": steps}
        if gradients:
            told = session.run(gradients)
            values["gradients"] = {k: golden_json.array(v) for k, v in told.items()}
        if case.steps > 1:
            variables = {v.name: v for v in _all_variables(tf)}
            told = session.run(variables)
            values["variables"] = {k: golden_json.array(v) for k, v in told.items()}
        if summary is not None:
            values["summaries"] = _scalars(tf, session.run(summary))
        return values


def _gradients(tf, fetches):
    """Returns the gradients of all float results' sum, each element with a weight of its own."""
    variables = [v for v in tf.trainable_variables() if v.dtype.base_dtype.is_floating]
    all_variables = {v.name for v in _all_variables(tf)}
    total = [
        tf.reduce_sum(tensor * tf.reshape(_weights_like(tf, tensor), tf.shape(tensor)))
        for tensor in fetches.values()
        if tensor.dtype == tf.float32 and tensor.name not in all_variables
    ]
    if not total or not variables:
        return {}
    found = tf.gradients(tf.add_n(total), variables)
    return {
        v.name: tf.convert_to_tensor(g)
        for v, g in zip(variables, found)  # noqa: B905 (Python 3.7 has no strict)
        if g is not None
    }


def _weights_like(tf, tensor):
    return tf.cast(tf.range(tf.size(tensor)) % 5 + 1, tf.float32)


def _fill(tf, session):
    """Overwrites weights, but not the optimizers' slots and what batches are averaged to."""
    weights = {v.name: v for v in tf.trainable_variables() + tf.model_variables()}
    for name, variable in weights.items():
        if variable.dtype.base_dtype.is_floating and "moving_" not in name:
            variable.load(pattern(variable.shape.as_list()), session)


def _scalars(tf, serialized):
    """Returns tags and values of scalar summaries, and only the tags of others."""
    summary = tf.Summary.FromString(serialized)
    return [
        [v.tag, golden_json.array(np.float32(v.simple_value))]
        if v.HasField("simple_value")
        else [v.tag]
        for v in summary.value
    ]
