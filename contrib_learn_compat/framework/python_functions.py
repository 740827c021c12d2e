"""Python functions as operations."""

from __future__ import annotations

import tensorflow.compat.v1 as tf


def py_func(
    func,
    args=(),
    kwargs: dict | None = None,
    output_types=None,
    output_shapes=None,
    stateful: bool = True,
    name: str | None = None,
):
    """Makes an operation that calls a Python function with arrays.

    Args:
      func: a function of arrays that returns arrays.
      args: a list or tuple of tensors, or nests of them.
      kwargs: a dict of the same.
      output_types: a nest of types like what `func` returns, or a function of the tensors that
        gives it.
      output_shapes: such a nest of shapes, or function, or None.
      stateful: whether the function may return something else on the same arguments.
      name: the name of the operation.

    Returns:
      A nest of tensors like `output_types`.

    Raises:
      TypeError: where `args` is neither list nor tuple, or `kwargs` is no dict.
    """
    kwargs = {} if kwargs is None else kwargs
    if not isinstance(args, (list, tuple)):
        raise TypeError(f"args must be list and not {type(args)}. args: {args}")
    if not isinstance(kwargs, dict):
        raise TypeError(f"kwargs must be dict and not {type(kwargs)}. args: {kwargs}")
    if callable(output_types):
        output_types = output_types(*args, **kwargs)
    if callable(output_shapes):
        output_shapes = output_shapes(*args, **kwargs)
    inputs = (args, kwargs)

    def call(*arrays):
        py_args, py_kwargs = tf.nest.pack_sequence_as(inputs, arrays)
        result = func(*py_args, **py_kwargs)
        tf.nest.assert_same_structure(output_types, result)
        return tf.nest.flatten(result)

    outputs = tf.py_func(
        call, tf.nest.flatten(inputs), tf.nest.flatten(output_types), stateful=stateful, name=name
    )
    if output_shapes is not None:
        for output, shape in zip(outputs, _flat_shapes(output_types, output_shapes), strict=True):
            output.set_shape(shape)
    return tf.nest.pack_sequence_as(output_types, outputs)


def _flat_shapes(types, shapes) -> list[tf.TensorShape]:
    """Returns the shapes in a nest like `types`; a shape may be a list, and so look like one."""
    if not tf.nest.is_nested(types):
        return [tf.TensorShape(shapes)]
    if isinstance(types, dict):
        pairs = [(types[key], shapes[key]) for key in sorted(types)]
    else:
        pairs = list(zip(types, shapes, strict=True))
    return [shape for pair in pairs for shape in _flat_shapes(*pair)]
