#!/usr/bin/env python3
"""The recipe `cifar-cnn` in Keras, on the same images, for comparison: an epoch's loss and accuracy
a line.

    pip install keras tensorflow-cpu pillow numpy
    python keras-cifar-cnn.py FOLDER_OR_TAR_OF_CLASS_FOLDERS --rate 0.0005 --decay 0.12 --epochs 25
"""
import argparse, io, json, math, os, pathlib, tarfile

parser = argparse.ArgumentParser()
parser.add_argument("images", help="train/<class>/*.jpg and test/<class>/*.jpg, in a folder or a "
                                   ".tar.gz")
parser.add_argument("--rate", type=float, default=5e-4)
parser.add_argument("--decay", type=float, default=0.12, help="k: every epoch multiplies the rate "
    "by exp(-k)")
parser.add_argument("--epochs", type=int, default=25)
arguments = parser.parse_args()
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np
from PIL import Image
import keras
from keras import layers as L


def files():
    """(split, class, path, bytes) of every image."""
    if os.path.isdir(arguments.images):
        for path in pathlib.Path(arguments.images).rglob("*.jpg"):
            yield path.parts[-3], path.parts[-2], str(path), path.read_bytes()
    else:
        archive = tarfile.open(arguments.images)
        for member in archive:
            if member.name.endswith(".jpg"):
                split, name = member.name.split("/")[-3:-1]
                yield split, name, member.name, archive.extractfile(member).read()


examples = {"train": [], "test": []}
for split, name, path, data in files():
    examples[split].append((path, name, np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))))
names = sorted({name for _, name, _ in examples["train"]})


def arrays(split):
    rows = sorted(examples[split], key=lambda row: row[0])
    return np.stack([row[2] for row in rows]).astype("float32") / 255, np.array(
        [names.index(row[1]) for row in rows])


keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((32, 32, 3)),
    L.Conv2D(32, 3, padding="same", activation="relu"), L.Conv2D(32, 3, activation="relu"),
    L.MaxPooling2D(), L.Dropout(.25),
    L.Conv2D(64, 3, padding="same", activation="relu"), L.Conv2D(64, 3, activation="relu"),
    L.MaxPooling2D(), L.Dropout(.25),
    L.Flatten(), L.Dense(512, activation="relu"), L.Dropout(.5), L.Dense(10)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              optimizer=keras.optimizers.RMSprop(arguments.rate), metrics=["accuracy"])
report = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: print(
        json.dumps({"epoch": epoch + 1, **{k: round(float(v), 4) for k, v in logs.items()}}),
        flush=True))
schedule = keras.callbacks.LearningRateScheduler(lambda epoch: arguments.rate
    * math.exp(-arguments.decay * epoch))
model.fit(*arrays("train"), batch_size=32, epochs=arguments.epochs, validation_data=arrays("test"),
    verbose=0, callbacks=[schedule, report])
