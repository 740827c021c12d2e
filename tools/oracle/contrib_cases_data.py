"""Transformations of tf.contrib.data, by the elements that they give."""

from layer_cases import Family

FAMILY = Family()


def _add(id, build, elements=3):
    """Adds a case: a transformation of the numbers 0 to 9, or a dataset."""

    def case(kit):
        result = build(kit, kit.module("data"))
        numbers = kit.tf.data.Dataset.range(10)
        dataset = numbers.apply(result) if callable(result) else result
        iterator = kit.tf.data.make_one_shot_iterator(dataset)
        shapes = [
            str(shape.as_list())
            for shape in kit.tf.nest.flatten(kit.tf.data.get_output_shapes(dataset))
        ]
        told = {}
        for number in range(elements):  # one after the other
            with kit.tf.control_dependencies(_tensors(kit, told)):
                told[str(number)] = iterator.get_next()
        return told, shapes

    FAMILY.add(id, case, ops="the core's", gradients=False)


def _tensors(kit, told):
    return [
        part.values if isinstance(part, kit.tf.SparseTensor) else part
        for element in told.values()
        for part in kit.tf.nest.flatten(element)
    ]


def _pairs(kit):
    numbers = kit.tf.data.Dataset.range(10)
    return kit.tf.data.Dataset.zip((numbers, numbers.map(lambda x: {"double": 2 * x})))


_add("batch_and_drop_remainder/plain", lambda k, d: d.batch_and_drop_remainder(3))
_add("batch_and_drop_remainder/large", lambda k, d: d.batch_and_drop_remainder(10), elements=1)
_add(
    "padded_batch_and_drop_remainder/plain",
    lambda k, d: (
        k.tf.data.Dataset.range(5)
        .map(lambda x: k.tf.fill([x], x))
        .apply(d.padded_batch_and_drop_remainder(2, [None]))
    ),
    elements=2,
)
_add(
    "padded_batch_and_drop_remainder/value",
    lambda k, d: (
        k.tf.data.Dataset.range(5)
        .map(lambda x: k.tf.fill([x], x))
        .apply(d.padded_batch_and_drop_remainder(2, [4], k.tf.constant(-1, "int64")))
    ),
    elements=2,
)
_add("sliding_window_batch/plain", lambda k, d: d.sliding_window_batch(3))
_add("sliding_window_batch/shift", lambda k, d: d.sliding_window_batch(3, window_shift=2))
_add("sliding_window_batch/stride", lambda k, d: d.sliding_window_batch(3, stride=3))
_add("sliding_window_batch/spread", lambda k, d: d.sliding_window_batch(3, None, 2, 2))
_add("sliding_window_batch/nest", lambda k, d: _pairs(k).apply(d.sliding_window_batch(2)))
_add(
    "sliding_window_batch/dict",
    lambda k, d: (
        k.tf.data.Dataset.range(5).map(lambda x: {"a": x}).apply(d.sliding_window_batch(2))
    ),
)
_add(
    "assert_element_shape/plain",
    lambda k, d: d.assert_element_shape(k.tf.TensorShape([])),
)
_add(
    "assert_element_shape/nest",
    lambda k, d: (
        _pairs(k)
        .map(lambda x, y: (k.tf.placeholder_with_default([1.0, 2.0], None), y))
        .apply(d.assert_element_shape((k.tf.TensorShape([2]), {"double": k.tf.TensorShape([])})))
    ),
)
_add("enumerate_dataset/plain", lambda k, d: d.enumerate_dataset(5))
_add("Counter/plain", lambda k, d: d.Counter(3, 2))
_add("scan/plain", lambda k, d: d.scan(k.tf.constant(0, "int64"), lambda s, x: (s + x, s * x)))
_add(
    "unique/plain", lambda k, d: k.tf.data.Dataset.range(10).map(lambda x: x // 3).apply(d.unique())
)
_add(
    "unbatch/plain",
    lambda k, d: k.tf.data.Dataset.from_tensors(k.floats(3, 2)).apply(d.unbatch()),
)
_add("map_and_batch/plain", lambda k, d: d.map_and_batch(lambda x: x * x, 4))
_add(
    "ignore_errors/plain",
    lambda k, d: (
        k.tf.data.Dataset.from_tensor_slices([1.0, 0.0, 2.0])
        .map(lambda x: k.tf.check_numerics(1.0 / x, "bad"))
        .apply(d.ignore_errors())
    ),
    elements=2,
)
_add(
    "group_by_window/plain",
    lambda k, d: d.group_by_window(lambda x: x % 2, lambda key, w: w.batch(3), 3),
)
_add(
    "bucket_by_sequence_length/plain",
    lambda k, d: (
        k.tf.data.Dataset.range(6)
        .map(lambda x: k.tf.fill([x], x))
        .apply(d.bucket_by_sequence_length(lambda x: k.tf.shape(x)[0], [3], [2, 2]))
    ),
)
_add(
    "choose_from_datasets/plain",
    lambda k, d: d.choose_from_datasets(
        [k.tf.data.Dataset.range(3), k.tf.data.Dataset.range(10, 13)],
        k.tf.data.Dataset.from_tensor_slices(k.tf.constant([0, 1, 0], "int64")),
    ),
)
_add(
    "parallel_interleave/plain",
    lambda k, d: d.parallel_interleave(lambda x: k.tf.data.Dataset.from_tensors(x).repeat(2), 2),
)
_add("sloppy_interleave/one", lambda k, d: d.sloppy_interleave(k.tf.data.Dataset.from_tensors, 1))
_add(
    "dense_to_sparse_batch/plain",
    lambda k, d: (
        k.tf.data.Dataset.range(6)
        .map(lambda x: k.tf.fill([x], x))
        .apply(d.dense_to_sparse_batch(2, [6]))
    ),
)


def _reduced(kit, data):
    reducer = data.Reducer(lambda _: kit.tf.constant(3, "int64"), lambda s, x: s + x, lambda s: -s)
    return data.reduce_dataset(kit.tf.data.Dataset.range(5), reducer)


FAMILY.add(
    "reduce_dataset/plain",
    lambda kit: _reduced(kit, kit.module("data")),
    ops="the core's",
    gradients=False,
)
FAMILY.add(
    "get_single_element/plain",
    lambda kit: kit.module("data").get_single_element(kit.tf.data.Dataset.range(1)),
    ops="the core's",
    gradients=False,
)
FAMILY.errors(
    "errors",
    [
        lambda kit: kit.module("data").sliding_window_batch(3, stride=1, window_shift=1),
        lambda kit: kit.module("data").reduce_dataset([1], None),
    ],
)
