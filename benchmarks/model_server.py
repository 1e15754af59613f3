"""How long people wait for CLIP: the first answer after a start, and answers to words."""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np

from server import body_of, BOUNDARY

PORT = 18_775
NAME, VECTORS, DIMENSION = "clip-vit-b-32", 100_000, 512
WORDS = ["red", "old", "small", "wooden", "happy", "blue", "broken", "shiny"]
THINGS = ["mug", "bicycle", "dog", "garden chair", "lighthouse", "pair of shoes", "window", "bowl of soup"]


def clean_environment() -> dict:
    return {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}


def ask_words(connection, text: str) -> float:
    """Milliseconds from the request to the end of the answer."""
    begin = time.perf_counter()
    connection.request("POST", "/collections/words/search", json.dumps({"text": text}), {"Content-Type": "application/json"})
    return finished(connection, begin)


def ask_picture(connection, path: Path) -> float:
    begin = time.perf_counter()
    connection.request("POST", "/collections/words/search", body_of(path),
                       {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    return finished(connection, begin)


def finished(connection, begin: float) -> float:
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200 and len(json.loads(text)["results"]) == 10, text
    return (time.perf_counter() - begin) * 1000


def processor_seconds(process) -> float:
    """Waits for the end of a process."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


class Server:
    """A running server; `begin` is when it was started, `processor` the seconds that all cores spent when it has ended."""

    def __init__(self, program: Path, data: Path):
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            [program, "serve", "--port", str(PORT), "--data-dir", data, "--log-level", "warning"],
            env=clean_environment(), stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def __enter__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.processor = processor_seconds(self.process)
        self.process.stdout.close()


def first_answers(program: Path, data: Path, ask, command) -> dict:
    """Seconds from the start to the first answer, of a server and of the command line, by the clock and of processor time; with
    nothing compiled yet, and afterwards."""
    cache = data / "cache/networks"

    def serve():
        with Server(program, data) as server:
            ask(server.connection)
            seconds = time.perf_counter() - server.begin
        return seconds, server.processor

    def search():
        begin = time.perf_counter()
        process = subprocess.Popen(
            [program, "search", *command, "--collection", "words", "--data-dir", data, "--json"],
            env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processor = processor_seconds(process)
        assert process.returncode == 0
        return time.perf_counter() - begin, processor

    found = {}
    for way, run in [("server", serve), ("command line", search)]:
        firsts, laters = [], []
        for _ in range(3):
            for entry in cache.iterdir():
                shutil.rmtree(entry)
            firsts.append(run())
            laters.append(run())
        found[way] = [tuple(map(min, zip(*runs))) for runs in (firsts, laters)]
    return found


def measure(program: Path, data: Path, folder: Path):
    numbers = np.random.default_rng(1).standard_normal((VECTORS, DIMENSION), dtype=np.float32)
    np.save(data / "vectors.npy", numbers / np.linalg.norm(numbers, axis=1, keepdims=True))
    subprocess.run(
        [program, "import", "--npy", data / "vectors.npy", "--collection", "words", "--model", NAME, "--data-dir", data],
        env=clean_environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    picture = sorted(folder.rglob("*.jpg"))[0]
    kinds = {
        "words": (lambda connection: ask_words(connection, "a red mug"), ["--text", "a red mug"]),
        "a picture": (lambda connection: ask_picture(connection, picture), [picture]),
    }
    rows, notes = [], []
    for kind, (ask, command) in kinds.items():
        for way, runs in first_answers(program, data, ask, command).items():
            for when, wanted, (seconds, processor) in zip(("nothing compiled", "afterwards"), ("< 3 s", "< 1 s"), runs):
                what = f"{NAME}, {kind}: {way}, start → first answer, {when}"
                rows.append((what, f"{seconds:.2f} s", wanted))
                notes.append(f"{what}: {processor:.2f} s of processor time")
    with Server(program, data) as server:
        ask_words(server.connection, "a warm-up")
        texts = [f"a {word} {thing}" for word in WORDS for thing in THINGS]
        times = sorted(ask_words(server.connection, text) for text in texts)
        ask_picture(server.connection, picture)
    rows.append((f"{NAME}: query by words over {VECTORS:,} vectors, median", f"{statistics.median(times):.1f} ms", "< 30 ms"))
    notes.append(f"{NAME}: {len(times)} queries by words, median {statistics.median(times):.2f} ms, "
                 f"P95 {times[int(len(times) * 0.95)]:.2f} ms")
    return rows, notes
