"""What tf.contrib.learn has around estimators: readers of files, small models, loops, tools.

As learn_scenarios.py, to whose scenarios these are added. Runs under Python 3.7 and 3.10+.
"""

import contextlib
import io
import os
import re

import numpy as np

import golden_json
from core_scenarios import X, Y, events, files, log_lines, model_dir, outcome, plain, variables
from learn_scenarios import arrays, config, linear_ops, model_fns, scenario, tensors

_QUEUES_AND_READERS = ("Queue", "Reader", "ScalarSummary")


def write_examples(tf, path, ages):
    with tf.python_io.TFRecordWriter(path) as writer:
        for age in ages:
            example = tf.train.Example()
            example.features.feature["age"].int64_list.value.append(age)
            example.features.feature["tags"].bytes_list.value.extend([b"t"] * (age % 3))
            writer.write(example.SerializeToString())


def input_ops(tf):
    """Returns what the default graph has of queues, readers and their runners."""
    graph = tf.get_default_graph()
    kinds = {}
    for op in graph.get_operations():
        if any(kind in op.type for kind in _QUEUES_AND_READERS):
            kinds.setdefault(op.type, []).append(op.name)
    runners = [
        [runner.name, [op.name for op in runner.enqueue_ops], runner.close_op.name]
        for runner in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    ]
    summaries = [tensor.name for tensor in tf.get_collection(tf.GraphKeys.SUMMARIES)]
    variables = [[v.op.name, v.shape.as_list()] for v in tf.local_variables()]
    shared = [[v.op.name, v.shape.as_list()] for v in tf.global_variables()]
    return {
        "ops": kinds,
        "runners": runners,
        "summaries": summaries,
        "local": variables,
        "global": shared,
    }


def shown(value):
    """Returns an array, or the three of a sparse one, as JSON."""
    return arrays([*value]) if isinstance(value, tuple) else golden_json.array(value)


def sizes(tensor):
    return None if tensor.shape.ndims is None else tensor.shape.as_list()


def names_of(tf, tensors):
    if isinstance(tensors, dict):
        return {name: names_of(tf, tensors[name]) for name in sorted(tensors)}
    if isinstance(tensors, tf.SparseTensor):
        return [tensors.values.name, sizes(tensors.values)]
    return [tensors.name, sizes(tensors)]


def all_runs(tf, tensors, limit=9):
    """Runs tensors until the input ends: what each run gives."""
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        runs = []
        try:
            while len(runs) < limit:
                runs.append(session.run(tensors))
        except tf.errors.OutOfRangeError:
            pass
        coordinator.request_stop()
        coordinator.join(threads)
    return runs


@scenario
def file_readers(world):
    tf, learn = world.tf, world.learn
    features = {
        "age": tf.FixedLenFeature([], tf.int64),
        "tags": tf.VarLenFeature(tf.string),
    }
    records, lines = tf.TFRecordReader, tf.TextLineReader
    one = {"randomize_input": False, "num_epochs": 1}

    def parse_line(line):
        return {"line": line, "length": tf.strings.length(line)}

    calls = {
        "examples": lambda d: learn.read_batch_examples(d + "/*.rec", 2, records, **one),
        "keyed lines": lambda d: learn.read_keyed_batch_examples(
            [d + "/a.txt", d + "/b*.txt"], 2, lines, name="mine", queue_capacity=7, **one
        ),
        "several at once": lambda d: learn.read_keyed_batch_examples(
            d + "/*.txt", 3, lines, read_batch_size=4, **one
        ),
        "parsed": lambda d: learn.read_keyed_batch_examples(
            d + "/*.txt", 2, lines, parse_fn=parse_line, **one
        ),
        "shared": lambda d: learn.read_keyed_batch_examples_shared_queue(
            d + "/*.txt", 2, lines, queue_capacity=7, **one
        ),
        "features": lambda d: learn.read_batch_features(
            d + "/*.rec", 2, features, records, num_enqueue_threads=1, **one
        ),
        "keyed features": lambda d: learn.read_keyed_batch_features(
            d + "/*.rec", 2, features, records, num_enqueue_threads=1, name="scope", **one
        ),
        "shared features": lambda d: learn.read_keyed_batch_features_shared_queue(
            d + "/*.rec", 2, features, records, num_queue_runners=1, **one
        ),
    }
    answers = {}
    with model_dir() as path:
        write_examples(tf, path + "/a.rec", [1, 2, 3])
        write_examples(tf, path + "/b.rec", [4, 5])
        for name, count in (("a", 3), ("b", 2), ("bb", 2)):
            with open(os.path.join(path, name + ".txt"), "w") as file:
                file.writelines(f"line {i} of {name}\n" for i in range(count))
        for name, call in calls.items():
            with tf.Graph().as_default():
                tensors = call(path)
                many = isinstance(tensors, (tuple, list))
                answer = {
                    "returns": [names_of(tf, part) for part in tensors]
                    if many
                    else names_of(tf, tensors),
                    "graph": input_ops(tf),
                }
                runs = [run if many else [run] for run in all_runs(tf, tensors)]
            answer["runs"] = [
                [
                    {key: shown(part[key]) for key in sorted(part)}
                    if isinstance(part, dict)
                    else [v.decode().replace(path, "DIR") for v in part]
                    if part.dtype == object
                    else shown(part)
                    for part in run
                ]
                for run in runs
            ]
            if name == "examples":
                answer["runs"] = [len(run[0]) for run in runs]
            answers[name] = answer
        # Shuffled: what can be had is settled, the order is not.
        for name, call in {
            "shuffled": lambda: learn.read_batch_record_features(
                path + "/*.rec", 2, features, num_epochs=2
            ),
            "endless": lambda: learn.read_batch_record_features(path + "/*.rec", 2, features),
            "two threads": lambda: {
                "line": learn.read_batch_examples(
                    path + "/*.txt", 2, lines, num_threads=2, num_epochs=1
                )
            },
        }.items():
            with tf.Graph().as_default():
                batch = call()
                answer = {"returns": names_of(tf, batch), "graph": input_ops(tf)}
                if name != "endless":
                    column = [run["age" if "age" in run else "line"] for run in all_runs(tf, batch)]
                    answer["seen"] = sorted(str(value) for part in column for value in part)
            answers[name] = answer
        refused = {
            "no list": dict(file_pattern=[]),
            "no file": dict(file_pattern=path + "/none"),
            "batch_size": dict(batch_size=0),
            "large batch_size": dict(batch_size=10, queue_capacity=10),
            "queue_capacity": dict(queue_capacity=0),
            "read_batch_size": dict(read_batch_size=None),
            "num_threads": dict(num_threads=0),
            "num_epochs": dict(num_epochs=0),
        }
        for name, wrong in refused.items():
            given = dict(dict(file_pattern=path + "/*.txt", batch_size=2, reader=lines), **wrong)
            answer = outcome(lambda g=given: learn.read_batch_examples(**g) and None)
            answer["text"] = answer["text"].replace(path, "DIR")
            answers["refuses " + name] = answer
    return answers


@scenario
def parsed_queues(world):
    tf, learn = world.tf, world.learn
    answers = {}
    for name, sparse, keyed in (("dense", False, False), ("both", True, True)):
        with tf.Graph().as_default():
            counter = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
            parsed = {"b": tf.fill([2], counter), "a": tf.cast(counter, tf.float32)}
            if sparse:
                parsed["s"] = tf.SparseTensor([[0, 1]], tf.fill([1], counter), [1, 2])
            keys = tf.fill([2], tf.as_string(counter)) if keyed else None
            out = learn.io.queue_parsed_features(parsed, keys, 9, 1, "mine" if keyed else None)
            answer = {"graph": input_ops(tf), "names": names_of(tf, out[1])}
            answer["keys"] = names_of(tf, out[0]) if keyed else out[0]
            fetched = dict(out[1], keys=out[0]) if keyed else out[1]
            answer["runs"] = [
                {key: shown(run[key]) for key in sorted(run)} for run in all_runs(tf, fetched)
            ]
        answers[name] = answer
    return answers


def built(tf, build):
    """Builds a graph with constant variables and runs what `build` returns.

    Returns names, variables, summaries and the values, whose last bits are the kernels'.
    """
    with tf.Graph().as_default():
        with tf.variable_scope("", initializer=tf.constant_initializer(0.125)):
            tensors = build()
        flat = [
            t for part in tensors for t in (part if isinstance(part, (list, tuple)) else [part])
        ]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            values = session.run(flat)
        return {
            "names": [tensor.name for tensor in flat],
            "shapes": [sizes(tensor) for tensor in flat],
            "values": [np.round(value.astype(float), 5).tolist() for value in values],
            "variables": [[v.op.name, v.shape.as_list()] for v in tf.trainable_variables()],
            "summaries": [s.name for s in tf.get_collection(tf.GraphKeys.SUMMARIES)],
            "losses": [loss.name for loss in tf.get_collection(tf.GraphKeys.LOSSES)],
        }


@scenario
def pieces_of_models(world):
    tf, ops, models, rnn = world.tf, world.learn.ops, world.learn.models, world.rnn
    x = np.arange(12, dtype=np.float32).reshape(4, 3) / 8
    flat = np.array([1, 0, 2, 1], np.float32)
    one_hot = np.eye(3, dtype=np.float32)[[1, 0, 2, 1]]
    steps = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 16

    def unstacked(a=steps):
        return tf.unstack(tf.constant(a), axis=1)

    def classified(class_weight):
        return ops.softmax_classifier(
            tf.constant(x), tf.constant(one_hot), tf.ones([3, 3]) / 4, tf.range(3.0), class_weight
        )

    def weight_in_graph():
        tf.constant([0.5, 1.0, 2.0], name="class_weight")
        return models.logistic_regression_zero_init(tf.constant(x), tf.constant(one_hot))

    def decoded():
        return ops.rnn_decoder(unstacked(), tf.zeros([2, 4]), rnn.GRUCell(4))

    def seq2seq():
        return ops.rnn_seq2seq(unstacked(), unstacked(steps[:, :2]), rnn.GRUCell(4))

    def both_ways():
        outputs, state = models.bidirectional_rnn(
            rnn.GRUCell(2), rnn.GRUCell(2), unstacked(), dtype=tf.float32
        )
        return outputs, state

    def recurrent(cell_type, layers=1, bidirectional=False, attention=None, lengths=None):
        model = models.get_rnn_model(
            2,
            cell_type,
            layers,
            unstacked,
            bidirectional,
            models.linear_regression,
            lengths,
            None,
            attention,
            attention and 2,
            attention and 3,
        )
        return lambda: model(steps, tf.constant([1.0, 2.0]))

    builds = {
        "embedding_lookup": lambda: [ops.embedding_lookup(x, [[0, 1], [3, 2]])],
        "embedding_lookup, named": lambda: [ops.embedding_lookup(x, [1, 0], name="mine")],
        "categorical_variable": lambda: [ops.categorical_variable([[0, 2]], 5, 2, "cat")],
        "mean_squared_error_regressor": lambda: ops.mean_squared_error_regressor(
            tf.constant(x), tf.constant(flat), tf.ones([3, 1]), tf.zeros([1])
        ),
        "two outputs": lambda: ops.mean_squared_error_regressor(
            tf.constant(x), tf.constant(x[:, :2]), tf.ones([3, 2]), tf.zeros([2]), name="mine"
        ),
        "softmax_classifier": lambda: classified(None),
        "softmax_classifier, weighted": lambda: classified(tf.constant([1.0, 2.0, 0.5])),
        "sequence_classifier": lambda: ops.sequence_classifier(
            unstacked(), tf.unstack(tf.one_hot([[0, 1, 2], [3, 2, 1]], 4), axis=1)
        ),
        "sequence_classifier, sampled": lambda: ops.sequence_classifier(
            unstacked(), unstacked(), unstacked(-steps), name="mine"
        ),
        "seq2seq_inputs": lambda: ops.seq2seq_inputs(tf.constant(steps), tf.constant(-steps), 3, 3),
        "rnn_decoder": decoded,
        "rnn_seq2seq": seq2seq,
        "linear_regression": lambda: models.linear_regression(tf.constant(x), tf.constant(flat)),
        "linear_regression, zero": lambda: models.linear_regression_zero_init(
            tf.constant(x), tf.constant(x[:, :2])
        ),
        "linear_regression, mean": lambda: models.linear_regression(
            tf.constant(x), tf.constant(flat), 0.5, 0.0
        ),
        "logistic_regression": lambda: models.logistic_regression(
            tf.constant(x), tf.constant(one_hot)
        ),
        "logistic_regression, class_weight of the graph": weight_in_graph,
        "bidirectional_rnn": both_ways,
        "get_rnn_model, rnn": recurrent("rnn"),
        "get_rnn_model, gru": recurrent("gru", layers=2),
        "get_rnn_model, lstm": recurrent("lstm", layers=2, attention=2),
        "get_rnn_model, bidirectional": recurrent("gru", bidirectional=True),
        "get_rnn_model, bidirectional, attention": recurrent(
            "gru", bidirectional=True, attention=2
        ),
    }
    answers = {name: built(tf, build) for name, build in builds.items()}
    cell = rnn.GRUCell(2)
    for name, call in {
        "an unknown cell": recurrent("brain"),
        "no cell forward": lambda: models.bidirectional_rnn(None, cell, unstacked()),
        "no cell backward": lambda: models.bidirectional_rnn(cell, None, unstacked()),
        "no list": lambda: models.bidirectional_rnn(cell, cell, tf.zeros([1, 2])),
        "an empty list": lambda: models.bidirectional_rnn(cell, cell, []),
    }.items():
        with tf.Graph().as_default():
            answers["refuses " + name] = outcome(lambda c=call: c() and None)
    return answers


def counting_graph(tf, fed=False):
    """Makes a graph that learns a line, exactly; returns its global step, train op and loss."""
    step = tf.train.create_global_step()
    weight = tf.get_variable("weight", initializer=tf.constant(0.0))
    target = tf.placeholder_with_default(2.0, [], name="target") if fed else tf.constant(2.0)
    loss = tf.abs(target - weight, name="loss")
    tf.summary.scalar("loss", loss)
    train_op = tf.train.GradientDescentOptimizer(0.25).minimize(loss, global_step=step)
    return step, train_op, loss


def loop_lines(lines, path):
    """Returns the log's lines on the loops themselves, without paths and times."""
    starts = (
        "Training ",
        "training step",
        "Eval ",
        "Results after",
        "Saving checkpoint for",
        "Saving evaluation",
        "Input ",
        "Exh",
    )
    lines = [line for line in lines if line.startswith(starts)]
    lines = [re.sub(r"\(\d+\.\d+ sec", "(SECONDS sec", line) for line in lines]
    return [line.replace(path, "DIR") for line in lines]


@scenario
def loops_around_graphs(world):
    tf, learn, actions = world.tf, world.learn, world.deep("graph_actions")
    answers = {}

    def feeds(values):
        pending = iter(values)
        return lambda: {"target:0": next(pending)}

    class Watcher(learn.monitors.BaseMonitor):
        def __init__(self, stop_at=None):
            super().__init__()
            self.seen, self.stop_at = [], stop_at

        def begin(self, max_steps=None):
            super().begin(max_steps)
            self.seen.append(["begin", max_steps and int(max_steps)])

        def step_end(self, step, output):
            super().step_end(step, output)
            self.seen.append([int(step), float(output["loss:0"])])
            return step == self.stop_at

        def end(self, session=None):
            super().end(session)
            self.seen.append("end")

    def trained(path, fed=False, **options):
        with tf.Graph().as_default() as graph, log_lines(tf) as lines:
            _, train_op, loss = counting_graph(tf, fed)
            answer = outcome(
                lambda: [
                    float(x) for x in [learn.train(graph, path, train_op, loss, **options)] if x
                ]
            )
        answer["text"] = answer.get("text", "").replace(path, "DIR")
        answer["log"] = loop_lines(lines, path)
        return answer

    with model_dir() as path:
        answers["steps"] = trained(path, steps=3)
        answers["more steps"] = trained(path, steps=2, log_every_steps=1)
        answers["max_steps"] = trained(path, max_steps=7)
        answers["done"] = trained(path, max_steps=7)
        watcher, stopper = Watcher(), Watcher(stop_at=9)
        answers["monitors"] = trained(path, steps=5, monitors=[stopper, watcher])
        answers["seen"] = [watcher.seen, stopper.seen]
        answers["feeds"] = trained(path, fed=True, feed_fn=feeds([1.0, 3.0]), steps=5)
        # The supervisor's timer may have saved a step between, in place of an older one.
        newest = tf.train.latest_checkpoint(path)
        answers["files"] = [name for name in files(path) if os.path.basename(newest) in name]
        actions.clear_summary_writers()
        answers["tags"] = sorted({tag for _, tag, _ in events(tf, path)} - {"global_step/sec"})
        answers["variables"] = variables(tf, path)
        with model_dir() as other:
            diverging = feeds([float("nan")] * 2)
            answers["NaN"] = trained(other, fed=True, feed_fn=diverging, steps=2)
        for name, options in {
            "no output_dir": dict(output_dir=""),
            "no train_op": dict(train_op=None),
            "no loss_op": dict(loss_op=None),
            "steps and max_steps": dict(steps=1, max_steps=1),
        }.items():
            with tf.Graph().as_default() as graph:
                _, train_op, loss = counting_graph(tf)
                given = dict(graph=graph, output_dir=path, train_op=train_op, loss_op=loss)
                given.update(options)
                answers["train refuses " + name] = outcome(lambda g=given: learn.train(**g))
        with tf.Graph().as_default() as graph:
            loss = tf.constant(1.0)
            answers["train refuses no global step"] = outcome(
                lambda: learn.train(graph, path, tf.no_op(), loss)
            )

        def evaluated(checkpoint=newest, updates=False, **options):
            with tf.Graph().as_default() as graph, log_lines(tf) as lines, model_dir() as out:
                _, _, loss = counting_graph(tf, fed=True)
                value, update = tf.metrics.mean(loss)
                answer = outcome(
                    lambda: arrays(
                        learn.evaluate(
                            graph,
                            out,
                            checkpoint,
                            {"loss": value if updates else loss, "count": tf.constant(3)},
                            update_op=update if updates else None,
                            **options,
                        )
                    )
                )
                answer["log"] = sorted(loop_lines(lines, path)) if updates else None
                answer["events"] = events(tf, out)
            return answer

        answers["evaluate"] = evaluated(max_steps=2)
        answers["evaluate updates"] = evaluated(updates=True, max_steps=3, log_every_steps=2)
        answers["evaluate feeds"] = evaluated(
            updates=True, feed_fn=feeds([1.0, 2.0, 4.0]), max_steps=9
        )
        answers["evaluate the initial"] = evaluated(checkpoint=None, max_steps=1)
        with tf.Graph().as_default() as graph:
            answers["evaluate refuses no output_dir"] = outcome(
                lambda: learn.evaluate(graph, None, None, {})
            )

        with tf.Graph().as_default():
            step, _, loss = counting_graph(tf, fed=True)
            target = tf.get_default_graph().get_tensor_by_name("target:0")
            table = tf.lookup.StaticHashTable(
                tf.lookup.KeyValueTensorInitializer(["a"], [7]), default_value=-1
            )
            wanted = {"loss": loss, "found": table.lookup(tf.constant(["a", "b"]))}
            answers["infer"] = arrays(learn.infer(newest, wanted, {target: 5.0}))
            answers["infer the initial"] = arrays(learn.infer(None, wanted))
            answers["run_n"] = arrays(learn.run_n(wanted, {target: 1.0}, newest, n=2))
            answers["run_feeds"] = arrays(learn.run_feeds(wanted, [{target: 1.0}, {target: 2.0}]))
            runs = actions.run_feeds_iter(wanted, [{target: 1.0}, None], newest)
            answers["run_feeds_iter"] = arrays([run["loss"] for run in runs])
            answers["no output"] = outcome(lambda: learn.run_n({}))
            answers["no feeds"] = outcome(lambda: learn.run_feeds(wanted, []))
        writer = actions.get_summary_writer(path)
        answers["one writer"] = writer is actions.get_summary_writer(path)
        actions.clear_summary_writers()
        answers["another"] = writer is actions.get_summary_writer(path)
        actions.clear_summary_writers()
    return answers


@scenario
def small_files(world):
    """DBpedia's fake data, files that are there already, and what is printed of a checkpoint."""
    tf, learn = world.tf, world.learn
    base, inspect = world.deep("datasets.base"), world.deep("utils.inspect_checkpoint")
    answers = {}
    data = learn.datasets.load_dataset("dbpedia", test_with_fake_data=True)
    answers["fake"] = [data.validation] + [arrays(part) for part in (data.train, data.test)]

    calls = []

    def fails(times):
        calls.clear()

        def function(value):
            calls.append(value)
            if len(calls) <= times:
                raise OSError(110, "timed out")
            return value

        return function

    for name, times, options in (
        ("retry", 2, {}),
        ("retry in vain", 9, {}),
        ("retry only some", 2, {"is_retriable": lambda error: error.errno == 1}),
        ("retry those", 2, {"is_retriable": lambda error: error.errno == 110}),
        ("retry refuses factor", 0, {"factor": 0.5}),
        ("retry refuses jitter", 0, {"jitter": 1.0}),
    ):
        answers[name] = [
            outcome(lambda t=times, o=options: base.retry(1e-4, 4e-4, **o)(fails(t))(7)),
            len(calls),
        ]
    with model_dir() as path:
        file = os.path.join(path, "new", "file.txt")
        os.mkdir(os.path.dirname(file))
        with open(file, "w") as out:
            out.write("here")
        found = base.maybe_download("file.txt", os.path.join(path, "new"), "http://none.invalid/")
        answers["maybe_download"] = found.replace(path, "DIR")

        with tf.Graph().as_default(), tf.Session() as session:
            tf.get_variable("a/weights", initializer=tf.constant([[0.5, 1.5]]))
            tf.get_variable("b", initializer=tf.constant(7, tf.int64))
            session.run(tf.global_variables_initializer())
            saved = tf.train.Saver().save(session, os.path.join(path, "model.ckpt"))
        for name, arguments in {
            "all": (saved, None),
            "all of a directory": (path, ""),
            "one": (saved, "a/weights"),
        }.items():
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                inspect.print_tensors_in_checkpoint_file(*arguments)
            answers["inspect " + name] = printed.getvalue()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            inspect.print_tensors_in_checkpoint_file(os.path.join(path, "none"), None)
        answers["inspect none"] = bool(printed.getvalue())
    return answers


def described_bundle(world, directory):
    """Returns what is in an old export: its files, signatures, assets and init op."""
    tf = world.tf
    graph = tf.MetaGraphDef()
    with open(os.path.join(directory, "export.meta"), "rb") as file:
        graph.ParseFromString(file.read())
    collections = graph.collection_def

    def packed(key):
        # The messages have no class in TensorFlow 2: their bytes are compared, in a dict's order.
        return [
            [part.type_url, sorted(re.findall(r"[\w/]+:\d|[\w.]{4,}", part.value.decode("latin1")))]
            for part in collections[key].any_list.value
        ]

    return {
        "files": sorted(
            os.path.relpath(os.path.join(root, name), directory)
            for root, _, names in os.walk(directory)
            for name in names
        ),
        "signatures": packed("serving_signatures"),
        "assets": packed("serving_assets") if "serving_assets" in collections else None,
        "init_op": list(collections["serving_init_op"].node_list.value),
        "variables": sorted(
            name for name, _ in tf.train.list_variables(os.path.join(directory, "export"))
        ),
    }


@scenario
def session_bundles(world):
    tf, learn, layers = world.tf, world.learn, world.layers
    exports = world.deep("utils.export")
    column = layers.real_valued_column("x", dimension=2)
    answers = {}

    def input_fn():
        return {"x": tf.constant(X[:4])}, tf.constant(Y[:4])

    def classes_fn():
        return {"x": tf.constant(X[:4])}, tf.constant([[0], [1], [1], [0]])

    def served_fn():
        examples = tf.placeholder(tf.string, [None], name="mine")
        parsed = tf.parse_example(examples, {"x": tf.FixedLenFeature([2], tf.float32)})
        return dict(parsed, examples=examples), None

    def exported(name, estimator, train, **options):
        with model_dir() as path:
            estimator.fit(input_fn=train, steps=2)
            made = outcome(lambda: estimator.export(path, **options).decode())
            if "returns" in made:
                made = described_bundle(world, made["returns"])
            answers[name] = made
            answers[name + ", again"] = outcome(lambda: estimator.export(path, **options) and None)
            for answer in (answers[name], answers[name + ", again"]):
                if "text" in answer:
                    answer["text"] = answer["text"].replace(path, "DIR")

    exported("linear regressor", learn.LinearRegressor([column]), input_fn)
    exported("linear classifier", learn.LinearClassifier([column]), classes_fn)
    exported("dnn regressor", learn.DNNRegressor([2], [column]), input_fn)
    exported("dnn classifier", learn.DNNClassifier([2], [column], n_classes=3), classes_fn)
    exported(
        "combined classifier",
        learn.DNNLinearCombinedClassifier(
            linear_feature_columns=[column], dnn_feature_columns=[column], dnn_hidden_units=[2]
        ),
        classes_fn,
        signature_fn=exports.logistic_regression_signature_fn,
    )
    exported(
        "an input_fn",
        learn.LinearRegressor([column]),
        input_fn,
        input_fn=served_fn,
        input_feature_key="examples",
        use_deprecated_input_fn=False,
    )

    def custom(prediction_of, assets=False):
        def model_fn(features, labels, mode):
            weights = tf.get_variable("weights", [2, 1], initializer=tf.zeros_initializer())
            predicted = tf.matmul(features["x"], weights, name="predicted")
            loss = train_op = None
            if mode != "infer":
                loss = tf.reduce_mean(tf.abs(labels - predicted))
                optimizer = tf.train.GradientDescentOptimizer(0.125)
                train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
            elif assets:
                with open(assets, "w") as file:
                    file.write("words")
                path = tf.constant(assets, name="asset")
                tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, path)
            return prediction_of(predicted), loss, train_op

        return learn.Estimator(model_fn)

    exported("generic", custom(lambda p: {"a": p, "b": 2 * p}), input_fn)
    exported("one of several", custom(lambda p: {"a": p}), input_fn, prediction_key="a",
             signature_fn=exports.regression_signature_fn, default_batch_size=None)  # fmt: skip
    exported("classes", custom(lambda p: {"classes": p}), input_fn,
             signature_fn=exports.classification_signature_fn)  # fmt: skip
    with model_dir() as path:
        asset = os.path.join(path, "words.txt")
        exported("assets", custom(lambda p: p, assets=asset), input_fn)
    exported("no examples", custom(lambda p: p), input_fn, input_fn=lambda: ({}, None),
             use_deprecated_input_fn=False)  # fmt: skip
    exported("no input_fn", custom(lambda p: p), input_fn, input_fn=None,
             use_deprecated_input_fn=False)  # fmt: skip
    for name in ("generic", "classification", "regression", "logistic_regression"):
        sign = getattr(exports, name + "_signature_fn")
        answers["refuses no examples for " + name] = outcome(lambda s=sign: s(None, {}, None))

    with model_dir() as path:
        regressor = learn.LinearRegressor([column], config=config(world, save_checkpoints_steps=3))
        monitor = learn.monitors.ExportMonitor(2, path + "/export", exports_to_keep=2)
        answers["before"] = [monitor.exports_to_keep, monitor.signature_fn, monitor.last_export_dir]
        regressor.fit(input_fn=input_fn, steps=10, monitors=[monitor])
        answers["monitor"] = sorted(os.listdir(path + "/export"))
        answers["last"] = monitor.last_export_dir.decode().replace(path, "DIR")
        learn.utils.export_estimator(
            regressor, path + "/more", exports.generic_signature_fn, exports_to_keep=1
        )
        answers["export_estimator"] = sorted(os.listdir(path + "/more"))
    return answers


@scenario
def mixed_worlds(world):
    """tf.estimator inside tf.contrib.learn, and the other way round."""
    tf, learn, layers = world.tf, world.learn, world.layers
    estimator = world.estimator
    answers = {}
    train = tensors(world)

    def core_model_fn(features, labels, mode, params):
        predicted, loss, train_op = linear_ops(tf, features, labels, mode)
        return estimator.EstimatorSpec(
            mode,
            predictions={"value": predicted * params.get("scale", 1.0)},
            loss=loss,
            train_op=train_op,
            eval_metric_ops=None
            if labels is None
            else {"error": tf.metrics.mean(labels - predicted)},
        )

    with model_dir() as path:
        core = estimator.Estimator(
            core_model_fn, path, estimator.RunConfig(save_summary_steps=2), {"scale": 2.0}
        )
        experiment = learn.Experiment(
            core, train, train, train_steps=3, eval_steps=1, checkpoint_and_export=False
        )
        answers["experiment, train_and_evaluate"] = outcome(
            lambda: [arrays(part) for part in experiment.train_and_evaluate()]
        )
        answers["experiment, variables"] = variables(tf, path)
        answers["experiment, evaluate"] = arrays(experiment.evaluate(delay_secs=0))
        answers["experiment, test"] = outcome(lambda: [arrays(p) for p in experiment.test()])
    with model_dir() as path:
        contrib_config = outcome(
            lambda: (
                estimator.Estimator(
                    core_model_fn, path, learn.RunConfig(save_summary_steps=2), {}
                ).train(train, steps=2)
                and None
            )
        )
        answers["a contrib RunConfig in a core Estimator"] = contrib_config
        answers["a core RunConfig in a contrib Estimator"] = outcome(
            lambda: (
                learn.Estimator(
                    model_fns(world)["ops"], path, estimator.RunConfig(save_summary_steps=2)
                ).fit(input_fn=train, steps=2)
                and None
            )
        )
    with model_dir() as path:

        def spec_model_fn(features, labels, mode):
            return core_model_fn(features, labels, mode, {})

        answers["an EstimatorSpec in a contrib Estimator"] = outcome(
            lambda: learn.Estimator(spec_model_fn, path).fit(input_fn=train, steps=2) and None
        )

    # MetricSpec with the functions of tf.metrics, whose arguments are named as MetricSpec expects.
    with model_dir() as path:
        contrib = learn.Estimator(model_fns(world)["ops"], path, config(world))
        contrib.fit(input_fn=train, steps=3)
        spec = learn.MetricSpec
        for name, metric in {
            "mean_squared_error": spec(tf.metrics.mean_squared_error, prediction_key="value"),
            "mean_absolute_error": spec(tf.metrics.mean_absolute_error, "double"),
            "root_mean_squared_error": spec(
                metric_fn=tf.metrics.root_mean_squared_error, prediction_key="value"
            ),
            "accuracy": spec(tf.metrics.accuracy, prediction_key="value"),
            "mean": spec(tf.metrics.mean, prediction_key="value"),
            "percentage_below": spec(
                lambda predictions, labels: tf.metrics.percentage_below(predictions, 0.5),
                prediction_key="value",
            ),
        }.items():
            answers["metric " + name] = outcome(
                lambda n=name, m=metric: arrays(
                    contrib.evaluate(input_fn=train, steps=1, metrics={n: m})
                )
            )
        labels = contrib._labels_info
        answers["labels"] = [labels.dtype.name, sizes(labels), labels.is_sparse]
        answers["repr"] = repr(contrib)
        answers["repr with params"] = repr(
            learn.Estimator(model_fns(world)["four"], path, params={"b": [1, 2], "a": "x" * 99})
        )
    columns = [layers.real_valued_column("x", dimension=2)]
    for model in (
        learn.LinearRegressor(columns),
        learn.DNNClassifier([3, 2], columns, n_classes=3),
        learn.SKCompat(learn.LinearClassifier(columns)),
    ):
        shown = re.sub(r"<[\w.]+\.(\w+) object", r"<\1 object", plain(repr(model)))
        answers["repr of " + type(model).__name__] = shown
    settings = config(world, gpu_memory_fraction=0.5, session_config=None)
    shown = settings.tf_config
    answers["tf_config"] = [type(shown).__name__, str(shown)]
    answers["column.name"] = [column.name for column in columns]

    # The core's feature columns in contrib's models, and contrib's in the core's functions.
    core_columns = [tf.feature_column.numeric_column("x", shape=[2])]
    for name, build in {
        "LinearRegressor": lambda: learn.LinearRegressor(core_columns),
        "DNNRegressor": lambda: learn.DNNRegressor([2], core_columns),
        "DNNLinearCombinedRegressor": lambda: learn.DNNLinearCombinedRegressor(
            linear_feature_columns=core_columns
        ),
    }.items():
        answers["core columns in " + name] = outcome(
            lambda b=build: sorted(
                set(b().fit(input_fn=train, steps=1).get_variable_names()) - {"global_step"}
            )
        )
    for name, call in {
        "input_from_feature_columns": layers.input_from_feature_columns,
        "weighted_sum_from_feature_columns": lambda f, c: layers.weighted_sum_from_feature_columns(
            f, c, 1
        )[0],
        "parse_feature_columns_from_examples": lambda f, c: (
            layers.parse_feature_columns_from_examples(tf.constant([b""]), c) and None
        ),
        "create_feature_spec_for_parsing": lambda f, c: (
            layers.create_feature_spec_for_parsing(c) and None
        ),
    }.items():
        with tf.Graph().as_default():
            answers["core columns in " + name] = outcome(
                lambda c=call: str(c({"x": tf.constant(X)}, core_columns)) and None
            )
    with tf.Graph().as_default():
        answers["contrib columns in input_layer"] = outcome(
            lambda: tf.feature_column.input_layer({"x": tf.constant(X)}, columns).shape.as_list()
        )
        answers["contrib columns in make_parse_example_spec"] = outcome(
            lambda: str(tf.feature_column.make_parse_example_spec(columns))
        )

    # Initializers by name, which Keras has and contrib's layers have not.
    for name in ("zeros", "glorot_uniform"):
        with tf.Graph().as_default():
            answers["weights_initializer " + name] = outcome(
                lambda n=name: layers.fully_connected(
                    tf.constant(X), 2, weights_initializer=n, biases_initializer=None
                ).shape.as_list()
            )
            answers["biases_initializer " + name] = outcome(
                lambda n=name: layers.fully_connected(
                    tf.constant(X), 2, biases_initializer=n, scope="b"
                ).shape.as_list()
            )
    return answers
