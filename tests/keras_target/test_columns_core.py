"""Columns of tf.feature_column at the Keras target compute what they did, with the same weights."""

import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

from contrib_learn_compat.keras.weights import match
from contrib_learn_migrate.file import File
from contrib_learn_migrate.keras.helpers import HELPERS, with_their_own
from contrib_learn_migrate.keras.rules import MODEL
from tests.keras_target.canned_models import Program
from tests.keras_target.corpus import CORPUS, moved

tf1 = tf.compat.v1
IMPORTS = "import tensorflow as tf\nfc = tf.feature_column\nWORDS = ['a', 'b', 'c']\n"
FEATURES = {
    "age": np.array([7.0, 20.0, 33.5], "float32"),
    "size": np.array([[1.0, 2.5], [0.0, -4.0], [3.0, 3.0]], "float32"),
    "image": np.arange(12, dtype="float32").reshape(3, 2, 2),
    "word": np.array(["a", "nothing", "c"]),
    "words": np.array([["a", "b"], ["", ""], ["z", "a"]]),
    "score": np.array([[0.5, 2.0], [0.0, 0.0], [1.0, 3.0]], "float32"),
    "code": np.array([[4], [0], [-1]]),
    "hour": np.array([[4], [-1], [23]]),
    "day": np.array([3, 6, 0]),
}
COLUMNS = """
    age = fc.numeric_column('age')
    size = fc.numeric_column('size', shape=[2])
    image = fc.numeric_column('image', shape=(2, 2))
    scaled = fc.numeric_column('size', 2, normalizer_fn=lambda x: x / 2)
    ages = fc.bucketized_column(age, boundaries=[10, 20])
    sizes = fc.bucketized_column(size, [0.0, 2.5])
    word = fc.categorical_column_with_vocabulary_list('word', WORDS)
    words = fc.categorical_column_with_vocabulary_list('words', ['a', 'b'], num_oov_buckets=3)
    known = fc.categorical_column_with_vocabulary_list('words', WORDS, default_value=2)
    hashed = fc.categorical_column_with_hash_bucket('words', 10)
    code = fc.categorical_column_with_hash_bucket('code', 5, dtype=tf.int64)
    day = fc.categorical_column_with_identity('day', 7)
    days = fc.categorical_column_with_identity('day', num_buckets=4, default_value=2)
    hour = fc.categorical_column_with_identity('hour', 24)
    scored = fc.weighted_categorical_column(words, 'score')
    cross = fc.crossed_column(['word', 'day'], 50)
    mixed = fc.crossed_column([words, hour, cross, ages, 'code'], 100, hash_key=7)
    shared = fc.shared_embedding_columns([word, fc.categorical_column_with_vocabulary_list(
        'words', WORDS)], 2, combiner='sum')
"""
INPUT_LAYERS = [
    "age, size, image, ages, sizes",
    "scaled",
    "fc.indicator_column(word), fc.indicator_column(words), fc.indicator_column(ages)",
    "fc.indicator_column(known)",
    "fc.indicator_column(hashed), fc.indicator_column(code), fc.indicator_column(day)",
    "fc.indicator_column(days), fc.indicator_column(cross), fc.indicator_column(mixed)",
    "fc.embedding_column(words, 3), fc.embedding_column(day, 2, 'sqrtn', max_norm=0.1)",
    "fc.embedding_column(scored, 2), fc.embedding_column(cross, 4, 'sum')",
    "*shared, age",
]
LINEAR_MODELS = [
    "age, size, ages, sizes, word, scored, day, mixed",
    "size, fc.embedding_column(hashed, 2), fc.indicator_column(day)",
]


class InModel(Program):
    where = MODEL


def statement(text):
    """Returns what the last statement of a model_fn becomes, and its renderer."""
    program = InModel(File(IMPORTS + textwrap.dedent(text), program=True))
    return program.text(program.file.tree.body[-1].body[-1]), program


def in_keras(call):
    """Returns a Keras model of a layer of columns."""
    text, program = statement(f"{COLUMNS}    def model_fn(features):\n        net = {call}")
    assert not program.obstacles
    inputs = {
        name: keras.Input(value.shape[1:], dtype=tf.as_dtype(value.dtype).name, name=name)
        for name, value in FEATURES.items()
        if repr(name) in text
    }
    space = {"keras": keras, "tf": tf, "features": inputs, "WORDS": ["a", "b", "c"]}
    for helper in with_their_own(program.helpers):
        exec(HELPERS[helper].text, space)
    exec(textwrap.dedent(f"    {text}"), space)
    return keras.Model(inputs, space["net"])


@pytest.mark.parametrize(
    "call",
    [
        *(f"fc.input_layer(features, [{columns}])" for columns in INPUT_LAYERS),
        *(f"fc.linear_model(features, [{columns}], units=2)" for columns in LINEAR_MODELS),
    ],
)
def test_they_compute_what_tf_computes(call):
    model = in_keras(call)
    space = {"fc": tf1.feature_column, "WORDS": ["a", "b", "c"], "tf": tf}
    with tf.Graph().as_default(), tf1.Session() as session:
        exec(textwrap.dedent(COLUMNS), space)
        space["features"] = {name: tf.constant(value) for name, value in FEATURES.items()}
        net = eval(call, space)
        session.run([tf1.global_variables_initializer(), tf1.tables_initializer()])
        variables = {v.op.name: v for v in tf1.global_variables()}
        random = np.random.RandomState(1)
        for variable in variables.values():
            variable.load(random.normal(size=variable.shape), session)
        expected, values = session.run([net, variables])
    matching = match(values, model)
    assert not (matching.unmapped_variables or matching.unmapped_weights or matching.mismatched)
    for mapped in matching.mapped:
        mapped.weight.assign(mapped.value)
    found = model({name: tf.constant(FEATURES[name]) for name in model.input})
    np.testing.assert_allclose(found, expected, 1e-5, 1e-6)


@pytest.mark.parametrize(
    "columns, reason",
    [
        ("fc.crossed_column([word, 'day'], 9)", "words that it does not know"),
        ("fc.crossed_column([hashed, 'day'], 9)", "give it the key"),
        ("fc.crossed_column([scored, 'day'], 9)", "which columns keys are"),
        ("fc.crossed_column([sizes, 'day'], 9)", "several numbers"),
        ("fc.categorical_column_with_vocabulary_list('x', [3, 4], default_value=1)", "integers"),
        ("fc.categorical_column_with_vocabulary_list('x', read())", "strings or integers"),
        ("fc.categorical_column_with_vocabulary_file('x', 'words.txt')", "vocabulary_size"),
        ("fc.numeric_column('x', [2, 2], normalizer_fn=tf.tanh)", "its normalizer"),
        ("tf.contrib.layers.real_valued_column('x')", "sorted in another way"),
        ("fc.embedding_column(word, 2, ckpt_to_load_from='a')", "ckpt_to_load_from"),
    ],
)
def test_what_is_not_certain_is_an_obstacle(columns, reason):
    if "categorical" in columns or "crossed" in columns:
        columns = f"fc.indicator_column({columns})"
    call = f"fc.input_layer(features, [{columns}])"
    _, program = statement(f"{COLUMNS}    def model_fn(features):\n        net = {call}")
    assert [o.reason for o in program.obstacles if reason in str(o)]


def test_features_that_examples_may_lack_are_not_crossed():
    _, program = statement("""
        spec = {'a': tf.VarLenFeature(tf.string), 'b': tf.VarLenFeature(tf.string)}
        cross = fc.indicator_column(fc.crossed_column(['a', 'b'], 9))
        def model_fn(features):
            net = fc.input_layer(features, [cross])
    """)
    (obstacle,) = program.obstacles
    assert "whether all examples have 'a'" in obstacle.reason


def test_embeddings_of_two_layers_are_obstacles():
    program = InModel(
        File(
            f"{IMPORTS}{textwrap.dedent(COLUMNS)}def model_fn(features):\n"
            "    one = fc.input_layer(features, [fc.embedding_column(word, 2), age])\n"
            "    other = fc.input_layer(features, [fc.embedding_column(word, 2), size])\n",
            program=True,
        )
    )
    for part in program.file.tree.body[-1].body:
        program.text(part)
    (obstacle,) = program.obstacles
    assert "two layers" in obstacle.reason


def test_columns_in_params_have_one_use():
    text = (CORPUS / "programs" / "core_columns.py").read_text()
    assert not moved(text).notices
    more = text.replace("    for units in", "    print(len(params['columns']))\n    for units in")
    (notice,) = moved(more).notices
    assert "used as something else" in notice.message


def test_specs_for_parsing():
    text, program = statement(f"""{COLUMNS}
    def input_fn():
        spec = fc.make_parse_example_spec([image, scored, ages])
    """)
    assert not program.obstacles
    assert text == (
        "spec = {'age': tf.io.FixedLenFeature([1], tf.float32), "
        "'image': tf.io.FixedLenFeature([2, 2], tf.float32), "
        "'words': tf.io.VarLenFeature(tf.string), 'score': tf.io.VarLenFeature(tf.float32)}"
    )
