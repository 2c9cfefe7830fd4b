"""Writes promotion.json: the element type in which two tensors meet, by PyTorch's result_type.

    pip install torch numpy
"""

import golden
import torch

NAMES = ("float32", "float64", "bfloat16", "int32", "int64", "uint8", "bool")
SHAPES = {"tensor": (3,), "scalar": ()}


def made(name, kind):
    return torch.ones(SHAPES[kind], dtype=getattr(torch, name))


cases = [
    {"name": f"{a} {first} and {b} {second}", "kind": "meeting", "first": [a, first],
        "second": [b, second],
     "result": str(torch.result_type(made(a, first), made(b, second))).removeprefix("torch.")}
    for a in NAMES for b in NAMES for first in SHAPES for second in SHAPES
]

golden.write(
    "promotion.json", golden.versions(torch),
    "first, second: an element type, and whether it is that of a tensor with axes or of a scalar "
    "without.", cases)
