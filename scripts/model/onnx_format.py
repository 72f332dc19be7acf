"""Writes the few parts of ONNX's protobuf messages (onnx/onnx.proto) that a feed-forward network needs."""

import struct

FLOAT = 1  # TensorProto.DataType.FLOAT
ATTRIBUTE_INT, ATTRIBUTE_FLOAT, ATTRIBUTE_INTS = 2, 1, 7  # AttributeProto.AttributeType


def _varint(value):
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _number(field, value):
    return _varint(field << 3) + _varint(value & 0xFFFFFFFFFFFFFFFF)


def _bytes(field, value):
    value = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _attribute(name, value):
    if isinstance(value, float):
        return _bytes(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return _bytes(1, name) + _number(3, value) + _number(20, ATTRIBUTE_INT)
    return _bytes(1, name) + b"".join(_number(8, item) for item in value) + _number(20, ATTRIBUTE_INTS)


def node(operator, inputs, output, **attributes):
    """A NodeProto with one output, which also names the node."""
    return (
        b"".join(_bytes(1, name) for name in inputs)
        + _bytes(2, output)
        + _bytes(3, output)
        + _bytes(4, operator)
        + b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
    )


def tensor(name, array):
    """A TensorProto of 32-bit floats."""
    sizes = b"".join(_number(1, size) for size in array.shape)
    return sizes + _number(2, FLOAT) + _bytes(8, name) + _bytes(9, array.astype("<f4").tobytes())


def value(name, shape):
    """A ValueInfoProto: a tensor of 32-bit floats with a fixed shape."""
    sizes = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, FLOAT) + _bytes(2, sizes)))


def model(name, nodes, tensors, inputs, outputs, opset):
    """A ModelProto (intermediate representation version 8) with one graph."""
    graph = (
        b"".join(_bytes(1, item) for item in nodes)
        + _bytes(2, name)
        + b"".join(_bytes(5, item) for item in tensors)
        + b"".join(_bytes(11, item) for item in inputs)
        + b"".join(_bytes(12, item) for item in outputs)
    )
    return _number(1, 8) + _bytes(2, "cloister") + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, opset))
