"""How well words find pictures of the labelled sets kept out of training."""
from pathlib import Path

import numpy as np
from PIL import Image

import word_colours

# Set: its label, and the words that are asked for it; without a line, the label is asked as it stands.
WORDS = {
    "clothing": {"longsleeve": "long sleeve shirt", "outwear": "coat", "t-shirt": "t shirt"},
    "caltech101": {"ant": "ant", "Motorbikes": "motorbike", "airplanes": "airplane", "gerenuk": "antelope", "Leopards": "leopard",
                   "car_side": "car", "cougar_face": "cougar", "cougar_body": "cougar", "crocodile_head": "crocodile",
                   "flamingo_head": "flamingo", "grand_piano": "grand piano", "dollar_bill": "banknote", "inline_skate": "roller skate",
                   "sea_horse": "seahorse", "soccer_ball": "soccer ball", "stop_sign": "stop sign", "water_lilly": "water lily",
                   "wild_cat": "wild cat", "windsor_chair": "chair", "yin_yang": "yin yang", "ceiling_fan": "ceiling fan",
                   "electric_guitar": "electric guitar", "hawksbill": "sea turtle", "llama": "llama", "ewer": "jug"},
    "imagen": {"cream": "ice cream", "swine": "pig", "aid": "band aid", "maker": "coffee maker", "control": "remote control",
               "puck": "hockey puck", "trunks": "swimming trunks", "isopod": "isopod", "watercraft": "watercraft",
               "light": "traffic light", "iPod": "ipod", "vacuum": "vacuum cleaner", "tick": "tick insect",
               "nail": "nail", "orange": "oranges", "opener": "can opener", "maillot": "swimsuit", "brace": "neck brace",
               "sharpener": "pencil sharpener", "dispenser": "soap dispenser", "rack": "dish rack", "horn": "french horn",
               "dryer": "hair dryer", "monitor": "computer monitor", "keyboard": "computer keyboard", "mouse": "computer mouse",
               "powder": "face powder", "spray": "hair spray", "ray": "ray fish", "pepper": "bell pepper", "pan": "frying pan",
               "washer": "washing machine", "drill": "power drill", "train": "train", "beam": "balance beam", "bar": "horizontal bar",
               "helmet": "helmet", "player": None, "brim": "hat", "cap": "bathing cap", "nipple": None, "can": "milk can",
               "pot": "flower pot", "chime": "chime", "panda": None, "bow": None, "tie": None, "bag": None, "shaker": None, "bear": "bear",
               "ball": None, "person": "person", "box": "box", "ski": "ski", "cart": "cart"},
    "groceries": {"Lime": "lime", "Red-Grapefruit": "grapefruit", "Passion-Fruit": "passion fruit", "Satsumas": "mandarin",
                  "Orange": "oranges", "Red-Beet": "beetroot", "Zucchini": "zucchini"},
    "scenes": {}, "cifar10": {}, "tiny-imagenet": {}, "demo": {"t-shirt": "t shirt", "plant": "potted plant"},
}


# Where the label stands in a picture's path.
LABEL = {"demo": lambda p: p.split("/")[0], "caltech101": lambda p: p.split("/")[1], "clothing": lambda p: p.split("/")[1],
         "scenes": lambda p: p.split("/")[2], "imagen": lambda p: p.rsplit("_", 1)[1].split(".")[0],
         "groceries": lambda p: p.split("/")[3], "cifar10": lambda p: p.split("/")[1]}


def labels(name, paths, data: Path, concepts):
    """One for each picture; Tiny ImageNet's are the first terms of the concepts of its classes."""
    if name in LABEL:
        return np.array([LABEL[name](str(p)) for p in paths])
    numbers = {p.name.split("_")[0]: k for k, p in enumerate(sorted((data / "imagenet-samples").glob("n*.JPEG")))}
    terms = {k: next(c.terms[0] for c in concepts if k in c.classes) for k in numbers.values()}
    lines = (data / "tiny-imagenet/tiny-imagenet-200/val/val_annotations.txt").read_text().splitlines()
    known = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    found = [known[str(p).rsplit("/", 1)[1]] for p in paths]
    return np.array([terms[numbers[n]] if n in numbers else n for n in found])


def lab(rgb):
    """CIE L*a*b* (D65) of sRGB values from 0 to 255."""
    c = np.asarray(rgb, float) / 255
    c = np.where(c > 0.04045, ((c + 0.055) / 1.055) ** 2.4, c / 12.92)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = c @ matrix.T / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def own_colours(paths, data: Path, tones):
    """The name of the tone that the median of each picture's middle is nearest to in L*a*b*."""
    names = [n for n, every in tones.items() for _ in every]
    points = lab([[int(t[i:i + 2], 16) for i in (1, 3, 5)] for every in tones.values() for t in every])
    middles = []
    for p in paths:
        a = np.asarray(Image.open(data / "clothing" / str(p)).convert("RGB").resize((64, 64)), float)
        middles.append(np.median(a[22:42, 22:42].reshape(-1, 3), 0))
    nearest = np.linalg.norm(lab(middles)[:, None] - points[None], axis=2).argmin(1)
    return np.array([names[k] for k in nearest])


def singular(word):
    return [word, word[:-1]] if word.endswith("s") else [word, word + "s"]


class Words:
    """Looks texts up as Sources/Embedding/Text/TermLookup.swift does, less tolerantly."""

    def __init__(self, concepts, w, colour_weight, material_weight):
        self.concepts, self.w = concepts, w
        self.weight = {"objects": 1.0, "colours": colour_weight, "materials": material_weight}
        self.rows = {t: k for k, c in enumerate(concepts) for t in c.terms}

    def found(self, text):
        words, rows = text.lower().replace("_", " ").replace("-", " ").split(), []
        while words:
            for n in range(len(words), 0, -1):
                row = next((self.rows[t] for t in singular(" ".join(words[:n])) if t in self.rows), None)
                if row is not None:
                    break
            if row is None:
                return None
            rows.append(row)
            words = words[n:]
        return rows

    def vector(self, text):
        rows = self.found(text)
        if not rows:
            return None
        objects = any(self.concepts[r].section == "objects" for r in rows)
        q = sum(self.w[:, r] * (self.weight[self.concepts[r].section] if objects else 1) for r in rows)
        return q / np.linalg.norm(q)


def precision(q, x, right, k=10):
    best = np.argsort(-(x @ q), kind="stable")[:k]
    return right[best].mean()


def queries(name, found):
    """{text: its labels}."""
    out = {}
    for label in sorted(set(found)):
        text = WORDS[name].get(label, label)
        if text is not None:
            out.setdefault(text, set()).add(label)
    return out


def of_set(name, words, x, found, k=10):
    """(mean precision@k of the words that are known, how many, those that are not known)."""
    scores, missing = {}, []
    for text, right in queries(name, found).items():
        q = words.vector(text)
        if q is None:
            missing.append(text)
            continue
        is_right = np.isin(found, list(right))
        scores[text] = precision(q, x, is_right, k)
    return scores, missing


def by_picture(x, found, k=10):
    """Mean precision@k when every picture asks for the others of its label: what the model can do at best."""
    scores = x @ x.T
    np.fill_diagonal(scores, -2)
    best = np.argpartition(-scores, k, 1)[:, :k]
    return (found[best] == found[:, None]).mean()


def top_one(name, words, x, found):
    """How often the right word scores highest among the known words of the set; each word's scores are brought to
    mean 0 and spread 1 over the set first."""
    known = {t: labels for t, labels in queries(name, found).items() if words.vector(t) is not None}
    owner = {label: k for k, every in enumerate(known.values()) for label in every}
    inside = np.isin(found, list(owner))
    scores = x[inside] @ np.stack([words.vector(t) for t in known], 1)
    scores = (scores - scores.mean(0)) / scores.std(0)
    return (scores.argmax(1) == np.array([owner[f] for f in found[inside]])).mean()


def report(words, folder: Path, data: Path):
    """Prints a line for each set: queries, pictures, precision, chance, and the same by pictures."""
    for name in WORDS:
        if not (folder / f"held-{name}.npz").exists():
            continue
        z = np.load(folder / f"held-{name}.npz")
        x, found = z["x"], labels(name, z["path"], data, words.concepts)
        k = 5 if name == "imagen" else 10
        scores, missing = of_set(name, words, x, found, k)
        chance = np.mean([np.isin(found, list(queries(name, found)[t])).mean() for t in scores])
        some = np.random.default_rng(0).permutation(len(x))[:3000]
        print(f"{name}: {len(x)} pictures, {len(scores)} words, P@{k} {np.mean(list(scores.values())):.3f}, by chance {chance:.3f}, "
              f"by a picture {by_picture(x[some], found[some], k):.3f}, "
              f"right word of all {top_one(name, words, x, found):.3f}; not known: {', '.join(map(str, missing)) or 'none'}", flush=True)
    z = np.load(folder / "held-clothing.npz")
    x, kind = z["x"], labels("clothing", z["path"], data, words.concepts)
    colour = own_colours(z["path"], data, word_colours.TONES)
    many = [n for n in word_colours.TONES if (colour == n).sum() >= 10]
    print("colours of clothes:", {n: round(float(precision(words.vector(n), x, colour == n)), 2) for n in many},
          "by chance", round(float(np.mean([(colour == n).mean() for n in many])), 3))
    rows = []
    for label in sorted(set(kind)):
        text = WORDS["clothing"].get(label, str(label))
        for n in many:
            both = (kind == label) & (colour == n)
            if both.sum() >= 4:
                order = np.argsort(-(x @ words.vector(f"{n} {text}")))
                plain = np.argsort(-(x @ words.vector(text)))
                cut = min(10, both.sum())
                rows.append([(kind[order[:10]] == label).mean(), both[order[:cut]].mean(), both[plain[:cut]].mean()])
    print(f"colour and kind, {len(rows)} pairs: right kind, right in both, in both without the colour's word:", np.mean(rows, 0).round(3))
