"""Writes primitives.json: values and gradients of the primitives, float64, PyTorch checked by NumPy
and SciPy.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import ml_dtypes
import numpy as np
import scipy
import scipy.special
import torch
import torch.nn.functional as F
from golden import distinct, normal, tensor, tensors

torch.set_num_threads(1)
cases = []


def add(name, kind, config, make, function, reference=None):
    """One case. `make(rng)` gives the inputs, `function` runs in torch, `reference` in NumPy must
    agree.

    Every floating input gets a gradient, for random cotangents of the floating outputs.
    """
    rng = golden.generator(name)
    arrays = [np.asarray(a) for a in make(rng)]
    inputs = [torch.tensor(a) for a in arrays]
    for i in inputs:
        i.requires_grad_(i.is_floating_point())
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    if reference is not None:
        expected = reference(*arrays)
        expected = expected if isinstance(expected, (tuple, list)) else [expected]
        assert len(expected) == len(outputs), name
        for o, e in zip(outputs, expected):
            golden.close(o.detach().numpy(), e, 1e-14, name)
    case = {
        "name": name,
        "kind": kind,
        "config": config,
        "inputs": tensors(arrays),
        "outputs": tensors(o.detach().numpy() for o in outputs),
    }
    followed = [o for o in outputs if o.requires_grad]
    if followed:
        cotangents = [normal(rng, *o.shape) if o.requires_grad else None for o in outputs]
        for i in inputs:
            i.grad = None
        torch.autograd.backward(followed, [torch.tensor(c) for c in cotangents if c is not None])
        case["outputGradients"] = tensors(cotangents)
        case["inputGradients"] = [
            None if i.grad is None or not torch.isfinite(i.grad).all() else tensor(i.grad.numpy())
            for i in inputs
        ]
    cases.append(case)


# ---- one argument

plain = lambda rng: [distinct(rng, 3, 5, low=-3, high=3)]
positive = lambda rng: [distinct(rng, 3, 5, low=0, high=4)]
inside = lambda rng: [distinct(rng, 3, 5, low=-1, high=1)]
with_zero = lambda rng: [np.append(distinct(rng, 6), 0.0)]
unary = {
    "negate": (plain, torch.neg, np.negative),
    "abs": (with_zero, torch.abs, np.abs),
    "sign": (with_zero, torch.sign, np.sign),
    "square": (plain, torch.square, np.square),
    "exp": (plain, torch.exp, np.exp),
    "expm1": (plain, torch.expm1, np.expm1),
    "log": (positive, torch.log, np.log),
    "log1p": (lambda rng: [distinct(rng, 3, 5, low=-0.99, high=3)], torch.log1p, np.log1p),
    "sqrt": (positive, torch.sqrt, np.sqrt),
    "rsqrt": (positive, torch.rsqrt, lambda x: x**-0.5),
    "reciprocal": (plain, torch.reciprocal, lambda x: 1 / x),
    "sin": (plain, torch.sin, np.sin),
    "cos": (plain, torch.cos, np.cos),
    "tan": (inside, torch.tan, np.tan),
    "asin": (inside, torch.asin, np.arcsin),
    "acos": (inside, torch.acos, np.arccos),
    "atan": (plain, torch.atan, np.arctan),
    "sinh": (plain, torch.sinh, np.sinh),
    "cosh": (plain, torch.cosh, np.cosh),
    "tanh": (plain, torch.tanh, np.tanh),
    "sigmoid": (plain, torch.sigmoid, scipy.special.expit),
    # F.softplus drops the logarithm above 20; this form is exact everywhere.
    "softplus": (plain, lambda x: torch.logaddexp(x, torch.zeros_like(x)),
        lambda x: np.logaddexp(x, 0)),
    "erf": (plain, torch.erf, scipy.special.erf),
    "relu": (with_zero, torch.relu, lambda x: np.maximum(x, 0)),
    "floor": (plain, torch.floor, np.floor),
    "ceil": (plain, torch.ceil, np.ceil),
    "round": (plain, torch.round, np.rint),
}
for kind, (make, function, reference) in unary.items():
    add(kind, kind, {}, make, function, reference)
extremes = {
    "exp": [-745.0, -700, -1e-12, 1e-12, 300, 700],
    "expm1": [-50.0, -1, -1e-5, -1e-12, 1e-300, 1e-12, 1e-5, 300],
    "log": [1e-300, 1e-10, 1 - 1e-10, 1, 1 + 1e-10, 1e300],
    "log1p": [-1 + 1e-10, -1e-5, -1e-12, 1e-300, 1e-12, 1e-5, 1e10],
    "sqrt": [1e-300, 1e-10, 1e10, 1e300],
    "sin": [1e-12, 100.0, -1000.0],
    "cos": [1e-12, 100.0, -1000.0],
    "atan": [-1e10, -1e-12, 1e-12, 1e10],
    "tanh": [-400.0, -20, -1e-12, 1e-12, 20, 400],
    "sigmoid": [-700.0, -40, -20, 20, 40, 800],
    "softplus": [-700.0, -40, -20, 0, 20, 40, 800],
    "erf": [-6.0, -1e-12, 1e-12, 3, 6],
}
for kind, values in extremes.items():
    add(f"{kind} extremes", kind, {}, lambda rng: [np.array(values)], *unary[kind][1:])
halves = np.array([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999999999999994, -1.2, 1.7,
        4503599627370497.0])
for kind in ("floor", "ceil", "round"):
    add(f"{kind} halves", kind, {}, lambda rng: [halves], *unary[kind][1:])
add("clamp", "clamp", {"lower": -0.5, "upper": 1.25}, plain, lambda x: x.clamp(-0.5, 1.25),
    lambda x: np.clip(x, -0.5, 1.25))

# ---- two arguments

shapes = {
    "": ((2, 3), (2, 3)),
    " row": ((2, 3), (3,)),
    " column": ((2, 1), (2, 3)),
    " outer": ((3, 1), (1, 4)),
    " scalar": ((), (2, 3)),
    " rank": ((2, 1, 3), (4, 1)),
}


def pair(left, right, low=-3.0, high=3.0):
    """Two inputs of which no two elements are equal, so that maximum and minimum have no ties."""

    def make(rng):
        count = int(np.prod(left))
        values = distinct(rng, count + int(np.prod(right)), low=low, high=high)
        return [values[:count].reshape(left), values[count:].reshape(right)]

    return make


binary = {
    "add": (torch.add, np.add),
    "subtract": (torch.subtract, np.subtract),
    "multiply": (torch.multiply, np.multiply),
    "divide": (torch.divide, np.divide),
    "power": (torch.pow, np.power),
    "maximum": (torch.maximum, np.maximum),
    "minimum": (torch.minimum, np.minimum),
    "atan2": (torch.atan2, np.arctan2),
    "floorMod": (torch.remainder, np.mod),
}
for kind, functions in binary.items():
    for label, (left, right) in shapes.items():
        add(kind + label, kind, {}, pair(left, right, low=0.1 if kind == "power" else -3),
            *functions)
add("floorDivide", "floorDivide", {}, pair((3, 4), (4,)),
    lambda x, y: torch.floor_divide(x.detach(), y.detach()), np.floor_divide)
for exponent in (0.0, 1.0, 2.0, 3.0, -1.0, -2.0):
    # The gradient of a negative base by its exponent does not exist: null in the fixture.
    add(f"power {exponent:g}", "power", {}, lambda rng: [distinct(rng, 5), np.array(exponent)],
        torch.pow, np.power)
add("power zero base", "power", {}, lambda rng: [np.zeros(2), np.array([1.0, 2.0])],
    lambda x, y: torch.pow(x, y.detach()), np.power)
add("atan2 quadrants", "atan2", {}, lambda rng: [np.array([1.0, 1, -1, -1, 0, 0, 2, -2]),
        np.array([1.0, -1, 1, -1, 1, -1, 0, 0])], torch.atan2, np.arctan2)
signs = [np.array([7, -7, 7, -7, 6, -6, 0], np.int32), np.array([3, 3, -3, -3, 3, -3, 5], np.int32)]
for kind, function, reference in (
    ("add", torch.add, np.add),
    ("multiply", torch.multiply, np.multiply),
    ("floorMod", torch.remainder, np.mod),
    ("floorDivide", torch.floor_divide, np.floor_divide),
    ("maximum", torch.maximum, np.maximum),
):
    add(f"{kind} int32", kind, {}, lambda rng: signs, function, reference)
add("floorMod signs", "floorMod", {}, lambda rng: [signs[0] + 0.25, signs[1] * 1.5],
    torch.remainder, np.mod)

# ---- comparison, logic, choice

small = lambda *shapes: lambda rng: [rng.integers(0, 3, s).astype(np.float64) for s in shapes]
comparisons = {
    "equal": (torch.eq, np.equal),
    "notEqual": (torch.ne, np.not_equal),
    "less": (torch.lt, np.less),
    "lessEqual": (torch.le, np.less_equal),
    "greater": (torch.gt, np.greater),
    "greaterEqual": (torch.ge, np.greater_equal),
}
for kind, functions in comparisons.items():
    add(kind, kind, {}, small((3, 4), (4,)), *functions)
    add(f"{kind} int64", kind, {}, lambda rng: [rng.integers(-2, 2, (2, 4)),
            rng.integers(-2, 2, (2, 1))], *functions)
truths = lambda *shapes: lambda rng: [rng.integers(0, 2, s).astype(bool) for s in shapes]
add("logicalAnd", "logicalAnd", {}, truths((3, 4), (4,)), torch.logical_and, np.logical_and)
add("logicalOr", "logicalOr", {}, truths((3, 4), (4,)), torch.logical_or, np.logical_or)
add("logicalXor", "logicalXor", {}, truths((3, 4), (4,)), torch.logical_xor, np.logical_xor)
add("logicalNot", "logicalNot", {}, truths((3, 4)), torch.logical_not, np.logical_not)
for label, (c, a, b) in {
    "": ((2, 3), (2, 3), (2, 3)),
    " rows": ((2, 1), (2, 3), (3,)),
    " scalars": ((4, 3), (), ()),
    " outer": ((3,), (2, 1, 1), (4, 1)),
}.items():
    make = lambda rng: [rng.integers(0, 2, c).astype(bool), normal(rng, *a), normal(rng, *b)]
    add(f"where{label}", "where", {}, make, torch.where, np.where)

# ---- reductions

axes_cases = {"": None, " 0": [0], " 1": [1], " last": [-1], " 0 2": [0, 2], " 1 -1": [1, -1],
    " all": [0, 1, 2]}
reductions = {
    "sum": (torch.sum, np.sum),
    "mean": (torch.mean, np.mean),
    "variance": (lambda x, dim, keepdim: torch.var(x, dim, correction=0, keepdim=keepdim), np.var),
    "max": (torch.amax, np.max),
    "min": (torch.amin, np.min),
    "logSumExp": (torch.logsumexp, scipy.special.logsumexp),
}
cube = lambda rng: [distinct(rng, 2, 3, 4)]
for kind, (function, reference) in reductions.items():
    for label, axes in axes_cases.items():
        for keep in (False, True):
            config = {"keepDims": keep} if axes is None else {"axes": axes, "keepDims": keep}
            dims = (0, 1, 2) if axes is None else tuple(axes)
            add(
                f"{kind}{label}{' kept' if keep else ''}", kind, config, cube,
                lambda x: function(x, dims, keepdim=keep),
                lambda x: reference(x, axis=dims, keepdims=keep),
            )


def product(x, axes, keep):
    """torch.prod takes one axis a time."""
    for a in sorted((a % x.ndim for a in axes), reverse=True):
        x = torch.prod(x, a, keepdim=keep)
    return x


zeros = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0], [1.25, -0.5, 4.0]])
for label, axes in {" 0": [0], " last": [-1], " 0 2": [0, 2], " all": [0, 1, 2]}.items():
    for keep in (False, True):
        add(
            f"product{label}{' kept' if keep else ''}", "product", {"axes": axes, "keepDims": keep},
            cube,
            lambda x: product(x, axes, keep), lambda x: np.prod(x, axis=tuple(axes), keepdims=keep),
        )
add("product with zeros", "product", {"axes": [1], "keepDims": False}, lambda rng: [zeros],
    lambda x: torch.prod(x, 1), lambda x: np.prod(x, 1))
for kind, function, reference in (("argmax", torch.argmax, np.argmax),
    ("argmin", torch.argmin, np.argmin)):
    for axis in (0, 1, -1):
        for keep in (False, True):
            add(
                f"{kind} {axis}{' kept' if keep else ''}", kind, {"axis": axis, "keepDims": keep},
                cube,
                lambda x: function(x.detach(), axis, keepdim=keep),
                lambda x: reference(x, axis=axis, keepdims=keep),
            )
    ties = np.array([[1.0, 3, 3, 0, 0], [2, 2, 2, 2, 2]])
    add(f"{kind} ties", kind, {"axis": 1, "keepDims": False}, lambda rng: [ties],
        lambda x: torch.tensor(reference(ties, axis=1)))
for kind, function, reference in (("any", torch.any, np.any), ("all", torch.all, np.all)):
    truth = np.array([[[1, 1], [1, 0]], [[0, 0], [1, 1]], [[1, 1], [1, 1]]], bool)
    for label, axes in {" 0": [0], " last": [-1], " 1 2": [1, 2], " all": [0, 1, 2]}.items():
        for keep in (False, True):
            add(
                f"{kind}{label}{' kept' if keep else ''}", kind, {"axes": axes, "keepDims": keep},
                lambda rng: [truth],
                lambda x: function(x, tuple(axes), keepdim=keep),
                lambda x: reference(x, axis=tuple(axes), keepdims=keep),
            )
for axis in (0, 1, -1):
    add(f"cumsum {axis}", "cumsum", {"axis": axis}, cube, lambda x: torch.cumsum(x, axis),
        lambda x: np.cumsum(x, axis))
add("sum int32", "sum", {"axes": [1], "keepDims": False},
    lambda rng: [rng.integers(-9, 9, (3, 4)).astype(np.int32)], lambda x: x.sum(1),
    lambda x: x.sum(1))

# ---- products

for label, (a, b) in {
    "": ((3, 4), (4, 5)),
    " row": ((1, 7), (7, 2)),
    " wide": ((5, 17), (17, 9)),
    " batch": ((2, 3, 4), (2, 4, 5)),
    " batch 2": ((2, 3, 2, 4), (2, 3, 4, 3)),
    " shared right": ((2, 3, 4), (4, 5)),
    " shared left": ((3, 4), (2, 4, 5)),
    " batch broadcast": ((2, 1, 3, 4), (3, 4, 2)),
}.items():
    for flags in ((False, False), (True, False), (False, True), (True, True)):
        turn = lambda shape, flag: (*shape[:-2], shape[-1], shape[-2]) if flag else shape
        make = lambda rng: [normal(rng, *turn(a, flags[0])), normal(rng, *turn(b, flags[1]))]
        side = lambda x, flag: x.swapaxes(-1, -2) if flag else x
        name = f"matmul{label}" + (" transposed left" if flags[0] else "") + (" transposed right"
            if flags[1] else "")
        config = {"transposeLeft": flags[0], "transposeRight": flags[1]}
        product_of = lambda x, y: side(x, flags[0]) @ side(y, flags[1])
        add(name, "matmul", config, make, product_of, product_of)
activations = {
    "linear": lambda x: x,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": lambda x: F.gelu(x, approximate="none"),
}
for activation, function in activations.items():
    for shape in ((3, 4), (2, 3, 4)):
        make = lambda rng: [normal(rng, *shape), normal(rng, 4, 5), normal(rng, 5)]
        add(f"linear {activation} rank {len(shape)}", "linear", {"activation": activation}, make,
            lambda x, w, b: function(x @ w + b))
make = lambda rng: [normal(rng, 3, 4), normal(rng, 4, 5)]
add("linear without bias", "linear", {"activation": "linear"}, make, lambda x, w: x @ w,
    lambda x, w: x @ w)

# ---- shape

for shape in ((6, 4), (2, 3, 4), (24,), (2, -1, 2)):
    add(f"reshape {shape}", "reshape", {"shape": list(shape)}, cube, lambda x: x.reshape(shape),
        lambda x: x.reshape(shape))
for order in ((1, 0), (0, 1)):
    add(f"transpose {order}", "transpose", {"permutation": list(order)},
        lambda rng: [normal(rng, 3, 5)], lambda x: x.permute(order), lambda x: x.transpose(order))
for order in ((0, 2, 1), (1, 0, 2), (2, 1, 0), (2, 0, 1), (1, 2, 0)):
    add(f"transpose {order}", "transpose", {"permutation": list(order)}, cube,
        lambda x: x.permute(order), lambda x: x.transpose(order))
add("transpose images", "transpose", {"permutation": [0, 3, 1, 2]},
    lambda rng: [normal(rng, 2, 3, 2, 4)], lambda x: x.permute(0, 3, 1, 2),
    lambda x: x.transpose(0, 3, 1, 2))


def by_position(move):
    """A function that only moves elements, given in NumPy, as a differentiable function in
    torch."""

    def function(x):
        places = move(np.arange(x.numel()).reshape(x.shape))
        return x.reshape(-1)[torch.tensor(places.copy())]

    return function


def add_move(name, kind, config, make, move):
    """A case of a function that only moves elements."""
    add(name, kind, config, make, by_position(move), move)


for name, (shape, slices) in {
    "range": ((7,), [slice(2, 5)]),
    "from": ((7,), [slice(3, None)]),
    "last": ((7,), [slice(-3, None)]),
    "step": ((7,), [slice(None, None, 2)]),
    "step from": ((8,), [slice(1, 7, 3)]),
    "reversed": ((5,), [slice(None, None, -1)]),
    "backward": ((7,), [slice(5, 0, -2)]),
    "backward past the start": ((7,), [slice(4, None, -3)]),
    "leading": ((4, 3), [slice(1, 3), slice(None)]),
    "columns": ((4, 5), [slice(None), slice(1, 4)]),
    "both": ((5, 6), [slice(1, None, 2), slice(4, 1, -1)]),
    "images": ((2, 5, 5, 2), [slice(None), slice(1, 4), slice(None, None, 2), slice(1, 2)]),
}.items():
    resolved = [s.indices(n) for s, n in zip(slices, shape)]
    config = {
        "slices": [{"start": s.start, "stop": s.stop, "step": s.step or 1} for s in slices],
        "starts": [start for start, _, _ in resolved],
        "counts": [len(range(*r)) for r in resolved],
        "steps": [step for _, _, step in resolved],
    }
    add_move(f"slice {name}", "slice", config, lambda rng: [normal(rng, *shape)],
        lambda x: x[tuple(slices)])
for axis, parts in {0: [(2, 3), (1, 3), (3, 3)], 1: [(2, 1, 2), (2, 3, 2)],
    -1: [(2, 2, 3), (2, 2, 1)]}.items():
    add(f"concatenate {axis}", "concatenate", {"axis": axis},
        lambda rng: [normal(rng, *p) for p in parts], lambda *x: torch.cat(x, axis),
        lambda *x: np.concatenate(x, axis))
for axis in (0, 1, -1):
    add(f"stack {axis}", "stack", {"axis": axis}, lambda rng: [normal(rng, 2, 3) for _ in range(3)],
        lambda *x: torch.stack(x, axis), lambda *x: np.stack(x, axis))
for axis, sizes in {0: [2, 2], 1: [1, 4, 1], -1: [3, 2]}.items():
    shape = {0: (4, 3), 1: (2, 6), -1: (2, 2, 5)}[axis]
    add(f"split {axis}", "split", {"axis": axis, "sizes": sizes}, lambda rng: [normal(rng, *shape)],
        lambda x: torch.split(x, sizes, axis), lambda x: np.split(x, np.cumsum(sizes)[:-1], axis))
for name, widths in {"rows": [[1, 2], [0, 0]], "columns": [[0, 0], [2, 1]],
    "both": [[2, 2], [1, 3]]}.items():
    for mode in ("reflect", "edge"):
        add_move(f"pad {mode} {name}", "pad", {"mode": mode, "widths": widths},
            lambda rng: [normal(rng, 3, 4)], lambda x: np.pad(x, widths, mode))
    for value in (0.0, -1.5):
        flat = [w for pair_ in reversed(widths) for w in pair_]
        add(
            f"pad constant {value:g} {name}", "pad",
            {"mode": "constant", "widths": widths, "value": value}, lambda rng: [normal(rng, 3, 4)],
            lambda x: F.pad(x, flat, value=value),
            lambda x: np.pad(x, widths, constant_values=value),
        )
images = [[0, 0], [1, 2], [2, 0], [0, 0]]
for mode in ("reflect", "edge", "constant"):
    make = lambda rng: [normal(rng, 2, 3, 4, 2)]
    if mode == "constant":
        add("pad constant images", "pad", {"mode": mode, "widths": images, "value": 0.0}, make,
            lambda x: F.pad(x, (0, 0, 2, 0, 1, 2)), lambda x: np.pad(x, images))
    else:
        add_move(f"pad {mode} images", "pad", {"mode": mode, "widths": images}, make,
            lambda x: np.pad(x, images, mode))
for repeats in ((2, 1), (1, 3), (2, 3)):
    add_move(f"tile {repeats}", "tile", {"repeats": list(repeats)}, lambda rng: [normal(rng, 2, 3)],
        lambda x: np.tile(x, repeats))
for shape, target in (((3,), (2, 3)), ((2, 1), (2, 4)), ((1, 3, 1), (2, 3, 4)), ((), (2, 2))):
    add(f"broadcast {shape} to {target}", "broadcast", {"shape": list(target)},
        lambda rng: [normal(rng, *shape)], lambda x: x.expand(target),
        lambda x: np.broadcast_to(x, target))
for axes in ((0,), (1,), (-1,), (0, 2), (0, 1, 2)):
    add_move(f"flip {axes}", "flip", {"axes": list(axes)}, cube, lambda x: np.flip(x, axes))
for shifts, axes in (((1,), (0,)), ((-1,), (1,)), ((5,), (2,)), ((1, -2), (0, 2))):
    add_move(f"roll {shifts} {axes}", "roll", {"shifts": list(shifts), "axes": list(axes)}, cube,
        lambda x: np.roll(x, shifts, axes))

# ---- index

table = lambda *shape: lambda rng: normal(rng, *shape)
for name, (shape, axis, indices) in {
    "rows": ((5, 3), 0, [4, 0, 2, 0]),
    "rows by a matrix": ((5, 3), 0, [[1, 1], [3, 0], [4, 2]]),
    "elements": ((6,), 0, [5, 0, 0, 3]),
    "blocks": ((3, 2, 2), 0, [2, 2, 1]),
    "columns": ((3, 5), 1, [4, 4, 0]),
    "middle": ((2, 4, 3), 1, [[3, 0], [1, 1]]),
    "last": ((2, 2, 4), -1, [0, 3, 3]),
}.items():
    for kind in ("int64", "int32") if name == "rows" else ("int64",):
        add(
            f"gather {name}{' int32' if kind == 'int32' else ''}", "gather", {"axis": axis},
            lambda rng: [normal(rng, *shape), np.array(indices, kind)],
            lambda x, i: torch.index_select(x, axis, i.reshape(-1)).reshape(
                np.take(x.detach().numpy(), i.numpy(), axis).shape),
            lambda x, i: np.take(x, i, axis),
        )
for axis in (0, 1, -1):
    along = lambda rng: [normal(rng, 3, 4, 2), rng.integers(0, [3, 4, 2][axis], (3, 4, 2))]
    add(f"gatherAlong {axis}", "gatherAlong", {"axis": axis}, along,
        lambda x, i: torch.take_along_dim(x, i, axis), lambda x, i: np.take_along_axis(x, i, axis))


def scattered(base, indices, updates):
    result = base.copy()
    np.add.at(result, indices, updates)
    return result


for name, (shape, indices) in {
    "rows": ((5, 3), [4, 0, 4, 2]),
    "elements": ((6,), [1, 1, 1, 5]),
    "blocks": ((3, 2, 2), [2, 0]),
    "rows by a matrix": ((4, 2), [[3, 0, 3], [1, 3, 0]]),
}.items():
    index = np.array(indices)
    add(
        f"scatterAdd {name}", "scatterAdd", {"axis": 0}, lambda rng: [normal(rng, *shape), index,
            normal(rng, *index.shape, *shape[1:])],
        lambda b, i, u: torch.index_add(b, 0, i.reshape(-1), u.reshape(-1, *shape[1:])), scattered,
    )
for indices, depth in (([2, 0, 1, 2], 3), ([[0, 4], [3, 3]], 5)):
    add(f"oneHot {np.shape(indices)}", "oneHot", {"depth": depth}, lambda rng: [np.array(indices)],
        lambda i: F.one_hot(i, depth).double(), lambda i: np.eye(depth)[i])
for axis in (0, 1, -1):
    for descending in (False, True):
        order = lambda x: np.argsort(-x if descending else x, axis)
        add(
            f"sort {axis}{' descending' if descending else ''}", "sort",
            {"axis": axis, "descending": descending}, cube,
            lambda x: tuple(torch.sort(x, axis, descending)),
            lambda x: (np.take_along_axis(x, order(x), axis), order(x)),
        )
stable = np.array([[3.0, 1, 3, 1, 2, 2], [0, 0, 0, -1, 0, 1]])
for descending in (False, True):
    add(
        f"sort stable{' descending' if descending else ''}", "sort",
        {"axis": 1, "descending": descending}, lambda rng: [stable],
        lambda x: tuple(torch.sort(x.detach(), dim=1, descending=descending, stable=True)),
    )
for k in (1, 2, 4):
    top = lambda x: np.argsort(-x, -1)[..., :k]
    add(f"topK {k}", "topK", {"k": k}, lambda rng: [distinct(rng, 3, 6)],
        lambda x: tuple(torch.topk(x, k)), lambda x: (np.take_along_axis(x, top(x), -1), top(x)))

# ---- softmax and what is fused with it

for axis in (-1, 0, 1):
    add(f"softmax {axis}", "softmax", {"axis": axis}, cube, lambda x: torch.softmax(x, axis),
        lambda x: scipy.special.softmax(x, axis))
    add(f"logSoftmax {axis}", "logSoftmax", {"axis": axis}, cube,
        lambda x: torch.log_softmax(x, axis), lambda x: scipy.special.log_softmax(x, axis))
far = lambda rng: [np.array([[1000.0, 999, 0], [-1000, -1001, -1000], [0, 0, 0], [800, -800, 0]])]
add("softmax extremes", "softmax", {"axis": -1}, far, lambda x: torch.softmax(x, -1),
    lambda x: scipy.special.softmax(x, -1))
add("logSoftmax extremes", "logSoftmax", {"axis": -1}, far, lambda x: torch.log_softmax(x, -1),
    lambda x: scipy.special.log_softmax(x, -1))
add("logSumExp extremes", "logSumExp", {"axes": [-1], "keepDims": False}, far,
    lambda x: torch.logsumexp(x, -1), lambda x: scipy.special.logsumexp(x, -1))
for shape in ((4, 5), (2, 3, 4)):
    labels = lambda rng: [normal(rng, *shape, scale=2), rng.integers(0, shape[-1], shape[:-1])]
    picked = lambda x, i: -torch.take_along_dim(torch.log_softmax(x, -1), i[..., None], -1)[..., 0]
    add(f"sparseSoftmaxCrossEntropy {shape}", "sparseSoftmaxCrossEntropy", {}, labels, picked)
    soft = lambda rng: [normal(rng, *shape, scale=2),
        np.round(rng.dirichlet(np.ones(shape[-1]), shape[:-1]), 3)]
    add(f"softmaxCrossEntropy {shape}", "softmaxCrossEntropy", {}, soft, lambda x, t:
        -(t.detach() * torch.log_softmax(x, -1)).sum(-1))
add(
    "sparseSoftmaxCrossEntropy extremes", "sparseSoftmaxCrossEntropy", {},
    lambda rng: [np.array([[1000.0, 0, -1000], [1000, 0, -1000], [0, 0, 0]]), np.array([0, 2, 1])],
    lambda x, i: -torch.take_along_dim(torch.log_softmax(x, -1), i[..., None], -1)[..., 0],
)
binary_loss = lambda x, t: torch.clamp(x, min=0) - x * t.detach() + torch.log1p(
    torch.exp(-torch.abs(x)))
binary_reference = lambda x, t: np.maximum(x, 0) - x * t + np.log1p(np.exp(-np.abs(x)))
add("binaryCrossEntropyFromLogits", "binaryCrossEntropyFromLogits", {},
    lambda rng: [distinct(rng, 3, 4, low=-4, high=4), np.round(rng.uniform(0, 1, (3, 4)), 2)],
    binary_loss, binary_reference)
add("binaryCrossEntropyFromLogits extremes", "binaryCrossEntropyFromLogits", {},
    lambda rng: [np.array([-700.0, -40, 40, 800, -700, 800]), np.array([0.0, 0, 1, 1, 1, 0])],
    binary_loss, binary_reference)
for shape in ((6, 3), (2, 3, 4, 3)):
    spread = tuple(range(len(shape) - 1))
    make = lambda rng: [normal(rng, *shape, scale=2) + 0.5, np.round(rng.uniform(0.5, 1.5, 3), 3),
        normal(rng, 3)]
    normalize = lambda x, gamma, beta: gamma * (x - x.mean(spread)) / (x.var(spread, correction=0)
        + 1e-3) ** 0.5 + beta
    add(f"batchNormalization rank {len(shape)}", "batchNormalization", {"epsilon": 1e-3}, make,
        normalize)

# ---- casts


def add_cast(values, source, target):
    """NumPy's rules: floats to integers drop the fraction, to bfloat16 and float32 round to the
    nearest even."""
    kinds = {"bfloat16": ml_dtypes.bfloat16}
    x = np.array(values).astype(kinds.get(source, source))
    y = x.astype(kinds.get(target, target))
    cases.append({"name": f"cast {source} to {target}", "kind": "cast", "config": {"type": target},
            "inputs": [tensor(x)], "outputs": [tensor(y)]})


fractions = [-2.7, -1.5, -0.5, 0, 0.5, 1.5, 2.999, 100.25]
for source in ("float32", "float64"):
    for target in ("int32", "int64", "bool"):
        add_cast(fractions, source, target)
add_cast([0.1, 1 / 3, 1e-30, 123456789.0, -16777217.0], "float64", "float32")
add_cast([0.1, 1 / 3, -2.5], "float32", "float64")
# 1 + 2⁻⁸ and 1 + 3·2⁻⁸ lie half way between two bfloat16.
add_cast([0.1, 1 / 3, 1.00390625, 1.01171875, -1.00390625, 3.1415927, 65535.0, 1e-30], "float32",
    "bfloat16")
add_cast([0.1, 1 / 3, -2.5], "bfloat16", "float32")
for source, values in {"int32": [-7, 0, 3], "int64": [-7, 0, 3], "uint8": [0, 7, 255],
    "bool": [0, 1, 1]}.items():
    for target in ("float32", "float64", "int32", "int64", "bool"):
        if source != target:
            add_cast(values, source, target)
add_cast([0, 3.9, 255], "float32", "uint8")

golden.write(
    "primitives.json",
    golden.versions(torch, np, scipy) + ", float64",
    "Values and gradients of the primitives. inputGradients holds null where no gradient exists or "
    "is wanted.",
    cases,
)
