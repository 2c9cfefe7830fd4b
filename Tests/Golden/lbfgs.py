"""Writes lbfgs.json: torch.optim.LBFGS on a quadratic and on Rosenbrock's function, in float64.

    pip install torch numpy
"""

import golden
import numpy as np
import torch

torch.set_default_dtype(torch.float64)

MATRIX = torch.tensor([[3.0, 1.0, 0.5], [1.0, 2.0, 0.25], [0.5, 0.25, 1.5]])
TARGET = torch.tensor([1.0, -2.0, 0.5])


def quadratic(x):
    return 0.5 * x @ MATRIX @ x - TARGET @ x


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


CASES = [
    ("quadratic, four iterations", quadratic, [2.0, 1.0, -1.0],
     dict(lr=0.5, max_iter=4, history_size=3), 5),
    ("quadratic, one iteration", quadratic, [2.0, 1.0, -1.0],
     dict(lr=0.3, max_iter=1, history_size=2), 12),
    ("quadratic, line search", quadratic, [2.0, 1.0, -1.0],
     dict(lr=1, max_iter=5, history_size=5, line_search_fn="strong_wolfe"), 3),
    ("rosenbrock, six iterations", rosenbrock, [-1.2, 1.0],
     dict(lr=0.1, max_iter=6, history_size=5), 8),
    ("rosenbrock of four, line search", rosenbrock, [-1.2, 1.0, 0.5, 2.0],
     dict(lr=1, max_iter=20, history_size=10, line_search_fn="strong_wolfe"), 6),
]


def steps(function, start, settings, count):
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], **settings)

    def closure():
        optimizer.zero_grad()
        loss = function(x)
        loss.backward()
        return loss

    for _ in range(count):
        loss = optimizer.step(closure)
        evaluations = optimizer.state[x]["func_evals"]
        yield {"loss": loss.item(), "evaluations": evaluations, "x": x.detach().tolist()}


def case(name, function, start, settings, count):
    return {
        "name": name,
        "function": function.__name__,
        "start": start,
        "learningRate": settings["lr"],
        "iterations": settings["max_iter"],
        "memory": settings["history_size"],
        "lineSearch": "line_search_fn" in settings,
        "steps": list(steps(function, start, settings, count)),
    }


golden.write(
    "lbfgs.json", golden.versions(torch),
    "torch.optim.LBFGS: loss before, evaluations and values after each step",
    [case(*each) for each in CASES])
