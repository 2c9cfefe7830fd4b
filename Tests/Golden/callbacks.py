"""Writes callbacks.json: where Keras's EarlyStopping stops on given curves, what ReduceLROnPlateau
makes of the rate, and the weights after `fit` with class weights, sample weights, accumulated
gradients, moving averages and clipping.

    pip install keras jax numpy
"""

import os
import warnings

import golden

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

warnings.filterwarnings("ignore")
cases = []

curves = {
    "falls and rises": [1.0, 0.8, 0.7, 0.65, 0.66, 0.64, 0.67, 0.68, 0.69, 0.7, 0.71, 0.6, 0.5],
    "plateau": [1.0, 0.5, 0.5, 0.4999, 0.4998, 0.45, 0.4495, 0.449, 0.4489, 0.4488, 0.3, 0.3, 0.3],
    "rises at once": [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.2, 0.1],
    "not a number": [0.9, 0.8, None, None, 0.7, None, None, None, None, 0.1],
    "accuracy": [0.1, 0.4, 0.5, 0.55, 0.54, 0.56, 0.55, 0.53, 0.5605, 0.5, 0.6, 0.59, 0.58, 0.57],
}


class Model:
    """What the callbacks touch of a model; its weights are the number of the epoch."""

    def __init__(self, rate):
        self.stop_training = False
        self.optimizer = keras.optimizers.SGD(rate)
        self.weights = None

    def get_weights(self):
        return [self.weights]

    def set_weights(self, weights):
        self.weights = weights[0]


def number(value):
    return float("nan") if value is None else value


def stopping(name, curve, ours, **theirs):
    callback = keras.callbacks.EarlyStopping(monitor="value", restore_best_weights=True, **theirs)
    model = Model(0.1)
    callback.set_model(model)
    callback.on_train_begin()
    epochs = 0
    for epoch, value in enumerate(curves[curve]):
        model.weights = epoch + 1
        callback.on_epoch_end(epoch, {"value": number(value)})
        epochs = epoch + 1
        if model.stop_training:
            break
    callback.on_train_end()
    cases.append(
        {
            "name": f"EarlyStopping {curve} {name}", "kind": "EarlyStopping", "config": ours,
            "curve": curves[curve],
            "epochs": epochs, "stopped": model.stop_training, "restored": model.weights,
        }
    )


def plateau(name, curve, ours, **theirs):
    callback = keras.callbacks.ReduceLROnPlateau(monitor="value", **theirs)
    model = Model(0.1)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(curves[curve]):
        callback.on_epoch_end(epoch, {"value": number(value)})
        rates.append(float(f"{float(model.optimizer.learning_rate):.7g}"))
    cases.append(
        {"name": f"ReduceLROnPlateau {curve} {name}", "kind": "ReduceLROnPlateau", "config": ours,
            "curve": curves[curve], "rates": rates}
    )


for curve in curves:
    ours, theirs = ({"direction": "maximize"}, {"mode": "max"}) if curve == "accuracy" else ({},
        {"mode": "min"})
    for patience in (0, 1, 2, 3, 5):
        stopping(f"patience {patience}", curve, ours | {"patience": patience}, patience=patience,
            **theirs)
    stopping("least change", curve, ours | {"patience": 2, "minimalChange": 0.01}, patience=2,
        min_delta=0.01, **theirs)
    baseline = 0.55 if curve == "accuracy" else 0.6
    stopping("baseline", curve, ours | {"patience": 3, "baseline": baseline}, patience=3,
        baseline=baseline, **theirs)
    stopping("later", curve, ours | {"patience": 1, "startFromEpoch": 4}, patience=1,
        start_from_epoch=4, **theirs)
    plateau("patience 2", curve, ours | {"patience": 2}, patience=2, **theirs)
    plateau(
        "cooldown", curve, ours | {"patience": 1, "cooldown": 2, "factor": 0.5,
            "minimalRate": 0.01},
        patience=1, cooldown=2, factor=0.5, min_lr=0.01, **theirs,
    )
    plateau("least change", curve, ours | {"patience": 2, "minimalChange": 0.05}, patience=2,
        min_delta=0.05, **theirs)

rng = golden.generator("callbacks fit")
features = golden.normal(rng, 24, 3).astype(np.float32)
labels = rng.integers(0, 3, 24).astype(np.int32)
start = [golden.normal(rng, 3, 3).astype(np.float32), golden.normal(rng, 3).astype(np.float32)]
sample_weights = np.round(rng.random(24) * 2, 2)
class_weights = [0.5, 2.0, 1.25]


def training(name, ours, settings={}, **theirs):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    model.set_weights(start)
    model.compile(
        optimizer=keras.optimizers.SGD(0.2, momentum=0.5, **settings),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    history = model.fit(features, labels, epochs=3, batch_size=4, shuffle=False, verbose=0,
        **theirs)
    cases.append(
        {
            "name": f"fit {name}", "kind": "fit", "config": ours,
            "losses": [float(np.float32(v)) for v in history.history["loss"]],
            "weights": [golden.tensor(w) for w in model.get_weights()],
        }
    )


training("plain", {})
training("class weights", {"classWeights": class_weights},
    class_weight=dict(enumerate(class_weights)))
training("sample weights", {"sampleWeights": list(sample_weights)}, sample_weight=sample_weights)
training("accumulated", {"accumulationSteps": 3}, {"gradient_accumulation_steps": 3})
training("moving average", {"momentum": 0.9}, {"use_ema": True, "ema_momentum": 0.9})
training("moving average that overwrites", {"momentum": 0.8, "overwriteEvery": 4},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4})
training("clipped by value", {"clipvalue": 0.1}, {"clipvalue": 0.1})
training("clipped by norm", {"clipnorm": 0.3}, {"clipnorm": 0.3})
training("clipped by global norm", {"global_clipnorm": 0.3}, {"global_clipnorm": 0.3})
cases.append(
    {
        "name": "data", "kind": "data", "config": {},
        "inputs": [golden.tensor(features), golden.tensor(labels)],
        "weights": [golden.tensor(w) for w in start],
    }
)

golden.write(
    "callbacks.json",
    f"{golden.versions(keras, np)}, float32",
    "curve[i] is the value monitored after epoch i + 1 (null: not a number). EarlyStopping: epochs "
    "trained, whether stopped, and the epoch "
    "whose weights are restored. ReduceLROnPlateau: rates[i] after curve[i], from 0.1 on. fit: "
    "losses of three epochs and weights after them, "
    "of SGD(0.2, momentum 0.5) with batches of 4 in order, from data's weights on data's inputs "
    "(features, labels).",
    cases,
)
