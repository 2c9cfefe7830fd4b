"""Writes images.json: small image files and the pixels that Pillow reads from them and resizes them
to.

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
from PIL import Image, ImageOps

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


def packed(pixels):
    return base64.b64encode(np.asarray(pixels).astype(np.uint8).tobytes()).decode()


def add(name, file, pixels):
    pixels = np.asarray(pixels)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    cases.append({"name": name, "file": base64.b64encode(file).decode(),
            "shape": list(pixels.shape),
                  "pixels": packed(pixels)})


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def interlaced(pixels):
    """Adam7, which Pillow does not write."""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
        (1, 0, 2, 1)]
    rows = b""
    for top, left, down, right in passes:
        for row in pixels[top::down, left::right]:
            if len(row):
                rows += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b""))


def read_file(file):
    return Image.open(io.BytesIO(file))


def read(file, mode):
    return read_file(file).convert(mode)


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

# Alpha and transparent colours are dropped: what lies under them counts.
see_through = encoded(palette, "PNG", transparency=bytes(range(0, 256, 16)))
add("png-palette-alpha", see_through, read(see_through, "RGB"))
file = encoded(Image.fromarray(noise), "PNG", transparency=tuple(int(v) for v in noise[3, 4]))
add("png-colour-key", file, noise)
file = encoded(Image.fromarray(noise[:, :, 0]), "PNG", transparency=int(noise[0, 0, 0]))
add("png-grey-key", file, noise[:, :, 0])
few = Image.fromarray(noise[:, :, 0] >> 4).convert("P")
few.putpalette(rng.integers(0, 256, 48, dtype=np.uint8).tobytes())
file = encoded(few, "PNG", bits=4)
add("png-palette-4-bit", file, few.convert("RGB"))


def png(pixels, kind, more=b""):
    """A file of 16-bit samples, or with chunks of its own."""
    depth = 8 * pixels.dtype.itemsize
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], depth, kind, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(f">u{pixels.dtype.itemsize}").tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more
        + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


deep = rng.integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=np.uint16)
shallow = np.round(deep / 257).astype(np.uint8)
add("png-16-bit-colour", png(deep[:, :, :3], 2), shallow[:, :, :3])
add("png-16-bit-alpha", png(deep, 6), shallow[:, :, :3])
add("png-16-bit-grey-alpha", png(deep[:, :, :2], 4), shallow[:, :, 0])


def without_adobe(file):
    at = file.index(b"\xff\xee")
    return file[:at] + file[at + 2 + struct.unpack(">H", file[at + 2:at + 4])[0]:]


file = encoded(Image.fromarray(smooth).convert("CMYK"), "JPEG", quality=95)
add("jpeg-cmyk-without-adobe", without_adobe(file), read(without_adobe(file), "RGB"))


def tiff(value, order, kind="H"):
    """An Exif block with two tags before the orientation, as cameras write more."""
    mark = {"<": b"II", ">": b"MM"}[order]
    tags = [(256, 4, struct.pack(order + "I", WIDTH)), (271, 2, b"A\0\0\0"),
            (274, {"H": 3, "I": 4, "B": 1}[kind], struct.pack(order + kind, value).ljust(4, b"\0"))]
    entries = b"".join(struct.pack(order + "HHI", tag, type, 1) + data for tag, type, data in tags)
    return mark + struct.pack(order + "HIH", 42, 8, len(tags)) + entries + struct.pack(order + "I",
        0)


# The orientation is turned back as Pillow does it.
for value in range(1, 9):
    order = "<>"[value % 2]
    block = b"Exif\0\0" + tiff(value, order)
    file = encoded(Image.fromarray(smooth), "JPEG", quality=95, subsampling=0, exif=block)
    add(f"jpeg-exif-{value}", file, ImageOps.exif_transpose(read_file(file)))
    file = png(noise, 2, chunk(b"eXIf", tiff(value, order)))
    add(f"png-exif-{value}", file, ImageOps.exif_transpose(read_file(file)))
file = encoded(Image.fromarray(noise[:, :, 0]), "PNG")
file = file[:-12] + chunk(b"eXIf", tiff(6, ">")) + file[-12:]
add("png-exif-at-the-end", file, np.rot90(noise[:, :, 0], -1))
for name, block in [("0", tiff(0, "<")), ("9", tiff(9, "<")), ("cut", tiff(6, "<")[:30]),
    ("long", tiff(6, "<", "I"))]:
    turned = np.rot90(noise, -1) if name == "long" else noise
    add(f"png-exif-of-{name}", png(noise, 2, chunk(b"eXIf", block)), turned)

resized = []
for width, height in [(5, 7), (20, 17), (32, 4), (13, 22), (1, 1)]:
    result = Image.fromarray(noise).resize((width, height), Image.BILINEAR)
    resized.append({"shape": [height, width, 3], "pixels": packed(result)})
grey = packed(Image.fromarray(noise).convert("L"))


def center_crop(image, width, height):
    """The shorter side scaled to the wanted one, the middle cut out: torchvision's Resize and
    CenterCrop."""
    if image.width * height > image.height * width:
        scaled = (int(height * image.width / image.height), height)
    else:
        scaled = (width, int(width * image.height / image.width))
    image = image.resize(scaled, Image.BILINEAR)
    left, top = round((scaled[0] - width) / 2), round((scaled[1] - height) / 2)
    return image.crop((left, top, left + width, top + height))


methods = {
    "resize": lambda image, width, height: image.resize((width, height), Image.BILINEAR),
    "centerCrop": center_crop,
    "letterbox": lambda image, width, height: ImageOps.pad(image, (width, height), Image.BILINEAR,
        "#636363"),
}
fitted = []
for method, fit in methods.items():
    for width, height in [(6, 6), (13, 11), (9, 4), (3, 20), (30, 25)]:
        for value in (1, 6, 7):
            file = png(noise, 2, chunk(b"eXIf", tiff(value, "<")))
            image = fit(ImageOps.exif_transpose(read_file(file)), width, height)
            fitted.append({"method": method, "width": width, "height": height, "orientation": value,
                           "pixels": packed(image)})

# Large JPEG files are decoded at a half to an eighth of their size, as by Pillow's thumbnail.
rows, columns = np.mgrid[0:149, 0:203]
waves = np.stack([128 + 90 * np.sin(columns / 9 + rows / 31), 128 + 100 * np.cos(rows / 7),
        columns + rows / 3], -1)
file = encoded(Image.fromarray(waves.clip(0, 255).astype(np.uint8)), "JPEG", quality=92)
reduced = []
for width, height in [(60, 40), (50, 37), (25, 18), (12, 9), (7, 5)]:
    image = read_file(file)
    image.draft("RGB", (2 * width, 2 * height))
    scale = max(s for s in (1, 2, 4, 8) if 203 >= 2 * s * width and 149 >= 2 * s * height or s == 1)
    assert image.size == (-(-203 // scale), -(-149 // scale)), (image.size, scale)
    image = image.resize((width, height), Image.BILINEAR, box=(0, 0, 203 / scale, 149 / scale))
    reduced.append({"width": width, "height": height, "pixels": packed(image)})

lines = ",\n".join(json.dumps(case) for case in cases)
pathlib.Path(__file__).with_name("images.json").write_text(
    f'{{"source": "Pillow {PIL.__version__}", "description": "files and the pixels in them", '
    f'"cases": [\n{lines}\n],\n'
    f'"original": {json.dumps(packed(noise))},\n"grey": {json.dumps(grey)},\n'
    f'"resized": {json.dumps(resized)},\n"fitted": {json.dumps(fitted)},\n'
    f'"large": "{base64.b64encode(file).decode()}",\n"reduced": {json.dumps(reduced)}}}\n')
