#!/usr/bin/env bash
# Keras 3 can't write every model as .h5 that it writes as .keras: the names of nested models' weights begin with the
# innermost model's name only. Two parts of a model that each contain a block called "block" with a layer "dense" both
# have "block/dense/kernel"; the .h5 writer puts them into one HDF5 group, and fails there: "name already exists". The
# names are valid (unique in each model), and the .keras file of the same model is written and read.
# Needs Python 3 and the network. Exit code 1: the library behaves otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet keras==3.15.1 h5py==3.16.0 numpy==2.4.6 torch==2.13.0
cd "$work"
KERAS_BACKEND=torch venv/bin/python - <<'PYTHON' 2>"$work/log" || { cat "$work/log"; exit 1; }
import sys

import h5py
import keras
import numpy as np
from keras import layers

print("Keras", keras.__version__, "h5py", h5py.__version__)


def part(name):
    block = keras.Sequential([layers.Input((3,)), layers.Dense(3, name="dense")], name="block")
    image = keras.Input((3,))
    return keras.Model(image, block(image), name=name)


def model(names):
    image = keras.Input((3,))
    joined = keras.Model(image, layers.Add()([part(name)(image) for name in names]), name="encoder")
    outer = keras.Input((3,))
    return keras.Model(outer, joined(outer))


two = model(["left", "right"])
print("names of weights:", [weight.path for weight in two.weights])
two.save("two.keras")
read = keras.models.load_model("two.keras")
same = all(np.array_equal(a, b) for a, b in zip(two.get_weights(), read.get_weights(), strict=True))
print(".keras: written and read, the weights are the same:", same)
try:
    two.save("two.h5")
    answer = "written"
except Exception as error:
    answer = f"{type(error).__name__}: {error}"
print(".h5:", answer)
model(["left"]).save("one.h5")  # with one such part it is written
sys.exit(not same or "name already exists" not in answer)
PYTHON
