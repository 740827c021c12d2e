"""model_fns: the functions that build Keras models in their place."""
