"""Printing tensors when they are computed."""

from __future__ import annotations

import tensorflow.compat.v1 as tf
from tensorflow import Variable  # the base of resource variables too


def print_op(
    input_,
    data: list | None = None,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int = 20,
    print_tensor_name: bool = True,
    print_tensor_type: bool = True,
    print_shape: bool = True,
    summarize_indicator_vector: bool = True,
    name: str | None = None,
):
    """Returns a tensor that prints itself, and what is known of it, whenever it is computed.

    Args:
      input_: a Tensor, SparseTensor, TensorArray or variable.
      data: more of these to print.
      message: what to print in front.
      first_n: how often to print; always, if negative or None.
      summarize: how many elements to print.
      print_tensor_name, print_tensor_type, print_shape: what to tell.
      summarize_indicator_vector: whether to tell of booleans where the first True is.
      name: the name of the operation.

    Raises:
      ValueError: for anything else.
    """
    if input_ is None:
        raise ValueError("input_ must be of type Tensor, SparseTensor or TensorArray")
    parts = [
        part
        for tensor in [input_, *(data or ())]
        for part in _described(
            tensor, print_tensor_name, print_tensor_type, print_shape, summarize_indicator_vector
        )
    ]

    def printing(tensor):
        return tf.Print(tensor, parts, message or "", first_n, summarize, name)

    if isinstance(input_, (tf.Tensor, Variable)):
        return printing(input_)
    with tf.control_dependencies([printing(tf.constant([]))]):
        if isinstance(input_, tf.SparseTensor):
            return tf.SparseTensor(
                tf.identity(input_.indices),
                tf.identity(input_.values),
                tf.identity(input_.dense_shape),
            )
        return tf.TensorArray(dtype=input_.dtype, handle=input_.handle, flow=input_.flow)


def _described(tensor, with_name, with_type, with_shape, with_first_true) -> list[tf.Tensor]:
    """Returns the texts and tensors that tell all about a tensor.

    Raises:
      ValueError: where it is none of those that can be printed.
    """
    kinds = (tf.Tensor, tf.SparseTensor, tf.TensorArray, Variable)
    names = ("Tensor", "SparseTensor", "TensorArray", "Variable")
    kind = next((n for n, k in zip(names, kinds, strict=True) if isinstance(tensor, k)), None)
    if kind is None:
        raise ValueError("t must be a Tensor, SparseTensor, TensorArray or Variable.")
    told = []
    if with_name and kind == "Tensor":
        told.append(tf.constant(f"Name: {tensor.name}"))
    if with_type:
        told.append(tf.constant(f"Type: {kind} ({tensor.dtype.name})"))
    if with_shape:
        told += {
            "Tensor": lambda: [tf.constant(f"Shape: {tensor.shape.dims}")],
            "SparseTensor": lambda: [tf.constant("Shape:"), tensor.dense_shape],
            "TensorArray": lambda: [tf.constant("Size:"), tensor.size()],
            "Variable": list,
        }[kind]()
    if with_first_true and tensor.dtype.base_dtype == tf.bool:
        first_true = tf.argmax(tf.cast(tensor, tf.uint8), 0)
        told += [tf.constant("First True in Boolean tensor at:"), first_true]
    told += {
        "Tensor": lambda: [tf.constant("Value:"), tensor],
        "SparseTensor": lambda: [
            tf.constant("Sparse indices:"),
            tensor.indices,
            tf.constant("Sparse values:"),
            tensor.values,
        ],
        "TensorArray": lambda: [tf.constant("Value:"), tensor.stack()],
        "Variable": list,
    }[kind]()
    return told
