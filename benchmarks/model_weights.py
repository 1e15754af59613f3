"""Weight files of published networks, as their libraries save them, with the parity tests' formula for weights."""

import importlib.util
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "parity"))


def write_torchvision(name: str, path: Path) -> Path:
    import torch
    from convolutional import torchvision_network

    torch.save(torchvision_network(name).model.state_dict(), path)
    return path


def write_clip(folder: Path) -> Path:
    """CLIP ViT-B/32 in half precision, as the transformers library saves it, and its vocabulary beside it."""
    import transformers
    from attention import B32, transformers_clip

    transformers_clip(B32).model.half().save_pretrained(folder)
    transformers.CLIPImageProcessor().save_pretrained(folder)
    vocabulary = "bpe_simple_vocab_16e6.txt.gz"
    package = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    shutil.copy(Path(package) / vocabulary, folder / vocabulary)
    return folder / "model.safetensors"


if __name__ == "__main__":
    # In a process of its own, so that what torch keeps is not there when others are measured.
    write_torchvision("mobilenet_v3_large", Path(sys.argv[1]) / "mobilenet.pth")
    write_torchvision("resnet50", Path(sys.argv[1]) / "resnet50.pth")
    write_clip(Path(sys.argv[1]) / "clip")
