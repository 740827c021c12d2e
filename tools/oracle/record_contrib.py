"""Records what TF 1.15 answers to the cases of contrib_cases.py, into tests/goldens/contrib/.

Run under TF 1.15:  tf115 tools/oracle/record_contrib.py [FAMILY ...]
"""

import importlib
import os
import pathlib
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import contrib_cases  # noqa: E402
import golden_json  # noqa: E402
import layer_runner  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens" / "contrib"


def contrib_module(name):
    return importlib.import_module("tensorflow.contrib." + name)


def ask(case, kit):
    answer = golden_json.as_json(layer_runner.answer(case, kit))
    if case.ops:  # they are not compared
        answer.pop("ops", None)
    if "error" in answer:
        answer["error"][1] = _message(*answer["error"])
    return answer


def _message(kind, text):
    """Returns an error's own text, without what AutoGraph puts around that of a layer."""
    return text.split(kind + ": ")[-1].strip() if text.startswith("in converted code") else text


def main(names):
    tf.logging.set_verbosity(tf.logging.ERROR)
    kit = layer_runner.Kit(tf, tf.contrib.layers, tf.contrib.framework, contrib_module)
    header = {"recorder": "tools/oracle/record_contrib.py", "tensorflow": tf.__version__}
    GOLDENS.mkdir(parents=True, exist_ok=True)
    unstable = []
    for family, cases in contrib_cases.families().items():
        if names and family not in names:
            continue
        recorded = [{"id": case.id, "answer": ask(case, kit)} for case in cases]
        for case, row in zip(cases, recorded):  # noqa: B905 (Python 3.7)
            if ask(case, kit) != row["answer"]:
                unstable.append(case.id)
        golden_json.dump(GOLDENS / (family + ".json"), header, recorded)
        errors = sum("error" in row["answer"] for row in recorded)
        print(f"{family:12} {len(recorded):4} cases, {errors} of them errors", flush=True)
    if unstable:
        raise SystemExit("answered differently the second time: {}".format(", ".join(unstable)))


if __name__ == "__main__":
    main(sys.argv[1:])
