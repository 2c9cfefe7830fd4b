"""Writes optimizers.json: a hundred steps of each optimizer in float64, from Keras on JAX where it
has the rule, from PyTorch or the paper's formulas in NumPy where it has not; the formulas in NumPy
check Keras and PyTorch.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import os

import golden
from golden import named

# TensorFlow and PyTorch do not go into one process.
os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import jax
import keras
import numpy as np
import torch

keras.config.set_floatx("float64")
recorded = (1, 2, 10, 100)
start = {
    "first": np.array([[1.5, -0.8, 0.3], [-1.2, 0.6, 2.1]]),
    "second": np.array([0.9, -1.7, 0.4, -0.25]),
}
a = {"first": np.array([[0.5, 1.5, 0.25], [1, 0.75, 0.1]]), "second": np.array([2, 0.3, 0.6, 1.2])}
b = {"first": np.array([[2, 1, 3], [0.5, 1.5, 1]]), "second": np.array([1, 2, 0.5, 3])}
shift = 5.0  # keeps the loss positive, for the rule that goes by its ratio


def gradient(name, w):
    """Of Σ (a·w² + sin(b·w))."""
    return 2 * a[name] * w + b[name] * np.cos(b[name] * w)


def loss(w):
    return shift + sum(np.sum(a[n] * w[n] ** 2 + np.sin(b[n] * w[n])) for n in w)


def with_keras(kind, config):
    names = {"initialAccumulator": "initial_accumulator_value", "beta1": "beta_1",
        "beta2": "beta_2"}
    config = {names.get(k, k): v for k, v in config.items()}
    variables = {n: keras.Variable(w, name=n) for n, w in start.items()}
    optimizer = getattr(keras.optimizers, {"SGDW": "SGD"}.get(kind, kind))(
        **golden.keywords(config))
    optimizer.build(list(variables.values()))
    for _ in range(recorded[-1]):
        gradients = {n: gradient(n, np.asarray(v.value)) for n, v in variables.items()}
        optimizer.apply([jax.numpy.asarray(g) for g in gradients.values()])
        yield {n: np.array(v.value) for n, v in variables.items()}


def with_torch(kind, config):
    """PyTorch's dampening β gives the moving mean, but not in its first step: one along a gradient
    of 0 goes before."""
    w = {n: torch.tensor(x, requires_grad=True) for n, x in start.items()}
    rate, beta = config.get("learningRate", 0.01), config.get("beta", 0.9)
    optimizer = torch.optim.SGD(w.values(), lr=rate, momentum=beta, dampening=beta)
    for p in w.values():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    for _ in range(recorded[-1]):
        for n, p in w.items():
            p.grad = torch.tensor(gradient(n, p.detach().numpy()))
        optimizer.step()
        yield {n: p.detach().numpy().copy() for n, p in w.items()}


defaults = {
    "SGD": {"learningRate": 0.01}, "SGDW": {"learningRate": 0.01},
    "AveragedMomentum": {"learningRate": 0.01, "beta": 0.9},
    "NormalizedGD": {"learningRate": 0.01}, "ErrorRatioGD": {"learningRate": 0.01},
    "SignSGD": {"epsilon": 0},
    "Adadelta": {"rho": 0.95}, "Lion": {"beta2": 0.99}, "AdamW": {"weightDecay": 0.004},
}


def with_formulas(kind, config):
    """The formulas of the papers and lectures."""
    c = {"learningRate": 0.001, "momentum": 0, "rho": 0.9, "beta1": 0.9, "beta2": 0.999,
        "epsilon": 1e-7, "weightDecay": 0}
    c |= {"nesterov": False, "centered": False, "amsgrad": False, "initialAccumulator": 0.1}
    c |= {"increase": 1.05, "decrease": 0.7, "ratio": 1.04, "growsWithinRatio": False}
    c |= defaults.get(kind, {}) | config
    w = {n: x.copy() for n, x in start.items()}
    state = {n: [np.zeros_like(x) + (c["initialAccumulator"] if kind == "Adagrad" else 0),
            np.zeros_like(x), np.zeros_like(x)] for n, x in w.items()}
    rate, mu, beta1, beta2, rho, epsilon = c["learningRate"], c["momentum"], c["beta1"], c[
        "beta2"], c["rho"], c["epsilon"]
    error, kept, product = np.inf, None, 1.0
    for t in range(1, recorded[-1] + 1):
        g_all = {n: gradient(n, w[n]) for n in w}
        norm = np.sqrt(sum(np.sum(g * g) for g in g_all.values()))
        if kind == "ErrorRatioGD":
            now = loss(w)
            if now > c["ratio"] * error:
                rate *= c["decrease"]
                w, g_all = ({n: x.copy() for n, x in part.items()} for part in kept)
            else:
                if t > 1 and (now < error or c["growsWithinRatio"]):
                    rate *= c["increase"]
                error, kept = now, ({n: x.copy() for n, x in w.items()}, g_all)
        u, u_next = (beta1 * (1 - 0.5 * 0.96**i) for i in (t, t + 1))
        product *= u
        for n in start:
            g, (m, v, h) = g_all[n], state[n]
            w[n] = w[n] - rate * c["weightDecay"] * w[n]
            if kind in ("SGD", "SGDW"):
                m = mu * m - rate * g
                move = -(mu * m - rate * g if c["nesterov"] else m)
            elif kind == "AveragedMomentum":
                m = c["beta"] * m + (1 - c["beta"]) * g
                move = rate * (c["beta"] * m + (1 - c["beta"]) * g if c["nesterov"] else m)
            elif kind == "NormalizedGD":
                move = rate * g / norm
            elif kind == "ErrorRatioGD":
                move = rate * g
            elif kind == "SignSGD":
                move = rate * (np.sign(g) if c["epsilon"] == 0 else g / (np.sqrt(g * g) + epsilon))
            elif kind == "Adagrad":
                m = m + g * g
                move = rate * g / np.sqrt(m + epsilon)
            elif kind == "Adadelta":
                m = rho * m + (1 - rho) * g * g
                step = g * np.sqrt(v + epsilon) / np.sqrt(m + epsilon)
                v = rho * v + (1 - rho) * step * step
                move = rate * step
            elif kind == "RMSprop":
                v = rho * v + (1 - rho) * g * g
                h = rho * h + (1 - rho) * g
                m = mu * m + rate * g / np.sqrt(v - (h * h if c["centered"] else 0) + epsilon)
                move = m
            elif kind == "Lion":
                move = rate * np.sign(beta1 * m + (1 - beta1) * g)
                m = beta2 * m + (1 - beta2) * g
            elif kind == "Adamax":
                m = beta1 * m + (1 - beta1) * g
                v = np.maximum(beta2 * v, np.abs(g))
                move = rate / (1 - beta1**t) * m / (v + epsilon)
            elif kind == "Nadam":
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g * g
                mean = u_next * m / (1 - product * u_next) + (1 - u) * g / (1 - product)
                move = rate * mean / (np.sqrt(v / (1 - beta2**t)) + epsilon)
            else:
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g * g
                h = np.maximum(h, v)
                scale = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
                move = scale * m / (np.sqrt(h if c["amsgrad"] else v) + epsilon)
            w[n] = w[n] - move
            state[n] = [m, v, h]
        yield {n: x.copy() for n, x in w.items()}


# Rates are small enough that no path jumps about its minimum, where rounding would grow without
# bound.
cases = []
for name, kind, config in (
    ("defaults", "SGD", {}),
    ("rate 0.1", "SGD", {"learningRate": 0.1}),
    ("momentum", "SGD", {"learningRate": 0.02, "momentum": 0.9}),
    ("nesterov", "SGD", {"learningRate": 0.02, "momentum": 0.9, "nesterov": True}),
    ("weight decay", "SGD", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("momentum and weight decay", "SGD",
        {"learningRate": 0.02, "momentum": 0.8, "weightDecay": 0.1}),
    ("nesterov and weight decay", "SGD", {"learningRate": 0.02, "momentum": 0.8, "nesterov": True,
            "weightDecay": 0.1}),
    ("momentum", "SGDW", {"learningRate": 0.02, "momentum": 0.9, "weightDecay": 0.05}),
    ("defaults", "AveragedMomentum", {}),
    ("rate and beta", "AveragedMomentum", {"learningRate": 0.1, "beta": 0.8}),
    ("nesterov", "AveragedMomentum", {"learningRate": 0.1, "nesterov": True}),
    ("nesterov and weight decay", "AveragedMomentum",
        {"learningRate": 0.1, "nesterov": True, "weightDecay": 0.05}),
    ("defaults", "NormalizedGD", {}),
    ("weight decay", "NormalizedGD", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("defaults", "SignSGD", {}),
    ("epsilon", "SignSGD", {"learningRate": 0.01, "epsilon": 0.5}),
    ("weight decay", "SignSGD", {"learningRate": 0.003, "weightDecay": 0.1}),
    ("defaults", "Adagrad", {}),
    ("rate and start", "Adagrad", {"learningRate": 0.1, "initialAccumulator": 0, "epsilon": 1e-5}),
    ("weight decay", "Adagrad", {"learningRate": 0.1, "weightDecay": 0.1}),
    ("defaults", "Adadelta", {}),
    ("rate of the paper", "Adadelta", {"learningRate": 1.0, "rho": 0.9, "epsilon": 1e-6}),
    ("weight decay", "Adadelta", {"learningRate": 1.0, "weightDecay": 0.01}),
    ("defaults", "RMSprop", {}),
    ("rate and rho", "RMSprop", {"learningRate": 0.02, "rho": 0.99}),
    ("momentum", "RMSprop", {"learningRate": 0.01, "momentum": 0.9}),
    ("centered", "RMSprop", {"learningRate": 0.002, "centered": True}),
    ("centered momentum", "RMSprop", {"learningRate": 0.005, "rho": 0.95, "momentum": 0.5,
            "centered": True, "epsilon": 1e-5}),
    ("weight decay", "RMSprop", {"learningRate": 0.003, "weightDecay": 0.1}),
    ("defaults", "Adam", {}),
    ("rate and betas", "Adam", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.99,
            "epsilon": 1e-4}),
    ("amsgrad", "Adam", {"learningRate": 0.05, "amsgrad": True}),
    ("amsgrad with short memory", "Adam", {"learningRate": 0.05, "beta2": 0.9, "amsgrad": True}),
    ("weight decay", "Adam", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("defaults", "AdamW", {}),
    ("rate and decay", "AdamW", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("amsgrad", "AdamW", {"learningRate": 0.05, "weightDecay": 0.02, "beta2": 0.9,
            "amsgrad": True}),
    ("defaults", "Adamax", {}),
    ("rate and betas", "Adamax", {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95,
            "epsilon": 1e-4}),
    ("weight decay", "Adamax", {"learningRate": 0.02, "weightDecay": 0.1}),
    ("defaults", "Nadam", {}),
    ("rate and betas", "Nadam", {"learningRate": 0.03, "beta1": 0.8, "beta2": 0.99,
            "epsilon": 1e-4}),
    ("weight decay", "Nadam", {"learningRate": 0.02, "weightDecay": 0.1}),
    ("defaults", "Lion", {}),
    ("rate and betas", "Lion", {"learningRate": 0.003, "beta1": 0.8, "beta2": 0.95}),
    ("weight decay", "Lion", {"learningRate": 0.003, "weightDecay": 0.1}),
    ("small rate", "ErrorRatioGD", {"learningRate": 0.0002}),
    ("undoes steps", "ErrorRatioGD", {"learningRate": 0.2, "ratio": 1.001}),
    ("grows within the ratio", "ErrorRatioGD", {"learningRate": 0.1, "growsWithinRatio": True,
            "weightDecay": 0.01}),
):
    name = f"{kind} {name}"
    expected = list(with_formulas(kind, config))
    source = "NumPy"
    if hasattr(keras.optimizers, {"SGDW": "SGD"}.get(kind, kind)):
        source = "Keras"
    elif kind == "AveragedMomentum" and not {"nesterov", "weightDecay"} & config.keys():
        source = "PyTorch"
    found = expected if source == "NumPy" else list(
        (with_keras if source == "Keras" else with_torch)(kind, config))
    for step in range(recorded[-1]):
        for n in start:
            golden.close(found[step][n], expected[step][n], 1e-11, f"{name}, step {step + 1}, {n}")
    worst = max(np.max(np.abs(found[-1][n] - expected[-1][n])) for n in start)
    print(f"{name}: {source}, from the formulas {worst:.1e}")
    steps = [{"step": s, "parameters": named(found[s - 1])} for s in recorded]
    cases.append({"name": name, "kind": kind, "source": source, "config": config,
            "parameters": named(start), "steps": steps})

golden.write(
    "optimizers.json",
    f"{golden.versions(keras, jax, torch, np)}, float64",
    "loss = 5 + sum over both tensors of a*w^2 + sin(b*w), a and b as in the script and the test; "
    "gradient g = 2*a*w + b*cos(b*w) at "
    "the w before the step. A hundred steps from parameters; steps[i].parameters is w after that "
    "step, from source: Keras, PyTorch "
    "(SGD with dampening beta, after a step along a gradient of 0), or formulas in NumPy where "
    "neither has the rule. config holds what differs from the "
    "defaults, which are Keras's; the formulas are in the script.",
    cases,
)
