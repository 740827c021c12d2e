"""Records TF 1.15.0's names and signatures into tests/goldens/api/.

  tf115 tools/oracle/record_api.py [DIRECTORY]

- ``core-names.txt``: the public names of ``tf`` outside contrib, compat and lite;
- ``contrib.tsv``: the public symbols of the contrib namespaces that this package serves and of
  ``tf.estimator``: kind, signature, and the bases of classes;
- ``modules.tsv``: for each module file of those namespaces the names that it defines itself,
  private ones included, in order: what deep imports reach for.
"""

import ast
import glob
import inspect
import os
import re
import sys
import types

import tensorflow as tf
import tensorflow_core

NAMESPACES = "learn layers framework metrics losses training estimator lookup rnn data".split()
WITH_MODULES = "learn layers framework metrics losses training lookup".split()
WITHOUT_METHODS = ("tf.contrib.rnn.", "tf.contrib.data.")
# Left in their packages by import statements, not listed by them.
NOT_MEANT = {
    "tf.contrib.layers.feature_column",
    "tf.contrib.learn.graph_actions",
    "tf.contrib.learn.head",
}
FUTURE = ("absolute_import", "division", "print_function")
APART = {"compat", "contrib", "core", "lite", "python"}


def public(owner):
    return [name for name in dir(owner) if not name.startswith("_")]


def is_api(module):
    return bool(re.search(r"\bapi\b|_api\b", module.__name__))


def core_names(module, path="tf"):
    for name in public(module):
        if name in APART:
            continue
        value = getattr(module, name)
        if not isinstance(value, types.ModuleType):
            yield f"{path}.{name}"
        elif is_api(value):
            yield from core_names(value, f"{path}.{name}")


def signature(value):
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    return re.sub(r"<function (?:[\w.<>]+\.)?(\w+)>", r"<function \1>", text)


def symbols(module, path, seen):
    """Yields a row for each public symbol beneath a module, and for the methods of classes."""
    inner = path.count(".") > 2  # such a module never listed what is public: its imports are not
    for name in public(module):
        value = getattr(module, name)
        full = f"{path}.{name}"
        home = getattr(value, "__module__", None) or ""
        if full in NOT_MEANT:
            continue
        if isinstance(value, types.ModuleType):
            package = "tensorflow." + ".".join(path.split(".")[1:3])
            ours = value.__name__.startswith(package + ".")
            if (ours or is_api(value)) and value not in seen:
                seen.add(value)
                yield from symbols(value, full, seen)
        elif inner and path.startswith("tf.contrib") and "contrib" not in home:
            continue
        elif inspect.isclass(value):
            bases = ", ".join(base.__name__ for base in value.__bases__)
            yield full, "class", without_self(signature(maker(value))), "bases: " + bases
            if not full.startswith(WITHOUT_METHODS):
                yield from methods(value, full)
        elif callable(value):
            yield full, "function", signature(value), ""
        elif name not in FUTURE:
            yield full, "value", repr(value)[:80], ""


def maker(cls):
    """Returns the function that says how a class is called, or None."""
    made_by = {name: getattr(cls, name) for name in ("__init__", "__new__")}
    return next((made for made in made_by.values() if inspect.isfunction(made)), None)


def without_self(text):
    return re.sub(r"^\((self|_?cls)(, |(?=\)))", "(", text)


def methods(cls, path):
    for name in public(cls):
        method = getattr(cls, name)
        owner = next(base for base in inspect.getmro(cls) if name in vars(base))
        if inspect.isroutine(method) and owner.__module__ != "builtins":
            yield f"{path}.{name}", "method", without_self(signature(method)), ""


def definitions(file):
    """Yields the names that a module's own statements bind, at their first appearance."""
    with open(file) as source:
        tree = ast.parse(source.read())
    seen = set()
    for node in tree.body:
        names = []
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        for name in names:
            if name not in seen:
                seen.add(name)
                yield name


def modules():
    root = os.path.dirname(tensorflow_core.__file__)
    for namespace in WITH_MODULES:
        for file in sorted(glob.glob(f"{root}/contrib/{namespace}/**/*.py", recursive=True)):
            names = list(definitions(file))
            if names and not re.search(r"_test\.py$|/gen_\w+\.py$", file):
                path = os.path.relpath(file, root)[: -len(".py")].replace(os.sep, ".")
                yield "tensorflow." + re.sub(r"\.__init__$", "", path), " ".join(names)


def write(directory, name, lines):
    with open(os.path.join(directory, name), "w") as file:
        file.writelines(line + "\n" for line in lines)


def main(directory):
    write(directory, "core-names.txt", sorted(core_names(tf)))
    rows = [("symbol", "kind", "signature", "note")]
    for namespace in NAMESPACES:
        rows += symbols(getattr(tf.contrib, namespace), "tf.contrib." + namespace, set())
    rows += symbols(tf.estimator, "tf.estimator", set())
    write(directory, "contrib.tsv", ("\t".join(row).rstrip() for row in rows))
    rows = [("module", "names it defines")] + list(modules())
    write(directory, "modules.tsv", ("\t".join(row) for row in rows))


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../../tests/goldens/api"))
