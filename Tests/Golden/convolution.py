"""Writes convolution.json: convolution and pooling over grids of settings, float64, PyTorch checked
by JAX and Keras.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

from itertools import combinations, product

import golden
import jax
import keras
import numpy as np
import torch
import torch.nn.functional as F
from golden import distinct, named, normal, same_padding, tensors

torch.set_num_threads(1)
jax.config.update("jax_enable_x64", True)
cases = []


def resolved(padding, size, kernel, strides, dilation):
    """[[top, bottom], [left, right]] of "valid", "same" or explicit padding."""
    if padding == "valid":
        return [[0, 0], [0, 0]]
    if padding == "same":
        return [same_padding(*of_axis) for of_axis in zip(size, kernel, strides, dilation)]
    return padding


def finish(name, kind, config, function, x, parameters, check):
    """Runs `function` on tensors with gradients, for random cotangents, and appends the case."""
    inputs = torch.tensor(x, requires_grad=True)
    weights = {n: torch.tensor(p, requires_grad=True) for n, p in parameters.items()}
    output = function(inputs, **weights)
    cotangent = normal(golden.generator(name + " cotangent"), *output.shape, digits=2)
    output.backward(torch.tensor(cotangent))
    check(output.detach().numpy(), cotangent, inputs.grad.numpy(),
        {n: w.grad.numpy() for n, w in weights.items()})
    case = {"name": name, "kind": kind, "config": config, "inputs": tensors([x])}
    if parameters:
        case["parameters"] = named(parameters)
    case["outputs"] = tensors([output.detach().numpy()])
    case["outputGradients"] = tensors([cotangent])
    case["inputGradients"] = tensors([inputs.grad.numpy()])
    if parameters:
        case["parameterGradients"] = named({n: w.grad.numpy() for n, w in weights.items()})
    cases.append(case)


# ---- convolution

activations = {"linear": (lambda y: y, lambda y: y), "relu": (torch.relu, jax.nn.relu),
    "tanh": (torch.tanh, jax.numpy.tanh)}


def convolution(name, shape, filters, kernel, strides=(1, 1), padding="valid", dilation=(1, 1),
    groups=1, bias=True, activation="linear"):
    """One case; JAX, with its own "SAME", must give the same numbers."""
    rng = golden.generator(name)
    x = normal(rng, *shape, digits=2)
    parameters = {"weight": normal(rng, *kernel, shape[3] // groups, filters, scale=0.5, digits=2)}
    if bias:
        parameters["bias"] = normal(rng, filters, digits=2)
    explicit = resolved(padding, shape[1:3], kernel, strides, dilation)

    def in_torch(x, weight, bias=None):
        (top, bottom), (left, right) = explicit
        images = F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
        y = F.conv2d(images, weight.permute(3, 2, 0, 1), bias, strides, 0, dilation, groups)
        return activations[activation][0](y.permute(0, 2, 3, 1))

    def in_jax(x, parameters):
        y = jax.lax.conv_general_dilated(
            x, parameters["weight"], strides, padding.upper() if isinstance(padding, str)
            else padding,
            rhs_dilation=dilation, feature_group_count=groups,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        )
        y = y + parameters.get("bias", 0)
        assert activation != "relu" or np.min(
            np.abs(jax.lax.stop_gradient(y))) > 1e-3, f"{name}: a sum too near the corner"
        return activations[activation][1](y)

    def check(output, cotangent, of_input, of_parameters):
        if activation == "relu":
            in_jax(x, parameters)
        y, back = jax.vjp(in_jax, x, parameters)
        other_input, other_parameters = back(cotangent)
        golden.close(output, y, 1e-13, name)
        golden.close(of_input, other_input, 1e-13, name)
        for key, value in of_parameters.items():
            golden.close(value, other_parameters[key], 1e-13, f"{name}: {key}")

    config = {
        "strides": list(strides),
        "padding": padding if isinstance(padding, str) else "explicit",
        "explicitPadding": explicit,
        "dilation": list(dilation),
        "groups": groups,
        "activation": activation,
    }
    finish(name, "convolution", config, in_torch, x, parameters, check)


def covering(factors):
    """Rows of the grid, chosen greedily, that hold every combination of values of every three
    factors."""
    triples = lambda row: {(at, tuple(row[i] for i in at)) for at in combinations(range(len(row)),
            3)}
    rows = list(product(*(range(len(f)) for f in factors)))
    missing, chosen = set().union(*map(triples, rows)), []
    while missing:
        best = max(rows, key=lambda row: len(triples(row) & missing))
        chosen.append(best)
        missing -= triples(best)
    return [[f[i] for f, i in zip(factors, row)] for row in sorted(chosen)]


words = lambda pair: f"{pair[0]}" if pair[0] == pair[1] else f"{pair[0]}x{pair[1]}"
grid = covering([
    [(1, 1), (2, 2), (2, 1)],
    ["valid", "same", [[1, 2], [0, 1]]],
    [(1, 1), (2, 2)],
    [1, 2, "C"],
    [(1, 1), (3, 3), (5, 5), (3, 2)],
])
for strides, padding, dilation, groups, kernel in grid:
    height, width = ((k - 1) * d + e for k, d, e in zip(kernel, dilation, (3, 2)))
    channels, filters = {1: (3, 4), 2: (4, 6), "C": (3, 3)}[groups]
    convolution(
        f"kernel {words(kernel)} stride {words(strides)} "
        f"{padding if isinstance(padding, str) else 'explicit'} dilation {words(dilation)} groups "
        f"{groups}",
        (1, max(height, 4), max(width, 3), channels), filters, kernel, strides, padding, dilation,
        channels if groups == "C" else groups,
    )
convolution("batch 3", (3, 5, 4, 2), 3, (3, 3), padding="same")
convolution("without bias", (2, 5, 4, 2), 3, (3, 3), bias=False)
convolution("relu", (2, 5, 4, 2), 3, (3, 3), padding="same", activation="relu")
convolution("tanh", (2, 5, 4, 2), 3, (3, 3), activation="tanh")
convolution("relu grouped", (1, 5, 4, 4), 6, (3, 3), groups=2, activation="relu")
convolution("relu without bias", (1, 5, 4, 2), 3, (3, 3), bias=False, activation="relu")
convolution("one pixel", (2, 1, 1, 3), 4, (1, 1))
convolution("one pixel same", (1, 1, 1, 3), 2, (3, 3), padding="same")
convolution("kernel as large as the image", (2, 4, 3, 2), 3, (4, 3))
convolution("kernel larger than the image", (1, 2, 2, 2), 2, (5, 5), padding="same")
convolution("even kernel same", (1, 5, 4, 2), 2, (2, 2), padding="same")
convolution("even kernel same stride 2", (1, 5, 6, 2), 2, (4, 4), (2, 2), "same")
convolution("stride beyond the kernel", (1, 7, 8, 2), 3, (2, 1), (3, 2))
convolution("unused border", (1, 6, 8, 2), 2, (3, 3), (2, 2))
convolution("stem 7x7 stride 2", (1, 8, 8, 3), 4, (7, 7), (2, 2), [[3, 3], [3, 3]])
convolution("depthwise multiplier 2", (1, 4, 4, 3), 6, (3, 3), padding="same", groups=3)
convolution("one row", (1, 1, 9, 2), 3, (1, 3), padding="same")
convolution("1x7 then full width", (1, 3, 7, 2), 2, (1, 7), padding="same")
convolution("one channel", (2, 5, 5, 1), 1, (3, 3))
convolution("17 to 19 channels", (1, 3, 3, 17), 19, (2, 2))
convolution("16 to 16 channels grouped by 4", (1, 4, 3, 16), 16, (3, 2), groups=4)
convolution("dilation 3x1", (1, 7, 4, 2), 2, (3, 3), dilation=(3, 1), padding="same")
convolution("pointwise stride 2 same", (1, 5, 6, 3), 4, (1, 1), (2, 2), "same")

# ---- pooling


def pooling(kind, name, shape, window, strides, padding):
    """One case; Keras must give the same numbers. An average leaves the padding out of its
    count."""
    name = f"{kind} {name}"
    x = distinct(golden.generator(name), *shape)
    explicit = resolved(padding, shape[1:3], window, strides, (1, 1))
    (top, bottom), (left, right) = explicit

    def in_torch(x):
        padded = lambda images, value: F.pad(images, (left, right, top, bottom), value=value)
        images = x.permute(0, 3, 1, 2)
        if kind == "maxPooling":
            y = F.max_pool2d(padded(images, -torch.inf), window, strides)
        else:
            mean = lambda images: F.avg_pool2d(padded(images, 0.0), window, strides)
            y = mean(images) / mean(torch.ones_like(images))
        return y.permute(0, 2, 3, 1)

    def check(output, cotangent, of_input, _):
        import tensorflow as tf

        function = keras.ops.max_pool if kind == "maxPooling" else keras.ops.average_pool
        with tf.GradientTape() as tape:
            images = tf.constant(x)
            tape.watch(images)
            y = function(images, window, strides, padding, "channels_last")
        golden.close(output, y, 1e-13, name)
        golden.close(of_input, tape.gradient(y, images, cotangent), 1e-13, name)

    config = {"window": list(window), "strides": list(strides), "padding": padding,
        "explicitPadding": explicit}
    finish(name, kind, config, in_torch, x, {}, check)


for kind in ("maxPooling", "averagePooling"):
    for window, strides, padding in product([(2, 2), (3, 3), (3, 2)],
        [(1, 1), (2, 2), (3, 3), (2, 1)], ["valid", "same"]):
        pooling(kind, f"window {words(window)} stride {words(strides)} {padding}", (1, 5, 6, 2),
            window, strides, padding)
    pooling(kind, "batch 2", (2, 4, 4, 3), (2, 2), (2, 2), "valid")
    pooling(kind, "whole image", (2, 4, 3, 2), (4, 3), (4, 3), "valid")
    pooling(kind, "window beyond the image", (1, 2, 3, 2), (5, 5), (1, 1), "same")
    pooling(kind, "one pixel", (1, 1, 1, 2), (2, 2), (2, 2), "same")
    pooling(kind, "window 1 stride 2", (1, 5, 4, 2), (1, 1), (2, 2), "valid")
for kind, function in (("globalMaxPooling", torch.amax), ("globalAveragePooling", torch.mean)):
    for shape in ((2, 3, 4, 3), (1, 1, 1, 2)):
        numpy = {"globalMaxPooling": np.max, "globalAveragePooling": np.mean}[kind]
        x = distinct(golden.generator(f"{kind} {shape}"), *shape)
        check = lambda output, *_: golden.close(output, numpy(x, axis=(1, 2)), 1e-14, kind)
        finish(f"{kind} {shape}", kind, {}, lambda x: function(x, dim=(1, 2)), x, {}, check)

golden.write(
    "convolution.json",
    golden.versions(torch, jax, keras) + ", float64",
    "Images N,H,W,C; filters H,W,I,O with I = channels / groups. explicitPadding is [[top, "
    "bottom], [left, right]], "
    "also where padding is a rule. Averages leave padding out of the count.",
    cases,
)
