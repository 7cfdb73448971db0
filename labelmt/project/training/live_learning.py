"""Live learning: the switch, the run it keeps, and its jobs for the worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import BUILT_IN
from labelmt.domain.changes import Changes
from labelmt.domain.keep_together import KeepTogether
from labelmt.domain.protocol.manifest import IMAGES, Manifest, TaskSpec
from labelmt.domain.protocol.messages import (
    AnnotationsChecked,
    Event,
    ImagesFailed,
    ImagesIncomplete,
    PredictionsReady,
    RunFinished,
)
from labelmt.domain.run_records import LIVE, RunRecord
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import WITHOUT_NETWORK, TrainingSettings
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.review.random_sample import random_images, unseen_of
from labelmt.project.run_folders import live_folder, run_folder
from labelmt.project.runs.model_choice import serve_live
from labelmt.project.similarity.file_stamps import Stamps, stamp_column
from labelmt.project.training.job_files import hiding, task_specs, write_job
from labelmt.project.training.keep_together import chosen_groups, chosen_rule
from labelmt.project.training.learnable_labels import learnable, narrowed
from labelmt.project.training.prepare_run import listed_images
from labelmt.project.training.record_events import (
    mark_incomplete,
    mark_unreadable,
    note_points,
)
from labelmt.project.training.validation_split import NAMED
from labelmt.project.who_and_when import now
from labelmt.storage import image_repository, meta_repository, run_repository
from labelmt.storage.database import files_told

SWITCH = "learn_as_labelled"
"""In a project's meta: "yes" or "no", where a person has said so."""
MOST_BY_DEFAULT = 200_000
"""Images up to which nobody has to ask for it: their features take about an hour on two cores."""


@dataclass(frozen=True, slots=True)
class LiveJob:
    """A job whose manifest lies in ``folder``.

    Attributes:
        run_id: the run its predictions are of; None where there is nothing to learn from yet
            and the worker just gets ready.
    """

    folder: Path
    run_id: int | None


@dataclass(frozen=True, eq=False, slots=True)
class LiveData:
    """What a window has of a project at one moment, so that no query has to read it again.

    Attributes:
        states: (rows, labels of the schema) int8 of State codes, which nobody changes any more.
        judging: the same where a person saw the pair or imported it, else UNKNOWN.
    """

    schema: Schema
    images: ImageTable
    states: NDArray[np.int8]
    judging: NDArray[np.int8]
    settings: TrainingSettings

    @classmethod
    def of(cls, project: Project) -> LiveData:
        """Read from the project."""
        with project.reading():
            return cls(
                project.schema(),
                project.images(),
                project.annotation_matrix(),
                project.judging_matrix(),
                project.training_settings(),
            )


def learns_live(project: Project, *, by_default: bool = True) -> bool:
    """Whether the project learns as one labels: as was said, or where no network is needed.

    Args:
        by_default: what holds where nobody has said and no network is needed.
    """
    with project.reading() as view:
        said = meta_repository.read_meta(view, SWITCH)
        few = image_repository.count_images(view) <= MOST_BY_DEFAULT
    if said is not None:
        return said == "yes"
    return by_default and few and project.training_settings().backbone in WITHOUT_NETWORK


def set_learns_live(project: Project, on: bool) -> None:
    """Remember the switch."""
    with project.database.write() as connection:
        meta_repository.write_meta(connection, SWITCH, "yes" if on else "no")


@dataclass(frozen=True, eq=False)
class _Written:
    """The images a job names. Decoding makes a new table of the same ones many times."""

    folder: Path
    stamps: Stamps
    readable: NDArray[np.bool_]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Written)
            and self.folder == other.folder
            and np.array_equal(self.stamps, other.stamps)
            and np.array_equal(self.readable, other.readable)
        )


class LivePreparing:
    """Writes one live job after the other; what has not changed stays as it was written.

    One thread at a time. Each job takes the place of the one before, which has ended by then.
    """

    def __init__(self) -> None:
        self._written: _Written | None = None
        self._groups: tuple[tuple[KeepTogether | None, int], NDArray[np.int64] | None] | None = None
        """What is never parted, by the rule and the number of images it was found for."""

    def prepare(self, project: Project, data: LiveData, *, learn: bool = True) -> LiveJob:
        """Write the job's manifest.

        Args:
            learn: whether to refit; else the worker just gets ready for that.

        Raises:
            InvalidSetting: the settings name a task that is not there.
            DiskFull, NoPermission: it cannot be written.
        """
        count = len(data.images)
        known = task_specs(data.schema, data.settings) if learn else ()
        with project.reading() as view:
            tested = image_repository.read_test(view)
            open_states = _teaching(project, data)
        testing = np.isin(np.arange(count), tested)
        out = data.images.left_out()
        # Nothing learns from them, which labels join included.
        specs, states = learnable(known, hiding(open_states, testing | out), known=data.states)
        seen = hiding(data.judging, out)
        unseen = unseen_of(known, data.states, seen, specs)
        judging = narrowed(known, data.states, seen, specs)
        with project.reading() as view:
            sides = image_repository.read_validation(view).validation
            named = meta_repository.read_meta(view, NAMED) is not None
        validating = np.zeros(count, dtype=bool)
        validating[sides[sides < count]] = True
        run_id = _live_run(project, data.settings).id if specs else None
        folder = live_folder(project.folder)
        place = folder if run_id is None else run_folder(project.folder, run_id)
        manifest = Manifest(
            row_count=count,
            tasks=specs,
            feature_cache=str(project.feature_cache),
            run_folder=str(place),
            settings=data.settings,
            validation_named=named,
            named=_named(data),
        )
        with files_told(place):
            place.mkdir(parents=True, exist_ok=True)
        written = _Written(folder, stamp_column(data.images), data.images.readable())
        same = written == self._written and (folder / IMAGES).exists()
        images = None if same else listed_images(data.images)
        groups = self._kept_together(project, count)
        # Asked by chance is not shown, so that the window's table need not know it yet.
        random = random_images(project.images(), judging, specs, unseen)
        write_job(
            folder, manifest, images, states, judging, validating, testing, groups, random, out
        )
        self._written = written
        return LiveJob(folder, run_id)

    def _kept_together(self, project: Project, count: int) -> NDArray[np.int64] | None:
        """(images,) by the rule that was chosen, found once: it may look into every file."""
        key = chosen_rule(project), count
        if self._groups is None or self._groups[0] != key:
            self._groups = key, chosen_groups(project)
        return self._groups[1]


def _named(data: LiveData) -> tuple[TaskSpec, ...]:
    """The tasks whose labels' names can say anything of the features there are."""
    settings = data.settings
    if not settings.name_evidence or settings.backbone != BUILT_IN:
        return ()
    return task_specs(data.schema, settings)


def _teaching(project: Project, data: LiveData) -> NDArray[np.int8]:
    """The states without what a model suggested and nobody saw, as of now."""
    known, taught = project.annotation_matrix(), project.teaching_matrix()
    if taught is known or project.schema().label_ids != data.schema.label_ids:
        return data.states  # a newer job follows where labels have changed
    count = min(len(known), len(data.states))
    states = np.array(data.states)
    states[:count][(known != taught)[:count]] = State.UNKNOWN
    return states


def record_live(project: Project, run_id: int | None, event: Event) -> Changes:
    """Keep what a live job's event says. The run stays finished: each refit leaves it whole."""
    if isinstance(event, ImagesFailed):
        return project.mutate(lambda: mark_unreadable(project, event))
    if isinstance(event, ImagesIncomplete):
        return project.mutate(lambda: mark_incomplete(project, event))
    if run_id is None:
        return Changes()
    if isinstance(event, PredictionsReady):
        serve_live(project, run_id, event)
        return Changes(predictions=True)
    if isinstance(event, AnnotationsChecked):  # what is mapped lies beside the predictions
        return project.mutate(lambda: Changes(predictions=True))
    if isinstance(event, RunFinished) and event.stage:
        return project.mutate(lambda: _note_figures(project, run_id, event))
    return Changes()


def _note_figures(project: Project, run_id: int, event: RunFinished) -> Changes:
    with project.database.write() as connection:
        run_repository.note_figures(connection, run_id, now(), event.tasks)
        note_points(project, connection, run_id, LIVE, event.tasks)
    return Changes(runs=True)


def _live_run(project: Project, settings: TrainingSettings) -> RunRecord:
    """The project's live run of this backbone, made where there is none."""
    found = [
        run for run in project.runs() if run.stage == LIVE and run.backbone == settings.backbone
    ]
    if found:
        return found[-1]
    made: list[RunRecord] = []

    def action() -> Changes:
        with project.database.write() as connection:
            run = run_repository.insert_run(connection, LIVE, settings.backbone, now())
            run_repository.end_run(connection, run.id, "finished", now())
        made.append(run)
        return Changes(title=run.name, runs=True)

    project.mutate(action)
    return made[0]
