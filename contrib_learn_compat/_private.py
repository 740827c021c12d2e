"""The private TensorFlow that has no public name, in one place for a new release to break.

Each entry says why the public API does not do.
"""

import numpy as np
import tensorflow as tf

# What Session.make_callable makes of feeds is Session.run, and of fetches a search at each call;
# this is for a prepared call.
from tensorflow.core.protobuf.config_pb2 import CallableOptions

# contrib's feature columns are usable, by inheritance, wherever the core's own old ones are.
from tensorflow.python.feature_column.feature_column import (  # noqa: F401
    _CategoricalColumn as CategoricalColumn,
)
from tensorflow.python.feature_column.feature_column import (  # noqa: F401
    _DenseColumn as DenseColumn,
)

# What every function of feature columns checks of them first, and the order it takes them in.
from tensorflow.python.feature_column.feature_column_v2 import (  # noqa: F401
    _normalize_feature_columns as sorted_feature_columns,
)

# Tells what ops have state; a graph's own way to ask moved between releases.
# random_seed gives all random ops their seeds; only in there can TF 1.15's way to derive them act.
from tensorflow.python.framework import (
    op_def_registry,  # noqa: F401
    random_seed,  # noqa: F401
)

# What tf.contrib.framework exported as it is, and no public name has taken over.
from tensorflow.python.framework.ops import (  # noqa: F401
    prepend_name_scope,
    strip_name_scope,
)
from tensorflow.python.framework.smart_cond import (  # noqa: F401
    smart_case,
    smart_cond,
    smart_constant_value,
)
from tensorflow.python.framework.tensor import BoundedTensorSpec  # noqa: F401

# All dropout of tf.nn and of tf-keras comes together in a function of it, to be turned off.
from tensorflow.python.ops import nn_ops  # noqa: F401

# The graph of k-means clustering, which tf.contrib.factorization had a copy of, and its kernels.
from tensorflow.python.ops.clustering_ops import (  # noqa: F401
    KMeans as KMeansGraph,
)
from tensorflow.python.ops.clustering_ops import (  # noqa: F401
    kmc2_chain_initialization,
    kmeans_plus_plus_initialization,
    nearest_neighbors,
)

# Drops a last dimension of 1 that only labels or only predictions have; checks no shapes.
from tensorflow.python.ops.confusion_matrix import (  # noqa: F401
    remove_squeezable_dimensions as remove_squeezable_ranks,
)

# A queue of elements whose parts come one by one; public only as raw ops.
# RecordInput reads records in parallel; tf.contrib.framework exported it.
from tensorflow.python.ops.data_flow_ops import (
    Barrier,  # noqa: F401
    RecordInput,  # noqa: F401
)

# Initializers that tf.contrib.framework exported; nothing else does.
from tensorflow.python.ops.init_ops import (  # noqa: F401
    convolutional_delta_orthogonal,
    convolutional_orthogonal_1d,
    convolutional_orthogonal_2d,
    convolutional_orthogonal_3d,
)

# Tables named as TF 1.15 names them; tf.lookup's public tables name their ops otherwise.
from tensorflow.python.ops.lookup_ops import (  # noqa: F401
    DenseHashTable,
    FastHashSpec,
    HasherSpec,
    IdTableWithHashBuckets,
    InitializableLookupTableBase,
    InitializableLookupTableBaseV1,
    LookupInterface,
    MutableHashTable,
    StrongHashSpec,
    TableInitializerBase,
    TextFileIdTableInitializer,
    TextFileStringTableInitializer,
    index_table_from_file,
    index_table_from_tensor,
    index_to_string_table_from_file,
    index_to_string_table_from_tensor,
)

# What tf.metrics is made of: contrib's own metrics treat shapes, replicas and variables alike.
from tensorflow.python.ops.metrics_impl import (  # noqa: F401
    _aggregate_across_replicas as aggregate_across_replicas,
)
from tensorflow.python.ops.metrics_impl import (  # noqa: F401
    _aggregate_variable as aggregate_variable,
)
from tensorflow.python.ops.metrics_impl import (  # noqa: F401
    _confusion_matrix_at_thresholds as confusion_matrix_at_thresholds,
)
from tensorflow.python.ops.metrics_impl import (  # noqa: F401
    _remove_squeezable_dimensions as remove_squeezable_dimensions,
)
from tensorflow.python.ops.metrics_impl import (  # noqa: F401
    _streaming_sparse_average_precision_at_top_k as streaming_sparse_average_precision_at_top_k,
)
from tensorflow.python.ops.metrics_impl import metric_variable  # noqa: F401

# Helpers of static_rnn and dynamic_rnn that tf.contrib.rnn made public.
from tensorflow.python.ops.rnn import (  # noqa: F401
    _best_effort_input_batch_size as best_effort_input_batch_size,
)
from tensorflow.python.ops.rnn import _transpose_batch_time as transpose_batch_time  # noqa: F401

# Tells what is no cell, as tf.nn's own functions do.
from tensorflow.python.ops.rnn_cell_impl import assert_like_rnncell  # noqa: F401

# Sparse tensors by handle, as the queues of tf.train keep them; public only as raw ops.
from tensorflow.python.ops.sparse_ops import (  # noqa: F401
    _add_many_sparse_to_tensors_map as add_many_sparse_to_tensors_map,
)
from tensorflow.python.ops.sparse_ops import (  # noqa: F401
    _take_many_sparse_from_tensors_map as take_many_sparse_from_tensors_map,
)

# The metrics' own way to broadcast weights; it names the ops of a head's loss and metrics.
from tensorflow.python.ops.weights_broadcast_ops import broadcast_weights  # noqa: F401

# Programs' tests put a Glob of their own into this module, not into tf.gfile.
from tensorflow.python.platform import gfile  # noqa: F401

# What tf.train.batch does to its arguments, for contrib's bucket to do the same.
from tensorflow.python.training import input as queue_inputs  # noqa: F401

# Initializers that read an older checkpoint's rows; public in tf.contrib.framework alone.
from tensorflow.python.training.checkpoint_ops import (  # noqa: F401
    _load_and_remap_matrix_initializer as load_and_remap_matrix_initializer,
)
from tensorflow.python.training.checkpoint_ops import (  # noqa: F401
    _load_embedding_initializer as load_embedding_initializer,
)

# The ops that go to parameter servers; replica_device_setter's default leaves out the tables.
from tensorflow.python.training.device_setter import STANDARD_PS_OPS  # noqa: F401

# One evaluation of one checkpoint; public only in tf.contrib.training, which is gone.
from tensorflow.python.training.evaluation import (  # noqa: F401
    _evaluate_once as evaluate_once,
)
from tensorflow.python.training.evaluation import (  # noqa: F401
    _get_or_create_eval_step as get_or_create_eval_step,
)
from tensorflow.python.training.evaluation import (  # noqa: F401
    _StopAfterNEvalsHook as StopAfterNEvalsHook,
)

# ExponentialMovingAverage makes variables of its own; this updates one that a layer has.
from tensorflow.python.training.moving_averages import assign_moving_average  # noqa: F401

# The global step that hooks read; created early, as in TF 1.15, it reads the step before training.
from tensorflow.python.training.training_util import (  # noqa: F401
    _get_or_create_global_step_read as get_or_create_global_step_read,
)

# The structures that tf.contrib.framework.nest walked, and its decorators of old functions.
from tensorflow.python.util import nest  # noqa: F401
from tensorflow.python.util.deprecation import (  # noqa: F401
    deprecated,
    deprecated_arg_values,
    deprecated_args,
)

# Feature columns as Keras knows them, and what keeps their values; public to Keras alone.
FeatureTransformationCache = tf.__internal__.feature_column.FeatureTransformationCache
KerasDenseColumn = tf.__internal__.feature_column.DenseColumn


def run_after(ops, others) -> None:
    """Makes `ops` wait for ops or Tensors, in any nesting, that were created after them.

    ``tf.control_dependencies`` can order an op only behind those that exist already.
    """
    inputs = [x if isinstance(x, tf.Operation) else x.op for x in tf.nest.flatten(others)]
    for op in ops:
        op._add_control_inputs(inputs)


def prepared_run(session, *, feeds=(), fetches=(), targets=()):
    """Returns a function of values for `feeds`, in their order, that makes one run of the session.

    It runs the ops `targets` and returns the values of the tensors `fetches` as a list.
    """
    options = CallableOptions(
        feed=[tensor.name for tensor in feeds],
        fetch=[tensor.name for tensor in fetches],
        target=[op.name for op in targets],
    )
    run = session._make_callable_from_options(options)
    dtypes = [tensor.dtype.as_numpy_dtype for tensor in feeds]
    return lambda *values: run(*map(np.asarray, values, dtypes))
