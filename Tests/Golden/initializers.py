"""Writes initializers.json: fans, limits and moments of the initializers, by formula, Keras's draws
must agree.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import math
import os

import golden

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
import scipy
import scipy.stats
from keras.src.initializers.random_initializers import compute_fans

points = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
shapes = {
    "Dense 5 to 3": [5, 3],
    "Dense 784 to 512": [784, 512],
    "Conv2D 3x3, 3 to 32": [3, 3, 3, 32],
    "Conv2D 5x5, 6 to 16": [5, 5, 6, 16],
    "Conv2D 1x1, 64 to 10": [1, 1, 64, 10],
    "Conv2D 3x2, 4 to 8": [3, 2, 4, 8],
    "Conv2D 3x3, 8 to 8 in 8 groups": [3, 3, 1, 8],
    "vector of 7": [7],
}
# name: (scale, mode, distribution)
scaled = {
    "GlorotUniform": (1, "fanAverage", "uniform"),
    "GlorotNormal": (1, "fanAverage", "truncatedNormal"),
    "HeUniform": (2, "fanIn", "uniform"),
    "HeNormal": (2, "fanIn", "truncatedNormal"),
    "LecunUniform": (1, "fanIn", "uniform"),
    "LecunNormal": (1, "fanIn", "truncatedNormal"),
}
# Standard deviation of the standard normal distribution cut at ±2.
CUT = scipy.stats.truncnorm(-2, 2).std()
assert abs(CUT - 0.87962566103423978) < 1e-15
# Keras's names of modes and distributions.
spelling = {
    "fanIn": "fan_in", "fanOut": "fan_out", "fanAverage": "fan_avg",
    "truncatedNormal": "truncated_normal", "normal": "untruncated_normal", "uniform": "uniform",
}
cases = []


def fans(shape):
    """(fan in, fan out): filters count their receptive field."""
    if len(shape) == 1:
        return shape[0], shape[0]
    field = math.prod(shape[:-2])
    return field * shape[-2], field * shape[-1]


def add(name, kind, config, shape, distribution, limits, extra):
    """One case; where the shape is large, Keras's draws must pass for draws of `distribution`
    (SciPy)."""
    low, high = limits
    if hasattr(keras.initializers, kind) and math.prod(shape) > 100_000:
        arguments = {k: spelling.get(v, v) for k, v in config.items()}
        draws = np.asarray(getattr(keras.initializers, kind)(**arguments, seed=7)(shape)).ravel()
        assert (low is None or draws.min() >= low) and (high is None or draws.max() <= high
            * (1 + 1e-6)), name
        error = math.sqrt(len(draws))
        assert abs(draws.mean() - distribution.mean()) < 5 * distribution.std() / error, name
        assert abs(draws.std() / distribution.std() - 1) < 5 / error, name
        assert scipy.stats.kstest(draws[:100_000], distribution.cdf).pvalue > 1e-4, name
    mean, variance, _, kurtosis = (float(x) for x in distribution.stats("mvsk"))
    cases.append({
        "name": name,
        "kind": kind,
        "config": config,
        "shape": shape,
        **extra,
        "lower": low,
        "upper": high,
        "mean": mean,
        "standardDeviation": math.sqrt(variance),
        "excessKurtosis": kurtosis,
        "quantiles": [[p, float(distribution.ppf(p))] for p in points],
    })


def uniform(low, high):
    return scipy.stats.uniform(low, high - low), (low, high)


def truncated(mean, deviation):
    """Normal, drawn again beyond two standard deviations."""
    return scipy.stats.truncnorm(-2, 2, mean, deviation), (mean - 2 * deviation,
        mean + 2 * deviation)


for kind, (scale, mode, distribution) in scaled.items():
    for label, shape in shapes.items():
        fan_in, fan_out = fans(shape)
        assert (fan_in, fan_out) == tuple(compute_fans(shape))
        variance = scale / max(1, {"fanIn": fan_in, "fanAverage": (fan_in + fan_out) / 2}[mode])
        if distribution == "uniform":
            law, limits = uniform(-math.sqrt(3 * variance), math.sqrt(3 * variance))
        else:
            law, limits = truncated(0, math.sqrt(variance) / CUT)
        assert abs(law.std() - math.sqrt(variance)) < 1e-12
        extra = {"fanIn": fan_in, "fanOut": fan_out, "scale": scale, "mode": mode,
            "distribution": distribution}
        add(f"{kind} {label}", kind, {}, shape, law, limits, extra)
for mode in ("fanIn", "fanOut", "fanAverage"):
    for distribution in ("truncatedNormal", "normal", "uniform"):
        for label in ("Dense 784 to 512", "Conv2D 3x2, 4 to 8"):
            shape = shapes[label]
            fan_in, fan_out = fans(shape)
            variance = 1.5 / {"fanIn": fan_in, "fanOut": fan_out, "fanAverage": (fan_in + fan_out)
                / 2}[mode]
            if distribution == "uniform":
                law, limits = uniform(-math.sqrt(3 * variance), math.sqrt(3 * variance))
            elif distribution == "normal":
                law, limits = scipy.stats.norm(0, math.sqrt(variance)), (None, None)
            else:
                law, limits = truncated(0, math.sqrt(variance) / CUT)
            config = {"scale": 1.5, "mode": mode, "distribution": distribution}
            add(f"VarianceScaling {mode} {distribution} {label}", "VarianceScaling", config, shape,
                law, limits, {"fanIn": fan_in, "fanOut": fan_out})
# The lecture's rules for shallow networks, by their formulas.
for label, shape in shapes.items():
    fan_in, fan_out = fans(shape)
    extra = {"fanIn": fan_in, "fanOut": fan_out, "distribution": "uniform"}
    for a in (2.38, 2.0):
        limit = a / math.sqrt(fan_in)
        add(f"fanInUniform {a:g} {label}", "fanInUniform", {"a": a}, shape, *uniform(-limit, limit),
            extra)
    limit = fan_out ** (1 / fan_in)
    add(f"hiddenRootUniform {label}", "hiddenRootUniform", {}, shape, *uniform(-limit, limit),
        extra)
add("outputUniform", "outputUniform", {}, [20, 30], *uniform(-0.5, 0.5),
    {"distribution": "uniform"})
plain = [400, 300]
for config, low, high in (({}, -0.05, 0.05), ({"minval": -1.0, "maxval": 3.0}, -1, 3)):
    add(f"RandomUniform {low:g} to {high:g}", "RandomUniform", config, plain, *uniform(low, high),
        {"distribution": "uniform"})
for config, mean, deviation in (({}, 0, 0.05), ({"mean": 1.0, "stddev": 2.0}, 1, 2)):
    normal = scipy.stats.norm(mean, deviation)
    add(f"RandomNormal {mean:g} ± {deviation:g}", "RandomNormal", config, plain, normal,
        (None, None), {"distribution": "normal"})
    add(f"TruncatedNormal {mean:g} ± {deviation:g}", "TruncatedNormal", config, plain,
        *truncated(mean, deviation), {"distribution": "truncatedNormal"})

golden.write(
    "initializers.json",
    golden.versions(keras, scipy),
    "What draws of each initializer must look like. variance = scale / fan with fan = fanIn or "
    "(fanIn + fanOut) / 2; uniform in "
    "±sqrt(3 variance); truncatedNormal: a normal of standard deviation sqrt(variance) / "
    "0.87962566103423978, drawn again beyond two "
    "of its standard deviations, so that the draws have the variance wanted (TruncatedNormal "
    "itself does not correct). lower and "
    "upper are null where there is no bound; quantiles are [p, x] with P(draw <= x) = p.",
    cases,
)
