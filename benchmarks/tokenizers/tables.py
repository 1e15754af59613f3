"""Writes the tables of Sources/Tokenizers/Cleaning/Tables: HTML's entities, and what ftfy knows of wrong encodings.

`python tables.py FOLDER`. The sets are those of ftfy 6.3.1 (Robyn Speer, Apache License 2.0); its rules are written by
hand in Swift beside them.
"""

import html
import pathlib
import re
import sys
import unicodedata

import ftfy
from ftfy import badness, chardata

HEAD = "// {}; written by benchmarks/tokenizers/tables.py.\n"


def wrapped(words, width=104):
    """Words in lines."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return lines + [line]


def block(words, indent):
    """The words as the lines of a Swift text literal."""
    return "\n".join(" " * indent + line for line in wrapped(words))


def ranges(codes):
    """Hexadecimal code points and ranges."""
    found = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return [f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in found]


def members(characters):
    """The code points that the inside of a class in a regular expression stands for."""
    pattern = re.compile(f"[{characters}]")
    return [code for code in range(0x20, 0x10000) if pattern.match(chr(code))]


def entities():
    known = html.entities.html5
    words = []
    for name in sorted(known):
        if name.endswith(";"):
            codes = "+".join(f"{ord(c):x}" for c in known[name])
            mark = "!" if name[:-1] in known else ""
            words.append(f"{name[:-1]}{mark}={codes}")
    assert len(words) + sum("!" in word for word in words) == len(known)
    return (
        HEAD.format("The table of HTML's named character references is long: it has 2,125 lines in the standard")
        + '\nextension HTMLEntities {\n'
        + "    /// Each name without its semicolon, `!` if it stands for the same without one, and the code points.\n"
        + '    static let table = """\n' + block(words, 8) + '\n        """\n}\n'
    )


def mojibake():
    sets = {name: members(text) for name, text in badness.MOJIBAKE_CATEGORIES.items()}
    sets |= {name: members(text) for name, text in chardata.UTF8_CLUES.items()}
    out = HEAD.format("The characters that UTF-8 becomes when it is read in another encoding (ftfy 6.3.1, Apache License 2.0)")
    out += "\nextension MojibakeSets {\n    /// Hexadecimal code points and ranges, by ftfy's names.\n"
    out += "    static let table: [String: String] = [\n"
    for name, codes in sets.items():
        out += f'        "{name}": """\n{block(ranges(codes), 12)}\n            """,\n'
    return out + "    ]\n}\n"


def charmaps():
    import ftfy.bad_codecs  # noqa: F401

    out = HEAD.format("What the bytes 128 to 255 stand for in encodings that UTF-8 is mistaken for, as ftfy reads them")
    out += "\nextension Charmap {\n    /// Hexadecimal code points of the bytes from 128 on, by ftfy's names.\n"
    out += "    static let table: [(name: String, codes: String)] = [\n"
    for name in chardata.CHARMAP_ENCODINGS[1:]:
        words = [f"{ord(c):x}" for c in bytes(range(128, 256)).decode(name)]
        out += f'        (\n            "{name}",\n            """\n{block(words, 12)}\n            """\n        ),\n'
    return out + "    ]\n}\n"


def widths():
    words = []
    for code in range(0xFF01, 0xFFF0):
        wide = unicodedata.normalize("NFKC", chr(code))
        if wide != chr(code):
            words.append(f"{code:x}={'+'.join(f'{ord(c):x}' for c in wide)}")
    return (
        HEAD.format("The characters that full-width and half-width forms stand for (Unicode's NFKC)")
        + "\nextension CharacterFixes {\n    static let widthTable = \"\"\"\n" + block(words, 8) + '\n        """\n}\n'
    )


if __name__ == "__main__":
    assert ftfy.__version__ == "6.3.1"
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in [("HTMLEntityTable", entities()), ("MojibakeTable", mojibake()), ("CharmapTable", charmaps()), ("WidthTable", widths())]:
        (folder / f"{name}.swift").write_text(text, encoding="utf-8")
