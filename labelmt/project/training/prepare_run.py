"""Prepares a run for the worker: its training data, its split, its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotEnoughAnnotations
from labelmt.domain.keep_together import KeepTogether
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.protocol.messages import RunFailed
from labelmt.domain.run_records import RunRecord
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.review.random_sample import random_images, unseen_of
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.similarity.file_stamps import STAMP_BYTES, stamp_column
from labelmt.project.training import validation_split
from labelmt.project.training.job_files import hiding, task_specs, write_job
from labelmt.project.training.keep_together import choose_rule, chosen_groups
from labelmt.project.training.learnable_labels import (
    LeftOut,
    can_learn,
    learnable,
    left_out,
    narrowed,
)
from labelmt.project.training.record_events import record_event
from labelmt.project.training.test_part import (
    DRAWN,
    HOW,
    SAMPLED,
    TestChoice,
    chosen_part,
    refuse_overlap,
)
from labelmt.project.training.validation_split import NAMED, Flags
from labelmt.project.who_and_when import now
from labelmt.storage import image_repository, meta_repository, run_repository
from labelmt.storage.database import files_told

__all__ = ["PreparedRun", "prepare_run", "record_event", "serve_run"]

STAGES = ("heads", "finetune")


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run whose manifest lies in ``folder``, ready for the worker.

    Attributes:
        left_out: the labels it does not learn and will say nothing of.
        changed: annotated images that it leaves out: their files hold another picture by now.
        unsure: those that it leaves out because they are flagged as unsure.
    """

    run: RunRecord
    folder: Path
    left_out: tuple[LeftOut, ...] = ()
    changed: int = 0
    unsure: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class _Split:
    """(rows,) bool each: who validates from now on, and who is drawn, on either side.

    ``fresh``: it replaces the project's split instead of extending it.
    """

    validating: Flags
    drawn: Flags
    fresh: bool


def prepare_run(
    project: Project,
    stage: str,
    settings: TrainingSettings,
    validation_names: Sequence[str] | None = None,
    test: TestChoice | None = None,
    together: KeepTogether | None = None,
) -> PreparedRun:
    """Write a run's manifest and note the run as running. May take seconds.

    Args:
        stage: "heads" or "finetune".
        validation_names: file names or paths of the images to validate on, from now on; None
            keeps the project's split and draws newly annotated images into it.
        test: the test part from now on; None keeps the one that there is, if any.
        together: which images are never parted, from now on; None keeps what was said last.

    Raises:
        NotEnoughAnnotations: there is nothing to learn from.
        InvalidInput: names of images that are not there; no such stage; see ``chosen_part``.
        DiskFull, NoPermission: the run's folder cannot be written.
    """
    if stage not in STAGES:
        raise InvalidInput("There is no such stage.", subject=stage, next_step=" or ".join(STAGES))
    with project.reading() as view:
        schema, images = project.schema(), project.images()
        states = project.teaching_matrix(settings.consensus)
        everything = project.annotation_matrix()
        judging = project.judging_matrix(settings.consensus)
        sides = image_repository.read_validation(view)
        there = image_repository.read_test(view)
        how = meta_repository.read_meta(view, HOW) or ""
        was_named = meta_repository.read_meta(view, NAMED) is not None
    # What is known of another picture than the file holds now says nothing until it is confirmed;
    # nor does what a person is unsure of.
    told_of = (states != State.UNKNOWN).any(axis=1)
    changed, unsure = images.changed & told_of, images.unsure & told_of
    out = images.left_out()
    states, judging = hiding(states, out), hiding(judging, out)
    annotated = (states != State.UNKNOWN).any(axis=1) & images.readable()
    seen = (judging != State.UNKNOWN).any(axis=1) & images.readable()
    specs = task_specs(schema, settings)
    every_image = bool(seen[images.as_labelled()].all())
    kept_out = np.zeros(len(images), dtype=bool)
    if validation_names is not None:
        kept_out = validation_split.named(images, validation_names)
    elif was_named:
        kept_out[sides.validation] = True
    drawn = chosen_part(test or TestChoice(), images, seen, kept_out, there)
    testing = np.isin(np.arange(len(images)), there)
    if drawn is not None:
        testing, how = drawn
    if validation_names is not None:
        refuse_overlap(testing, kept_out)
    by_chance = (every_image and how == DRAWN) or (how == SAMPLED and bool(seen[testing].all()))
    annotated &= ~testing
    seen &= ~testing
    _refuse_too_little(specs, states[annotated])
    if together is not None:
        choose_rule(project, together)
    groups = chosen_groups(project)
    if validation_names is None:
        split = _extended(specs, states, judging, annotated, seen, sides, settings, groups)
    else:
        split = _named(specs, states, annotated, kept_out)
    new_part = None if drawn is None else (np.flatnonzero(testing), how)
    run, validating, named = _begin(project, stage, settings, split, new_part)
    folder = run_folder(project.folder, run.id)
    shown = annotated & ~validating
    joined, known = learnable(
        specs, states, known=everything, shown=shown, examples=1, stand_in=False
    )
    try:
        manifest = Manifest(
            row_count=len(images),
            tasks=joined,
            feature_cache=str(project.feature_cache),
            run_folder=str(folder),
            settings=settings,
            validation_named=named,
            validation_sample="random" if every_image and not named else "chosen",
            test_sample="random" if by_chance else "chosen",
        )
        unseen = unseen_of(specs, everything, judging, joined)
        judging = narrowed(specs, everything, judging, joined)
        write_job(
            folder,
            manifest,
            listed_images(images),
            known,
            judging,
            validating,
            testing,
            groups,
            random_images(images, judging, joined, unseen),
            out & told_of,
        )
    except BaseException as error:
        what = getattr(error, "what", "") or str(error)
        record_event(project, run.id, RunFailed(run.id, type(error).__name__, what))
        raise
    told = left_out(specs, states[shown], joined)
    return PreparedRun(run, folder, told, int(changed.sum()), int(unsure.sum()))


def listed_images(images: ImageTable) -> ManifestImages:
    """The images that can be read, as a worker is told of them."""
    rows = np.flatnonzero(images.readable())
    stamps = stamp_column(images)[rows].tobytes().hex()
    digits = 2 * STAMP_BYTES
    return ManifestImages(
        tuple(rows.tolist()),
        tuple(map(images.path_text, rows.tolist())),
        tuple(stamps[at : at + digits] for at in range(0, len(stamps), digits)),
    )


def _begin(
    project: Project,
    stage: str,
    settings: TrainingSettings,
    split: _Split,
    test: tuple[NDArray[np.int64], str] | None,
) -> tuple[RunRecord, Flags, bool]:
    """Keep the split, and the run that begins with it.

    Other processes never see the run without its owner.

    Returns:
        the run, (rows,) bool: the images to validate on, and whether a person chose them.
    """
    count = len(split.drawn)
    validating = np.zeros(count, dtype=bool)
    runs: list[RunRecord] = []
    named: list[bool] = []

    def action() -> Changes:
        with project.database.write() as connection:
            if test is not None:
                image_repository.set_test(connection, test[0].tolist())
                meta_repository.write_meta(connection, HOW, test[1])
            if split.fresh:
                image_repository.clear_validation(connection)
                meta_repository.write_meta(connection, NAMED, "yes")
            named.append(meta_repository.read_meta(connection, NAMED) is not None)
            new = split.drawn.copy()
            drawn = image_repository.read_validation(connection)
            for rows in (drawn.validation, drawn.training):
                # Also drawn by another process meanwhile: who is on a side stays there.
                new[rows[rows < count]] = False
            for side in (True, False):
                rows = np.flatnonzero(new & (split.validating == side))
                image_repository.set_validation(connection, rows.tolist(), side)
            rows = image_repository.read_validation(connection).validation
            validating[rows[rows < count]] = True
            run = run_repository.insert_run(connection, stage, settings.backbone, now())
            with files_told(run_folder(project.folder, run.id)):
                project.owned_runs.take(run.id)
        runs.append(run)
        return Changes(title=run.name, runs=True)

    project.mutate(action)
    return runs[0], validating, named[0]


def _extended(
    specs: Sequence[TaskSpec],
    states: NDArray[np.int8],
    judging: NDArray[np.int8],
    annotated: Flags,
    seen: Flags,
    sides: image_repository.SplitRows,
    settings: TrainingSettings,
    groups: NDArray[np.int64] | None,
) -> _Split:
    """The project's split and what was seen since it was drawn."""
    validating = np.zeros(len(states), dtype=bool)
    validating[sides.validation] = True
    drawn = validating.copy()
    drawn[sides.training] = True
    joins = validation_split.joining(
        judging, seen, validating, drawn, settings.validation_share, settings.seed, groups
    )
    if int(seen.sum()) < validation_split.FEWEST or not can_learn(
        specs, states[annotated & ~validating & ~joins]
    ):
        # Too little to draw from: all that is not drawn yet is trained on, and drawn later.
        _refuse_too_little(specs, states[annotated & ~validating])
        return _Split(validating, drawn, fresh=False)
    # What nobody saw trains, and may be drawn once somebody has looked at it.
    return _Split(validating | joins, drawn | seen, fresh=False)


def _named(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], annotated: Flags, validating: Flags
) -> _Split:
    """Just these images validate, all other annotated ones train."""
    _refuse_too_little(specs, states[annotated & ~validating])
    return _Split(validating, annotated | validating, fresh=True)


def _refuse_too_little(specs: Sequence[TaskSpec], states: NDArray[np.int8]) -> None:
    """Raises NotEnoughAnnotations where the images to train on show no difference."""
    if not can_learn(specs, states):
        raise NotEnoughAnnotations(
            "There is nothing to learn from yet.",
            kept="Your annotations are kept.",
            next_step=(
                "Mark a label present on at least one image and absent on another "
                "(Shift and its key), or use two labels of a task with exactly one label. "
                "Images to validate on do not count."
            ),
        )
