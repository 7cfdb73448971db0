"""What the pull on the backbone (γ) does to fine-tuning with few annotated images.

``nice -n 10 uv run python benchmarks/shared_pull.py DATA [--images 50 200] [--pulls 0.01 0.1 1]``,
DATA as datasets.py says, with a ``val.txt``. One seed, one view; each fine-tuning may take
``--budget`` seconds and starts from the same heads. Scores on validation images, the best epoch not
told from the rest: ratios within a table are what it is for.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from datasets import drawn, load_dataset

from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import ManifestImages, write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control


def write(data: JobData, folder: Path, settings: TrainingSettings, cache: Path) -> None:
    """A job of the annotated images alone."""
    rows = np.concatenate([data.train_rows, data.validation_rows])
    images = data.images
    kept = [index for index, row in enumerate(images.rows) if row in set(rows.tolist())]
    states = np.full_like(data.states, -1)
    states[rows] = data.states[rows]
    folder.mkdir()
    columns = ([column[i] for i in kept] for column in (images.rows, images.paths, images.stamps))
    write_json(folder / "images.json", ManifestImages(*map(tuple, columns)))
    manifest = replace(
        data.manifest, run_folder=str(folder), feature_cache=str(cache), settings=settings
    )
    write_json(folder / "manifest.json", manifest)
    np.save(folder / "annotations.npy", states)
    np.save(folder / "validation.npy", data.validation)


def tuned(folder: Path) -> list[EpochRecord]:
    """The records of its epochs."""
    return [
        event.record
        for event in run_job.run(messages.FineTune(1, str(folder)), Control())
        if isinstance(event, messages.EpochMetrics)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--images", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--pulls", type=float, nargs="+", default=[0.01, 0.1, 1.0])
    parser.add_argument("--budget", type=int, default=120)
    given = parser.parse_args()
    settings = TrainingSettings(device="cpu", views="one", budget=given.budget)
    whole = load_dataset(given.data, settings)
    names = " | ".join(spec.name for spec in whole.manifest.tasks)
    print(f"| images | γ | epochs | heads' score | best epoch | last epoch | {names} | s |")
    print("| ---: |" + " ---: |" * (6 + len(whole.manifest.tasks)))
    with tempfile.TemporaryDirectory() as scratch:
        for images in given.images:
            data = drawn(whole, images, settings.seed)
            for pull in given.pulls:
                began = time.monotonic()
                folder = Path(scratch) / "runs" / f"{images}-{pull}"
                folder.parent.mkdir(exist_ok=True)
                write(data, folder, replace(settings, shared_l2=pull), Path(scratch) / "features")
                records = tuned(folder)
                heads = [one for one in records if one.stage == "heads"][-1]
                epochs = [one for one in records if one.stage == "finetune"]
                scores = [one.score or 0.0 for one in epochs] or [float("nan")]
                best = max(epochs, key=lambda one: one.score or 0.0, default=heads)
                told = " | ".join(f"{task.score or 0.0:.4f}" for task in best.tasks)
                print(
                    f"| {images} | {pull} | {len(epochs)} | {heads.score or 0.0:.4f} | "
                    f"{max(scores):.4f} | {scores[-1]:.4f} | {told} | "
                    f"{time.monotonic() - began:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
