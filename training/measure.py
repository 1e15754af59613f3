#!/usr/bin/env python3
"""Leave-one-out retrieval quality, computed with numpy alone.

    python measure.py vectors.npy list.txt            # list: path, optional comma or tab and a label
    python measure.py --onnx network.onnx --manifest model.json FOLDER   # class folders

Without a label in the list, a picture's label is its folder. A picture that has no other
of its label is searched but does not ask.
"""
import argparse
import json
from pathlib import Path

import numpy as np


def normalised(x):
    x = np.asarray(x, np.float32)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def retrieval(vectors, labels, queries=None, chunk=1024):
    """P@1, P@10, R@10 and mAP over the pictures that have another of their label.

    P@10 divides by 10 or by how many there are to find, whichever is less.
    """
    x = normalised(vectors)
    _, y = np.unique(np.asarray(labels), return_inverse=True)
    n = len(y)
    total = np.bincount(y)[y] - 1
    ask = (total > 0) if queries is None else (np.asarray(queries) & (total > 0))
    ask = np.flatnonzero(ask)
    p1, p10, r10, ap = [], [], [], []
    for s in range(0, len(ask), chunk):
        idx = ask[s:s + chunk]
        sim = x[idx] @ x.T
        sim[np.arange(len(idx)), idx] = -np.inf
        order = np.argsort(-sim, axis=1, kind="stable")[:, :n - 1]
        hit = y[order] == y[idx][:, None]
        p1.append(hit[:, 0])
        found = hit[:, :10].sum(1)
        p10.append(found / np.minimum(10, total[idx]))
        r10.append(found / total[idx])
        rank = np.cumsum(hit, 1) / np.arange(1, n)
        ap.append((rank * hit).sum(1) / total[idx])
    cat = lambda v: float(np.concatenate(v).mean())
    return {"queries": len(ask), "P@1": cat(p1), "P@10": cat(p10), "R@10": cat(r10), "mAP": cat(ap)}


def threshold_for(vectors, labels, precision):
    """The lowest cosine from which the pairs above it are of one label with this precision."""
    x = normalised(vectors)
    _, y = np.unique(np.asarray(labels), return_inverse=True)
    i, j = np.triu_indices(len(y), 1)
    sim = (x @ x.T)[i, j]
    same = y[i] == y[j]
    order = np.argsort(-sim, kind="stable")
    p = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    ok = np.flatnonzero(p >= precision)
    if not len(ok):
        return None
    k = ok[-1]
    return {"threshold": float(sim[order][k]), "precision": float(p[k]), "recall": float(same[order][:k + 1].sum() / max(1, same.sum()))}


class Network:
    """A manifest and its ONNX, run by OpenVINO."""

    def __init__(self, onnx, manifest, precision="f32"):
        import openvino as ov
        self.m = json.loads(Path(manifest).read_text())
        core = ov.Core()
        model = core.read_model(str(onnx))
        i = self.m["input"]
        model.reshape([-1, 3, i["height"], i["width"]])
        self.net = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision})

    def __call__(self, images, batch=32):
        from PIL import Image
        i, p = self.m["input"], self.m["preprocessing"]
        mean, std = np.float32(p["mean"]), np.float32(p["std"])
        out = []
        for s in range(0, len(images), batch):
            x = np.stack([np.asarray(Image.fromarray(im).resize((i["width"], i["height"]), Image.BILINEAR)) for im in images[s:s + batch]])
            x = (x.astype(np.float32) / 255 - mean) / std
            out.append(np.array(self.net(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))[0], np.float32))
        return normalised(np.concatenate(out))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("vectors", nargs="*", help="vectors.npy list.txt, or a folder with --onnx")
    ap.add_argument("--onnx")
    ap.add_argument("--manifest")
    ap.add_argument("--precision", type=float, default=0.95)
    args = ap.parse_args()
    if args.onnx:
        from PIL import Image, ImageOps
        root = Path(args.vectors[0])
        paths = sorted(p for p in root.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png", ".bmp", ".webp"))
        images = [np.asarray(ImageOps.exif_transpose(Image.open(p)).convert("RGB")) for p in paths]
        vectors = Network(args.onnx, args.manifest or str(Path(args.onnx).with_name("model.json")))(images)
        labels = [str(p.parent) for p in paths]
    else:
        vectors = np.load(args.vectors[0])
        labels = []
        for line in Path(args.vectors[1]).read_text().splitlines():
            parts = line.replace("\t", ",").rsplit(",", 1)
            labels.append(parts[1] if len(parts) == 2 else str(Path(line).parent))
    result = retrieval(vectors, labels)
    result["threshold"] = threshold_for(vectors, labels, args.precision)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
