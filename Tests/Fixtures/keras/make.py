"""Makes the files of this folder, compressed with gzip, with the real Keras and h5py:

    KERAS_BACKEND=torch python make.py keras3     # keras 3.15.1, torch 2.13.0, h5py 3.16.0
    python make.py keras2                         # tf_keras 2.21.0, tensorflow-cpu 2.21.0, h5py 3.14.0
    python make.py hdf5                           # h5py 3.16.0, which has HDF5 2.0

An element of a tensor follows from the tensor's name in Lookalike and its place, see `fill`.
"""

import gzip
import os
import sys

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def fill(name, shape):
    """Multiples of 1/32 from -63/32 to 63/32, which float16 and bfloat16 have too."""
    start = sum(name.encode()) * 31
    return (((start + 7 * np.arange(int(np.prod(shape)))) % 127 - 63) / 32).reshape(shape).astype("float32")


def base(layers, model, kernel_of_depthwise, name="base"):
    """A small network of the kinds of layers that MobileNet has, and a separable convolution."""
    image = layers.Input((8, 8, 3), name="image")
    x = layers.Conv2D(4, 3, use_bias=False, name="conv1")(image)
    x = layers.BatchNormalization(name="conv1_bn")(x)
    x = layers.ReLU(6.0, name="conv1_relu")(x)
    x = layers.DepthwiseConv2D(3, use_bias=False, name="conv_dw_1")(x)
    x = layers.BatchNormalization(scale=False, name="conv_dw_1_bn")(x)
    x = layers.SeparableConv2D(5, 1, name="separable")(x)
    x = layers.Conv2D(2, 1, name="conv2")(x)
    return model(image, x, name=name)


def give(layer_list, prefix=""):
    """Gives all variables the values that follow from their names."""
    for layer in layer_list:
        if hasattr(layer, "layers"):
            give(layer.layers, prefix + layer.name + "/")
            continue
        for v in layer.weights:
            variable = getattr(v, "path", v.name).split("/")[-1].split(":")[0]
            if type(layer).__name__ == "DepthwiseConv2D":
                variable = variable.replace("depthwise_kernel", "kernel")
            v.assign(fill(f"{prefix}{layer.name}/{variable}", tuple(v.shape)))


def nested(keras, inner):
    image = keras.layers.Input((8, 8, 3), name="photo")
    x = inner(image)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    x = keras.layers.Dense(3, name="head")(x)
    return keras.Model(image, x, name="nested")


def keras3():
    import keras

    keras.utils.set_random_seed(1)
    model = base(keras.layers, keras.Model, "kernel")
    give(model.layers)
    model.save_weights(path("keras3.weights.h5"))
    model.save(path("keras3.keras"))
    model.save(path("keras3.h5"))
    model.get_layer("conv1_bn").trainable = False
    model.get_layer("separable").trainable = False
    model.save(path("keras3-frozen.h5"))

    whole = nested(keras, base(keras.layers, keras.Model, "kernel"))
    whole.compile("adam", "mse")
    whole.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 3)), verbose=0)
    give(whole.layers)
    whole.save(path("keras3-nested.keras"))
    whole.save_weights(path("keras3-nested.weights.h5"))

    many = keras.Sequential([keras.Input((1,))] + [keras.layers.Dense(1, use_bias=False, name=f"d{i}") for i in range(12)])
    give(many.layers)
    many.save_weights(path("keras3-many.weights.h5"))

    ops = keras.Input((2,), name="numbers")
    x = keras.ops.relu(keras.layers.Dense(2, name="first")(ops)) + 1
    x = keras.layers.Dropout(0.5, name="drop")(keras.layers.Dense(2, name="second")(x))
    ops = keras.Model(ops, x, name="ops")
    give([l for l in ops.layers if l.name != "drop"])
    ops.save(path("keras3-ops.keras"))

    small = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="dense")])
    small.save_weights(path("keras3-sharded.weights.json"), max_shard_size=0.001)
    for name in os.listdir(HERE):
        if name.startswith("keras3-sharded_"):
            os.remove(path(name))
    small.quantize("int8")
    small.save_weights(path("keras3-quantised.weights.h5"))
    small.save(path("keras3-quantised.keras"))

    for policy, name in (("bfloat16", "bfloat16"), ("float16", "float16")):
        keras.config.set_dtype_policy(policy)
        image = keras.Input((8, 8, 3))
        x = keras.layers.Conv2D(4, 3, use_bias=False, name="conv1")(image)
        half = keras.Model(image, keras.layers.BatchNormalization(name="conv1_bn")(x))
        give(half.layers)
        half.save_weights(path(f"keras3-{name}.weights.h5"))
        half.save(path(f"keras3-{name}.h5"))


def keras2():
    import tf_keras as keras

    model = base(keras.layers, keras.Model, "depthwise_kernel")
    give(model.layers)
    model.save_weights(path("keras2-weights.h5"))
    model.save(path("keras2.h5"))
    model.save(path("keras2.keras"))
    model.get_layer("conv1_bn").trainable = False
    model.get_layer("separable").trainable = False
    model.save_weights(path("keras2-frozen.h5"))
    whole = nested(keras, base(keras.layers, keras.Model, "depthwise_kernel"))
    whole.compile("adam", "mse")
    whole.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 3)), verbose=0)
    give(whole.layers)
    whole.save(path("keras2-nested.h5"))


def hdf5():
    """A file of everything else that HDF5 has, and files that a reader must not follow or enter twice."""
    with h5py.File(path("hdf5-types.h5"), "w", userblock_size=1024) as file:
        for kind in ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "i1", "<u8", "<u4", "<u2", "u1", ">f4", ">f2", ">i4", ">u8"):
            file[kind.replace("<", "l").replace(">", "b")] = np.arange(24).reshape(2, 3, 4).astype(kind)
        file["bool"] = np.array([True, False, True])
        file["scalar"] = np.float32(7.5)
        file["empty"] = np.zeros((0, 3), "f4")
        file["text"] = ["a", "b"]
        file["record"] = np.zeros(2, [("a", "f4"), ("b", "i4")])
        file["complex"] = np.zeros(2, "c8")
        file["void"] = np.zeros(3, "V2")
        file["wide"] = np.arange(300, dtype="f4").reshape(3, 1, 100)
        file.create_dataset("rank5", data=np.arange(2 * 3 * 2 * 2 * 3, dtype="i2").reshape(2, 3, 2, 2, 3), chunks=(1, 2, 2, 1, 2), compression="gzip")
        file.create_dataset("unwritten", (4,), "f4")
        file.create_dataset("elsewhere", data=np.zeros(4, "f4"), external=[("elsewhere.bin", 0, 16)])
        a = file.create_group("group/inner")
        a.attrs["one"] = "plain"
        a.attrs["list"] = ["x", "yy", "z\u00e9"]
        a.attrs["fixed"] = np.array([b"p", b"qqq"])
        a.attrs["nothing"] = []
        a.attrs["numbers"] = [1, 2]
        file["group/again"] = file["scalar"]
    with h5py.File(path("hdf5-links.h5"), "w") as file:
        file.create_group("a/b")
        file["a/b/up"] = file["a"]
        file["soft"] = h5py.SoftLink("/a")
        file["external"] = h5py.ExternalLink("other.h5", "/a")
        file["type"] = np.dtype("f4")
    with h5py.File(path("hdf5-created.h5"), "w", track_order=True) as file:
        for name in ("zebra", "ape", "lion"):
            file[name] = np.float32(1)
    with h5py.File(path("hdf5-deep.h5"), "w", libver="latest") as file:
        group = file
        for level in range(40):
            group = group.create_group("g")
    for name in ("elsewhere.bin",):
        if os.path.exists(name):
            os.remove(name)
    copies()


def copies():
    """The Keras 2 weights, written anew in the ways that HDF5 has."""
    for name, libver, options in (
        ("latest", "latest", {}),
        ("v110", ("earliest", "v110"), {}),
        ("gzip", "earliest", {"compression": "gzip", "shuffle": True}),
        ("newer", "latest", {"compression": "gzip"}),
        ("tracked", "v110", {}),
    ):
        with gzip.open(path("keras2-weights.h5.gz")) as packed, h5py.File(packed) as old, h5py.File(path(f"layout-{name}.h5"), "w", libver=libver, track_order=name == "tracked") as new:
            copy(old, new, options, split=name == "v110")


    # A dropout's generator, as some versions of Keras 3 save it.
    with gzip.open(path("keras3.weights.h5.gz")) as packed, h5py.File(packed) as old, h5py.File(path("layout-generator.weights.h5"), "w") as new:
        old.copy("layers", new)
        new["layers/dropout/seed_generator/vars/0"] = np.array([1, 2], "uint32")


def copy(old, new, options, split):
    for key, value in old.attrs.items():
        if split and key in ("layer_names", "weight_names") and len(value) > 1:
            for i, piece in enumerate(np.array_split(np.asarray([str(v).encode() for v in value]), 2)):
                new.attrs[f"{key}{i}"] = piece
        elif key in ("layer_names", "weight_names"):
            new.attrs[key] = [str(v).encode() for v in value]
        else:
            new.attrs[key] = value
    for key, member in old.items():
        if isinstance(member, h5py.Group):
            copy(member, new.create_group(key), options, split)
        else:
            chunked = options and member.size > 1
            new.create_dataset(key, data=member[()], **(dict(options, chunks=tuple((n + 1) // 2 for n in member.shape)) if chunked else {}))


def compress():
    for name in os.listdir(HERE):
        if name.endswith((".h5", ".keras", ".json")):
            with open(path(name), "rb") as file, open(path(name + ".gz"), "wb") as packed:
                packed.write(gzip.compress(file.read(), 9, mtime=0))
            os.remove(path(name))


if __name__ == "__main__":
    {"keras3": keras3, "keras2": keras2, "hdf5": hdf5}[sys.argv[1]]()
    compress()
