"""Vectors to measure indexes with, and what an exact search in double precision finds among them."""

import numpy as np


def unit(x):
    return (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def gaussian(count, dimension, queries, seed=1):
    """Directions spread evenly: nothing to hold on to, the worst case for every index."""
    random = np.random.default_rng(seed)
    return unit(random.standard_normal((count, dimension), np.float32)), \
        unit(random.standard_normal((queries, dimension), np.float32))


def clustered(count, dimension, queries, seed=2):
    """About 1,000 vectors around each centre, as embeddings of pictures of one thing lie; queries likewise."""
    random = np.random.default_rng(seed)
    centres = unit(random.standard_normal((max(2, count // 1000), dimension), np.float32))

    def around(n):
        spread = random.standard_normal((n, dimension), np.float32) * np.float32(0.8 / np.sqrt(dimension))
        return unit(centres[random.integers(0, len(centres), n)] + spread)

    return around(count), around(queries)


def nearest(rows, queries, k=10):
    """The ids of the k best inner products in double precision, ties by id: found in float32, settled in float64."""
    found = np.empty((len(queries), k), np.int64)
    for start in range(0, len(queries), 50):
        block = queries[start:start + 50]
        scores = block @ rows.T
        wide = np.argpartition(-scores, 4 * k, axis=1)[:, :4 * k]
        for i, ids in enumerate(wide):
            exact = rows[ids].astype(np.float64) @ block[i].astype(np.float64)
            found[start + i] = ids[np.lexsort((ids, -exact))][:k]
    return found


def recall(found, truth):
    return float(np.mean([len(set(f) & set(t)) / len(t) for f, t in zip(found, truth)]))
