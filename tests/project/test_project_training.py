"""What a worker is given is what the project holds; the split is fixed and never trained on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, mark_changed, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, NoPermission, NotEnoughAnnotations, NotFound
from labelmt.domain.images import FoundImage, ImageOutcome, image_stamp
from labelmt.domain.protocol.manifest import read_images, read_manifest, write_json
from labelmt.domain.protocol.messages import RunFinished
from labelmt.domain.schema import Label, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.intake.scan_images import add_images, record_decoded
from labelmt.project.project import Project
from labelmt.project.training.prepare_prediction import (
    prepare_prediction,
    window_uses_known_labels,
)
from labelmt.project.training.prepare_run import (
    PreparedRun,
    prepare_run,
    record_event,
    serve_run,
)
from labelmt.project.training.test_part import TestChoice

SETTINGS = TrainingSettings(validation_share=0.2)

decoded = ImageOutcome.of_decoding


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"d/{number:02}.jpg" for number in range(40)])
    yield made
    made.close()


@pytest.fixture
def tree(project: Project) -> Label:
    return add_task(project, "things", TaskKind.MULTILABEL, "tree sea")[0]


def annotate(project: Project, label: Label, rows: range) -> None:
    """Every other of these rows present, the others absent."""
    set_states(project, label, list(rows[::2]), list(rows[1::2]))


def validating(prepared: PreparedRun) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = np.load(prepared.folder / "validation.npy", allow_pickle=False)
    return flags


def test_the_manifest_holds_what_the_project_holds(project: Project, tree: Label) -> None:
    add_task(project, "empty", TaskKind.MULTILABEL, "")
    beach, forest = add_task(project, "scene", TaskKind.MULTICLASS, "beach forest")
    annotate(project, tree, range(30))
    annotate(project, project.schema().tasks[0].labels[1], range(30))
    project.apply(SetAnnotations((0, 1), beach.id, State.PRESENT))
    project.apply(SetAnnotations((5, 6), forest.id, State.PRESENT))
    record_decoded(project, [decoded(3, 0, 0, "It is empty."), decoded(4, 9, 9, "")])
    prepared = prepare_run(project, "heads", SETTINGS)
    assert prepared.folder == project.folder / "runs" / str(prepared.run.id)
    manifest = read_manifest(prepared.folder)
    assert manifest.row_count == 40
    assert [(task.name, task.kind, task.label_names) for task in manifest.tasks] == [
        ("things", TaskKind.MULTILABEL, ("tree", "sea")),
        ("scene", TaskKind.MULTICLASS, ("beach", "forest")),
    ]
    assert manifest.settings == SETTINGS
    assert manifest.run_folder == str(prepared.folder)
    assert manifest.feature_cache == str(project.folder / "cache" / "features")
    states = np.load(prepared.folder / "annotations.npy", allow_pickle=False)
    assert states.dtype == np.int8
    assert np.array_equal(states, project.annotation_matrix())
    images = read_images(prepared.folder)
    assert images.rows == (0, 1, 2, *range(4, 40)), "what cannot be read is left out"
    path = project.roots()[1] / "d" / "04.jpg"
    assert images.paths[3] == str(path)
    assert images.stamps[3] == image_stamp(path, 100, 1)
    flags = validating(prepared)
    assert flags.dtype == np.bool_
    assert flags.shape == (40,)


def test_a_run_begins_as_running(project: Project, tree: Label) -> None:
    annotate(project, tree, range(20))
    prepared = prepare_run(project, "finetune", TrainingSettings(backbone="small_cnn"))
    assert project.runs() == (prepared.run,)
    run = prepared.run
    assert (run.stage, run.backbone, run.state, run.serves) == (
        "finetune",
        "small_cnn",
        "running",
        False,
    )
    assert run.created_at
    assert not run.finished_at


def test_a_stage_that_is_none_is_refused(project: Project, tree: Label) -> None:
    with pytest.raises(InvalidInput):
        prepare_run(project, "everything", SETTINGS)


# The split


def test_the_split_keeps_its_share_of_each_label(project: Project, tree: Label) -> None:
    annotate(project, tree, range(40))
    flags = validating(prepare_run(project, "heads", SETTINGS))
    assert flags.sum() == 8
    states = project.annotation_matrix()[:, 0]
    assert (states[flags] == State.PRESENT).sum() == 4
    assert project.validation_rows().tolist() == np.flatnonzero(flags).tolist()


def test_the_split_stays_and_grows_with_the_annotations(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    first = validating(prepare_run(project, "heads", SETTINGS))
    trained = set(range(10)) - set(np.flatnonzero(first))
    before = first
    for count in range(11, 41):
        annotate(project, tree, range(10, count))
        flags = validating(prepare_run(project, "heads", TrainingSettings(seed=count)))
        assert (flags >= before).all(), "whoever validates goes on validating"
        assert not flags[sorted(trained)].any(), "whoever trained is not drawn later"
        assert abs(flags.sum() - 0.2 * count) <= 1
        trained |= set(range(count)) - set(np.flatnonzero(flags))
        before = flags


def test_the_split_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    drawn = []
    for name in "ab":
        project = new_project(tmp_path / name, [f"{number}.jpg" for number in range(30)])
        [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
        annotate(project, label, range(30))
        drawn.append(validating(prepare_run(project, "heads", SETTINGS)).tolist())
        project.close()
    assert drawn[0] == drawn[1]


def test_few_annotations_are_all_trained_on(project: Project, tree: Label) -> None:
    annotate(project, tree, range(4))
    assert not validating(prepare_run(project, "heads", SETTINGS)).any()
    annotate(project, tree, range(4, 20))
    assert validating(prepare_run(project, "heads", SETTINGS)).sum() == 4


def test_the_only_example_is_not_drawn(project: Project, tree: Label) -> None:
    set_states(project, tree, [7], [0, 1, 2, 3, 4, 5, 6])
    for seed in range(5):
        prepared = prepare_run(project, "heads", TrainingSettings(seed=seed))
        assert not validating(prepared)[7]


def test_names_set_the_split(project: Project, tree: Label) -> None:
    annotate(project, tree, range(30))
    prepare_run(project, "heads", SETTINGS)
    names = ["d/05.jpg", "06.jpg", str(project.roots()[1] / "d" / "35.jpg")]
    prepared = prepare_run(project, "heads", SETTINGS, names)
    assert np.flatnonzero(validating(prepared)).tolist() == [5, 6, 35]
    assert project.validation_rows().tolist() == [5, 6, 35]
    again = prepare_run(project, "heads", SETTINGS)
    assert np.flatnonzero(validating(again)).tolist() == [5, 6, 35]


def test_names_that_are_no_images_are_all_listed(project: Project, tree: Label) -> None:
    annotate(project, tree, range(30))
    add_images(project, 1, [FoundImage("e/05.jpg", 1, 1)])
    prepare_run(project, "heads", SETTINGS)
    before = project.validation_rows().tolist()
    with pytest.raises(InvalidInput) as told:
        prepare_run(project, "heads", SETTINGS, ["x.jpg", "05.jpg", "06.jpg", "y.jpg"])
    assert told.value.details.split("\n") == ["x.jpg", "05.jpg", "y.jpg"]
    assert project.validation_rows().tolist() == before
    assert len(project.runs()) == 1


def test_a_split_that_leaves_nothing_to_train_on_is_refused(project: Project, tree: Label) -> None:
    annotate(project, tree, range(4))
    with pytest.raises(NotEnoughAnnotations):
        prepare_run(project, "heads", SETTINGS, [f"0{row}.jpg" for row in range(4)])
    assert project.validation_rows().tolist() == []
    assert project.runs() == ()


# Too little


def test_nothing_known_is_nothing_to_learn(project: Project) -> None:
    with pytest.raises(NotEnoughAnnotations):
        prepare_run(project, "heads", SETTINGS)


def test_one_kind_of_example_is_nothing_to_learn(project: Project, tree: Label) -> None:
    project.apply(SetAnnotations(tuple(range(9)), tree.id, State.PRESENT))
    with pytest.raises(NotEnoughAnnotations) as told:
        prepare_run(project, "heads", SETTINGS)
    assert told.value.next_step
    assert project.runs() == ()
    project.apply(SetAnnotations((9,), tree.id, State.ABSENT))
    assert prepare_run(project, "heads", SETTINGS).run.id == 1


def test_one_class_is_nothing_to_learn(project: Project) -> None:
    beach, forest = add_task(project, "scene", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetAnnotations(tuple(range(9)), beach.id, State.PRESENT))
    with pytest.raises(NotEnoughAnnotations):
        prepare_run(project, "heads", SETTINGS)
    project.apply(SetAnnotations((8,), forest.id, State.PRESENT))
    assert prepare_run(project, "heads", SETTINGS).run.id == 1


def test_images_that_cannot_be_read_teach_nothing(project: Project, tree: Label) -> None:
    annotate(project, tree, range(2))
    record_decoded(project, [decoded(1, 0, 0, "It is empty.")])
    with pytest.raises(NotEnoughAnnotations):
        prepare_run(project, "heads", SETTINGS)


# The run's folder and its owner


def test_a_folder_that_cannot_be_made_begins_no_run(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    (project.folder / "runs").write_text("a file where the folder should be")
    with pytest.raises(NoPermission):
        prepare_run(project, "heads", SETTINGS)
    assert project.runs() == ()


def test_a_manifest_that_cannot_be_written_fails_the_run(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    (project.folder / "runs" / "1" / "annotations.npy").mkdir(parents=True)
    with pytest.raises(NoPermission) as told:
        prepare_run(project, "heads", SETTINGS)
    [run] = project.runs()
    assert (run.state, run.problem) == ("failed", told.value.what)


def test_a_run_is_left_alone_while_its_program_lives(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    run = prepare_run(project, "heads", SETTINGS).run
    other = Project.open(project.folder)
    assert [one.state for one in other.runs()] == ["running"]
    other.close()
    record_event(project, run.id, RunFinished(run.id, "heads", False, 1.0))
    assert [one.state for one in project.runs()] == ["finished"]


def test_a_run_whose_project_was_closed_is_interrupted(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    prepare_run(project, "heads", SETTINGS)
    project.close()
    again = Project.open(project.folder)
    [run] = again.runs()
    assert run.state == "failed"
    assert "Interrupted" in run.problem
    assert run.finished_at
    again.close()


TRAINS = """
import sys
from pathlib import Path
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.project import Project
from labelmt.project.training.prepare_run import prepare_run

project = Project.open(Path(sys.argv[1]))
prepare_run(project, "heads", TrainingSettings())
print("running", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_run_of_a_killed_program_is_interrupted(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    with subprocess.Popen(
        [sys.executable, "-c", TRAINS, str(project.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        beside = Project.open(project.folder)
        assert [run.state for run in beside.runs()] == ["running"]
        beside.close()
        process.send_signal(signal.SIGKILL)
    again = Project.open(project.folder)
    assert [run.state for run in again.runs()] == ["failed"]
    assert [run.state for run in project.runs()] == ["failed"]
    again.close()


def test_a_run_that_was_taken_for_lost_may_still_finish(project: Project, tree: Label) -> None:
    annotate(project, tree, range(10))
    prepared = prepare_run(project, "heads", SETTINGS)
    (prepared.folder / "owner.lock").unlink()
    Project.open(project.folder).close()
    assert [run.state for run in project.runs()] == ["failed"]
    record_event(project, 1, RunFinished(1, "heads", False, 1.0))
    [run] = project.runs()
    assert (run.state, run.problem) == ("finished", "")


# Prediction


def test_predicting_needs_a_run_with_weights(project: Project, tree: Label, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="trained"):
        prepare_prediction(project, [], tmp_path / "out")
    annotate(project, tree, range(10))
    prepared = prepare_run(project, "heads", SETTINGS)
    serve_run(project, prepared.run.id)
    with pytest.raises(NotFound, match="trained"):
        prepare_prediction(project, [], tmp_path / "out")


def test_a_prediction_is_of_any_images(project: Project, tree: Label, tmp_path: Path) -> None:
    annotate(project, tree, range(10))
    prepared = prepare_run(project, "heads", SETTINGS)
    serve_run(project, prepared.run.id)
    (prepared.folder / "weights.safetensors").write_bytes(b"")
    there = tmp_path / "there 🙂.jpg"
    there.write_bytes(b"x" * 11)
    paths = [there, tmp_path / "gone.jpg"]
    folder = prepare_prediction(project, paths, tmp_path / "out").folder
    manifest, images = read_manifest(folder), read_images(folder)
    assert manifest.source_run == str(prepared.folder)
    assert manifest.run_folder == str(tmp_path / "out")
    assert manifest.row_count == 2
    assert images.rows == (0, 1)
    assert images.paths == tuple(map(str, paths))
    assert images.stamps[0] == image_stamp(there, 11, there.stat().st_mtime_ns)
    states = np.load(folder / "annotations.npy", allow_pickle=False)
    assert states.shape == (2, 2)
    assert (states == State.UNKNOWN).all()
    assert json.loads((folder / "manifest.json").read_text())["row_count"] == 2


def test_a_prediction_is_told_what_the_window_goes_by(
    project: Project, tree: Label, tmp_path: Path
) -> None:
    annotate(project, tree, range(20))
    part = TestChoice(["d/10.jpg", "d/11.jpg"])
    prepared = prepare_run(project, "heads", SETTINGS, ["d/00.jpg", "d/01.jpg"], part)
    serve_run(project, prepared.run.id)
    write_json(prepared.folder / "config.json", {"settings": {"known_answers": True}})
    (prepared.folder / "weights.safetensors").write_bytes(b"")
    root = project.roots()[1]
    mark_changed(project, [4])
    paths = [root / f"d/{row:02}.jpg" for row in (0, 2, 3, 10, 30, 4)] + [tmp_path / "02.jpg"]
    made = prepare_prediction(project, paths, tmp_path / "a", known_labels=True)
    assert made.moving == 0, "the run has learnt nothing of which labels go together"
    (prepared.folder / "label_dependence.safetensors").write_bytes(b"")
    assert window_uses_known_labels(project)
    made = prepare_prediction(project, paths, tmp_path / "b", known_labels=True)
    assert made.moving == 2
    states = np.load(made.folder / "annotations.npy", allow_pickle=False)
    assert states[:, 0].tolist() == [-1, 1, 0, -1, -1, -1, -1]
    plain = prepare_prediction(project, paths, tmp_path / "c")
    assert plain.moving == 0
    assert (np.load(plain.folder / "annotations.npy") == State.UNKNOWN).all()
