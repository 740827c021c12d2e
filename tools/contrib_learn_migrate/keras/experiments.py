"""Experiments, and what trains and evaluates in one call."""

from __future__ import annotations

from contrib_learn_migrate.keras.rules import Call


def experiment(program, call: Call) -> str:
    raise call.obstacle("not yet")


def run(program, call: Call) -> str:
    raise call.obstacle("not yet")


def train_and_evaluate(program, call: Call) -> str:
    raise call.obstacle("not yet")


def callbacks_of(program, call: Call, name: str, made: list) -> list[str]:
    call.refuse(name)
    return []


def evaluated_with(program, use, data, metrics) -> str:
    raise use.call.obstacle("metrics not yet")
