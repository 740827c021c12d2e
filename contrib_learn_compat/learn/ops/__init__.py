"""Small pieces of models: embeddings, classifiers on top, sequence to sequence."""
