#!/usr/bin/env python3
"""What the built-in model makes of one picture in many colours: the thing in the middle of each picture is
recoloured, its shading kept, its surroundings exchanged.

    python word_colours.py --data data --model ../Models/lookalike-small --out words

Writes OUT/colours.npz: `x`, pictures × colours × 320, and `names` of the colours.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

import sources
import word_teachers
import word_views

SIDE = 160
# Names as in words.txt; several tones of each, so that none stands for the name alone.
TONES = {
    "black": ["#151515", "#23252b", "#2d2926"], "white": ["#ffffff", "#f4f2ee", "#eef1f5"],
    "grey": ["#808080", "#9a9da1", "#6b6e73", "#b0b0b0"], "red": ["#c8141e", "#d93a32", "#a01420", "#e02840"],
    "orange": ["#f07d14", "#e8803a", "#f59a28"], "yellow": ["#f5d21e", "#edc045", "#fae650"],
    "green": ["#2e8b3c", "#559a5a", "#1e5f32", "#7ab83c"], "turquoise": ["#2e9a97", "#28b4b4", "#1e787d"],
    "blue": ["#2350b4", "#3f7fcb", "#2d4170", "#5096e6"], "purple": ["#6e3ca0", "#8460ae", "#50286e"],
    "pink": ["#f08cb4", "#e794ad", "#dc3c8c", "#f5b4c8"], "brown": ["#6e4628", "#8d5d40", "#503220"],
    "beige": ["#dcc8a0", "#d2b991", "#e6d7b9"]}
PICTURES = {"caltech101": 160, "imagenet-samples": 160, "clothing": 160}


def soft_mask(a):
    """Where the thing is, 0 to 1: what differs from an even border, else an ellipse in the middle."""
    frame = np.concatenate([a[:6].reshape(-1, 3), a[-6:].reshape(-1, 3), a[:, :6].reshape(-1, 3), a[:, -6:].reshape(-1, 3)])
    border = np.median(frame, 0)
    y, x = np.mgrid[0:1:SIDE * 1j, 0:1:SIDE * 1j]
    mask = ((x - 0.5) ** 2 / 0.14 + (y - 0.5) ** 2 / 0.16 < 1).astype(np.float32)
    if np.mean(np.abs(frame - border)) < 0.08:
        differs = np.clip((np.abs(a - border).sum(2) - 0.12) / 0.15, 0, 1)
        if 0.1 < differs.mean() < 0.75:
            mask = differs
    image = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2.5))
    return np.asarray(image, np.float32)[:, :, None] / 255


def recoloured(a, mask, tone, rng):
    """The thing in `tone` with its shading."""
    grey = a @ np.array([0.299, 0.587, 0.114], np.float32)
    weight = mask[:, :, 0] + 1e-3
    mean = (grey * weight).sum() / weight.sum()
    spread = np.sqrt(((grey - mean) ** 2 * weight).sum() / weight.sum()) + 0.03
    shade = np.clip((grey - mean) / spread * 0.5, -1, 1)[:, :, None] * rng.uniform(0.5, 1.0)
    tone = np.clip(tone + rng.normal(0, 0.02, 3), 0, 1)
    return np.where(shade < 0, tone * (1 + 0.6 * shade), tone + (1 - tone) * 0.35 * shade).astype(np.float32)


def pictures(data):
    by = {s.name: s for s in sources.SOURCES}
    rng = np.random.default_rng(11)
    for name, count in PICTURES.items():
        paths = [p for p in sources.listing(data, by[name]) if by[name].train(p)]
        for k in rng.permutation(len(paths))[:count]:
            image = word_views.read(data / name / paths[k])
            if image is not None:
                yield np.asarray(image.resize((SIDE, SIDE), Image.BILINEAR), np.float32) / 255


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--model", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    sources.prepare(args.data)
    student = word_teachers.Student(args.model, 16)
    rng, every, rows = np.random.default_rng(12), list(pictures(args.data)), []
    for a in every:
        mask = soft_mask(a)
        behind = a
        if rng.random() < 0.6:
            other = every[int(rng.integers(len(every)))]
            blurred = Image.fromarray((other * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(float(rng.uniform(1, 12))))
            behind = np.asarray(blurred, np.float32) / 255
        row = []
        for tones in TONES.values():
            tone = np.array([int(tones[int(rng.integers(len(tones)))][i:i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
            image = recoloured(a, mask, tone, rng) * mask + behind * (1 - mask)
            row.append(Image.fromarray((image * 255).astype(np.uint8)))
        rows.append(student.vectors(row))
    np.savez(args.out / "colours.npz", x=np.array(rows), names=np.array(list(TONES)))


if __name__ == "__main__":
    main()
