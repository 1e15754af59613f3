#!/usr/bin/env bash
# Min-is-white TIFFs: Pillow and OpenCV turn 8-bit samples to min-is-black, 16-bit ones of the same picture they don't.
#
# The two files hold one picture, white on the left and black on the right (PhotometricInterpretation 0: TIFF 6.0, page
# 37). Read at 16 bits it comes out as its negative, and nothing in the array or its mode says so.
# Needs Python 3 and the network. Exit code 1: the libraries behave otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pillow==13.0.0 numpy==2.4.6 opencv-python-headless==5.0.0.93
"$work/venv/bin/python" - "$work" <<'PYTHON'
import struct
import sys

import cv2
import numpy as np
import PIL
from PIL import Image


def tiff(samples, bits):
    """One strip, little-endian, grey, the smallest value is white."""
    height, width = samples.shape
    data = samples.astype("<u2" if bits == 16 else "u1").tobytes()
    tags = {256: width, 257: height, 258: bits, 259: 1, 262: 0, 273: 8, 277: 1, 278: height, 279: len(data)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data + struct.pack("<H", len(tags)) + entries + bytes(4)


print("Pillow", PIL.__version__, "OpenCV", cv2.__version__)
seen = {}
for bits in (8, 16):
    full = 2**bits - 1
    stored = np.tile(np.linspace(0, full, 64).astype("uint16"), (4, 1))  # 0, white, on the left
    path = f"{sys.argv[1]}/{bits}.tif"
    with open(path, "wb") as file:
        file.write(tiff(stored, bits))
    with Image.open(path) as picture:
        pillow = np.asarray(picture)
        print(f"{bits} bits: Pillow mode {picture.mode}, left {pillow[0, 0]}, right {pillow[0, -1]};", end=" ")
    opencv = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    print(f"OpenCV left {opencv[0, 0]}, right {opencv[0, -1]}")
    seen[bits] = [int(a[0, 0]) == full for a in (pillow, opencv)]  # white on the left
expected = {8: [True, True], 16: [False, False]}
print("white is on the left, Pillow and OpenCV:", seen)
sys.exit(seen != expected)
PYTHON
