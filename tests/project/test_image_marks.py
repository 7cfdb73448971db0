"""Marks of images: unsure, a rating, a comment; undone, searched, restored, left out of runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, InvalidQuery
from labelmt.domain.image_marks import ImageMarks
from labelmt.domain.protocol.manifest import LEFT_OUT
from labelmt.domain.schema import TaskKind
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.backups.dated_copies import list_backups
from labelmt.project.backups.journal import segments
from labelmt.project.commands.commands import (
    CommentImages,
    FlagUnsure,
    RateImages,
    RevertAction,
    SetAnnotations,
)
from labelmt.project.project import Project
from labelmt.project.rescue.restore import restore
from labelmt.project.search.search_project import search_project
from labelmt.project.training.live_learning import LiveData, LivePreparing
from labelmt.project.training.prepare_run import prepare_run

NAMES = [f"{n}.jpg" for n in range(6)]


def marks(project: Project) -> list[ImageMarks]:
    images = project.images()
    return [images.marks(row) for row in range(len(images))]


def marked(folder: Path) -> Project:
    project = new_project(folder, NAMES)
    project.apply(FlagUnsure((1, 2)))
    project.apply(RateImages((2, 3), 4))
    project.apply(CommentImages((3,), " Blurred,\n ask Eva "))
    return project


SAID = [
    ImageMarks(),
    ImageMarks(unsure=True),
    ImageMarks(unsure=True, rating=4),
    ImageMarks(rating=4, comment="Blurred, ask Eva"),
    ImageMarks(),
    ImageMarks(),
]


def test_marks_are_stored_undone_and_done_again(tmp_path: Path) -> None:
    project = marked(tmp_path)
    assert marks(project) == SAID
    assert project.undo_title == "Comment on 1 image"
    changes = project.undo()
    assert changes is not None
    assert changes.marks == (3,)
    assert marks(project)[3] == ImageMarks(rating=4)
    project.go_to(0)
    assert marks(project) == [ImageMarks()] * 6
    while project.redo_title is not None:
        project.redo()
    project.close()
    again = Project.open(project.folder)
    assert marks(again) == SAID
    assert [one.title for one in again.history(0, 9).entries] == [
        "Flag 2 images unsure", "Rate 2 images 4", "Comment on 1 image",
    ]  # fmt: skip
    again.close()


def test_what_changes_nothing_is_no_action(tmp_path: Path) -> None:
    project = marked(tmp_path)
    before = project.history(0, 99).total
    assert not project.apply(FlagUnsure((1,)))
    assert not project.apply(RateImages((2,), 4))
    assert project.history(0, 99).total == before
    for rating in (-1, 6):
        with pytest.raises(InvalidInput):
            project.apply(RateImages((0,), rating))
    with pytest.raises(InvalidInput):
        project.apply(CommentImages((0,), "x" * 2001))
    assert marks(project) == SAID
    project.close()


def test_one_earlier_action_is_taken_back_where_nobody_changed_it_since(tmp_path: Path) -> None:
    project = marked(tmp_path)
    project.apply(RateImages((3,), 1))
    project.apply(RevertAction(2))
    assert [one.rating for one in marks(project)] == [0, 0, 0, 1, 0, 0]
    assert [one.unsure for one in marks(project)] == [one.unsure for one in SAID]
    project.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("is:unsure", [1, 2]),
        ("-is:unsure rating>=4", [3]),
        ("rating=0", [0, 1, 4, 5]),
        ("comment:EVA", [3]),
        ("comment:blurred*eva", [3]),
        ("comment:*", [3]),
        ("comment:nobody", []),
        ("sort:rating is:unsure", [2, 1]),
    ],
)
def test_marks_are_searched(tmp_path: Path, query: str, found: list[int]) -> None:
    project = marked(tmp_path)
    assert search_project(project, query).tolist() == found
    assert parse(print_query(parse(query))) == parse(query)
    project.close()


@pytest.mark.parametrize("query", ["rating>6", "rating>=2.5", "rating>50%", "comment:"])
def test_what_no_mark_can_be_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery):
        parse(query)


def test_marks_come_back_with_a_backup_and_the_journal(tmp_path: Path) -> None:
    project = new_project(tmp_path, NAMES)
    project.apply(FlagUnsure((1, 2)))
    project.backups.back_up("work")
    project.apply(RateImages((2, 3), 4))
    project.apply(CommentImages((3,), "Blurred, ask Eva"))
    project.close()
    for one in list_backups(project.folder):
        if one.reason != "work":
            one.file.unlink()
    (project.folder / "project.sqlite").write_bytes(b"nothing of it is left" * 300)
    restore(project.folder)
    again = Project.open(project.folder)
    assert marks(again) == SAID
    again.close()


def test_the_journal_says_them_and_a_hostile_line_is_left_out(tmp_path: Path) -> None:
    project = marked(tmp_path)
    project.close()
    [file] = segments(project.folder)
    lines = file.read_text("ascii").splitlines()
    assert json.loads(lines[-1])["marks"] == {
        "3": {"unsure": False, "rating": 4, "comment": "Blurred, ask Eva"}
    }
    last = json.loads(lines[-1])
    wrong: list[object] = [
        {"unsure": 1, "rating": 4, "comment": ""}, {"unsure": True, "rating": 9, "comment": ""},
        {"rating": 4}, None, [], {"unsure": True, "rating": 0, "comment": "x" * 5000},
    ]  # fmt: skip
    for number, one in enumerate(wrong, start=last["action"] + 1):
        lines.append(json.dumps({**last, "action": number, "marks": {"0": one, "x": one}}))
    file.write_text("\n".join(lines) + "\n", "ascii")
    for one in list_backups(project.folder):
        one.file.unlink()
    (project.folder / "project.sqlite").unlink()
    restore(project.folder)
    again = Project.open(project.folder)
    assert [one for one in marks(again) if one != ImageMarks()] == SAID[1:4]
    again.close()


def test_an_unsure_image_teaches_nothing_and_judges_nothing(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{n}.jpg" for n in range(40)])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, list(range(20)), list(range(20, 40)))
    project.apply(FlagUnsure((0, 30)))
    prepared = prepare_run(project, "heads", TrainingSettings())
    states = np.load(prepared.folder / "annotations.npy")
    judging = np.load(prepared.folder / "judging.npy")
    for one in (states, judging):
        assert np.flatnonzero(one[:, 0] == State.UNKNOWN).tolist() == [0, 30]
    assert np.flatnonzero(np.load(prepared.folder / LEFT_OUT)).tolist() == [0, 30]
    assert not np.isin([0, 30], project.validation_rows()).any()
    assert (prepared.unsure, prepared.changed) == (2, 0)
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert np.flatnonzero(np.load(job.folder / "annotations.npy")[:, 0] == -1).tolist() == [0, 30]
    project.apply(FlagUnsure((0,), unsure=False))
    assert prepare_run(project, "heads", TrainingSettings()).unsure == 1
    assert project.annotation_matrix()[0, 0] == State.PRESENT, "what is known of it stays"
    project.close()


def test_another_process_sees_them_and_undoes_just_its_own(tmp_path: Path) -> None:
    mine = marked(tmp_path)
    theirs = Project.open(mine.folder)
    theirs.look_for_others()
    mine.apply(FlagUnsure((5,)))
    changes = theirs.look_for_others()
    assert changes is not None
    assert changes.images == (5,)
    assert theirs.images().unsure[5]
    theirs.apply(RateImages((5,), 2))
    mine.apply(RateImages((5,), 3))
    theirs.undo()
    assert mine.images().marks(5) == ImageMarks(unsure=True, rating=3), "changed since: it stays"
    mine.close()
    theirs.close()


def test_a_label_can_still_be_set_on_an_unsure_image(tmp_path: Path) -> None:
    project = marked(tmp_path)
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    assert marks(project) == SAID
    assert search_project(project, "is:unsure label:tree").tolist() == [1]
    project.close()
