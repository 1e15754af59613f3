"""Directions of concepts in the built-in model's space, from vectors and the teacher's soft labels."""
import numpy as np
import torch

SOURCES = ("imagenet-samples", "caltech101", "clothing", "tiny-imagenet", "scenes", "flowers17", "pacs",
           "web-a")


def training_set(folder):
    """(vectors, logits, names "source/path") of all that word_views.py made to train on."""
    found = [(s, np.load(folder / f"{s}.npz")) for s in SOURCES if (folder / f"{s}.npz").exists()]
    return (np.concatenate([z["x"] for _, z in found]), np.concatenate([z["y"] for _, z in found]).astype(np.float32),
            np.array([f"{s}/{p}" for s, z in found for p in z["path"]]))


def probabilities(logits, temperature=1.0):
    z = logits / temperature
    z = np.exp(z - z.max(1, keepdims=True))
    return z / z.sum(1, keepdims=True)


def targets(concepts, logits, temperature):
    """How probable each concept is in each picture: n × concepts."""
    sums = np.zeros((logits.shape[1], len(concepts)), np.float32)
    for k, c in enumerate(concepts):
        for number, weight in c.classes.items():
            sums[number, k] = weight
    return np.clip(probabilities(logits, temperature) @ sums, 0, 1)


def ridge(x, t, strength):
    """Of centred x and t; `strength` in units of the mean variance."""
    a = x.T @ x
    a[np.diag_indices(len(a))] += strength * np.trace(a) / len(a)
    return np.linalg.solve(a, x.T @ t)


def log_odds(t, floor):
    """Of probabilities, not below the probability `floor`."""
    t = np.clip(t, floor, 1 - 1e-3)
    return np.log(t / (1 - t))


def logistic(x, t, begin, decay, steps=150, rate=0.05):
    """Soft-label logistic regressions side by side, from the directions `begin`; the biases are thrown away."""
    torch.manual_seed(0)
    x, t = torch.from_numpy(x.astype(np.float32)), torch.from_numpy(t.astype(np.float32))
    w = torch.from_numpy(begin.astype(np.float32)).requires_grad_()
    mean = t.mean(0).clamp(1e-6, 1 - 1e-6)
    b = torch.log(mean / (1 - mean)).requires_grad_()
    adam = torch.optim.Adam([w, b], rate)
    for step in range(steps):
        for group in adam.param_groups:
            group["lr"] = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w + b, t, reduction="sum") / len(x)
        loss = loss + decay * (w ** 2).sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return w.detach().numpy()


def unit(w):
    return w / np.linalg.norm(w, axis=0, keepdims=True)


def colours(x, names, wanted, nuisance, strength):
    """Directions of `wanted` colours from pictures × colours × dimensions: what sets a colour apart from the others
    of the same picture, measured against `nuisance`, the covariance of ordinary pictures."""
    apart = x - x.mean(1, keepdims=True)
    flat = apart.reshape(-1, x.shape[2])
    a = nuisance + flat.T @ flat / len(flat)
    a = a + strength * np.trace(a) / len(a) * np.eye(len(a), dtype=a.dtype)
    means = {str(n): apart[:, k].mean(0) for k, n in enumerate(names)}
    return np.linalg.solve(a, np.stack([means[n] for n in wanted], 1))


def groups(x, group, wanted, mean, nuisance, strength):
    """Directions of labelled groups, "source:label" or a whole "source": what sets one apart from ordinary pictures
    (`mean`, `nuisance`: their mean and covariance) and from the other pictures of its source."""
    a = nuisance + strength * np.trace(nuisance) / len(nuisance) * np.eye(len(nuisance), dtype=nuisance.dtype)
    source, out = np.array([g.split(":")[0] for g in group]), []
    for name in wanted:
        own = x[group == name] if ":" in name else x[source == name]
        if not len(own):
            raise SystemExit(f"no pictures of @{name}")
        behind = (mean + x[source == name.split(":")[0]].mean(0)) / 2 if ":" in name else mean
        out.append(own.mean(0) - behind)
    return unit(np.linalg.solve(a, np.stack(out, 1)))
