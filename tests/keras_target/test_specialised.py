"""Helpers without what a program never asks of them: pairs of text."""

import textwrap

import pytest

from contrib_learn_migrate.keras.specialised import specialised

COMBINED = '''\
def combined(values, combiner="mean", weights=None, is_kept=True):
    """Returns values combined."""
    # First.
    if weights is not None:
        values = values * weights
    total = sum(values)

    suffix = f"/{combiner}" if combiner else ""
    if combiner == "sum":
        return total
    elif combiner == "mean":
        total = total / len(values)
    else:
        total = total / len(values) ** 0.5
    return note(total, name="total" + suffix, last=weights) if is_kept else total
'''
NOTE = "def note(value, name, last=None):\n    return value, name, last\n"


def check(calls, *expected, program=None):
    new, changed = specialised([NOTE, COMBINED], textwrap.dedent(calls))
    assert [text.strip() for text in new] == [textwrap.dedent(text).strip() for text in expected]
    assert changed == textwrap.dedent(program or calls)


def test_what_is_never_given_is_gone():
    check(
        "combined([1])\n",
        "def note(value, name):\n    return value, name, None\n",
        '''\
        def combined(values):
            """Returns values combined."""
            total = sum(values)

            total = total / len(values)
            return note(total, name="total/mean")
        ''',
    )


def test_what_is_always_the_same_is_gone_from_calls():
    check(
        "combined([1], 'sum')\ncombined([combined([2], combiner='sum')], 'sum', x)\n",
        '''\
        def combined(values, weights=None):
            """Returns values combined."""
            # First.
            if weights is not None:
                values = values * weights
            return sum(values)
        ''',
        program="combined([1])\ncombined([combined([2])], x)\n",
    )


def test_a_choice_of_two_has_no_third():
    check(
        "combined([1], 'mean')\ncombined([2], 'root')\n",
        "def note(value, name):\n    return value, name, None\n",
        '''\
        def combined(values, combiner="mean"):
            """Returns values combined."""
            total = sum(values)

            suffix = f"/{combiner}"
            if combiner == "mean":
                total = total / len(values)
            else:
                total = total / len(values) ** 0.5
            return note(total, name="total" + suffix)
        ''',
    )


@pytest.mark.parametrize(
    "use",
    ["map(combined, x)\n", "combined(*x)\n", "combined(x, **y)\n", "def f(g=combined): g()\n"],
)
def test_a_helper_stays_whose_calls_are_not_known(use):
    new, changed = specialised([NOTE, COMBINED], "combined([1])\n" + use)
    assert new == [NOTE, COMBINED]
    assert changed == "combined([1])\n" + use


def test_what_nothing_calls_is_gone():
    assert specialised([NOTE, COMBINED], "note(1, 'a', last=2)\n")[0] == [NOTE]


LAYER = '''\
class Scale(keras.layers.Layer):
    """Scales."""

    def __init__(self, units, kind="sum", limit=None, **kwargs):
        super().__init__(**kwargs)
        self.units, self.kind, self.limit = units, kind, limit
        self.other = 1 if kind == "sum" else 2

    def call(self, x, weights=None, training=None):
        if training and self.kind != "sum":
            x = x * self.limit
        y = x if weights is None else x * weights
        for kind in self.limit or ["a"]:

            def named(z, kind=kind):
                return self.add(z, f"{kind}:{self.units}")

            y = named(y)
        return y
'''


def test_attributes_are_what_the_constructor_is_given():
    new, _ = specialised([LAYER], "Scale(3, name='a')(x)\n")
    assert new == [
        '''\
class Scale(keras.layers.Layer):
    """Scales."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.other = 1

    def call(self, x, training=None):
        y = x

        def named(z, kind="a"):
            return self.add(z, f"{kind}:{self.units}")

        y = named(y)
        return y
'''
    ]


def test_arguments_of_a_layer_are_known_where_it_is_applied_at_once():
    assert "weights=None" in specialised([LAYER], "layer = Scale(3)\nlayer(x)\n")[0][0]


def test_a_subclass_may_give_what_it_likes():
    assert specialised([LAYER], "class A(Scale):\n    pass\n\n\nScale(3)\n")[0] == [LAYER]


PLACES = """\
def first(path, mode=None, names=None):
    with open(path, mode=mode) as file:
        for name in names or read(file, mode):
            if name:
                mode = name
            print(name)
    found = [names for names in path or names]
    try:
        return found
    finally:
        print(path)
"""


def test_what_may_be_assigned_stays():
    assert specialised([PLACES], "first('a')\n")[0] == [PLACES]


def test_heads_of_blocks_have_no_more_either():
    new = "def first(path):\n    with open(path) as file:\n        for name in read(file):\n"
    old = new.replace("path)", "path, mode=None, names=None)", 1).replace(
        "open(path", "open(path, mode=mode"
    )
    old = old.replace("in read", "in names or read") + "            print(name)\n"
    assert specialised([old], "first('a')\n")[0] == [new + "            print(name)\n"]


def test_a_constant_that_is_added_to_stays():
    helper = 'def f(x, y=None):\n    z = y or "a"\n    z += x\n    return z\n'
    new = 'def f(x):\n    z = "a"\n    z += x\n    return z\n'
    assert specialised([helper], "f(1)\n")[0] == [new]
