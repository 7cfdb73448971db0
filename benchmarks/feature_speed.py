"""Features of image files: ours, ONNX Runtime, and eager PyTorch behind a DataLoader.

``uv run --with onnxruntime --with onnx --with onnxscript python benchmarks/feature_speed.py DATA``,
DATA as datasets.py says; without ONNX Runtime that line is left out. Each takes the same files
to features in memory, in turn, ``--repeats`` times, in a process of its own: ours with the
environment that the program starts its worker with, PyTorch's as it comes, and once more with
ours. The table has medians. The last column is the largest difference of a probability from eager
PyTorch's, by heads fitted on all images.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from datasets import load_dataset
from numpy.typing import NDArray
from torch.utils.data import DataLoader, Dataset

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import Preprocessing, preprocessing_of
from labelmt.learning.evaluation.calibration import all_probabilities
from labelmt.learning.features.extraction import BATCH, extract
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.features.inference import FromPixels, Infer, make_infer
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.training.heads import head_logits
from labelmt.project.training.worker_process import worker_environment

Features = NDArray[np.float32]


class Files(Dataset[torch.Tensor]):
    """What a user of PyTorch would write first."""

    def __init__(self, paths: tuple[str, ...], preprocessing: Preprocessing) -> None:
        self.paths, self.preprocessing = paths, preprocessing

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        path = self.paths[index]
        pixels = self.preprocessing.pixels(Path(path).read_bytes(), path)
        return self.preprocessing.normalised(torch.from_numpy(pixels[None].copy()))[0]


def eager(
    data: JobData, preprocessing: Preprocessing, backbone: Backbone, workers: int
) -> Features:
    loader = DataLoader(Files(data.images.paths, preprocessing), batch_size=32, num_workers=workers)
    with torch.inference_mode():
        return np.concatenate([backbone(batch).numpy() for batch in loader])


def pipeline(data: JobData, preprocessing: Preprocessing, width: int, infer: Infer) -> Features:
    """Our decoding, inference and cache."""
    images = data.images
    with (
        tempfile.TemporaryDirectory() as folder,
        FeatureCache(Path(folder), width, len(images.rows)) as cache,
    ):
        for _ in extract(cache, infer, preprocessing, images.rows, images.paths, images.stamps):
            pass
        return np.asarray(cache.features, dtype=np.float32)


def onnx_infer(backbone: Backbone, preprocessing: Preprocessing) -> Infer | None:
    """The same network under ONNX Runtime, an image on each core, which is its fastest here."""
    try:
        import onnxruntime
    except ImportError:
        return None
    size = preprocessing.size
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backbone.onnx"
        torch.onnx.export(
            FromPixels(backbone, preprocessing).eval(),
            (torch.zeros(1, size, size, 3, dtype=torch.uint8),),
            file,
            dynamo=True,
            external_data=False,
        )
        one_core = onnxruntime.SessionOptions()
        one_core.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(file.read_bytes(), one_core)
    name = session.get_inputs()[0].name
    pool = ThreadPoolExecutor(os.cpu_count())

    def run(image: NDArray[np.uint8]) -> Features:
        made: Features = session.run(None, {name: image[None]})[0]
        return made

    def infer(pixels: NDArray[np.uint8]) -> Callable[[], Features]:
        begun = [pool.submit(run, image) for image in pixels]
        return lambda: np.concatenate([one.result() for one in begun])

    return infer


def load(data: Path, count: int) -> JobData:
    """The first so many images of a data set."""
    whole = load_dataset(data, TrainingSettings())
    images, keep = whole.images, slice(0, count)
    cut = type(images)(images.rows[keep], images.paths[keep], images.stamps[keep])
    train, held = (rows[rows < len(cut.rows)] for rows in (whole.train_rows, whole.validation_rows))
    return replace(whole, images=cut, train_rows=train, validation_rows=held)


def measure(way: str, given: argparse.Namespace) -> None:
    """In a process of its own: the features to a file, and the seconds they took to the output."""
    data = load(given.data, given.images)
    entry = entry_of("efficientnet_lite0")
    preprocessing, backbone = preprocessing_of(entry), build_backbone(entry.name)
    run: Callable[[], Features]
    if way.startswith("eager"):
        run = partial(eager, data, preprocessing, backbone, 2 if "workers" in way else 0)
    else:
        infer: Infer | None = make_infer(backbone, preprocessing, torch.device("cpu"))
        if "ONNX" in way:
            infer = onnx_infer(backbone, preprocessing)
        if infer is None:
            return
        run = partial(pipeline, data, preprocessing, backbone.width, infer)
    began = time.monotonic()
    features = run()
    print(time.monotonic() - began)
    np.save(given.child, features)


OURS = "LabelMT (OpenVINO)"
WAYS = {
    "eager PyTorch, DataLoader": os.environ,
    "eager PyTorch, DataLoader, 2 workers": os.environ,
    "eager PyTorch, DataLoader, with our memory settings": worker_environment(),
    OURS: worker_environment(),
    "LabelMT with ONNX Runtime": worker_environment(),
}
"""What is measured, and the environment it is started with."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--images", type=int, default=10**9, help="Only the first so many.")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        measure(given.way, given)
        return
    seconds: dict[str, list[float]] = {}
    made: dict[str, Features] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.repeats * len(WAYS)):
            way = list(WAYS)[number % len(WAYS)]
            file = Path(folder) / "features.npy"
            command = [sys.executable, *sys.argv, "--way", way, "--child", str(file)]
            said = subprocess.run(
                command, env=WAYS[way], check=True, stdout=subprocess.PIPE, text=True
            ).stdout.split()
            if said:
                seconds.setdefault(way, []).append(float(said[-1]))
                made[way] = np.load(file)
    data = load(given.data, given.images)
    rows = data.images.rows
    first = next(iter(WAYS))
    result = fit_on_features(data, made[first].astype(np.float16), rows)

    def probabilities(features: Features) -> NDArray[np.float32]:
        return all_probabilities(
            data.manifest.tasks, result.fitted, head_logits(result.heads, features)
        )

    base, slowest = probabilities(made[first]), np.median(seconds[first])
    print(f"{len(rows)} images, {BATCH} at a time")
    print("| | images/s | ratio | largest difference |\n| --- | --- | --- | --- |")
    for name, times in seconds.items():
        middle = float(np.median(times))
        far = float(np.abs(probabilities(made[name]) - base).max())
        print(f"| {name} | {len(rows) / middle:.0f} | {slowest / middle:.1f} | {far:.1e} |")


if __name__ == "__main__":
    main()
