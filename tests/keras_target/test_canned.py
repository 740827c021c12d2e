"""Canned estimators at the Keras target: the text of the functions that build them."""

import textwrap

import pytest

from contrib_learn_migrate.keras.rules import Obstacle
from tests.keras_target.canned_models import migrated

COLUMNS = """\
L, learn = tf.contrib.layers, tf.contrib.learn
x = L.real_valued_column('x')
city = L.sparse_column_with_hash_bucket('city', 20)
"""


def built(construction, columns=COLUMNS):
    model, _ = migrated(f"{columns}m = {construction}\n")
    return model


def body(construction, columns=COLUMNS):
    """Returns the statements of the function that builds a model."""
    head, *lines = built(construction, columns).build.splitlines()
    assert head == "def build_model():"
    return [line.removeprefix("    ") for line in lines]


def between(lines, start):
    """Returns the statements from one up to the model, which the head's tests look at."""
    begin = next(i for i, line in enumerate(lines) if line.startswith(start))
    end = next(i for i, line in enumerate(lines) if line.startswith("model = "))
    return lines[begin:end]


def test_a_deep_model():
    lines = body("learn.DNNRegressor([8, 4], [x, L.embedding_column(city, 3)], dropout=0.5)")
    assert lines == [
        "features = {'city': keras.Input([None], dtype='string', name='city'), "
        "'x': keras.Input([1], name='x')}",
        "city = keras.layers.Hashing(21, mask_value='')(features['city']) - 1",
        "columns = [EmbeddingBag(20, 3, name='city_embedding')(city), features['x']]",
        "net = keras.layers.Concatenate()(columns)",
        "for i, units in enumerate([8, 4]):",
        "    net = keras.layers.Dense(units, activation='relu', name=f'dnn_hiddenlayer_{i}')(net)",
        "    net = keras.layers.Dropout(0.5)(net)",
        "logits = keras.layers.Dense(1, name='dnn_logits')(net)",
        "model = keras.Model(features, logits)",
        "model.compile(optimizer=keras.optimizers.Adagrad(0.05), "
        "loss=keras.losses.MeanSquaredError())",
        "return model",
    ]


def test_a_linear_model():
    lines = body("learn.LinearRegressor([x, city], label_dimension=2)")
    assert between(lines, "linear_columns") == [
        "linear_columns = [keras.layers.Dense(2, use_bias=False, kernel_initializer='zeros', "
        "name='linear_x')(features['x']), "
        "EmbeddingBag(20, 2, 'sum', 'zeros', name='linear_city')(city)]",
        "logits = Bias(name='linear')(keras.layers.Add()(linear_columns))",
    ]


def test_what_columns_are_given_is_given_to_the_model():
    columns = """\
L, learn = tf.contrib.layers, tf.contrib.learn
def columns(path, size):
    word = L.sparse_column_with_vocabulary_file('word', path, vocab_size=size)
    return [L.one_hot_column(word)]
"""
    model = built("learn.DNNRegressor([4], columns(file_of('words'), 9))", columns)
    assert model.made == "build_model(file_of('words'))"
    assert "def build_model(path):" in model.build
    assert "StringLookup(vocabulary=path)" in model.build
    twice = "columns(file_of('words'), 9) + columns(file_of('words'), 9)"
    with pytest.raises(Obstacle, match="another"):
        built(f"learn.DNNRegressor([4], {twice})", columns)


def test_a_combined_model_has_two_optimizers():
    model = built(
        "learn.DNNLinearCombinedRegressor(linear_feature_columns=[city], dnn_hidden_units=[4], "
        "dnn_feature_columns=[x], gradient_clip_norm=2.0, fix_global_step_increment_bug=True)"
    )
    assert "model = WideAndDeep(features, logits)" in model.build
    assert (
        "optimizer=keras.optimizers.Adagrad(0.05, global_clipnorm=2.0), "
        "linear_optimizer=keras.optimizers.Ftrl(0.2, global_clipnorm=2.0)" in model.build
    )
    assert between(model.build.replace("    ", "").splitlines(), "net") == [
        "net = keras.layers.Dense(4, activation='relu', name='dnn_hiddenlayer_0')(features['x'])",
        "deep = keras.layers.Dense(1, name='dnn_logits')(net)",
        "linear = Bias(name='linear')("
        "EmbeddingBag(20, 1, 'sum', 'zeros', name='linear_city')(city))",
        "logits = deep + linear",
    ]


def test_the_rate_of_a_linear_model_falls_with_its_columns():
    of_many = "[L.real_valued_column(str(i)) for i in range(100)]"
    assert "keras.optimizers.Ftrl(0.1)" in body(f"learn.LinearRegressor({of_many})")[-2]
    assert "keras.optimizers.Ftrl(0.2)" in body("learn.LinearRegressor([x])")[-2]


@pytest.mark.parametrize(
    "column, text",
    [
        (
            "L.bucketized_column(x, [1, 2])",
            "keras.layers.Flatten()(keras.ops.one_hot(x_bucketized, 3))",
        ),
        ("L.real_valued_column('x', normalizer=lambda v: (v - 3) / 2)", "(features['x'] - 3) / 2"),
        ("L.real_valued_column('')", "features"),
        (
            "L.one_hot_column(L.sparse_column_with_keys('k', ['a', 'b']))",
            "keras.ops.sum(keras.ops.one_hot(k, 2), axis=1)",
        ),
        (
            "L.embedding_column(city, 2, 'sqrtn', max_norm=3.0)",
            "EmbeddingBag(20, 2, combiner='sqrtn', max_norm=3.0, name='city_embedding')(city)",
        ),
        (
            "L.embedding_column(L.weighted_sparse_column(city, 'w'), 2)",
            "EmbeddingBag(20, 2, name='city_weighted_by_w_embedding')(city, features['w'])",
        ),
    ],
)
def test_columns_in_an_input_layer(column, text):
    assert f"net = {text}" in body(f"learn.DNNRegressor([4, 4], [{column}])")


@pytest.mark.parametrize(
    "column, text",
    [
        (
            "L.sparse_column_with_keys('k', ['a', 'b'])",
            "k = keras.layers.StringLookup(vocabulary=['a', 'b'])(features['k']) - 1",
        ),
        (
            "L.sparse_column_with_vocabulary_file('k', 'words.txt', vocab_size=9)",
            "k = keras.layers.StringLookup(vocabulary='words.txt')(features['k']) - 1",
        ),
        (
            "L.sparse_column_with_integerized_feature('k', 7)",
            "k = keras.ops.where(features['k'] < 0, features['k'], features['k'] % 7)",
        ),
        (
            "L.bucketized_column(x, [1, 2])",
            "x_bucketized = keras.layers.Discretization([1, 2])(features['x'])",
        ),
        (
            "L.crossed_column([city, L.bucketized_column(x, [1])], 9)",
            "city_X_x_bucketized = Cross(9)([features['city'], x_bucketized])",
        ),
    ],
)
def test_ids_of_columns(column, text):
    assert text in body(f"learn.LinearRegressor([{column}])")


RNN_TYPES = (
    "from tensorflow.contrib.learn.python.learn.estimators import constants, rnn_common\n"
    "R = tf.contrib.learn.DynamicRnnEstimator\n"
    "x = tf.contrib.layers.real_valued_column('x', 2)\n"
)


def recurrent(problem, prediction, more):
    return body(
        f"R(constants.ProblemType.{problem}, rnn_common.PredictionType.{prediction}, [x], {more})",
        RNN_TYPES,
    )


def test_a_recurrent_model_of_each_step():
    lines = recurrent("LINEAR_REGRESSION", "MULTIPLE_VALUE", "num_units=4")
    assert lines == [
        "features = {'x': keras.Input([None, 2], name='x')}",
        "outputs = keras.layers.RNN(SimpleRNNCell(4), return_sequences=True)(features['x'])",
        "logits = keras.layers.Dense(1)(outputs)",
        "model = keras.Model(features, logits)",
        "model.compile(optimizer=keras.optimizers.SGD(0.1, global_clipnorm=5.0), "
        "loss=keras.losses.MeanSquaredError())",
        "return model",
    ]


def test_a_recurrent_model_of_the_last_step():
    lines = recurrent(
        "CLASSIFICATION",
        "SINGLE_VALUE",
        "num_classes=3, num_units=[4, 5], cell_type='lstm', gradient_clipping_norm=None",
    )
    assert lines[1:3] == [
        "outputs = keras.layers.RNN([LSTMCell(4), LSTMCell(5)])(features['x'])",
        "logits = keras.layers.Dense(3)(outputs)",
    ]
    assert "optimizer=keras.optimizers.SGD(0.1)," in lines[-2]


def test_variables_of_the_place_are_parameters():
    model, _ = migrated(
        textwrap.dedent("""
        STEPS = 3
        def main(args):
            units, buckets = read()
            city = tf.contrib.layers.sparse_column_with_hash_bucket('city', buckets)
            return tf.contrib.learn.DNNRegressor(
                units + [STEPS], [tf.contrib.layers.embedding_column(city, 2)],
                optimizer=tf.train.AdamOptimizer(args.rate))
        """)
    )
    assert model.made == "build_model(buckets, units, args)"
    assert model.build.startswith("def build_model(buckets, units, args):\n")
    assert "keras.layers.Hashing(buckets + 1, mask_value='')" in model.build


MADE_BY_A_FUNCTION = """
def made():
    step = tf.train.get_global_step()
    {0}
    return tf.train.AdagradOptimizer(rate)

tf.contrib.learn.DNNRegressor([4], [tf.contrib.layers.real_valued_column('x')], optimizer=made)
"""


def test_an_optimizer_may_be_made_by_a_function():
    model, _ = migrated(
        MADE_BY_A_FUNCTION.format("rate = tf.train.exponential_decay(0.1, step, 100, 0.5)")
    )
    schedule = "keras.optimizers.schedules.ExponentialDecay(0.1, 100, decay_rate=0.5)"
    assert f"optimizer=keras.optimizers.Adagrad({schedule})" in model.build


@pytest.mark.parametrize("steps", ["first = 0.1; rate = first / 2", "rate = 0.1; print(rate)"])
def test_an_optimizer_that_is_made_in_several_steps(steps):
    with pytest.raises(Obstacle, match="optimizer: it is made in several steps"):
        migrated(MADE_BY_A_FUNCTION.format(steps))


@pytest.mark.parametrize(
    "construction, reason",
    [
        ("learn.DNNRegressor([4], [city])", "in no input layer"),
        ("learn.LinearRegressor([L.embedding_column(city, 2)])", "in no linear model"),
        ("learn.DNNRegressor([4], [x], optimizer=made())", "none whose steps are known"),
        (
            "learn.DNNRegressor([4], [L.embedding_column(city, 2)], "
            "optimizer=tf.train.MomentumOptimizer(0.1, 0.9))",
            "SGD: it moves rows of 'city_embedding'",
        ),
        (
            "learn.LinearRegressor([L.bucketized_column(x, [1])], "
            "optimizer=tf.train.RMSPropOptimizer(0.1))",
            "(?i)rmsprop: it moves rows of 'x_bucketized'",
        ),
        ("learn.LinearRegressor([x], enable_centered_bias=True)", "apart from the rest"),
        ("learn.LinearRegressor([city, x], _joint_weights=True)", "shares one variable"),
        ("learn.DNNRegressor([4], [x], embedding_lr_multipliers={x: 2})", "no counterpart"),
    ],
)
def test_what_keras_does_not_do_is_an_obstacle(construction, reason):
    with pytest.raises(Obstacle, match=reason):
        built(construction)


def test_one_column_of_numbers_has_the_bias_of_the_linear_model():
    logits = "keras.layers.Dense(1, kernel_initializer='zeros', name='linear_x')(features['x'])"
    assert f"logits = {logits}" in body("learn.LinearRegressor([x])")
