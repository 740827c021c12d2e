"""What makes ops between two random ones: each case builds something, out of `tf` alone.

Shared by the recorder, which runs it under TF 1.15, and the tests. Python 3.7.
"""


def _lstm(tf, cell):
    x = tf.placeholder(tf.float32, [4, 6, 3])
    return tf.contrib.rnn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)


def _sparse(tf):
    ids = tf.constant([1, 2], tf.int64)
    return tf.SparseTensor([[0, 0], [1, 0]], ids, [4, 1])


def _lookup(tf, combiner, use_resource=False, **more):
    table = tf.get_variable("table", [10, 3], use_resource=use_resource)
    return tf.nn.embedding_lookup_sparse(table, _sparse(tf), None, combiner=combiner, **more)


def _column(tf, **more):
    layers = tf.contrib.layers
    column = layers.sparse_column_with_hash_bucket("ids", 10)
    strings = tf.SparseTensor([[0, 0], [1, 0]], ["a", "b"], [4, 1])
    embedded = layers.embedding_column(column, 3, **more)
    return layers.input_from_feature_columns({"ids": strings}, [embedded])


def _one_hot_column(tf):
    layers = tf.contrib.layers
    column = layers.sparse_column_with_keys("kind", ["a", "b", "c"])
    kinds = tf.SparseTensor([[0, 0], [1, 0]], ["a", "b"], [2, 1])
    return layers.input_from_feature_columns({"kind": kinds}, [layers.one_hot_column(column)])


def _dataset(tf):
    return tf.data.Dataset.from_tensor_slices([1.0, 2.0]).shuffle(2).repeat().batch(2)


def _vector(tf):
    return tf.placeholder(tf.float32, [4, 3])


def _image(tf):
    return tf.placeholder(tf.float32, [4, 8, 8, 2])


def _sequence(tf):
    return tf.placeholder(tf.float32, [4, 6, 3])


CASES = {
    "contrib dropout": lambda tf: tf.contrib.layers.dropout(_vector(tf), 0.5),
    "nn dropout": lambda tf: tf.nn.dropout(_vector(tf), 0.5),
    "layers dropout": lambda tf: tf.layers.dropout(_vector(tf), 0.5, training=True),
    "two dropouts": lambda tf: tf.nn.dropout(tf.nn.dropout(_vector(tf), 0.5), 0.5),
    "random_uniform": lambda tf: tf.random_uniform([3]),
    "random_uniform to 5": lambda tf: tf.random_uniform([3], 0, 5),
    "random_uniform around 0": lambda tf: tf.random_uniform([3], -1, 1),
    "random_uniform of integers": lambda tf: tf.random_uniform([3], 0, 9, tf.int32),
    "uniform initializer": lambda tf: tf.get_variable(
        "v", [3], initializer=tf.random_uniform_initializer(0, 1)
    ),
    "dense": lambda tf: tf.layers.dense(_vector(tf), 5, tf.nn.relu),
    "dense of three dimensions": lambda tf: tf.layers.dense(_sequence(tf), 5),
    "fully_connected": lambda tf: tf.contrib.layers.fully_connected(_vector(tf), 5),
    "fully_connected of three dimensions": lambda tf: tf.contrib.layers.fully_connected(
        _sequence(tf), 5
    ),
    "layers conv2d": lambda tf: tf.layers.conv2d(_image(tf), 5, 3),
    "nn conv2d": lambda tf: tf.nn.conv2d(
        _image(tf), tf.get_variable("w", [3, 3, 2, 4]), [1, 1, 1, 1], "SAME"
    ),
    "contrib conv2d": lambda tf: tf.contrib.layers.conv2d(_image(tf), 5, 3),
    "contrib conv2d, normalized": lambda tf: tf.contrib.layers.conv2d(
        _image(tf), 5, 3, normalizer_fn=tf.contrib.layers.batch_norm
    ),
    "layers batch_normalization": lambda tf: tf.layers.batch_normalization(
        _image(tf), training=True
    ),
    "contrib batch_norm": lambda tf: tf.contrib.layers.batch_norm(_image(tf)),
    "batch_norm of a vector": lambda tf: tf.contrib.layers.batch_norm(_vector(tf)),
    "embedding_lookup_sparse, mean": lambda tf: _lookup(tf, "mean"),
    "embedding_lookup_sparse, sum": lambda tf: _lookup(tf, "sum"),
    "embedding_lookup_sparse, sqrtn": lambda tf: _lookup(tf, "sqrtn"),
    "embedding_lookup_sparse, max_norm": lambda tf: _lookup(tf, "mean", max_norm=1.0),
    "embedding_lookup_sparse in a resource": lambda tf: _lookup(tf, "mean", use_resource=True),
    "embedding_lookup in a resource": lambda tf: tf.nn.embedding_lookup(
        tf.get_variable("table", [10, 3], use_resource=True), tf.constant([1, 2])
    ),
    "one-shot iterator": lambda tf: _dataset(tf).make_one_shot_iterator().get_next(),
    "initializable iterator": lambda tf: _dataset(tf).make_initializable_iterator().get_next(),
    "two initializable iterators": lambda tf: [
        _dataset(tf).make_initializable_iterator() for _ in range(2)
    ],
    "embedding_column": _column,
    "embedding_column, sqrtn": lambda tf: _column(tf, combiner="sqrtn", max_norm=2.0),
    "one_hot": lambda tf: tf.one_hot(tf.constant([1]), 5),
    "one_hot of given values": lambda tf: tf.one_hot(tf.constant([1]), 5, 1.0, 0.0),
    "one_hot_column": _one_hot_column,
    "split": lambda tf: tf.split(_vector(tf), 3, 1),
    "BasicLSTMCell": lambda tf: _lstm(tf, tf.contrib.rnn.BasicLSTMCell(4)),
    "GRUCell": lambda tf: _lstm(tf, tf.contrib.rnn.GRUCell(4)),
    "MultiRNNCell": lambda tf: _lstm(
        tf, tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.BasicLSTMCell(n) for n in (4, 2)])
    ),
    "DropoutWrapper": lambda tf: _lstm(
        tf, tf.contrib.rnn.DropoutWrapper(tf.contrib.rnn.GRUCell(4), 0.5, 0.5)
    ),
    "dynamic_rnn": lambda tf: tf.nn.dynamic_rnn(
        tf.contrib.rnn.BasicRNNCell(4), _sequence(tf), dtype=tf.float32
    ),
    "dynamic_rnn of a GRU": lambda tf: tf.nn.dynamic_rnn(
        tf.contrib.rnn.GRUCell(4), _sequence(tf), [1, 2, 3, 4], dtype=tf.float32
    ),
    "linspace": lambda tf: tf.linspace(0.0, 1.0, 5),
    "losses": lambda tf: tf.losses.mean_squared_error(tf.ones([4, 3]), _vector(tf)),
    "softmax_cross_entropy": lambda tf: tf.losses.softmax_cross_entropy(
        tf.ones([4, 3]), _vector(tf)
    ),
    "reductions": lambda tf: tf.reduce_mean(tf.reduce_sum(_vector(tf), 1)),
    "a reduction of unknown rank": lambda tf: tf.reduce_mean(tf.placeholder(tf.float32)),
    "embed_sequence": lambda tf: tf.contrib.layers.embed_sequence(
        tf.constant([[1, 2]]), vocab_size=10, embed_dim=4
    ),
}


def seeds(tf, build):
    """Returns the seeds of all random ops: one before the case, its own, and one behind it."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1)
        tf.random_normal([1], name="before")
        build(tf)
        tf.random_normal([1], name="behind")
        return [
            [op.type, op.get_attr("seed2")]
            for op in graph.get_operations()
            if op.type in ("RandomUniform", "RandomUniformInt", "RandomStandardNormal")
        ]
