"""Records what TF 1.15 leaves in the model_dirs of model_dirs.py, and what becomes of them.

Writes tests/goldens/learn/model_dirs/: an archive a model, of its checkpoint and of its export, and
answers.json, which has what `follow` told and what `saved_model_cli run` printed.

Run under TF 1.15:  tf115 tools/oracle/record_model_dirs.py
"""

import glob
import importlib
import os
import pathlib
import re
import shutil
import tarfile
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402
from tensorflow.core.protobuf import control_flow_pb2, saved_model_pb2  # noqa: E402
from tensorflow.python.tools import saved_model_cli  # noqa: E402

import core_scenarios  # noqa: E402
import golden_json  # noqa: E402
import model_dirs  # noqa: E402

# The collections of messages that have maps, and the names of savers' folders and of tables.
CONTEXTS = {
    "cond_context": control_flow_pb2.CondContextDef,
    "while_context": control_flow_pb2.WhileContextDef,
}
RANDOM = re.compile(
    rb"(?<=_temp_)[0-9a-f]{32}|(?<=hash_table_)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/learn/model_dirs"


def tf115_world():
    return model_dirs.World(
        tf.compat.v1, lambda name: importlib.import_module("tensorflow.contrib." + name)
    )


def record(world, name, path):
    """Trains and follows a model in `path`; writes its archive and returns its answers."""
    model_dirs.train(world, name, path)
    kept = os.path.join(path, "kept")
    keep_checkpoint(path, kept)
    told = model_dirs.follow(world, name, path)
    signatures = model_dirs.signatures(told)
    if signatures:
        exported = keep_export(world, name, kept)
        told["printed"] = {
            signature: model_dirs.printed(
                saved_model_cli.main,
                exported,
                signature,
                model_dirs.request(world, name, described),
            )
            for signature, described in signatures.items()
        }
    archive(kept, str(GOLDENS / (name + ".tar.xz")))
    return told


def keep_checkpoint(path, kept):
    """Copies the newest checkpoint alone: what else is in a model_dir nobody comes back to."""
    newest = tf.train.latest_checkpoint(path)
    os.mkdir(kept)
    for file in glob.glob(newest + ".index") + glob.glob(newest + ".data*"):
        shutil.copy(file, kept)
    tf.train.update_checkpoint_state(kept, os.path.basename(newest))


def keep_export(world, name, kept):
    """Exports without what would differ another time: orders, random names, the time."""
    exported = os.path.join(kept, model_dirs.RECORDED_EXPORT)
    os.renames(model_dirs.export(world, name, kept), exported)
    path = pathlib.Path(exported) / "saved_model.pb"
    saved = saved_model_pb2.SavedModel.FromString(path.read_bytes())
    for graph in saved.meta_graphs:
        for key, message in CONTEXTS.items():
            if key in graph.collection_def:
                contexts = graph.collection_def[key].bytes_list.value
                contexts[:] = [ordered(message.FromString(context)) for context in contexts]
    path.write_bytes(RANDOM.sub(lambda found: b"0" * len(found.group()), ordered(saved)))
    return exported


def ordered(message):
    return message.SerializeToString(deterministic=True)


def archive(folder, path):
    """Packs files, without what would differ another time."""

    def plain(info):
        info.mtime = info.uid = info.gid = 0
        info.uname = info.gname = ""
        return info

    with tarfile.open(path, "w:xz", format=tarfile.USTAR_FORMAT) as packed:
        for file in sorted(glob.glob(os.path.join(folder, "**"), recursive=True)):
            if os.path.isfile(file):
                packed.add(file, os.path.relpath(file, folder), filter=plain)


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    world = tf115_world()
    recorded = []
    for name in model_dirs.MODELS:
        with core_scenarios.model_dir() as path:
            told = record(world, name, path)
        recorded.append({"model": name, "told": told})
        size = (GOLDENS / (name + ".tar.xz")).stat().st_size
        print(f"{name:32} {size:7} bytes, {len(told['variables']):3} variables", flush=True)
    header = {"recorder": "tools/oracle/record_model_dirs.py", "tensorflow": tf.__version__}
    golden_json.dump(GOLDENS / "answers.json", header, recorded)


if __name__ == "__main__":
    main()
