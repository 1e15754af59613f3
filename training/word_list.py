"""Reads Models/lookalike-small/words.txt; its head says what it looks like."""
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List


@dataclass
class Concept:
    section: str
    terms: List[str]
    classes: Dict[int, float] = field(default_factory=dict)     # ImageNet class: weight
    groups: Dict[str, float] = field(default_factory=dict)      # labelled group of pictures: weight


def concept(section, line):
    terms, _, parts = line.partition("=")
    out = Concept(section, [" ".join(t.split()) for t in terms.split(",")])
    for part in parts.split():
        name, _, weight = part.partition("*")
        if name.startswith("@"):
            out.groups[name[1:]] = float(weight or 1)
        else:
            first, _, last = name.partition("-")
            for c in range(int(first), int(last or first) + 1):
                out.classes[c] = float(weight or 1)
    return out


def read(path: Path):
    """The concepts in the order of the lines."""
    section, out = None, []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line and section != "ignored":
            out.append(concept(section, line))
    return out
