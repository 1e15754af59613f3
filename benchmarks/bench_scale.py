"""Many clients, half of them indexing, half searching: Lookalike beside a Python server with a network of the same cost.

Run by benchmarks/run-scale. Both are asked by `lookalike load`, one after the other, on the same machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build/release/lookalike"
PORT = 18_770


def wait(url: str, process) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server never answered")


def measure(command, clients: int, seconds: int, folder: Path, environment) -> dict:
    """What `lookalike load` finds of a server, which is started for it."""
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parent, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{PORT}"
        wait(url + "/api/v1/ready", process)
        def load(seconds, name):
            subprocess.run([PROGRAM, "load", "--keep", "--url", url, "--clients", str(clients), "--seconds", str(seconds),
                            "--mix", "index:1,search:1", "--json", folder / name], stdout=subprocess.DEVNULL)
            return json.loads((folder / name).read_text())
        load(2, "warm.json")
        return load(seconds, "figures.json")
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    clients, seconds = (int(value) for value in (sys.argv[1:] + ["100", "60"][len(sys.argv) - 1:]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}
        servers = {
            "Lookalike": [PROGRAM, "serve", "--port", str(PORT), "--data-dir", folder / "data",
                          "--log-level", "warning"],
            "FastAPI, torch, FAISS": [sys.executable, "-m", "uvicorn", "scale_peer:app", "--port", str(PORT),
                                      "--log-level", "warning"],
        }
        found = {name: measure(command, clients, seconds, folder, environment)
                 for name, command in servers.items()}
    print(f"{clients} clients, {seconds} s, index:1,search:1, {os.cpu_count()} cores (the load tool's share included)\n")
    print(f"{'server':<24}{'operations/s':>14}{'P50 ms':>10}{'P95 ms':>10}{'P99 ms':>10}{'errors':>8}")
    for name, report in found.items():
        figures = report["all"]
        print(f"{name:<24}{figures['per_second']:>14.1f}{figures['p50_ms']:>10.0f}{figures['p95_ms']:>10.0f}"
              f"{figures['p99_ms']:>10.0f}{figures['errors']:>8}")
    ours, theirs = (report["all"]["per_second"] for report in found.values())
    print(f"\n{ours / theirs:.1f} times as many operations a second")


if __name__ == "__main__":
    main()
