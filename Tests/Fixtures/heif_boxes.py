"""Adds properties to the primary picture of a HEIF or AVIF file; for make_fixtures.py."""

import struct


def boxes(data, start, end):
    while start < end:
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        yield kind, start, size
        start += size


def turned(quarters):
    """irot: quarter turns, anticlockwise."""
    return struct.pack(">I4sB", 9, b"irot", quarters)


def mirrored(axis):
    """imir: 0 exchanges top and bottom, 1 left and right."""
    return struct.pack(">I4sB", 9, b"imir", axis)


def with_properties(data, added):
    """For files as libheif writes them: one picture first, short numbers of items."""
    start, size = next((s, n) for k, s, n in boxes(data, 0, len(data)) if k == b"meta")
    parts = {k: (s, n) for k, s, n in boxes(data, start + 12, start + size)}
    at, length = parts[b"iprp"]
    inner = {k: (s, n) for k, s, n in boxes(data, at + 8, at + length)}
    container, links = (data[inner[k][0] : sum(inner[k])] for k in (b"ipco", b"ipma"))
    first = 1 + sum(1 for _ in boxes(container, 8, len(container)))
    # Version and flags, the number of entries, the item, the number of its properties.
    assert links[8:12] == bytes(4), "numbers of 16 bits for items, of 7 for properties"
    count = links[18]
    own = bytes(0x80 | first + i for i in range(len(added)))
    links = links[:18] + bytes([count + len(added)]) + links[19 : 19 + count] + own + links[19 + count :]
    container += b"".join(added)
    properties = b"".join(struct.pack(">I", len(b)) + b[4:] for b in (container, links))
    properties = struct.pack(">I4s", 8 + len(properties), b"iprp") + properties
    growth = len(properties) - length
    content = b"".join(
        properties if k == b"iprp" else moved(data[s : s + n], growth) if k == b"iloc" else data[s : s + n]
        for k, s, n in boxes(data, start + 12, start + size)
    )
    meta = struct.pack(">I4s", 12 + len(content), b"meta") + data[start + 8 : start + 12] + content
    return data[:start] + meta + data[start + size :]


def moved(box, growth):
    """The locations of items (iloc) whose data has moved."""
    box = bytearray(box)
    version, sizes = box[8], struct.unpack(">H", box[12:14])[0]
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    assert version < 2 and offset_size == 4
    at = 16
    for _ in range(struct.unpack(">H", box[14:16])[0]):
        at += 2
        in_file = version == 0 or box[at + 1] & 15 == 0
        at += (0 if version == 0 else 2) + 2
        base = int.from_bytes(box[at : at + base_size], "big")
        if base and in_file:
            box[at : at + base_size] = (base + growth).to_bytes(base_size, "big")
        at += base_size
        extents = struct.unpack(">H", box[at : at + 2])[0]
        at += 2
        for _ in range(extents):
            if in_file and not base:
                box[at : at + 4] = (int.from_bytes(box[at : at + 4], "big") + growth).to_bytes(4, "big")
            at += offset_size + length_size
    return bytes(box)
