#!/usr/bin/env python3
"""Writes the trained network as ONNX with 8-bit weights, its manifest, and its numbers.

    python export.py --views views --run run --data data --out ../Models/lookalike-small

Batch normalisations are folded into the convolutions, weights are int8 with a scale for
each output channel (DequantizeLinear), the mean over the map comes before the linear head.
"""
import argparse
import hashlib
import json
import os
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import label
import measure
import network
import train


def folded(conv):
    """Weight and bias of a convolution with its batch normalisation."""
    bn = conv.bn
    k = (bn.weight / torch.sqrt(bn.running_var + bn.eps)).detach()
    w = conv.conv.weight.detach() * k[:, None, None, None]
    return w.double().numpy(), (bn.bias - bn.running_mean * k).detach().double().numpy(), conv.conv.stride[0], conv.conv.padding[0]


class Graph:
    def __init__(self):
        self.nodes, self.init, self.n = [], [], 0

    def name(self, what):
        self.n += 1
        return f"{what}{self.n}"

    def constant(self, array, what):
        name = self.name(what)
        self.init.append(numpy_helper.from_array(array, name))
        return name

    def add(self, kind, inputs, output=None, **attributes):
        output = output or self.name(kind.lower())
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def weight(self, w, bits):
        if bits == 32:
            return self.constant(w.astype(np.float32), "w")
        if bits == 16:
            return self.add("Cast", [self.constant(w.astype(np.float16), "h")], to=TensorProto.FLOAT)
        flat = np.abs(w.reshape(len(w), -1))
        scale = np.maximum(flat.max(1), 1e-9) / 127
        # The scale with the least squared error of a few smaller ones, channel by channel.
        best, error = scale.copy(), np.full(len(w), np.inf)
        for k in np.linspace(0.75, 1, 11):
            s = (scale * k).reshape(-1, *[1] * (w.ndim - 1))
            e = ((np.clip(np.round(w / s), -127, 127) * s - w) ** 2).reshape(len(w), -1).sum(1)
            best, error = np.where(e < error, scale * k, best), np.minimum(e, error)
        s = best.reshape(-1, *[1] * (w.ndim - 1))
        q = np.clip(np.round(w / s), -127, 127).astype(np.int8)
        return self.add("DequantizeLinear", [self.constant(q, "q"), self.constant(best.astype(np.float32), "s"),
                                             self.constant(np.zeros(len(w), np.int8), "z")], axis=0)

    def conv(self, x, conv, bits, relu):
        w, b, stride, pad = folded(conv)
        x = self.add("Conv", [x, self.weight(w, bits), self.constant(b.astype(np.float32), "b")],
                     kernel_shape=list(w.shape[2:]), strides=[stride] * 2, pads=[pad] * 4)
        return self.add("Relu", [x]) if relu else x


def build(net, head, bias, side, bits):
    g = Graph()
    x = g.conv("image", net.stem, 32 if bits == 8 else bits, True)      # the first layer is small and sees the picture itself
    for block in net.body:
        if isinstance(block, network.Basic):
            skip = x if isinstance(block.skip, torch.nn.Identity) else g.conv(x, block.skip, bits, False)
            y = g.conv(g.conv(x, block.a, bits, True), block.b, bits, False)
        else:
            skip = x
            y = g.conv(g.conv(g.conv(x, block.a, bits, True), block.b, bits, True), block.c, bits, False)
        x = g.add("Relu", [g.add("Add", [y, skip])])
    x = g.add("GlobalAveragePool", [x])
    x = g.add("Conv", [x, g.weight(head[:, :, None, None], bits), g.constant(bias.astype(np.float32), "b")], kernel_shape=[1, 1])
    g.add("Flatten", [x], "embedding", axis=1)
    graph = helper.make_graph(g.nodes, "lookalike-small",
                              [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, side, side])],
                              [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", len(head)])], g.init)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="lookalike training")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def run_torch(net, images, batch=64):
    out = []
    with torch.no_grad():
        for s in range(0, len(images), batch):
            out.append(net(train.to_input(torch.from_numpy(images[s:s + batch]))).numpy())
    return np.concatenate(out).astype(np.float64)


def run_openvino(path, images, precision, side):
    import openvino as ov
    core = ov.Core()
    model = core.read_model(str(path))
    model.reshape([-1, 3, side, side])
    c = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": "1"})
    out = []
    for s in range(0, len(images), 32):
        out.append(np.array(c(np.ascontiguousarray(train.to_input(torch.from_numpy(images[s:s + 32])).numpy()))[0], np.float64))
    return np.concatenate(out)


def milliseconds(data, path, side):
    """ms a picture beside MobileNet v1 1.0/224 (the teacher as plain floats, with its pooling), turn by turn, best of many."""
    import openvino as ov
    from openvino import opset13 as op
    import sources
    import teachers
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
            inputs = [np.random.default_rng(0).integers(0, 255, (batch, 224, 224, 3), np.uint8), np.random.default_rng(0).random((batch, 3, side, side), np.float32)]
            best = [1e9, 1e9]
            for _ in range(60 if batch == 1 else 15):
                for k in (0, 1):
                    begin = time.perf_counter()
                    nets[k](inputs[k])
                    best[k] = min(best[k], (time.perf_counter() - begin) / batch * 1e3)
            out[f"{precision} batch {batch}"] = {"mobilenet-v1": round(best[0], 3), "ours": round(best[1], 3), "ratio": round(best[1] / best[0], 3)}
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--views", type=Path, required=True)
    ap.add_argument("--run", type=Path, required=True)
    ap.add_argument("--data", type=Path, help="with it, times beside MobileNet v1 are taken")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--checkpoint", default="final.pt")
    ap.add_argument("--side", type=int, default=0)
    ap.add_argument("--bits", type=int, default=8, choices=(8, 16))
    ap.add_argument("--power", type=float, default=0.0, help="evens out the dimensions' spread, 0 not, 1 wholly")
    ap.add_argument("--search", action="store_true", help="print the held-out sets' P@1 for several powers and stop")
    ap.add_argument("--threshold", type=float, default=0.0)
    args = ap.parse_args()
    state = torch.load(args.run / args.checkpoint, weights_only=True, map_location="cpu")
    net = network.Network(state["dims"])
    net.load_state_dict(state["ema"])
    net.eval()
    side = args.side or state["side"]
    import devsets
    import cv2
    from PIL import Image
    sets = train.dev_sets(args.views)
    small = lambda images: images if images.shape[1] == side else np.stack([np.asarray(Image.fromarray(i).resize((side, side), Image.BILINEAR)) for i in images])
    views = train.Views(args.views, 1, 64, 8, True)
    pick = np.sort(np.random.default_rng(0).choice(views.index, min(3000, len(views.index)), replace=False))
    base = run_torch(net, small(np.stack([views.student[i] for i in pick])))
    spread = base.std(0)
    devs = {n: (small(i), l, q) for n, (i, l, q) in sets.items()}
    raw = {n: run_torch(net, i) for n, (i, _, _) in devs.items()}

    def scale_of(power):
        s = (spread / spread.max() + 1e-3) ** -power
        return s / s.mean()
    if args.search:
        for p in (0, 0.3, 0.6, 0.8, 1.0):
            r = {n: measure.retrieval(raw[n] * scale_of(p), devs[n][1], devs[n][2])["P@1"] for n in raw}
            print(p, f"mean {np.mean(list(r.values())):.4f}", {n: round(v, 3) for n, v in r.items()}, flush=True)
        return
    s = scale_of(args.power)
    head = net.head.weight.detach().double().numpy()[:, :, 0, 0] * s[:, None]
    bias = net.head.bias.detach().double().numpy() * s
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "network.onnx.part"
    onnx.save(build(net, head, bias, side, args.bits), str(path))
    agree, quality, vectors = {}, {}, {}
    probe = np.concatenate([i[::7] for i, _, _ in devs.values()])
    wanted = measure.normalised(np.concatenate([(raw[n] * s)[::7] for n in devs]))
    for precision in ("f32", "bf16"):
        got = run_openvino(path, probe, precision, side)
        c = (measure.normalised(got) * wanted).sum(1)
        agree[f"shipped {precision} to trained f32"] = {"mean": round(float(c.mean()), 5), "least": round(float(c.min()), 5)}
    z = np.load(args.views / "space_features.npz")
    for n, (images, labels, queries) in devs.items():
        vectors[n] = run_openvino(path, images, "bf16", side)
        row = {"ours": measure.retrieval(vectors[n], labels, queries)}
        f = [measure.normalised(z[f"{n}/{t}"].astype(np.float32)) for t in ("v1", "v2")]
        row["mobilenet-v1"] = measure.retrieval(f[0], labels, queries)
        row["mobilenet-v2"] = measure.retrieval(f[1], labels, queries)
        row["both"] = measure.retrieval(np.concatenate(f, 1), labels, queries)
        row["histogram"] = measure.retrieval(z[f"{n}/histogram"].astype(np.float32), labels, queries)
        quality[n] = {k: {m: round(v, 4) for m, v in r.items()} for k, r in row.items()}
        print(n, {k: r["P@1"] for k, r in quality[n].items()}, flush=True)
    curve, at = {}, {}
    for n in ("clothing", "caltech101", "framed", "wall"):
        x = measure.normalised(vectors[n])
        _, y = np.unique(devs[n][1], return_inverse=True)
        sim, q = x @ x.T, devs[n][2]
        np.fill_diagonal(sim, -2)
        same = y[:, None] == y[None]
        np.fill_diagonal(same, False)
        rows = []
        for t in np.arange(0.3, 0.96, 0.05):
            hit = (sim >= t) & q[:, None]
            rows.append({"threshold": round(float(t), 2), "precision": round(float(same[hit].mean()), 3) if hit.any() else None,
                         "recall": round(float((hit & same).sum() / max(1, (same & q[:, None]).sum())), 3), "results a query": round(float(hit.sum() / q.sum()), 2)})
        curve[n] = rows
        # The lowest cosine whose answers are right with a wanted precision.
        asked = np.broadcast_to(q[:, None], sim.shape).copy()
        np.fill_diagonal(asked, False)
        values, right = sim[asked], same[asked]
        order = np.argsort(-values)
        p = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        for wanted_p in (0.8, 0.9, 0.95):
            k = np.flatnonzero(p >= wanted_p)
            if len(k):
                at[f"{n} {wanted_p}"] = {"threshold": round(float(values[order][k[-1]]), 4), "recall": round(float(right[order][:k[-1] + 1].sum() / right.sum()), 4)}
    numbers = {"multiply-adds": network.multiply_adds(network.Network(state["dims"]), side), "bytes": path.stat().st_size, "agreement": agree,
               "quality": quality, "mean P@1": {k: round(float(np.mean([quality[n][k]["P@1"] for n in quality])), 4) for k in ("ours", "mobilenet-v1", "mobilenet-v2", "both", "histogram")},
               "curve": curve, "threshold for precision": at, "steps": state["step"]}
    if args.data:
        numbers["ms a picture"] = milliseconds(args.data, path, side)
    (args.run / "numbers.json").write_text(json.dumps(numbers, indent=1))
    for k in ("multiply-adds", "bytes", "agreement", "mean P@1", "ms a picture", "threshold for precision"):
        print(k, numbers.get(k), flush=True)
    for n, rows in curve.items():
        print(n, [(r["threshold"], r["precision"], r["recall"], r["results a query"]) for r in rows])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {
        "name": "lookalike-small", "version": 1,
        "description": "A small general-purpose look-alike embedding, distilled from MobileNet v1 and v2 into a network of our own.",
        "network": "network.onnx", "sha256": digest, "dimension": int(len(head)),
        "input": {"name": "image", "width": side, "height": side, "layout": "nchw", "element": "f32"},
        "preprocessing": {"resize": {"mode": "squash", "width": side, "height": side, "interpolation": "bilinear"}, "color": "rgb",
                          "mean": network.MEAN, "std": network.STD},
        "output": {"name": "embedding"}, "normalize": True, "license": "Apache-2.0", "source": "training/README.md",
        "suggested_threshold": args.threshold or 0.6}
    part = args.out / "model.json.part"
    part.write_text(json.dumps(manifest, indent=2) + "\n")
    os.replace(path, args.out / "network.onnx")
    os.replace(part, args.out / "model.json")


if __name__ == "__main__":
    main()
