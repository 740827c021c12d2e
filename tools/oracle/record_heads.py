"""Records what TF 1.15's heads answer to the cases of head_cases.py, into tests/goldens/heads/.

Run under TF 1.15:  tf115 tools/oracle/record_heads.py [surface] [FAMILY ...]
"""

import collections
import pathlib
import sys

import tensorflow as tf
from tensorflow.contrib.learn.python.learn.estimators import head as head_lib
from tensorflow.contrib.learn.python.learn.estimators import model_fn
from tensorflow.python.eager import context

import golden_json
import head_cases
import head_runner
import head_surface

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens" / "heads"
HEADER = {"recorder": "tools/oracle/record_heads.py", "tensorflow": tf.__version__}


def main(names):
    tf.get_logger().setLevel("ERROR")
    GOLDENS.mkdir(parents=True, exist_ok=True)
    if not names or "surface" in names:
        record_surface()
    runner = head_runner.HeadRunner(tf, head_lib, model_fn.ModelFnOps, ordered_by_hand=True)
    outcomes, unstable = collections.Counter(), []
    for family, cases in head_cases.families().items():
        if names and family not in names:
            continue
        recorded = []
        for case in cases:
            answer, again = (golden_json.as_json(runner.run(case)) for _ in range(2))
            recorded.append({"case": case, "answer": answer})
            outcomes[answer.get("raises", {}).get("where", "answered")] += 1
            if answer != again:
                unstable.append(case["id"])
        golden_json.dump(GOLDENS / (family + ".json"), HEADER, recorded)
        print(f"{family:16} {len(recorded):4} cases", flush=True)
    print(dict(outcomes))
    if unstable:
        raise SystemExit("answered differently the second time: " + ", ".join(unstable))


def record_surface():
    surface = {"surface": head_surface.surface(head_lib, model_fn.ModelFnOps)}
    with context.eager_mode():
        surface["eager"] = head_surface.eager_failures(tf, head_lib, model_fn.ModelFnOps)
    golden_json.dump(GOLDENS / "surface.json", HEADER, [surface])


if __name__ == "__main__":
    main(sys.argv[1:])
