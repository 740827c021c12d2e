"""The uses of tf.contrib.metrics that TF 1.15 answers for us, by the golden file they go to."""

import collections

import numpy as np

from call_cases import Family, Rows, bits, floats, ids, signed

_WEIGHTS = [floats(6, salt=5), floats(6, salt=6)]
_BATCHES = {"predictions": [bits(6), bits(6, salt=1)], "labels": [bits(6, salt=2), bits(6, salt=3)]}
_SCORED = {
    "predictions": [floats(6), floats(6, salt=1)],
    "labels": [bits(6, salt=2), bits(6, salt=3)],
}
_NUMBERS = {
    "predictions": [signed(2, 3), signed(2, 3, salt=1)],
    "labels": [signed(2, 3, salt=2), signed(2, 3, salt=3)],
}
_NUMBER_WEIGHTS = [floats(2, 3, salt=5), floats(2, 1, salt=6).repeat(3, axis=1)]
_WRONG = {"labels": bits(2, 5)}


def families():
    """Returns every family's cases, by its name."""
    return collections.OrderedDict(
        (name, build().cases)
        for name, build in (
            ("renamed", _renamed),
            ("thresholds", _thresholds),
            ("areas", _areas),
            ("statistics", _statistics),
            ("accumulation", _accumulation),
            ("top_k", _top_k),
            ("classification", _classification),
            ("sets", _sets),
        )
    )


def _renamed():
    family = Family()
    for name in (
        "accuracy",
        "precision",
        "recall",
        "true_positives",
        "true_negatives",
        "false_positives",
        "false_negatives",
        "false_positive_rate",
        "false_negative_rate",
    ):
        family.add_usual("streaming_" + name, _BATCHES, _WEIGHTS, wrong=_WRONG)
    family.add_usual("streaming_auc", _SCORED, _WEIGHTS, wrong=_WRONG, num_thresholds=5)
    family.add("streaming_auc/PR", "streaming_auc", _SCORED, curve="PR")
    family.add("streaming_auc/200", "streaming_auc", _SCORED)
    family.add(
        "streaming_auc/out of range", "streaming_auc", {**_SCORED, "predictions": [signed(6)]}
    )
    for name in ("mean_absolute_error", "mean_squared_error", "root_mean_squared_error"):
        family.add_usual("streaming_" + name, _NUMBERS, _NUMBER_WEIGHTS, wrong=_WRONG)
    family.add_usual(
        "streaming_mean_relative_error",
        {**_NUMBERS, "normalizer": [floats(2, 3, salt=7)]},
        _NUMBER_WEIGHTS,
        wrong=_WRONG,
    )
    values = {"values": _NUMBERS["predictions"]}
    family.add_usual("streaming_mean", values, _NUMBER_WEIGHTS)
    family.add_usual("streaming_mean_tensor", values, _NUMBER_WEIGHTS)
    family.add_usual("streaming_percentage_less", values, _NUMBER_WEIGHTS, threshold=0.5)
    classes = {
        "predictions": [ids(3, 6), ids(3, 6, salt=1)],
        "labels": [ids(3, 6, salt=2), ids(3, 6, salt=3)],
    }
    family.add_usual("streaming_mean_iou", classes, _WEIGHTS, wrong=_WRONG, num_classes=3)
    for given, wanted in (("sensitivity", "specificity"), ("specificity", "sensitivity")):
        function = f"streaming_{wanted}_at_{given}"
        family.add_usual(function, _SCORED, _WEIGHTS, wrong=_WRONG, **{given: 0.6})
        family.add(f"{function}/out of range", function, _SCORED, **{given: 1.5})
        family.add(f"{function}/few", function, _SCORED, num_thresholds=4, **{given: 0.3})
    return family


def _thresholds():
    family = Family()
    some = [0.1, 0.5, 0.5, 0.875]
    for name in ("precision", "recall", "false_positive_rate", "false_negative_rate"):
        family.add_usual(
            f"streaming_{name}_at_thresholds", _SCORED, _WEIGHTS, wrong=_WRONG, thresholds=some
        )
    for name in ("true_positives", "true_negatives", "false_positives", "false_negatives"):
        family.add_usual(
            f"streaming_{name}_at_thresholds",
            _SCORED,
            _WEIGHTS,
            wrong=_WRONG,
            collects=False,
            thresholds=some,
        )
    points = "streaming_curve_points"
    family.add_usual(points, _SCORED, _WEIGHTS, wrong=_WRONG, num_thresholds=4)
    family.add(f"{points}/PR", points, _SCORED, curve="PR", num_thresholds=7)
    family.add(f"{points}/200", points, _SCORED)
    family.add(f"{points}/other curve", points, _SCORED, curve="DET")
    for function, target in (
        ("recall_at_precision", "precision"),
        ("precision_at_recall", "target_recall"),
    ):
        family.add_usual(function, _SCORED, _WEIGHTS, wrong=_WRONG, **{target: 0.7})
        family.add(f"{function}/few", function, _SCORED, num_thresholds=5, **{target: 0.4})
        for value in (0.0, 1.0, -0.1, 1.1):
            family.add(f"{function}/{value}", function, _SCORED, **{target: value})
    for value in (0.3, 0.7, 1.0):
        family.add(
            f"recall_at_precision/strict {value}",
            "recall_at_precision",
            _SCORED,
            precision=value,
            strict_mode=True,
        )
    equal = "precision_recall_at_equal_thresholds"
    truths = {**_SCORED, "labels": [labels > 0 for labels in _SCORED["labels"]]}
    family.add_usual(
        equal, truths, _WEIGHTS, wrong={"labels": bits(7) > 0}, collects=False, num_thresholds=6
    )
    family.add(f"{equal}/201", equal, truths)
    family.add(f"{equal}/named", equal, truths, name="mine", num_thresholds=3, use_locking=False)
    family.add(f"{equal}/labels of int64", equal, _SCORED)
    family.add(f"{equal}/out of range", equal, {**truths, "predictions": [signed(6)]})
    doubles = [batch.astype(np.float64) for batch in truths["predictions"]]
    family.add(f"{equal}/float64", equal, {**truths, "predictions": doubles}, num_thresholds=4)
    return family


def _areas():
    family = Family()
    dynamic, interval = "streaming_dynamic_auc", "auc_with_confidence_intervals"
    two = {
        "labels": [bits(2, 4), bits(2, 4, salt=1)],
        "predictions": [floats(2, 4), floats(2, 4, salt=4)],
    }
    ties = {
        "labels": [np.array([0, 1, 1, 0, 1, 0])],
        "predictions": [np.float32([2, 2, 1, 1, 0, 0])],
    }
    for curve in ("ROC", "PR"):
        for name, feeds in (("scored", _SCORED), ("two", two), ("ties", ties)):
            family.add(f"{dynamic}/{curve} {name}", dynamic, feeds, resource=True, curve=curve)
        family.add(
            f"{dynamic}/{curve} weights",
            dynamic,
            {**_SCORED, "weights": _WEIGHTS},
            resource=True,
            curve=curve,
        )
    family.add(f"{dynamic}/other curve", dynamic, _SCORED, curve="DET")
    family.add(f"{dynamic}/wrong labels", dynamic, {**_SCORED, "labels": [bits(5)]})
    family.add(
        f"{dynamic}/labels of 2", dynamic, {**_SCORED, "labels": [bits(6) + 1]}, resource=True
    )
    family.add(
        f"{dynamic}/labels of -1", dynamic, {**_SCORED, "labels": [bits(6) - 1]}, resource=True
    )
    family.add(
        f"{dynamic}/all 0", dynamic, {**_SCORED, "labels": [np.zeros(6, int)]}, resource=True
    )
    family.add(f"{dynamic}/all 1", dynamic, {**_SCORED, "labels": [np.ones(6, int)]}, resource=True)
    family.add(
        f"{dynamic}/named",
        dynamic,
        _SCORED,
        resource=True,
        name="mine",
        metrics_collections=["values"],
        updates_collections=["updates"],
    )
    unknown = {"labels": None, "predictions": None}
    family.add(f"{dynamic}/unknown rank", dynamic, _SCORED, unknown, resource=True)

    for name, feeds in (("scored", _SCORED), ("two", two), ("ties", ties)):
        for logit in (True, False):
            family.add(
                f"{interval}/{name} {logit}",
                interval,
                feeds,
                resource=True,
                logit_transformation=logit,
            )
    family.add(f"{interval}/weights", interval, {**_SCORED, "weights": _WEIGHTS}, resource=True)
    for alpha in (0.5, 0.9, 0.99, 0, 1, 1.5):
        family.add(f"{interval}/alpha {alpha}", interval, _SCORED, resource=True, alpha=alpha)
    perfect = {"labels": [np.array([0, 1, 1])], "predictions": [np.float32([0.1, 0.7, 0.8])]}
    family.add(f"{interval}/perfect", interval, perfect, resource=True)
    family.add(
        f"{interval}/all 1", interval, {**_SCORED, "labels": [np.ones(6, int)]}, resource=True
    )
    family.add(
        f"{interval}/labels of 2", interval, {**_SCORED, "labels": [bits(6) + 1]}, resource=True
    )
    family.add(f"{interval}/wrong labels", interval, {**_SCORED, "labels": [bits(5)]})
    family.add(
        f"{interval}/little weight",
        interval,
        {**_SCORED, "weights": [floats(6) / 100]},
        resource=True,
    )
    family.add(
        f"{interval}/named",
        interval,
        _SCORED,
        resource=True,
        name="mine",
        updates_collections=["updates"],
    )

    histogram = "auc_using_histogram"
    scored = {
        "boolean_labels": [labels > 0 for labels in _SCORED["labels"]],
        "scores": _SCORED["predictions"],
    }
    for nbins in (2, 5, 100):
        family.add(
            f"{histogram}/{nbins}",
            histogram,
            scored,
            score_range=[0.0, 1.0],
            nbins=nbins,
        )
    family.add(f"{histogram}/beyond", histogram, scored, score_range=[0.25, 0.5])
    family.add(
        f"{histogram}/named",
        histogram,
        scored,
        score_range=[0.0, 1.0],
        name="mine",
        collections=["counts", "local_variables"],
    )
    family.add(
        f"{histogram}/column",
        histogram,
        {**scored, "scores": [scores[:, np.newaxis] for scores in scored["scores"]]},
        score_range=[0.0, 1.0],
    )
    matrices = {key: [batch.reshape(2, 3) for batch in scored[key]] for key in scored}
    for check in (True, False):
        family.add(
            f"{histogram}/matrices {check}",
            histogram,
            matrices,
            score_range=[0.0, 1.0],
            check_shape=check,
        )
    family.add(
        f"{histogram}/unknown rank",
        histogram,
        scored,
        {"boolean_labels": None, "scores": None},
        score_range=[0.0, 1.0],
    )
    ints = {**scored, "boolean_labels": _SCORED["labels"]}
    family.add(f"{histogram}/labels of int64", histogram, ints, score_range=[0.0, 1.0])
    return family


def _statistics():
    family = Family()
    for name in ("covariance", "pearson_correlation"):
        function = "streaming_" + name
        family.add_usual(function, _NUMBERS, _NUMBER_WEIGHTS, wrong=_WRONG)
        one = {"predictions": [signed(1)], "labels": [signed(1, salt=3)]}
        family.add(f"{function}/one", function, one)
        family.add(
            f"{function}/constant", function, {**one, "predictions": [np.ones(1, np.float32)] * 3}
        )
        long = {
            "predictions": [signed(40, salt=n) for n in range(5)],
            "labels": [signed(40, salt=n + 9) for n in range(5)],
        }
        family.add(f"{function}/long", function, long)
    cosine = "streaming_mean_cosine_distance"
    row_weights = [batch[:, :1] for batch in _NUMBER_WEIGHTS]
    family.add_usual(cosine, _NUMBERS, row_weights, wrong=_WRONG, dim=1)
    family.add(f"{cosine}/dim 0", cosine, _NUMBERS, dim=0)
    family.add(f"{cosine}/dim 2", cosine, _NUMBERS, dim=2)

    classes = {
        "labels": [ids(3, 6, salt=2), ids(3, 6, salt=3)],
        "predictions_idx": [ids(3, 6), ids(3, 6, salt=1)],
    }
    kappa = "cohen_kappa"
    family.add(f"{kappa}/plain", kappa, classes, num_classes=3)
    family.add(f"{kappa}/weights", kappa, {**classes, "weights": _WEIGHTS}, num_classes=4)
    family.add(f"{kappa}/int weights", kappa, {**classes, "weights": [ids(5, 6)]}, num_classes=3)
    family.add(f"{kappa}/one class", kappa, classes, num_classes=1)
    few = {**classes, "predictions_idx": [ids(2, 6)]}
    family.add(f"{kappa}/too few classes", kappa, few, num_classes=2)
    column = {**classes, "labels": [labels[:, np.newaxis] for labels in classes["labels"]]}
    family.add(f"{kappa}/column", kappa, column, num_classes=3)
    cube = {**classes, "labels": [ids(3, 6, 1, 1)]}
    family.add(f"{kappa}/cube", kappa, cube, num_classes=3)
    family.add(f"{kappa}/wrong labels", kappa, {**classes, "labels": [ids(3, 5)]}, num_classes=3)
    family.add(f"{kappa}/agreed", kappa, {name: [ids(2, 4)] for name in classes}, num_classes=2)
    unknown = {name: (None,) for name in classes}
    family.add(f"{kappa}/unknown batch", kappa, classes, unknown, num_classes=3)
    family.add(
        f"{kappa}/named",
        kappa,
        classes,
        num_classes=3,
        name="mine",
        metrics_collections=["values"],
        updates_collections=["updates"],
    )
    matrix, scattered = "confusion_matrix", {"names": "the core counts by scattering now"}
    pair = {"labels": classes["labels"][:1], "predictions": classes["predictions_idx"][:1]}
    family.add(f"{matrix}/plain", matrix, pair, apart=scattered)
    family.add(f"{matrix}/classes", matrix, pair, apart=scattered, num_classes=5, name="mine")
    family.add(
        f"{matrix}/too few classes",
        matrix,
        {**pair, "predictions": [ids(2, 6)]},
        apart=scattered,
        num_classes=2,
    )
    family.add(
        f"{matrix}/weights",
        matrix,
        {**pair, "weights": _WEIGHTS[:1]},
        apart=scattered,
        num_classes=3,
        dtype=np.float32,
    )
    family.add(f"{matrix}/wrong labels", matrix, {**pair, "labels": [ids(3, 5)]})
    return family


def _accumulation():
    family = Family()
    concat = "streaming_concat"
    room = {
        "state": "TF 1.15 took the first length of the array for the last, and always made room"
    }
    batches = {"values": [signed(2, 3), signed(2, 3, salt=1), signed(2, 3, salt=2)]}
    for axis in (0, 1, -1, -2, 2, -3):
        family.add(f"{concat}/axis {axis}", concat, batches, apart=room, resource=True, axis=axis)
    for size in (0, 3, 5, 9):
        family.add(
            f"{concat}/max_size {size}", concat, batches, apart=room, resource=True, max_size=size
        )
    family.add(
        f"{concat}/ids", concat, {"values": [ids(9, 4), ids(9, 4)]}, apart=room, resource=True
    )
    family.add(
        f"{concat}/unknown batch", concat, batches, {"values": (None, 3)}, apart=room, resource=True
    )
    family.add(f"{concat}/unknown depth", concat, batches, {"values": (2, None)})
    family.add(f"{concat}/unknown rank", concat, batches, {"values": None})
    lengths = {"values": [signed(n, 2) for n in (1, 0, 7, 2)]}
    family.add(
        f"{concat}/lengths", concat, lengths, {"values": (None, 2)}, apart=room, resource=True
    )
    family.add(
        f"{concat}/named",
        concat,
        batches,
        apart=room,
        resource=True,
        name="mine",
        metrics_collections=["values"],
        updates_collections=["updates"],
    )
    family.add_usual("count", {"values": _NUMBERS["predictions"]}, _NUMBER_WEIGHTS)
    return family


def _top_k():
    family = Family()
    scores = {"predictions": [floats(3, 5), floats(3, 5, salt=4)], "k": [np.int32(2)]}
    labels = {"labels": [ids(5, 3, 2), ids(5, 3, 2, salt=1)]}
    sparse = {"labels": [Rows([[1, 2], [3], [0, 4]]), Rows([[0], [2, 4], [1]])]}
    rows = [floats(3, salt=8), floats(3, salt=9)]
    fed = {"predictions": scores["predictions"]}
    family.add_usual(
        "streaming_recall_at_k", {**fed, "labels": [ids(5, 3), ids(5, 3, salt=3)]}, rows, k=2
    )
    for name in ("recall", "precision", "average_precision"):
        function = f"streaming_sparse_{name}_at_k"
        family.add_usual(function, {**fed, **labels}, rows, k=2)
        family.add(f"{function}/sparse", function, {**fed, **sparse}, k=3)
        if name != "average_precision":
            family.add(f"{function}/class", function, {**fed, **labels}, k=2, class_id=3)
    top = {"top_k_predictions": [ids(5, 3, 2, salt=5), ids(5, 3, 2, salt=6)]}
    for function in (
        "streaming_sparse_precision_at_top_k",
        "sparse_recall_at_top_k",
        "streaming_sparse_average_precision_at_top_k",
    ):
        family.add(f"{function}/plain", function, {**top, **labels})
        family.add(f"{function}/sparse", function, {**top, **sparse})
        family.add(f"{function}/weights", function, {**top, **labels, "weights": rows})
        family.add(f"{function}/one label", function, {**top, "labels": [ids(5, 3)]})
        family.add(
            f"{function}/unknown batch",
            function,
            {**top, **labels},
            {"top_k_predictions": (None, 2)},
        )
        family.add(
            f"{function}/vector",
            function,
            {"top_k_predictions": [ids(5, 2)], "labels": [ids(5, 1)]},
        )
        family.add(
            f"{function}/named",
            function,
            {**top, **labels},
            name="mine",
            metrics_collections=["values"],
            updates_collections=["updates"],
        )
        if "average" not in function:
            family.add(f"{function}/class", function, {**top, **labels}, class_id=3)
            family.add(
                f"{function}/class named", function, {**top, **labels}, class_id=1, name="mine"
            )
    return family


def _classification():
    family = Family()
    once = {name: batches[:1] for name, batches in _BATCHES.items()}
    words = {
        "predictions": [np.array([b"a", b"b", b"c"])],
        "labels": [np.array([b"a", b"c", b"c"])],
    }
    truths = {name: [batches[0] > 0] for name, batches in once.items()}
    family.add("accuracy/plain", "accuracy", once)
    family.add("accuracy/words", "accuracy", words)
    family.add("accuracy/truths", "accuracy", truths, name="mine")
    family.add("accuracy/unknown rank", "accuracy", once, {"predictions": None, "labels": None})
    family.add("accuracy/weights", "accuracy", {**once, "weights": _WEIGHTS[:1]})
    family.add("accuracy/scalar weight", "accuracy", once, weights=0.5)
    family.add("accuracy/zero weights", "accuracy", once, weights=0.0)
    family.add("accuracy/wrong labels", "accuracy", {**once, "labels": [bits(5)]})
    family.add("accuracy/floats", "accuracy", {name: [floats(6)] for name in once})
    family.add("accuracy/other types", "accuracy", {**once, "labels": truths["labels"]})
    family.add_usual("f1_score", _SCORED, _WEIGHTS, wrong=_WRONG)
    for number in (2, 3, 10):
        family.add(f"f1_score/{number}", "f1_score", _SCORED, num_thresholds=number)
    family.add("f1_score/out of range", "f1_score", {**_SCORED, "predictions": [signed(6)]})
    return family


def _sets():
    family = Family()
    a, b = Rows([[1, 2], [3], [0, 4]]), Rows([[2, 3], [3], [5]])
    dense = {"a": [ids(5, 3, 2)], "b": [ids(5, 3, 4, salt=2)]}
    family.add("set_size/plain", "set_size", {"a": [a]})
    family.add("set_size/unchecked", "set_size", {"a": [a]}, validate_indices=False)
    family.add("set_size/dense", "set_size", {"a": [ids(5, 3, 2)]})
    for function in ("set_intersection", "set_union", "set_difference"):
        family.add(f"{function}/sparse", function, {"a": [a], "b": [b]})
        family.add(f"{function}/dense", function, dense)
        family.add(f"{function}/both", function, {"a": dense["a"], "b": [b]})
        family.add(f"{function}/unchecked", function, dense, validate_indices=False)
        family.add(f"{function}/other types", function, {**dense, "b": [floats(3, 2)]})
    family.add("set_difference/reversed", "set_difference", dense, aminusb=False)
    return family
