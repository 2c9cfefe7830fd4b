"""Files that other programs wrote, for Tests/ApusInteropTests, and checks of those that Apus
writes.

    pip install numpy ml_dtypes safetensors onnx
    python interop.py              # writes interop.json
    APUS_INTEROP_FILES=DIR swift test --filter InteropFilesTests
    python interop.py DIR          # reads what Apus wrote into DIR
"""

import base64
import io
import json
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import ml_dtypes
import onnx
import safetensors
import safetensors.numpy

from golden import named, versions, write

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)

# What tensors of Apus hold them as.
WIDENED = {"int8": "int32", "uint16": "int32", "int16": "int32", "uint32": "int64",
    "uint64": "int64", "float16": "float32"}

SAMPLES = {
    "bool": [True, False, True, True, False, False],
    "uint8": [0, 1, 2, 127, 128, 255],
    "int8": [-128, -1, 0, 1, 2, 127],
    "uint16": [0, 1, 2, 255, 256, 65535],
    "int16": [-32768, -1, 0, 1, 256, 32767],
    "uint32": [0, 1, 2, 65536, 2**31, 2**32 - 1],
    "int32": [-(2**31), -1, 0, 1, 65536, 2**31 - 1],
    "uint64": [0, 1, 2, 65536, 2**31, 2**40],
    "int64": [-(2**40), -1, 0, 1, 65536, 2**40],
    "float16": [0, 0.5, -1.5, 65504, 2**-24, -(2**-14)],
    "float32": [0, 0.5, -1.5, 1e30, 1e-30, 0.1],
    "float64": [0, 0.5, -1.5, 1e300, 1e-300, 0.1],
}


def expected(array):
    return array.astype(WIDENED.get(array.dtype.name, array.dtype))


def case(name, kind, data, arrays, same=False, metadata=None):
    """`same`: whether Apus writes the very same bytes."""
    return {
        "name": name, "kind": kind, "file": base64.b64encode(data).decode(),
        "tensors": named({k: expected(v) for k, v in arrays.items()}), "same": same,
        "metadata": metadata or {},
    }


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def refused(name, kind, data, says):
    return {"name": name, "kind": kind, "file": base64.b64encode(data).decode(), "refused": says}


def npy_cases():
    for name, values in SAMPLES.items():
        array = np.array(values, dtype=name).reshape(2, 3)
        for order in "<>":
            stored = array.astype(array.dtype.newbyteorder(order))
            same = order == "<" and name not in WIDENED
            yield case(f"{name} {order}", "npy", npy(stored), {"array": array},
                same or (array.itemsize == 1 and name not in WIDENED))
    half = np.array([0, 0.5, -1.5, 256, 3.140625, -0.0078125], dtype=BFLOAT16)
    file = npy(half)
    assert b"V2" in file, file
    yield case("bfloat16", "npy", file, {"array": half}, True)
    cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    yield case("Fortran order", "npy", npy(np.asfortranarray(cube)), {"array": cube})
    yield case("Fortran order, big end first", "npy", npy(np.asfortranarray(cube.astype(">f4"))),
        {"array": cube})
    yield case("version 2", "npy", npy(cube, (2, 0)), {"array": cube})
    yield case("version 3", "npy", npy(cube, (3, 0)), {"array": cube})
    yield case("scalar", "npy", npy(np.array(2.5)), {"array": np.array(2.5)}, True)
    yield case("one axis", "npy", npy(np.arange(3)), {"array": np.arange(3)}, True)
    yield case("empty", "npy", npy(np.zeros((0, 4), np.float32)),
        {"array": np.zeros((0, 4), np.float32)}, True)
    yield refused("objects", "npy", npy(np.array([None, 1], dtype=object)), "objects")
    yield refused("records", "npy", npy(np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])), "records")
    yield refused("text", "npy", npy(np.array(["ab", "c"])), "text")
    yield refused("complex", "npy", npy(np.array([1j])), "complex")
    yield refused("dates", "npy", npy(np.array(["2020-01-01"], dtype="M8[D]")), "not supported")
    yield refused("beyond int64", "npy", npy(np.array([2**63], dtype=np.uint64)), "beyond")
    yield refused("nine axes", "npy", npy(np.zeros((1,) * 9)), "8 axes")
    yield refused("two arrays", "npy", npy(np.zeros(2)) + npy(np.zeros(2)), "after its array")
    yield refused("nothing", "npy", b"", "not a .npy file")


def npz_cases():
    arrays = {"x": np.arange(6, dtype=np.float32).reshape(2, 3), "naïve": np.array([1, 2, 3]),
        "zeros": np.zeros(500, np.uint8)}
    for name, save in (("stored", np.savez), ("deflated", np.savez_compressed)):
        file = io.BytesIO()
        save(file, **arrays)
        yield case(name, "npz", file.getvalue(), arrays)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "not an array")
        archive.writestr("folder/x.npy", npy(arrays["x"]))
        archive.comment = b"a comment"
    yield case("other entries and a comment", "npz", file.getvalue(), {"folder/x": arrays["x"]})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x.npy", npy(arrays["x"]))
    yield refused("bzip2", "npz", file.getvalue(), "compression 12")
    yield refused("not an archive", "npz", b"x" * 100, "not a zip archive")


def safetensors_cases():
    arrays = {name: np.array(values, dtype=name).reshape(3, 2) for name, values in SAMPLES.items()}
    arrays["bfloat16"] = np.array([0, 0.5, -1.5], dtype=BFLOAT16)
    arrays["scalar"] = np.array(1.5, np.float32)
    arrays["empty"] = np.zeros((0, 3), np.float32)
    kept = {k: v for k, v in arrays.items() if k not in WIDENED}
    yield case("all types", "safetensors", safetensors.numpy.save(arrays), arrays)
    metadata = {"format": "np"}
    yield case("metadata", "safetensors", safetensors.numpy.save(kept, metadata), kept,
        metadata=metadata)
    text = {"key": "line\nbreak \"quoted\" \\ ż 🐦"}
    yield case("escapes", "safetensors", safetensors.numpy.save({"a/b": arrays["scalar"]}, text),
        {"a/b": arrays["scalar"]}, metadata=text)


def onnx_model(nodes, weights, axes=("n", 3, None)):
    graph = onnx.helper.make_graph(
        nodes, "graph", [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, axes)],
        [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, axes)], weights)
    sets = [onnx.helper.make_opsetid("", 13), onnx.helper.make_opsetid("other", 2)]
    return onnx.helper.make_model(graph, opset_imports=sets)


def onnx_cases():
    half = onnx.helper.make_tensor("tensor", onnx.TensorProto.FLOAT, [1], [0.5])
    nodes = [
        onnx.helper.make_node("Add", ["x", "float32"], ["z"]),
        onnx.helper.make_node(
            "Custom", ["z", ""], ["y"], domain="other", float=1.5, floats=[1.5, -2.0], int=-3,
            ints=[1, -2, 300],
            string="text", strings=["a", "b"], tensor=half),
    ]
    arrays = {name: np.array(values, dtype=name).reshape(3, 2) for name, values in SAMPLES.items()}
    arrays["bfloat16"] = np.array([[0, 0.5], [-1.5, 2]], dtype=BFLOAT16)
    arrays["scalar"] = np.array(1.5, np.float32)
    arrays["empty"] = np.zeros((0, 3), np.float32)
    for name, raw in (("raw bytes", True), ("typed fields", False)):
        weights = []
        for key, array in arrays.items():
            if raw:
                weights.append(onnx.numpy_helper.from_array(array, key))
            else:
                code = onnx.helper.np_dtype_to_tensor_dtype(array.dtype)
                weights.append(onnx.helper.make_tensor(key, code, array.shape, array.ravel()))
        model = onnx_model(nodes, weights)
        onnx.helper.set_model_props(model, {"key": "value ż"})
        yield case(name, "onnx", model.SerializeToString(), arrays, metadata={"key": "value ż"})
    branch = onnx.helper.make_graph([onnx.helper.make_node("Neg", ["x"], ["b"])], "branch", [], [])
    condition = onnx.helper.make_node("If", ["x"], ["y"], then_branch=branch, else_branch=branch)
    yield refused("branches", "onnx", onnx_model([condition], []).SerializeToString(),
        "branches and loops")
    text = onnx.helper.make_tensor("w", onnx.TensorProto.STRING, [1], [b"text"])
    yield refused("text", "onnx", onnx_model(nodes, [text]).SerializeToString(), "element type 8")
    away = onnx.numpy_helper.from_array(np.zeros(3, np.float32), "w")
    onnx.external_data_helper.set_external_data(away, "weights.bin")
    away.ClearField("raw_data")
    yield refused("weights elsewhere", "onnx", onnx_model(nodes, [away]).SerializeToString(),
        "cannot read")
    yield refused("nothing", "onnx", b"", "no graph")
    yield refused("not an ONNX file", "onnx", b"PK" * 50, "is not an ONNX file")


def check(folder):
    """Reads with NumPy and safetensors what `InteropFilesTests` wrote, beside the numbers that it
    meant."""
    count = 0

    def same(file, name, found, wanted):
        nonlocal count
        kind = wanted["type"]
        if kind == "bfloat16" and found.dtype.kind == "V":
            found = found.view(BFLOAT16)
        assert found.dtype.name == kind and list(found.shape) == wanted["shape"], (file, name,
            found.dtype, found.shape)
        assert np.array_equal(found.astype(np.float64).ravel(),
            np.array(wanted["data"], np.float64)), (file, name)
        count += 1

    wanted = json.loads((folder / "expected.json").read_text())
    for name, tensor in wanted.items():
        same("npy", name, np.load(folder / f"{name}.npy"), tensor)
    for file in ("stored.npz", "deflated.npz", "zip64.npz"):
        assert zipfile.ZipFile(folder / file).testzip() is None
        with np.load(folder / file) as archive:
            assert sorted(archive) == sorted(wanted), file
            for name in archive:
                same(file, name, archive[name], wanted[name])
    with safetensors.safe_open(folder / "all.safetensors", "np") as file:
        assert file.metadata() == {"format": "apus", "text": "a \"b\"\n\\ ż"}, file.metadata()
    arrays = safetensors.numpy.load_file(folder / "all.safetensors")
    assert sorted(arrays) == sorted(wanted)
    for name, array in arrays.items():
        same("safetensors", name, array, wanted[name])
    print(f"{count} arrays equal")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        check(Path(sys.argv[1]))
    else:
        write(
            "interop.json", versions(np, ml_dtypes) + f", onnx {onnx.__version__}, safetensors "
                f"{safetensors.__version__}",
            "files as other programs write them, in base64, and what they hold; `refused`: words "
            "of the error",
            [
                {**c, "name": f"{c['kind']}: {c['name']}"}
                for c in [*npy_cases(), *npz_cases(), *safetensors_cases(), *onnx_cases()]
            ])
