"""The server as its clients see it."""

import http.client
import os
import statistics
import subprocess
import threading
import time
from pathlib import Path

import pictures

BOUNDARY = "lookalike-bench"


def body_of(path: Path) -> bytes:
    head = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n")
    return head.encode() + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()


def ask(connection, body) -> float:
    """Milliseconds from the upload's first byte to the answer's last."""
    begin = time.perf_counter()
    connection.request("POST", "/api/v1/find-similar?threshold=0&top_k=10", body,
                       {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return (time.perf_counter() - begin) * 1000


def resident_megabytes(process) -> float:
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def measure(program: Path, folder: Path, data: Path, products=3_000, requests=4_000):
    """A query over 3,000 products, alone and with eight clients, and memory before and after."""
    shop = data / "products"
    pictures.photo_like(shop, products)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOOKALIKE_")}
    subprocess.run([program, "sync", shop, "--data-dir", data / "kept"], env=environment, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    port = 18_765
    process = subprocess.Popen(
        [program, "serve", "--port", str(port), "--data-dir", data / "kept", "--log-level", "warning"],
        env=environment, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        bodies = [body_of(path) for path in sorted(folder.rglob("*.jpg"))[:200]]
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for body in bodies[:50]:
            ask(connection, body)
        times = sorted(ask(connection, body) for body in bodies * 3)
        before = resident_megabytes(process)
        rate = load(port, bodies, requests, clients=8)
        after = resident_megabytes(process)
    finally:
        process.terminate()
        process.wait()
    median = statistics.median(times)
    return ([(f"query over {products:,} products, upload to answer, median", f"{median:.1f} ms", "< 10 ms"),
             (f"memory after {requests:,} more requests", f"{after / before:.2f} ×", "flat")],
            [f"query: median {median:.2f} ms, P95 {times[int(len(times) * 0.95)]:.2f} ms; "
             f"eight clients {rate:.0f} queries/s; memory {before:.0f} → {after:.0f} MB"])


def load(port, bodies, requests, clients):
    """Queries a second."""
    def client(number):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for index in range(requests // clients):
            ask(connection, bodies[(number + index) % len(bodies)])

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return requests / (time.perf_counter() - begin)
