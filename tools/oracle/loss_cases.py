"""The uses of tf.contrib.losses that TF 1.15 answers for us, by the golden file they go to."""

import collections

import numpy as np

from call_cases import Family, Rows, bits, floats, ids, signed

_WRONG = {"labels": floats(2, 5)}


def families():
    """Returns every family's cases, by its name."""
    return collections.OrderedDict(
        (name, build().cases)
        for name, build in (
            ("regression", _regression),
            ("classification", _classification),
            ("weighting", _weighting),
            ("metric_learning", _metric_learning),
        )
    )


def _add_loss(family, function, feeds, wrong, **options):
    """Adds the ways to call a loss of a batch of 4 whose elements have losses of their own."""
    first = next(iter(feeds.values()))[0]
    family.add_usual(function, feeds, [floats(4, salt=3)], collects=False, wrong=wrong, **options)
    family.add(f"{function}/scoped", function, feeds, scope="mine", **options)
    weighings = {
        "column weights": floats(4, 1, salt=3),
        "some weights": np.float32([1, 0, 0.5, 0]),
        "no weights": np.zeros(4, np.float32),
        "int weights": ids(3, 4),
        "vector weight": np.float32([0.5]),
        "weights of elements": floats(*first.shape, salt=7),
    }
    for name, weights in weighings.items():
        family.add(f"{function}/{name}", function, {**feeds, "weights": [weights]}, **options)
    family.add(f"{function}/None weights", function, feeds, weights=None, **options)
    family.add(
        f"{function}/weights of unknown rank",
        function,
        {**feeds, "weights": [floats(4, salt=3)]},
        static={"weights": None},
        **options,
    )


def _regression():
    family = Family()
    numbers = {"predictions": [signed(4, 3)], "labels": [signed(4, 3, salt=2)]}
    for function in ("absolute_difference", "mean_squared_error", "mean_pairwise_squared_error"):
        _add_loss(family, function, numbers, _WRONG)
        family.add(
            f"{function}/ints",
            function,
            {"predictions": [ids(9, 4, 2)], "labels": [ids(9, 4, 2, salt=1)]},
        )
        images = {"predictions": [signed(2, 3, 4)], "labels": [signed(2, 3, 4, salt=2)]}
        family.add(f"{function}/images", function, images)
        family.add(f"{function}/image weights", function, {**images, "weights": [floats(2, 3)]})
        family.add(f"{function}/None labels", function, {"predictions": [signed(4, 3)]})
    _add_loss(family, "cosine_distance", numbers, _WRONG, axis=1)
    family.add("cosine_distance/dim", "cosine_distance", numbers, dim=1)
    family.add("cosine_distance/axis 0", "cosine_distance", numbers, axis=0)
    family.add("cosine_distance/axis 2", "cosine_distance", numbers, axis=2)
    family.add("cosine_distance/no axis", "cosine_distance", numbers)
    family.add("cosine_distance/both", "cosine_distance", numbers, axis=1, dim=1)
    return family


def _classification():
    family = Family()
    logits = {"logits": [signed(4, 3)]}
    classes = np.eye(3, dtype=np.float32)[[0, 2, 1, 2]]
    function = "softmax_cross_entropy"
    onehot = {**logits, "onehot_labels": [classes]}
    _add_loss(family, function, onehot, {"onehot_labels": floats(4, 5)})
    for smoothing in (0.1, 1.0):
        family.add(f"{function}/smooth {smoothing}", function, onehot, label_smoothing=smoothing)
    ints = {**onehot, "onehot_labels": [classes.astype(np.int64)]}
    family.add(f"{function}/ints", function, ints)
    doubles = {name: [batch.astype(np.float64) for batch in onehot[name]] for name in onehot}
    family.add(f"{function}/float64", function, doubles)

    function = "sigmoid_cross_entropy"
    several = {**logits, "multi_class_labels": [bits(4, 3, salt=3)]}
    rounding = {"bits": "the kernels of exp and log1p round otherwise"}
    _add_loss(family, function, several, {"multi_class_labels": floats(4, 5)}, apart=rounding)
    for smoothing in (0.1, 1.0):
        family.add(
            f"{function}/smooth {smoothing}",
            function,
            several,
            apart=rounding,
            label_smoothing=smoothing,
        )

    function = "sparse_softmax_cross_entropy"
    sparse = {**logits, "labels": [ids(3, 4)]}
    _add_loss(family, function, sparse, {"labels": ids(3, 5)})
    family.add(f"{function}/column", function, {**logits, "labels": [ids(3, 4, 1)]})
    family.add(f"{function}/int32", function, {**logits, "labels": [ids(3, 4).astype(np.int32)]})
    family.add(f"{function}/matrix", function, {**logits, "labels": [ids(3, 4, 2)]})
    family.add(f"{function}/floats", function, {**logits, "labels": [floats(4)]})

    scored = {"predictions": [floats(4, 3)], "labels": [bits(4, 3, salt=2)]}
    _add_loss(family, "log_loss", scored, _WRONG)
    family.add("log_loss/epsilon", "log_loss", scored, epsilon=0.25)
    family.add("log_loss/sure", "log_loss", {name: [bits(4)] for name in scored})

    truths = {**logits, "labels": [bits(4, 3, salt=2)]}
    family.add_usual("hinge_loss", truths, collects=False, wrong=_WRONG)
    family.add("hinge_loss/scoped", "hinge_loss", truths, scope="mine")
    family.add("hinge_loss/bool", "hinge_loss", {**logits, "labels": [bits(4, 3) > 0]})
    return family


def _weighting():
    family = Family()
    function = "compute_weighted_loss"
    _add_loss(family, function, {"losses": [floats(4, 3)]}, {})
    family.add(f"{function}/float64", function, {"losses": [floats(4, 3).astype(np.float64)]})
    family.add(f"{function}/ints", function, {"losses": [ids(9, 4)]}, weights=0.5)
    family.add(f"{function}/scalar", function, {"losses": [np.float32(2)]})
    family.add("get_losses/none", "get_losses")
    family.add("get_regularization_losses/none", "get_regularization_losses")
    family.add("get_total_loss/none", "get_total_loss")
    family.add("add_loss/plain", "add_loss", {"loss": [np.float32(2)]})
    family.add("add_loss/elsewhere", "add_loss", {"loss": [np.float32(2)]}, loss_collection="mine")
    family.add("add_loss/nowhere", "add_loss", {"loss": [np.float32(2)]}, loss_collection=None)
    return family


def _metric_learning():
    family = Family()

    def add(name, kind, feeds, **how):
        family.add(f"{name}/{kind}", "metric_learning." + name, feeds, **how)

    # What broadcasts now was tiled, and the ops' order in sums is the kernels' own.
    sums = {"bits": "sums are in another order"}
    vectors = {"labels": [ids(3, 8)], "embeddings": [signed(8, 4)]}
    two = {"labels": [ids(2, 6, salt=4)], "embeddings": [floats(6, 2, salt=1)]}
    same = {"labels": [np.zeros(4, int)], "embeddings": [signed(4, 2)]}
    other = {"labels": [np.arange(4)], "embeddings": [signed(4, 2)]}
    equal = {"labels": [ids(2, 6, salt=4)], "embeddings": [np.ones((6, 2), np.float32)]}
    for name in ("triplet_semihard_loss", "lifted_struct_loss"):
        for kind, feeds in (
            ("plain", vectors),
            ("two", two),
            ("same", same),
            ("other", other),
            ("equal", equal),
        ):
            add(name, kind, feeds, apart=sums)
        for margin in (0.0, 0.25, 3.0):
            add(name, f"margin {margin}", vectors, apart=sums, margin=margin)
        add(
            name,
            "unknown batch",
            vectors,
            static={"labels": (None,), "embeddings": (None, 4)},
            apart=sums,
        )
        add(name, "column", {**vectors, "labels": [ids(3, 8, 1)]}, apart=sums)

    pairs = {
        "labels": [bits(5)],
        "embeddings_anchor": [signed(5, 3)],
        "embeddings_positive": [signed(5, 3, salt=2)],
    }
    for margin in (1.0, 0.0, 4.0):
        add("contrastive_loss", f"margin {margin}", pairs, margin=margin)
    add("contrastive_loss", "unknown rank", pairs, static={name: None for name in pairs})
    add("contrastive_loss", "wrong", {**pairs, "embeddings_positive": [signed(4, 3)]})
    add("contrastive_loss", "bool", {**pairs, "labels": [bits(5) > 0]})

    classes = {**pairs, "labels": [ids(3, 5)]}
    add("npairs_loss", "plain", classes)
    add("npairs_loss", "two", pairs)
    add("npairs_loss", "regularized", classes, reg_lambda=0.5)
    add("npairs_loss", "not regularized", classes, reg_lambda=0.0)
    add("npairs_loss", "printed", classes, print_losses=True)
    add(
        "npairs_loss",
        "unknown batch",
        classes,
        static={name: (None,) + batches[0].shape[1:] for name, batches in classes.items()},
    )
    add("npairs_loss", "wrong", {**classes, "embeddings_positive": [signed(4, 2)]})

    vectors = {name: pairs[name] for name in ("embeddings_anchor", "embeddings_positive")}
    several = [[1, 0, 1, 2], [0, 0, 1, 1], [2, 0, 0, 1], [1, 1, 1, 1], [0, 3, 0, 1]]
    one = {"names": "the labels of any two pairs had ops of their own"}
    several = [Rows([counts], flat=True) for counts in several]
    for kind, options in (
        ("plain", {}),
        ("regularized", {"reg_lambda": 0.5}),
        ("printed", {"print_losses": True}),
    ):
        add("npairs_loss_multilabel", kind, vectors, apart=one, sparse_labels=several, **options)
    matrices = [Rows([counts, counts[::-1]]) for counts in ([1, 2], [0, 1], [3, 0], [1, 1], [0, 2])]
    add("npairs_loss_multilabel", "matrices", vectors, apart=one, sparse_labels=matrices)
    add("npairs_loss_multilabel", "dense", vectors, sparse_labels=[ids(3, 4)] * 5)

    # No sums of distances are equal in these, so that no rounding decides; exchanges do help.
    scattered = np.float32(np.round(64 * np.cos(7 * np.arange(32) ** 2)) / 64).reshape(16, 2)
    batch = {"labels": [ids(3, 16)], "embeddings": [scattered]}
    for margin_type in ("nmi", "ami", "ari", "vmeasure", "const"):
        for tuned in (True, False):
            add(
                "cluster_loss",
                f"{margin_type} {tuned}",
                batch,
                apart=sums,
                margin_multiplier=0.5,
                margin_type=margin_type,
                enable_pam_finetuning=tuned,
            )
    add("cluster_loss", "wide margin", batch, apart=sums, margin_multiplier=50.0)
    add("cluster_loss", "no margin", batch, apart=sums, margin_multiplier=0.0)
    add(
        "cluster_loss",
        "column",
        {**batch, "labels": [ids(3, 16, 1)]},
        apart=sums,
        margin_multiplier=1.0,
    )
    add("cluster_loss", "same", same, apart=sums, margin_multiplier=1.0)
    add("cluster_loss", "other", other, apart=sums, margin_multiplier=1.0)
    add("cluster_loss", "unknown margin", batch, margin_multiplier=1.0, margin_type="mean")
    return family
