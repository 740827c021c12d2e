"""Feature columns at the Keras target: what a program's columns are, their order, their layers."""

import ast
import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat import layers
from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras.helpers.cross import Cross
from contrib_learn_migrate.keras.helpers.embedding_bag import EmbeddingBag
from contrib_learn_migrate.keras.helpers.ids_of_words import ids_of_words
from contrib_learn_migrate.keras.rules import MODEL, Obstacle
from tests.keras_target.canned_models import Program, tensors

tf1 = tf.compat.v1
IMPORTS = "import tensorflow as tf\nfrom tensorflow.contrib import layers as L\n"


def program(text):
    return Program(File(IMPORTS + textwrap.dedent(text), program=True))


def columns(text):
    """Returns the columns of the argument of a program's call of `used`."""
    of = program(text)
    (call,) = (
        node
        for node in ast.walk(of.file.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "used"
    )
    return of.columns.values(call.args[0])


def names(text):
    return [column.name for column in columns(text)]


KINDS = """
    age = L.real_valued_column('age')
    size = L.real_valued_column('size', 3, 1.5, normalizer=lambda s: s / 2)
    count = L.real_valued_column('count', dtype=tf.int64)
    city = L.sparse_column_with_hash_bucket('city', 20)
    color = L.sparse_column_with_keys('color', ['red', 'blue'], 1, combiner='mean')
    word = L.sparse_column_with_vocabulary_file('word', 'words.txt', vocab_size=9)
    day = L.sparse_column_with_integerized_feature('day', 7)
    ages = L.bucketized_column(age, [18, 30.5])
    cross = L.crossed_column([day, ages, city], int(1e2))
    scored = L.weighted_sparse_column(city, 'score')
    known = L.sparse_column_with_vocabulary_file('known', 'words.txt', 2, vocab_size=9)
    other = L.sparse_column_with_vocabulary_file('other', 'words.txt', 2, vocab_size=9)
    shared = L.shared_embedding_columns([known, other], 3, combiner='sqrtn')
    more = L.shared_embedding_columns([
        L.sparse_column_with_hash_bucket(name, 20) for name in ['z', 'k', 'm', 'a']], 2)
    all = [
        age, size, count, city, color, word, day, ages, cross, scored, L.one_hot_column(color),
        L.embedding_column(cross, 4), L.embedding_column(scored, 2, 'sum', max_norm=1.0), known,
        *shared, *more,
    ]
"""


def test_names_and_keys_are_those_of_tf_115():
    space = {"L": layers, "tf": tf1}
    exec(textwrap.dedent(KINDS), space)
    expected = sorted(space["all"], key=lambda column: column.key)
    found = columns(f"{KINDS}    used(all)")
    assert [column.key for column in found] == [column.key for column in expected]
    assert [column.name for column in found] == [column.name for column in expected]


@pytest.mark.parametrize(
    "text",
    [
        "FEATURES = ['b', 'a']\nused([L.real_valued_column(k) for k in FEATURES])",
        "c = []\nfor k in ('a', 'b'):\n  c.append(L.real_valued_column(k))\nused(c)",
        "c = [L.real_valued_column('a')]\nc += [L.real_valued_column('b')]\nused(c)",
        "a = [L.real_valued_column('a')]\nb = [L.real_valued_column('b')]\nused(a + b)",
        "def made(k, d=1):\n  return L.real_valued_column(k, d)\nused([made('b'), made('a', 2)])",
        "def made():\n  c = {k: L.real_valued_column(k) for k in 'ab'}\n  return c.values()\n"
        "used(made())",
        "def pair():\n  return [L.real_valued_column('a')], L.real_valued_column('b')\n"
        "def main():\n  more, one = pair()\n  used(set(more + [one]))",
        "KEYS = ['y', 'a', 'b', 'z']\n"
        "used([L.real_valued_column(k) for k in KEYS[1:len(KEYS) - 1]])",
        "c = []\nfor k in 'abcd':\n  if k == 'c':\n    break\n  c.append(L.real_valued_column(k))\n"
        "used(c)",
        "c = []\nfor k in 'bxa':\n  if k in ['x', 'y']:\n    continue\n"
        "  c.append(L.real_valued_column(k))\nused(c)",
        "def add(c):\n  c += [L.real_valued_column('b')]\nc = [L.real_valued_column('a')]\nadd(c)\n"
        "used(c)",
        "c = {k: L.real_valued_column(k) for k in 'axyb'}\nc.pop('x')\ndel c['y']\n"
        "used(c.values())",
        "def main(n):\n  if n == 2:\n    return\n  used([L.real_valued_column(k) for k in 'ab'])",
        "used([L.real_valued_column(f'{k}') for k in 'abc' if not (k == 'c' or k > 'c')])",
        "c = {'a': L.real_valued_column('a')}\nif c is not None:\n  c = c.copy()\n"
        "if 'b' not in c:\n  c['b'] = L.real_valued_column('b')\nused(c.values())",
        "if 1 + 1 == 2:\n  n = 'x'\nelse:\n  n = 'y'\n"
        "used([L.real_valued_column('%s' % k) for k in sorted({'b', 'a'})])",
    ],
)
def test_plain_statements_that_make_columns_are_followed(text):
    assert names(text) == ["a", "b"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("def main(columns):\n  used(columns)", "not known which columns"),
        ("used([L.real_valued_column(k) for k in open('names')])", "not known which columns"),
        ("c = []\nwhile more():\n  c.append(L.real_valued_column('a'))\nused(c)", "not known"),
        ("used([L.real_valued_column('a'), L.real_valued_column('a')])", "another one like it"),
        ("c = []\nif more() == 2:\n  c = [L.real_valued_column('a')]\nused(c)", "not known"),
        (
            "def c(n):\n  if n:\n    return [L.real_valued_column('a')]\n"
            "  return [L.real_valued_column('b')]\nused(c(more()))",
            "not known",
        ),
        (
            "c = []\nfor k in 'ab':\n  if more(k):\n    continue\n"
            "  c.append(L.real_valued_column(k))\nused(c)",
            "not known",
        ),
        ("used([L.real_valued_column(f'{name()}')])", "column_name is not known"),
        ("used([L.real_valued_column(name())])", "column_name is not known"),
        ("used([L.sparse_column_with_vocabulary_file('a', 'f', 2, 9, 0)])", "buckets and an id"),
        ("used([L.crossed_column(['a', 'b'], 9)])", "which columns columns are"),
        ("used([L.scattered_embedding_column('a', 9, 2, 1)])", "more arguments"),
    ],
)
def test_what_cannot_be_followed_is_an_obstacle(text, reason):
    with pytest.raises(Obstacle, match=reason):
        columns(text)


def test_statements_that_only_make_columns_are_dropped():
    of = program("""
        BOUNDS = [1, 2]
        x = L.real_valued_column('x')
        def wide():
          '''The wide columns.'''
          c = [L.bucketized_column(x, BOUNDS)]
          for k in 'ab':
            c.append(L.real_valued_column(k))
          return c
        def main():
          n = 3
          c = wide()
          use(n)
    """)
    module = of.file.tree.body
    assert [of.columns.is_dropped(node) for node in module[2:]] == [False, True, True, False]
    assert [of.columns.is_dropped(node) for node in module[-1].body] == [False, True, False]


def test_columns_are_not_printed():
    of = program("""
        def columns():
            x = L.real_valued_column('x')
            print('columns: {}'.format(x))
            return [x]
        print('begin')
    """)
    *_, function, begin = of.file.tree.body
    assert [of.columns.is_dropped(node) for node in (function, begin)] == [True, False]
    assert [message for _, message in of.left_out] == [
        "Keras has no feature columns, which it printed"
    ]


def test_other_uses_of_columns_are_obstacles():
    of = program("x = L.real_valued_column('x')\nshow(x)")
    with pytest.raises(Obstacle, match="used as something else"):
        of.columns.check(of.file.tree.body[-1].value.args[0])


def test_hashing_keeps_the_buckets():
    words = np.array([["Basel", "Bern"], ["", "Zürich"]])
    ids = keras.layers.Hashing(1001, mask_value="")(words) - 1
    expected = tf.strings.to_hash_bucket_fast(words, 1000)
    np.testing.assert_array_equal(ids, np.where(words == "", -1, expected))
    numbers = np.array([[3, -1], [2**40, 0]])
    ids = keras.layers.Hashing(1001, mask_value=-1)(numbers) - 1
    expected = tf.strings.to_hash_bucket_fast(tf.as_string(numbers), 1000)
    np.testing.assert_array_equal(ids, np.where(numbers == -1, -1, expected))


def test_words_out_of_a_vocabulary_keep_the_buckets(tmp_path):
    words = np.array([["cat", "bird"], ["", "dog"], ["cow", "fish"]])
    (tmp_path / "words.txt").write_text("cat\ndog\n")
    file = str(tmp_path / "words.txt")
    found = ids_of_words(tf.constant(words), file, 3)
    with tf.Graph().as_default(), tf1.Session() as session:
        column = layers.sparse_column_with_vocabulary_file("word", file, 3, vocab_size=2)
        made = tensors({"word": words})
        column.insert_transformed_feature(made)
        ids = tf1.sparse_tensor_to_dense(made[column], -1)
        session.run(tf1.tables_initializer())
        np.testing.assert_array_equal(found, session.run(ids))


def test_crosses_keep_the_buckets():
    features = {"a": np.array([["x", "y"], ["z", ""]]), "b": np.array([[1, 2, 3], [4, -1, -1]])}
    found = Cross(1000)([features["a"], features["b"]])
    with tf.Graph().as_default(), tf1.Session() as session:
        a = layers.sparse_column_with_hash_bucket("a", 10)
        b = layers.sparse_column_with_integerized_feature("b", 10)
        column = layers.crossed_column([a, b], 1000)
        made = tensors(features)
        column.insert_transformed_feature(made)
        expected = session.run(made[column])
    for i, row in enumerate(np.asarray(found)):
        ids = expected.values[expected.indices[:, 0] == i]
        np.testing.assert_array_equal(np.sort(row[row >= 0]), np.sort(ids))


@pytest.mark.parametrize("combiner", ["mean", "sum", "sqrtn"])
@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("max_norm", [None, 0.1])
def test_bags_of_embeddings_are_those_of_embedding_columns(combiner, is_weighted, max_norm):
    ids = np.array([[0, 2, 2], [1, -1, -1], [-1, -1, -1], [3, 4, -1]])
    weights = np.where(ids < 0, 0, [[1.0, 2, 0.5], [3, 1, 1], [1, 1, 1], [0, 2, 1]]).astype(
        "float32"
    )
    bag = EmbeddingBag(5, 2, combiner, max_norm=max_norm)
    found = bag(ids, weights) if is_weighted else bag(ids)
    embeddings = np.asarray(bag.embeddings)
    with tf.Graph().as_default(), tf1.Session() as session:
        made = tensors({"a": ids})
        expected = layers.safe_embedding_lookup_sparse(
            tf.constant(embeddings),
            made["a"],
            tf1.SparseTensor(np.argwhere(ids >= 0), weights[ids >= 0], ids.shape)
            if is_weighted
            else None,
            combiner,
            max_norm=max_norm,
        )
        np.testing.assert_allclose(found, session.run(expected), 1e-6, 1e-7)


def in_model(text):
    """Returns what the last statement of a model_fn becomes."""
    of = InModel(File(IMPORTS + textwrap.dedent(text), program=True))
    return of.text(of.file.tree.body[-1].body[-1]).split("\n")


class InModel(Program):
    where = MODEL


def test_an_input_layer_in_a_model_fn():
    assert in_model("""
        age = L.real_valued_column('age')
        def model_fn(features):
            net = L.input_from_feature_columns(features, [age])
    """) == ["net = keras.layers.Reshape([1])(features['age'])"]


def test_shared_embeddings_in_a_model_fn():
    assert in_model("""
        def model_fn(features):
            a, b = [L.sparse_column_with_integerized_feature(k, 7) for k in ('a', 'b')]
            net = L.input_from_feature_columns(features, L.shared_embedding_columns([a, b], 2))
    """) == [
        "a_b_shared_embedding = EmbeddingBag(7, 2, name='a_b_shared_embedding')",
        "    a_ = keras.ops.where(features['a'] < 0, features['a'], features['a'] % 7)",
        "    b_ = keras.ops.where(features['b'] < 0, features['b'], features['b'] % 7)",
        "    columns = [a_b_shared_embedding(a_), a_b_shared_embedding(b_)]",
        "    net = keras.layers.Concatenate()(columns)",
    ]


def test_a_weighted_sum_in_a_model_fn():
    assert in_model("""
        city = L.sparse_column_with_hash_bucket('city', 20)
        def model_fn(features):
            logits, _, bias = L.weighted_sum_from_feature_columns(features, [city], 2, scope='s')
    """) == [
        "city = keras.layers.Hashing(21, mask_value='')(features['city']) - 1",
        "    logits = Bias(name='s')(EmbeddingBag(20, 2, 'sum', 'zeros', name='s_city')(city))",
    ]


def test_variables_of_a_weighted_sum_are_obstacles():
    of = InModel(
        File(
            f"{IMPORTS}def model_fn(features):\n"
            "    column = L.real_valued_column('x')\n"
            "    y, w, _ = L.weighted_sum_from_feature_columns(features, [column], 2)\n"
            "    return w\n",
            program=True,
        )
    )
    of.text(of.file.tree.body[-1].body[1])
    assert [obstacle.construct for obstacle in of.obstacles] == ["w"]


def test_specs_for_parsing():
    of = program("""
        age = L.real_valued_column('age', 2, default_value=0.5)
        city = L.sparse_column_with_hash_bucket('city', 20)
        spec = L.create_feature_spec_for_parsing([age, city])
    """)
    assert of.text(of.file.tree.body[-1]) == (
        "spec = {'age': tf.io.FixedLenFeature([2], tf.float32, [0.5, 0.5]), "
        "'city': tf.io.VarLenFeature(tf.string)}"
    )


@pytest.mark.parametrize(
    "optimizer, is_known",
    [("Adam(0.1)", True), ("SGD(0.1)", True), ("RMSprop(0.1)", False), ("Ftrl(0.1)", False)],
)
def test_optimizers_that_move_other_rows_are_obstacles(optimizer, is_known):
    of = InModel(
        File(
            f"{IMPORTS}def model_fn(features):\n"
            "    city = L.sparse_column_with_hash_bucket('city', 20)\n"
            "    net = L.input_from_feature_columns(features, [L.embedding_column(city, 2)])\n",
            program=True,
        )
    )
    of.text(of.file.tree.body[-1].body[-1])
    of.columns.check_optimizers(f"model.compile(optimizer=keras.optimizers.{optimizer})")
    assert (not of.obstacles) == is_known
