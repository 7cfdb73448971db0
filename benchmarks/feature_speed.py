"""Features of image files: ours, ONNX Runtime, and eager PyTorch behind a DataLoader.

``uv run --with onnxruntime --with onnx --with onnxscript python benchmarks/feature_speed.py DATA``,
DATA as datasets.py says; without ONNX Runtime that line is left out. Each takes the same files
to features in memory, in turn, ``--repeats`` times; the table has medians. The last column is
the largest difference of a probability from eager PyTorch's, by heads fitted on all images.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from datasets import load_dataset
from numpy.typing import NDArray
from torch.utils.data import DataLoader, Dataset

from labelmt.domain.settings import TrainingSettings
from labelmt.learning.features.backbones import Backbone, build_backbone, entry_of
from labelmt.learning.features.cache import FeatureCache
from labelmt.learning.features.extraction import BATCH, extract
from labelmt.learning.features.inference import FromPixels, Infer, make_infer
from labelmt.learning.features.preprocessing import Preprocessing, preprocessing_of
from labelmt.learning.heads.fitting import head_logits
from labelmt.learning.heads.job import fit_on_features
from labelmt.learning.job_data import JobData
from labelmt.learning.measures.calibration import all_probabilities

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
    """The same network under ONNX Runtime, one image after the other, which is its fastest here."""
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
        session = onnxruntime.InferenceSession(file.read_bytes())
    name = session.get_inputs()[0].name

    def infer(pixels: NDArray[np.uint8]) -> Features:
        return np.concatenate([session.run(None, {name: one[None]})[0] for one in pixels])

    return infer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--images", type=int, default=10**9, help="Only the first so many.")
    given = parser.parse_args()
    data = load_dataset(given.data, TrainingSettings())
    entry = entry_of("efficientnet_lite0")
    preprocessing, backbone = preprocessing_of(entry), build_backbone(entry.name)
    images = data.images
    keep = slice(0, given.images)
    cut = type(images)(images.rows[keep], images.paths[keep], images.stamps[keep])
    data = type(data)(
        data.manifest, cut, data.states, data.validation,
        *(rows[rows < len(cut.rows)] for rows in (data.train_rows, data.validation_rows)),
    )  # fmt: skip
    cpu = torch.device("cpu")
    ways: dict[str, Callable[[], Features]] = {
        "eager PyTorch, DataLoader": partial(eager, data, preprocessing, backbone, 0),
        "eager PyTorch, DataLoader, 2 workers": partial(eager, data, preprocessing, backbone, 2),
        "LabelMT (OpenVINO)": partial(
            pipeline, data, preprocessing, backbone.width,
            make_infer(build_backbone(entry.name), preprocessing, cpu),
        ),
    }  # fmt: skip
    onnx = onnx_infer(backbone, preprocessing)
    if onnx is not None:
        ways["LabelMT with ONNX Runtime"] = partial(
            pipeline, data, preprocessing, backbone.width, onnx
        )
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    made: dict[str, Features] = {}
    for _ in range(given.repeats):
        for name, way in ways.items():
            began = time.monotonic()
            made[name] = way()
            seconds[name].append(time.monotonic() - began)
    first = next(iter(ways))
    result = fit_on_features(data, made[first].astype(np.float16), cut.rows)

    def probabilities(features: Features) -> NDArray[np.float32]:
        return all_probabilities(
            data.manifest.tasks, result.fitted, head_logits(result.heads, features)
        )

    base, slowest = probabilities(made[first]), np.median(seconds[first])
    print(f"{len(cut.rows)} images, {BATCH} at a time, {preprocessing.size} px")
    print("| | images/s | ratio | largest difference |\n| --- | --- | --- | --- |")
    for name, times in seconds.items():
        middle = float(np.median(times))
        far = float(np.abs(probabilities(made[name]) - base).max())
        rate = len(cut.rows) / middle
        print(f"| {name} | {rate:.0f} | {slowest / middle:.1f} | {far:.1e} |")


if __name__ == "__main__":
    main()
