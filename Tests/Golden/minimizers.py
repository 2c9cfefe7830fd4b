"""Writes minimizers.json: what SciPy's minimizers need for the same functions from the same starts,
in float64: iterations, evaluations, final values; and solutions of linear systems by conjugate
gradients.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import numpy as np
import scipy
from golden import named, tensor
from scipy.optimize import least_squares, minimize, rosen, rosen_der, rosen_hess

# Functions


def beale_parts(x):
    a, b = x
    return np.array([1.5 - a + a * b, 2.25 - a + a * b**2, 2.625 - a + a * b**3])


def beale_jacobian(x):
    a, b = x
    return np.array([[b - 1, a], [b**2 - 1, 2 * a * b], [b**3 - 1, 3 * a * b**2]])


def himmelblau_parts(x):
    a, b = x
    return np.array([a * a + b - 11, a + b * b - 7])


def himmelblau_jacobian(x):
    a, b = x
    return np.array([[2 * a, 1], [1, 2 * b]])


def booth_parts(x):
    a, b = x
    return np.array([a + 2 * b - 7, 2 * a + b - 5])


def booth_jacobian(x):
    return np.array([[1.0, 2.0], [2.0, 1.0]])


def rosenbrock_parts(x):
    """Interleaved: 10 (x[i+1] − x[i]²), 1 − x[i]; the squares' sum is Rosenbrock's function."""
    return np.stack([10 * (x[1:] - x[:-1] ** 2), 1 - x[:-1]], axis=1).ravel()


def rosenbrock_jacobian(x):
    n = len(x)
    result = np.zeros((2 * (n - 1), n))
    for i in range(n - 1):
        result[2 * i, i], result[2 * i, i + 1], result[2 * i + 1, i] = -20 * x[i], 10, -1
    return result


# NIST StRD, Misra1a: y = b1 (1 − exp(−b2 x)).
misra_x = np.array([77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8,
        593.1, 689.1, 760.0])
misra_y = np.array([10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01,
        66.40, 75.47, 81.78])
misra_certified = 0.5 * 1.2455138894e-01


def misra_parts(b):
    return b[0] * (1 - np.exp(-b[1] * misra_x)) - misra_y


def misra_jacobian(b):
    e = np.exp(-b[1] * misra_x)
    return np.stack([1 - e, b[0] * misra_x * e], axis=1)


# a exp(−k t) + c with noise.
decay_t = np.round(np.linspace(0, 4, 25), 3)
decay_y = np.round(2.5 * np.exp(-1.3 * decay_t) + 0.5 + 0.05
    * golden.generator("decay").standard_normal(25), 3)


def decay_parts(p):
    return p[0] * np.exp(-p[1] * decay_t) + p[2] - decay_y


def decay_jacobian(p):
    e = np.exp(-p[1] * decay_t)
    return np.stack([e, -p[0] * decay_t * e, np.ones_like(decay_t)], axis=1)


class Network:
    """tanh(x W + b) V + c; parameters in the order W, b, V, c, each by rows."""

    def __init__(self, name, x, y, hidden):
        rng = golden.generator(name)
        self.x, self.y = x, y
        self.shapes = [(x.shape[1], hidden), (hidden,), (hidden, y.shape[1]), (y.shape[1],)]
        self.start = [golden.normal(rng, *shape, scale=0.7) for shape in self.shapes]

    def unpack(self, p):
        parts, at = [], 0
        for shape in self.shapes:
            size = int(np.prod(shape))
            parts.append(p[at : at + size].reshape(shape))
            at += size
        return parts

    def parts(self, p):
        w, b, v, c = self.unpack(p)
        return (np.tanh(self.x @ w + b) @ v + c - self.y).ravel()

    def jacobian(self, p):
        w, b, v, c = self.unpack(p)
        h = np.tanh(self.x @ w + b)
        slope = (1 - h * h) * v[:, 0]
        of_w = np.einsum("ni,nj->nij", self.x, slope).reshape(len(self.x), -1)
        return np.concatenate([of_w, slope, h, np.ones((len(self.x), 1))], axis=1)


corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
xor = Network("xor", corners, np.array([[-1.0], [1.0], [1.0], [-1.0]]), 4)
rng = golden.generator("plane")
plane = np.round(rng.uniform(-1, 1, (40, 2)), 3)
taught = np.tanh(plane @ [[2.0, 1.0], [-1.5, 2.0]] + [0.3, -0.5]) @ [[1.0], [-0.8]]
curve = Network("lesson", plane, np.round(taught + 0.1 * rng.standard_normal((40, 1)), 3), 2)

cases = []


def differences(function, x, exact, what):
    step = 1e-6
    columns = []
    for i in range(len(x)):
        move = np.zeros_like(x)
        move[i] = step
        columns.append((np.asarray(function(x + move)) - np.asarray(function(x - move)))
            / (2 * step))
    numeric = np.stack(columns, axis=-1)
    assert np.max(np.abs(numeric - exact)) <= 1e-4 * max(1, np.max(np.abs(exact))), what


def result(found, **more):
    return {
        "value": float(found.fun), "iterations": int(found.nit),
        "functionEvaluations": int(found.nfev),
        "gradientEvaluations": int(found.njev), "success": bool(found.success)} | more


def scalar_case(name, kind, start, value, gradient, hessian=None, **more):
    """Each of SciPy's methods by its name; `value` is the function to minimize."""
    start = np.asarray(start, float)
    differences(value, start, gradient(start), name)
    if hessian is not None:
        differences(gradient, start, hessian(start), name)
    results = {}
    for method in ("BFGS", "CG", "L-BFGS-B"):
        results[method] = result(minimize(value, start, jac=gradient, method=method))
    if hessian is not None:
        results["Newton-CG"] = result(minimize(value, start, jac=gradient, hess=hessian,
                method="Newton-CG"))
        results["trust-exact"] = result(
            minimize(value, start, jac=gradient, hess=hessian, method="trust-exact",
                options={"gtol": 1e-5}))
    return finish(name, kind, start, results, more)


def squares_case(name, kind, start, parts, jacobian, **more):
    start = np.asarray(start, float)
    differences(parts, start, jacobian(start), name)
    # MINPACK wants as many residuals as parameters: zeros fill them up.
    missing = max(0, len(start) - len(parts(start)))
    found = least_squares(
        lambda x: np.pad(parts(x), (0, missing)), start,
        jac=lambda x: np.pad(jacobian(x), ((0, missing), (0, 0))), method="lm")
    lm = {
        "value": float(found.cost), "iterations": int(found.njev),
        "functionEvaluations": int(found.nfev),
        "gradientEvaluations": int(found.njev), "success": bool(found.success)}
    return finish(name, kind, start, {"lm": lm}, more)


def finish(name, kind, start, results, more):
    for method, r in results.items():
        print(f"{name}: {method} {r['iterations']} iterations, {r['functionEvaluations']} "
              f"evaluations, {r['value']:.3e} {r['success']}")
    cases.append({"name": name, "kind": kind, "start": tensor(start), "results": results} | more)


def both(name, kind, start, parts, jacobian, hessian=None, factor=1.0, **more):
    """Σ parts² · factor, and ½ Σ parts² as least squares."""
    scalar_case(
        name, kind, start, lambda x: factor * np.sum(parts(x) ** 2), lambda x: 2 * factor
        * jacobian(x).T @ parts(x),
        hessian, **more)
    squares_case(f"{name} squares", f"{kind} squares", start, parts, jacobian, **more)


def quadratic_hessian(parts_hessians, parts, jacobian):
    return lambda x: 2 * (jacobian(x).T @ jacobian(x) + np.einsum("i,ijk->jk", parts(x),
            parts_hessians(x)))


def beale_seconds(x):
    a, b = x
    return np.array([[[0, 1], [1, 0]], [[0, 2 * b], [2 * b, 2 * a]],
            [[0, 3 * b * b], [3 * b * b, 6 * a * b]]])


def himmelblau_seconds(x):
    return np.array([[[2.0, 0], [0, 0]], [[0, 0], [0, 2.0]]])


for size, start in ((2, [-1.2, 1.0]), (10, [1.3, 0.7, 0.8, 1.9, 1.2] * 2)):
    name = f"rosenbrock {size}"
    scalar_case(name, "rosenbrock", start, rosen, rosen_der, rosen_hess)
    squares_case(f"{name} squares", "rosenbrock squares", start, rosenbrock_parts,
        rosenbrock_jacobian)
beale_hessian = quadratic_hessian(beale_seconds, beale_parts, beale_jacobian)
both("beale", "beale", [1.0, 1.0], beale_parts, beale_jacobian, beale_hessian)
both("beale far", "beale", [0.0, -1.0], beale_parts, beale_jacobian, beale_hessian)
both("himmelblau", "himmelblau", [0.0, 0.0], himmelblau_parts, himmelblau_jacobian,
    quadratic_hessian(himmelblau_seconds, himmelblau_parts, himmelblau_jacobian))
both("booth", "booth", [0.0, 0.0], booth_parts, booth_jacobian, lambda x: 2 * booth_jacobian(x).T
    @ booth_jacobian(x))
decay_data = {"inputs": [tensor(decay_t), tensor(decay_y)]}
for name, start in (("decay", [1.0, 1.0, 0.0]), ("decay far", [5.0, 3.0, -2.0])):
    both(name, "decay", start, decay_parts, decay_jacobian, **decay_data)
misra_data = {"inputs": [tensor(misra_x), tensor(misra_y)], "certified": misra_certified}
for name, start in (("misra1a far", [500.0, 0.0001]), ("misra1a near", [250.0, 0.0005])):
    squares_case(name, "misra1a squares", start, misra_parts, misra_jacobian, **misra_data)
for name, network in (("xor", xor), ("taught", curve)):
    data = {
        "inputs": [tensor(network.x), tensor(network.y)],
        "parameters": named(dict(zip(("0.weight", "0.bias", "1.weight", "1.bias"), network.start)))}
    start = np.concatenate([p.ravel() for p in network.start])
    both(f"network {name}", "network", start, network.parts, network.jacobian,
        factor=1 / len(network.x), **data)

# Linear systems
for name, size, condition in (("well", 12, 10.0), ("badly", 30, 1e4)):
    rng = golden.generator(f"linear {name}")
    q, _ = np.linalg.qr(rng.standard_normal((size, size)))
    a = q @ np.diag(np.logspace(0, np.log10(condition), size)) @ q.T
    a = np.round((a + a.T) / 2, 4)
    b = golden.normal(rng, size)
    exact = np.linalg.solve(a, b)
    results = {}
    for method, m in (("plain", None), ("jacobi", np.diag(1 / np.diag(a)))):
        steps = []
        x, info = scipy.sparse.linalg.cg(a, b, M=m, rtol=1e-8, callback=lambda _: steps.append(1))
        results[method] = {
            "value": float(np.linalg.norm(b - a @ x)), "iterations": len(steps),
            "functionEvaluations": len(steps),
            "gradientEvaluations": 0, "success": info == 0}
    for method, r in results.items():
        print(f"linear {name}: {method} {r['iterations']} iterations, {r['value']:.2e}")
    cases.append({
        "name": f"linear {name}", "kind": "linear", "start": tensor(np.zeros(size)),
        "results": results,
        "inputs": [tensor(a), tensor(b)], "outputs": [tensor(exact)]})

golden.write(
    "minimizers.json",
    f"{golden.versions(scipy, np)}, float64",
    "results: by SciPy's method, iterations (of lm: Jacobians), evaluations and the final value: "
    "that of the function, or half the sum of the parts' squares where the kind ends in squares. "
    "Defaults of SciPy, trust-exact with gtol 1e-5; linear: rtol 1e-8. Functions as in "
    "minimizers.py; certified: the value that NIST certifies.",
    cases,
)
