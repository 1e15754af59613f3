#!/usr/bin/env python3
"""The built-in model's vectors of labelled pictures, for words that are not among ImageNet's classes: `@name` in
words.txt.

    python word_groups.py --data data --model ../Models/lookalike-small --out words

Writes OUT/groups.npz: `x`, and `group` of each, "source:label".
"""
import argparse
from pathlib import Path

import numpy as np

import sources
import word_teachers
import word_views

# Oxford's 17 flowers: 80 pictures each, in this order.
FLOWERS = ("daffodil", "snowdrop", "lily-of-the-valley", "bluebell", "crocus", "iris", "tiger-lily", "tulip", "fritillary",
           "sunflower", "daisy", "coltsfoot", "dandelion", "cowslip", "buttercup", "windflower", "pansy")
# Source: pictures of a group at most.
PLAN = {"clothing": 90, "scenes": 60, "flowers17": 24, "pacs": 50, "caltech101": 24, "groceries": 30}


def flower(path):
    name = path.rsplit("/", 1)[1]
    return FLOWERS[(int(name[6:10]) - 1) // 80] if path.startswith("17flowers/") and name.startswith("image_") else None


def pacs(path):
    """Domains by their drawings, people in all of them."""
    parts = path.split("/")
    if parts[0] != "PACS" or len(parts) != 4:
        return None
    return "person" if parts[2] == "person" else None if parts[1] == "photo" or sources.pacs_held(path) else parts[1]


GROUP = {
    "clothing": lambda p: p.split("/")[1] if p.startswith("train/") else None,
    "scenes": lambda p: p.split("/")[2] if "/seg_train/" in p else None,
    "flowers17": flower, "pacs": pacs,
    "caltech101": lambda p: p.split("/")[1] if sources.caltech_train(p) else None,
    "groceries": lambda p: p.split("/")[3] if p.startswith("dataset/train/") else None}


def chosen(data, source):
    """(group, path), at most as many of each group as the plan says."""
    groups = {}
    for path in sources.listing(data, source):
        name = GROUP[source.name](path)
        if name:
            groups.setdefault(name, []).append(path)
    rng = np.random.default_rng(13)
    for name, paths in sorted(groups.items()):
        for k in np.sort(rng.permutation(len(paths))[:PLAN[source.name]]):
            yield f"{source.name}:{name}", paths[k]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--model", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    sources.prepare(args.data)
    student = word_teachers.Student(args.model, word_views.BATCH)
    by = {s.name: s for s in sources.SOURCES + sources.MEASURED}

    def pictures():
        for name in PLAN:
            for group, path in chosen(args.data, by[name]):
                image = word_views.read(args.data / name / path)
                if image is not None:
                    yield group, image
            print(name, flush=True)
    found = word_views.answers(pictures(), student, [])
    np.savez(args.out / "groups.npz", x=found["x"], group=found["path"])


if __name__ == "__main__":
    main()
