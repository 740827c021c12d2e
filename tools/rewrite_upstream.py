"""Rewrites TensorFlow 1.15's own contrib.learn and examples, and accounts for every reference.

    python tools/rewrite_upstream.py [--wheel FILE] [--compare]

Takes the sources out of TensorFlow's wheel, rewrites each, and counts every reference to
tf.contrib.learn and tf.contrib.layers: as served, if the drop-in has it, or as listed, if the
rewriter says that it needs a person. `--compare` has tf_upgrade_v2 upgrade the same tree, and
prints what it says of it. The exit status is 1 if a rewrite is not stable, or if the drop-in lacks
something of which nobody is told.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from contrib_learn_migrate.file import File
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.names import is_beneath, legacy
from contrib_learn_migrate.rewrite import rewrite
from upstream_tests import _download

TREES = ("contrib/learn/", "examples/", "python/debug/examples/")
COUNTED = ("tf.contrib.learn", "tf.contrib.layers")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheel", type=Path, help="TensorFlow 1.15.5's wheel, already downloaded")
    parser.add_argument("--compare", action="store_true", help="with tf_upgrade_v2")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        extract(options.wheel or _download(), tree)
        trouble = report(tree)
        if options.compare:
            compare(tree)
    return 1 if trouble else 0


def extract(wheel: Path, tree: Path) -> None:
    """Writes the wheel's sources beneath TREES into a folder."""
    roots = tuple(f"tensorflow_core/{tree}" for tree in TREES)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tree, [n for n in names if n.startswith(roots) and n.endswith(".py")])


def report(tree: Path) -> bool:
    """Rewrites every file, prints the counts, and tells whether anything is amiss."""
    count, lacking, unstable = Counter(), Counter(), []
    paths = sorted(tree.rglob("*.py"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        result = rewrite(text, target(), program=True)
        ast.parse(result.text)
        again = rewrite(result.text, target(), program=True)
        if again.text != result.text or again.changes:
            unstable.append(path)
        listed = Counter(notice.symbol for notice in result.notices)
        count["changes"] += len(result.changes)
        for name in references(text):
            count["references"] += 1
            if is_served(name):
                count["served"] += 1
            elif any(is_beneath(name, symbol) for symbol in listed):
                count["listed"] += 1
            else:
                lacking[name] += 1
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in paths)
    print(f"{len(paths)} files, {lines:,} lines: {count['changes']} changes, every rewrite parses")
    print(
        f"{count['references']} references to {' and '.join(COUNTED)}: "
        f"{count['served']} served, {count['listed']} listed, {lacking.total()} neither"
    )
    for name, times in sorted(lacking.items()):
        print(f"  {times:4} {name}")
    for path in unstable:
        print(f"not stable: {path}")
    return bool(lacking or unstable)


def references(text: str) -> Iterator[str]:
    """Yields the legacy name of each import and use that is counted."""
    file = File(text, program=True)
    used = [reference.path for reference in file.references]
    for name in map(legacy, file.imported + used):
        if any(is_beneath(name, prefix) for prefix in COUNTED):
            yield name


def is_served(name: str) -> bool:
    """Tells whether the drop-in has what a name means, as far as the table could know it."""
    from contrib_learn_compat import namespace

    value = namespace.module("tf.contrib")
    for word in name.split(".")[2:]:
        if not isinstance(value, ModuleType):
            return True  # a class or function: what follows is its own affair
        try:
            value = getattr(value, word)
        except AttributeError:
            return False
    return True


def compare(tree: Path) -> None:
    """Prints what tf_upgrade_v2 says of the same tree."""
    out, said = tree.with_name("upgraded"), tree.with_name("report.txt")
    command = [sys.executable, "-m", "tensorflow.tools.compatibility.tf_upgrade_v2_main"]
    with contextlib.suppress(subprocess.CalledProcessError):  # it fails where it leaves errors
        subprocess.run(
            [*command, "--intree", tree, "--outtree", out, "--reportfile", said],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    errors = set(re.findall(r"^\S+:\d+:\d+: ERROR: .*", said.read_text("utf-8"), re.MULTILINE))
    told = sum("tf.contrib" in error for error in errors)
    left = sum(len(list(references(path.read_text("utf-8")))) for path in out.rglob("*.py"))
    print(f"tf_upgrade_v2: {left} of these references left as they were, {told} with an error")


if __name__ == "__main__":
    sys.exit(main())
