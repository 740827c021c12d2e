"""The old deep module's names for the columns' classes and helpers."""

# ruff: noqa: F401
from contrib_learn_compat.layers.columns.base import (
    DeepEmbeddingLookupArguments as _DeepEmbeddingLookupArguments,
)
from contrib_learn_compat.layers.columns.base import FeatureColumn as _FeatureColumn
from contrib_learn_compat.layers.columns.base import (
    LinearEmbeddingLookupArguments as _LinearEmbeddingLookupArguments,
)
from contrib_learn_compat.layers.columns.base import (
    TransformedFeatures as _LazyBuilderByColumnsToTensor,
)
from contrib_learn_compat.layers.columns.base import (
    reshape_real_valued_tensor as _reshape_real_valued_tensor,
)
from contrib_learn_compat.layers.columns.crossed import _CrossedColumn, crossed_column
from contrib_learn_compat.layers.columns.embedding import (
    _EmbeddingColumn,
    _OneHotColumn,
    _ScatteredEmbeddingColumn,
    embedding_column,
    one_hot_column,
    scattered_embedding_column,
    shared_embedding_columns,
)
from contrib_learn_compat.layers.columns.embedding import (
    embeddings_from_arguments as _embeddings_from_arguments,
)
from contrib_learn_compat.layers.columns.embedding import (
    maybe_restore_from_checkpoint as _maybe_restore_from_checkpoint,
)
from contrib_learn_compat.layers.columns.parsing import (
    create_feature_spec_for_parsing,
    make_place_holder_tensors_for_base_features,
)
from contrib_learn_compat.layers.columns.parsing import (
    create_sequence_feature_spec_for_parsing as _create_sequence_feature_spec_for_parsing,
)
from contrib_learn_compat.layers.columns.real_valued import (
    _BucketizedColumn,
    _RealValuedColumn,
    _RealValuedVarLenColumn,
    bucketized_column,
    real_valued_column,
)
from contrib_learn_compat.layers.columns.real_valued import (
    real_valued_var_len_column as _real_valued_var_len_column,
)
from contrib_learn_compat.layers.columns.sparse import (
    _SparseColumn,
    _SparseColumnHashed,
    _SparseColumnIntegerized,
    _SparseColumnKeys,
    _SparseColumnVocabulary,
    _SparseIdLookupConfig,
    _WeightedSparseColumn,
    sparse_column_with_hash_bucket,
    sparse_column_with_integerized_feature,
    sparse_column_with_keys,
    sparse_column_with_vocabulary_file,
    weighted_sparse_column,
)
