"""Training that is killed and training on a full disk: what is left, and whether it goes on to the
same bytes.

    ./apus --version                                    # builds
    python3 Benchmarks/kill-and-resume.py [--kills 50] [--recipe mnist-mlp] [--data DIR] [--seed 1]

needs nothing but Python 3 and the binary. Three parts:

1. A run with a checkpoint every 20 steps is trained once without interruption. Then the same run is
trained again and
   killed (kill -9) at a random moment and resumed, so many times as --kills says; each resumption
   goes on from where the
   kill left it, so that the moments lie all over the run, and as soon as it ends a new run is
   begun. After every kill:
   no file of the run is torn, the run is in the index, as `stopped`, and the index is whole. Every
   second kill waits, from its
   random moment on, until a checkpoint is being written. In the end `model.safetensors`
   and the metrics (but for times) must be the same bytes as those of the run that was never killed.
2. A disk that is full: `ulimit -f`, and where the user may mount one, a small tmpfs. Training must
end with one line and
   status 1, leave its last checkpoint whole, and go on to the same bytes when there is room.
3. The index of runs on a full disk: training ends well, with one line that says that the run is not
in the index.
"""
import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERY = 20


class Failure(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failure(text)


class Apus:
    """The command, with an index of its own."""

    def __init__(self, arguments, home):
        self.binary = str(Path(arguments.apus).resolve())
        self.recipe = arguments.recipe
        self.training = ["--epochs", str(arguments.epochs)]
        self.settings = ["--seed", "3"] + [word for pair in arguments.set
            for word in ("--set", pair)]
        if arguments.data:
            self.settings += ["--data", arguments.data]
        self.home = home

    def environment(self, home=None):
        return {**os.environ, "APUS_HOME": str(home or self.home), "APUS_NUM_THREADS": "1"}

    def command(self, run):
        """Begins the run where nothing of it is there, else goes on with it."""
        options = self.training + ["--checkpoint-every", str(EVERY), "--json"]
        if (run / "config.json").exists():
            return [self.binary, "train", self.recipe, "--resume", str(run)] + options
        return [self.binary, "train", self.recipe, "--out", str(run)] + options + self.settings

    def start(self, run, home=None, **options):
        return subprocess.Popen(
            self.command(run), env=self.environment(home), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True, **options)

    def train(self, run, home=None, **options):
        process = self.start(run, home, **options)
        _, error = process.communicate()
        return process.returncode, error

    def listed(self, *options):
        result = subprocess.run(
            [self.binary, "runs", "list", "--json", "--folder", str(self.home.parent), *options],
            env=self.environment(), capture_output=True, text=True)
        check(result.returncode == 0 and not result.stderr, f"runs list: {result.stderr}")
        return [json.loads(line) for line in result.stdout.splitlines()]


def metrics(run):
    """The lines of metrics.jsonl without their times."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    for line in lines:
        line.pop("seconds")
    return lines


def check_safetensors(path):
    data = path.read_bytes()
    check(len(data) > 8, f"{path} is torn: {len(data)} bytes")
    (size,) = struct.unpack("<Q", data[:8])
    check(8 + size <= len(data), f"{path} is torn in its header")
    header = json.loads(data[8 : 8 + size])
    end = max((entry["data_offsets"][1] for name, entry in header.items()
            if name != "__metadata__"), default=0)
    check(8 + size + end == len(data), f"{path} is torn: {len(data)} bytes of {8 + size + end}")


def check_whole(run):
    """Every file under its final name is whole; only those that were being written have names of
    their own."""
    for path in run.rglob("*"):
        if path.is_dir() or path.suffix == ".part" or path.name == ".lock":
            continue
        if path.suffix == ".safetensors":
            check_safetensors(path)
        elif path.suffix == ".json":
            json.loads(path.read_text())
        elif path.suffix == ".jsonl":
            # A kill may cut the line that is being added, and no other.
            for line in path.read_text().split("\n")[:-1]:
                json.loads(line)
        elif path.suffix == ".svg":
            check(path.read_text().rstrip().endswith("</svg>"), f"{path} is torn")
    check_segments(run)


def needed_segments(run):
    """The segments that the run's checkpoints need, each as its name and the CRC-32 of its rows."""
    needed = {}
    for path in (run / "checkpoints").glob("*.safetensors"):
        with open(path, "rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(size))
        rings = json.loads(header["__metadata__"].get("apus.rings", "{}"))
        for part in rings.values():
            for ring in part.values():
                needed.update({entry["file"]: entry["checksum"] for entry in ring["segments"]})
    return needed


def check_segments(run):
    """What checkpoints need of rows in files of their own is there, and as it was written."""
    for name, checksum in needed_segments(run).items():
        path = run / "checkpoints" / "segments" / name
        check(path.exists(), f"{path} is missing")
        data = path.read_bytes()
        (size,) = struct.unpack("<Q", data[:8])
        check(zlib.crc32(data[8 + size:]) == checksum, f"{path} is torn")


def check_same(run, whole):
    check((run / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes(),
          f"{run}/model.safetensors is not that of the run that was never stopped")
    check(metrics(run) == metrics(whole), f"{run}/metrics.jsonl is not that of the run that was "
        f"never stopped")
    segments = {path.name for path in (run / "checkpoints" / "segments").glob("*")}
    check(segments == set(needed_segments(run)),
        f"segments that no checkpoint needs stayed: {segments}")
    parts = [str(path) for path in run.rglob("*.part")]
    check(not parts, f"half-written files stayed: {parts}")


def check_index(apus, run=None):
    """The database is whole, and has the run as it is on the disk."""
    path = apus.home / "runs.sqlite"
    if path.exists():
        with sqlite3.connect(path) as database:
            check(database.execute("PRAGMA integrity_check").fetchone() == ("ok",),
                "the index is damaged")
            # As training left it, before a listing could have found the run by its folder.
            paths = [row[0] for row in database.execute("SELECT path FROM run")]
        database.close()
    if run is None or not (run / "config.json").exists():
        return
    check(str(run.resolve()) in paths, f"{run} is not in the index")
    found = [entry for entry in apus.listed() if entry["run"] == str(run)]
    check(len(found) == 1, f"{run} is not listed")
    # Where the kill came after the last epoch, all that is missing may be pictures.
    is_done = (run / "end.json").exists() or (
        found[0]["epochs"] == found[0]["of"] and (run / "model.safetensors").exists())
    check(found[0]["state"] == ("finished" if is_done else "stopped"),
        f"{run} is listed as {found[0]['state']}")


def begun_checkpoints(run):
    return list((run / "checkpoints").rglob("*.part"))


def is_within_an_epoch(run):
    """Whether the run's last checkpoint is not one of an epoch's end."""
    files = sorted((run / "checkpoints").glob("*.safetensors"))
    if not files:
        return False
    with open(files[-1], "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
    return json.loads(header["__metadata__"]["apus.position"])["step"] > 0


def killed(apus, folder, whole, seconds, arguments):
    """Part 1."""
    moments = random.Random(arguments.seed)
    done, number, before, late, writing, within = 0, 0, 0, 0, 0, 0
    while done < arguments.kills:
        number += 1
        run = folder / f"killed-{number}"
        while True:
            began = time.perf_counter()
            process = apus.start(run)
            try:
                wait = moments.uniform(0,
                    seconds * arguments.share) if done < arguments.kills else None
                process.wait(wait)
            except subprocess.TimeoutExpired:
                # A checkpoint takes a millisecond or so: look all the time.
                while done % 2 and process.poll() is None and not begun_checkpoints(run):
                    pass
                if process.poll() is not None:
                    _, error = process.communicate()
                    check(process.returncode == 0 and not error, f"resuming failed: {error}")
                    break
                process.kill()
                process.communicate()
                done += 1
                writing += bool(begun_checkpoints(run))
                within += is_within_an_epoch(run)
                before += not (run / "config.json").exists()
                late += (run / "model.safetensors").exists()
                check_whole(run)
                check_index(apus, run)
                print(f"\r{done} kills, {number} runs", end="", file=sys.stderr, flush=True)
                continue
            error = process.stderr.read()
            process.communicate()
            check(process.returncode == 0, f"resuming failed after {done} kills: {error}")
            check(not error, f"resuming said: {error}")
            # The first run may have had a slower machine.
            seconds = min(seconds, time.perf_counter() - began)
            break
        check_same(run, whole)
        check_index(apus, run)
    print(file=sys.stderr)
    states = {entry["run"]: entry["state"] for entry in apus.listed()}
    for one in range(1, number + 1):
        check(states.get(str(folder / f"killed-{one}")) == "finished", f"killed-{one} is {states}")
    return {"part": "kill -9", "kills": done, "runs": number, "before_the_run_was_there": before,
            "while_a_checkpoint_was_written": writing, "last_checkpoint_within_an_epoch": within,
            "after_the_first_epoch": late, "same_bytes": number, "torn_files": 0,
            "lost_in_the_index": 0}


def check_full(apus, run, whole, outcome, what):
    """A run whose disk was full: one line, status 1, what was saved is whole and goes on."""
    status, error = outcome
    check(status == 1, f"{what}: status {status}, {error}")
    lines = error.splitlines()
    check(len(lines) == 1 and lines[0].startswith(f"{Path(apus.binary).name}: "),
        f"{what}: expected one line, not {error!r}")
    check_whole(run)
    check(not list(run.rglob("*.part")), f"{what}: half-written files stayed")
    return {"part": what, "status": status, "line": lines[0].replace(str(run.parent), "…"),
            "checkpoints": len(list((run / "checkpoints").glob("*.safetensors")))}


def limited(apus, folder, whole):
    """Part 2 by ulimit."""
    results = []
    checkpoint = max(
        path.stat().st_size for path in (whole / "checkpoints").glob("*.safetensors"))
    for name, size in [("tiny", 1024), ("half a checkpoint", checkpoint // 2),
        ("a checkpoint", checkpoint - 1)]:
        run = folder / f"limited-{name.replace(' ', '-')}"
        first = apus.start(run)
        # So that there is a checkpoint to keep.
        while first.poll() is None and not list(run.glob("checkpoints/*.safetensors")):
            time.sleep(0.002)
        first.kill()
        first.communicate()
        check(first.returncode != 0, "the run ended before it could be killed; give it more "
                                     "--epochs")
        kept = sorted(run.glob("checkpoints/*.safetensors"))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        outcome = apus.train(run, preexec_fn=limit)
        result = check_full(apus, run, whole, outcome, f"ulimit -f, {size} bytes ({name})")
        # The last one, or one written since: some checkpoints are some digits smaller than others.
        # All are whole.
        left = sorted(run.glob("checkpoints/*.safetensors"))
        check(kept and left and left[-1] >= kept[-1], "the last checkpoint was lost")
        status, error = apus.train(run)
        check(status == 0 and not error, f"resuming after a full disk: {error}")
        check_same(run, whole)
        results.append({**result, "resumed_to_the_same_bytes": True})
    check_index(apus)
    return results


def fill(path):
    """Writes until nothing more fits."""
    with open(path, "ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def mounted(apus, folder, whole):
    """Part 2 on a tmpfs that is full after some checkpoints, which also holds the index."""
    place = folder / "small"
    place.mkdir()
    saved = [*(whole / "checkpoints").rglob("*.safetensors"), whole / "metrics.jsonl"]
    size = 2 * sum(path.stat().st_size for path in saved)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + (1 << 20)}", "tmpfs",
            str(place)],
                      capture_output=True).returncode:
        return [{"part": "tmpfs", "skipped": "mounting needs root"}]
    try:
        run, filler, home = place / "run", place / "filler", place / "home"
        process = apus.start(run, home)
        while process.poll() is None and not list(run.glob("checkpoints/*.safetensors")):
            time.sleep(0.002)
        # The run removes old checkpoints as it goes: what that frees is taken at once.
        while process.poll() is None:
            fill(filler)
            time.sleep(0.001)
        _, error = process.communicate()
        result = check_full(apus, run, whole, (process.returncode, error), "full tmpfs")
        check(result["checkpoints"] > 0, "the last checkpoint is gone")
        fill(filler)
        again = apus.train(run, home)
        check_full(apus, run, whole, again, "full tmpfs, resumed on it")
        filler.unlink()
        status, error = apus.train(run, home)
        check(status == 0 and not error, f"resuming with room again: {error}")
        check_same(run, whole)
        with sqlite3.connect(home / "runs.sqlite") as database:
            check(database.execute("PRAGMA integrity_check").fetchone() == ("ok",),
                "the index is damaged")
            check(database.execute("SELECT state FROM run").fetchall() == [("finished",)],
                "the index is behind")
        database.close()
        return [{**result, "resumed_to_the_same_bytes": True, "index": "whole"}]
    finally:
        subprocess.run(["umount", "-l", str(place)])


def full_index(apus, folder, whole):
    """Part 3: only the index has no room."""
    place = folder / "full-home"
    place.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)],
        capture_output=True)
    if mount.returncode:
        return [{"part": "index on a full tmpfs", "skipped": "mounting needs root"}]
    try:
        run = folder / "unindexed"
        fill(place / "filler")
        status, error = apus.train(run, place)
        check(status == 0, f"training failed because of the index: {error}")
        check(len(error.splitlines()) == 1 and "index of runs" in error,
            f"expected one line, not {error!r}")
        check_same(run, whole)
        (place / "filler").unlink()
        result = subprocess.run(
            [apus.binary, "runs", "list", "--json", "--folder", str(folder)],
            env=apus.environment(place), capture_output=True, text=True)
        names = [json.loads(line)["run"] for line in result.stdout.splitlines()]
        check(str(run) in names and not result.stderr, f"after room was made: {result.stderr}")
        return [{"part": "index on a full tmpfs", "status": status,
                 "line": error.strip().replace(str(folder), "…"), "same_bytes": True}]
    finally:
        subprocess.run(["umount", "-l", str(place)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--apus", default=str(ROOT / ".build/release/apus"))
    parser.add_argument("--recipe", default="quickstart")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--data")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--share", type=float, default=0.6, help="the latest kill, as a share of "
        "the whole run's time")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    arguments = parser.parse_args()
    if not os.access(arguments.apus, os.X_OK):
        sys.exit(f"{arguments.apus}: there is no such program; build it with ./apus --version, or "
                 f"name it with --apus")
    with tempfile.TemporaryDirectory(prefix="apus-kill-") as name:
        folder = Path(name).resolve()
        apus = Apus(arguments, folder / "home")
        try:
            whole = folder / "whole"
            began = time.perf_counter()
            status, error = apus.train(whole)
            seconds = time.perf_counter() - began
            check(status == 0 and not error, f"the whole run: {error}")
            last = json.loads((whole / "metrics.jsonl").read_text().splitlines()[-1])
            print(json.dumps({"part": "whole", "recipe": arguments.recipe,
                        "seconds": round(seconds, 2),
                              "checkpoint_every": EVERY, "accuracy": last.get("val_accuracy")}),
                              flush=True)
            print(json.dumps(killed(apus, folder, whole, seconds, arguments)), flush=True)
            for part in (limited, mounted, full_index):
                for line in part(apus, folder, whole):
                    print(json.dumps(line, ensure_ascii=False), flush=True)
        except Failure as failure:
            sys.exit(f"FAILED: {failure}")


main()
