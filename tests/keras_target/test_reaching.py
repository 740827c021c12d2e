"""Names that are bound again: where they are read, they are what they were last bound to."""

import ast

import pytest

from contrib_learn_migrate.keras.flow import Flow


def values(text):
    """Returns the texts of what the last `x` of a program may be."""
    tree = ast.parse(text)
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    last = max((n for n in names if n.id == "x"), key=lambda n: (n.lineno, n.col_offset))
    return [ast.unparse(origin) for origin in Flow(tree).origins(last)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("x = 1\nx = 2\nprint(x)", ["2"]),
        ("x = 1\nprint(x)\nx = 2", ["1"]),
        ("x = 1\nx = [x]\nx = [x]", ["[x]"]),
        ("x = 1\nif a:\n  x = 2\nprint(x)", ["1", "2"]),
        ("x = 1\nif a:\n  x = 2\n  print(x)", ["2"]),
        ("if a:\n  x = 1\nelse:\n  print(x)\nx = 2", ["1", "2"]),
        ("x = 1\nfor i in a:\n  print(x)\n  x = 2", ["1", "2"]),
        ("for i in a:\n  x = 1\n  print(x)\n  x = 2", ["1"]),
        ("x = 1\nwhile x:\n  x = 2", ["1", "2"]),
        ("x = 1\nfor x in a:\n  pass\nprint(x)", ["x"]),
        ("x = 1\ntry:\n  x = 2\nexcept E:\n  print(x)", ["1", "2"]),
        ("x = 1\nwith f() as x:\n  print(x)", ["x"]),
        ("x = 1\nwith f():\n  x = 2\nprint(x)", ["1", "2"]),
        ("x = 1\ndef f():\n  print(x)\nx = 2", ["1", "2"]),
        ("x = 1\ndef f():\n  global x\n  x = 3\nx = 2\nf()\nprint(x)", ["1", "3", "2"]),
        ("def f(x):\n  x = 2\n  print(x)\nf(1)", ["2"]),
        ("def f(x):\n  if a:\n    x = 2\n  print(x)\nf(1)", ["1", "2"]),
    ],
)
def test_what_a_name_may_be(text, expected):
    assert values(text) == expected


def test_functions_that_call_what_they_are_given_are_followed_once():
    """Each calls what others give, in a circle: following all ways never ended."""
    count = 8
    text = "".join(
        f"def f{i}(x, y):\n  x(y)\n  y(x)\n\nf{i}(f{(i + 1) % count}, f{(i + 2) % count})\n\n"
        for i in range(count)
    )
    flow = Flow(ast.parse(text))
    assert all(flow.origins(call.func) for call in flow.calls)


def test_what_is_made_of_itself_alone_is_itself():
    assert values("def f(a):\n  return f(a)\n\nx = f(1)\nprint(x)") == ["x"]
