"""Small drawn images, a run that was trained on them, and what the worker makes of images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from labelmt.domain.exported_model import (
    ExportedLabel,
    ExportedTask,
    ModelDescription,
    metadata_of,
)
from labelmt.domain.images import image_stamp
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec, write_json
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.export.hub_folder import write_hub_folder
from labelmt.learning.jobs import run_job
from labelmt.learning.models.backbone_registry import described
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run

LIGHT = TaskSpec(1, "light", TaskKind.MULTILABEL, (1, 2), ("bright", "striped"))
GROUND = TaskSpec(2, "ground", TaskKind.MULTICLASS, (3, 4, 5), ("red", "green", "blue"))
TASKS = (
    ExportedTask(
        1, "light", TaskKind.MULTILABEL,
        (ExportedLabel(1, "bright", 0.4), ExportedLabel(2, "striped", 0.6)),
    ),
    ExportedTask(
        2, "ground", TaskKind.MULTICLASS,
        tuple(ExportedLabel(3 + i, name, 0.5) for i, name in enumerate(("red", "green", "blue"))),
    ),
)  # fmt: skip
SETTINGS = TrainingSettings(
    backbone="small_cnn", device="cpu", epochs=3, batch_size=8, views="one", dropout=0.3
)


def draw(number: int, file: Path) -> tuple[int, ...]:
    """One image and its five states."""
    rng = np.random.default_rng(number)
    ground, bright, striped = number % 3, number // 3 % 2, number // 6 % 2
    pixels = rng.integers(0, 60, (40 + number % 7, 48, 3), dtype=np.uint8)
    pixels[..., ground] += 90
    pixels += np.uint8(60 * bright)
    if striped:
        pixels[::4] = 250
    Image.fromarray(pixels).save(file)
    return (bright, striped, *(int(ground == one) for one in range(3)))


def draw_many(folder: Path, count: int, ending: str = ".png") -> list[Path]:
    """Images 00000 and on."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:05d}{ending}" for number in range(count)]
    for number, file in enumerate(files):
        draw(number, file)
    return files


def make_job(
    place: Path,
    settings: TrainingSettings = SETTINGS,
    *,
    images: int = 32,
    source: str | None = None,
) -> Path:
    """A manifest folder; every fourth image validates. Also the run's folder."""
    folder = place / "project" / "runs" / "1"
    folder.mkdir(parents=True)
    files = [place / "pictures" / f"{number:03d}.png" for number in range(images)]
    files[0].parent.mkdir(parents=True, exist_ok=True)
    states = np.array([draw(number, file) for number, file in enumerate(files)], dtype=np.int8)
    np.save(folder / "annotations.npy", states)
    np.save(folder / "validation.npy", np.arange(images) % 4 == 3)
    write_manifest(folder, files, place, settings, source)
    return folder


def write_manifest(
    folder: Path, files: list[Path], place: Path, settings: TrainingSettings, source: str | None
) -> None:
    """The manifest and its images."""
    stamps = tuple(image_stamp(file, file.stat().st_size, 0) for file in files)
    rows = tuple(range(len(files)))
    write_json(folder / "images.json", ManifestImages(rows, tuple(map(str, files)), stamps))
    write_json(
        folder / "manifest.json",
        Manifest(
            row_count=len(files),
            tasks=(LIGHT, GROUND),
            feature_cache=str(place / "features"),
            run_folder=str(folder),
            settings=settings,
            source_run=source,
        ),
    )


def trained(place: Path, backbone: str = "small_cnn") -> Path:
    """The folder of a run with heads."""
    folder = make_job(place, replace(SETTINGS, backbone=backbone))
    for _ in run_job.run(messages.FitHeads(job=1, manifest=str(folder)), Control()):
        pass
    return folder


def exported(run: Path, tasks: tuple[ExportedTask, ...], place: Path) -> Path:
    """A run as a folder that ``load_model`` reads."""
    config, network, fitted = load_run(run)
    about = ModelDescription("run", tasks, (), config.settings.backbone, "", "", "", "1")
    size = preprocessing_of(described(config.settings.backbone)).size
    write_hub_folder(place, config, network.cpu(), fitted, about, metadata_of(about, size))
    return place


def predicted_by_worker(run: Path, files: list[Path], place: Path) -> NDArray[np.float32]:
    """(files, 5) what the job of the worker publishes, NaN where a file cannot be read."""
    place.mkdir(parents=True)
    np.save(place / "annotations.npy", np.full((len(files), 5), -1, dtype=np.int8))
    np.save(place / "validation.npy", np.zeros(len(files), dtype=bool))
    write_manifest(place, files, place, SETTINGS, str(run))
    for _ in run_job.run(messages.Predict(job=1, manifest=str(place)), Control()):
        pass
    made: NDArray[np.float32] = np.load(place / "probabilities.npy").astype(np.float32)
    return made
