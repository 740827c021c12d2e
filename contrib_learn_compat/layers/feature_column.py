"""The names that the old deep module had for what the columns are made of."""

from contrib_learn_compat.layers.columns import base, embedding, parsing, real_valued

_FeatureColumn = base.FeatureColumn
_DeepEmbeddingLookupArguments = base.DeepEmbeddingLookupArguments
_LinearEmbeddingLookupArguments = base.LinearEmbeddingLookupArguments
_LazyBuilderByColumnsToTensor = base.TransformedFeatures
_reshape_real_valued_tensor = base.reshape_real_valued_tensor
_create_sequence_feature_spec_for_parsing = parsing.create_sequence_feature_spec_for_parsing
_embeddings_from_arguments = embedding.embeddings_from_arguments
_maybe_restore_from_checkpoint = embedding.maybe_restore_from_checkpoint
_real_valued_var_len_column = real_valued.real_valued_var_len_column
