"""The libraries that people use today, measured in the same way: one query at a time, and many at once."""

import time

import faiss
import hnswlib
import numpy as np
from usearch.index import Index, search as usearch_search

M, EF_CONSTRUCTION = 16, 200


def percentile(times, share):
    return 1e3 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


def measure(search, queries, batch):
    """Seconds of each query alone, then the queries a second of all in batches; and what was found."""
    search(queries[:1])
    times = []
    for i in range(len(queries)):
        begin = time.perf_counter()
        search(queries[i:i + 1])
        times.append(time.perf_counter() - begin)
    begin = time.perf_counter()
    found = [search(queries[i:i + batch]) for i in range(0, len(queries), batch)]
    seconds = time.perf_counter() - begin
    return {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99), "qps": len(queries) / seconds,
            "single_qps": len(queries) / sum(times), "ids": np.concatenate(found)}


class Peer:
    """An index of a library. `build` takes a number of threads; `runs` yields (parameters, search function)."""

    def __init__(self, name, rows, threads):
        self.name, self.dimension = name, rows.shape[1]
        faiss.omp_set_num_threads(threads)
        begin = time.perf_counter()
        self.build(rows, threads)
        self.build_seconds = time.perf_counter() - begin
        self.bytes = self.size(len(rows))


class FaissFlat(Peer):
    def build(self, rows, threads):
        self.index = faiss.IndexFlatIP(self.dimension)
        self.index.add(rows)

    def size(self, count):
        return 4 * self.dimension

    def search(self, threads, effort):
        faiss.omp_set_num_threads(threads)
        return lambda q: self.index.search(q, 10)[1]


class FaissSQ8(FaissFlat):
    def build(self, rows, threads):
        self.index = faiss.IndexScalarQuantizer(
            self.dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        self.index.train(rows[:100_000])
        self.index.add(rows)

    def size(self, count):
        return self.dimension


class FaissHNSW(FaissFlat):
    def build(self, rows, threads):
        self.index = faiss.IndexHNSWFlat(self.dimension, M, faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efConstruction = EF_CONSTRUCTION
        self.index.add(rows)

    def size(self, count):
        return len(faiss.serialize_index(self.index)) / count

    def search(self, threads, effort):
        faiss.omp_set_num_threads(threads)
        self.index.hnsw.efSearch = effort
        return lambda q: self.index.search(q, 10)[1]


class FaissIVF(FaissHNSW):
    def build(self, rows, threads):
        lists = int(4 * len(rows) ** 0.5)
        self.index = faiss.IndexIVFFlat(
            faiss.IndexFlatIP(self.dimension), self.dimension, lists, faiss.METRIC_INNER_PRODUCT)
        self.index.train(rows[:40 * lists])
        self.index.add(rows)

    def search(self, threads, effort):
        faiss.omp_set_num_threads(threads)
        self.index.nprobe = effort
        return lambda q: self.index.search(q, 10)[1]


class HNSWLib(Peer):
    def build(self, rows, threads):
        self.index = hnswlib.Index(space="ip", dim=self.dimension)
        self.index.init_index(max_elements=len(rows), ef_construction=EF_CONSTRUCTION, M=M)
        self.index.add_items(rows, np.arange(len(rows)), num_threads=threads)

    def size(self, count):
        return self.index.index_file_size() / count

    def search(self, threads, effort):
        self.index.set_ef(effort)
        return lambda q: self.index.knn_query(q, 10, num_threads=threads)[0].astype(np.int64)


class USearch(Peer):
    dtype = "f32"

    def build(self, rows, threads):
        self.index = Index(ndim=self.dimension, metric="ip", dtype=self.dtype, connectivity=M,
                           expansion_add=EF_CONSTRUCTION)
        self.index.add(np.arange(len(rows)), rows, threads=threads)

    def size(self, count):
        return self.index.memory_usage / count

    def search(self, threads, effort):
        self.index.expansion_search = effort
        return lambda q: np.asarray(self.index.search(q, 10, threads=threads).keys, np.int64).reshape(len(q), -1)


class USearchBytes(USearch):
    dtype = "i8"


class USearchExact(Peer):
    def build(self, rows, threads):
        self.rows = rows

    def size(self, count):
        return 4 * self.dimension

    def search(self, threads, effort):
        def search(q):
            keys = usearch_search(self.rows, q, 10, "ip", exact=True, threads=threads).keys
            return np.asarray(keys, np.int64).reshape(len(q), -1)
        return search
