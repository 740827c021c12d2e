"""MNIST out of its four files."""

import gzip
import os
import types

import keras
import numpy as np


def read_mnist(folder="MNIST-data", one_hot=False, reshape=True, validation_size=5000):
    """Returns the parts of MNIST; what is not in the folder yet is downloaded to it."""
    os.makedirs(folder, exist_ok=True)

    def read(name, begin):
        url = f"https://storage.googleapis.com/cvdf-datasets/mnist/{name}"
        path = keras.utils.get_file(name, url, cache_dir=os.path.abspath(folder), cache_subdir="")
        with gzip.open(path) as file:
            return np.frombuffer(file.read(), np.uint8, offset=begin)

    def images(part):
        pixels = read(f"{part}-images-idx3-ubyte.gz", 16).astype(np.float32)
        return (pixels * np.float32(1 / 255)).reshape([-1, 784] if reshape else [-1, 28, 28, 1])

    def labels(part):
        ids = read(f"{part}-labels-idx1-ubyte.gz", 8)
        return np.eye(10)[ids] if one_hot else ids

    def examples(images, labels):
        return types.SimpleNamespace(images=images, labels=labels, num_examples=len(images))

    x, y, cut = images("train"), labels("train"), validation_size
    return types.SimpleNamespace(
        train=examples(x[cut:], y[cut:]),
        validation=examples(x[:cut], y[:cut]),
        test=examples(images("t10k"), labels("t10k")),
    )
