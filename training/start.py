"""The network before training: the first teacher's layers, and a head fitted by ridge regression."""
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import network
import sources
import teachers
from data import Views, to_map

SAMPLE = 4000       # labelled views for the head
RIDGE = 0.1         # times the mean square of the features


def pooled(body, point, maps, batch=50):
    """The pooled numbers of the last block, with the pointwise layer `point`."""
    out = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for s in range(0, len(maps), batch):
            x = body[:-1](to_map(maps[s:s + batch]))
            out.append(F.relu6(F.conv2d(F.relu6(body[-1].depth(x)), *point)).float().mean((2, 3)))
    return torch.cat(out).double().numpy()


def make(data: Path, folder: Path, out: Path, seed: int):
    views = Views(folder, seed, 1, 0)
    dims = views.dense.shape[3]
    layers = teachers.layers(data / "teachers" / sources.TEACHERS.v1)
    net = network.Network(dims).to(memory_format=torch.channels_last).eval()
    net.take(layers, np.arange(network.WIDTH))
    index = np.sort(np.random.default_rng([seed, 41]).choice(views.index, min(SAMPLE, len(views.index)), replace=False))
    x, d, _ = views.load(index)
    f = pooled(net.body[network.FROZEN:], [torch.from_numpy(v) for v in layers[-1]], x)
    keep = np.sort(np.argsort(-f.std(0))[:network.WIDTH])      # the outputs that vary most
    net.take(layers, keep)
    f, t = f[:, keep], d.mean((1, 2)).double().numpy()
    mean, middle = f.mean(0), t.mean(0)
    g = (f - mean).T @ (f - mean)
    w = np.linalg.solve(g + RIDGE * np.trace(g) / len(g) * np.eye(len(g)), (f - mean).T @ (t - middle))
    with torch.no_grad():
        net.head.weight.copy_(torch.from_numpy(w.T[:, :, None, None]))
        net.head.bias.copy_(torch.from_numpy(middle - mean @ w))
    torch.save({"net": net.state_dict(), "dims": dims}, out)


def load(path: Path):
    state = torch.load(path, weights_only=True, map_location="cpu")
    net = network.Network(state["dims"])
    net.load_state_dict(state["net"])
    return net, state["dims"]
