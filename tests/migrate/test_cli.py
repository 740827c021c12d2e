"""The command: what it prints, what it writes, how it exits."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from contrib_learn_migrate import console, transform
from contrib_learn_migrate.cli import main

TOOLS = Path(__file__).parents[2] / "tools"
OLD = "import tensorflow as tf\n\nhead = tf.contrib.learn.multi_class_head(3)\n"
NEW = OLD.replace("import tensorflow as tf", "from contrib_learn_compat import tf")
GONE = "import tensorflow as tf\ntf.contrib.crf.crf_decode(x)\n"
PYTHON2 = "import tensorflow as tf\nprint tf.contrib.learn\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder to run in, with files by their names and texts."""
    monkeypatch.chdir(tmp_path)

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(text.encode())
        return tmp_path

    return write


@pytest.fixture
def run(capsys):
    """Runs the command; returns its exit status, output and errors."""

    def run(*arguments):
        status = main(arguments)
        return status, *capsys.readouterr()

    return run


def command(*arguments, **options):
    """Runs the command as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(TOOLS)}
    return subprocess.run(
        [sys.executable, "-m", "contrib_learn_migrate", *arguments],
        env=environment, capture_output=True, timeout=60, **options,
    )  # fmt: skip


def test_without_a_flag_the_diff_is_printed_and_nothing_written(tree, run):
    root = tree(**{"a.py": OLD, "b.py": "import os\n"})
    status, out, err = run(".")
    assert status == 0
    assert "-import tensorflow as tf\n+from contrib_learn_compat import tf\n" in out
    assert err == "1 file would change, 2 files looked at.\n"
    assert (root / "a.py").read_text() == OLD


def test_write(tree, run):
    root = tree(**{"a.py": OLD, "b.py": "import os\n"})
    status, out, err = run("--write", ".")
    assert (status, out) == (0, "")
    assert err == "changed a.py\n1 file changed, 2 files looked at.\n"
    assert (root / "a.py").read_text() == NEW
    assert run("--write", ".") == (0, "", "0 files changed, 2 files looked at.\n")


def test_check(tree, run):
    root = tree(**{"a.py": OLD})
    status, out, err = run("--check", ".")
    assert (status, out) == (1, "")
    assert err.startswith("would change a.py\n")
    assert (root / "a.py").read_text() == OLD
    (root / "a.py").write_text(NEW)
    assert run("--check", ".")[0] == 0
    (root / "a.py").write_text("import tensorflow as tf\nx = (\n")
    assert run("--check", ".")[0] == 2


def test_what_needs_a_person_is_told_with_its_place(tree, run):
    tree(**{"a.py": GONE})
    status, _, err = run("a.py")
    assert status == 0
    assert err.startswith("a.py:2:1: gone-names: tf.contrib.crf is gone. Use ")
    assert err.endswith("1 file would change, 1 place in 1 file for a person, 1 file looked at.\n")


def test_what_is_left_to_a_person_is_told_again(tree, run):
    tree(**{"a.py": GONE})
    run("--write", "--no-comments", "a.py")
    status, out, err = run("--no-comments", "a.py")
    assert (status, out) == (0, "")
    assert err.startswith("a.py:2:1: gone-names: tf.contrib.crf is gone.")


def test_comments_can_be_left_out(tree, run):
    tree(**{"a.py": GONE})
    assert "# MIGRATE" in run("a.py")[1]
    assert "# MIGRATE" not in run("--no-comments", "a.py")[1]


def test_quiet_and_verbose(tree, run):
    tree(**{"a.py": OLD, "b.py": "import os\n", "c.py": "import tensorflow\nx = ("})
    assert run("-q", ".") == (2, "", "error: c.py:2:5: does not parse: '(' was never closed\n")
    err = run("-v", ".")[2]
    assert "a.py:1:1: imports: " in err and "b.py: nothing of ours\n" in err


def test_a_file_that_does_not_parse_is_left_and_does_not_stop_the_others(tree, run):
    broken = "import tensorflow as tf\nif x:\ny = 1\n"
    root = tree(**{"a.py": broken, "b.py": OLD, "c.py": "import tensorflow\n\0"})
    status, _, err = run("--write", ".")
    assert status == 2
    assert "error: a.py:3:1: does not parse: expected an indented block" in err
    assert "error: c.py:2:1: does not parse: it holds null bytes" in err
    assert (root / "a.py").read_text() == broken
    assert (root / "b.py").read_text() == NEW


def test_a_file_that_nests_too_deep_is_told(tree, run):
    root = tree(**{"a.py": "import tensorflow as tf\nx = " + "-" * 100_000 + "1\n", "b.py": OLD})
    status, _, err = run("--write", ".")
    assert status == 2 and "error: a.py: nests too deep to be parsed" in err
    assert (root / "b.py").read_text() == NEW


def test_a_fixer_that_goes_wrong_does_not_stop_the_others(tree, run, monkeypatch):
    def module(text, options):
        return {}[text] if "multi_head" in text else transform.module(text, options)

    monkeypatch.setattr("contrib_learn_migrate.run.module", module)
    root = tree(**{"a.py": OLD.replace("multi_class_head", "multi_head"), "b.py": OLD})
    status, _, err = run("--write", ".")
    assert status == 2
    assert "error: a.py: a fault of contrib-learn-migrate, KeyError at test_cli.py:" in err
    assert (root / "b.py").read_text() == NEW


def test_a_path_that_is_not_there(tree, run):
    tree(**{"a.py": OLD})
    status, out, err = run("nowhere", "a.py")
    assert status == 2 and out
    assert "error: nowhere: cannot be read: no such file or folder\n" in err


def test_python2_is_told_or_fixed(tree, run):
    root = tree(**{"a.py": PYTHON2})
    status, out, err = run(".")
    assert (status, out) == (2, "")
    assert "error: a.py:2:1: does not parse: " in err and "--python2 fix brings it" in err
    assert run("--python2", "fix", "--write", ".")[0] == 0
    new = "from contrib_learn_compat import tf\nprint(tf.contrib.learn)\n"
    assert (root / "a.py").read_text() == new


def test_python2_that_parses_is_told_and_changed_all_the_same(tree, run):
    tree(**{"a.py": OLD + "d.iteritems()\n"})
    status, out, err = run("a.py")
    assert status == 0 and "+from contrib_learn_compat" in out
    assert "a.py:4:1: python2: iteritems: this looks like Python 2: --python2 fix" in err


def test_python2_in_source_too_new_for_fissix_is_told(tree, run):
    tree(**{"a.py": OLD + "def f(d, /):\n    d.iteritems()\n"})
    status, out, err = run("--python2", "fix", "a.py")
    assert status == 0 and "+from contrib_learn_compat" in out
    assert "a.py:5:5: python2: iteritems: only Python 2 has it, and fissix cannot parse" in err


def test_python2_findings_are_at_the_old_lines(tree, run):
    tree(**{"a.py": "import tensorflow as tf\ndef f((a, b)):\n  print tf.contrib.crf.x(a)\n"})
    err = run("--python2", "fix", "-v", "a.py")[2]
    places = [line.split(" ")[:2] for line in err.splitlines()]
    assert ["a.py:2:1:", "python2:"] in places
    assert ["a.py:3:9:", "gone-names:"] in places


def test_divisions_that_python2_rounded_are_told_once(tree, run):
    tree(**{"a.py": PYTHON2 + "def f((a, b)):\n    x = a / b\n    y = a / 2\n"})
    err = run("--python2", "fix", "a.py")[2]
    assert err.startswith("a.py:4:9: python2: / in line 4, 5: between two integers, Python 2 ")
    assert "1 place in 1 file for a person" in err
    tree(**{"a.py": OLD + "x = a / b\n"})
    assert "person" not in run("--python2", "fix", "a.py")[2]


@pytest.mark.parametrize("flag", [["--select", "gone-names"], ["--ignore", "imports"]])
def test_fixers_can_be_chosen(tree, run, flag):
    tree(**{"a.py": OLD})
    assert run(*flag, "a.py")[1] == ""


def test_settings_are_read_and_overridden(tree, run):
    settings = (
        '[tool.contrib-learn-migrate]\nexclude = ["old/"]\npython2 = "fix"\ncomments = false\n'
    )
    tree(**{"pyproject.toml": settings, "a.py": PYTHON2 + "tf.contrib.crf.x", "old/b.py": OLD})
    status, out, err = run(".")
    assert status == 0 and "1 file looked at" in err
    assert "+print(tf.contrib.learn)" in out and "MIGRATE" not in out
    assert run("--python2", "report", ".")[0] == 2
    assert "0 files looked at" in run("--exclude", "a.py", ".")[2]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("jobs = 3", "has 'jobs'; there are target, select"),
        ('python2 = "maybe"', 'it takes "report" or "fix"'),
        ('select = "imports"', "it takes a list of strings"),
        ('select = ["nothing"]', "there is no fixer 'nothing'"),
        ('target = "moon"', "there is no target 'moon'"),
        ("= 3", "pyproject.toml: "),
    ],
)
def test_settings_that_cannot_be_are_told(tree, run, setting, message):
    tree(**{"pyproject.toml": f"[tool.contrib-learn-migrate]\n{setting}\n", "a.py": OLD})
    status, out, err = run("--check", "a.py")
    assert (status, out) == (2, "")
    assert err.startswith("error: ") and message in err


@pytest.mark.parametrize(
    "arguments",
    [["--jobs", "0", "."], ["--write", "--check", "."], ["--report", "a.txt", "."], ["--what"]],
)
def test_arguments_that_cannot_be_are_told(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2 and "usage: " in capsys.readouterr().err


def test_without_a_path(run):
    assert run() == (2, "", "error: name a file or a folder, or - for standard input; see --help\n")


@pytest.mark.parametrize(
    "old", [OLD, OLD.replace("\n", "\r\n"), "# coding: latin-1\n# ä\n" + OLD, "\ufeff" + OLD]
)
def test_standard_input_is_filtered_byte_for_byte(monkeypatch, capfdbinary, old):
    encoding = "latin-1" if "latin-1" in old else "utf-8"
    data = old.encode(encoding)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["-"]) == 0
    new = old.replace("import tensorflow as tf", "from contrib_learn_compat import tf")
    assert capfdbinary.readouterr().out == new.encode(encoding)


def test_standard_input_that_does_not_parse_gives_no_output(monkeypatch, capfdbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"import tensorflow\nx = (")))
    assert main(["-", "--stdin-filename", "a.py"]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b"" and err.startswith(b"error: a.py:2:5: ")


def test_the_diff_can_be_applied(tree, run):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    texts = {
        "a.py": OLD,
        "b.py": OLD.replace("\n", "\r\n"),
        "c.py": "x = 1\n" * 9 + OLD.rstrip(),
        "d e.py": "\x0c# \x1c a form feed\n" + GONE,
        "f.py": OLD.rstrip().replace("\n", "\n\n") + "\ntf.contrib.crf.x()",
    }
    root = tree(**texts)
    diff = run(".")[1]
    subprocess.run(["git", "apply", "-p0", "--whitespace=nowarn"], input=diff.encode(), check=True)
    applied = {path.name: path.read_bytes() for path in root.iterdir()}
    tree(**texts)
    run("--write", ".")
    assert applied == {path.name: path.read_bytes() for path in root.iterdir()}


def test_encoding_mark_line_ends_and_trailing_blanks_stay(tree, run):
    root = tree()
    text = "# \xe4 \t\r\n{}  \r\n\r\ntf.contrib\t\r\n"
    cookie = "# -*- coding: latin-1 -*-\r\n"
    files = {
        "a.py": (cookie + text, "latin-1"),
        "b.py": (text, "utf-8-sig"),
        "c.py": (text, "utf-8"),
    }
    for name, (template, encoding) in files.items():
        (root / name).write_bytes(template.format("import tensorflow as tf").encode(encoding))
    assert run("--write", ".")[0] == 0
    for name, (template, encoding) in files.items():
        new = template.format("from contrib_learn_compat import tf")
        assert (root / name).read_bytes() == new.encode(encoding)


def test_several_processes_give_the_same(tree, run):
    padding = "".join(f"x_{n} = {n}\n" for n in range(1500))
    root = tree(**{f"m{n}.py": OLD + padding for n in range(12)})
    alone = run("--jobs", "1", "-v", ".")
    assert run("--jobs", "3", "-v", ".") == alone
    run("--jobs", "3", "--write", ".")
    assert {path.read_text() for path in root.iterdir()} == {NEW + padding}


def test_several_processes_start_beside_threads_too(tree, run):
    text = OLD + "".join(f"x_{n} = {n}\n" for n in range(1500))
    root = tree(**{f"m{n}.py": text for n in range(20)})
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert run("--jobs", "2", "--write", "-q", ".") == (0, "", "")
    finally:
        waiting.set()
        thread.join()
    assert {path.read_text()[: len(NEW)] for path in root.iterdir()} == {NEW}


def test_fixers_are_listed_and_explained(run):
    status, out, _ = run("--list-fixers")
    assert status == 0 and "gone-names  " in out
    out = run("--explain", "gone-names")[1]
    assert "Before:\n" in out and "After:\n" in out and "migration_guide/" in out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tf.contrib.learn.multi_class_head", "is served"),
        ("tensorflow.contrib.learn.multi_class_head", "is served"),
        ("tf.contrib.crf", "is gone"),
        ("tf.contrib.learn", "migration_guide/"),
    ],
)
def test_names_are_explained(run, name, words):
    status, out, _ = run("--explain", name)
    assert status == 0 and words in out


def test_what_is_neither_fixer_nor_name_is_told(run):
    status, _, err = run("--explain", "tf.contrib.lern")
    assert status == 2 and "did you mean tf.contrib.learn?" in err


def test_long_runs_have_a_bar_on_a_terminal_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    for stream, bar in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert list(console.show_progress(iter(range(200)), 200)) == list(range(200))
        assert ("200/200" in stream.getvalue()) is bar


def test_the_diff_is_in_colour_on_a_terminal(tree, run, monkeypatch):
    tree(**{"a.py": OLD})
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m+from contrib_learn_compat import tf" in run("a.py")[1]


def test_it_starts_quickly_and_imports_little(tmp_path):
    (tmp_path / "a.py").write_text(OLD)
    seconds = []
    for arguments in (["--help"], ["a.py"], ["a.py"]):
        begin = time.perf_counter()
        done = command(*arguments, cwd=tmp_path)
        seconds.append(time.perf_counter() - begin)
        assert done.returncode == 0, done.stderr
    program = (
        "import sys; from contrib_learn_migrate.cli import main; main(['a.py']);"
        "heavy = {'tensorflow', 'numpy', 'rich', 'fissix', 'pathspec', 'multiprocessing'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(TOOLS)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=tmp_path)
    assert min(seconds) < 0.3 * _slowness()


def _slowness():
    """How much longer than 20 ms Python itself takes here to start; 1 at least."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return max(1, (time.perf_counter() - begin) / 0.02)


def test_someone_who_stops_reading_the_diff_is_no_error(tmp_path):
    for n in range(300):
        (tmp_path / f"a{n}.py").write_text(OLD)
    environment = {**os.environ, "PYTHONPATH": str(TOOLS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "contrib_learn_migrate", str(tmp_path)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_reports_are_written_beside_the_diff(tree, run):
    root = tree(**{"a.py": OLD})
    reports = ["--report", "r.html", "--report", "r.json", "--report", "r.sarif"]
    assert "+from contrib_learn_compat" in run("a.py", *reports)[1]
    assert json.loads((root / "r.json").read_text())["totals"]["changed"] == 1
    status, _, err = run("a.py", "--report", "nowhere/r.json")
    assert status == 2 and "error: nowhere/r.json: No such file or directory" in err
