"""How many presses it takes until every image is right, with the loop and without its parts.

``uv run --with matplotlib python benchmarks/annotation_effort.py DATA [--curves FILE.png]``, DATA
as datasets.py says. A simulated annotator, who knows the truth, labels all training images in all
tasks through the services of the window: its review queue, its live learning, its commands. Every
key, click and stroke of the brush is a press, and so is every page turned:

- by hand: a press for each present label, and one to go on, which makes the others absent;
- review: a press for each suggestion that is wrong, and one (Space) to accept the rest;
- then, in a sample of the images, in a larger one, and in all (15 presses each to search for
  ``sample:100``):
  - the multiclass task: a page turned for every 50 thumbnails with their suggestions, a click for
    each that is wrong, a press for each label that wrong ones of another are to have, and 6 to
    accept what is suggested;
  - each label of the other tasks: a sweep, a press for every page of 150 thumbnails after the
    first, one a stroke, and one (Ctrl+Enter) to take the rest as suggested and go on to the next
    label; a stroke of the brush runs over thumbnails that touch and are to have one state.

Each part of the loop is also left out: the queue (images by chance instead), bulk accepting (all
is reviewed), known answers. And a part that is not in it is put in: after the review the multiclass
task is labelled by groups of similar images, a press for the label that most of a group have, one
for each image that is taken out of it first, and one (Space) to go on. Validation images are
predicted, never annotated.

``--to 0.93`` instead counts the images it takes, asked for by the queue and by chance, until the
mAP of the first task on validation images is there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from datasets import load_dataset
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from sklearn.metrics import average_precision_score

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData, load_job
from labelmt.learning.jobs.learn_live import run_live
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.cancellation import Control
from labelmt.project.commands.commands import CreateLabel, CreateTask, PasteStates, SetAnnotations
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.predictions.probabilities import predicted, probabilities_of
from labelmt.project.project import Project
from labelmt.project.review.experimental_design import read_points
from labelmt.project.review.group_file import read_groups
from labelmt.project.review.review_queue import review_queue, suggested
from labelmt.project.review.sweep import sweep_rows
from labelmt.project.similarity.cached_features import read_features
from labelmt.project.similarity.similar_groups import groups_of_unlabelled
from labelmt.project.training.live_learning import LiveData, LivePreparing, record_live

ACCEPT, PAGE, CHIPS_PAGE, SEARCH = 6, 150, 50, 15
ACROSS, BETWEEN = 15, 2
"""Thumbnails in a line of a page; right ones that a stroke goes over to come to a wrong one."""
REFIT_EVERY = 10
"""Images after which live learning has caught up, at a brisk pace of a few seconds each."""


@dataclass(frozen=True)
class Manner:
    """Which parts of the loop there are."""

    name: str
    queue: bool = True
    bulk: bool = True
    known_answers: bool = True
    groups: bool = False


@dataclass
class Effort:
    """What it took: (presses, images right so far, mAP on validation) after each refit."""

    presses: int = 0
    reviewed: int = 0
    curve: list[tuple[int, int, float]] = field(default_factory=list)


class Annotator:
    """Knows the truth, and presses as few keys as the window allows."""

    def __init__(self, folder: Path, images: Path, data: JobData, cache: Path) -> None:
        self.data = data
        self.project = Project.create(folder, [images])
        list(scan_roots(self.project, lambda: False))
        for spec in data.manifest.tasks:
            self.project.apply(CreateTask(spec.name, spec.kind))
            task = self.project.schema().task_named(spec.name)
            assert task is not None
            for name in spec.label_names:
                self.project.apply(CreateLabel(task.id, name))
        target = self.project.feature_cache
        if cache.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(cache, target_is_directory=True)
        else:
            cache.mkdir(parents=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(cache, target_is_directory=True)
        place = {Path(path).name: row for row, path in enumerate(data.images.paths)}
        paths = self.project.images().paths
        of = np.array([place[Path(path).name] for path in paths])
        self.truth = data.states[of]
        self.among = np.flatnonzero(~data.validation[of])
        self.held = np.flatnonzero(data.validation[of])
        self.known = np.zeros(len(paths), dtype=bool)
        self.effort = Effort()
        self._preparing, self._memory, self._jobs = LivePreparing(), LiveMemory(), 0

    @property
    def schema(self) -> Schema:
        return self.project.schema()

    def learn(self) -> None:
        """What the worker does after a label, in this process."""
        project = self.project
        job = self._preparing.prepare(project, LiveData.of(project))
        self._jobs += 1
        data = load_job(job.folder)
        command = messages.LearnLive(self._jobs, str(job.folder))
        for event in run_live(command, self._memory, data, Control()):
            record_live(project, job.run_id, event)

    def score(self) -> float:
        """mAP of the first task on validation images."""
        probabilities = self.project.predictions()
        if probabilities is None:
            return float("nan")
        label_ids = self.data.manifest.tasks[0].label_ids
        ours = [self.schema.label_ids.index(one) for one in self.schema.label_ids][: len(label_ids)]
        values = [probabilities.column(self.schema.label_ids[c]) for c in ours]
        # A label that the model has not learnt yet scores as by chance.
        scores = [
            average_precision_score(
                self.truth[self.held, c],
                np.zeros(len(self.held)) if value is None else np.nan_to_num(value[self.held]),
            )
            for c, value in zip(ours, values, strict=True)
        ]
        return float(np.mean(scores))

    def put(self, rows: NDArray[np.int64]) -> None:
        """Assert the truth of images; unchanged suggestions and corrections alike."""
        ids = self.schema.label_ids
        for row in rows.tolist():
            states = tuple(
                (label, State(int(state)))
                for label, state in zip(ids, self.truth[row], strict=True)
                if state == State.PRESENT or not self._exclusive(label)
            )
            self.project.apply(PasteStates((row,), states))
        self.known[rows] = True

    def _exclusive(self, label_id: int) -> bool:
        return self.schema.task_of(label_id).kind is TaskKind.MULTICLASS

    def next_images(self, *, queue: bool, rng: np.random.Generator, seed: int) -> NDArray[np.int64]:
        """Those to ask about until it has learnt again, by the queue or by chance."""
        project = self.project
        if not queue:
            return rng.permutation(self.among[~self.known[self.among]])[:REFIT_EVERY]
        return review_queue(
            self.schema,
            project.annotation_matrix(),
            project.predictions(),
            read_groups(project.folder),
            read_points(project.folder),
            read_features(project.feature_cache, project.images()),
            among=self.among,
            seed=seed,
            longest=REFIT_EVERY,
        ).rows

    def review(self, row: int) -> int:
        """Correct and accept one image; the corrections it took."""
        said = dict(
            suggested(
                self.schema, self.project.annotation_matrix(), self.project.predictions(), row
            )
        )
        present = [
            label
            for label, state in zip(self.schema.label_ids, self.truth[row], strict=True)
            if state == State.PRESENT
        ]
        wrong = 0
        for task in self.schema.tasks:
            ids = {label.id for label in task.labels}
            guessed = {one for one in ids if said.get(one) == State.PRESENT}
            right = ids & set(present)
            exclusive = task.kind is TaskKind.MULTICLASS
            wrong += int(guessed != right) if exclusive else len(guessed ^ right)
        self.effort.presses += wrong + 1
        self.effort.reviewed += 1
        self.put(np.array([row]))
        return wrong

    def by_hand(self, rows: NDArray[np.int64]) -> None:
        self.effort.presses += int((self.truth[rows] == State.PRESENT).sum()) + len(rows)
        self.effort.reviewed += len(rows)
        self.put(rows)

    def say(self, column: int, rows: NDArray[np.int64], *, also_absent: bool) -> None:
        """Assert the truth of one label."""
        label = self.schema.label_ids[column]
        for state in (State.PRESENT, State.ABSENT) if also_absent else (State.PRESENT,):
            of_state = rows[self.truth[rows, column] == state]
            if len(of_state):
                self.project.apply(SetAnnotations(tuple(of_state.tolist()), label, state))

    def sweep_through(self, rows: NDArray[np.int64]) -> None:
        """Make these images right in every task, the multiclass ones first."""
        schema = self.schema
        for task in sorted(schema.tasks, key=lambda one: one.kind is not TaskKind.MULTICLASS):
            columns = [schema.columns[label.id] for label in task.labels]
            if task.kind is TaskKind.MULTICLASS:
                self.choose_one(rows, columns)
            else:
                for column in columns:
                    self.sweep(rows, column)
                    self.learn()  # beside, while the next label is swept for
            self.learn()
        self.put(rows)
        self.note()

    def choose_one(self, rows: NDArray[np.int64], columns: list[int]) -> None:
        """Correct what is suggested of an exclusive task, and accept the rest."""
        states = self.project.annotation_matrix()[:]
        rows = rows[~(states[rows][:, columns] == State.PRESENT).any(axis=1)]
        if not len(rows):
            return
        said = self.suggestions()[rows][:, columns].argmax(axis=1)
        true = self.truth[rows][:, columns].argmax(axis=1)
        moves = {(a, b) for a, b in zip(said.tolist(), true.tolist(), strict=True) if a != b}
        pages = -(-len(rows) // CHIPS_PAGE)
        self.effort.presses += pages + int((said != true).sum()) + len(moves) + ACCEPT
        for column in columns:
            self.say(column, rows[self.truth[rows, column] == State.PRESENT], also_absent=False)

    def sweep(self, rows: NDArray[np.int64], column: int) -> None:
        """One label: strokes over what is wrong, and the rest as suggested."""
        project, schema = self.project, self.schema
        label = schema.label_ids[column]
        order = sweep_rows(
            rows,
            label,
            schema,
            project.annotation_matrix(),
            project.predictions(),
            open_only=True,
        )
        truth = self.truth[order, column] == State.PRESENT
        painted = strokes(truth, self.suggestions()[order, column])
        self.effort.presses += max(0, -(-len(order) // PAGE) - 1) + painted + 1
        self.say(column, order, also_absent=True)

    def label_groups(self) -> None:
        """The multiclass task, group by group; what is taken out of one is left for later."""
        for task in self.schema.tasks:
            if task.kind is not TaskKind.MULTICLASS:
                continue
            columns = [self.schema.columns[label.id] for label in task.labels]
            groups = groups_of_unlabelled(self.project, task_id=task.id) or ()
            for group in groups:
                rows = group[np.isin(group, self.among)]
                if not len(rows):
                    continue
                true = self.truth[rows][:, columns].argmax(axis=1)
                most = int(np.bincount(true).argmax())
                self.effort.presses += int((true != most).sum()) + 2
                self.say(columns[most], np.sort(rows[true == most]), also_absent=False)
        self.learn()

    def suggestions(self) -> NDArray[np.bool_]:
        """(images, labels) what the window shows as suggested."""
        predictions = self.project.predictions()
        probabilities = probabilities_of(predictions, self.schema, 0, len(self.truth))
        assert probabilities is not None
        return predicted(probabilities, self.schema)

    def note(self) -> None:
        """Remember how far it is."""
        states = self.project.annotation_matrix()[self.among]
        done = int((states != State.UNKNOWN).all(axis=1).sum())
        self.effort.curve.append((self.effort.presses, done, self.score()))


def strokes(truth: NDArray[np.bool_], guess: NDArray[np.bool_]) -> int:
    """Strokes that make the guesses true, page by page of ACROSS thumbnails a line.

    The brush goes over thumbnails side by side and one above another, over those alone that are to
    have its state: from one that is wrong to the next over at most BETWEEN that are right.
    """
    count = 0
    for start in range(0, len(truth), PAGE):
        right, said = truth[start : start + PAGE], guess[start : start + PAGE]
        for state in (True, False):
            count += _strokes_of((right == state), (right == state) & (said != state))
    return count


def _strokes_of(free: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> int:
    lines = -(-len(free) // ACROSS)
    grid = np.zeros((2, lines * ACROSS), dtype=bool)
    grid[0, : len(free)], grid[1, : len(free)] = free, wrong
    way, left = grid.reshape(2, lines, ACROSS)
    count = 0
    while left.any():
        count += 1
        stroke = np.zeros_like(left)
        stroke[np.unravel_index(int(left.argmax()), left.shape)] = True
        while True:
            reached = stroke
            for _ in range(BETWEEN + 1):
                reached = binary_dilation(reached, mask=way)
            grown = stroke | (reached & left)
            if (grown == stroke).all():
                break
            stroke = grown
        left = left & ~stroke
    return count


def label_everything(
    annotator: Annotator, manner: Manner, reviewed: int, samples: Sequence[int], seed: int
) -> Effort:
    """From no annotation to every image right."""
    rng = np.random.default_rng(seed)
    annotator.learn()  # gets ready: features, and groups of images that are alike
    order = rng.permutation(annotator.among)  # as ``sample:`` draws
    project, effort = annotator.project, annotator.effort
    while not annotator.known[annotator.among].all():
        if manner.bulk and effort.reviewed >= reviewed:
            break
        rows = annotator.next_images(queue=manner.queue, rng=rng, seed=seed)
        if project.predictions() is None:
            annotator.by_hand(rows)
        else:
            for row in rows.tolist():
                annotator.review(row)
        annotator.learn()
        annotator.note()
        print(f"  {effort.curve[-1]}", file=sys.stderr)
    if manner.groups:
        annotator.label_groups()
    for size in (*samples, len(order)) if manner.bulk else ():
        rows = order[:size]
        effort.presses += SEARCH
        annotator.sweep_through(rows[~annotator.known[rows]])
        print(f"  {effort.curve[-1]}", file=sys.stderr)
    return effort


def images_to(annotator: Annotator, goal: float, *, queue: bool, seed: int) -> int:
    """Images annotated, ten at a time, until the mAP is there."""
    rng = np.random.default_rng(seed)
    annotator.learn()
    while not annotator.known[annotator.among].all():
        rows = annotator.next_images(queue=queue, rng=rng, seed=seed)
        annotator.put(rows)
        annotator.learn()
        if annotator.score() >= goal:
            break
    return int(annotator.known.sum())


MANNERS = (
    Manner("the loop"),
    Manner("without the queue", queue=False),
    Manner("without bulk accepting", bulk=False),
    Manner("without known answers", known_answers=False),
    Manner("with groups of similar images", groups=True),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--reviewed", type=int, default=40, help="Images before the first sweep.")
    parser.add_argument("--samples", type=int, nargs="*", default=[150, 450])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--to", type=float, help="mAP to count the images to.")
    parser.add_argument("--seeds", type=int, default=3, help="Orders by chance, with --to.")
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    parser.add_argument("--manners", type=int, nargs="+", default=list(range(len(MANNERS))))
    parser.add_argument("--curves", type=Path, help="PNG to draw.")
    given = parser.parse_args()
    data = load_dataset(given.data, TrainingSettings())
    train = data.states[data.train_rows]
    by_hand = int((train == State.PRESENT).sum()) + len(train)
    found: dict[str, Effort] = {}
    if given.to:
        print_images_to(given.to, given.seeds, given.data, data, given.cache)
        return
    print(f"By hand: {by_hand:,} presses for {len(train):,} images.\n")
    print("| | presses | of by hand | reviewed | s |\n| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as scratch:
        cache = (given.cache or Path(scratch) / "features").absolute()
        for manner in [MANNERS[index] for index in given.manners]:
            began = time.monotonic()
            folder = Path(scratch) / manner.name
            annotator = Annotator(folder, given.data / "images", data, cache)
            settings = replace(
                annotator.project.training_settings(), known_answers=manner.known_answers
            )
            annotator.project.save_training_settings(settings)
            effort = found[manner.name] = label_everything(
                annotator, manner, given.reviewed, given.samples, given.seed
            )
            annotator.project.close()
            share = effort.presses / by_hand
            print(
                f"| {manner.name} | {effort.presses:,} | {share:.1%} | {effort.reviewed} | "
                f"{time.monotonic() - began:.0f} |",
                flush=True,
            )
    if given.curves:
        draw(found, by_hand, len(train), given.curves)


def print_images_to(
    goal: float, seeds: int, folder: Path, data: JobData, cache: Path | None
) -> None:
    """A table of orders; the queue's does not depend on the seed while typical images last."""
    print(f"| seed | images to mAP {goal} by chance | by the queue |\n| ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as scratch:
        kept = (cache or Path(scratch) / "features").absolute()
        for seed in range(seeds):
            counts = []
            for queue in (False, True):
                project = Path(scratch) / f"{seed}-{queue}"
                annotator = Annotator(project, folder / "images", data, kept)
                counts.append(images_to(annotator, goal, queue=queue, seed=seed))
                annotator.project.close()
            print(f"| {seed} | {counts[0]} | {counts[1]} |", flush=True)


def draw(found: dict[str, Effort], by_hand: int, images: int, file: Path) -> None:
    """Images that are right against presses."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 4), layout="constrained")
    for name, effort in found.items():
        axes.plot(*zip(*[(p, d) for p, d, _ in effort.curve], strict=True), label=name)
    axes.plot([0, by_hand], [0, images], "k:", label="by hand")
    axes.set(xlabel="presses", ylabel="images that are right")
    axes.legend()
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
