"""TIFFs of the kinds that Pillow does not write, by hand; for make_fixtures.py."""

import struct

import numpy as np

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 11: 4, 12: 8, 16: 8}
CODES = {1: "B", 3: "H", 4: "I", 11: "f", 12: "d", 16: "Q"}


def tiff(samples, photometric, big_endian=False, big=False, apart=False, rows=None, **tags):
    """A TIFF without compression of an array of height, width, samples a pixel.

    `tags`: `t338=(3, [0])` is tag 338 of type 3 with the value 0. `rows`: of a strip."""
    order = ">" if big_endian else "<"
    height, width, count = samples.shape
    bits, kind = samples.dtype.itemsize * 8, {"u": 1, "i": 2, "f": 3}[samples.dtype.kind]
    rows = rows or height
    planes = [samples[..., c : c + 1] for c in range(count)] if apart else [samples]
    strips = [p[y : y + rows].astype(samples.dtype.newbyteorder(order)).tobytes() for p in planes for y in range(0, height, rows)]
    fields = {
        256: (4, [width]), 257: (4, [height]), 258: (3, [bits] * count), 259: (3, [1]), 262: (3, [photometric]),
        277: (3, [count]), 278: (4, [rows]), 279: (4, [len(s) for s in strips]), 284: (3, [2 if apart else 1]), 339: (3, [kind] * count),
    }  # fmt: skip
    fields.update({int(name[1:]): value for name, value in tags.items()})
    start, places = 16 if big else 8, []
    for strip in strips:
        places.append(start)
        start += len(strip)
    fields[273] = (4, places)
    return assemble(order, big, b"".join(strips), fields)


def assemble(order, big, data, fields):
    word, inline = ("Q", 8) if big else ("I", 4)
    head = struct.pack(order + "2sHHHQ", b"II" if order == "<" else b"MM", 43, 8, 0, 16 + len(data)) if big else struct.pack(
        order + "2sHI", b"II" if order == "<" else b"MM", 42, 8 + len(data)
    )
    entry_size = 20 if big else 12
    at = len(head) + len(data) + (8 if big else 2) + entry_size * len(fields) + inline
    entries, beyond = b"", b""
    for tag, (kind, values) in sorted(fields.items()):
        if kind == 5:
            packed = b"".join(struct.pack(order + "II", round(v * 10000), 10000) for v in values)
        else:
            packed = bytes(values) if kind in (2, 7) else struct.pack(f"{order}{len(values)}{CODES[kind]}", *values)
        entries += struct.pack(f"{order}HH{word}", tag, kind, len(values))
        if len(packed) <= inline:
            entries += packed.ljust(inline, b"\0")
        else:
            entries += struct.pack(order + word, at + len(beyond))
            beyond += packed
    count = struct.pack(order + ("Q" if big else "H"), len(fields))
    return head + data + count + entries + struct.pack(order + word, 0) + beyond


def four_bits(grey):
    """Levels of four bits, two in a byte; the rows are padded."""
    levels = grey >> 4
    if levels.shape[1] % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    return (levels[:, ::2] << 4 | levels[:, 1::2]).astype("uint8")[..., None]


def over_white(rgb, alpha):
    return np.rint(rgb * (alpha[..., None] / 255.0) + 255 - alpha[..., None]).astype("uint8")


def all_kinds(rgb, grey, cmyk, ycbcr, lab):
    """Name, file, expected RGB, tolerance; where None is expected it is a kind that is refused."""
    height, width = grey.shape
    alpha = np.tile(np.linspace(0, 255, width).astype("uint8"), (height, 1))
    nothing = np.zeros((height, width, 1), "uint8")
    grey3, one = np.dstack([grey] * 3), grey[..., None]
    premultiplied = np.rint(rgb * (alpha[..., None] / 255.0)).astype("uint8")
    signed = lambda a: a.astype("int32") - 128  # noqa: E731

    def stack(*parts):
        return np.concatenate([p if p.ndim == 3 else p[..., None] for p in parts], -1)

    # Samples that are no alpha, and some that are.
    yield "unspecified", tiff(stack(rgb, nothing), 2, t338=(3, [0])), rgb, 0
    yield "no-extra-tag", tiff(stack(rgb, nothing), 2), rgb, 0
    yield "unspecified-16", tiff(stack(rgb, nothing).astype("uint16") * 257, 2, t338=(3, [0]), big_endian=True), rgb, 0
    yield "unspecified-apart", tiff(stack(rgb, nothing), 2, apart=True, rows=7, t338=(3, [0])), rgb, 0
    yield "grey-unspecified", tiff(stack(one, nothing), 1, t338=(3, [0])), grey3, 0
    yield "grey-three-unspecified", tiff(stack(one, nothing, nothing, nothing), 1, t338=(3, [0, 0, 0])), grey3, 0
    yield "unspecified-then-alpha", tiff(stack(rgb, nothing, alpha), 2, t338=(3, [0, 2])), over_white(rgb, alpha), 1
    yield "alpha-then-unspecified", tiff(stack(rgb, alpha, nothing), 2, t338=(3, [2, 0])), over_white(rgb, alpha), 1
    yield "grey-alpha", tiff(stack(one, alpha), 1, t338=(3, [2])), over_white(grey3, alpha), 1
    yield "cmyk-unspecified", tiff(stack(cmyk, nothing), 5, t338=(3, [0])), "cmyk", 1
    yield "premultiplied", tiff(stack(premultiplied, alpha), 2, t338=(3, [1])), over_white(rgb, alpha), 2
    wide = np.rint(rgb * 257.0 * (alpha[..., None] / 255.0)).astype("uint16")
    yield "premultiplied-16", tiff(stack(wide, alpha.astype("uint16") * 257), 2, t338=(3, [1])), over_white(rgb, alpha), 2
    real = (rgb / 255.0 * (alpha[..., None] / 255.0)).astype("float32")
    yield "premultiplied-float", tiff(stack(real, (alpha / 255.0).astype("float32")), 2, t338=(3, [1])), over_white(rgb, alpha), 2
    # Numbers of every kind, in every order.
    for name, how in (("", {}), ("-big-endian", {"big_endian": True}), ("-bigtiff", {"big": True}), ("-apart", {"apart": True, "rows": 5})):
        yield f"float16{name}", tiff((rgb / 255.0).astype("float16"), 2, **how), rgb, 1
        yield f"float32{name}", tiff((rgb / 255.0).astype("float32"), 2, **how), rgb, 0
        yield f"uint32{name}", tiff(rgb.astype("uint32") * 0x01010101, 2, **how), rgb, 0
        if not how.get("apart"):
            yield f"float64{name}", tiff(rgb / 255.0, 2, **how), rgb, 0
    yield "float64-grey", tiff(one / 255.0, 1, apart=True), grey3, 0
    yield "float64-apart", tiff(rgb / 255.0, 2, apart=True), None, 0
    yield "int8", tiff(signed(rgb).astype("int8"), 2), rgb, 0
    yield "int16", tiff((signed(rgb) * 256).astype("int16"), 2), rgb, 0
    yield "int16-positive", tiff((rgb.astype("int16") * 128), 2), rgb, 1
    # Ranges: used, declared, holes.
    yield "float-255", tiff(one.astype("float32"), 1), grey3, 0
    yield "float-65535", tiff(one.astype("float32") * 257, 1), grey3, 0
    yield "float-signed", tiff((one / 127.5 - 1).astype("float32"), 1), grey3, 1
    yield "float-declared", tiff((one * 20.0 - 1000).astype("float32"), 1, t340=(11, [-1000]), t341=(11, [4100])), grey3, 1
    yield "float64-declared", tiff(one * 20.0 - 1000, 1, t340=(12, [-1000]), t341=(12, [4100])), grey3, 1
    hole = one / 255.0
    hole[:3] = -9999
    filled = grey3.copy()
    filled[:3] = 0
    yield "float-hole", tiff(hole.astype("float32"), 1, t42113=(2, b"-9999\0")), filled, 0
    hole[:3] = np.nan
    yield "float-nan", tiff(hole.astype("float32"), 1), filled, 0
    yield "twelve-in-sixteen", tiff(one.astype("uint16") * 16, 1), np.rint(grey3 * (16 / 4095 * 255)).astype("uint8"), 1
    yield "sixteen-in-thirty-two", tiff(one.astype("uint32") * 257, 1), grey3, 0
    yield "declared-twelve", tiff(rgb.astype("uint16") * 16, 2, t281=(3, [4095] * 3)), np.rint(rgb * (16 / 4095 * 255)).astype("uint8"), 1
    # Where the smallest is white.
    yield "white-8", tiff(255 - one, 0), grey3, 0
    yield "white-16", tiff(65535 - one.astype("uint16") * 257, 0, big_endian=True), grey3, 0
    yield "white-float", tiff((1 - one / 255.0).astype("float32"), 0), grey3, 0
    yield "white-apart", tiff(stack(255 - one, nothing), 0, apart=True, rows=7, t338=(3, [0])), grey3, 0
    # Colours.
    yield "ycbcr", tiff(ycbcr, 6, t530=(3, [1, 1])), rgb, 3
    narrow = np.rint(ycbcr * np.array([219, 224, 224]) / 255 + 16).clip(0, 255).astype("uint8")
    yield "ycbcr-narrow", tiff(narrow, 6, t530=(3, [1, 1]), t532=(5, [16, 235, 128, 240, 128, 240])), rgb, 6
    yield "ycbcr-unstated", tiff(ycbcr, 6), rgb, 3
    yield "cielab", tiff(lab, 8), rgb, 24
    offset = lab ^ np.array([0, 128, 128], "uint8")
    yield "icclab", tiff(offset, 9), rgb, 24
    ab = lab[..., 1:].astype("int8").astype("int32")
    yield "cielab-16", tiff(stack(lab[..., :1].astype("uint16") * 257, (ab * 256).astype("int16").view("uint16")), 8), rgb, 24
    yield "four-bits", tiff(four_bits(grey), 1, t256=(4, [width]), t258=(3, [4]), t339=(3, [1])), (grey3 >> 4) * 17, 0
    yield "mask", tiff(one, 4), grey3, 0
    # What is not read is not called damaged.
    yield "sensor", tiff(one, 32803), None, 0
    yield "itulab", tiff(rgb, 10), None, 0
    yield "inks", tiff(cmyk, 5, t332=(3, [2])), None, 0
    yield "uint64", tiff(one.astype("uint64"), 1), None, 0
    yield "complex", tiff(one.astype("uint64"), 1, t339=(3, [6])), None, 0
    yield "mixed", tiff(rgb, 2, t258=(3, [8, 8, 4])), None, 0
    yield "half-predictor", tiff((one / 255.0).astype("float16"), 1, t317=(3, [3])), None, 0
