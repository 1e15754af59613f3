"""What a Python program of one of the systems does: a folder of pictures to vectors, with a published network.

    model_peers.py NAME WEIGHTS FOLDER BATCH [VECTORS.npy]

Prints a JSON object: milliseconds a picture by the clock, and of processor time. The network is loaded and warm before.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image


def clip(weights: Path):
    """System 5's way, with the transformers library."""
    import torch
    import torchvision_shim  # noqa: F401
    import transformers

    model = transformers.CLIPModel.from_pretrained(weights, dtype=torch.float32).eval()
    processor = transformers.CLIPImageProcessor.from_pretrained(weights)

    def embed(paths):
        pictures = [Image.open(path).convert("RGB") for path in paths]
        with torch.no_grad():
            found = model.get_image_features(**processor(images=pictures, return_tensors="pt"))
            found = getattr(found, "pooler_output", found)
            return torch.nn.functional.normalize(found).numpy()

    return embed


def torchvision_network(name: str, steps: list):
    def make(weights: Path):
        import torch
        import torchvision_shim  # noqa: F401
        import torchvision
        from torchvision import transforms

        model = torchvision.models.get_model(name, weights=None)
        model.load_state_dict(torch.load(weights, weights_only=True))
        # The networks end with `fc` or `classifier`: without it they give embeddings.
        setattr(model, "fc" if hasattr(model, "fc") else "classifier", torch.nn.Identity())
        model.eval()
        transform = transforms.Compose([getattr(transforms, step)(size) for step, size in steps] + [
            transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])

        def embed(paths):
            batch = torch.stack([transform(Image.open(path).convert("RGB")) for path in paths])
            with torch.no_grad():
                return torch.nn.functional.normalize(model(batch)).numpy()

        return embed

    return make


def mobilenet_openvino(weights: Path):
    """A careful Python program: Pillow prepares, OpenVINO infers on all cores."""
    import openvino

    core = openvino.Core()
    compiled = {}

    def network(count):
        if count not in compiled:
            model = core.read_model(weights)
            model.reshape([count, 3, 224, 224])
            compiled[count] = core.compile_model(model, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        return compiled[count]

    mean, std = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)

    def tensor(path):
        picture = Image.open(path).convert("RGB")
        scale = 256 / min(picture.size)
        width, height = (int(side * scale) for side in picture.size)
        picture = picture.resize((width, height), Image.Resampling.BILINEAR)
        left, top = round((width - 224) / 2), round((height - 224) / 2)
        picture = picture.crop((left, top, left + 224, top + 224))
        return ((np.asarray(picture, np.float32) / 255 - mean) / std).transpose(2, 0, 1)

    def embed(paths):
        found = network(len(paths))(np.stack([tensor(path) for path in paths]))[0]
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    return embed


PEERS = {
    "clip": clip,
    "mobilenet": torchvision_network("mobilenet_v3_large", [("Resize", 256), ("CenterCrop", 224)]),
    "mobilenet-openvino": mobilenet_openvino,
    # System 3 squashes.
    "resnet50": torchvision_network("resnet50", [("Resize", (224, 224))]),
}


def main() -> None:
    name, weights, folder, batch = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    files = sorted(folder.rglob("*.jpg"))
    embed = PEERS[name](weights)
    for _ in range(2):
        embed(files[:batch])
    begin, used = time.perf_counter(), time.process_time()
    vectors = np.concatenate([embed(files[start:start + batch]) for start in range(0, len(files), batch)])
    wall, used = time.perf_counter() - begin, time.process_time() - used
    if len(sys.argv) > 5:
        np.save(sys.argv[5], vectors)
    print(json.dumps({"ms": wall * 1000 / len(files), "processor_ms": used * 1000 / len(files)}))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent / "parity"))
    main()
