"""Measures Lookalike beside the Python stacks that it replaces; every figure is a ratio from one run."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import peers
import pictures
import server

LOOKALIKE = Path(os.environ.get("LOOKALIKE_PROGRAM", ".build/release/lookalike")).resolve()


def lookalike(*arguments, data):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}
    result = subprocess.run(
        [LOOKALIKE, *map(str, arguments), "--data-dir", str(data)],
        env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout)


def embedding_rows(folder, data):
    """Picture file → vector, built-in model, against Pillow + OpenVINO in Python and against torch."""
    ours = lookalike("measure", folder, data=data)
    core = ours["core_ms"]
    ideal = sum(core[step] for step in ("read", "decode", "resize", "inference")) / ours["cores"]
    rows = [("file → vector, built-in model: of the rate that the cores allow",
             f"{ideal / ours['pipeline_ms']:.0%}", "≥ 90 %")]
    notes = [f"built-in model, a picture: pipeline {ours['pipeline_ms']:.2f} ms on {ours['cores']} cores; on one core "
             + ", ".join(f"{step} {core[step]:.2f}" for step in ("read", "decode", "resize", "inference"))]
    files = sorted(Path(folder).rglob("*.jpg"))
    network = Path("Models/lookalike-small")
    if network.exists():
        milliseconds = peers.pillow_openvino(files, network)
        rows.append(("file → vector, built-in model: against Pillow + OpenVINO in Python",
                     f"{milliseconds / ours['pipeline_ms']:.1f} ×", "≥ 3 ×"))
        notes.append(f"Pillow + OpenVINO in Python, built-in model: {milliseconds:.2f} ms a picture")
    milliseconds = peers.pillow_torch(files)
    if milliseconds is None:
        notes.append("torch is not installed: name a CPU wheel in TORCH to measure it")
    else:
        rows.append(("file → vector: Pillow + torch eager, a network of the same shape",
                     f"{milliseconds / ours['pipeline_ms']:.1f} ×", "≥ 5 ×"))
        notes.append(f"Pillow + torch, a plain residual network of the same cost: {milliseconds:.2f} ms a picture")
    return rows, notes


def sync_rows(data, count=100_000):
    """A sync with nothing changed against the MD5 of every file."""
    with tempfile.TemporaryDirectory() as folder:
        pictures.many_small(Path(folder), count)
        lookalike("sync", folder, "--collection", "many", "--json", data=data)
        again = min(lookalike("sync", folder, "--collection", "many", "--json", data=data)["seconds"] for _ in range(3))
        md5 = min(peers.md5_of_every_file(Path(folder)) for _ in range(2))
    return ([(f"sync of {count:,} unchanged files: against the MD5 of every file", f"{md5 / again:.0f} ×", "≥ 20 ×")],
            [f"sync {again:.2f} s, MD5 {md5:.2f} s"])


def main():
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else pictures.photo_like(scratch / "pictures", 600)
        rows, notes = embedding_rows(folder, scratch / "data")
        more = [server.measure(LOOKALIKE, folder, scratch / "served"), sync_rows(scratch / "data")]
        for part in more:
            rows += part[0]
            notes += part[1]
    width = max(len(row[0]) for row in rows)
    print(f"{'work':{width}}  {'measured':>10}  {'to reach':>10}")
    for work, measured, wanted in rows:
        print(f"{work:{width}}  {measured:>10}  {wanted:>10}")
    print("\nRaw numbers:")
    for note in notes:
        print("  " + note)


if __name__ == "__main__":
    main()
