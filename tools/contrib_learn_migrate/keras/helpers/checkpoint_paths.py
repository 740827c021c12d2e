"""Which checkpoints there are."""

import glob
import os


def checkpoint_paths(model_dir):
    """Returns the checkpoints in a directory, the newest last, each without `.weights.h5`."""
    if not model_dir:
        return []
    files = glob.glob(os.path.join(glob.escape(model_dir), "model.ckpt-*.weights.h5"))
    paths = [file.removesuffix(".weights.h5") for file in files]
    return sorted(paths, key=lambda path: int(path.rpartition("-")[2]))
