"""A training beside other processes: how much longer it takes than alone.

    ./apus --version && swift build --package-path Benchmarks -c release --product Steps
    python3 Benchmarks/neighbours.py [--rounds 5] [--command ./apus] [--program
    Benchmarks/.build/release/Steps]
                                     [--steps 100] [--json]

needs nothing but Python 3 and the binaries: the command, which trains `cifar-cnn` for an epoch on
noise, and a program that links the library and is started as it is, with the environment of whoever
runs this. Each round times one training alone, two side by side, and one beside two processes that
are always busy. With two cores, fair shares would be twice the time alone for both. What counts is
the least of each over the rounds: everything else that the machine does adds to it.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BATCH = 32
BUSY = "while True: pass"


def write_noise(folder, examples):
    """CIFAR-10's binary files, of noise."""
    generator = random.Random(1)
    for name, count in [("data_batch_1.bin", examples), ("test_batch.bin", 64)]:
        records = b"".join(bytes([i % 10]) + generator.randbytes(3072) for i in range(count))
        (folder / name).write_bytes(records)


class Trainings:
    """Starts trainings of one kind and waits for them."""

    def __init__(self, name, make):
        self.name = name
        self.make = make
        self.started = 0

    def seconds(self, count):
        """Of each of `count` trainings that are started at once, from its start to its end."""
        begin = time.monotonic()
        running = {}
        for _ in range(count):
            self.started += 1
            words = self.make(self.started)
            output = tempfile.TemporaryFile()
            running[subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT)] = output
        ends = []
        while running:
            for process in [each for each in running if each.poll() is not None]:
                ends.append(time.monotonic() - begin)
                output = running.pop(process)
                if process.returncode:
                    output.seek(0)
                    sys.exit(f"{self.name}: status {process.returncode}\n"
                             + output.read().decode(errors="replace"))
                output.close()
            time.sleep(0.005)
        return ends


def round_of(trainings):
    alone = trainings.seconds(1)[0]
    pair = max(trainings.seconds(2))
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(2)]
    try:
        time.sleep(0.2)
        beside = trainings.seconds(1)[0]
    finally:
        for process in busy:
            process.kill()
            process.wait()
    return {"alone": alone, "side by side": pair, "beside two busy": beside}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--command", default=str(ROOT / "apus"), help="none: leave it out")
    parser.add_argument("--program", default=str(ROOT / "Benchmarks/.build/release/Steps"),
                        help="none: leave it out")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "noise").mkdir()
        write_noise(place / "noise", arguments.steps * BATCH)
        os.environ["APUS_HOME"] = str(place / "home")
        kinds = []
        if arguments.command != "none":
            kinds.append(Trainings("command", lambda number: [
                arguments.command, "train", "cifar-cnn", "--data", str(place / "noise"),
                "--epochs", "1", "--out", str(place / f"run-{number}")]))
        if arguments.program != "none":
            kinds.append(Trainings("program", lambda number: [
                arguments.program, str(arguments.steps), str(BATCH)]))
        results = {kind.name: [] for kind in kinds}
        for index in range(arguments.rounds):
            for kind in kinds:
                result = round_of(kind)
                results[kind.name].append(result)
                if not arguments.json:
                    figures = ", ".join(f"{name} {value:.2f} s" for name, value in result.items())
                    load = os.getloadavg()[0]
                    print(f"round {index + 1}, {kind.name}: {figures} (load {load:.1f})",
                          flush=True)
    summary = {}
    for name, rounds in results.items():
        least = {key: min(each[key] for each in rounds) for key in rounds[0]}
        summary[name] = {
            "alone_s": least["alone"],
            "side_by_side_ratio": least["side by side"] / least["alone"],
            "beside_two_busy_ratio": least["beside two busy"] / least["alone"],
        }
        if not arguments.json:
            print(f"{name}: alone {least['alone']:.2f} s; side by side "
                  f"{summary[name]['side_by_side_ratio']:.2f} times, beside two busy processes "
                  f"{summary[name]['beside_two_busy_ratio']:.2f} times as long")
    if arguments.json:
        print(json.dumps(summary))


if __name__ == "__main__":
    main()
