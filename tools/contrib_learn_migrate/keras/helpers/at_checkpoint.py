"""Models as single checkpoints have them."""


def at_checkpoint(model, path):
    """Returns a model as a checkpoint has it."""
    model.optimizer.build(model.trainable_variables)
    model.load_weights(path + ".weights.h5")
    return model
