"""Measures training and prediction of a small model beside TF 1.15, in one table.

    python tools/bench/training.py --tf115 "COMMAND"

COMMAND runs a Python script under TF 1.15.0; without it the table has no ratios to it. All ways
take turns in short rounds, each in a process of its own that waits while the others run, and ratios
are taken within a round, so that they hold on a machine whose speed changes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "small_model.py")
TF_1_15 = "TF 1.15 Estimator"


class Way(NamedTuple):
    """A name for a row, and the arguments of small_model.py."""

    name: str
    kind: str


TRAINING = [
    Way("bare callable (the limit)", "bare"),
    Way("MonitoredTrainingSession", "monitored"),
    Way("Estimator", "estimator"),
    Way("Estimator, steps_per_execution", "many"),
    Way(TF_1_15, "estimator"),
]
ESTIMATORS = [Way("Estimator", "estimator"), Way(TF_1_15, "estimator")]


@contextlib.contextmanager
def process(way: Way, tf115: list[str]) -> Iterator[subprocess.Popen]:
    """Starts a process that runs the model in one way."""
    interpreter = tf115 if way.name == TF_1_15 else [sys.executable]
    # TF 1.15 must not find our modules; ours shall have their bytecode, as when installed.
    unwanted = "PYTHONPATH" if way.name == TF_1_15 else "PYTHONDONTWRITEBYTECODE"
    environment = {key: value for key, value in os.environ.items() if key != unwanted}
    with subprocess.Popen(
        [*interpreter, MODEL, way.kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as running:
        yield running
        running.stdin.close()


def ask(running: subprocess.Popen, task: str) -> dict[str, float]:
    """Has a process do one round."""
    running.stdin.write(f"{task}\n")
    running.stdin.flush()
    line = running.stdout.readline()
    if not line:
        raise SystemExit(f"{shlex.join(running.args)} failed; run it by hand to see why.")
    return json.loads(line)


def in_turns(ways: list[Way], task: str, rounds: int, tf115: list[str]) -> list[dict]:
    """Returns, for each round, the answers by the names of the ways."""
    with contextlib.ExitStack() as stack:
        running = {way.name: stack.enter_context(process(way, tf115)) for way in ways}
        for each in running.values():
            ask(each, task)  # The first round loads what is loaded late.
        return [{name: ask(each, task) for name, each in running.items()} for _ in range(rounds)]


def cold_start(ways: list[Way], steps: int, rounds: int, tf115: list[str]) -> list[dict]:
    """Returns, for each round, how long new processes took for their first few steps."""
    answers = []
    for _ in range(1 + rounds):
        answers.append({})
        for way in ways:
            start = time.perf_counter()
            with process(way, tf115) as running:
                answer = ask(running, f"train {steps}")
            answers[-1][way.name] = {**answer, "process": time.perf_counter() - start}
    return answers[1:]  # The first round warms the disk's cache.


def print_table(title: str, rounds: list[dict], key: str, *beside: str) -> None:
    """Prints the medians of all ways, and the medians of their ratios to some of them."""
    beside = [name for name in beside if name in rounds[0]]
    print(f"\n{title:42}{'median':>10}" + "".join(f"{'/ ' + name:>29}" for name in beside))
    for way in rounds[0]:
        values = [one[way][key] for one in rounds]
        row = f"  {way:40}{statistics.median(values):10,.{0 if values[0] > 100 else 2}f}"
        for name in beside:
            ratios = [one[way][key] / one[name][key] for one in rounds]
            row += f"{statistics.median(ratios):29.2f}"
        print(row, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tf115", default="", help="command that runs a script under TF 1.15.0")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=1000, help="training steps in a round")
    parser.add_argument("--examples", type=int, default=100_000, help="to predict in a round")
    options = parser.parse_args()
    tf115, rounds = shlex.split(options.tf115), options.rounds

    def present(ways: list[Way]) -> list[Way]:
        return [way for way in ways if tf115 or way.name != TF_1_15]

    if not tf115:
        print(f"{TF_1_15}: not measured, --tf115 names no command")
    training = in_turns(present(TRAINING), f"train {options.steps}", rounds, tf115)
    print_table("training, steps/s", training, "speed", TF_1_15, TRAINING[0].name)
    print_table("peak memory after training, MB", training[-1:], "megabytes", TF_1_15)
    for title, task in (("one by one", "predict"), ("as batches", "batches")):
        answers = in_turns(present(ESTIMATORS), f"{task} {options.examples}", rounds, tf115)
        print_table(f"predict {title}, examples/s", answers, "speed", TF_1_15)
    print_table("peak memory after prediction, MB", answers[-1:], "megabytes", TF_1_15)
    cold = cold_start(present(ESTIMATORS), 10, (rounds + 1) // 2, tf115)
    print_table("cold start: construct, 10 steps; seconds", cold, "seconds", TF_1_15)
    print_table("the same with the process's start", cold, "process", TF_1_15)


if __name__ == "__main__":
    main()
