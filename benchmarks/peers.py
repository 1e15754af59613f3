"""The Python stacks: what a careful Python program does with the same pictures."""

import hashlib
import json
import time
from pathlib import Path

import numpy as np
from PIL import Image


def pillow_openvino(files, model: Path) -> float:
    """Milliseconds a picture: Pillow decodes and resizes, OpenVINO infers in batches of 16 on all cores."""
    import openvino

    manifest = json.loads((model / "model.json").read_text())
    steps, size = manifest["preprocessing"], manifest["input"]
    mean, std = (np.array(steps[key], np.float32) for key in ("mean", "std"))
    core = openvino.Core()
    network = core.read_model(model / manifest["network"])
    network.reshape([16, 3, size["height"], size["width"]])
    compiled = core.compile_model(network, "CPU", {"PERFORMANCE_HINT": "LATENCY"})

    def tensor(path):
        picture = Image.open(path).convert("RGB").resize((size["width"], size["height"]), Image.Resampling.BILINEAR)
        return ((np.asarray(picture, np.float32) / 255 - mean) / std).transpose(2, 0, 1)

    def run():
        for start in range(0, len(files) - 15, 16):
            compiled(np.stack([tensor(path) for path in files[start:start + 16]]))

    return best_time(run) * 1000 / (len(files) // 16 * 16)


def pillow_torch(files):
    """Milliseconds a picture of system 4's way, one picture at a time; None where torch is not installed."""
    try:
        import torch
        from torch import nn
    except ImportError:
        return None
    torch.manual_seed(0)

    def block(inputs, outputs, stride):
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())

    network = nn.Sequential(
        nn.Conv2d(3, 40, 3, 2, 1), nn.ReLU(), block(40, 40, 2), block(40, 80, 2), block(80, 160, 2),
        block(160, 320, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(320, 384)).eval()
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)

    def run():
        with torch.inference_mode():
            for path in files:
                picture = Image.open(path).convert("RGB").resize((128, 128), Image.Resampling.BILINEAR)
                pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255
                network(((pixels - mean) / std).unsqueeze(0))

    return best_time(run) * 1000 / len(files)


def md5_of_every_file(folder: Path) -> float:
    """Seconds."""
    def run():
        for path in folder.rglob("*.jpg"):
            hashlib.md5(path.read_bytes()).hexdigest()

    return best_time(run, rounds=1)


def best_time(run, rounds=3) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)
