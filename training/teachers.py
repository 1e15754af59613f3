"""The two teachers: MobileNet v1 and v2 (1.0, 224), as float networks that give
the 7×7 map before the pooling, several pictures at a time.

The published files are quantised ones. Their weights are taken as the numbers they
stand for, their fake quantisations are replaced by plain clamps, and the networks are
cut after the last map: the same function within rounding, many times faster.
"""
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op


_alive = []


def _value(node):
    """The value of a constant sub-graph with one element, else None."""
    return float(node.data.ravel()[0]) if node.get_type_name() == "Constant" and node.data.size == 1 else None


def _number(value):
    array = np.full((1, 1, 1, 1), value, np.float32)
    _alive.append(array)
    return ov.op.Constant(array, shared_memory=False)


def load(path: Path, batch=None) -> ov.Model:
    path = Path(path)
    core = ov.Core()
    whole = core.read_model(str(path))
    _alive.append((core, whole))    # the cut model's weights lie in the whole one's memory
    model = whole
    pool = [n for n in model.get_ordered_ops() if n.get_type_name() == "AvgPool"][-1]
    result = op.result(pool.input_value(0))
    model = ov.Model([result], model.get_parameters(), path.stem)
    for node in model.get_ordered_ops():
        if node.get_type_name() != "FakeQuantize":
            continue
        x = node.input_value(0)
        if x.get_node().get_type_name() == "Constant":
            continue
        il, ih, ol, oh = (_value(node.input_value(i).get_node()) for i in range(1, 5))
        y = op.clamp(x, il, ih)
        if (il, ih) != (ol, oh):
            scale = (oh - ol) / (ih - il)
            y = op.add(op.multiply(y, _number(scale)), _number(ol - il * scale))
        node.output(0).replace(y.output(0))
    model.validate_nodes_and_infer_types()
    if batch:
        model.reshape([batch, 224, 224, 3])
    return model


def compiled(path: Path, batch: int):
    # One thread and one stream: with several, OpenVINO 2026.4.1 was seen to give wrong
    # numbers for these cut networks now and then. Work on several cores is done by processes.
    config = {"INFERENCE_PRECISION_HINT": "bf16", "INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1"}
    core, model = ov.Core(), load(path, batch)
    _alive.append((core, model))
    return core.compile_model(model, "CPU", config)


def layers(path: Path):
    """(weight, bias) of every convolution of a teacher in order, out × in × height × width."""
    core = ov.Core()
    out = []
    for node in core.read_model(str(path)).get_ordered_ops():
        if node.get_type_name() not in ("Convolution", "GroupConvolution"):
            continue
        constant = ov.Model([op.result(node.input_value(1))], [], "weight")
        weight = np.array(core.compile_model(constant, "CPU")([])[0], np.float32)
        add = next(iter(node.output(0).get_target_inputs())).get_node()
        bias = np.array(add.input_value(1).get_node().data, np.float32).ravel()
        if node.get_type_name() == "GroupConvolution":
            weight = weight.reshape(-1, *weight.shape[2:])
        out.append((weight, bias))
    return out
