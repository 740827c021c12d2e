"""What SavedModels tell of themselves, and answer."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

_FED = {"a": [[0.5], [-0.25]], "b": [[0.25], [0.0625]], "x": [[0.5, 0.25], [-0.25, 0.0625]]}


def signatures(path):
    """Returns what `saved_model_cli show` says of the signatures, but for names of tensors."""
    command = shutil.which("saved_model_cli", path=Path(sys.executable).parent)
    shown = subprocess.run(
        [command, "show", "--dir", path, "--tag_set", "serve", "--all"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    shown = shown.partition("Concrete Functions:")[0].split("signature_def[")[1:]
    return {
        text.partition("]")[0]: [
            line.strip()
            for line in text.splitlines()[1:]
            if re.match(r" *(inputs\[|outputs\[|dtype|shape|Method name)", line)
        ]
        for text in shown
        if "__saved_model_init_op" not in text
    }


def answers(path):
    """Returns what the default signature answers to two rows of the features that it takes."""
    import tensorflow as tf

    signature = tf.saved_model.load(str(path)).signatures["serving_default"]
    (specs,) = signature.structured_input_signature[1:]
    if any(spec.dtype == tf.string for spec in specs.values()):
        examples = [tf.train.Example() for _ in range(2)]
        for key, rows in _FED.items():
            for example, row in zip(examples, rows, strict=True):
                example.features.feature[key].float_list.value.extend(row)
        fed = dict.fromkeys(specs, tf.constant([one.SerializeToString() for one in examples]))
    else:
        fed = {key: tf.reshape(_FED[key], [2, *spec.shape[1:]]) for key, spec in specs.items()}
    return {key: value.numpy() for key, value in signature(**fed).items()}
