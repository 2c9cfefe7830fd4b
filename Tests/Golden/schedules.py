"""Writes schedules.json: whole curves of learning rates, from Keras or PyTorch, checked by formulas
in NumPy where those are the lecture's.

    pip install torch keras jax scipy numpy
"""

import os
import warnings

import golden

# TensorFlow and PyTorch do not go into one process.
os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import keras
import numpy as np
import torch

keras.config.set_floatx("float64")
warnings.filterwarnings("ignore")
steps = 64
cases = []


def add(kind, name, config, source, rates, momenta=None):
    case = {"name": f"{kind} {name}", "kind": kind, "config": config, "source": source,
        "rates": shortened(rates)}
    if momenta is not None:
        case["momenta"] = shortened(momenta)
    cases.append(case)


def shortened(values):
    return [float(f"{v:.9g}") for v in values]


def from_keras(kind, name, config, theirs, **arguments):
    schedule = getattr(keras.optimizers.schedules, theirs)(**arguments)
    add(kind, name, config, "Keras", [float(schedule(np.float64(step))) for step in range(steps)])


def from_torch(kind, name, config, theirs, base=1.0, count=steps, **arguments):
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=base, momentum=0.9)
    schedule = getattr(torch.optim.lr_scheduler, theirs)(optimizer, **arguments)
    rates, momenta = [], []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        schedule.step()
    cycles = "cycle_momentum" in arguments and arguments["cycle_momentum"]
    add(kind, name, config, "PyTorch", rates, momenta if cycles else None)


def value(object, **rest):
    return {"name": object} | rest


initial = {"initialRate": 0.1, "decaySteps": 20}
theirs = {"initial_learning_rate": 0.1, "decay_steps": 20}
from_torch("ConstantRate", "constant", {"rate": 0.3}, "ConstantLR", base=0.3, factor=1.0)
from_keras("ExponentialDecay", "smooth", initial | {"decayRate": 0.5}, "ExponentialDecay",
    decay_rate=0.5, **theirs)
from_keras(
    "ExponentialDecay", "staircase", initial | {"decayRate": 0.5, "staircase": True},
    "ExponentialDecay", decay_rate=0.5, staircase=True, **theirs
)
from_keras("InverseTimeDecay", "smooth", initial | {"decayRate": 0.7}, "InverseTimeDecay",
    decay_rate=0.7, **theirs)
from_keras(
    "InverseTimeDecay", "staircase", initial | {"decayRate": 0.7, "staircase": True},
    "InverseTimeDecay", decay_rate=0.7, staircase=True, **theirs
)
from_keras("PowerDecay", "of power 1", initial, "InverseTimeDecay", decay_rate=1.0, **theirs)
times = np.arange(steps)
add("PowerDecay", "of power 2.5", initial | {"power": 2.5}, "NumPy", 0.1 / (1 + times / 20) ** 2.5)
from_keras("PolynomialDecay", "line", initial, "PolynomialDecay", **theirs)
from_keras(
    "PolynomialDecay", "power", initial | {"endRate": 0.02, "power": 2.5}, "PolynomialDecay",
    end_learning_rate=0.02, power=2.5, **theirs
)
from_keras(
    "PolynomialDecay", "cycle", initial | {"endRate": 0.02, "power": 0.5, "cycle": True},
    "PolynomialDecay", end_learning_rate=0.02, power=0.5, cycle=True, **theirs
)
boundaries, values = [10, 25, 40], [1.0, 0.5, 0.1, 0.01]
from_keras(
    "PiecewiseConstantDecay", "three", {"boundaries": boundaries, "values": values},
    "PiecewiseConstantDecay", boundaries=boundaries, values=values
)
from_keras("CosineDecay", "to 0", initial, "CosineDecay", **theirs)
from_keras("CosineDecay", "to a tenth", initial | {"alpha": 0.1}, "CosineDecay", alpha=0.1,
    **theirs)
from_keras(
    "ScheduleSequence",
    "warm-up and cosine",
    {
        "first": value("Warmup", initialRate=0.01, targetRate=0.2, steps=8),
        "second": value("CosineDecay", initialRate=0.2, decaySteps=20, alpha=0.1),
        "steps": 8,
    },
    "CosineDecay",
    initial_learning_rate=0.01,
    decay_steps=20,
    alpha=0.1,
    warmup_target=0.2,
    warmup_steps=8,
)
from_torch("Warmup", "line", {"initialRate": 0.02, "targetRate": 0.2, "steps": 10}, "LinearLR",
    base=0.2, start_factor=0.1, total_iters=10)
restarts = {"initialRate": 0.1, "firstDecaySteps": 7}
theirs = {"initial_learning_rate": 0.1, "first_decay_steps": 7}
# At the very first steps of periods float arithmetic may put Keras into the period before: 1.5
# keeps its distance.
from_keras(
    "CosineDecayRestarts", "ever longer and lower",
    restarts | {"periodFactor": 1.5, "rateFactor": 0.8, "alpha": 0.05},
    "CosineDecayRestarts", t_mul=1.5, m_mul=0.8, alpha=0.05, **theirs,
)
from_keras("CosineDecayRestarts", "even", restarts | {"periodFactor": 1, "rateFactor": 0.5},
    "CosineDecayRestarts", t_mul=1.0, m_mul=0.5, **theirs)
from_torch("CosineDecayRestarts", "doubled", restarts | {"alpha": 0.05},
    "CosineAnnealingWarmRestarts", base=0.1, T_0=7, T_mult=2, eta_min=0.005)
from_torch(
    "CosineDecayRestarts", "even from PyTorch", restarts | {"periodFactor": 1},
    "CosineAnnealingWarmRestarts", base=0.1, T_0=7, T_mult=1
)
for name, ours, settings in (
    ("defaults", {}, {}),
    ("lines", {"curve": "line", "riseShare": 0.5, "divisor": 10},
        {"anneal_strategy": "linear", "pct_start": 0.5, "div_factor": 10}),
    ("three phases", {"hasThreePhases": True, "riseShare": 0.4},
        {"three_phase": True, "pct_start": 0.4}),
    (
        "other momenta",
        {"leastMomentum": 0.5, "greatestMomentum": 0.8, "finalDivisor": 100},
        {"base_momentum": 0.5, "max_momentum": 0.8, "final_div_factor": 100},
    ),
):
    from_torch(
        "OneCycle", name, {"maximalRate": 0.5, "totalSteps": 60} | ours, "OneCycleLR", count=60,
        max_lr=0.5, total_steps=60, cycle_momentum=True, **settings
    )
from_torch(
    "OneCycle", "rate alone", {"maximalRate": 0.5, "totalSteps": 60, "cyclesMomentum": False},
    "OneCycleLR", count=60, max_lr=0.5, total_steps=60, cycle_momentum=False
)
for name, ours, settings in (
    ("triangular", {}, {"mode": "triangular"}),
    ("triangular2", {"shape": "triangular2"}, {"mode": "triangular2"}),
    ("exponential", {"shape": "exponential", "gamma": 0.97}, {"mode": "exp_range", "gamma": 0.97}),
    ("uneven", {"stepsDown": 12, "leastMomentum": 0.6},
        {"step_size_down": 12, "base_momentum": 0.6}),
):
    from_torch(
        "CyclicRate", name, {"baseRate": 0.01, "maximalRate": 0.1, "stepsUp": 6} | ours, "CyclicLR",
        base_lr=0.01, max_lr=0.1, step_size_up=6, cycle_momentum=True, **settings,
    )


class Follower:
    """What `ReduceLROnPlateau` asks of a model."""

    def __init__(self, rate):
        self.optimizer = keras.optimizers.SGD(rate)
        self.stop_training = False


def plateau(name, config, metrics, **settings):
    callback = keras.callbacks.ReduceLROnPlateau(monitor="loss", **settings)
    callback.set_model(Follower(0.1))
    callback.on_train_begin()
    rates = []
    for epoch, metric in enumerate(metrics):
        callback.on_epoch_end(epoch, {"loss": metric})
        rates.append(float(callback.model.optimizer.learning_rate.value))
    cases.append({"name": f"PlateauDecay {name}", "kind": "PlateauDecay", "config": config,
            "source": "Keras", "metrics": list(metrics), "rates": shortened(rates)})


metrics = [1, 0.8, 0.7, 0.7, 0.71, 0.69995, 0.6, 0.65, 0.66, 0.61, 0.62, 0.63, 0.64, 0.5, 0.55,
    0.55, 0.55, 0.55, 0.55, 0.55]
plateau("patience 2", {"patience": 2}, metrics, patience=2)
plateau("cooldown", {"patience": 2, "cooldown": 2, "factor": 0.5}, metrics, patience=2, cooldown=2,
    factor=0.5)
plateau("least rate", {"patience": 1, "factor": 0.5, "minimalRate": 0.02}, metrics, patience=1,
    factor=0.5, min_lr=0.02)
plateau("change", {"patience": 2, "minimalChange": 0.15}, metrics, patience=2, min_delta=0.15)
plateau("greater is better", {"patience": 3, "factor": 0.3, "direction": "maximize"},
    [1 - m for m in metrics], patience=3, factor=0.3, mode="max")

golden.write(
    "schedules.json",
    f"{golden.versions(keras, torch, np)}, float64",
    "rates[t] is the rate of the update that follows t others, momenta[t] its momentum, from "
    "source. config: the settings of this "
    "library, all that is absent being the default. PlateauDecay: rates[i] is the rate after "
    "metrics[i], from 0.1 on.",
    cases,
)
