"""Writes objectives.json: the losses beside the cross-entropies of losses.json, Keras on JAX and
PyTorch, float64.

    pip install torch keras jax scipy numpy
"""

import os

import golden

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch
import torch.nn.functional as F
from golden import normal, tensors

jax.config.update("jax_enable_x64", True)
cases = []
SUMMED = ("sumOfSquaredErrors", "meanSquaredError", "huber", "hinge", "ctc")
wide = lambda a: np.float32(a).astype(np.float64)


def of_keras(loss):
    """Losses of single predictions and their gradient for a cotangent, by a Keras loss."""

    def run(prediction, target, cotangent):
        value = lambda p: loss(jnp.array(target), p)
        losses, back = jax.vjp(value, jnp.array(prediction))
        return np.asarray(losses), None if cotangent is None else np.asarray(
            back(jnp.array(cotangent))[0])

    return run


def of_torch(loss):
    """The same by a function of PyTorch tensors (prediction, target)."""

    def run(prediction, target, cotangent):
        p = torch.tensor(prediction, requires_grad=True)
        losses = loss(p, torch.tensor(target))
        if cotangent is None:
            return losses.detach().numpy(), None
        return losses.detach().numpy(), torch.autograd.grad(losses, p, torch.tensor(cotangent))[
            0].numpy()

    return run


def add(name, kind, config, prediction, target, run):
    """Unreduced, the mean, and that with sample weights, all from the losses of single predictions;
    a sum now and then."""
    rng = golden.generator(name)
    target = np.asarray(target)
    held = target if target.dtype.kind == "i" else np.float32(target)
    prediction = wide(prediction)
    losses, _ = run(prediction, held if held.dtype.kind == "i" else wide(held), None)
    weights = np.round(rng.uniform(0, 2, losses.shape[:1]), 3)
    spread = wide(weights).reshape(weights.shape + (1,) * (losses.ndim - 1))
    for reduction in ("mean", "sum", "none"):
        for weighted in (False, True):
            if reduction == "none" and weighted or reduction == "sum" and not (weighted
                and kind in SUMMED):
                continue
            factor = spread * np.ones_like(losses) if weighted else np.ones_like(losses)
            values = losses * factor
            if reduction == "none":
                cotangent = normal(rng, *losses.shape)
                inner = cotangent * factor
                output = values
            else:
                count = losses.size if reduction == "mean" else 1
                cotangent = np.float64(1)
                inner = factor / count
                output = values.sum() / count
            _, gradient = run(prediction, held if held.dtype.kind == "i" else wide(held), inner)
            label = f"{name} {reduction}{' weighted' if weighted else ''}"
            inputs = [np.float32(prediction),
                held] + ([np.float32(spread if losses.ndim > 1 else weights)] if weighted else [])
            cases.append({
                "name": label,
                "kind": kind,
                "config": {**config, "reduction": reduction},
                "inputs": tensors(inputs),
                "outputs": tensors([np.float32(output)]),
                "outputGradients": tensors([np.float32(cotangent)]),
                "inputGradients": tensors([np.float32(gradient)]),
            })


probabilities = lambda rng, *shape: np.round(rng.uniform(0.05, 0.95, shape), 3)
distributions = lambda rng, *shape: rng.dirichlet(np.full(shape[-1], 2.0),
    shape[:-1]) * 0.97 + 0.03 / shape[-1]
bits = lambda rng, *shape: rng.integers(0, 2, shape).astype(np.float64)
one_hot = lambda rng, *shape: np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]
k = lambda name, **settings: of_keras(getattr(keras.losses, name)(**settings, reduction=None,
        dtype="float64"))

rng = golden.generator("objectives")
pair = lambda *shape: (normal(rng, *shape), normal(rng, *shape))
add("sumOfSquaredErrors", "sumOfSquaredErrors", {}, *pair(4, 3),
    of_torch(lambda p, t: 0.5 * ((p - t) ** 2).sum(-1)))
for name, kind, settings in (
    ("MeanSquaredError", "meanSquaredError", {}),
    ("MeanAbsoluteError", "meanAbsoluteError", {}),
    ("MeanAbsolutePercentageError", "meanAbsolutePercentageError", {}),
    ("Huber", "huber", {}),
    ("Huber", "huber", {"delta": 0.4}),
    ("LogCosh", "logCosh", {}),
    ("CosineSimilarity", "cosineSimilarity", {}),
):
    add(f"{kind}{settings or ''}", kind, settings, *pair(4, 3), k(name, **settings))
add("meanSquaredError of images", "meanSquaredError", {}, *pair(2, 2, 3, 2), k("MeanSquaredError"))
add("logCosh far", "logCosh", {}, [[-50.0, 60], [3, -80]], [[0.0, 0], [20, 0.5]], k("LogCosh"))
add("meanSquaredLogarithmicError", "meanSquaredLogarithmicError", {},
    abs(normal(rng, 4, 3, scale=3)), abs(normal(rng, 4, 3, scale=3)),
    k("MeanSquaredLogarithmicError"))
add("poisson", "poisson", {}, abs(normal(rng, 4, 3)) + 0.1,
    rng.integers(0, 6, (4, 3)).astype(np.float64), k("Poisson"))
for variance in (1.0, 0.3):
    add(f"gaussianNLL {variance}", "gaussianNLL", {"variance": variance}, *pair(4, 3),
        of_torch(lambda p, t: F.gaussian_nll_loss(p, t, torch.full_like(p, variance), full=True,
                reduction="none").mean(-1)))
add("heteroscedasticGaussianNLL", "heteroscedasticGaussianNLL", {}, normal(rng, 4, 6),
    normal(rng, 4, 3), of_torch(lambda p, t: F.gaussian_nll_loss(p[:, :3], t, torch.exp(p[:, 3:]),
            full=True, reduction="none", eps=1e-12).mean(-1)))
for reference in ("hinge", "squaredHinge"):
    name = reference[0].upper() + reference[1:]
    add(f"{reference} of signs", reference, {}, normal(rng, 4, 3), 2 * bits(rng, 4, 3) - 1, k(name))
    add(f"{reference} of bits", reference, {}, normal(rng, 4, 3), bits(rng, 4, 3), k(name))
add("categoricalHinge", "categoricalHinge", {}, normal(rng, 4, 5), one_hot(rng, 4, 5),
    k("CategoricalHinge"))
for settings in ({}, {"gamma": 1.5}, {"alpha": 0.3}):
    balance = {"apply_class_balancing": True} if "alpha" in settings else {}
    add(f"binaryFocalCrossEntropy {settings}", "binaryFocalCrossEntropy", settings,
        probabilities(rng, 4, 3), bits(rng, 4, 3), k("BinaryFocalCrossentropy", **settings,
            **balance))
    logits = {**settings, "fromLogits": True, "labelSmoothing": 0.1}
    add(f"binaryFocalCrossEntropy {logits}", "binaryFocalCrossEntropy", logits, normal(rng, 4, 3),
        bits(rng, 4, 3), k("BinaryFocalCrossentropy", **settings, **balance, from_logits=True,
            label_smoothing=0.1))
    add(f"categoricalFocalCrossEntropy {settings}", "categoricalFocalCrossEntropy", settings,
        distributions(rng, 4, 5), one_hot(rng, 4, 5), k("CategoricalFocalCrossentropy", **settings))
    add(f"categoricalFocalCrossEntropy {logits}", "categoricalFocalCrossEntropy", logits,
        normal(rng, 4, 5), one_hot(rng, 4, 5), k("CategoricalFocalCrossentropy", **settings,
            from_logits=True, label_smoothing=0.1))
add("multilabelCrossEntropy", "multilabelCrossEntropy", {}, probabilities(rng, 4, 3),
    bits(rng, 4, 3), of_torch(lambda p, t: F.binary_cross_entropy(p, t, reduction="none").sum(-1)))
add("multilabelCrossEntropy logits", "multilabelCrossEntropy", {"fromLogits": True},
    normal(rng, 4, 3), bits(rng, 4, 3),
    of_torch(lambda p, t: F.multilabel_soft_margin_loss(p, t, reduction="none") * 3))
add("negativeSampling", "negativeSampling", {}, normal(rng, 4, 6), np.eye(6)[[0] * 4],
    of_torch(lambda p, t: -F.logsigmoid(p[:, 0]) - F.logsigmoid(-p[:, 1:]).sum(-1)))
add("klDivergence", "klDivergence", {}, distributions(rng, 4, 5), distributions(rng, 4, 5),
    k("KLDivergence"))
add("klDivergence with zeros", "klDivergence", {}, distributions(rng, 3, 4),
    [[1.0, 0, 0, 0], [0.5, 0, 0.5, 0], [0.25, 0.25, 0.25, 0.25]], k("KLDivergence"))
add("reverseKLDivergence", "reverseKLDivergence", {}, distributions(rng, 4, 5),
    distributions(rng, 4, 5),
    of_torch(lambda p, t: F.kl_div(torch.log(t), p, reduction="none").sum(-1)))
middle = lambda p, t: torch.log((p + t) / 2)
add("jensenShannon", "jensenShannon", {}, distributions(rng, 4, 5), distributions(rng, 4, 5),
    of_torch(lambda p, t: 0.5 * (F.kl_div(middle(p, t), t, reduction="none")
            + F.kl_div(middle(p, t), p, reduction="none")).sum(-1)))
add("wasserstein", "wasserstein", {}, normal(rng, 5, 1), 2 * bits(rng, 5, 1) - 1,
    of_torch(lambda p, t: (p * t).mean(-1)))


def elbo(p, t, beta, logits):
    fit = (F.binary_cross_entropy_with_logits if logits else F.binary_cross_entropy)(p[:, :4], t,
        reduction="none").sum(-1)
    posterior = torch.distributions.Normal(p[:, 4:6], torch.exp(0.5 * p[:, 6:]))
    prior = torch.distributions.Normal(torch.zeros_like(p[:, 4:6]), torch.ones_like(p[:, 4:6]))
    return fit + beta * torch.distributions.kl_divergence(posterior, prior).sum(-1)


add("negativeELBO", "negativeELBO", {},
    np.concatenate([probabilities(rng, 3, 4), normal(rng, 3, 4)], 1), bits(rng, 3, 4),
    of_torch(lambda p, t: elbo(p, t, 1, False)))
add("negativeELBO of logits", "negativeELBO", {"beta": 0.5, "fromLogits": True}, normal(rng, 3, 8),
    probabilities(rng, 3, 4), of_torch(lambda p, t: elbo(p, t, 0.5, True)))


def ctc(blank):
    def loss(p, t):
        lengths = torch.tensor([int((np.cumprod(row != blank)).sum()) for row in t.numpy()])
        frames = torch.full((len(p),), p.shape[1])
        return F.ctc_loss(F.log_softmax(p, -1).transpose(0, 1), t.long(), frames, lengths,
            blank=blank, reduction="none")

    return of_torch(loss)


labels = np.array([[1, 2, 2], [3, 0, 0], [2, 1, 0], [0, 0, 0]], np.int32)
add("ctc", "ctc", {}, normal(rng, 4, 6, 4), labels, ctc(0))
add("ctc one alignment", "ctc", {}, normal(rng, 2, 3, 4),
    np.array([[1, 2, 3], [1, 3, 2]], np.int32), ctc(0))
add("ctc long", "ctc", {}, normal(rng, 2, 30, 5),
    np.array([[1, 1, 2, 4, 3, 3, 3, 1], [4, 2, 4, 2, 0, 0, 0, 0]], np.int32), ctc(0))
add("ctc blank last", "ctc", {"blank": 4}, normal(rng, 3, 7, 5, scale=3),
    np.array([[1, 2, 0], [3, 3, 4], [0, 4, 4]], np.int32), ctc(4))

golden.write(
    "objectives.json",
    f"{golden.versions(keras, torch, jax)}, float64 rounded to float32",
    "kind is the loss's name in configurations, config its settings. inputs are [prediction, "
    "target] and, where weighted, the sample "
    "weights, which multiply the losses of single predictions; mean divides by the number of "
    "predictions.",
    cases,
)
