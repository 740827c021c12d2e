"""What holds of every rewrite: it parses, a second one changes nothing, and no byte is lost."""

import ast
import random
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contrib_learn_migrate.comments import MARK
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.rewrite import mentions_ours, rewrite

_IMPORT = re.compile(r"(import|from) \w[^(\\]*\n$")
CORPUS = Path(__file__).parents[1] / "corpus"
warnings.simplefilter("ignore", SyntaxWarning)


def test_what_mentions_nothing_of_ours_is_not_parsed():
    assert not mentions_ours("import torch\n") and not mentions_ours(b"import torch\n")
    assert mentions_ours("import tensorflow") and mentions_ours(b"import numpy")
    assert rewrite("this is no Python", target()).text == "this is no Python"


@pytest.mark.parametrize(
    "text", ["import tensorflow as\n", "tensorflow = '\0'\n", "x = '\ud800'  # tensorflow\n"]
)
def test_what_does_not_parse_is_a_syntax_error(text):
    with pytest.raises(SyntaxError):
        rewrite(text, target())


def test_places_are_counted_in_characters_of_the_old_text():
    text = "# ü\r\nimport tensorflow as tf\r\nx = 'üü', tf.contrib.crf\r\n"
    result = rewrite(text, target())
    assert [(c.line, c.column) for c in result.changes] == [(2, 1)]
    assert [(n.line, n.column) for n in result.notices] == [(3, 11)]
    assert result.text.count("\r\n") == result.text.count("\n") == 4


def test_only_the_fixers_that_are_asked():
    text = "import tensorflow as tf\nimport numpy as np\ntf.pack(np.int)\n"
    numpy = [fixer for fixer in target() if fixer.name == "numpy-aliases"]
    assert rewrite(text, numpy).text == text.replace("np.int", "int")


@pytest.mark.parametrize("use", ["tf.flags.DEFINE_integer('n', 1, '')", "tf.test.mock.patch"])
def test_what_was_public_in_1_15_though_it_was_not_tensorflows(use):
    text = f"import tensorflow as tf\n{use}\n"
    assert rewrite(text, target()).text == f"from contrib_learn_compat import tf\n{use}\n"


TF = "import tensorflow as tf\n"
AWKWARD = {
    "one-liners": "if x: import tensorflow as tf; tf.contrib.crf\n",
    "backslashes": "x = 1; \\\n  y = tf.contrib.crf\nimport tensorflow as tf\n",
    "after a string": TF + 'x = """\n  """; tf.contrib.crf.y\n',
    "elif": TF + "if a:\n  pass\nelif tf.contrib.crf:\n  pass\nelse:\n  tf.contrib.crf\n",
    "except": TF + "try:\n  pass\nexcept tf.contrib.crf.E:\n  tf.contrib.crf\n",
    "decorators": TF + "class A:\n    @tf.contrib.crf.d\n    @b\n    def f(self): pass\n",
    "match": TF + "match x:\n  case 1 if tf.contrib.crf: pass\n  case 2:\n    tf.contrib.crf\n",
    "form feed": TF + "\x0c\ndef f():\n\ttf.contrib.crf\x0c\n",
    "no end": TF + "if x:\n\ttf.contrib.crf",
    "old Mac": "import tensorflow as tf\rif x:\r\ttf.contrib.crf\r",
    "future": '"""Doc."""\nfrom __future__ import division\nimport tensorflow as tf; tf.pack\n',
    "shebang": "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nimport tensorflow.contrib.crf as c\n",
    "f-string": TF + "tf.pack; f'''\n{tf.pack} {tf.contrib.crf} {tf.pack} {np.int}\n'''\n",
    "spaces": "from  tensorflow . contrib  import  ( learn ,\n  crf )\n",
    "async": TF + "async def f():\n  async with tf.contrib.crf() as g:\n    pass\n",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_places(text):
    hold(text)
    assert rewrite(text, target()).text != text


def hold(text):
    """Checks all that has to hold of the rewrite of a text."""
    plain = rewrite(text, target(), comments=False)
    full = rewrite(text, target())
    for result in (plain, full):
        ast.parse(result.text)
        again = rewrite(result.text, target(), comments=result is full)
        assert again.text == result.text and not again.changes
        assert rewrite(text, target(), comments=result is full) == result
    assert (full.changes, full.notices) == (plain.changes, plain.notices)
    assert text == plain.text or full.changes
    old, new = lines(text), lines(plain.text)
    assert [line for line in lines(full.text) if not is_remark(line, old)] == new
    assert len(old) == len(new)
    changed = {number for number in range(len(old)) if old[number] != new[number]}
    places = {change.line for change in plain.changes}
    assert changed <= {n - 1 for span in spans(text) if places & span for n in span}


def lines(text):
    return re.split("(?<=\n)|(?<=\r)(?!\n)", text)


def is_remark(line, old):
    return line.lstrip().startswith(MARK) and line not in old


def spans(text):
    """The lines of each simple statement, and of each header of a compound one."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            first = getattr(node, "lineno", None) or node.pattern.lineno
            first = min([first, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            last = max(first, start(body[0]) - 1) if body else node.end_lineno
            yield set(range(first, last + 1))


def start(node):
    return getattr(node, "lineno", None) or node.pattern.lineno


@cache
def programs():
    """The corpus's programs that Python 3 parses."""
    texts = []
    for path in sorted(CORPUS.glob("*/*.py")):
        text = path.read_bytes().decode("latin-1").removeprefix("\xef\xbb\xbf")
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        texts.append(text)
    return texts


INSERTED = (
    "import \\\n  tensorflow \\\n  as tf\n",
    "import os, tensorflow.contrib.slim \\\n  as slim, tensorflow\n",
    "import tensorflow . contrib . learn as spaced, tensorflow . nn\n",
    "from importlib import import_module as i\ni('tensor' 'flow.contrib')\n",
    "from tensorflow.compat import (\n  v1 as tf)\n",
    "from sklearn.externals import (\n    joblib,  # models\n)\n",
    "from sklearn import (cross_validation,\n  metrics)\ncross_validation.KFold(3)\n",
    "from tensorflow.contrib import (\n  skflow \\\n as s)\n",
    "# a remark\n",
    "\n",
    "   \n",
    "\t# tensorflow.contrib\n",
    "import tensorflow as tf\n",
    "from tensorflow.contrib import learn, crf\n",
    "def nested(learn):\n  tf = learn\n  def inner(): return tf.pack, learn.SVM\n  return inner\n",
    "class Shadow:\n\tlearn = tf = None\n\tdef f(self, np): return np.int, tf.mul(1, 2)\n",
    "if tf.contrib.crf: tf.concat(0, [tf.pack(x), tf.contrib.tensor_forest]); y = 1\n",
    "learn = [learn for learn in tf.contrib.boosted_trees]\n",
    "x = f'{tf.pack(tf.neg(1))} {tf.pack}'; tf.mul(f'{np.int}', tf.contrib.crf)\n",
    "x = (tf.\\\n  pack)(np.float, ('é', tf.contrib.bayesflow))\n",
    "async def later(): return [await tf.split(1, 2, x) for x in tf.contrib.nn]\n",
)


def top_level(text):
    """The lines before which a statement of the module may stand."""
    first = {0}
    for statement in ast.parse(text).body:
        first.add(statement.end_lineno)
    return sorted(first)


@st.composite
def edited_programs(draw):
    """Draws a program of the corpus, with statements, blanks, line ends and scopes put in."""
    text = draw(st.sampled_from(programs()))
    chance = random.Random(draw(st.integers(0, 2**32)))
    parts = lines(text)
    for at in sorted(chance.sample(top_level(text), min(4, len(top_level(text)))), reverse=True):
        if at < len(parts) and at:
            parts.insert(at, chance.choice(INSERTED))
    if chance.random() < 0.3:
        imports = [
            n for n, part in enumerate(parts) if re.match(r"(import|from) \w[^(\\]*\n$", part)
        ]
        shuffled = [parts[n] for n in chance.sample(imports, len(imports))]
        for n, part in zip(imports, shuffled, strict=True):
            parts[n] = part
    if chance.random() < 0.3:
        parts = ["def all_of_it():\n", *("  " + part for part in parts), "\n  pass\n"]
    end = chance.choice([None, None, "\r\n", "\r", "mixed"])
    if end:
        ends = ["\n", "\r\n", "\r"] if end == "mixed" else [end]
        parts = [re.sub("\r?\n", lambda _: chance.choice(ends), part) for part in parts]
    text = "".join(parts)
    if chance.random() < 0.2:
        text = text.rstrip("\r\n")
    try:
        ast.parse(text)
    except SyntaxError:
        return draw(st.sampled_from(programs()))
    return text


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited_programs())
def test_programs_of_all_kinds(text):
    hold(text)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited_programs())
def test_many_programs_of_all_kinds(text):
    hold(text)
