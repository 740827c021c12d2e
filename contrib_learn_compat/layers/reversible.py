"""Backpropagation that computes activations again rather than keep them."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import arg_scope, current_arg_scope
from contrib_learn_compat.layers.layer_objects import LayerObject

_USE_DEFAULT = "__rev_block_lib_default"
_PART = re.compile(r".*revlayer_([0-9]*)/([fg])/.*")


class RevBlock(LayerObject):
    """Reversible residual layers (Gomez et al., 2017): ``y1 = x1 + f(x2)``, ``y2 = x2 + g(y1)``.

    The gradient computes the inputs of each layer from its outputs, so that only the block's
    outputs take memory. So `f` and `g` must be deterministic, and keep a tensor's shape. Their
    variables are resource variables, in ``<name>/revlayer_<number>/f`` and ``…/g``.

    Args:
      f, g: a function of a tensor (and of a list of side inputs, if there are any), or a list of
        `num_layers` of them.
      num_layers: how many layers to chain.
      f_side_input, g_side_input: tensors that all of `f`, or of `g`, take as well.
      use_efficient_backprop: whether to compute inputs again, or to keep them like any other layer.
      name: the name of the variable scope, made unique.
      **kwargs: as in :class:`.LayerObject`.

    Raises:
      AssertionError: where there are not `num_layers` functions.
    """

    def __init__(
        self,
        f: Any,
        g: Any,
        num_layers: int = 1,
        f_side_input: list | None = None,
        g_side_input: list | None = None,
        use_efficient_backprop: bool = True,
        name: Any = "revblock",
        **kwargs,
    ):
        super().__init__("revblock", name=name, **kwargs)
        self.f = _in_scopes("f", f, num_layers)
        self.g = _in_scopes("g", g, num_layers)
        self.num_layers = num_layers
        self.f_side_input = f_side_input or []
        self.g_side_input = g_side_input or []
        self._use_efficient_backprop = use_efficient_backprop

    def forward(self, x1, x2):
        """Returns y1 and y2, two tensors of the shape of `x1` and `x2`."""
        return self.apply([x1, x2])

    def backward(self, y1, y2):
        """Returns x1 and x2, of which :meth:`forward` makes `y1` and `y2`."""
        return self.apply([y1, y2], forward=False)

    def call(self, inputs, forward=True):
        """Does what :meth:`forward` and :meth:`backward` do."""
        scope = tf.get_variable_scope()
        before = len(scope.global_variables())
        if not forward:
            outputs = self._invert(*inputs)
        elif self._use_efficient_backprop:
            outputs = self._compute_with_gradient(*inputs)
        else:
            outputs = self._compute(*inputs, self.f_side_input, self.g_side_input, tuple)
        self._variables += scope.global_variables()[before:]
        return outputs

    def _layers(self):
        return list(zip(self.f, self.g, strict=True))

    def _compute(self, x1, x2, f_side, g_side, gate: Callable):
        for f, g in self._layers():
            y1 = x1 + _call(f, x2, f_side)
            x1, x2 = gate([y1, x2 + _call(g, y1, g_side)])
        return x1, x2

    def _invert(self, y1, y2):
        for f, g in reversed(self._layers()):
            y2 = y2 - _call(g, y1, self.g_side_input)
            y1 = y1 - _call(f, y2, self.f_side_input)
        return y1, y2

    def _compute_with_gradient(self, x1, x2):
        f_count = len(self.f_side_input)

        @tf.custom_gradient
        def compute(x1, x2, *side):
            outputs = self._compute(x1, x2, list(side[:f_count]), list(side[f_count:]), tf.tuple)

            def gradient(*upstream, variables=()):
                x_grads, f_side, g_side, by_variable = self._backpropagate(
                    outputs, upstream, variables
                )
                inputs = [*x_grads, *f_side, *g_side]
                return (inputs, by_variable) if variables else inputs

            return outputs, gradient

        return compute(x1, x2, *self.f_side_input, *self.g_side_input)

    def _backpropagate(self, ys, upstream, variables):
        """Returns the gradients of x1 and x2, of both side inputs, and of the variables."""
        parts = [{"f": [], "g": []} for _ in range(self.num_layers)]
        for place, variable in enumerate(variables):
            number, part = _PART.match(variable.name).groups()
            parts[int(number)][part].append(place)
        by_variable = [None] * len(variables)
        f_side, g_side = [], []
        with tf.variable_scope(self._scope, reuse=True):
            for (f, g), places in reversed(list(zip(self._layers(), parts, strict=True))):
                ys, upstream, f_grads, g_grads = _backpropagate_layer(
                    ys,
                    upstream,
                    *(f, [variables[i] for i in places["f"]], self.f_side_input),
                    *(g, [variables[i] for i in places["g"]], self.g_side_input),
                )
                for part, (of_variables, _) in (("f", f_grads), ("g", g_grads)):
                    for place, gradient in zip(places[part], of_variables, strict=True):
                        by_variable[place] = gradient
                f_side.append(f_grads[1])
                g_side.append(g_grads[1])
        return upstream, _sum(*f_side), _sum(*g_side), by_variable


def _in_scopes(letter: str, functions, count: int) -> list[Callable]:
    """Returns a function for each layer, which makes its variables in a scope of its own."""
    if isinstance(functions, list):
        assert len(functions) == count, f"{len(functions)} functions {letter} for {count} layers"
    else:
        functions = [functions] * count

    def in_scope(function, scope):
        def call(*args):
            with tf.variable_scope(scope, use_resource=True):
                return function(*args)

        return call

    return [in_scope(fn, f"revlayer_{number}/{letter}") for number, fn in enumerate(functions)]


def _call(function, inputs, side):
    return function(inputs, side) if side else function(inputs)


def _backpropagate_layer(ys, upstream, f, f_vars, f_side, g, g_vars, g_side):
    """Inverts one layer and returns its inputs and all gradients.

    Returns:
      ``(x1, x2), (gradients of x1 and x2), f's, g's``, where each of the last two is the gradients
      of its variables and those of its side inputs.
    """
    y1, y2 = ys
    y1_grad, y2_grad = upstream
    y1_stop = tf.stop_gradient(y1)
    g_side = [tf.stop_gradient(tensor) for tensor in g_side]
    g_out = _call(g, y1_stop, g_side)
    x2 = y2 - g_out
    x2_stop = tf.stop_gradient(x2)
    f_side = [tf.stop_gradient(tensor) for tensor in f_side]
    f_out = _call(f, x2_stop, f_side)
    x1 = y1 - f_out

    y1_by_g, *g_grads = tf.gradients(g_out, [y1_stop, *g_vars, *g_side], y2_grad)
    x1_grad = y1_grad + y1_by_g
    x2_by_f, *f_grads = tf.gradients(f_out, [x2_stop, *f_vars, *f_side], x1_grad)
    x2_grad = y2_grad + x2_by_f

    told = (
        (x1, x2),
        (x1_grad, x2_grad),
        (f_grads[: len(f_vars)], f_grads[len(f_vars) :]),
        (g_grads[: len(g_vars)], g_grads[len(g_vars) :]),
    )
    # All at once: otherwise the activations of several layers could be in memory together.
    return tf.nest.pack_sequence_as(told, tf.tuple(tf.nest.flatten(told)))


def _sum(*lists):
    """Adds up lists of gradients, element by element; None is no gradient."""
    columns = [[grad for grad in column if grad is not None] for column in zip(*lists, strict=True)]
    return [tf.add_n(column) if column else None for column in columns]


def rev_block(x1, x2, f, g, num_layers=1, f_side_input=None, g_side_input=None, is_training=True):
    """Applies reversible residual layers, see :class:`RevBlock`.

    Args:
      x1, x2: tensors of one shape.
      f, g, num_layers, f_side_input, g_side_input: as in :class:`RevBlock`.
      is_training: whether to compute the inputs of layers again for the gradient.

    Returns:
      y1 and y2, two tensors of that shape.
    """
    block = RevBlock(
        f,
        g,
        num_layers,
        f_side_input,
        g_side_input,
        is_training,
        _reuse=tf.get_variable_scope().reuse,
    )
    return block.forward(x1, x2)


def recompute_grad(fn=None, use_data_dep=_USE_DEFAULT, tupleize_grads=False):
    """Decorates a function so that its gradient calls it again rather than keep its activations.

    ```
    @recompute_grad                          # or @recompute_grad(tupleize_grads=True)
    def block(x):
        ...
    ```

    Args:
      fn: a function of tensors that returns a tensor or several. All variables that it uses have
        to be resource variables, and it has to find the same ones when it is called again. If it
        takes ``is_recomputing``, this tells it which call it is.
      use_data_dep: whether the second call waits for the gradients by an arithmetic dependency, or
        by a control dependency, the default, which an XLA compiler may drop.
      tupleize_grads: whether the gradients are to be had only all at once.

    Returns:
      The function.

    Raises:
      ValueError: where `fn` closes over a tensor or variable, which would get no gradient; in a
        call, where an argument is not a tensor; in the gradient, where it uses other variables.
    """
    if fn is None:
        return functools.partial(
            recompute_grad, use_data_dep=use_data_dep, tupleize_grads=tupleize_grads
        )
    closure = inspect.getclosurevars(fn).nonlocals if inspect.isfunction(fn) else {}
    for name, value in closure.items():
        if isinstance(value, (tf.Tensor, tf.Variable)):
            raise ValueError(
                f"fn decorated with @recompute_grad closes over Tensor {value.name} (local "
                f"variable name: {name}). The decorated fn must not close over Tensors or "
                "Variables because gradients will NOT be computed for them through fn. To ensure "
                "correct gradients, make the Tensor an input to fn."
            )
    data_dependency = use_data_dep is True

    @functools.wraps(fn)
    def wrapped(*args):
        for arg in args:
            if not isinstance(arg, tf.Tensor):
                raise ValueError("All inputs to function must be Tensors")
        return _Recomputed(fn, data_dependency, tupleize_grads)(*args)

    return wrapped


class _Recomputed:
    """One use of a function whose gradient calls it again."""

    def __init__(self, fn, data_dependency, tupleize):
        self._fn = fn
        self._tells = "is_recomputing" in inspect.signature(fn).parameters
        self._data_dependency = data_dependency
        self._tupleize = tupleize

    def __call__(self, *args):
        @tf.custom_gradient
        def compute(*args):
            scopes = current_arg_scope(), tf.get_variable_scope()
            outputs, used = self._watch(args, False)

            def gradient(*upstream, variables=()):
                if used and {id(v) for v in variables} != used:
                    raise ValueError(_OTHER_VARIABLES)
                by_input, by_variable = self._backpropagate(
                    args, used, upstream, list(variables), *scopes
                )
                return (by_input, by_variable) if variables else by_input

            return outputs, gradient

        return compute(*args)

    def _watch(self, args, recomputing):
        """Calls the function, and tells which variables it has used, by identity."""
        kwargs = {"is_recomputing": recomputing} if self._tells else {}
        with tf.GradientTape() as tape:
            outputs = self._fn(*args, **kwargs)
        return outputs, {id(variable) for variable in tape.watched_variables()}

    def _backpropagate(self, args, used, upstream, variables, defaults, scope):
        inputs = [tf.identity(arg) for arg in args]
        with tf.control_dependencies([grad for grad in upstream if grad is not None]):
            if self._data_dependency:
                inputs = _after(upstream, inputs)
            with arg_scope(defaults), tf.variable_scope(scope, reuse=True):
                outputs, used_again = self._watch(inputs, True)
        if used_again != used:
            raise ValueError(_OTHER_VARIABLES)
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        gradients = tf.gradients(outputs, inputs + variables, list(upstream))
        if self._tupleize:
            together = _after if self._data_dependency else lambda tensors, _: tf.tuple(tensors)
            gradients = together(gradients, gradients)
        return gradients[: len(inputs)], gradients[len(inputs) :]


_OTHER_VARIABLES = (  # TF 1.15's text
    "The variables used on recompute were different than the variables originally\n"
    "used. The function wrapped with @recompute_grad likley creates its own variable\n"
    "scope with a default name and has been called twice in the same enclosing scope.\n"
    "To fix, ensure each call to the function happens in its own unique variable\n"
    "scope.\n"
)


def _after(first: Sequence, then: Sequence) -> list:
    """Returns the tensors `then`, each with a sum added to it that all of `first` are in.

    The sum is of the tensors' first elements and scaled to nothing, which no compiler sees through.

    Raises:
      ValueError: where a rank is unknown, or the tensors are not floating.
    """

    def element(tensor):
        rank = tensor.shape.rank
        if rank is None:
            raise ValueError(f"Rank of Tensor {tensor} must be known")
        return tf.reshape(tf.slice(tensor, [0] * rank, [1] * rank), [])

    total = tf.add_n([element(tensor) for tensor in first if tensor is not None])
    if not total.dtype.is_floating:
        raise ValueError("_force_data_dependency only supports floating dtypes.")
    zero = tf.stop_gradient(np.finfo(total.dtype.as_numpy_dtype).tiny * total)
    return [None if tensor is None else tf.identity(tensor) + zero for tensor in then]


def scale_gradient(inputs, gradient_multiplier):
    """Returns `inputs`, whose gradient will be multiplied.

    Args:
      inputs: a tensor.
      gradient_multiplier: a tensor that broadcasts to it; it gets no gradient itself.

    Returns:
      A tensor like `inputs`.
    """

    @tf.custom_gradient
    def scaled(inputs):
        return tf.identity(inputs), lambda upstream: upstream * gradient_multiplier

    return scaled(tf.convert_to_tensor(inputs))
