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


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--views", type=int, default=6000)
    ap.add_argument("--weights", type=float, nargs=2, default=(1.0, 0.6), help="of v1 and v2")
    ap.add_argument("--dims", type=int, default=320)
    ap.add_argument("--power", type=float, default=0.5, help="0 plain PCA, 1 whitening")
    ap.add_argument("--search", action="store_true", help="measure other candidates too")
    ap.add_argument("--smoke", action="store_true", help="few pictures, to see that it runs")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pair = label.Pair(args.data)
    sets = devsets.load(args.data)
    dev, hist, packed = {}, {}, {}
    for name, (images, labels, queries) in sets.items():
        if args.smoke:      # a few labels of each set
            keep = [i for i, l in enumerate(labels) if l in sorted(set(labels))[:12]][:200]
            images, labels, queries = [images[i] for i in keep], [labels[i] for i in keep], queries[keep]
        a, b = pooled_of(pair, [devsets.teacher_input(im) for im in images])
        dev[name] = (a, b, labels, queries)
        hist[name] = devsets.histogram(images)
        np.save(args.out / f"dev_{name}.npy", np.stack([devsets.student_input(im) for im in images]))
        packed.update({f"{name}/v1": a.astype(np.float16), f"{name}/v2": b.astype(np.float16), f"{name}/labels": np.array(labels),
                       f"{name}/queries": queries, f"{name}/histogram": hist[name].astype(np.float16)})
        print(name, len(labels), flush=True)
    sample = pooled_of(pair, sample_views(args.data, 400 if args.smoke else args.views, args.seed))
    packed.update({"sample/v1": sample[0].astype(np.float16), "sample/v2": sample[1].astype(np.float16)})
    np.savez(args.out / "space_features.npz", **packed)
    report(dev, hist, sample, args)


def fit(sample, weights, dims, power):
    """The basis so that w·concat @ basis is the target, and the share of the variance that is kept.

    The components are those of the centred sample; the target itself is not centred (better on
    the held-out sets).
    """
    x = np.concatenate([w * measure.normalised(s) for w, s in zip(weights, sample)], 1)
    u = x - x.mean(0)
    values, vectors = np.linalg.eigh(u.T @ u / len(u))
    order = np.argsort(-values)[:dims]
    lam = values[order]
    scale = (lam / lam[0] + 1e-3) ** (-power / 2)
    return (vectors[:, order] * scale).astype(np.float32), lam.sum() / values.sum()


def report(dev, hist, sample, args):
    def row(title, fn):
        r = [measure.retrieval(fn(n), dev[n][2], dev[n][3]) for n in dev]
        p = [v["P@1"] for v in r]
        print(f"{title:34s} mean {np.mean(p):.3f} mAP {np.mean([v['mAP'] for v in r]):.3f} | " + " ".join(f"{n} {v:.3f}" for n, v in zip(dev, p)), flush=True)
    row("histogram", lambda n: hist[n])
    row("v1", lambda n: dev[n][0])
    row("v2", lambda n: dev[n][1])

    def projected(weights, dims, power):
        basis, kept = fit(sample, weights, dims, power)
        both = {n: np.concatenate([w * measure.normalised(f) for w, f in zip(weights, dev[n][:2])], 1) for n in dev}
        return (lambda n: both[n] @ basis), basis, kept
    if args.search:
        for w2, power, dims in ((0.0, 0.5, 320), (0.6, 0.0, 320), (0.6, 0.3, 320), (0.6, 0.5, 256), (0.6, 0.5, 512), (0.6, 0.8, 320), (1.0, 0.5, 320)):
            row(f"v2's weight {w2} power {power} dims {dims}", projected((1.0, w2), dims, power)[0])
    apply, basis, kept = projected(args.weights, args.dims, args.power)
    row("chosen", apply)
    print(f"kept variance {kept:.3f}")
    np.savez(args.out / "space.npz", basis=basis, weights=np.array(args.weights))


if __name__ == "__main__":
    main()
