"""Writes classic.json: gradients and training of multilayer perceptrons and adalines, PyTorch in
float64, NumPy beside it.

    pip install torch numpy
"""

import golden
import numpy as np
import torch
from golden import normal, tensor, tensors

torch.set_num_threads(1)
cases = []
functions = {"linear": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
    "softmax": lambda z: torch.softmax(z, 1)}


def variables(arrays):
    return {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}


def arrays(named):
    return {name: tensor(value.detach().numpy()) for name, value in named.items()}


def network(name, hidden, output, cost, sizes=(3, 4, 2), steps=0, rate=0.1):
    """The mean over the examples of ½ Σ (y − a)² or of the cross-entropy, its gradients, and plain
    descent over all examples."""
    rng = golden.generator(f"classic {name}")
    x, y = normal(rng, 6, sizes[0]), np.round(rng.dirichlet(np.ones(sizes[-1]), 6), 3)
    start = {}
    for layer, (inputs, units) in enumerate(zip(sizes, sizes[1:])):
        start[f"weight{layer}"] = normal(rng, units, inputs)
        start[f"bias{layer}"] = normal(rng, units)
    layers = len(sizes) - 1
    parameters = variables(start)
    optimizer = torch.optim.SGD(parameters.values(), lr=rate)
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def forward():
        a = inputs
        for layer in range(layers):
            z = torch.nn.functional.linear(a, parameters[f"weight{layer}"],
                parameters[f"bias{layer}"])
            a = functions[output if layer == layers - 1 else hidden](z)
        if cost == "squaredError":
            loss = 0.5 * torch.nn.functional.mse_loss(a, targets, reduction="sum")
        elif output == "softmax":
            loss = -(targets * torch.log_softmax(z, 1)).sum()
        else:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(z, targets, reduction="sum")
        return a, loss / len(x)

    a, loss = forward()
    loss.backward()
    case = {
        "name": name,
        "kind": "training" if steps else "gradients",
        "config": {"hidden": hidden, "output": output, "cost": cost, "steps": steps, "rate": rate},
        "inputs": tensors([x, y]),
        "parameters": golden.named(start),
        "outputs": tensors([a.detach().numpy(), loss.detach().numpy()]),
        "parameterGradients": {key: tensor(value.grad.numpy()) for key,
            value in parameters.items()},
    }
    for _ in range(steps):
        optimizer.zero_grad()
        forward()[1].backward()
        optimizer.step()
    if steps:
        case["stateAfter"] = arrays(parameters)
    cases.append(case)


def adaline(name, examples, width, epochs, share):
    """Online least mean squares by PyTorch's SGD on (d − y)², the solution by NumPy's lstsq, 1/λ by
    its eigvalsh."""
    rng = golden.generator(f"classic {name}")
    x, d = normal(rng, examples, width), normal(rng, examples)
    extended = np.concatenate([np.ones((examples, 1)), x], 1)
    bound = 1 / np.linalg.eigvalsh(extended.T @ extended / examples)[-1]
    weights = torch.zeros(width + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=share * bound)
    for _ in range(epochs):
        for row, target in zip(torch.tensor(extended), torch.tensor(d)):
            optimizer.zero_grad()
            (target - weights @ row).square().backward()
            optimizer.step()
    solution = np.linalg.lstsq(extended, d, rcond=None)[0]
    error = np.mean((d - extended @ solution) ** 2)
    cases.append({
        "name": name,
        "kind": "adaline",
        "config": {"steps": epochs, "share": share},
        "inputs": tensors([x, d]),
        "outputs": tensors([weights.detach().numpy(), solution, np.float64(error),
                np.float64(bound)]),
    })


for hidden in ("linear", "sigmoid", "tanh"):
    for output, cost in (
        ("linear", "squaredError"), ("sigmoid", "squaredError"), ("tanh", "squaredError"),
        ("sigmoid", "crossEntropy"), ("softmax", "crossEntropy"),
    ):
        network(f"{hidden} {output} {cost}", hidden, output, cost)
network("no hidden layer", "tanh", "sigmoid", "crossEntropy", sizes=(3, 2))
network("three hidden layers", "tanh", "softmax", "crossEntropy", sizes=(3, 5, 4, 3, 2))
network("50 steps, squared error", "sigmoid", "tanh", "squaredError", steps=50)
network("50 steps, cross-entropy", "tanh", "softmax", "crossEntropy", steps=50, rate=0.3)
adaline("few examples", 6, 2, epochs=4, share=0.2)
adaline("many inputs", 20, 7, epochs=3, share=0.1)

golden.write(
    "classic.json",
    golden.versions(torch, np),
    "gradients and training: inputs are [examples, inputs] and desired outputs; outputs the "
    "network's outputs and the mean "
    "cost; weights [units, inputs]. adaline: outputs are the weights after online learning from 0 "
    "(bias first), those of "
    "least squares, their mean squared error, and 1/λmax of ⟨xxᵗ⟩ with x₀ = 1; "
    "rate = share / λmax.",
    cases,
)
