"""Draws the pictures that the tests read, and what Pillow makes of them.

    python3 -m venv venv && venv/bin/pip install pillow==12.3.0 pillow-heif==1.8.1 numpy
    venv/bin/python Tests/Fixtures/make_fixtures.py

With tiffs.py, colours.py and heif_boxes.py, which write what Pillow does not. Writes beside itself:

    pictures/   small files of every format and variant
    expected/   raw RGB8, what they decode to, and what resizing and preprocessing yield
    fixtures.json

Everything is drawn here: gradients, discs and noise from a fixed seed.
"""

import io
import json
import pathlib
import shutil
import struct
import zlib

import numpy as np
import PIL
import pillow_heif
from PIL import Image, ImageCms, ImageOps

import colours
import heif_boxes
import tiffs

pillow_heif.register_heif_opener()
assert PIL.__version__ == "12.3.0", "the fixtures are Pillow 12.3.0's"

HERE = pathlib.Path(__file__).parent
PICTURES = HERE / "pictures"
EXPECTED = HERE / "expected"
WIDTH, HEIGHT = 37, 29
FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
decoding, resizing, preprocessing, refused = [], [], [], []


def drawing(width=WIDTH, height=HEIGHT, seed=1):
    """A gradient with discs and a little noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    red = x / max(1, width - 1) * 255
    green = y / max(1, height - 1) * 255
    picture = np.stack([red, green, 255 - (red + green) / 2], -1)
    for _ in range(6):
        cx, cy, radius = random.integers(width), random.integers(height), random.integers(3, 9)
        picture[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] = random.integers(0, 256, 3)
    picture += random.normal(0, 4, picture.shape)
    return Image.fromarray(picture.clip(0, 255).astype("uint8"))


def pattern(width, height):
    """The picture that the tests compute for themselves: see Fixtures.swift."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((x * 7 + y * 13 + c * 31 + (x * y) % 17 * 9 + (x // 23 + y // 19) % 2 * 97) % 256).astype("uint8"))


def over_white(picture):
    rgba = picture.convert("RGBA")
    canvas = Image.new("RGB", picture.size, (255, 255, 255))
    canvas.paste(rgba, mask=rgba.getchannel("A"))
    return canvas


def to_rgb(picture):
    """What our decoder yields by default: upright, over white, 16 bits cut to 8."""
    if picture.mode.startswith("I;16"):
        picture = Image.fromarray((np.asarray(picture).astype("uint16") >> 8).astype("uint8"))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        return over_white(picture)
    return picture.convert("RGB")


def store(name, picture):
    path = EXPECTED / f"{name}.rgb"
    path.write_bytes(picture.tobytes())
    return {"expected": path.name, "width": picture.width, "height": picture.height}


def add(name, data, expected=None, tolerance=0, mean=None, **more):
    """A file that decodes. `tolerance`: the largest difference allowed; `mean`: the mean one, instead."""
    (PICTURES / name).write_bytes(data)
    expected = expected or to_rgb(Image.open(io.BytesIO(data)))
    decoding.append({"file": name, "tolerance": tolerance, "mean": mean, **store(name, expected), **more})


def refuse(name, data, error):
    (PICTURES / name).write_bytes(data)
    refused.append({"file": name, "error": error})


def saved(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def png(depth, kind, interlace, rows):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, interlace)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def interlaced(picture):
    """An interlaced PNG, which Pillow does not write."""
    pixels = np.asarray(picture)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(b"\0" + row.tobytes() for x, y, dx, dy in passes for row in pixels[y::dy, x::dx])
    return png(8, 2, 1, rows)


def sixteen_bit(channels):
    """A 16-bit PNG of 1, 2, 3 or 4 channels, written by hand: Pillow writes grey only."""
    random = np.random.default_rng(5)
    samples = random.integers(0, 65536, (HEIGHT, WIDTH, channels)).astype(">u2")
    rows = b"".join(b"\0" + samples[y].tobytes() for y in range(HEIGHT))

    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    data = png(16, kind, 0, rows)
    eight = (samples >> 8).astype("uint8")
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
    picture = Image.fromarray(eight[..., 0] if channels == 1 else eight, mode)
    return data, over_white(picture) if mode.endswith("A") else picture.convert("RGB")


def jpegs(picture):
    # Decoders may differ by a level or two in the cosine transform of another version.
    for orientation in range(1, 9):
        data = saved(picture, "JPEG", quality=90, subsampling=0, exif=exif(orientation))
        add(f"orientation-{orientation}.jpg", data, tolerance=2)
    add("subsampled.jpg", saved(picture, "JPEG", quality=80), tolerance=4)
    add("progressive.jpg", saved(picture, "JPEG", quality=80, progressive=True), tolerance=4)
    add("grey.jpg", saved(picture.convert("L"), "JPEG", quality=90), tolerance=2)
    add("cmyk.jpg", saved(picture.convert("CMYK"), "JPEG", quality=95, subsampling=0), tolerance=3)
    large = drawing(400, 300, seed=3)
    (PICTURES / "large.jpg").write_bytes(saved(large, "JPEG", quality=30))
    (PICTURES / "large-progressive.jpg").write_bytes(saved(large, "JPEG", quality=30, progressive=True))
    whole = saved(picture, "JPEG", quality=90, subsampling=0)
    cut = whole[: len(whole) - 200]
    (PICTURES / "cut-late.jpg").write_bytes(cut)
    refuse("cut-early.jpg", whole[: len(whole) // 2 - 100], "cutShort")


def pngs(picture):
    mask = Image.fromarray(np.tile(np.linspace(0, 255, WIDTH).astype("uint8"), (HEIGHT, 1)))
    alpha = picture.copy()
    alpha.putalpha(mask)
    add("rgb.png", saved(picture, "PNG"))
    add("rgba.png", saved(alpha, "PNG"), withoutAlpha=store("rgba.png.drop", picture)["expected"])
    add("grey.png", saved(picture.convert("L"), "PNG"))
    add("grey-alpha.png", saved(alpha.convert("LA"), "PNG"))
    add("palette.png", saved(picture.quantize(32), "PNG"))
    add("palette-transparent.png", saved(picture.quantize(32), "PNG", transparency=3))
    add("bilevel.png", saved(picture.convert("1"), "PNG"))
    add("orientation-6.png", saved(picture, "PNG", exif=exif(6)))
    add("one-pixel.png", saved(Image.new("RGB", (1, 1), (12, 34, 56)), "PNG"))
    for channels in (1, 2, 3, 4):
        data, expected = sixteen_bit(channels)
        add(f"sixteen-bit-{channels}.png", data, expected)
    add("interlaced.png", interlaced(picture))
    whole = saved(picture, "PNG")
    refuse("truncated.png", whole[: len(whole) // 2], "damaged")
    huge = bytearray(whole)
    huge[16:24] = struct.pack(">II", 60000, 60000)
    refuse("huge.png", bytes(huge), "tooManyPixels")
    zero = bytearray(whole)
    zero[16:24] = struct.pack(">II", 0, 100)
    refuse("zero.png", bytes(zero), "damaged")


def others(picture):
    alpha = picture.copy()
    alpha.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, WIDTH).astype("uint8"), (HEIGHT, 1))))
    add("lossless.webp", saved(picture, "WEBP", lossless=True))
    add("alpha.webp", saved(alpha, "WEBP", lossless=True, exact=True))
    add("lossy.webp", saved(picture, "WEBP", quality=80), tolerance=3)
    add("orientation-8.webp", saved(picture, "WEBP", lossless=True, exif=exif(8)))
    frames = [drawing(seed=s) for s in (1, 2)]
    add("animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
    add("still.gif", saved(picture.quantize(64), "GIF"))
    add("animated.gif", saved(frames[0].quantize(64), "GIF", save_all=True, append_images=[frames[1].quantize(64)]))
    add("transparent.gif", saved(picture.quantize(64), "GIF", transparency=5))
    add("rgb.tif", saved(picture, "TIFF"))
    add("lzw.tif", saved(picture, "TIFF", compression="tiff_lzw"))
    add("deflate.tif", saved(picture, "TIFF", compression="tiff_adobe_deflate"))
    add("grey.tif", saved(picture.convert("L"), "TIFF"))
    add("palette.tif", saved(picture.quantize(32), "TIFF"))
    add("bilevel.tif", saved(picture.convert("1"), "TIFF", compression="group4"))
    add("cmyk.tif", saved(picture.convert("CMYK"), "TIFF"))
    add("rgba.tif", saved(alpha, "TIFF"))
    sixteen = Image.fromarray((np.asarray(picture.convert("L")).astype("uint16") * 257))
    add("sixteen-bit.tif", saved(sixteen, "TIFF"))
    add("orientation-5.tif", saved(picture, "TIFF", tiffinfo={0x0112: 5}))
    add("two-pages.tif", saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    # Chroma is enlarged by another filter than in Pillow's AVIF library.
    add("still.avif", saved(picture, "AVIF", quality=90, subsampling="4:4:4"), tolerance=8, mean=1.0)
    add("subsampled.avif", saved(picture, "AVIF", quality=80), tolerance=96, mean=6.0)
    add("still.heic", saved(picture, "HEIF", quality=90, chroma=444), tolerance=8, mean=1.0)
    add("alpha.heic", saved(alpha, "HEIF", quality=95, chroma=444), tolerance=12, mean=1.5)
    lying_sizes(picture)
    for mode in ("RGB", "L", "1"):
        add(f"{mode.lower()}.bmp", saved(picture.convert(mode), "BMP"))
    add("palette.bmp", saved(picture.quantize(32), "BMP"))
    rgba = saved(alpha, "BMP")
    add("rgba.bmp", rgba)
    for name in ("rgb.tif", "still.gif", "lossless.webp", "still.avif", "rgb.bmp"):
        data = (PICTURES / name).read_bytes()
        refuse(f"truncated-{name}", data[: len(data) * 2 // 3], "damaged")


def lying_sizes(picture):
    """A large coded picture in a container that says it is small: decoders allocate by the former."""
    for name, format in (("lying.heic", "HEIF"), ("lying.avif", "AVIF")):
        data = bytearray(saved(Image.new("RGB", (12000, 9000), (9, 99, 199)), format, quality=10))
        size = data.index(b"ispe") + 8
        data[size : size + 8] = struct.pack(">II", 64, 64)
        refuse(name, bytes(data), "tooManyPixels")


def run_length_bitmap():
    """RLE8 and RLE4, with runs, literals, a move and both ends; bottom row first."""
    palette = bytes(v for i in range(16) for v in (i * 16, 255 - i * 16, i * 5, 0))

    def file(bits, compression, width, height, data, top_down=False):
        header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(data), 0, 0, 16, 0)
        offset = 14 + len(header) + len(palette)
        return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + header + palette + data

    def expect(rows):
        colours = [(i * 5, 255 - i * 16, i * 16) for i in range(16)]
        return Image.fromarray(np.array([[colours[i] for i in row] for row in rows], "uint8"))

    data = bytes([4, 1, 2, 2, 0, 0, 0, 3, 7, 8, 9, 0, 3, 5, 0, 0, 0, 2, 2, 0, 4, 15, 0, 1])
    rows = [[0, 0, 15, 15, 15, 15], [7, 8, 9, 5, 5, 5], [1, 1, 1, 1, 2, 2]]
    add("rle8.bmp", file(8, 1, 6, 3, data), expect(rows))
    data = bytes([6, 0x12, 0, 0, 0, 5, 0x78, 0x9A, 0xB0, 0, 1, 0x30, 0, 1])
    add("rle4.bmp", file(4, 2, 6, 2, data), expect([[7, 8, 9, 10, 11, 3], [1, 2, 1, 2, 1, 2]]))


def kinds_of_tiff(picture):
    lab = ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    cmyk = picture.convert("CMYK")
    arrays = [np.asarray(p) for p in (picture, picture.convert("L"), cmyk, picture.convert("YCbCr"), lab)]
    for name, data, expected, tolerance in tiffs.all_kinds(*arrays):
        if expected is None:
            refuse(f"kind-{name}.tif", data, "unsupportedVariant")
            continue
        expected = cmyk.convert("RGB") if isinstance(expected, str) else Image.fromarray(expected)
        add(f"kind-{name}.tif", data, expected, tolerance)


def other_colours(picture):
    """The same picture in other spaces comes out the same."""
    rgb = np.asarray(picture)
    spaces = {"adobe": 2.19921875, "display-p3": None, "prophoto": 1.8, "srgb": None}
    for name, gamma in {**spaces, "linear": 1.0}.items():
        primaries = "srgb" if name == "linear" else name
        icc = colours.profile(primaries, gamma)
        samples = colours.levels(rgb, primaries, gamma)
        eight = np.rint(samples * 255).astype("uint8")
        # Eight bits of linear light are few for the dark.
        tolerance = {"srgb": 0, "linear": 12, "prophoto": 16}.get(name, 8)
        stored = Image.fromarray(eight)
        add(f"colours-{name}.png", saved(stored, "PNG", icc_profile=icc), picture, tolerance)
        add(f"colours-{name}.webp", saved(stored, "WEBP", lossless=True, icc_profile=icc), picture, tolerance)
        add(f"colours-{name}.bmp", colours.bitmap(eight, icc), picture, tolerance)
        wide = np.rint(samples * 65535).astype("uint16")
        data = tiffs.tiff(wide, 2, t34675=(7, icc))
        add(f"colours-{name}-16.tif", data, picture, {"srgb": 0, "linear": 1, "prophoto": 12}.get(name, 8), mean=1.0)
        options = {"quality": 98, "subsampling": 0, "icc_profile": icc}
        add(f"colours-{name}.jpg", saved(stored, "JPEG", **options), picture, tolerance=64, mean=4.0)
    icc = colours.profile("display-p3", None)
    stored = Image.fromarray(np.rint(colours.levels(rgb, "display-p3", None) * 255).astype("uint8"))
    add("colours-display-p3.avif", saved(stored, "AVIF", quality=98, subsampling="4:4:4", icc_profile=icc), picture, 64, 4.0)
    add("colours-display-p3.heic", saved(stored, "HEIF", quality=98, chroma=444, icc_profile=icc), picture, 64, 4.0)
    grey = np.asarray(picture.convert("L"))
    stored = Image.fromarray(np.rint(colours.decoded(grey / 255.0) * 255).astype("uint8"))
    icc = colours.profile(None, 1.0, grey=True)
    for format, ending in (("PNG", "png"), ("JPEG", "jpg")):
        options = {"quality": 100} if format == "JPEG" else {}
        data = saved(stored, format, icc_profile=icc, **options)
        add(f"colours-grey.{ending}", data, picture.convert("L").convert("RGB"), tolerance=64, mean=4.0)
    high_range(picture, rgb)
    # A profile that is none, is cut, or is for other pictures changes nothing.
    good = colours.profile("adobe", 2.2)
    for name, icc in (("garbage", b"no profile" * 50), ("cut", good[:300]), ("for-grey", colours.profile(None, 1.0, grey=True))):
        add(f"colours-{name}.png", saved(picture, "PNG", icc_profile=icc), picture)


def high_range(picture, rgb):
    """PQ and HLG whose white is at 203 cd/m2, told by code points; the brightest is darkened a little."""
    nits = 203 * colours.light_in(rgb, "bt2020")
    for name, samples, transfer in (("pq", colours.pq(nits), 16), ("hlg", colours.hlg(nits), 18)):
        data = colours.png(samples, [(b"cICP", bytes([9, transfer, 0, 1]))])
        add(f"colours-{name}.png", data, picture, tolerance=24, mean=4.0)
    p3 = colours.levels(rgb, "display-p3", None)
    add("colours-code-points.png", colours.png(p3, [(b"cICP", bytes([12, 13, 0, 1]))]), picture, tolerance=2)


def turned_in_the_container(picture):
    """irot and imir count, in their order; EXIF does not, beside them or alone."""
    cases = {
        "turned": ([heif_boxes.turned(1)], [Image.Transpose.ROTATE_90]),
        "flipped": ([heif_boxes.mirrored(0)], [Image.Transpose.FLIP_TOP_BOTTOM]),
        "mirrored": ([heif_boxes.mirrored(1)], [Image.Transpose.FLIP_LEFT_RIGHT]),
        "mirrored-turned": (
            [heif_boxes.mirrored(1), heif_boxes.turned(1)],
            [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90],
        ),
    }
    for format, ending, options in (("HEIF", "heic", {"chroma": 444}), ("AVIF", "avif", {"subsampling": "4:4:4"})):
        plain = saved(picture, format, quality=95, **options)
        for name, (properties, steps) in cases.items():
            expected = picture
            for step in steps:
                expected = expected.transpose(step)
            add(f"{name}.{ending}", heif_boxes.with_properties(plain, properties), expected, tolerance=48, mean=5.0)
    data = saved(picture, "HEIF", quality=95, chroma=444, exif=exif(6))
    assert b"irot" not in data
    add("exif-only.heic", data, picture, tolerance=48, mean=5.0)
    data = heif_boxes.with_properties(data, [heif_boxes.turned(3)])
    add("exif-and-turned.heic", data, picture.transpose(Image.Transpose.ROTATE_270), tolerance=48, mean=5.0)


def not_ours():
    refuse("empty.jpg", b"", "empty")
    refuse("text.jpg", b"This is not a picture.", "unsupportedFormat")
    refuse("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>', "unsupportedFormat")
    refuse("page.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n", "unsupportedFormat")
    refuse("header-only.jpg", b"\xff\xd8\xff\xe0", "cutShort")


def resize_cases():
    sizes = {(61, 47): [(30, 23), (17, 40), (61, 10), (90, 70), (8, 8), (1, 1), (3, 60)], (300, 200): [(32, 32), (64, 20), (224, 11)]}
    for (width, height), targets in sizes.items():
        source = pattern(width, height)
        for name, resample in FILTERS.items():
            for target in targets:
                result = source.resize(target, resample)
                label = f"resize-{width}x{height}-{name}-{target[0]}x{target[1]}"
                resizing.append({"sourceWidth": width, "sourceHeight": height, "interpolation": name, **store(label, result)})
            box = (2.5, 1.25, width - 3.75, height - 0.5)
            result = source.resize((21, 19), resample, box=box)
            label = f"resize-{width}x{height}-{name}-box"
            resizing.append({"sourceWidth": width, "sourceHeight": height, "interpolation": name, "box": box, **store(label, result)})


def centre_crop(picture, width, height):
    """torchvision.transforms.functional.center_crop."""
    if width > picture.width or height > picture.height:
        left, top = max(0, width - picture.width) // 2, max(0, height - picture.height) // 2
        canvas = Image.new("RGB", (max(width, picture.width), max(height, picture.height)))
        canvas.paste(picture, (left, top))
        picture = canvas
    top, left = int(round((picture.height - height) / 2.0)), int(round((picture.width - width) / 2.0))
    return picture.crop((left, top, left + width, top + height))


def resize_as(picture, rule):
    resample = FILTERS[rule["interpolation"]]
    if rule["mode"] == "squash":
        return picture.resize((rule["width"], rule["height"]), resample)
    if rule["mode"] == "short_side":
        short, long = min(picture.size), max(picture.size)
        new_long = int(rule["size"] * long / short)
        wide = picture.width > picture.height
        return picture.resize((new_long, rule["size"]) if wide else (rule["size"], new_long), resample)
    ratio = min(rule["width"] / picture.width, rule["height"] / picture.height)
    fitted = picture.resize([max(1, round(side * ratio)) for side in picture.size], resample)
    canvas = Image.new("RGB", (rule["width"], rule["height"]))
    canvas.paste(fitted, ((rule["width"] - fitted.width) // 2, (rule["height"] - fitted.height) // 2))
    return canvas


def preprocessing_cases():
    imagenet = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
    rules = [
        ("squash-nearest", {"resize": {"mode": "squash", "width": 24, "height": 24, "interpolation": "nearest"}, "scale": 1 / 127.5, "offset": -1}),
        ("short-bilinear", {"resize": {"mode": "short_side", "size": 32, "interpolation": "bilinear"}, "crop": {"width": 27, "height": 28}, **imagenet}),
        ("short-bicubic", {"resize": {"mode": "short_side", "size": 25, "interpolation": "bicubic"}, "crop": {"width": 24, "height": 24}, **imagenet}),
        ("short-padded", {"resize": {"mode": "short_side", "size": 15, "interpolation": "bilinear"}, "crop": {"width": 24, "height": 18}, **imagenet}),
        ("letterbox", {"resize": {"mode": "letterbox", "width": 28, "height": 28, "interpolation": "lanczos"}, "color": "grayscale", **imagenet}),
    ]
    for (width, height) in [(61, 47), (47, 61), (300, 200)]:
        source = pattern(width, height)
        for name, rule in rules:
            picture = source.convert("L").convert("RGB") if rule.get("color") == "grayscale" else source
            picture = resize_as(picture, rule["resize"])
            if "crop" in rule:
                picture = centre_crop(picture, rule["crop"]["width"], rule["crop"]["height"])
            label = f"preprocess-{width}x{height}-{name}"
            preprocessing.append({"sourceWidth": width, "sourceHeight": height, "rule": rule, **store(label, picture)})


def main():
    for folder in (PICTURES, EXPECTED):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    picture = drawing()
    jpegs(picture)
    pngs(picture)
    others(picture)
    run_length_bitmap()
    kinds_of_tiff(picture)
    other_colours(picture)
    turned_in_the_container(picture)
    not_ours()
    resize_cases()
    preprocessing_cases()
    cases = {"decoding": decoding, "refused": refused, "resizing": resizing, "preprocessing": preprocessing}
    (HERE / "fixtures.json").write_text(json.dumps(cases, indent=1) + "\n")


main()
