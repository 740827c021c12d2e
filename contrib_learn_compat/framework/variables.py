"""Making variables, and finding them again in the graph's collections."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.framework.scoping import add_arg_scope

_GLOBAL = tf.GraphKeys.GLOBAL_VARIABLES
_MODEL = tf.GraphKeys.MODEL_VARIABLES


def local_variable(initial_value, validate_shape=True, name=None, use_resource=None):
    """Creates an untrained variable in the collection of local variables."""
    return _untrained(
        initial_value, tf.GraphKeys.LOCAL_VARIABLES, validate_shape, name, use_resource
    )


def global_variable(initial_value, validate_shape=True, name=None, use_resource=None):
    """Creates an untrained variable in the collection of global variables."""
    return _untrained(initial_value, _GLOBAL, validate_shape, name, use_resource)


def _untrained(initial_value, collection, validate_shape, name, use_resource):
    return tf.Variable(
        initial_value,
        trainable=False,
        collections=[collection],
        validate_shape=validate_shape,
        use_resource=use_resource,
        name=name,
    )


def zero_initializer(ref, use_locking=True, name="zero_initializer"):
    """Fills a variable that is not yet initialized with zeros.

    Args:
      ref: a variable.
      use_locking: has no effect.
      name: the name of the operation.

    Returns:
      What ``tf.assign`` returns; running it on a variable that is initialized raises
      InvalidArgumentError.
    """
    with tf.name_scope(name):
        initialized = tf.is_variable_initialized(ref)
        fresh = tf.Assert(tf.logical_not(initialized), ["input is already initialized"])
        with tf.control_dependencies([fresh]):
            return tf.assign(ref, tf.zeros(ref.shape, ref.dtype.base_dtype))


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Callable | None = None,
    regularizer: Callable | None = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Callable | None = None,
    custom_getter: Callable | None = None,
    use_resource: bool | None = None,
    synchronization: Any = tf.VariableSynchronization.AUTO,
    aggregation: Any = tf.VariableAggregation.NONE,
):
    """Gets or creates a variable, as ``tf.get_variable`` does, on a device of choice.

    Args:
      name: its name inside the current variable scope.
      collections: where to add it; None is the collection of global variables.
      device: a device string or function; None leaves the choice open.
      custom_getter: called as ``custom_getter(name, …, reuse=…)`` in place of ``tf.get_variable``.
      shape, dtype, initializer, regularizer, trainable, caching_device, partitioner, use_resource,
      synchronization, aggregation: handed on to the getter.

    Returns:
      The variable, or the partitioned variable where a partitioner splits it.
    """
    getter = tf.get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=tf.get_variable_scope().reuse)
    with tf.device(device or ""):
        return getter(
            name,
            aggregation=aggregation,
            caching_device=caching_device,
            collections=list(dict.fromkeys([_GLOBAL] if collections is None else collections)),
            dtype=dtype,
            initializer=initializer,
            partitioner=partitioner,
            regularizer=regularizer,
            shape=shape,
            synchronization=synchronization,
            trainable=trainable,
            use_resource=use_resource,
        )


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = tf.float32,
    initializer: Callable | None = None,
    regularizer: Callable | None = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Callable | None = None,
    custom_getter: Callable | None = None,
    use_resource: bool | None = None,
    synchronization: Any = tf.VariableSynchronization.AUTO,
    aggregation: Any = tf.VariableAggregation.NONE,
):
    """Gets or creates a variable that belongs to the model.

    Like :func:`variable`, but it joins the collections of global and of model variables in
    addition to those in `collections`.
    """
    return variable(
        name,
        aggregation=aggregation,
        caching_device=caching_device,
        collections=[*(collections or ()), _GLOBAL, _MODEL],
        custom_getter=custom_getter,
        device=device,
        dtype=dtype,
        initializer=initializer,
        partitioner=partitioner,
        regularizer=regularizer,
        shape=shape,
        synchronization=synchronization,
        trainable=trainable,
        use_resource=use_resource,
    )


def add_model_variable(var) -> None:
    """Adds `var` to the collection of model variables, unless it is there."""
    if not any(var is known for known in tf.get_collection(_MODEL)):
        tf.add_to_collection(_MODEL, var)


def get_variables(scope=None, suffix=None, collection=_GLOBAL) -> list:
    """Returns a collection's variables, narrowed down by name.

    Args:
      scope: a variable scope or a regular expression that the name has to begin with.
      suffix: what has to come before the name's colon (or, if it has one, a pattern with it).
      collection: the name of the collection.
    """
    if isinstance(scope, tf.VariableScope):
        scope = scope.name
    if suffix is not None:
        scope = f"{scope or ''}.*{suffix if ':' in suffix else suffix + ':'}"
    return tf.get_collection(collection, scope)


def get_model_variables(scope=None, suffix=None) -> list:
    """:func:`get_variables` of the collection of model variables."""
    return get_variables(scope, suffix, _MODEL)


def get_local_variables(scope=None, suffix=None) -> list:
    """:func:`get_variables` of the collection of local variables."""
    return get_variables(scope, suffix, tf.GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope=None, suffix=None) -> list:
    """:func:`get_variables` of the collection of trainable variables."""
    return get_variables(scope, suffix, tf.GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix, scope=None) -> list:
    """Returns the global variables whose names end in `suffix`."""
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(given_name, scope=None) -> list:
    """Returns the global variables that are called `given_name`, whatever scope they are in."""
    return get_variables(scope=scope, suffix=f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name):
    """Returns the global variable of that full name.

    Raises:
      ValueError: where there is none, or where the name is only the beginning of others.
    """
    candidates = get_variables(scope=var_op_name)
    if not candidates:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def get_variable_full_name(var) -> str:
    """Returns the name of `var` in a checkpoint; the parts of a partitioned variable share one."""
    slice_info = var._get_save_slice_info()
    return slice_info.full_name if slice_info else var.op.name


def get_variables_to_restore(include=None, exclude=None) -> list:
    """Returns the global variables under the scopes in `include`, less those in `exclude`.

    Args:
      include: a list or tuple of scopes; None means all variables.
      exclude: a list or tuple of scopes, or None.

    Raises:
      TypeError: where either is something else.
    """
    included = get_variables() if include is None else _in_scopes("include", include)
    excluded = () if exclude is None else _in_scopes("exclude", exclude)
    return [var for var in included if not any(var is other for other in excluded)]


def _in_scopes(argument: str, scopes: Iterable[str]) -> list:
    if not isinstance(scopes, (list, tuple)):
        raise TypeError(f"{argument} is provided but is not a list or a tuple.")
    return [var for scope in scopes for var in get_variables(scope)]


def filter_variables(
    var_list, include_patterns=None, exclude_patterns=None, reg_search=True
) -> list:
    """Returns those of `var_list` whose names match.

    Args:
      var_list: variables.
      include_patterns: regular expressions, one of which has to match; None takes all variables.
      exclude_patterns: regular expressions, none of which may match; None drops no variable.
      reg_search: whether a pattern may match anywhere in the name, or only at its beginning.
    """
    match = re.search if reg_search else re.match

    def any_matches(patterns, var):
        return any(match(pattern, var.name) for pattern in patterns)

    return [
        var
        for var in var_list
        if (include_patterns is None or any_matches(include_patterns, var))
        and not any_matches(exclude_patterns or (), var)
    ]


class VariableDeviceChooser:
    """A device function that deals variables out to the parameter servers in turn.

    Args:
      num_tasks: how many parameter servers there are; 0 names a device only.
      job_name: the name of their job.
      device_type: ``"CPU"`` or ``"GPU"``.
      device_index: which of a machine's devices.
      replica: the replica's number, if the device's name is to have one.
    """

    def __init__(self, num_tasks=0, job_name="ps", device_type="CPU", device_index=0, replica=None):
        self._num_tasks = num_tasks
        self._job_name = job_name
        self._device = dict(replica=replica, device_type=device_type, device_index=device_index)
        self._next_task_id = 0

    def __call__(self, op) -> str:
        if not self._num_tasks:
            return tf.DeviceSpec(**self._device).to_string()
        task = self._next_task_id
        self._next_task_id = (task + 1) % self._num_tasks
        return tf.DeviceSpec(job=self._job_name, task=task, **self._device).to_string()
