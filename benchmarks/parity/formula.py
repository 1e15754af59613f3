"""Weights and images that Python and Swift compute alike, so that neither needs a file of the other.

Tests/ArchitecturesTests/Formula.swift is the same in Swift: change both, and make the fixtures anew.
"""

import numpy as np

MASK = (1 << 64) - 1


def uniform(name: str, count: int) -> np.ndarray:
    """Numbers from -1 to 1 (excluded), exact in single precision: SplitMix64, seeded by the FNV-1a hash of the name."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / (1 << 23) - 1


def fan_in(name: str, shape: tuple) -> int:
    """How many numbers of a layer's input one number of its output is the sum of."""
    if "/" not in name:  # PyTorch: outputs first
        return int(np.prod(shape[1:]))
    if len(shape) == 4 and shape[3] == 1:  # Keras, depthwise
        return shape[0] * shape[1]
    return int(np.prod(shape[:-1]))  # Keras: outputs last


# Added to a signal and multiplied with none: tables of positions, class tokens, a learned query.
SINGLE = (
    "pos_embed", "positional_embedding", "position_embedding.weight", "position_embeddings", "cls_token",
    "class_embedding", "probe")


def tensor(name: str, shape: tuple) -> np.ndarray:
    """The weights called `name`, of a size at which signals neither die nor explode."""
    shape = tuple(shape)
    u = uniform(name, int(np.prod(shape)))
    if name.endswith(SINGLE):
        numbers = 0.5 * u
    elif len(shape) >= 2:
        numbers = u * np.sqrt(6 / fan_in(name, shape))
    elif name.endswith(("running_var", "moving_variance")):
        numbers = 1 + 0.5 * u
    elif name.endswith("bn3.weight"):  # the last of a ResNet's long block: what many blocks add up to stays small
        numbers = 0.3 + 0.03 * u
    elif name.endswith(("weight", "gamma")) or not shape:
        numbers = 1 + 0.1 * u
    else:
        numbers = 0.1 * u
    return numbers.astype(np.float32).reshape(shape)


def image(index: int, size: int) -> np.ndarray:
    """3 × size × size: eight by eight coloured fields with noise."""
    fields = uniform(f"image {index} fields", 3 * 8 * 8).reshape(3, 8, 8)
    place = np.arange(size) * 8 // size
    noise = uniform(f"image {index} noise", 3 * size * size).reshape(3, size, size)
    return (1.5 * fields[:, place][:, :, place] + 0.5 * noise).astype(np.float32)


def tokens(index: int, length: int, vocabulary: int) -> np.ndarray:
    """A text of CLIP's form: a start token, some tokens, the end token, which is the largest, and filling: zeros, or end
    tokens where `index` is odd."""
    ids = np.full(length, (vocabulary - 1) * (index % 2), dtype=np.int64)
    count = (3 + 5 * index) % (length - 2)
    words = (uniform(f"text {index}", count) + 1) / 2 * (vocabulary - 2)
    ids[0] = vocabulary - 2
    ids[1:count + 1] = words.astype(np.int64)
    ids[count + 1] = vocabulary - 1
    return ids
