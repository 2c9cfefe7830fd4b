"""Models that Keras saved in each of its formats, for Tests/ApusInteropTests, and a check of
weights that Apus writes.

    pip install keras tensorflow-cpu numpy h5py
    python keras_files.py              # writes keras_files.json
    APUS_INTEROP_FILES=DIR swift test --filter KerasFileTests
    python keras_files.py DIR          # loads what Apus wrote into DIR into the same models
"""

import base64
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

from golden import close, generator, normal, tensor, versions, write
import keras
from keras import layers as L


def images():
    return keras.Sequential([
        keras.Input((9, 9, 3)),
        L.Rescaling(0.5, offset=0.25),
        L.ZeroPadding2D(((1, 0), (0, 1))),
        L.Conv2D(4, 3, strides=2, padding="same", activation="relu", name="first"),
        L.BatchNormalization(momentum=0.9, epsilon=1e-2),
        L.PReLU(shared_axes=[1, 2]),
        L.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False),
        L.BatchNormalization(scale=False),
        L.SpatialDropout2D(0.1),
        L.SeparableConv2D(5, (1, 3), padding="same", activation="tanh"),
        L.Conv2DTranspose(4, 3, strides=2, padding="same", activation="leaky_relu"),
        L.GroupNormalization(2),
        L.UpSampling2D(2, interpolation="bilinear"),
        L.Cropping2D(1),
        L.MaxPooling2D(2),
        L.AveragePooling2D((2, 1), strides=1, padding="same"),
        L.LeakyReLU(negative_slope=0.1),
        L.Conv2D(4, 1, groups=2, dilation_rate=2),
        L.Flatten(),
        keras.Sequential([L.Dense(5, activation="gelu"), L.Dropout(0.2), L.Dense(4)]),
        L.UnitNormalization(),
        L.Dense(3, activation="softmax"),
    ])


def sequences():
    return keras.Sequential([
        keras.Input((7,)),
        L.Embedding(11, 4),
        L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="silu"),
        L.LayerNormalization(),
        L.SeparableConv1D(6, 3, depth_multiplier=2, padding="same"),
        L.ReLU(max_value=3, negative_slope=0.1),
        L.DepthwiseConv1D(3, strides=1),
        L.Conv1DTranspose(4, 2, strides=2, activation="elu"),
        L.RMSNormalization(),
        L.MaxPooling1D(2),
        L.UpSampling1D(2),
        L.ZeroPadding1D(1),
        L.Cropping1D((1, 0)),
        L.Permute((2, 1)),
        L.Reshape((-1, 2)),
        L.GlobalAveragePooling1D(),
        L.RepeatVector(3),
        L.GlobalMaxPooling1D(),
        L.Activation("hard_sigmoid"),
    ])


def volumes():
    return keras.Sequential([
        keras.Input((4, 5, 4, 2)),
        L.Conv3D(3, 2, activation="selu"),
        L.BatchNormalization(),
        L.Conv3DTranspose(2, 2, strides=2, activation="softsign"),
        L.AveragePooling3D(2),
        L.LayerNormalization(axis=[-2, -1]),
        L.GlobalMaxPooling3D(),
    ])


def graph():
    """Branches, a shared layer, attention, a model within the model, layers of one class whose
    order is not that of making."""
    x = keras.Input((6, 4), name="sequence")
    late = L.Dense(4, name="late")
    shared = L.Dense(4, activation="relu", name="shared")
    y = L.Normalization(name="scaled")
    scaled = y(x)
    attended = L.MultiHeadAttention(2, 3, value_dim=5, name="heads")(scaled, scaled)
    z = L.LayerNormalization()(attended + x)
    a = shared(z)
    b = shared(L.Dense(4, activation="tanh")(shared(x)))
    c = L.Attention(use_scale=True)([a, b])
    d = L.AdditiveAttention()([b, c, a])
    inner_input = keras.Input((6, 4))
    inner = keras.Model(inner_input, L.Multiply()([L.Dense(4)(inner_input), inner_input]),
        name="gate")
    e = L.Concatenate()([late(c), inner(d)])
    e = L.Average()([e, L.Maximum()([e, L.Dense(8, name="early")(x)])])
    return keras.Model(x, L.Dense(2, name="head")(L.Flatten()(e)))


MODELS = {"images": images, "sequences": sequences, "volumes": volumes, "graph": graph}


def model(name):
    """The model with weights that nothing has by chance, moving statistics included."""
    keras.utils.clear_session()
    made, rng = MODELS[name](), generator(name)
    for variable in made.variables:
        shape = variable.shape
        if "seed" in variable.path or str(variable.dtype).startswith("int"):
            continue
        value = np.abs(normal(rng, *shape)) + 0.5 if "variance" in variable.path else normal(rng,
            *shape, scale=0.5)
        variable.assign(value)
    for layer in made.layers:
        if isinstance(layer, L.Normalization):
            layer.finalize_state()
    shape = made.input_shape[1:]
    x = rng.integers(0, 11, (3, *shape)).astype(np.float32) if name == "sequences" else normal(rng,
        3, *shape)
    return made, np.asarray(x, np.float32)


def packed(data):
    """Bare deflate in base64: files of HDF5 are zeros for the most part."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return {"count": len(data),
        "data": base64.b64encode(deflate.compress(data) + deflate.flush()).decode()}


def cases():
    with tempfile.TemporaryDirectory() as folder:
        for name in MODELS:
            made, x = model(name)
            files = {}
            for ending in [".keras", ".weights.h5", ".h5"]:
                path = f"{folder}/{name}{ending}"
                made.save_weights(path) if ending == ".weights.h5" else made.save(path)
                files[ending] = packed(Path(path).read_bytes())
            y = made.predict(x, verbose=0)
            yield {"name": name, "files": files, "input": tensor(x),
                "output": tensor(y.astype(np.float32))}


def check(folder):
    for name in MODELS:
        made, x = model(name)
        expected = made.predict(x, verbose=0)
        for variable in made.variables:
            if "seed" not in variable.path:
                variable.assign(np.zeros(variable.shape))
        made.load_weights(f"{folder}/{name}.weights.h5")
        close(made.predict(x, verbose=0), expected, 1e-5, name)
        close(keras.saving.load_model(f"{folder}/{name}.keras").predict(x, verbose=0), expected,
            1e-5, name)
        print(f"{name}: {len(made.variables)} variables written by Apus, loaded by Keras, outputs "
              f"equal; so the whole model")


if len(sys.argv) > 1:
    check(sys.argv[1])
else:
    write(
        "keras_files.json", versions(keras, np),
        "Whole models and weights as Keras saves them, each file as bare deflate in base64 with "
        "its number of bytes; an input and the output.",
        list(cases()))
