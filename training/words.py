#!/usr/bin/env python3
"""Makes Models/lookalike-small/words.bin, the directions of the concepts in words.txt.

    python words.py --data data --words words --model ../Models/lookalike-small
"""
import argparse
import hashlib
import struct
from pathlib import Path

import numpy as np

import word_fit
import word_list
import word_measure

COLOUR_WEIGHT, MATERIAL_WEIGHT = 0.6, 0.5
TEMPERATURE = 1.5     # of the teacher's answers


def directions(concepts, folder):
    """320 × concepts, each of length 1. The strengths are the best of some tried on the sets kept out."""
    x, logits, _ = word_fit.training_set(folder)
    mean = x.mean(0)
    x = x - mean
    cov = x.T @ x / len(x)
    t = word_fit.log_odds(word_fit.targets(concepts, logits, TEMPERATURE), 1e-4)
    w = word_fit.unit(word_fit.ridge(x, t - t.mean(0), 0.3) + 1e-12)
    z = np.load(folder / "colours.npz")
    rows = [k for k, c in enumerate(concepts) if c.section == "colours"]
    w[:, rows] = word_fit.colours(z["x"], z["names"], [concepts[k].terms[0] for k in rows], cov, 3)
    z = np.load(folder / "groups.npz")
    names = sorted({g for c in concepts for g in c.groups})
    of = dict(zip(names, word_fit.groups(z["x"], z["group"], names, mean, cov, 0.3).T))
    for k, c in enumerate(concepts):
        if c.groups:
            w[:, k] = w[:, k] * bool(c.classes) + sum(weight * of[g] for g, weight in c.groups.items())
    return word_fit.unit(w)


def write(path, model, w):
    """The file that Sources/Embedding/Text/DirectionTable.swift describes."""
    hashes = [hashlib.sha256((model / name).read_bytes()).digest() for name in ("network.onnx", "words.txt")]
    numbers = np.round(w.T / np.abs(w.T).max(1, keepdims=True) * 127).astype(np.int8)
    path.write_bytes(b"LKWORDS1" + struct.pack("<IIff", *numbers.shape, COLOUR_WEIGHT, MATERIAL_WEIGHT)
                     + b"".join(hashes) + numbers.tobytes())


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--words", type=Path, required=True, help="what word_views.py made")
    ap.add_argument("--model", type=Path, required=True)
    ap.add_argument("--data", type=Path, help="measures with the labelled sets, too")
    args = ap.parse_args()
    concepts = word_list.read(args.model / "words.txt")
    w = directions(concepts, args.words)
    write(args.model / "words.bin", args.model, w)
    if args.data:
        word_measure.report(word_measure.Words(concepts, w, COLOUR_WEIGHT, MATERIAL_WEIGHT), args.words, args.data)


if __name__ == "__main__":
    main()
