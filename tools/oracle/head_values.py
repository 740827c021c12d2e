"""Makes the values that a head's case names: tensors in every guise, functions, heads, scopes.

In a case a plain JSON value is itself, and a dict with one of these keys stands for
  $tensor    numbers, with `dtype` and `held`: how the program holds them (see `_tensor`)
  $sparse    {indices, values, dense_shape} of a tf.SparseTensor, with `dtype` and `held`
  $function  the name of one of head_functions.py (loss, link, train or partial functions)
  $head      the name of a factory, or of a class of head_classes.py, with `args`
  $tuple     the list of its parts
  $op, $mean, $stop_hook, $elsewhere
             other parts of a ModelFnOps: a no-op, a metric, a hook, a tensor of another graph
"""

import numpy as np

import head_classes
import head_functions


class Values:
    """What one case's graph was given; what `HeadRunner` must know of it later.

    Attributes:
      feeds: what to feed in each `Session.run`.
      differentiable: the float tensors that went in, to take gradients at.
      variables: variables that went in as values.
      updates: the train ops of optimizers that train functions made.
    """

    def __init__(self, tf, heads, model_fn_ops):
        self._tf = tf
        self._heads = heads
        self._functions = head_functions.Functions(tf, heads)
        self._classes = head_classes.HeadClasses(tf, heads, model_fn_ops, self._functions)
        self.feeds = {}
        self.differentiable = []
        self.variables = []
        self.updates = self._functions.updates

    def build(self, spec):
        """Returns what `spec` stands for."""
        if isinstance(spec, list):
            return [self.build(part) for part in spec]
        if not isinstance(spec, dict):
            return spec
        for tag in spec:
            if tag.startswith("$"):
                options = {key: value for key, value in spec.items() if key != tag}
                return getattr(self, "_" + tag[1:])(spec[tag], **options)
        return {key: self.build(value) for key, value in spec.items()}

    def _tuple(self, parts):
        return tuple(self.build(part) for part in parts)

    def _tensor(self, numbers, dtype="float32", held="constant", shape=None, **options):
        """`held` says how: as a constant, a variable, a placeholder, in NumPy or in a list."""
        tf = self._tf
        if held == "list":
            return numbers
        as_numpy = np.array(numbers).astype(np.object_ if dtype == "string" else dtype)
        if shape is not None:
            as_numpy = as_numpy.reshape(shape)
        if held == "numpy":
            return as_numpy
        if held == "scalar":
            return as_numpy[()]
        if held == "constant":
            tensor = tf.constant(as_numpy, dtype=dtype, **options)
        elif held == "variable":
            tensor = tf.Variable(as_numpy, **options)
            self.variables.append(tensor)
        else:
            known = {
                "placeholder": as_numpy.shape,
                "any batch": (None,) + as_numpy.shape[1:],
                "any size": (None,) * as_numpy.ndim,
                "any shape": None,
            }
            tensor = tf.placeholder(dtype, known[held], **options)
            self.feeds[tensor] = as_numpy
        if tensor.dtype.is_floating and held != "variable":
            self.differentiable.append(tensor)
        return tensor

    def _sparse(self, parts, dtype="int64", held="constant"):
        tf = self._tf
        indices, shape = parts["indices"], parts["dense_shape"]
        values = np.array(parts["values"]).astype(np.object_ if dtype == "string" else dtype)
        value = tf.SparseTensorValue(np.array(indices), values, np.array(shape))
        if held == "value":
            return value
        if held == "placeholder":
            placeholder = tf.sparse_placeholder(dtype)
            self.feeds[placeholder] = value
            return placeholder
        return tf.SparseTensor(indices, tf.constant(values, dtype=dtype), shape)

    def _op(self, name):
        return self._tf.no_op(name=name)

    def _mean(self, numbers):
        return self._tf.metrics.mean(numbers)

    def _stop_hook(self, steps):
        return self._tf.train.StopAtStepHook(num_steps=steps)

    def _elsewhere(self, numbers):
        """A tensor of another graph."""
        with self._tf.Graph().as_default():
            return self._tf.constant(numbers)

    def _head(self, name, args, **options):
        args = {key: self.build(value) for key, value in args.items()}
        make = getattr(self._heads, name, None) or getattr(self._classes, name)()
        return make(*self.build(options.get("positional", [])), **args)

    def _function(self, name):
        return getattr(self._functions, name)

    def context(self, spec):
        """Returns the context manager that `spec`, [name, options], stands for."""
        name, options = spec
        tf = self._tf
        if name == "name_scope":
            return tf.name_scope(**options)
        if name == "device":
            return tf.device(**options)
        if name == "control_dependencies":
            return tf.control_dependencies([tf.no_op(name=options["after"])])
        if name == "variable_scope":
            options = dict(options)
            if options.get("reuse") == "auto":
                options["reuse"] = tf.AUTO_REUSE
            if "l2" in options:
                scale = options.pop("l2")
                options["regularizer"] = lambda weights: scale * tf.nn.l2_loss(weights)
            if "slices" in options:
                options["partitioner"] = tf.fixed_size_partitioner(options.pop("slices"))
            if "initial" in options:
                options["initializer"] = tf.constant_initializer(options.pop("initial"))
            if "prefix_getter" in options:
                options["custom_getter"] = _prefix_getter(options.pop("prefix_getter"))
            options.setdefault("name_or_scope", tf.get_variable_scope())
            return tf.variable_scope(**options)
        raise ValueError(f"unknown context {name!r}")


def _prefix_getter(prefix):
    def custom_getter(getter, name, *args, **kwargs):
        return getter(prefix + name, *args, **kwargs)

    return custom_getter
