"""Layers without variables that rearrange a tensor or encode it in another way."""

from __future__ import annotations

import math

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope
from contrib_learn_compat.layers.core_layer import check_data_format, check_rank, unique_name
from contrib_learn_compat.layers.utils import collect_named_outputs


@add_arg_scope
def flatten(inputs, outputs_collections=None, scope=None):
    """Merges all dimensions but the first.

    Args:
      inputs: a tensor of known rank, [batch, …].
      outputs_collections: collections for the outputs.
      scope: the name scope; ``Flatten`` if None.

    Returns:
      A tensor [batch, size].

    Raises:
      ValueError: where the rank is unknown or 0.
    """
    with tf.name_scope(scope, "Flatten", [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        with tf.variable_scope(None, "flatten"):
            check_rank(inputs, unique_name("flatten"), min_rank=1)
            batch, *inner = inputs.shape.as_list()
            outputs = tf.reshape(inputs, (batch or tf.shape(inputs)[0], -1))
            outputs.set_shape([batch, None if None in inner else math.prod(inner)])
        return collect_named_outputs(outputs_collections, name, outputs)


@add_arg_scope
def one_hot_encoding(
    labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None
):
    """Encodes each label as a row that is on at the label's place and off elsewhere.

    Args:
      labels: an integer tensor.
      num_classes: the length of a row; a label that is not in [0, num_classes) gives a row that is
        off everywhere.
      on_value, off_value: the two values, scalars of one type.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``OneHotEncoding`` if None.

    Returns:
      A tensor of the labels' shape with `num_classes` as one more, last dimension.
    """
    with tf.name_scope(scope, "OneHotEncoding", [labels, num_classes]) as name:
        labels = tf.convert_to_tensor(labels)
        if labels.dtype == tf.int32:
            labels = tf.to_int64(labels)
        outputs = tf.one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return collect_named_outputs(outputs_collections, name, outputs)


@add_arg_scope
def dense_to_sparse(tensor, eos_token=0, outputs_collections=None, scope=None):
    """Makes a SparseTensor of what is not padding.

    Args:
      tensor: a tensor of any shape and type.
      eos_token: the padding, a value of that type.
      outputs_collections: collections for the outputs.
      scope: the name of the variable scope; ``dense_to_sparse``, made unique, if None.

    Returns:
      A SparseTensor.
    """
    with tf.variable_scope(scope, "dense_to_sparse", [tensor]) as sc:
        tensor = tf.convert_to_tensor(tensor)
        indices = tf.where(tf.not_equal(tensor, tf.constant(eos_token, tensor.dtype)))
        values = tf.gather_nd(tensor, indices)
        outputs = tf.SparseTensor(indices, values, tf.shape(tensor, out_type=tf.int64))
        return collect_named_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def images_to_sequence(inputs, data_format="NHWC", outputs_collections=None, scope=None):
    """Reads images column by column, each row of each image a sequence of its own.

    Args:
      inputs: a tensor [batch, height, width, depth]; for ``NCHW`` [batch, depth, height, width].
        Width and depth have to be known.
      data_format: ``"NHWC"`` or ``"NCHW"``.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``ImagesToSequence`` if None.

    Returns:
      A tensor [width, batch * height, depth].

    Raises:
      ValueError: where `data_format` is neither of the two.
    """
    channels_first = check_data_format(data_format)
    with tf.name_scope(scope, "ImagesToSequence", [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        if channels_first:
            inputs = tf.transpose(inputs, [0, 2, 3, 1])
        _, _, width, depth = inputs.shape.as_list()
        shape = tf.shape(inputs)
        batch, height = shape[0], shape[1]
        columns = tf.transpose(inputs, [2, 0, 1, 3])
        outputs = tf.reshape(columns, [width, batch * height, depth])
        return collect_named_outputs(outputs_collections, name, outputs)


@add_arg_scope
def sequence_to_images(
    inputs, height, output_data_format="channels_last", outputs_collections=None, scope=None
):
    """Puts images together again that :func:`images_to_sequence` took apart.

    Args:
      inputs: a tensor [width, batch * height, depth], with known width and depth.
      height: the images' height, an int.
      output_data_format: ``"channels_first"``; anything else means last.
      outputs_collections: collections for the outputs.
      scope: the name scope; ``SequenceToImages`` if None.

    Returns:
      A tensor [batch, height, width, depth], or [batch, depth, height, width].
    """
    with tf.name_scope(scope, "SequenceToImages", [inputs]) as name:
        inputs = tf.convert_to_tensor(inputs)
        width, rows, depth = inputs.shape.as_list()
        batch = -1 if rows is None else rows // height
        columns = tf.reshape(inputs, [width, batch, height, depth])
        order = [1, 3, 2, 0] if output_data_format == "channels_first" else [1, 2, 0, 3]
        return collect_named_outputs(outputs_collections, name, tf.transpose(columns, order))


@add_arg_scope
def maxout(inputs, num_units, axis=-1, scope=None):
    """The maximum of each group of features.

    Args:
      inputs: a tensor whose dimension `axis` is known.
      num_units: how many groups of equal size to split that dimension into.
      axis: which dimension.
      scope: the name of the variable scope; ``MaxOut``, made unique, if None.

    Returns:
      A tensor whose dimension `axis` is `num_units`.

    Raises:
      ValueError: where the number of features is not a multiple of `num_units`.
    """
    with tf.variable_scope(scope, "MaxOut", [inputs]):
        inputs = tf.convert_to_tensor(inputs)
        shape = inputs.shape.as_list()
        features = shape[axis]
        if features % num_units:
            raise ValueError(
                f"number of features({features}) is not a multiple of num_units({num_units})"
            )
        shape[axis] = num_units
        shape = [tf.shape(inputs)[i] if size is None else size for i, size in enumerate(shape)]
        groups = tf.reshape(inputs, [*shape, features // num_units])
        return tf.reduce_max(groups, -1, keepdims=False)
