"""What a run is given: judged by what somebody saw, of labels that can be learnt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import read_manifest
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.project import Project
from labelmt.project.training.learnable_labels import (
    ALONE,
    NEVER_ABSENT,
    NEVER_PRESENT,
    LeftOut,
)
from labelmt.project.training.prepare_run import prepare_run

SETTINGS = TrainingSettings(validation_share=0.2)
U, A, P = State.UNKNOWN, State.ABSENT, State.PRESENT


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number:03}.jpg" for number in range(440)])
    yield made
    made.close()


def test_what_was_accepted_unseen_never_validates_nor_judges(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    project.apply(AcceptSuggestions(1, ((tree.id, P, tuple(range(40, 440))),)))
    prepared = prepare_run(project, "heads", SETTINGS)
    validation = np.load(prepared.folder / "validation.npy")
    judging = np.load(prepared.folder / "judging.npy")
    assert validation[:40].sum() == 8, "a fifth of those that somebody saw"
    assert not validation[40:].any()
    assert (judging[40:] == U).all()
    assert (judging[:40] != U).all()
    assert (np.load(prepared.folder / "annotations.npy")[40:] == P).all(), "learnt from"


def test_what_was_accepted_unseen_may_validate_once_it_was_seen(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    project.apply(AcceptSuggestions(1, ((tree.id, P, tuple(range(40, 440))),)))
    prepare_run(project, "heads", SETTINGS)
    set_states(project, tree, list(range(40, 80)), list(range(80, 240)))
    validation = np.load(prepare_run(project, "heads", SETTINGS).folder / "validation.npy")
    assert validation[40:240].sum() == 40


def test_only_labels_with_both_kinds_of_example_are_learnt(project: Project) -> None:
    tree, sea, _car = add_task(project, "things", TaskKind.MULTILABEL, "tree sea car")
    beach, _forest = add_task(project, "scene", TaskKind.MULTICLASS, "beach forest")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    set_states(project, sea, list(range(40)), [])
    set_states(project, beach, list(range(40)), [])
    prepared = prepare_run(project, "heads", SETTINGS)
    tasks = read_manifest(prepared.folder).tasks
    assert [(task.name, task.label_names) for task in tasks] == [("things", ("tree",))]
    assert np.load(prepared.folder / "annotations.npy").shape == (440, 1)
    assert prepared.left_out == (
        LeftOut("things", "sea", NEVER_ABSENT),
        LeftOut("things", "car", NEVER_PRESENT),
        LeftOut("scene", "beach", ALONE),
        LeftOut("scene", "forest", NEVER_PRESENT),
    )


def test_examples_on_validation_images_alone_teach_nothing(project: Project) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    set_states(project, sea, [0, 1], list(range(2, 40)))
    prepared = prepare_run(project, "heads", SETTINGS, ["000.jpg", "001.jpg"])
    assert read_manifest(prepared.folder).tasks[0].label_names == ("tree",)
    assert prepared.left_out == (LeftOut("things", "sea", NEVER_PRESENT),)


def test_unlabelled_is_absent_for_judges_too_but_not_what_was_accepted_unseen(
    project: Project,
) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, list(range(20)), [])
    set_states(project, sea, list(range(20, 40)), [])
    project.apply(AcceptSuggestions(1, ((sea.id, P, (0, 1)),)))
    settings = TrainingSettings(validation_share=0.2, unlabelled_absent="things")
    prepared = prepare_run(project, "heads", settings)
    states = np.load(prepared.folder / "annotations.npy")
    judging = np.load(prepared.folder / "judging.npy")
    assert states[[0, 2, 20, 40]].tolist() == [[P, P], [P, A], [A, P], [U, U]]
    assert judging[[0, 2, 20, 40]].tolist() == [[P, U], [P, A], [A, P], [U, U]]
