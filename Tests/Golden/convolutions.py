"""Writes convolutions.json and transposed_convolutions.json: layers that convolve, Keras on JAX and
PyTorch, float64.

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
from golden import named, normal, tensors

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
torch.set_num_threads(1)
cases = []
single = lambda a: np.float32(a)
# Results to six digits, for a short file.
short = lambda a: np.float32(np.reshape([float(f"{v:.6g}") for v in np.ravel(a)], np.shape(a)))
KERAS = {"kernel": "kernel_size", "dilation": "dilation_rate", "useBias": "use_bias",
         "depthMultiplier": "depth_multiplier", "outputPadding": "output_padding"}
NAMES = {"kernel": "weight", "depthwise_kernel": "depthwiseWeight",
    "pointwise_kernel": "pointwiseWeight"}


def by_keras(kind, config, x, parameters):
    """(output, function from a cotangent to the gradients of x and of each parameter)."""
    plain = lambda v: v[0] if isinstance(v, list) and len(v) == 1 else tuple(v) if isinstance(v,
        list) else v
    # The activation apart: Keras computes some in float32.
    settings = {KERAS.get(k, k): plain(v) for k, v in config.items() if k != "activation"}
    activation = {"linear": lambda y: y, "relu": jax.nn.relu, "tanh": jnp.tanh,
        "sigmoid": jax.nn.sigmoid}[config.get("activation", "linear")]
    layer = getattr(keras.layers, kind)(**settings, dtype="float64")
    layer.build(x.shape)
    order = [NAMES.get(v.name, v.name) for v in layer.trainable_variables]
    run = lambda x, values: activation(layer.stateless_call(values, [], x)[0])
    output, back = jax.vjp(run, jnp.array(x), [jnp.array(parameters[n]) for n in order])

    def gradients(cotangent):
        of_x, of_parameters = back(jnp.array(cotangent))
        return np.asarray(of_x), dict(zip(order, map(np.asarray, of_parameters)))

    return np.asarray(output), gradients


def amounts(padding, extents, kernel, strides, dilation):
    """[(before, after)] an axis."""
    if padding == "valid":
        return [(0, 0)] * len(kernel)
    if padding == "same":
        return [golden.same_padding(*axis) for axis in zip(extents, kernel, strides, dilation)]
    if padding == "causal":
        return [((kernel[0] - 1) * dilation[0], 0)]
    return list(zip(padding[: len(kernel)], padding[len(kernel) :]))


def by_torch(kind, config, x, parameters):
    """The same from PyTorch's functions."""
    rank = x.ndim - 2
    ones = [1] * rank
    kernel, strides, dilation = (config.get(k, ones) for k in ("kernel", "strides", "dilation"))
    mode = config.get("paddingMode", "zeros")
    leaves = {n: torch.tensor(np.asarray(v, np.float64), requires_grad=True) for n,
        v in {"x": x, **parameters}.items()}
    images = leaves["x"].movedim(-1, 1)
    if "Transpose" not in kind:
        flat = [n for pair in reversed(amounts(config.get("padding", "valid"), x.shape[1:-1],
                    kernel, strides, dilation)) for n in pair]
        if any(flat):
            images = F.pad(images, flat) if mode == "zeros" else F.pad(images, flat,
                value=mode) if isinstance(mode, float) else F.pad(images, flat, mode=mode)
    convolve = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
    oihw = lambda w: w.movedim((-1, -2), (0, 1))
    bias = leaves.get("bias")
    channels = x.shape[-1]
    # PyTorch wants a depthwise filter as [channels · multiplier, 1, …].
    apart = lambda w: w.flatten(-2).unsqueeze(-2)
    if kind.startswith("Locally"):
        windows = images if rank == 2 else images.unsqueeze(2)
        pair = lambda v: tuple(v) if rank == 2 else (1, *v)
        patches = F.unfold(windows, pair(kernel), pair(dilation), 0, pair(strides))
        # C, window, positions → positions, window, C
        patches = patches.unflatten(1, (channels, -1)).permute(0, 3, 2, 1).flatten(2)
        y = torch.einsum("npk,pkf->npf", patches, leaves["weight"])
        y = y + bias.flatten(0, -2) if bias is not None else y
        extents = [(e - (k - 1) * d - 1) // s + 1 for e, k, s,
            d in zip(images.shape[2:], kernel, strides, dilation)]
        y = y.unflatten(1, extents)
    elif kind.startswith("Separable"):
        y = convolve(images, oihw(apart(leaves["depthwiseWeight"])), None, strides, 0, dilation,
            channels)
        y = convolve(y, oihw(leaves["pointwiseWeight"]), bias).movedim(1, -1)
    elif kind.startswith("Depthwise"):
        y = convolve(images, oihw(apart(leaves["weight"])), bias, strides, 0, dilation,
            channels).movedim(1, -1)
    else:
        y = convolve(images, oihw(leaves["weight"]), bias, strides, 0, dilation,
            config.get("groups", 1)).movedim(1, -1)
    y = {"linear": lambda y: y, "relu": torch.relu, "tanh": torch.tanh}[config.get("activation",
            "linear")](y)

    def gradients(cotangent):
        y.backward(torch.tensor(cotangent))
        found = {n: v.grad.numpy() for n, v in leaves.items()}
        return found.pop("x"), found

    return y.detach().numpy(), gradients


def shapes(kind, config, shape):
    """The parameters' shapes."""
    kernel, channels, filters = config["kernel"], shape[-1], config.get("filters")
    multiplier = config.get("depthMultiplier", 1)
    if kind.startswith("Depthwise"):
        found = {"weight": [*kernel, channels, multiplier], "bias": [channels * multiplier]}
    elif kind.startswith("Separable"):
        found = {"depthwiseWeight": [*kernel, channels, multiplier],
                 "pointwiseWeight": [1] * len(kernel) + [channels * multiplier, filters],
                 "bias": [filters]}
    elif kind.startswith("Locally"):
        ones = [1] * len(kernel)
        axes = [shape[1:-1], kernel, config.get("strides", ones), config.get("dilation", ones)]
        before = amounts(config.get("padding", "valid"), *axes)
        extents = [(e + sum(p) - (k - 1) * d - 1) // s + 1 for p, e, k, s, d in zip(before, *axes)]
        found = {"weight": [int(np.prod(extents)), int(np.prod(kernel)) * channels, filters],
            "bias": [*extents, filters]}
    elif kind.endswith("Transpose"):
        found = {"weight": [*kernel, filters, channels], "bias": [filters]}
    else:
        found = {"weight": [*kernel, channels // config.get("groups", 1), filters],
            "bias": [filters]}
    if not config.get("useBias", True):
        del found["bias"]
    return found


def add(kind, shape, source, **config):
    name = " ".join([kind, "x".join(map(str, shape))] + [f"{k} {v}" for k, v in config.items()])
    rng = golden.generator(name)
    x = single(normal(rng, *shape, digits=2)).astype(np.float64)
    parameters = {n: single(normal(rng, *s, scale=0.5, digits=2)).astype(np.float64) for n,
        s in shapes(kind, config, shape).items()}
    output, gradients = source(kind, config, x, parameters)
    cotangent = single(normal(golden.generator(name + " cotangent"), *output.shape,
            digits=2)).astype(np.float64)
    of_x, of_parameters = gradients(cotangent)
    if source is by_keras and "Transpose" not in kind:  # both know it
        other, other_gradients = by_torch(kind, config, x, parameters)
        golden.close(other, output, 1e-12, name)
        other_x, other_parameters = other_gradients(cotangent)
        golden.close(other_x, of_x, 1e-12, name)
        for key in of_parameters:
            golden.close(other_parameters[key], of_parameters[key], 1e-12, f"{name}: {key}")
    cases.append({
        "name": name, "kind": kind, "config": config,
        "inputs": tensors([single(x)]),
        "parameters": named({k: single(v) for k, v in parameters.items()}),
        "outputs": tensors([short(output)]), "outputGradients": tensors([single(cotangent)]),
        "inputGradients": tensors([short(of_x)]),
        "parameterGradients": named({k: short(v) for k, v in of_parameters.items()}),
    })


k, t = by_keras, by_torch
# Sequences
add("Conv1D", (2, 7, 3), k, filters=4, kernel=[3])
add("Conv1D", (2, 7, 3), k, filters=4, kernel=[3], padding="same", strides=[2], activation="relu")
add("Conv1D", (2, 7, 3), t, filters=2, kernel=[3], padding="causal", dilation=[2],
    activation="tanh")
add("Conv1D", (1, 8, 4), k, filters=6, kernel=[2], padding="same", groups=2)
add("Conv1D", (1, 8, 4), k, filters=4, kernel=[4], strides=[3], groups=4, useBias=False)
add("Conv1D", (1, 7, 2), t, filters=3, kernel=[3], strides=[2], dilation=[2], padding=[3, 1])
for mode in ("reflect", "replicate", "circular", 0.5):
    add("Conv1D", (2, 6, 2), t, filters=3, kernel=[4], padding="same", paddingMode=mode)
    add("Conv1D", (1, 6, 4), t, filters=4, kernel=[3], padding=[1, 4], strides=[2], dilation=[2],
        groups=2, paddingMode=mode)
add("Conv1D", (1, 6, 2), t, filters=3, kernel=[3], padding="causal", dilation=[2],
    paddingMode="replicate")
# Images
for mode in ("reflect", "replicate", "circular"):
    add("Conv2D", (1, 5, 4, 2), t, filters=3, kernel=[3, 3], padding="same", paddingMode=mode,
        activation="relu")
    add("Conv2D", (1, 6, 5, 2), t, filters=2, kernel=[3, 2], padding=[1, 2, 0, 1], strides=[2, 1],
        paddingMode=mode)
    add("Conv2D", (1, 5, 5, 4), t, filters=4, kernel=[3, 3], padding="same", dilation=[2, 1],
        groups=2, paddingMode=mode)
# Volumes
add("Conv3D", (1, 4, 5, 4, 2), k, filters=3, kernel=[2, 3, 2])
add("Conv3D", (1, 3, 4, 4, 2), k, filters=2, kernel=[3, 3, 3], padding="same", activation="relu")
add("Conv3D", (1, 5, 4, 5, 2), k, filters=3, kernel=[3, 2, 3], strides=[2, 1, 2], padding="same",
    useBias=False)
add("Conv3D", (1, 5, 4, 4, 4), k, filters=4, kernel=[2, 2, 1], dilation=[2, 1, 2], groups=2)
add("Conv3D", (2, 3, 3, 3, 2), k, filters=2, kernel=[1, 2, 2], activation="tanh")
add("Conv3D", (1, 5, 4, 4, 3), t, filters=3, kernel=[2, 3, 2], strides=[2, 2, 1],
    dilation=[2, 1, 2], groups=3, padding=[1, 0, 2, 1, 1, 0])
for mode in ("reflect", "replicate", "circular"):
    add("Conv3D", (1, 4, 3, 4, 2), t, filters=2, kernel=[3, 2, 3], padding="same", paddingMode=mode)
# Transposed
for padding in ("valid", "same"):
    for kernel, strides in ((3, 1), (2, 2), (3, 2), (4, 2), (1, 2), (2, 3), (5, 3)):
        add("Conv1DTranspose", (1, 4, 2), k, filters=3, kernel=[kernel], strides=[strides],
            padding=padding)
    add("Conv1DTranspose", (1, 4, 2), k, filters=3, kernel=[3], dilation=[2], padding=padding,
        activation="relu")
    for added in ((0, 1), (1, 2)):
        add("Conv1DTranspose", (1, 4, 2), k, filters=2, kernel=[3], strides=[3],
            outputPadding=[added[0]], padding=padding)
        add("Conv2DTranspose", (1, 3, 3, 2), k, filters=2, kernel=[4, 3], strides=[2, 3],
            outputPadding=list(added), padding=padding)
    add("Conv2DTranspose", (2, 3, 2, 3), k, filters=2, kernel=[3, 3], strides=[2, 2],
        padding=padding, activation="relu")
    add("Conv2DTranspose", (1, 3, 4, 2), k, filters=3, kernel=[2, 2], strides=[2, 2],
        padding=padding, useBias=False)
    add("Conv2DTranspose", (1, 3, 4, 2), k, filters=2, kernel=[2, 1], strides=[3, 2],
        padding=padding, activation="tanh")
    add("Conv2DTranspose", (1, 3, 4, 2), k, filters=2, kernel=[3, 2], dilation=[1, 2],
        padding=padding, activation="sigmoid")
    add("Conv3DTranspose", (1, 2, 3, 2, 2), k, filters=2, kernel=[3, 2, 3], strides=[2, 2, 1],
        padding=padding, activation="relu")
    add("Conv3DTranspose", (1, 2, 2, 2, 2), k, filters=2, kernel=[2, 3, 2], strides=[3, 2, 2],
        padding=padding, outputPadding=[2, 0, 1])
    add("Conv3DTranspose", (1, 3, 2, 2, 2), k, filters=3, kernel=[2, 2, 2], dilation=[2, 1, 1],
        padding=padding, useBias=False)
# Depthwise and separable
add("DepthwiseConv1D", (2, 6, 3), k, kernel=[3])
add("DepthwiseConv1D", (1, 7, 3), k, kernel=[3], strides=[2], padding="same", depthMultiplier=2,
    activation="relu")
add("DepthwiseConv1D", (1, 7, 2), t, kernel=[3], dilation=[2], padding="causal", useBias=False)
add("DepthwiseConv2D", (1, 5, 4, 3), k, kernel=[3, 3], padding="same", activation="relu")
add("DepthwiseConv2D", (2, 5, 5, 2), k, kernel=[2, 3], depthMultiplier=3)
add("DepthwiseConv2D", (1, 6, 5, 3), k, kernel=[3, 3], strides=[2, 2], padding="same",
    useBias=False)
add("DepthwiseConv2D", (1, 6, 5, 3), k, kernel=[3, 2], dilation=[2, 2], depthMultiplier=2,
    activation="tanh")
add("DepthwiseConv2D", (1, 6, 5, 11), t, kernel=[3, 3], strides=[1, 2], padding=[2, 0, 1, 3])
add("DepthwiseConv2D", (1, 4, 9, 17), k, kernel=[3, 3], padding="same", activation="relu")
for mode in ("reflect", "replicate", "circular"):
    add("DepthwiseConv1D", (1, 6, 3), t, kernel=[3], padding="same", depthMultiplier=2,
        paddingMode=mode)
    add("DepthwiseConv2D", (1, 5, 4, 3), t, kernel=[3, 3], padding="same", strides=[2, 1],
        paddingMode=mode)
add("SeparableConv1D", (2, 6, 3), k, filters=2, kernel=[3], padding="same", activation="relu")
add("SeparableConv1D", (1, 7, 2), k, filters=3, kernel=[2], strides=[2], depthMultiplier=2)
add("SeparableConv1D", (1, 7, 2), t, filters=3, kernel=[3], dilation=[2], padding="causal",
    paddingMode="circular")
add("SeparableConv2D", (1, 5, 4, 3), k, filters=4, kernel=[3, 3], padding="same", activation="relu")
add("SeparableConv2D", (1, 6, 6, 2), k, filters=3, kernel=[3, 3], strides=[2, 2], padding="same",
    depthMultiplier=2)
add("SeparableConv2D", (1, 5, 5, 2), k, filters=3, kernel=[2, 2], dilation=[2, 2], useBias=False)
add("SeparableConv2D", (1, 5, 5, 2), t, filters=3, kernel=[3, 3], padding="same",
    paddingMode="reflect")
# Without shared weights
add("LocallyConnected1D", (2, 6, 2), t, filters=3, kernel=[3])
add("LocallyConnected1D", (1, 7, 2), t, filters=2, kernel=[2], strides=[2], activation="relu")
add("LocallyConnected1D", (1, 6, 2), t, filters=2, kernel=[3], padding="same", dilation=[2],
    paddingMode="reflect")
add("LocallyConnected2D", (2, 4, 4, 2), t, filters=2, kernel=[2, 3], activation="tanh")
add("LocallyConnected2D", (1, 6, 5, 2), t, filters=2, kernel=[3, 2], strides=[2, 1], useBias=False)
add("LocallyConnected2D", (1, 4, 3, 2), t, filters=2, kernel=[3, 2], padding="same",
    dilation=[1, 2])

transposed = lambda case: case["kind"].endswith("Transpose")
for file, chosen in (
    ("convolutions.json", [c for c in cases if not transposed(c)]),
    ("transposed_convolutions.json", [c for c in cases if transposed(c)]),
):
    golden.write(file, golden.versions(keras, jax, torch), "kind and config are this library's; "
        "computed in float64.", chosen)
