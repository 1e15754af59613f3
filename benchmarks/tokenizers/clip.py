"""Stores what CLIP's own tokenizers answer for the strings.

`python clip.py FRAGMENTS OUT [OPENAI]`: open_clip's tokenizer, and OpenAI's if its simple_tokenizer.py is given.
"""

import importlib.util
import json
import pathlib
import sys

from expected import write


def module(name, path):
    """A module by its file alone: its package would load networks too."""
    spec = importlib.util.spec_from_file_location(name, path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def open_clip():
    folder = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    return module("open_clip_tokenizer", f"{folder}/tokenizer.py")


def openai(path, vocabulary):
    """clip.tokenize(truncate=True) of OpenAI's clip.py, which simple_tokenizer.py belongs to."""
    tokenizer = module("simple_tokenizer", path).SimpleTokenizer(vocabulary)
    start, end = tokenizer.encoder["<|startoftext|>"], tokenizer.encoder["<|endoftext|>"]

    def encode(text):
        ids = [start] + tokenizer.encode(text) + [end]
        if len(ids) > 77:
            ids = ids[:76] + [end]
        return ids + [0] * (77 - len(ids))

    return encode


if __name__ == "__main__":
    data = json.load(open(sys.argv[1], encoding="utf-8"))
    out = pathlib.Path(sys.argv[2])
    tokenizer = open_clip()
    write(out / "open-clip.json", data, lambda text: tokenizer.tokenize([text])[0].tolist())
    if len(sys.argv) > 3:
        write(out / "openai-clip.json", data, openai(sys.argv[3], tokenizer.default_bpe()), whole=0)
