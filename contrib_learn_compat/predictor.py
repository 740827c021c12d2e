"""``tf.contrib.predictor``: predictions for dicts of arrays from a graph that stays loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import estimator as core_estimator
from contrib_learn_compat.core.model_fn import ModeKeys
from contrib_learn_compat.learn import estimator as learn_estimator
from contrib_learn_compat.learn.utils import saved_model_export_utils as utils

_DEFAULT_KEY = tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class Predictor:
    """A session, and the tensors that it is fed and asked for.

    Attributes:
      session: the session; whoever is done with the predictor may close it.
      graph: the session's graph.
      feed_tensors: a dict of the tensors that can be fed.
      fetch_tensors: a dict of the tensors that make a prediction.
    """

    def __init__(
        self,
        session: tf.Session | tf.train.MonitoredSession,
        feed_tensors: dict[str, tf.Tensor],
        fetch_tensors: dict[str, tf.Tensor],
    ):
        self.session = session
        self.graph = session.graph
        self.feed_tensors = feed_tensors
        self.fetch_tensors = fetch_tensors

    def __call__(self, input_dict: Mapping[str, Any]) -> dict[str, Any]:
        """Returns a dict of arrays, one for each of `fetch_tensors`.

        Args:
          input_dict: an array for each of `feed_tensors`; those that have defaults may be left out.

        Raises:
          ValueError: there are others among them.
        """
        unexpected = input_dict.keys() - self.feed_tensors.keys()
        if unexpected:
            expected = {*self.feed_tensors}
            raise ValueError(
                f"Got unexpected keys in input_dict: {unexpected}\nexpected: {expected}"
            )
        given = {key: value for key, value in input_dict.items() if value is not None}
        feeds = {self.feed_tensors[key]: value for key, value in given.items()}
        return self.session.run(self.fetch_tensors, feeds)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__} with feed tensors {self.feed_tensors} "
            f"and fetch_tensors {self.fetch_tensors}"
        )


def from_saved_model(
    export_dir: str,
    signature_def_key: str | None = None,
    signature_def: Any = None,
    input_names: dict[str, str] | None = None,
    output_names: dict[str, str] | None = None,
    tags: str | None = None,
    graph: tf.Graph | None = None,
    config: tf.ConfigProto | None = None,
) -> Predictor:
    """Returns a Predictor of an export.

    Args:
      export_dir: where the SavedModel is.
      signature_def_key: the name of one of its signatures; by default ``serving_default``.
      signature_def: a SignatureDef in place of that.
      input_names, output_names: names of tensors by keys of one's own, in place of a signature.
      tags: what the graph is tagged with, separated by commas; by default ``serve``.
      graph: the graph to load it into; by default a new one.
      config: the session's ConfigProto.

    Raises:
      ValueError: there is no such signature, or the arguments name more than one.
      RuntimeError: no graph has these tags.
    """
    if (input_names is None) != (output_names is None):
        raise ValueError(
            "input_names and output_names must both be specified or both be unspecified."
        )
    if [signature_def_key, signature_def, input_names].count(None) < 2:
        raise ValueError(
            "You must specify at most one of signature_def_key, signature_def, and both of "
            "input_names and output_names."
        )
    with (graph or tf.Graph()).as_default():
        session = tf.Session(config=config)
        loaded = tf.saved_model.load(session, (tags or "serve").split(","), export_dir)
    if input_names is None:
        signature = signature_def or _signature(loaded.signature_def, signature_def_key)
        return _of_signature(session, signature)
    return _of_names(session, input_names, output_names)


def from_estimator(
    estimator: core_estimator.Estimator,
    serving_input_receiver_fn: Callable[[], Any],
    output_key: str | None = None,
    graph: tf.Graph | None = None,
    config: tf.ConfigProto | None = None,
) -> Predictor:
    """Returns a Predictor of a ``tf.estimator.Estimator`` as it is trained so far.

    Args:
      estimator: the Estimator.
      serving_input_receiver_fn: returns a ServingInputReceiver, whose tensors are fed.
      output_key: which of the model's export outputs to predict; by default ``serving_default``.
      graph: the graph to build the model in; by default a new one.
      config: the session's ConfigProto.

    Raises:
      TypeError: it is one of ``tf.contrib.learn``.
      KeyError: there is no such export output.
    """
    if isinstance(estimator, learn_estimator.BaseEstimator):
        raise TypeError(
            "Expected estimator to be of type tf.estimator.Estimator, but got type "
            "tf.contrib.learn.Estimator. You likely want to call from_contrib_estimator."
        )
    with (graph or tf.Graph()).as_default():
        receiver = serving_input_receiver_fn()
        spec = estimator.model_fn(receiver.features, None, ModeKeys.PREDICT, estimator.config)
        outputs, key = spec.export_outputs, output_key or _DEFAULT_KEY
        if key not in outputs:
            raise KeyError(f"output_key must be one of {[*outputs]}; got {key}")
        signature = outputs[key].as_signature_def(receiver.receiver_tensors)
        session = _monitored_session(config, checkpoint_dir=estimator.model_dir)
    return _of_signature(session, signature)


def from_contrib_estimator(
    estimator: learn_estimator.Estimator,
    prediction_input_fn: Callable[[], Any],
    input_alternative_key: str | None = None,
    output_alternative_key: str | None = None,
    graph: tf.Graph | None = None,
    config: tf.ConfigProto | None = None,
) -> Predictor:
    """Returns a Predictor of a ``tf.contrib.learn.Estimator`` as it is trained so far.

    Args:
      estimator: the Estimator.
      prediction_input_fn: returns InputFnOps, whose `default_inputs` are fed.
      input_alternative_key: which of the ways to feed it; there is but one.
      output_alternative_key: which of the model's heads to ask, where it has several.
      graph: the graph to build the model in; by default a new one.
      config: the session's ConfigProto.

    Raises:
      TypeError: it is one of ``tf.estimator``.
      ValueError: the model has several heads, or none of that name.
    """
    if isinstance(estimator, core_estimator.Estimator):
        raise TypeError(
            "Expected estimator to be of type tf.contrib.learn.Estimator, but got type "
            "tf.estimator.Estimator. You likely want to call from_estimator."
        )
    with (graph or tf.Graph()).as_default():
        input_ops = prediction_input_fn()
        model_ops = estimator._get_predict_ops(input_ops.features)
        newest = tf.train.latest_checkpoint(estimator.model_dir)
        session = _monitored_session(config, checkpoint_filename_with_path=newest)
    inputs, _ = utils.get_input_alternatives(input_ops)
    outputs, key = utils.get_output_alternatives(model_ops, output_alternative_key)
    _, predictions = outputs[key]
    return Predictor(
        session, inputs[input_alternative_key or utils.DEFAULT_INPUT_ALTERNATIVE_KEY], predictions
    )


def _signature(signatures: Mapping[str, Any], key: str | None) -> Any:
    """Returns a signature; old exports have some under the name of their inputs, too."""
    key = key or _DEFAULT_KEY
    in_old_exports = f"default_input_alternative:{key}"
    if key in signatures:
        return signatures[key]
    if in_old_exports in signatures:
        tf.logging.warning(
            f'Could not find signature def "{key}". Using "{in_old_exports}" instead'
        )
        return signatures[in_old_exports]
    raise ValueError(f'Got signature_def_key "{key}". Available signatures are {[*signatures]}.')


def _of_signature(session: Any, signature: Any) -> Predictor:
    inputs, outputs = (
        {key: info.name for key, info in infos.items()}
        for infos in (signature.inputs, signature.outputs)
    )
    return _of_names(session, inputs, outputs)


def _of_names(session: Any, inputs: dict[str, str], outputs: dict[str, str]) -> Predictor:
    fed, fetched = (
        {key: session.graph.get_tensor_by_name(name) for key, name in names.items()}
        for names in (inputs, outputs)
    )
    return Predictor(session, fed, fetched)


def _monitored_session(config: tf.ConfigProto | None, **checkpoint: Any) -> Any:
    creator = tf.train.ChiefSessionCreator(config=config, **checkpoint)
    return tf.train.MonitoredSession(creator)
