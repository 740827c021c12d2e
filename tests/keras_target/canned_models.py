"""Constructions of canned estimators in both worlds."""

import ast
import types

import keras
import numpy as np
import tensorflow as tf

import contrib_learn_compat
import contrib_learn_compat.layers
from contrib_learn_compat.keras.weights import match
from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras import canned, rule_modules  # noqa: F401
from contrib_learn_migrate.keras.helpers import HELPERS, with_their_own
from contrib_learn_migrate.keras.render import Renderer

tf1 = tf.compat.v1


class Program(Renderer):
    """A program's renderer, as bare as columns need it."""

    def value_of(self, node):
        return node

    def function(self, node):
        functions = (n for n in ast.walk(self.file.tree) if isinstance(n, ast.FunctionDef))
        return next(function for function in functions if function.name == node.id)


def migrated(text):
    """Returns what the one construction in a program becomes, and the program's renderer."""
    program = Program(File(f"import tensorflow as tf\n{text}", program=True))
    (call,) = (
        node
        for node in ast.walk(program.file.tree)
        if isinstance(node, ast.Call) and canned.is_canned(program.symbol(node))
    )
    return canned.canned_model(call, program, "build_model"), program


def keras_model(text):
    """Returns the Keras model of a construction, and its predictor."""
    model, program = migrated(text)
    texts = [HELPERS[name].text for name in with_their_own(program.helpers)]
    space = {"keras": keras, "tf": tf, "np": np}
    exec("\n".join([*texts, model.build, model.predictor]), space)
    built = space["build_model"]()
    return built, space["build_predictor"](built)


class _Legacy(types.ModuleType):
    contrib = types.SimpleNamespace(layers=contrib_learn_compat.layers, learn=contrib_learn_compat)

    def __getattr__(self, name):
        return getattr(tf1, name)


def estimator(text, model_dir):
    """Returns the estimator of a construction, which is the last expression of a program."""
    tree = ast.parse(text)
    space = {"tf": _Legacy("tf"), "np": np}
    last = tree.body.pop()
    exec(compile(tree, "program", "exec"), space)
    call = last.value
    call.keywords.append(ast.keyword("model_dir", ast.Constant(str(model_dir))))
    return eval(compile(ast.fix_missing_locations(ast.Expression(call)), "program", "eval"), space)


def tensors(features):
    """Returns arrays as the tensors that a TF 1 program reads; words and ids are sparse."""

    def tensor(value):
        if value.dtype.kind in "US":
            return _sparse(value.astype(str), value != "")
        return _sparse(value, value >= 0) if value.dtype.kind == "i" else tf.constant(value)

    return {name: tensor(value) for name, value in features.items()}


def _sparse(values, is_given):
    return tf1.SparseTensor(np.argwhere(is_given), values[is_given], values.shape)


def variables(legacy):
    """Returns the values of an estimator's variables by name."""
    return {name: legacy.get_variable_value(name) for name in legacy.get_variable_names()}


def carry_over(legacy, model):
    """Gives a Keras model an estimator's variables, all to all."""
    matching = match(variables(legacy), model)
    assert not matching.mismatched
    assert not matching.unmapped_variables
    assert not matching.unmapped_weights
    matching.assign()
