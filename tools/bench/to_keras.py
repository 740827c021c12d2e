"""Measures a legacy program under contrib_learn_compat, and what the rewriter makes of it in Keras.

    python tools/bench/to_keras.py [--rounds N] [--steps N] [--examples N]

The forms of to_keras_program.py take turns, each round in processes of their own; the ratios are
taken within a round. With a model this small, Keras's own work for a step is more than the step's;
``steps_per_execution`` saves it. It is not called keras.py: its neighbours would import that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.rewrite import rewrite

PROGRAM = Path(__file__).with_name("to_keras_program.py")
COMPILE = "model.compile("
TITLES = ("training, steps/s", "prediction, examples/s")


def moved(folder: Path) -> Path:
    """Writes the program's Keras form into a folder, and returns its file."""
    result = rewrite(PROGRAM.read_text(encoding="utf-8"), target("keras"))
    if result.notices:
        raise SystemExit("\n".join(f"{n.line}: {n.message}" for n in result.notices))
    file = folder / "keras_program.py"
    file.write_text(result.text, encoding="utf-8")
    return file


def with_many_steps_a_call(file: Path) -> Path:
    """Writes a Keras program again, with many steps in each call of its training function."""
    before, call, after = file.read_text(encoding="utf-8").partition(COMPILE)
    assert call and COMPILE not in after
    again = file.with_name("keras_program_many_steps.py")
    again.write_text(f"{before}{call}steps_per_execution=100, {after}", encoding="utf-8")
    return again


def speeds(command: list[str]) -> list[float]:
    """Runs a program, and returns the speeds that it prints."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(f"{command[-3]} failed:\n{done.stderr}")
    return [float(line) for line in done.stdout.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5000, help="training steps in a round")
    parser.add_argument("--examples", type=int, default=100_000, help="to predict in a round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = [str(options.steps), str(options.examples)]
        keras_program = moved(Path(folder))
        commands = {
            "under contrib_learn_compat": [
                *(sys.executable, "-m", "contrib_learn_compat"),
                *(str(PROGRAM), *size),
            ],
            "moved to Keras": [sys.executable, str(keras_program), *size],
            "moved, steps_per_execution=100": [
                sys.executable,
                str(with_many_steps_a_call(keras_program)),
                *size,
            ],
        }
        rounds = [
            {name: speeds(command) for name, command in commands.items()}
            for _ in range(options.rounds)
        ]
    first = next(iter(commands))
    for i, title in enumerate(TITLES):
        print(f"\n{title:42}{'median':>10}{'/ ' + first:>30}")
        for name in commands:
            median = statistics.median(one[name][i] for one in rounds)
            ratio = statistics.median(one[name][i] / one[first][i] for one in rounds)
            print(f"  {name:40}{median:10,.0f}{ratio:30.2f}")


if __name__ == "__main__":
    main()
