"""Killed, out of space, refused: whatever happens to a run, every file is whole, old or new."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from contrib_learn_migrate import run
from contrib_learn_migrate.cli import main

TOOLS = Path(__file__).parents[2] / "tools"
FILES = 500
KILLS = 50
OLD = "import tensorflow as tf\n\nhead_{n} = tf.contrib.learn.multi_class_head({n})\n# {padding}\n"
NEW = OLD.replace("import tensorflow as tf", "from contrib_learn_compat import tf")
PADDING = "padding " * 300


def texts(n):
    """Returns a file's old and new text."""
    return OLD.format(n=n, padding=PADDING), NEW.format(n=n, padding=PADDING)


def plant(root, count=FILES):
    for n in range(count):
        folder = root / f"package_{n % 10}"
        folder.mkdir(exist_ok=True)
        (folder / f"module_{n}.py").write_text(texts(n)[0])


def start(root, *arguments):
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "contrib_learn_migrate",
            "--write",
            "--quiet",
            *arguments,
            str(root),
        ],
        env={**os.environ, "PYTHONPATH": str(TOOLS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(root):
    """Lets a run come to its end."""
    _, err = (process := start(root)).communicate(timeout=600)
    assert (process.returncode, err) == (0, b"")


def count_new(root):
    """Returns how many files are new, once it is known that all are whole."""
    new = 0
    for n in range(FILES):
        found = (root / f"package_{n % 10}" / f"module_{n}.py").read_text()
        assert found in texts(n)
        new += found == texts(n)[1]
    return new


def wait_for_first_write(root, process):
    first = root / "package_0" / "module_0.py"
    before = first.stat().st_ino
    while first.stat().st_ino == before and process.poll() is None:
        time.sleep(0.002)


def litter(root):
    return [path for path in root.rglob("*") if path.is_file() and path.suffix != ".py"]


@pytest.fixture
def memory(tmp_path):
    """A folder in memory, where there is one: what a killed process wrote stays, without a disk."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for 300 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(options, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here: it takes root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_every_file_whole(memory):
    """50 times, at random moments of a run over 500 files."""
    random.seed(0)
    plant(memory)
    process = start(memory)
    wait_for_first_write(memory, process)
    begin = time.perf_counter()
    process.communicate()
    writing = time.perf_counter() - begin
    assert count_new(memory) == FILES and not litter(memory)
    amid = left = 0
    for kill in range(KILLS):
        plant(memory)
        process = start(memory, "--jobs", str(1 + kill % 2))
        wait_for_first_write(memory, process)
        time.sleep(random.uniform(0, 1) * writing)
        os.killpg(process.pid, signal.SIGKILL)  # Its workers, too.
        process.communicate()
        amid += 0 < count_new(memory) < FILES
        beside = litter(memory)
        assert all(path.name.endswith(".py.contrib-learn-migrate") for path in beside)
        left += len(beside)
    assert amid > KILLS // 5, "too few kills came amid the writing"
    finish(memory)
    assert count_new(memory) == FILES and not litter(memory), "the next run clears what is left"
    print(f"{amid} of {KILLS} kills came amid the writing and left {left} files beside others")


def test_an_interrupted_run_ends_the_files_it_is_at(memory):
    plant(memory)
    process = start(memory, "--jobs", "2")
    while not list(memory.rglob(".*")) and process.poll() is None:
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"interrupted; every file is whole, as it was or as it becomes\n"
    assert count_new(memory) < FILES and not litter(memory)


def test_a_worker_that_is_killed_is_told(memory):
    if not Path("/proc/self/task").exists():
        pytest.skip("no /proc here to find the workers in")
    plant(memory)
    process = start(memory, "--jobs", "2")
    workers = []
    while not workers and process.poll() is None:
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(workers[0]), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith(b"error: a process was killed; every file is whole")
    count_new(memory)


def test_two_runs_at_once(memory):
    """One of them writes each file; the other finds it new, changed, or being written."""
    plant(memory)
    runs = [start(memory, "--jobs", "2") for _ in range(2)]
    for process in runs:
        _, err = process.communicate(timeout=60)
        for line in err.decode().splitlines():
            assert "changed since it was read" in line or "another run is writing it" in line
    assert count_new(memory) == FILES and not litter(memory)


def refused(path, capsys, reason):
    """Expects that a file is reported, stays as it is, and has nothing beside it."""
    before = path.read_bytes()
    assert main(["--write", "--jobs", "1", str(path.parent)]) == 2
    assert f"error: {path}: not written: {reason}" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert not litter(path.parent)


def test_a_full_disk(small_disk, capsys):
    path = small_disk / "a.py"
    path.write_text(OLD.format(n=1, padding="x" * 200_000))
    (small_disk / "b.py").write_text(texts(2)[0])
    refused(path, capsys, "No space left on device")
    assert (small_disk / "b.py").read_text() == texts(2)[1]


def test_a_file_that_may_not_grow_so_large(tmp_path, capsys):
    """As a full disk, where none can be made."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.py"
    path.write_text(OLD.format(n=1, padding="x" * 200_000))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        refused(path, capsys, "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_read_only_file(tmp_path, capsys):
    path = tmp_path / "a.py"
    path.write_text(texts(1)[0])
    path.chmod(0o444)
    refused(path, capsys, "the file is read-only")


def test_a_read_only_disk(small_disk, capsys):
    path = small_disk / "a.py"
    path.write_text(texts(1)[0])
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused(path, capsys, "the file is read-only")


def test_a_read_only_folder(tmp_path, capsys):
    if os.geteuid() == 0:
        pytest.skip("root may write to any folder")
    path = tmp_path / "folder" / "a.py"
    path.parent.mkdir()
    path.write_text(texts(1)[0])
    path.parent.chmod(0o555)
    try:
        refused(path, capsys, "Permission denied")
    finally:
        path.parent.chmod(0o755)


def test_a_file_that_someone_else_writes_meanwhile(tmp_path, capsys, monkeypatch):
    path = tmp_path / "a.py"
    path.write_text(texts(1)[0])
    module = run.module

    def write_and_rewrite(text, options):
        path.write_text("someone else's")
        return module(text, options)

    monkeypatch.setattr(run, "module", write_and_rewrite)
    assert main(["--write", str(path)]) == 2
    assert "not written: the file has changed since it was read" in capsys.readouterr().err
    assert path.read_text() == "someone else's"
    assert not litter(tmp_path)


def test_each_folder_with_new_files_is_on_the_disk_in_the_end(tmp_path, monkeypatch):
    plant(tmp_path, 20)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.py").write_text("import os\n")
    synced = []
    monkeypatch.setattr(run.files, "sync_folder", synced.append)
    assert main(["--check", "--quiet", str(tmp_path)]) == 1
    assert not synced
    assert main(["--write", "--quiet", str(tmp_path)]) == 0
    assert sorted(synced) == [str(tmp_path / f"package_{n}") for n in range(10)]
