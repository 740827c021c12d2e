"""The migration guide: its tables are those of the symbol table, and its links lead somewhere."""

import re
import runpy
from pathlib import Path

import keras_forms
import numpy as np
import pytest

from contrib_learn_migrate import symbols

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "migration_guide"
EXAMPLES = list(runpy.run_path(str(ROOT / "tools" / "guide_examples.py"))["examples"]())
# The examples that train a model, which their Keras forms can begin at the same weights.
TRAINED = [
    example
    for example in EXAMPLES
    if example.page.startswith("heads/") or example.page in ("model_fns", "estimators", "to_keras")
]
REWRITTEN = [example for example in EXAMPLES if example.after]
UNTRAINED = [example for example in EXAMPLES if example not in TRAINED]
# Pages without a program, and so without a Keras form of one.
WITHOUT_PROGRAM = {
    "README": "it leads to the other pages",
    "heads": "each head has a page",
    "contrib": "a table; what is served of each namespace has a page",
    "symbols": "a table of every name",
    "verify": "a command, which takes a program and its Keras form",
    "faq": "answers that lead to the pages with the programs",
}
# Keras's Poisson loss leaves a constant out: Stirling's term of the labels above 1.
LEFT_OUT = {
    "heads/poisson_regression_head": sum(
        y * np.log(y) - y + 0.5 * np.log(2 * np.pi * y) for y in (2.0, 4.0)
    )
    / 3
}


def test_tables_are_fresh(capsys):
    main = runpy.run_path(str(ROOT / "tools" / "guide_tables.py"))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_every_page_that_the_table_names_is_there():
    pages = {symbols.page(name) for name in symbols.table()} - {""}
    assert [page for page in pages if not (GUIDE / page).exists()] == []


@pytest.mark.parametrize("page", sorted(GUIDE.rglob("*.md")), ids=lambda page: page.stem)
def test_links_lead_to_pages(page):
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_examples_are_what_the_rewriter_writes(capsys):
    main = runpy.run_path(str(ROOT / "tools" / "guide_examples.py"))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_every_page_shows_its_keras_form():
    pages = {page.relative_to(GUIDE).with_suffix("").as_posix() for page in GUIDE.rglob("*.md")}
    shown = {example.page for example in EXAMPLES if example.keras}
    assert pages - shown == WITHOUT_PROGRAM.keys()
    assert [example.page for example in EXAMPLES if not example.keras] == []


def test_a_page_without_a_program_has_no_other_code_of_tensorflow_1():
    for page in WITHOUT_PROGRAM:
        text = (GUIDE / f"{page}.md").read_text(encoding="utf-8")
        assert "**Before**" not in text
        assert not any("import tensorflow" in code for code in re.findall("```.*?```", text, re.S))


@pytest.mark.slow
@pytest.mark.parametrize("example", REWRITTEN, ids=[example.page for example in REWRITTEN])
def test_an_example_prints_the_same_before_and_after(example, programs, tmp_path):
    (tmp_path / "before.py").write_text(example.before, encoding="utf-8")
    (tmp_path / "after.py").write_text(example.after, encoding="utf-8")
    before = programs.run(tmp_path / "before.py", unmodified=True)
    assert before.status == 0, before.stderr
    after = programs.run(tmp_path / "after.py", unmodified=False)
    assert after.status == 0, after.stderr
    assert after.stdout == before.stdout
    assert before.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.page for example in EXAMPLES])
def test_a_keras_form_needs_neither_this_package_nor_the_v1_api(example):
    assert re.search("^(import keras|from keras import)", example.keras, re.MULTILINE)
    assert not re.search(r"contrib_learn|compat|tf_keras|tf\.estimator", example.keras)


# What a Keras form prints without the legacy program's weights, where that is something else.
PRINTS = {
    "export": ["serving_default ['inputs'] ['classes', 'scores']", "0.770"],
    "feature_columns": [
        "(2, 6)",
        "['age_X_city_embedding/embeddings', 'city_embedding/embeddings']",
    ],
    "layers": [
        "(2, 5) 2",
        "['conv/kernel', 'conv_norm/beta', 'conv_norm/moving_mean', 'conv_norm/moving_variance', "
        "'fc/kernel', 'fc_norm/beta', 'fc_norm/moving_mean', 'fc_norm/moving_variance']",
    ],
}
# Behind a Keras form: what it imported left TensorFlow as it is.
EAGER = """
import tensorflow
assert tensorflow.executing_eagerly() and tensorflow.compat.v1.resource_variables_enabled()
"""


@pytest.mark.slow
@pytest.mark.parametrize("example", UNTRAINED, ids=[example.page for example in UNTRAINED])
def test_a_keras_form_prints_the_same(example, programs, tmp_path):
    (tmp_path / "before.py").write_text(example.before, encoding="utf-8")
    (tmp_path / "keras_form.py").write_text(example.keras + EAGER, encoding="utf-8")
    # The one finds there what the other wrote.
    before = programs.run(tmp_path / "before.py", unmodified=True, cwd=tmp_path)
    assert before.status == 0, before.stderr
    keras = programs.run(tmp_path / "keras_form.py", unmodified=False, cwd=tmp_path)
    assert keras.status == 0, keras.stderr
    expected = PRINTS.get(example.page) or _comparable(before.stdout)
    assert _comparable(keras.stdout) == expected


@pytest.mark.slow
@pytest.mark.parametrize("example", TRAINED, ids=[example.page for example in TRAINED])
def test_a_keras_form_learns_the_same(example, programs, tmp_path):
    (tmp_path / "before.py").write_text(keras_forms.recording(example.before), encoding="utf-8")
    (tmp_path / "keras_form.py").write_text(example.keras + EAGER, encoding="utf-8")
    legacy_file, keras_file = str(tmp_path / "legacy.npz"), str(tmp_path / "keras.npz")
    before = programs.run(tmp_path / "before.py", legacy_file, unmodified=True)
    assert before.status == 0, before.stderr
    keras = programs.run(
        Path(keras_forms.__file__),
        str(tmp_path / "keras_form.py"),
        legacy_file,
        keras_file,
        unmodified=False,
    )
    assert keras.status == 0, keras.stderr
    legacy, modern = np.load(legacy_file), np.load(keras_file)

    losses = modern["losses"] + LEFT_OUT.get(example.page, 0)
    assert losses[0] == pytest.approx(legacy["losses"][0], rel=1e-5)
    np.testing.assert_allclose(losses, legacy["losses"], rtol=1e-3, atol=1e-5)
    for key in modern.files:
        if key.startswith("trained/"):
            np.testing.assert_allclose(modern[key], legacy[key], atol=1e-3, err_msg=key)
    for key in legacy.files:
        if key.endswith(("logits", "scores")):
            output = key.rpartition("/")[0]
            outputs = modern[output if output in modern.files else "predictions"]
            expected = legacy[key][: len(outputs)].reshape(outputs.shape)
            np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-5, err_msg=key)
    assert _comparable(keras.stdout) == _comparable(before.stdout)


def test_the_crosses_of_the_guide_are_in_their_old_buckets():
    import tensorflow as tf

    from contrib_learn_compat import layers

    form = next(example.keras for example in EXAMPLES if example.page == "feature_columns")
    namespace = {}
    exec(form.partition("age = ")[0], namespace)
    ages = np.float32([[17], [18], [40], [65], [90]] * 4)
    cities = [[f"city {i}"] for i in range(20)]

    age = layers.bucketized_column(layers.real_valued_column("age"), boundaries=[18.0, 65.0])
    city = layers.sparse_column_with_hash_bucket("city", hash_bucket_size=10)
    crossed = layers.crossed_column([city, age], hash_bucket_size=1000)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        features = {"age": tf.constant(ages), "city": tf.constant(cities)}
        expected = layers.transform_features(features, [crossed, city])
        old_crossed, old_city = session.run([expected[crossed].values, expected[city].values])

    bucketized = namespace["layers"].Discretization([18.0, 65.0])(ages)
    new_crossed = namespace["Cross"](1000)([bucketized, tf.constant(cities)])
    np.testing.assert_array_equal(new_crossed[:, 0], old_crossed)
    new_city = namespace["layers"].Hashing(10)(tf.constant(cities))
    np.testing.assert_array_equal(new_city[:, 0], old_city)


def _optimizers():
    """Returns the pairs of the page's table."""
    page = (GUIDE / "training.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(tf\.train\..*?)` \| `(keras\.optimizers\..*?)`", page, re.MULTILINE)


@pytest.mark.parametrize(("legacy", "modern"), _optimizers())
def test_optimizers_take_the_same_steps(legacy, modern):
    import keras
    import tensorflow as tf

    old = eval(legacy, {"tf": tf.compat.v1})
    new = eval(modern, {"keras": keras})
    before, after = tf.Variable([1.0, -1.0, 0.5]), keras.Variable([1.0, -1.0, 0.5])
    new.build([after])
    if "RMSprop" in modern:
        for slot in new.variables:
            if slot.path.endswith("velocity"):
                slot.assign(np.ones(3))
    gradients = np.random.RandomState(0).randn(30, 3).astype(np.float32)
    for gradient in gradients * np.float32([1, 0.1, 0.001]):
        old.apply_gradients([(tf.constant(gradient), before)])
        new.apply_gradients([(tf.constant(gradient), after)])
    np.testing.assert_allclose(after.numpy(), before.numpy(), atol=2e-5)


def _comparable(printed: str) -> list[str]:
    """Returns the lines, but for metrics that Keras has not or sums up in another way."""
    others = ("global_step", "auc_precision_recall")
    return [line for line in printed.splitlines() if not line.startswith(others)]
