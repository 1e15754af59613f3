#!/usr/bin/env python3
"""Distils the teachers into the network, from random weights.

    python train.py --views views --out run --minutes 75

The schedule goes by the clock: it anneals to the end within --minutes however fast the
machine is. --steps N goes by steps instead (then a run can be repeated exactly). A run
that was cut off goes on from run/last.pt.
"""
import argparse
import os

for _v in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_v, "1")      # the ranks are the parallelism; on a busy machine threads only wait

import copy
import json
import math
import queue
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

import label
import measure
import network
import sources

STAGES = ((0.0, 96), (0.52, 128), (0.88, 160))


def side_at(progress, stages=STAGES):
    return [s for p, s in stages if progress >= p][-1]


def class_labels(pictures):
    """A class for each picture whose folder names one (else −1), numbered through all sources;
    the first class of its source and how many classes that has."""
    names = [(s, sources.SOURCES[s].label(p)) for s, p in pictures]
    known = sorted({n for n in names if n[1]})
    number = {n: i for i, n in enumerate(known)}
    label_ = np.array([number.get(n, -1) for n in names])
    of = np.array([s for s, _ in known], np.int64)
    first = np.array([np.flatnonzero(of == s)[0] for s in of] or [0], np.int64)
    return label_, first, len(known)


class Views:
    def __init__(self, folder: Path, seed: int, batch: int, pairs: int, quiet=False):
        meta = np.load(folder / "meta.npz")
        n, d = int(meta["total"]), int(meta["dims"])
        self.student = np.memmap(folder / "student.u8", np.uint8, "r", shape=(n, 160, 160, 3))
        self.dense = np.memmap(folder / "dense.f16", np.float16, "r", shape=(n, 25, d))
        self.marks = np.memmap(folder / "kind.u8", np.uint8, "r", shape=(n,))
        self.done = folder / "done"
        self.group = meta["group"]
        self.label, self.first, self.classes = class_labels(json.loads((folder / "pictures.json").read_text()))
        self.batch, self.wanted, self.seed, self.quiet = batch, pairs, seed, quiet
        self.order, self.at, self.whole = np.zeros(0, np.int64), 0, False
        self.flow = np.random.default_rng([seed, 9])
        self.scan()

    def scan(self):
        """Which views are there: training may begin while the teachers still score."""
        self.whole = self.done.exists()
        kind = np.array(self.marks)
        valid = np.flatnonzero(kind > 0)
        held = self.group[valid] % 101 == 0         # pictures never trained on, to watch the loss
        self.check, self.index = valid[held][:1024], valid[~held]
        # Pairs: the whole picture and a composite of it.
        whole = {int(self.group[i]): int(i) for i in self.index if kind[i] == 1}
        comps = [i for i in self.index if kind[i] == 3 and int(self.group[i]) in whole]
        self.pairs = np.array([(whole[int(self.group[i])], i) for i in comps], np.int64).reshape(-1, 2)
        self.npairs = min(self.wanted, len(self.pairs) // 2)
        if not self.quiet:
            print(f"{len(self.index)} views to learn from, {len(self.pairs)} pairs, {len(self.check)} views to check", flush=True)

    def take(self, count):
        if self.at + count > len(self.order):
            self.order, self.at = self.flow.permutation(self.index), 0
        self.at += count
        return self.order[self.at - count:self.at]

    def next(self, side):
        pick = self.flow.choice(len(self.pairs), self.npairs, replace=False) if self.npairs else np.zeros(0, np.int64)
        pairs = self.pairs[pick]
        idx = np.concatenate([pairs[:, 0], pairs[:, 1], self.take(self.batch - 2 * len(pairs))])
        return self.load(idx, side, self.flow)

    def load(self, idx, side, rng=None):
        x = np.empty((len(idx), side, side, 3), np.uint8)
        d = np.array(self.dense[idx], np.float32)
        d = d.reshape(len(idx), 5, 5, -1)
        flip = rng.random(len(idx)) < 0.5 if rng is not None else np.zeros(len(idx), bool)
        for j, i in enumerate(idx):
            im = self.student[i]
            if side != 160:
                im = cv2.resize(im, (side, side), interpolation=cv2.INTER_AREA)
            x[j] = im[:, ::-1] if flip[j] else im
        d[flip] = d[flip][:, :, ::-1]
        cells = side // 32
        if cells != 5:
            m = label.pool_matrix(5, cells)
            d = np.einsum("ai,bj,nijd->nabd", m, m, d, optimize=True)
        return torch.from_numpy(x), torch.from_numpy(np.ascontiguousarray(d)), torch.from_numpy(self.group[idx].copy()), torch.from_numpy(self.label[self.group[idx]])


def to_input(x):
    mean, std = (torch.tensor(v, device=x.device) * 255 for v in (network.MEAN, network.STD))
    return ((x.float() - mean) / std).permute(0, 3, 1, 2)       # channels last in memory


class Classes(torch.nn.Module):
    """Tells the classes of each source apart by the embedding's direction; dropped after training."""

    def __init__(self, dims, first, count):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(max(1, count), dims) * dims ** -0.5)
        first = torch.from_numpy(first)
        self.register_buffer("mine", first[:, None] == first[None], persistent=False)    # classes of one source

    def loss(self, e, labels):
        known = labels >= 0
        if not known.any():
            return e.sum() * 0
        logits = 16 * F.normalize(e[known], dim=1) @ F.normalize(self.weight, dim=1).T
        return F.cross_entropy(logits.masked_fill(~self.mine[labels[known]], -1e4), labels[known])


def loss_of(p, d, group, weights, classes=None, labels=None):
    """p, d: N×cells×cells×D, predicted and the teachers'."""
    e, t = p.mean((1, 2)), d.mean((1, 2))
    en, tn = F.normalize(e, dim=1), F.normalize(t, dim=1)
    cosine = (1 - (en * tn).sum(1)).mean()
    dense = (1 - F.cosine_similarity(p, d, dim=3)).mean()
    same = F.mse_loss(en @ en.T, tn @ tn.T)
    scale = ((e.norm(dim=1).clamp(min=1e-4) / t.norm(dim=1).clamp(min=1e-4)).log() ** 2).mean()
    total = cosine + weights["dense"] * dense + weights["similarity"] * same + 0.02 * scale
    contrast = torch.zeros((), device=p.device)
    if weights["contrast"]:
        mate = (group[:, None] == group[None]) & ~torch.eye(len(group), dtype=torch.bool, device=p.device)
        rows = mate.any(1)
        if rows.any():
            logits = (en @ en.T) / 0.1
            logits = logits.masked_fill(torch.eye(len(group), dtype=torch.bool, device=p.device), -1e4)
            lp = logits.log_softmax(1)
            contrast = -((lp * mate).sum(1)[rows] / mate.sum(1)[rows]).mean()
            total = total + weights["contrast"] * contrast
    told = torch.zeros((), device=p.device)
    if classes is not None and weights["classes"]:
        told = classes.loss(e, labels)
        total = total + weights["classes"] * told
    return total, {"cosine": 1 - cosine.item(), "dense": 1 - dense.item(), "similarity": same.item(), "contrast": contrast.item(), "classes": told.item()}


def orthogonal(g):
    """Newton–Schulz: the nearest semi-orthogonal matrix, roughly."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g / (g.norm() + 1e-7)
    x = x.bfloat16()
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(5):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return (x.T if tall else x).float()


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal: for the weights of the inner convolutions."""

    def __init__(self, params, lr, momentum=0.95, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        ranks = dist.get_world_size() if dist.is_initialized() else 1
        rank = dist.get_rank() if ranks > 1 else 0
        for group in self.param_groups:
            params = sorted(group["params"], key=lambda p: -p.numel())
            flat = torch.zeros(sum(p.numel() for p in params), device=params[0].device)
            at = 0
            for k, p in enumerate(params):
                state = self.state[p]
                if not state:
                    state["m"] = torch.zeros_like(p)
                m = state["m"]
                m.lerp_(p.grad, 1 - group["momentum"])
                if k % ranks == rank:       # each rank does its share of the matrices
                    g = p.grad.lerp(m, group["momentum"]).reshape(len(p), -1)
                    flat[at:at + p.numel()] = (orthogonal(g) * max(1, g.shape[0] / g.shape[1]) ** 0.5).reshape(-1)
                at += p.numel()
            if ranks > 1:
                dist.all_reduce(flat)
            at = 0
            for p in params:
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(flat[at:at + p.numel()].view(p.shape), alpha=-group["lr"])
                at += p.numel()


@torch.no_grad()
def evaluate(net, views, sets, side):
    net.eval()
    def run(images):
        out = []
        for s in range(0, len(images), 128):
            x = images[s:s + 128]
            if x.shape[1] != side:
                x = np.stack([cv2.resize(im, (side, side), interpolation=cv2.INTER_AREA) for im in x])
            device = next(net.parameters()).device
            with torch.autocast(device.type, torch.bfloat16):
                out.append(net(to_input(torch.from_numpy(np.ascontiguousarray(x)).to(device))).float().cpu())
        return torch.cat(out)
    out = {}
    if len(views.check):
        x, d, _, _ = views.load(views.check[:1024], side)
        out["check"] = F.cosine_similarity(run(x.numpy()), d.mean((1, 2)), dim=1).mean().item()
    for name, (images, labels, queries) in sets.items():
        out[name] = measure.retrieval(run(images).numpy(), labels, queries)["P@1"]
    if sets:
        out["mean"] = float(np.mean([out[n] for n in sets]))
    return out


def dev_sets(folder):
    z = np.load(folder / "space_features.npz")
    names = sorted({k.split("/")[0] for k in z.files} - {"sample"})
    return {n: (np.load(folder / f"dev_{n}.npy"), z[n + "/labels"], z[n + "/queries"]) for n in names}


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--views", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--minutes", type=float, default=75)
    ap.add_argument("--steps", type=int, default=0)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--ranks", type=int, default=2, help="processes of one thread each (1 for a GPU)")
    ap.add_argument("--batch", type=int, default=96, help="of each rank")
    ap.add_argument("--pairs", type=int, default=24, help="of each rank")
    ap.add_argument("--lr", type=float, default=0.02, help="of Muon, for the inner convolutions")
    ap.add_argument("--lr-rest", type=float, default=2e-3, help="of AdamW, for the rest")
    ap.add_argument("--dense", type=float, default=0.5)
    ap.add_argument("--similarity", type=float, default=3.0)
    ap.add_argument("--contrast", type=float, default=0.05)
    ap.add_argument("--classes", type=float, default=0.1)
    ap.add_argument("--side", type=int, default=0, help="one side all the time, not growing")
    ap.add_argument("--eval-minutes", type=float, default=8)
    ap.add_argument("--ema", type=float, default=0.998)
    ap.add_argument("--device", default="cpu")
    return ap.parse_args()


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.ranks > 1:
        meeting = args.out / "meeting"
        meeting.unlink(missing_ok=True)
        mp.spawn(train, (args,), args.ranks)
    else:
        train(0, args)


def train(rank, args):
    ranks, chief = args.ranks, rank == 0
    if ranks > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        dist.init_process_group("gloo", init_method=f"file://{(args.out / 'meeting').resolve()}", rank=rank, world_size=ranks)
    torch.manual_seed(args.seed)
    if args.device == "cpu":
        torch.set_num_threads(1)
    views = Views(args.views, args.seed * 100 + rank, args.batch, args.pairs, not chief)
    sets = dev_sets(args.views) if chief else {}
    dims = views.dense.shape[2]
    net = network.Network(dims).to(memory_format=torch.channels_last).to(args.device)
    ema = copy.deepcopy(net)
    classes = Classes(dims, views.first, views.classes).to(args.device)
    if chief:
        print(f"{network.multiply_adds(copy.deepcopy(net).cpu()) / 1e6:.1f} M multiply-adds, {sum(p.numel() for p in net.parameters()) / 1e6:.2f} M weights", flush=True)
    named = list(net.named_parameters())
    inner = [p for n, p in named if p.ndim == 4 and n.startswith("body")]
    rest = [p for n, p in named if p.ndim == 4 and not n.startswith("body")]
    small = [p for n, p in named if p.ndim < 4]
    params = inner + rest + small + list(classes.parameters())
    opts = [Muon(inner, args.lr, weight_decay=0.05),
            torch.optim.AdamW([{"params": rest, "weight_decay": 0.02}, {"params": small, "weight_decay": 0.0}], lr=args.lr_rest, betas=(0.9, 0.98)),
            torch.optim.AdamW(classes.parameters(), lr=args.lr_rest, weight_decay=0.0)]
    peaks = [args.lr, args.lr_rest, args.lr_rest]
    step, spent = 0, 0.0
    last = args.out / "last.pt"
    if last.exists():
        s = torch.load(last, weights_only=True, map_location="cpu")
        net.load_state_dict(s["net"]), ema.load_state_dict(s["ema"])
        for o, v in zip(opts, s["opts"]):
            o.load_state_dict(v)
        if "classes" in s:
            classes.load_state_dict(s["classes"])
        step, spent = s["step"], s["spent"]
        views.flow = np.random.default_rng([args.seed * 100 + rank, 9, step])
        if chief:
            print(f"goes on at step {step}, {spent / 60:.1f} minutes", flush=True)
    begin = time.time() - spent

    def progress():
        return min(1.0, step / args.steps if args.steps else (time.time() - begin) / (60 * args.minutes))

    def together(value):        # every rank goes by the chief's clock
        if ranks == 1:
            return value
        t = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(t, 0)
        return float(t)

    f = together(progress())
    side_now = [args.side or side_at(f)]
    ready, stop = queue.Queue(3), threading.Event()

    def feed():
        taken = 0
        while not stop.is_set():
            taken += 1
            if taken % 200 == 0 and not views.whole:
                views.scan()
            item = views.next(side_now[0])
            while not stop.is_set():
                try:
                    ready.put(item, timeout=1)
                    break
                except queue.Full:
                    pass
    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    weights = {"dense": args.dense, "similarity": args.similarity, "contrast": args.contrast, "classes": args.classes}
    history, shown, evaluated, saved, seen = {}, time.time(), time.time(), time.time(), step
    log = open(args.out / "log.jsonl", "a") if chief else None

    def save(name):
        part = args.out / (name + ".part")
        torch.save({"net": net.state_dict(), "ema": ema.state_dict(), "opts": [o.state_dict() for o in opts], "step": step,
                    "spent": time.time() - begin, "dims": dims, "classes": classes.state_dict(), "side": side_now[0]}, part)
        part.rename(args.out / name)

    while f < 1:
        side_now[0] = args.side or side_at(f)
        lr = f / 0.03 + 0.01 if f < 0.03 else 0.5 + 0.5 * math.cos(math.pi * f)
        for o, top in zip(opts, peaks):
            for g in o.param_groups:
                g["lr"] = top * min(1, max(lr, 0.002))
        x, d, group, labels = (v.to(args.device) for v in ready.get())
        net.train()
        with torch.autocast(args.device.split(":")[0], torch.bfloat16):
            p = net.map(to_input(x))
        loss, parts = loss_of(p.float().permute(0, 2, 3, 1), d, group, weights, classes, labels)
        net.zero_grad(), classes.zero_grad()
        loss.backward()
        if ranks > 1:
            flat = torch.cat([p.grad.reshape(-1) for p in params]) / ranks
            dist.all_reduce(flat)
            at = 0
            for p in params:
                p.grad.copy_(flat[at:at + p.numel()].view(p.shape))
                at += p.numel()
        if not math.isfinite(loss.item()):
            raise SystemExit(f"rank {rank}: the loss is not a number at step {step}")
        for o in opts:
            o.step()
        step += 1
        if chief:
            decay = min(args.ema, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_([v for v in ema.state_dict().values() if v.is_floating_point()],
                                     [v for v in net.state_dict().values() if v.is_floating_point()], 1 - decay)
            for k, v in parts.items():
                history[k] = history.get(k, v) * 0.98 + v * 0.02
            now = time.time()
            if now - shown > 30:
                print(f"{(now - begin) / 60:5.1f} min step {step} progress {f:.3f} side {x.shape[1]} "
                      f"{(step - seen) * args.batch * ranks / (now - shown):.0f} img/s "
                      + " ".join(f"{k} {v:.4f}" for k, v in history.items()), flush=True)
                shown, seen = now, step
            if now - saved > 120:
                saved = now
                save("last.pt")
            if now - evaluated > 60 * args.eval_minutes:
                r = evaluate(ema, views, sets, x.shape[1])
                evaluated = time.time()
                print("   EMA at", x.shape[1], " ".join(f"{k} {v:.3f}" for k, v in r.items()), flush=True)
                log.write(json.dumps({"minutes": (now - begin) / 60, "step": step, "side": x.shape[1], **r}) + "\n"), log.flush()
        f = together(progress())
    stop.set()
    if chief:
        save("final.pt")
        r = evaluate(ema, views, sets, args.side or side_at(1.0))
        print("final EMA", " ".join(f"{k} {v:.4f}" for k, v in r.items()), flush=True)
        log.write(json.dumps({"final": True, "step": step, **r}) + "\n")
    if ranks > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
