"""What a SavedModel answers."""

import tensorflow as tf


def signature_of(path, name="serving_default"):
    """Returns a signature of a SavedModel as a function of a dict of arrays, which returns one."""
    model = tf.saved_model.load(path)

    def answer(inputs):
        signature = model.signatures[name]
        (specs,) = signature.structured_input_signature[1:]
        fed = {key: tf.constant(value, specs[key].dtype) for key, value in inputs.items()}
        return {key: value.numpy() for key, value in signature(**fed).items()}

    return answer
