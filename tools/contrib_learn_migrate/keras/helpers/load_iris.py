"""The flowers that came with TensorFlow 1."""

from sklearn import datasets


def load_iris():
    """Returns the iris data, with two flowers as they were before scikit-learn corrected them."""
    iris = datasets.load_iris()
    iris.data[[34, 37]] = [4.9, 3.1, 1.5, 0.1]
    return iris
