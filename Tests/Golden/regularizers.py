"""Writes regularizers.json: penalties, constraints and clipped gradients, Keras on JAX in float64;
weight normalization, PyTorch.

    pip install torch keras jax scipy numpy
"""

import os

import golden

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import jax
import keras
import numpy as np
import torch

keras.config.set_floatx("float64")
cases = []


def add(kind, name, config, inputs, outputs, gradients=None):
    case = {"name": f"{kind} {name}", "kind": kind, "config": config,
        "inputs": golden.tensors(inputs), "outputs": golden.tensors(outputs)}
    if gradients is not None:
        case["inputGradients"] = golden.tensors(gradients)
    cases.append(case)


def weight(name, *shape):
    return golden.distinct(golden.generator(name), *shape)


for name, l1, l2 in (("l1", 0.03, 0), ("l2", 0, 0.02), ("elastic", 0.01, 0.05)):
    for shape in ((4, 3), (2, 3, 2, 4)):
        w = weight(f"{name} {shape}", *shape)
        theirs = keras.regularizers.L1L2(l1=l1, l2=l2)
        value, slope = jax.value_and_grad(lambda x: theirs(x))(jax.numpy.asarray(w))
        add("regularizer", f"{name} {list(shape)}", {"l1": l1, "l2": l2}, [w], [np.asarray(value)],
            [np.asarray(slope)])

for kind, config, make in (
    ("maxNorm", {"limit": 1.5}, lambda axes: keras.constraints.MaxNorm(1.5, axis=axes)),
    ("unitNorm", {}, lambda axes: keras.constraints.UnitNorm(axis=axes)),
    ("nonNegative", None, lambda axes: keras.constraints.NonNeg()),
    ("minMaxNorm", {"least": 1.0, "greatest": 2.0}, lambda axes: keras.constraints.MinMaxNorm(1.0,
            2.0, axis=axes)),
    ("minMaxNorm", {"least": 1.0, "greatest": 2.0, "rate": 0.3},
        lambda axes: keras.constraints.MinMaxNorm(1.0, 2.0, rate=0.3, axis=axes)),
):
    for shape, axes in (((4, 5), [0]), ((2, 2, 3, 4), [0, 1, 2]), ((3, 4), [1])):
        if config is None and axes == [1]:
            continue
        w = weight(f"{kind} {shape}", *shape)
        # Some columns short, some long.
        w = w * np.linspace(0.1, 2, shape[-1])
        settings = {} if config is None else config | {"axes": axes}
        rate = "" if config is None or "rate" not in config else " by a share"
        add("constraint", f"{kind}{rate} {list(shape)} {axes}", {"name": kind} | settings, [w],
            [np.asarray(make(axes)(w))])

gradients = [weight("clipping a", 3, 4), weight("clipping b", 5), 3 * weight("clipping c", 2, 2)]
for kind, setting in (("clippedByValue", "clipvalue"), ("clippedByNorm", "clipnorm"),
    ("clippedByGlobalNorm", "global_clipnorm")):
    for limit in (0.5, 2.5, 100.0):
        optimizer = keras.optimizers.SGD(1.0, **{setting: limit})
        variables = [keras.Variable(np.zeros_like(g)) for g in gradients]
        optimizer.build(variables)
        optimizer.apply([jax.numpy.asarray(g) for g in gradients])
        add(kind, f"at {limit}", {"limit": limit}, gradients,
            [-np.asarray(v.value) for v in variables])

rng = golden.generator("penalties of a model")
x = golden.normal(rng, 5, 3)
kernel, bias, last = golden.normal(rng, 3, 4), golden.normal(rng, 4), golden.normal(rng, 4, 2)
model = keras.Sequential([
    keras.layers.Dense(
        4, kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02),
        bias_regularizer=keras.regularizers.L2(0.1),
        activity_regularizer=keras.regularizers.L1(0.3), activation="tanh",
    ),
    keras.layers.Dense(2, use_bias=False, kernel_regularizer=keras.regularizers.L2(0.5),
        activity_regularizer=keras.regularizers.L2(0.2)),
])
model.build((5, 3))
model.set_weights([kernel, bias, last])
model(x)
add("model", "of two layers", {}, [x, kernel, bias, last], [np.asarray(sum(model.losses))])

for shape in ((4, 3), (2, 5)):
    name = f"weight normalization {shape}"
    rng = golden.generator(name)
    x, v, g, b = golden.normal(rng, 5, shape[0]), golden.normal(rng, *shape), golden.normal(rng,
        shape[1]), golden.normal(rng, shape[1])
    layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(*shape,
            dtype=torch.float64))
    parts = layer.parametrizations.weight
    length, direction = parts.original0, parts.original1
    with torch.no_grad():
        direction.copy_(torch.tensor(v.T))
        length.copy_(torch.tensor(g[:, None]))
        layer.bias.copy_(torch.tensor(b))
    x_torch = torch.tensor(x, requires_grad=True)
    y = torch.tanh(layer(x_torch))
    (y * y).sum().backward()
    gradients = [x_torch.grad, direction.grad.T, length.grad[:, 0], layer.bias.grad]
    add("weightNormalization", f"{list(shape)}", {}, [x, v, g, b], [y.detach().numpy()],
        [np.ascontiguousarray(t.numpy()) for t in gradients])

golden.write(
    "regularizers.json",
    f"{golden.versions(keras, jax, torch)}, float64",
    "regularizer: inputs w, outputs the penalty, inputGradients its gradient. constraint: inputs "
    "w, outputs w as it shall be. clipped…: "
    "inputs gradients, outputs those clipped. model: inputs x, weight, bias, weight of the two "
    "dense layers in the script; outputs the sum "
    "of all penalties. weightNormalization: inputs x, v [inputs, units], g, b; outputs y = tanh(x "
    "W + b), W = g v/|v|; "
    "inputGradients those of the sum of y^2.",
    cases,
)
