#!/usr/bin/env python3
"""Scores the held-out sets and a few thousand views with the teachers, and makes the
target space: a projection of the two teachers' weighted concatenation.

    python space.py --data data --out views            # measures the candidates, writes the chosen one
"""
import argparse
from pathlib import Path

import numpy as np

import devsets
import label
import measure
import sources
import views


def pooled_of(pair, images):
    out = []
    for s in range(0, len(images), label.BATCH):
        maps = pair(np.stack(images[s:s + label.BATCH]))
        out.append([m.mean(2) for m in maps])
    return [np.concatenate([o[k] for o in out]) for k in range(2)]


def sample_views(data, count, seed):
    pictures = label.plan(data, 0, seed)
    rng = np.random.default_rng([seed, 31])
    weight = np.array([c for _, _, c in pictures], float)
    others, out = label.Others(), []
    for k in rng.choice(len(pictures), count // 2, replace=False, p=weight / weight.sum()):
        s, name, _ = pictures[k]
        image = views.read(data / sources.SOURCES[s].name / name)
        if image is None or min(image.shape[:2]) < 16:
            continue
        others.add(image, rng)
        out += [t for t, _, _ in views.make(image, int(k), 3, seed, others)][1 if len(out) % 2 else 0:][:2]
    return out


def fit(sample, weights, dims, power, centre):
    """mean and basis so that (w·concat − mean) @ basis is the target."""
    x = np.concatenate([w * measure.normalised(s) for w, s in zip(weights, sample)], 1)
    mean = x.mean(0) * centre
    u = x - mean
    values, vectors = np.linalg.eigh(u.T @ u / len(u))
    order = np.argsort(-values)[:dims]
    lam = values[order]
    scale = (lam / lam[0] + 1e-3) ** (-power / 2)
    return mean.astype(np.float32), (vectors[:, order] * scale).astype(np.float32), lam.sum() / values.sum()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--views", type=int, default=6000)
    ap.add_argument("--weights", type=float, nargs=2, default=(1.0, 0.6), help="of v1 and v2")
    ap.add_argument("--dims", type=int, default=320)
    ap.add_argument("--power", type=float, default=0.25, help="0 plain PCA, 1 whitening")
    ap.add_argument("--centre", type=float, default=1.0)
    ap.add_argument("--search", action="store_true", help="measure many candidates")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cache = args.out / "space_features.npz"
    pair = label.Pair(args.data)
    sets = devsets.load(args.data)
    dev, hist, packed = {}, {}, {}
    for name, (images, labels, queries) in sets.items():
        a, b = pooled_of(pair, [devsets.teacher_input(im) for im in images])
        dev[name] = (a, b, labels, queries)
        hist[name] = devsets.histogram(images)
        np.save(args.out / f"dev_{name}.npy", np.stack([devsets.student_input(im) for im in images]))
        packed.update({f"{name}/v1": a.astype(np.float16), f"{name}/v2": b.astype(np.float16), f"{name}/labels": np.array(labels),
                       f"{name}/queries": queries, f"{name}/histogram": hist[name].astype(np.float16)})
        print(name, len(labels), flush=True)
    sample = pooled_of(pair, sample_views(args.data, args.views, args.seed))
    packed.update({"sample/v1": sample[0].astype(np.float16), "sample/v2": sample[1].astype(np.float16)})
    np.savez(cache, **packed)
    report(dev, hist, sample, args)


def report(dev, hist, sample, args):
    def row(title, fn):
        r = [measure.retrieval(fn(n), dev[n][2], dev[n][3]) for n in dev]
        p = [v["P@1"] for v in r]
        print(f"{title:34s} mean {np.mean(p):.3f} mAP {np.mean([v['mAP'] for v in r]):.3f} | " + " ".join(f"{n} {v:.3f}" for n, v in zip(dev, p)), flush=True)
    row("histogram", lambda n: hist[n])
    row("v1", lambda n: dev[n][0])
    row("v2", lambda n: dev[n][1])

    def projected(weights, dims, power, centre):
        mean, basis, _ = fit(sample, weights, dims, power, centre)
        return lambda n: (np.concatenate([w * measure.normalised(f) for w, f in zip(weights, dev[n][:2])], 1) - mean) @ basis
    if args.search:
        for w2 in (0.0, 0.35, 0.6, 1.0):
            for centre in (0.0, 1.0):
                for power in (0.0, 0.25, 0.5):
                    for dims in ((256, 320, 512) if power == 0.25 and w2 == 0.6 else (320,)):
                        row(f"w2 {w2} centre {centre} power {power} dims {dims}", projected((1.0, w2), dims, power, centre))
    row("chosen", projected(args.weights, args.dims, args.power, args.centre))
    mean, basis, kept = fit(sample, args.weights, args.dims, args.power, args.centre)
    print(f"kept variance {kept:.3f}")
    np.savez(args.out / "space.npz", mean=mean, basis=basis, weights=np.array(args.weights))


if __name__ == "__main__":
    main()
