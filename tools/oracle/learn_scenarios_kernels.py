"""What the models are asked that kernels train: SDCA, SVM, k-means; and LogisticRegressor.

As learn_scenarios.py. The SDCA kernel takes the examples of a batch in random order, on several
threads; so a batch has one example here, but for what it converges to. Runs under Python 3.7 and
3.10+.
"""

import collections
import os

import numpy as np

from core_scenarios import described_export, model_dir, outcome, training_events
from learn_scenarios import rounded
from learn_scenarios_graphs import described_bundle

World = collections.namedtuple("World", "tf estimator contrib deep")
World.__doc__ = """A TensorFlow (the v1 names), its tf.estimator and its tf.contrib.

`deep` returns a module by its name under tensorflow.contrib.
"""

SCENARIOS = {}

WORDS = [["a", ""], ["b", "a"], ["c", "c"], ["?", ""], ["b", ""], ["a", "c"]]
FEATURES = {
    "id": np.array(["one", "two", "three", "four", "five", "six"], np.object_),
    "x": np.array([[1, 2], [0, 1], [-1, 0.5], [2, -1], [0.5, 0.5], [-2, 1]], np.float32),
    "age": np.array([[1], [5], [2], [3], [8], [4]], np.float32),
    "word": np.array(WORDS, np.object_),
    "other": np.array(WORDS, np.object_)[::-1, :1],
    "share": np.array([[1, 0], [0.5, 2], [1, 1], [1, 0], [3, 0], [0.25, 1]], np.float32),
    "weight": np.array([[1], [2], [0.5], [1], [1], [3]], np.float32),
}
CLASSES = np.array([[0], [1], [1], [0], [1], [0]])
NUMBERS = np.array([[0.5], [-1.0], [2.0], [0.0], [1.0], [-0.5]], np.float32)
POINTS = np.array(
    [[1, 1], [1, 2], [9, 8], [2, 1], [8, 8], [1, 9]]
    + [[9, 9], [2, 9], [2, 2], [8, 9], [1, 8], [2, 8]],
    np.float32,
)


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


def threads(world):
    return world.tf.ConfigProto(inter_op_parallelism_threads=1, intra_op_parallelism_threads=1)


def learn_config(world):
    return world.contrib.learn.RunConfig(
        tf_random_seed=1, save_summary_steps=2, session_config=threads(world)
    )


def input_fn(world, labels, batch_size=1, epochs=None, features=None):
    tf = world.tf
    features = FEATURES if features is None else features

    def read():
        data = features if labels is None else (features, labels)
        data = tf.data.Dataset.from_tensor_slices(data)
        data = data.repeat(epochs).batch(batch_size, drop_remainder=True)
        batch = tf.data.make_one_shot_iterator(data).get_next()
        return batch if labels is not None else (batch, None)

    return read


def columns(world):
    layers = world.contrib.layers
    word = layers.sparse_column_with_keys("word", ["a", "b", "c"])
    hashed = layers.sparse_column_with_hash_bucket("other", 5)
    x = layers.real_valued_column("x", dimension=2)
    age = layers.real_valued_column("age")
    return {
        "x": x,
        "age": age,
        "ages": layers.bucketized_column(age, [2, 4]),
        "xs": layers.bucketized_column(x, [0, 1]),
        "word": word,
        "hashed": hashed,
        "shares": layers.weighted_sparse_column(word, "share"),
        "crossed": layers.crossed_column([word, hashed], 7),
    }


def described_variables(tf, path):
    """Returns the variables of the newest checkpoint; of a hash table, only what is in it."""
    reader = tf.train.NewCheckpointReader(tf.train.latest_checkpoint(path))
    values = {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
    for name in sorted(values):
        if name.endswith("-keys"):
            keys, states = values.pop(name), values.pop(name[:-5] + "-values")
            told = [keys.shape, states.shape]
            order = sorted(np.flatnonzero(keys[:, 0]), key=lambda row, keys=keys: tuple(keys[row]))
            values[name[:-5]] = [keys[order], states[order]]
            values[name[:-5] + " shapes"] = [np.array(shape) for shape in told]
    return rounded(values)


def sdca_models(world):
    """Returns, by name, estimators to make and the labels that they are trained with."""
    tf, learn = world.tf, world.contrib.learn
    sdca = world.contrib.linear_optimizer.SDCAOptimizer
    deep = world.deep("linear_optimizer.python.sdca_estimator")
    c = columns(world)
    wide = [c[name] for name in ("x", "ages", "xs", "word", "hashed", "crossed")]
    return {
        "SVM": (learn.SVM, ("id", [c["x"], c["word"]]), {}, CLASSES),
        "SVM with weights": (
            learn.SVM,
            ("id", [c["x"], c["hashed"]]),
            {"weight_column_name": "weight", "l1_regularization": 0.25, "l2_regularization": 2.0},
            CLASSES,
        ),
        "LinearClassifier": (
            learn.LinearClassifier,
            (wide,),
            {"optimizer": sdca("id", symmetric_l2_regularization=2.0)},
            CLASSES,
        ),
        "LinearClassifier in pieces": (
            learn.LinearClassifier,
            ([c["age"], c["word"], c["hashed"]],),
            {
                "optimizer": sdca(
                    "id",
                    num_table_shards=3,
                    num_loss_partitions=2,
                    adaptive=False,
                    partitioner=tf.fixed_size_partitioner(2, axis=0),
                ),
                "weight_column_name": "weight",
            },
            CLASSES,
        ),
        "LinearRegressor": (
            learn.LinearRegressor,
            ([c["x"], c["shares"]],),
            {"optimizer": sdca("id"), "enable_centered_bias": True},
            NUMBERS,
        ),
        "LinearRegressor with L1": (
            learn.LinearRegressor,
            (wide,),
            {"optimizer": sdca("id", symmetric_l1_regularization=0.5)},
            NUMBERS,
        ),
        "SDCALogisticClassifier": (
            deep.SDCALogisticClassifier,
            ("id", wide),
            {"weight_column_name": "weight"},
            CLASSES,
        ),
        "SDCALinearRegressor": (
            deep.SDCALinearRegressor,
            ("id", [c["x"], c["crossed"]]),
            {"l1_regularization": 0.125},
            NUMBERS,
        ),
    }


@scenario
def sdca_step_by_step(world):
    answers = {}
    for name, (make, args, kwargs, labels) in sdca_models(world).items():
        with model_dir() as path:
            estimator = make(*args, **dict(kwargs, model_dir=path, config=learn_config(world)))
            once = input_fn(world, labels, 3, epochs=1)
            estimator.fit(input_fn=input_fn(world, labels), steps=6)
            answer = {
                "variables": described_variables(world.tf, path),
                "evaluation": rounded(estimator.evaluate(input_fn=once)),
                "predictions": rounded(list(estimator.predict(input_fn=once, outputs=["logits"])))
                if labels is CLASSES
                else rounded(list(estimator.predict_scores(input_fn=once))),
                "params": sorted(estimator.params),
                "events": training_events(world.tf, path),
            }
            if labels is CLASSES:
                answer["classes"] = rounded(list(estimator.predict_classes(input_fn=once)))
                answer["probabilities"] = outcome(
                    lambda e=estimator, once=once: rounded(list(e.predict_proba(input_fn=once)))
                )
            answers[name] = answer
    return answers


@scenario
def sdca_converges(world):
    """Batches of all examples, to two places: their order is another one each time."""
    answers = {}
    for name, (make, args, kwargs, labels) in sdca_models(world).items():
        with model_dir() as path:
            estimator = make(*args, **dict(kwargs, model_dir=path, config=learn_config(world)))
            estimator.fit(input_fn=input_fn(world, labels, 6), steps=60)
            loss = estimator.evaluate(input_fn=input_fn(world, labels, 6), steps=1)["loss"]
            answers[name] = round(float(loss), 2)
    return answers


@scenario
def sdca_solver(world):
    """The solver by itself: one example, every loss."""
    tf, lib = world.tf, world.contrib.linear_optimizer
    answers = {}
    for loss in ("logistic", "squared", "hinge", "smooth_hinge", "poisson"):
        with tf.Graph().as_default(), tf.Session(config=threads(world)) as session:
            sparse = tf.Variable(tf.zeros([4]), name="sparse")
            unvalued = tf.Variable(tf.zeros([3]), name="unvalued")
            dense = tf.Variable(tf.zeros([2]), name="dense")
            examples = {
                "sparse_features": [lib.SparseFeatureColumn([0, 0], [1, 3], [0.5, 2.0])],
                "dense_features": [tf.constant([[1.0, -0.25]])],
                "example_labels": [1.0],
                "example_weights": [2.0],
                "example_ids": ["the only one"],
            }
            variables = {
                "sparse_features_weights": [sparse],
                "dense_features_weights": [dense],
            }
            options = {
                "symmetric_l1_regularization": 0.125,
                "symmetric_l2_regularization": 0.5,
                "loss_type": loss + "_loss",
                "num_table_shards": 2,
            }
            model = lib.SdcaModel(examples, variables, options)
            minimize = model.minimize()
            update = model.update_weights(minimize)
            asked = {
                "gap": model.approximate_duality_gap(),
                "predictions": model.predictions(examples),
                "loss": model.regularized_loss(examples),
                "unregularized": model.unregularized_loss(examples),
                "weights": [sparse, dense],
            }
            session.run(tf.global_variables_initializer())
            steps = []
            for _ in range(3):
                session.run(update)
                steps.append(rounded(session.run(asked)))
            # A second feature that has ids alone: it only has to run.
            more = dict(examples)
            more["sparse_features"] = [lib.SparseFeatureColumn([0], [2], None)]
            variables["sparse_features_weights"] = [unvalued]
            other = lib.SdcaModel(more, variables, options)
            other_update = other.update_weights(other.minimize())
            session.run(tf.variables_initializer(_uninitialized(tf, session)))
            session.run(other_update)
            answers[loss] = {
                "steps": steps,
                "ids alone": rounded(session.run(unvalued)),
                "summaries": len(tf.get_collection(tf.GraphKeys.SUMMARIES)),
                "variables": sorted(variable.op.name for variable in tf.global_variables()),
            }
    return answers


def _uninitialized(tf, session):
    missing = set(session.run(tf.report_uninitialized_variables()))
    return [v for v in tf.global_variables() if v.op.name.encode() in missing]


@scenario
def sdca_refusals(world):
    learn, lib = world.contrib.learn, world.contrib.linear_optimizer
    layers, c = world.contrib.layers, columns(world)
    deep = world.deep("linear_optimizer.python.sdca_estimator")
    sdca, x = lib.SDCAOptimizer("id"), [c["x"]]
    data = input_fn(world, CLASSES)
    good = {"symmetric_l1_regularization": 0.0, "symmetric_l2_regularization": 0.0}

    def fitted(make, *args, **kwargs):
        return lambda: make(*args, **kwargs).fit(input_fn=data, steps=1) and None

    def without_id():
        features, labels = data()
        return {"x": features["x"]}, labels

    calls = {
        "kernels": lambda: learn.SVM("id", x, kernels=["rbf"]),
        "no ids": lambda: learn.SVM("id", x).fit(input_fn=without_id, steps=1),
        "embedding": fitted(learn.SVM, "id", [layers.embedding_column(c["word"], 2)]),
        "centered bias": lambda: learn.LinearClassifier(
            x, optimizer=sdca, enable_centered_bias=True
        ),
        "three classes": lambda: learn.LinearClassifier(x, n_classes=3, optimizer=sdca),
        "joint weight": lambda: learn.LinearClassifier(x, optimizer=sdca, _joint_weight=True),
        "wide labels": lambda: learn.LinearRegressor(x, label_dimension=2, optimizer=sdca),
        "joint weights": lambda: learn.LinearRegressor(x, optimizer=sdca, _joint_weights=True),
        "any head": lambda: learn.LinearEstimator(x, learn.multi_class_head(2), optimizer=sdca),
        "head": lambda: deep._SDCAEstimator("id", x, head=learn.multi_class_head(3)),
        "negative": fitted(learn.SVM, "id", x, l1_regularization=-1.0),
        "nothing": lambda: lib.SdcaModel(None, None, None),
        "no list": lambda: lib.SdcaModel(
            {
                "example_labels": [1.0],
                "example_weights": [1.0],
                "example_ids": ["a"],
                "sparse_features": (),
                "dense_features": [],
            },
            {"sparse_features_weights": [], "dense_features_weights": []},
            dict(good, loss_type="hinge_loss"),
        ),
    }
    answers = {name: outcome(call) for name, call in calls.items()}
    answers["head"]["text"] = ""  # begins with a class, which each names its own way
    optimizer = lib.SDCAOptimizer("id", 2, 3, 0.5, 0.25, False)
    answers["optimizer"] = [
        optimizer.get_name(),
        optimizer.example_id_column,
        optimizer.num_loss_partitions,
        optimizer.num_table_shards,
        optimizer.symmetric_l1_regularization,
        optimizer.symmetric_l2_regularization,
        optimizer.adaptive,
        optimizer.partitioner,
    ]
    return answers


@scenario
def svm_exports(world):
    """Arrays in place of iterators, and the signatures of an export."""
    learn, c = world.contrib.learn, columns(world)
    with model_dir() as path:
        config = learn_config(world)
        svm = learn.SVM("id", [c["x"], c["word"]], model_dir=path, config=config)
        svm.fit(input_fn=input_fn(world, CLASSES), steps=6)
        data = input_fn(world, CLASSES, 6, epochs=1)
        spec = world.contrib.layers.create_feature_spec_for_parsing(svm._feature_columns)
        serving = learn.utils.build_parsing_serving_input_fn(spec)
        return {
            "classes": rounded(svm.predict_classes(input_fn=data, as_iterable=False)),
            "all": rounded(svm.predict(input_fn=data, as_iterable=False)),
            "export": described_export(
                svm.export_savedmodel(os.path.join(path, "export"), serving).decode()
            ),
            "bundle": described_bundle(world, svm.export(os.path.join(path, "bundle")).decode()),
        }


def logistic_model_fn(world):
    tf, learn = world.tf, world.contrib.learn

    def model_fn(features, labels, mode):
        weights = tf.get_variable("weights", [2, 1], initializer=tf.constant_initializer(0.25))
        logits = tf.matmul(features["x"], weights)
        predictions = tf.sigmoid(logits)
        if mode == learn.ModeKeys.INFER:
            return predictions, None, None
        loss = tf.reduce_mean(tf.square(predictions - tf.cast(labels, tf.float32)))
        train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
        return predictions, loss, train_op

    return model_fn


@scenario
def logistic_regressor(world):
    tf, learn = world.tf, world.contrib.learn
    answers = {}
    for name, kwargs in {"plain": {}, "thresholds": {"thresholds": [0.25, 0.5, 0.625]}}.items():
        with model_dir() as path:
            regressor = learn.LogisticRegressor(
                logistic_model_fn(world), model_dir=path, config=learn_config(world), **kwargs
            )
            regressor.fit(input_fn=input_fn(world, CLASSES, 3), steps=4)
            once = input_fn(world, CLASSES, 3, epochs=1)
            spec = {"x": tf.FixedLenFeature([2], tf.float32)}
            serving = learn.utils.build_parsing_serving_input_fn(spec)
            answers[name] = {
                "variables": described_variables(tf, path),
                "evaluation": rounded(regressor.evaluate(input_fn=once)),
                "predictions": rounded(list(regressor.predict(input_fn=once))),
                "params": regressor.params,
                "type": type(regressor).__name__,
                "export": described_export(
                    regressor.export_savedmodel(os.path.join(path, "export"), serving).decode()
                ),
            }
    return answers


def shapes(tf, path):
    """Returns the shapes of the variables in the newest checkpoint."""
    reader = tf.train.NewCheckpointReader(tf.train.latest_checkpoint(path))
    return sorted(reader.get_variable_to_shape_map().items())


def kmeans_models(algorithms):
    """Returns, by name, the arguments of a KMeansClustering and the size of its batches.

    A step of mini-batches reads how many points a cluster has had before or after it counts its
    own, by chance; so of those only what is sure is told. Which center is nearest by its angle is
    not: the directions are close to each other.
    """
    given = POINTS[[0, 2, 5]]
    return {
        "given centers": ({"initial_clusters": given, "use_mini_batch": False}, 12),
        "random": ({"random_seed": 7, "use_mini_batch": False}, 12),
        "random, few points": ({"random_seed": 3, "use_mini_batch": False}, 2),
        "k-means++": (
            {
                "initial_clusters": algorithms.KMEANS_PLUS_PLUS_INIT,
                "random_seed": 5,
                "use_mini_batch": False,
                "kmeans_plus_plus_num_retries": 3,
            },
            6,
        ),
        "mini-batches": (
            {"initial_clusters": given, "mini_batch_steps_per_iteration": 3},
            4,
        ),
        "cosine": (
            {
                "initial_clusters": given,
                "distance_metric": algorithms.COSINE_DISTANCE,
                "use_mini_batch": False,
            },
            12,
        ),
        "cosine of mini-batches": (
            {"initial_clusters": given, "distance_metric": algorithms.COSINE_DISTANCE},
            4,
        ),
        "cosine of iterations": (
            {
                "initial_clusters": given,
                "distance_metric": algorithms.COSINE_DISTANCE,
                "mini_batch_steps_per_iteration": 2,
            },
            4,
        ),
        "a function": (
            {"initial_clusters": lambda inputs, k: inputs[0][:k], "use_mini_batch": False},
            6,
        ),
        "until it stands": (
            {"initial_clusters": given, "use_mini_batch": False, "relative_tolerance": 0.01},
            12,
        ),
    }


@scenario
def kmeans(world):
    tf, learn = world.tf, world.contrib.learn
    answers = {}
    for name, (kwargs, batch_size) in kmeans_models(learn.KMeansClustering).items():
        with model_dir() as path:
            model = learn.KMeansClustering(3, model_dir=path, config=learn_config(world), **kwargs)
            data = input_fn(world, None, batch_size, features=POINTS)
            once = input_fn(world, None, batch_size, 1, features=POINTS)
            model.fit(input_fn=data, steps=7)
            if model.params["use_mini_batch"]:
                answers[name] = {
                    "variables": shapes(tf, path),
                    "predictions": sorted(next(model.predict(input_fn=once))),
                }
                if "distance_metric" not in kwargs:
                    indices = list(model.predict_cluster_idx(input_fn=once))
                    answers[name]["indices"] = rounded(indices)
                continue
            answers[name] = {
                "variables": described_variables(tf, path),
                "evaluation": rounded(model.evaluate(input_fn=data, steps=1)),
                "predictions": rounded(list(model.predict(input_fn=once))),
                "indices": rounded(list(model.predict_cluster_idx(input_fn=once))),
                "score": rounded(model.score(input_fn=data, steps=2)),
                "distances": rounded(model.transform(input_fn=once)),
                "one by one": rounded(list(model.transform(input_fn=once, as_iterable=True))),
                "centers": rounded(model.clusters()),
                "params": sorted(model.params),
                "events": training_events(tf, path),
            }
    with model_dir() as path:
        parts = {"b": POINTS[:, 1:], "a": POINTS[:, :1]}
        model = learn.KMeansClustering(
            2,
            path,
            initial_clusters=POINTS[:2],
            use_mini_batch=False,
            config=learn_config(world),
        )
        model.fit(input_fn=input_fn(world, None, 12, features=parts), steps=2)
        answers["features by name"] = described_variables(tf, path)
    for name, kwargs in {
        "way": {"initial_clusters": "far apart"},
        "distance": {"distance_metric": "manhattan"},
    }.items():
        model = learn.KMeansClustering(3, **kwargs)
        answers[name] = outcome(
            lambda m=model: m.fit(input_fn=input_fn(world, None, 12, features=POINTS), steps=1)
        )
    answers["k-means++ of few points"] = outcome(
        lambda: learn.KMeansClustering(3, initial_clusters="kmeans_plus_plus").fit(
            input_fn=input_fn(world, None, 2, features=POINTS), steps=1
        )
    )["raises"]
    answers["constants"] = _constants(learn.KMeansClustering)
    return answers


@scenario
def kmeans_of_tf_estimator(world):
    tf, lib = world.tf, world.contrib.factorization
    config = world.estimator.RunConfig(
        tf_random_seed=1, save_summary_steps=2, session_config=threads(world)
    )
    answers = {}
    for name, (kwargs, batch_size) in kmeans_models(lib.KMeansClustering).items():
        with model_dir() as path:
            model = lib.KMeansClustering(3, model_dir=path, config=config, **kwargs)
            data = input_fn(world, None, batch_size, features=POINTS)
            once = input_fn(world, None, batch_size, 1, features=POINTS)
            model.train(data, steps=7)
            if kwargs.get("use_mini_batch", True):
                answers[name] = {
                    "variables": shapes(tf, path),
                    "predictions": sorted(next(model.predict(once))),
                }
                if "distance_metric" not in kwargs:
                    indices = list(model.predict_cluster_index(once))
                    answers[name]["indices"] = rounded(indices)
                continue
            answers[name] = {
                "variables": described_variables(tf, path),
                "evaluation": rounded(model.evaluate(data, steps=2)),
                "predictions": rounded(list(model.predict(once))),
                "indices": rounded(list(model.predict_cluster_index(once))),
                "score": rounded(model.score(data)),
                "distances": rounded(list(model.transform(once))),
                "centers": rounded(model.cluster_centers()),
                "events": training_events(tf, path),
            }
    with model_dir() as path:
        parts = {"b": POINTS[:, 1:], "a": POINTS[:, :1], "ignored": POINTS[:, 1:]}
        numeric = [tf.feature_column.numeric_column(name) for name in ("b", "a")]
        model = lib.KMeansClustering(
            2,
            path,
            initial_clusters=POINTS[:2],
            use_mini_batch=False,
            config=config,
            feature_columns=numeric,
        )
        model.train(input_fn(world, None, 12, features=parts), steps=2)
        answers["feature columns"] = described_variables(tf, path)
        with tf.Graph().as_default():
            raw = {name: tf.placeholder(tf.float32, [None, 1], name) for name in ("a", "b")}
            serving = world.estimator.export.build_raw_serving_input_receiver_fn(raw)
        answers["export"] = described_export(
            model.export_saved_model(os.path.join(path, "export"), serving).decode()
        )
    for name, kwargs in {
        "way": {"initial_clusters": "kmc2"},
        "distance": {"distance_metric": "manhattan"},
    }.items():
        answers[name] = outcome(lambda k=kwargs: lib.KMeansClustering(3, **k))
    answers["constants"] = _constants(lib.KMeansClustering)
    return answers


@scenario
def kmeans_graph(world):
    """The graph by itself: shards, and the way to begin that the estimators have not.

    A batch here is shorter than two chains of k-MC2: TensorFlow's loop over several chains does not
    wait for the centers of one before it begins the next.
    """
    tf, lib = world.tf, world.contrib.factorization
    answers = {}
    cases = {
        "kmc2": {"initial_clusters": "kmc2", "kmc2_chain_length": 7, "random_seed": 3},
        "kmc2 by cosine": {
            "initial_clusters": "kmc2",
            "distance_metric": lib.COSINE_DISTANCE,
        },
        "random shards": {"shards": 2, "random_seed": 4},
        "shards": {"shards": 3, "initial_clusters": POINTS[[0, 2, 5]]},
    }
    for name, kwargs in cases.items():
        kwargs = dict(kwargs)
        with tf.Graph().as_default(), tf.Session(config=threads(world)) as session:
            tf.set_random_seed(1)
            inputs = [tf.constant(part) for part in np.split(POINTS, kwargs.pop("shards", 1))]
            *results, is_initialized, init, train = lib.KMeans(inputs, 3, **kwargs).training_graph()
            session.run(tf.global_variables_initializer())
            rounds = 0
            while not session.run(is_initialized):
                session.run(init)
                rounds += 1
            for _ in range(4):
                session.run(train)
            answers[name] = {
                "rounds": rounds,
                "results": rounded(session.run([list(result) for result in results])),
                "variables": sorted(variable.op.name for variable in tf.global_variables()),
            }
    answers["way"] = outcome(lambda: lib.KMeans([], 3, initial_clusters="far apart"))
    answers["distance"] = outcome(lambda: lib.KMeans([], 3, distance_metric="manhattan"))
    return answers


def _constants(model):
    return {name: getattr(model, name) for name in sorted(vars(model)) if name.isupper()}
