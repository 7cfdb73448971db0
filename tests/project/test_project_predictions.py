"""The newest predictions serve, survive moves and restarts, and never break anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.changes import Changes
from labelmt.domain.errors import NotFound
from labelmt.domain.images import ImageOutcome, ImageStatus
from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
from labelmt.domain.protocol.messages import (
    ImagesFailed,
    ImagesIncomplete,
    PredictionsReady,
    Progress,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.intake.scan_images import record_decoded
from labelmt.project.project import Project
from labelmt.project.snapshot import take_snapshot, take_update
from labelmt.project.training.prepare_run import PreparedRun, prepare_run, record_event, serve_run

LABELS = (1, 2)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(12)])
    tree, sea = add_task(made, "things", TaskKind.MULTILABEL, "tree sea")
    assert (tree.id, sea.id) == LABELS
    set_states(made, tree, list(range(6)), list(range(6, 12)))
    yield made
    made.close()


def train(project: Project) -> PreparedRun:
    return prepare_run(project, "finetune", TrainingSettings())


def predict(
    project: Project, run: PreparedRun, value: float, name: str = "probabilities.npy"
) -> Changes:
    """As a worker does: a file beside, renamed, then the event."""
    array = np.full((12, 2), value, dtype=np.float16)
    np.save(run.folder / name, array, allow_pickle=False)
    event = PredictionsReady(
        run.run.id, str(run.folder / name), LABELS, (0.5, 0.25), "heads", complete=True
    )
    return record_event(project, run.run.id, event)


def shown(project: Project) -> tuple[int, float] | None:
    """The run that serves and its first probability."""
    predictions = project.predictions()
    if predictions is None:
        return None
    return predictions.run_id, float(predictions.probabilities[0, 0])


def test_the_newest_file_of_a_run_is_shown(project: Project) -> None:
    run = train(project)
    first = predict(project, run, 0.25, "probabilities-0001.npy")
    assert (first.predictions, first.runs) == (True, True)
    assert shown(project) == (1, 0.25)
    second = predict(project, run, 0.75, "probabilities-0002.npy")
    assert (second.predictions, second.runs) == (True, False)
    assert shown(project) == (1, 0.75)
    predictions = project.predictions()
    assert predictions is not None
    assert isinstance(predictions.probabilities, np.memmap)
    assert predictions.label_ids == LABELS
    assert predictions.thresholds.tolist() == [0.5, 0.25]
    assert [one.serves for one in project.runs()] == [True]


@pytest.mark.skipif(os.name == "nt", reason="a mapped file cannot be replaced there")
def test_a_file_that_is_replaced_is_shown_anew(project: Project) -> None:
    run = train(project)
    predict(project, run, 0.25)
    before = project.predictions()
    np.save(run.folder / "part.npy", np.full((12, 2), 0.5, dtype=np.float16))
    (run.folder / "part.npy").replace(run.folder / "probabilities.npy")
    assert shown(project) == (1, 0.5)
    assert before is not None
    assert before.probabilities[0, 0] == 0.25, "what was mapped stays what it was"


def test_a_later_run_takes_over_and_an_earlier_one_may_return(project: Project) -> None:
    first, second = train(project), train(project)
    predict(project, first, 0.25)
    predict(project, second, 0.75)
    assert shown(project) == (2, 0.75)
    assert [one.serves for one in project.runs()] == [False, True]
    changes = serve_run(project, 1)
    assert (changes.runs, changes.predictions) == (True, True)
    assert shown(project) == (1, 0.25)


def test_predictions_are_there_after_a_restart_and_a_move(project: Project) -> None:
    run = train(project)
    predict(project, run, 0.25)
    record_event(project, 1, RunFinished(1, "heads", False, 2.0))
    project.close()
    moved = project.folder.with_name("moved")
    shutil.move(project.folder, moved)
    again = Project.open(moved)
    assert shown(again) == (1, 0.25)
    assert take_snapshot(again).predictions is not None
    again.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an array",
        b"\x93NUMPY\x01\x00v\x00{'descr': '<f2', 'fortran_order': False, 'shape': (9, 2), }".ljust(
            128
        ),
        np.zeros((12, 3), dtype=np.float16),
        np.zeros((12, 2), dtype=np.float32),
        np.zeros(12, dtype=np.float16),
        np.array([{"a": "pickle"}], dtype=object),
    ],
    ids=["empty", "text", "cut short", "labels", "type", "shape", "pickle"],
)
def test_damaged_predictions_are_none_and_the_reason_is_kept(
    project: Project, content: bytes | NDArray[np.generic]
) -> None:
    run = train(project)
    predict(project, run, 0.25)
    file = run.folder / "probabilities.npy"
    file.unlink()
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        np.save(file, content)
    assert project.predictions() is None
    assert "runs/1/probabilities.npy" in project.predictions_problem
    assert take_snapshot(project).predictions is None
    predict(project, run, 0.5)
    assert shown(project) == (1, 0.5)
    assert project.predictions_problem == ""


def test_lost_predictions_are_none(project: Project) -> None:
    run = train(project)
    predict(project, run, 0.25)
    shutil.rmtree(project.folder / "runs")
    assert project.predictions() is None
    assert project.predictions_problem


def test_predictions_outside_the_project_are_not_followed(project: Project, tmp_path: Path) -> None:
    run = train(project)
    outside = tmp_path / "outside.npy"
    np.save(outside, np.zeros((12, 2), dtype=np.float16))
    event = PredictionsReady(1, str(outside), LABELS, (0.5, 0.5), "heads", complete=True)
    with pytest.raises(NotFound):
        record_event(project, run.run.id, event)
    predict(project, run, 0.25)
    with project.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE run SET predictions = replace(predictions, 'runs/1/probabilities', "
            "'../outside')"
        )
    assert project.predictions() is None
    assert "outside" in project.predictions_problem


def test_labels_made_later_have_no_predictions(project: Project) -> None:
    predict(project, train(project), 0.25)
    add_task(project, "more", TaskKind.MULTILABEL, "car")
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.column(1) is not None
    assert predictions.column(3) is None


# Ends


def test_a_finished_run_keeps_its_figures(project: Project) -> None:
    train(project)
    label = LabelMetrics(1, "tree", 6, 5, 0.5, None, None, None, 0.5)
    figures = (TaskMetrics(1, "things", TaskKind.MULTILABEL, 11, map=0.5, labels=(label,)),)
    changes = record_event(project, 1, RunFinished(1, "finetune", False, 2.5, figures))
    assert changes.runs
    [run] = project.runs()
    assert (run.state, run.tasks, run.problem) == ("finished", figures, "")
    assert run.finished_at >= run.created_at
    update = take_update(project, changes)
    assert update.runs == (run,)


def test_a_cancelled_run_keeps_what_it_had(project: Project) -> None:
    run = train(project)
    predict(project, run, 0.25)
    record_event(project, 1, RunFinished(1, "heads", True, 2.5))
    assert [one.state for one in project.runs()] == ["cancelled"]
    assert shown(project) == (1, 0.25)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (RunFailed(1, "DeviceFault", "The device ran out of memory."), "out of memory"),
        (WorkerEnded("killed", 9), "ended"),
        (WorkerEnded("shutdown", 0), "stopped"),
    ],
)
def test_a_failed_run_says_why(
    project: Project, event: RunFailed | WorkerEnded, problem: str
) -> None:
    train(project)
    assert record_event(project, 1, event).runs
    [run] = project.runs()
    assert run.state == "failed"
    assert problem in run.problem
    assert not record_event(project, 1, WorkerEnded("killed", 9)), "it ended only once"


def test_a_worker_that_ends_after_its_run_changes_nothing(project: Project) -> None:
    train(project)
    record_event(project, 1, RunFinished(1, "heads", False, 2.5))
    assert not record_event(project, 1, WorkerEnded("shutdown", 0))
    assert [run.state for run in project.runs()] == ["finished"]


def test_a_run_that_fails_without_weights_gives_the_service_back(project: Project) -> None:
    good = train(project)
    predict(project, good, 0.25)
    record_event(project, 1, RunFinished(1, "heads", False, 2.0))
    bad = train(project)
    predict(project, bad, 0.75)
    changes = record_event(project, 2, WorkerEnded("killed", 9))
    assert (changes.runs, changes.predictions) == (True, True)
    assert shown(project) == (1, 0.25)


def test_a_run_that_fails_with_weights_goes_on_serving(project: Project) -> None:
    predict(project, train(project), 0.25)
    record_event(project, 1, RunFinished(1, "heads", False, 2.0))
    bad = train(project)
    (bad.folder / "weights.safetensors").write_bytes(b"kept")
    predict(project, bad, 0.75)
    assert not record_event(project, 2, WorkerEnded("killed", 9)).predictions
    assert shown(project) == (2, 0.75)


def test_first_predictions_are_better_than_none(project: Project) -> None:
    predict(project, train(project), 0.25)
    record_event(project, 1, WorkerEnded("killed", 9))
    assert shown(project) == (1, 0.25)


def test_images_that_failed_say_why(project: Project) -> None:
    train(project)
    changes = record_event(project, 1, ImagesFailed(1, (2, 5), ("It is empty.", "It is text.")))
    assert changes.images == (2, 5)
    table = project.images()
    assert table.problems == {2: "It is empty.", 5: "It is text."}
    assert table.status[2] == ImageStatus.UNREADABLE


def test_a_part_that_is_missing_is_kept_of_images_that_can_be_shown(project: Project) -> None:
    train(project)
    record_decoded(project, [ImageOutcome.of_decoding(2, 40, 30)])
    record_event(project, 1, ImagesFailed(1, (5,), ("It is empty.",)))
    notes = ("The lower half is missing.", "It is cut short.")
    changes = record_event(project, 1, ImagesIncomplete(1, (2, 5), notes))
    assert changes.images == (2,)
    table = project.images()
    assert table.problems == {2: "The lower half is missing.", 5: "It is empty."}
    assert (table.status[2], table.readable()[2]) == (ImageStatus.READABLE, True)
    assert np.flatnonzero(table.incomplete()).tolist() == [2]
    record_decoded(project, [ImageOutcome.of_decoding(2, 40, 30)])
    assert not project.images().incomplete().any(), "whole by now"


def test_what_says_nothing_lasting_changes_nothing(project: Project) -> None:
    train(project)
    heard: list[Changes] = []
    project.subscribe(heard.append)
    assert not record_event(project, 1, Progress(1, "heads", 1, 2))
    assert heard == []


def test_a_run_that_is_not_there_takes_nothing_over(project: Project) -> None:
    run = train(project)
    predict(project, run, 0.25)
    with pytest.raises(NotFound):
        serve_run(project, 99)
    event = PredictionsReady(
        99, str(run.folder / "probabilities.npy"), LABELS, (0.5, 0.5), "heads", complete=True
    )
    with pytest.raises(NotFound):
        record_event(project, 99, event)
    assert shown(project) == (1, 0.25)
