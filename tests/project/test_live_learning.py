"""Which labels join, and what a live job is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.keep_together import parse_rule
from labelmt.domain.protocol.manifest import TaskSpec, read_images, read_manifest
from labelmt.domain.protocol.messages import PredictionsReady, RunFinished
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.job_data import load_job
from labelmt.project.project import Project
from labelmt.project.run_folders import GROUPS, live_folder
from labelmt.project.training.keep_together import choose_rule
from labelmt.project.training.learnable_labels import learnable
from labelmt.project.training.live_learning import (
    LiveData,
    LivePreparing,
    learns_live,
    record_live,
    set_learns_live,
)

ANY = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2, 3), ("a", "b", "c"))
ONE = TaskSpec(2, "scene", TaskKind.MULTICLASS, (4, 5, 6), ("x", "y", "z"))


def states(*rows: tuple[int, ...]) -> NDArray[np.int8]:
    return np.array(rows, dtype=np.int8)


def test_a_label_joins_with_its_second_example_of_each_state() -> None:
    known = states((1, 1, -1), (1, 1, -1), (0, 0, -1))
    assert learnable([ANY], known)[0] == ()
    specs, found = learnable([ANY], np.vstack([known, states((0, 1, -1))]))
    assert [spec.label_ids for spec in specs] == [(1,)]
    assert found[:, 0].tolist() == [1, 1, 0, 0]


def test_images_of_other_labels_stand_in_until_a_label_has_absences() -> None:
    known = states((1, -1, -1), (1, -1, -1), (-1, 1, -1), (-1, 1, -1), (-1, -1, -1))
    specs, found = learnable([ANY], known)
    assert [spec.label_ids for spec in specs] == [(1, 2)]
    assert found.tolist() == [[1, 0], [1, 0], [0, 1], [0, 1], [-1, -1]]
    said = np.vstack([known, states((0, -1, -1), (0, -1, -1))])
    found = learnable([ANY], said)[1]
    assert found[:, 0].tolist() == [1, 1, -1, -1, -1, 0, 0], "its own absences count now"


def test_exactly_one_label_needs_two_to_choose_from() -> None:
    known = states((1, 0, 0), (1, 0, 0), (0, 1, 0))
    assert learnable([ONE], known)[0] == ()
    specs, found = learnable([ONE], np.vstack([known, states((0, 1, 0), (0, 0, 1))]))
    assert [(spec.label_ids, spec.label_names) for spec in specs] == [((4, 5), ("x", "y"))]
    assert found.tolist() == [[1, 0], [1, 0], [0, 1], [0, 1], [-1, -1]]


def test_unlabelled_means_absent_where_the_task_says_so() -> None:
    spec = dataclasses.replace(ANY, unlabelled_absent=True)
    known = states((1, -1, -1), (1, -1, -1), (-1, 1, -1), (-1, 1, -1), (-1, -1, -1))
    specs, found = learnable([spec], known)
    assert specs[0].label_ids == (1, 2)
    assert not specs[0].unlabelled_absent
    assert found[-1].tolist() == [-1, -1]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.png" for number in range(8)])
    yield made
    made.close()


def test_a_live_job_has_just_the_labels_that_joined(project: Project) -> None:
    tree, _sea = add_task(project, "objects", TaskKind.MULTILABEL, "tree sea")
    preparing = LivePreparing()
    assert preparing.prepare(project, LiveData.of(project)).run_id is None
    assert project.runs() == ()
    set_states(project, tree, [0, 1], [2, 3])
    job = preparing.prepare(project, LiveData.of(project))
    manifest = read_manifest(job.folder)
    assert job.folder == live_folder(project.folder)
    assert [spec.label_ids for spec in manifest.tasks] == [(tree.id,)]
    assert read_images(job.folder).rows == tuple(range(8))
    assert np.load(job.folder / "annotations.npy")[:, 0].tolist() == [1, 1, 0, 0, *[-1] * 4]
    getting_ready = preparing.prepare(project, LiveData.of(project), learn=False)
    assert getting_ready.run_id is None
    assert read_manifest(job.folder).tasks == ()


def test_refits_refresh_one_run(project: Project) -> None:
    (tree,) = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, [0, 1], [2, 3])
    preparing, names = LivePreparing(), []
    for number in (1, 2):
        job = preparing.prepare(project, LiveData.of(project))
        assert job.run_id is not None
        file = Path(read_manifest(job.folder).run_folder) / f"probabilities-{number:04d}.npy"
        np.save(file, np.full((8, 1), number / 4, dtype=np.float16))
        ready = PredictionsReady(-number, str(file), (tree.id,), (0.5,), "heads", complete=True)
        record_live(project, job.run_id, ready)
        record_live(project, job.run_id, RunFinished(-number, "heads", False, 0.1))
        predictions = project.predictions()
        assert predictions is not None
        names.append(float(predictions.probabilities[0, 0]))
    assert names == [0.25, 0.5]
    assert [(run.stage, run.state, run.serves) for run in project.runs()] == [
        ("live", "finished", True)
    ]


def test_the_switch_is_on_where_no_network_is_needed_until_somebody_turns_it(
    project: Project,
) -> None:
    assert learns_live(project)
    assert not learns_live(project, by_default=False)
    set_learns_live(project, False)
    assert not learns_live(project)
    set_learns_live(project, True)
    settings = dataclasses.replace(project.training_settings(), backbone="resnet50")
    project.save_training_settings(settings)
    assert learns_live(project), "a person said so"


def test_what_the_worker_left_in_the_folder_of_live_jobs_is_not_taken_for_ours(
    project: Project,
) -> None:
    (tree,) = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, [0, 1], [2, 3])
    preparing = LivePreparing()
    folder = preparing.prepare(project, LiveData.of(project)).folder
    np.save(folder / GROUPS, np.zeros(8, dtype=np.int32))  # clusters, for the review
    assert load_job(preparing.prepare(project, LiveData.of(project)).folder).groups is None
    choose_rule(project, parse_rule("none"))
    kept = load_job(preparing.prepare(project, LiveData.of(project)).folder).groups
    assert kept is not None
    assert kept.tolist() == list(range(8))
    choose_rule(project, parse_rule("likeness"))
    assert load_job(preparing.prepare(project, LiveData.of(project)).folder).groups is None
