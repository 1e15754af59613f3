"""The sets kept out of training: pictures, labels, who asks and who is searched."""
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

import sources
import views

PER_CLASS = 40


def student_input(image, side=views.STUDENT):
    """As in use: squash with Pillow's antialiased bilinear."""
    return np.asarray(Image.fromarray(image).resize((side, side), Image.BILINEAR))


def teacher_input(image):
    return student_input(image, views.TEACHER)


def load(data: Path):
    """{set: (pictures, labels, queries)}: leave-one-out, `queries` ask, all are searched."""
    sources.prepare(data)
    sets = {}
    by = {s.name: s for s in sources.SOURCES}
    for name in ("clothing", "caltech101"):
        s, count = by[name], {}
        images, labels = [], []
        for p in sources.listing(data, s):
            label = s.dev(p)
            if label is None or count.get(label, 0) >= (PER_CLASS if name == "caltech101" else 10 ** 9):
                continue
            image = views.read(data / s.name / p, 512)
            if image is None:
                continue
            count[label] = count.get(label, 0) + 1
            images.append(image), labels.append(label)
        sets[name] = (images, labels, np.ones(len(labels), bool))

    # Paintings kept out of training, clean, among photographs; asked for by a picture of the wall.
    base = data / "pacs"
    names = sources.listing(data, by["pacs"])
    clean = [(p, views.read(base / p, 512)) for p in names if sources.pacs_held(p)]
    photos = [views.read(base / p, 512) for p in names if "/photo/" in p][::3]
    for name, area in (("wall", (0.3, 0.8)), ("framed", None)):
        rng = np.random.default_rng(20)
        images = [im for _, im in clean] + photos
        labels = [p for p, _ in clean] + [f"photo{i}" for i in range(len(photos))]
        queries = [False] * len(images)
        for p, im in clean:
            if area:
                q = views.light(views.composite(im, rng, lambda r: photos[int(r.integers(0, len(photos)))], 77, area), rng, True)
            else:
                q = views.light(views.framed(im, rng), rng, False)
            images.append(q), labels.append(p), queries.append(True)
        sets[name] = (images, labels, np.array(queries))
    # The hardest: only pictures of walls, two of each painting, each wall with many paintings.
    images, labels = [], []
    rng = np.random.default_rng(21)
    for p, im in clean:
        for _ in range(2):
            images.append(views.light(views.composite(im, rng, lambda r: photos[int(r.integers(0, len(photos)))], 77, (0.15, 0.5)), rng, True))
            labels.append(p)
    sets["walls"] = (images, labels, np.ones(len(labels), bool))
    return sets


def histogram(images):
    """A colour histogram, the naive answer to compare with: 8×8×8 bins, square roots."""
    out = []
    for im in images:
        h = cv2.calcHist([np.ascontiguousarray(im)], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3).ravel()
        out.append(np.sqrt(h / h.sum()))
    return np.array(out, np.float32)
