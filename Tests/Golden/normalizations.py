"""Writes normalizations.json: normalizations within an example and the output layers made of
distances, PyTorch float64, some beside Keras on JAX; linear support vector machines by SciPy.

    pip install torch keras jax scipy numpy
"""

import os

import golden

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import scipy
import scipy.optimize
import torch
import torch.nn.functional as F
from golden import named, normal, tensors

jax.config.update("jax_enable_x64", True)
cases = []
wide = lambda a: np.float32(a).astype(np.float64)
single = lambda arrays: tensors(np.float32(a) for a in arrays)


def add(name, kind, config, x, function, parameters=None, keras_layer=None):
    """One call of a PyTorch function of x and the parameters; `keras_layer` must agree on the
    output."""
    parameters = parameters or {}
    arrays = [torch.tensor(wide(a), requires_grad=True) for a in [x, *parameters.values()]]
    output = function(*arrays)
    cotangent = normal(golden.generator(name + " cotangent"), *output.shape)
    gradients = [g.numpy() for g in torch.autograd.grad(output, arrays,
            torch.tensor(wide(cotangent)))]
    if keras_layer is not None:
        keras_layer.build(x.shape)
        keras_layer.set_weights([wide(v) for v in parameters.values()])
        golden.close(np.asarray(keras_layer(jnp.array(wide(x)))), output.detach().numpy(), 1e-6,
            name)
    case = {"name": name, "kind": kind, "config": config, "inputs": single([x])}
    if parameters:
        case["parameters"] = named({k: np.float32(v) for k, v in parameters.items()})
        case["parameterGradients"] = named({k: np.float32(g) for k,
                g in zip(parameters, gradients[1:])})
    case |= {"outputs": single([output.detach().numpy()]), "outputGradients": single([cotangent]),
        "inputGradients": single(gradients[:1])}
    cases.append(case)


def scale_and_shift(rng, *shape):
    return {"gamma": np.round(rng.uniform(0.5, 1.5, shape), 3), "beta": normal(rng, *shape)}


wide_keras = {"dtype": "float64"}

# ---- layer

for shape in ((4, 7), (2, 3, 40), (2, 3, 2, 5), (2, 64)):
    name = f"layer {shape}"
    rng = golden.generator(name)
    n = shape[-1]
    add(name, "LayerNormalization", {}, normal(rng, *shape, scale=2) + 1,
        lambda x, g, b, n=n: F.layer_norm(x, (n,), g, b, 1e-3), scale_and_shift(rng, n),
        keras.layers.LayerNormalization(**wide_keras))
rng = golden.generator("layer settings")
x = normal(rng, 3, 4, 6, scale=2)
both = scale_and_shift(rng, 4, 6)
add("layer two axes", "LayerNormalization", {"axes": [1, 2], "epsilon": 1e-5}, x,
    lambda x, g, b: F.layer_norm(x, (4, 6), g, b, 1e-5), both,
    keras.layers.LayerNormalization(axis=[1, 2], epsilon=1e-5, **wide_keras))
add("layer without center", "LayerNormalization", {"center": False}, x,
    lambda x, g: F.layer_norm(x, (6,), g, None, 1e-3), {"gamma": both["gamma"][0]},
    keras.layers.LayerNormalization(center=False, **wide_keras))
add("layer without scale", "LayerNormalization", {"scale": False}, x,
    lambda x, b: F.layer_norm(x, (6,), None, b, 1e-3), {"beta": both["beta"][0]},
    keras.layers.LayerNormalization(scale=False, **wide_keras))
add("layer axis 1", "LayerNormalization", {"axes": [1]}, x,
    lambda x, g, b: F.layer_norm(x.transpose(1, 2), (4,), g, b, 1e-3).transpose(1, 2),
    {k: v[:, 0] for k, v in both.items()},
    keras.layers.LayerNormalization(axis=1, **wide_keras))

# ---- root mean square, unit

for shape, config in (((4, 7), {}), ((2, 3, 33), {}), ((3, 5), {"epsilon": 0.1}),
    ((2, 3, 4), {"axes": [1, 2]})):
    name = f"root mean square {shape} {config}"
    rng = golden.generator(name)
    axes = tuple(config.get("axes", [-1]))
    extents = [shape[a] for a in axes]
    epsilon = config.get("epsilon", 1e-6)
    add(name, "RMSNormalization", config, normal(rng, *shape, scale=2) + 0.5,
        lambda x, g, axes=axes, e=epsilon: x * torch.rsqrt((x * x).mean(axes, keepdim=True) + e)
        * g,
        {"gamma": np.round(rng.uniform(0.5, 1.5, extents), 3)},
        keras.layers.RMSNormalization(epsilon=epsilon, **wide_keras) if len(axes) == 1 else None)
    config = {k: v for k, v in config.items() if k == "axes"}
    if epsilon < 0.01:
        add(f"unit {shape} {config}", "UnitNormalization", config, normal(rng, *shape),
            lambda x, axes=axes: x / torch.sqrt((x * x).sum(axes, keepdim=True)), None,
            keras.layers.UnitNormalization(axis=list(axes), **wide_keras))

# ---- group, instance: PyTorch has channels first

first = lambda x: x.movedim(-1, 1)
last = lambda x: x.movedim(1, -1)
for shape, groups in (((2, 3, 4, 8), 4), ((3, 5, 6), 1), ((2, 3, 3, 6), 6), ((4, 12), 3),
    ((1, 7, 9), 3)):
    name = f"group {shape} {groups}"
    rng = golden.generator(name)
    add(name, "GroupNormalization", {"groups": groups}, normal(rng, *shape, scale=2) - 1,
        lambda x, g, b, n=groups: last(F.group_norm(first(x), n, g, b, 1e-3)),
        scale_and_shift(rng, shape[-1]),
        keras.layers.GroupNormalization(groups=groups, **wide_keras))
rng = golden.generator("group settings")
add("group axis 1", "GroupNormalization", {"groups": 2, "axis": 1, "epsilon": 1e-5},
    normal(rng, 2, 4, 3, 3),
    lambda x, g, b: F.group_norm(x, 2, g, b, 1e-5), scale_and_shift(rng, 4),
    keras.layers.GroupNormalization(groups=2, axis=1, epsilon=1e-5, **wide_keras))
add("group of 32", "GroupNormalization", {}, normal(rng, 2, 2, 64),
    lambda x, g, b: last(F.group_norm(first(x), 32, g, b, 1e-3)), scale_and_shift(rng, 64),
    keras.layers.GroupNormalization(**wide_keras))
for shape in ((2, 4, 3, 5), (3, 6, 2)):
    name = f"instance {shape}"
    rng = golden.generator(name)
    add(name, "InstanceNormalization", {}, normal(rng, *shape, scale=2) + 1,
        lambda x, g, b: last(F.instance_norm(first(x), weight=g, bias=b, eps=1e-3)),
        scale_and_shift(rng, shape[-1]),
        keras.layers.GroupNormalization(groups=-1, **wide_keras))
rng = golden.generator("instance settings")
x = normal(rng, 2, 3, 4, 2)
add("instance without parameters", "InstanceNormalization",
    {"center": False, "scale": False, "epsilon": 1e-5}, x,
    lambda x: last(F.instance_norm(first(x), eps=1e-5)))
add("instance axis 1", "InstanceNormalization", {"axis": 1}, x,
    lambda x, g, b: F.instance_norm(x, weight=g, bias=b, eps=1e-3), scale_and_shift(rng, 3))

# ---- local response: PyTorch divides alpha by the size

for shape, config in (
    ((2, 3, 2, 8), {}),
    ((2, 2, 2, 12), {"alpha": 0.3, "bias": 0.5}),
    ((3, 20), {"size": 3, "alpha": 0.5, "beta": 0.5, "bias": 1}),
    ((2, 3, 7), {"size": 4, "alpha": 0.2, "bias": 1, "averages": True}),
    ((2, 2, 3), {"size": 9, "alpha": 0.2, "beta": 1.25}),
    ((2, 2, 1), {"alpha": 0.2}),
):
    name = f"local response {shape} {config}"
    size, alpha = config.get("size", 5), config.get("alpha", 1e-4)
    torch_alpha = alpha if config.get("averages") else alpha * size
    # Flat positions: PyTorch takes three axes at least.
    add(name, "LocalResponseNormalization", config, normal(golden.generator(name), *shape, scale=3),
        lambda x, s=size, a=torch_alpha, b=config.get("beta", 0.75), k=config.get("bias", 2):
        F.local_response_norm(x.reshape(-1, x.shape[-1], 1), s, a, b, k).reshape(x.shape))

# ---- distances to centres


def squared_distances(x, centers):
    return ((x[..., None, :] - centers) ** 2).sum(-1)


for shape, units in (((4, 3), 2), ((2, 3, 5), 4), ((2, 24), 10)):
    name = f"centres {shape} {units}"
    rng = golden.generator(name)
    centers = normal(rng, units, shape[-1])
    add(f"{name} distances", "RBFOutput", {"units": units, "kernel": "squaredDistance"},
        normal(rng, *shape),
        squared_distances, {"centers": centers})
    gamma = np.float32(0.05)
    add(f"{name} gaussian", "RBFOutput", {"units": units, "gamma": 0.05}, normal(rng, *shape),
        lambda x, c, g: torch.exp(-g * squared_distances(x, c)),
        {"centers": centers, "gamma": gamma})

# ---- support vector machines: the least of λ‖w‖² + the mean loss over w and b, as quadratic
# programmes in (w, b, ξ)

rng = golden.generator("support vectors")
points = np.concatenate([normal(rng, 15, 2) + [1.2, 0.4], normal(rng, 15, 2) - [0.8, 0.6]])
signs = np.repeat([1.0, -1.0], 15)
points, signs = wide(points), wide(signs)
for kind, power in (("hinge", 1), ("squaredHinge", 2)):
    strength, count = 0.05, len(points)
    objective = lambda v: strength * v[:2] @ v[:2] + np.mean(v[3:] ** power)
    slope = lambda v: np.concatenate([2 * strength * v[:2], [0], power * v[3:] ** (power - 1)
            / count])
    margins = np.concatenate([signs[:, None] * points, signs[:, None], np.eye(count)], axis=1)
    start = np.concatenate([np.zeros(3), np.ones(count)])
    found = scipy.optimize.minimize(
        objective, start, jac=slope, method="SLSQP", options={"ftol": 1e-15, "maxiter": 1000},
        bounds=[(None, None)] * 3 + [(0, None)] * count,
        constraints={"type": "ineq", "fun": lambda v: margins @ v - 1, "jac": lambda v: margins})
    assert found.success, found.message
    cases.append({
        "name": f"support vectors {kind}", "kind": "supportVectors",
        "config": {"loss": kind, "strength": strength},
        "inputs": single([points]), "targets": single([signs[:, None]]),
        "parameters": named({"weight": np.float32(found.x[:2, None]),
                "bias": np.float32(found.x[2:3])}),
        "losses": [float(f"{found.fun:.9g}")],
    })

golden.write(
    "normalizations.json",
    f"{golden.versions(torch, keras, jax, scipy)}, float64",
    "kind is a layer's type and config its settings in this library's configurations. "
    "supportVectors: inputs and targets "
    "(±1), the weight and bias that make strength · ‖weight‖² + the mean loss least, and that "
    "least as losses.",
    cases,
)
