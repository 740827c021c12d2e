"""From columns and features to input layers and linear models."""

from __future__ import annotations

import functools
import math
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat import framework
from contrib_learn_compat.framework.notices import experimental
from contrib_learn_compat.layers.columns import base, crossed, embedding, real_valued, sparse
from contrib_learn_compat.layers.columns.parsing import (
    create_feature_spec_for_parsing,
    create_sequence_feature_spec_for_parsing,
)
from contrib_learn_compat.layers.embedding_ops import safe_embedding_lookup_sparse
from contrib_learn_compat.layers.flattening import inner_flatten
from contrib_learn_compat.layers.utils import partitions_of


def check_feature_columns(feature_columns) -> None:
    """Checks that columns can be used together.

    Raises:
      ValueError: where they are in a dict, or two have the same key.
    """
    if isinstance(feature_columns, dict):
        raise ValueError("Expected feature_columns to be iterable, found dict.")
    seen = set()
    for column in feature_columns:
        if column.key in seen:
            raise ValueError(
                f"Duplicate feature column key found for column: {column.name}. This usually "
                "means that the column is almost identical to another column, and one must be "
                "discarded."
            )
        seen.add(column.key)


def _by_key(feature_columns) -> list:
    return sorted(set(feature_columns), key=lambda column: column.key)


class Transformer:
    """Transforms columns, each once, within one dict of features.

    Args:
      columns_to_tensors: a dict from feature names to tensors, and from columns to what they are
        transformed to; it grows.
    """

    def __init__(self, columns_to_tensors: dict):
        self._columns_to_tensors = columns_to_tensors

    def transform(self, feature_column):
        """Returns a column's transformed tensor, made now or before.

        Raises:
          ValueError: where the column does not make one.
        """
        tensors = self._columns_to_tensors
        if feature_column not in tensors:
            feature_column.insert_transformed_feature(tensors)
        if feature_column not in tensors:
            raise ValueError(f"Column {feature_column.name} is not supported.")
        return tensors[feature_column]


_Transformer = Transformer  # as the old deep module called it


def transform_features(features, feature_columns) -> dict:
    """Returns the columns' transformed tensors.

    Args:
      features: a dict of tensors by feature name.
      feature_columns: columns.

    Returns:
      A dict of Tensors and SparseTensors (of pairs of them for a weighted column) by column.

    Raises:
      ValueError: where two columns have the same key.
      KeyError: where a feature is missing.
    """
    tensors = features.copy()
    check_feature_columns(feature_columns)
    transformer = Transformer(tensors)
    for column in _by_key(feature_columns):
        transformer.transform(column)
    return {key: tensor for key, tensor in tensors.items() if key in feature_columns}


def input_from_feature_columns(
    columns_to_tensors: dict,
    feature_columns: Any,
    weight_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    cols_to_outs: dict | None = None,
):
    """Makes the first layer of a network: one row of numbers an example.

    Args:
      columns_to_tensors: a dict of features by name, and of transformed tensors by column.
      feature_columns: columns of numbers, buckets, one-hot ids and embeddings.
      weight_collections: more collections for the embeddings' variables.
      trainable: whether these are trained.
      scope: the name of the variable scope.
      cols_to_outs: a dict that gets each column's part of the layer.

    Returns:
      A float32 tensor [batch, size], the columns side by side in the order of their keys.

    Raises:
      ValueError: where a column has no numbers for a network, two have the same key, or
        `cols_to_outs` is not a dict.
      KeyError: where a feature is missing.
    """
    return _input_from_feature_columns(
        columns_to_tensors,
        feature_columns,
        scope=scope,
        default_name="input_from_feature_columns",
        trainable=trainable,
        weight_collections=weight_collections,
        output_rank=2,
        cols_to_outs=cols_to_outs,
    )


@experimental
def sequence_input_from_feature_columns(
    columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None
):
    """Makes the first layer of a sequence model: one row of numbers a step of each example.

    Args:
      columns_to_tensors: a dict of features by name, and of transformed tensors by column.
      feature_columns: columns of numbers, one-hot ids and embeddings.
      weight_collections: more collections for the embeddings' variables.
      trainable: whether these are trained.
      scope: the name of the variable scope.

    Returns:
      A float32 tensor [batch, steps, size].

    Raises:
      ValueError: where a column is of a kind that has no sequences, or is made from one.
    """
    _check_sequence_columns(feature_columns)
    return _input_from_feature_columns(
        columns_to_tensors,
        feature_columns,
        scope=scope,
        default_name="sequence_input_from_feature_columns",
        trainable=trainable,
        weight_collections=weight_collections,
        output_rank=3,
    )


def _input_from_feature_columns(
    columns_to_tensors: dict,
    feature_columns: Any,
    weight_collections: Any,
    trainable: bool,
    scope: Any,
    output_rank: int,
    default_name: str,
    cols_to_outs: dict | None = None,
):
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    if cols_to_outs is not None and not isinstance(cols_to_outs, dict):
        raise ValueError("cols_to_outs must be a dict unless None")
    with tf.variable_scope(scope, default_name, tensors.values()):
        transformer = Transformer(tensors)
        collections = _with_global(weight_collections)
        outputs = {}
        for column in _by_key(feature_columns):
            with tf.variable_scope(None, column.name, tensors.values()):
                transformed = transformer.transform(column)
                if output_rank == 3:
                    reshape = functools.partial(
                        _reshape_features, column_name=column.name, output_rank=output_rank
                    )
                    transformed = (
                        tuple(map(reshape, transformed))
                        if isinstance(transformed, tuple)
                        else reshape(transformed)
                    )
                outputs[column] = _input_layer_of(
                    column, transformed, collections, trainable, output_rank
                )
        if cols_to_outs is not None:
            cols_to_outs.update(outputs)
        return tf.concat(list(outputs.values()), output_rank - 1)


def _input_layer_of(column, transformed, weight_collections, trainable, output_rank):
    """Returns one column's part of the input layer."""
    try:
        arguments = column._deep_embedding_lookup_arguments(transformed)
    except NotImplementedError as not_embedded:
        try:
            return column._to_dnn_input_layer(
                transformed, weight_collections, trainable, output_rank=output_rank
            )
        except ValueError as error:
            raise ValueError(
                f"Error creating input layer for column: {column.name}.\n{error}, {not_embedded}"
            ) from error
    return embedding.embeddings_from_arguments(
        column, arguments, weight_collections, trainable, output_rank=output_rank
    )


def _reshape_features(tensor, column_name, output_rank):
    """Returns a Tensor or SparseTensor with the rank that a layer takes.

    Raises:
      ValueError: where its rank is unknown, or more than one dimension is missing.
    """
    is_sparse = isinstance(tensor, tf.SparseTensor)
    rank = tensor.shape.rank
    if rank is None and is_sparse:
        rank = tensor.dense_shape.shape.as_list()[0]
    where = f"Error while processing column {column_name}. "
    if rank is None:
        raise ValueError(f"{where}Rank of input Tensor can not be None.")
    if rank + 1 < output_rank:
        raise ValueError(where + base.rank_complaint(rank, output_rank))
    if rank == output_rank:
        return tensor
    if rank > output_rank:
        return inner_flatten(tensor, output_rank)
    if is_sparse:
        return tf.sparse_reshape(tensor, tf.concat([tensor.dense_shape, [1]], 0))
    return tf.expand_dims(tensor, -1)


_SEQUENCE_COLUMNS = (
    embedding._OneHotColumn,
    embedding._EmbeddingColumn,
    real_valued._RealValuedColumn,
    real_valued._RealValuedVarLenColumn,
)
_NO_SEQUENCE_COLUMNS = (
    embedding._ScatteredEmbeddingColumn,
    real_valued._BucketizedColumn,
    crossed._CrossedColumn,
)


def _check_sequence_columns(feature_columns) -> None:
    for column in feature_columns:
        if not isinstance(column, _SEQUENCE_COLUMNS):
            raise ValueError(
                f"FeatureColumn type {type(column).__name__} is not currently supported for "
                "sequence data."
            )
    for column in _with_ancestors(feature_columns):
        if isinstance(column, _NO_SEQUENCE_COLUMNS):
            raise ValueError(
                f"Column {column.name} is of type {type(column).__name__}, which is not currently "
                "supported for sequences."
            )


def _with_ancestors(feature_columns) -> list:
    """Returns columns and all columns that they are made of."""
    gathered = list(feature_columns)
    for column in gathered:  # which grows on the way
        gathered += [parent for parent in _parents(column) if parent not in gathered]
    return gathered


def _parents(column) -> tuple:
    if isinstance(column, crossed._CrossedColumn):
        return column.columns
    if isinstance(column, real_valued._BucketizedColumn):
        return (column.source_column,)
    of_ids = (sparse._WeightedSparseColumn, embedding._OneHotColumn, embedding._EmbeddingColumn)
    return (column.sparse_id_column,) if isinstance(column, of_ids) else ()


def weighted_sum_from_feature_columns(
    columns_to_tensors: dict,
    feature_columns: Any,
    num_outputs: int,
    weight_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
):
    """Makes a linear model: a weight for each id and each number, and a bias.

    Args:
      columns_to_tensors: a dict of features by name, and of transformed tensors by column.
      feature_columns: columns of numbers, buckets, ids and crosses.
      num_outputs: an int, how many sums there are.
      weight_collections: more collections for the variables.
      trainable: whether these are trained.
      scope: the name of the variable scope.

    Returns:
      The sums [batch, num_outputs]; a dict from column to the list of its variables; and the
      bias, a variable [num_outputs].

    Raises:
      ValueError: where a column cannot be in a linear model, or two have the same key.
      KeyError: where a feature is missing.
    """
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    with tf.variable_scope(scope, "weighted_sum_from_feature_columns", tensors.values()):
        transformer = Transformer(tensors)
        sums, variables = [], {}
        for column in _by_key(feature_columns):
            transformed = transformer.transform(column)
            try:
                variable, products = _weighted_ids(
                    column, transformed, tensors, num_outputs, weight_collections, trainable
                )
            except NotImplementedError:
                variable, products = _weighted_numbers(
                    column, transformed, tensors, num_outputs, weight_collections, trainable
                )
            except ValueError as error:
                raise ValueError(
                    f"Error creating weighted sum for column: {column.name}.\n{error}"
                ) from error
            sums.append(tf.reshape(products, shape=(-1, num_outputs)))
            variables[column] = variable
            embedding.maybe_restore_from_checkpoint(column._checkpoint_path(), variable)
        predictions, bias = _add_bias(tf.add_n(sums), num_outputs, weight_collections, trainable)
        return predictions, variables, bias


def _weighted_ids(column, transformed, tensors, num_outputs, weight_collections, trainable):
    """Returns a column of ids' variable, as a list of partitions, and its part of the sum."""
    arguments = column._wide_embedding_lookup_arguments(transformed)
    with tf.variable_scope(None, column.name, tensors.values()):
        variable = partitions_of(
            framework.model_variable(
                name="weights",
                shape=[arguments.vocab_size, num_outputs],
                dtype=tf.float32,
                initializer=arguments.initializer,
                trainable=trainable,
                collections=weight_collections,
            )
        )
        products = safe_embedding_lookup_sparse(
            variable,
            arguments.input_tensor,
            sparse_weights=arguments.weight_tensor,
            combiner=arguments.combiner,
            name=f"{column.name}_weights",
        )
    return variable, products


def _weighted_numbers(column, transformed, tensors, num_outputs, weight_collections, trainable):
    """Returns a column of numbers' variable, in a list, and its part of the sum."""
    with tf.variable_scope(None, column.name, tensors.values()):
        numbers = _reshape_features(
            column._to_dense_tensor(transformed), column.name, output_rank=2
        )
        variable = framework.model_variable(
            name="weight",
            shape=[numbers.shape.as_list()[1], num_outputs],
            initializer=tf.zeros_initializer(),
            trainable=trainable,
            collections=weight_collections,
        )
        return [variable], tf.matmul(numbers, variable, name="matmul")


def joint_weighted_sum_from_feature_columns(
    columns_to_tensors: dict,
    feature_columns: Any,
    num_outputs: int,
    weight_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
):
    """Makes a linear model of ids only, with the weights of all columns in one variable.

    Args:
      columns_to_tensors: a dict of features by name, and of transformed tensors by column.
      feature_columns: columns of ids, buckets and crosses with the combiner ``"sum"``.
      num_outputs: an int, how many sums there are.
      weight_collections: more collections for the variables.
      trainable: whether these are trained.
      scope: the name of the variable scope.

    Returns:
      The sums [batch, num_outputs]; the list of the weights' variables; and the bias, a variable
      [num_outputs].

    Raises:
      NotImplementedError: for a column of numbers.
      AssertionError: for a weighted column, another combiner, or no column at all.
      ValueError: where a column cannot be in a linear model, or two have the same key.
    """
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    with tf.variable_scope(scope, "joint_weighted_sum_from_feature_columns", tensors.values()):
        transformer = Transformer(tensors)
        arguments = []
        for column in _by_key(feature_columns):
            transformed = transformer.transform(column)
            try:
                arguments.append(column._wide_embedding_lookup_arguments(transformed))
            except NotImplementedError as error:
                raise NotImplementedError(
                    "Real-valued columns are not supported. Use weighted_sum_from_feature_columns "
                    "instead, or bucketize these columns."
                ) from error
        ids, vocab_size = _joined_ids(arguments)
        with tf.variable_scope(None, "linear_weights", tensors.values()):
            variable = partitions_of(
                framework.model_variable(
                    name="weights",
                    shape=[vocab_size, num_outputs],
                    dtype=tf.float32,
                    initializer=tf.zeros_initializer(),
                    trainable=trainable,
                    collections=weight_collections,
                )
            )
            sums = safe_embedding_lookup_sparse(variable, ids, combiner="sum", name="_weights")
        predictions, bias = _add_bias(sums, num_outputs, weight_collections, trainable)
        return predictions, variable, bias


def _joined_ids(arguments) -> tuple[tf.SparseTensor, int]:
    """Returns the ids of several columns, each in a range of its own, and how many there are."""
    for argument in arguments:
        assert argument.weight_tensor is None, (
            "Joint sums for weighted sparse columns are not supported. "
            "Please use weighted_sum_from_feature_columns instead."
        )
        assert argument.combiner == "sum", (
            "Combiners other than sum are not supported for joint sums. "
            "Please use weighted_sum_from_feature_columns instead."
        )
    assert arguments, "At least one column must be in the model."
    vocab_size, shifted = 0, []
    for argument in arguments:
        ids = argument.input_tensor
        shifted.append(tf.SparseTensor(ids.indices, ids.values + vocab_size, ids.dense_shape))
        vocab_size += argument.vocab_size
    return tf.sparse_concat(1, shifted), vocab_size


def _add_bias(sums, num_outputs, weight_collections, trainable):
    bias = framework.model_variable(
        "bias_weight",
        shape=[num_outputs],
        initializer=tf.zeros_initializer(),
        trainable=trainable,
        collections=_with_global(weight_collections),
    )
    return tf.nn.bias_add(sums, bias), bias


def _with_global(weight_collections):
    if not weight_collections:
        return weight_collections
    return list(dict.fromkeys([*weight_collections, tf.GraphKeys.GLOBAL_VARIABLES]))


def parse_feature_columns_from_examples(
    serialized, feature_columns, name=None, example_names=None
) -> dict:
    """Parses the columns' features from ``tf.Example``s, and transforms them.

    Args:
      serialized: a vector of strings, each an Example.
      feature_columns: columns.
      name: the name of the operation.
      example_names: a vector of strings for error messages.

    Returns:
      A dict of tensors by feature name and by column.

    Raises:
      ValueError: where two columns have the same key.
    """
    check_feature_columns(feature_columns)
    tensors = tf.parse_example(
        serialized=serialized,
        features=create_feature_spec_for_parsing(feature_columns),
        name=name,
        example_names=example_names,
    )
    transformer = Transformer(tensors)
    for column in _by_key(feature_columns):
        transformer.transform(column)
    return tensors


def parse_feature_columns_from_sequence_examples(
    serialized, context_feature_columns, sequence_feature_columns, name=None, example_name=None
) -> tuple[dict, dict]:
    """Parses the columns' features from one ``tf.SequenceExample``.

    Args:
      serialized: a scalar string, a SequenceExample.
      context_feature_columns: columns of the whole example, or None.
      sequence_feature_columns: columns of each step, or None.
      name: the name of the operation.
      example_name: a scalar string for error messages.

    Returns:
      Two dicts of tensors by feature name: the context's and the sequence's.

    Raises:
      ValueError: where `serialized` is a batch, or two columns have the same key.
    """
    try:
        serialized = tf.reshape(serialized, [])
    except ValueError as error:
        raise ValueError(
            "serialized must contain as single sequence example. Batching must be done after "
            f"parsing for sequence examples. Error: {error}"
        ) from error
    context_feature_columns = context_feature_columns or []
    sequence_feature_columns = sequence_feature_columns or []
    check_feature_columns(context_feature_columns)
    check_feature_columns(sequence_feature_columns)
    return tf.parse_single_sequence_example(
        serialized,
        create_feature_spec_for_parsing(context_feature_columns),
        create_sequence_feature_spec_for_parsing(sequence_feature_columns),
        example_name,
        name,
    )


def infer_real_valued_columns(features) -> list:
    """Returns a column of numbers for each feature.

    Args:
      features: a dict of tensors by name, or one tensor, whose column gets an empty name.

    Raises:
      ValueError: for a SparseTensor, or a tensor that is not numeric.
    """
    if not isinstance(features, dict):
        features = {"": features}
    return [_infer_real_valued_column(name, tensor) for name, tensor in features.items()]


def _infer_real_valued_column(name, tensor):
    if isinstance(tensor, tf.SparseTensor):
        raise ValueError(
            "SparseTensor is not supported for auto detection. Please define corresponding "
            f"FeatureColumn for tensor {name} {tensor}."
        )
    if not (tensor.dtype.is_integer or tensor.dtype.is_floating):
        raise ValueError(
            "Non integer or non floating types are not supported for auto detection. Please "
            f"define corresponding FeatureColumn for tensor {name} {tensor}."
        )
    return real_valued.real_valued_column(
        name, dimension=math.prod(tensor.shape.as_list()[1:]), dtype=tensor.dtype
    )
