"""Trains the small sentencepiece models of the tests and stores what the reference tokenizers answer with them.

`python sentences.py FRAGMENTS OUT [nmt_nfkc]`: with a third argument the unigram model has that normalization of
sentencepiece's own, which is too large to be stored in the repository.
"""

import json
import pathlib
import sys
import unicodedata

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Tokenizer
from transformers import SiglipTokenizer, Siglip2Tokenizer, T5Tokenizer

import clip
from expected import write
from strings import Random


def rules(path):
    """A normalization of our own in sentencepiece's format: some of NFKC, compositions, and blanks."""
    table = {"\t": " ", "\n": " ", "\r": " ", "\u200b": " ", "\u200c": "", "\ufeff": "", "\x07": "", "ab": "xy", "abc": "z"}
    for code in [*range(0xA0, 0x180), *range(0x2000, 0x2070), *range(0x2100, 0x2190), *range(0xFB00, 0xFB07), *range(0xFF01, 0xFFA0), 0x3000, 0xFDFA]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[chr(code)] = plain
    for base in "aeioucnsAEIOU":
        for mark in "\u0300\u0301\u0302\u0303\u0308\u030c\u0327":
            composed = unicodedata.normalize("NFC", base + mark)
            if len(composed) == 1:
                table[base + mark] = composed
    lines = ["\t".join(" ".join(f"{ord(c):X}" for c in text) for text in pair) for pair in table.items()]
    path.write_text("\n".join(lines) + "\n")


def train(out, data, normalization):
    """The models `unigram.model`, as SigLIP's, and `bpe.model`, as Gemma's."""
    words, _, scripts = data["lists"][:3]
    random = Random(1)
    texts = []
    for _ in range(4_000):
        texts.append(" ".join(words[random.below(len(words))] for _ in range(2 + random.below(8))) + " " + str(random.below(5000)))
    texts += scripts[:60] * 3
    common = dict(character_coverage=0.98, num_threads=1, minloglevel=2, pad_id=0, eos_id=1, shuffle_input_sentence=False)
    unigram = dict(common, model_type="unigram", vocab_size=800, unk_id=2, bos_id=-1, max_sentence_length=100_000)
    if normalization:
        unigram["normalization_rule_name"] = normalization
    else:
        rules(out / "rules.tsv")
        unigram["normalization_rule_tsv"] = str(out / "rules.tsv")
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(texts), model_prefix=str(out / "unigram"), **unigram)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_prefix=str(out / "bpe"), model_type="bpe", vocab_size=1100, bos_id=2, unk_id=3,
        byte_fallback=True, split_digits=True, allow_whitespace_only_pieces=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, add_dummy_prefix=False, max_sentence_length=100_000,
        user_defined_symbols=["<mask>", "<unused0>", "<unused1>", "\n", "\n\n", "▁▁", "▁▁▁", "<table>", "</table>"], **common)
    for name in ("unigram.vocab", "bpe.vocab", "rules.tsv"):
        (out / name).unlink(missing_ok=True)


def proto(path):
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(path.read_bytes())
    return model


def framed(ids, length, padding, end=1):
    ids = ids[: length - 1] + [end]
    return ids + [padding] * (length - len(ids))


def t5(out):
    """open_clip's tokenizer of SigLIP: T5's fast one behind its own cleaning."""
    model = proto(out / "unigram.model")
    tokenizer = T5Tokenizer(
        vocab=[(piece.piece, piece.score) for piece in model.pieces],
        _spm_precompiled_charsmap=model.normalizer_spec.precompiled_charsmap, extra_ids=0)
    tokenizer.backend_tokenizer.save(str(out / "t5.json"), pretty=False)
    fast = Tokenizer.from_file(str(out / "t5.json"))
    cleaning = clip.open_clip()

    def encode(text):
        text = cleaning.canonicalize_text(cleaning.basic_clean(text))
        return framed(fast.encode(text).ids[:-1], 64, 1)

    return encode


def older_t5(out):
    """The same vocabulary with the normalizers and pre-tokenizers of older conversions."""
    raw = json.loads((out / "t5.json").read_text())
    raw["normalizer"] = {"type": "Sequence", "normalizers": [
        raw["normalizer"], {"type": "Strip", "strip_left": False, "strip_right": True},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]}
    raw["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    fast = Tokenizer.from_str(json.dumps(raw))
    return lambda text: framed(fast.encode(text).ids[:-1], 64, 1)


def gemma(out):
    """transformers' tokenizer of SigLIP 2, with the merges that the sentencepiece model implies."""
    model = proto(out / "bpe.model")
    vocabulary = {piece.piece: number for number, piece in enumerate(model.pieces)}
    merges = []
    for number, piece in enumerate(model.pieces):
        if piece.type != 1:
            continue
        text = piece.piece
        for split in range(1, len(text)):
            if text[:split] in vocabulary and text[split:] in vocabulary:
                merges.append((-piece.score, vocabulary[text[:split]], vocabulary[text[split:]], text[:split], text[split:]))
    merges = [merge[3:] for merge in sorted(merges)]
    tokenizer = Siglip2Tokenizer(vocab=vocabulary, merges=merges)
    added = [AddedToken(piece.piece, normalized=False, special=False) for piece in model.pieces if piece.type == 4]
    tokenizer.add_tokens(added)
    tokenizer.backend_tokenizer.save(str(out / "gemma.json"), pretty=False)
    fast = Tokenizer.from_file(str(out / "gemma.json"))
    return lambda text: framed(fast.encode(text, add_special_tokens=False).ids, 64, 0)


def siglip(out):
    """transformers' tokenizer of SigLIP."""
    tokenizer = SiglipTokenizer(str(out / "unigram.model"))

    def encode(text):
        return tokenizer(text, padding="max_length", truncation=True, max_length=64)["input_ids"]

    return encode


def plain(path, padding):
    """sentencepiece itself."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return lambda text: framed(processor.encode(text), 64, padding)


if __name__ == "__main__":
    data = json.load(open(sys.argv[1], encoding="utf-8"))
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    train(out, data, sys.argv[3] if len(sys.argv) > 3 else None)
    write(out / "unigram-ids.json", data, plain(out / "unigram.model", 1), whole=50)
    write(out / "bpe-ids.json", data, plain(out / "bpe.model", 0), whole=50)
    write(out / "t5-ids.json", data, t5(out), whole=50)
    write(out / "older-t5-ids.json", data, older_t5(out), whole=0)
    write(out / "gemma-ids.json", data, gemma(out), whole=50)
    write(out / "siglip-ids.json", data, siglip(out), whole=50)
