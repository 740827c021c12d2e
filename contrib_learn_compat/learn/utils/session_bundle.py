"""Exports as TensorFlow Serving took them before there was a SavedModel.

An export is a directory whose name is a version of eight digits. It has a checkpoint, ``export``,
and its graph, ``export.meta``, whose collections have the signatures, the init op and the assets.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory

from contrib_learn_compat.core import export_versions

VERSION_FORMAT_SPECIFIER = "%08d"
ASSETS_DIRECTORY = "assets"
EXPORT_BASE_NAME = "export"
EXPORT_SUFFIX_NAME = "meta"
INIT_OP_KEY = "serving_init_op"
SIGNATURES_KEY = "serving_signatures"
ASSETS_KEY = "serving_assets"

# The messages of tensorflow.serving's manifest.proto, with their fields by number from 1 on.
_MESSAGES = {
    "TensorBinding": {"tensor_name": str},
    "AssetFile": {"tensor_binding": "TensorBinding", "filename": str},
    "RegressionSignature": {"input": "TensorBinding", "output": "TensorBinding"},
    "ClassificationSignature": {
        "input": "TensorBinding",
        "classes": "TensorBinding",
        "scores": "TensorBinding",
    },
    "GenericSignature": {"map": {str: "TensorBinding"}},
    "Signature": {
        "regression_signature": "RegressionSignature",
        "classification_signature": "ClassificationSignature",
        "generic_signature": "GenericSignature",
    },
    "Signatures": {"default_signature": "Signature", "named_signatures": {str: "Signature"}},
}


def _described() -> descriptor_pb2.FileDescriptorProto:
    package = "tensorflow.serving"
    file = descriptor_pb2.FileDescriptorProto(
        name="manifest.proto", package=package, syntax="proto3"
    )

    def add_field(message, name, number, kind):
        field = message.field.add(name=name, number=number, label="LABEL_OPTIONAL")
        if isinstance(kind, dict):
            ((key, value),) = kind.items()
            title = "".join(part.title() for part in name.split("_")) + "Entry"
            entry = message.nested_type.add(name=title)
            entry.options.map_entry = True
            add_field(entry, "key", 1, key)
            add_field(entry, "value", 2, value)
            field.label = field.LABEL_REPEATED
            kind = f"{message.name}.{title}"
        if kind is str:
            field.type = field.TYPE_STRING
        else:
            field.type, field.type_name = field.TYPE_MESSAGE, f".{package}.{kind}"
        return field

    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, (field_name, kind) in enumerate(fields.items(), 1):
            field = add_field(message, field_name, number, kind)
            if name == "Signature":
                field.oneof_index = 0
    file.message_type[list(_MESSAGES).index("Signature")].oneof_decl.add(name="type")
    return file


# A pool of its own: tensorflow-serving-api may have put the same names into the default one.
_pool = descriptor_pool.DescriptorPool()
_pool.Add(_described())


def _message(name: str) -> type:
    descriptor = _pool.FindMessageTypeByName(f"tensorflow.serving.{name}")
    return message_factory.GetMessageClass(descriptor)


AssetFile = _message("AssetFile")
Signature = _message("Signature")
Signatures = _message("Signatures")


def regression_signature(input_tensor: tf.Tensor, output_tensor: tf.Tensor) -> Any:
    """Returns a Signature of one input and one output."""
    signature = Signature()
    signature.regression_signature.input.tensor_name = input_tensor.name
    signature.regression_signature.output.tensor_name = output_tensor.name
    return signature


def classification_signature(
    input_tensor: tf.Tensor,
    classes_tensor: tf.Tensor | None = None,
    scores_tensor: tf.Tensor | None = None,
) -> Any:
    """Returns a Signature of one input and of classes, scores or both."""
    signature = Signature()
    made = signature.classification_signature
    made.input.tensor_name = input_tensor.name
    if classes_tensor is not None:
        made.classes.tensor_name = classes_tensor.name
    if scores_tensor is not None:
        made.scores.tensor_name = scores_tensor.name
    return signature


def generic_signature(name_tensor_map: dict[str, tf.Tensor]) -> Any:
    """Returns a Signature of tensors by any names."""
    signature = Signature()
    for name, tensor in name_tensor_map.items():
        signature.generic_signature.map[name].tensor_name = tensor.name
    return signature


def gfile_copy_callback(files_to_copy: dict[str, str], export_dir_path: str) -> None:
    """Copies files, by path, under new names into a directory."""
    tf.logging.info("Write assets into: %s using gfile_copy.", export_dir_path)
    tf.gfile.MakeDirs(export_dir_path)
    for path, name in files_to_copy.items():
        new_path = os.path.join(tf.compat.as_text(export_dir_path), tf.compat.as_text(name))
        tf.logging.info("Copying asset %s to path %s.", path, new_path)
        tf.gfile.Copy(path, new_path, overwrite=True)


class Exporter:
    """Exports the default graph with a session's variables."""

    def __init__(self, saver: tf.train.Saver):
        # Old versions are deleted by export; a saver that deletes would not know of the renaming.
        saver_def = saver.as_saver_def()
        saver_def.ClearField("max_to_keep")
        self._saver = tf.train.Saver(saver_def=saver_def)
        self._has_init = False
        self._assets_to_copy: dict[str, str] = {}

    def init(
        self,
        init_op: tf.Operation | None = None,
        default_graph_signature: Any = None,
        named_graph_signatures: dict[str, Any] | None = None,
        assets_collection: list[tf.Tensor] | None = None,
        assets_callback: Callable[[dict[str, str], str], None] | None = gfile_copy_callback,
    ) -> None:
        """Puts what Serving has to know into the graph's collections.

        Args:
          init_op: what Serving runs before the first request.
          default_graph_signature: a Signature.
          named_graph_signatures: more of them, by name.
          assets_collection: constant string scalars, the paths of files that the graph reads.
          assets_callback: copies them, see :func:`gfile_copy_callback`.

        Raises:
          RuntimeError: it has been called before.
          TypeError: an asset or the `init_op` is something else.
          ValueError: an asset has no path.
        """
        if self._has_init:
            raise RuntimeError("init should be called only once")
        self._has_init = True
        if init_op is not None:
            if not isinstance(init_op, tf.Operation):
                raise TypeError(f"init_op needs to be an Operation: {init_op}")
            tf.add_to_collection(INIT_OP_KEY, init_op)
        signatures = Signatures()
        if default_graph_signature is not None:
            signatures.default_signature.CopyFrom(default_graph_signature)
        for name, signature in (named_graph_signatures or {}).items():
            signatures.named_signatures[name].CopyFrom(signature)
        _collect(SIGNATURES_KEY, signatures)
        for tensor in assets_collection or ():
            path = _constant_path(tensor)
            asset = AssetFile(filename=os.path.basename(path))
            asset.tensor_binding.tensor_name = tensor.name
            _collect(ASSETS_KEY, asset)
            self._assets_to_copy[path] = asset.filename
        self._assets_callback = assets_callback

    def export(
        self,
        export_dir_base: str,
        global_step_tensor: Any,
        sess: tf.Session | None = None,
        exports_to_keep: export_versions.Filter | None = None,
    ) -> bytes:
        """Exports, and deletes the versions that are not to be kept.

        Args:
          export_dir_base: the directory that the export's own is made in.
          global_step_tensor: the global step, which is the export's version.
          sess: the session that has the variables' values.
          exports_to_keep: chooses among paths, as ``gc.largest_export_versions`` does; all are
            kept where None.

        Returns:
          The export's directory.

        Raises:
          RuntimeError: there is an export of that version, or `init` has not been called.
        """
        if not self._has_init:
            raise RuntimeError("init must be called first")
        base = export_dir_base.rstrip("/")
        version = VERSION_FORMAT_SPECIFIER % tf.train.global_step(sess, global_step_tensor)
        export_dir = tf.compat.as_bytes(os.path.join(base, version))
        if tf.gfile.Exists(export_dir):
            raise RuntimeError(
                "Overwriting exports can cause corruption and are not allowed. "
                f"Duplicate export dir: {export_dir}"
            )
        # Whoever watches the directory sees only exports that are whole.
        unfinished = os.path.join(base, f"{version}-tmp")
        tf.gfile.MakeDirs(unfinished)
        self._saver.save(
            sess,
            os.path.join(unfinished, EXPORT_BASE_NAME),
            meta_graph_suffix=EXPORT_SUFFIX_NAME,
        )
        if self._assets_callback and self._assets_to_copy:
            self._assets_callback(self._assets_to_copy, os.path.join(unfinished, ASSETS_DIRECTORY))
        tf.gfile.Rename(unfinished, export_dir)
        if exports_to_keep:
            for path in export_versions.negation(exports_to_keep)(
                export_versions.get_paths(base, parser=_numbered)
            ):
                tf.gfile.DeleteRecursively(path.path)
        return export_dir


def _collect(key: str, message: Any) -> None:
    packed = any_pb2.Any()
    packed.Pack(message)
    tf.add_to_collection(key, packed)


def _constant_path(tensor: Any) -> str:
    if not tf.is_tensor(tensor):
        raise TypeError("tensor is not a Tensor")
    value = tf.get_static_value(tensor) if tensor.op.type == "Const" else None
    if value is None or tensor.dtype != tf.string or tensor.shape.rank != 0:
        raise TypeError(f"An asset has to be a constant string scalar, not {tensor}")
    if not value:
        raise ValueError(f"invalid asset filepath tensor {tensor}")
    return tf.compat.as_text(value.item() if hasattr(value, "item") else value)


def _numbered(path: export_versions.Path) -> export_versions.Path | None:
    name = os.path.basename(path.path)
    return path._replace(export_version=int(name)) if re.fullmatch(r"\d{8}", name) else None
