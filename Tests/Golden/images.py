"""Writes images.json: small image files and the pixels that Pillow reads from them and resizes them to.

    pip install pillow numpy
"""

import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

HEIGHT, WIDTH = 11, 13
rng = np.random.default_rng(7)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
smooth = np.stack([20 * x, 22 * y, 255 - 10 * (x + y)], axis=-1).clip(0, 255).astype(np.uint8)
noise = rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
cases = []


def encoded(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def add(name, file, pixels):
    pixels = np.asarray(pixels)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    cases.append({"name": name, "file": base64.b64encode(file).decode(), "shape": list(pixels.shape),
                  "pixels": pixels.ravel().tolist()})


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def interlaced(pixels):
    """Adam7, which Pillow does not write."""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = b""
    for top, left, down, right in passes:
        for row in pixels[top::down, left::right]:
            if len(row):
                rows += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def read(file, mode):
    return Image.open(io.BytesIO(file)).convert(mode)


for name, pixels, options in [
    ("jpeg-colour", smooth, {"quality": 90, "subsampling": 0}),
    ("jpeg-subsampled", smooth, {"quality": 75, "subsampling": 2}),
    ("jpeg-progressive", noise, {"quality": 80, "progressive": True}),
]:
    file = encoded(Image.fromarray(pixels), "JPEG", **options)
    add(name, file, read(file, "RGB"))
file = encoded(Image.fromarray(smooth[:, :, 0]), "JPEG")
add("jpeg-grey", file, read(file, "L"))
file = encoded(Image.fromarray(smooth).convert("CMYK"), "JPEG", quality=95)
add("jpeg-cmyk", file, read(file, "RGB"))

add("png-colour", encoded(Image.fromarray(noise), "PNG"), noise)
add("png-grey", encoded(Image.fromarray(noise[:, :, 0]), "PNG"), noise[:, :, 0])
add("png-alpha", encoded(Image.fromarray(np.dstack([noise, noise[:, :, :1]])), "PNG"), noise)
add("png-grey-alpha", encoded(Image.fromarray(noise[:, :, :2], "LA"), "PNG"), noise[:, :, 0])
palette = Image.fromarray(noise).quantize(16)
add("png-palette", encoded(palette, "PNG"), palette.convert("RGB"))
bits = Image.fromarray(noise[:, :, 0]).convert("1")
add("png-1-bit", encoded(bits, "PNG"), bits.convert("L"))
deep = rng.integers(0, 65536, (HEIGHT, WIDTH), dtype=np.uint16)
add("png-16-bit", encoded(Image.fromarray(deep), "PNG"), np.round(deep / 257).astype(np.uint8))
add("png-interlaced", interlaced(noise), noise)
assert np.array_equal(np.asarray(read(interlaced(noise), "RGB")), noise)

resized = []
for width, height in [(5, 7), (20, 17), (32, 4), (13, 22), (1, 1)]:
    result = Image.fromarray(noise).resize((width, height), Image.BILINEAR)
    resized.append({"shape": [height, width, 3], "pixels": np.asarray(result).ravel().tolist()})
grey = np.asarray(Image.fromarray(noise).convert("L")).ravel().tolist()

lines = ",\n".join(json.dumps(case) for case in cases)
pathlib.Path(__file__).with_name("images.json").write_text(
    f'{{"source": "Pillow {PIL.__version__}", "description": "files and the pixels in them", "cases": [\n{lines}\n],\n'
    f'"original": {json.dumps(noise.ravel().tolist())},\n"grey": {json.dumps(grey)},\n'
    f'"resized": {json.dumps(resized)}}}\n')
