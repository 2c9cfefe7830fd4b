"""Writes activations.json: activations with their constants and learned activations, PyTorch and
JAX, float64.

    pip install torch jax numpy
"""

import golden
import jax
import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F
from golden import distinct, named, normal, tensors

jax.config.update("jax_enable_x64", True)
cases = []
single = lambda arrays: tensors(np.float32(a) for a in arrays)


def of_torch(function, arrays, cotangent):
    """(output, gradients for all arrays) of a function of tensors."""
    variables = [torch.tensor(np.float32(a).astype(np.float64), requires_grad=True) for a in arrays]
    output = function(*variables)
    if cotangent is None:
        return output.detach().numpy(), None
    if not output.requires_grad:
        return output.detach().numpy(), [np.zeros_like(a) for a in arrays]
    gradients = torch.autograd.grad(output, variables, torch.tensor(cotangent), allow_unused=True)
    return output.detach().numpy(), [np.zeros_like(a) if g is None else g.numpy() for a,
        g in zip(arrays, gradients)]


def of_jax(function, arrays, cotangent):
    output, back = jax.vjp(function, *(jnp.array(np.float32(a).astype(np.float64)) for a in arrays))
    return np.asarray(output), None if cotangent is None else [np.asarray(g)
        for g in back(jnp.array(cotangent))]


def add(name, kind, config, x, function, parameters=None, engine=of_torch):
    """One call; `parameters` are further arguments of `function`, by name."""
    parameters = parameters or {}
    arrays = [x, *parameters.values()]
    shape = engine(function, arrays, None)[0].shape
    cotangent = normal(golden.generator(name + " cotangent"), *shape)
    output, gradients = engine(function, arrays, cotangent)
    case = {"name": name, "kind": kind, "config": config, "inputs": single([x])}
    if parameters:
        case["parameters"] = named({k: np.float32(v) for k, v in parameters.items()})
        case["parameterGradients"] = named({k: np.float32(g) for k,
                g in zip(parameters, gradients[1:])})
    case |= {"outputs": single([output]), "outputGradients": single([cotangent]),
        "inputGradients": single(gradients[:1])}
    cases.append(case)


step = lambda low, at=0.0: lambda x: torch.where(x >= at, 1.0, low) + 0 * x
functions = {
    "linear": lambda x: x + 0,
    "binaryStep": step(0.0),
    "binaryStep(0.5)": step(0.0, 0.5),
    "bipolarStep": step(-1.0),
    "bipolarStep(-1.25)": step(-1.0, -1.25),
    "absolute": torch.abs,
    "exponential": torch.exp,
    "sigmoid": torch.sigmoid,
    "sigmoid(2.5)": lambda x: torch.sigmoid(2.5 * x),
    "sigmoid(0.5)": lambda x: torch.sigmoid(0.5 * x),
    "tanh": torch.tanh,
    "tanh(0.5)": lambda x: torch.tanh(0.5 * x),
    "tanh(3)": lambda x: torch.tanh(3 * x),
    "arctan": torch.arctan,
    "softsign": F.softsign,
    "logSigmoid": F.logsigmoid,
    "hardSigmoid": F.hardsigmoid,
    "hardTanh": F.hardtanh,
    "relu6": F.relu6,
    "relu": F.relu,
    "leakyReLU": lambda x: F.leaky_relu(x, 0.2),
    "leakyReLU(0.1)": lambda x: F.leaky_relu(x, 0.1),
    "threshold": lambda x: F.threshold(x, 0, 0),
    "threshold(1, -2)": lambda x: F.threshold(x, 1, -2),
    "elu": F.elu,
    "elu(0.5)": lambda x: F.elu(x, 0.5),
    "selu": F.selu,
    "celu": F.celu,
    "celu(0.7)": lambda x: F.celu(x, 0.7),
    "softplus": F.softplus,
    "softplus(2)": lambda x: F.softplus(x, 2, threshold=1e9),
    "gelu": F.gelu,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "geluSigmoid": lambda x: x * torch.sigmoid(1.702 * x),
    "silu": F.silu,
    "swish": F.silu,
    "swish(0.5)": lambda x: x * torch.sigmoid(0.5 * x),
    "swish(1.702)": lambda x: x * torch.sigmoid(1.702 * x),
    "hardSilu": F.hardswish,
    "mish": F.mish,
    "glu": F.glu,
    "hardShrink": F.hardshrink,
    "hardShrink(1.2)": lambda x: F.hardshrink(x, 1.2),
    "softShrink": F.softshrink,
    "softShrink(0.3)": lambda x: F.softshrink(x, 0.3),
    "tanhShrink": F.tanhshrink,
    "softmax": lambda x: F.softmax(x, -1),
    "logSoftmax": lambda x: F.log_softmax(x, -1),
}
of_jax_only = {
    "sparseSigmoid": jax.nn.sparse_sigmoid,
    "squareplus": jax.nn.squareplus,
    "squareplus(1)": lambda x: jax.nn.squareplus(x, 1),
    "sparsePlus": jax.nn.sparse_plus,
}


def sparsemax(x):
    """The projection on the simplex by bisection, a way unlike the library's; τ differentiated
    implicitly."""
    low, high = x.max(-1, keepdims=True) - 1, x.max(-1, keepdims=True)
    for _ in range(80):
        middle = (low + high) / 2
        above = jnp.maximum(x - middle, 0).sum(-1, keepdims=True) > 1
        low, high = jnp.where(above, middle, low), jnp.where(above, high, middle)
    support = jax.lax.stop_gradient((x > high).astype(x.dtype))
    threshold = ((x * support).sum(-1, keepdims=True) - 1) / support.sum(-1, keepdims=True)
    return jnp.maximum(x - threshold, 0)


of_jax_only["sparsemax"] = sparsemax
whole = [[-7.0, -5.5, -0.01, 0.01, 5.5, 7.0]]
for engine, table in ((of_torch, functions), (of_jax, of_jax_only)):
    for name, function in table.items():
        rng = golden.generator(f"activation {name}")
        add(name, name, {}, distinct(rng, 3, 6, low=-4, high=4), function, engine=engine)
        add(f"{name} far", name, {}, np.array(whole), function, engine=engine)
far = np.array([[-100.0, -60, -20, 20, 60, 85]])
for name in ("sigmoid(0.5)", "tanh(0.5)", "arctan", "softplus(2)", "gelu", "geluTanh",
    "geluSigmoid", "swish(0.5)", "mish", "elu(0.5)", "selu", "celu(0.7)", "logSigmoid"):
    add(f"{name} very far", name, {}, far, functions[name])

rng = golden.generator("learned activations")
prelu = lambda x, alpha: torch.where(x > 0, x, alpha * x)
add("PReLU", "PReLU", {}, distinct(rng, 3, 4), prelu, {"alpha": normal(rng, 4)})
add("PReLU of images", "PReLU", {"sharedAxes": [1, 2]}, distinct(rng, 2, 3, 2, 4), prelu,
    {"alpha": normal(rng, 1, 1, 4)})
add("PReLU one a channel of PyTorch", "PReLU", {"sharedAxes": [1]}, distinct(rng, 2, 5, 3),
    lambda x, alpha: F.prelu(x.movedim(2, 1), alpha.flatten()).movedim(1, 2),
    {"alpha": normal(rng, 1, 3)})
add("RReLU", "RReLU", {}, distinct(rng, 3, 4), lambda x: F.rrelu(x, training=False))
add("RReLU 0.1 to 0.3", "RReLU", {"lower": 0.1, "upper": 0.3}, distinct(rng, 3, 4),
    lambda x: F.rrelu(x, 0.1, 0.3, training=False))
add("Swish", "Swish", {}, distinct(rng, 3, 4), lambda x, beta: x * torch.sigmoid(beta * x),
    {"beta": np.array(0.7)})
add("Swish of images", "Swish", {}, distinct(rng, 2, 2, 3, 2), lambda x, beta: x
    * torch.sigmoid(beta * x), {"beta": np.array(1.6)})
for pieces in (2, 3):
    maxout = lambda x, weight, bias: (x @ weight + bias).reshape(*x.shape[:-1], 4, pieces).amax(-1)
    learned = {"weight": normal(rng, 5, 4 * pieces), "bias": normal(rng, 4 * pieces)}
    add(f"Maxout {pieces}", "Maxout", {"units": 4, "pieces": pieces}, distinct(rng, 3, 5), maxout,
        learned)
add("Softmax", "Softmax", {}, distinct(rng, 3, 4), lambda x: F.softmax(x, -1))
add("Softmax axis 1", "Softmax", {"axis": 1}, distinct(rng, 2, 3, 4), lambda x: F.softmax(x, 1))

add("LeakyReLU", "LeakyReLU", {}, distinct(rng, 3, 4), lambda x: F.leaky_relu(x, 0.3))
add("LeakyReLU 0.2", "LeakyReLU", {"negativeSlope": 0.2}, distinct(rng, 3, 4),
    lambda x: F.leaky_relu(x, 0.2))
add("ELU", "ELU", {}, distinct(rng, 3, 4), F.elu)
add("ELU 0.5", "ELU", {"alpha": 0.5}, distinct(rng, 3, 4), lambda x: F.elu(x, 0.5))
add("ReLU", "ReLU", {}, distinct(rng, 3, 4), F.relu)
add("ReLU up to 1", "ReLU", {"maxValue": 1.0, "negativeSlope": 0.1}, distinct(rng, 3, 4),
    lambda x: torch.minimum(F.leaky_relu(x, 0.1), torch.tensor(1.0)))
from_half = lambda x: torch.where(x >= 0.5, x.clamp(max=1.5), 0.1 * (x - 0.5))
add("ReLU from 0.5", "ReLU", {"maxValue": 1.5, "negativeSlope": 0.1, "threshold": 0.5},
    distinct(rng, 3, 4), from_half)

golden.write(
    "activations.json",
    f"{golden.versions(torch, jax)}, float64 rounded to float32",
    "kind is the name in configurations of an activation function, constants included, or of a "
    "layer, whose settings are in config. "
    "The gradient of steps is 0. Inputs of RReLU are seen in inference.",
    cases,
)
