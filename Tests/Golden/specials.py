"""Writes specials.json: elementwise functions at zeros of both signs, infinities, NaN and the ends
of float32.

    pip install torch numpy scipy
"""

import golden
import numpy as np
import scipy
import torch
import torch.nn.functional as F
from scipy import special

ends = [0.0, 1e-42, 1e-38, 1e-30, 0.5, 1.0, 2.75, 20.0, 87.5, 89.5, 104.0, 1e4, 1e9, 1e20, 3.4e38,
    np.inf]
points = np.float32([sign * value for value in ends for sign in (1, -1)] + [np.nan])

np.seterr(all="ignore")
unary = {
    "negate": np.negative, "abs": np.abs, "square": np.square, "exp": np.exp, "expm1": np.expm1,
    "exp2": np.exp2, "log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10,
    "sqrt": np.sqrt,
    "rsqrt": lambda x: 1 / np.sqrt(x), "reciprocal": lambda x: 1 / x, "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh, "sigmoid": special.expit,
    "softplus": lambda x: np.logaddexp(0, x),
    "erf": special.erf, "erfc": special.erfc, "floor": np.floor, "ceil": np.ceil, "round": np.round,
    "trunc": np.trunc, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sign": np.sign,
    "relu": lambda x: np.where(x < 0, 0.0, x),
}
activations = {
    "linear": lambda x: x, "exponential": torch.exp, "sigmoid": torch.sigmoid,
    "sigmoid(2.5)": lambda x: torch.sigmoid(2.5 * x), "tanh": torch.tanh,
    "tanh(0.5)": lambda x: torch.tanh(0.5 * x),
    "arctan": torch.arctan, "softsign": F.softsign, "logSigmoid": F.logsigmoid,
    "hardSigmoid": F.hardsigmoid,
    "hardTanh": F.hardtanh, "relu6": F.relu6, "relu": F.relu,
    "leakyReLU": lambda x: F.leaky_relu(x, 0.2),
    "threshold(1, -2)": lambda x: F.threshold(x, 1, -2), "elu": F.elu, "selu": F.selu,
    "celu(0.7)": lambda x: F.celu(x, 0.7),
    "softplus": F.softplus, "gelu": F.gelu, "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "geluSigmoid": lambda x: x * torch.sigmoid(1.702 * x), "silu": F.silu,
    "swish(0.5)": lambda x: x * torch.sigmoid(0.5 * x),
    "hardSilu": F.hardswish, "mish": F.mish, "hardShrink": F.hardshrink, "softShrink": F.softshrink,
    "tanhShrink": F.tanhshrink,
    # (x + √(x² + 4)) / 2 as its own root, which does not cancel.
    "squareplus": lambda x: torch.where(x < 0, 2 / (torch.hypot(x, torch.tensor(2.0)) - x),
        (x + torch.hypot(x, torch.tensor(2.0))) / 2),
}
binary = {
    "floorDivide": np.floor_divide, "remainder": np.remainder, "pow": np.power, "atan2": np.arctan2,
    "maximum": np.maximum, "minimum": np.minimum, "divide": np.divide,
}
operands = np.float32([0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 7.0, -7.0, 1e-38, 1e38, -1e38, 3.4e38,
        -3.4e38, np.inf, -np.inf, np.nan])
words = lambda values: [str(v) for v in np.float32(values)]
cases = []
wide = points.astype(np.float64)
for name, function in unary.items():
    cases.append({"name": f"unary {name}", "kind": name, "inputs": [words(points)],
            "output": words(function(wide))})
for name, function in activations.items():
    with torch.no_grad():
        found = function(torch.tensor(wide)).numpy()
    cases.append({"name": f"activation {name}", "kind": name, "inputs": [words(points)],
            "output": words(found)})
a, b = (grid.ravel() for grid in np.meshgrid(operands, operands, indexing="ij"))
for name, function in binary.items():
    cases.append({"name": f"binary {name}", "kind": name, "inputs": [words(a), words(b)],
            "output": words(function(a, b))})

golden.write(
    "specials.json",
    golden.versions(np, torch, scipy) + "; unary functions and activations in float64, rounded to "
        "float32",
    "The numbers are words, since JSON has neither infinities nor NaN; the sign of a zero counts.",
    cases,
)
