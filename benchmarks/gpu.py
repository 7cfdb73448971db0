"""What a GPU makes of LabelMT: features, training steps, memory that runs out, a whole run.

``python benchmarks/gpu.py DATA [--minutes 8] [--device auto]`` prints a table as it goes; DATA as
datasets.py says. ``--pack FOLDER`` makes a folder of under 50 MB for a machine with Python 3.12,
torch and torchvision and without a network; there ``bash FOLDER/run.sh`` does it all. ``--smoke``
goes through every part with a few images, on a CPU too. A part that fails is a line that says so.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from datasets import drawn, load_dataset
from numpy.typing import NDArray
from on_device.features import of_files, of_pixels
from on_device.measure import Line
from on_device.pack import pack
from on_device.steps import memory_runs_out, steps
from on_device.whole_run import train

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import ManifestImages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.models.devices import choose_device, found_devices

SMOKE_IMAGES = 24
RUN_SHARE = 0.45
"""Of the time, what the whole run may take."""


def few_images(data: JobData, rows: NDArray[np.int64]) -> JobData:
    """As if there were no other images."""
    kept = np.isin(np.arange(data.manifest.row_count), rows)
    images = data.images
    at = [place for place, row in enumerate(images.rows) if kept[row]]
    states = np.where(kept[:, None], data.states, np.int8(State.UNKNOWN))
    return replace(
        data,
        images=ManifestImages(
            tuple(images.rows[place] for place in at),
            tuple(images.paths[place] for place in at),
            tuple(images.stamps[place] for place in at),
        ),
        states=states,
        judging=states,
        validation=data.validation & kept,
        validation_rows=data.validation_rows[kept[data.validation_rows]],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--smoke", action="store_true", help="A few images of everything.")
    parser.add_argument("--pack", type=Path, help="Make a folder to carry, and stop.")
    given = parser.parse_args()
    if given.pack is not None:
        print(f"{given.pack}: {pack(given.data, given.pack) / 1e6:.1f} MB")
        return 0
    began = time.monotonic()
    device = choose_device(given.device)
    settings = TrainingSettings(device=device.type)
    data = load_dataset(given.data, settings)
    compiled = device.type == "cuda" and not given.smoke
    batches: tuple[int, ...] = (16, 128)
    repeats, memory = 20, 0.02
    budget = int(60 * given.minutes * RUN_SHARE)
    if given.smoke:
        repeats, batches, budget = 1, (2,), 0
        settings = replace(settings, epochs=1, batch_size=4, views="one")
        data = drawn(data, SMOKE_IMAGES, 0)
        data = few_images(data, np.concatenate([data.train_rows, data.validation_rows[:8]]))
    names = dict(found_devices())
    print(f"torch {torch.__version__}, {names.get(str(device), names.get(f'{device.type}:0'))}")
    print("| what | measured | asked |\n| --- | ---: | --- |", flush=True)
    tuned = replace(settings, budget=budget)
    larger = replace(settings, batch_size=settings.batch_size * 8)
    parts: list[Callable[[], Iterable[Line]]] = [
        lambda: train(data, tuned),
        lambda: [of_files(data, device)],
        lambda: steps(data, settings, device, repeats, compiled=compiled),
        lambda: memory_runs_out(data, larger, device, memory),
        *(
            lambda batch=batch: of_pixels(device, batch, repeats, compiled=compiled)
            for batch in batches
        ),
    ]
    failed = 0
    for part in parts:
        if time.monotonic() - began > 60 * given.minutes and not given.smoke:
            print("| the rest | no time was left | |")
            break
        try:
            for line in part():
                failed += line.figure.startswith("failed") and not compiled
                print(f"| {line.what} | {line.figure} | {line.asked} |", flush=True)
        except Exception as error:  # noqa: BLE001 - the other parts are to be measured
            failed += 1
            print(f"| a part | failed: {type(error).__name__}: {error} | |", flush=True)
            traceback.print_exc()
    print(f"{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
