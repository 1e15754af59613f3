#!/usr/bin/env python3
"""What the built-in model and the words' teachers make of the pictures: DATA's training pictures
(crops and mirrors of them, too), and the labelled pictures kept out to measure with.

    python word_views.py --data data --model ../Models/lookalike-small --out words

Writes OUT/SOURCE.npz: `x` vectors of length 1, `y` the teachers' mean logits (f16), `path`; a source
that is there already is left as it is.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

import sources
import word_teachers

BATCH = 16
# Source: pictures at most, views of each (the first is the whole picture).
PLAN = {"imagenet-samples": (1000, 6), "tiny-imagenet": (6000, 1), "caltech101": (1400, 2), "clothing": (1600, 1),
        "web-a": (690, 1), "scenes": (400, 1), "flowers17": (300, 1), "pacs": (1500, 1)}
# Labelled and kept out of training; (sources.MEASURED, too).
HELD = {"caltech101": sources.caltech_dev,
        "clothing": lambda p: p.split("/")[1] if p.split("/")[0] in ("validation", "test") else None,
        "tiny-imagenet": lambda p: "val" if "/val/images/" in p and p.endswith(("0.JPEG", "5.JPEG")) else None,
        "scenes": lambda p: p.split("/")[2] if "seg_test/" in p and p.count("/") > 2 else None}


def read(path):
    """An RGB picture of at most 480 pixels, None when it can't be read."""
    try:
        image = Image.open(path)
        image.draft("RGB", (480, 480))
        image = image.convert("RGB")
        image.thumbnail((480, 480), Image.BILINEAR, reducing_gap=2.0)
        return image
    except (OSError, ValueError):
        return None


def view(image, number, rng):
    """The whole picture first; then crops of 30 to 100 %, half of them mirrored."""
    if number == 0:
        return image
    w, h = image.size
    side = np.sqrt(rng.uniform(0.3, 1.0)) * np.exp(rng.uniform(-0.15, 0.15, 2))
    cw, ch = max(8, min(w, int(w * side[0]))), max(8, min(h, int(h * side[1])))
    x, y = int(rng.integers(0, w - cw + 1)), int(rng.integers(0, h - ch + 1))
    image = image.crop((x, y, x + cw, y + ch))
    return ImageOps.mirror(image) if rng.random() < 0.5 else image


def answers(pictures, student, teachers):
    """(vectors, mean logits) of an iterator of (path, picture)."""
    xs, ys, paths, some = [], [], [], []

    def flush():
        if some:
            xs.append(student.vectors(some))
            if teachers:
                ys.append(np.mean([t.logits(some) for t in teachers], 0).astype(np.float16))
            some.clear()
    for path, picture in pictures:
        some.append(picture), paths.append(path)
        if len(some) == BATCH:
            flush()
    flush()
    out = {"x": np.concatenate(xs), "path": np.array(paths)}
    return {**out, "y": np.concatenate(ys)} if ys else out


def training_pictures(base, source, count, views):
    rng = np.random.default_rng(7)
    names = [p for p in sources.listing(base.parent, source) if source.train(p) and not (HELD.get(source.name) and HELD[source.name](p))]
    for k in np.sort(rng.permutation(len(names))[:count]):
        image = read(base / names[k])
        if image is not None:
            for v in range(views):
                yield names[k], view(image, v, rng)


def held_pictures(base, source):
    for p in sources.listing(base.parent, source):
        if HELD[source.name](p):
            image = read(base / p)
            if image is not None:
                yield p, image


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--model", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--demo", type=Path, help="what `lookalike demo FOLDER` drew, to measure with")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    sources.prepare(args.data)
    by = {s.name: s for s in sources.SOURCES + sources.MEASURED}
    HELD.update({s.name: s.dev for s in sources.MEASURED})
    student, teachers = word_teachers.Student(args.model, BATCH), word_teachers.teachers(BATCH)
    jobs = [(f"{n}.npz", training_pictures(args.data / n, by[n], *PLAN[n]), teachers) for n in PLAN]
    jobs[1:1] = [(f"held-{n}.npz", held_pictures(args.data / n, by[n]), []) for n in HELD]
    if args.demo:
        drawn = sorted(args.demo.rglob("*.jpg"))
        jobs.append(("held-demo.npz", ((str(p.relative_to(args.demo)), read(p)) for p in drawn), []))
    for name, pictures, who in jobs:
        if (args.out / name).exists():
            continue
        found = answers(pictures, student, who)
        np.savez(args.out / "part.npz", **found)
        (args.out / "part.npz").rename(args.out / name)
        print(name, len(found["x"]), flush=True)


if __name__ == "__main__":
    main()
