"""Real images drawn on disk, and libraries over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.gui.core.project_view import ProjectView
from labelmt.project.images.image_columns import ImageTable

NAMES = ("tree", "sea", "cars", "building", "a label with a long name"), ("harbor", "forest")


def make_schema() -> Schema:
    """A multilabel task with five labels, a multiclass one with two."""
    first = tuple(Label(i + 1, 1, name, PALETTE[i]) for i, name in enumerate(NAMES[0]))
    second = tuple(Label(i + 6, 2, name, PALETTE[i + 5]) for i, name in enumerate(NAMES[1]))
    return Schema(
        (
            Task(1, "objects", TaskKind.MULTILABEL, first),
            Task(2, "scene", TaskKind.MULTICLASS, second),
        )
    )


def make_table(root: Path, names: Sequence[str]) -> ImageTable:
    """Files as a scan finds them; those that are not there have no size."""
    files = [root / name for name in names]
    stats = [file.stat() if file.exists() else None for file in files]
    return ImageTable(
        roots={1: root},
        root_ids=np.ones(len(names), dtype=np.int64),
        paths=names,
        sizes=np.array([one.st_size if one else 0 for one in stats], dtype=np.int64),
        mtimes=np.array([one.st_mtime_ns if one else 0 for one in stats], dtype=np.int64),
        status=np.full(len(names), ImageStatus.PENDING, dtype=np.int8),
        asked=np.zeros(len(names), dtype=np.bool_),
    )


def draw_image(path: Path, number: int, size: tuple[int, int] = (120, 90)) -> None:
    """A ground of a colour of its own, and a disc on it."""
    ground = (40 + number * 37 % 200, 60 + number * 83 % 180, 50 + number * 59 % 190)
    image = Image.new("RGB", size, ground)
    box = (size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4)
    ImageDraw.Draw(image).ellipse(box, fill=(250, 240, 200))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)


def make_project_view(folder: Path, table: ImageTable, *, predicted: bool = True) -> ProjectView:
    """Every fourth image annotated; predictions of all but the last one."""
    schema = make_schema()
    random = np.random.default_rng(5)
    count, labels = len(table), len(schema.labels)
    matrix = np.full((count, labels), State.UNKNOWN, dtype=np.int8)
    matrix[::4, 0] = State.PRESENT
    matrix[::4, 1] = State.ABSENT
    predictions = Predictions(
        run_id=1,
        label_ids=schema.label_ids,
        probabilities=random.random((max(0, count - 1), labels)).astype(np.float16),
        thresholds=np.full(labels, 0.5, dtype=np.float32),
    )
    return ProjectView(
        folder,
        "shore",
        table,
        schema,
        matrix,
        TrainingSettings(),
        predictions if predicted else None,
    )
