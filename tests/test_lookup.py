"""Tables from files, and what goldens cannot hold; the rest is in tests/contrib."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from contrib_learn_compat import lookup


@pytest.fixture
def vocabulary(tmp_path):
    path = tmp_path / "vocabulary.txt"
    path.write_text("emerson\nlake\npalmer\n")
    return str(path)


def run(*fetches):
    with tf.Session() as session:
        session.run(tf.tables_initializer())
        return session.run(fetches)


@pytest.mark.parametrize(
    "make", [lookup.index_table_from_file, lookup.string_to_index_table_from_file]
)
def test_index_table_from_file(vocabulary, make):
    with tf.Graph().as_default():
        table = make(vocabulary, num_oov_buckets=1, vocab_size=2)
        (ids,) = run(table.lookup(tf.constant(["lake", "palmer", "emerson"])))
    np.testing.assert_array_equal(ids, [1, 2, 0])


def test_index_to_string_table_from_file(vocabulary):
    with tf.Graph().as_default():
        table = lookup.index_to_string_table_from_file(vocabulary, default_value="?")
        (words,) = run(table.lookup(tf.constant([2, 9], tf.int64)))
    assert list(words) == [b"palmer", b"?"]


def test_text_file_initializers(vocabulary):
    with tf.Graph().as_default():
        ids = lookup.HashTable(lookup.TextFileIdTableInitializer(vocabulary), -1)
        words = lookup.HashTable(lookup.TextFileStringTableInitializer(vocabulary), "?")
        found = run(ids.lookup(tf.constant(["lake"])), words.lookup(tf.constant([0], tf.int64)))
    assert [list(part) for part in found] == [[1], [b"emerson"]]


def test_a_hash_table_is_shared_by_name_only():
    with tf.Graph().as_default() as graph:
        initializer = lookup.KeyValueTensorInitializer(["a"], tf.constant([1], tf.int64))
        for shared_name in (None, "shared"):
            lookup.HashTable(initializer, -1, shared_name=shared_name)
        tables = [op for op in graph.get_operations() if op.type == "HashTableV2"]
    assert [op.get_attr("shared_name") for op in tables] == [b"", b"shared"]


def test_export():
    with tf.Graph().as_default():
        initializer = lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([1, 2], tf.int64))
        keys, values = run(*lookup.HashTable(initializer, -1).export())
    assert dict(zip(keys, values, strict=True)) == {b"a": 1, b"b": 2}


def test_in_eager_execution():
    if not tf.executing_eagerly():
        pytest.skip("a test before this one began a TF 1.x program")
    initializer = lookup.KeyValueTensorInitializer(["a"], tf.constant([1], tf.int64))
    table = lookup.HashTable(initializer, -1)
    assert table.name is None
    assert table.lookup(tf.constant(["a", "z"])).numpy().tolist() == [1, -1]
