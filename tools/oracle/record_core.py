"""Records what TF 1.15's tf.estimator answers to core_scenarios*.py, into tests/goldens/core/.

Run under TF 1.15:  tf115 tools/oracle/record_core.py [SCENARIO ...]
"""

import os
import pathlib
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402
from tensorflow_estimator.python.estimator.export import export_output  # noqa: E402

import core_scenarios  # noqa: E402
import core_scenarios_more  # noqa: E402, F401  adds its scenarios
import golden_json  # noqa: E402

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "goldens"


def record(area, scenarios, world, names):
    """Writes the answers to all scenarios, or to those named; each must be the same twice."""
    header = {"recorder": f"tools/oracle/record_{area}.py", "tensorflow": tf.__version__}
    (GOLDENS / area).mkdir(parents=True, exist_ok=True)
    for name, run in scenarios.items():
        if names and name not in names:
            continue
        answer, again = (golden_json.as_json(run(world)) for _ in range(2))
        for asked in answer:
            if answer[asked] != again[asked]:
                both = f"{answer[asked]}\n{again[asked]}"
                raise SystemExit(f"{name}: {asked} differs the second time:\n{both}")
        rows = [{"asked": asked, "answer": answer[asked]} for asked in answer]
        golden_json.dump(GOLDENS / area / (name + ".json"), header, rows)
        print(f"{name:24} {len(rows):4} answers", flush=True)


if __name__ == "__main__":
    world = core_scenarios.World(tf.compat.v1, tf.estimator, export_output)
    record("core", core_scenarios.SCENARIOS, world, sys.argv[1:])
