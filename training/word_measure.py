"""How well words find pictures of the labelled sets kept out of training."""
from pathlib import Path

import numpy as np

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


def labels(name, paths, data: Path):
    if name == "demo":
        return np.array([p.split("/")[0] for p in paths])
    if name == "caltech101" or name == "clothing":
        return np.array([p.split("/")[1] for p in paths])
    if name == "scenes":
        return np.array([p.split("/")[2] for p in paths])
    if name == "imagen":
        return np.array([p.rsplit("_", 1)[1].split(".")[0] for p in paths])
    if name == "groceries":
        return np.array([p.split("/")[3] for p in paths])
    if name == "cifar10":
        return np.array([p.split("/")[1] for p in paths])
    lines = (data / "tiny-imagenet/tiny-imagenet-200/val/val_annotations.txt").read_text().splitlines()
    known = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    return np.array([known[p.rsplit("/", 1)[1]] for p in paths])


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
