"""Models that go on from a directory."""

from contrib_learn_migrate.keras.helpers.checkpoint_paths import checkpoint_paths


def restored(model, model_dir):
    """Returns a model as the newest checkpoint in a directory has it, if there is any."""
    model.optimizer.build(model.trainable_variables)
    for path in checkpoint_paths(model_dir)[-1:]:
        model.load_weights(path + ".weights.h5")
    return model
