"""Makes the values that a head's case names: tensors in every guise, functions, heads, scopes.

In a case a plain JSON value is itself, and a dict with one of these keys stands for
  $tensor    numbers, with `dtype` and `held`: how the program holds them (see `_tensor`)
  $sparse    {indices, values, dense_shape} of a tf.SparseTensor, with `dtype` and `held`
  $function  the name of one of the functions below (loss, link, train or partial functions)
  $head      the name of a factory or class, with `args`
  $tuple     the list of its parts
  $op, $mean, $stop_hook, $elsewhere
             other parts of a ModelFnOps: a no-op, a metric, a hook, a tensor of another graph
"""

import functools

import numpy as np


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
        self._model_fn_ops = model_fn_ops
        self.feeds = {}
        self.differentiable = []
        self.variables = []
        self.updates = []

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
        make = getattr(self._heads, name, None) or getattr(self, "_class_" + name)()
        return make(*self.build(options.get("positional", [])), **args)

    def _function(self, name):
        return getattr(self, "_" + name)

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

    # Link functions.

    def _exp(self, logits):
        return self._tf.exp(logits)

    def _named_sigmoid(self, logits):
        return self._tf.sigmoid(logits, name="probability")

    def _two_columns(self, logits):
        return self._tf.stack([logits, 2.0 * logits], axis=1)

    # Loss functions as users give them: (labels, logits, weights), a scalar back.

    def _hinge_like(self, labels, logits, weights=1.0):
        labels = self._tf.cast(labels, self._tf.float32)
        return self._tf.reduce_sum(weights * self._tf.abs(labels - logits), name="hinge_like")

    def _weights_required(self, labels, logits, weights):
        return self._hinge_like(labels, logits, weights)

    def _softmax_of_ids(self, labels, logits, weights=1.0):
        return self._tf.losses.sparse_softmax_cross_entropy(labels, logits, weights)

    def _not_a_scalar(self, labels, logits, weights=1.0):
        return weights * self._tf.abs(self._tf.cast(labels, self._tf.float32) - logits)

    def _no_weights(self, labels, logits):
        return self._hinge_like(labels, logits)

    def _no_logits(self, labels, predictions, weights):
        return self._hinge_like(labels, predictions, weights)

    def _no_labels(self, targets, logits, weights):
        return self._hinge_like(targets, logits, weights)

    def _keyword_only(self, labels, logits, *, weights=1.0):
        return self._hinge_like(labels, logits, weights)

    def _any_labels(self, *labels, logits=None, weights=None):
        return self._hinge_like(labels[0], logits, weights)

    def _any_weights(self, labels, logits, **weights):
        return self._hinge_like(labels, logits, **weights)

    def _annotated(self, labels: list, logits: list, weights: float = 1.0) -> float:
        return self._hinge_like(labels, logits, weights)

    @property
    def _partial_loss(self):
        def scaled(factor, labels, logits, weights=1.0):
            return factor * self._hinge_like(labels, logits, weights)

        return functools.partial(scaled, 2.0)

    @property
    def _partial_without_weights(self):
        return functools.partial(self._no_weights)

    @property
    def _callable_loss(self):
        make = self

        class Loss:
            def __call__(self, labels, logits, weights=1.0):
                return make._hinge_like(labels, logits, weights)

        return Loss()

    # Losses of loss_only_head.

    def _one_loss(self):
        return self._tf.constant(5.0)

    def _two_losses(self):
        return [self._tf.constant(1.5), self._tf.constant(2.25)]

    def _no_losses(self):
        return []

    def _tuple_of_losses(self):
        return self._tf.constant(1.5), self._tf.constant(2.25)

    def _number(self):
        return 2.5

    def _weight_decay(self):
        weights = self._tf.get_variable("decayed", initializer=[[1.0, -2.0], [0.5, 3.0]])
        return [self._tf.nn.l2_loss(weights), 0.125 * self._tf.reduce_sum(self._tf.abs(weights))]

    def _vector_loss(self):
        return self._tf.constant([1.0, 2.0])

    def _merged(self, losses):
        return self._tf.add_n(losses) * 2.0

    # Train functions.

    @property
    def _no_op(self):
        return self._heads.no_op_train_fn

    def _sgd(self, loss):
        return self._minimize_the_rest(self._tf.train.GradientDescentOptimizer(0.25), loss)

    def _momentum(self, loss):
        return self._minimize_the_rest(self._tf.train.MomentumOptimizer(0.1, 0.9), loss)

    def _counted(self, loss):
        del loss
        steps = self._tf.train.get_or_create_global_step()
        return self._tf.assign_add(steps, 1, name="counted")

    def _assigned(self, loss):
        seen = self._tf.Variable(0.0, name="seen", trainable=False)
        return self._tf.assign(seen, loss)

    def _returns_none(self, loss):
        return None

    def _adagrad_of_all(self, loss):
        """As most programs train: the centered bias too, which its own Adagrad trains already."""
        return self._minimize(self._tf.train.AdagradOptimizer(0.25), loss)

    def _minimize_the_rest(self, optimizer, loss):
        variables = [
            variable
            for variable in self._tf.trainable_variables()
            if "centered_bias_weight" not in variable.name
        ]
        return self._minimize(optimizer, loss, variables)

    def _minimize(self, optimizer, loss, variables=None):
        update = optimizer.minimize(loss, self._tf.train.get_global_step(), variables)
        self.updates.append(update)
        return update

    # Heads as users derive them.

    def _class_PairLossHead(self):
        """A regression head with its own pair of losses and its own metrics."""
        tf, base = self._tf, self._heads._RegressionHead

        class PairLossHead(base):
            def __init__(self, **args):
                def pair(labels, logits, weights):
                    loss = tf.abs(tf.cast(labels, tf.float32) - logits)
                    if weights is not None:
                        loss *= weights
                    return tf.reduce_mean(loss), tf.reduce_sum(loss)

                super().__init__(loss_fn=pair, link_fn=tf.identity, **args)

            def _metrics(self, eval_loss, predictions, labels, weights):
                return {"worst": tf.metrics.mean(tf.reduce_max(tf.abs(labels)))}

            def _transform_labels(self, mode, labels):
                if mode == "infer" or labels is None:
                    return None
                return tf.cast(labels, tf.float32) * 2.0

        return PairLossHead

    def _class_SelfLabelledHead(self):
        """A regression head that needs no labels of the caller."""
        tf, base = self._tf, self._heads._RegressionHead

        class SelfLabelledHead(base):
            def _transform_labels(self, mode, labels):
                return None if mode == "infer" else tf.constant([[1.0], [2.0], [3.0], [4.0]])

        return functools.partial(
            SelfLabelledHead, loss_fn=self._pair_of_hinges, link_fn=tf.identity, label_dimension=1
        )

    def _class_FlippedHead(self):
        """A binary head that predicts the other class too."""
        tf, base = self._tf, self._heads._BinaryLogisticHead

        class FlippedHead(base):
            def _logits_to_predictions(self, logits):
                predictions = super()._logits_to_predictions(logits)
                predictions["flipped"] = tf.subtract(1.0, predictions["logistic"], name="flipped")
                return predictions

        return FlippedHead

    def _class_RenamedOutputHead(self):
        """A regression head that exports under another name."""
        base = self._heads._RegressionHead

        class RenamedOutputHead(base):
            def _create_output_alternatives(self, predictions):
                return {"renamed": (0, predictions)}

        return functools.partial(
            RenamedOutputHead, loss_fn=self._pair_of_hinges, link_fn=self._exp, label_dimension=1
        )

    def _pair_of_hinges(self, labels, logits, weights=None):
        loss = self._hinge_like(labels, logits, 1.0 if weights is None else weights)
        return loss, loss

    def _class_OwnHead(self):
        """A head written from nothing on the abstract one, as multi_head takes it."""
        tf, base, make = self._tf, self._heads.Head, self._model_fn_ops

        class OwnHead(base):
            head_name = "own"

            @property
            def logits_dimension(self):
                return 2

            def create_model_fn_ops(
                self, features, mode, labels=None, train_op_fn=None, logits=None, scope=None
            ):
                with tf.variable_scope(scope, default_name=self.head_name):
                    predictions = {"scores": tf.multiply(logits, 2.0, name="scores")}
                    loss = tf.reduce_sum(logits, name="loss")
                    return make(
                        mode=mode,
                        predictions=predictions,
                        loss=loss,
                        train_op=train_op_fn(loss) if mode == "train" else None,
                        eval_metric_ops={"own/mean": tf.metrics.mean(logits)},
                        output_alternatives={self.head_name: (0, predictions)},
                    )

        return OwnHead

    def _class_FixedOps(self):
        """Gives a ModelFnOps of whatever it is called with."""
        base, make = self._heads.Head, self._model_fn_ops

        class FixedOps(base):
            logits_dimension = 1

            def create_model_fn_ops(self, features, mode, **parts):
                return make(mode, **parts)

        return FixedOps

    def _class_AbstractHead(self):
        class AbstractHead(self._heads.Head):
            @property
            def logits_dimension(self):
                return 1

        return AbstractHead


def _prefix_getter(prefix):
    def custom_getter(getter, name, *args, **kwargs):
        return getter(prefix + name, *args, **kwargs)

    return custom_getter
