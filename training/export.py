#!/usr/bin/env python3
"""Writes the trained network as ONNX with 8-bit weights, its manifest, and its numbers.

    python export.py --data data --views views --run run --out ../Models/lookalike-small
"""
import argparse
import hashlib
import json
import os
import time
from pathlib import Path

import numpy as np
import onnx
import openvino as ov
import torch
from openvino import opset13 as op

import graph
import measure
import network
import sources
import teachers
from data import Views, dev_sets, embed, to_input


def run_openvino(path, images, precision, side=network.SIDE):
    core = ov.Core()
    model = core.read_model(str(path))
    model.reshape([-1, 3, side, side])
    net = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": "1"})
    out = []
    for s in range(0, len(images), 32):
        x = np.ascontiguousarray(to_input(torch.from_numpy(images[s:s + 32])).numpy())
        out.append(np.array(net(x)[0], np.float64))
    return np.concatenate(out)


def milliseconds(data, path, side=network.SIDE):
    """ms a picture beside MobileNet v1 1.0/224 (the teacher as plain floats, with its pooling), turn by turn, best of many."""
    core, out = ov.Core(), {}
    for precision in ("f32", "bf16"):
        for batch in (1, 16):
            config = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1"}
            t = teachers.load(data / "teachers" / sources.TEACHERS.v1, batch)
            pooled = op.reduce_mean(t.get_results()[0].input_value(0), op.constant(np.array([2, 3], np.int64)), False)
            t = ov.Model([op.result(pooled)], t.get_parameters())
            m = core.read_model(str(path))
            m.reshape([batch, 3, side, side])
            nets = [core.compile_model(v, "CPU", config) for v in (t, m)]
            rng = np.random.default_rng(0)
            inputs = [rng.integers(0, 255, (batch, 224, 224, 3), np.uint8), rng.random((batch, 3, side, side), np.float32)]
            best = [1e9, 1e9]
            for _ in range(200 if batch == 1 else 40):
                for k in (0, 1):
                    begin = time.perf_counter()
                    nets[k](inputs[k])
                    best[k] = min(best[k], (time.perf_counter() - begin) / batch * 1e3)
            out[f"{precision} batch {batch}"] = {"mobilenet-v1": round(best[0], 3), "ours": round(best[1], 3), "ratio": round(best[1] / best[0], 3)}
    return out


def agreement(path, images, wanted):
    """The shipped file's answers beside the trained f32 network's: cosines."""
    out = {}
    for precision in ("f32", "bf16"):
        c = (measure.normalised(run_openvino(path, images, precision)) * measure.normalised(wanted)).sum(1)
        out[precision] = {"mean": round(float(c.mean()), 5), "least": round(float(c.min()), 5)}
    return out


def curve(vectors, labels, queries):
    """Precision, recall and answers a query from a cosine on, and the lowest cosine for some precisions."""
    x = measure.normalised(vectors)
    _, y = np.unique(labels, return_inverse=True)
    sim, same = x @ x.T, y[:, None] == y[None]
    asked = np.broadcast_to(np.asarray(queries)[:, None], sim.shape) & ~np.eye(len(y), dtype=bool)
    sim, same, count = sim[asked], same[asked], int(np.sum(queries))
    rows = []
    for t in np.arange(0.3, 0.96, 0.05):
        hit = sim >= t
        rows.append({"cosine": round(float(t), 2), "precision": round(float(same[hit].mean()), 3) if hit.any() else None,
                     "recall": round(float(same[hit].sum() / same.sum()), 3), "answers": round(float(hit.sum() / count), 2)})
    order = np.argsort(-sim)
    precision, wanted = np.cumsum(same[order]) / np.arange(1, len(order) + 1), {}
    for p in (0.8, 0.9, 0.95):
        k = np.flatnonzero(precision >= p)
        if len(k):
            wanted[str(p)] = {"cosine": round(float(sim[order][k[-1]]), 4), "recall": round(float(same[order][:k[-1] + 1].sum() / same.sum()), 4)}
    return {"rows": rows, "for precision": wanted}


def manifest(path, dims, threshold):
    return {
        "name": "lookalike-small", "version": 2,
        "description": "A small general-purpose look-alike embedding: MobileNet v1 slimmed, with a head of our own, distilled from MobileNet v1 and v2.",
        "network": "network.onnx", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "dimension": dims,
        "input": {"name": "image", "width": network.SIDE, "height": network.SIDE, "layout": "nchw", "element": "f32"},
        "preprocessing": {"resize": {"mode": "squash", "width": network.SIDE, "height": network.SIDE, "interpolation": "bilinear"},
                          "color": "rgb", "mean": network.MEAN, "std": network.STD},
        "output": {"name": "embedding"}, "normalize": True, "license": "Apache-2.0", "source": "training/README.md",
        "suggested_threshold": threshold}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--views", type=Path, required=True)
    ap.add_argument("--run", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--checkpoint", default="final.pt")
    ap.add_argument("--bits", type=int, default=8, choices=(8, 16))
    ap.add_argument("--power", type=float, default=0.0, help="evens out the dimensions' spread, 0 not, 1 wholly")
    ap.add_argument("--search", action="store_true", help="print the held-out sets' P@1 for several powers and stop")
    ap.add_argument("--threshold", type=float, default=0.6)
    args = ap.parse_args()
    state = torch.load(args.run / args.checkpoint, weights_only=True, map_location="cpu")
    net = network.Network(state["dims"])
    net.load_state_dict(state.get("ema", state["net"]))
    net = net.to(memory_format=torch.channels_last).eval()
    sets = dev_sets(args.views)
    views = Views(args.views, 1, 1, 0)
    pick = np.sort(np.random.default_rng(0).choice(views.index, min(2000, len(views.index)), replace=False))
    spread = embed(net, views.load(pick, views.student)[0].numpy()).numpy().std(0)

    def scale_of(power):
        s = (spread / spread.max() + 1e-3) ** -power
        return s / s.mean()
    if args.search:
        raw = {n: embed(net, images).numpy() for n, (images, _, _) in sets.items()}
        for power in (0, 0.2, 0.4, 0.6, 0.8, 1.0):
            r = {n: measure.retrieval(raw[n] * scale_of(power), sets[n][1], sets[n][2])["P@1"] for n in raw}
            print(power, f"mean {np.mean(list(r.values())):.4f}", {n: round(v, 3) for n, v in r.items()}, flush=True)
        return
    s = scale_of(args.power)
    head, bias = graph.numbers(net.head)
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "network.onnx.part"
    onnx.save(graph.build(net, head[:, :, 0, 0] * s[:, None], bias * s, args.bits), str(path))
    probe = np.concatenate([images[::7] for images, _, _ in sets.values()])
    found = {"multiply-adds": network.multiply_adds(net), "bytes": path.stat().st_size, "steps": state.get("step", 0),
             "agreement": agreement(path, probe, embed(net, probe, half=False).numpy() * s)}
    z, quality, curves = np.load(args.views / "space_features.npz"), {}, {}
    for n, (images, labels, queries) in sets.items():
        vectors = run_openvino(path, images, "bf16")
        one, two = (measure.normalised(z[f"{n}/{t}"].astype(np.float32)) for t in ("v1", "v2"))
        rows = {"ours": vectors, "mobilenet-v1": one, "mobilenet-v2": two, "both": np.concatenate([one, two], 1), "histogram": z[f"{n}/histogram"].astype(np.float32)}
        quality[n] = {k: {m: round(v, 4) for m, v in measure.retrieval(x, labels, queries).items()} for k, x in rows.items()}
        curves[n] = curve(vectors, labels, queries)
        print(n, {k: r["P@1"] for k, r in quality[n].items()}, flush=True)
    for m in ("P@1", "P@10", "mAP"):
        found[f"mean {m}"] = {k: round(float(np.mean([quality[n][k][m] for n in quality])), 4) for k in ("ours", "mobilenet-v1", "mobilenet-v2", "both", "histogram")}
    found["ms a picture"] = milliseconds(args.data, path)
    for k, v in found.items():
        print(k, v, flush=True)
    for n, c in curves.items():
        print(n, c["for precision"], [(r["cosine"], r["precision"], r["recall"], r["answers"]) for r in c["rows"]])
    (args.run / "numbers.json").write_text(json.dumps({**found, "quality": quality, "curves": curves}, indent=1))
    part = args.out / "model.json.part"
    part.write_text(json.dumps(manifest(path, len(head), args.threshold), indent=2) + "\n")
    os.replace(path, args.out / "network.onnx")
    os.replace(part, args.out / "model.json")


if __name__ == "__main__":
    main()
