"""Notebooks: only lines that change are spelled anew, magics survive, cells share their names."""

import json

import hypothesis
import hypothesis.strategies as st
import nbformat
import pytest

from contrib_learn_migrate import magics, notebooks
from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.transform import Options, notebook

OPTIONS = Options(tuple(fixer.name for fixer in target()))
IMPORT, DROP_IN = "import tensorflow as tf\n", "from contrib_learn_compat import tf\n"


def code(source, **more):
    return {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": {"collapsed": False},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": ["tensorflow ä\n"]}],
        "source": source,
        **more,
    }


def book(*cells, **metadata):
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 2}


def sources(text):
    return [cell["source"] for cell in json.loads(text)["cells"]]


@pytest.mark.parametrize("options", [
    {"indent": 1, "ensure_ascii": False},
    {"indent": 1, "ensure_ascii": True},
    {"indent": "\t", "sort_keys": True},
    {"indent": 4, "separators": (",", ":")},
    {},
])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
def test_the_json_stays_but_for_the_lines_that_change(options, end):
    lines = ["# ü\n", IMPORT, "tf.contrib.learn.multi_class_head(3)"]
    new_lines = ["# ü\n", DROP_IN, "tf.contrib.learn.multi_class_head(3)"]
    others = [{"cell_type": "markdown", "metadata": {}, "source": ["tf.contrib *ö*"]}, code([])]
    text = json.dumps(book(*others, code(lines), code("x = 1")), **options) + end
    wanted = json.dumps(book(*others, code(new_lines), code("x = 1")), **options) + end
    new, parts, failures = notebook(text, OPTIONS)
    assert new == wanted
    assert [part.cell for part in parts] == [2, 3, 4] and not failures
    assert notebook(new, OPTIONS)[0] == new
    nbformat.validate(nbformat.reads(new, as_version=4))


def test_odd_spelling_of_lines_that_stay_stays():
    text = json.dumps(book(code(["a = '\u00e9/<'\n", IMPORT, "tf.contrib"])))
    text = text.replace("/<", "\\/\\u003c")
    assert "\\u003c" in text
    assert notebook(text, OPTIONS)[0] == text.replace(IMPORT.strip(), DROP_IN.strip())


def test_a_source_that_is_one_string_stays_one():
    new, _, _ = notebook(json.dumps(book(code(IMPORT + "tf.contrib.learn"))), OPTIONS)
    assert sources(new) == [DROP_IN + "tf.contrib.learn"]


def test_cells_share_imports_and_findings_are_at_their_own_lines():
    text = json.dumps(book(code([IMPORT]), code(["x = 1\n", "tf.contrib.crf.crf_decode(x)"])))
    new, parts, _ = notebook(text, OPTIONS)
    comment, call = sources(new)[1][1:]
    assert sources(new)[0] == [DROP_IN]
    assert comment.startswith("# MIGRATE: tf.contrib.crf is gone.") and call.startswith("tf.")
    (notice,) = parts[1].notices
    assert (notice.line, notice.column) == (2, 1)
    assert parts[0].changes[0].line == 1


def test_a_comment_above_the_first_line_of_a_cell_goes_into_that_cell():
    new, _, _ = notebook(json.dumps(book(code(IMPORT), code("tf.contrib.crf.x()"))), OPTIONS)
    assert sources(new)[0] == DROP_IN
    assert sources(new)[1].startswith("# MIGRATE")


def test_worksheets_of_nbformat_3_are_read():
    cell = {"cell_type": "code", "input": [IMPORT, "tf.contrib.learn"], "language": "python"}
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]})
    assert notebook(text, OPTIONS)[0] == text.replace(IMPORT.strip(), DROP_IN.strip())


@pytest.mark.parametrize(
    "metadata", [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}]
)
def test_notebooks_of_other_languages_are_left_alone(metadata):
    assert notebooks.code_cells(json.dumps(book(code(IMPORT), **metadata))) == []


@pytest.mark.parametrize("metadata", [None, {}, {"kernelspec": None}, {"kernelspec": {}}])
def test_a_notebook_that_does_not_name_its_language_is_python(metadata):
    text = json.dumps({**book(code(IMPORT), {"cell_type": "code"}), "metadata": metadata})
    assert [cell.source for cell in notebooks.code_cells(text)] == [IMPORT]


def test_a_cell_that_does_not_parse_does_not_stop_the_others():
    cells = code(IMPORT), code("print 'tensorflow'"), code("x = ("), code("tf.contrib.learn")
    new, parts, failures = notebook(json.dumps(book(*cells)), OPTIONS)
    assert sources(new)[0] == DROP_IN
    assert [(failure.cell, failure.line) for failure in failures] == [(2, 1), (3, 1)]
    assert "--python2 fix" in failures[0].message and "--python2" not in failures[1].message


def test_python2_cells_are_brought_to_python3():
    cells = (
        code([IMPORT]),
        code(["%time\n", "print tf.contrib.learn, \\\n", "  1\n", "d.has_key(1)"]),
    )
    options = Options(OPTIONS.fixers, python2=True)
    new, parts, failures = notebook(json.dumps(book(*cells)), options)
    assert not failures
    assert sources(new)[1] == ["%time\n", "print(tf.contrib.learn, \\\n", "  1)\n", "1 in d"]
    assert [change.line for change in parts[1].changes] == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "not JSON"), ("[]", "no nbformat"), ('{"cells": []}', "no nbformat")],
)
def test_what_is_no_notebook_is_told(text, message):
    with pytest.raises(SyntaxError, match=message):
        notebooks.code_cells(text)


@pytest.mark.parametrize("cell", [
    "%matplotlib inline\nimport x",
    "!pip install 'tensor \\\n  flow",
    "files = !ls -l\nd['x'] = %sql select '\n",
    "if x:\n    %time f()\n    y = %env HOME",
    "tf.nn?\n?tf\n??tf.contrib\ntf.contrib??\r\nx = 1",
    "s = '''\n%not magic\n!x\n'''\nf(a\n % b)\nz = a \\\n % b\n# don't\nq = a != b",
    "%%time\nx = 1\n",
    "x = 'it''s' # \"\n%x\n'''unfinished",
])  # fmt: skip
def test_magics_are_hidden_and_put_back(cell):
    hidden, hid = magics.hide(cell)
    assert magics.show(hidden, hid) == cell
    assert hidden.count("\n") == cell.count("\n")
    if "unfinished" not in cell:
        compile(hidden, "cell", "exec")


def test_operators_and_strings_are_no_magics():
    cell = "s = '''\n%no\n!no\n'''\nf(a\n % b)\nz = a \\\n % b\n# ?x\nq = a != b"
    assert magics.hide(cell) == (cell, [])


@pytest.mark.parametrize(("cell", "is_python"), [
    ("x = 1", True), ("%%time\nx", True), ("%%bash\nls", False), ("\n%%html\n<p>", False),
    ("%time x", True), ("%%writefile a.py\nimport tensorflow", False),
])  # fmt: skip
def test_cells_in_other_languages_are_known(cell, is_python):
    assert magics.is_python(cell) is is_python


def test_a_notebook_without_python_cells_stays():
    text = json.dumps(book({"cell_type": "markdown", "metadata": {}, "source": "tensorflow"}))
    assert notebook(text, OPTIONS) == (text, (), ())


LINES = st.lists(st.text(max_size=8).map(lambda text: text + "\n"), max_size=4)
SOURCES = LINES | st.text(max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
CELLS = st.builds(
    lambda before, kind, source, after: {**before, "cell_type": kind, "source": source, **after},
    st.dictionaries(st.sampled_from("abc"), VALUES),
    st.sampled_from(["code", "markdown", "raw"]),
    SOURCES,
    st.dictionaries(st.sampled_from(["outputs", "metadata"]), VALUES),
)
STYLES = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "  : ")]),
    }
)


@hypothesis.settings(max_examples=50, deadline=None)
@hypothesis.given(st.lists(CELLS, max_size=4), STYLES, st.lists(SOURCES, min_size=4, max_size=4))
def test_whatever_the_json_looks_like_only_sources_change(cells, style, news):
    text = json.dumps(book(*cells), **style)
    found = notebooks.code_cells(text)
    assert [cell.source for cell in found] == [
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
    ]
    assert notebooks.with_sources(text, {cell: cell.source for cell in found}) == text
    changed = {cell: "".join(new) for cell, new in zip(found, news, strict=False)}
    read = json.loads(notebooks.with_sources(text, changed))
    wanted = book(*cells)
    for cell, new in changed.items():
        assert "".join(read["cells"][cell.number - 1].pop("source")) == new
        wanted["cells"][cell.number - 1].pop("source")
    assert read == wanted


@hypothesis.given(st.text("%!?= ax.'\"\\([{}])\n\r#\t", max_size=40))
def test_whatever_a_cell_looks_like_its_magics_come_back(cell):
    hidden, hid = magics.hide(cell)
    assert magics.show(hidden, hid) == cell
    assert hidden.count("\n") == cell.count("\n")
