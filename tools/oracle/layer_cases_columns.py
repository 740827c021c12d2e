"""The old feature columns: input layers, linear models, parsing and errors."""

import os
import tempfile

import layer_cases

FAMILY = layer_cases.Family()
add = FAMILY.add

_MEAN = "SparseSegmentMean adds up in another order since TF 2"
_LOOKUP = "the core's embedding_lookup_sparse, which the scope belongs to, has other ops since TF 2"
_PARSING = "the core parses a SequenceExample otherwise since TF 2"


def features(k):
    return {
        "age": k.tensor([[1], [25], [50]]),
        "incomes": k.tensor([[1, 2], [3, 4], [5, 6]], "int32"),
        "job": k.sparse([["a", "b"], [], ["zz"]]),
        "school": k.sparse([[1], [2, 3], [7]], "int64"),
        "weight": k.sparse([[0.5, 2.0], [], [-1.0]], "float32"),
        "count": k.sparse([[5, 2], [], [1]], "int64"),
        "dense": k.tensor([["a"], [""], ["c"]], object),
        "dense_ids": k.tensor([[1], [-1], [4]], "int64"),
    }


def vocabulary_file():
    path = os.path.join(tempfile.gettempdir(), "layer_cases_vocabulary.txt")
    with open(path, "w") as out:
        out.write("a\nb\nc\n")
    return path


class Columns:
    """Makes columns of `features`, each by a method of its own."""

    def __init__(self, k):
        self.k, self.l, self.tf = k, k.layers, k.tf

    def age(self):
        return self.l.real_valued_column("age")

    def incomes(self):
        return self.l.real_valued_column(
            "incomes", dimension=2, dtype=self.tf.int32, normalizer=lambda x: x - 1
        )

    def age_buckets(self):
        return self.l.bucketized_column(self.age(), [18, 30])

    def incomes_buckets(self):
        source = self.l.real_valued_column("incomes", dimension=2, dtype=self.tf.int32)
        return self.l.bucketized_column(source, (1.5, 3.0, 3.0))

    def hashed(self):
        return self.l.sparse_column_with_hash_bucket("job", 10)

    def hashed_ints(self):
        return self.l.sparse_column_with_hash_bucket("school", 7, dtype=self.tf.int64)

    def hashed_twice(self):
        return self.l.sparse_column_with_hash_bucket("job", 7, hash_keys=[[1, 2], [3, 4]])

    def keys(self):
        return self.l.sparse_column_with_keys("job", ["a", "b", "c"])

    def int_keys(self):
        return self.l.sparse_column_with_keys(
            "school", [7, 3], default_value=1, dtype=self.tf.int64, combiner="sqrtn"
        )

    def ids(self):
        return self.l.sparse_column_with_integerized_feature("school", 5, combiner="mean")

    def vocabulary(self):
        return self.l.sparse_column_with_vocabulary_file(
            "job", vocabulary_file(), num_oov_buckets=2, vocab_size=3
        )

    def dense(self):
        return self.l.sparse_column_with_hash_bucket("dense", 5)

    def dense_ids(self):
        return self.l.sparse_column_with_integerized_feature("dense_ids", 5)

    def weighted(self):
        return self.l.weighted_sparse_column(self.keys(), "weight")

    def weighted_by_count(self):
        return self.l.weighted_sparse_column(self.hashed(), "count", dtype=self.tf.int64)

    def crossed(self):
        return self.l.crossed_column([self.hashed(), self.age_buckets()], 50)

    def crossed_with_key(self):
        return self.l.crossed_column(
            [self.keys(), self.incomes_buckets()], 20, hash_key=12345, combiner="mean"
        )

    def crossed_cross(self):
        return self.l.crossed_column([self.crossed(), self.ids()], 2**40, combiner="sqrtn")


WIDE = (
    "age incomes age_buckets incomes_buckets hashed hashed_ints hashed_twice keys int_keys ids "
    "vocabulary dense dense_ids weighted weighted_by_count crossed crossed_with_key"
).split()
IDS = ("hashed hashed_ints hashed_twice keys ids vocabulary dense_ids weighted crossed").split()


def embedded(k, column, dimension=3, **kwargs):
    initializer = k.tf.ones_initializer()
    return k.layers.embedding_column(column, dimension, initializer=initializer, **kwargs)


def linear(name):
    return lambda k: k.layers.weighted_sum_from_feature_columns(
        features(k), [getattr(Columns(k), name)()], 2
    )[::2]


def inputs(make, **kwargs):
    return lambda k: k.layers.input_from_feature_columns(features(k), make(k, Columns(k)), **kwargs)


for name in WIDE:
    add("linear/" + name, linear(name), close=_MEAN)
for name in "age incomes age_buckets incomes_buckets".split():
    add("input/" + name, inputs(lambda k, c, n=name: [getattr(c, n)()]))
for name in IDS:
    add(
        "embedding/" + name,
        inputs(lambda k, c, n=name: [embedded(k, getattr(c, n)())]),
        close=_MEAN,
    )
for name in "keys ids vocabulary weighted dense_ids".split():
    add("one_hot/" + name, inputs(lambda k, c, n=name: [k.layers.one_hot_column(getattr(c, n)())]))
for combiner in ("mean", "sqrtn", "sum"):
    for name in ("hashed", "weighted"):
        add(
            f"embedding/{name}_{combiner}",
            inputs(lambda k, c, n=name, b=combiner: [embedded(k, getattr(c, n)(), combiner=b)]),
            close=_MEAN,
        )
    add(
        "scattered/" + combiner,
        inputs(
            lambda k, c, b=combiner: [
                k.layers.scattered_embedding_column(
                    "job",
                    100,
                    3,
                    k.layers.SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY,
                    combiner=b,
                    initializer=k.tf.ones_initializer(),
                )
            ]
        ),
        close=_MEAN,
    )
add("embedding/max_norm", inputs(lambda k, c: [embedded(k, c.ids(), max_norm=0.5)]), close=_MEAN)
add(
    "embedding/not_trainable",
    inputs(lambda k, c: [embedded(k, c.ids(), trainable=False)]),
    close=_MEAN,
)
add(
    "embedding/default_initializer",
    inputs(lambda k, c: [k.layers.embedding_column(c.hashed(), 4)]),
    run=False,  # the core derives an op's seed from the graph's otherwise than TF 1.15
)


def shared(k, c, **kwargs):
    other = k.layers.sparse_column_with_keys("dense", ["a", "b", "c"])
    return k.layers.shared_embedding_columns(
        [c.keys(), other], 2, initializer=k.tf.ones_initializer(), **kwargs
    )


add("shared/named_for_columns", inputs(shared), close=_MEAN)
add("shared/named", inputs(lambda k, c: shared(k, c, shared_embedding_name="both")), close=_MEAN)
add(
    "shared/one_column",
    inputs(lambda k, c: k.layers.shared_embedding_columns([c.keys()], 2)),
    close=_MEAN,
)


def names_of_shared(k):
    def column(name):
        return k.layers.sparse_column_with_hash_bucket(name, 10)

    weighted = k.layers.weighted_sparse_column(column("a"), "w")
    plain = [column(name) for name in "edcb"]
    lists = [plain, plain[:2], [weighted] + plain[:2], [weighted] + plain]
    return [
        [c.shared_embedding_name for c in k.layers.shared_embedding_columns(columns, 2)]
        for columns in lists
    ]


add("shared/names", names_of_shared, run=False)


def many(k, c):
    return [c.age(), c.incomes_buckets(), embedded(k, c.hashed()), k.layers.one_hot_column(c.ids())]


add("input/many", inputs(many, scope="mine", weight_collections=["mine"]), close=_MEAN)
add("input/not_trainable", inputs(many, trainable=False), close=_MEAN)


def outputs_by_column(k):
    outputs = {}
    columns = many(k, Columns(k))
    layer = k.layers.input_from_feature_columns(features(k), columns, cols_to_outs=outputs)
    return layer, outputs


add("input/cols_to_outs", outputs_by_column, close=_MEAN)
add(
    "input/ranks",
    lambda k: [
        k.layers.input_from_feature_columns(
            {"x": k.floats(*shape, static=static)}, [k.layers.real_valued_column("x", 12)]
        )
        for shape, static in (
            ([2, 12], [2, 12]),
            ([2, 12], [None, 12]),
            ([2, 3, 4], [None, 3, 4]),
            ([2, 3, 4], [None, None, 4]),
        )
    ],
)
add(
    "input/vector",
    lambda k: k.layers.input_from_feature_columns({"age": k.floats(4)}, [Columns(k).age()]),
)


def wide(k, **kwargs):
    c = Columns(k)
    columns = [c.age(), c.age_buckets(), c.hashed(), c.crossed(), c.weighted()]
    return k.layers.weighted_sum_from_feature_columns(features(k), columns, 1, **kwargs)


add("linear/many", wide, close=_MEAN)
add(
    "linear/options",
    lambda k: wide(k, scope="mine", weight_collections=["mine"], trainable=False),
    close=_MEAN,
)


def joint(k, **kwargs):
    c = Columns(k)
    columns = [c.hashed_twice(), c.hashed(), c.crossed()]
    return k.layers.joint_weighted_sum_from_feature_columns(features(k), columns, 2, **kwargs)


add("joint/sum", joint)
add("joint/options", lambda k: joint(k, scope="mine", weight_collections=["a"], trainable=False))


def partitioned(k):
    with k.tf.variable_scope("parts", partitioner=k.tf.fixed_size_partitioner(2)):
        return wide(k)[0], k.layers.input_from_feature_columns(features(k), many(k, Columns(k)))


add("linear/partitioned", partitioned, close=_MEAN)


def transformed(k):
    c = Columns(k)
    columns = [c.age(), c.age_buckets(), c.hashed(), c.weighted(), c.crossed(), c.dense()]
    columns += [embedded(k, c.ids()), k.layers.one_hot_column(c.ids())]
    return k.layers.transform_features(features(k), columns)


add("transform_features", transformed)
add(
    "transform_features/crossed_cross",
    lambda k: k.layers.transform_features(features(k), [Columns(k).crossed_cross()]),
)


def spec_columns(k):
    c = Columns(k)
    default = k.layers.real_valued_column("defaulted", 2, default_value=[1, 2.5])
    scattered = k.layers.scattered_embedding_column("scattered", 10, 3, 1)
    return [default, c.incomes(), c.age_buckets(), c.weighted(), c.crossed(), scattered]


add(
    "spec",
    lambda k: k.layers.create_feature_spec_for_parsing(spec_columns(k)),
    run=False,
)
add(
    "placeholders",
    lambda k: k.layers.make_place_holder_tensors_for_base_features(spec_columns(k)),
    run=False,
)


def examples(k):
    Example = k.tf.train.Example
    texts = (
        'features { feature { key: "age" value { float_list { value: 20 } } }'
        ' feature { key: "job" value { bytes_list { value: "a" value: "c" } } } }',
        'features { feature { key: "age" value { float_list { value: 40 } } } }',
    )
    from google.protobuf import text_format

    return [text_format.Parse(text, Example()).SerializeToString() for text in texts]


add(
    "parse_examples",
    lambda k: k.layers.parse_feature_columns_from_examples(
        k.tf.constant(examples(k)), [Columns(k).age_buckets(), Columns(k).keys()]
    ),
)


def sequence_example(k):
    from google.protobuf import text_format

    text = (
        'context { feature { key: "age" value { float_list { value: 20 } } } }'
        'feature_lists { feature_list { key: "incomes" value {'
        " feature { int64_list { value: 1 value: 2 } }"
        " feature { int64_list { value: 3 value: 4 } } } } }"
    )
    return text_format.Parse(text, k.tf.train.SequenceExample()).SerializeToString()


def parsed_sequence(k):
    incomes = k.layers.real_valued_column("incomes", 2, dtype=k.tf.int64)
    return k.layers.parse_feature_columns_from_sequence_examples(
        k.tf.constant([sequence_example(k)]), [Columns(k).age()], [incomes, Columns(k).hashed()]
    )


add("parse_sequence_examples", parsed_sequence, ops=_PARSING)


def sequences(k):
    c = Columns(k)
    tensors = {
        "incomes": k.floats(3, 2, 2, static=[None, 2, 2]),
        "job": k.sparse([["a", "b"], [], ["zz"]]),
    }
    columns = [c.incomes(), embedded(k, c.hashed()), k.layers.one_hot_column(c.keys())]
    return k.layers.sequence_input_from_feature_columns(tensors, columns)


add("sequence", sequences, close=_MEAN)
add(
    "infer",
    lambda k: k.layers.infer_real_valued_columns(
        {"a": k.floats(2, 3, 4), "b": k.tensor([1, 2], "int64")}
    ),
    run=False,
)
add("infer/tensor", lambda k: k.layers.infer_real_valued_columns(k.floats(2, 3)), run=False)
for name in WIDE:
    if name not in ("incomes", "vocabulary"):  # whose texts hold an address and a path
        add(
            "text/" + name,
            lambda k, n=name: [
                getattr(Columns(k), n)(),
                getattr(Columns(k), n)().key,
                getattr(Columns(k), n)().name,
            ],
            run=False,
        )


def in_core(function, *names, **kwargs):
    """Returns a case of the core's own function on old columns."""

    def build(k):
        columns = [getattr(Columns(k), name)() for name in names]
        columns += [embedded(k, Columns(k).hashed())] if kwargs.get("embedding") else []
        columns += [k.layers.one_hot_column(Columns(k).ids())] if kwargs.get("one_hot") else []
        return getattr(k.tf.feature_column, function)(features(k), columns)

    return build


_CORE = "the core names ops of its own layers otherwise since TF 2"
add("core/input_layer", in_core("input_layer", "age", "incomes", "age_buckets"), ops=_CORE)
add(
    "core/input_layer_ids",
    in_core("input_layer", embedding=True, one_hot=True),
    close=_MEAN,
    ops=_CORE,
)
add(
    "core/linear_model",
    in_core("linear_model", "age_buckets", "hashed", "ids"),
    close=_MEAN,
    ops=_CORE,
)
add(
    "core/linear_model_more",
    in_core("linear_model", "age", "weighted", "crossed"),
    close=_MEAN,
    ops=_CORE,
)


def lookup(k, *args, **kwargs):
    weights = kwargs.pop("weights", None) or k.tf.get_variable("w", [5, 3])
    ids = k.sparse([[1, -1], [], [4, 2]], "int64")
    return k.layers.safe_embedding_lookup_sparse(weights, ids, *args, **kwargs)


def weights(k):
    return k.sparse([[1.0, 2.0], [], [0.0, 0.5]], "float32")


add("lookup/safe", lookup, close=_MEAN)
add("lookup/default_id", lambda k: lookup(k, default_id=2), close=_MEAN, ops=_LOOKUP)
for combiner in ("mean", "sqrtn", "sum"):
    add(
        "lookup/weighted_" + combiner,
        lambda k, c=combiner: lookup(k, weights(k), combiner=c, name="mine"),
        close=_MEAN,
    )
add(
    "lookup/rank_3",
    lambda k: k.layers.safe_embedding_lookup_sparse(
        k.tf.get_variable("w", [5, 3]),
        k.tf.SparseTensor([[0, 0, 1], [1, 1, 0]], k.tf.constant([3, 4], k.tf.int64), [2, 2, 2]),
    ),
    close=_MEAN,
)
add(
    "lookup/unique",
    lambda k: k.layers.embedding_lookup_unique(k.tf.get_variable("w", [5, 3]), [[1, 2], [1, 1]]),
)


def scattered(k, **kwargs):
    ops = k.module("layers.python.layers.embedding_ops")
    params = [k.tf.get_variable(f"w{i}", [n]) for i, n in enumerate((34, 33, 33))]
    dense = ops.scattered_embedding_lookup(params, k.tensor([["a", "b"]], object), 4, **kwargs)
    ints = ops.scattered_embedding_lookup(params, k.tensor([7, 8], "int64"), 4, **kwargs)
    sparse = ops.scattered_embedding_lookup_sparse(
        params, k.sparse([["a"], [], ["b", "c"]]), 4, combiner="sum", **kwargs
    )
    return dense, ints, sparse


add("lookup/scattered", scattered)
add("lookup/scattered_with_key", lambda k: scattered(k, hash_key=99))


def real(k, *args, **kwargs):
    return k.layers.real_valued_column("x", *args, **kwargs)


FAMILY.errors(
    "real_valued",
    [
        lambda k: real(k, dimension=None),
        lambda k: real(k, dimension=0),
        lambda k: real(k, dimension=1.5),
        lambda k: real(k, dtype=k.tf.string),
        lambda k: real(k, default_value="a"),
        lambda k: real(k, 2, default_value=[1]),
        lambda k: real(k, 2, default_value=1),
        lambda k: real(k, 2, default_value=1.5, dtype=k.tf.int64),
        lambda k: real(k, 2, default_value=[1, 2.0]),
        lambda k: real(k, 2, default_value=(1, 2)),
        lambda k: k.layers.bucketized_column(Columns(k).keys(), [1]),
        lambda k: k.layers.bucketized_column(real(k), []),
        lambda k: k.layers.bucketized_column(real(k), [2, 1]),
        lambda k: k.layers.bucketized_column(real(k), 3),
    ],
)
FAMILY.errors(
    "ids",
    [
        lambda k: k.layers.sparse_column_with_hash_bucket("a", 0),
        lambda k: k.layers.sparse_column_with_hash_bucket("a", 3, dtype=k.tf.float32),
        lambda k: k.layers.sparse_column_with_hash_bucket("a", 3, hash_keys=[]),
        lambda k: k.layers.sparse_column_with_hash_bucket("a", 3, hash_keys=[[1]]),
        lambda k: k.layers.sparse_column_with_hash_bucket("a", 3, hash_keys=[[1, "b"]]),
        lambda k: k.layers.sparse_column_with_integerized_feature("a", 3, dtype=k.tf.string),
        lambda k: k.layers.sparse_column_with_integerized_feature("a", None),
        lambda k: k.layers.sparse_column_with_vocabulary_file("a", "file"),
        lambda k: k.layers.sparse_column_with_keys("a", ["b"], dtype=k.tf.float32),
        lambda k: k.layers.weighted_sparse_column(Columns(k).keys(), "w", k.tf.string),
        lambda k: k.layers.crossed_column([Columns(k).hashed()], 3),
        lambda k: k.layers.crossed_column([Columns(k).hashed(), Columns(k).age()], 3),
        lambda k: k.layers.crossed_column([Columns(k).hashed(), Columns(k).keys()], 1),
        lambda k: k.layers.crossed_column(
            [Columns(k).hashed(), Columns(k).keys()], 9, ckpt_to_load_from="a"
        ),
    ],
)
FAMILY.errors(
    "embedding",
    [
        lambda k: k.layers.embedding_column(Columns(k).keys(), 3, initializer=3),
        lambda k: k.layers.embedding_column(Columns(k).keys(), 3, tensor_name_in_ckpt="a"),
        lambda k: k.layers.shared_embedding_columns("abc", 3),
        lambda k: k.layers.shared_embedding_columns([], 3),
        lambda k: k.layers.shared_embedding_columns([Columns(k).age()], 3),
        lambda k: k.layers.shared_embedding_columns([Columns(k).keys(), Columns(k).hashed()], 3),
        lambda k: k.layers.scattered_embedding_column("a", 0, 1, 1),
        lambda k: k.layers.scattered_embedding_column("a", 1, 1, 1, "max"),
        lambda k: k.layers.scattered_embedding_column("a", 1, 1, 1, initializer=3),
        lambda k: k.layers.safe_embedding_lookup_sparse(None, k.sparse([[1]], "int64")),
        lambda k: k.layers.safe_embedding_lookup_sparse([], k.sparse([[1]], "int64")),
    ],
)


def input_error(names, tensors=features):
    return lambda k: k.layers.input_from_feature_columns(
        tensors(k), [getattr(Columns(k), name)() for name in names.split()]
    )


def linear_error(names, tensors=features):
    return lambda k: k.layers.weighted_sum_from_feature_columns(
        tensors(k), [getattr(Columns(k), name)() for name in names.split()], 2
    )


def nothing(k):
    return {}


FAMILY.errors(
    "building",
    [
        input_error("keys"),
        input_error("weighted"),
        input_error("crossed"),
        input_error("age age"),
        input_error("age", nothing),
        input_error("age_buckets", nothing),
        linear_error("crossed", nothing),
        linear_error("hashed", nothing),
        input_error(""),
        input_error("age", lambda k: {"age": k.tf.placeholder(k.tf.float32, [])}),
        linear_error("age", lambda k: {"age": k.tf.placeholder(k.tf.float32)}),
        lambda k: k.layers.weighted_sum_from_feature_columns(
            features(k), [k.layers.one_hot_column(Columns(k).keys())], 2
        ),
        lambda k: k.layers.joint_weighted_sum_from_feature_columns(
            features(k), [Columns(k).age()], 2
        ),
        lambda k: k.layers.joint_weighted_sum_from_feature_columns(
            features(k), [Columns(k).ids()], 2
        ),
        lambda k: k.layers.joint_weighted_sum_from_feature_columns(
            features(k), [Columns(k).weighted()], 2
        ),
        lambda k: k.layers.input_from_feature_columns(features(k), [], cols_to_outs=3),
        lambda k: k.layers.create_feature_spec_for_parsing([3]),
        lambda k: k.layers.check_feature_columns({}),
        lambda k: k.layers.sequence_input_from_feature_columns({}, [Columns(k).age_buckets()]),
        lambda k: k.layers.sequence_input_from_feature_columns(
            {}, [embedded(k, Columns(k).crossed())]
        ),
        lambda k: k.layers.sequence_input_from_feature_columns(
            {"age": k.tf.placeholder(k.tf.float32, [3])}, [Columns(k).age()]
        ),
    ],
)
