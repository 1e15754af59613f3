"""What is stored of ids: a hash for each hundred strings, and the first strings' ids whole."""

import json

from strings import COUNT, MASK, string


def fnv(hash, numbers):
    """FNV-1a of 64 bits over numbers, each as four bytes, little-endian."""
    for number in numbers:
        for byte in number.to_bytes(4, "little"):
            hash = ((hash ^ byte) * 0x100000001B3) & MASK
    return hash


def without_padding(ids):
    """The ids without the equal ones at the end, but one of them."""
    while len(ids) > 1 and ids[-1] == ids[-2]:
        ids = ids[:-1]
    return ids


def write(path, data, encode, whole=200):
    """Writes the ids that `encode` gives for the strings."""
    hashes, first = [], []
    for start in range(0, COUNT, 100):
        hash = 0xCBF29CE484222325
        for index in range(start, start + 100):
            ids = encode(string(index, data))
            hash = fnv(hash, ids)
            if index < whole:
                first.append(without_padding(ids))
        hashes.append(f"{hash:016x}")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"hashes": hashes, "ids": first}, file, separators=(",", ":"))
        file.write("\n")
