"""A long module, as generated model zoos are."""
from __future__ import absolute_import, division, print_function

import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers
from contrib_learn_compat.tf.contrib.framework.python.ops import add_arg_scope, arg_scope
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import head as head_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import model_fn as model_fn_lib

slim = tf.contrib.slim


def conv_1(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.6039)):
      net = slim.repeat(images, 3, slim.conv2d, 238, [3, 3], scope="conv_1")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_2(inputs, units=70, is_training=True, scope=None):
  """Block 2; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_2', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_2")


def conv_3(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.8365)):
      net = slim.repeat(images, 2, slim.conv2d, 142, [3, 3], scope="conv_3")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model4(object):
  """Model 4."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([166], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([166], tf.int32), x, weights), mode


def conv_5(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.7772)):
      net = slim.repeat(images, 1, slim.conv2d, 175, [3, 3], scope="conv_5")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_6(inputs, units=214, is_training=True, scope=None):
  """Block 6; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_6', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_6")


class Model7(object):
  """Model 7."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([105], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([105], tf.int32), x, weights), mode


class Model8(object):
  """Model 8."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([28], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([28], tf.int32), x, weights), mode


@add_arg_scope
def block_9(inputs, units=59, is_training=True, scope=None):
  """Block 9; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_9', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_9")


class Model10(object):
  """Model 10."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([133], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([133], tf.int32), x, weights), mode


class Model11(object):
  """Model 11."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([153], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([153], tf.int32), x, weights), mode


class Model12(object):
  """Model 12."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([178], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([178], tf.int32), x, weights), mode


@add_arg_scope
def block_13(inputs, units=175, is_training=True, scope=None):
  """Block 13; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_13', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_13")


def conv_14(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.5720)):
      net = slim.repeat(images, 1, slim.conv2d, 235, [3, 3], scope="conv_14")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_15(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.0635)):
      net = slim.repeat(images, 3, slim.conv2d, 35, [3, 3], scope="conv_15")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model16(object):
  """Model 16."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([208], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([208], tf.int32), x, weights), mode


@add_arg_scope
def block_17(inputs, units=9, is_training=True, scope=None):
  """Block 17; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_17', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_17")


class Model18(object):
  """Model 18."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([15], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([15], tf.int32), x, weights), mode


@add_arg_scope
def block_19(inputs, units=88, is_training=True, scope=None):
  """Block 19; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_19', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_19")


def model_fn_20(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_20")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_21(inputs, units=141, is_training=True, scope=None):
  """Block 21; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_21', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_21")


def conv_22(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.2634)):
      net = slim.repeat(images, 3, slim.conv2d, 160, [3, 3], scope="conv_22")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_23(inputs, units=96, is_training=True, scope=None):
  """Block 23; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_23', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_23")


class Model24(object):
  """Model 24."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([226], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([226], tf.int32), x, weights), mode


class Model25(object):
  """Model 25."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([253], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([253], tf.int32), x, weights), mode


def model_fn_26(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_26")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model27(object):
  """Model 27."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([81], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([81], tf.int32), x, weights), mode


def model_fn_28(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_28")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_29(inputs, units=154, is_training=True, scope=None):
  """Block 29; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_29', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_29")


def conv_30(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.3529)):
      net = slim.repeat(images, 2, slim.conv2d, 123, [3, 3], scope="conv_30")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_31(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_31")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_32(inputs, units=164, is_training=True, scope=None):
  """Block 32; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_32', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_32")


def model_fn_33(features, labels, mode, params):
  head = head_lib.multi_class_head(3, head_name="head_33")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_34(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_34")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model35(object):
  """Model 35."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([252], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([252], tf.int32), x, weights), mode


def conv_36(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.6537)):
      net = slim.repeat(images, 2, slim.conv2d, 60, [3, 3], scope="conv_36")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_37(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.4352)):
      net = slim.repeat(images, 3, slim.conv2d, 177, [3, 3], scope="conv_37")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_38(inputs, units=86, is_training=True, scope=None):
  """Block 38; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_38', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_38")


def conv_39(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.3367)):
      net = slim.repeat(images, 3, slim.conv2d, 24, [3, 3], scope="conv_39")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_40(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.7870)):
      net = slim.repeat(images, 1, slim.conv2d, 61, [3, 3], scope="conv_40")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_41(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.8637)):
      net = slim.repeat(images, 2, slim.conv2d, 50, [3, 3], scope="conv_41")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_42(inputs, units=37, is_training=True, scope=None):
  """Block 42; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_42', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_42")


def model_fn_43(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_43")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model44(object):
  """Model 44."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([149], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([149], tf.int32), x, weights), mode


class Model45(object):
  """Model 45."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([43], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([43], tf.int32), x, weights), mode


def conv_46(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.8325)):
      net = slim.repeat(images, 3, slim.conv2d, 245, [3, 3], scope="conv_46")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model47(object):
  """Model 47."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([194], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([194], tf.int32), x, weights), mode


class Model48(object):
  """Model 48."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([91], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([91], tf.int32), x, weights), mode


def conv_49(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.2870)):
      net = slim.repeat(images, 1, slim.conv2d, 252, [3, 3], scope="conv_49")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_50(inputs, units=240, is_training=True, scope=None):
  """Block 50; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_50', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_50")


class Model51(object):
  """Model 51."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([127], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([127], tf.int32), x, weights), mode


@add_arg_scope
def block_52(inputs, units=80, is_training=True, scope=None):
  """Block 52; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_52', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_52")


@add_arg_scope
def block_53(inputs, units=244, is_training=True, scope=None):
  """Block 53; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_53', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_53")


@add_arg_scope
def block_54(inputs, units=68, is_training=True, scope=None):
  """Block 54; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_54', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_54")


class Model55(object):
  """Model 55."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([60], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([60], tf.int32), x, weights), mode


def conv_56(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.8168)):
      net = slim.repeat(images, 1, slim.conv2d, 231, [3, 3], scope="conv_56")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_57(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.9208)):
      net = slim.repeat(images, 2, slim.conv2d, 214, [3, 3], scope="conv_57")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model58(object):
  """Model 58."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([67], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([67], tf.int32), x, weights), mode


def model_fn_59(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_59")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_60(inputs, units=15, is_training=True, scope=None):
  """Block 60; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_60', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_60")


@add_arg_scope
def block_61(inputs, units=253, is_training=True, scope=None):
  """Block 61; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_61', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_61")


@add_arg_scope
def block_62(inputs, units=44, is_training=True, scope=None):
  """Block 62; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_62', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_62")


@add_arg_scope
def block_63(inputs, units=169, is_training=True, scope=None):
  """Block 63; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_63', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_63")


def model_fn_64(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_64")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model65(object):
  """Model 65."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([146], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([146], tf.int32), x, weights), mode


@add_arg_scope
def block_66(inputs, units=149, is_training=True, scope=None):
  """Block 66; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_66', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_66")


@add_arg_scope
def block_67(inputs, units=158, is_training=True, scope=None):
  """Block 67; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_67', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_67")


class Model68(object):
  """Model 68."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([230], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([230], tf.int32), x, weights), mode


class Model69(object):
  """Model 69."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([164], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([164], tf.int32), x, weights), mode


class Model70(object):
  """Model 70."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([247], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([247], tf.int32), x, weights), mode


class Model71(object):
  """Model 71."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([66], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([66], tf.int32), x, weights), mode


def conv_72(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.8031)):
      net = slim.repeat(images, 1, slim.conv2d, 22, [3, 3], scope="conv_72")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model73(object):
  """Model 73."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([243], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([243], tf.int32), x, weights), mode


def model_fn_74(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_74")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_75(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_75")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model76(object):
  """Model 76."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([148], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([148], tf.int32), x, weights), mode


@add_arg_scope
def block_77(inputs, units=40, is_training=True, scope=None):
  """Block 77; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_77', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_77")


class Model78(object):
  """Model 78."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([27], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([27], tf.int32), x, weights), mode


@add_arg_scope
def block_79(inputs, units=213, is_training=True, scope=None):
  """Block 79; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_79', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_79")


def model_fn_80(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_80")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model81(object):
  """Model 81."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([80], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([80], tf.int32), x, weights), mode


@add_arg_scope
def block_82(inputs, units=134, is_training=True, scope=None):
  """Block 82; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_82', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_82")


def conv_83(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.0999)):
      net = slim.repeat(images, 3, slim.conv2d, 195, [3, 3], scope="conv_83")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_84(inputs, units=50, is_training=True, scope=None):
  """Block 84; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_84', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_84")


def conv_85(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.6160)):
      net = slim.repeat(images, 2, slim.conv2d, 120, [3, 3], scope="conv_85")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_86(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_86")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model87(object):
  """Model 87."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([132], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([132], tf.int32), x, weights), mode


def conv_88(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.6908)):
      net = slim.repeat(images, 3, slim.conv2d, 110, [3, 3], scope="conv_88")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model89(object):
  """Model 89."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([233], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([233], tf.int32), x, weights), mode


def conv_90(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.7482)):
      net = slim.repeat(images, 3, slim.conv2d, 131, [3, 3], scope="conv_90")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model91(object):
  """Model 91."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([72], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([72], tf.int32), x, weights), mode


def conv_92(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.3148)):
      net = slim.repeat(images, 1, slim.conv2d, 135, [3, 3], scope="conv_92")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_93(features, labels, mode, params):
  head = head_lib.multi_class_head(6, head_name="head_93")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_94(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_94")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model95(object):
  """Model 95."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([48], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([48], tf.int32), x, weights), mode


def model_fn_96(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_96")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def conv_97(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.5990)):
      net = slim.repeat(images, 2, slim.conv2d, 183, [3, 3], scope="conv_97")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_98(inputs, units=223, is_training=True, scope=None):
  """Block 98; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_98', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_98")


@add_arg_scope
def block_99(inputs, units=232, is_training=True, scope=None):
  """Block 99; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_99', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_99")


@add_arg_scope
def block_100(inputs, units=65, is_training=True, scope=None):
  """Block 100; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_100', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_100")


def model_fn_101(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_101")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_102(inputs, units=225, is_training=True, scope=None):
  """Block 102; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_102', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_102")


def model_fn_103(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_103")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_104(inputs, units=71, is_training=True, scope=None):
  """Block 104; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_104', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_104")


@add_arg_scope
def block_105(inputs, units=152, is_training=True, scope=None):
  """Block 105; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_105', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_105")


def model_fn_106(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_106")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model107(object):
  """Model 107."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([23], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([23], tf.int32), x, weights), mode


def conv_108(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.5444)):
      net = slim.repeat(images, 1, slim.conv2d, 36, [3, 3], scope="conv_108")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_109(features, labels, mode, params):
  head = head_lib.multi_class_head(5, head_name="head_109")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_110(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_110")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_111(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_111")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_112(features, labels, mode, params):
  head = head_lib.multi_class_head(6, head_name="head_112")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_113(inputs, units=94, is_training=True, scope=None):
  """Block 113; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_113', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_113")


def model_fn_114(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_114")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model115(object):
  """Model 115."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([242], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([242], tf.int32), x, weights), mode


def conv_116(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.5549)):
      net = slim.repeat(images, 3, slim.conv2d, 111, [3, 3], scope="conv_116")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_117(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.7822)):
      net = slim.repeat(images, 3, slim.conv2d, 83, [3, 3], scope="conv_117")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_118(inputs, units=197, is_training=True, scope=None):
  """Block 118; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_118', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_118")


class Model119(object):
  """Model 119."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([72], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([72], tf.int32), x, weights), mode


def model_fn_120(features, labels, mode, params):
  head = head_lib.multi_class_head(3, head_name="head_120")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_121(inputs, units=73, is_training=True, scope=None):
  """Block 121; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_121', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_121")


def model_fn_122(features, labels, mode, params):
  head = head_lib.multi_class_head(6, head_name="head_122")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_123(inputs, units=220, is_training=True, scope=None):
  """Block 123; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_123', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_123")


def conv_124(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.6815)):
      net = slim.repeat(images, 3, slim.conv2d, 29, [3, 3], scope="conv_124")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_125(inputs, units=149, is_training=True, scope=None):
  """Block 125; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_125', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_125")


class Model126(object):
  """Model 126."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([159], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([159], tf.int32), x, weights), mode


def conv_127(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.5276)):
      net = slim.repeat(images, 3, slim.conv2d, 143, [3, 3], scope="conv_127")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_128(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.7817)):
      net = slim.repeat(images, 1, slim.conv2d, 98, [3, 3], scope="conv_128")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model129(object):
  """Model 129."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([84], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([84], tf.int32), x, weights), mode


def model_fn_130(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_130")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_131(features, labels, mode, params):
  head = head_lib.multi_class_head(3, head_name="head_131")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_132(inputs, units=129, is_training=True, scope=None):
  """Block 132; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_132', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_132")


class Model133(object):
  """Model 133."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([204], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([204], tf.int32), x, weights), mode


def conv_134(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.6460)):
      net = slim.repeat(images, 2, slim.conv2d, 241, [3, 3], scope="conv_134")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_135(inputs, units=38, is_training=True, scope=None):
  """Block 135; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_135', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_135")


@add_arg_scope
def block_136(inputs, units=96, is_training=True, scope=None):
  """Block 136; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_136', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_136")


def conv_137(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.0189)):
      net = slim.repeat(images, 2, slim.conv2d, 141, [3, 3], scope="conv_137")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_138(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_138")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def conv_139(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.9270)):
      net = slim.repeat(images, 3, slim.conv2d, 202, [3, 3], scope="conv_139")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_140(inputs, units=242, is_training=True, scope=None):
  """Block 140; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_140', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_140")


def conv_141(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.3158)):
      net = slim.repeat(images, 1, slim.conv2d, 128, [3, 3], scope="conv_141")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model142(object):
  """Model 142."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([184], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([184], tf.int32), x, weights), mode


def conv_143(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.6993)):
      net = slim.repeat(images, 3, slim.conv2d, 125, [3, 3], scope="conv_143")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model144(object):
  """Model 144."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([81], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([81], tf.int32), x, weights), mode


@add_arg_scope
def block_145(inputs, units=197, is_training=True, scope=None):
  """Block 145; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_145', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_145")


class Model146(object):
  """Model 146."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([120], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([120], tf.int32), x, weights), mode


@add_arg_scope
def block_147(inputs, units=221, is_training=True, scope=None):
  """Block 147; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_147', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_147")


class Model148(object):
  """Model 148."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([106], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([106], tf.int32), x, weights), mode


def conv_149(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.7832)):
      net = slim.repeat(images, 1, slim.conv2d, 70, [3, 3], scope="conv_149")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model150(object):
  """Model 150."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([57], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([57], tf.int32), x, weights), mode


@add_arg_scope
def block_151(inputs, units=107, is_training=True, scope=None):
  """Block 151; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_151', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_151")


def conv_152(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.6087)):
      net = slim.repeat(images, 2, slim.conv2d, 32, [3, 3], scope="conv_152")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model153(object):
  """Model 153."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([219], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([219], tf.int32), x, weights), mode


@add_arg_scope
def block_154(inputs, units=85, is_training=True, scope=None):
  """Block 154; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_154', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_154")


@add_arg_scope
def block_155(inputs, units=107, is_training=True, scope=None):
  """Block 155; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_155', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_155")


class Model156(object):
  """Model 156."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([236], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([236], tf.int32), x, weights), mode


def conv_157(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.4746)):
      net = slim.repeat(images, 1, slim.conv2d, 103, [3, 3], scope="conv_157")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_158(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_158")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_159(inputs, units=255, is_training=True, scope=None):
  """Block 159; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_159', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_159")


def model_fn_160(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_160")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_161(inputs, units=85, is_training=True, scope=None):
  """Block 161; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_161', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_161")


@add_arg_scope
def block_162(inputs, units=155, is_training=True, scope=None):
  """Block 162; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_162', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_162")


@add_arg_scope
def block_163(inputs, units=178, is_training=True, scope=None):
  """Block 163; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_163', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_163")


@add_arg_scope
def block_164(inputs, units=13, is_training=True, scope=None):
  """Block 164; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_164', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_164")


@add_arg_scope
def block_165(inputs, units=234, is_training=True, scope=None):
  """Block 165; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_165', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_165")


def conv_166(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.4786)):
      net = slim.repeat(images, 2, slim.conv2d, 209, [3, 3], scope="conv_166")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_167(inputs, units=196, is_training=True, scope=None):
  """Block 167; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_167', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_167")


class Model168(object):
  """Model 168."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([51], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([51], tf.int32), x, weights), mode


class Model169(object):
  """Model 169."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([103], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([103], tf.int32), x, weights), mode


def model_fn_170(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_170")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model171(object):
  """Model 171."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([96], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([96], tf.int32), x, weights), mode


class Model172(object):
  """Model 172."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([117], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([117], tf.int32), x, weights), mode


class Model173(object):
  """Model 173."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([214], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([214], tf.int32), x, weights), mode


def conv_174(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.1539)):
      net = slim.repeat(images, 3, slim.conv2d, 14, [3, 3], scope="conv_174")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_175(inputs, units=198, is_training=True, scope=None):
  """Block 175; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_175', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_175")


@add_arg_scope
def block_176(inputs, units=157, is_training=True, scope=None):
  """Block 176; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_176', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_176")


@add_arg_scope
def block_177(inputs, units=123, is_training=True, scope=None):
  """Block 177; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_177', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_177")


def model_fn_178(features, labels, mode, params):
  head = head_lib.multi_class_head(3, head_name="head_178")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model179(object):
  """Model 179."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([149], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([149], tf.int32), x, weights), mode


def model_fn_180(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_180")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def conv_181(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.1527)):
      net = slim.repeat(images, 3, slim.conv2d, 254, [3, 3], scope="conv_181")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_182(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.2875)):
      net = slim.repeat(images, 1, slim.conv2d, 62, [3, 3], scope="conv_182")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_183(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.9072)):
      net = slim.repeat(images, 2, slim.conv2d, 203, [3, 3], scope="conv_183")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_184(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.0791)):
      net = slim.repeat(images, 1, slim.conv2d, 163, [3, 3], scope="conv_184")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_185(inputs, units=245, is_training=True, scope=None):
  """Block 185; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_185', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_185")


@add_arg_scope
def block_186(inputs, units=106, is_training=True, scope=None):
  """Block 186; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_186', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_186")


@add_arg_scope
def block_187(inputs, units=107, is_training=True, scope=None):
  """Block 187; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_187', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_187")


class Model188(object):
  """Model 188."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([217], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([217], tf.int32), x, weights), mode


class Model189(object):
  """Model 189."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([33], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([33], tf.int32), x, weights), mode


@add_arg_scope
def block_190(inputs, units=190, is_training=True, scope=None):
  """Block 190; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_190', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_190")


@add_arg_scope
def block_191(inputs, units=53, is_training=True, scope=None):
  """Block 191; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_191', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_191")


@add_arg_scope
def block_192(inputs, units=204, is_training=True, scope=None):
  """Block 192; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_192', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_192")


@add_arg_scope
def block_193(inputs, units=93, is_training=True, scope=None):
  """Block 193; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_193', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_193")


def model_fn_194(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_194")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_195(features, labels, mode, params):
  head = head_lib.multi_class_head(7, head_name="head_195")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def conv_196(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.9313)):
      net = slim.repeat(images, 3, slim.conv2d, 122, [3, 3], scope="conv_196")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model197(object):
  """Model 197."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([235], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([235], tf.int32), x, weights), mode


class Model198(object):
  """Model 198."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([124], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([124], tf.int32), x, weights), mode


@add_arg_scope
def block_199(inputs, units=51, is_training=True, scope=None):
  """Block 199; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_199', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.tanh)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_199")


@add_arg_scope
def block_200(inputs, units=132, is_training=True, scope=None):
  """Block 200; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_200', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.elu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_200")


@add_arg_scope
def block_201(inputs, units=53, is_training=True, scope=None):
  """Block 201; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_201', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_201")


def conv_202(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.0376)):
      net = slim.repeat(images, 2, slim.conv2d, 114, [3, 3], scope="conv_202")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_203(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.4441)):
      net = slim.repeat(images, 2, slim.conv2d, 30, [3, 3], scope="conv_203")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model204(object):
  """Model 204."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([43], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([43], tf.int32), x, weights), mode


class Model205(object):
  """Model 205."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([254], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([254], tf.int32), x, weights), mode


def model_fn_206(features, labels, mode, params):
  head = head_lib.multi_class_head(5, head_name="head_206")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model207(object):
  """Model 207."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([248], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([248], tf.int32), x, weights), mode


def model_fn_208(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_208")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adam")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_209(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_209")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_210(inputs, units=165, is_training=True, scope=None):
  """Block 210; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_210', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_210")


def conv_211(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.0503)):
      net = slim.repeat(images, 1, slim.conv2d, 247, [3, 3], scope="conv_211")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


class Model212(object):
  """Model 212."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([254], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([254], tf.int32), x, weights), mode


@add_arg_scope
def block_213(inputs, units=65, is_training=True, scope=None):
  """Block 213; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_213', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_213")


def model_fn_214(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_214")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=None)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_215(inputs, units=71, is_training=True, scope=None):
  """Block 215; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_215', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_215")


class Model216(object):
  """Model 216."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([90], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([90], tf.int32), x, weights), mode


@add_arg_scope
def block_217(inputs, units=13, is_training=True, scope=None):
  """Block 217; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_217', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_217")


def conv_218(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.elu,
                        weights_regularizer=slim.l2_regularizer(0.7583)):
      net = slim.repeat(images, 2, slim.conv2d, 194, [3, 3], scope="conv_218")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_219(features, labels, mode, params):
  head = head_lib.multi_class_head(3, head_name="head_219")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Adagrad")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


@add_arg_scope
def block_220(inputs, units=168, is_training=True, scope=None):
  """Block 220; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_220', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=tf.nn.relu)
    net = slim.dropout(net, 0.5, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_220")


class Model221(object):
  """Model 221."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([174], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([174], tf.int32), x, weights), mode


class Model222(object):
  """Model 222."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([165], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([165], tf.int32), x, weights), mode


def conv_223(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.6838)):
      net = slim.repeat(images, 3, slim.conv2d, 22, [3, 3], scope="conv_223")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_224(inputs, units=117, is_training=True, scope=None):
  """Block 224; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_224', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.8, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_224")


def model_fn_225(features, labels, mode, params):
  head = head_lib.multi_class_head(6, head_name="head_225")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.tanh)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def conv_226(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.tanh,
                        weights_regularizer=slim.l2_regularizer(0.0378)):
      net = slim.repeat(images, 2, slim.conv2d, 137, [3, 3], scope="conv_226")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def conv_227(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=None,
                        weights_regularizer=slim.l2_regularizer(0.2734)):
      net = slim.repeat(images, 2, slim.conv2d, 160, [3, 3], scope="conv_227")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


@add_arg_scope
def block_228(inputs, units=75, is_training=True, scope=None):
  """Block 228; like tf.contrib.layers.stack."""
  with tf.variable_scope(scope, 'block_228', [inputs]):
    net = layers.fully_connected(inputs, units, activation_fn=None)
    net = slim.dropout(net, 0.9, is_training=is_training)
    # The shortcut.
    shortcut = tf.contrib.layers.linear(inputs, units)
    return tf.add(net, shortcut, name="sum_228")


def model_fn_229(features, labels, mode, params):
  head = head_lib.multi_class_head(2, head_name="head_229")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


def model_fn_230(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_230")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "Momentum")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model231(object):
  """Model 231."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([239], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([239], tf.int32), x, weights), mode


def model_fn_232(features, labels, mode, params):
  head = head_lib.multi_class_head(8, head_name="head_232")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.elu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "RMSProp")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model233(object):
  """Model 233."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([73], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([73], tf.int32), x, weights), mode


def conv_234(images, is_training):
  with arg_scope([layers.conv2d, layers.max_pool2d], padding="SAME"):
    with slim.arg_scope([slim.conv2d], activation_fn=tf.nn.relu,
                        weights_regularizer=slim.l2_regularizer(0.6106)):
      net = slim.repeat(images, 3, slim.conv2d, 85, [3, 3], scope="conv_234")
      net = layers.max_pool2d(net, 2)
      if is_training:
        net = tf.contrib.layers.batch_norm(net, is_training=True)
  return layers.flatten(net)


def model_fn_235(features, labels, mode, params):
  head = head_lib.multi_class_head(4, head_name="head_235")
  net = features['x']
  for units in params["units"]:
    net = layers.fully_connected(net, units, activation_fn=tf.nn.relu)

  def _train_op_fn(loss):
    learn_rate = params["rate"]
    return tf.contrib.layers.optimize_loss(loss, tf.contrib.framework.get_global_step(), learn_rate, "SGD")

  return head.create_model_fn_ops(
      features, mode, labels=labels, train_op_fn=_train_op_fn, logits_input=net)


class Model236(object):
  """Model 236."""

  def __init__(self, layers):
    # Not the module.
    self._layers = layers

  def build(self, x, mode=model_fn_lib.ModeKeys.TRAIN):
    layers = self._layers
    for layer in layers:
      x = layer.apply(x)
    weights = np.ones([62], dtype=np.float32)
    return tf.losses.sparse_softmax_cross_entropy(tf.zeros([62], tf.int32), x, weights), mode

