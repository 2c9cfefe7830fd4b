"""Writes metrics.json: accuracies over several batches, Keras on TensorFlow.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import keras
import numpy as np
import tensorflow as tf
from golden import normal, tensor, tensors

cases = []


def add(name, kind, config, batches):
    """The metric's value after each batch of (prediction, target)."""
    metric = getattr(keras.metrics, kind)(**golden.keywords(config))
    values = []
    for prediction, target in batches:
        metric.update_state(target, prediction)
        values.append(np.float32(metric.result()))
    cases.append({
        "name": f"{kind} {name}",
        "kind": kind,
        "config": config,
        "inputs": tensors(p for p, _ in batches),
        "targets": tensors(t for _, t in batches),
        "outputs": tensors(values),
    })


rng = golden.generator("metrics")
single = lambda *shape: np.float32(normal(rng, *shape))
hot = lambda n, k: np.eye(k, dtype=np.float32)[rng.integers(0, k, n)]
probability = lambda *shape: np.float32(np.round(rng.uniform(0, 1, shape), 3))
bits = lambda *shape: rng.integers(0, 2, shape).astype(np.float32)
whole = lambda high, *shape: rng.integers(0, high, shape)
add("integers", "Accuracy", {}, [(whole(3, 6).astype(np.float32), whole(3, 6)),
        (whole(3, 4).astype(np.float32), whole(3, 4))])
add("columns", "BinaryAccuracy", {},
    [(probability(8, 1), bits(8, 1)), (probability(5, 1), bits(5, 1))])
add("matrices", "BinaryAccuracy", {}, [(probability(4, 3), bits(4, 3))])
add("threshold", "BinaryAccuracy", {"threshold": 0.3}, [(probability(8, 1), bits(8, 1))])
add("at the threshold", "BinaryAccuracy", {},
    [(np.float32([[0.5], [0.5]]), np.float32([[0], [1]]))])
add("logits", "BinaryAccuracy", {"threshold": 0.0}, [(single(8, 1), bits(8, 1))])
add("batches of different sizes", "CategoricalAccuracy", {},
    [(single(6, 4), hot(6, 4)), (single(3, 4), hot(3, 4))])
add("batches of different sizes", "SparseCategoricalAccuracy", {},
    [(single(6, 4), whole(4, 6)), (single(3, 4), whole(4, 3))])
add("column of labels", "SparseCategoricalAccuracy", {}, [(single(6, 4), whole(4, 6, 1))])
add("sequences", "SparseCategoricalAccuracy", {}, [(single(2, 5, 3), whole(3, 2, 5))])
add("ties go to the first", "SparseCategoricalAccuracy", {},
    [(np.float32([[1, 1, 0], [0, 2, 2]]), np.array([0, 2]))])

golden.write(
    "metrics.json",
    f"{golden.versions(keras)} on tensorflow {tf.__version__}",
    "inputs are the predictions and targets the targets of successive batches; outputs[i] is the "
    "metric after batch i.",
    cases,
)
