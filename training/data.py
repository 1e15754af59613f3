"""The labelled views in batches, and the held-out sets."""
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import label
import measure
import network
import views as making

CELLS = label.GRID
EARLY = (8, 8, 512)     # what the frozen blocks give


class Views:
    """Endless batches: pairs of a picture and its composite first, then views in a fresh order."""

    def __init__(self, folder: Path, seed: int, batch: int, pairs: int, step=0):
        meta = np.load(folder / "meta.npz")
        n, d = int(meta["total"]), int(meta["dims"])
        self.student = np.memmap(folder / "student.u8", np.uint8, "r", shape=(n, making.STUDENT, making.STUDENT, 3))
        self.early = np.memmap(folder / "early.u8", np.uint8, "r", shape=(n, *EARLY))
        self.dense = np.memmap(folder / "dense.f16", np.float16, "r", shape=(n, CELLS, CELLS, d))
        kind = np.fromfile(folder / "kind.u8", np.uint8)
        self.group = meta["group"]
        there = np.flatnonzero((kind > 0) & (np.fromfile(folder / "early.there", np.uint8) > 0))
        held = self.group[there] % 101 == 0         # pictures never trained on, to watch the loss
        self.check, self.index = there[held][:1024], there[~held]
        whole = {int(self.group[i]): int(i) for i in self.index if kind[i] == making.FULL + 1}
        composites = [i for i in self.index if kind[i] == making.COMPOSITE + 1 and int(self.group[i]) in whole]
        self.pairs = np.array([(whole[int(self.group[i])], i) for i in composites], np.int64).reshape(-1, 2)
        self.batch, self.wanted = batch, min(pairs, len(self.pairs) // 2)
        self.order, self.at = np.zeros(0, np.int64), 0
        self.flow = np.random.default_rng([seed, 9, step])

    def take(self, count):
        if self.at + count > len(self.order):
            self.order, self.at = self.flow.permutation(self.index), 0
        self.at += count
        return self.order[self.at - count:self.at]

    def next(self, whole=False):
        """A batch; `whole`: of pictures, half of them mirrored, instead of early maps."""
        pick = self.flow.choice(len(self.pairs), self.wanted, replace=False) if self.wanted else np.zeros(0, np.int64)
        pairs = self.pairs[pick]
        index = np.concatenate([pairs[:, 0], pairs[:, 1], self.take(self.batch - 2 * len(pairs))])
        if not whole:
            return self.load(index)
        x, d, group = self.load(index, self.student)
        mirrored = torch.from_numpy(self.flow.random(len(index)) < 0.5)
        x[mirrored], d[mirrored] = x[mirrored].flip(2), d[mirrored].flip(2)
        return x, d, group

    def load(self, index, source=None):
        """Bytes of the early maps (or of `source`), targets and picture numbers."""
        source = self.early if source is None else source
        return (torch.from_numpy(np.stack([source[i] for i in index])),
                torch.from_numpy(np.stack([self.dense[i] for i in index]).astype(np.float32)),
                torch.from_numpy(self.group[index].copy()))


def to_input(x):
    """N×side×side×3 bytes to the network's input, channels last in memory."""
    mean, std = (torch.tensor(v, device=x.device) * 255 for v in (network.MEAN, network.STD))
    return ((x.float() - mean) / std).permute(0, 3, 1, 2)


def to_map(x):
    """N×8×8×512 bytes to the map that they stand for."""
    return (x.float() * (network.TOP / 255)).permute(0, 3, 1, 2)


def embed(net, images, batch=64, half=True):
    net.eval()
    device, out = next(net.parameters()).device, []
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=half):
        for s in range(0, len(images), batch):
            x = torch.from_numpy(np.ascontiguousarray(images[s:s + batch])).to(device)
            out.append(net(to_input(x)).float().cpu())
    return torch.cat(out)


def evaluate(net, views, sets):
    """Cosine to the targets of views not trained on, and P@1 of the held-out sets."""
    out = {}
    if len(views.check):
        x, d, _ = views.load(views.check, views.student)
        e = embed(net, x.numpy())
        out["check"] = F.cosine_similarity(e, d.mean((1, 2)), dim=1).mean().item()
    for name, (images, labels, queries) in sets.items():
        out[name] = measure.retrieval(embed(net, images).numpy(), labels, queries)["P@1"]
    if sets:
        out["mean"] = float(np.mean([out[n] for n in sets]))
    return out


def dev_sets(folder):
    """{set: (pictures as the network sees them, labels, queries)}, as space.py left them."""
    z = np.load(folder / "space_features.npz")
    names = sorted({k.split("/")[0] for k in z.files} - {"sample"})
    return {n: (np.load(folder / f"dev_{n}.npy"), z[n + "/labels"], z[n + "/queries"]) for n in names}
