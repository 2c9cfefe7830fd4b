"""Writes networks.json: summaries of the course's networks and whole training steps of small ones,
Keras on TensorFlow.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import keras
import numpy as np
import tensorflow as tf
from golden import normal, tensor, tensors

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
spelling = {"kernel": "weight", "moving_mean": "movingMean", "moving_variance": "movingVariance"}
cases = []


def layer(kind, **config):
    """A layer as the fixture tells it; arguments in camel case."""
    return {"type": kind, "config": config}


def dense(units, activation="linear"):
    return layer("Dense", units=units, activation=activation)


def conv(filters, size, activation="relu", padding="valid"):
    return layer("Conv2D", filters=filters, kernelSize=[size, size], activation=activation,
        padding=padding)


def pool(kind="MaxPooling2D"):
    return layer(kind, poolSize=[2, 2])


def dropout(rate):
    return layer("Dropout", rate=rate)


def build(input_shape, plan, precision="float32"):
    keras.backend.clear_session()
    made = [getattr(keras.layers, p["type"])(**golden.keywords(p["config"]), dtype=precision)
        for p in plan]
    return keras.Sequential([keras.Input(tuple(input_shape), dtype=precision), *made])


# ---- summaries


def summary(name, input_shape, plan, total, nontrainable=0):
    """One row a layer, named and counted as Keras's summary does; the batch axis left out."""
    model = build(input_shape, plan)
    assert model.count_params() == total, f"{name}: {model.count_params()}"
    rows = [
        {"name": l.name, **p, "output": list(l.output.shape[1:]), "parameters": l.count_params()}
        for l, p in zip(model.layers, plan)
    ]
    fixed = sum(int(np.prod(v.shape)) for v in model.non_trainable_weights)
    assert fixed == nontrainable
    cases.append({
        "name": name,
        "kind": "summary",
        "input": list(input_shape),
        "layers": rows,
        "total": total,
        "trainable": total - fixed,
        "nontrainable": fixed,
    })


flatten = layer("Flatten")
summary("xor", [2], [dense(8, "tanh"), dense(2)], 42)
summary("mlp 784-16", [784], [dense(784, "relu"), dense(16, "relu"), dense(10)], 628_170)
summary("mnist-mlp", [784], [dense(512, "relu"), dropout(0.2)] * 3 + [dense(10)], 932_362)
summary(
    "lenet5", [32, 32, 3],
    [conv(6, 5), pool("AveragePooling2D"), conv(16, 5), pool("AveragePooling2D"), conv(120, 5),
        flatten, dense(84, "relu"), dense(10)], 62_006,
)
summary(
    "cifar-cnn", [32, 32, 3],
    [
        conv(32, 3, padding="same"), conv(32, 3), pool(), dropout(0.25),
        conv(64, 3, padding="same"), conv(64, 3), pool(), dropout(0.25),
        flatten, dense(512, "relu"), dropout(0.5), dense(10),
    ], 1_250_858,
)
summary(
    "with batch normalization", [8, 8, 3],
    [
        conv(4, 3, "linear", "same"), layer("BatchNormalization"),
        layer("Activation", activation="relu"), pool(),
        layer("Reshape", targetShape=[16, 4]), layer("Flatten"), dense(5, "softmax"),
    ], 112 + 16 + 325, nontrainable=8,
)
summary(
    "global pooling", [9, 7, 2],
    [conv(3, 3, padding="same"), layer("GlobalAveragePooling2D"), dense(4)], 57 + 16,
)

# ---- training


def parameters_of(model):
    """`"0.weight"`: of the layer at index 0, counting from the first after the input."""
    return {f"{i}.{spelling.get(v.name, v.name)}": v for i, l in enumerate(model.layers)
        for v in l.variables}


def trained(input_shape, plan, optimizer, loss, initial, batches, probe, precision):
    """(losses, gradients of the first step, parameters after the last, prediction for `probe`)."""
    model = build(input_shape, plan, precision)
    variables = parameters_of(model)
    for key, value in (initial or {}).items():
        variables[key].assign(value)
    if initial is None:
        return {key: v.numpy() for key, v in variables.items()}
    make_loss = lambda: getattr(keras.losses, loss["type"])(**golden.keywords(loss["config"]),
        dtype=precision)
    x, y = (tf.constant(a, None if a.dtype.kind == "i" else precision) for a in batches[0])
    with tf.GradientTape() as tape:
        value = make_loss()(y, model(x, training=True))
    trainable = {k: v for k, v in variables.items() if v.trainable}
    gradients = dict(zip(trainable,
            (g.numpy() for g in tape.gradient(value, [v.value for v in trainable.values()]))))
    for key, value in initial.items():  # the moving statistics have moved
        variables[key].assign(value)
    model.compile(getattr(keras.optimizers, optimizer["type"])(
            **golden.keywords(optimizer["config"])), make_loss(), jit_compile=False)
    losses = []
    for x, y in batches:
        model.reset_metrics()
        losses.append(model.train_on_batch(x, y))
    after = {key: v.numpy() for key, v in variables.items()}
    return np.array(losses, precision), gradients, after, np.asarray(
        model(tf.constant(probe, precision), training=False))


def training(name, input_shape, plan, optimizer, loss, make_batch, steps=5):
    keras.utils.set_random_seed(0)
    shapes = {k: v.shape for k, v in trained(input_shape, plan, optimizer, loss, None, None, None,
            "float32").items()}
    rng = golden.generator(name)
    at_start = {"gamma": 1.0, "beta": 0.0, "movingMean": 0.0, "movingVariance": 1.0}
    initial = {
        key: np.full(shape, at_start[key.split(".")[1]], np.float32)
        if key.split(".")[1] in at_start
        else np.float32(normal(rng, *shape, scale=0.1 if key.endswith("bias") else 1.2
                / np.prod(shape[:-1]) ** 0.5))
        for key, shape in shapes.items()
    }
    batches = [make_batch(rng, step) for step in range(steps)]
    probe = make_batch(rng, 0)[0]
    low, high = (trained(input_shape, plan, optimizer, loss, initial, batches, probe, p)
        for p in ("float32", "float64"))
    golden.close(low[0], high[0], 5e-6, f"{name}: losses")
    golden.close(low[3], high[3], 2e-5, f"{name}: prediction")
    for key in initial:
        golden.close(low[2][key], high[2][key], 2e-5, f"{name}: {key}")
        if key in low[1]:
            golden.close(low[1][key], high[1][key], 5e-6, f"{name}: gradient of {key}")
    cases.append({
        "name": name,
        "kind": "training",
        "input": list(input_shape),
        "layers": plan,
        "optimizer": optimizer,
        "loss": loss,
        "parameters": golden.named(initial),
        "inputs": tensors(x for x, _ in batches),
        "targets": tensors(y for _, y in batches),
        "losses": [float(str(v)) for v in low[0]],
        "firstGradients": golden.named(low[1]),
        "parametersAfter": golden.named(low[2]),
        "probe": tensor(probe),
        "prediction": tensor(low[3]),
    })


def setting(kind, **config):
    return {"type": kind, "config": config}


def classes(shape, count):
    return lambda rng, _: (np.float32(normal(rng, 8, *shape, digits=2)), rng.integers(0, count, 8))


truth = np.float32([[0, 0], [0, 1], [1, 0], [1, 1]])
cross_entropy = setting("SparseCategoricalCrossentropy", fromLogits=True)
mlp = [dense(7, "tanh"), dense(5, "relu"), dense(3)]
convnet = [conv(4, 3, padding="same"), pool(), conv(3, 2), flatten, dense(3)]
normalized = [
    conv(4, 3, "linear"), layer("BatchNormalization"), layer("Activation", activation="relu"),
    pool("AveragePooling2D"),
    flatten, dense(3),
]
training("xor with SGD", [2], [dense(8, "tanh"), dense(2)], setting("SGD", learningRate=0.1),
    cross_entropy, lambda *_: (truth, np.array([0, 1, 1, 0])))
training("mlp with SGD", [4], mlp, setting("SGD", learningRate=0.1), cross_entropy,
    classes((4,), 3))
training("mlp with momentum", [4], mlp, setting("SGD", learningRate=0.05, momentum=0.9,
        nesterov=True), cross_entropy, classes((4,), 3))
training("mlp with RMSprop", [4], mlp, setting("RMSprop"), cross_entropy, classes((4,), 3))
training("mlp with Adam", [4], mlp, setting("Adam", learningRate=0.01), cross_entropy,
    classes((4,), 3))
training(
    "softmax with one-hot targets", [4], [dense(6, "relu"), dense(3, "softmax")],
    setting("SGD", learningRate=0.1),
    setting("CategoricalCrossentropy"), lambda rng, _: (np.float32(normal(rng, 6, 4)),
        np.eye(3, dtype=np.float32)[rng.integers(0, 3, 6)]),
)
training(
    "sigmoid with binary targets", [3], [dense(5, "tanh"), dense(1, "sigmoid")],
    setting("SGD", learningRate=0.2),
    setting("BinaryCrossentropy"), lambda rng, _: (np.float32(normal(rng, 6, 3)),
        rng.integers(0, 2, (6, 1)).astype(np.float32)),
)
training(
    "regression", [3], [dense(5, "tanh"), dense(2)], setting("SGD", learningRate=0.05),
    setting("MeanSquaredError"), lambda rng, _: (np.float32(normal(rng, 6, 3)),
        np.float32(normal(rng, 6, 2))),
)
training("convnet with SGD", [6, 6, 2], convnet, setting("SGD", learningRate=0.1), cross_entropy,
    classes((6, 6, 2), 3))
training("convnet with Adam", [6, 6, 2], convnet, setting("Adam"), cross_entropy,
    classes((6, 6, 2), 3))
training("batch normalization with SGD", [6, 6, 2], normalized, setting("SGD", learningRate=0.1),
    cross_entropy, classes((6, 6, 2), 3))

golden.write(
    "networks.json",
    f"{golden.versions(keras)} on tensorflow {tf.__version__}, float32",
    "kind summary: layers as model.summary shows them, shapes without the batch axis. kind "
    "training: from parameters, one step "
    "for each of inputs and targets; losses[i] is the loss of batch i before its step; "
    "firstGradients are those of the first step, "
    "parametersAfter what is there after the last, prediction the inference output for probe. "
    "Parameters are named "
    "<index of the layer>.<name>.",
    cases,
)
