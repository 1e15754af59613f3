#!/usr/bin/env bash
# A TIFF of signed 8-bit samples (SampleFormat 2): Pillow opens it as mode "L" with each negative number as itself plus
# 256, so that a smooth ramp from -128 to 127 jumps from white to black in its middle. Signed 16-bit samples keep their
# order (mode "I"). No warning is given.
# Needs Python 3 and the network. Exit code 1: the library behaves otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pillow==13.0.0 numpy==2.4.6 tifffile==2026.3.3
"$work/venv/bin/python" - "$work" <<'PYTHON'
import sys
import warnings

import numpy as np
import PIL
import tifffile
from PIL import Image

warnings.simplefilter("error")
print("Pillow", PIL.__version__, "tifffile", tifffile.__version__)
ramp = np.tile(np.arange(-128, 128), (4, 1))
ascends = {}
for kind in ("int8", "int16"):
    path = f"{sys.argv[1]}/{kind}.tif"
    tifffile.imwrite(path, ramp.astype(kind), photometric="minisblack")
    assert np.array_equal(tifffile.imread(path), ramp)
    with Image.open(path) as picture:
        read = np.asarray(picture).astype(int)[0]
        print(f"{kind}: mode {picture.mode}, -128, -1, 0 and 127 are read as", read[[0, 127, 128, 255]].tolist())
    ascends[kind] = bool((np.diff(read) > 0).all())
print("the ramp ascends:", ascends)
sys.exit(ascends != {"int8": False, "int16": True})
PYTHON
