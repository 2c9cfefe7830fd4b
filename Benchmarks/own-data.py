"""Data of one's own: `apus train tabular` beside scikit-learn, `apus train classify` beside
`apus train cifar-cnn`.

    pip install scikit-learn numpy
    python3 Benchmarks/own-data.py tabular APUS DATA [--table abalone] [--epochs 30] [--seeds 5]
    [--json]
    python3 Benchmarks/own-data.py classify APUS CIFAR.tar.gz FOLDER [--epochs 3] [--seeds 3]
    [--every 5] [--json]

APUS is the command, DATA a folder with `tabular/abalone.csv`, `tabular/winequality-red.csv` and
`tabular/pima-indians-diabetes.csv` as UCI publishes them, without header lines.

`tabular` writes five folds of each table as CSV files with headers, drawn once with a fixed seed,
and both programs read the same files. Both train two hidden layers of 64 ReLUs with Adam (rate
0.001, epsilon 1e-8), batches of 32, without weight decay or early stopping. scikit-learn gets what
Apus does by itself: numbers scaled by means and deviations of the rows to learn from, categories as
1 of n, and for values a target scaled by the same. "not worse": the mean over folds and seeds is
not behind by more than the larger of the two standard deviations of the seeds' means.

`classify` unpacks CIFAR-10's JPEG files (`train/CLASS/*.jpg`, `test/CLASS/*.jpg`) into FOLDER,
every n-th of each class (`--every 1`: all), and trains `classify` and `cifar-cnn` on them with the
same network, optimizer, rate, dropout and batch.
"""
import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import warnings
from pathlib import Path

FOLDS = 5
HIDDEN, LAYERS, BATCH, RATE = 64, 2, 32, 1e-3
# The file, what its last column is, and the columns of names.
TABLES = [
    ("abalone", "values", [0]),
    ("winequality-red", "values", []),
    ("winequality-red", "classes", []),
    ("pima-indians-diabetes", "classes", []),
]
# The measures, and whether more of them is better.
MEASURES = {
    "classes": [("accuracy", True), ("log loss", False)],
    "values": [("R²", True), ("MAE", False)],
}


def run(command, arguments):
    """The last JSON line that a training of Apus prints."""
    done = subprocess.run(
        [command, "train", *map(str, arguments), "--json"], capture_output=True, text=True,
        check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def write_folds(rows, names, folder):
    """Five pairs of files, train and held-out: which row is held out where, a fixed seed draws."""
    import numpy

    order = numpy.random.default_rng(2026).permutation(len(rows))
    pairs = []
    for fold in range(FOLDS):
        held_out = set(order[fold::FOLDS].tolist())
        pair = folder / f"{fold}-train.csv", folder / f"{fold}-test.csv"
        for path, is_test in zip(pair, (False, True)):
            with open(path, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                writer.writerows(r for place, r in enumerate(rows) if (place in held_out)
                    == is_test)
        pairs.append(pair)
    return pairs


def train_apus(command, pair, task, seed, epochs, folder):
    """Apus's measures on the held-out rows."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        end = run(
            command,
            ["tabular", "--data", pair[0], "--validation", pair[1], "--out", f"{out}/run", "--seed",
                seed,
             "--epochs", epochs, "--batch-size", BATCH, "--set", "target=target", "--set",
             f"task={task}",
             "--set", f"hidden={HIDDEN}", "--set", f"layers={LAYERS}", "--set", "activation=relu",
             "--set", "optimizer=adam:epsilon=1e-8", "--set", f"learningRate={RATE}", "--set",
             "dropout=0"],
        )
    if task == "classes":
        return end["val_accuracy"], end["val_loss"]
    return end["val_r2Score"], end["val_meanAbsoluteError"]


def read(path, task, categories):
    """Features, scaled and coded later, and targets of a written file."""
    import numpy

    with open(path) as file:
        rows = list(csv.reader(file))[1:]
    features = numpy.array(
        [[v if i in categories else float(v) for i, v in enumerate(r[:-1])] for r in rows],
        dtype=object
    )
    targets = [r[-1] for r in rows]
    return features, numpy.array(targets if task == "classes" else [float(t) for t in targets])


def train_scikit(pair, task, categories, seed, epochs):
    """scikit-learn's measures on the held-out rows."""
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    (x, y), (test_x, test_y) = (read(path, task, categories) for path in pair)
    numbers = [i for i in range(x.shape[1]) if i not in categories]
    coding = ColumnTransformer(
        [("numbers", StandardScaler(), numbers), ("names", OneHotEncoder(handle_unknown="ignore"),
                categories)],
        sparse_threshold=0,
    )
    options = dict(
        hidden_layer_sizes=(HIDDEN,) * LAYERS, activation="relu", solver="adam", alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=RATE, max_iter=epochs, n_iter_no_change=epochs + 1, tol=0.0,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it stops at max_iter
        if task == "classes":
            model = make_pipeline(coding, MLPClassifier(**options)).fit(x, y)
            shares = model.predict_proba(test_x)
            known = list(model.classes_)
            return accuracy_score(test_y, model.predict(test_x)), log_loss(test_y, shares,
                labels=known)
        network = make_pipeline(coding, MLPRegressor(**options))
        model = TransformedTargetRegressor(network, transformer=StandardScaler()).fit(x, y)
        found = model.predict(test_x)
        return r2_score(test_y, found), mean_absolute_error(test_y, found)


def compare(results, name, is_more_better):
    """One row: both programs' means and deviations over folds and seeds, and whether Apus is not
    worse.

    `results` holds, for Apus and scikit-learn, the measure of each seed and fold.
    """
    ours, theirs = ([v for seed in side for v in seed] for side in results)
    spread = max(statistics.pstdev([statistics.mean(seed) for seed in side]) for side in results)
    ahead = statistics.mean(ours) - statistics.mean(theirs)
    return {
        "measure": name,
        "apus": statistics.mean(ours), "apus_deviation": statistics.pstdev(ours),
        "scikit": statistics.mean(theirs), "scikit_deviation": statistics.pstdev(theirs),
        "seeds_deviation": spread, "not_worse": (ahead if is_more_better else -ahead) >= -spread,
    }


def tabular(given):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for file, task, categories in [t for t in TABLES if given.table in (None, t[0])]:
            with open(Path(given.data) / "tabular" / f"{file}.csv") as table:
                lines = [r for r in csv.reader(table) if r]
            names = [f"column {i + 1}" for i in range(len(lines[0]) - 1)] + ["target"]
            place = Path(folder) / f"{file}-{task}"
            place.mkdir()
            pairs = write_folds(lines, names, place)
            ours, theirs = [], []
            for seed in range(given.seeds):
                ours.append([train_apus(given.apus, p, task, seed, given.epochs, folder)
                        for p in pairs])
                theirs.append([train_scikit(p, task, categories, seed, given.epochs)
                        for p in pairs])
                print(f"{file} ({task}): seed {seed} done", file=sys.stderr)
            for place, (name, is_more_better) in enumerate(MEASURES[task]):
                single = [[[fold[place] for fold in seed] for seed in side]
                    for side in (ours, theirs)]
                rows.append({"table": file, "task": task, **compare(single, name, is_more_better)})
    if given.json:
        print(json.dumps(rows))
    else:
        print("| table | measure | Apus | scikit-learn | deviation of seeds | not worse "
              "|\n|---|---|---|---|---|---|")
        for r in rows:
            print(
                f"| {r['table']}, {r['task']} | {r['measure']} | {r['apus']:.4f} ± "
                f"{r['apus_deviation']:.4f} | "
                f"{r['scikit']:.4f} ± {r['scikit_deviation']:.4f} | {r['seeds_deviation']:.4f} | "
                f"{'yes' if r['not_worse'] else 'no'} |"
            )
    return all(r["not_worse"] for r in rows)


def unpack(archive, folder, every):
    """Every n-th image of each class and part."""
    seen, written = {}, 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.isfile():
                continue
            kind = os.path.dirname(member.name)
            place = seen[kind] = seen.get(kind, -1) + 1
            if place % every == 0:
                (folder / kind).mkdir(parents=True, exist_ok=True)
                (folder / member.name).write_bytes(tar.extractfile(member).read())
                written += 1
    return written


def classify(given):
    folder = Path(given.folder)
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: name a new folder")
    images = unpack(given.archive, folder, given.every)
    equal = ["--data", folder, "--epochs", given.epochs, "--batch-size", BATCH, "--set",
        "optimizer=rmsprop",
             "--set", "learningRate=0.0005", "--set", "rateDecay=0.12", "--set", "dropout=0.25"]
    found = {"classify": [], "cifar-cnn": []}
    for seed in range(given.seeds):
        for name, values in found.items():
            own = ["--set", "size=32"] if name == "classify" else []
            with tempfile.TemporaryDirectory() as out:
                end = run(given.apus, [name, *equal, *own, "--seed", seed, "--out", f"{out}/run"])
            values.append(end["val_accuracy"])
            print(f"{name}, seed {seed}: {values[-1]:.4f}", file=sys.stderr)
    means = {name: statistics.mean(values) for name, values in found.items()}
    is_close = abs(means["classify"] - means["cifar-cnn"]) <= 0.01
    if given.json:
        print(json.dumps({"images": images, "val_accuracy": found, "within_a_point": is_close}))
    else:
        print(f"| recipe, {images} images, {given.epochs} epochs | val_accuracy of seeds | mean "
              f"|\n|---|---|---|")
        for name, values in found.items():
            print(f"| {name} | {', '.join(f'{v:.4f}' for v in values)} | {means[name]:.4f} |")
        print("within one point" if is_close else "more than one point apart")
    return is_close


def main():
    parser = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    table = parts.add_parser("tabular")
    table.add_argument("apus")
    table.add_argument("data")
    table.add_argument("--table", choices=sorted({name for name, _, _ in TABLES}),
        help="only this table")
    table.set_defaults(function=tabular, epochs=30, seeds=5)
    images = parts.add_parser("classify")
    images.add_argument("apus")
    images.add_argument("archive")
    images.add_argument("folder")
    images.add_argument("--every", type=int, default=5)
    images.set_defaults(function=classify, epochs=3, seeds=3)
    for part in (table, images):
        part.add_argument("--epochs", type=int)
        part.add_argument("--seeds", type=int)
        part.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for name in ("apus", "archive", "folder"):
        if hasattr(given, name):
            setattr(given, name, os.path.abspath(getattr(given, name)))
    sys.exit(0 if given.function(given) else 1)


if __name__ == "__main__":
    main()
