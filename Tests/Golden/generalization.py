"""Writes generalization.json: shortest least-squares solutions, bias² and variance of polynomials
in closed form, the parts of squared errors, and linear regions of networks counted by linear
programs.

    pip install scipy numpy
"""

import golden
import numpy as np
import scipy
from scipy.optimize import linprog

cases = []

for rows, columns, rank, sides in [
    (6, 3, 3, 0), (5, 5, 5, 0), (3, 7, 3, 0), (8, 4, 2, 0), (4, 9, 2, 0), (6, 6, 4, 0),
    (7, 3, 3, 4), (3, 5, 3, 2),
    (1, 1, 1, 0), (5, 2, 1, 3), (1, 6, 1, 0), (20, 12, 12, 0),
]:
    name = f"least squares {rows} by {columns} of rank {rank}, {sides} sides"
    rng = golden.generator(name)
    a = golden.normal(rng, rows, columns)
    if rank < min(rows, columns):
        # Whole numbers: the rank is exact.
        a = (rng.integers(-3, 4, (rows, rank)) @ rng.integers(-3, 4, (rank, columns))).astype(float)
        assert np.linalg.matrix_rank(a) == rank
    b = golden.normal(rng, rows, sides) if sides else golden.normal(rng, rows)
    x = np.linalg.lstsq(a, b, rcond=None)[0]
    golden.close(np.linalg.pinv(a) @ b, x, 1e-8, name)
    cases.append({"name": name, "kind": "leastSquares", "inputs": golden.tensors([a, b]),
            "outputs": golden.tensors([x])})

examples = -1 + (2 * np.arange(25) + 1) / 25
places = -1 + (2 * np.arange(100) + 1) / 100
truth = lambda x: np.sin(2 * np.pi * x)
for degree in range(0, 12):
    # Chebyshev polynomials span the same space as Legendre's: the closed form does not depend on
    # the basis.
    a = np.polynomial.chebyshev.chebvander(examples, degree)
    s = np.polynomial.chebyshev.chebvander(places, degree) @ np.linalg.pinv(a)
    cases.append({
        "name": f"polynomial of degree {degree}", "kind": "polynomial", "degree": degree,
        "noise": 0.09,
        "bias2": float(np.mean((s @ truth(examples) - truth(places)) ** 2)),
        "variance": float(0.09 * np.mean(np.sum(s**2, axis=1))),
        "features": golden.tensor(np.polynomial.legendre.legvander(places[::10], degree)),
    })

for sets, observed, count in [(1, 1, 3), (4, 2, 5), (6, 6, 4)]:
    name = f"parts of {sets} predictions, {observed} observations"
    rng = golden.generator(name)
    f, y = golden.normal(rng, sets, count), golden.normal(rng, observed, count)
    error = ((f[:, None] - y[None]) ** 2).mean((0, 1))
    parts = [error, (f.mean(0) - y.mean(0)) ** 2, f.var(0), y.var(0)]
    golden.close(error, parts[1] + parts[2] + parts[3], 1e-12, name)
    cases.append({"name": name, "kind": "parts", "inputs": golden.tensors([f, y]),
            "outputs": golden.tensors(parts)})


def count_regions(layers, low, high):
    """How many activation patterns have a region of some size: a linear program for each sign of
    each unit in turn."""

    def visit(layer, unit, maps, signs, a, b):
        """`maps`: the affine functions that enter the layer; a u ≤ b: where we are."""
        if layer == len(layers):
            return 1
        weight, bias = layers[layer]
        if unit == weight.shape[1]:
            pre = weight.T @ maps
            pre[:, -1] += bias
            return visit(layer + 1, 0, pre * np.array(signs)[:, None], [], a, b)
        row = weight[:, unit] @ maps
        row[-1] += bias[unit]
        total = 0
        for sign in (1, 0):
            direction = -row[:-1] if sign else row[:-1]
            limit = row[-1] if sign else -row[-1]
            newA, newB = np.vstack([a, direction]), np.append(b, limit)
            # The radius of the greatest ball inside.
            norms = np.linalg.norm(newA, axis=1)
            result = linprog(
                np.append(np.zeros(newA.shape[1]), -1), A_ub=np.column_stack([newA, norms]),
                b_ub=newB,
                bounds=[(None, None)] * newA.shape[1] + [(0, None)])
            if result.status == 0 and -result.fun > 1e-7:
                total += visit(layer, unit + 1, maps, signs + [sign], newA, newB)
        return total

    inputs = len(low)
    a = np.concatenate([np.eye(inputs), -np.eye(inputs)])
    b = np.concatenate([high, [-x for x in low]])
    return visit(0, 0, np.column_stack([np.eye(inputs), np.zeros(inputs)]), [], a, b)


for sizes, reach in [
    ([1, 5], 10), ([1, 3, 3], 10), ([1, 4, 4, 4], 10), ([1, 6, 5], 2), ([2, 3], 100),
    ([2, 5], 1000), ([2, 4, 4], 10),
    ([2, 3, 3, 3], 5), ([2, 6, 3], 3),
]:
    name = f"regions of {'-'.join(map(str, sizes))} within {reach}"
    rng = golden.generator(name)
    layers = [
        (golden.normal(rng, before, after), golden.normal(rng, after, scale=0.5))
        for before, after in zip(sizes, sizes[1:])
    ]
    count = count_regions(layers, [-reach] * sizes[0], [reach] * sizes[0])
    if len(sizes) == 2 and reach >= 100:
        assert count == 1 + sizes[1] + sizes[1] * (sizes[1] - 1) // 2, (name, count)
    cases.append({
        "name": name, "kind": "regions", "reach": reach, "count": count,
        "inputs": golden.tensors([part for layer in layers for part in layer]),
    })
    print(name, count)

golden.write(
    "generalization.json", golden.versions(np, scipy), "Least squares, bias and variance, linear "
        "regions, float64.", cases)
