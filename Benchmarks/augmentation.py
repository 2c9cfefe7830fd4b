"""Augmented images a second on one thread, beside torchvision.

    python3 -m venv venv && venv/bin/pip install torch torchvision
    venv/bin/python Benchmarks/augmentation.py [--rounds 3]

Each round runs the Swift program `Augmentation` and this one as torchvision, one after the other;
the highest rate of all rounds counts. torchvision changes all images of a batch alike where it gets
a batch, so it is timed both ways: image by image, which is what a loader with different changes for
each example does, and a batch at once, which saves it the overhead but changes all images alike.
Apus changes each image differently. Ratios: Apus / torchvision; above 1, Apus is faster.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def rate(run, images):
    """Images a second over about a second of runs: all of them, since a lucky draw changes nothing
    and costs nothing."""
    run()
    start, runs = time.perf_counter(), 0
    while time.perf_counter() - start < 1 or runs < 3:
        run()
        runs += 1
    return runs * images / (time.perf_counter() - start)


def torchvision_rates():
    import torch
    import torchvision.transforms.v2 as v2
    from torchvision.transforms import InterpolationMode

    torch.set_num_threads(1)
    flip = v2.RandomHorizontalFlip()
    affine = v2.RandomAffine(15, translate=(0.1, 0.1), interpolation=InterpolationMode.BILINEAR)
    jitter = v2.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2, hue=0.05)
    pipelines = {
        "flip": flip, "affine": affine, "color jitter": jitter,
        "flip, affine, color jitter": v2.Compose([flip, affine, jitter]),
        "blur": v2.GaussianBlur(5),
        "elastic": v2.ElasticTransform(50.0, 5.0), "erasing": v2.RandomErasing(p=1),
        "gaussian noise": v2.GaussianNoise(),
    }
    for side, count in [(32, 256), (224, 32)]:
        images = torch.rand(count, 3, side, side)
        for name, transform in pipelines.items():
            apart = rate(lambda: torch.stack([transform(image) for image in images]), count)
            at_once = rate(lambda: transform(images), count)
            line = {"pipeline": name, "side": side, "images_per_s": round(apart),
                "batch_at_once": round(at_once)}
            print(json.dumps(line), flush=True)


def lines(command):
    environment = {**os.environ, "APUS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    output = subprocess.run(command, env=environment, check=True, capture_output=True,
        text=True).stdout
    return {(line["pipeline"], line["side"]): line for line in map(json.loads, output.splitlines())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--torchvision", action="store_true",
        help="time torchvision alone, a line of JSON each")
    parser.add_argument("--program", default=HERE / ".build/release/Augmentation", type=Path)
    options = parser.parse_args()
    if options.torchvision:
        return torchvision_rates()
    best = {}
    for _ in range(options.rounds):
        for who, command in [("apus", [options.program]),
            ("peer", [sys.executable, __file__, "--torchvision"])]:
            for key, line in lines(command).items():
                for field in ("images_per_s", "batch_at_once"):
                    place = key, who, field
                    best[place] = max(best.get(place, 0), line.get(field, 0))
    print("| pipeline | side | Apus, images/s | torchvision | at once, all alike | ratio | ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for key in dict.fromkeys(place[0] for place in best):
        apus = best[key, "apus", "images_per_s"]
        apart, at_once = best[key, "peer", "images_per_s"], best[key, "peer", "batch_at_once"]
        print(f"| {key[0]} | {key[1]} | {apus:,} | {apart:,} | {at_once:,} | {apus / apart:.2f} | "
              f"{apus / at_once:.2f} |")


if __name__ == "__main__":
    main()
