"""Writes pooling_forms.json: pooling, resizing, padding, merging and scaling layers, by Keras on
JAX, PyTorch and NumPy.

Computed in float64 and written as float32. Regions of interest are computed by NumPy, sample by
sample, from the papers' definitions (Girshick 2015, He et al. 2017, Dai et al. 2016, Li et
al. 2018) with torchvision's conventions: torchvision was not at hand.

    pip install torch keras jax numpy
"""

import os

import golden

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch
import torch.nn.functional as F
from golden import distinct, named, normal, tensors
from keras import layers

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
torch.set_num_threads(1)
cases = []
# Six digits: half a millionth is far below the tolerance.
six = np.vectorize(lambda v: np.float32(f"{v:.6g}"), otypes=[np.float32])
single = lambda arrays: tensors([None if a is None else six(a) for a in arrays])
wide = lambda a: np.float32(a).astype(np.float64)


def of_jax(function):
    """Outputs and gradients of a function of JAX arrays."""

    def run(inputs, cotangent):
        output, back = jax.vjp(function, *[jnp.array(i) for i in inputs])
        if cotangent is None:
            return np.asarray(output), None
        return np.asarray(output), [np.asarray(g) for g in back(jnp.array(cotangent))]

    return run


def of_keras(layer):
    return of_jax(lambda *inputs: layer(list(inputs) if len(inputs) > 1 else inputs[0]))


def of_torch(function):
    """The same of a function of one channels-first PyTorch tensor."""

    def run(inputs, cotangent):
        x = torch.tensor(inputs[0], requires_grad=True)
        output = function(x.movedim(-1, 1)).movedim(1, -1)
        if cotangent is None:
            return output.detach().numpy(), None
        return output.detach().numpy(), [torch.autograd.grad(output, x, torch.tensor(cotangent))[
                0].numpy()]

    return run


def add(name, kind, config, inputs, run, check=None, parameters=None, constants=()):
    """One case; `check`, where there is one, must give the same numbers. No gradient is wanted of
    `constants`."""
    name = f"{kind} {name}"
    inputs = [wide(i) for i in inputs]
    output, _ = run(inputs, None)
    cotangent = wide(normal(golden.generator(name + " cotangent"), *output.shape, digits=2))
    output, gradients = run(inputs, cotangent)
    if check:
        other, others = check(inputs, cotangent)
        golden.close(other, output, 1e-10, name)
        for ours, theirs in zip(gradients, others):
            golden.close(theirs, ours, 1e-10, name + " gradient")
    gradients = [None if i in constants else g for i, g in enumerate(gradients)]
    case = {"name": name, "kind": kind, "config": config, "inputs": single(inputs)}
    if parameters:
        case["parameters"] = named({n: np.float32(p) for n, p in parameters.items()})
    case["outputs"] = single([output])
    case["outputGradients"] = single([cotangent])
    case["inputGradients"] = single(gradients)
    cases.append(case)


shapes = {1: (2, 9, 2), 2: (1, 5, 6, 2), 3: (1, 4, 5, 3, 1)}
small = {1: (2, 5, 2), 2: (1, 4, 5, 1), 3: (1, 3, 2, 4, 1)}
plural = lambda value, axes: [value] * axes if isinstance(value, int) else list(value)


def of(name, axes, shapes=shapes):
    return distinct(golden.generator(name), *shapes[axes])


# ---- sliding and global windows

for axes, settings in {
    1: [(2, None, "valid"), (3, 2, "same"), (2, 1, "valid"), (4, 3, "same")],
    3: [(2, None, "valid"), ((2, 3, 2), (1, 2, 2), "same"), ((3, 1, 2), (2, 2, 1), "valid")],
}.items():
    for window, strides, padding in settings:
        for kind in ("Max", "Average"):
            config = {"window": plural(window, axes), "padding": padding}
            if strides:
                config["strides"] = plural(strides, axes)
            layer = getattr(layers, f"{kind}Pooling{axes}D")(window, strides=strides,
                padding=padding)
            name = f"{window} {strides} {padding}"
            add(name, f"{kind}Pooling{axes}D", config, [of(name, axes)], of_keras(layer))

for axes in (1, 2, 3):
    for kind in ("Max", "Average"):
        for keep in (False, True):
            layer = getattr(layers, f"Global{kind}Pooling{axes}D")(keepdims=keep)
            add(f"keep {keep}", f"Global{kind}Pooling{axes}D", {"keepDimensions": keep},
                [of(f"global {axes}", axes)], of_keras(layer))

# ---- adaptive windows

for axes, sizes in {1: [4, 3, 12], 2: [(3, 4), (5, 7), (8, 2)], 3: [(2, 3, 3), (5, 4, 2)]}.items():
    for size in sizes:
        for kind, short in (("Max", "max"), ("Average", "avg")):
            function = getattr(F, f"adaptive_{short}_pool{axes}d")
            name = f"{size}"
            add(name, f"Adaptive{kind}Pooling{axes}D", {"sizes": plural(size, axes)},
                [of(name, axes)], of_torch(lambda x: function(x, size)))

# ---- up-sampling and resizing


def resized(sizes, method):
    """JAX's image.resize over the axes between batch and channels."""
    return of_jax(lambda x: jax.image.resize(x, (x.shape[0], *sizes, x.shape[-1]), method,
            antialias=False))


for axes, factors in {1: [2, 3], 2: [2, (2, 3)], 3: [2, (1, 2, 3)]}.items():
    for factor in factors:
        name = f"{factor}"
        x = of(f"up {axes}", axes, small)
        config = {"factors": plural(factor, axes)}
        layer = getattr(layers, f"UpSampling{axes}D")(factor)
        add(name, f"UpSampling{axes}D", config, [x], of_keras(layer),
            of_torch(lambda t: F.interpolate(t, scale_factor=tuple(config["factors"]),
                    mode="nearest")))
        sizes = [n * f for n, f in zip(x.shape[1:-1], config["factors"])]
        mode = {1: "linear", 2: "bilinear", 3: "trilinear"}[axes]
        linear = of_torch(lambda t: F.interpolate(t, size=tuple(sizes), mode=mode,
                align_corners=False))
        add(name + " bilinear", f"UpSampling{axes}D", config | {"interpolation": "bilinear"}, [x],
            resized(sizes, "linear"), linear)
x = of("up 2", 2, small)
for interpolation in ("bilinear", "bicubic"):
    layer = layers.UpSampling2D((2, 3), interpolation=interpolation)
    config = {"factors": [2, 3], "interpolation": interpolation}
    add(f"Keras {interpolation}", "UpSampling2D", config, [x], of_keras(layer))
for size in ((9, 4), (3, 7), (1, 2)):
    x = of(f"resizing {size}", 2, small)
    config = {"sizes": list(size)}
    linear = of_torch(lambda t: F.interpolate(t, size=size, mode="bilinear", align_corners=False))
    add(f"{size}", "Resizing", config, [x], of_keras(layers.Resizing(*size)), linear)
    nearest = of_torch(lambda t: F.interpolate(t, size=size, mode="nearest-exact"))
    add(f"{size} nearest", "Resizing", config | {"interpolation": "nearest"}, [x],
        resized(size, "nearest"), nearest)
    add(f"{size} bicubic", "Resizing", config | {"interpolation": "bicubic"}, [x],
        of_keras(layers.Resizing(*size, interpolation="bicubic")))

# ---- padding, cropping, order

for kind in ("ZeroPadding", "Cropping"):
    for axes, margins in {1: [[1, 1], [2, 1]], 2: [[1, 1, 1, 1], [2, 0, 1, 3]],
        3: [[0, 2, 1, 0, 0, 1]]}.items():
        for margin in margins:
            pairs = tuple((margin[i], margin[i + 1]) for i in range(0, len(margin), 2))
            layer = getattr(layers, f"{kind}{axes}D")(pairs if axes > 1 else pairs[0])
            add(f"{margin}", f"{kind}{axes}D", {"margins": margin}, [of(f"{kind} {axes}", axes)],
                of_keras(layer))
for axes in (1, 2, 3):
    for mode, theirs in (("replicate", "edge"), ("reflect", "reflect"), ("circular", "wrap"),
        (1.5, "constant"))[: 4 if axes < 3 else 2]:
        margins = [2, 1, 1, 1, 0, 2][: 2 * axes]
        pairs = [(0, 0)] + [(margins[i], margins[i + 1]) for i in range(0, len(margins), 2)] + [
            (0, 0)]
        settings = {"constant_values": mode} if theirs == "constant" else {}
        pad = of_jax(lambda x: jnp.pad(x, pairs, theirs, **settings))
        add(f"{axes} axes, {mode}", "BorderPadding", {"margins": margins, "mode": mode},
            [of(f"border {axes}", axes, small)], pad)
for order in ([2, 1], [3, 1, 2]):
    add(f"{order}", "Permute", {"order": order}, [of("permute", len(order) - 1)],
        of_keras(layers.Permute(order)))
add("4", "RepeatVector", {"count": 4}, [normal(golden.generator("repeat"), 3, 5)],
    of_keras(layers.RepeatVector(4)))

# ---- merging

for kind in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
    rng = golden.generator("merge")
    values = distinct(rng, 3, 2, 3, 4)
    merge = getattr(layers, kind)()
    add("two", kind, {}, values[:2], of_keras(merge))
    if kind != "Subtract":
        add("three", kind, {}, values, of_keras(getattr(layers, kind)()))
    add("broadcast", kind, {}, [values[0], values[1][:, :1] * 1.01],
        of_keras(getattr(layers, kind)()))
for axes, left, right in (((1, 1), (2, 5), (2, 5)), ((2, 1), (2, 3, 4), (2, 4, 5)),
    ((1, 2), (2, 4, 3), (2, 5, 4)), ((-1, -1), (2, 3, 4), (2, 2, 4)), ((2, 1), (2, 3, 4), (2, 4))):
    for normalized in (False, True) if left[-1] == 4 else (False,):
        rng = golden.generator(f"dot {axes} {left}")
        pair = [normal(rng, *left), normal(rng, *right)]
        layer = layers.Dot(axes if axes[0] > 0 else -1, normalize=normalized)
        add(f"{axes} {left} {right} {normalized}", "Dot",
            {"axes": list(axes), "normalize": normalized}, pair, of_keras(layer))

# ---- scaling

for scale, offset in ((1 / 255, 0.0), (2.0, -1.0)):
    add(f"{scale:.3} {offset}", "Rescaling", {"scale": scale, "offset": offset},
        [of("rescaling", 2, small)], of_keras(layers.Rescaling(scale, offset)))
for axes, shape in (([-1], (8, 3)), ([1], (4, 3, 2)), ([1, 3], (3, 2, 2, 2)), ([], (7, 3))):
    for invert in (False, True):
        rng = golden.generator(f"normalization {axes} {shape}")
        data = wide(normal(rng, *shape, scale=2) + 1.5)
        layer = layers.Normalization(axis=tuple(axes) if axes else None, invert=invert)
        layer.adapt(data)
        kept = [a % len(shape) for a in axes]
        others = tuple(a for a in range(len(shape)) if a not in kept)
        statistics = {"mean": data.mean(axis=others), "variance": data.var(axis=others)}
        golden.close(np.asarray(layer.adapt_mean if hasattr(layer, "adapt_mean")
                else layer.mean).ravel(), statistics["mean"].ravel(), 1e-6, "mean")
        add(f"{axes} {shape} {invert}", "Normalization", {"axes": axes, "invert": invert}, [data],
            of_keras(layer), parameters=statistics)

# ---- regions of interest


def interpolated(extent, place):
    """[(place, weight)] of a value between places: the border's up to one beyond it, nothing
    further out."""
    if place < -1 or place > extent:
        return []
    place = min(max(place, 0), extent - 1)
    below = int(np.floor(place))
    above = min(below + 1, extent - 1)
    return [(below, 1 - (place - below)), (above, place - below)]


def aligned_bins(low, high, count, extent, scale, samples, half):
    """For each bin the samples along one axis, each as weights of places."""
    start = low * scale - (0.5 if half else 0)
    length = (high - low) * scale
    if not half:
        length = max(length, 1)
    number = samples or int(np.ceil(length / count))
    step = length / count / number
    return [[interpolated(extent, start + i * length / count + (k + 0.5) * step)
            for k in range(number)] for i in range(count)]


def rounded_bins(low, high, count, extent, scale, inclusive):
    """For each bin its places along one axis."""
    away = lambda v: int(np.sign(v) * np.floor(abs(v) + 0.5))
    first, last = away(low * scale), away(high * scale)
    length = max(last - first + (1 if inclusive else 0), 1)
    bins = []
    for i in range(count):
        begin, end = first + i * length // count, first - (-(i + 1) * length // count)
        bins.append([p for p in range(begin, end) if 0 <= p < extent])
    return bins


def regions(kind, size, scale, samples, aligned):
    """Outputs and gradients, place by place."""
    rows, columns = size
    sensitive = kind.startswith("Position")

    def run(inputs, cotangent):
        x, boxes = inputs
        batch, height, width, channels = x.shape
        depth = channels // (rows * columns) if sensitive else channels
        y = np.zeros((*boxes.shape[:2], rows, columns, depth))
        dx = np.zeros_like(x)
        for n, k, i, j in np.ndindex(*y.shape[:4]):
            left, top, right, bottom = boxes[n, k]
            if kind.endswith("Align"):
                half = sensitive or aligned
                down = aligned_bins(top, bottom, rows, height, scale, samples, half)[i]
                across = aligned_bins(left, right, columns, width, scale, samples, half)[j]
                share = 1 / (len(down) * len(across))
                weights = [(h, w, a * b * share) for s in down for t in across for h, a in s for w,
                    b in t]
            else:
                down = rounded_bins(top, bottom, rows, height, scale, not sensitive)[i]
                across = rounded_bins(left, right, columns, width, scale, not sensitive)[j]
                weights = [(h, w, 1 / (len(down) * len(across))) for h in down for w in across]
            for c in range(depth):
                source = (c * rows + i) * columns + j if sensitive else c
                if kind == "RoIPooling":
                    if not weights:
                        continue
                    h, w, _ = max(weights, key=lambda e: x[n, e[0], e[1], source])
                    terms = [(h, w, 1.0)]
                else:
                    terms = weights
                for h, w, weight in terms:
                    y[n, k, i, j, c] += weight * x[n, h, w, source]
                    if cotangent is not None:
                        dx[n, h, w, source] += weight * cotangent[n, k, i, j, c]
        return y, None if cotangent is None else [dx, None]

    return run


boxes = np.array([
    [[0, 0, 15, 11], [3.2, 2.1, 9.7, 8.4], [-6, -4, 5, 30], [7, 7, 7, 7]],
    [[10.5, 1.5, 30, 6], [4, 3, 5, 4.5], [1.75, 0.25, 14.25, 10.75], [12, 9, 3, 2]],
])
for size, scale in (((2, 2), 0.5), ((3, 2), 1.0)):
    for kind, settings in {
        "RoIPooling": [(None, False)],
        "RoIAlign": [(None, False), (2, False)] if size[0] == 2 else [(None, True), (3, True)],
        "PositionSensitiveRoIPooling": [(None, False)],
        "PositionSensitiveRoIAlign": [(None, True)] if size[0] == 2 else [(2, True)],
    }.items():
        for samples, aligned in settings:
            if samples is None and (aligned or kind.startswith("Position")):
                # A region without extent has no samples: the mean of none is left out here.
                used = boxes[:, [0, 1, 2]]
            else:
                used = boxes
            channels = size[0] * size[1] * (4 - size[0]) if kind.startswith("Position") else 2
            x = distinct(golden.generator(f"{kind} {size} {scale}"), 2, 4, 5, channels)
            config = {"size": list(size), "spatialScale": scale}
            if kind.endswith("Align") and samples:
                config["samplingRatio"] = samples
            if kind == "RoIAlign":
                config["aligned"] = aligned
            add(f"{size} {scale} {samples} {aligned}", kind, config, [x, used],
                regions(kind, size, scale, samples, aligned), constants=(1,))

golden.write(
    "pooling_forms.json",
    golden.versions(keras, jax, torch, np),
    "`kind` is the layer's type and `config` its settings as in this library's configurations. "
    "Regions of interest: inputs are features and boxes.",
    cases,
)
