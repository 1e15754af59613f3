"""Measures published models beside the Python stacks of the five systems; every figure is a ratio from one run.

Ours and the peers run by turns, each in a process of its own, on the same files with the same weights: what else the machine
does meets them all. Processor time is compared too, which other programs change less.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import model_server
import pictures

HERE = Path(__file__).parent
LOOKALIKE = Path(os.environ.get("LOOKALIKE_PROGRAM", ".build/release/lookalike")).resolve()
# Our model, its weights, the pictures, and the peers: (name, weights, what it is, the ratio to reach).
FOLDERS = [
    ("mobilenet-v3-large", "mobilenet.pth", 320, [
        ("mobilenet", "mobilenet.pth", "torchvision + torch", 5),
        ("mobilenet-openvino", "kept/models/mobilenet-v3-large/network.onnx", "Pillow + OpenVINO", 3)]),
    ("resnet50", "resnet50.pth", 160, [("resnet50", "resnet50.pth", "torchvision + torch", 4)]),
    ("clip-vit-b-32", "clip/model.safetensors", 160, [("clip", "clip", "transformers + torch", 4)]),
]


def lookalike(*arguments, data: Path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}
    result = subprocess.run(
        [LOOKALIKE, *map(str, arguments), "--data-dir", data], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout)


def python(script: str, *arguments):
    result = subprocess.run(
        [sys.executable, HERE / script, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout) if result.stdout else None


def import_model(name: str, weights: Path, data: Path) -> float:
    """Installs a model; returns the most memory that this took, as a multiple of the file."""
    command = [LOOKALIKE, "models", "import", "--arch", name, weights, "--data-dir", data]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{name} was not imported"
    return usage.ru_maxrss * 1024 / weights.stat().st_size


def best(runs: list) -> dict:
    """The least of each number: other programs can only add."""
    return {key: min(run[key] for run in runs) for key in ("ms", "processor_ms")}


def ours(name: str, folder: Path, data: Path) -> dict:
    found = lookalike("measure", folder, "--model", name, data=data)
    return {"ms": found["pipeline_ms"], "processor_ms": found["pipeline_processor_ms"]}


def least_cosine(name: str, folder: Path, data: Path, theirs: Path) -> float:
    lookalike("embed", folder, "--model", name, "--output", data / "ours.npy", "--json", data=data)
    a, b = np.load(data / "ours.npy").astype(np.float64), np.load(theirs).astype(np.float64)
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    return float((a * b).sum(axis=1).min())


def folder_rows(scratch: Path, data: Path, name: str, folder: Path, peers: list, rounds: int):
    """A folder of pictures to vectors."""
    kinds = [(peer, batch) for peer in peers for batch in (1, 32)]
    mine, theirs = [], [[] for _ in kinds]
    for _ in range(rounds):
        mine.append(ours(name, folder, data))
        for (peer, batch), runs in zip(kinds, theirs):
            made = scratch / f"{peer[0]}.npy"
            runs.append(python("model_peers.py", peer[0], scratch / peer[1], folder, batch, made))
    mine = best(mine)
    rows, notes = [], [f"{name}, a picture: ours {mine['ms']:.2f} ms, {mine['processor_ms']:.2f} ms of processor time"]
    for (peer, batch), runs in zip(kinds, theirs):
        found = best(runs)
        way = "one by one" if batch == 1 else f"in batches of {batch}"
        rows.append((f"{name}, folder → vectors: {peer[2]}, {way}",
                     f"{found['ms'] / mine['ms']:.1f} ×", f"≥ {peer[3]} ×"))
        notes.append(f"{name}, {peer[2]}, {way}: {found['ms']:.2f} ms, {found['processor_ms']:.2f} ms of processor time "
                     f"({found['processor_ms'] / mine['processor_ms']:.1f} ×)")
    for peer in peers:
        cosine = least_cosine(name, folder, data, scratch / f"{peer[0]}.npy")
        notes.append(f"{name}: least cosine to the vectors of {peer[2]} {cosine:.5f}")
    return rows, notes


def quantized_rows(folder: Path, data: Path):
    report = lookalike("models", "quantize", "resnet50", "--calibrate", folder, "--max-loss", "1", "--json", data=data)
    times = report["ms_per_image"]
    return ([("resnet50 in 8 bits: against its own speed in 16", f"{times['parent'] / times['quantized']:.2f} ×", "≥ 1.6 ×")],
            [f"resnet50, a picture on one core: {times['parent']:.2f} ms, in 8 bits {times['quantized']:.2f} ms"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, help="JPEGs to measure with; drawn ones otherwise")
    parser.add_argument("--rounds", type=int, default=3, help="how often each program runs; its best counts")
    parser.add_argument("--share", type=float, default=1, help="of the drawn pictures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        data = scratch / "kept"
        python("model_weights.py", scratch)
        rows, notes = [], []
        for name, weights, count, peers in FOLDERS:
            size = import_model(name, scratch / weights, data)
            rows.append((f"{name}: peak memory of importing it, of the file's size", f"{size:.2f} ×", "≤ 2.2 ×"))
            chosen = given.folder or pictures.photo_like(scratch / name, int(count * given.share))
            part = folder_rows(scratch, data, name, chosen, peers, given.rounds)
            rows += part[0]
            notes += part[1]
        for part in [quantized_rows(chosen, data), model_server.measure(LOOKALIKE, data, chosen)]:
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
