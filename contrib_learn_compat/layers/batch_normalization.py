"""Batch normalization.

TF 1.15 has three ways to compute it, which differ in names and in how the moving averages come to
be updated, and :func:`batch_norm` chooses among them by its arguments: the core's layer
(`_core_layer`) for the usual ones, else the fused kernel with updates wherever they are asked for
(`_fused`), else plain operations with the same freedom (`_plain`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import assign_moving_average
from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import check_data_format, core_scope, finish_layer
from contrib_learn_compat.layers.utils import (
    add_variable_to_collections,
    constant_value,
    shape_text,
    smart_cond,
)
from contrib_learn_compat.layers.weights import add_weight, layer_scope, model_variable_getter

_UPDATE_OPS = tf.GraphKeys.UPDATE_OPS
_INITIALIZERS = {
    "beta": tf.zeros_initializer(),
    "gamma": tf.ones_initializer(),
    "moving_mean": tf.zeros_initializer(),
    "moving_variance": tf.ones_initializer(),
}


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: float = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Callable | None = None,
    param_initializers: dict | None = None,
    param_regularizers: dict | None = None,
    updates_collections: Any = tf.GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: bool | None = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: dict | None = None,
    renorm_decay: float = 0.99,
    adjustment: Callable | None = None,
):
    """Normalizes every channel by the batch's mean and variance (Ioffe and Szegedy, 2015).

    The moving averages that stand in for these outside of training are updated by operations in
    `updates_collections`, which the training operation has to depend on:

    ```
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = optimizer.minimize(loss)
    ```

    Args:
      inputs: a floating tensor [batch, …, channels]; for ``NCHW`` [batch, channels, …]. The
        channels have to be known.
      decay: of the moving averages, a float.
      center: whether to add ``<scope>/beta``.
      scale: whether to multiply by ``<scope>/gamma``.
      epsilon: a float added to the variance.
      activation_fn: a function of the outputs; None leaves them linear.
      param_initializers: a dict of initializers for ``beta``, ``gamma``, ``moving_mean`` and
        ``moving_variance``.
      param_regularizers: a dict of regularizers for ``beta`` and ``gamma``.
      updates_collections: a collection, or a list of them; None updates the averages whenever the
        outputs are computed.
      is_training: a bool or a bool tensor: normalize by the batch, or by the moving averages.
      reuse: take the variables that `scope` has.
      variables_collections: more collections for the variables: a list, or a dict of lists by
        their names.
      outputs_collections: collections for the outputs.
      trainable: whether ``beta`` and ``gamma`` join the collection of trainable variables.
      batch_weights: a tensor [batch] of weights for the mean and the variance.
      fused: whether to use the fused kernel where there is one; None means True.
      data_format: ``"NHWC"`` or ``"NCHW"``, whatever the rank.
      zero_debias_moving_mean: whether to correct the moving mean for having begun at zero.
      scope: the name of the variable scope; ``BatchNorm``, made unique, if None.
      renorm: whether to correct the batch by the moving averages in training, too (Ioffe, 2017).
      renorm_clipping: a dict of the bounds ``rmin``, ``rmax`` and ``dmax`` of that correction.
      renorm_decay: of the moving averages for that correction, a float.
      adjustment: a function of the dynamic shape that returns a scale and a bias for training.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: where `data_format` is neither of the two, the rank or the channels are unknown,
        or `renorm` comes with what excludes it.
    """
    fused = True if fused is None else fused
    inputs = tf.convert_to_tensor(inputs)
    rank = inputs.shape.rank
    how = _Settings(
        decay=decay,
        epsilon=epsilon,
        channels_first=check_data_format(data_format),
        is_training=is_training,
        zero_debias=zero_debias_moving_mean,
        updates_collections=updates_collections,
        wanted={"gamma": scale, "beta": center},
        initializers={**_INITIALIZERS, **(param_initializers or {})},
        regularizers=param_regularizers or {},
        trainable=trainable,
        variables_collections=variables_collections,
    )
    usual_updates = updates_collections == _UPDATE_OPS and not zero_debias_moving_mean
    has_kernel = rank in (2, 4) and batch_weights is None and not renorm and adjustment is None
    use_fused = fused and has_kernel and (rank == 2 or not usual_updates)
    # In this way alone, variables that an update makes are no model variables.
    open_scope = tf.variable_scope if use_fused else layer_scope
    with open_scope(scope, "BatchNorm", [inputs], reuse=reuse) as sc:
        with core_scope(sc):
            if use_fused:
                outputs = _fused(inputs, how)
            elif usual_updates and batch_weights is None:
                if fused and has_kernel:
                    outputs = _core_fused(inputs, how)
                else:
                    renorm = _Renorm(renorm_clipping, renorm_decay) if renorm else None
                    outputs = _core_plain(inputs, how, renorm, adjustment)
            elif renorm:
                raise ValueError(
                    "renorm is not supported with batch_weights, updates_collections or "
                    "zero_debias_moving_mean"
                )
            else:
                outputs = _plain(inputs, how, batch_weights)
        return finish_layer(outputs, outputs_collections, sc.name, activation_fn)


class _Settings(NamedTuple):
    """What all three ways need to know."""

    decay: float
    epsilon: float
    channels_first: bool
    is_training: Any
    zero_debias: bool
    updates_collections: Any
    wanted: dict[str, bool]
    initializers: dict[str, Callable]
    regularizers: dict[str, Callable]
    trainable: bool
    variables_collections: Any

    def may_train(self) -> bool:
        known = constant_value(self.is_training)
        return known is None or bool(known)

    def variable(self, name, size, dtype, **kwargs):
        """Makes the variable `name` of shape [size]."""
        regularizer = self.regularizers.get(name)
        with _same_scope(custom_getter=model_variable_getter()):
            return add_weight(name, [size], dtype, self.initializers[name], regularizer, **kwargs)

    def parameters(self, order, size, dtype, constants=False) -> dict[str, Any]:
        """Makes gamma and beta in that `order`: a variable, or else a constant or None."""
        made = {}
        for name in order:
            if self.wanted[name]:
                made[name] = self.variable(name, size, dtype, trainable=self.trainable)
            elif constants:
                made[name] = tf.constant(float(name == "gamma"), dtype=dtype, shape=[size])
            else:
                made[name] = None
        return made

    def averages(self, size, dtype) -> tuple[Any, Any]:
        """Makes the moving averages of mean and variance."""
        with _unpartitioned():
            return (
                self.variable("moving_mean", size, dtype, trainable=False),
                self.variable("moving_variance", size, dtype, trainable=False),
            )

    def collect(self, **variables) -> None:
        """Adds variables to the collections asked for."""
        for name, variable in variables.items():
            if self.wanted.get(name, True):
                add_variable_to_collections(variable, self.variables_collections, name)

    def update(self, averages, mean, variance) -> tuple[Any, Any]:
        """Makes the updates of the moving averages."""
        moving_mean, moving_variance = averages
        return (
            assign_moving_average(moving_mean, mean, self.decay, self.zero_debias),
            assign_moving_average(moving_variance, variance, self.decay, False),
        )


def _same_scope(**kwargs):
    """Opens the variable scope once more, with other settings."""
    return tf.variable_scope(tf.get_variable_scope(), auxiliary_name_scope=False, **kwargs)


@contextlib.contextmanager
def _unpartitioned() -> Iterator[None]:
    with _same_scope() as scope:
        scope.set_partitioner(None)
        yield


def _kernel(inputs, how, gamma, beta, averages):
    """Returns the fused kernel's outputs, and the mean and the variance it has taken."""
    data_format = "NCHW" if how.channels_first else "NHWC"

    def by_batch():
        return tf.nn.fused_batch_norm(
            inputs, gamma, beta, epsilon=how.epsilon, data_format=data_format
        )

    def by_averages():
        return tf.nn.fused_batch_norm(
            inputs,
            gamma,
            beta,
            *averages,
            epsilon=how.epsilon,
            is_training=False,
            data_format=data_format,
        )

    return smart_cond(how.is_training, by_batch, by_averages)


def _fused(inputs, how):
    original = inputs
    if inputs.shape.rank == 2:
        size = inputs.shape.as_list()[-1]
        if size is None:
            raise ValueError("`C` dimension must be known but is None")
        inputs = tf.reshape(inputs, [-1, size, 1, 1] if how.channels_first else [-1, 1, 1, size])
    size = _channels(inputs, how, "`C`")
    params = how.parameters(("beta", "gamma"), size, tf.float32, constants=True)
    averages = how.averages(size, tf.float32)
    how.collect(**params, moving_mean=averages[0], moving_variance=averages[1])
    outputs, mean, variance = _kernel(inputs, how, params["gamma"], params["beta"], averages)
    if how.may_train() and how.updates_collections is None:

        def updated():
            with tf.control_dependencies(how.update(averages, mean, variance)):
                return tf.identity(kernel_outputs)

        kernel_outputs = outputs
        outputs = smart_cond(how.is_training, updated, lambda: kernel_outputs)
    elif how.may_train():
        _delay_updates(how, averages, mean, variance)
    outputs.set_shape(inputs.shape)
    if original.shape.rank == 2:
        outputs = tf.reshape(outputs, tf.shape(original))
    return outputs


def _delay_updates(how, averages, mean, variance):
    updates = smart_cond(
        how.is_training, lambda: how.update(averages, mean, variance), lambda: averages
    )
    for update in updates:
        tf.add_to_collections(how.updates_collections, update)


def _channels(inputs, how, dimension):
    shape = inputs.shape[1:2] if how.channels_first else inputs.shape[-1:]
    if not shape.is_fully_defined():
        raise ValueError(
            f"Inputs {inputs.name} has undefined {dimension} dimension {shape_text(shape)}."
        )
    return shape.as_list()[0]


def _plain(inputs, how, batch_weights):
    rank = inputs.shape.rank
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    if batch_weights is not None:
        batch_weights = tf.convert_to_tensor(batch_weights)
        inputs.shape[0:1].assert_is_compatible_with(batch_weights.shape)
        batch_weights = tf.reshape(batch_weights, [-1] + [1] * (rank - 1))
    first, dtype = how.channels_first, inputs.dtype.base_dtype
    size = _channels(inputs, how, "channels")
    how = how._replace(regularizers={})  # sic
    params = how.parameters(("beta", "gamma"), size, dtype)
    averages = how.averages(size, dtype)
    how.collect(**params, moving_mean=averages[0], moving_variance=averages[1])
    mean, variance = averages
    if how.may_train():
        axes = [0, *range(2, rank)] if first else [*range(rank - 1)]
        if batch_weights is None:
            moments = tf.nn.moments(inputs, axes, keep_dims=first)
        else:
            moments = tf.nn.weighted_moments(inputs, axes, batch_weights, keepdims=first)
        if first:
            moments = tuple(tf.reshape(moment, [-1]) for moment in moments)

        def updated():
            with tf.control_dependencies(how.update(averages, *moments)):
                return tuple(tf.identity(moment) for moment in moments)

        if how.updates_collections is None:
            mean, variance = smart_cond(how.is_training, updated, lambda: averages)
        else:
            _delay_updates(how, averages, *moments)
            mean, variance = smart_cond(how.is_training, lambda: moments, lambda: averages)
    values = [mean, variance, params["beta"], params["gamma"]]
    if first:
        shape = [1, size] + [1] * (rank - 2)
        values = [None if value is None else tf.reshape(value, shape) for value in values]
    outputs = tf.nn.batch_normalization(inputs, *values, how.epsilon)
    outputs.set_shape(inputs.shape)
    return outputs


def _core_channels(inputs, how):
    rank = inputs.shape.rank
    if not rank:
        raise ValueError("Input has undefined rank:", inputs.shape)
    axis = 1 if how.channels_first else rank - 1
    if axis >= rank:
        raise ValueError(f"Invalid axis: {axis}")
    size = inputs.shape.as_list()[axis]
    if size is None:
        raise ValueError("Input has undefined `axis` dimension. Input shape: ", inputs.shape)
    half = inputs.dtype in (tf.float16, tf.bfloat16)
    return size, tf.float32 if half else inputs.dtype.base_dtype


def _core_collect(how, params, averages, updates):
    how.collect(moving_mean=averages[0], moving_variance=averages[1], beta=params["beta"])
    how.collect(gamma=params["gamma"])
    if how.trainable:  # the core's layers hide the updates of a frozen one
        for update in updates:
            tf.add_to_collection(_UPDATE_OPS, update.op)


def _core_fused(inputs, how):
    size, dtype = _core_channels(inputs, how)
    params = how.parameters(("gamma", "beta"), size, dtype, constants=True)
    averages = how.averages(size, dtype)
    outputs, mean, variance = _kernel(inputs, how, params["gamma"], params["beta"], averages)
    if constant_value(how.is_training) is None:
        decay = smart_cond(how.is_training, lambda: how.decay, lambda: 1.0)
    else:
        decay = tf.convert_to_tensor(how.decay)
    updates = how._replace(decay=decay).update(averages, mean, variance) if how.may_train() else ()
    _core_collect(how, params, averages, updates)
    return outputs


def _core_plain(inputs, how, renorm, adjustment):
    size, dtype = _core_channels(inputs, how)
    params = how.parameters(("gamma", "beta"), size, dtype)
    averages = how.averages(size, dtype)
    if renorm:
        renorm.make_variables(how, size, dtype, averages)
    rank, training = inputs.shape.rank, how.is_training
    axis = 1 if how.channels_first else rank - 1

    def broadcast(value):
        if value is None or axis == rank - 1:
            return value
        return tf.reshape(value, [size if i == axis else 1 for i in range(rank)])

    transform = broadcast(params["gamma"]), broadcast(params["beta"])
    mean, variance = averages
    updates = ()
    if how.may_train():
        if adjustment:
            scale, bias = adjustment(tf.shape(inputs))
            scale = smart_cond(training, lambda: scale, lambda: tf.ones_like(scale))
            bias = smart_cond(training, lambda: bias, lambda: tf.zeros_like(bias))
            transform = _compose((scale, bias), transform)
        axes = [i for i in range(rank) if i != axis]
        moments = tf.nn.moments(tf.cast(inputs, dtype), axes, keep_dims=False)
        mean, variance = (
            smart_cond(training, lambda m=moment: m, lambda a=average: tf.convert_to_tensor(a))
            for moment, average in zip(moments, averages, strict=True)
        )
        moments, update_variance = (mean, variance), _average_variance
        if renorm:
            r, d, *moments = renorm.correct(mean, variance, how)
            r = broadcast(tf.stop_gradient(r, name="renorm_r"))
            d = broadcast(tf.stop_gradient(d, name="renorm_d"))
            transform = _compose((r, d), transform)
            update_variance = renorm.update_variance
        updates = (
            smart_cond(
                training,
                lambda: assign_moving_average(averages[0], moments[0], how.decay, False),
                lambda: averages[0],
            ),
            smart_cond(
                training,
                lambda: update_variance(averages[1], moments[1], how),
                lambda: averages[1],
            ),
        )
    _core_collect(how, params, averages, updates)
    values = [broadcast(tf.cast(value, inputs.dtype)) for value in (mean, variance)]
    values += [
        None if value is None else tf.cast(value, inputs.dtype) for value in reversed(transform)
    ]
    outputs = tf.nn.batch_normalization(inputs, *values, how.epsilon)
    outputs.set_shape(inputs.shape)
    return outputs


def _average_variance(moving_variance, variance, how):
    return assign_moving_average(moving_variance, variance, how.decay, False)


def _compose(first, then):
    """Returns the (scale, offset) that does what `first` does and `then` does; None is nothing."""
    scale, offset = first
    then_scale, then_offset = then
    if then_scale is not None:
        scale, offset = scale * then_scale, offset * then_scale
    if then_offset is not None:
        offset = offset + then_offset
    return scale, offset


class _Renorm:
    """Batch renormalization (Ioffe, 2017): corrects the batch's moments by averages of them.

    Args:
      clipping: a dict of bounds: ``rmin`` and ``rmax`` for the scale, ``dmax`` for the offset.
      decay: of the averages, a float.
    """

    def __init__(self, clipping, decay):
        self._clipping = clipping or {}
        self._decay = decay
        keys = ["rmax", "rmin", "dmax"]
        if set(self._clipping) - set(keys):
            raise ValueError(f"renorm_clipping {clipping} contains keys not in {keys}")

    def make_variables(self, how, size, dtype, averages):
        """Makes the averages, each on the device of the moving average that it goes with."""
        how.initializers["moving_stddev"] = how.initializers["renorm_stddev"] = (
            lambda *args, **kwargs: tf.sqrt(how.initializers["moving_variance"](*args, **kwargs))
        )
        how.initializers["renorm_mean"] = how.initializers["moving_mean"]

        def variable(name, beside):
            with tf.get_default_graph().colocate_with(beside.op):
                return how.variable(name, size, dtype, trainable=False)

        with _unpartitioned():
            self._moving_stddev = variable("moving_stddev", averages[1])
            self._mean = variable("renorm_mean", averages[0])
            self._stddev = variable("renorm_stddev", self._moving_stddev)

    def correct(self, mean, variance, how):
        """Returns the scale and the offset of the correction, and mean and variance.

        These two are to be had only after the averages are updated.
        """
        training, bounds = how.is_training, self._clipping
        stddev = tf.sqrt(variance + how.epsilon)
        average = tf.maximum(self._stddev, tf.sqrt(how.epsilon))
        r = stddev / average
        d = (mean - self._mean) / average
        with tf.control_dependencies([r, d]):
            mean, stddev = tf.identity(mean), tf.identity(stddev)
        if bounds.get("rmin") is not None:
            r = tf.maximum(r, bounds["rmin"])
        if bounds.get("rmax") is not None:
            r = tf.minimum(r, bounds["rmax"])
        if bounds.get("dmax") is not None:
            d = tf.minimum(tf.maximum(d, -bounds["dmax"]), bounds["dmax"])
        clipped_r, clipped_d = r, d
        r = smart_cond(training, lambda: clipped_r, lambda: tf.ones_like(clipped_r))
        d = smart_cond(training, lambda: clipped_d, lambda: tf.zeros_like(clipped_d))

        def update(average, value):
            value = tf.identity(value)
            return smart_cond(
                training,
                lambda: assign_moving_average(average, value, self._decay, False),
                lambda: tf.identity(average),
            )

        with tf.control_dependencies([update(self._mean, mean), update(self._stddev, stddev)]):
            return r, d, tf.identity(mean), tf.identity(variance)

    def update_variance(self, moving_variance, variance, how):
        """Averages the standard deviation, and sets the moving variance by it."""
        stddev = assign_moving_average(
            self._moving_stddev, tf.sqrt(variance + how.epsilon), how.decay, False
        )
        variance = tf.nn.relu(stddev * stddev - how.epsilon)
        with tf.name_scope("AssignNewValue") as name:
            return tf.assign(moving_variance, variance, name=name)
