"""Layers as objects: they make their variables when first called, and share them afterwards."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.core_layer import unique_name


class LayerObject:
    """A layer with a variable scope of its own.

    A subclass computes in ``call`` and makes its variables in ``build``, with ``add_weight``, or
    simply in the first ``call``.

    Args:
      default_name: what to call a layer that has no `name`.
      trainable: whether its variables join the collection of trainable ones.
      name: its name, and that of its variable scope, made unique.
      dtype: of its variables; None takes that of the first inputs.
      activity_regularizer: a function of the outputs that returns a scalar loss; the collection of
        regularization losses gets this loss over the size of the batch.
      _scope: the name of its variable scope, which is not made unique.
      _reuse: take the variables that the scope has.

    Attributes:
      name, dtype, trainable: as above. built: whether it has been called.

    Raises:
      TypeError: for other arguments.
    """

    def __init__(
        self,
        default_name: str,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        activity_regularizer=None,
        _scope: str | None = None,
        _reuse: bool | None = None,
        **unknown: Any,
    ):
        for keyword in unknown:
            raise TypeError("Keyword argument not understood:", keyword)
        self.name = name or unique_name(default_name)
        self._base_name = name or default_name
        self.dtype = dtype
        self.trainable = trainable
        self.built = False
        self._activity_regularizer = activity_regularizer
        self._reuse = _reuse
        self._variables = []
        self._losses = []
        self._scope = None
        if _scope:
            with tf.variable_scope(_scope) as self._scope:
                pass

    def __call__(self, inputs, *args, **kwargs):
        """Computes the outputs, in the layer's variable scope."""
        inputs = tf.nest.map_structure(tf.convert_to_tensor, inputs)
        if self._scope is None:
            scope, default = (self._base_name, None) if self._reuse else (None, self._base_name)
            with tf.variable_scope(scope, default) as self._scope:
                pass
        if self.dtype is None:
            self.dtype = tf.nest.flatten(inputs)[0].dtype.base_dtype
        reuse = True if self.built else self._reuse
        with tf.variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            with tf.name_scope(scope.original_name_scope):
                if not self.built:
                    self.build(tf.nest.map_structure(lambda x: x.shape, inputs))
                    self.built = True
                outputs = self.call(inputs, *args, **kwargs)
                self._regularize(outputs)
        return outputs

    apply = __call__

    def build(self, input_shape) -> None:
        """Makes the variables."""

    def call(self, inputs, *args, **kwargs):
        """Returns the outputs."""
        raise NotImplementedError

    def add_weight(self, name, shape, initializer):
        """Makes a variable."""
        variable = tf.get_variable(
            name, shape, dtype=self.dtype, initializer=initializer, trainable=self.trainable
        )
        self._variables.append(variable)
        return variable

    def _regularize(self, outputs):
        if self._activity_regularizer is None:
            return
        with tf.name_scope("ActivityRegularizer"):
            for output in tf.nest.flatten(outputs):
                loss = self._activity_regularizer(output)
                loss = loss / tf.cast(tf.shape(output)[0], loss.dtype)
                self._losses.append(loss)
                tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, loss)

    @property
    def scope_name(self) -> str:
        """The name of the variable scope.

        Raises:
          ValueError: before the first call, which decides it.
        """
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self.name}" has not been '
                "used yet. The scope name  is determined the first time the layer instance is "
                "called. You must therefore call the layer before querying `scope_name`."
            )
        return self._scope.name

    @property
    def variables(self) -> list:
        """All variables."""
        return list(self._variables)

    @property
    def trainable_variables(self) -> list:
        """The trainable variables; none if the layer is not trainable."""
        return [v for v in self._variables if self.trainable and v.trainable]

    @property
    def non_trainable_variables(self) -> list:
        """The other variables."""
        return [v for v in self._variables if not (self.trainable and v.trainable)]

    @property
    def losses(self) -> list:
        """The losses of the activity regularizer, one for each call."""
        return list(self._losses)

    weights = variables
    trainable_weights = trainable_variables
    non_trainable_weights = non_trainable_variables
