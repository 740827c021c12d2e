"""What has to be installed, said before anything can fail in a stranger way."""

import importlib.util

INSTALL = 'pip install "tensorflow>=2.16" "tf-keras>=2.16"'


def check() -> None:
    """Raises ImportError, with the command that helps, where TensorFlow or tf-keras does not do."""
    try:
        import tensorflow as tf
    except ModuleNotFoundError as error:
        if error.name != "tensorflow":
            raise
        raise ImportError(f"contrib_learn_compat needs TensorFlow: {INSTALL}") from error
    version = tuple(int(part) for part in tf.__version__.split(".")[:2])
    if version < (2, 16):
        raise ImportError(
            f"contrib_learn_compat needs TensorFlow 2.16 or newer, but this is {tf.__version__}: "
            f"{INSTALL}"
        )
    if importlib.util.find_spec("tf_keras") is None:
        raise ImportError(f"contrib_learn_compat needs tf-keras: {INSTALL}")
