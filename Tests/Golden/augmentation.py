"""Writes augmentation.json: small images and what torchvision and SciPy make of them, in float64.

    pip install torch torchvision scipy numpy
"""

import numpy as np
import scipy
import scipy.ndimage as ndimage
import torch
import torchvision
import torchvision.transforms.v2.functional as F
from torchvision.transforms import InterpolationMode

from golden import generator, versions, write

cases = []
MODES = {"constant": "grid-constant", "replicate": "nearest", "reflect": "reflect",
    "wrap": "grid-wrap"}
HEIGHT, WIDTH = 5, 7


def image(name, height=HEIGHT, width=WIDTH, channels=3):
    return np.round(generator(name).random((height, width, channels)), 3)


def numbers(array):
    array = np.asarray(array, dtype=np.float64)
    return {"shape": list(array.shape), "type": "float32",
        "data": [float(f"{x:.6g}") for x in array.ravel()]}


def add(name, kind, config, inputs, output):
    cases.append({"name": name, "kind": kind, "config": config,
            "inputs": [numbers(x) for x in inputs],
                  "outputs": [numbers(output)]})


def first(x):
    """Channels first."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, -1, 0)))


def last(x):
    return np.moveaxis(x.numpy(), 0, -1)


def sampled(x, rows, columns, order, border, fill):
    """SciPy at the places (rows, columns) of every channel."""
    where = np.stack([rows, columns])
    return np.stack([ndimage.map_coordinates(x[..., c], where, order=order, mode=MODES[border],
                cval=fill)
                     for c in range(x.shape[-1])], axis=-1)


# Any matrix: affine and projective, every border, both interpolations, several numbers of channels,
# another size.
MATRICES = {
    "turned": [0.813, -0.557, 1.631, 0.607, 0.751, -1.317, 0, 0, 1],
    "far": [1.713, 0.307, -5.259, -0.411, 2.137, -4.461, 0, 0, 1],
    "projective": [1.1, 0.2, -1.3, 0.05, 0.9, 0.7, 0.021, -0.037, 1.0],
}
for matrix_name, matrix in MATRICES.items():
    for border in MODES:
        for interpolation, order in [("bilinear", 1), ("nearest", 0)]:
            for channels, size in [(1, (5, 7)), (3, (5, 7)), (5, (4, 6))]:
                if channels != 3 and (order == 0 or (channels, matrix_name) not in [(1, "turned"),
                        (5, "far")]):
                    continue
                name = f"warp-{matrix_name}-{border}-{interpolation}-{channels}"
                x = image(name, channels=channels)
                fill = 0.25 if border == "constant" else 0.0
                y, u = np.mgrid[0:size[0], 0:size[1]].astype(float)
                a = np.array(matrix).reshape(3,
                    3) @ np.stack([u.ravel(), y.ravel(), np.ones(u.size)])
                columns, rows = (a[0] / a[2]).reshape(size), (a[1] / a[2]).reshape(size)
                assert order or min(abs(v % 1 - 0.5).min() for v in (rows, columns)) > 1e-4, name
                # grid-constant takes the ground beyond half a pixel; so do we, of whole pixels
                if order == 0:
                    rows, columns = np.round(rows), np.round(columns)
                add(name, "warp", {"matrix": matrix, "border": border,
                        "interpolation": interpolation, "fill": fill,
                                   "size": list(size)}, [x], sampled(x, rows, columns, order,
                                   border, fill))

# A displacement field, alone and with a matrix behind it.
for name, matrix in [("alone", [1, 0, 0, 0, 1, 0, 0, 0, 1]), ("turned", MATRICES["turned"])]:
    x = image(f"displaced-{name}")
    field = np.round(generator(f"field-{name}").standard_normal((HEIGHT, WIDTH, 2)) * 1.5, 3)
    y, u = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    a = np.array(matrix, dtype=float).reshape(3, 3) @ np.stack(
        [(u + field[..., 0]).ravel(), (y + field[..., 1]).ravel(), np.ones(u.size)])
    columns, rows = (a[0] / a[2]).reshape(u.shape), (a[1] / a[2]).reshape(u.shape)
    add(f"displaced-{name}", "displaced", {"matrix": matrix, "border": "reflect"}, [x, field],
        sampled(x, rows, columns, 1, "reflect", 0))
    if name == "alone":
        pixels = torch.from_numpy(field / np.array([WIDTH / 2, HEIGHT / 2]))[None]
        add("displaced-torchvision", "displaced", {"matrix": matrix, "border": "constant"},
            [x, field],
            last(F.elastic(first(x), pixels, interpolation=InterpolationMode.BILINEAR, fill=None)))

# torchvision's own parameters.
AFFINES = [
    dict(degrees=15, x=1, y=-1), dict(degrees=-40, scale=1.3), dict(scale=0.6),
    dict(shearX=20, shearY=-10),
    dict(degrees=100, x=2, y=1, scale=0.8, shearX=-15, shearY=5), dict(x=3, y=-2),
]
for number, settings in enumerate(AFFINES):
    x = image(f"affine-{number}")
    get = lambda key, default=0.0: settings.get(key, default)
    result = F.affine(first(x), angle=get("degrees"), translate=[get("x"), get("y")],
        scale=get("scale", 1.0),
                      shear=[get("shearX"), get("shearY")],
                      interpolation=InterpolationMode.BILINEAR)
    add(f"affine-{number}", "affine", settings, [x], last(result))
for degrees in [30, -75, 90, 180]:
    x = image(f"rotation-{degrees}", width=HEIGHT if degrees == 90 else WIDTH)
    result = F.rotate(first(x), degrees, interpolation=InterpolationMode.BILINEAR)
    add(f"rotation-{degrees}", "rotation", {"degrees": degrees}, [x], last(result))
for number, moved in enumerate([[[1, 1], [6, 0], [5, 3], [0, 4]],
        [[0, 0], [4, 1], [6, 4], [2, 3]]]):
    x = image(f"perspective-{number}")
    corners = [[0, 0], [WIDTH - 1, 0], [WIDTH - 1, HEIGHT - 1], [0, HEIGHT - 1]]
    result = F.perspective(first(x), corners, moved, interpolation=InterpolationMode.BILINEAR)
    add(f"perspective-{number}", "perspective", {"from": sum(corners, []), "to": sum(moved, [])},
        [x], last(result))
x = image("flips")
add("horizontal-flip", "horizontalFlip", {}, [x], last(F.horizontal_flip(first(x))))
add("vertical-flip", "verticalFlip", {}, [x], last(F.vertical_flip(first(x))))
for size in [(3, 4), (4, 4), (5, 7), (6, 10)]:
    x = image(f"centre-{size}")
    add(f"centre-{size[0]}-{size[1]}", "centerCrop", {"size": list(size)}, [x],
        last(F.center_crop(first(x), list(size))))
for size in [(3, 4), (9, 14), (5, 7)]:
    x = image(f"resized-{size}")
    result = F.resized_crop(first(x), 0, 0, HEIGHT, WIDTH, list(size), antialias=False)
    add(f"resized-{size[0]}-{size[1]}", "resized", {"size": list(size)}, [x], last(result))

# Colours.
COLOURS = {"brightness": ([0, 0.4, 1.7], F.adjust_brightness),
    "contrast": ([0, 0.3, 2.2], F.adjust_contrast),
           "saturation": ([0, 0.5, 1.9], F.adjust_saturation),
           "hue": ([-0.5, -0.13, 0.08, 0.31, 0.5], F.adjust_hue)}
for kind, (values, function) in COLOURS.items():
    for value in values:
        for channels in (1, 3):
            x = image(f"{kind}-{value}-{channels}", channels=channels)
            if channels == 3:
                x[0, :4], x[1, 0] = [[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0]], [0.2, 0.7,
                    0.7]
            add(f"{kind}-{value}-{channels}", kind, {"value": value}, [x],
                last(function(first(x), value)))
x = image("grey")
add("grayscale", "grayscale", {}, [x], last(F.rgb_to_grayscale(first(x), num_output_channels=3)))
x = image("normalize")
mean, deviation = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
add("normalize", "normalize", {"mean": mean, "deviation": deviation}, [x],
    last(F.normalize(first(x), mean, deviation)))

# Blur: torchvision, and SciPy where the kernel is larger than the image.
for size, sigma, channels in [(3, 0.5, 3), (5, 1.3, 1), (7, 2.0, 3), (9, 4.0, 2), (1, 1.0, 3)]:
    x = image(f"blur-{size}-{sigma}", channels=channels)
    add(f"blur-{size}", "blur", {"size": size, "sigma": sigma}, [x],
        last(F.gaussian_blur(first(x), [size, size], [sigma])))
for sigma, height, width in [(2.0, 5, 30), (3.5, 1, 4)]:
    x = image(f"wide-{sigma}", height, width)
    size = 2 * int(4 * sigma + 0.5) + 1
    result = np.stack([ndimage.gaussian_filter(x[..., c], sigma, mode="mirror") for c in range(3)],
        axis=-1)
    add(f"blur-mirror-{height}-{width}", "blur", {"size": size, "sigma": sigma}, [x], result)

write("augmentation.json", versions(torch, torchvision, scipy, np),
      "images [height, width, channels] in 0...1, changed with fixed parameters", cases)
