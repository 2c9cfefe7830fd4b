"""Models of Keras 3 and Keras 2 with frozen parts, nested models and outputs of several meanings,
for Tests/ApusInteropTests.

    pip install keras tf_keras tensorflow-cpu numpy h5py
    python keras_graphs.py             # writes keras_graphs.json
"""

import base64
import json
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

from golden import generator, normal, tensor, versions, write
import keras
import tf_keras


def two(K, names=("t0", "t1"), frozen=(0,), **settings):
    """Two equal layers, some of them frozen."""
    layers = [K.layers.Dense(4, use_bias=False, name=n) for n in names]
    made = K.Sequential([K.Input((4,)), *layers], **settings)
    for place in frozen:
        layers[place].trainable = False
    return made


def frozen_model(K):
    L = K.layers
    inner = K.Sequential([K.Input((4,)), L.Dense(4), L.BatchNormalization(), L.Dense(4)],
        name="frozen")
    inner.trainable = False
    return K.Sequential([K.Input((4,)), inner, L.Dense(3)])


def frozen_layer(K):
    return K.Sequential([K.Input((4,)), two(K, name="inner"), K.layers.Dense(3)])


def thawed_layer(K):
    """In a frozen model a layer that learns: Keras 2 lists it first, Keras 3 does not."""
    inner = two(K, name="inner")
    inner.trainable = False
    inner.layers[1].trainable = True
    return K.Sequential([K.Input((4,)), inner, K.layers.Dense(3)])


def frozen_between(K):
    """A frozen model within a model, whose second layer learns: only Keras 2 looks at the model
    between."""
    middle = two(K, name="middle")
    middle.trainable = False
    middle.layers[1].trainable = True
    last = K.layers.Dense(4, use_bias=False, name="last")
    outer = K.Sequential([K.Input((4,)), middle, last], name="outer")
    return K.Sequential([K.Input((4,)), outer, K.layers.Dense(3)])


def same_names(K):
    """Layers of one name in two models of a model: their names do not tell which is which."""
    parts = [K.Sequential([K.Input((4,)), K.layers.Dense(4, name="d")], name=f"part{i}")
        for i in range(2)]
    parts[0].layers[0].trainable = False
    x = K.Input((4,))
    outer = K.Model(x, parts[1](parts[0](x)), name="outer")
    return K.Sequential([K.Input((4,)), outer, K.layers.Dense(3)])


def frozen_statistics(K):
    """A frozen layer before one with statistics, in a functional model."""
    L = K.layers
    x = K.Input((4,))
    y = L.BatchNormalization(name="first")(L.Dense(4, name="kept")(x))
    inner = K.Model(x, L.BatchNormalization(name="second")(y), name="inner")
    inner.get_layer("kept").trainable = False
    inner.get_layer("second").trainable = False
    return K.Sequential([K.Input((4,)), inner, L.Dense(3)])


def inner_models(K):
    """A functional model and a chain, each called twice, read by others and at the end."""
    L = K.layers
    y = K.Input((4,))
    inner = K.Model(y, L.Dense(4, activation="tanh")(y), name="inner")
    chain = K.Sequential([K.Input((4,)), L.Dense(4)], name="chain")
    x = K.Input((4,))
    a = inner(x)
    b = chain(a)
    c = inner(L.Add()([b, a]))
    return K.Model(x, chain(c)), inner, chain


def ends_in_model(K):
    L = K.layers
    made, inner, _ = inner_models(K)
    x = K.Input((4,))
    first = inner(x)
    return K.Model(x, inner(L.Add()([first, x])))


def ends_in_chain(K):
    return inner_models(K)[0]


def average_of_softmax(K):
    L = K.layers
    x = K.Input((4,))
    shared = L.Dense(3, activation="softmax", name="shared")
    return K.Model(x, L.Average()([shared(x), shared(L.Dense(4)(x))]))


def softmax_reshaped(K):
    L = K.layers
    return K.Sequential([K.Input((4,)), L.Reshape((1, 4)), L.Dense(3), L.Activation("softmax"),
            L.Reshape((3,))])


def softmax_dropped(K):
    L = K.layers
    return K.Sequential([K.Input((4,)), L.Dense(3, activation="softmax"), L.Activation("linear"),
            L.Dropout(0.2)])


def softmax_in_model(K):
    L = K.layers
    y = K.Input((4,))
    inner = K.Model(y, L.Dense(3, activation="softmax")(y), name="sub")
    x = K.Input((4,))
    return K.Model(x, inner(x))


def softmax_weighed(K):
    """A mixture of two distributions whose weights are a third: told by its numbers only."""
    L = K.layers
    x = K.Input((4,))
    gate = L.Dense(2, activation="softmax")(x)
    parts = [L.Reshape((1, 3))(L.Dense(3, activation="softmax")(x)) for _ in range(2)]
    both = L.Concatenate(axis=1)(parts)
    return K.Model(x, L.Dot(axes=1)([gate, both]))


def sigmoids(K):
    return K.Sequential([K.Input((4,)), K.layers.Dense(3, activation="sigmoid")])


def one_sigmoid(K):
    return K.Sequential([K.Input((4,)), K.layers.Dense(1, activation="sigmoid")])


def one_value(K):
    return K.Sequential([K.Input((4,)), K.layers.Dense(1)])


def scores(K):
    return K.Sequential([K.Input((4,)), K.layers.Dense(3)])


def rescaled(K):
    L = K.layers
    return K.Sequential([K.Input((4, 4, 1)), L.Rescaling(1 / 255), L.Flatten(), L.Dense(3)])


def standardized(K):
    L = K.layers
    return K.Sequential([K.Input((4, 4, 3)), L.Normalization(), L.Flatten(), L.Dense(3)])


def two_outputs(K):
    L = K.layers
    x = K.Input((4,), name="measures")
    y = L.Dense(4, activation="relu")(x)
    return K.Model(x, [L.Dense(3, activation="softmax", name="kind")(y),
            L.Dense(1, name="size")(y)])


def two_inputs(K):
    L = K.layers
    a, b = K.Input((4,), name="left"), K.Input((2,), name="right")
    return K.Model([a, b], L.Dense(3, name="joined")(L.Concatenate()([a, b])))


def any_size(K):
    """Height and width are open."""
    L = K.layers
    x = K.Input((None, None, 3), name="picture")
    y = L.Conv2D(4, 3, strides=2, padding="same", activation="relu")(x)
    y = L.BatchNormalization()(L.MaxPooling2D(2, padding="same")(y))
    y = L.Conv2DTranspose(2, 2, strides=2)(y)
    return K.Model(x, [L.Conv2D(1, 1, activation="sigmoid", name="mask")(y),
            L.GlobalAveragePooling2D(name="mean")(y)])


def any_length(K):
    """A sequence of any length."""
    L = K.layers
    x = K.Input((None, 4), name="steps")
    y = L.MultiHeadAttention(2, 3)(x, x) + x
    return K.Model(x, L.Dense(3,
            name="each")(L.LayerNormalization()(L.Conv1D(4, 3, padding="causal")(y))))


def any_size_chain(K):
    L = K.layers
    return K.Sequential([K.Input((None, None, 1)), L.Conv2D(2, 3, padding="same"),
            L.GlobalMaxPooling2D(), L.Dense(3)])


FREEZING = [frozen_model, frozen_layer, thawed_layer, frozen_between, same_names, frozen_statistics]
MODELS = (
    [("keras 3", m, [".h5", ".keras"]) for m in FREEZING]
    + [("keras 2", m, [".h5", "weights.h5"]) for m in FREEZING if m is not same_names]
    + [("keras 3", m, [".keras", ".h5"]) for m in (ends_in_model, ends_in_chain)]
    + [("keras 2", m, [".h5"]) for m in (ends_in_model, ends_in_chain)]
    + [("keras 3", m, [".keras"]) for m in (
        average_of_softmax, softmax_reshaped, softmax_dropped, softmax_in_model, softmax_weighed,
        sigmoids,
        one_sigmoid, one_value, scores, rescaled, standardized, two_outputs, two_inputs, any_size,
        any_length,
        any_size_chain)])


def filled(K, make, name):
    """The model with weights that nothing has by chance, moving statistics included."""
    K.backend.clear_session()
    made, rng = make(K), generator(name)
    made = made[0] if isinstance(made, tuple) else made
    for variable in made.variables:
        path = getattr(variable, "path", variable.name)
        if "seed" in path or str(variable.dtype).startswith("int"):
            continue
        value = np.abs(normal(rng, *variable.shape)) + 0.5 if "variance" in path else normal(rng,
            *variable.shape)
        if make is standardized and "normalization/" in path:
            value = np.full(variable.shape, 3600.0 if "variance" in path else 120.0)
        variable.assign(np.asarray(value, np.float32).reshape(variable.shape))
    for layer in made.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    inputs = []
    for given in made.inputs:
        shape = [e or 9 - i for i, e in enumerate(given.shape[1:])]
        x = normal(rng, 3, *shape)
        if make in (rescaled, standardized):
            x = rng.integers(0, 256, (3, *shape))
        inputs.append(np.asarray(x, np.float32))
    return made, inputs


def packed(data):
    """Bare deflate in base64: files of HDF5 are zeros for the most part."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return {"count": len(data),
        "data": base64.b64encode(deflate.compress(data) + deflate.flush()).decode()}


def dateless(path):
    """The bytes of a `.keras` file without its date, so that a second run gives the same."""
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    notes = json.loads(parts["metadata.json"])
    notes.pop("date_saved", None)
    parts["metadata.json"] = json.dumps(notes).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)


def cases():
    with tempfile.TemporaryDirectory() as folder:
        for version, make, endings in MODELS:
            K = keras if version == "keras 3" else tf_keras
            name = f"{make.__name__} {version}"
            made, inputs = filled(K, make, name)
            files = {}
            for ending in endings:
                path = f"{folder}/{name}{'.' if ending[0] != '.' else ''}{ending}"
                if ending == "weights.h5":
                    path = f"{folder}/{name}.h5"
                    made.save_weights(path)
                else:
                    made.save(path)
                if ending == ".keras":
                    dateless(path)
                files[ending] = packed(Path(path).read_bytes())
            outputs = made.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
            outputs = outputs if isinstance(outputs, list) else [outputs]
            yield {
                "name": name, "files": files, "inputs": [tensor(x) for x in inputs],
                "outputs": [tensor(np.asarray(y, np.float32)) for y in outputs]}


write(
    "keras_graphs.json", versions(keras, tf_keras, np),
    "Whole models and weights as Keras 3 and Keras 2 save them, each file as bare deflate in "
    "base64 with its number of bytes; inputs and outputs.",
    list(cases()))
