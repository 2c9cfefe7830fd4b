"""Single operations, forwards and back, beside PyTorch in one pair of processes.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python Benchmarks/operations.py [--rounds 3] [--threads 2] [PART OF A NAME ...]

Each round runs the Swift program `Operations` and this one as PyTorch, one after the other; the
least time of all rounds counts. `default` is PyTorch as it is usually called (channels first,
optimizers without options); `best` is its quickest form (channels last, fused or for-each
optimizers as well). A ratio above 1 means that Apus is faster.

PyTorch's gradient of a sum is a view that writes nothing; Apus writes it. The reductions marked
"written" let PyTorch write it, too.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def least(run):
    """The least milliseconds of a run."""
    for _ in range(3):
        run()
    start = time.perf_counter()
    run()
    count = max(1, int(0.02 / max(time.perf_counter() - start, 1e-7)))
    best, spent = float("inf"), 0.0
    while spent < 0.25:
        start = time.perf_counter()
        for _ in range(count):
            run()
        seconds = time.perf_counter() - start
        spent += seconds
        best = min(best, seconds / count)
    return best * 1e3


def peers(threads, wanted):
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(threads)
    torch.manual_seed(1)

    def both(function, *shapes, last=None):
        """A run forwards at random tensors and back from a cotangent to all of them."""
        inputs = [torch.randn(shape, requires_grad=True) for shape in shapes]
        if last is not None:
            inputs[0] = inputs[0].detach().to(memory_format=last).requires_grad_()
        with torch.no_grad():
            cotangent = torch.randn_like(function(*inputs))
        return lambda: torch.autograd.grad(function(*inputs), inputs, cotangent)

    def written(function):
        """As `both`, but a gradient that is a view is written out."""
        x = torch.randn(matrix, requires_grad=True)
        cotangent = torch.randn_like(function(x).detach())
        return lambda: torch.autograd.grad(function(x), x, cotangent)[0].contiguous()

    def image(function, *shapes):
        """Channels first and channels last; a rank of 5 has a format of its own."""
        last = {4: torch.channels_last, 5: torch.channels_last_3d}[len(shapes[0])]
        return [both(function, *shapes), both(function, *shapes, last=last)]

    def cross_entropy():
        logits = torch.randn(4096, 1024, requires_grad=True)
        labels = torch.randint(0, 1024, (4096,))
        return lambda: torch.autograd.grad(F.cross_entropy(logits, labels), logits)

    def update(make, **forms):
        """Every form of an optimizer that this version has."""
        runs = []
        for form in ({}, {"foreach": True}, {"fused": True}):
            parameters = [torch.nn.Parameter(torch.randn(512, 512)) for _ in range(48)]
            for parameter in parameters:
                parameter.grad = torch.randn(512, 512)
            try:
                optimizer = make(parameters, **form, **forms)
                optimizer.step()
            except (TypeError, RuntimeError, ValueError):
                continue
            runs.append(optimizer.step)
        return runs

    square = (1024, 1024)
    matrix = (4096, 1024)
    activations = {
        "relu": F.relu, "leakyReLU": lambda x: F.leaky_relu(x, 0.2), "relu6": F.relu6,
        "elu": F.elu, "selu": F.selu, "celu": F.celu, "gelu": F.gelu,
        "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu, "mish": F.mish,
        "softplus": F.softplus, "softsign": F.softsign, "tanh": torch.tanh,
        "sigmoid": torch.sigmoid, "hardSigmoid": F.hardsigmoid, "hardSilu": F.hardswish,
        "hardTanh": F.hardtanh, "logSigmoid": F.logsigmoid, "tanhShrink": F.tanhshrink,
        "softShrink": F.softshrink, "hardShrink": F.hardshrink, "glu": F.glu,
    }
    reductions = {
        "sum of all": lambda x: x.sum(), "sum axis 0": lambda x: x.sum(0),
        "sum axis 1": lambda x: x.sum(1), "mean axis 1": lambda x: x.mean(1),
        "max axis 1": lambda x: x.amax(1), "max axis 0": lambda x: x.amax(0),
        "variance axis 1": lambda x: x.var(1, correction=0),
        "logSumExp axis 1": lambda x: x.logsumexp(1), "product axis 1": lambda x: x.prod(1),
        "cumulativeSum axis 1": lambda x: x.cumsum(1),
    }
    heads = [(16, 4, 128, 32)] * 3
    spread = [(16, 128, 4, 32)] * 3

    def attention(causal):
        def spread_heads(q, k, v):
            q, k, v = (t.transpose(1, 2) for t in (q, k, v))
            return F.scaled_dot_product_attention(q, k, v, is_causal=causal).transpose(1, 2)

        return lambda: [
            both(lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=causal), *heads),
            both(spread_heads, *spread),
        ]

    o = torch.optim
    operations = {
        **{
            "activation " + name: (lambda f=f: [both(f, square)])
            for name, f in activations.items()
        },
        "activation prelu": lambda: image(F.prelu, (32, 64, 28, 28), (64,)),
        "softmax": lambda: [both(lambda x: F.softmax(x, -1), matrix)],
        "logSoftmax": lambda: [both(lambda x: F.log_softmax(x, -1), matrix)],
        "softmax crossEntropy": lambda: [cross_entropy()],
        "normalization batch": lambda: image(
            lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, 1e-5),
            (32, 128, 28, 28), (128,), (128,)),
        "normalization layer": lambda: [both(
            lambda x, g, b: F.layer_norm(x, (128,), g, b, 1e-5), (2048, 128), (128,), (128,))],
        "normalization layer wide": lambda: [both(
            lambda x, g, b: F.layer_norm(x, (768,), g, b, 1e-5), (4096, 768), (768,), (768,))],
        "normalization rms": lambda: [both(
            lambda x, g: F.rms_norm(x, (768,), g, 1e-5), (4096, 768), (768,))],
        "normalization group": lambda: image(
            lambda x, g, b: F.group_norm(x, 32, g, b, 1e-5), (32, 128, 28, 28), (128,), (128,)),
        "normalization instance": lambda: image(
            lambda x, g, b: F.instance_norm(x, None, None, g, b, True, 0.1, 1e-5),
            (8, 64, 64, 64), (64,), (64,)),
        "normalization localResponse": lambda: image(
            lambda x: F.local_response_norm(x, 5, 1e-4, 0.75, 2.0), (32, 96, 27, 27)),
        **{
            "reduction " + name: (lambda f=f: [both(f, matrix)]) for name, f in reductions.items()
        },
        **{
            f"reduction {name} written": (lambda f=reductions[name]: [written(f)])
            for name in ("sum of all", "sum axis 0", "sum axis 1")
        },
        "convolution 3×3": lambda: image(
            lambda x, w, b: F.conv2d(x, w, b, padding=1),
            (16, 64, 28, 28), (64, 64, 3, 3), (64,)),
        "convolution 1-D": lambda: [both(
            lambda x, w, b: F.conv1d(x, w, b, padding=2), (16, 64, 512), (64, 64, 5), (64,))],
        "convolution 3-D": lambda: image(
            lambda x, w, b: F.conv3d(x, w, b, padding=1),
            (4, 16, 16, 28, 28), (32, 16, 3, 3, 3), (32,)),
        "convolution depthwise": lambda: image(
            lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=64),
            (32, 64, 56, 56), (64, 1, 3, 3), (64,)),
        "convolution depthwise stride 2": lambda: image(
            lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1, groups=128),
            (32, 128, 28, 28), (128, 1, 3, 3), (128,)),
        "convolution transposed 2×2": lambda: image(
            lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2),
            (8, 128, 32, 32), (128, 64, 2, 2), (64,)),
        "convolution transposed 4×4": lambda: image(
            lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1),
            (8, 128, 32, 32), (128, 64, 4, 4), (64,)),
        "pooling max": lambda: image(lambda x: F.max_pool2d(x, 2), (16, 64, 56, 56)),
        "pooling average": lambda: image(lambda x: F.avg_pool2d(x, 2), (16, 64, 56, 56)),
        "upsampling bilinear": lambda: image(
            lambda x: F.interpolate(x, size=(128, 128), mode="bilinear", align_corners=False),
            (8, 64, 64, 64)),
        "attention": attention(False),
        "attention causal": attention(True),
        "matmul": lambda: [both(torch.matmul, square, square)],
        "optimizer SGD": lambda: update(o.SGD, lr=0.001),
        "optimizer SGD momentum": lambda: update(o.SGD, lr=0.001, momentum=0.9),
        "optimizer Adam": lambda: update(o.Adam),
        "optimizer AdamW": lambda: update(o.AdamW),
        "optimizer RMSprop": lambda: update(o.RMSprop),
        "optimizer Adagrad": lambda: update(o.Adagrad),
        "optimizer Adadelta": lambda: update(o.Adadelta),
        "optimizer Adamax": lambda: update(o.Adamax),
        "optimizer Nadam": lambda: update(o.NAdam),
    }
    for name, forms in operations.items():
        if wanted and not any(part in name for part in wanted):
            continue
        times = [least(run) for run in forms()]
        for framework, value in (("default", times[0]), ("best", min(times))):
            line = {"framework": framework, "operation": name, "ms": round(value, 4)}
            print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--peers", action="store_true", help="print PyTorch's lines only")
    parser.add_argument("wanted", nargs="*")
    arguments = parser.parse_args()
    if arguments.peers:
        return peers(arguments.threads, arguments.wanted)

    package = str(HERE)
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "Operations", "--package-path", package],
        check=True, stdout=subprocess.DEVNULL)
    environment = dict(os.environ, APUS_NUM_THREADS=str(arguments.threads))
    ours = [package + "/.build/release/Operations", *arguments.wanted]
    theirs = [
        sys.executable, __file__, "--peers", "--threads", str(arguments.threads), *arguments.wanted]
    best = {"apus": {}, "default": {}, "best": {}}
    for _ in range(arguments.rounds):
        for command in (ours, theirs):
            output = subprocess.run(
                command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
            for line in map(json.loads, output.splitlines()):
                times = best[line["framework"]]
                times[line["operation"]] = min(
                    times.get(line["operation"], float("inf")), line["ms"])
    print(f"{'operation':34} {'apus ms':>9} {'default':>9} {'best':>9} {'ratio':>6} {'to best':>7}")
    for name, apus in best["apus"].items():
        usual, quick = (best[form].get(name, float("nan")) for form in ("default", "best"))
        print(
            f"{name:34} {apus:9.3f} {usual:9.3f} {quick:9.3f} {usual / apus:6.2f} "
            f"{quick / apus:7.2f}")


if __name__ == "__main__":
    main()
