"""Pictures in other spaces than sRGB, with profiles written by hand; for make_fixtures.py."""

import struct
import zlib

import numpy as np

D65, D50 = np.array([0.95047, 1, 1.08883]), np.array([0.96422, 1, 0.82521])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
WHITE = (0.3127, 0.3290)
PRIMARIES = {
    "srgb": ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06), WHITE),
    "display-p3": ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), WHITE),
    "adobe": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), WHITE),
    "bt2020": ((0.708, 0.292), (0.17, 0.797), (0.131, 0.046), WHITE),
    "prophoto": ((0.734699, 0.265301), (0.159597, 0.840403), (0.036598, 0.000105), (0.345704, 0.358540)),
}


def decoded(v):
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def encoded(v):
    return np.where(v <= 0.0031308, 12.92 * v, 1.055 * np.maximum(v, 1e-9) ** (1 / 2.4) - 0.055)


def to_xyz(name):
    """RGB to XYZ, relative to the space's own white."""
    columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in PRIMARIES[name][:3]]).T
    x, y = PRIMARIES[name][3]
    return columns * np.linalg.solve(columns, [x / y, 1, (1 - x - y) / y])


def adapted(source, target):
    return np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ target) / (BRADFORD @ source)) @ BRADFORD


def to_d50(name):
    return to_xyz(name) if name == "prophoto" else adapted(D65, D50) @ to_xyz(name)


def curve(gamma):
    """A one-number curve; None: sRGB's, as a table."""
    if gamma:
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    table = np.rint(decoded(np.arange(1024) / 1023) * 65535).astype(">u2").tobytes()
    return b"curv\0\0\0\0" + struct.pack(">I", 1024) + table


def profile(primaries, gamma, grey=False):
    def number(v):
        return struct.pack(">i", round(v * 65536))

    def xyz(v):
        return b"XYZ \0\0\0\0" + b"".join(map(number, v))

    name = b"a test"
    tags = [(b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + b"\0" * 79)]
    tags += [(b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz(D50))]
    if grey:
        tags.append((b"kTRC", curve(gamma)))
    else:
        tags += [(key, xyz(to_d50(primaries)[:, i])) for i, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
        tags += [(key, curve(gamma)) for key in (b"rTRC", b"gTRC", b"bTRC")]
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for key, data in tags:
        table += key + struct.pack(">II", at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    space = b"GRAY" if grey else b"RGB "
    head = struct.pack(">I4sI4s4s4s6H4s", 0, bytes(4), 0x02100000, b"mntr", space, b"XYZ ", 2026, 1, 1, 0, 0, 0, b"acsp")
    head = (head.ljust(68, b"\0") + b"".join(map(number, D50))).ljust(128, b"\0")
    return struct.pack(">I", at + len(body)) + head[4:] + struct.pack(">I", len(tags)) + table + body


def light_in(rgb, primaries):
    """sRGB levels as linear light in a space, 0 to 1."""
    xyz = decoded(rgb / 255.0) @ to_d50("srgb").T
    return np.clip(xyz @ np.linalg.inv(to_d50(primaries)).T, 0, 1)


def levels(rgb, primaries, gamma):
    light = light_in(rgb, primaries)
    return light ** (1 / gamma) if gamma else encoded(light)


def pq(nits):
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    y = (nits / 10000) ** m1
    return ((c1 + c2 * y) / (1 + c3 * y)) ** m2


def hlg(nits):
    """Of a display of 1,000 cd/m²."""
    luminance = np.maximum(nits @ np.array([0.2627, 0.6780, 0.0593]), 1e-6)[..., None] / 1000
    scene = nits / 1000 / luminance ** (1 - 1 / 1.2)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), a * np.log(np.maximum(12 * scene - b, 1e-9)) + c)


def png(samples, chunks):
    """16 bits a sample, with chunks of one's own."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    height, width, _ = samples.shape
    rows = np.rint(samples.clip(0, 1) * 65535).astype(">u2")
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    body += b"".join(chunk(name, data) for name, data in chunks)
    body += chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def bitmap(rgb, icc):
    """A BMP of version 5 with a profile inside."""
    height, width, _ = rgb.shape
    rows = np.pad(rgb[::-1, :, ::-1].reshape(height, -1), ((0, 0), (0, -width * 3 % 4))).tobytes()
    head = struct.pack("<IiiHHIIiiII", 124, width, height, 1, 24, 0, len(rows), 0, 0, 0, 0) + bytes(16) + b"DEBM"
    head += bytes(48) + struct.pack("<IIII", 4, 124 + len(rows), len(icc), 0)
    return struct.pack("<2sIHHI", b"BM", 138 + len(rows) + len(icc), 0, 0, 138) + head + rows + icc
