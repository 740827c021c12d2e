"""Measures the rewriter beside TensorFlow's own tf_upgrade_v2 on the same tree of legacy source.

Each of the two is measured in one process, its start-up left out, and as a whole command: the
rewriter on all cores, tf_upgrade_v2 on the one that it uses. Prints lines per second, the time that
the processors were at it, the most memory that a process took, and the ratios. On a machine that
has other things to do, trust the processors' time.

    python tools/bench/rewriter.py [--lines N]
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import contrib_learn_migrate

IMPORTS = (
    "import tensorflow as tf\nfrom tensorflow.contrib import layers, learn\n",
    "import tensorflow as tf\nimport tensorflow.contrib.learn as learn\n"
    "layers = tf.contrib.layers\n",
    "import tensorflow as tf\nfrom tensorflow.contrib import learn\n"
    "from tensorflow.contrib.layers.python.layers import layers\n",
)
PARTS = (
    '''
def model_{n}(features, labels, mode, params):
    """A classifier of {a} classes over {b} inputs."""
    hidden = layers.stack(features["x"], layers.fully_connected, [{a}, {b}], scope="stack_{n}")
    hidden = tf.nn.dropout(hidden, keep_prob=params["keep"])
    head = learn.multi_class_head(n_classes={a}, enable_centered_bias=False)

    def train_op(loss):
        step = tf.contrib.framework.get_global_step()
        rate = tf.train.exponential_decay(0.1, step, {b}, 0.96)
        return layers.optimize_loss(loss, step, rate, optimizer="Adagrad", clip_gradients=5.0)

    return head.create_model_fn_ops(
        features, mode, labels=labels, logits_input=hidden, train_op_fn=train_op)
''',
    """
class Trainer{n}(object):
  def __init__(self, model_dir, steps={a}):
    self._steps = steps
    self._config = learn.RunConfig(save_checkpoints_steps={b}, tf_random_seed={a})
    self._estimator = learn.Estimator(
        model_fn=self._model, model_dir=model_dir, config=self._config)

  def _model(self, features, labels, mode):
    with tf.variable_scope("tower_{n}", reuse=tf.AUTO_REUSE):
      net = tf.reshape(features, [-1, {a}, {b}, 1])
      for size in (8, 16, 32):
        net = layers.conv2d(net, size, [3, 3], activation_fn=tf.nn.relu)
        net = layers.max_pool2d(net, [2, 2])
      logits = layers.fully_connected(layers.flatten(net), {a}, activation_fn=None)
    loss = tf.losses.softmax_cross_entropy(tf.one_hot(labels, {a}), logits)
    return {{"class": tf.argmax(logits, 1)}}, loss, tf.no_op()

  def run(self, input_fn):
    self._estimator.fit(input_fn=input_fn, steps=self._steps)
    result = self._estimator.evaluate(input_fn=input_fn, steps=1)
    for name in sorted(result):
      print("%s = %r" % (name, result[name]))
""",
    """
def columns_{n}(vocabulary):
    age = tf.contrib.layers.real_valued_column("age", normalizer=lambda x: (x - {a}) / {b}.0)
    words = tf.contrib.layers.sparse_column_with_keys("words", keys=vocabulary)
    crossed = tf.contrib.layers.crossed_column([words, age_buckets(age)], hash_bucket_size={b})
    return [age, tf.contrib.layers.embedding_column(words, {a}), crossed]


def age_buckets(age):
    return tf.contrib.layers.bucketized_column(age, boundaries=[18, 25, 30, 35, {a}])
""",
    """
def statistics_{n}(values, weights=None):
    total, count, best = 0.0, 0, None
    for index, value in enumerate(values):
        weight = weights[index] if weights is not None else 1.0
        if value is None or weight <= {a}:
            continue
        total += weight * value
        count += 1
        if best is None or value > best[0]:
            best = value, index
    return {{"mean": total / max(count, 1), "count": count, "best": best, "n": {b}}}
""",
)
OURS = """
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.rewrite import rewrite
fixers = target()
def process(path):
    with open(path, encoding="utf-8", newline="") as file:
        rewrite(file.read(), fixers)
"""
THEIRS = """
import io
from tensorflow.tools.compatibility import ast_edits, tf_upgrade_v2
upgrader = ast_edits.ASTCodeUpgrader(tf_upgrade_v2.TFAPIChangeSpec())
def process(path):
    with open(path, encoding="utf-8") as file:
        upgrader.process_opened_file(path, file, path, io.StringIO())
"""
LOOP = """
import json, pathlib, resource, sys, time
paths = sorted(pathlib.Path(sys.argv[1]).rglob("*.py"))
start, cpu = time.perf_counter(), time.process_time()
for path in paths:
    process(str(path))
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(json.dumps([seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def write_tree(folder: Path, lines: int) -> int:
    """Writes modules of a few hundred lines each, and returns how many lines that makes."""
    chance, written, number = random.Random(0), 0, 0
    while written < lines:
        parts = [chance.choice(IMPORTS)]
        for _ in range(chance.randint(8, 40)):
            number += 1
            part = chance.choice(PARTS)
            parts.append(part.format(n=number, a=chance.randint(2, 99), b=chance.randint(2, 999)))
        path = folder / f"package_{number % 10}" / f"module_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(parts), encoding="utf-8")
        written += "".join(parts).count("\n")
    return written


class Cost(NamedTuple):
    """What a run took: seconds on the clock and of the processors, and MB at its peak."""

    seconds: float
    cpu: float
    megabytes: float


def in_one_process(process: str, tree: Path) -> Cost:
    done = subprocess.run(
        [sys.executable, "-c", process + LOOP, str(tree)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def as_command(*command: str) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: something needs a person
        raise RuntimeError(f"{command} failed")
    cpu = usage.ru_utime + usage.ru_stime  # those of its own processes among them
    return Cost(time.perf_counter() - start, cpu, usage.ru_maxrss / 1024)


def report(title: str, lines: int, ours: Cost, theirs: Cost) -> None:
    print(title)
    for name, cost in (("contrib-learn-migrate", ours), ("tf_upgrade_v2", theirs)):
        speed = f"{lines / cost.seconds:10,.0f} lines/s"
        clocks = f"{cost.seconds:8.2f} s, {cost.cpu:7.2f} s of processors"
        print(f"  {name:22}{clocks} {speed} {cost.megabytes:7.0f} MB")
    ratio = f"{theirs.seconds / ours.seconds:.1f}, of processors {theirs.cpu / ours.cpu:.1f}"
    print(f"  ratio {ratio}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=100_000)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for package in contrib_learn_migrate.__path__:
        compileall.compile_dir(package, quiet=1)  # As pip does with what it installs.
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        lines = write_tree(tree, options.lines)
        print(f"{lines:,} lines in {len(list(tree.rglob('*.py')))} files", flush=True)
        ours, theirs = in_one_process(OURS, tree), in_one_process(THEIRS, tree)
        report("one process, start-up left out", lines, ours, theirs)
        out = Path(folder) / "out"
        upgrade = "tensorflow.tools.compatibility.tf_upgrade_v2_main"
        report_file = str(Path(folder) / "report.txt")
        options = ("--intree", str(tree), "--outtree", str(out), "--reportfile", report_file)
        theirs = as_command("-m", upgrade, *options)
        ours = as_command("-m", "contrib_learn_migrate", "--write", "--quiet", str(tree))
        report(f"whole commands, on {os.cpu_count()} cores", lines, ours, theirs)


if __name__ == "__main__":
    main()
