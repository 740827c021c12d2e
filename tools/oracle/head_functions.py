"""Functions as programs give them to heads, by the names that cases have for them."""

import functools


class Functions:
    """Link, loss and train functions, as attributes.

    Attributes:
      updates: the train ops of optimizers that train functions made.
    """

    def __init__(self, tf, heads):
        self._tf = tf
        self._heads = heads
        self.updates = []

    # Link functions.

    def exp(self, logits):
        return self._tf.exp(logits)

    def named_sigmoid(self, logits):
        return self._tf.sigmoid(logits, name="probability")

    def two_columns(self, logits):
        return self._tf.stack([logits, 2.0 * logits], axis=1)

    # Loss functions as users give them: (labels, logits, weights), a scalar back.

    def hinge_like(self, labels, logits, weights=1.0):
        labels = self._tf.cast(labels, self._tf.float32)
        return self._tf.reduce_sum(weights * self._tf.abs(labels - logits), name="hinge_like")

    def weights_required(self, labels, logits, weights):
        return self.hinge_like(labels, logits, weights)

    def softmax_of_ids(self, labels, logits, weights=1.0):
        return self._tf.losses.sparse_softmax_cross_entropy(labels, logits, weights)

    def not_a_scalar(self, labels, logits, weights=1.0):
        return weights * self._tf.abs(self._tf.cast(labels, self._tf.float32) - logits)

    def no_weights(self, labels, logits):
        return self.hinge_like(labels, logits)

    def no_logits(self, labels, predictions, weights):
        return self.hinge_like(labels, predictions, weights)

    def no_labels(self, targets, logits, weights):
        return self.hinge_like(targets, logits, weights)

    def keyword_only(self, labels, logits, *, weights=1.0):
        return self.hinge_like(labels, logits, weights)

    def any_labels(self, *labels, logits=None, weights=None):
        return self.hinge_like(labels[0], logits, weights)

    def any_weights(self, labels, logits, **weights):
        return self.hinge_like(labels, logits, **weights)

    def annotated(self, labels: list, logits: list, weights: float = 1.0) -> float:
        return self.hinge_like(labels, logits, weights)

    @property
    def partial_loss(self):
        def scaled(factor, labels, logits, weights=1.0):
            return factor * self.hinge_like(labels, logits, weights)

        return functools.partial(scaled, 2.0)

    @property
    def partial_without_weights(self):
        return functools.partial(self.no_weights)

    @property
    def callable_loss(self):
        make = self

        class Loss:
            def __call__(self, labels, logits, weights=1.0):
                return make.hinge_like(labels, logits, weights)

        return Loss()

    def pair_of_hinges(self, labels, logits, weights=None):
        loss = self.hinge_like(labels, logits, 1.0 if weights is None else weights)
        return loss, loss

    # Losses of loss_only_head.

    def one_loss(self):
        return self._tf.constant(5.0)

    def two_losses(self):
        return [self._tf.constant(1.5), self._tf.constant(2.25)]

    def no_losses(self):
        return []

    def tuple_of_losses(self):
        return self._tf.constant(1.5), self._tf.constant(2.25)

    def number(self):
        return 2.5

    def weight_decay(self):
        weights = self._tf.get_variable("decayed", initializer=[[1.0, -2.0], [0.5, 3.0]])
        return [self._tf.nn.l2_loss(weights), 0.125 * self._tf.reduce_sum(self._tf.abs(weights))]

    def vector_loss(self):
        return self._tf.constant([1.0, 2.0])

    def merged(self, losses):
        return self._tf.add_n(losses) * 2.0

    # Train functions.

    @property
    def no_op(self):
        return self._heads.no_op_train_fn

    def sgd(self, loss):
        return self._minimize_the_rest(self._tf.train.GradientDescentOptimizer(0.25), loss)

    def momentum(self, loss):
        return self._minimize_the_rest(self._tf.train.MomentumOptimizer(0.1, 0.9), loss)

    def counted(self, loss):
        del loss
        steps = self._tf.train.get_or_create_global_step()
        return self._tf.assign_add(steps, 1, name="counted")

    def assigned(self, loss):
        seen = self._tf.Variable(0.0, name="seen", trainable=False)
        return self._tf.assign(seen, loss)

    def returns_none(self, loss):
        return None

    def adagrad_of_all(self, loss):
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
