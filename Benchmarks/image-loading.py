r"""Images a second from class folders: Apus's loader beside PyTorch's with PIL on two workers.

    pip install torch pillow numpy
    swift build --package-path Benchmarks -c release --product ImageLoading
    python3 Benchmarks/image-loading.py Benchmarks/.build/release/ImageLoading \
        [--rounds 5] [--images 600]

Photographs of 500 by 375 pixels, made of smooth noise, as JPEG files of 40 kB or so, and of 32 by
32 pixels, ten times as many. Both sides decode every file, bring it to squares of 224 (of 32)
pixels, bilinear, and make batches of 64 float32 images, shuffled. Each round runs both in turn, a
first epoch uncounted; the best of all epochs counts.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import torch
from PIL import Image


class Folder(torch.utils.data.Dataset):
    """PIL decodes, resizes; NumPy makes floats of it."""

    def __init__(self, root, side):
        self.files = sorted(root.rglob("*.jpg"))
        self.classes = sorted({file.parent.name for file in self.files})
        self.side = side

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        file = self.files[index]
        image = Image.open(file).convert("RGB").resize((self.side, self.side), Image.BILINEAR)
        pixels = np.asarray(image, np.float32) / 255
        return torch.from_numpy(pixels), self.classes.index(file.parent.name)


def write(root, count, width, height, seed=0):
    random = np.random.RandomState(seed)
    for number in range(count):
        rough = random.randint(0, 256, (max(4, height // 8), max(4, width // 8), 3), np.uint8)
        image = Image.fromarray(rough).resize((width, height), Image.BICUBIC)
        folder = root / f"class{number % 10}"
        folder.mkdir(parents=True, exist_ok=True)
        image.save(folder / f"{number:05}.jpg", quality=90)


def torch_rate(root, side):
    data = Folder(root, side)
    loader = torch.utils.data.DataLoader(
        data, batch_size=64, shuffle=True, num_workers=2, persistent_workers=True)
    best = 0
    for epoch in range(4):
        start = time.perf_counter()
        for features, _ in loader:
            features[0, 0, 0, 0].item()
        if epoch:
            best = max(best, len(data) / (time.perf_counter() - start))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--images", type=int, default=600)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for label, side, count, size in [
            ("photographs", 224, arguments.images, (500, 375)),
            ("small", 32, 10 * arguments.images, (32, 32)),
        ]:
            root = pathlib.Path(name) / label
            write(root, count, *size)
            apus, peer = 0, 0
            for _ in range(arguments.rounds):
                line = subprocess.run(
                    [arguments.program, str(root), str(side), "64"], capture_output=True, text=True,
                    check=True).stdout
                apus = max(apus, json.loads(line)["images_per_s"])
                peer = max(peer, torch_rate(root, side))
            print(f"{label}: Apus {apus:.0f}, PyTorch with PIL {peer:.0f} images a second, "
                  f"{apus / peer:.2f} times", flush=True)


if __name__ == "__main__":
    main()
