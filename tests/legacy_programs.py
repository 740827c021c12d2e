"""Runs whole programs as a user would, without importing TensorFlow anew for each of them.

A process that has imported TensorFlow, and used nothing of it, forks for every program; what the
child does then is what ``python`` or ``python -m contrib_learn_compat`` does.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    """How a program ended."""

    status: int
    stdout: str
    stderr: str


class Programs:
    """The process that forks. Close it."""

    def __init__(self):
        paths = [str(ROOT), str(ROOT / "tools"), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
                "TF_CPP_MIN_LOG_LEVEL": "3",
                "TF_ENABLE_ONEDNN_OPTS": "0",
            },
        )

    def run(
        self,
        program: Path,
        *arguments: str,
        unmodified: bool,
        timeout: int = 300,
        cwd: Path | None = None,
    ) -> Outcome:
        """Runs a program by ``python -m contrib_learn_compat`` if `unmodified`, else by ``python``.

        Its working directory is a new one unless given. After `timeout` seconds it is killed.
        """
        with tempfile.TemporaryDirectory() as new_directory:
            request = {
                "argv": [str(program.resolve()), *arguments],
                "unmodified": unmodified,
                "timeout": timeout,
                "cwd": str(cwd or new_directory),
            }
            print(json.dumps(request), file=self._process.stdin, flush=True)
            return Outcome(*json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _serve() -> None:
    import tensorflow.compat.v1  # noqa: F401

    import contrib_learn_compat.runner  # noqa: F401

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), file=answers, flush=True)


def _run(request: dict) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if not child:
            os.dup2(stdout.fileno(), 1)
            os.dup2(stderr.fileno(), 2)
            _become(request)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for stream in (stdout, stderr):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
        return status, *texts


def _become(request: dict) -> None:
    signal.alarm(request["timeout"])
    os.chdir(request["cwd"])
    status = 1
    try:
        if request["unmodified"]:
            from contrib_learn_compat import runner

            runner.main(request["argv"])
        else:
            sys.argv = request["argv"]
            sys.path[0] = os.path.dirname(sys.argv[0])
            runpy.run_path(sys.argv[0], run_name="__main__")
        status = 0
    except SystemExit as leaving:
        if leaving.code is None or isinstance(leaving.code, int):
            status = leaving.code or 0
        else:
            print(leaving.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve()
