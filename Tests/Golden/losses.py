"""Writes losses.json: losses and their gradients, Keras on TensorFlow, float32, checked by itself
in float64.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import keras
import numpy as np
import tensorflow as tf
from golden import normal, tensors

cases = []


def run(loss_of, prediction, target, cotangent, precision):
    y = tf.constant(prediction, precision)
    with tf.GradientTape() as tape:
        tape.watch(y)
        loss = loss_of(precision)(target, y)
    gradient = tape.gradient(loss, y, None if cotangent is None
        else tf.constant(cotangent, precision))
    return loss.numpy(), gradient.numpy()


def add(name, kind, config, prediction, target, function=None, tolerance=2e-6):
    """One case. `function` stands in for the Keras loss of that name where Keras lacks a
    setting."""
    name = f"{kind} {name}"
    target = np.asarray(target)
    if target.dtype == np.float64:
        target = np.float32(target)
    prediction = np.float32(prediction)
    loss_of = function or (lambda precision: getattr(keras.losses, kind)(**golden.keywords(config),
            dtype=precision))
    shape = run(loss_of, prediction, target, None, "float32")[0].shape
    cotangent = np.float32(1) if shape == () else np.float32(normal(golden.generator(name), *shape))
    low, high = (run(loss_of, prediction, target, cotangent, p) for p in ("float32", "float64"))
    golden.close(low[0], high[0], tolerance, name)
    golden.close(low[1], high[1], tolerance, f"{name}: gradient")
    cases.append({
        "name": name,
        "kind": kind,
        "config": config,
        "inputs": tensors([prediction, target]),
        "outputs": tensors([low[0]]),
        "outputGradients": tensors([cotangent]),
        "inputGradients": tensors([low[1], None]),
    })


def add_reductions(name, kind, config, prediction, target):
    for reduction in ("sum_over_batch_size", "sum", "none"):
        setting = {} if reduction == "sum_over_batch_size" else {"reduction": reduction}
        add(f"{name}{' ' + reduction if setting else ''}", kind, {**config, **setting}, prediction,
            target)


probabilities = lambda rng, *shape: np.round(rng.uniform(0.05, 0.95, shape), 3)
distributions = lambda rng, *shape: np.float32(rng.dirichlet(np.full(shape[-1], 2.0), shape[:-1])
    * 0.97 + 0.03 / shape[-1])
bits = lambda rng, *shape: rng.integers(0, 2, shape).astype(np.float64)
one_hot = lambda labels, depth: np.eye(depth)[labels]

rng = golden.generator("mean squared error")
add_reductions("matrix", "MeanSquaredError", {}, normal(rng, 4, 3), normal(rng, 4, 3))
add("vector", "MeanSquaredError", {}, normal(rng, 5), normal(rng, 5))
add("column", "MeanSquaredError", {}, normal(rng, 5, 1), normal(rng, 5, 1))
add_reductions("images", "MeanSquaredError", {}, normal(rng, 2, 3, 2, 2), normal(rng, 2, 3, 2, 2))

rng = golden.generator("binary crossentropy")
add_reductions("matrix", "BinaryCrossentropy", {}, probabilities(rng, 4, 3), bits(rng, 4, 3))
add("column", "BinaryCrossentropy", {}, probabilities(rng, 6, 1), bits(rng, 6, 1))
add("vector", "BinaryCrossentropy", {}, probabilities(rng, 6), bits(rng, 6))
add("soft targets", "BinaryCrossentropy", {}, probabilities(rng, 4, 3), probabilities(rng, 4, 3))
add("label smoothing", "BinaryCrossentropy", {"labelSmoothing": 0.1}, probabilities(rng, 4, 3),
    bits(rng, 4, 3))
# Only where the answer is right: 1 − 1e-7 is 1 − 2⁻²³ in float32, and the logarithm of the rest
# tells the two apart.
add("clipped right", "BinaryCrossentropy", {}, [[0.0], [1.0], [1e-9]], [[0.0], [1.0], [0.0]])
add("clipped wrong", "BinaryCrossentropy", {}, [[0.0], [1e-9], [1e-4]], [[1.0], [1.0], [1.0]])
add("clipped wrong in float32", "BinaryCrossentropy", {}, [[1.0], [0.0]], [[0.0], [0.0]],
    tolerance=0.02)
add_reductions("logits", "BinaryCrossentropy", {"fromLogits": True}, normal(rng, 4, 3, scale=2),
    bits(rng, 4, 3))
add("logits column", "BinaryCrossentropy", {"fromLogits": True}, normal(rng, 6, 1, scale=2),
    bits(rng, 6, 1))
add("logits images", "BinaryCrossentropy", {"fromLogits": True}, normal(rng, 2, 3, 3, 1, scale=2),
    bits(rng, 2, 3, 3, 1))
add("logits label smoothing", "BinaryCrossentropy", {"fromLogits": True, "labelSmoothing": 0.2},
    normal(rng, 4, 3, scale=2), bits(rng, 4, 3))
add("logits far", "BinaryCrossentropy", {"fromLogits": True},
    [[-100.0, 100, -100, 100], [-20, 20, 0, 0]], [[0.0, 1, 1, 0], [0, 1, 0, 1]])

rng = golden.generator("categorical crossentropy")
labels = lambda rng, *shape: one_hot(rng.integers(0, shape[-1], shape[:-1]), shape[-1])
add_reductions("matrix", "CategoricalCrossentropy", {}, distributions(rng, 4, 5), labels(rng, 4, 5))
add("sequence", "CategoricalCrossentropy", {}, distributions(rng, 2, 3, 4), labels(rng, 2, 3, 4))
add("soft targets", "CategoricalCrossentropy", {}, distributions(rng, 3, 4),
    distributions(rng, 3, 4))
add("rows that do not add up to 1", "CategoricalCrossentropy", {}, probabilities(rng, 4, 3),
    labels(rng, 4, 3))
add("label smoothing", "CategoricalCrossentropy", {"labelSmoothing": 0.1}, distributions(rng, 4, 5),
    labels(rng, 4, 5))
add("clipped", "CategoricalCrossentropy", {}, [[1.0, 0, 0], [1, 0, 0], [0.5, 0.5, 0]],
    [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
add_reductions("logits", "CategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 4, 5, scale=2), labels(rng, 4, 5))
add("logits sequence", "CategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 2, 3, 4, scale=2), labels(rng, 2, 3, 4))
add("logits soft targets", "CategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 3, 4, scale=2), distributions(rng, 3, 4))
add("logits label smoothing", "CategoricalCrossentropy",
    {"fromLogits": True, "labelSmoothing": 0.1}, normal(rng, 4, 5, scale=2), labels(rng, 4, 5))
add("logits far", "CategoricalCrossentropy", {"fromLogits": True},
    [[100.0, 0, -100], [100, 0, -100], [0, 0, 0]], [[1.0, 0, 0], [0, 0, 1], [0, 1, 0]])

rng = golden.generator("sparse categorical crossentropy")
add_reductions("matrix", "SparseCategoricalCrossentropy", {}, distributions(rng, 4, 5),
    rng.integers(0, 5, 4))
add("column of labels", "SparseCategoricalCrossentropy", {}, distributions(rng, 4, 5),
    rng.integers(0, 5, (4, 1)))
add("int32 labels", "SparseCategoricalCrossentropy", {}, distributions(rng, 4, 5),
    rng.integers(0, 5, 4).astype(np.int32))
add("sequence", "SparseCategoricalCrossentropy", {}, distributions(rng, 2, 3, 4),
    rng.integers(0, 4, (2, 3)))
add("rows that do not add up to 1", "SparseCategoricalCrossentropy", {}, probabilities(rng, 4, 3),
    rng.integers(0, 3, 4))
add("clipped", "SparseCategoricalCrossentropy", {}, [[1.0, 0, 0], [1, 0, 0], [0.5, 0.5, 0]],
    [0, 1, 2])
add_reductions("logits", "SparseCategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 4, 5, scale=2), rng.integers(0, 5, 4))
add("logits sequence", "SparseCategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 2, 3, 4, scale=2), rng.integers(0, 4, (2, 3)))
add("logits images", "SparseCategoricalCrossentropy", {"fromLogits": True},
    normal(rng, 2, 2, 2, 3, scale=2), rng.integers(0, 3, (2, 2, 2)))
add("logits far", "SparseCategoricalCrossentropy", {"fromLogits": True},
    [[100.0, 0, -100], [100, 0, -100], [0, 0, 0]], [0, 2, 1])


def smoothed(precision):
    """Keras smooths one-hot targets only; the sparse loss with smoothing is that of the one-hot
    targets."""
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1,
        dtype=precision)
    return lambda target, y: loss(one_hot(target, y.shape[-1]), y)


add(
    "logits label smoothing", "SparseCategoricalCrossentropy",
    {"fromLogits": True, "labelSmoothing": 0.1},
    normal(rng, 4, 5, scale=2), rng.integers(0, 5, 4), smoothed,
)

golden.write(
    "losses.json",
    f"{golden.versions(keras)} on tensorflow {tf.__version__}, float32",
    "inputs are [prediction, target]. config holds the Keras arguments that differ from the "
    "defaults (fromLogits false, "
    "labelSmoothing 0, reduction sum_over_batch_size: the mean over all elements of the unreduced "
    "loss). The unreduced "
    "loss has the prediction's shape without its last axis. Probabilities p are clipped to [1e-7, "
    "1 - 1e-7] with gradient 0 "
    "outside; CategoricalCrossentropy divides them by their row's sum before clipping; "
    "SparseCategoricalCrossentropy clips "
    "first and takes the cross-entropy of log p as logits. SparseCategoricalCrossentropy with "
    "labelSmoothing is "
    "CategoricalCrossentropy of the one-hot labels.",
    cases,
)
