"""What the scripts of this folder share: seeded inputs, tensors as JSON, checks, writing a fixture.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import json
import os
import re
import zlib
from pathlib import Path

# One thread and the plain kernels, so that a second run gives the same bytes.
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import numpy as np

FOLDER = Path(__file__).parent


def generator(name):
    """A generator of its own for each case, so that a new case changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def normal(rng, *shape, scale=1.0, digits=3):
    """Normal values of few decimal digits: short in the file and the same in every precision."""
    return np.round(rng.standard_normal(shape) * scale, digits)


def distinct(rng, *shape, low=-2.0, high=2.0, digits=3):
    """Shuffled, evenly spaced values strictly inside (low, high): no two equal, none at a corner of
    a function."""
    count = int(np.prod(shape))
    values = np.round(low + (rng.permutation(count) + 0.37) * (high - low) / count, digits)
    assert len(np.unique(values)) == count and np.all(
        values != 0), "values must be distinct and not 0"
    return values.reshape(shape)


def tensor(array):
    """`{"shape": …, "type": …, "data": [flat, row-major]}`; bool as 0 and 1."""
    array = np.asarray(array)
    kind = array.dtype.name
    if kind in ("float32", "bfloat16", "float64"):
        assert np.all(np.isfinite(array.astype(np.float64))), "fixtures hold finite numbers only"
        flat = array.ravel()
        if kind == "bfloat16":
            flat = flat.astype(np.float32)
        # str gives the shortest decimal that reads back to the same bits.
        data = [float(str(v)) for v in flat]
        assert np.array_equal(np.array(data).astype(flat.dtype), flat)
        data = [int(v) if v == int(v) and abs(v) < 1e6 and not (v == 0 and np.signbit(v)) else v
            for v in data]
    else:
        assert kind in ("bool", "uint8", "int32", "int64", "uint32"), kind
        data = [int(v) for v in array.ravel()]
    return {"shape": list(array.shape), "type": kind, "data": data}


def tensors(arrays):
    """A list of tensors, `None` for what does not exist."""
    return [None if a is None else tensor(a) for a in arrays]


def named(arrays):
    return {name: tensor(a) for name, a in arrays.items()}


def close(actual, expected, tolerance, what):
    """Traps unless |actual − expected| ≤ tolerance · max(1, max |expected|) everywhere."""
    actual, expected = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    assert actual.shape == expected.shape, f"{what}: shapes {actual.shape} and {expected.shape}"
    if actual.size:
        error = np.max(np.abs(actual - expected)) / max(1.0, np.max(np.abs(expected)))
        assert error <= tolerance, f"{what}: off by {error:.2e}"


def snake(name):
    """`kernelSize` → `kernel_size`, the spelling of Keras."""
    return re.sub("([A-Z])", r"_\1", name).lower()


def keywords(config):
    """A fixture's `config` as keyword arguments for Keras."""
    return {snake(k): tuple(v) if isinstance(v, list) else v for k, v in config.items()}


def same_padding(size, kernel, stride, dilation=1):
    """(before, after) of the "same" rule of TensorFlow and Keras: ⌈size / stride⌉ outputs, the odd
    one after."""
    total = max((-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return [total // 2, total - total // 2]


def versions(*modules):
    """Such as `torch 2.0, numpy 2.0`."""
    return ", ".join(f"{m.__name__} {m.__version__.split('+')[0]}" for m in modules)


def write(file, source, description, cases):
    """One case a line."""
    names = [c["name"] for c in cases]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
    encode = lambda value: json.dumps(value, ensure_ascii=False, allow_nan=False,
        separators=(",", ":"))
    lines = ",\n".join(encode(c) for c in cases)
    text = (
        f'{{"source":{encode(source)},\n"description":{encode(description)},\n'
        f'"cases":[\n{lines}\n]}}\n')
    (FOLDER / file).write_text(text)
    print(f"{file}: {len(cases)} cases, {len(text) / 1024:.0f} KB")
