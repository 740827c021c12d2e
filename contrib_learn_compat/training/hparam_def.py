"""``tensorflow.HParamDef``, the message of hyperparameters, which TensorFlow no longer ships."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_Field = descriptor_pb2.FieldDescriptorProto
_ELEMENTS = {
    "Int64": _Field.TYPE_INT64,
    "Float": _Field.TYPE_FLOAT,
    "Bytes": _Field.TYPE_BYTES,
    "Bool": _Field.TYPE_BOOL,
}
# In the order of the fields' numbers.
_KINDS = (
    "int64_value float_value bytes_value int64_list float_list bytes_list bool_value bool_list"
).split()


def _define_message():
    """Returns the message's class, from a pool of its own: a program may define it, too."""
    file = descriptor_pb2.FileDescriptorProto(
        name="tensorflow/contrib/training/python/training/hparam.proto",
        package="tensorflow",
        syntax="proto3",
    )
    hparam_def = file.message_type.add(name="HParamDef")
    for name, element in _ELEMENTS.items():
        elements = hparam_def.nested_type.add(name=f"{name}List")
        elements.field.add(name="value", number=1, type=element, label=_Field.LABEL_REPEATED)

    value = hparam_def.nested_type.add(name="HParamType")
    value.oneof_decl.add(name="kind")
    for number, kind in enumerate(_KINDS, start=1):
        element, _, form = kind.partition("_")
        field = value.field.add(
            name=kind, number=number, label=_Field.LABEL_OPTIONAL, oneof_index=0
        )
        if form == "value":
            field.type = _ELEMENTS[element.capitalize()]
        else:
            field.type = _Field.TYPE_MESSAGE
            field.type_name = f".tensorflow.HParamDef.{element.capitalize()}List"

    entry = hparam_def.nested_type.add(name="HparamEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=_Field.TYPE_STRING, label=_Field.LABEL_OPTIONAL)
    entry.field.add(
        name="value",
        number=2,
        type=_Field.TYPE_MESSAGE,
        type_name=".tensorflow.HParamDef.HParamType",
        label=_Field.LABEL_OPTIONAL,
    )
    hparam_def.field.add(
        name="hparam",
        number=1,
        type=_Field.TYPE_MESSAGE,
        type_name=".tensorflow.HParamDef.HparamEntry",
        label=_Field.LABEL_REPEATED,
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tensorflow.HParamDef"))


HParamDef = _define_message()
