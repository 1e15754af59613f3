"""Makes Tests/Fixtures/parity: what the real libraries' networks give for the formula's weights and images.

make.py [--to FOLDER] [NAME...]
"""

import argparse
import base64
import json
import pathlib
import re

import numpy as np

import convolutional  # noqa: F401  (adds its networks)
import formula
from references import REFERENCES

IMAGES = 2
LOGITS = 16


def packed(numbers: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode()


def layers(state: dict) -> dict:
    """The tensors' shapes. Those of a batch normalisation are listed as one, which says the number of channels."""
    norms = {name.rpartition(ending)[0]: value.shape[0] for name, value in state.items()
             for ending in (".running_var", "/moving_variance") if name.endswith(ending)}
    tensors = {name: list(value.shape) for name, value in state.items()
               if re.sub(r"[./][a-z_]+$", "", name) not in norms}
    return {"norms": norms, "tensors": tensors}


def fixture(name: str) -> dict:
    reference = REFERENCES[name]()
    images = np.stack([formula.image(index, reference.size) for index in range(IMAGES)])
    embeddings = reference.embed(images)
    cosine = np.dot(*embeddings) / np.linalg.norm(embeddings[0]) / np.linalg.norm(embeddings[1])
    print(
        f"{name}: {reference.library}, {embeddings.shape[1]} numbers, rms {np.sqrt(np.mean(embeddings**2)):.3g}, "
        f"cosine of the two images {cosine:.4f}", flush=True)
    made = {
        "architecture": name,
        "library": reference.library,
        "imageSize": reference.size,
        **layers(reference.state),
        "embeddings": [packed(row) for row in embeddings],
    }
    if reference.logits:
        made["logits"] = packed(reference.logits(images[:1])[0][:LOGITS])
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", default=pathlib.Path(__file__).parents[2] / "Tests/Fixtures/parity")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.to)
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or sorted(REFERENCES):
        (folder / f"{name}.json").write_text(json.dumps(fixture(name), separators=(",", ":")) + "\n")


main()
