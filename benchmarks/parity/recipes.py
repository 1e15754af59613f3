"""How the makers of published weights prepare pictures, with their own libraries: from a picture in RGB to 3 × height × width
numbers. One for each recipe of Models/registry.json that differs from others."""

import dataclasses
from typing import Callable

import numpy as np
from PIL import Image

import torchvision_shim  # noqa: F401


@dataclasses.dataclass
class Recipe:
    """An official way from a picture to a network's input."""

    library: str
    entry: str  # of Models/registry.json
    network: str  # whose reference gives the vectors
    transform: Callable[[], Callable]  # makes a function from a picture to numbers
    recipe: str = "official"


def torchvision_preset(name: str):
    def make():
        import torchvision

        return torchvision.models.get_model_weights(name).IMAGENET1K_V1.transforms()

    return make


def torchvision_steps(*steps):
    """Transforms of torchvision by name, then ImageNet's mean and deviation."""

    def make():
        from torchvision import transforms

        made = [getattr(transforms, name)(*arguments) for name, *arguments in steps]
        normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        return transforms.Compose(made + [transforms.ToTensor(), normalize])

    return make


def open_clip_preset(model: str, tag: str):
    def make():
        import open_clip

        settings = open_clip.get_pretrained_cfg(model, tag)
        size = open_clip.get_model_config(model)["vision_cfg"]["image_size"]
        return open_clip.image_transform(
            size, is_train=False, mean=settings.get("mean"), std=settings.get("std"),
            interpolation=settings.get("interpolation"), resize_mode=settings.get("resize_mode"))

    return make


def transformers_clip():
    import transformers

    processor = transformers.CLIPImageProcessor()
    return lambda picture: processor(images=picture, return_tensors="np")["pixel_values"][0]


def timm_lite(name: str):
    """timm resizes and crops as the makers do; it normalises by halves where they have (x - 127) / 128 of bytes."""

    def make():
        import timm

        settings = timm.data.resolve_data_config(model=timm.create_model(name))
        return timm.data.create_transform(**settings | {"mean": (127 / 255,) * 3, "std": (128 / 255,) * 3})

    return make


def keras_mobilenet():
    import keras

    def transform(picture: Image.Image):
        # As keras.utils.load_img with a target_size.
        numbers = keras.utils.img_to_array(picture.resize((224, 224), Image.Resampling.NEAREST))
        return np.asarray(keras.applications.mobilenet.preprocess_input(numbers)).transpose(2, 0, 1)

    return transform


def event_photos():
    """System 2: in grey, the long side 224, in the middle of a black square."""
    from torchvision import transforms

    finish = torchvision_steps()()

    def transform(picture: Image.Image):
        picture = picture.convert("L").convert("RGB")
        scale = 224 / max(picture.size)
        size = [max(1, round(side * scale)) for side in picture.size]
        canvas = Image.new("RGB", (224, 224))
        canvas.paste(picture.resize(size, Image.Resampling.LANCZOS), ((224 - size[0]) // 2, (224 - size[1]) // 2))
        return finish(canvas)

    assert transforms
    return transform


RECIPES = {
    "mobilenet-v1": Recipe("keras", "mobilenet-v1", "mobilenet-v1", keras_mobilenet),
    "resnet50": Recipe("torchvision", "resnet50", "resnet50", torchvision_preset("resnet50")),
    "resnet50-system": Recipe(
        "torchvision", "resnet50", "resnet50", torchvision_steps(("Resize", (224, 224))), "system"),
    "resnet50-places365": Recipe(
        "torchvision", "resnet50-places365", "resnet50",
        torchvision_steps(("Resize", (256, 256)), ("CenterCrop", 224))),
    "resnet50-places365-system": Recipe("Pillow", "resnet50-places365", "resnet50", event_photos, "system"),
    "mobilenet-v2": Recipe("torchvision", "mobilenet-v2", "mobilenet-v2", torchvision_preset("mobilenet_v2")),
    "mobilenet-v3-large": Recipe(
        "torchvision", "mobilenet-v3-large", "mobilenet-v3-large", torchvision_preset("mobilenet_v3_large")),
    "efficientnet-b0": Recipe(
        "torchvision", "efficientnet-b0", "efficientnet-b0", torchvision_preset("efficientnet_b0")),
    "efficientnet-lite0": Recipe(
        "timm", "efficientnet-lite0", "efficientnet-lite0", timm_lite("tf_efficientnet_lite0")),
    "efficientnet-lite2": Recipe(
        "timm", "efficientnet-lite2", "efficientnet-lite2", timm_lite("tf_efficientnet_lite2")),
    "clip-vit-b-32": Recipe(
        "open_clip (OpenAI's transform)", "clip-vit-b-32", "clip-vit-b-32", open_clip_preset("ViT-B-32", "openai")),
    "clip-vit-b-32-transformers": Recipe("transformers", "clip-vit-b-32", "clip-vit-b-32", transformers_clip),
    "clip-vit-b-32-laion2b": Recipe(
        "open_clip", "clip-vit-b-32-laion2b", "clip-vit-b-32-laion2b",
        open_clip_preset("ViT-B-32", "laion2b_s34b_b79k")),
    "siglip2-base-patch32-256": Recipe(
        "open_clip", "siglip2-base-patch32-256", "siglip2-base-patch32-256",
        open_clip_preset("ViT-B-32-SigLIP2-256", "webli")),
    "dinov2-vits14": Recipe(
        "torchvision, as Meta's package has it", "dinov2-vits14", "dinov2-vits14",
        torchvision_steps(("Resize", 256, 3), ("CenterCrop", 224))),
}
