"""A project whose person knows what is in every image, and works through the window's services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from beside_truth import States, Told, beside_truth, label_ids
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, State
from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.held_out_predictions import read_held_out
from labelmt.domain.images import FoundImage
from labelmt.domain.metric_records import TaskMetrics, headline
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.random_order import in_random_order
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import load_job
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.evaluation.calibration import all_probabilities
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.jobs.learn_live import run_live
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run
from labelmt.learning.training.heads import head_logits
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    PasteStates,
    SetAnnotations,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import (
    BulkSuggestions,
    accepting,
    suggestions_above,
)
from labelmt.project.review.experimental_design import read_points
from labelmt.project.review.group_file import read_groups
from labelmt.project.review.random_sample import note_asked, random_pairs
from labelmt.project.review.review_queue import Reason, review_queue
from labelmt.project.review.sweep import accept_rest, sweep_rows
from labelmt.project.run_folders import run_folder
from labelmt.project.similarity.cached_features import read_features
from labelmt.project.training.live_learning import LiveData, LivePreparing, record_live

REFITS = (10, 30, 80)
"""Labelled images after which live learning has caught up."""
PAGE = 60
"""Thumbnails of a sweep that are on the screen at a time."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Set:
    """Annotated images with features, in groups that belong together."""

    name: str
    specs: tuple[TaskSpec, ...]
    states: States
    features: NDArray[np.float16]
    groups: Rows


class SimulatedProject:
    """A project of some images of a set, whose person knows the truth."""

    def __init__(self, folder: Path, of: Set, rows: Rows, rest: Rows, *, all_judge: bool) -> None:
        self.set, self.rows, self.rest, self.all_judge = of, rows, rest, all_judge
        self.truth = of.states[rows]
        root = folder / "images"
        root.mkdir(parents=True)
        self.project = Project.create(folder / "project", [root])
        found = [FoundImage(f"{row:06}.jpg", 1000 + int(row), 1) for row in rows]
        add_images(self.project, next(iter(self.project.roots())), found)
        for spec in of.specs:
            self.project.apply(CreateTask(spec.name, spec.kind))
            task = self.project.schema().task_named(spec.name)
            assert task is not None
            for name in spec.label_names:
                self.project.apply(CreateLabel(task.id, name))
        self._cache_features()
        self._preparing, self._memory, self._jobs = LivePreparing(), LiveMemory(), 0
        self.tasks: tuple[TaskMetrics, ...] = ()
        self.run_id = 0

    @property
    def schema(self) -> Schema:
        return self.project.schema()

    def _cache_features(self) -> None:
        entry = entry_of(TrainingSettings().backbone)
        folder = self.project.feature_cache / f"{entry.name}-{preprocessing_of(entry).key}"
        features, images = self.set.features[self.rows].astype(np.float32), self.project.images()
        places = range(len(self.rows))
        with FeatureCache(folder, features.shape[1], len(features)) as cache:
            prints = [int(row).to_bytes(16, "big") for row in self.rows]
            cache.put(places, [images.stamp(row) for row in places], prints, features)

    def learn(self) -> None:
        """What the worker does after a label, in this process."""
        given = LiveData.of(self.project)
        if self.all_judge:
            given = replace(given, judging=given.states)
        job = self._preparing.prepare(self.project, given)
        self._jobs += 1
        command = messages.LearnLive(self._jobs, str(job.folder))
        for event in run_live(command, self._memory, load_job(job.folder), Control()):
            record_live(self.project, job.run_id, event)
            if isinstance(event, messages.RunFinished) and job.run_id is not None:
                self.tasks, self.run_id = event.tasks, job.run_id

    def label_by_chance(self, count: int) -> None:
        """Label so many images one by one, in the fixed random order."""
        for row in in_random_order(np.arange(len(self.rows)))[:count].tolist():
            self.project.apply(PasteStates((row,), self._true_states(row), Seen.ONE))
            note_asked(self.project, row)
        self.learn()

    def review(self, count: int, seed: int) -> None:
        """Label so many images one by one: typical ones by hand, then what the queue asks for."""
        self.learn()  # gets ready: groups of images that are alike, and where they lie
        asked: dict[Reason, int] = defaultdict(int)
        done = 0
        for goal in (*(one for one in REFITS if one < count), count):
            project = self.project
            queue = review_queue(
                self.schema,
                project.annotation_matrix(),
                project.predictions(),
                read_groups(project.folder),
                read_points(project.folder),
                read_features(project.feature_cache, project.images()),
                among=np.arange(len(self.rows)),
                asked=asked,
                seed=seed,
                longest=goal - done,
            )
            for row, reason in zip(queue.rows.tolist(), queue.reasons, strict=True):
                project.apply(PasteStates((row,), self._true_states(row), Seen.ONE))
                asked[reason] += 1
                if reason is Reason.CHANCE:
                    note_asked(project, row)
            done = goal
            self.learn()

    def _true_states(self, row: int) -> tuple[tuple[int, State], ...]:
        return tuple(
            (label_id, State(int(state)))
            for label_id, state in zip(self.schema.label_ids, self.truth[row], strict=True)
            if state == State.PRESENT or self.schema.task_of(label_id).kind is TaskKind.MULTILABEL
        )

    def accept(self, level: float) -> Iterator[Told]:
        """Accept in bulk above a probability, and tell what was expected of it."""
        project, schema = self.project, self.schema
        predictions = project.predictions()
        if predictions is None:
            return
        states = project.annotation_matrix()
        judging = states if self.all_judge else project.judging_matrix()
        held_out = read_held_out(run_folder(project.folder, self.run_id))
        found: BulkSuggestions = suggestions_above(
            schema, states, predictions, level,
            among=np.arange(len(self.rows)),
            judged_by={} if held_out is None else {self.run_id: held_out},
            label_ids=schema.label_ids,
            judging=judging,
            by_chance=random_pairs(project.images(), judging),
        )  # fmt: skip
        if not found.pairs:
            return
        right = [
            self.truth[rows, schema.columns[label]] == State.PRESENT
            for label, rows in found.rows.items()
        ]
        project.apply(accepting(found, predictions))
        if (told := found.expected) is not None:
            sample = "random" if told.by_chance else "chosen"
            truth = float(np.concatenate(right).mean())
            width = np.nan
            yield Told(
                f"precision above {level}", sample, told.share, told.low, told.high, truth, width
            )

    def sweep(self, rng: np.random.Generator) -> None:
        """Paint one label on two pages of thumbnails, and take the rest as suggested."""
        project, schema = self.project, self.schema
        tasks = [one for one in schema.tasks if one.kind is TaskKind.MULTILABEL]
        if not tasks or (predictions := project.predictions()) is None:
            return
        label = tasks[0].labels[int(rng.integers(len(tasks[0].labels)))].id
        column, states = schema.columns[label], project.annotation_matrix()
        order = sweep_rows(
            np.arange(len(self.rows)), label, schema, states, predictions, open_only=True
        )
        painted = order[: 2 * PAGE]
        for state in (State.PRESENT, State.ABSENT):
            some = tuple(painted[self.truth[painted, column] == state].tolist())
            if some:
                project.apply(SetAnnotations(some, label, state, seen=Seen.VISIBLE))
        states = project.annotation_matrix()
        if (rest := accept_rest(order, label, schema, states, predictions)) is not None:
            project.apply(rest)

    def figures(self, when: str, rng: np.random.Generator) -> Iterator[Told]:
        """What the live run is told to reach, and what it does reach."""
        folder = run_folder(self.project.folder, self.run_id)
        _config, network, fitted = load_run(folder)
        specs = _config.tasks
        logits = head_logits(network.heads, self.set.features[self.rest].astype(np.float32))
        values = all_probabilities(specs, fitted, logits)
        columns = {label: place for place, label in enumerate(label_ids(specs))}
        theirs = [self.schema.columns[label] for label in columns]
        truth = self.set.states[self.rest][:, theirs]
        for spec, part, task in zip(specs, task_slices(specs), self.tasks, strict=True):
            shown = headline(task)
            for told, name in ((task, when), (task.random, when), (shown, f"{when}, headline")):
                if told is not None:
                    yield from beside_truth(spec, told, truth[:, part], values[:, part], name, rng)
