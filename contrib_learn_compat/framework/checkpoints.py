"""Reading checkpoints, and starting variables from them."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow.compat.v1 as tf

from contrib_learn_compat._private import load_and_remap_matrix_initializer
from contrib_learn_compat.framework.variables import get_variable_full_name


def load_checkpoint(filepattern):
    """Returns a reader of the checkpoint in a directory, or of that name.

    Raises:
      ValueError: where the directory has none.
    """
    return tf.train.load_checkpoint(filepattern)


def load_variable(checkpoint_dir, name):
    """Returns a variable's value in a checkpoint, as an array.

    Args:
      checkpoint_dir: a directory, or a checkpoint's name.
      name: the variable's name; a trailing ``:0`` does not count.
    """
    return tf.train.load_variable(checkpoint_dir, name)


def list_variables(checkpoint_dir) -> list[tuple[str, list[int]]]:
    """Returns names and shapes of what is in a checkpoint, sorted by name."""
    return tf.train.list_variables(checkpoint_dir)


def init_from_checkpoint(checkpoint_dir, assignment_map) -> None:
    """Has variables start from what a checkpoint holds, when they are initialized.

    Args:
      checkpoint_dir: a directory, or a checkpoint's name.
      assignment_map: a dict from names in the checkpoint to variables, lists of partitions, or
        names of variables; or from scopes in the checkpoint, each with a trailing slash, to
        scopes.

    Raises:
      ValueError: where a name is in neither the checkpoint nor the graph, or a shape differs.
    """
    tf.train.init_from_checkpoint(checkpoint_dir, assignment_map)


def assign_from_values(var_names_to_values) -> tuple[tf.Operation, dict]:
    """Returns what assigns arrays to variables without making them constants of the graph.

    Args:
      var_names_to_values: a dict of arrays by the full names of global variables.

    Returns:
      An operation, and the feed_dict to run it with.

    Raises:
      ValueError: where no variable has that name, or only longer ones begin with it.
    """
    return _assignments(
        (_variable_named(name), value) for name, value in var_names_to_values.items()
    )


def assign_from_values_fn(var_names_to_values) -> Callable:
    """Returns a function of a session that makes the assignments of `assign_from_values`."""
    return _running(*assign_from_values(var_names_to_values))


def _variable_named(name):
    candidates = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, name)
    if not candidates:
        raise ValueError(f"Variable {name} wasn't found")
    if len(candidates) == 1:
        return candidates[0]
    for candidate in candidates:
        if candidate.op.name == name:
            return candidate
    raise ValueError(f"Variable {name} doesn't uniquely identify a variable")


def _assignments(variables_and_values) -> tuple[tf.Operation, dict]:
    ops, feed_dict = [], {}
    for variable, value in variables_and_values:
        placeholder = tf.placeholder(
            dtype=variable.dtype.base_dtype,
            shape=variable.shape,
            name=f"placeholder/{variable.op.name}",
        )
        ops.append(variable.assign(placeholder))
        feed_dict[placeholder] = value.reshape(variable.shape.as_list())
    return tf.group(*ops), feed_dict


def _running(op, feed_dict) -> Callable:
    return lambda session: session.run(op, feed_dict)


def assign_from_checkpoint(
    model_path, var_list, ignore_missing_vars=False
) -> tuple[tf.Operation, dict]:
    """Returns what assigns to variables what a checkpoint holds of them.

    Args:
      model_path: the checkpoint's name.
      var_list: variables, perhaps partitions of one; or a dict of variables, or lists of
        partitions, by names in the checkpoint.
      ignore_missing_vars: only warn of what is not in the checkpoint.

    Returns:
      An operation, and the feed_dict to run it with.

    Raises:
      ValueError: where a variable is not in the checkpoint, or has another shape there.
    """
    reader = tf.train.NewCheckpointReader(model_path)
    found = []
    for name, variables in _by_checkpoint_name(var_list).items():
        if not reader.has_tensor(name):
            message = f"Checkpoint is missing variable [{name}]"
            if not ignore_missing_vars:
                raise ValueError(message)
            tf.logging.warning(message)
            continue
        value = reader.get_tensor(name)
        found += [(variable, _part(name, variable, value)) for variable in variables]
    return _assignments(found)


def _by_checkpoint_name(var_list) -> dict[str, list]:
    if isinstance(var_list, dict):
        return {
            name: list(value) if isinstance(value, (tuple, list)) else [value]
            for name, value in var_list.items()
        }
    grouped: dict[str, list] = {}
    for variable in var_list:
        grouped.setdefault(get_variable_full_name(variable), []).append(variable)
    return grouped


def _part(name, variable, value):
    """Returns what a variable, or a partition of one, has to get out of the whole value."""
    slice_info = variable._get_save_slice_info()
    if slice_info:
        offsets_and_sizes = zip(slice_info.var_offset, slice_info.var_shape, strict=True)
        return value[tuple(slice(start, start + size) for start, size in offsets_and_sizes)]
    if variable.shape != value.shape:
        raise ValueError(
            f"Total size of new array must be unchanged for {name} "
            f"lh_shape: [{value.shape}], rh_shape: [{variable.shape}]"
        )
    return value


def assign_from_checkpoint_fn(
    model_path, var_list, ignore_missing_vars=False, reshape_variables=False
) -> Callable | None:
    """Returns a function of a session that restores variables from a checkpoint.

    Args:
      model_path: the checkpoint's name.
      var_list: variables, or a dict of variables by names in the checkpoint.
      ignore_missing_vars: only warn of what is not in the checkpoint.
      reshape_variables: take values of another shape with as many elements.

    Returns:
      The function; None where nothing in the checkpoint is asked for.

    Raises:
      ValueError: where `var_list` is empty.
    """
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        reader = tf.train.NewCheckpointReader(model_path)
        if not isinstance(var_list, dict):
            var_list = {variable.op.name: variable for variable in var_list}
        for name in [name for name in var_list if not reader.has_tensor(name)]:
            tf.logging.warning("Variable %s missing in checkpoint %s", name, model_path)
        var_list = {name: v for name, v in var_list.items() if reader.has_tensor(name)}
    if not var_list:
        tf.logging.warning("No Variables to restore")
        return None
    saver = tf.train.Saver(var_list, reshape=reshape_variables, write_version=tf.train.SaverDef.V1)
    return lambda session: saver.restore(session, model_path)


def load_linear_multiclass_bias_initializer(
    ckpt_path: str,
    bias_tensor_name: str,
    new_class_vocab_size: int,
    old_class_vocab_file,
    new_class_vocab_file,
    num_class_oov_buckets: int = 0,
    initializer: Callable | None = None,
    max_rows_in_memory: int = -1,
) -> Callable:
    """Returns an initializer that takes a multi-class model's biases from a checkpoint.

    Args:
      ckpt_path: the checkpoint's name.
      bias_tensor_name: the biases' name in it.
      new_class_vocab_size: how many classes there are now.
      old_class_vocab_file, new_class_vocab_file: files with a class a line, in the order of the
        biases in the checkpoint and of those to make.
      num_class_oov_buckets: how many biases more to make.
      initializer: for what the checkpoint does not have; zeros by default.
      max_rows_in_memory: how many biases to read at once; all, unless positive.
    """
    return load_and_remap_matrix_initializer(
        ckpt_path,
        bias_tensor_name,
        new_class_vocab_size,
        new_col_vocab_size=1,
        new_row_vocab_file=new_class_vocab_file,
        old_row_vocab_file=old_class_vocab_file,
        num_row_oov_buckets=num_class_oov_buckets,
        initializer=initializer or tf.zeros_initializer(),
        max_rows_in_memory=max_rows_in_memory,
    )


def load_variable_slot_initializer(
    ckpt_path: str,
    old_tensor_name: str,
    primary_partition_info,
    new_row_vocab_size: int,
    new_col_vocab_size: int,
    old_row_vocab_file=None,
    new_row_vocab_file=None,
    old_col_vocab_file=None,
    new_col_vocab_file=None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    initializer: Callable | None = None,
    max_rows_in_memory: int = -1,
) -> Callable:
    """Returns an initializer that takes an optimizer's slot from a checkpoint.

    A slot is made without regard to how its variable is partitioned; so that has to be given.

    Args:
      ckpt_path: the checkpoint's name.
      old_tensor_name: the slot's name in it.
      primary_partition_info: the partition info of the variable that the slot belongs to.
      new_row_vocab_size, new_col_vocab_size: the slot's size, without the buckets.
      old_row_vocab_file, new_row_vocab_file: files with a row's name a line, in the order of the
        rows in the checkpoint and of those to make; None leaves the rows as they are.
      old_col_vocab_file, new_col_vocab_file: the same for columns.
      num_row_oov_buckets, num_col_oov_buckets: how many rows and columns more to make.
      initializer: for what the checkpoint does not have; zeros by default.
      max_rows_in_memory: how many rows to read at once; all, unless positive.

    Raises:
      TypeError: where `initializer` cannot be called.
    """
    initialize = load_and_remap_matrix_initializer(
        ckpt_path,
        old_tensor_name,
        new_row_vocab_size,
        new_col_vocab_size,
        new_row_vocab_file=new_row_vocab_file,
        old_row_vocab_file=old_row_vocab_file,
        new_col_vocab_file=new_col_vocab_file,
        old_col_vocab_file=old_col_vocab_file,
        num_row_oov_buckets=num_row_oov_buckets,
        num_col_oov_buckets=num_col_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )

    def _initializer(shape, dtype=tf.float32, partition_info=None):
        return initialize(shape, dtype, partition_info=primary_partition_info)

    return _initializer
