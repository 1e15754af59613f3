#!/usr/bin/env python3
"""Makes the views of all training pictures and lets the teachers score them.

    python label.py --data data --out views --workers 2 [--smoke]

Reads the target space from --out (space.py made it) and writes there student.u8 (N×128×128×3),
dense.f16 (N×16×D, the teachers' maps on a 4×4 grid in the target space; their mean is the target of
the embedding), kind.u8, meta.npz and pictures.json. N counts the views of all pictures; where kind
is 0 nothing is written and the files have holes.
"""
import argparse
import json
import multiprocessing as mp
import os
import time

for _v in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_v, "1")      # the workers are the parallelism
from pathlib import Path

import numpy as np

import sources
import teachers
import views

BATCH = 8
GRID = 4


class Pair:
    """Both teachers on one thread."""

    def __init__(self, data: Path):
        base = data / "teachers"
        self.nets = [teachers.compiled(base / f, BATCH) for f in (sources.TEACHERS.v1, sources.TEACHERS.v2)]

    def __call__(self, x):
        n = len(x)
        if n < BATCH:
            x = np.concatenate([x, np.repeat(x[-1:], BATCH - n, 0)])
        return [np.array(net(x)[0], dtype=np.float32).reshape(BATCH, -1, 49)[:n] for net in self.nets]


def pool_matrix(n_from, n_to):
    """Adaptive average pooling of one axis as a matrix (fractional cells)."""
    m = np.zeros((n_to, n_from), np.float32)
    edge = np.linspace(0, n_from, n_to + 1)
    for i in range(n_to):
        for j in range(n_from):
            m[i, j] = max(0.0, min(edge[i + 1], j + 1) - max(edge[i], j))
    return m / m.sum(1, keepdims=True)


_p = pool_matrix(7, GRID)
POOL = np.einsum("ai,bj->abij", _p, _p).reshape(GRID * GRID, 49)


def concat(maps, weights):
    """The weighted concatenation on the grid: N×16×2304, each teacher's part divided by its pooled norm."""
    dense = []
    for m, w in zip(maps, weights):
        norm = w / np.maximum(np.linalg.norm(m.mean(2), axis=1), 1e-6)
        dense.append((m @ POOL.T).transpose(0, 2, 1) * norm[:, None, None])
    return np.concatenate(dense, 2)


def plan(data: Path, smoke: int, seed: int):
    sources.prepare(data)
    pictures = []
    for si, s in enumerate(sources.SOURCES):
        names = [p for p in sources.listing(data, s) if s.train(p)]
        limit = min(s.limit or len(names), smoke or len(names))
        if limit < len(names):
            keep = np.random.default_rng([seed, si]).permutation(len(names))[:limit]
            names = [names[i] for i in sorted(keep)]
        pictures += [(si, p, s.views(p)) for p in names]
    return pictures


class Others:
    """Gives backgrounds and neighbours: pictures that the worker read lately."""

    def __init__(self):
        self.ring = []

    def add(self, image, rng):
        if len(self.ring) < 64:
            self.ring.append(image)
        else:
            self.ring[int(rng.integers(0, 64))] = image

    def __call__(self, rng):
        return self.ring[int(rng.integers(0, len(self.ring)))]


def work(worker, workers, data, out, pictures, limit, offsets, total, seed, dims, weights):
    net = Pair(data)
    space = np.load(out / "space.npz")
    basis = space["basis"]
    student = np.memmap(out / "student.u8", np.uint8, "r+", shape=(total, views.STUDENT, views.STUDENT, 3))
    dense = np.memmap(out / "dense.f16", np.float16, "r+", shape=(total, GRID * GRID, dims))
    kinds = np.memmap(out / "kind.u8", np.uint8, "r+", shape=(total,))
    others, rng = Others(), np.random.default_rng([seed, 99, worker])
    queue, where, what = [], [], []

    def flush():
        dense[where] = concat(net(np.stack(queue)), weights) @ basis
        kinds[where] = what     # last: a view with a kind is whole, so a cut-off run can be used
        queue.clear(), where.clear(), what.clear()

    start, done = time.time(), 0
    # A fixed shuffle: backgrounds come from all sources, and the first so many are a fair sample.
    order = np.random.default_rng([seed, 5]).permutation(len(pictures))[:limit][worker::workers]
    for k in order:
        si, name, count = pictures[k]
        if (kinds[offsets[k]:offsets[k] + count] > 0).all():
            continue            # scored before the run was cut off
        image = views.read(data / sources.SOURCES[si].name / name)
        if image is None or min(image.shape[:2]) < 16:
            continue
        others.add(image, rng)
        first = count > 1
        for j, (t, s, kind) in enumerate(views.make(image, int(k), count, seed, others, first)):
            i = int(offsets[k]) + j
            student[i] = s
            queue.append(t), where.append(i), what.append(kind + 1)
            if len(queue) == BATCH:
                flush()
        done += count
        if worker == 0 and (done // 2000) != ((done - count) // 2000):
            print(f"worker 0: {done} views, {1e3 * (time.time() - start) / done:.2f} ms a view", flush=True)
    if queue:
        flush()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--workers", type=int, default=2)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--pictures", type=int, default=38056, help="how many of the 91,094 pictures")
    ap.add_argument("--smoke", type=int, default=0, metavar="N", help="at most N pictures of each source")
    args = ap.parse_args()
    out = args.out
    pictures = plan(args.data, args.smoke, args.seed)
    space = np.load(out / "space.npz")
    dims, weights = space["basis"].shape[1], [float(w) for w in space["weights"]]
    counts = np.array([c for _, _, c in pictures])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    total = int(offsets[-1])
    print(f"the first {min(args.pictures, len(pictures))} of {len(pictures)} pictures (all have {total} views), {dims} dimensions", flush=True)
    for name, size in (("student.u8", total * views.STUDENT ** 2 * 3), ("dense.f16", total * GRID * GRID * dims * 2), ("kind.u8", total)):
        if not (out / name).exists() or (out / name).stat().st_size != size:
            with open(out / name, "wb") as f:
                f.truncate(size)
    group = np.repeat(np.arange(len(pictures)), counts)
    np.savez(out / "meta.npz", total=total, group=group, dims=dims)
    (out / "pictures.json").write_text(json.dumps([[s, p] for s, p, _ in pictures]))
    jobs = [mp.get_context("spawn").Process(target=work, args=(w, args.workers, args.data, out, pictures, args.pictures, offsets, total, args.seed, dims, weights))
            for w in range(args.workers)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    if any(j.exitcode for j in jobs):
        raise SystemExit("a worker failed")


if __name__ == "__main__":
    main()
