"""The networks as their libraries have them, with the formula's weights. One function for each architecture of ours."""

import dataclasses
from typing import Callable

import numpy as np
import torch

import formula
import torchvision_shim  # noqa: F401  (before the libraries that need torchvision)

REFERENCES: dict[str, Callable[[], "Reference"]] = {}


@dataclasses.dataclass
class Reference:
    """A network that has the formula's weights."""

    library: str
    size: int  # of the image, in pixels
    state: dict[str, np.ndarray]  # its tensors by the names that its files have
    embed: Callable[[np.ndarray], np.ndarray]  # N × 3 × size × size → N × dimension
    logits: Callable[[np.ndarray], np.ndarray] | None = None  # → N × classes
    texts: Callable[[np.ndarray], np.ndarray] | None = None  # N × length ids → N × dimension
    text_shape: tuple[int, int] | None = None  # length, number of different tokens
    model: object = None  # the library's own object, whose files are tried


def reference(name: str):
    """Adds a function that makes a `Reference` under the name of our architecture."""

    def add(function):
        REFERENCES[name] = function
        return function

    return add


def load_formula(module: torch.nn.Module) -> dict[str, np.ndarray]:
    """Gives a PyTorch module the formula's weights; returns them."""
    state = module.state_dict()
    for name, value in state.items():
        if value.is_floating_point():
            state[name] = torch.from_numpy(formula.tensor(name, tuple(value.shape)))
    module.load_state_dict(state)
    module.eval()
    return {name: value.numpy() for name, value in module.state_dict().items()}


def torch_call(function):
    """From NumPy to NumPy through PyTorch, without gradients."""

    def call(batch: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return function(torch.from_numpy(batch)).numpy()

    return call
