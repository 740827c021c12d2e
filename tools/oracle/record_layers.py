"""Records what TF 1.15's layers answer to the cases of layer_cases.py, into tests/goldens/layers/.

Run under TF 1.15:  tf115 tools/oracle/record_layers.py [FAMILY ...]
"""

import importlib
import os
import pathlib
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import golden_json  # noqa: E402
import layer_cases  # noqa: E402
import layer_runner  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens" / "layers"


def contrib_module(name):
    return importlib.import_module("tensorflow.contrib." + name)


def main(names):
    tf.logging.set_verbosity(tf.logging.ERROR)
    kit = layer_runner.Kit(tf, tf.contrib.layers, tf.contrib.framework, contrib_module)
    header = {"recorder": "tools/oracle/record_layers.py", "tensorflow": tf.__version__}
    GOLDENS.mkdir(parents=True, exist_ok=True)
    unstable = []
    for family, cases in layer_cases.families().items():
        if names and family not in names:
            continue
        recorded = []
        for case in cases:
            answer = golden_json.as_json(layer_runner.answer(case, kit))
            if answer != golden_json.as_json(layer_runner.answer(case, kit)):
                unstable.append(case.id)
            recorded.append({"id": case.id, "answer": answer})
        golden_json.dump(GOLDENS / (family + ".json"), header, recorded)
        errors = sum("error" in row["answer"] for row in recorded)
        print(f"{family:12} {len(recorded):4} cases, {errors} of them errors", flush=True)
    if unstable:
        raise SystemExit("answered differently the second time: {}".format(", ".join(unstable)))


if __name__ == "__main__":
    main(sys.argv[1:])
