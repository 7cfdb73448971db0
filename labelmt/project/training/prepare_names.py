"""Prepares the scoring of images by labels' names: for a project, or for any images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import BUILT_IN
from labelmt.domain.errors import InvalidInput
from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.project import Project
from labelmt.project.training.job_files import hiding, task_specs, write_job
from labelmt.project.training.prepare_run import listed_images
from labelmt.storage import image_repository


def named_spec(task: str, names: Sequence[Sequence[str]]) -> TaskSpec:
    """A task of labels that no project has, each by its name and what else it is called.

    Raises:
        InvalidInput: there is no label, an empty one, or one twice.
    """
    given = [names_[0] for names_ in names if names_]
    if not given or not all(name.strip() for name in given) or len(set(given)) < len(given):
        raise InvalidInput(
            "These are no labels to suggest.",
            subject=", ".join(given),
            kept="Nothing was written.",
            next_step="Give names with commas between them, each once.",
        )
    return TaskSpec(
        1,
        task,
        TaskKind.MULTILABEL,
        tuple(range(1, len(given) + 1)),
        tuple(given),
        label_synonyms=tuple(tuple(names_[1:]) for names_ in names),
    )


def prepare_project_names(
    project: Project, folder: Path, specs: Sequence[TaskSpec] | None = None
) -> tuple[TaskSpec, ...]:
    """Write a manifest for scoring a project's images; its features are kept in its cache.

    Args:
        folder: for the manifest and for what the worker makes.
        specs: labels; None: those of the project, whose annotations then tell which names are of
            no use.

    Returns:
        the tasks that are scored.

    Raises:
        InvalidSetting: the settings name a task that is not there.
        DiskFull, NoPermission: ``folder`` cannot be written.
    """
    with project.reading() as view:
        images, settings = project.images(), _settings(project.training_settings())
        hidden = np.isin(np.arange(len(images)), image_repository.read_test(view))
        tasks = task_specs(project.schema(), settings) if specs is None else tuple(specs)
        taught, judging = project.teaching_matrix(), project.judging_matrix()
    count = len(images)
    hidden |= images.left_out()
    if specs is None:
        states, seen = hiding(taught, hidden), hiding(judging, hidden)
    else:
        states = seen = _unknown(count, tasks)
    manifest = Manifest(count, tasks, str(project.feature_cache), str(folder), settings)
    nobody = np.zeros(count, dtype=bool)
    write_job(folder, manifest, listed_images(images), states, seen, nobody)
    return tasks


def prepare_file_names(
    paths: Sequence[Path], folder: Path, specs: Sequence[TaskSpec]
) -> tuple[TaskSpec, ...]:
    """The same for any images, whose features are not kept.

    Args:
        paths: absolute; array row = index into them.
    """
    tasks = tuple(specs)
    settings = _settings(TrainingSettings())
    manifest = Manifest(len(paths), tasks, str(folder / "features"), str(folder), settings)
    stamps = tuple(map(_stamp, paths))
    images = ManifestImages(tuple(range(len(paths))), tuple(map(str, paths)), stamps)
    states = _unknown(len(paths), tasks)
    write_job(folder, manifest, images, states, states, np.zeros(len(paths), dtype=bool))
    return tasks


def _settings(settings: TrainingSettings) -> TrainingSettings:
    return replace(settings, backbone=BUILT_IN)  # the one whose classes have names


def _unknown(rows: int, tasks: Sequence[TaskSpec]) -> NDArray[np.int8]:
    labels = sum(len(spec.label_ids) for spec in tasks)
    return np.full((rows, labels), State.UNKNOWN, dtype=np.int8)


def _stamp(path: Path) -> str:
    try:
        about = path.stat()
    except OSError:  # the worker tells which images it cannot read, and why
        return image_stamp(path, 0, 0)
    return image_stamp(path, about.st_size, about.st_mtime_ns)
