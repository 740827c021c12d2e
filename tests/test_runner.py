"""``python -m contrib_learn_compat``: programs run as they are, and libraries notice nothing."""

import os
import subprocess
import sys
import unittest
from textwrap import dedent
from types import ModuleType

import numpy as np
import pytest

from contrib_learn_compat import runner
from contrib_learn_compat.runner import imports, old_names, unittest_names


@pytest.fixture
def run(tmp_path):
    """Returns a function that writes files and runs the first, or what `command` says."""

    def run(files, *args, command=None):
        for name, source in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(source))
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "contrib_learn_compat",
                *(command or [next(iter(files))]),
                *args,
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )

    return run


PROGRAM = '''
    """What it does."""
    from __future__ import print_function
    import importlib
    import sys

    import numpy as np
    import tensorflow as tf
    import tensorflow.compat.v1 as v1
    import tensorflow.contrib.learn as learn
    import tensorflow.python.ops.math_ops
    from tensorflow.contrib import layers
    from tensorflow.contrib.learn.python.learn.estimators import head as head_lib
    from tensorflow.keras.layers import Dense
    from tensorflow.python.framework import ops

    import library
    import mine
    from package import module

    assert __name__ == "__main__" and __doc__ == "What it does."
    assert sys.argv == ["program.py", "--steps=4", "--unknown=1", "rest"]
    assert importlib.import_module("__main__").np is np

    assert tf.__version__ == "1.15.0" and not tf.executing_eagerly()
    assert tensorflow is tf is v1 is mine.tf is module.tf is __import__("tensorflow")
    assert learn is tf.contrib.learn is importlib.import_module("tensorflow.contrib.learn")
    assert head_lib.multi_class_head is learn.multi_class_head
    assert ops is tf.python.framework.ops and ops.Graph is tf.Graph
    assert Dense is tf.keras.layers.Dense and "tf_keras" in Dense.__module__

    assert library.tf.__version__ == tf.compat.v2.__version__
    assert not hasattr(library.np, "int") and library.np is not np
    assert np.int is int and np.bool is bool and np.zeros(2, np.float).dtype == np.float64

    tf.app.flags.DEFINE_integer("steps", 1, "How many.")
    FLAGS = tf.app.flags.FLAGS


    def main(argv):
        assert argv == ["program.py", "--unknown=1", "rest"], argv
        with tf.Session() as session:
            print("steps", [session.run(tf.constant(FLAGS.steps))])
        sys.exit(7)


    if __name__ == "__main__":
        tf.app.run()
'''
LIBRARY = "import numpy as np, tensorflow as tf"


@pytest.mark.slow
def test_a_program_and_its_modules_get_1_15_and_libraries_what_is_installed(
    run, tmp_path, monkeypatch
):
    paths = [str(tmp_path / "site-packages"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    files = {
        "program.py": PROGRAM,
        "mine.py": "import tensorflow as tf",
        "package/__init__.py": "",
        "package/module.py": "from .inner import tf",
        "package/inner.py": "import tensorflow as tf",
        "site-packages/library.py": LIBRARY,
    }
    done = run(files, "--steps=4", "--unknown=1", "rest")
    assert done.stdout == "steps [4]\n", done.stderr
    assert done.returncode == 7
    assert done.stderr.count("contrib_learn_compat:") == 1
    assert "there is no numpy.int any more; this program gets the old names of numpy" in done.stderr


@pytest.mark.slow
def test_tracebacks_show_only_the_programs_lines(run):
    files = {
        "program.py": """
            import other
            try:
                other.f()
            except AttributeError as error:
                raise ValueError("from the program")
            """,
        "other.py": "import tensorflow as tf\ndef f():\n    tf.contrib.crf\n",
    }
    done = run(files)
    assert done.returncode == 1
    lines = done.stderr[done.stderr.index("Traceback") :].splitlines()
    places = [line.split('"')[1] for line in lines if line.startswith("  File")]
    assert [os.path.basename(place) for place in places] == ["program.py", "other.py", "program.py"]
    assert lines[-1] == "ValueError: from the program"
    assert any(line.startswith("AttributeError: tf.contrib.crf is gone. Use") for line in lines)


@pytest.mark.slow
def test_a_module_of_a_package(run):
    files = {
        "package/__init__.py": "",
        "package/tool.py": """
            import sys
            from tensorflow.contrib import learn
            from .part import HEAD
            assert HEAD is learn.Head and __package__ == "package"
            assert __spec__.name == "package.tool" and __file__ == sys.argv[0]
            print(__name__, sys.argv[1:])
            raise KeyboardInterrupt
            """,
        "package/part.py": "import tensorflow\nHEAD = tensorflow.contrib.learn.Head",
    }
    done = run(files, "-x", command=["-m", "package.tool"])
    assert done.stdout == "__main__ ['-x']\n", done.stderr
    assert done.returncode == -2  # as Python itself ends on an interrupt


@pytest.mark.slow
def test_a_test_suite_under_pytest(run):
    files = {
        "test_it.py": """
            import tensorflow as tf

            class Test(tf.test.TestCase):
                def test_it(self):
                    self.assertEquals(tf.contrib.learn.ModeKeys.TRAIN, "train")
            """
    }
    done = run(files, command=["-m", "pytest", "-q", "-p", "no:cacheprovider"])
    assert "1 passed" in done.stdout, done.stdout
    assert done.returncode == 0


@pytest.mark.slow
def test_old_dialects_in_a_program_and_the_processes_it_spawns(run):
    files = {
        "program.py": """
            import multiprocessing
            import tensorflow as tf
            from old import hello

            def total(name):
                with tf.Session() as session:
                    x = tf.concat(0, [tf.pack([1, 2]), [3]])
                    return "%s %d" % (hello(name), session.run(tf.reduce_sum(x)))

            if __name__ == "__main__":
                print(total("parent"))
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    print(pool.map(total, ["child"])[0])
                raise ValueError("where it is")
            """,
        "old.py": """
            def hello(name):
                for key, value in {name: 10L}.iteritems():
                    print 'hello', key, value
                return name
            """,
    }
    done = run(files)
    said = sorted(done.stdout.splitlines())
    assert said == ["child 6", "hello child 10", "hello parent 10", "parent 6"], done.stderr
    assert 'program.py", line 15, in <module>\n    raise ValueError("where it is")' in done.stderr


@pytest.mark.slow
def test_what_no_python_understands_is_pythons_to_tell(run):
    done = run({"program.py": "import broken", "broken.py": "x = = 1"})
    assert done.returncode == 1
    assert 'broken.py", line 1' in done.stderr and "SyntaxError" in done.stderr
    assert "frozen" not in done.stderr


def test_without_a_program(capsys):
    with pytest.raises(SystemExit) as exit:
        runner.main([])
    assert exit.value.code == 2
    assert "usage: python -m contrib_learn_compat PROGRAM.py" in capsys.readouterr().err


def test_a_program_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as exit:
        runner.main(["no/such/program.py"])
    assert exit.value.code == 2
    path = os.path.abspath("no/such/program.py")
    assert f"can't open file {path!r}: [Errno 2] No such file" in capsys.readouterr().err


@pytest.fixture
def run_here(monkeypatch):
    """Returns a function that runs a program in this process, which stays as it is otherwise."""
    monkeypatch.setattr(runner, "begin", lambda: None)
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    return lambda *argv: runner.main([str(word) for word in argv])


def test_a_program_knows_where_it_is(run_here, tmp_path, monkeypatch, capsys):
    program = tmp_path / "a b" / "my program.py"
    program.parent.mkdir()
    program.write_text("import sys; print(sys.argv, sys.path[0], __file__, sep=chr(10))")
    monkeypatch.chdir(tmp_path)
    run_here("a b/my program.py", "--", "-h")
    said = [str(["a b/my program.py", "--", "-h"]), str(program.parent), str(program)]
    assert capsys.readouterr().out.splitlines() == said


def test_a_directory(run_here, tmp_path, capsys):
    with pytest.raises(SystemExit) as exit:
        run_here(tmp_path)
    assert exit.value.code == 1
    assert f"can't find '__main__' module in {str(tmp_path)!r}" in capsys.readouterr().err
    (tmp_path / "part.py").write_text("PART = 3")
    (tmp_path / "__main__.py").write_text("import sys, part; sys.exit(part.PART)")
    with pytest.raises(SystemExit) as exit:
        run_here(tmp_path)
    assert exit.value.code == 3


def test_a_package_that_is_no_program(run_here, tmp_path, monkeypatch, capsys):
    (tmp_path / "quiet").mkdir()
    (tmp_path / "quiet" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    for name, said in {
        "quiet": "quiet.__main__; 'quiet' is a package and cannot be directly executed",
        "quiet.part": "quiet.part",
    }.items():
        with pytest.raises(SystemExit) as exit:
            run_here("-m", name)
        assert exit.value.code == 1
        assert capsys.readouterr().err.endswith(f": No module named {said}\n")


def test_help(capsys):
    runner.main(["--help"])
    assert capsys.readouterr().out.startswith("usage: ")


def test_what_is_the_programs(tmp_path):
    program = tmp_path / "program.py"
    assert imports.is_program({"__file__": str(program)})
    assert not imports.is_program({"__file__": str(tmp_path / "site-packages" / "library.py")})
    assert not imports.is_program({"__file__": os.__file__})
    assert not imports.is_program({"__file__": np.__file__})
    assert not imports.is_program({"__file__": runner.__file__})
    assert not imports.is_program({})


@pytest.fixture
def nothing_said(monkeypatch):
    monkeypatch.setattr(old_names, "_said", set())


def test_old_numpy_names(nothing_said, capsys):
    facade = old_names.facade("numpy")
    for name in old_names.OLD_NAMES["numpy"]:
        getattr(facade, name)
    assert capsys.readouterr().err.count("\n") == 1
    assert facade.bool is bool and facade.long is int and facade.unicode is str
    assert facade.asscalar(np.array([3])) == 3
    assert facade.asfarray([1, 2], np.int32).dtype == np.float64
    assert facade.in1d([[1, 2], [3, 4]], [2, 3]).tolist() == [False, True, True, False]
    assert facade.trapz([1, 2, 3], dx=2) == 8
    assert facade.msort([[2, 1], [1, 2]]).tolist() == [[1, 1], [2, 2]]
    assert facade.NINF == -np.inf and facade.rank([[1]]) == 2


def test_numbers_are_printed_as_before_numpy_2():
    with np.printoptions():
        old_names.print_scalars_plainly()
        assert str({"loss": np.float32(0.5), "step": np.int64(3)}) == "{'loss': 0.5, 'step': 3}"


def test_the_rest_of_numpy_is_numpy(monkeypatch):
    facade = old_names.facade("numpy")
    assert facade.ndarray is np.ndarray and facade.random is np.random
    assert facade.__version__ == np.__version__
    monkeypatch.setattr(np, "zeros", "patched")
    assert facade.zeros == "patched"
    with pytest.raises(AttributeError, match="no_such_name"):
        facade.no_such_name  # noqa: B018


def test_old_cross_validation(nothing_said, capsys):
    pytest.importorskip("sklearn")
    sklearn = old_names.facade("sklearn")
    old = sklearn.cross_validation
    assert "there is no sklearn.cross_validation any more" in capsys.readouterr().err
    from sklearn import model_selection

    assert old.train_test_split is model_selection.train_test_split
    assert sklearn.grid_search.GridSearchCV is model_selection.GridSearchCV
    assert sklearn.externals.joblib.__name__ == "joblib"
    assert sklearn.datasets.load_boston().data.shape == (506, 13)
    assert sklearn.datasets.load_iris().data.shape == (150, 4)
    y = np.array([0, 0, 1, 1, 0, 1])
    every = {
        old.KFold(6, n_folds=3): 3,
        old.StratifiedKFold(y, n_folds=3): 3,
        old.LabelKFold(y, n_folds=2): 2,
        old.LeaveOneOut(6): 6,
        old.LeavePOut(6, 2): 15,
        old.LeaveOneLabelOut(y): 2,
        old.LeavePLabelOut(y, 1): 2,
        old.ShuffleSplit(6, n_iter=4, test_size=2): 4,
        old.StratifiedShuffleSplit(y, n_iter=4, test_size=2): 4,
        old.PredefinedSplit([0, 1, 0, 1, -1, -1]): 2,
    }
    for folds, count in every.items():
        pairs = list(folds)
        assert len(folds) == len(pairs) == count
        for train, test in pairs:
            assert set(train).isdisjoint(test)
    assert [test.tolist() for _, test in old.KFold(6, 3)] == [[0, 1], [2, 3], [4, 5]]


@pytest.fixture
def old_assertions(monkeypatch, nothing_said):
    """Gives back the old assertions, on a unittest that has none, to classes of a program."""
    hook = unittest.TestCase.__dict__.get("__init_subclass__")
    for name in unittest_names.OLD_ASSERTIONS:
        monkeypatch.delattr(unittest.TestCase, name, raising=False)
    monkeypatch.delattr(unittest.TestCase, "assertDictContainsSubset", raising=False)
    module = ModuleType("a_program")
    module.__file__ = "/somewhere/a_program.py"
    monkeypatch.setitem(sys.modules, "a_program", module)
    unittest_names.give_back()
    yield
    if hook is None:
        del unittest.TestCase.__init_subclass__
    else:
        unittest.TestCase.__init_subclass__ = hook


def test_old_assertions(old_assertions, capsys):
    case = type("Case", (unittest.TestCase,), {"__module__": "a_program"})()
    case.assertEquals(1, 1)
    case.assertItemsEqual([1, 2], [2, 1])
    case.assertDictContainsSubset({"a": 1}, {"a": 1, "b": 2})
    with case.assertRaisesRegexp(ValueError, "text"):
        raise ValueError("text")
    for fails in (
        lambda: case.failUnless(False),
        lambda: case.assertDictContainsSubset({"a": 2}, {"a": 1}),
        lambda: case.assertDictContainsSubset({"c": 1}, {"a": 1}),
    ):
        with pytest.raises(AssertionError):
            fails()
    assert capsys.readouterr().err == (
        "contrib_learn_compat: there is no unittest.TestCase.assertEquals any more; "
        "this program gets the old names of unittest back\n"
    )


def test_libraries_do_not_get_old_assertions(old_assertions):
    case = type("Case", (unittest.TestCase,), {"__module__": "numpy"})
    assert not hasattr(case, "assertEquals")
    assert not hasattr(unittest.TestCase, "assertEquals")
