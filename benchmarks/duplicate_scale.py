"""How long a search for duplicates among many vectors takes, beside imagededup's.

Usage: python duplicate_scale.py LOOKALIKE [--count 1000000] [--dimension 320] [--peer 20000] [--work DIR]

Every tenth vector is a copy of another one with a little noise (a cosine of about 0.98). Lookalike imports all and finds the
copies. imagededup's CNN search compares the first `--peer` of them with its defaults and a threshold of 0.95; as it compares
all with all, its time is extrapolated by the square.
"""

import argparse
import csv
import io
import json
import os
import subprocess
import time

import numpy


def vectors(count, dimension):
    random = numpy.random.default_rng(1)
    made = random.standard_normal((count, dimension), dtype=numpy.float32)
    made /= numpy.linalg.norm(made, axis=1, keepdims=True)
    copies = numpy.arange(9, count, 10)
    noise = random.standard_normal((len(copies), dimension), dtype=numpy.float32)
    noise /= numpy.linalg.norm(noise, axis=1, keepdims=True)
    made[copies] = made[copies - 9] + 0.2 * noise
    made /= numpy.linalg.norm(made, axis=1, keepdims=True)
    return made, {(int(c) - 9, int(c)) for c in copies}


def lookalike(program, file, work, wanted):
    environment = dict(os.environ, LOOKALIKE_DATA_DIR=work + "/data")
    begin = time.time()
    subprocess.run([program, "import", "--npy", file, "-c", "many"], env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    middle = time.time()
    output = subprocess.run([program, "duplicates", "--collection", "many", "--format", "csv"], env=environment,
                            check=True, capture_output=True, text=True).stdout
    seconds = time.time() - middle
    groups = {}
    for row in csv.DictReader(io.StringIO(output)):
        groups.setdefault(row["group"], []).append(int(row["id"]))
    found = {tuple(sorted(members)) for members in groups.values()}
    print(json.dumps({"name": "lookalike", "import_seconds": round(middle - begin, 1),
                      "seconds": round(seconds, 1), "groups": len(groups),
                      "found": len(found & wanted), "planted": len(wanted)}), flush=True)
    return seconds


def peer(made, count, all_count):
    import torch
    from imagededup.methods import CNN
    from imagededup.utils import CustomModel

    # Only its search is used. Its own network would be downloaded.
    network = CustomModel(name="none", model=torch.nn.Identity(), transform=lambda image: image)
    encodings = {str(i): made[i] for i in range(count)}
    begin = time.time()
    CNN(verbose=False, model_config=network).find_duplicates(encoding_map=encodings, min_similarity_threshold=0.95)
    seconds = time.time() - begin
    whole = seconds * (all_count / count) ** 2
    print(json.dumps({"name": "imagededup CNN", "vectors": count, "seconds": round(seconds, 1),
                      "extrapolated_seconds": round(whole)}), flush=True)
    return whole


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lookalike")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=320)
    parser.add_argument("--peer", type=int, default=20_000)
    parser.add_argument("--work", default="duplicate-scale-work")
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    made, wanted = vectors(options.count, options.dimension)
    file = options.work + "/vectors.npy"
    numpy.save(file, made)
    ours = lookalike(options.lookalike, file, options.work, wanted)
    if options.peer:
        print(json.dumps({"times": round(peer(made, options.peer, options.count) / ours, 1)}))


if __name__ == "__main__":
    main()
