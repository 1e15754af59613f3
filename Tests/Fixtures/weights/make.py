#!/usr/bin/env python3
"""Makes the weight files of WeightsTests with the real libraries, and expected.json with what these libraries read.

    python3 -m venv V && V/bin/pip install -r requirements.txt && V/bin/python make.py
"""
import argparse, collections, hashlib, io, json, pathlib, pickle, struct, sys, tarfile, types, warnings, zipfile
import numpy as np, torch
from safetensors.torch import load_file, save_file

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
expected = {}
TYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
         torch.int8, torch.uint64, torch.uint32, torch.uint16, torch.uint8, torch.bool]


def numbers(*shape, dtype=torch.float32, seed=0):
    """The same numbers on every machine, exact in every format."""
    count = int(np.prod(shape))
    values = torch.tensor([(i * 37 + seed * 11) % 101 - 50 for i in range(count)], dtype=torch.float64)
    if dtype.is_floating_point: values = values / 8
    if dtype in (torch.uint64, torch.uint32, torch.uint16, torch.uint8): values = values.abs()
    if dtype == torch.bool: values = values % 2
    return values.to(dtype).reshape(shape)


def all_types():
    return {str(t).split(".")[1]: numbers(3, 5, dtype=t, seed=i) for i, t in enumerate(TYPES)}


def layouts():
    base = numbers(6, 8)
    kernel = numbers(3, 3, 4, 5)  # height, width, in, out
    shared = numbers(12)
    return collections.OrderedDict([
        ("plain", base), ("transposed", numbers(4, 6).t()), ("tensorflow", kernel.permute(3, 2, 0, 1)),
        ("row", base[2]), ("column", base[:, 3]), ("steps", base[1::2, ::3]), ("tied", base),
        ("left", shared[:5]), ("right", shared[5:]), ("expanded", numbers(1, 4).expand(3, 4)),
        ("scalar", torch.tensor(2.5)), ("empty", torch.zeros(0, 3)), ("empty2", torch.zeros(4, 0)),
        ("channels_last", numbers(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)),
        ("half.transposed", numbers(3, 7, dtype=torch.float16).t()), ("bytes", numbers(3, 4, dtype=torch.int8).t()),
        ("long", numbers(3, 4, dtype=torch.int64)[:, 1:].t()), ("one", numbers(1, 1, 6)[:, :, 2:3])])


def described(tensor):
    tensor = tensor.detach()
    flat = tensor.contiguous().flatten()
    raw = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
    return {"type": str(tensor.dtype).split(".")[1], "shape": list(tensor.shape), "bytes": raw.hex()}


def expect(name, format, tensors, ignored=(), entry=None):
    expected.setdefault(name, []).append({
        "format": format, "entry": entry, "ignored": sorted(ignored),
        "tensors": {k: described(v) for k, v in tensors.items()}})


def refuse(name, *words):
    """A part of the message that is shown for it."""
    expected.setdefault(name, []).append({"error": list(words)})


def save(name, obj, legacy=False, **options):
    torch.save(obj, here / name, _use_new_zipfile_serialization=not legacy, **options)
    return here / name


def both(stem, obj, tensors=None, ignored=(), entry=None, **options):
    """As a zip archive and as a legacy stream."""
    for legacy in (False, True):
        name = f"{stem}.{'legacy' if legacy else 'zip'}.pth"
        path = save(name, obj, legacy, **options)
        try: read = torch.load(path, weights_only=False)
        except AttributeError:
            # torch 2.13 writes numbers of these types into a legacy stream, and can't read it.
            assert legacy and any(v.dtype in (torch.uint64, torch.uint32, torch.uint16) for v in obj.values())
            read = obj
        if tensors is None: chosen = read
        else: chosen = tensors(read)
        expect(name, "pytorch-legacy" if legacy else "pytorch-zip", chosen, ignored, entry)


def both_refused(stem, obj, *words):
    for legacy in (False, True):
        name = f"{stem}.{'legacy' if legacy else 'zip'}.pth"
        save(name, obj, legacy)
        refuse(name, *words)


def prefixed(prefix):
    return collections.OrderedDict((prefix + k, v) for k, v in {"a.weight": numbers(2, 3), "b": numbers(4)}.items())


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 3, 2)
        self.bn = torch.nn.BatchNorm2d(3)
        self.block = torch.nn.Sequential(torch.nn.Linear(4, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1, bias=False))
        self.scale = torch.nn.Parameter(torch.tensor(1.5))
        self.width = 7
        self.names = ["x", "y"]

    def forward(self, x):
        return self.bn(self.conv(x)).mean() * self.scale * torch.tensor([2.0, 3.0])


def without_source(*_): raise OSError("the file shall not hold source text")


torch.serialization.get_source_lines_and_file = without_source


def net():
    torch.manual_seed(0)
    return Net()


def pytorch():
    both("types", all_types())
    both("layouts", layouts())
    both("protocol5", layouts() | all_types(), pickle_protocol=5)
    both("parameters", {"w": torch.nn.Parameter(numbers(2, 3)), "frozen": torch.nn.Parameter(numbers(2), False)})
    both("model", net().state_dict())
    both("half", net().half().state_dict())
    for stem, prefix in [("module", "module."), ("orig", "_orig_mod."), ("both1", "module._orig_mod."),
                         ("both2", "_orig_mod.module.")]:
        both(stem, prefixed(prefix), tensors=lambda t: {k[len(prefix):]: v for k, v in t.items()})
    both("partly", {**prefixed("module."), "c": numbers(1)})
    checkpoints()
    refused()
    archives()


def checkpoints():
    model = net()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2, 3, 3)).sum().backward()
    optimizer.step()
    extra = {"epoch": 3, "optimizer": optimizer.state_dict(), "best_acc1": torch.tensor(0.5), "arch": "net",
             "args": argparse.Namespace(lr=0.1, size=torch.Size([2, 3])), "rng_state": torch.get_rng_state()[:64],
             "loss": np.float64(0.25), "history": [0.5, 0.25], "flags": {1, 2}, "nothing": None, "raw": b"ab\x00",
             "device": torch.device("cpu"), "big": 1 << 70, 7: "seven"}
    names = [("(a number)" if k == 7 else k) for k in extra]
    both("checkpoint", {"state_dict": model.state_dict(), **extra}, lambda t: t["state_dict"], names)
    both("deeper", {"run": {"model": prefixed("module.")}, "epoch": 1},
         lambda t: {k[7:]: v for k, v in t["run"]["model"].items()}, ["epoch"])
    ema = {"model": {"w": numbers(2)}, "ema": {"state": {"w": numbers(2, seed=3)}}, "epoch": 1}
    both_refused("ambiguous", ema, "'model', 'ema'")
    for kind in ("zip", "legacy"):
        for entry, w in [("model", ema["model"]), ("ema/state", ema["ema"]["state"])]:
            expect(f"ambiguous.{kind}.pth", f"pytorch-{kind}", w, entry=entry)
    both_refused("mixed", {"state_dict": {"w": numbers(2)}, "queue": numbers(3)}, "'state_dict'", "1 tensors beside")
    both("extra", {"w": numbers(2), "_extra_state": {"a": 1}, "none": None}, lambda t: {"w": t["w"]},
         ["_extra_state", "none"])


def refused():
    both_refused("whole", net(), "__main__.Net", "torch.save(model.state_dict(), path)")
    both_refused("wholesub", torch.nn.Sequential(torch.nn.Linear(1, 1)), "torch.nn.modules.container.Sequential")
    both_refused("sparse", {"a": numbers(2), "s": numbers(2, 2).to_sparse()}, "'s'", "a sparse tensor")
    save("quantised.zip.pth", {"q": torch.quantize_per_tensor(numbers(4), 0.1, 0, torch.qint8)})
    refuse("quantised.zip.pth", "'q'", "a quantised tensor")
    save("meta.zip.pth", {"m": torch.empty(3, device="meta")})
    refuse("meta.zip.pth", "'m'", "a meta tensor")
    both_refused("complex", {"z": torch.zeros(2, dtype=torch.complex64)}, "'z'", "complex numbers")
    save("float8.zip.pth", {"f": numbers(4).to(torch.float8_e4m3fn)})
    refuse("float8.zip.pth", "'f'", "float8_e4m3fn")
    save("negative.zip.pth", {"n": torch._neg_view(numbers(3))})
    refuse("negative.zip.pth", "'n'", "negates or conjugates")
    both_refused("tensor", numbers(3), "one tensor without a name")
    both_refused("list", [numbers(3)], "a list")
    both_refused("notensors", {"a": 1}, "no tensors")
    both("sparsebeside", {"model": {"w": numbers(2)}, "optimizer": {"s": numbers(2, 2).to_sparse()}},
         lambda t: t["model"], ["optimizer"])
    (here / "pickle.pkl").write_bytes(pickle.dumps({"a": 1}, protocol=2))
    refuse("pickle.pkl", "torch.save did not write")
    hostile = b"\x80\x02}q\x00X\x01\x00\x00\x00acposix\nsystem\nX\x04\x00\x00\x00true\x85Rs."
    with zipfile.ZipFile(here / "hostile.zip.pth", "w") as z: z.writestr("archive/data.pkl", hostile)
    refuse("hostile.zip.pth", "posix.system")


def rezip(source, target, change=lambda name, data: data, compress=zipfile.ZIP_STORED, twice=False):
    with zipfile.ZipFile(here / source) as old, zipfile.ZipFile(here / target, "w", compress) as new:
        for name in old.namelist(): new.writestr(name, change(name, old.read(name)))
        if twice: new.writestr(old.namelist()[-1], b"x")
    return torch.load(here / target) if not twice else None


def archives():
    """Zip archives that torch.save doesn't write on this machine, and that torch.load reads."""
    tensors = {"a": numbers(2, 3), "h": numbers(3, 2, dtype=torch.float16).t(), "l": numbers(2, dtype=torch.int64)}
    save("source.pth", tensors)
    expect("deflated.zip.pth", "pytorch-zip", rezip("source.pth", "deflated.zip.pth", compress=zipfile.ZIP_DEFLATED))
    sizes = {"0": 4, "1": 2, "2": 8}

    def swapped(name, data):
        if name.endswith("/byteorder"): return b"big"
        key = name.rsplit("/", 1)[1]
        return np.frombuffer(data, f"u{sizes[key]}").byteswap().tobytes() if "/data/" in name else data
    expect("bigendian.zip.pth", "pytorch-zip", rezip("source.pth", "bigendian.zip.pth", swapped))
    rezip("source.pth", "twice.zip.pth", twice=True)
    refuse("twice.zip.pth", "two members")
    (here / "source.pth").unlink()
    with zipfile.ZipFile(here / "other.zip", "w") as z: z.writestr("readme.txt", "hello")
    refuse("other.zip", "zip archive that is no PyTorch")


class Python2Pickler(pickle._Pickler):
    """As Python 2.7 writes: texts are byte strings, an OrderedDict is called with a list of its items."""
    dispatch = dict(pickle._Pickler.dispatch)

    def save_str(self, text):
        raw = text.encode("utf-8")
        self.write(b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + struct.pack("<i", len(raw)) + raw)
        self.memoize(text)
    dispatch[str] = save_str

    def save_global(self, obj, name=None):
        self.write(b"c" + obj.__module__.encode() + b"\n" + obj.__name__.encode() + b"\n")
        self.memoize(obj)
    dispatch[type] = save_global

    def reducer_override(self, obj):
        if isinstance(obj, collections.OrderedDict): return collections.OrderedDict, ([[k, v] for k, v in obj.items()],)
        return NotImplemented


def python2():
    module = types.SimpleNamespace(
        Pickler=Python2Pickler, dump=lambda obj, f, protocol: Python2Pickler(f, protocol).dump(obj))
    module.__name__ = "pickle"
    state = {"epoch": 5, "arch": "net", "best_prec1": 50.5,
             "state_dict": collections.OrderedDict([("module." + k, v) for k, v in net().state_dict().items()])}
    path = save("python2.pth.tar", state, True, pickle_module=module, pickle_protocol=2)
    raw = path.read_bytes()
    assert b"U\nstate_dict" in raw and b"X\n\x00\x00\x00state_dict" not in raw
    read = torch.load(path, weights_only=False)["state_dict"]
    expect("python2.pth.tar", "pytorch-legacy", {k[7:]: v for k, v in read.items()}, ["epoch", "arch", "best_prec1"])


def protocol0():
    class Tuple(pickle._Pickler):
        def persistent_id(self, obj): return None
    module = types.SimpleNamespace(Pickler=pickle._Pickler, dump=lambda o, f, protocol: pickle._Pickler(f, 1).dump(o))
    module.__name__ = "pickle"
    path = save("protocol1.pth", {"w": numbers(2, 3), "n": numbers(2).t()}, True, pickle_module=module,
                pickle_protocol=1)
    expect("protocol1.pth", "pytorch-legacy", torch.load(path, weights_only=False))


def views():
    """A legacy stream with storages that are parts of others, as torch up to 0.3 wrote them."""
    class Pickler(pickle._Pickler):
        def persistent_id(self, obj):
            return obj if isinstance(obj, tuple) and obj[:1] == ("storage",) else None
    base = numbers(10)

    def tensor(key, view, shape, strides):
        class Tensor:
            def __reduce__(self):
                pid = ("storage", torch.FloatStorage, "77", "cpu", 10, view)
                return torch._utils._rebuild_tensor, (pid, 0, shape, strides)
        return Tensor()
    out = io.BytesIO()
    for value in (0x1950a86a20f9469cfc6c, 1001, {"little_endian": True}): pickle.dump(value, out, 2)
    Pickler(out, 2).dump({"all": tensor("77", None, (2, 5), (5, 1)), "part": tensor("77", ("78", 3, 6), (3, 2), (1, 3))})
    pickle.dump(["77"], out, 2)
    out.write(struct.pack("<q", 10) + base.numpy().tobytes())
    (here / "views.pth").write_bytes(out.getvalue())
    expect("views.pth", "pytorch-legacy", torch.load(here / "views.pth", weights_only=False))


def shorten(path):
    """Takes away the zeros that fill a tar archive up to 10 KB, but for the two blocks that end it."""
    data = path.read_bytes().rstrip(b"\0")
    path.write_bytes(data + bytes(-len(data) % 512 + 1024))


def tar():
    """PyTorch 0.1's archive, which torch.load still reads."""
    base, other = numbers(12), numbers(3, dtype=torch.float16)
    storages, tensors, obj = io.BytesIO(), io.BytesIO(), io.BytesIO()

    def storage(key, kind, tensor):
        pickle.dump((key, "cpu", kind), storages, 2)
        storages.write(struct.pack("<q", tensor.numel()) + tensor.numpy().tobytes())
    pickle.dump(2, storages, 2)
    storage(100, torch.FloatStorage, base)
    storage(200, torch.HalfStorage, other)
    pickle.dump([(101, 100, 4, 8)], storages, 2)

    def tensor(key, storage, kind, shape, strides, offset):
        pickle.dump((key, storage, kind), tensors, 2)
        tensors.write(struct.pack(f"<iI{2 * len(shape) + 1}q", len(shape), 0, *shape, *strides, offset))
    pickle.dump(3, tensors, 2)
    tensor(1, 100, torch.FloatTensor, (3, 4), (1, 3), 0)
    tensor(2, 101, torch.FloatTensor, (2, 2), (2, 1), 1)
    tensor(3, 200, torch.HalfTensor, (3,), (1,), 0)

    class Id:
        def __init__(self, number): self.number = number

    class Pickler(pickle._Pickler):
        def persistent_id(self, obj): return obj.number if isinstance(obj, Id) else None
    Pickler(obj, 2).dump(collections.OrderedDict([("a", Id(1)), ("b", Id(2)), ("h", Id(3)), ("note", "text")]))
    with tarfile.open(here / "tar.pth", "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in [("sys_info", pickle.dumps({})), ("pickle", obj.getvalue()),
                           ("tensors", tensors.getvalue()), ("storages", storages.getvalue())]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    shorten(here / "tar.pth")
    read = torch.load(here / "tar.pth", weights_only=False)
    expect("tar.pth", "pytorch-tar", {k: v for k, v in read.items() if k != "note"}, ["note"])
    with tarfile.open(here / "other.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("readme"), io.BytesIO())
    shorten(here / "other.tar")
    refuse("other.tar", "PyTorch did not write it")


def save_script(module, name):
    """Leaves out where the code came from: the paths of a machine, and others' source text."""
    path = str(here / name)
    module.save(path)
    reader = torch._C.PyTorchFileReader(path)
    records = {n: reader.get_record(n) for n in reader.get_all_records() if not n.endswith(".debug_pkl")}
    del reader
    writer = torch._C.PyTorchFileWriter(path)
    for n, data in records.items():
        if n not in ("version", ".data/serialization_id"): writer.write_record(n, data, len(data))
    writer.write_end_of_file()


def script():
    for name, model in [("script.pt", net()), ("scripthalf.pt", net().half())]:
        save_script(torch.jit.script(model.eval()), name)
        expect(name, "torchscript", torch.jit.load(here / name).state_dict())
    class Shared(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Linear(2, 2)
            self.second = self.first
            self.register_buffer("table", numbers(3, 4).t())

        def forward(self, x): return self.second(self.first(x)) + self.table.sum()
    save_script(torch.jit.trace(Shared(), torch.ones(1, 2)), "traced.pt")
    expect("traced.pt", "torchscript", torch.jit.load(here / "traced.pt").state_dict())


def safetensors():
    tensors = {**all_types(), "empty": torch.zeros(0, 3), "scalar": torch.tensor(1.5)}
    save_file(tensors, here / "types.safetensors", metadata={"format": "pt"})
    expect("types.safetensors", "safetensors", load_file(here / "types.safetensors"))
    save_file(prefixed("_orig_mod."), here / "orig.safetensors")
    expect("orig.safetensors", "safetensors", {k[10:]: v for k, v in load_file(here / "orig.safetensors").items()})
    save_file({"f": numbers(4).to(torch.float8_e4m3fn)}, here / "float8.safetensors")
    refuse("float8.safetensors", "'f'", "F8_E4M3")
    # Without padding, as MLX writes.
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    while len(header) % 8 == 0: header = header[:-1] + b" }"
    (here / "unpadded.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + numbers(2).numpy().tobytes())
    expect("unpadded.safetensors", "safetensors", load_file(here / "unpadded.safetensors"))


pytorch(); python2(); protocol0(); views(); tar(); script(); safetensors()
(here / "expected.json").write_text(json.dumps(expected, sort_keys=True, separators=(",", ":")) + "\n")
