"""Tables of tf.contrib.lookup."""

from layer_cases import Family

FAMILY = Family()
_WORDS = ["emerson", "lake", "palmer"]


def _add(id, build, **how):
    """Adds a case; the ops that only check shapes and hand on constants are the core's."""
    FAMILY.add(id, lambda kit: build(kit, kit.module("lookup")), ops="the core's", **how)


def _keys(kit, *words):
    return kit.tf.constant(list(words) or ["lake", "bass", "emerson"])


def _looked_up(make, *keys):
    def case(kit, lookup):
        table = make(kit, lookup)
        return table.lookup(_keys(kit, *keys)), table.size(), str(table.name)

    return case


def _hash_table(kit, lookup, **options):
    initializer = lookup.KeyValueTensorInitializer(_WORDS, kit.tf.constant([7, 8, 9], "int64"))
    return lookup.HashTable(initializer, -1, **options)


_add("HashTable/plain", _looked_up(_hash_table))
_add("HashTable/name", _looked_up(lambda k, lib: _hash_table(k, lib, name="mine")))
_add(
    "HashTable/shared",
    _looked_up(lambda k, lib: _hash_table(k, lib, shared_name="shared", name="scope/mine")),
)


def _init_and_default(kit, lookup):
    table = _hash_table(kit, lookup)
    same = table.init is table.initializer
    return table.default_value, table.key_dtype.name, table.value_dtype.name, same


_add("HashTable/init", _init_and_default)


def _hashed(kit, lookup, spec):
    table = lookup.IdTableWithHashBuckets(_hash_table(kit, lookup), 5, hasher_spec=spec, name="ids")
    return table.lookup(_keys(kit, "lake", "bass", "piano", "drums")), table.size()


_add("IdTableWithHashBuckets/fast", lambda k, lib: _hashed(k, lib, lib.FastHashSpec))
_add("IdTableWithHashBuckets/strong", lambda k, lib: _hashed(k, lib, lib.StrongHashSpec([1, 2])))
_add(
    "IdTableWithHashBuckets/no_table",
    _looked_up(lambda k, lib: lib.IdTableWithHashBuckets(None, num_oov_buckets=4)),
)
_add(
    "index_table_from_tensor/plain", _looked_up(lambda k, lib: lib.index_table_from_tensor(_WORDS))
)
_add(
    "index_table_from_tensor/default",
    _looked_up(lambda k, lib: lib.index_table_from_tensor(_WORDS, default_value=42, name="mine")),
)
_add(
    "index_table_from_tensor/buckets",
    _looked_up(lambda k, lib: lib.index_table_from_tensor(_WORDS, num_oov_buckets=3)),
)


def _index_of_integers(kit, lookup):
    table = lookup.index_table_from_tensor(
        kit.tf.constant([30, 10, 20], "int64"), num_oov_buckets=2, dtype=kit.tf.int64
    )
    return table.lookup(kit.tf.constant([10, 99, 30, 98], "int64"))


_add("index_table_from_tensor/integers", _index_of_integers)


def _sparse(kit, lookup):
    return lookup.index_table_from_tensor(_WORDS).lookup(kit.sparse([["lake"], ["x", "palmer"]]))


_add("index_table_from_tensor/sparse", _sparse)
_add(
    "index_to_string_table_from_tensor/plain",
    lambda k, lib: lib.index_to_string_table_from_tensor(_WORDS).lookup(
        k.tf.constant([1, 5, 0], "int64")
    ),
)
_add(
    "index_to_string_table_from_tensor/default",
    lambda k, lib: lib.index_to_string_table_from_tensor(_WORDS, "?", "mine").lookup(
        k.tf.constant([1, 5, 0], "int64")
    ),
)
_add("string_to_index/plain", lambda k, lib: lib.string_to_index(_keys(k), _WORDS))
_add("string_to_index/default", lambda k, lib: lib.string_to_index(_keys(k), _WORDS, 4, "mine"))
_add(
    "index_to_string/plain",
    lambda k, lib: lib.index_to_string(k.tf.constant([2, 7], "int64"), _WORDS, default_value="?"),
)
_add(
    "string_to_index_table_from_tensor/plain",
    _looked_up(lambda k, lib: lib.string_to_index_table_from_tensor(_WORDS, num_oov_buckets=2)),
)


def _exported(kit, table):
    """Returns a table's size and contents, in order."""
    keys, values = table.export()
    order = kit.tf.argsort(kit.tf.reshape(values, [-1])) if values.shape.ndims == 1 else None
    return table.size(), keys if order is None else kit.tf.gather(keys, order)


def _mutable(make):
    def case(kit, lookup):
        table = make(kit, lookup)
        insert = table.insert(kit.tf.constant([1, 2, 3], "int64"), kit.floats(3))
        with kit.tf.control_dependencies([insert]):
            return table.lookup(kit.tf.constant([3, 9, 1], "int64")), table.size()

    return case


_add(
    "MutableHashTable/plain",
    _mutable(lambda k, lib: lib.MutableHashTable("int64", "float32", -1.0)),
)
_add(
    "MutableHashTable/name",
    _mutable(
        lambda k, lib: lib.MutableHashTable("int64", "float32", -1.0, "mine", checkpoint=False)
    ),
)
_add(
    "MutableDenseHashTable/plain",
    _mutable(lambda k, lib: lib.MutableDenseHashTable("int64", "float32", -1.0, 0, -1)),
)
_add(
    "MutableDenseHashTable/buckets",
    _mutable(
        lambda k, lib: lib.MutableDenseHashTable(
            "int64", "float32", -1.0, 0, -1, initial_num_buckets=4, name="mine"
        )
    ),
)
for _number, _build in enumerate(
    [
        lambda k, lib: lib.index_table_from_tensor(None),
        lambda k, lib: lib.index_to_string_table_from_tensor(None),
        lambda k, lib: lib.string_to_index_table_from_tensor([1, 2]),
    ]
):
    _add(f"error_{_number}", _build, run=False)
