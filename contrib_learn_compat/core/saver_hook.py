"""The hook that saves checkpoints, and says what to do where it cannot."""

from __future__ import annotations

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_errors


class SaverHook(tf.train.CheckpointSaverHook):
    """TensorFlow's hook, with an error for a full disk that is not taken for the input's end."""

    def _save(self, session, step):
        with checkpoint_errors.explained_writing(self._checkpoint_dir):
            return super()._save(session, step)
