"""Generalized divisive normalization (Ballé, Laparra and Simoncelli, 2016)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.layers.core_layer import check_rank
from contrib_learn_compat.layers.layer_objects import LayerObject


class GDN(LayerObject):
    """Divides each channel by a norm of all channels at that place: ``x[i] / √(β[i] + γ[i] · x²)``.

    β and γ are squares of variables, so that they stay positive while these are trained:
    ``<name>/reparam_beta`` of shape [channels], ``<name>/reparam_gamma`` [channels, channels].

    Args:
      inverse: whether to multiply by the norm, which about undoes a layer that divides.
      beta_min: the lower bound of β, a float.
      gamma_init: γ at first: this on the diagonal and 0 elsewhere.
      reparam_offset: how far from 0 to keep the variables, where a square has no gradient.
      data_format: ``"channels_first"`` or ``"channels_last"``.
      activity_regularizer, trainable, name, dtype: as in :class:`.LayerObject`.

    Attributes:
      beta, gamma: the tensors β and γ, after the first call.

    Raises:
      ValueError: where `data_format` is neither of the two; in a call, where the rank is not 3 to
        5, the channels are unknown, or the inputs are not like those of the first call.
    """

    def __init__(
        self,
        inverse: bool = False,
        beta_min: float = 1e-6,
        gamma_init: float = 0.1,
        reparam_offset: float = 2**-18,
        data_format: str = "channels_last",
        activity_regularizer: Callable | None = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs,
    ):
        super().__init__(
            "gdn", trainable, name, activity_regularizer=activity_regularizer, **kwargs
        )
        if data_format not in ("channels_first", "channels_last"):
            raise ValueError(f"Unsupported `data_format` for GDN layer: {data_format}.")
        self.inverse = inverse
        self.data_format = data_format
        self._beta_min = beta_min
        self._gamma_init = gamma_init
        self._offset = reparam_offset
        self._input_shape = None  # rank, channels

    def build(self, input_shape):
        """Makes the variables, and β and γ of them."""
        channels = self._channels(input_shape)
        if channels is None:
            raise ValueError("The channel dimension of the inputs to `GDN` must be defined.")
        self._input_shape = input_shape.rank, channels
        pedestal = tf.constant(self._offset**2, dtype=self.dtype)
        beta_bound = tf.constant((self._beta_min + self._offset**2) ** 0.5, dtype=self.dtype)
        gamma_bound = tf.constant(self._offset, dtype=self.dtype)

        def root(values):
            return tf.sqrt(values + tf.constant(self._offset**2, dtype=self.dtype))

        def beta_initializer(shape, dtype=None, partition_info=None):
            return root(tf.ones(shape, dtype=dtype))

        def gamma_initializer(shape, dtype=None, partition_info=None):
            return root(self._gamma_init * tf.eye(shape[0], dtype=dtype))

        beta = self.add_weight("reparam_beta", [channels], beta_initializer)
        self.beta = tf.square(_at_least(beta, beta_bound)) - pedestal
        gamma = self.add_weight("reparam_gamma", [channels, channels], gamma_initializer)
        self.gamma = tf.square(_at_least(gamma, gamma_bound)) - pedestal

    def call(self, inputs):
        """Returns a tensor like `inputs`, a floating one of rank 3 to 5."""
        rank = inputs.shape.rank
        first = self.data_format == "channels_first"
        spatial = "DHW"[-(rank - 2) :]
        kernel = tf.reshape(self.gamma, [1] * (rank - 2) + self.gamma.shape.as_list())
        data_format = f"NC{spatial}" if first else f"N{spatial}C"
        norm = tf.nn.convolution(tf.square(inputs), kernel, "VALID", data_format=data_format)
        norm = tf.sqrt(self._add_beta(norm, rank, first))
        outputs = inputs * norm if self.inverse else inputs / norm
        outputs.set_shape(inputs.shape)
        return outputs

    def __call__(self, inputs):
        """Computes the outputs, in the layer's variable scope."""
        inputs = tf.convert_to_tensor(inputs, dtype=self.dtype)
        self._check(inputs)
        return super().__call__(inputs)

    apply = __call__

    def _add_beta(self, norm, rank, first):
        if not first:
            return tf.nn.bias_add(norm, self.beta, data_format="NHWC")
        # Biases go with channels in the second of four dimensions only.
        if rank == 3:
            norm = tf.nn.bias_add(tf.expand_dims(norm, 2), self.beta, data_format="NCHW")
            return tf.squeeze(norm, [2])
        if rank == 4:
            return tf.nn.bias_add(norm, self.beta, data_format="NCHW")
        shape = tf.shape(norm)
        flat = tf.reshape(norm, tf.concat([shape[:3], [-1]], 0))
        return tf.reshape(tf.nn.bias_add(flat, self.beta, data_format="NCHW"), shape)

    def _channels(self, shape):
        return tf.compat.dimension_value(shape[1 if self.data_format == "channels_first" else -1])

    def _check(self, inputs):
        if self._input_shape is None:
            check_rank(inputs, self.name, min_rank=3, max_rank=5)
            return
        rank, channels = self._input_shape
        check_rank(inputs, self.name, rank=rank)
        if self._channels(inputs.shape) not in (None, channels):
            axis = 1 if self.data_format == "channels_first" else -1
            raise ValueError(
                f"Input 0 of layer {self.name} is incompatible with the layer: expected axis {axis}"
                f" of input shape to have value {channels} but received input with shape "
                f"{inputs.shape.as_list()}"
            )


def _at_least(inputs, bound):
    """Returns the maximum, with a gradient that still lets `inputs` grow beneath the bound."""

    @tf.custom_gradient
    def maximum(inputs):
        def gradient(upstream):
            passes = tf.logical_or(inputs >= bound, upstream < 0)
            return tf.cast(passes, upstream.dtype) * upstream

        return tf.maximum(inputs, bound, name="GDNLowerBound"), gradient

    return maximum(tf.convert_to_tensor(inputs))


def gdn(
    inputs: Any,
    inverse: bool = False,
    beta_min: float = 1e-6,
    gamma_init: float = 0.1,
    reparam_offset: float = 2**-18,
    data_format: str = "channels_last",
    activity_regularizer: Callable | None = None,
    trainable: bool = True,
    name: Any = None,
    reuse: bool | None = None,
):
    """Generalized divisive normalization, see :class:`GDN`.

    Args:
      inputs: a floating tensor of rank 3 to 5, with known channels.
      inverse, beta_min, gamma_init, reparam_offset, data_format, activity_regularizer, trainable:
        as in :class:`GDN`.
      name: the name of the variable scope; ``gdn``, made unique, if None.
      reuse: take the variables that this scope has.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: as :class:`GDN`.
    """
    layer = GDN(
        inverse,
        beta_min,
        gamma_init,
        reparam_offset,
        data_format,
        activity_regularizer,
        trainable,
        name,
        dtype=inputs.dtype.base_dtype,
        _scope=name,
        _reuse=reuse,
    )
    return layer(inputs)
