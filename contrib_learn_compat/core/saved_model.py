"""Exports: directories named by the time, and the signatures of what is in them."""

from __future__ import annotations

import collections
import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.core import checkpoint_errors
from contrib_learn_compat.core import export_outputs as outputs_lib
from contrib_learn_compat.core.model_fn import EstimatorSpec, ModeKeys

TAGS = {
    ModeKeys.TRAIN: [tf.saved_model.tag_constants.TRAINING],
    ModeKeys.EVAL: ["eval"],
    ModeKeys.PREDICT: [tf.saved_model.tag_constants.SERVING],
}
_SUPERVISED_OUTPUTS = {
    ModeKeys.TRAIN: ("train", outputs_lib.TrainOutput),
    ModeKeys.EVAL: ("eval", outputs_lib.EvalOutput),
}
_METHODS = {
    tf.saved_model.signature_constants.CLASSIFY_METHOD_NAME: "Classify",
    tf.saved_model.signature_constants.REGRESS_METHOD_NAME: "Regress",
    tf.saved_model.signature_constants.PREDICT_METHOD_NAME: "Predict",
    outputs_lib.TrainOutput.METHOD_NAME: "Train",
    outputs_lib.EvalOutput.METHOD_NAME: "Eval",
}
_TRAIN_OP_COLLECTION = "saved_model_train_op"
_DIRECTORY_ATTEMPTS = 10


def timestamped_export_dir(export_dir_base: str | bytes) -> bytes:
    """Returns a new directory's path, named by the seconds since 1970; it is not made.

    Raises:
      RuntimeError: the directories of ten seconds in a row exist.
    """
    for attempt in range(_DIRECTORY_ATTEMPTS):
        name = str(int(time.time())).encode()
        path = os.path.join(tf.compat.as_bytes(export_dir_base), name)
        if not tf.gfile.Exists(path):
            return path
        time.sleep(1)
        tf.logging.warning(
            f"Directory {path} already exists; retrying "
            f"(attempt {attempt + 1}/{_DIRECTORY_ATTEMPTS})"
        )
    raise RuntimeError(
        f"Failed to obtain a unique export directory name after {_DIRECTORY_ATTEMPTS} attempts."
    )


def temp_export_dir(timestamped_export_dir: str | bytes) -> bytes:
    """Returns the path to write to at first, which a server does not take for a version."""
    parent, name = os.path.split(tf.compat.as_bytes(timestamped_export_dir))
    return os.path.join(parent, b"temp-" + name)


@contextlib.contextmanager
def exported(
    export_dir_base: str | bytes, assets_extra: dict[str, str] | None, as_text: bool
) -> Iterator[tuple[tf.saved_model.Builder, bytes]]:
    """Writes one export: yields a builder and the final path, and saves when the block ends.

    Args:
      export_dir_base: the directory that the export's own is made in.
      assets_extra: files to copy, by their path under ``assets.extra``.
      as_text: whether the graph is written as text.
    """
    export_dir = timestamped_export_dir(export_dir_base)
    temp_dir = temp_export_dir(export_dir)
    builder = tf.saved_model.Builder(temp_dir)
    yield builder, export_dir
    builder.save(as_text)
    for destination, source in (assets_extra or {}).items():
        path = os.path.join(temp_dir, b"assets.extra", tf.compat.as_bytes(destination))
        tf.gfile.MakeDirs(os.path.dirname(path))
        tf.gfile.Copy(source, path)
    tf.gfile.Rename(temp_dir, export_dir)


def add_meta_graph(
    builder: tf.saved_model.Builder,
    spec: EstimatorSpec,
    receiver: Any,
    checkpoint_path: str,
    session_config: tf.ConfigProto,
    with_variables: bool,
    strip_default_attrs: bool,
) -> None:
    """Adds the default graph, with a checkpoint's variables, to an export.

    Args:
      builder: the export.
      spec: what the model_fn made of the receiver's features.
      receiver: a receiver of :mod:`receivers`.
      checkpoint_path: the checkpoint.
      session_config: of the session that restores it.
      with_variables: whether the variables' values are written; once in an export.
      strip_default_attrs: whether attributes that have their defaults are left out of the graph.

    Raises:
      ValueError: the graph has variables that the checkpoint lacks.
    """
    signatures = signature_defs(
        receiver.receiver_tensors,
        _export_outputs(spec),
        getattr(receiver, "receiver_tensors_alternatives", None),
        serving_only=spec.mode == ModeKeys.PREDICT,
    )
    with tf.Session(config=session_config) as session:
        local_init_op = spec.scaffold.local_init_op
        if local_init_op is None:
            local_init_op = tf.train.Scaffold.default_local_init_op()
        saver = spec.scaffold.saver or tf.train.Saver(sharded=True)
        try:
            with checkpoint_errors.explained(checkpoint_path, tf.train.Scaffold(saver=saver)):
                saver.restore(session, checkpoint_path)
        except tf.errors.NotFoundError as error:
            raise ValueError(
                "Could not load all requested variables from checkpoint. Please make sure your "
                "model_fn does not expect variables that were not saved in the checkpoint.\n\n"
                f"Encountered error with mode `{spec.mode}` while restoring checkpoint from: "
                f"`{checkpoint_path}`. Full Traceback:\n\n{error}"
            ) from error
        if spec.train_op is not None:
            tf.add_to_collection(_TRAIN_OP_COLLECTION, spec.train_op)
        graph = {
            "tags": TAGS[spec.mode],
            "signature_def_map": signatures,
            "assets_collection": tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
            "main_op": local_init_op,
            "saver": saver,
            "strip_default_attrs": strip_default_attrs,
        }
        if with_variables:
            builder.add_meta_graph_and_variables(session, **graph)
        else:
            builder.add_meta_graph(**graph)


def signature_defs(
    receiver_tensors: Any,
    export_outputs: dict[str, outputs_lib.ExportOutput],
    alternatives: dict[str, Any] | None = None,
    serving_only: bool = True,
) -> dict[str, Any]:
    """Returns the SignatureDef of each output, for each way of feeding that it can be served from.

    Args:
      receiver_tensors: what is fed, a tensor or a dict.
      export_outputs: the outputs by name.
      alternatives: other things that may be fed, by name; such a signature is called
        ``name:output``.
      serving_only: whether signatures that a server does not take are left out.

    Raises:
      ValueError: `export_outputs` is no dict.
    """
    if not isinstance(export_outputs, dict):
        raise ValueError(f"export_outputs must be a dict and not{type(export_outputs)}")
    fed = {"": receiver_tensors}
    fed.update({f"{name or 'None'}:": tensors for name, tensors in (alternatives or {}).items()})
    included, excluded = {}, {}
    for prefix, tensors in fed.items():
        tensors = tensors if isinstance(tensors, dict) else {"input": tensors}
        for key, output in export_outputs.items():
            name = f"{prefix}{key or 'None'}"
            try:
                included[name] = output.as_signature_def(tensors)
            except ValueError as error:
                excluded[name] = str(error)
    _log_signatures(included, excluded)
    if not serving_only:
        return included
    return {n: s for n, s in included.items() if tf.saved_model.is_valid_signature(s)}


def _export_outputs(spec: EstimatorSpec) -> dict[str, outputs_lib.ExportOutput]:
    if spec.mode == ModeKeys.PREDICT:
        return outputs_lib.with_serving_default(spec.export_outputs, spec.predictions)
    key, output = _SUPERVISED_OUTPUTS[spec.mode]
    return {key: output(spec.loss, spec.predictions, spec.eval_metric_ops)}


def _log_signatures(included: dict[str, Any], excluded: dict[str, str]) -> None:
    by_method = collections.defaultdict(list, {method: [] for method in _METHODS})
    for name, signature in included.items():
        by_method[signature.method_name].append(name)
    for method, names in by_method.items():
        shown = _METHODS.get(method, method)
        tf.logging.info(f"Signatures INCLUDED in export for {shown}: {names or None}")
    if excluded:
        tf.logging.info(
            "Signatures EXCLUDED from export because they cannot be "
            "be served via TensorFlow Serving APIs:"
        )
        for name, reason in excluded.items():
            tf.logging.info(f"'{name}' : {reason}")
    if not included:
        tf.logging.warning("Export includes no signatures!")
    elif outputs_lib.SERVING_KEY not in included:
        tf.logging.warning("Export includes no default signature!")
