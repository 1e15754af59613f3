#!/usr/bin/env bash
# PyTorch writes checkpoints that it can't read: a tensor of uint16, uint32 or uint64, saved in the older form
# (_use_new_zipfile_serialization=False), is written without complaint, and torch.load of the file ends in an
# AttributeError. The zip form of the same tensors, and uint8 and int16 in the older form, are read.
# Needs Python 3 and the network. Exit code 1: the library behaves otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PYTHON'
import io
import sys

import torch

print("PyTorch", torch.__version__)


def answer(tensor, is_zip):
    file = io.BytesIO()
    torch.save({"x": tensor}, file, _use_new_zipfile_serialization=is_zip)
    file.seek(0)
    try:
        read = torch.load(file)["x"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "read" if torch.equal(read, tensor) else "read with other numbers"


seen = {}
for kind in ("uint8", "int16", "uint16", "uint32", "uint64"):
    tensor = torch.arange(3).to(getattr(torch, kind))
    seen[kind] = (answer(tensor, True), answer(tensor, False))
    print(f"{kind}: zip form {seen[kind][0]}, older form {seen[kind][1]}")
expected = all(zipped == "read" for zipped, _ in seen.values()) and all(
    older == "read" if kind in ("uint8", "int16") else "has no attribute 'dtype'" in older
    for kind, (_, older) in seen.items())
sys.exit(not expected)
PYTHON
