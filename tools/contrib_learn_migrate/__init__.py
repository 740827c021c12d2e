"""The rewriter for TensorFlow 1.x source, and the symbol table that it shares with the package.

Nothing in here imports TensorFlow.
"""
