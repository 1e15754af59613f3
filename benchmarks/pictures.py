"""Pictures to measure with, made here."""

import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter


def photo_like(folder: Path, count: int) -> Path:
    """500×375 JPEGs of a photograph's size (60–80 KB): smooth shapes, texture and grain."""
    folder.mkdir(parents=True)
    for index in range(count):
        noise = np.random.default_rng(index)
        small = noise.integers(0, 255, (12, 16, 3), dtype=np.uint8)
        picture = Image.fromarray(small).resize((500, 375), Image.Resampling.BICUBIC)
        texture = Image.fromarray(noise.integers(0, 255, (94, 125, 3), dtype=np.uint8)).resize((500, 375))
        picture = Image.blend(picture, texture.filter(ImageFilter.GaussianBlur(1)), 0.25)
        grain = noise.normal(0, 4, (375, 500, 3))
        pixels = np.clip(np.asarray(picture, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{index:05}.jpg", quality=90)
    return folder


def many_small(folder: Path, count: int) -> None:
    """Small JPEGs, all different, 100 in a folder, padded to the 20 KB of a shop's thumbnail."""
    template = Image.new("RGB", (48, 48))
    template.save(folder / "template.jpg", quality=80)
    encoded = (folder / "template.jpg").read_bytes()
    (folder / "template.jpg").unlink()
    generator = random.Random(1)
    padding = generator.randbytes(20_000)
    for index in range(count):
        if index % 100 == 0:
            (folder / f"{index // 100:04}").mkdir()
        # What follows the end of a JPEG is no part of the picture, but of the file's MD5.
        path = folder / f"{index // 100:04}" / f"{index:06}.jpg"
        path.write_bytes(encoded + index.to_bytes(4, "little") + padding)
