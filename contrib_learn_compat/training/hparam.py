"""Hyperparameters by name, each of one type for life, settable from a command-line flag."""

from __future__ import annotations

import json
import numbers
import re
from typing import Any

import tensorflow.compat.v1 as tf

from contrib_learn_compat.training.hparam_def import HParamDef

# One assignment: `name=value`, `name[index]=value` or `name=[value,value]`, up to the next one.
PARAM_RE = re.compile(
    r"(?P<name>[a-zA-Z][\w.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*"
    r"(\[(?P<vals>[^\]]*)\]|(?P<val>[^,\[]*))(,\s*|$)"
)

_KINDS = ((bool, "bool"), (int, "int64"), ((str, bytes), "bytes"), (float, "float"))
_BOOLS = {"true": True, "True": True, "false": False, "False": False}


def parse_values(values: str, type_map: dict[str, type], ignore_unknown: bool = False) -> dict:
    """Reads assignments such as ``"steps=5, units=[64,32], rates[1]=0.5"``.

    Args:
      values: assignments, separated by commas. A boolean is ``true``, ``false`` or an integer; a
        string has no commas and no brackets; anything else is what its type's constructor takes.
      type_map: the type of each name; of a list, the type of its elements.
      ignore_unknown: pass over the names that `type_map` lacks.

    Returns:
      A dict by name: a value, a list of values, or for indexed assignments a dict by index.

    Raises:
      ValueError: where the text is malformed, a name is unknown or assigned twice, a value is not
        of its type, or a list is assigned to an index.
    """
    parsed: dict[str, Any] = {}
    position = 0
    while position < len(values):
        clause = PARAM_RE.match(values, position)
        if not clause:
            raise ValueError(f"Malformed hyperparameter value: {values[position:]}")
        position = clause.end()
        if clause["name"] in type_map:
            _assign(parsed, clause, type_map[clause["name"]], values)
        elif not ignore_unknown:
            raise ValueError(f"Unknown hyperparameter type for {clause['name']}")
    return parsed


def _assign(parsed, clause, param_type, values) -> None:
    name, index = clause["name"], clause["index"]
    if clause["vals"] is not None:
        if index is not None:
            raise ValueError("Assignment of a list to a list index.")
        if name in parsed:
            raise _assigned_twice(name, values)
        elements = re.split("[ ,]", clause["vals"])
        parsed[name] = _parse(clause, clause["vals"], filter(None, elements), param_type, values)
        return
    (value,) = _parse(clause, clause["val"], [clause["val"]], param_type, values)
    if index is None:
        if name in parsed:
            raise _assigned_twice(name, values)
        parsed[name] = value
        return
    by_index = parsed.setdefault(name, {})
    if not isinstance(by_index, dict):
        raise _assigned_twice(name, values)
    if int(index) in by_index:
        raise _assigned_twice(f"{name}[{int(index)}]", values)
    by_index[int(index)] = value


def _parse(clause, text, elements, param_type, values) -> list:
    parse = _parse_bool if param_type is bool else param_type
    try:
        return [parse(element) for element in elements]
    except ValueError:
        raise ValueError(
            f"Could not parse hparam '{clause['name']}' of type '{param_type.__name__}' "
            f"with value '{text}' in {values}"
        ) from None


def _parse_bool(text: str) -> bool:
    return _BOOLS[text] if text in _BOOLS else bool(int(text))


def _assigned_twice(name, values) -> ValueError:
    return ValueError(f"Multiple assignments to variable '{name}' in {values}")


def _cast_to_type_if_compatible(name, param_type, value):
    """Returns `value` as a `param_type`, where no information is lost.

    An int may become a float. Nothing becomes a bool or a string, and a bool becomes nothing else.

    Raises:
      ValueError: where it cannot.
    """
    if type(value) is param_type or param_type is type(None):
        return value
    kinds = ((str, bytes), numbers.Integral, numbers.Number)
    if issubclass(param_type, bool) != isinstance(value, bool) or any(
        issubclass(param_type, kind) and not isinstance(value, kind) for kind in kinds
    ):
        raise ValueError(
            f"Could not cast hparam '{name}' of type '{param_type}' from value {value!r}"
        )
    return param_type(value)


class HParams:
    """A set of hyperparameters, each an attribute.

    ```
    hparams = HParams(learning_rate=0.1, units=[64, 32], activation="relu")
    hparams.parse("learning_rate=0.3,units=[16]")
    assert hparams.learning_rate == 0.3
    ```

    The type of a hyperparameter is that of its first value: an int, float, bool, string or any
    other object; or a list of such, whose first element tells.
    """

    # Tells type checkers that instances have attributes that they cannot know.
    _HAS_DYNAMIC_ATTRIBUTES = True

    def __init__(self, hparam_def=None, model_structure=None, **kwargs) -> None:
        """Makes hyperparameters from keyword arguments, or from a message.

        Args:
          hparam_def: an ``HParamDef``, as :meth:`to_proto` returns it.
          model_structure: any object, to carry along.
          **kwargs: the hyperparameters.

        Raises:
          AssertionError: where `hparam_def` is something else.
          ValueError: where there are both message and keyword arguments, or a name is taken.
        """
        self._hparam_types: dict[str, tuple[type, bool]] = {}
        self._model_structure = model_structure
        if hparam_def:
            self._add_from_proto(hparam_def)
            if kwargs:
                raise ValueError("hparam_def and initialization values are mutually exclusive")
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def _add_from_proto(self, hparam_def) -> None:
        assert isinstance(hparam_def, HParamDef)
        for name, value in hparam_def.hparam.items():
            kind = value.WhichOneof("kind")
            held = getattr(value, kind)
            is_list = kind.endswith("_list")
            elements = list(held.value) if is_list else [held]
            if kind.startswith("bytes"):
                elements = [tf.compat.as_str(element) for element in elements]
            self.add_hparam(name, elements if is_list else elements[0])

    def add_hparam(self, name, value) -> None:
        """Adds a hyperparameter.

        Raises:
          ValueError: where the name is that of another attribute, or the value an empty list.
        """
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        is_list = isinstance(value, (list, tuple))
        if is_list and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0] if is_list else value), is_list)
        setattr(self, name, value)

    def set_hparam(self, name, value) -> None:
        """Gives a hyperparameter a new value of its type.

        Raises:
          KeyError: where there is no such hyperparameter.
          ValueError: where the value is of another type, or a list where it was none.
        """
        param_type, is_list = self._hparam_types[name]
        if isinstance(value, list):
            if not is_list:
                raise ValueError(f"Must not pass a list for single-valued parameter: {name}")
            cast = [_cast_to_type_if_compatible(name, param_type, element) for element in value]
        else:
            if is_list:
                raise ValueError(f"Must pass a list for multi-valued parameter: {name}.")
            cast = _cast_to_type_if_compatible(name, param_type, value)
        setattr(self, name, cast)

    def del_hparam(self, name) -> None:
        """Removes a hyperparameter, if there is one of that name."""
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> HParams:
        """Sets hyperparameters from a text such as :func:`parse_values` reads; returns itself.

        Raises:
          ValueError: where the text cannot be read or names a hyperparameter that there is not.
        """
        types = {name: param_type for name, (param_type, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, types))

    def parse_json(self, values_json: str) -> HParams:
        """Sets hyperparameters from a JSON object; returns itself.

        Raises:
          KeyError: where there is no such hyperparameter.
          ValueError: where the text is not JSON or a value is not of its type.
        """
        return self.override_from_dict(json.loads(values_json))

    def override_from_dict(self, values_dict: dict[str, Any]) -> HParams:
        """Sets hyperparameters by name, as :meth:`set_hparam` does; returns itself."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def set_from_map(self, values_map: dict[str, Any]) -> HParams:
        """The old name of :meth:`override_from_dict`."""
        return self.override_from_dict(values_map)

    def set_model_structure(self, model_structure) -> None:
        """Sets the object that is carried along."""
        self._model_structure = model_structure

    def get_model_structure(self):
        """Returns the object that is carried along."""
        return self._model_structure

    def values(self) -> dict[str, Any]:
        """Returns the hyperparameters as a dict."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def to_json(self, indent=None, separators=None, sort_keys=False) -> str:
        """Returns the hyperparameters as a JSON object, laid out as ``json.dumps`` does."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def get(self, key, default=None):
        """Returns the value of a hyperparameter; `default` where there is none of that name.

        Raises:
          ValueError: where there is one, and `default` is not of its type.
        """
        if key not in self._hparam_types:
            return default
        if default is not None:
            self._check_default(key, default)
        return getattr(self, key)

    def _check_default(self, key, default) -> None:
        param_type, is_list = self._hparam_types[key]
        complaint = (
            f"Hparam '{key}' of type '{f'list<{param_type}>' if is_list else param_type}' "
            f"is incompatible with default={default}"
        )
        if is_list != isinstance(default, list):
            raise ValueError(complaint)
        try:
            for value in default if is_list else [default]:
                _cast_to_type_if_compatible(key, param_type, value)
        except ValueError as error:
            raise ValueError(f"{complaint}. {error}") from None

    def __contains__(self, key) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self.values().items())})"

    @staticmethod
    def _get_kind_name(param_type: type, is_list: bool) -> str:
        """Returns the message's field for a type.

        Raises:
          ValueError: where there is none.
        """
        for types, kind in _KINDS:  # bool comes first, for a bool is an int
            if issubclass(param_type, types):
                return kind + ("_list" if is_list else "_value")
        raise ValueError(f"Unsupported parameter type: {param_type}")

    def to_proto(self, export_scope=None):
        """Returns the hyperparameters as an ``HParamDef`` message.

        Args:
          export_scope: not used.

        Raises:
          ValueError: where a hyperparameter is no int, float, bool, string or list of such.
        """
        del export_scope
        message = HParamDef()
        for name, (param_type, is_list) in self._hparam_types.items():
            kind, value = self._get_kind_name(param_type, is_list), getattr(self, name)
            elements = value if is_list else [value]
            if kind.startswith("bytes"):
                elements = [tf.compat.as_bytes(element) for element in elements]
            if is_list:
                getattr(message.hparam[name], kind).value.extend(elements)
            else:
                setattr(message.hparam[name], kind, elements[0])
        return message

    @staticmethod
    def from_proto(hparam_def, import_scope=None) -> HParams:
        """Returns the hyperparameters in an ``HParamDef``; `import_scope` is not used."""
        del import_scope
        return HParams(hparam_def=hparam_def)
