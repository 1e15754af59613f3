#!/usr/bin/env python3
"""Distils both teachers into the network, which starts from the first one's layers.

    python train.py --data data --views views --out run

The number of steps, the seed and the number of ranks are fixed, so a run can be repeated.
A run that was cut off goes on from run/last.pt.
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

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

import loss
import network
import start
from data import Views, dev_sets, evaluate, to_input, to_map


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--views", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--steps", type=int, default=4200)
    ap.add_argument("--whole", type=float, default=0.3, help="share of the steps, at the end, that train the first blocks too")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--ranks", type=int, default=2, help="processes of one thread each (1 for a GPU)")
    ap.add_argument("--batch", type=int, default=64, help="of each rank")
    ap.add_argument("--pairs", type=int, default=16, help="of each rank")
    ap.add_argument("--lr", type=float, default=0.004, help="of AdamW, as a share of each tensor's own size")
    ap.add_argument("--dense", type=float, default=0.5)
    ap.add_argument("--similarity", type=float, default=3.0)
    ap.add_argument("--contrast", type=float, default=0.1)
    ap.add_argument("--ema", type=float, default=0.998)
    ap.add_argument("--eval-steps", type=int, default=400)
    ap.add_argument("--device", default="cpu")
    return ap.parse_args()


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    if not (args.out / "start.pt").exists():
        start.make(args.data, args.views, args.out / "start.pt", args.seed)
    if args.ranks > 1:
        (args.out / "meeting").unlink(missing_ok=True)
        mp.spawn(train, (args,), args.ranks)
    else:
        train(0, args)


def grouped(net, lr):
    """A learning rate for each tensor: its own root mean square times `lr`, a third of it for biases and first blocks."""
    groups = []
    for name, p in net.named_parameters():
        size = max(float(p.detach().square().mean().sqrt()), 1e-3)
        slow = (1 / 3 if name.endswith("bias") else 1) * (1 / 3 if network.is_early(name) else 1)
        groups.append({"params": [p], "peak": lr * size * slow,
                       "weight_decay": 0.0 if p.ndim < 2 else 0.02})
    return groups


class Feeder:
    """Reads batches ahead in a thread."""

    def __init__(self, views, whole):
        self.ready, self.stop = queue.Queue(3), threading.Event()
        self.views, self.whole = views, whole
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while not self.stop.is_set():
            item = self.views.next(self.whole)
            while not self.stop.is_set():
                try:
                    self.ready.put(item, timeout=1)
                    break
                except queue.Full:
                    pass


def trained(net, whole):
    """The tensors that learn; of the others no gradient is kept."""
    for name, p in net.named_parameters():
        p.requires_grad_(whole or not network.is_early(name))
    return [p for p in net.parameters() if p.requires_grad]


def together(params, ranks):
    """The mean of the ranks' gradients."""
    flat = torch.cat([p.grad.reshape(-1) for p in params]) / ranks
    dist.all_reduce(flat)
    at = 0
    for p in params:
        p.grad.copy_(flat[at:at + p.numel()].view(p.shape))
        at += p.numel()


def train(rank, args):
    ranks, chief = args.ranks, rank == 0
    if ranks > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        dist.init_process_group("gloo", init_method=f"file://{(args.out / 'meeting').resolve()}", rank=rank, world_size=ranks)
    torch.manual_seed(args.seed)
    if args.device == "cpu":
        torch.set_num_threads(1)
    net, dims = start.load(args.out / "start.pt")
    net = net.to(memory_format=torch.channels_last).to(args.device)
    opt = torch.optim.AdamW(grouped(net, args.lr), lr=0.0, betas=(0.9, 0.98))
    ema = copy.deepcopy(net)
    sets = dev_sets(args.views) if chief else {}
    step, last = 0, args.out / "last.pt"
    if last.exists():
        s = torch.load(last, weights_only=True, map_location="cpu")
        net.load_state_dict(s["net"]), ema.load_state_dict(s["ema"]), opt.load_state_dict(s["opt"])
        step = s["step"]
    views = Views(args.views, args.seed * 100 + rank, args.batch, args.pairs, step)
    begin = round(args.steps * (1 - args.whole))        # of the second part
    whole = step >= begin
    feeder, params = Feeder(views, whole), trained(net, whole)
    log = open(args.out / "log.jsonl", "a") if chief else None

    def save(name):
        part = args.out / (name + ".part")
        torch.save({"net": net.state_dict(), "ema": ema.state_dict(), "opt": opt.state_dict(), "step": step, "dims": dims}, part)
        part.rename(args.out / name)

    def report():
        r = evaluate(ema, views, sets)
        print("   average of the weights:", " ".join(f"{k} {v:.4f}" for k, v in r.items()), flush=True)
        log.write(json.dumps({"step": step, **r}) + "\n"), log.flush()

    if chief:
        print(f"{network.multiply_adds(copy.deepcopy(net).cpu()) / 1e6:.1f} M multiply-adds, {sum(p.numel() for p in net.parameters()) / 1e6:.2f} M weights, "
              f"{sum(p.numel() for p in params) / 1e6:.2f} M trained, {len(views.index)} views, {len(views.pairs)} pairs, from step {step}", flush=True)
        report()
    history, shown, saved, seen = {}, time.time(), time.time(), step
    while step < args.steps:
        if step >= begin and not whole:
            whole = True
            feeder.stop.set()
            feeder, params = Feeder(Views(args.views, args.seed * 100 + rank, args.batch, args.pairs, step), whole), trained(net, whole)
        f = step / args.steps
        for g in opt.param_groups:
            g["lr"] = g["peak"] * (min(1.0, f / 0.03 + 0.01) if f < 0.03 else 0.5 + 0.5 * math.cos(math.pi * f))
        x, d, group = (v.to(args.device) for v in feeder.ready.get())
        kind = args.device.split(":")[0]
        with torch.autocast(kind, torch.bfloat16):
            p = net.head(net.late(net.early(to_input(x)) if whole else to_map(x)))
        total, parts = loss.of(p.float().permute(0, 2, 3, 1), d, group, args)
        opt.zero_grad()
        total.backward()
        if ranks > 1:
            together(params, ranks)
        if not math.isfinite(total.item()):
            raise SystemExit(f"rank {rank}: the loss is not a number at step {step}")
        torch.nn.utils.clip_grad_norm_(params, 5.0)
        opt.step()
        step += 1
        if not chief:
            continue
        decay = min(args.ema, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(net.parameters()), 1 - decay)
        for k, v in parts.items():
            history[k] = history.get(k, v) * 0.98 + v * 0.02
        now = time.time()
        if now - shown > 30:
            print(f"step {step} {(step - seen) * args.batch * ranks / (now - shown):.0f} img/s " + " ".join(f"{k} {v:.4f}" for k, v in history.items()), flush=True)
            shown, seen = now, step
        if now - saved > 120:
            saved = now
            save("last.pt")
        if step % args.eval_steps == 0 and step < args.steps:
            report()
    feeder.stop.set()
    if chief:
        save("final.pt")
        report()
    if ranks > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
