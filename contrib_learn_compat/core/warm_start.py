"""Warm starts: where the variables of a new model begin."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class _Fields(NamedTuple):
    ckpt_to_initialize_from: str
    vars_to_warm_start: Any
    var_name_to_vocab_info: dict[str, tf.train.VocabInfo]
    var_name_to_prev_var_name: dict[str, str]


class WarmStartSettings(_Fields):
    """Which variables begin with the values of another model's, see tf.train.warm_start."""

    __slots__ = ()

    def __new__(
        cls,
        ckpt_to_initialize_from: str,
        vars_to_warm_start: Any = ".*",
        var_name_to_vocab_info: dict[str, tf.train.VocabInfo] | None = None,
        var_name_to_prev_var_name: dict[str, str] | None = None,
    ):
        """Takes what to begin with.

        Args:
          ckpt_to_initialize_from: a checkpoint, or a directory that has some.
          vars_to_warm_start: a regular expression of trainable variables' names, a list of such
            expressions or of variables, or None for the vocabularies below alone.
          var_name_to_vocab_info: for variables with a row a word, how their words have changed.
          var_name_to_prev_var_name: what variables were called before.

        Raises:
          ValueError: no checkpoint is named.
        """
        if not ckpt_to_initialize_from:
            raise ValueError("`ckpt_to_initialize_from` MUST be set in WarmStartSettings")
        vocabularies, old_names = var_name_to_vocab_info or {}, var_name_to_prev_var_name or {}
        return super().__new__(
            cls, ckpt_to_initialize_from, vars_to_warm_start, vocabularies, old_names
        )


def settings_for(warm_start_from: Any) -> WarmStartSettings | None:
    """Returns the settings that an Estimator's `warm_start_from` stands for.

    Args:
      warm_start_from: None, settings, or the path of a checkpoint, of a directory that has some, or
        of a SavedModel.

    Raises:
      ValueError: something else.
    """
    if warm_start_from is None or isinstance(warm_start_from, WarmStartSettings):
        return warm_start_from
    if not isinstance(warm_start_from, (str, bytes)):
        raise ValueError(
            "warm_start_from must be a string or a WarmStartSettings, "
            f"instead got {type(warm_start_from)}"
        )
    variables = os.path.join(tf.compat.as_str(warm_start_from), "variables", "variables")
    if tf.gfile.Exists(f"{variables}.index"):
        tf.logging.info("Warm-starting from a SavedModel")
        return WarmStartSettings(variables)
    return WarmStartSettings(warm_start_from)


def start(settings: WarmStartSettings) -> None:
    """Has the default graph's variables initialized as `settings` say."""
    tf.logging.info(f"Warm-starting with WarmStartSettings: {settings}")
    tf.train.warm_start(*settings)
