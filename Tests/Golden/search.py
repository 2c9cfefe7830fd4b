"""Writes search.json: numbers of ranges at given shares, from Optuna and KerasTuner; Halton's
points, from SciPy.

    pip install optuna keras-tuner six keras jax scipy numpy
"""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras_tuner
import numpy as np
import optuna
import scipy
from keras_tuner.src.engine.hyperparameters import hp_types
from optuna._transform import _SearchSpaceTransform
from optuna.distributions import FloatDistribution, IntDistribution
from scipy.stats import qmc

import golden

# Away from the borders between neighbours, where rounding decides.
shares = [0.003, 0.0817, 0.19, 0.2713, 0.3331, 0.4127, 0.5009, 0.6173, 0.7411, 0.8219, 0.9103,
    0.9971]
cases = []


def add(name, source, range, values):
    cases.append({"name": name, "source": source, "range": range, "shares": shares,
            "values": values})


def from_optuna(name, distribution):
    transform = _SearchSpaceTransform({"x": distribution}, transform_0_1=True)
    values = [transform.untransform(np.array([share]))["x"] for share in shares]
    whole = isinstance(distribution, IntDistribution)
    step = distribution.step
    if whole and step == 1:
        step = None
    add(
        name,
        "Optuna",
        {
            "low": distribution.low,
            "high": distribution.high,
            "isWhole": whole,
            "scale": "logarithmic" if distribution.log else "linear",
            "step": step,
        },
        values,
    )


def from_keras_tuner(name, low, high, step, sampling, whole):
    kind = hp_types.Int if whole else hp_types.Float
    parameter = kind("x", min_value=low, max_value=high, step=step, sampling=sampling)
    add(
        name,
        "KerasTuner",
        {
            "low": low,
            "high": high,
            "isWhole": whole,
            "scale": "logarithmic" if sampling == "log" else "linear",
            "step": step,
        },
        [parameter.prob_to_value(share) for share in shares],
    )


from_optuna("real", FloatDistribution(-0.5, 2.0))
from_optuna("real, logarithmic", FloatDistribution(1e-5, 1e-1, log=True))
from_optuna("real, narrow, logarithmic", FloatDistribution(0.9, 0.999, log=True))
from_optuna("real with a step", FloatDistribution(0.0, 0.5, step=0.1))
from_optuna("whole", IntDistribution(3, 40))
from_optuna("whole, logarithmic", IntDistribution(1, 1000, log=True))
from_optuna("whole with a step", IntDistribution(32, 512, step=32))
from_keras_tuner("real with a step, KerasTuner", 0.0, 1.0, 0.25, "linear", False)
from_keras_tuner("real with a factor", 1e-4, 1e-1, 10.0, "log", False)
from_keras_tuner("whole with a factor", 16, 1024, 2, "log", True)
from_keras_tuner("whole with a factor that does not fit", 10, 500, 3, "log", True)

engine = qmc.Halton(7, scramble=False)
points = engine.random(65)[1:]
halton = [[float(x) for x in point] for point in points]

versions = (
    f"Optuna {optuna.__version__}, KerasTuner {keras_tuner.__version__}, "
    f"SciPy {scipy.__version__}")
lines = ",\n".join(json.dumps(case) for case in cases)
(golden.FOLDER / "search.json").write_text(
    f'{{"source": "{versions}", '
    f'"description": "ranges at shares; Halton points 1 to 64 without shift", "cases": [\n'
    f'{lines}\n],\n"halton": {json.dumps(halton)}}}\n'
)
