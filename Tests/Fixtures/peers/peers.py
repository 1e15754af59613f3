"""Files made and read by FAISS, NumPy and h5py, for VectorFormatsTests.

peers.py make FOLDER: writes files of every kind, and beside each NAME what it holds by its tool's own account:
    NAME.values (float32) and, where it has ids, NAME.ids (int64).
peers.py check FOLDER: reads the files that the tests wrote there and compares them with the same kind of account.
"""

import pathlib
import sys

import faiss
import h5py
import numpy as np

faiss.omp_set_num_threads(1)
D, N = 19, 300
random = np.random.default_rng(7)
X = random.standard_normal((N, D)).astype("<f4")
IDS = (np.arange(N) * 7 + 1_000_000_000_000).astype("<i8")


def account(path, values, ids=None):
    np.ascontiguousarray(values, "<f4").tofile(f"{path}.values")
    if ids is not None:
        np.ascontiguousarray(ids, "<i8").tofile(f"{path}.ids")


def index(description, metric=faiss.METRIC_L2, ids=None):
    made = faiss.index_factory(D, description, metric)
    made.train(X)
    if ids is None:
        made.add(X)
    else:
        made.add_with_ids(X, ids)
    return made


def quantised(kind, values=X):
    made = faiss.IndexScalarQuantizer(values.shape[1], kind, faiss.METRIC_L2)
    made.train(values)
    made.add(values)
    return made


def stored(made):
    """The vectors of an index and their ids, as FAISS itself gives them."""
    if isinstance(made, (faiss.IndexIDMap, faiss.IndexIDMap2)):
        values, inner = stored(faiss.downcast_index(made.index))
        ids = faiss.vector_to_array(made.id_map)
        return values, ids if inner is None else ids[inner]
    if isinstance(made, faiss.IndexIVF):
        lists = [faiss.rev_swig_ptr(made.invlists.get_ids(i), made.invlists.list_size(i)).copy()
                 for i in range(made.nlist) if made.invlists.list_size(i)]
        ids = np.concatenate(lists)
        made.set_direct_map_type(faiss.DirectMap.Hashtable)
        return np.array([made.reconstruct(int(i)) for i in ids]), ids
    return made.reconstruct_n(0, made.ntotal), None


def faiss_files(folder):
    sq = faiss.ScalarQuantizer
    few = index("IVF100,Flat")
    few.remove_ids(np.arange(20, N))
    mapped = index("IVF5,Flat")
    mapped.make_direct_map()
    hashed = index("IVF5,Flat", ids=IDS)
    hashed.set_direct_map_type(faiss.DirectMap.Hashtable)
    hnsw_quantised = faiss.IndexIVFFlat(faiss.IndexHNSWFlat(D, 8), D, 12)
    hnsw_quantised.train(X)
    hnsw_quantised.add(X)
    no_residual = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatL2(D), D, 7, sq.QT_8bit, faiss.METRIC_L2, False)
    no_residual.train(X)
    no_residual.add(X)
    empty = faiss.IndexFlatIP(D)
    bytes_ = random.integers(0, 256, (N, D)).astype("<f4")
    files = {
        "flat-ip": index("Flat", faiss.METRIC_INNER_PRODUCT),
        "flat-l2": index("Flat"),
        "flat-l1": index("Flat", faiss.METRIC_L1),
        "flat-lp": index("Flat", faiss.METRIC_Lp),
        "empty": empty,
        "idmap-flat": index("IDMap,Flat", faiss.METRIC_INNER_PRODUCT, IDS),
        "idmap2-flat": index("IDMap2,Flat", ids=IDS),
        "idmap2-hnsw": index("IDMap2,HNSW8", ids=IDS),
        "idmap-ivf": index("IDMap,IVF6,Flat", ids=IDS),
        "idmap2-sq8": index("IDMap2,SQ8", ids=IDS),
        "ivf": index("IVF8,Flat", faiss.METRIC_INNER_PRODUCT, IDS),
        "ivf-sparse": few,
        "ivf-direct-map": mapped,
        "ivf-hash-map": hashed,
        "ivf-hnsw": hnsw_quantised,
        "ivf-sq8": index("IVF8,SQ8"),
        "ivf-sq8-no-residual": no_residual,
        "hnsw": index("HNSW8"),
        "hnsw-ip": index("HNSW16", faiss.METRIC_INNER_PRODUCT),
        "hnsw-sq8": index("HNSW8_SQ8"),
        "sq8": quantised(sq.QT_8bit),
        "sq8-uniform": quantised(sq.QT_8bit_uniform),
        "sq8-direct": quantised(sq.QT_8bit_direct, bytes_),
        "sq8-direct-signed": quantised(sq.QT_8bit_direct_signed, bytes_ - 128),
        "sq-fp16": quantised(sq.QT_fp16),
        "sq-bf16": quantised(sq.QT_bf16),
    }
    if "AVX2" in faiss.get_compile_options():
        # Without it FAISS rounds these in another place.
        wide = np.ascontiguousarray(np.hstack([X, X[:, :5]]))
        files["sq8-24"] = quantised(sq.QT_8bit, wide)
        files["sq8-uniform-24"] = quantised(sq.QT_8bit_uniform, wide)
    for name, made in files.items():
        faiss.write_index(made, str(folder / f"{name}.faiss"))
        if made.ntotal:
            account(folder / f"{name}.faiss", *stored(made))
    refused = ["PQ19x4", "PCA4,Flat", "IVF8,PQ19x4", "L2norm,Flat", "SQ4", "LSH", "NSG8,Flat", "SQ6"]
    for number, description in enumerate(refused):
        faiss.write_index(index(description), str(folder / f"refused-{number}.faiss"))
    for name, description in {"ivf": "IVF8,Flat", "ivf-sq": "IVF8,SQ8", "sq": "SQ8", "hnsw-sq": "HNSW8_SQ8",
                              "idmap-ivf": "IDMap,IVF8,Flat", "idmap2-sq": "IDMap2,SQ8"}.items():
        faiss.write_index(faiss.index_factory(D, description), str(folder / f"untrained-{name}.faiss"))
    for metric in ["L1", "Linf", "Lp", "Canberra", "BrayCurtis", "JensenShannon", "Jaccard", "NaNEuclidean", "GOWER"]:
        number = getattr(faiss, f"METRIC_{metric}")
        for kind in ["Flat", "IDMap,Flat", "HNSW8", "IDMap2,HNSW8"]:
            made = faiss.index_factory(D, kind, number)
            if "IDMap" in kind:
                made.add_with_ids(X[:5], IDS[:5])
            else:
                made.add(X[:5])
            faiss.write_index(made, str(folder / f"metric-{metric}-{kind.replace(',', '-')}.faiss"))


def npy_files(folder):
    tables = {f"{order}-{name}": np.asarray(X.astype(kind), order=order)
              for order in "CF"
              for name, kind in [("f4", "<f4"), ("f4be", ">f4"), ("f8", "<f8"), ("f8be", ">f8"), ("f2", "<f2"),
                                 ("f2be", ">f2")]}
    for kind in ["i1", "u1", "<i2", ">u2", "<u4", ">i4", "<i8", ">u8"]:
        tables["C-" + kind.replace("<", "l").replace(">", "b")] = (np.abs(X) * 50).astype(kind)
    tables["one"] = X[0]
    for name, table in tables.items():
        np.save(folder / f"{name}.npy", table)
        account(folder / f"{name}.npy", table)
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(folder / f"version-{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, X, version=version)
        account(folder / f"version-{version[0]}.npy", X)
    np.save(folder / "ids-of-i8", IDS)
    np.save(folder / "ids-of-bu4", np.arange(N, dtype=">u4"))
    for name, table in {"c8": X.astype("c8"), "S3": np.array([["abc"]], "S3"), "cube": X.reshape(2, -1, D),
                        "scalar": np.array(1.0), "record": np.zeros(3, [("a", "f4"), ("b", "i4")])}.items():
        np.save(folder / f"refused-{name}.npy", table)


def hdf5_files(folder):
    def write(name, values, **options):
        with h5py.File(folder / f"{name}.h5", "w") as file:
            file.create_dataset("data", data=values, **options)
        account(folder / f"{name}.h5", values)

    write("contiguous", X)
    write("double", X.astype("f8"))
    write("half", X.astype("f2"))
    write("big-endian", X.astype(">f4"))
    write("bytes", (np.abs(X) * 50).astype("u1"))
    write("chunked", X, chunks=(64, 8))
    write("gzip", X, chunks=True, compression="gzip", shuffle=True, fletcher32=True)
    write("one-chunk", X, chunks=X.shape, compression="gzip")
    write("one", X[0])
    with h5py.File(folder / "grown.h5", "w", libver="latest") as file:
        data = file.create_dataset("data", (0, D), "f4", maxshape=(None, D), chunks=(32, D))
        for start in range(0, N, 100):
            data.resize(start + 100, axis=0)
            data[start:] = X[start:start + 100]
    account(folder / "grown.h5", X)
    newer = {"gzip": {"compression": "gzip"}, "shuffle": {"shuffle": True, "chunks": (64, 8)},
             "fletcher32": {"fletcher32": True, "chunks": (64, 8)}, "one-chunk": {"compression": "gzip", "chunks": X.shape},
             "grown": {"compression": "gzip", "maxshape": (None, D)}}
    for name, options in newer.items():
        with h5py.File(folder / f"newer-{name}.h5", "w", libver="latest") as file:
            file.create_dataset("data", data=X, **options)
        # As the message says to write it.
        with h5py.File(folder / f"readable-{name}.h5", "w", libver="v110") as file:
            file.create_dataset("data", data=X, **options)
        account(folder / f"readable-{name}.h5", X)
    with h5py.File(folder / "newer-complex.h5", "w", libver="latest") as file:
        file.create_dataset("data", data=X.astype("c8"))
    with h5py.File(folder / "refused-lzf.h5", "w") as file:
        file.create_dataset("data", data=X, compression="lzf")
    with h5py.File(folder / "refused-link.h5", "w") as file:
        file["data"] = h5py.ExternalLink("contiguous.h5", "data")
    with h5py.File(folder / "refused-soft.h5", "w") as file:
        file["data"] = h5py.SoftLink("/data")
    with h5py.File(folder / "refused-external.h5", "w") as file:
        file.create_dataset("data", (N, D), "f4", external=[(str(folder / "C-f4.npy"), 0, N * D * 4)])
    with h5py.File(folder / "refused-virtual.h5", "w") as file:
        layout = h5py.VirtualLayout((N, D), "f4")
        layout[:] = h5py.VirtualSource(str(folder / "contiguous.h5"), "data", (N, D))
        file.create_virtual_dataset("data", layout)
    with h5py.File(folder / "refused-unwritten.h5", "w") as file:
        file.create_dataset("data", (1 << 40, D), "f4", chunks=(1024, D))
    with h5py.File(folder / "refused-text.h5", "w") as file:
        file["data"] = ["a", "b"]
    with h5py.File(folder / "refused-cube.h5", "w") as file:
        file["data"] = X.reshape(2, -1, D)
    with h5py.File(folder / "refused-group.h5", "w") as file:
        file.create_group("data")
    with h5py.File(folder / "refused-name.h5", "w") as file:
        file["features"] = X


def make(folder):
    faiss_files(folder)
    npy_files(folder)
    hdf5_files(folder)


def check(folder):
    for path in sorted(folder.glob("*.values")):
        file = path.with_suffix("")
        want = np.fromfile(path, "<f4")
        if file.suffix == ".faiss":
            made = faiss.read_index(str(file))
            inner = made.index if isinstance(made, faiss.IndexIDMap) else made
            values, ids = stored(faiss.downcast_index(made))
            metric = {"ip": faiss.METRIC_INNER_PRODUCT, "l2": faiss.METRIC_L2}[file.stem.split("-")[-1]]
            assert made.metric_type == inner.metric_type == metric, file
            assert made.is_trained and made.ntotal == len(values), file
            # It can be searched, and each vector finds itself.
            if metric == faiss.METRIC_L2:
                found = made.search(values, 1)[1][:, 0]
                assert np.array_equal(found, np.arange(len(values)) if ids is None else ids), file
            if ids is not None:
                assert np.array_equal(ids, np.fromfile(f"{file}.ids", "<i8")), file
        elif file.suffix == ".npy":
            values = np.load(file)
            assert values.dtype == np.float32, file
        else:
            with h5py.File(file) as opened:
                values = opened["data"][:]
            assert values.dtype == np.float32, file
        assert np.array_equal(values.ravel(), want), file
        print(file.name)


{"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
