"""The million-scale interface as a Python program has it: FastAPI, torch, FAISS; one process, nothing kept on the disk.

The network has the layers of the built-in model, with random weights: it costs the same and knows nothing. Run by
bench_scale.py, which starts it with uvicorn.
"""

import base64
import io
import json
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Optional

import faiss
import numpy as np
import torch
from fastapi import FastAPI, HTTPException
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, Field

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))
from network import Network  # noqa: E402

manifest = json.loads(next((ROOT / "Models").glob("*/model.json")).read_text())
steps, size, dimension = manifest["preprocessing"], manifest["input"], manifest["dimension"]
mean, std = (torch.tensor(steps[key]).view(3, 1, 1) for key in ("mean", "std"))
torch.manual_seed(0)
network = Network(dimension).eval()

app = FastAPI()
lock = threading.Lock()
index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
numbers: dict = {}
records: dict = {}
next_number = 0


class Order(BaseModel):
    image_data: str
    image_id: Optional[str] = None
    metadata: Optional[dict] = None
    top_k: int = Field(10, ge=1, le=100)
    threshold: float = Field(0.7, ge=0.0)
    include_metadata: bool = True


def embed(text: str) -> np.ndarray:
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(text.split(",")[-1]))).convert("RGB")
    except (ValueError, UnidentifiedImageError) as error:
        raise HTTPException(400, f"Invalid image: {error}")
    picture = picture.resize((size["width"], size["height"]), Image.Resampling.BILINEAR)
    pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255
    with torch.inference_mode():
        vector = network(((pixels - mean) / std).unsqueeze(0))
    return torch.nn.functional.normalize(vector).numpy()


@app.get("/api/v1/ready")
def ready():
    return {"status": "ready"}


# Not async: the framework runs these in threads, as it should where they compute.
@app.post("/api/v1/index")
def add(order: Order):
    global next_number
    begin = time.perf_counter()
    vector = embed(order.image_data)
    key = order.image_id or str(uuid.uuid4())
    with lock:
        if key in numbers:
            index.remove_ids(np.array([numbers[key]]))
        numbers[key] = next_number
        records[next_number] = (key, order.metadata or {})
        index.add_with_ids(vector, np.array([next_number]))
        next_number += 1
    return {"image_id": key, "success": True, "message": "Image indexed successfully",
            "processing_time_ms": (time.perf_counter() - begin) * 1000}


@app.post("/api/v1/search")
def search(order: Order):
    begin = time.perf_counter()
    vector = embed(order.image_data)
    with lock:
        scores, found = index.search(vector, order.top_k)
        results = [{"image_id": records[number][0], "score": float(score), "metadata": records[number][1]}
                   for score, number in zip(scores[0], found[0]) if number >= 0 and score >= order.threshold]
    return {"query_id": str(uuid.uuid4()), "results": results, "total_found": len(results),
            "search_time_ms": (time.perf_counter() - begin) * 1000, "cached": False}
