"""Runs the node tests of the onnx package through Apus and says which operators pass.

    pip install onnx numpy ml_dtypes
    swift build --package-path Benchmarks -c release --product ONNXNodes
    python Benchmarks/onnx-nodes.py PROGRAM            # Benchmarks/.build/release/ONNXNodes
    python Benchmarks/onnx-nodes.py PROGRAM --markdown # the table of docs/ONNX.md

A test counts as passed where the outputs have the shapes and element types that the test wants and
differ by no more than the test itself allows (1e-3 relative); as near where they differ by more,
but by no more than twice the element type's rounding of the largest output, because the test's
every step is rounded to a type that Apus widens; as not supported where Apus refuses the model with
an error; as failed where the outputs are others or the process stops. Element types that Apus
widens are compared widened.
"""

import argparse
import collections
import pathlib
import subprocess
import tempfile
import warnings

import ml_dtypes
import numpy as np
import onnx
from onnx.backend.test.loader import load_model_tests

WIDENED = {
    "int8": "int32", "uint16": "int32", "int16": "int32", "uint32": "int64", "uint64": "int64",
    "float16": "float32", "bfloat16": "float32",
}
# The element types that Apus reads.
HELD = {onnx.TensorProto.DataType.Value(name) for name in (
    "BOOL", "UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "UINT64", "INT64", "FLOAT16",
    "BFLOAT16", "FLOAT", "DOUBLE")}
# How exactly types hold numbers.
ROUNDING = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24}

OUTCOMES = ("passed", "near", "failed", "not supported")


def array_of(value):
    return onnx.numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else np.asarray(
        value)


def widened(array):
    array = array_of(array)
    return array.astype(WIDENED.get(array.dtype.name, array.dtype))


def operators(model):
    """The operators of a model; those of a function that was expanded count as one test of the
    function."""
    return sorted({(node.domain + ":" if node.domain else "") + node.op_type
            for node in model.graph.node})


def prepare(folder, test):
    """Writes the model and its inputs; the reason, if that is impossible."""
    inputs, _ = test.data_sets[0]
    names = [value.name for value in test.model.graph.input]
    arrays = {}
    for name, array in zip(names, inputs):
        if isinstance(array, onnx.TensorProto) and array.data_type in HELD:
            array = onnx.numpy_helper.to_array(array)
        if isinstance(array, onnx.TensorProto):
            return f"{onnx.TensorProto.DataType.Name(array.data_type).lower()} is not supported"
        if not isinstance(array, np.ndarray) and not np.isscalar(array):
            return "sequences, maps and optional values are not supported"
        array = widened(array)
        if array.dtype.kind in "OUS":
            return "texts are not supported"
        if array.dtype.kind == "c":
            return "complex numbers are not supported"
        if array.dtype.name not in ("bool", "uint8", "int32", "int64", "float32", "float64"):
            return f"{array.dtype.name} is not supported"
        arrays[name] = array
    np.savez(folder / f"{test.name}.in.npz", **arrays)
    onnx.save(test.model, folder / f"{test.name}.onnx")
    return None


def run(program, folder, names):
    """What the program says of each; it is started again behind a model that stops it."""
    results = {}
    left = list(names)
    while left:
        done = subprocess.run(
            [program, str(folder)], input="\n".join(left) + "\n", capture_output=True, text=True)
        current = None
        for line in done.stdout.splitlines():
            if "\t" in line:
                name, result = line.split("\t", 1)
                results[name] = result
                current = None
            else:
                current = line
        if current is None:
            break
        last = [line for line in done.stderr.splitlines() if "atal error" in line]
        results[current] = f"STOPPED: {(last or ['?'])[-1]}"
        left = left[left.index(current) + 1:]
    return results


def judge(folder, test, result):
    if result.startswith("STOPPED"):
        return "failed", result
    if result != "ok":
        return "not supported", result
    _, wanted = test.data_sets[0]
    names = [value.name for value in test.model.graph.output]
    outcome, why = "passed", ""
    with np.load(folder / f"{test.name}.out.npz") as outputs:
        for name, expected in zip(names, wanted):
            rounding = ROUNDING.get(array_of(expected).dtype.name, 0)
            expected = widened(expected)
            if name not in outputs:
                return "failed", f"no output {name}"
            found = outputs[name]
            if found.dtype.kind == "V":  # NumPy has no bfloat16 of its own
                found = found.view(ml_dtypes.bfloat16).astype(np.float32)
            if found.shape != expected.shape or found.dtype != expected.dtype:
                wanted = f"{expected.dtype}{expected.shape}"
                return "failed", f"{found.dtype}{found.shape}, expected {wanted}"
            found, expected = found.astype(np.float64), expected.astype(np.float64)
            try:
                np.testing.assert_allclose(found, expected, rtol=test.rtol, atol=test.atol)
            except AssertionError as error:
                outcome, why = "near", " ".join(str(error).split())[:160]
                largest = np.abs(expected[np.isfinite(expected)]).max(initial=0)
                if not np.allclose(found, expected, rtol=rounding, atol=2 * rounding * largest,
                    equal_nan=True):
                    return "failed", why
    return outcome, why


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--filter", default="")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        tests = [t for t in load_model_tests(kind="node") if arguments.filter in t.name]
        refused = {t.name: prepare(folder, t) for t in tests}
        said = run(arguments.program, folder, [t.name for t in tests if refused[t.name] is None])
        rows = collections.defaultdict(collections.Counter)
        reasons = collections.defaultdict(set)
        total = collections.Counter()
        for test in tests:
            if refused[test.name] is not None:
                outcome, why = "not supported", refused[test.name]
            else:
                outcome, why = judge(folder, test, said.get(test.name, "STOPPED: no answer"))
            # Of the tests whose function is written out in simpler operators, the function's name
            # says most.
            names = operators(test.model)
            label = "functions written out" if "_expanded" in test.name else " + ".join(names)
            rows[label][outcome] += 1
            total[outcome] += 1
            if outcome != "passed":
                reasons[label].add(why.split(": ", 1)[-1] if outcome == "not supported" else why)
                if not arguments.markdown:
                    print(f"{outcome}: {test.name} ({label}): {why}")
    if arguments.markdown:
        print("| operator | passed | near | failed | not supported |\n|---|---:|---:|---:|---:|")
        for label, counts in sorted(rows.items()):
            if set(counts) != {"not supported"}:
                print(f"| {label} | " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES)
                    + " |")
        missing = {label: counts["not supported"] for label, counts in rows.items() if set(counts)
            == {"not supported"}}
        print("\nNot supported: " + ", ".join(f"{l} ({n})" for l, n in sorted(missing.items()))
            + ".")
    print(f"\n{len(tests)} tests of onnx {onnx.__version__}: "
        + ", ".join(f"{total[k]} {k}" for k in OUTCOMES))


if __name__ == "__main__":
    main()
