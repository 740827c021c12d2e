"""Calls one metric or loss in a graph of its own, feeds it, and tells all that can be seen of it.

The recorders call it with TF 1.15, the tests with contrib_learn_compat on today's TensorFlow, so
that both see the same program.

Runs under Python 3.7 and 3.10+, with `tf` being TF 1.15 or `tensorflow.compat.v1`.
"""

import collections

import numpy as np

import golden_json

Case = collections.namedtuple("Case", "id function feeds static options apart resource")
Case.__doc__ = """One call.

id: its name. function: the name of the function. feeds: a dict of parameter names to lists of what
to feed to each step, arrays or `Rows`. static: None, if shapes are known; else a dict of parameter
names to the shapes that are. options: a dict of the other arguments. apart: what may differ today,
with the reason: "bits", so that numbers are equal to 1e-6 only; "names" of results; "state" of
variables. resource: whether TF 1.15 is asked with resource variables, as its own tests of
concatenation are.
"""


class Rows:
    """A SparseTensor of rank 2 that has the elements of each row from its left, or of rank 1.

    Args:
      rows: a list of lists of int64.
      flat: make it of rank 1, of the only row.
    """

    def __init__(self, rows, flat=False):
        self.indices = np.array(
            [[j] if flat else [i, j] for i, row in enumerate(rows) for j in range(len(row))],
            np.int64,
        ).reshape([-1, 1 if flat else 2])
        self.values = np.array([value for row in rows for value in row], np.int64)
        width = max(map(len, rows))
        self.dense_shape = np.array([width] if flat else [len(rows), width], np.int64)


def answer(case, tf, functions, use_resource=False):
    """Returns what a case gives, as plain JSON. `functions` finds a function by its name."""
    with tf.Graph().as_default() as graph:
        with tf.variable_scope(tf.get_variable_scope(), use_resource=use_resource):
            inputs = {
                name: _placeholder(tf, name, batches[0], case.static)
                for name, batches in case.feeds.items()
            }
            options = {name: _option(tf, value) for name, value in case.options.items()}
            try:
                result = functions(case.function)(**inputs, **options)
            except Exception as error:  # whatever it is, it is the answer
                return {"error": [type(error).__name__, str(error)]}
        parts = dict(_parts(result))
        told = {
            "result": {path: _describe(part) for path, part in parts.items()},
            "variables": [
                [v.name, v.dtype.base_dtype.name, v.shape.as_list() if v.shape.ndims else []]
                for v in tf.global_variables() + tf.local_variables()
            ],
            "collections": {
                key: [getattr(item, "name", str(item)) for item in graph.get_collection(key)]
                for key in sorted(filter(_is_told, graph.get_all_collection_keys()))
            },
        }
        gradients = _gradients(tf, parts, inputs)
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            told["steps"] = [
                _step(tf, session, case, inputs, parts, gradients, step)
                for step in range(max([len(batches) for batches in case.feeds.values()] or [1]))
            ]
            told["state"] = {
                v.name: golden_json.array(session.run(v.value())) for v in tf.local_variables()
            }
        return told


def _is_told(collection):
    """Whether a collection is there for programs; others are the plumbing of control flow."""
    return isinstance(collection, str) and not collection.endswith("_context")


def _placeholder(tf, name, batch, static):
    if isinstance(batch, Rows):
        return tf.sparse_placeholder(tf.int64, name=name)
    shape = batch.shape if static is None or name not in static else static[name]
    dtype = tf.string if batch.dtype.kind in "SU" else tf.as_dtype(batch.dtype)
    return tf.placeholder(dtype, shape, name=name)


def _option(tf, value):
    if isinstance(value, Rows):
        return tf.SparseTensor(value.indices, value.values, value.dense_shape)
    if isinstance(value, list):
        return [_option(tf, item) for item in value]
    return tf.constant(value) if isinstance(value, np.ndarray) else value


def _parts(result, path=""):
    """Yields (path, tensor, operation or variable) of tuples, dicts and SparseTensors."""
    if result is None:
        return
    if hasattr(result, "dense_shape"):
        result = {key: getattr(result, key) for key in ("indices", "values", "dense_shape")}
    elif hasattr(result, "_asdict"):
        result = result._asdict()
    elif isinstance(result, (tuple, list)):
        result = dict(enumerate(result))
    if not isinstance(result, dict):
        yield path or "/", result
        return
    for key in result:
        yield from _parts(result[key], f"{path}/{key}")


def _describe(part):
    if not hasattr(part, "dtype"):
        return [part.name, None, None]
    return [
        part.name,
        part.dtype.base_dtype.name,
        part.shape.as_list() if part.shape.ndims is not None else None,
    ]


def _is_update(path):
    """A pair's second part is the update of a metric."""
    return path == "/1" or path.startswith("/1/")


def _gradients(tf, parts, inputs):
    """Returns the gradients of a loss by its float inputs; a metric has none."""
    floats = {
        name: tensor
        for name, tensor in inputs.items()
        if tensor.dtype.is_floating and name != "weights"
    }
    if list(parts) != ["/"] or not floats or not parts["/"].dtype.is_floating:
        return {}
    found = {name: tf.gradients(parts["/"], tensor)[0] for name, tensor in floats.items()}
    return {name: gradient for name, gradient in found.items() if gradient is not None}


def _step(tf, session, case, inputs, parts, gradients, step):
    """Feeds a batch to the update, if there is one, and then asks for the value."""
    feed = {}
    for name, batches in case.feeds.items():
        batch = batches[step % len(batches)]
        if isinstance(batch, Rows):
            batch = tf.SparseTensorValue(batch.indices, batch.values, batch.dense_shape)
        feed[inputs[name]] = batch
    updates = {path: part for path, part in parts.items() if _is_update(path)}
    values = {path: part for path, part in parts.items() if not _is_update(path)}
    values.update(("gradient of " + name, part) for name, part in gradients.items())
    told = {}
    for fetches in (updates, values):
        try:
            for path, value in session.run(fetches, feed).items():
                if hasattr(parts.get(path, gradients), "dtype") or path not in parts:
                    told[path] = golden_json.array(value)
        except tf.errors.OpError as error:
            told["error"] = [type(error).__name__, _cause(error.message)]
            return told
    return told


def _cause(message):
    """Returns what the kernel said, without where: TF 2 tells of the Python code too."""
    return message.split("\n\t [[")[0].split("\n")[-1].split("] [")[0]
