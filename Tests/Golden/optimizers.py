"""Writes optimizers.json: twenty steps of each optimizer, Keras on TensorFlow, float32, checked by formulas in NumPy.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import keras
import numpy as np
import tensorflow as tf
from golden import named

recorded = (1, 2, 5, 20)
start = {
    "first": np.float32([[1.5, -0.8, 0.3], [-1.2, 0.6, 2.1]]),
    "second": np.float32([0.9, -1.7, 0.4, -0.25]),
}
a = {"first": np.float32([[0.5, 1.5, 0.25], [1, 0.75, 0.1]]), "second": np.float32([2, 0.3, 0.6, 1.2])}
b = {"first": np.float32([[2, 1, 3], [0.5, 1.5, 1]]), "second": np.float32([1, 2, 0.5, 3])}


def gradient(name, w):
    """Of Σ (a·w² + sin(b·w))."""
    return 2 * a[name] * w + b[name] * np.cos(b[name] * w)


def with_keras(kind, config):
    variables = {n: keras.Variable(w, name=n) for n, w in start.items()}
    optimizer = getattr(keras.optimizers, kind)(**golden.keywords(config))
    optimizer.build(list(variables.values()))
    for _ in range(recorded[-1]):
        gradients = {n: gradient(n, v.numpy()) for n, v in variables.items()}
        optimizer.apply([tf.constant(g) for g in gradients.values()])
        yield gradients, {n: v.numpy().copy() for n, v in variables.items()}


def with_formulas(kind, config):
    """The same in float64 by the formulas of the description."""
    c = {"learningRate": 0.01 if kind == "SGD" else 0.001, "momentum": 0, "rho": 0.9, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
    c |= {"weightDecay": 0.004 if kind == "AdamW" else 0, "nesterov": False, "centered": False, "amsgrad": False} | config
    w = {n: np.float64(x) for n, x in start.items()}
    state = {n: [np.zeros_like(x) for _ in range(3)] for n, x in w.items()}
    rate, decay = c["learningRate"], c["momentum"]
    for t in range(1, recorded[-1] + 1):
        for n in w:
            g, (m, v, h) = gradient(n, w[n]), state[n]
            w[n] = w[n] - rate * c["weightDecay"] * w[n]
            if kind == "SGD":
                m = decay * m - rate * g
                w[n] = w[n] + (decay * m - rate * g if c["nesterov"] else m)
            elif kind == "RMSprop":
                v = c["rho"] * v + (1 - c["rho"]) * g * g
                h = c["rho"] * h + (1 - c["rho"]) * g
                m = decay * m + rate * g / np.sqrt(v - (h * h if c["centered"] else 0) + c["epsilon"])
                w[n] = w[n] - m
            else:
                m = c["beta1"] * m + (1 - c["beta1"]) * g
                v = c["beta2"] * v + (1 - c["beta2"]) * g * g
                h = np.maximum(h, v)
                scale = rate * np.sqrt(1 - c["beta2"] ** t) / (1 - c["beta1"] ** t)
                w[n] = w[n] - scale * m / (np.sqrt(h if c["amsgrad"] else v) + c["epsilon"])
            state[n] = [m, v, h]
        yield {n: x.copy() for n, x in w.items()}


cases = []
for name, kind, config in (
    ("defaults", "SGD", {}),
    ("rate 0.1", "SGD", {"learningRate": 0.1}),
    ("momentum", "SGD", {"learningRate": 0.02, "momentum": 0.9}),
    ("nesterov", "SGD", {"learningRate": 0.02, "momentum": 0.9, "nesterov": True}),
    ("weight decay", "SGD", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("momentum and weight decay", "SGD", {"learningRate": 0.02, "momentum": 0.8, "weightDecay": 0.1}),
    ("nesterov and weight decay", "SGD", {"learningRate": 0.02, "momentum": 0.8, "nesterov": True, "weightDecay": 0.1}),
    ("defaults", "RMSprop", {}),
    ("rate and rho", "RMSprop", {"learningRate": 0.02, "rho": 0.99}),
    ("momentum", "RMSprop", {"learningRate": 0.01, "momentum": 0.9}),
    ("centered", "RMSprop", {"learningRate": 0.01, "centered": True}),
    ("centered momentum", "RMSprop", {"learningRate": 0.005, "rho": 0.95, "momentum": 0.5, "centered": True, "epsilon": 1e-5}),
    ("weight decay", "RMSprop", {"learningRate": 0.01, "weightDecay": 0.1}),
    ("defaults", "Adam", {}),
    ("rate and betas", "Adam", {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4}),
    ("amsgrad", "Adam", {"learningRate": 0.05, "amsgrad": True}),
    ("amsgrad with short memory", "Adam", {"learningRate": 0.05, "beta2": 0.9, "amsgrad": True}),
    ("weight decay", "Adam", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("defaults", "AdamW", {}),
    ("rate and decay", "AdamW", {"learningRate": 0.05, "weightDecay": 0.1}),
    ("amsgrad", "AdamW", {"learningRate": 0.05, "weightDecay": 0.02, "beta2": 0.9, "amsgrad": True}),
):
    name = f"{kind} {name}"
    # Keras spells beta_1.
    keras_config = {k.replace("beta", "beta_"): v for k, v in config.items()}
    steps = []
    for step, ((gradients, parameters), expected) in enumerate(zip(with_keras(kind, keras_config), with_formulas(kind, config)), 1):
        for n in start:
            # Adam's 1 - beta2^t in float32 is off by up to 3e-5 in the first steps.
            golden.close(parameters[n], expected[n], 1e-5, f"{name}, step {step}, {n}")
        if step in recorded:
            steps.append({"step": step, "gradients": named(gradients), "parameters": named(parameters), "exact": named(expected)})
    problem = {n: {"a": golden.tensor(a[n]), "b": golden.tensor(b[n])} for n in start}
    cases.append({"name": name, "kind": kind, "config": config, "problem": problem, "parameters": named(start), "steps": steps})

golden.write(
    "optimizers.json",
    f"{golden.versions(keras)} on tensorflow {tf.__version__}, float32",
    "loss = sum over both tensors of a*w^2 + sin(b*w); gradient g = 2*a*w + b*cos(b*w) at the w before the step. Twenty steps "
    "from parameters; steps[i].parameters is Keras's w after that step, steps[i].gradients the g it used, steps[i].exact the w of the "
    "formulas in float64 throughout (Keras's Adam strays from it by up to 1e-5: its 1-beta2^t is float32). config holds the Keras "
    "arguments that differ from the defaults. Defaults: SGD learningRate 0.01, momentum 0, nesterov false; RMSprop learningRate "
    "0.001, rho 0.9, momentum 0, epsilon 1e-7, centered false; Adam and AdamW learningRate 0.001, beta1 0.9, beta2 0.999, epsilon "
    "1e-7, amsgrad false; weightDecay none (0), AdamW 0.004. Formulas, r the rate, t the step from 1, g taken before the decay: "
    "first w -= r*weightDecay*w. SGD: m = momentum*m - r*g; w += nesterov ? momentum*m - r*g : m. RMSprop: v = rho*v + "
    "(1-rho)*g^2; h = rho*h + (1-rho)*g; m = momentum*m + r*g/sqrt(v - (centered ? h^2 : 0) + epsilon); w -= m. Adam, AdamW: m = "
    "beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g^2; amsgrad: h = max(h, v), used for v; w -= r*sqrt(1-beta2^t)/(1-beta1^t) * "
    "m/(sqrt(v) + epsilon).",
    cases,
)
