"""Whether the figures that people are told hold: simulated projects, judged by unseen photographs.

``uv run python benchmarks/honesty.py DATA… [--projects 200] [--cache FOLDER] [--bursts]``, DATA as
datasets.py says. Each project draws groups of images that belong together from a set; what the
model never meets is the truth. A simulated person, who knows what is in every image, works through
the services of the window, heads on cached features:

1. labels images one by one: in every other project typical ones by hand, then what the review asks
   for (a share of it by chance); in the rest those that chance draws;
2. accepts in bulk what is above 0.9, and then above 0.7, each time told a precision before;
3. sweeps one label: paints what is wrong on two pages, and takes the rest as suggested, unseen.

After each step the live heads are fitted anew. A line tells of one figure how often its interval
holds the truth (asked: 85 to 97 % of 90 % intervals), how wide it is, as a multiple of a bootstrap
on as many random and fully labelled images (asked: at most 1.5), and by how much the figure is
above the truth. Images that a person chose judge a figure "of the images you chose", and what a
review asks for is harder than the rest: these lines stand apart from those of a random part.

``--all-judge`` is as it was before: every annotation judges, whoever saw it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from datasets import load_dataset
from label_efficiency import features_of
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, State
from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.held_out_predictions import read_held_out
from labelmt.domain.images import FoundImage
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.random_order import in_random_order
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import load_job
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.average_precision import average_precision
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

IMAGES = 400
"""Of a project, before the groups that do not fit whole are left out."""
REVIEWED = (60, 160)
"""Fewest and most images that are labelled one by one."""
REFITS = (10, 30, 80)
"""Labelled images after which live learning has caught up."""
LEVELS = (0.9, 0.7)
PAGE = 60
"""Thumbnails of a sweep that are on the screen at a time."""
METRICS = ("map", "macro_f1", "micro_f1", "accuracy")
BOOTSTRAPS = 100

States = NDArray[np.int8]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Set:
    """Annotated images with features, in groups that belong together."""

    name: str
    specs: tuple[TaskSpec, ...]
    states: States
    features: NDArray[np.float16]
    groups: Rows


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as it was told, and what is true."""

    figure: str
    sample: str
    told: float
    low: float
    high: float
    truth: float
    bootstrap: float
    """Width of a 90 % interval of as many random, fully labelled images; nan: not compared."""


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
        columns = {label: place for place, label in enumerate(_label_ids(specs))}
        theirs = [self.schema.columns[label] for label in columns]
        truth = self.set.states[self.rest][:, theirs]
        for spec, part, task in zip(specs, task_slices(specs), self.tasks, strict=True):
            for told in (task, task.random):
                if told is not None:
                    yield from _beside_truth(spec, told, truth[:, part], values[:, part], when, rng)


def _beside_truth(
    spec: TaskSpec,
    task: TaskMetrics,
    truth: States,
    values: NDArray[np.float32],
    when: str,
    rng: np.random.Generator,
) -> Iterator[Told]:
    labels = task.labels
    shown = [place for place, one in enumerate(labels) if one.average_precision is not None]
    levels = np.array([one.threshold for one in labels])
    true = _figures(spec, truth, values, levels, shown)
    drawn = rng.choice(len(truth), min(task.images, len(truth)), replace=False)
    widths = _bootstrap(spec, truth[drawn], values[drawn], levels, shown)
    sample = "unknown" if task.judged_by is None else task.judged_by.sample
    for name in METRICS:
        low, high = task.intervals.get(name, (np.nan, np.nan))
        value = getattr(task, name)
        if value is not None and name in true:
            width = widths.get(name, np.nan)
            yield Told(f"{name} {when}", sample, value, low, high, true[name], width)


def _label_ids(specs: Sequence[TaskSpec]) -> list[int]:
    return [label for spec in specs for label in spec.label_ids]


def _figures(
    spec: TaskSpec,
    truth: States,
    values: NDArray[np.float32],
    levels: NDArray[np.float64],
    shown: Sequence[int],
) -> dict[str, float]:
    """Of fully labelled images: over the labels that were told of alone."""
    if not shown:
        return {}
    there = truth == State.PRESENT
    found: dict[str, float] = {}
    if all(there[:, one].any() for one in shown):
        scores = [average_precision(there[:, one], values[:, one]) for one in shown]
        found["map"] = float(np.mean(scores))
    if spec.kind is TaskKind.MULTICLASS:
        decided = there.any(axis=1)
        best = values[decided].argmax(axis=1)
        found["accuracy"] = float(there[decided][np.arange(len(best)), best].mean())
        return found
    said = values >= levels
    hits, wrong = (said & there).sum(axis=0), (said ^ there).sum(axis=0)
    f1 = 2 * hits / np.maximum(2 * hits + wrong, 1)
    found["macro_f1"] = float(f1[shown].mean())
    found["micro_f1"] = float(2 * hits.sum() / max(2 * hits.sum() + wrong.sum(), 1))
    return found


def _bootstrap(
    spec: TaskSpec,
    truth: States,
    values: NDArray[np.float32],
    levels: NDArray[np.float64],
    shown: Sequence[int],
) -> dict[str, float]:
    """Metric to the width of its 90 % percentile interval."""
    rng = np.random.default_rng(0)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(BOOTSTRAPS):
        at = rng.integers(0, len(truth), len(truth))
        for name, value in _figures(spec, truth[at], values[at], levels, shown).items():
            drawn[name].append(value)
    return {
        name: float(np.subtract(*np.percentile(of, [95, 5])))
        for name, of in drawn.items()
        if len(of) > BOOTSTRAPS / 2
    }


def simulate(of: Set, seed: int, folder: Path, *, all_judge: bool) -> list[Told]:
    """One project from no annotation to the last sweep."""
    rng = np.random.default_rng(seed)
    groups = rng.permutation(np.unique(of.groups))
    size = min(IMAGES, len(of.states) // 2)
    counts = np.cumsum([int((of.groups == group).sum()) for group in groups])
    mine = np.isin(of.groups, groups[counts <= size])
    simulated = SimulatedProject(
        folder, of, np.flatnonzero(mine), np.flatnonzero(~mine), all_judge=all_judge
    )
    told: list[Told] = []
    labelled = int(rng.integers(*REVIEWED))
    if seed % 2:
        simulated.review(labelled, seed)
    else:
        simulated.label_by_chance(labelled)
    told += simulated.figures("reviewed", rng)
    for level in LEVELS:
        told += simulated.accept(level)
        simulated.learn()
    told += simulated.figures("accepted", rng)
    simulated.sweep(rng)
    simulated.learn()
    told += simulated.figures("swept", rng)
    simulated.project.close()
    return told


def bursts(seed: int = 0) -> Set:
    """200 bursts of five frames that nearly repeat each other: drawn features, one of six kinds."""
    rng = np.random.default_rng(seed)
    width, kinds, count, frames = 1280, 6, 400, 5
    centres = rng.normal(size=(kinds, width))
    of = rng.integers(kinds, size=count)
    burst = centres[of] * 0.30 + rng.normal(size=(count, width)) * 1.0
    each = np.repeat(burst, frames, axis=0) + rng.normal(size=(count * frames, width)) * 0.08
    each /= np.linalg.norm(each, axis=1, keepdims=True) / 10
    names = tuple(f"kind {number}" for number in range(kinds))
    spec = TaskSpec(1, "kind", TaskKind.MULTICLASS, tuple(range(1, kinds + 1)), names)
    states = np.zeros((count * frames, kinds), dtype=np.int8)
    states[np.arange(count * frames), np.repeat(of, frames)] = State.PRESENT
    groups = np.repeat(np.arange(count), frames)
    return Set("bursts", (spec,), states, each.astype(np.float16), groups)


def read_set(folder: Path, cache: Path) -> Set:
    data = load_dataset(folder, TrainingSettings())
    features = features_of(data, cache / folder.name, ONE_VIEW)
    groups = near_duplicate_groups(features.astype(np.float32))
    return Set(folder.name, data.manifest.tasks, data.states, features, groups)


def report(name: str, told: Sequence[Told]) -> None:
    lines: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in told:
        lines[one.figure, one.sample].append(one)
    for (figure, sample), of in sorted(lines.items()):
        if len(of) < 2:
            continue
        values = np.array([[t.told, t.low, t.high, t.truth, t.bootstrap] for t in of])
        above = np.mean(values[:, 0] - values[:, 3])
        whole = values[~np.isnan(values[:, 1])]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where there is no interval
            inside = np.mean((whole[:, 1] <= whole[:, 3]) & (whole[:, 3] <= whole[:, 2]))
            width = np.median(whole[:, 2] - whole[:, 1])
            times = np.nanmedian((whole[:, 2] - whole[:, 1]) / whole[:, 4])
        print(
            f"| {name} | {figure} | {sample} | {len(of)} | {values[:, 0].mean():.3f} | "
            f"{values[:, 3].mean():.3f} | {above:+.3f} | {inside:.0%} of {len(whole)} | "
            f"{width:.3f} | {times:.2f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="*")
    parser.add_argument("--projects", type=int, default=200, help="Simulated projects of each set.")
    parser.add_argument("--bursts", action="store_true", help="Drawn bursts of five frames, too.")
    parser.add_argument("--all-judge", action="store_true", help="As it was before.")
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sets = [read_set(folder, given.cache or Path(scratch)) for folder in given.data]
        if given.bursts:
            sets.append(bursts())
        print("| set | figure | sample | told | mean told | true | above | holds | width | × |")
        print("| --- | --- | --- |" + " ---: |" * 7)
        for of in sets:
            began, told = time.monotonic(), []
            for seed in range(given.projects):
                place = Path(scratch) / f"{of.name}-{seed}"
                told += simulate(of, seed, place, all_judge=given.all_judge)
            report(of.name, told)
            print(f"{of.name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
