"""What judges a bulk acceptance: spot checks, and images that were asked for by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project

from labelmt.domain.annotations import Seen, State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.predictions import Predictions
from labelmt.domain.random_order import in_random_order
from labelmt.domain.schema import Label, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions, SetAnnotations
from labelmt.project.project import Project
from labelmt.project.review.acceptance_checks import (
    CheckedPair,
    CheckedShare,
    checked_pairs,
    checked_share,
    draw_pairs,
    note_checked,
)
from labelmt.project.review.bulk_accept import suggestions_above
from labelmt.project.review.expected_precision import TOO_FEW
from labelmt.project.review.random_sample import note_asked, random_pairs

IMAGES = 120


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = new_project(tmp_path, [f"{number}.png" for number in range(IMAGES)])
    yield project
    project.close()


def accept(project: Project, label: Label, rows: range) -> AcceptSuggestions:
    command = AcceptSuggestions(1, ((label.id, State.PRESENT, tuple(rows)),))
    project.apply(command)
    return command


def test_drawn_pairs_are_those_that_nobody_has_seen(project: Project) -> None:
    tree, _sea = add_task(project, "objects", TaskKind.MULTILABEL, "tree sea")
    command = accept(project, tree, range(60))
    project.apply(SetAnnotations(tuple(range(50)), tree.id, State.PRESENT, seen=Seen.VISIBLE))
    project.apply(SetAnnotations((59,), tree.id, State.UNKNOWN))

    def draw(seed: int, count: int) -> tuple[CheckedPair, ...]:
        return draw_pairs(
            command.states, project.schema(), project.annotation_matrix(),
            project.judging_matrix(), np.random.default_rng(seed), count,
        )  # fmt: skip

    assert {one.row for one in draw(0, 20)} == set(range(50, 59))
    drawn = [frozenset(one.row for one in draw(seed, 4)) for seed in range(8)]
    assert len(set(drawn)) > 3, "by chance"
    matrix = project.annotation_matrix()
    assert draw_pairs((), project.schema(), matrix, matrix, np.random.default_rng(0)) == ()


def test_answers_are_counted_as_they_are_now(project: Project) -> None:
    tree, sea = add_task(project, "objects", TaskKind.MULTILABEL, "tree sea")
    accept(project, tree, range(20))
    for row, state in ((3, State.PRESENT), (4, State.ABSENT), (5, State.PRESENT)):
        note_checked(project, CheckedPair(row, tree.id, State.PRESENT))
        project.apply(SetAnnotations((row,), tree.id, state, seen=Seen.ONE))

    def share(label: Label) -> CheckedShare:
        pairs, judging = checked_pairs(project), project.judging_matrix()
        return checked_share(pairs, project.schema(), judging, (label.id,))

    assert share(tree) == CheckedShare(right=2, checked=3)
    assert share(sea) == CheckedShare(right=0, checked=0)
    project.undo()
    assert share(tree) == CheckedShare(right=1, checked=2), "an answer was taken back"
    project.close()
    again = Project.open(project.folder)
    assert len(checked_pairs(again)) == 3
    again.close()


def test_images_asked_for_by_chance_judge_alone_where_they_are_enough(project: Project) -> None:
    """A person's own choice shows trees; of all photographs half do."""
    (tree,) = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    order = in_random_order(np.arange(IMAGES, dtype=np.int64))
    drawn, chosen = order[:40].tolist(), order[80:].tolist()
    for place, row in enumerate(drawn):
        state = State.PRESENT if place % 2 else State.ABSENT
        project.apply(SetAnnotations((row,), tree.id, state))
    for row in chosen:
        project.apply(SetAnnotations((row,), tree.id, State.PRESENT))
    states = project.annotation_matrix()
    rows = np.flatnonzero(states[:, 0] != State.UNKNOWN)
    values = np.full((len(rows), 1), 0.9, dtype=np.float32)
    held_out = {1: HeldOutPredictions((tree.id,), rows, states[rows], values)}
    predictions = Predictions(
        1, (tree.id,), np.full((IMAGES, 1), 0.9, dtype=np.float16), np.full(1, 0.5, np.float32)
    )

    def expected() -> tuple[int, int, bool]:
        found = suggestions_above(
            project.schema(), states, predictions, 0.8, among=np.arange(IMAGES),
            judged_by=held_out, label_ids=(tree.id,), judging=project.judging_matrix(),
            by_chance=random_pairs(project.images(), project.judging_matrix()),
        ).expected  # fmt: skip
        assert found is not None
        return round(100 * found.share), found.judged, found.by_chance

    assert expected() == (75, 80, False), "nobody was asked by chance"
    note_asked(project, drawn[TOO_FEW - 2])
    assert expected()[2] is False, "too few"
    note_asked(project, drawn[-1])
    assert project.images().asked[drawn[-1]]
    assert expected() == (50, 40, True)
