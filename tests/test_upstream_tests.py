"""The runner of upstream's tests, on a small tree in place of upstream's."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "upstream_tests.py"

PROGRAM = """
from tensorflow.python.ops import variables
from tensorflow.python.platform import test

class SomeTest(test.TestCase):
  def testGood(self):
    self.assertEqual("data", open(test.test_src_dir_path("contrib/losses/data/x.txt")).read())
    self.assertTrue(variables.VariableV1)

  def testBad(self):
    self.assertEqual(1, 2)

  def testOdd(self):
    raise KeyError("odd")

  def testOther(self):
    self.skipTest("of no use")

test.main()
"""

DYING = """
import os
from tensorflow.python.platform import test

class DyingTest(test.TestCase):
  def testFirst(self):
    pass

  def testSecond(self):
    os._exit(3)

test.main()
"""

HELPED = """
from tensorflow.contrib import testing
from tensorflow.contrib.learn.python.learn import monitors
from tensorflow.contrib.testing.python import deep
from tensorflow.python.platform import test, tf_logging

class HelpedTest(test.TestCase):
  def testHelpers(self):
    self.assertEqual(("upstream's", 1), (testing.NAME, deep.ONE))

  def testWhatIsReplaced(self):
    with test.mock.patch.object(tf_logging, "info") as info:
      monitor = monitors.PrintTensor(["x"])
      monitor.begin()
      monitor.step_begin(1)
      monitor.step_end(1, {"x": 5})
    info.assert_called_once()

test.main()
"""

EXPECTED = {
    "some_test.SomeTest.testGood": "passed",
    "some_test.SomeTest.testBad": "failed",
    "some_test.SomeTest.testOdd": "errors",
    "some_test.SomeTest.testOther": "skipped",
    "some_test.SomeTest.test_session": "skipped",
    "none_test": "errors",
    "dying_test.DyingTest.testFirst": "passed",
    "dying_test": "errors",
}


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("upstream_tests", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path):
    losses = tmp_path / "source" / "tensorflow" / "contrib" / "losses"
    (losses / "data").mkdir(parents=True)
    (losses / "data" / "x.txt").write_text("data")
    (losses / "some_test.py").write_text(PROGRAM)
    (losses / "dying_test.py").write_text(DYING)
    (losses / "none_test.py").write_text("import no_such_module\n")
    return tmp_path / "source"


@pytest.mark.slow
def test_each_test_is_accounted_for(tool, tree, tmp_path):
    options = tool.argparse.Namespace(only="", jobs=2, timeout=300)
    results = tool.run_suite(tool.SUITES["losses"], tree, tmp_path, options)
    assert {result.test: result.outcome for result in results} == EXPECTED
    messages = {result.test: result.message for result in results}
    assert messages["none_test"] == "ModuleNotFoundError: No module named 'no_such_module'"
    assert messages["some_test.SomeTest.testOdd"] == "KeyError: 'odd'"


@pytest.mark.slow
def test_upstreams_helpers_and_mocks_reach_what_is_tested(tool, tree, tmp_path):
    contrib = tree / "tensorflow" / "contrib"
    (contrib / "testing" / "python").mkdir(parents=True)
    (contrib / "testing" / "__init__.py").write_text('NAME = "upstream\'s"')
    (contrib / "testing" / "python" / "deep.py").write_text("ONE = 1")
    (contrib / "losses" / "helped_test.py").write_text(HELPED)
    suite = tool.SUITES["losses"]._replace(helpers=("tensorflow.contrib.testing",))
    options = tool.argparse.Namespace(only="helped", jobs=1, timeout=300)
    results = tool.run_suite(suite, tree, tmp_path, options)
    assert {result.test: result.outcome for result in results} == {
        "helped_test.HelpedTest.testHelpers": "passed",
        "helped_test.HelpedTest.testWhatIsReplaced": "passed",
        "helped_test.HelpedTest.test_session": "skipped",
    }


def test_a_bare_clone_serves_as_source(tool, tree, tmp_path):
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-C", tree]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "-q", "--bare", tree, bare], check=True)
    assert dict(tool._files(bare, "losses")) == dict(tool._files(tree, "losses"))


@pytest.mark.parametrize(
    "known, passed, good",
    [({"x.T.bad": "gone"}, 117, True), ({}, 117, False), ({"x.T.bad": "gone"}, 116, False)],
    ids=["all is known", "no reason", "too few"],
)
def test_what_makes_a_suite_good(tool, capsys, known, passed, good):
    results = [tool.Result(f"x.T.t{number}", "passed") for number in range(passed)]
    results += [
        tool.Result("x.T.bad", "failed", "1 != 2"),
        tool.Result("x.T.test_session", "skipped"),
    ]
    lines = []
    assert tool.show("losses", results, known, complete=True, lines=lines) is good
    assert ("NO REASON KNOWN" in capsys.readouterr().out) == (not known)
    assert lines[0].split() == ["losses", str(passed + 2), str(passed), "1", "0", "1", "122", "117"]
