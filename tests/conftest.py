"""What holds for all tests; it is read before any of them imports TensorFlow."""

import os
import pathlib
import sys

# oneDNN's kernels, which TensorFlow 1.15 has not, round differently, also from machine to machine.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

# The descriptions of the recorded cases, which recorders and tests share.
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tools" / "oracle"))
