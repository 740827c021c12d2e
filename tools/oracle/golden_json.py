"""Golden files: JSON that is lossless for floats, one case a line, and says repeated parts once.

Runs under Python 3.7 (the recorders) and 3.10+ (the tests).
"""

import collections
import json

import numpy as np

_SMALLEST_SHARED = 40  # characters; below this a reference would be no shorter than the part
_REFERENCE = "$same"


def array(values):
    """Returns `{dtype, shape, values}` for anything NumPy takes; equal dicts mean equal bits.

    Floats are their shortest decimal that reads back to the same bits. NaN and the infinities are
    strings, so that the file is plain JSON and NaN equals itself.
    """
    values = np.asarray(values)
    kind = values.dtype.kind
    if kind in "SO":
        dtype, flat = "string", [v if isinstance(v, str) else v.decode() for v in values.ravel()]
    elif kind in "fV":  # V: bfloat16
        dtype, flat = values.dtype.name, [_number(v) for v in values.ravel()]
    else:
        dtype, flat = values.dtype.name, values.ravel().tolist()
    return {"dtype": dtype, "shape": list(values.shape), "values": flat}


def _number(value):
    if not np.isfinite(value):
        return str(value)
    number = float(str(value))
    if value.dtype.type(number).tobytes() != value.tobytes():
        raise ValueError(f"{value!r} does not survive its decimal form")
    return number


def as_json(value):
    """Returns `value` as reading it back from a golden gives it: tuples become lists."""
    return json.loads(json.dumps(value, allow_nan=False))


def dump(path, header, cases):
    """Writes `header` (a dict) and `cases` (a list) to `path`, a case a line."""
    counts = collections.Counter()
    for case in cases:
        _count(as_json(case), counts)
    shared, places = [], {}

    def pack(value):
        if not isinstance(value, (dict, list)):
            return value
        text = json.dumps(value)
        if len(text) >= _SMALLEST_SHARED and counts[text] > 1:
            if text not in places:
                packed = pack_parts(value)
                places[text] = len(shared)
                shared.append(packed)
            return {_REFERENCE: places[text]}
        return pack_parts(value)

    def pack_parts(value):
        if isinstance(value, dict):
            return {key: pack(part) for key, part in value.items()}
        return [pack(part) for part in value]

    lines = [pack(as_json(case)) for case in cases]
    with open(str(path), "w") as out:
        out.write("{")
        for key, value in header.items():
            out.write(f"{json.dumps(key)}: {json.dumps(value)},\n")
        for key, rows in (("cases", lines), ("shared", shared)):
            out.write(f'"{key}": [\n')
            out.write(",\n".join(json.dumps(row, separators=(",", ":")) for row in rows))
            out.write("\n]" + (",\n" if key == "cases" else "}\n"))


def _count(value, counts):
    if isinstance(value, (dict, list)):
        text = json.dumps(value)
        counts[text] += 1
        if counts[text] == 1:  # a repeated part is counted as one, its own parts with it
            for part in value.values() if isinstance(value, dict) else value:
                _count(part, counts)


def load(path):
    """Returns the list of cases in `path`. Shared parts are shared objects: do not change them."""
    with open(str(path)) as source:
        golden = json.load(source)
    shared = []

    def unpack(value):
        if isinstance(value, list):
            return [unpack(part) for part in value]
        if not isinstance(value, dict):
            return value
        if _REFERENCE in value:
            return shared[value[_REFERENCE]]
        return {key: unpack(part) for key, part in value.items()}

    for part in golden["shared"]:  # a part refers only to those before it
        shared.append(unpack(part))
    return unpack(golden["cases"])
