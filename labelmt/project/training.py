"""A run from the project to the worker: what it learns from, and where it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import NotEnoughAnnotations, NotFound
from labelmt.domain.images import ImageStatus, image_stamp
from labelmt.domain.manifest import Manifest, ManifestImages, TaskSpec, write_json
from labelmt.domain.runs import RunRecord
from labelmt.domain.settings import TrainingSettings
from labelmt.domain.tasks import Schema, TaskKind
from labelmt.project import validation
from labelmt.project.history import now
from labelmt.project.image_table import ImageTable
from labelmt.project.interrupted import process_name
from labelmt.project.project import Project
from labelmt.project.run_recording import record_event, serve_run
from labelmt.storage import image_repository, run_repository
from labelmt.storage.database import files_told

__all__ = ["PreparedRun", "prepare_prediction", "prepare_run", "record_event", "serve_run"]

RUNS = "runs"


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run whose manifest lies in ``folder``, ready for the worker."""

    run: RunRecord
    folder: Path


def prepare_run(
    project: Project,
    stage: Literal["heads", "finetune"] | str,
    settings: TrainingSettings,
    validation_names: Sequence[str] | None = None,
) -> PreparedRun:
    """Write a run's manifest and note the run as running. May take seconds.

    Args:
        validation_names: file names or paths of the images to validate on, from now on; None
            keeps the project's split and draws newly annotated images into it.

    Raises:
        NotEnoughAnnotations: there is nothing to learn from.
        InvalidInput: names of validation images that are not there.
    """
    schema, images, states = project.schema(), project.images(), project.annotation_matrix()
    readable = (images.status != ImageStatus.UNREADABLE) & (images.status != ImageStatus.MISSING)
    _refuse_too_few(schema, states, readable)
    chosen = _split(project, images, states, readable, settings, validation_names)
    with project.database.write() as connection:
        run = run_repository.insert_run(connection, stage, settings.backbone, now(), process_name())
    project.mutate(lambda: Changes(title=run.name, runs=True))
    folder = project.folder / RUNS / str(run.id)
    with files_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        rows = np.flatnonzero(readable).tolist()
        _write_manifest(
            folder,
            Manifest(
                row_count=len(images),
                tasks=task_specs(schema),
                feature_cache=str(project.feature_cache),
                run_folder=str(folder),
                settings=settings,
            ),
            ManifestImages(
                tuple(rows),
                tuple(str(images.path(row)) for row in rows),
                tuple(images.stamp(row) for row in rows),
            ),
        )
        np.save(folder / "annotations.npy", states, allow_pickle=False)
        np.save(folder / "validation.npy", chosen, allow_pickle=False)
    return PreparedRun(run, folder)


def prepare_prediction(project: Project, paths: Sequence[Path], out: Path) -> Path:
    """Write a manifest for predicting any images with the run that serves.

    Args:
        paths: absolute; array row = index into them.
        out: folder for the manifest and for what the worker makes.

    Raises:
        NotFound: no run serves yet.
    """
    serving = next((run for run in project.runs() if run.serves), None)
    if serving is None:
        raise NotFound(
            "This project has no trained run yet.",
            subject=str(project.folder),
            next_step="Train first.",
        )
    stamps = []
    for path in paths:
        try:
            status = path.stat()
            stamps.append(image_stamp(path, status.st_size, status.st_mtime_ns))
        except OSError:  # the worker tells which images it cannot read, and why
            stamps.append(image_stamp(path, 0, 0))
    schema = project.schema()
    with files_told(out):
        out.mkdir(parents=True, exist_ok=True)
        _write_manifest(
            out,
            Manifest(
                row_count=len(paths),
                tasks=task_specs(schema),
                feature_cache=str(out / "features"),
                run_folder=str(out),
                settings=project.training_settings(),
                source_run=str(project.folder / RUNS / str(serving.id)),
            ),
            ManifestImages(tuple(range(len(paths))), tuple(map(str, paths)), tuple(stamps)),
        )
        unknown = np.full((len(paths), len(schema.labels)), State.UNKNOWN, dtype=np.int8)
        np.save(out / "annotations.npy", unknown, allow_pickle=False)
        np.save(out / "validation.npy", np.zeros(len(paths), dtype=bool), allow_pickle=False)
    return out


def task_specs(schema: Schema) -> tuple[TaskSpec, ...]:
    """Tasks as the network sees them; tasks without labels have no columns and no head."""
    return tuple(
        TaskSpec(
            task.id,
            task.name,
            task.kind,
            tuple(label.id for label in task.labels),
            tuple(label.name for label in task.labels),
            task.unlabelled_absent,
        )
        for task in schema.tasks
        if task.labels
    )


def _write_manifest(folder: Path, manifest: Manifest, images: ManifestImages) -> None:
    write_json(folder / "images.json", images)
    write_json(folder / "manifest.json", manifest)


def _refuse_too_few(schema: Schema, states: NDArray[np.int8], readable: NDArray[np.bool_]) -> None:
    known = states[readable]
    for task in schema.tasks:
        block = known[:, [schema.columns[label.id] for label in task.labels]]
        present = (block == State.PRESENT).sum(axis=0)
        absent = (block == State.ABSENT).sum(axis=0)
        if task.kind is TaskKind.MULTICLASS and (present >= 1).sum() >= 2:
            return
        if task.kind is TaskKind.MULTILABEL and ((present >= 1) & (absent >= 1)).any():
            return
        if task.unlabelled_absent and (present >= 1).any() and len(known) > present.max():
            return
    raise NotEnoughAnnotations(
        "There is nothing to learn from yet.",
        kept="Your annotations are kept.",
        next_step=(
            "Mark a label present on at least one image and absent on another "
            "(Shift and its key), or use two labels of a task with exactly one label."
        ),
    )


def _split(
    project: Project,
    images: ImageTable,
    states: NDArray[np.int8],
    readable: NDArray[np.bool_],
    settings: TrainingSettings,
    names: Sequence[str] | None,
) -> NDArray[np.bool_]:
    """(rows,) bool: the validation images, kept for the runs to come."""
    annotated = (states != State.UNKNOWN).any(axis=1) & readable
    inside = np.zeros(len(images), dtype=bool)
    if names is not None:
        rows = validation.named_rows(images, names)
        inside[rows] = True
        with project.database.write() as connection:
            image_repository.clear_validation(connection)
            image_repository.set_validation(connection, rows, True)
            outside = np.flatnonzero(annotated & ~inside)
            image_repository.set_validation(connection, outside, False)
        return inside
    with project.database.read() as connection:
        validating, training = image_repository.read_validation(connection)
    inside[validating] = True
    drawn = inside.copy()
    drawn[training] = True
    new = np.flatnonzero(annotated & ~drawn)
    chosen = validation.draw(states[new], settings.validation_share, settings.seed)
    if len(chosen) and chosen.any():  # too few new ones wait until there are enough to draw from
        with project.database.write() as connection:
            image_repository.set_validation(connection, new[chosen], True)
            image_repository.set_validation(connection, new[~chosen], False)
        inside[new[chosen]] = True
    return inside
