"""A wide and deep model of old feature columns, as programs of the time built it.

Runs under Python 3.7 (the recorder) and 3.10+ (the tests), with `tf` being TF 1.15 or
``tensorflow.compat.v1`` and `layers` its ``tf.contrib.layers`` or ours.
"""

import numpy as np

JOBS = ("baker", "clerk", "nurse", "pilot", "tailor")
STEPS_BEFORE = 10
STEPS_AFTER = 10


def examples(tf, size=24):
    """Returns serialized examples, some of them without features, and their labels."""
    random = np.random.RandomState(3)
    serialized, labels = [], []
    for _ in range(size):
        jobs = [JOBS[i].encode() for i in random.randint(0, len(JOBS), random.randint(0, 3))]
        schools = random.randint(0, 20, random.randint(0, 4)).tolist()
        age = float(random.randint(15, 90))
        weights = random.randint(1, 9, len(jobs)) / 4.0
        features = {
            "age": tf.train.Feature(float_list=tf.train.FloatList(value=[age])),
            "job": tf.train.Feature(bytes_list=tf.train.BytesList(value=jobs)),
            "job_weight": tf.train.Feature(float_list=tf.train.FloatList(value=weights)),
            "school": tf.train.Feature(int64_list=tf.train.Int64List(value=schools)),
        }
        example = tf.train.Example(features=tf.train.Features(feature=features))
        serialized.append(example.SerializeToString(deterministic=True))
        labels.append([float(age > 40 or b"pilot" in jobs)])
    return serialized, np.array(labels, "float32")


def columns(layers):
    """Returns the columns of the linear part and those of the deep part."""
    age = layers.real_valued_column("age", normalizer=lambda x: x / 100.0)
    age_buckets = layers.bucketized_column(layers.real_valued_column("age"), [20, 30, 45, 65])
    job = layers.sparse_column_with_keys("job", JOBS[:4])
    job_hash = layers.sparse_column_with_hash_bucket("job", 11)
    school = layers.sparse_column_with_integerized_feature("school", 20, combiner="sqrtn")
    job_by_age = layers.crossed_column([job, age_buckets], 97)
    all_three = layers.crossed_column([job_by_age, school], 1009)
    keyed = layers.crossed_column([job_hash, school], 53, hash_key=0xDECAFCAFFE)
    weighted = layers.weighted_sparse_column(job_hash, "job_weight")
    wide = [age_buckets, school, job_by_age, all_three, keyed, weighted]
    deep = [
        age,
        layers.one_hot_column(job),
        layers.embedding_column(job_hash, 3),
        layers.embedding_column(job_by_age, 4, combiner="sum"),
        layers.embedding_column(weighted, 2, combiner="sqrtn"),
    ]
    return wide, deep


class Model:
    """The model's graph, in the default graph.

    Attributes:
      serialized, labels: placeholders. probabilities, loss: tensors. train_op: one step.
    """

    def __init__(self, tf, layers):
        self.serialized = tf.placeholder(tf.string, [None], name="serialized")
        self.labels = tf.placeholder(tf.float32, [None, 1], name="labels")
        wide, deep = columns(layers)
        spec = layers.create_feature_spec_for_parsing(wide + deep)
        features = tf.parse_example(self.serialized, spec)
        with tf.variable_scope("linear"):
            linear, _, _ = layers.weighted_sum_from_feature_columns(features, wide, 1)
        with tf.variable_scope("dnn"):
            net = layers.input_from_feature_columns(features, deep)
            net = layers.stack(net, layers.fully_connected, [8, 4], scope="hidden")
            logits = linear + layers.linear(net, 1, scope="logits")
        self.probabilities = tf.sigmoid(logits, name="probabilities")
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=self.labels, logits=logits)
        self.loss = tf.reduce_mean(losses)
        self.train_op = layers.optimize_loss(
            self.loss, tf.train.get_or_create_global_step(), 0.25, "Adagrad", clip_gradients=1.0
        )

    def feeds(self, tf):
        serialized, labels = examples(tf)
        return {self.serialized: serialized, self.labels: labels}
