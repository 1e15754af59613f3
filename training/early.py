#!/usr/bin/env python3
"""Computes what the first blocks make of every labelled view, once, for the first part of the training.

    python early.py --data data --views views

Writes early.u8 under --views: N×8×8×512, ReLU6's 0 to 6 as a byte, the step that the teacher itself has.
A run that was cut off goes on (early.there says what is done).
"""
import argparse
import os

for _v in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_v, "1")      # the workers are the parallelism
import multiprocessing as mp
from pathlib import Path

import numpy as np
import torch

import network
import sources
import teachers
import views as making
from data import EARLY, to_input

BATCH = 64


def teacher(data: Path):
    """A network whose first blocks are the teacher's (the head means nothing yet)."""
    net = network.Network(1)
    net.take(teachers.layers(data / "teachers" / sources.TEACHERS.v1), np.arange(network.WIDTH))
    return net.to(memory_format=torch.channels_last).eval()


def work(worker, workers, data, folder):
    torch.set_num_threads(1)
    net = teacher(data)
    n = int(np.load(folder / "meta.npz")["total"])
    student = np.memmap(folder / "student.u8", np.uint8, "r", shape=(n, making.STUDENT, making.STUDENT, 3))
    early = np.memmap(folder / "early.u8", np.uint8, "r+", shape=(n, *EARLY))
    there = np.memmap(folder / "early.there", np.uint8, "r+", shape=(n,))
    todo = np.flatnonzero((np.fromfile(folder / "kind.u8", np.uint8) > 0) & (there == 0))[worker::workers]
    for s in range(0, len(todo), BATCH):
        index = todo[s:s + BATCH]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            x = net.early(to_input(torch.from_numpy(student[index])))
        early[index] = (x.float() * (255 / network.TOP)).round().byte().permute(0, 2, 3, 1).numpy()
        there[index] = 1
        if worker == 0 and s // BATCH % 100 == 0:
            print(f"worker 0: {s} of {len(todo)} views", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--views", type=Path, required=True)
    ap.add_argument("--workers", type=int, default=2)
    args = ap.parse_args()
    n = int(np.load(args.views / "meta.npz")["total"])
    for name, size in (("early.u8", n * int(np.prod(EARLY))), ("early.there", n)):
        path = args.views / name
        if not path.exists() or path.stat().st_size != size:
            with open(path, "wb") as f:
                f.truncate(size)
    jobs = [mp.get_context("spawn").Process(target=work, args=(w, args.workers, args.data, args.views)) for w in range(args.workers)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    if any(j.exitcode for j in jobs):
        raise SystemExit("a worker failed")


if __name__ == "__main__":
    main()
