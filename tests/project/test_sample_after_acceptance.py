"""The random sample goes on after a bulk acceptance: what nobody saw is asked about by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.predictions import Predictions
from labelmt.domain.random_order import in_random_order, random_part
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.commands.commands import AcceptSuggestions, SetAnnotations, SetParents
from labelmt.project.project import Project
from labelmt.project.review.random_sample import note_asked, random_images, unseen_of
from labelmt.project.review.review_queue import Reason, ReviewQueue, review_queue
from labelmt.project.review.unseen_annotations import unseen_states
from labelmt.project.search.search_project import search_project
from labelmt.project.training.job_files import task_specs
from labelmt.storage import run_repository

IMAGES = 60
EVERYTHING = np.arange(IMAGES)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.png" for number in range(IMAGES)])
    add_task(made, "objects", TaskKind.MULTILABEL, "tree sea")
    add_task(made, "scene", TaskKind.MULTICLASS, "beach forest")
    yield made
    made.close()


def run_id(project: Project) -> int:
    with project.database.write() as connection:
        return run_repository.insert_run(connection, "heads", "small", "2026-11-30").id


def asked_by_chance(project: Project, predictions: Predictions | None = None) -> list[int]:
    queue = review_queue(
        project.schema(),
        project.annotation_matrix(),
        predictions,
        None,
        among=EVERYTHING,
        judging=project.judging_matrix(),
    )
    return [row for row, reason in reasons(queue) if reason is Reason.CHANCE]


def sample(project: Project) -> np.ndarray:
    """(images, tasks)."""
    specs = task_specs(project.schema(), TrainingSettings())
    states, judging = project.annotation_matrix(), project.judging_matrix()
    return random_images(project.images(), judging, specs, unseen_of(specs, states, judging, specs))


def test_what_was_accepted_unseen_is_asked_about_in_its_turn(project: Project) -> None:
    _tree, _sea, beach, forest = project.schema().labels
    set_states(project, project.schema().labels[0], [], EVERYTHING.tolist())
    set_states(project, project.schema().labels[1], [], EVERYTHING.tolist())
    assert asked_by_chance(project) == [], "nothing of the scene is known: it is open, not unseen"
    accepted = AcceptSuggestions(run_id(project), ((beach.id, State.PRESENT, tuple(range(60))),))
    project.apply(accepted)
    order = in_random_order(EVERYTHING).tolist()
    assert asked_by_chance(project) == order
    queue = review_queue(
        project.schema(), project.annotation_matrix(), None, None,
        among=EVERYTHING, judging=project.judging_matrix(),
    )  # fmt: skip
    assert (queue.remaining, queue.unseen) == (0, IMAGES)
    assert not sample(project)[:, 1].any()

    first, second = order[:2]
    schema, states, judging = (
        project.schema(),
        project.annotation_matrix(),
        project.judging_matrix(),
    )
    kept = unseen_states(schema, states[first], judging[first])
    assert kept == ((beach.id, State.PRESENT),), "the absence of the other follows"
    pairs = tuple((label_id, state, (first,)) for label_id, state in kept)
    project.apply(AcceptSuggestions(run_id(project), pairs, Seen.ONE))
    note_asked(project, first)
    [annotation] = [one for one in project.annotations_of(first) if one.label_id == beach.id]
    assert (annotation.seen, annotation.source) == (Seen.ONE, Source.SUGGESTION)
    project.apply(SetAnnotations((second,), forest.id, State.PRESENT, seen=Seen.ONE))
    note_asked(project, second)
    assert asked_by_chance(project) == order[2:]
    assert np.flatnonzero(sample(project)[:, 1]).tolist() == sorted(order[:2])
    assert project.judging_matrix()[first].tolist() == [0, 0, 1, 0]
    assert project.judging_matrix()[second].tolist() == [0, 0, 0, 1]

    project.undo()
    project.undo()
    assert asked_by_chance(project) == order, "who takes the look back has not looked"
    project.redo()
    assert asked_by_chance(project) == order[1:]


def test_a_label_corrected_in_passing_is_no_look_at_the_others(project: Project) -> None:
    """Of those accepted in bulk who corrects what catches the eye would be judged by mistakes."""
    tree, sea, beach, _forest = project.schema().labels
    run = run_id(project)
    rows = tuple(EVERYTHING.tolist())
    both = ((tree.id, State.PRESENT, rows), (sea.id, State.PRESENT, rows))
    project.apply(AcceptSuggestions(run, (*both, (beach.id, State.PRESENT, rows))))
    first = int(in_random_order(EVERYTHING)[0])
    project.apply(SetAnnotations((first,), tree.id, State.ABSENT, seen=Seen.ONE))
    note_asked(project, first)
    assert not sample(project)[:, 0].any()
    assert asked_by_chance(project)[0] == first, "sea is still to be looked at"
    project.apply(AcceptSuggestions(run, ((sea.id, State.PRESENT, (first,)),), Seen.ONE))
    assert np.flatnonzero(sample(project)[:, 0]).tolist() == [first]


def test_what_is_asked_estimates_all_whatever_was_accepted() -> None:
    """A model is right of the 70 % it is sure of, which are accepted, and wrong of half the rest.

    Whoever is asked of the open images alone learns of those that it was unsure of.
    """
    rng, shares = np.random.default_rng(5), []
    label = Label(1, 1, "right", "#000000")
    schema = Schema((Task(1, "task", TaskKind.MULTILABEL, (label,)),))
    many = 20_000
    thresholds = np.array([0.5], dtype=np.float32)
    for _ in range(200):
        rows = np.sort(rng.choice(many, 300, replace=False))
        truth, accepted, asked = (np.zeros(many, dtype=bool) for _ in range(3))
        accepted[rows[:210]] = True
        truth[rows] = accepted[rows] | (rng.random(300) < 0.5)
        states = np.where(accepted, State.PRESENT, State.UNKNOWN).astype(np.int8)[:, None]
        judging = np.full_like(states, State.UNKNOWN)
        values = rng.uniform(0.5, 0.7, (many, 1)).astype(np.float16)
        model = Predictions(1, (1,), values, thresholds)
        queue = review_queue(schema, states, model, None, among=rows, judging=judging, longest=150)
        assert (queue.remaining, queue.unseen) == (90, 210)
        judging[queue.rows, 0] = truth[queue.rows]
        asked[[row for row, why in reasons(queue) if why is Reason.CHANCE]] = True
        part = random_part(judging[:, 0] != State.UNKNOWN, np.isin(np.arange(many), rows), asked)
        shares.append(float(truth[part].mean()))
    assert abs(np.mean(shares) - 0.85) < 0.02, "half of the open ones alone"


def reasons(queue: ReviewQueue) -> list[tuple[int, Reason]]:
    return list(zip(queue.rows.tolist(), queue.reasons, strict=True))


def test_they_are_found_by_a_search(project: Project) -> None:
    tree, _sea, beach, _forest = project.schema().labels
    project.apply(SetAnnotations((0, 1), tree.id, State.PRESENT, seen=Seen.VISIBLE))
    project.apply(
        AcceptSuggestions(run_id(project), ((beach.id, State.PRESENT, (1, 2)),), Seen.UNSEEN)
    )
    assert search_project(project, "is:unseen").tolist() == [1, 2]


def test_who_sees_a_label_has_seen_what_it_implies(project: Project) -> None:
    tree, sea, _beach, _forest = project.schema().labels
    project.apply(SetParents(sea.id, (tree.id,)))
    run = run_id(project)
    project.apply(AcceptSuggestions(run, ((sea.id, State.PRESENT, (3, 4)),)))
    project.apply(AcceptSuggestions(run, ((sea.id, State.PRESENT, (3,)),), Seen.ONE))
    assert project.judging_matrix()[3:5, :2].tolist() == [[1, 1], [-1, -1]]
    project.undo()
    assert project.judging_matrix()[3].tolist() == [-1] * 4
