"""torchvision's, Keras' and the efficientnet_lite_pytorch package's convolutional networks."""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import torch

import formula
from references import REFERENCES, Reference, load_formula, torch_call


def torchvision_network(name: str, classes: int = 1000) -> Reference:
    import torchvision

    module = torchvision.models.get_model(name, weights=None, num_classes=classes)
    state = load_formula(module)

    def embed(x):
        if name.startswith("resnet"):
            x = module.maxpool(module.relu(module.bn1(module.conv1(x))))
            x = module.layer4(module.layer3(module.layer2(module.layer1(x))))
        else:
            x = module.features(x)
        return torch.flatten(torch.nn.functional.adaptive_avg_pool2d(x, 1), 1)

    return Reference(
        f"torchvision {torchvision.__version__.split('+')[0]}", 224, state, torch_call(embed), torch_call(module), model=module)


def lite_network(name: str) -> Reference:
    from efficientnet_lite_pytorch import EfficientNet

    module = EfficientNet.from_name(name)
    state = load_formula(module)

    def embed(x):
        return torch.flatten(module._avg_pooling(module.extract_features(x)), 1)

    size = EfficientNet.get_image_size(name)
    return Reference(
        "efficientnet_lite_pytorch 0.1.0", size, state, torch_call(embed), torch_call(module), model=module)


def keras_mobilenet() -> Reference:
    import keras

    model = keras.applications.MobileNet(weights=None, classifier_activation=None, input_shape=(224, 224, 3))
    pool = next(layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D))
    features = keras.Model(model.input, pool.output)
    state = {}
    for layer in model.layers:
        for variable in layer.weights:
            name = f"{layer.name}/{variable.name}"
            state[name] = formula.tensor(name, tuple(variable.shape))
            variable.assign(state[name])

    def call(part, batch):
        made = np.asarray(part.predict(batch.transpose(0, 2, 3, 1), verbose=0))
        return made.reshape(len(batch), -1)

    return Reference(
        f"keras {keras.__version__}", 224, state, lambda batch: call(features, batch),
        lambda batch: call(model, batch), model=model)


for ours, theirs in [
    ("resnet18", "resnet18"), ("resnet34", "resnet34"), ("resnet50", "resnet50"), ("resnet101", "resnet101"),
    ("mobilenet-v2", "mobilenet_v2"), ("mobilenet-v3-small", "mobilenet_v3_small"),
    ("mobilenet-v3-large", "mobilenet_v3_large"), ("efficientnet-b0", "efficientnet_b0"),
]:
    REFERENCES[ours] = lambda theirs=theirs: torchvision_network(theirs)
for size in range(5):
    REFERENCES[f"efficientnet-lite{size}"] = lambda size=size: lite_network(f"efficientnet-lite{size}")
REFERENCES["mobilenet-v1"] = keras_mobilenet
