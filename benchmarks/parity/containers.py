"""Writes a network's weights in every container kind, as its library and others write them: containers.py NAME FOLDER

The files are called NAME@KIND.ENDING; Tests/ArchitecturesTests/ContainerTests.swift reads them.
"""

import collections
import pathlib
import shutil
import sys
import tempfile

import make  # noqa: F401  (adds all networks)
from references import REFERENCES


def with_other_strides(value):
    """The same tensor with its first axis fastest, as converters from TensorFlow leave it."""
    if value.dim() < 2:
        return value
    order = list(range(value.dim()))[::-1]
    return value.permute(order).contiguous().permute(order)


def write_torch(module, name: str, folder: pathlib.Path, size: int) -> None:
    import safetensors.torch
    import torch

    state = module.state_dict()

    def save(kind, what, ending="pth", **options):
        torch.save(what, folder / f"{name}@{kind}.{ending}", **options)

    def mapped(function):
        return collections.OrderedDict((key, function(value)) for key, value in state.items())

    save("zip", state)
    save("legacy", state, _use_new_zipfile_serialization=False)
    save("protocol-5", state, pickle_protocol=5)
    save("parameters", dict(module.named_parameters()) | dict(module.named_buffers()))
    save("checkpoint", {"epoch": 3, "state_dict": {f"module.{key}": value for key, value in state.items()}}, "pth.tar")
    save("compiled", {f"_orig_mod.{key}": value for key, value in state.items()})
    save("strides", mapped(with_other_strides), _use_new_zipfile_serialization=False)
    save("double", mapped(lambda value: value.double() if value.is_floating_point() else value))
    save("half", mapped(lambda value: value.half() if value.is_floating_point() else value))
    save("half-bfloat16", mapped(lambda value: value.bfloat16() if value.is_floating_point() else value))
    safetensors.torch.save_file({key: value.contiguous() for key, value in state.items()},
                                folder / f"{name}@safetensors.safetensors")
    write_script(module, folder / f"{name}@script.pt", size)


def write_script(module, path: pathlib.Path, size: int) -> None:
    """A TorchScript archive, with the calls for images and texts where the network has them, as OpenAI's files are."""
    import torch

    image = torch.zeros(1, 3, size, size)
    with torch.no_grad():
        if hasattr(module, "encode_text"):
            ids = torch.arange(module.context_length)[None]
            torch.jit.trace_module(module, {"encode_image": image, "encode_text": ids}).save(str(path))
        # PyTorch 2.13 traces neither transformers' models nor DINOv2's resizing.
        elif not hasattr(module, "save_pretrained") and not hasattr(module, "interpolate_pos_encoding"):
            torch.jit.trace(module, image).save(str(path))


def write_transformers(model, name: str, folder: pathlib.Path) -> None:
    """As the transformers library saves a model itself."""
    with tempfile.TemporaryDirectory() as saved:
        model.save_pretrained(saved)
        shutil.move(f"{saved}/model.safetensors", folder / f"{name}@saved.safetensors")


def write_keras(model, name: str, folder: pathlib.Path) -> None:
    import keras

    model.save(folder / f"{name}@keras.keras")
    model.save(folder / f"{name}@h5.h5")
    model.save_weights(folder / f"{name}@weights.weights.h5")
    # Without the classifier, as the published file is.
    headless = keras.applications.MobileNet(weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3))
    for layer in headless.layers:
        layer.set_weights(model.get_layer(layer.name).get_weights() if layer.weights else [])
    headless.save_weights(folder / f"{name}@headless.weights.h5")
    headless.save(folder / f"{name}@headless.h5")


def main() -> None:
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    reference = REFERENCES[name]()
    if reference.library.startswith("keras"):
        write_keras(reference.model, name, folder)
    elif reference.model is not None and (reference.texts is None or name.startswith("small-")):
        # The large networks with words have no other kinds of tensor than the small ones of the same library.
        write_torch(reference.model, name, folder, reference.size)
        if reference.library.startswith("transformers"):
            write_transformers(reference.model, name, folder)


main()
