"""Writes matrices.json: sums of products, norms, quantiles, triangles, diagonals and linear
algebra, PyTorch in float64, checked by NumPy.

    pip install torch numpy
"""

import golden
import numpy as np
import torch
from golden import tensors

cases = []


def add(name, kind, config, inputs, function, check=None):
    """Outputs and the gradients of Σ outputs · cotangents; `check`: the same by NumPy."""
    arrays = [np.asarray(a, np.float64) for a in inputs]
    variables = [torch.tensor(a, requires_grad=True) for a in arrays]
    outputs = function(*variables)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    if check is not None:
        theirs = check(*arrays)
        theirs = list(theirs) if isinstance(theirs, (tuple, list)) else [theirs]
        for mine, other in zip(outputs, theirs):
            golden.close(mine.detach().numpy(), other, 1e-10, name)
    rng = golden.generator(name + " cotangents")
    cotangents = [golden.normal(rng, *o.shape) for o in outputs]
    total = sum((o * torch.tensor(c)).sum() for o, c in zip(outputs, cotangents))
    gradients = torch.autograd.grad(total, variables, allow_unused=True)
    cases.append({
        "name": name, "kind": kind, "config": config, "inputs": tensors(arrays),
        "outputs": tensors(o.detach().numpy() for o in outputs),
        "outputGradients": tensors(cotangents),
        "inputGradients": tensors(None if g is None else g.numpy() for g in gradients),
    })


def normal(name, *shape):
    return golden.normal(golden.generator(name), *shape)


EQUATIONS = [
    ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ji,jk->ki", (3, 2), (3, 4)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 2)),
    ("bij,jk->bki", (2, 3, 4), (4, 2)), ("i,j->ij", (3,), (4,)), ("i,i->", (5,), (5,)),
    ("i,i->i", (5,), (5,)), ("ii->i", (4, 4)),
    ("ii->", (4, 4)), ("ii", (4, 4)), ("iij->j", (3, 3, 2)), ("ij->ji", (2, 3)), ("ba", (2, 3)),
    ("ijk->k", (2, 3, 4)),
    ("...ij,...jk->...ik", (2, 1, 3, 4), (5, 4, 2)), ("...i->...", (2, 3, 4)),
    ("i...->...i", (2, 3, 4)), ("...,...", (3, 4), (4,)),
    ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("bqhd,bkhd->bhqk", (2, 3, 2, 4), (2, 5, 2, 4)), ("i,ij,j->", (3,), (3, 4), (4,)),
    ("ab,bc,cd->ad", (2, 3), (3, 4), (4, 2)), ("ij,kj->", (2, 3), (4, 3)),
    ("ij,k->j", (2, 3), (4,)), ("iJ,Ji->J", (2, 3), (3, 2)),
]
for equation, *shapes in EQUATIONS:
    add(f"einsum {equation} {shapes}", "einsum", {"equation": equation},
        [normal(f"{equation} {i}", *s) for i, s in enumerate(shapes)],
        lambda *x, e=equation: torch.einsum(e, *x), lambda *x, e=equation: np.einsum(e, *x))

for order in (0.5, 1.0, 1.5, 2.0, 3.0, -1.0, float("inf"), -float("inf")):
    for axes in ((0,), (1,), (0, 2), (0, 1, 2)):
        for keep in (False, True):
            x = golden.distinct(golden.generator(f"norm {order} {axes} {keep}"), 2, 3, 4)
            add(f"norm of order {order} over {axes}, {keep}", "norm",
                {"order": str(order), "axes": list(axes), "keep": keep}, [x],
                lambda x, o=order, a=axes, k=keep: torch.linalg.vector_norm(x, o, a, k),
                (lambda x, o=order, a=axes[0], k=keep: np.linalg.norm(x, o, a, k)) if len(axes)
                == 1 else None)

for q in (0.0, 0.1, 0.25, 0.5, 0.7, 0.95, 1.0):
    for count in (1, 4, 7):
        x = golden.distinct(golden.generator(f"quantile {q} {count}"), 2, count, 3)
        add(f"quantile {q} of {count}", "quantile", {"q": q, "axis": 1}, [x],
            lambda x, q=q: torch.quantile(x, q, 1), lambda x, q=q: np.quantile(x, q, 1))

for offset in (-3, -1, 0, 1, 2):
    x = normal(f"diagonal {offset}", 2, 3, 4)
    config = {"offset": offset}
    add(f"tril {offset}", "tril", config, [x], lambda x, o=offset: torch.tril(x, o),
        lambda x, o=offset: np.tril(x, o))
    add(f"triu {offset}", "triu", config, [x], lambda x, o=offset: torch.triu(x, o),
        lambda x, o=offset: np.triu(x, o))
    add(f"diagonal matrix {offset}", "diagonalMatrix", config, [x],
        lambda x, o=offset: torch.diag_embed(x, o))
    for first, second in ((-2, -1), (0, 1), (2, 0)):
        if offset == -3 and (first, second) != (-2, -1) and x.shape[first] <= 3:
            continue
        if not -x.shape[first] < offset < x.shape[second]:
            continue
        add(f"diagonal {offset} of axes {first} {second}", "diagonal",
            config | {"first": first, "second": second}, [x],
            lambda x, o=offset, a=first, b=second: torch.diagonal(x, o, a, b),
            lambda x, o=offset, a=first, b=second: np.diagonal(x, o, a, b))

symmetric = lambda x: (x + x.mT) / 2
for n, batch in ((1, ()), (3, ()), (5, (2,)), (4, (2, 2))):
    text = f"{batch} {n}"
    a = normal("matrix " + text, *batch, n, n)
    add(f"solve {text}", "solve", {}, [a, normal("right " + text, *batch, n, 2)],
        torch.linalg.solve, np.linalg.solve)
    add(f"inverse {text}", "inverse", {}, [a], torch.linalg.inv, np.linalg.inv)
    add(f"determinant {text}", "determinant", {}, [a], torch.linalg.det, np.linalg.det)
    add(f"logarithm of determinant {text}", "logDeterminant", {}, [a],
        lambda a: torch.linalg.slogdet(a)[1], lambda a: np.linalg.slogdet(a)[1])
    add(f"cholesky {text}", "cholesky", {"n": n}, [a],
        lambda a: torch.linalg.cholesky(a @ a.mT + torch.eye(a.shape[-1], dtype=a.dtype)))
    # Signs are free; what does not depend on them is compared.
    add(f"eigenvalues {text}", "eigenvalues", {}, [a],
        lambda a: torch.linalg.eigvalsh(symmetric(a)))
    add(f"squared eigenvectors {text}", "eigenvectors", {}, [a],
        lambda a: torch.linalg.eigh(symmetric(a))[1] ** 2)
    for m in (n, n + 2, n + 4):
        for turned in (False, True):
            if m == n and turned:
                continue
            x = normal(f"rectangle {text} {m} {turned}", *batch, *((n, m) if turned else (m, n)))
            add(f"singular values {text} {m} {turned}", "singularValues", {}, [x],
                torch.linalg.svdvals)
            add(f"squared singular vectors {text} {m} {turned}", "singularVectors", {}, [x],
                lambda x: (lambda u, s, v: (u ** 2, v ** 2))(
                    *torch.linalg.svd(x, full_matrices=False)))

            def positive(x):
                q, r = torch.linalg.qr(x)
                sign = torch.sign(torch.diagonal(r, 0, -2, -1)).detach()
                return q * sign.unsqueeze(-2), r * sign.unsqueeze(-1)

            add(f"qr {text} {m} {turned}", "qr", {}, [x], positive)
add("solve with one matrix", "solve", {}, [normal("one", 3, 3), normal("many", 4, 3, 2)],
    torch.linalg.solve, np.linalg.solve)

golden.write(
    "matrices.json", golden.versions(torch, np) + ", float64",
    "Kinds as the Swift functions are called; eigenvectors and singularVectors are squared, qr has "
    "a positive diagonal.", cases)
