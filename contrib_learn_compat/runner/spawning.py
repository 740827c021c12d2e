"""Child processes that ``multiprocessing`` spawns run the program as their parent does."""

from __future__ import annotations

from importlib.util import find_spec
from multiprocessing import spawn
from pathlib import Path
from typing import Any

_BEGIN = "from contrib_learn_compat import runner; runner.begin(); "
_get_command_line = spawn.get_command_line
_get_preparation_data = spawn.get_preparation_data


def take_over() -> None:
    """Has each child begin as ``python -m contrib_learn_compat`` does, then load the program."""
    spawn.get_command_line = _command_line
    spawn.get_preparation_data = _preparation_data


def _command_line(**options: Any) -> list[str]:
    line = _get_command_line(**options)
    if "-c" in line:  # else it is a frozen executable
        code = line.index("-c") + 1
        line[code] = _BEGIN + line[code]
    return line


def _preparation_data(name: str) -> dict[str, Any]:
    """Names the program's main module where Python would give its path, and so pass our loader."""
    data = _get_preparation_data(name)
    path = Path(data.get("init_main_from_path", ""))
    spec = find_spec(path.stem) if path.stem.isidentifier() else None
    if spec and spec.has_location and path.samefile(spec.origin):
        del data["init_main_from_path"]
        data["init_main_from_name"] = path.stem
    return data
