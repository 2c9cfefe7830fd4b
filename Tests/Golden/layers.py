"""Writes layers.json: outputs and gradients of layers, Keras on TensorFlow, float32, checked by
itself in float64.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import keras
import numpy as np
import tensorflow as tf
from golden import distinct, named, normal, tensors
from keras import layers

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
cases = []
# Keras's names of what a layer keeps, in the spelling of the fixtures.
spelling = {"kernel": "weight", "moving_mean": "movingMean", "moving_variance": "movingVariance"}


def fixture_name(variable):
    return spelling.get(variable.name, variable.name)


def run(kind, config, arrays, parameters, cotangents, training, precision):
    """(outputs, input gradients, parameter gradients, state after) of one call for each group of
    `arrays`."""
    layer = getattr(layers, kind)(**golden.keywords(config), dtype=precision)
    results = []
    for group in arrays:
        inputs = [tf.constant(a, precision) for a in group]
        argument = inputs if kind in ("Add", "Concatenate") else inputs[0]
        if not layer.built:
            layer.build([tuple(i.shape) for i in inputs] if kind in ("Add", "Concatenate")
                else tuple(inputs[0].shape))
            for variable in layer.variables:
                variable.assign(parameters[fixture_name(variable)])
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            output = layer(argument, **({} if training is None else {"training": training}))
        cotangent = None if cotangents is None else tf.constant(cotangents, precision)
        variables = [v.value for v in layer.trainable_variables]
        gradients = tape.gradient(output, inputs + variables, cotangent)
        of_parameters = {fixture_name(v): g.numpy() for v,
            g in zip(layer.trainable_variables, gradients[len(inputs):])}
        state = {fixture_name(v): v.numpy() for v in layer.non_trainable_variables}
        results.append((output.numpy(), [g.numpy() for g in gradients[: len(inputs)]],
                of_parameters, state))
    return results


def add(name, kind, config, inputs, parameters=None, training=None):
    """One call with gradients for a random cotangent."""
    parameters = parameters or {}
    name = f"{kind} {name}" if name else kind
    shape = run(kind, config, [inputs], parameters, None, training, "float32")[0][0].shape
    cotangent = normal(golden.generator(name + " cotangent"), *shape)
    low, high = (run(kind, config, [inputs], parameters, cotangent, training, p)[0]
        for p in ("float32", "float64"))
    golden.close(low[0], high[0], 1e-6, name)
    for a, b in zip(low[1], high[1]):
        golden.close(a, b, 3e-6, f"{name}: input gradient")
    for key in low[2]:
        golden.close(low[2][key], high[2][key], 3e-6, f"{name}: {key}")
    single = lambda arrays: tensors(np.float32(a) for a in arrays)
    case = {"name": name, "kind": kind, "config": config}
    if training is not None:
        case["training"] = training
    case["inputs"] = single(inputs)
    if parameters:
        case["parameters"] = named({k: np.float32(v) for k, v in parameters.items()})
    case["outputs"] = single([low[0]])
    case["outputGradients"] = single([cotangent])
    case["inputGradients"] = single(low[1])
    if parameters:
        case["parameterGradients"] = named(low[2])
    if low[3]:
        case["stateAfter"] = named(low[3])
    cases.append(case)


# ---- Dense

for activation in ("linear", "relu", "tanh", "sigmoid", "softmax"):
    rng = golden.generator(f"dense {activation}")
    config = {"units": 4, "activation": activation}
    add(activation, "Dense", config, [normal(rng, 3, 5)], {"weight": normal(rng, 5, 4, scale=0.6),
            "bias": normal(rng, 4)})
rng = golden.generator("dense more")
add("without bias", "Dense", {"units": 3, "useBias": False}, [normal(rng, 2, 4)],
    {"weight": normal(rng, 4, 3)})
add("rank 3", "Dense", {"units": 3, "activation": "relu"}, [normal(rng, 2, 3, 4)],
    {"weight": normal(rng, 4, 3), "bias": normal(rng, 3)})
add("softmax rank 3", "Dense", {"units": 3, "activation": "softmax"}, [normal(rng, 2, 3, 4)],
    {"weight": normal(rng, 4, 3), "bias": normal(rng, 3)})
add("one unit", "Dense", {"units": 1, "activation": "sigmoid"}, [normal(rng, 4, 2)],
    {"weight": normal(rng, 2, 1), "bias": normal(rng, 1)})

# ---- Conv2D

for name, shape, config in (
    ("defaults", (2, 5, 6, 3), {}),
    ("same relu", (2, 5, 4, 3), {"padding": "same", "activation": "relu"}),
    ("same stride 2", (1, 5, 6, 2), {"padding": "same", "strides": [2, 2]}),
    ("valid stride 2x1", (1, 6, 5, 2), {"strides": [2, 1], "activation": "tanh"}),
    ("without bias", (1, 4, 4, 2), {"useBias": False}),
    ("dilation 2", (1, 7, 6, 2), {"dilationRate": [2, 2], "padding": "same"}),
    ("kernel 5", (1, 6, 5, 2), {"kernelSize": [5, 5], "activation": "relu"}),
    ("kernel 1", (2, 3, 3, 4), {"kernelSize": [1, 1]}),
    ("kernel 3x2", (1, 4, 4, 2), {"kernelSize": [3, 2], "padding": "same"}),
    ("softmax", (1, 3, 4, 2), {"kernelSize": [1, 1], "activation": "softmax"}),
):
    rng = golden.generator(f"conv2d {name}")
    config = {"filters": 4, "kernelSize": [3, 3], **config}
    parameters = {"weight": normal(rng, *config["kernelSize"], shape[-1], 4, scale=0.4)}
    if config.get("useBias", True):
        parameters["bias"] = normal(rng, 4)
    add(name, "Conv2D", config, [normal(rng, *shape)], parameters)

# ---- pooling

for kind in ("MaxPooling2D", "AveragePooling2D"):
    for name, shape, config in (
        ("defaults", (2, 4, 6, 3), {}),
        ("odd image", (1, 5, 5, 2), {}),
        ("pool 3", (1, 7, 6, 2), {"poolSize": [3, 3]}),
        ("pool 3 stride 2", (1, 7, 6, 2), {"poolSize": [3, 3], "strides": [2, 2]}),
        ("same", (1, 5, 5, 2), {"padding": "same"}),
        ("pool 3 stride 2 same", (1, 6, 5, 2),
            {"poolSize": [3, 3], "strides": [2, 2], "padding": "same"}),
        ("pool 3 stride 1 same", (1, 4, 5, 2),
            {"poolSize": [3, 3], "strides": [1, 1], "padding": "same"}),
        ("pool 3x2", (1, 6, 5, 2), {"poolSize": [3, 2]}),
    ):
        # Keras has no default for the pool of an average.
        config = {"poolSize": [2, 2], **config} if kind == "AveragePooling2D" else config
        add(name, kind, config, [distinct(golden.generator(f"{kind} {name}"), *shape)])
for kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D"):
    for name, config in (("", {}), ("keep dims", {"keepdims": True})):
        add(name, kind, config, [distinct(golden.generator(f"{kind} {name}"), 2, 3, 4, 3)])

# ---- shape and merging

rng = golden.generator("shape")
add("images", "Flatten", {}, [normal(rng, 2, 3, 2, 2)])
add("rank 2", "Flatten", {}, [normal(rng, 2, 3)])
add("rank 1", "Flatten", {}, [normal(rng, 3)])
add("to images", "Reshape", {"targetShape": [3, 2, 2]}, [normal(rng, 2, 12)])
add("unknown", "Reshape", {"targetShape": [-1, 4]}, [normal(rng, 2, 3, 4)])
add("flat", "Reshape", {"targetShape": [12]}, [normal(rng, 2, 3, 4)])
add("two", "Add", {}, [normal(rng, 2, 3) for _ in range(2)])
add("three", "Add", {}, [normal(rng, 2, 2, 2, 3) for _ in range(3)])
add("last", "Concatenate", {}, [normal(rng, 2, 3), normal(rng, 2, 1)])
add("last of images", "Concatenate", {"axis": -1},
    [normal(rng, 2, 2, 2, 3), normal(rng, 2, 2, 2, 1)])
add("axis 1", "Concatenate", {"axis": 1}, [normal(rng, 2, 2, 3), normal(rng, 2, 1, 3),
        normal(rng, 2, 3, 3)])
add("axis 1 of images", "Concatenate", {"axis": 1},
    [normal(rng, 1, 2, 2, 2), normal(rng, 1, 1, 2, 2)])

# ---- Activation: every name of Keras but "threshold", which has no defaults

names = sorted(set(keras.src.activations.ALL_OBJECTS_DICT) - {"threshold"})
for name in names:
    rng = golden.generator(f"activation {name}")
    add(name, "Activation", {"activation": name}, [distinct(rng, 3, 6, low=-4, high=4)])
for name in ("softmax", "log_softmax", "relu"):
    add(f"{name} of images", "Activation", {"activation": name},
        [distinct(golden.generator(name), 2, 2, 2, 3)])
far = np.array([[-100.0, -60, -20, 20, 60, 85]])
for name in ("sigmoid", "softplus", "tanh", "silu", "gelu", "mish", "elu", "selu", "softsign",
    "log_sigmoid", "softmax", "log_softmax", "relu6", "hard_sigmoid"):
    add(f"{name} far", "Activation", {"activation": name}, [far])

# ---- BatchNormalization


def statistics(rng, channels):
    return {
        "gamma": np.round(rng.uniform(0.5, 1.5, channels), 3),
        "beta": normal(rng, channels),
        "movingMean": normal(rng, channels, scale=0.5),
        "movingVariance": np.round(rng.uniform(0.5, 2, channels), 3),
    }


fresh = {"gamma": np.ones(3), "beta": np.zeros(3), "movingMean": np.zeros(3),
    "movingVariance": np.ones(3)}
for name, shape in (("rank 2", (6, 3)), ("images", (2, 3, 4, 3))):
    rng = golden.generator(f"batch normalization {name}")
    batch = normal(rng, *shape, scale=2) + 0.5
    for training in (True, False):
        word = "training" if training else "inference"
        add(f"{name} fresh {word}", "BatchNormalization", {}, [batch], fresh, training)
        add(f"{name} {word}", "BatchNormalization", {}, [batch], statistics(rng, 3), training)
rng = golden.generator("batch normalization settings")
batch = normal(rng, 4, 3)
add("momentum 0.9 epsilon 1e-5", "BatchNormalization", {"momentum": 0.9, "epsilon": 1e-5}, [batch],
    statistics(rng, 3), True)
only = lambda values, *left_out: {k: v for k, v in values.items() if k not in left_out}
add("without center", "BatchNormalization", {"center": False}, [batch],
    only(statistics(rng, 3), "beta"), True)
add("without scale", "BatchNormalization", {"scale": False}, [batch],
    only(statistics(rng, 3), "gamma"), True)
add("axis 1", "BatchNormalization", {"axis": 1}, [normal(rng, 2, 3, 2, 2)], statistics(rng, 3),
    True)
for name, shape in (("rank 2", (6, 3)), ("images", (2, 2, 3, 3))):
    rng = golden.generator(f"batch normalization sequence {name}")
    batches = [normal(rng, *shape, scale=2) + 1 for _ in range(3)]
    low, high = (run("BatchNormalization", {}, [[b] for b in batches], fresh, None, True, p)
        for p in ("float32", "float64"))
    for a, b in zip(low, high):
        golden.close(a[0], b[0], 1e-6, name)
    for key in low[-1][3]:
        golden.close(low[-1][3][key], high[-1][3][key], 1e-6, key)
    after = [named(step[3]) for step in low]
    cases.append({
        "name": f"BatchNormalization three batches {name}",
        "kind": "BatchNormalizationSequence",
        "config": {"momentum": 0.99, "epsilon": 1e-3},
        "training": True,
        "inputs": tensors(np.float32(b) for b in batches),
        "parameters": named({k: np.float32(v) for k, v in fresh.items()}),
        "outputs": tensors(step[0] for step in low),
        "statesAfter": after,
        "stateAfter": after[-1],
    })

golden.write(
    "layers.json",
    f"{golden.versions(keras)} on tensorflow {tf.__version__}, float32",
    "config holds the Keras arguments that differ from Keras's defaults, in camel case. parameters "
    "are the values "
    "before the call, stateAfter the moving statistics after it.",
    cases,
)
