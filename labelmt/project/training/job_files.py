"""Writes the files of a job for the worker; see ``domain.protocol.manifest``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.array_checksums import write_array
from labelmt.domain.protocol.manifest import (
    LEFT_OUT,
    RANDOM,
    TOGETHER,
    Manifest,
    ManifestImages,
    TaskSpec,
    write_images,
    write_json,
)
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import TrainingSettings, named_tasks, weights_by_task
from labelmt.storage.database import files_told


def write_job(
    folder: Path,
    manifest: Manifest,
    images: ManifestImages | None,
    states: NDArray[np.int8],
    judging: NDArray[np.int8],
    validating: NDArray[np.bool_],
    testing: NDArray[np.bool_] | None = None,
    groups: NDArray[np.int64] | None = None,
    random: NDArray[np.bool_] | None = None,
    left_out: NDArray[np.bool_] | None = None,
) -> None:
    """Write a job into its folder, the manifest last: where it is, the rest is.

    Args:
        images: None: those that lie there already stay.
        groups: (rows,) numbers of what is kept together; None: near-duplicates are.
        random: (rows, tasks) images that chance alone chose to be judged.
        left_out: (rows,) images that nothing learns from and nothing is judged by.

    Raises:
        DiskFull, NoPermission: the folder cannot be written.
    """
    with files_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_array(folder / "annotations.npy", states, durable=False)
        write_array(folder / "judging.npy", judging, durable=False)
        write_array(folder / "validation.npy", validating, durable=False)
        if testing is not None:
            write_array(folder / "test.npy", testing, durable=False)
        if groups is not None:
            write_array(folder / TOGETHER, groups.astype(np.int64), durable=False)
        else:
            (folder / TOGETHER).unlink(missing_ok=True)  # of an earlier job in this folder
        if left_out is not None:
            write_array(folder / LEFT_OUT, left_out, durable=False)
        else:
            (folder / LEFT_OUT).unlink(missing_ok=True)
        if random is not None:
            write_array(folder / RANDOM, random, durable=False)
        if images is not None:
            write_images(folder, images)
        write_json(folder / "manifest.json", manifest)


def hiding(states: NDArray[np.int8], rows: NDArray[np.bool_]) -> NDArray[np.int8]:
    """The states, with nothing known of some rows; those given stay as they are.

    Args:
        rows: (rows,) bool.
    """
    return np.where(rows[:, None], np.int8(State.UNKNOWN), states) if rows.any() else states


def task_specs(schema: Schema, settings: TrainingSettings) -> tuple[TaskSpec, ...]:
    """Tasks as the network sees them; a task without labels has no head.

    Raises:
        InvalidSetting: the settings name a task that is not there.
    """
    names = [task.name for task in schema.tasks]
    absent = named_tasks(settings.unlabelled_absent, names)
    sides, colours = (
        named_tasks(said, names) for said in (settings.keep_sides, settings.keep_colours)
    )
    weights = weights_by_task(settings.task_weights, names)
    return tuple(
        TaskSpec(
            task.id,
            task.name,
            task.kind,
            tuple(label.id for label in task.labels),
            tuple(label.name for label in task.labels),
            task.unlabelled_absent or task.name in absent,
            weights[task.name],
            task.name in sides,
            task.name in colours,
            tuple(label.synonyms for label in task.labels),
        )
        for task in schema.tasks
        if task.labels
    )
