"""What training.py measures: a small classifier, under TF 1.15 and under contrib-learn-compat.

Runs by Python 3.7 too. Takes a way to run the model, then does one round for each line of standard
input: ``train STEPS``, ``predict EXAMPLES`` or ``batches EXAMPLES``. Prints a JSON object a round.
"""

import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time

import numpy as np
import tensorflow

HAS_CONTRIB = tensorflow.__version__.startswith("1.")
if HAS_CONTRIB:
    tf = tensorflow
    learn, layers = tf.contrib.learn, tf.contrib.layers
    numpy_input_fn = tf.estimator.inputs.numpy_input_fn
else:
    tf = tensorflow.compat.v1
    tf.disable_v2_behavior()
    import contrib_learn_compat as learn
    from contrib_learn_compat import layers
    from contrib_learn_compat.core.array_inputs import numpy_input_fn

# Now, since our names load their modules at first use, and TF 1.15 has loaded them by now.
LOADED = (learn.Estimator, learn.RunConfig, learn.ModeKeys, learn.multi_class_head)
LOADED += (layers.stack, layers.fully_connected)

tf.logging.set_verbosity(tf.logging.ERROR)

FEATURES, HIDDEN, CLASSES, BATCH, CHUNK = 20, (64, 32), 5, 32, 100


def input_fn():
    random = np.random.RandomState(0)
    rows = random.randn(BATCH, FEATURES).astype(np.float32)
    batch = tf.data.Dataset.from_tensors(({"x": rows}, random.randint(0, CLASSES, BATCH)))
    return tf.data.make_one_shot_iterator(batch.repeat()).get_next()


def model_fn(features, labels, mode):
    head = learn.multi_class_head(CLASSES)
    hidden = layers.stack(features["x"], layers.fully_connected, HIDDEN)

    def train_op_fn(loss):
        optimizer = tf.train.GradientDescentOptimizer(0.05)
        return optimizer.minimize(loss, tf.train.get_global_step())

    return head.create_model_fn_ops(features, mode, labels, train_op_fn, logits_input=hidden)


class Bare:
    """A loop of calls of a prepared callable: the limit."""

    def train(self, steps):
        with tf.Graph().as_default():
            tf.train.create_global_step()
            ops = model_fn(*input_fn(), mode=learn.ModeKeys.TRAIN)
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                return chunks_per_second(session.make_callable([ops.train_op, ops.loss]), steps)


class Monitored:
    """A loop of a MonitoredTrainingSession's runs, with its own hooks."""

    def train(self, steps):
        with tf.Graph().as_default(), Directory() as model_dir:
            tf.train.create_global_step()
            ops = model_fn(*input_fn(), mode=learn.ModeKeys.TRAIN)
            with tf.train.MonitoredTrainingSession(checkpoint_dir=model_dir) as session:
                return chunks_per_second(lambda: session.run([ops.train_op, ops.loss]), steps)


class Estimator:
    """tf.contrib.learn's Estimator with its default hooks."""

    def __init__(self, **settings):
        self.settings = settings
        self.trained = None

    def make(self, model_dir):
        return learn.Estimator(model_fn, model_dir, learn.RunConfig(**self.settings))

    def train(self, steps):
        with Directory() as model_dir:
            self.make(model_dir).fit(input_fn=input_fn, steps=steps)
            return logged_speeds(model_dir)

    def predict(self, examples, by_batches=False):
        if self.trained is None:
            self.trained = self.make(None)
            self.trained.fit(input_fn=input_fn, steps=1)
        rows = np.random.RandomState(0).randn(examples, FEATURES).astype(np.float32)
        predict_fn = numpy_input_fn({"x": rows}, batch_size=128, shuffle=False)
        start, count = time.perf_counter(), 0
        for answer in self.trained.predict(input_fn=predict_fn, iterate_batches=by_batches):
            count += len(answer["classes"]) if by_batches else 1
        assert count == examples
        return [examples / (time.perf_counter() - start)]

    def batches(self, examples):
        return self.predict(examples, by_batches=True)


class Directory:
    """A temporary directory; TF 1.15 leaves threads behind that still write as it is removed."""

    def __enter__(self):
        self.name = tempfile.mkdtemp()
        return self.name

    def __exit__(self, *error):
        shutil.rmtree(self.name, ignore_errors=True)


def chunks_per_second(run, steps):
    speeds = []
    for _ in range(steps // CHUNK):
        start = time.perf_counter()
        for _ in range(CHUNK):
            run()
        speeds.append(CHUNK / (time.perf_counter() - start))
    return speeds


def logged_speeds(model_dir):
    """Returns the steps per second that the StepCounterHook wrote for each hundred steps."""
    (events,) = [name for name in os.listdir(model_dir) if "tfevents" in name]
    return [
        value.simple_value
        for event in tf.train.summary_iterator(os.path.join(model_dir, events))
        for value in event.summary.value
        if value.tag == "global_step/sec"
    ]


WAYS = {
    "bare": Bare,
    "monitored": Monitored,
    "estimator": Estimator,
    "many": lambda: Estimator(steps_per_execution=CHUNK),
}


def main():
    way = WAYS[sys.argv[1]]()
    for line in sys.stdin:
        task, number = line.split()
        start = time.perf_counter()
        speeds = getattr(way, task)(int(number))
        answer = {
            "speed": statistics.median(speeds[1:] or speeds or [0]),
            "seconds": time.perf_counter() - start,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
