"""The import hook: what it serves, what it says of the rest, and that it leaves nothing behind."""

import importlib
import importlib.util
import sys

import pytest
import tensorflow as tf

import contrib_learn_compat as learn

HEAD = "tensorflow.contrib.learn.python.learn.estimators.head"


@pytest.fixture
def installed():
    learn.install()
    yield
    learn.uninstall()


def run(statement):
    names = {}
    exec(statement, names)
    return names


def test_every_way_of_import_leads_to_the_same_object(installed):
    names = run(
        "from tensorflow.contrib import learn\n"
        "from tensorflow.contrib.learn.python.learn.estimators import head as head_lib\n"
        "from tensorflow.contrib.learn.python.learn.estimators.head import multi_class_head as f\n"
        "import tensorflow.contrib.learn as contrib_learn\n"
        "import tensorflow.compat.v1 as v1\n"
    )
    expected = learn.multi_class_head
    assert names["learn"].multi_class_head is expected
    assert names["contrib_learn"] is names["learn"]
    assert names["head_lib"].multi_class_head is expected
    assert names["f"] is expected
    assert names["v1"].contrib.learn.multi_class_head is expected
    assert tf.contrib.learn.multi_class_head is expected
    assert importlib.import_module("tensorflow.contrib.learn") is names["learn"]


def test_deep_modules_have_their_private_names(installed):
    head_lib = importlib.import_module(HEAD)
    assert issubclass(head_lib._RegressionHead, learn.Head)
    assert head_lib._multi_class_head is learn.multi_class_head


def test_packages_on_the_way_have_what_they_had(installed):
    package = importlib.import_module("tensorflow.contrib.learn.python.learn")
    assert package.PredictionKey is learn.PredictionKey
    assert package.estimators.ModelFnOps is learn.ModelFnOps


def test_what_a_package_imported_hides_the_module_of_its_name(installed):
    from contrib_learn_compat import framework

    package = "tensorflow.contrib.framework.python.ops"
    names = run(
        f"from {package} import arg_scope\n"
        f"from {package} import variables\n"
        f"from {package}.arg_scope import add_arg_scope\n"
    )
    assert names["arg_scope"] is framework.arg_scope
    assert names["add_arg_scope"] is framework.add_arg_scope
    assert names["variables"].model_variable is framework.model_variable


def test_names_of_earlier_releases(installed):
    assert learn.prediction_key.PredictionKey is learn.PredictionKey
    module = importlib.import_module("tensorflow.contrib.learn.estimators.model_fn")
    assert module.ModeKeys is learn.ModeKeys


@pytest.mark.parametrize(
    "statement, says",
    [
        ("from tensorflow.contrib.estimator import multi_head", "multi_head is not built yet"),
        ("from tensorflow.contrib.factorization.python.ops.gmm import GMM", "factorization.GMM is"),
        ("from tensorflow.contrib.learn import Svm", "1.15 has no tf.contrib.learn.Svm.*SVM?"),
        ("import tensorflow.contrib.crf as crf", "crf is gone. Use a CRF of your own"),
        ("from tensorflow.contrib import crf", "tf.contrib.crf is gone"),
        ("from tensorflow.contrib.slim.nets import vgg", "tf.contrib.slim.nets is gone"),
        ("import tensorflow.contrib.lern", "1.15 has no tf.contrib.lern. .* tf.contrib.learn?"),
        (f"from {HEAD} import _no_such_head", "does not serve .*head._no_such_head"),
        (f"import {HEAD}.multi_head", "not a module"),
    ],
)
def test_what_is_not_served_says_why(installed, statement, says):
    with pytest.raises(ImportError, match=says):
        run(statement)


def test_star_import_takes_what_is_served(installed):
    names = run("from tensorflow.contrib.learn import *")
    assert names["multi_head"] is learn.multi_head
    assert names.keys().isdisjoint({"heads", "keys", "layers", "learn", "metrics", "tf"})


def test_find_spec(installed):
    assert importlib.util.find_spec(HEAD).name == HEAD
    importlib.import_module(HEAD)
    assert importlib.util.find_spec(HEAD).name == HEAD


def test_uninstall_leaves_nothing():
    before = list(sys.meta_path)
    learn.install()
    learn.install()
    importlib.import_module(HEAD)
    importlib.import_module("tensorflow.contrib.keras.python.keras.preprocessing.sequence")
    importlib.import_module("tensorflow.compat.v1").contrib.learn  # noqa: B018
    learn.uninstall()
    learn.uninstall()
    assert sys.meta_path == before
    assert not [name for name in sys.modules if name.startswith("tensorflow.contrib")]
    for module in (tf, tf.compat.v1):
        assert not hasattr(module, "contrib")
        assert not hasattr(module, "estimator")
    with pytest.raises(ModuleNotFoundError, match="No module named 'tensorflow.contrib'"):
        run("import tensorflow.contrib")


def test_a_second_install_serves_the_same_objects(installed):
    first = importlib.import_module(HEAD)
    learn.uninstall()
    learn.install()
    assert importlib.import_module(HEAD) is first
