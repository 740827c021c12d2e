"""How a converted program looks: its imports, its quotation marks, its blank lines."""

import ast
import json
import textwrap

import pytest

from contrib_learn_migrate.fixers import target
from contrib_learn_migrate.keras.helpers import HELPERS
from contrib_learn_migrate.keras.line_breaks import Style
from contrib_learn_migrate.transform import Options, notebook
from tests.keras_target.programs import ESTIMATOR, INPUT, MODEL, converted

OPTIONS = Options(tuple(fixer.name for fixer in target("keras")))


def test_imports_are_sorted_and_what_nothing_uses_is_gone():
    new = converted(
        "'''A program.'''\n"
        "from __future__ import absolute_import, print_function\n"
        "# The system.\nimport os\nimport tempfile\n"
        + MODEL
        + "logs = os.path.join('a')\n\n\n"
        + INPUT
        + ESTIMATOR
        + "estimator.model = tempfile\n".replace("estimator.model", "folder")
    )
    assert new.startswith(
        "'''A program.'''\n"
        "# The system.\nimport functools\nimport os\nimport tempfile\n\n"
        "import keras\nimport numpy as np\nimport tensorflow as tf\n\n\n"
        "def inputs_of(dataset):\n"
    )


def test_an_import_within_a_function_goes():
    new = converted(
        MODEL
        + INPUT
        + "def main():\n    import tensorflow.contrib.learn as late\n"
        + "    estimator = late.Estimator(model_fn)\n"
        + "    estimator.fit(input_fn=input_fn, steps=1)\n\n\n"
        + "def nothing():\n    from tensorflow.contrib import slim\n\n\nmain()\n"
    )
    assert "def main():\n    estimator = build_model(" in new
    assert "def nothing():\n    pass\n" in new


def test_strings_have_the_marks_of_the_program():
    single = (MODEL + INPUT + ESTIMATOR).replace('"', "'")
    assert 'name="accuracy"' in converted(MODEL + INPUT + ESTIMATOR)
    assert "name='accuracy'" in converted(single)
    assert '"""Returns the inputs of a model' in converted(single)


def test_blocks_are_indented_as_in_the_program():
    new = converted((MODEL + INPUT + ESTIMATOR).replace("    ", "\t"))
    ast.parse(new)
    assert "\n    " not in new


def test_definitions_have_two_blank_lines_around_them():
    lines = converted(MODEL + INPUT + ESTIMATOR).splitlines()
    for number, line in enumerate(lines):
        if line.startswith("def "):
            assert lines[number - 2 : number] == ["", ""]
            assert lines[number - 3]


def test_a_comment_stays_with_what_is_defined_below_it():
    new = converted(
        MODEL.replace("def model_fn", "# What it is.\ndef model_fn") + INPUT + ESTIMATOR
    )
    assert "}\n\n\n# What it is.\ndef build_model(" in new


def test_a_notebook_keeps_its_cells():
    model = MODEL.partition("\n\n\n")
    sources = [model[0], model[2].strip("\n"), INPUT.strip("\n"), ESTIMATOR.strip("\n")]
    cells = [
        {"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    new, _, _ = notebook(text, OPTIONS)
    imports, build, inputs, fit = ("".join(c["source"]) for c in json.loads(new)["cells"])
    assert (
        "import keras\nimport numpy as np\nimport tensorflow as tf\n\n\ndef inputs_of(" in imports
    )
    assert imports.endswith("\n    }")
    assert build.startswith("def build_model(features):\n")
    assert inputs.startswith("def input_fn():\n    return tf.data.Dataset.from_tensors(\n")
    assert fit == textwrap.dedent(
        """\
        estimator = build_model(inputs_of(input_fn()))
        estimator.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)"""
    )


def test_helpers_can_stand_in_a_program_of_any_encoding():
    assert [name for name, helper in HELPERS.items() if not helper.text.isascii()] == []


LONG = (
    "y = keras.layers.Dense(some_units, kernel_initializer='zeros', name='a_name_that_is_long')\n"
)
BROKEN = LONG.replace("Dense(", "Dense(\n    ").replace(")\n", "\n)\n")
HUGGED = LONG.replace("Dense(", "Dense(\n    ")


@pytest.mark.parametrize(
    "program, new",
    [
        ("", BROKEN),
        ("f(a,\n  b)\n", HUGGED),
        ("if a:\n  f(\n      a)\n", HUGGED),
        ("if a:\n  f(\n    a)\n", HUGGED.replace("    ", "  ")),
        ("if a:\n\tf(\n\t\ta\n\t)\n", BROKEN.replace("    ", "\t")),
        (f"# {'-' * 90}\n", LONG),
        (f"x = {'1' * 76}\n" * 3, BROKEN),
    ],
)
def test_long_lines_are_broken_as_in_the_program(program, new):
    assert Style.of(program).laid_out(LONG) == new


@pytest.mark.parametrize("text", ["x = (\n    1,\n)\n", "x = [\n    1,  # One.\n]\n"])
def test_a_bracket_that_means_more_on_its_own_line_stays(text):
    new = Style.of("x = (1,\n     2)\ny = [1,\n     2]\n").laid_out(text)
    assert ast.dump(ast.parse(new)) == ast.dump(ast.parse(text))


def test_a_key_stays_on_its_line():
    text = f"print(what_is_long.called(another_that_is_as_long, {'x' * 40})['key'])\n"
    assert Style.of("").laid_out(text) == (
        "print(\n"
        "    what_is_long.called(\n"
        f"        another_that_is_as_long, {'x' * 40}\n"
        "    )['key']\n"
        ")\n"
    )
