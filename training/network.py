"""The network: a plain residual one, made for 160×160, a 5×5 map at the end.

About 182 M multiply-adds and 3.1 M weights. The head is linear in every cell of the map
and the embedding is the mean of the cells, so a map can be learned as well as its mean.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

SIDE = 160
MEAN = [0.5, 0.5, 0.5]
STD = [0.25, 0.25, 0.25]


class Conv(nn.Module):
    def __init__(self, i, o, k=3, s=1):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(o)

    def forward(self, x):
        return self.bn(self.conv(x))


class Basic(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.a, self.b = Conv(i, o, 3, s), Conv(o, o)
        self.skip = Conv(i, o, 1, s) if i != o or s != 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))) + self.skip(x))


class Narrow(nn.Module):
    def __init__(self, c, m):
        super().__init__()
        self.a, self.b, self.c = Conv(c, m, 1), Conv(m, m), Conv(m, c, 1)

    def forward(self, x):
        return F.relu(self.c(F.relu(self.b(F.relu(self.a(x))))) + x)


class Network(nn.Module):
    def __init__(self, dims, widths=(32, 72, 168, 352), narrow=192):
        super().__init__()
        w = widths
        self.stem = Conv(3, w[0], 7, 4)
        self.body = nn.Sequential(Basic(w[0], w[1], 2), Basic(w[1], w[2], 2), Basic(w[2], w[2]),
                                  Basic(w[2], w[3], 2), Narrow(w[3], narrow))
        self.head = nn.Conv2d(w[3], dims, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        for m in self.modules():    # residual branches start at nothing
            if isinstance(m, Basic):
                nn.init.zeros_(m.b.bn.weight)
            if isinstance(m, Narrow):
                nn.init.zeros_(m.c.bn.weight)
        nn.init.normal_(self.head.weight, std=w[3] ** -0.5)
        nn.init.zeros_(self.head.bias)

    def map(self, x):
        return self.head(self.body(F.relu(self.stem(x))))

    def forward(self, x):
        return self.map(x).mean((2, 3))


def multiply_adds(net, side=SIDE):
    total = [0]
    hooks = [m.register_forward_hook(lambda m, i, o: total.__setitem__(0, total[0] + o.shape[2] * o.shape[3] * m.weight.numel()))
             for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, side, side))
    for h in hooks:
        h.remove()
    return total[0]
