#!/usr/bin/env python3
"""Makes the views of all training pictures and lets the teachers score them.

    python label.py --data data --out views --workers 2 [--smoke]

Writes under --out: student.u8 (N×160×160×3), pooled.f16 (N×2304, the teachers' pooled
numbers), dense.f16 (N×25×D, their maps on a 5×5 grid in the target space), meta.npz,
space.npz (the target space) and dev.npz + dev_*.npy (the sets kept out of training).
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
GRID = 5


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
    """Pooled (N×2304) and 5×5 (N×25×2304) numbers of the weighted concatenation."""
    pooled, dense = [], []
    for m, w in zip(maps, weights):
        p = m.mean(2)
        norm = w / np.maximum(np.linalg.norm(p, axis=1), 1e-6)
        pooled.append(p * norm[:, None])
        dense.append((m @ POOL.T).transpose(0, 2, 1) * norm[:, None, None])
    return np.concatenate(pooled, 1), np.concatenate(dense, 2)


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


def work(worker, workers, data, out, pictures, offsets, total, seed, dims, weights):
    net = Pair(data)
    space = np.load(out / "space.npz")
    mean, basis = space["mean"], space["basis"]
    student = np.memmap(out / "student.u8", np.uint8, "r+", shape=(total, views.STUDENT, views.STUDENT, 3))
    pooled = np.memmap(out / "pooled.f16", np.float16, "r+", shape=(total, 2304))
    dense = np.memmap(out / "dense.f16", np.float16, "r+", shape=(total, GRID * GRID, dims))
    kinds = np.memmap(out / "kind.u8", np.uint8, "r+", shape=(total,))
    others, rng = Others(), np.random.default_rng([seed, 99, worker])
    queue, where, what = [], [], []

    def flush():
        p, d = concat(net(np.stack(queue)), weights)
        pooled[where] = p
        dense[where] = (d - mean) @ basis
        kinds[where] = what     # last: a view with a kind is whole, so a cut-off run can be used
        queue.clear(), where.clear(), what.clear()

    start, done = time.time(), 0
    # A fixed shuffle: backgrounds come from all sources, and a cut-off run is a fair sample.
    order = np.random.default_rng([seed, 5]).permutation(len(pictures))[worker::workers]
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
    ap.add_argument("--smoke", type=int, default=0, metavar="N", help="at most N pictures of each source")
    args = ap.parse_args()
    out = args.out
    pictures = plan(args.data, args.smoke, args.seed)
    space = np.load(out / "space.npz")
    dims, weights = space["basis"].shape[1], [float(w) for w in space["weights"]]
    counts = np.array([c for _, _, c in pictures])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    total = int(offsets[-1])
    print(f"{len(pictures)} pictures, {total} views, {dims} dimensions", flush=True)
    for name, size in (("student.u8", total * views.STUDENT ** 2 * 3), ("pooled.f16", total * 2304 * 2),
                       ("dense.f16", total * GRID * GRID * dims * 2), ("kind.u8", total)):
        if not (out / name).exists() or (out / name).stat().st_size != size:
            with open(out / name, "wb") as f:
                f.truncate(size)
    group = np.repeat(np.arange(len(pictures)), counts)
    source = np.repeat([s for s, _, _ in pictures], counts)
    np.savez(out / "meta.npz", total=total, group=group, source=source, dims=dims)
    (out / "pictures.json").write_text(json.dumps([[s, p] for s, p, _ in pictures]))
    jobs = [mp.get_context("spawn").Process(target=work, args=(w, args.workers, args.data, out, pictures, offsets, total, args.seed, dims, weights))
            for w in range(args.workers)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    if any(j.exitcode for j in jobs):
        raise SystemExit("a worker failed")
    (out / "done").touch()


if __name__ == "__main__":
    main()
