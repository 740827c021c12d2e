"""Asks TF 1.15 all cases of a namespace, and writes down what it answers."""

import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import call_runner  # noqa: E402
import golden_json  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens"


def record(namespace, families, names=()):
    """Writes a golden file a family, or only those of `names`.

    Raises:
      SystemExit: where an answer is another the second time.
    """
    tf.logging.set_verbosity(tf.logging.ERROR)
    contrib = getattr(tf.contrib, namespace)
    header = {"recorder": f"tools/oracle/record_{namespace}.py", "tensorflow": tf.__version__}
    folder = GOLDENS / namespace
    folder.mkdir(parents=True, exist_ok=True)

    def find(path):
        found = contrib
        for part in path.split("."):
            found = getattr(found, part)
        return found

    def ask(case):
        return golden_json.as_json(call_runner.answer(case, tf, find, case.resource))

    unstable = []
    for family, cases in families.items():
        if names and family not in names:
            continue
        recorded = [{"id": case.id, "answer": ask(case)} for case in cases]
        for case, row in zip(cases, recorded):  # noqa: B905 (Python 3.7)
            if ask(case) != row["answer"]:
                unstable.append(case.id)
        golden_json.dump(folder / f"{family}.json", header, recorded)
        errors = sum("error" in row["answer"] for row in recorded)
        print(f"{family:15} {len(recorded):4} cases, {errors} of them errors", flush=True)
    if unstable:
        raise SystemExit("answered differently the second time: {}".format(", ".join(unstable)))
