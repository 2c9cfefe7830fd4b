"""Writes cancellation.json: what cancels where a mean or a score is large, PyTorch in float64 on
float32 inputs.

    pip install torch numpy
"""

import golden
import numpy as np
import torch
import torch.nn.functional as F
from golden import tensors

cases = []


def add(name, kind, config, inputs, function, digits=8):
    """The outputs of `function` and the gradients of Σ outputs · cotangents for the inputs, all
    float32 numbers."""
    arrays = [np.float32(a) for a in inputs]
    variables = [torch.tensor(a.astype(np.float64), requires_grad=True) for a in arrays]
    output = function(*variables)
    cotangent = np.float32(golden.normal(golden.generator(name + " cotangent"), *output.shape))
    gradients = torch.autograd.grad(output, variables, torch.tensor(cotangent.astype(np.float64)),
        allow_unused=True)
    short = lambda t: np.float32(t.detach().numpy())
    cases.append({
        "name": name, "kind": kind, "config": config, "inputs": tensors(arrays),
        "outputs": tensors([short(output)]),
        "outputGradients": tensors([cotangent]),
        "inputGradients": tensors(None if g is None else short(g) for g in gradients),
    })


def far(name, *shape, mean=1e4, deviation=1e-2):
    """Numbers whose deviation is some units in the last place of their mean."""
    return mean + deviation * golden.generator(name).standard_normal(shape)




def group_normalization(x, gamma, beta, groups, epsilon):
    """In two passes: PyTorch's own takes the variance as a difference of squares, which costs
    float64 1e-4 here."""
    parts = x.reshape(x.shape[0], -1, groups, x.shape[-1] // groups)
    near = parts - parts.mean((1, 3), keepdim=True)
    near = near - near.mean((1, 3), keepdim=True)
    return (near / (near.square().mean((1, 3), keepdim=True) + epsilon).sqrt()).reshape(
        x.shape) * gamma + beta


for mean, deviation in ((1e4, 1e-2), (-300.0, 1e-3)):
    text = f"mean {mean:g} deviation {deviation:g}"
    rng = golden.generator(text)
    gamma, beta = golden.normal(rng, 6), golden.normal(rng, 6)
    x = far(text + " x", 24, 6, mean=mean, deviation=deviation)
    x[:, 5] = 3.3  # a constant channel
    fixed = np.float32(x).astype(np.float64)
    statistics = [np.float32(fixed.mean(0)), np.float32(fixed.var(0))]
    add(f"inference {text}", "inference", {"epsilon": 1e-6}, [x, gamma, beta, *statistics],
        lambda x, g, b, m, v: F.batch_norm(x, m.detach(), v.detach(), g, b, False, 0, 1e-6))
    add(f"batch {text}", "batch", {"epsilon": 1e-6}, [x, gamma, beta],
        lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0, 1e-6))
    images = x.reshape(2, 3, 4, 6)
    add(f"layer {text}", "layer", {"epsilon": 1e-6}, [x, gamma, beta],
        lambda x, g, b: F.layer_norm(x, (6,), g, b, 1e-6))
    wide = far(text + " wide", 3, 70, mean=mean, deviation=deviation)
    add(f"layer of 70 {text}", "layer", {"epsilon": 1e-6},
        [wide, golden.normal(rng, 70), golden.normal(rng, 70)],
        lambda x, g, b: F.layer_norm(x, (70,), g, b, 1e-6))
    for groups in (1, 2, 6):
        add(f"{groups} groups {text}", "group", {"epsilon": 1e-6, "groups": groups},
            [images, gamma, beta],
            lambda x, g, b: group_normalization(x, g, b, groups, 1e-6))
    add(f"variance {text}", "variance", {"unbiased": False}, [x], lambda x: x.var(0, correction=0))
    add(f"unbiased variance {text}", "variance", {"unbiased": True}, [wide.T], lambda x: x.var(0))

for size in (1, 30, 100):
    rng = golden.generator(f"attention {size}")
    q, k, v = rng.standard_normal((1, 9, 2, 8)) * size, rng.standard_normal(
        (1, 11, 2, 8)), rng.standard_normal((1, 11, 2, 8))
    heads = lambda x: x.transpose(1, 2)
    add(f"attention with scores of {size}", "attention", {}, [q, k, v],
        lambda q, k, v: heads(F.scaled_dot_product_attention(heads(q), heads(k), heads(v))))

golden.write(
    "cancellation.json",
    golden.versions(torch, np) + ", float64 on float32 inputs, rounded to float32",
    "inference: x, gamma, beta, mean, variance, the last two constants; batch, layer, group: x, "
    "gamma, beta, of channels in the last axis; "
    "variance: over the first axis; attention: query, key, value.",
    cases,
)
