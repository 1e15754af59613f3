"""The network: MobileNet v1's layers at 128×128 with half of its last outputs, and a head of our own.

It ends in a 4×4 map and needs 177 M multiply-adds. The head is linear in every cell of the map
and the embedding is the mean of the cells, so a map can be learned as well as its mean. The
teacher's file has its batch normalisations folded in; so has this network.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

SIDE = 128
MEAN = [128 / 255] * 3      # the teacher's input: pixel / 128 − 1
STD = [128 / 255] * 3
WIDTH = 512                 # outputs of the last block; the teacher has 1,024
FROZEN = 8                  # the first blocks, which stay the teacher's for the first part of the training
TOP = 6.0                   # of ReLU6
# (channels in, channels out, stride) of the thirteen blocks.
BLOCKS = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2)] \
    + [(512, 512, 1)] * 5 + [(512, 1024, 2), (1024, WIDTH, 1)]


def same(x, stride):
    """TensorFlow's padding for a 3×3 kernel on a map with even sides."""
    return F.pad(x, (0, 1, 0, 1)) if stride == 2 else x


class Separable(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.stride = stride
        self.depth = nn.Conv2d(i, i, 3, stride, 2 - stride, groups=i)
        self.point = nn.Conv2d(i, o, 1)

    def forward(self, x):
        return F.relu6(self.point(F.relu6(self.depth(same(x, self.stride)))))


class Network(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 2)
        self.body = nn.Sequential(*[Separable(*b) for b in BLOCKS])
        self.head = nn.Conv2d(WIDTH, dims, 1)

    def early(self, x):
        """The map after the first blocks."""
        return self.body[:FROZEN](F.relu6(self.stem(same(x, 2))))

    def late(self, x):
        """The map before the head, from the early one."""
        return self.body[FROZEN:](x)

    def forward(self, x):
        return self.head(self.late(self.early(x)).mean((2, 3), keepdim=True)).flatten(1)

    @torch.no_grad()
    def take(self, layers, keep):
        """Sets the layers to the teacher's (as teachers.layers gives them), `keep` of the last one's outputs."""
        own = [self.stem]
        for block in self.body:
            own += [block.depth, block.point]
        weight, bias = layers[-1]
        for conv, (w, b) in zip(own, layers[:-1] + [(weight[keep], bias[keep])], strict=True):
            conv.weight.copy_(torch.from_numpy(w))
            conv.bias.copy_(torch.from_numpy(b))


def is_early(name):
    """Whether a tensor of that name belongs to the first blocks."""
    place = name.split(".")
    return place[0] == "stem" or place[0] == "body" and int(place[1]) < FROZEN


def multiply_adds(net, side=SIDE):
    """Of one picture."""
    total = [0]
    hooks = [m.register_forward_hook(lambda m, i, o: total.__setitem__(0, total[0] + o.shape[2] * o.shape[3] * m.weight.numel()))
             for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, side, side))
    for h in hooks:
        h.remove()
    return total[0]
