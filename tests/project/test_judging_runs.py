"""What a run is given: judged by what somebody saw, of labels that can be learnt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, mark_changed, new_project, set_states

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import read_manifest
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData, load_job
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.intake.take_fingerprints import accept_changed
from labelmt.project.project import Project
from labelmt.project.training.learnable_labels import (
    ALONE,
    NEVER_ABSENT,
    NEVER_PRESENT,
    LeftOut,
)
from labelmt.project.training.live_learning import LiveData, LivePreparing
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
    states = np.load(prepared.folder / "annotations.npy")
    assert (states[40:] == U).all(), "a model learns nothing from what it said itself (ADR 8)"


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
    assert states[[0, 2, 20, 40]].tolist() == [[P, U], [P, A], [A, P], [U, U]]
    assert judging[[0, 2, 20, 40]].tolist() == [[P, U], [P, A], [A, P], [U, U]]
    project.save_training_settings(settings)
    folder = LivePreparing().prepare(project, LiveData.of(project)).folder
    live = np.load(folder / "annotations.npy")
    assert live[[0, 2, 20, 40]].tolist() == [[P, U], [P, A], [A, P], [U, U]]


def learnt_from(data: JobData) -> set[int]:
    """Rows that a job learns from, or is judged by."""
    return {*data.train_rows.tolist(), *data.validation_rows.tolist(), *data.test_rows.tolist()}


def test_another_picture_than_was_labelled_waits_until_its_labels_are_confirmed(
    project: Project,
) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    drawn = load_job(prepare_run(project, "heads", SETTINGS).folder).validation_rows
    other = [int(drawn[0]), next(row for row in range(40) if row not in drawn)]
    mark_changed(project, [*other, 100])  # nothing is known of the last
    live = LivePreparing()
    for folder in (prepare_run(project, "heads", SETTINGS).folder,
                   live.prepare(project, LiveData.of(project)).folder):  # fmt: skip
        data = load_job(folder)
        assert learnt_from(data) == set(range(40)) - set(other)
        assert (data.states[other] == U).all()
        assert (data.judging[other] == U).all()
        assert set(other) <= set(data.images.rows), "predicted all the same"
    assert prepare_run(project, "heads", SETTINGS).changed == 2
    accept_changed(project, other)
    again = prepare_run(project, "heads", SETTINGS)
    assert again.changed == 0
    for folder in (again.folder, live.prepare(project, LiveData.of(project)).folder):
        assert learnt_from(load_job(folder)) == set(range(40))


def test_a_label_known_only_of_another_picture_does_not_join(project: Project) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, list(range(0, 40, 2)), list(range(1, 40, 2)))
    set_states(project, sea, [0, 1], list(range(2, 40)))
    mark_changed(project, [0, 1])
    prepared = prepare_run(project, "heads", SETTINGS)
    assert prepared.left_out == (LeftOut("things", "sea", NEVER_PRESENT),)
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert [spec.label_names for spec in read_manifest(job.folder).tasks] == [("tree",)]
