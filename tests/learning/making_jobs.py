"""Small manifests with drawn images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec, write_json
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings

SHAPES = TaskSpec(1, "shapes", TaskKind.MULTILABEL, (1, 2), ("disc", "box"))
GROUND = TaskSpec(2, "ground", TaskKind.MULTICLASS, (3, 4, 5), ("red", "green", "blue"))
COLOURS = ((170, 40, 40), (40, 170, 40), (40, 40, 170))


def draw(number: int, file: Path) -> tuple[int, ...]:
    """One image and its five states."""
    rng = np.random.default_rng(number)
    ground, disc, box = number % 3, number // 3 % 2, number // 6 % 2
    image = Image.new("RGB", (64, 64), COLOURS[ground])
    pen = ImageDraw.Draw(image)
    x, y = rng.integers(4, 24, size=2).tolist()
    if disc:
        pen.ellipse((x, y, x + 18, y + 18), fill=(250, 250, 250))
    if box:
        pen.rectangle((x + 22, y + 14, x + 34, y + 34), fill=(10, 10, 10))
    image.save(file)
    return (disc, box, *(int(ground == one) for one in range(3)))


def make_job(
    place: Path,
    settings: TrainingSettings,
    *,
    images: int = 36,
    annotated: int = 30,
    source_run: Path | None = None,
) -> Path:
    """A manifest folder; every fourth annotated image validates. Also the run's folder."""
    folder = place / "project" / "runs" / "1"
    folder.mkdir(parents=True)
    pictures = place / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    files = [pictures / f"{number:03d}.png" for number in range(images)]
    states = np.array([draw(number, file) for number, file in enumerate(files)], dtype=np.int8)
    states[annotated:] = -1
    validation = (np.arange(images) % 4 == 3) & (np.arange(images) < annotated)
    stamps = [image_stamp(file, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    np.save(folder / "annotations.npy", states)
    np.save(folder / "validation.npy", validation)
    rows = tuple(range(images))
    write_json(folder / "images.json", ManifestImages(rows, tuple(map(str, files)), tuple(stamps)))
    write_json(
        folder / "manifest.json",
        Manifest(
            row_count=images,
            tasks=(SHAPES, GROUND),
            feature_cache=str(place / "features"),
            run_folder=str(folder),
            settings=settings,
            source_run=str(source_run) if source_run else None,
        ),
    )
    return folder
