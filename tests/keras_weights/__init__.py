"""Checkpoints of TensorFlow 1 as the weights of Keras 3 models."""
