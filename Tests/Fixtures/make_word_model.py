"""Makes the model of the tests that knows words: word-models/colours.

    python3 -m venv venv && venv/bin/pip install onnx==1.23.2 numpy
    venv/bin/python Tests/Fixtures/make_word_model.py

An image's vector is its mean colour, each channel from -1 to 1, then 2 and 0; a text's is the sum of the colours that it
names, then 0 and 2. As with CLIP, images are nearer to each other than to texts: a red image and the word "red" have a
cosine of 3/7, two red images one of 1. Words that are not listed here count nothing.
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent / "word-models" / "colours"
SIZE, LENGTH, GAP = 32, 8, 2.0
COLOURS = {
    "red": (1, -1, -1), "green": (-1, 1, -1), "blue": (-1, -1, 1), "yellow": (1, 1, -1),
    "white": (1, 1, 1), "black": (-1, -1, -1),
}
DIMENSION = 5


def constant(name, rows):
    return numpy_helper.from_array(np.asarray(rows, "float32"), name)


def save(name, nodes, constants, source, width):
    result = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", width])
    graph = helper.make_graph(nodes, name, [source], [result], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.producer_name = "make_word_model.py"
    onnx.checker.check_model(model, full_check=True)
    (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def image_network():
    source = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIZE, SIZE])
    nodes = [
        helper.make_node("GlobalAveragePool", ["image"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["colour"]),
        helper.make_node("Gemm", ["colour", "widen", "gap"], ["embedding"]),
    ]
    constants = [constant("widen", np.eye(3, DIMENSION)), constant("gap", [0, 0, 0, GAP, 0])]
    save("image", nodes, constants, source, DIMENSION)


def text_network(pieces):
    source = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["N", LENGTH])
    table = [COLOURS.get(piece.strip("▁"), (0, 0, 0)) + (0, 0) for piece in pieces]
    nodes = [
        helper.make_node("Gather", ["table", "tokens"], ["rows"], axis=0),
        helper.make_node("ReduceSum", ["rows", "axes"], ["sum"], keepdims=0),
        helper.make_node("Add", ["sum", "gap"], ["embedding"]),
    ]
    axes = numpy_helper.from_array(np.asarray([1], "int64"), "axes")
    save("text", nodes, [constant("table", table), axes, constant("gap", [0, 0, 0, 0, GAP])], source, DIMENSION)


def tokenizer(pieces):
    """A `tokenizer.json` of whole words, as Hugging Face's library writes it."""
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": None, "decoder": None,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": [[piece, -1.0] for piece in pieces], "byte_fallback": False},
    }


def manifest():
    return {
        "name": "colours",
        "description": "Mean colours, and the words for some of them: networks small enough for tests.",
        "network": "image.onnx", "dimension": DIMENSION,
        "input": {"name": "image", "width": SIZE, "height": SIZE, "layout": "nchw", "element": "f32"},
        "preprocessing": {
            "resize": {"mode": "squash", "width": SIZE, "height": SIZE, "interpolation": "bilinear"},
            "color": "rgb", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
        },
        "output": {"name": "embedding"}, "normalize": True, "license": "Apache-2.0", "suggested_threshold": 0.9,
        "text": {
            "network": "text.onnx", "output": {"name": "embedding"},
            "tokenizer": {"kind": "hugging-face", "files": ["tokenizer.json"], "context_length": LENGTH, "padding_id": 0},
        },
    }


FOLDER.mkdir(parents=True, exist_ok=True)
pieces = ["<pad>", "<unk>"] + [f"▁{word}" for word in COLOURS]
image_network()
text_network(pieces)
for name, value in [("tokenizer", tokenizer(pieces)), ("model", manifest())]:
    (FOLDER / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
