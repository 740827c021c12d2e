"""What the log says of deprecated functions: the program's own calls, and nobody else's."""

import subprocess
import sys

PROGRAM = """
from contrib_learn_compat import tf
labels = tf.constant([0, 1])
head = tf.contrib.learn.multi_class_head(2)
head.create_model_fn_ops({}, "eval", labels, logits=tf.layers.dense(tf.ones([2, 3]), 1))
tf.train.input_producer(tf.constant([1]))
"""


def test_only_the_programs_own_calls_are_told_of(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"], capture_output=True, text=True, check=True
    )
    told = [line for line in done.stderr.splitlines() if "deprecated" in line]
    assert all(f"From {tmp_path / 'program.py'}:" in line for line in told), told
    assert any("input_producer" in line for line in told)
