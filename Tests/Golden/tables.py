"""Writes tables.json: scalings, codings, differences and filled gaps by NumPy, CSV records by
Python's csv module.

    pip install numpy
"""

import csv
import io

import golden
import numpy as np
from golden import normal, tensors

cases = []


def case(name, kind, inputs=(), outputs=(), config=None, **more):
    cases.append({
        "name": name, "kind": kind, "config": config or {}, "inputs": tensors(inputs),
        "outputs": tensors(outputs), **more,
    })


formulas = {
    "minMax": lambda x, t: (t - x.min(0)) / (x.max(0) - x.min(0)),
    "mean": lambda x, t: (t - x.mean(0)) / (x.max(0) - x.min(0)),
    "standard": lambda x, t: (t - x.mean(0)) / x.std(0),
    "unitNorm": lambda x, t: t / np.linalg.norm(t, axis=1, keepdims=True),
}
for size, scales in (((7, 3), (20, 9000, 3)), ((40, 5), (1, 0.01, 100, 5, 30)), ((2, 1), (4,))):
    rng = golden.generator(f"tables scaling {size}")
    x, probe = (normal(rng, n, size[1]) * scales + np.arange(size[1]) for n in (size[0], 4))
    x, probe = np.round(x, 3), np.round(probe, 3)
    case(f"statistics of {size}", "statistics", [x], [x.min(0), x.max(0), x.mean(0), x.std(0)])
    for kind, formula in formulas.items():
        for dtype in (np.float64, np.float32):
            a, b = x.astype(dtype), probe.astype(dtype)
            results = [formula(x, t).astype(dtype) for t in (x, probe)]
            case(f"{kind} of {size} in {np.dtype(dtype).name}", kind, [a, b], results)

for classes in (1, 2, 3, 4, 5, 8, 9, 10, 16, 17):
    rng = golden.generator(f"tables coding {classes}")
    labels = np.concatenate([np.arange(classes), rng.integers(0, classes, 4)]).astype(np.int32)
    bits = max(1, int(np.ceil(np.log2(classes))))
    codes = {
        "oneHot": np.eye(classes)[labels],
        "thermometer": np.tri(classes)[labels],
        "binary": np.array([[int(bit) for bit in np.binary_repr(label, bits)] for label in labels]),
    }
    for kind, code in codes.items():
        noise = np.round(rng.uniform(-0.4, 0.4, code.shape), 3)
        case(
            f"{kind} of {classes}", kind, [labels, (code + noise).astype(np.float32)],
            [code.astype(np.float32)], {"classes": classes})

for length, lag, width in ((9, 1, 0), (30, 12, 0), (8, 2, 3), (5, 5, 0)):
    rng = golden.generator(f"tables differencing {length} {lag}")
    series = normal(rng, *((length, width) if width else (length,)))
    changes = np.round(series[lag:] - series[:-lag], 9)
    if lag == 1:
        golden.close(changes, np.diff(series, axis=0), 1e-8, "differences")
    case(f"differences of {length} over {lag}", "differences", [series], [changes], {"lag": lag})

for size in (5, 60):
    rng = golden.generator(f"tables balance {size}")
    labels = np.concatenate([np.arange(3), rng.integers(0, 3, size)]).astype(np.int32)
    counts = np.bincount(labels, minlength=4)
    weights = np.where(counts > 0, len(labels) / (4 * np.maximum(counts, 1)), 0)
    case(f"balance of {size}", "balance", [labels], [counts.astype(np.int32), counts / len(labels),
            weights])

for size in (6, 25):
    rng = golden.generator(f"tables gaps {size}")
    numbers = np.round(rng.integers(0, 4, size) * 1.5, 1)
    numbers[rng.permutation(size)[: size // 3]] = np.nan
    known = numbers[~np.isnan(numbers)]
    values, counts = np.unique(known, return_counts=True)
    filled = [np.where(np.isnan(numbers), v, numbers) for v in (np.nanmean(numbers),
            values[counts.argmax()])]
    text = "\n".join(["x,y"] + [f"{'?' if np.isnan(v) else v},1" for v in numbers])
    case(f"gaps in {size}", "gaps", outputs=filled + [known], text=text)

texts = {
    "plain": "a,b,c\n1,2,3\n",
    "line ends": "a,b\r\n1,2\r\n3,4",
    "quotes": 'a,"b, ""c"""\n"1","2"\n',
    "a line end in quotes": 'a,"b\r\nc\nd"\n1,"\n"\n',
    "empty fields": ",,\na,,\n,\"\",b\n,,",
    "one column": "a\n\n\nb\n",
    "other alphabets": "zażółć,日本\n\"ğ\",–\n",
    "semicolons": "a;b,c;d\n\"1;\";2;3\n",
    "tabs": "a\tb\n1\t\"2\t3\"\n",
    "blanks": " a , b\n\" 1 \",2 \n",
}
for name, text in texts.items():
    separator = {"semicolons": ";", "tabs": "\t"}.get(name, ",")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator,
            strict=True) if row]
    case(f"records, {name}", "records", text=text, config={"separator": separator}, rows=rows)

golden.write(
    "tables.json",
    golden.versions(np),
    "inputs of scalings are what they are fitted to and a probe, outputs both scaled; of codings "
    "labels and noisy codes that "
    "decode to them, outputs the codes; of balance: counts, shares and weights; of gaps: the "
    "column x of `text` filled by the "
    "mean and by the most frequent value, and its known values; records: the fields of `text`, "
    "blanks kept.",
    cases,
)
