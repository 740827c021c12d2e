"""Variables by their TF 1.15 names, as weights of layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from contrib_learn_migrate.keras.estimators import counted
from contrib_learn_migrate.keras.estimators.survey import Estimator, Use
from contrib_learn_migrate.keras.rules import Call, Obstacle

_WEIGHTS = {
    "weights": "kernel", "kernel": "kernel", "weight": "kernel", "biases": "bias", "bias": "bias",
    "bias_weight": "bias", "embeddings": "embeddings",
}  # fmt: skip
_TABLES = {"EmbeddingBag", "keras.layers.Embedding"}
_CONTAINERS = ("frozenset", "iter", "list", "set", "sorted", "tuple")


def value(program, use: Use) -> str:
    """Returns what `get_variable_value` becomes."""
    call = use.call
    if use.made[0].model.variables and _is_listed(call.args.get("name", call.node), program, use):
        return f"{_listed(program, use)}[{call.text('name')}].numpy()"
    return weight(call, use.made, program.model(use))


def weight(call: Call, made: list[Estimator], model: str) -> str:
    """Returns the value of the weight that a call names.

    Args:
      call: it has an argument `name`.
      made: where the model may be made.
      model: the text of the model.

    Raises:
      Obstacle: it is not known which weight it is.
    """
    name = call.literal("name")
    if name == "global_step":
        counted.refuse(made, call)
        return f"{model}.optimizer.iterations.numpy()"
    own = name.replace("/", "_")
    if {_kind(one.model.built.build, own) for one in made} == {"Weight"}:
        layer, attribute = own, "weight"  # Of a variable that no layer made.
    else:
        scope, _, leaf = name.rpartition("/")
        layer = scope.replace("/", "_")
        if leaf == "bias_weight":
            layer = _of_bias(made[0].model.built.build, layer)
        kinds = {_kind(one.model.built.build, layer) for one in made}
        if len(kinds) != 1 or None in kinds or leaf not in _WEIGHTS:
            raise Obstacle(call.node, f"variable {name}", "it is not known whose weight it is")
        attribute = "embeddings" if kinds <= _TABLES else _WEIGHTS[leaf]
    return f"{model}.get_layer({layer!r}).{attribute}.numpy()"


def names(program, use: Use) -> str:
    """Returns what `get_variable_names` becomes.

    Raises:
      Obstacle: the program may see names of what Keras's optimizers keep.
    """
    node = use.call.node
    if not all(made.model.names for made in use.made):
        return program.own_text(node)  # It is told where they are asked for.
    others = [name for made in use.made for name in made.model.names.others]
    if not _are_left_out(others, node, program):
        raise use.call.obstacle("optimizers have other variables, which it may see")
    text = _listed(program, use)
    parent = program.flow.parent(node)
    is_container = isinstance(parent, ast.Call) and _is_container(parent)
    is_read = isinstance(parent, ast.For | ast.comprehension | ast.Compare) or is_container
    return text if is_read else f"list({text})"


def are_listed(made: Estimator, program) -> bool:
    """Tells whether a program goes through the names of a model's variables."""
    uses = program.survey.uses.values()
    return any(use.method == "get_variable_names" and made in use.made for use in uses)


def _listed(program, use: Use) -> str:
    """The variables of a model by their names."""
    functions = {made.model.variables for made in use.made}
    if len(functions) > 1:
        raise use.call.obstacle("one model's variables are not another's")
    return f"{functions.pop()}({program.model(use)})"


def _is_listed(name: ast.expr, program, use: Use) -> bool:
    """Whether a name is one of those that are listed."""
    match program.flow.bindings(name) if isinstance(name, ast.Name) else []:
        case [ast.For(iter=iterable) | ast.comprehension(iter=iterable)]:
            return _lists(iterable, program, use)
    return False


def _lists(node: ast.AST, program, use: Use) -> bool:
    """Whether all that one goes through are names of a model's variables."""
    found = program.survey.uses.get(id(node))
    if found:
        return found.method == "get_variable_names" and found.made == use.made
    match node:
        case ast.Call(args=[inner, *_]) if _is_container(node):
            return _lists(inner, program, use)
        case ast.ListComp(elt=ast.Name(id=name)) | ast.GeneratorExp(elt=ast.Name(id=name)):
            match node.generators:
                case [ast.comprehension(target=ast.Name(id=target), iter=inner)]:
                    return target == name and _lists(inner, program, use)
        case ast.Name():
            origins = program.flow.origins(node)
            return len(origins) == 1 and origins[0] is not node and _lists(origins[0], program, use)
    return False


def _are_left_out(names: list[str], node: ast.AST, program) -> bool:
    """Whether a program that goes through names makes nothing of some of them."""
    if not names:
        return True
    parent = program.flow.parent(node)
    match parent:
        case ast.comprehension(target=ast.Name(id=name), ifs=conditions):
            chosen = [
                one
                for one in names
                if all(_truth(condition, name, one) is not False for condition in conditions)
            ]
            whole = program.flow.parent(parent)
            if isinstance(whole, ast.DictComp) or ast.unparse(whole.elt) != name:
                return not chosen
            return _are_left_out(chosen, whole, program)
        case ast.For(target=ast.Name(id=name), body=[ast.If(test=condition, orelse=[])]):
            return all(_truth(condition, name, one) is False for one in names)
        case ast.For(
            target=ast.Name(id=name), body=[ast.If(test=condition, body=[ast.Continue()]), *_]
        ):
            return all(_truth(condition, name, one) for one in names)
        case ast.Compare(left=ast.Constant(value=one), ops=[ast.In() | ast.NotIn()]):
            return one not in names
        case ast.Call() if _is_container(parent):
            return _are_left_out(names, parent, program)
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            uses = program.flow.uses(name, program.flow.holder(target))
            return all(_are_left_out(names, use, program) for use in uses)
    return False


def _is_container(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _CONTAINERS and not call.keywords


def _truth(condition: ast.expr, variable: str, name: str) -> bool | None:
    """Whether a condition holds for a name; None where that is not certain."""
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(operand, variable, name)
            return None if truth is None else not truth
        case ast.BoolOp(op=op, values=values):
            truths = [_truth(value, variable, name) for value in values]
            decisive = isinstance(op, ast.Or)
            return decisive if decisive in truths else None if None in truths else not decisive
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[right]):
            truth = _truth(ast.Compare(left, [ast.In()], [right]), variable, name)
            return None if truth is None else not truth
        case ast.Compare(
            left=ast.Constant(value=str(text)), ops=[ast.In()], comparators=[ast.Name(id=of)]
        ) if of == variable:
            return text in name
        case ast.Compare(
            left=ast.Name(id=of), ops=[ast.In()], comparators=[ast.List() | ast.Tuple() as known]
        ) if of == variable:
            return name in ast.literal_eval(known)
        case ast.Compare(
            left=ast.Name(id=of), ops=[ast.Eq()], comparators=[ast.Constant(value=text)]
        ) if of == variable:
            return name == text
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=of), attr="endswith" | "startswith" as test),
            args=[ast.Constant() | ast.Tuple() as texts],
        ) if of == variable:
            return getattr(name, test)(ast.literal_eval(texts))
    return None


def _kind(build: str, name: str) -> str | None:
    """The class of the one layer of a name in the function that builds a model."""
    found = [ast.unparse(layer.func) for one, layer in _layers(build) if one == name]
    return found[0] if len(found) == 1 else None


def _of_bias(build: str, name: str) -> str:
    """The layer that has the bias of a linear model: one of its own, or that of its one column."""
    dense = [
        one
        for one, layer in _layers(build)
        if one.startswith(f"{name}_")
        and ast.unparse(layer.func) == "keras.layers.Dense"
        and all(keyword.arg != "use_bias" for keyword in layer.keywords)
    ]
    return dense[0] if len(dense) == 1 else name


def _layers(build: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls in the function that builds a model that are given a name."""
    for node in ast.walk(ast.parse(build.strip())):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                yield keyword.value.value, node
