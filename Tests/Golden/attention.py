"""Attention, embeddings and transformer blocks as PyTorch and Keras compute them, in float64.

PyTorch: `scaled_dot_product_attention`, `MultiheadAttention`, `TransformerEncoderLayer`,
`TransformerDecoderLayer`. Keras: `Attention`, `AdditiveAttention`, `MultiHeadAttention`.
"""

import golden
from golden import generator, named, normal, tensor, tensors

import keras
import numpy as np
import tensorflow as tf
import torch
import torch.nn.functional as F

cases = []


def short(array):
    """Ten significant digits: enough for comparisons to 1e-9, and a smaller file."""
    array = np.asarray(array)
    if array.dtype != np.float64:
        return array
    return np.array([float(f"{v:.10g}") for v in array.ravel()]).reshape(array.shape)


def shorts(arrays):
    return [None if a is None else short(a) for a in arrays]


def add(name, kind, config, inputs, outputs, cotangents, input_gradients, parameters=None,
    parameter_gradients=None):
    case = {"name": name, "kind": kind, "config": config, "inputs": tensors(inputs)}
    case |= {"outputs": tensors(shorts(outputs)), "outputGradients": tensors(cotangents)}
    case |= {"inputGradients": tensors(shorts(input_gradients))}
    if parameters is not None:
        case |= {"parameters": named(parameters),
            "parameterGradients": named({n: short(g) for n, g in parameter_gradients.items()})}
    cases.append(case)


def with_gradients(inputs, leaves, function, cotangent):
    """The output, and the gradients of Σ output · cotangent at the inputs and at further leaves."""
    output = function(*inputs)
    grads = torch.autograd.grad(output, list(inputs) + list(leaves), torch.tensor(cotangent))
    return output.detach().numpy(), [g.numpy() for g in grads[: len(inputs)]], [g.numpy()
        for g in grads[len(inputs) :]]


def leaf(array):
    return torch.tensor(array, requires_grad=True)


# Scaled dot-product attention. Inputs are q, k, v [batch, time, heads, depth]; then the mask, then
# the padding mask.

for name, (b, tq, tk, h, d, e), causal, mask, padded, scale in [
    ("plain", (2, 5, 7, 2, 3, 4), False, None, False, None),
    ("causal", (2, 6, 6, 2, 4, 4), True, None, False, None),
    ("causal with more keys", (1, 4, 6, 1, 3, 3), True, None, False, None),
    ("scale", (1, 3, 3, 2, 2, 2), False, None, False, 0.3),
    ("bool mask", (2, 4, 5, 2, 3, 3), False, "bool", False, None),
    ("bool mask of one head", (2, 4, 5, 2, 3, 3), False, "shared", False, None),
    ("added mask", (2, 4, 5, 2, 3, 3), False, "added", False, None),
    ("padding", (2, 4, 5, 2, 3, 3), False, None, True, None),
    ("padding and causal", (2, 5, 5, 2, 4, 2), True, None, True, None),
    ("padding and added mask", (2, 4, 5, 1, 3, 3), False, "added", True, None),
    ("wide", (1, 18, 18, 1, 5, 5), True, None, False, None),
]:
    name = f"attention {name}"
    rng = generator(name)
    arrays = [normal(rng, b, tq, h, d), normal(rng, b, tk, h, d), normal(rng, b, tk, h, e)]
    config, extra, total = {"isCausal": causal}, [], np.zeros((b, h, tq, tk))
    if scale:
        config["scale"] = scale
    if mask in ("bool", "shared"):
        keep = rng.random((b, h, tq, tk) if mask == "bool" else (tq, tk)) < 0.6
        keep[..., 0] = True
        total = np.where(keep, total, -np.inf)
        extra.append(keep)
    if mask == "added":
        added = normal(rng, b, 1, tq, tk)
        total = total + added
        extra.append(added)
    if padded:
        there = np.arange(tk) < np.array([tk] + [tk - 2] * (b - 1))[:, None]
        total = np.where(there[:, None, None], total, -np.inf)
        config["padding"] = True
        extra.append(there)
    if causal:
        total = np.where(np.tril(np.ones((tq, tk), bool)), total, -np.inf)
    attended = lambda q, k, v: F.scaled_dot_product_attention(
        q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), torch.tensor(total), scale=scale
    ).transpose(1, 2)
    cotangent = normal(rng, b, tq, h, e)
    output, gradients, _ = with_gradients([leaf(a) for a in arrays], [], attended, cotangent)
    if causal and not extra:
        again = F.scaled_dot_product_attention(
            *(torch.tensor(a).transpose(1, 2) for a in arrays), is_causal=True, scale=scale
        ).transpose(1, 2)
        golden.close(again, output, 1e-12, name)
    add(name, "scaledDotProductAttention", config, arrays + extra, [output], [cotangent],
        gradients + [None] * len(extra))


# Multi-head attention and transformer blocks, PyTorch's weights by this library's names.


def attention_parameters(module, gradient, prefix=""):
    """{name: array} of a MultiheadAttention's weights, or of their gradients."""
    get = lambda p: (p.grad if gradient else p).detach().numpy()
    width = module.embed_dim
    if module.in_proj_weight is not None:
        weights = np.split(get(module.in_proj_weight), 3)
    else:
        weights = [get(p) for p in (module.q_proj_weight, module.k_proj_weight,
                module.v_proj_weight)]
    biases = np.split(get(module.in_proj_bias), 3)
    result = {f"{n}Weight": w.T for n, w in zip(("query", "key", "value"), weights)}
    result |= {f"{n}Bias": v for n, v in zip(("query", "key", "value"), biases)}
    result |= {"outputWeight": get(module.out_proj.weight).T,
        "outputBias": get(module.out_proj.bias)}
    return {prefix + n: v for n, v in result.items()}


def randomize(module, rng):
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.tensor(normal(rng, *p.shape, scale=0.5)
                    + (p.dim() == 1 and bool((p == 1).all()))))


for name, heads, width, kdim, b, tq, tk, causal, padded in [
    ("self", 2, 6, None, 2, 5, 5, False, False),
    ("self causal", 3, 6, None, 2, 5, 5, True, False),
    ("self padding", 2, 4, None, 2, 5, 5, False, True),
    ("cross", 2, 6, 4, 2, 3, 5, False, False),
    ("cross padding", 2, 4, 6, 2, 3, 5, False, True),
]:
    name = f"multi-head {name}"
    rng = generator(name)
    module = torch.nn.MultiheadAttention(width, heads, batch_first=True, kdim=kdim, vdim=kdim,
        dtype=torch.float64)
    randomize(module, rng)
    arrays = [normal(rng, b, tq, width)] + ([normal(rng, b, tk, kdim)] if kdim else [])
    extra = []
    if padded:
        extra = [np.arange(tk) < np.array([tk] + [tk - 2] * (b - 1))[:, None]]
    future = torch.tensor(np.triu(np.ones((tq, tk), bool), 1)) if causal else None
    missing = torch.tensor(~extra[0]) if padded else None
    inputs = [leaf(a) for a in arrays]
    output = module(inputs[0], inputs[-1], inputs[-1], key_padding_mask=missing, attn_mask=future,
        need_weights=False)[0]
    cotangent = normal(rng, *output.shape)
    output.backward(torch.tensor(cotangent))
    add(
        name, "MultiHeadAttention", {"heads": heads, "isCausal": causal, "padding": padded},
        arrays + extra,
        [output.detach().numpy()], [cotangent], [x.grad.numpy() for x in inputs] + [None]
        * len(extra),
        attention_parameters(module, False), attention_parameters(module, True),
    )  # fmt: skip


def block_parameters(layer, attentions, norms, gradient):
    get = lambda p: (p.grad if gradient else p).detach().numpy()
    result = {}
    for ours, theirs in attentions.items():
        result |= attention_parameters(getattr(layer, theirs), gradient, f"{ours}.")
    for ours, theirs in norms.items():
        norm = getattr(layer, theirs)
        result |= {f"{ours}.gamma": get(norm.weight), f"{ours}.beta": get(norm.bias)}
    result |= {"feedForward.hiddenWeight": get(layer.linear1.weight).T,
        "feedForward.hiddenBias": get(layer.linear1.bias)}
    result |= {"feedForward.outputWeight": get(layer.linear2.weight).T,
        "feedForward.outputBias": get(layer.linear2.bias)}
    return result


encoder_parts = {"attention": "self_attn"}, {"attentionNorm": "norm1", "feedForwardNorm": "norm2"}
decoder_parts = (
    {"selfAttention": "self_attn", "crossAttention": "multihead_attn"},
    {"selfAttentionNorm": "norm1", "crossAttentionNorm": "norm2", "feedForwardNorm": "norm3"},
)

for name, decoder, heads, width, hidden, activation, first, causal, padded in [
    ("encoder", False, 2, 4, 6, "relu", False, False, False),
    ("encoder normalized first", False, 2, 4, 6, "gelu", True, False, False),
    ("encoder causal", False, 2, 4, 5, "gelu", True, True, False),
    ("encoder padding", False, 2, 4, 6, "relu", False, False, True),
    ("decoder", True, 2, 4, 6, "relu", False, True, False),
    ("decoder normalized first", True, 2, 4, 6, "gelu", True, True, False),
]:
    rng = generator(name)
    kind = torch.nn.TransformerDecoderLayer if decoder else torch.nn.TransformerEncoderLayer
    layer = kind(width, heads, hidden, 0.0, activation, norm_first=first, batch_first=True,
        dtype=torch.float64)
    randomize(layer, rng)
    arrays = [normal(rng, 2, 4, width)] + ([normal(rng, 2, 5, width)] if decoder else [])
    inputs = [leaf(a) for a in arrays]
    future = torch.tensor(np.triu(np.ones((4, 4), bool), 1)) if causal else None
    extra = [np.arange(4) < np.array([4, 2])[:, None]] if padded else []
    if decoder:
        output = layer(*inputs, tgt_mask=future)
    else:
        output = layer(*inputs, src_mask=future, src_key_padding_mask=torch.tensor(~extra[0])
            if padded else None)
    cotangent = normal(rng, *output.shape)
    output.backward(torch.tensor(cotangent))
    parts = decoder_parts if decoder else encoder_parts
    config = {"heads": heads, "hidden": hidden, "activation": activation, "normalizeFirst": first,
        "isCausal": causal}
    add(
        name, "TransformerDecoderBlock" if decoder else "TransformerEncoderBlock",
        config | {"padding": padded},
        arrays + extra, [output.detach().numpy()], [cotangent],
        [x.grad.numpy() for x in inputs] + [None] * len(extra),
        block_parameters(layer, *parts, False), block_parameters(layer, *parts, True),
    )  # fmt: skip


# Keras. Inputs are [query, value] or [query, value, key], then the padding mask of the values.

for name, kind, config, with_key, causal, padded in [
    ("Attention", keras.layers.Attention, {}, False, False, False),
    ("Attention scaled", keras.layers.Attention, {"useScale": True}, True, False, True),
    ("Attention causal", keras.layers.Attention, {}, False, True, False),
    ("AdditiveAttention", keras.layers.AdditiveAttention, {}, True, False, False),
    ("AdditiveAttention plain sum", keras.layers.AdditiveAttention, {"useScale": False}, False,
        False, True),
    ("AdditiveAttention causal", keras.layers.AdditiveAttention, {}, False, True, False),
]:
    rng = generator(name)
    arrays = [normal(rng, 2, 4, 3), normal(rng, 2, 5, 3)] + ([normal(rng, 2, 5, 3)] if with_key
        else [])
    layer = kind(**golden.keywords(config), dtype="float64")
    extra = [np.arange(5) < np.array([5, 3])[:, None]] if padded else []
    inputs = [tf.constant(a) for a in arrays]
    cotangent = normal(rng, 2, 4, 3)
    layer.build([a.shape for a in arrays])
    layer.set_weights([normal(rng, *w.shape) for w in layer.weights])
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        mask = [None, tf.constant(extra[0])] + [None] * with_key if padded else None
        output = layer(inputs, mask=mask, use_causal_mask=causal)
        objective = tf.reduce_sum(output * cotangent)
    weights = [w.value for w in layer.weights]
    gradients = tape.gradient(objective, inputs + weights)
    add(
        name, kind.__name__, config | {"isCausal": causal, "padding": padded}, arrays + extra,
        [output.numpy()],
        [cotangent], [g.numpy() for g in gradients[: len(inputs)]] + [None] * len(extra),
        {"scale": w.numpy() for w in weights},
        {"scale": g.numpy() for g in gradients[len(inputs) :]},
    )  # fmt: skip

for name, heads, key_dim, value_dim, output_dim, causal in [
    ("Keras multi-head", 2, 3, None, None, False),
    ("Keras multi-head of other sizes", 3, 2, 4, 5, True),
]:
    rng = generator(name)
    x, width = normal(rng, 2, 4, 6), 6
    layer = keras.layers.MultiHeadAttention(heads, key_dim, value_dim, output_shape=output_dim,
        dtype="float64")
    layer.build(x.shape, x.shape)
    layer.set_weights([normal(rng, *w.shape, scale=0.5) for w in layer.weights])
    cotangent = normal(rng, 2, 4, output_dim or width)
    v = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(v)
        output = layer(v, v, use_causal_mask=causal)
        objective = tf.reduce_sum(output * cotangent)
    weights = [w.value for w in layer.weights]
    gradients = [g.numpy() for g in tape.gradient(objective, [v] + weights)]
    names = [n + s for n in ("query", "key", "value", "output") for s in ("Weight", "Bias")]
    order = {w.path.split("/")[-2] + "/" + w.name: i for i, w in enumerate(layer.weights)}
    place = [order[f"{n}/{s}"] for n in ("query", "key", "value", "attention_output")
        for s in ("kernel", "bias")]
    flat = {"query": (width, -1), "key": (width, -1), "value": (width, -1),
        "output": (-1, output_dim or width)}
    shaped = lambda n, a: a.reshape(flat[n[:-6]]) if n.endswith("Weight") else a.reshape(-1)
    # Keras computes part of it in float32 whatever the layer's type.
    config = {"heads": heads, "keyDim": key_dim, "isCausal": causal, "padding": False}
    config |= {k: d for k, d in (("valueDim", value_dim), ("outputDim", output_dim)) if d}
    add(
        name, "MultiHeadAttention", config, [x], [np.float32(output)], [cotangent],
        [np.float32(gradients[0])],
        {n: shaped(n, weights[i].numpy()) for n, i in zip(names, place)},
        {n: shaped(n, np.float32(gradients[1 + i])) for n, i in zip(names, place)},
    )  # fmt: skip

golden.write(
    "attention.json", golden.versions(torch, keras, tf),
    "inputs: [batch, time, heads, depth] or [batch, time, width]; behind them a mask where there "
    "is one, and where "
    "config.padding is true a padding mask, true for what is there. Queries, keys and values of "
    "PyTorch's in_proj are "
    "apart; weights are transposed to [in, out].", cases,
)  # fmt: skip
