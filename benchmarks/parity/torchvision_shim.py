"""Imports torchvision beside a torch that it was not compiled for. To be imported before any library that needs torchvision.

torchvision 0.28.0 as pip finds it was compiled for a torch with CUDA. Beside a CPU torch its operators can't be loaded, and
its import ends with "operator torchvision::nms does not exist". Networks and transforms need none of them, so their
descriptions are passed over.
"""

import torch.library

_register_fake = torch.library.register_fake


def _passing_over_torchvision(name, *arguments, **options):
    if isinstance(name, str) and name.startswith("torchvision::"):
        return lambda function: function
    return _register_fake(name, *arguments, **options)


torch.library.register_fake = _passing_over_torchvision
try:
    import torchvision  # noqa: F401
finally:
    torch.library.register_fake = _register_fake
