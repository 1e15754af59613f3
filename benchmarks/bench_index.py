"""Measures our indexes beside FAISS, USearch and hnswlib: the same vectors, queries and numbers of threads in one run.

    benchmarks/run-index                     # everything below
    benchmarks/run-index exact graph lists   # some of it
    benchmarks/run-index --pictures FOLDER   # real embeddings too
"""

import argparse
import gc
import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import index_data
import index_peers as peers

LOOKALIKE = Path(os.environ.get("LOOKALIKE_PROGRAM", ".build/release/lookalike")).resolve()
THREADS = (1, 2)
BATCH = 64
RECALL = 0.95
EFFORTS = (10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048)
PROBES = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024)


class Ours:
    """`lookalike measure-index` does the same with our index and tells what it measured."""

    def __init__(self, kind, rows, queries, efforts, folder):
        np.save(folder / "rows.npy", rows)
        np.save(folder / "queries.npy", queries)
        command = [LOOKALIKE, "measure-index", folder / "rows.npy", folder / "queries.npy", "--kind", kind,
                   "--threads", ",".join(map(str, THREADS)), "--batch", str(BATCH), "--output", folder]
        if efforts:
            command += ["--efforts", ",".join(map(str, efforts))]
        self.told = json.loads(subprocess.run(
            [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout)
        for run in self.told["runs"]:
            run["ids"] = np.load(folder / run["ids"])


def row(name, kind, threads, parameters, measured, truth, build, size):
    return {"index": name, "kind": kind, "threads": threads, "parameters": parameters,
            "recall": index_data.recall(measured["ids"], truth), "same": bool((measured["ids"] == truth).all()),
            "qps": measured["qps"], "single_qps": measured["single_qps"], "p50": measured["p50"], "p99": measured["p99"],
            "build": build, "bytes": size}


def cheapest(attempts):
    """The first that finds enough; else the best there is, without going on where more effort finds no more."""
    recalls, last = [0.0], None
    for attempt in attempts:
        last = attempt
        recalls.append(attempt["recall"])
        if recalls[-1] >= RECALL or len(recalls) > 4 and recalls[-1] < recalls[-3] + 0.001:
            break
    return last


def peer_rows(kind, classes, rows, queries, truth, efforts):
    table = []
    for name, make in classes:
        index = make(name, rows, max(THREADS))
        for threads in THREADS:
            table.append(cheapest(
                row(name, kind, threads, f"{effort}" if effort else "", peers.measure(
                    index.search(threads, effort), queries, BATCH), truth, index.build_seconds, index.bytes)
                for effort in efforts or (0,)))
        del index
        gc.collect()
    return table


def our_rows(kind, label, rows, queries, truth, efforts):
    with tempfile.TemporaryDirectory() as folder:
        told = Ours(label, rows, queries, efforts, Path(folder)).told
    table = []
    for threads in THREADS:
        table.append(cheapest(
            row("Lookalike", kind, threads, f"{run['effort']}" if run["effort"] else "", run, truth,
                told["build_seconds"], told["bytes_per_vector"])
            for run in told["runs"] if run["threads"] == threads))
    return table, told


def show(title, table, told):
    print(f"\n{title}")
    print(f"{'index':24}{'threads':>8}{'param':>7}{'recall':>8}{'exact':>6}{'q/s':>9}{'one q/s':>9}{'p50 ms':>8}{'p99 ms':>8}"
          f"{'build s':>9}{'bytes':>7}{'ratio':>7}{'one':>6}")
    others = [r for r in table if r["index"] != "Lookalike" and (r["recall"] >= RECALL or r["kind"] == "exact")
              and not r["index"].startswith("FAISS SQ8")]
    for r in sorted(table, key=lambda r: (r["threads"], r["index"] != "Lookalike", r["index"])):
        ratio = one = ""
        if r["index"] == "Lookalike" and others:
            # Against the best of all others, whatever their number of threads up to ours.
            fair = [o for o in others if o["threads"] <= r["threads"]]
            ratio = f"{r['qps'] / max(o['qps'] for o in fair):.2f}"
            one = f"{r['single_qps'] / max(o['single_qps'] for o in fair):.2f}"
        print(f"{r['index']:24}{r['threads']:>8}{r['parameters']:>7}{r['recall']:>8.3f}{'yes' if r['same'] else 'no':>6}"
              f"{r['qps']:>9.0f}{r['single_qps']:>9.0f}{r['p50']:>8.2f}{r['p99']:>8.2f}{r['build']:>9.1f}{r['bytes']:>7.0f}"
              f"{ratio:>7}{one:>6}")
    print(f"ours: first answer {told['open_milliseconds']:.0f} ms after opening; 1 % filter costs "
          f"{told['filter_share']:.1%} of the unfiltered search" if "filter_share" in told else
          f"ours: first answer {told['open_milliseconds']:.0f} ms after opening", flush=True)


EXACT = [("FAISS IndexFlatIP", peers.FaissFlat), ("FAISS SQ8 (approximate)", peers.FaissSQ8),
         ("USearch exact", peers.USearchExact)]
GRAPH = [("FAISS HNSW", peers.FaissHNSW), ("hnswlib", peers.HNSWLib), ("USearch", peers.USearch),
         ("USearch i8", peers.USearchBytes)]
LISTS = [("FAISS IVFFlat", peers.FaissIVF)]
KINDS = {"exact": ("flat", EXACT, None), "graph": ("hnsw", GRAPH, EFFORTS), "lists": ("ivfflat", LISTS, PROBES)}


def embeddings(folder, queries):
    """The built-in model's vectors of a folder of pictures; each query is one of them, which finds itself too."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([LOOKALIKE, "embed", folder, "--output", f"{scratch}/v.npy"], check=True, stdout=subprocess.DEVNULL)
        rows = index_data.unit(np.load(f"{scratch}/v.npy"))
    return rows, rows[np.random.default_rng(3).permutation(len(rows))[:queries]]


def data_sets(args):
    yield "exact", "Gaussian 100,000 × 960", lambda: index_data.gaussian(100_000, 960, 256)
    yield "exact", "clustered 200,000 × 512", lambda: index_data.clustered(200_000, 512, 256)
    if args.pictures:
        for kind in ("exact", "graph"):
            yield kind, f"pictures of {args.pictures}", lambda: embeddings(args.pictures, 256)
    n = args.rows
    yield "graph", f"clustered {n:,} × 128", lambda: index_data.clustered(n, 128, 1000)
    yield "graph", f"Gaussian {n // 5:,} × 128", lambda: index_data.gaussian(n // 5, 128, 1000)
    yield "lists", f"clustered {n:,} × 128", lambda: index_data.clustered(n, 128, 1000)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("kinds", nargs="*", help="exact, graph, lists: all where none is named")
    ap.add_argument("--rows", type=int, default=1_000_000, help="of the graph's and lists' data sets")
    ap.add_argument("--pictures", help="a folder of pictures: their embeddings are measured too")
    args = ap.parse_args()
    for kind, title, make in data_sets(args):
        if args.kinds and kind not in args.kinds:
            continue
        rows, queries = make()
        truth = index_data.nearest(rows, queries)
        label, classes, efforts = KINDS[kind]
        ours, told = our_rows(kind, label, rows, queries, truth, efforts)
        show(f"{kind}: {title}", ours + peer_rows(kind, classes, rows, queries, truth, efforts), told)


if __name__ == "__main__":
    main()
