"""Records the seeds of random ops behind what makes ops into tests/goldens/seeds.json.

Run under TF 1.15:  tf115 tools/oracle/record_seeds.py
"""

import json
import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import tensorflow as tf  # noqa: E402

import seed_cases  # noqa: E402

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests/goldens/seeds.json"


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    seeds = {name: seed_cases.seeds(tf, build) for name, build in seed_cases.CASES.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(ops)}" for name, ops in seeds.items()]
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(seeds)} cases")


if __name__ == "__main__":
    main()
