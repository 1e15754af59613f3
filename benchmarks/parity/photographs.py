"""The whole way from a photograph to its vector: decoding, resizing, cropping, normalising and the network, ours beside the
official one of each recipe, with the same weights.

photographs.py PROGRAM FOLDER [NAME...]

FOLDER has photographs; the first 200 count. Prints a line for each recipe; ends with 1 where a vector's cosine to the
official one is below 0.9995.
"""

import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageCms, ImageOps

import make  # noqa: F401  (adds all networks)
from recipes import RECIPES
from references import REFERENCES

LEAST, COUNT, BATCH = 0.9995, 200, 20
VOCABULARY = "bpe_simple_vocab_16e6.txt.gz"


def write_weights(reference, folder: pathlib.Path) -> pathlib.Path:
    """The image tower's weights, in a file that `lookalike models import` reads."""
    import torch

    if reference.library.startswith("keras"):
        reference.model.save_weights(folder / "weights.weights.h5")
        return folder / "weights.weights.h5"
    state = reference.model.state_dict()
    if reference.library.startswith("open_clip") or reference.library.startswith("clip-anytorch"):
        import open_clip

        shutil.copy(pathlib.Path(open_clip.__file__).parent / VOCABULARY, folder)
    if reference.library.startswith("transformers"):
        # The tokenizers of SigLIP are in no package: its models are made without words.
        state = {key: value for key, value in state.items() if key.startswith("vision_model")}
    torch.save(state, folder / "weights.pth")
    return folder / "weights.pth"


def opened(path: pathlib.Path) -> Image.Image:
    """Turned by its EXIF orientation and in sRGB, as ours are unless a collection says otherwise."""
    picture = ImageOps.exif_transpose(Image.open(path))
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            # A broken profile, or one for other pictures: the numbers are taken as they are.
            pass
    return picture.convert("RGB")


def official(name: str, reference, files: list) -> np.ndarray:
    """Of each photograph."""
    transform = RECIPES[name].transform()
    rows = []
    for start in range(0, len(files), BATCH):
        pictures = [np.asarray(transform(opened(path)), np.float32) for path in files[start:start + BATCH]]
        rows.append(reference.embed(np.stack(pictures)))
    return np.concatenate(rows)


def ours(program: str, entry: str, recipe: str, weights: pathlib.Path, photographs: pathlib.Path) -> np.ndarray:
    folder = weights.parent
    data = ["--data-dir", folder / "data"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}

    def run(*arguments):
        subprocess.run([program, *map(str, arguments)], check=True, env=environment, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    run("models", "import", "--arch", entry, weights, "--recipe", recipe, "--name", "model", *data)
    run("embed", photographs, "--model", "model", "--precision", "f32", "--output", folder / "ours.npy", "--json", *data)
    return np.load(folder / "ours.npy")


def normalised(rows: np.ndarray) -> np.ndarray:
    rows = rows.astype(np.float64)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def main() -> None:
    program, photographs = sys.argv[1], pathlib.Path(sys.argv[2])
    names = [name for name in sys.argv[3:] if name in RECIPES] or ([] if sys.argv[3:] else list(RECIPES))
    found = sorted(path for path in photographs.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    worst = 1.0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "photographs").mkdir()
        # Numbered, so that both read them in one order.
        for index, path in enumerate(found[:COUNT]):
            shutil.copy(path, scratch / f"photographs/{index:04}{path.suffix.lower()}")
        files = sorted((scratch / "photographs").iterdir())
        for name in names:
            recipe = RECIPES[name]
            folder = scratch / name
            folder.mkdir()
            reference = REFERENCES[recipe.network]()
            expected = normalised(official(name, reference, files))
            made = normalised(ours(program, recipe.entry, recipe.recipe, write_weights(reference, folder),
                                   scratch / "photographs"))
            cosines = (expected * made).sum(axis=1)
            # What photographs have in common in a network whose weights are a formula's, for the scale.
            others = (expected * np.roll(expected, 1, axis=0)).sum(axis=1)
            worst = min(worst, cosines.min())
            print(f"{name}: {len(files)} photographs, cosine to {recipe.library} least {cosines.min():.6f}, mean "
                  f"{cosines.mean():.6f}; of two photographs {others.mean():.4f}", flush=True)
            shutil.rmtree(folder)
    if worst < LEAST:
        sys.exit(f"The least cosine is {worst:.6f}; {LEAST} is wanted.")


if __name__ == "__main__":
    main()
