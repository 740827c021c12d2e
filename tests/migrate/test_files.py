"""Which files are looked at, how they are read, and that a replacement loses nothing."""

import os
import stat
from pathlib import Path

import pytest

from contrib_learn_migrate import files


def find(*paths, exclude=(), cwd=None):
    def fail(error):
        raise error

    rules = [files.Rules(Path(cwd or paths[0]), exclude)] if exclude else []
    return [path.name for path in files.find(paths, rules, fail)]


@pytest.fixture
def tree(tmp_path):
    """Writes files, given by their names and texts."""

    def write(**texts):
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def test_sources_are_found_in_folders_and_nothing_else(tree):
    root = tree(
        **{"a.py": "", "b.pyi": "", "c.ipynb": "", "d.txt": "", "sub/e.py": "", ".git/f.py": ""},
        **{".venv/g.py": "", "sub/__pycache__/h.py": ""},
    )
    assert find(root) == ["a.py", "b.pyi", "c.ipynb", "e.py"]


def test_a_named_file_is_taken_whatever_it_is_called_and_once(tree):
    root = tree(**{"train": "", "a.py": "", ".gitignore": "train\n"})
    assert find(root / "train", root, root / "a.py") == ["train", "a.py"]


def test_gitignore_holds_beneath_its_folder_and_the_inner_one_wins(tree):
    root = tree(
        **{".git/HEAD": "", ".gitignore": "build/\n*_pb2.py\n/top.py\n"},
        **{"build/a.py": "", "b_pb2.py": "", "top.py": "", "sub/top.py": "", "kept.py": ""},
        **{"sub/.gitignore": "!c_pb2.py\n", "sub/c_pb2.py": "", "sub/d_pb2.py": ""},
    )
    assert find(root) == ["kept.py", "c_pb2.py", "top.py"]
    assert find(root / "sub") == ["c_pb2.py", "top.py"]


def test_an_ignored_folder_that_is_named_is_looked_at(tree):
    root = tree(**{".git/HEAD": "", ".gitignore": "build/\n", "build/a.py": ""})
    assert find(root / "build") == ["a.py"]


def test_exclude_holds_for_named_files_too(tree):
    root = tree(**{"a.py": "", "old/b.py": "", "old/c.py": ""})
    assert find(root, exclude=["old/"], cwd=root) == ["a.py"]
    assert find(root / "old/b.py", exclude=["old/*"], cwd=root) == []


def test_links_to_folders_are_not_entered_and_one_file_comes_once(tree):
    root = tree(**{"a.py": "", "sub/b.py": ""})
    (root / "sub/back").symlink_to(root, target_is_directory=True)
    (root / "link.py").symlink_to(root / "a.py")
    (root / "broken.py").symlink_to(root / "missing")
    (root / "circle.py").symlink_to(root / "circle.py")
    assert find(root) == ["a.py", "b.py"]


def test_what_does_not_exist_is_told_and_the_rest_is_found(tree):
    root = tree(**{"a.py": ""})
    errors = []
    assert len(list(files.find([root / "nowhere", root], [], errors.append))) == 1
    assert errors[0].filename == str(root / "nowhere")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"x = 'a'\r\n", "x = 'a'\r\n", "utf-8"),
        ("x = 'ä'\n".encode(), "x = 'ä'\n", "utf-8"),
        (b"\xef\xbb\xbfx\r", "x\r", "utf-8-sig"),
        (b"# -*- coding: latin-1 -*-\n# \xe4", "# -*- coding: latin-1 -*-\n# ä", "iso-8859-1"),
        (b"#!/bin/x\n# vim: set fileencoding=cp1252 :\n# \x80\n", None, "cp1252"),
    ],
)
def test_text_is_read_as_the_file_says_and_written_back_the_same(data, text, encoding):
    decoded, found = files.decode(Path("x.py"), data)
    assert found == encoding
    assert text is None or decoded == text
    assert decoded.encode(found) == data


@pytest.mark.parametrize("data", [b"ok = 1\nx = '\xe4'\n", b"\xef\xbb\xbfok\nx = '\xe4'\n"])
def test_bytes_that_are_not_text_are_told_with_their_place(data):
    with pytest.raises(SyntaxError, match="no encoding cookie") as caught:
        files.decode(Path("x.py"), data)
    assert (caught.value.lineno, caught.value.offset) == (2, 6)


def test_null_bytes_are_told():
    with pytest.raises(SyntaxError, match="null bytes") as caught:
        files.decode(Path("x.py"), b"x = 1\n\0")
    assert (caught.value.lineno, caught.value.offset) == (2, 1)


def test_an_unknown_cookie_is_told():
    with pytest.raises(SyntaxError, match="unknown encoding: klingon"):
        files.decode(Path("x.py"), b"# coding: klingon\n")


def test_a_replacement_keeps_the_mode_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "run.py"
    path.write_bytes(b"old")
    path.chmod(0o751)
    files.replace(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert os.listdir(tmp_path) == ["run.py"]


def test_the_owner_stays_where_that_is_permitted(tmp_path):
    if os.geteuid():
        pytest.skip("only root may give files away")
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    os.chown(path, 1234, 2345)
    files.replace(path, b"old", b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


def test_extended_attributes_stay(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"here")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    files.replace(path, b"old", b"new")
    assert os.getxattr(path, "user.origin") == b"here"


def test_links_are_followed_and_stay(tmp_path):
    target, middle, link = tmp_path / "there/a.py", tmp_path / "b.py", tmp_path / "c.py"
    target.parent.mkdir()
    target.write_bytes(b"old")
    middle.symlink_to("there/a.py")
    link.symlink_to(middle)
    files.replace(link, b"old", b"new")
    assert link.is_symlink() and middle.is_symlink()
    assert target.read_bytes() == b"new"
    assert os.listdir(target.parent) == ["a.py"]


def refuses(path, reason, old=b"old"):
    """Expects that a replacement is refused, and that nothing is left of it."""
    before, listing = path.read_bytes(), sorted(os.listdir(path.parent))
    with pytest.raises(files.NotReplaced, match=reason):
        files.replace(path, old, b"new")
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == listing


def test_a_read_only_file_is_left_alone(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    path.chmod(0o444)
    refuses(path, "read-only")


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"someone's newer text")
    refuses(path, "changed since it was read")


def test_a_file_with_two_names_is_left_alone(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    os.link(path, tmp_path / "b.py")
    refuses(path, "hard links")


def test_what_a_killed_run_left_is_cleared(tmp_path):
    path, beside = tmp_path / "a.py", tmp_path / ".a.py.contrib-learn-migrate"
    path.write_bytes(b"old")
    beside.write_bytes(b"ne")
    files.replace(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.py"]


def test_what_a_living_run_writes_is_not_touched(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    path, beside = tmp_path / "a.py", tmp_path / ".a.py.contrib-learn-migrate"
    path.write_bytes(b"old")
    with open(beside, "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        refuses(path, "another run is writing it")
