"""Reads a PyTorch state dictionary without PyTorch and without running what a pickle asks for."""

import collections
import pickle
import struct

import numpy

# torch.save's format before version 1.6: five pickles, then the storages, each an element count and its bytes.
MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
ELEMENTS = {"FloatStorage": numpy.dtype("<f4"), "LongStorage": numpy.dtype("<i8")}


class Tensor:
    """A view into a storage that follows later in the file."""

    def __init__(self, storage, offset, shape, strides):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides


def _tensor(storage, offset, shape, strides, _requires_grad, _hooks):
    return Tensor(storage, offset, shape, strides)


class _Unpickler(pickle.Unpickler):
    """Knows the four names that a state dictionary needs and refuses all others."""

    NAMES = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _tensor,
        ("torch", "FloatStorage"): "FloatStorage",
        ("torch", "LongStorage"): "LongStorage",
    }

    def find_class(self, module, name):
        if (module, name) not in self.NAMES:
            raise pickle.UnpicklingError(f"the checkpoint asks for {module}.{name}, which no state dictionary needs")
        return self.NAMES[(module, name)]

    def persistent_load(self, identifier):
        _, kind, key, _, count, _ = identifier
        return (kind, key, count)


def load(path):
    """The tensors of the checkpoint at `path`, by name, in row-major order."""
    with open(path, "rb") as file:
        if _Unpickler(file).load() != MAGIC or _Unpickler(file).load() != PROTOCOL:
            raise ValueError(f"{path} is not a checkpoint of the format that is read here")
        if not _Unpickler(file).load()["little_endian"]:
            raise ValueError(f"{path} is big-endian")
        tensors = _Unpickler(file).load()
        kinds = {tensor.storage[1]: tensor.storage for tensor in tensors.values()}
        storages = {}
        for key in _Unpickler(file).load():
            kind, _, count = kinds[key]
            if struct.unpack("<q", file.read(8))[0] != count:
                raise ValueError(f"storage {key} has another length than its tensor says")
            storages[key] = numpy.frombuffer(file.read(count * ELEMENTS[kind].itemsize), ELEMENTS[kind], count)
        if file.read(1):
            raise ValueError(f"{path} goes on after its last storage")
    return {name: _view(tensor, storages[tensor.storage[1]]) for name, tensor in tensors.items()}


def _view(tensor, storage):
    last = tensor.offset + sum((size - 1) * step for size, step in zip(tensor.shape, tensor.strides))
    if min(tensor.shape, default=1) < 1 or min(tensor.strides, default=0) < 0 or last >= len(storage):
        raise ValueError("a tensor reaches beyond its storage")
    steps = [step * storage.itemsize for step in tensor.strides]
    view = numpy.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, steps)
    return numpy.ascontiguousarray(view)
