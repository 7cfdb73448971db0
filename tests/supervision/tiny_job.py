"""A job small enough for a test: a few drawn images, two tasks, the smallest network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec, write_json
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings

IMAGES = 40
SETTINGS = TrainingSettings(
    backbone="small_cnn", device="cpu", epochs=2, batch_size=8, flip=False, seed=1
)


def write_job(
    folder: Path, *, annotated: bool = True, epochs: int = 2, damaged: tuple[int, ...] = ()
) -> Path:
    """A manifest folder: bright or dark images, with or without a red left half.

    Args:
        damaged: rows whose files are cut short after they were listed.

    Returns:
        The folder to name in a command.
    """
    run = folder / "run"
    run.mkdir(parents=True)
    annotations = np.full((IMAGES, 4), -1, dtype=np.int8)
    paths, stamps = [], []
    for row in range(IMAGES):
        bright, red = row % 2, (row // 2) % 2
        pixels = np.random.default_rng(row).integers(0, 60, (64, 64, 3), dtype=np.uint8)
        pixels += np.uint8(150 * bright)
        if red:
            pixels[:, :32] = (220, 20, 20)
        path = folder / f"{row}.png"
        Image.fromarray(pixels).save(path)
        paths.append(str(path))
        stamps.append(image_stamp(path, path.stat().st_size, path.stat().st_mtime_ns))
        if row in damaged:
            path.write_bytes(path.read_bytes()[:100])
        if annotated:
            annotations[row] = (red, bright, bright, 1 - bright)
    tasks = (
        TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2), ("red", "light")),
        TaskSpec(2, "time", TaskKind.MULTICLASS, (3, 4), ("day", "night")),
    )
    settings = replace(SETTINGS, epochs=epochs)
    write_json(
        run / "manifest.json",
        Manifest(IMAGES, tasks, str(folder / "features"), str(run), settings),
    )
    write_json(
        run / "images.json", ManifestImages(tuple(range(IMAGES)), tuple(paths), tuple(stamps))
    )
    np.save(run / "annotations.npy", annotations)
    np.save(run / "validation.npy", np.arange(IMAGES) % 3 == 0)
    return run
