"""The columns, their classes and what these are made of, by the names in TF 1.15's module."""

from contrib_learn_compat.layers.columns import (
    base,
    crossed,
    embedding,
    parsing,
    real_valued,
    sparse,
)

real_valued_column = real_valued.real_valued_column
bucketized_column = real_valued.bucketized_column
crossed_column = crossed.crossed_column
sparse_column_with_hash_bucket = sparse.sparse_column_with_hash_bucket
sparse_column_with_integerized_feature = sparse.sparse_column_with_integerized_feature
sparse_column_with_keys = sparse.sparse_column_with_keys
sparse_column_with_vocabulary_file = sparse.sparse_column_with_vocabulary_file
weighted_sparse_column = sparse.weighted_sparse_column
embedding_column = embedding.embedding_column
one_hot_column = embedding.one_hot_column
scattered_embedding_column = embedding.scattered_embedding_column
shared_embedding_columns = embedding.shared_embedding_columns
create_feature_spec_for_parsing = parsing.create_feature_spec_for_parsing
make_place_holder_tensors_for_base_features = parsing.make_place_holder_tensors_for_base_features

_FeatureColumn = base.FeatureColumn
_RealValuedColumn = real_valued._RealValuedColumn
_RealValuedVarLenColumn = real_valued._RealValuedVarLenColumn
_BucketizedColumn = real_valued._BucketizedColumn
_SparseColumn = sparse._SparseColumn
_SparseColumnHashed = sparse._SparseColumnHashed
_SparseColumnIntegerized = sparse._SparseColumnIntegerized
_SparseColumnKeys = sparse._SparseColumnKeys
_SparseColumnVocabulary = sparse._SparseColumnVocabulary
_SparseIdLookupConfig = sparse._SparseIdLookupConfig
_WeightedSparseColumn = sparse._WeightedSparseColumn
_CrossedColumn = crossed._CrossedColumn
_EmbeddingColumn = embedding._EmbeddingColumn
_OneHotColumn = embedding._OneHotColumn
_ScatteredEmbeddingColumn = embedding._ScatteredEmbeddingColumn

_DeepEmbeddingLookupArguments = base.DeepEmbeddingLookupArguments
_LinearEmbeddingLookupArguments = base.LinearEmbeddingLookupArguments
_LazyBuilderByColumnsToTensor = base.TransformedFeatures
_reshape_real_valued_tensor = base.reshape_real_valued_tensor
_create_sequence_feature_spec_for_parsing = parsing.create_sequence_feature_spec_for_parsing
_embeddings_from_arguments = embedding.embeddings_from_arguments
_maybe_restore_from_checkpoint = embedding.maybe_restore_from_checkpoint
_real_valued_var_len_column = real_valued.real_valued_var_len_column
