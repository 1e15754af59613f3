"""The network as an ONNX graph with 8-bit (or 16-bit) weights."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import network


def quantised(w):
    """int8 weights and a scale for each output channel, the scale with the least squared error of a few."""
    last = [1] * (w.ndim - 1)
    scale = np.maximum(np.abs(w.reshape(len(w), -1)).max(1), 1e-9) / 127
    best, error = scale.copy(), np.full(len(w), np.inf)
    for k in np.linspace(0.75, 1, 11):
        s = (scale * k).reshape(-1, *last)
        e = ((np.clip(np.round(w / s), -127, 127) * s - w) ** 2).reshape(len(w), -1).sum(1)
        best, error = np.where(e < error, scale * k, best), np.minimum(e, error)
    return np.clip(np.round(w / best.reshape(-1, *last)), -127, 127).astype(np.int8), best.astype(np.float32)


class Graph:
    def __init__(self, bits):
        self.nodes, self.init, self.bits = [], [], bits

    def constant(self, array, what):
        name = f"{what}{len(self.init)}"
        self.init.append(numpy_helper.from_array(array, name))
        return name

    def add(self, kind, inputs, output=None, **attributes):
        output = output or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def weight(self, w):
        if w[0].size < 64:      # the stem and the depthwise ones: hardly any numbers, and sensitive
            return self.constant(w.astype(np.float32), "w")
        if self.bits == 16:
            return self.add("Cast", [self.constant(w.astype(np.float16), "h")], to=TensorProto.FLOAT)
        q, scale = quantised(w)
        return self.add("DequantizeLinear", [self.constant(q, "q"), self.constant(scale, "s"),
                                             self.constant(np.zeros(len(w), np.int8), "z")], axis=0)

    def conv(self, x, weight, bias, stride=1, group=1, clip=True):
        side = weight.shape[2]
        pads = [0, 0, 1, 1] if stride == 2 else [side // 2] * 4
        x = self.add("Conv", [x, self.weight(weight), self.constant(bias.astype(np.float32), "b")],
                     kernel_shape=[side, side], strides=[stride, stride], pads=pads, group=group)
        return self.add("Clip", [x, "zero", "six"]) if clip else x


def numbers(conv):
    return conv.weight.detach().double().numpy(), conv.bias.detach().double().numpy()


def build(net, head, bias, bits=8, side=network.SIDE):
    """The mean over the map comes before the linear head: the same numbers for less work."""
    g = Graph(bits)
    g.init += [numpy_helper.from_array(np.float32(v), n) for n, v in (("zero", 0), ("six", 6))]
    x = g.conv("image", *numbers(net.stem), stride=2)
    for block in net.body:
        x = g.conv(x, *numbers(block.depth), stride=block.stride, group=block.depth.groups)
        x = g.conv(x, *numbers(block.point))
    x = g.add("GlobalAveragePool", [x])
    x = g.conv(x, head[:, :, None, None], bias, clip=False)
    g.add("Flatten", [x], "embedding", axis=1)
    graph = helper.make_graph(g.nodes, "lookalike-small",
                              [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, side, side])],
                              [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", len(head)])], g.init)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="lookalike training")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model
