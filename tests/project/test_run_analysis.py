"""What runs were judged by, two beside each other, and what a person does with them."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states
from sklearn.metrics import average_precision_score, precision_recall_curve

from labelmt.domain.errors import InvalidInput, InvalidName, NotFound
from labelmt.domain.held_out_predictions import (
    JUDGED,
    HeldOutPredictions,
    UnreadableHeldOutPredictions,
    read_held_out,
    write_held_out,
)
from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
from labelmt.domain.protocol.json_records import to_plain
from labelmt.domain.protocol.messages import PredictionsReady, RunFinished
from labelmt.domain.run_records import LearningPoint, RunRecord
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.compare_runs import (
    changed_images,
    changes_in_common,
    label_changes,
    settings_changes,
)
from labelmt.project.runs.confusion import confusion
from labelmt.project.runs.label_cooccurrence import label_cooccurrence
from labelmt.project.runs.learning_curve import TaskCurve, task_curves
from labelmt.project.runs.manage_runs import (
    choose_threshold,
    delete_run,
    learning_points,
    note_run,
    rename_run,
    thresholds_of,
    with_chosen_thresholds,
)
from labelmt.project.runs.run_details import read_details
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.runs.threshold_curves import label_curve
from labelmt.project.training.prepare_run import prepare_run
from labelmt.project.training.record_events import record_event
from labelmt.storage import run_repository

ANY, ONE = TaskKind.MULTILABEL, TaskKind.MULTICLASS


def task_of(kind: TaskKind, *label_ids: int) -> Task:
    labels = tuple(Label(one, 1, f"label {one}", "#888888") for one in label_ids)
    return Task(1, "task", kind, labels)


def judged_by(
    seed: int, images: int = 40, labels: tuple[int, ...] = (3, 5, 8)
) -> HeldOutPredictions:
    rng = np.random.default_rng(seed)
    states = rng.integers(-1, 2, (images, len(labels))).astype(np.int8)
    values = np.round(rng.random(states.shape), 2).astype(np.float32)
    rows = np.sort(rng.permutation(1000)[:images])
    return HeldOutPredictions(labels, rows.astype(np.int64), states, values)


def exclusive(judged: HeldOutPredictions, seed: int) -> HeldOutPredictions:
    """The same with one present label each, but for every fifth image."""
    rng = np.random.default_rng(seed)
    states = np.zeros_like(judged.states)
    states[np.arange(len(states)), rng.integers(0, states.shape[1], len(states))] = 1
    states[::5] = -1
    return HeldOutPredictions(judged.label_ids, judged.rows, states, judged.probabilities)


# -- judged ------------------------------------------------------------------------------


def test_what_was_judged_is_read_as_written(tmp_path: Path) -> None:
    judged = judged_by(1)
    write_held_out(tmp_path, judged)
    found = read_held_out(tmp_path)
    assert found is not None
    assert found.label_ids == judged.label_ids
    assert (found.rows == judged.rows).all()
    assert (found.states == judged.states).all()
    assert np.allclose(found.probabilities, judged.probabilities, atol=1e-3)
    assert read_held_out(tmp_path / "nowhere") is None


@given(st.binary(max_size=400), st.integers(0, 400), st.booleans())
def test_a_damaged_file_is_no_file(bytes_: bytes, at: int, cut: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        write_held_out(Path(place), judged_by(2, images=3))
        file = Path(place) / JUDGED
        whole = file.read_bytes()
        file.write_bytes(whole[:at] if cut else whole[:at] + bytes_ + whole[at + len(bytes_) :])
        with suppress(UnreadableHeldOutPredictions):  # and nothing else
            found = read_held_out(Path(place))
            assert found is not None
            assert found.states.shape == (len(found.rows), len(found.label_ids))


@pytest.mark.parametrize("name", ["rows", "states", "probabilities", "label_ids"])
def test_arrays_that_do_not_fit_are_refused(name: str, tmp_path: Path) -> None:
    write_held_out(tmp_path, judged_by(3))
    with np.load(tmp_path / JUDGED) as found:
        arrays = {key: found[key] for key in found.files}
    arrays[name] = arrays[name][:-1]
    np.savez(tmp_path / JUDGED, **arrays)
    with pytest.raises(UnreadableHeldOutPredictions):
        read_held_out(tmp_path)


# -- thresholds --------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_precision_and_recall_are_scikit_learns(seed: int, threshold: float) -> None:
    judged = judged_by(seed)
    curve = label_curve(judged, 5)
    assert curve is not None
    known = judged.states[:, 1] >= 0
    truth, scores = judged.states[known, 1] == 1, judged.probabilities[known, 1].astype(float)
    assert curve.known == known.sum()
    if truth.any():
        precision, recall, levels = precision_recall_curve(truth, scores)
        assert np.allclose(curve.thresholds, levels[::-1])
        assert np.allclose(curve.precision, precision[:-1][::-1])
        assert np.allclose(curve.recall, recall[:-1][::-1])
    at = curve.at(threshold)
    said = scores >= threshold
    assert (at.hits, at.false_alarms) == ((said & truth).sum(), (said & ~truth).sum())
    assert (at.misses, at.rejections) == ((~said & truth).sum(), (~said & ~truth).sum())
    if truth.any():
        assert at.recall == pytest.approx(truth[said].sum() / truth.sum())
        area = -np.sum(np.diff(np.r_[curve.recall[::-1], 0.0]) * curve.precision[::-1])
        assert area == pytest.approx(average_precision_score(truth, scores), abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_the_images_counted_are_the_images_named(seed: int, threshold: float) -> None:
    rng = np.random.default_rng(seed)
    states = rng.integers(-1, 2, (30, 1)).astype(np.int8)
    rows = np.sort(rng.choice(100, 30, replace=False))
    curve = label_curve(
        HeldOutPredictions((7,), rows, states, rng.random((30, 1)).astype(np.float32)), 7
    )
    assert curve is not None
    found = curve.at(threshold)
    missed, alarms = curve.missed(threshold), curve.false_alarms(threshold)
    assert (len(missed), len(alarms)) == (found.misses, found.false_alarms)
    assert (states[np.searchsorted(rows, missed), 0] == 1).all()
    assert (states[np.searchsorted(rows, alarms), 0] == 0).all()


@given(st.integers(0, 2**32 - 1))
def test_labels_together_are_counted_and_found(seed: int) -> None:
    states = np.random.default_rng(seed).integers(-1, 2, (40, 3)).astype(np.int8)
    things = Task(
        1,
        "objects",
        TaskKind.MULTILABEL,
        (Label(1, 1, "tree", PALETTE[0]), Label(2, 1, "sea", PALETTE[1])),
    )
    schema = Schema(
        (things, Task(2, "scene", TaskKind.MULTICLASS, (Label(3, 2, "tree", PALETTE[2]),)))
    )
    counts = label_cooccurrence(schema, states).counts
    for one in range(3):
        for other in range(3):
            both = (states[:, one] == 1) & (states[:, other] == 1)
            assert counts[one, other] == both.sum()
    tree, sea, same = schema.labels
    found = label_cooccurrence(schema, states)
    assert found.search(tree, sea) == "task:objects=tree label:sea"
    assert found.search(tree, same) == "task:objects=tree task:scene=tree"
    assert found.search(sea, sea) == "label:sea"


def test_a_label_that_was_not_judged_has_no_curve() -> None:
    assert label_curve(judged_by(1), 99) is None


# -- confusion ---------------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_cells_count_the_images_they_name(seed: int) -> None:
    judged = judged_by(seed)
    found = confusion(judged, task_of(ANY, 3, 5, 8), {3: 0.5, 5: 0.3, 8: 0.9})
    assert found is not None
    level = np.array([0.5, 0.3, 0.9], dtype=np.float32)
    yes, states = judged.probabilities >= level, judged.states
    for i in range(3):
        for j in range(3):
            missed = (states[:, i] == 1) & ~yes[:, i]
            seen = (states[:, i] == 1) & (states[:, j] == 0) & yes[:, j]
            expected = judged.rows[missed if i == j else seen]
            assert found.counts[i, j] == len(expected)
            assert found.rows(i, j).tolist() == sorted(expected.tolist())


@given(st.integers(0, 10_000))
def test_an_exclusive_task_has_each_decided_image_in_one_cell(seed: int) -> None:
    judged = exclusive(judged_by(seed), seed)
    found = confusion(judged, task_of(ONE, 3, 5, 8), {})
    assert found is not None
    cells = [found.rows(i, j) for i in range(3) for j in range(3)]
    decided = judged.rows[(judged.states == 1).any(axis=1)]
    assert np.sort(np.concatenate(cells)).tolist() == decided.tolist()
    assert found.counts.ravel().tolist() == [len(one) for one in cells]
    best = judged.probabilities.argmax(axis=1)
    right = judged.states[np.arange(len(best)), best] == 1
    assert np.trace(found.counts) == right.sum()


def test_a_task_nobody_judged_has_no_table() -> None:
    assert confusion(judged_by(1), task_of(ANY, 40), {}) is None


# -- two runs ----------------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_images_are_better_or_worse_than_before(seed: int) -> None:
    before, other = judged_by(seed), judged_by(seed + 1)
    after = HeldOutPredictions(before.label_ids, before.rows, before.states, other.probabilities)
    tasks = [task_of(ANY, 3, 5, 8)]
    levels = {3: 0.5, 5: 0.5, 8: 0.5}
    found = changed_images(before, after, tasks, (levels, levels))
    back = changed_images(after, before, tasks, (levels, levels))
    assert found.common == len(before.rows)
    assert found.better.tolist() == back.worse.tolist()
    known, truth = before.states >= 0, before.states == 1
    old = (known & ((before.probabilities >= 0.5) != truth)).sum(axis=1)
    new = (known & ((after.probabilities >= 0.5) != truth)).sum(axis=1)
    assert found.better.tolist() == before.rows[new < old].tolist()
    same = changed_images(before, before, tasks, (levels, levels))
    assert len(same.better) == len(same.worse) == 0


def test_an_exclusive_answer_is_right_or_wrong_once() -> None:
    rows, states = np.array([4, 7]), np.array([[1, 0, 0], [0, 1, 0]], dtype=np.int8)
    before = HeldOutPredictions(
        (3, 5, 8), rows, states, np.array([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1]], "f4")
    )
    after = HeldOutPredictions(
        (3, 5, 8), rows, states, np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]], "f4")
    )
    found = changed_images(before, after, [task_of(ONE, 3, 5, 8)], ({}, {}))
    assert (found.better.tolist(), found.worse.tolist()) == ([4], [7])


def label_metrics(label_id: int, precision: float | None) -> LabelMetrics:
    return LabelMetrics(label_id, f"label {label_id}", 5, 5, precision, None, None, None, 0.5)


def test_labels_that_lost_most_come_first() -> None:
    def run(number: int, **figures: float | None) -> RunRecord:
        labels = tuple(label_metrics(int(name[1:]), value) for name, value in figures.items())
        tasks = (TaskMetrics(1, "task", ANY, 9, labels=labels),)
        return RunRecord(number, "", "heads", "", "finished", "", tasks=tasks)

    changes = label_changes(run(1, l3=0.5, l5=0.9, l8=None), run(2, l3=0.7, l5=0.6, l8=0.4, l9=1.0))
    assert [one.label for one in changes] == ["label 5", "label 3", "label 8", "label 9"]
    assert changes[0].gain == pytest.approx(-0.3)
    assert changes[2].gain is None


def test_labels_are_compared_on_the_images_both_were_judged_by() -> None:
    """The earlier run is right on images that the later one was not judged by."""
    rng = np.random.default_rng(4)
    truth = np.array([1, 0] * 20, dtype=np.int8)
    first, second = rng.random(40).astype(np.float32), rng.random(40).astype(np.float32)
    first[:20] = truth[:20]
    before = HeldOutPredictions((1,), np.arange(40), truth[:, None], first[:, None])
    after = HeldOutPredictions((1,), np.arange(20, 40), truth[20:, None], second[20:, None])
    task = Task(1, "objects", TaskKind.MULTILABEL, (Label(1, 1, "tree", PALETTE[0]),))
    (change,) = changes_in_common(before, after, (task,))
    wanted = [average_precision_score(truth[20:], one[20:]) for one in (first, second)]
    assert (change.before, change.after) == pytest.approx(tuple(wanted))
    few = HeldOutPredictions((1,), np.arange(36, 40), truth[36:, None], second[36:, None])
    (change,) = changes_in_common(before, few, (task,))
    assert (change.before, change.after, change.gain) == (None, None, None)


def test_settings_that_differ_are_named_with_both_values() -> None:
    before = {"epochs": 3, "tasks": {"scene": {"weight": 1.0}}, "seed": 0}
    after = {"epochs": 5, "tasks": {"scene": {"weight": 2.0}}, "seed": 0, "extra": True}
    assert settings_changes(before, after) == (
        ("epochs", "3", "5"),
        ("tasks.scene.weight", "1.0", "2.0"),
        ("extra", "–", "True"),
    )


# -- the learning curve ------------------------------------------------------------------


def points(*pairs: tuple[int, float]) -> tuple[LearningPoint, ...]:
    return tuple(LearningPoint("", 1, "live", 1, images, score) for images, score in pairs)


def test_a_power_law_goes_on_as_it_is() -> None:
    law = [(n, 1 - 2 * n**-0.5) for n in (50, 100, 200, 400, 800)]
    ahead = TaskCurve(1, "live", points(*law)).ahead(100)
    assert ahead is not None
    assert ahead.images == 900
    assert ahead.score == pytest.approx(1 - 2 * 900**-0.5)
    assert ahead.high - ahead.low < 1e-6


def test_scatter_widens_the_interval_and_holds_what_comes() -> None:
    rng = np.random.default_rng(0)
    held, widths = 0, []
    for _ in range(200):
        counts = (50, 70, 100, 140, 200, 280, 400)
        noisy = [(n, 1 - 2 * n**-0.5 * math.exp(rng.normal(0, 0.1))) for n in counts]
        ahead = TaskCurve(1, "live", points(*noisy)).ahead(100)
        assert ahead is not None
        held += ahead.low <= 1 - 2 * 500**-0.5 * math.exp(rng.normal(0, 0.1)) <= ahead.high
        widths.append(ahead.high - ahead.low)
    assert 0.7 <= held / 200 <= 0.9  # told to hold in four cases of five
    assert min(widths) > 0


@pytest.mark.parametrize(
    "pairs",
    [
        (),
        ((50, 0.5), (100, 0.6), (200, 0.7)),
        ((50, 0.5), (60, 0.6), (70, 0.7), (80, 0.75)),
        ((5, 0.5), (10, 0.6), (20, 0.7), (40, 0.75)),
    ],
)
def test_too_few_points_say_nothing_ahead(pairs: tuple[tuple[int, float], ...]) -> None:
    assert TaskCurve(1, "live", points(*pairs)).ahead(100) is None


# -- what a person does ------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{row:03d}.png" for row in range(60)])
    tree, _ = add_task(made, "objects", ANY, "tree sea")
    set_states(made, tree, list(range(20)), list(range(20, 40)))
    yield made
    made.close()


def trained(project: Project, score: float = 0.75) -> int:
    """A run that ended well."""
    prepared = prepare_run(project, "heads", TrainingSettings())
    run_id, folder = prepared.run.id, prepared.folder
    labels = project.schema().label_ids
    np.save(folder / "probabilities.npy", np.full((60, len(labels)), 0.5, dtype=np.float16))
    (folder / "weights.safetensors").touch()
    path = str(folder / "probabilities.npy")
    ready = PredictionsReady(run_id, path, labels, (0.4,) * len(labels), "heads", complete=True)
    record_event(project, run_id, ready)
    (task,) = project.schema().tasks
    figures = tuple(
        LabelMetrics(one.id, one.name, 5, 5, score, None, None, None, 0.4) for one in task.labels
    )
    told = (TaskMetrics(task.id, task.name, task.kind, 9, map=score, labels=figures),)
    record_event(project, run_id, RunFinished(run_id, "heads", False, 1.0, told))
    return run_id


def test_a_run_is_named_noted_and_deleted(project: Project) -> None:
    first, second = trained(project), trained(project)
    rename_run(project, first, "  the  first ")
    note_run(project, first, "with flips")
    run = read_details(project, first).run
    assert (run.name, run.notes) == ("the first", "with flips")
    for name in ("", " ", "x" * 81):
        with pytest.raises(InvalidName):
            rename_run(project, first, name)
    with pytest.raises(InvalidInput):
        delete_run(project, second)  # it predicts
    delete_run(project, first)
    assert [one.id for one in project.runs()] == [second]
    assert not run_folder(project.folder, first).exists()
    assert trained(project) > second, "numbers are not given again"
    with pytest.raises(NotFound):
        note_run(project, first, "")


def test_a_run_under_way_cannot_be_deleted(project: Project) -> None:
    trained(project)
    prepared = prepare_run(project, "heads", TrainingSettings())
    with pytest.raises(InvalidInput):
        delete_run(project, prepared.run.id)
    assert prepared.folder.exists()


def test_a_chosen_threshold_outlives_a_refresh(project: Project) -> None:
    run_id = trained(project)
    tree, sea = project.schema().label_ids
    choose_threshold(project, run_id, tree, 0.9)
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.thresholds.tolist() == pytest.approx([0.9, 0.4])
    path = str(run_folder(project.folder, run_id) / "probabilities.npy")
    again = PredictionsReady(run_id, path, (sea, tree), (0.3, 0.2), "heads", complete=True)
    record_event(project, run_id, again)
    levels, chosen = thresholds_of(project, run_id)
    assert chosen == {tree: 0.9}
    assert (levels[sea], levels[tree]) == (0.3, 0.9)
    choose_threshold(project, run_id, tree, None)
    assert thresholds_of(project, run_id)[0][tree] == pytest.approx(0.2)
    with pytest.raises(InvalidInput):
        choose_threshold(project, run_id, tree, 1.5)
    with pytest.raises(NotFound):
        choose_threshold(project, run_id, 99, 0.5)


def test_a_chosen_threshold_holds_for_runs_to_come(project: Project) -> None:
    first = trained(project)
    tree, sea = project.schema().label_ids
    choose_threshold(project, first, tree, 0.9)
    second = trained(project)
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.run_id == second
    assert predictions.threshold(tree) == pytest.approx(0.9)
    assert thresholds_of(project, second)[1] == {tree: 0.9}
    assert with_chosen_thresholds(project, {tree: 0.3, sea: 0.4, 99: 0.5}) == {
        tree: 0.9, sea: 0.4, 99: 0.5,
    }  # fmt: skip
    choose_threshold(project, second, tree, None)
    assert thresholds_of(project, first)[1] == {}, "one threshold, one place"


def test_thresholds_chosen_for_runs_become_those_of_their_labels(project: Project) -> None:
    """As revision 0009 has them, with each run's file."""
    old, serving = trained(project), trained(project)
    tree, sea = project.schema().label_ids
    with project.database.write() as connection:
        for run_id, chosen in ((serving, {tree: 0.7}), (old, {tree: 0.6, sea: 0.8})):
            file = run_repository.read_file(connection, run_id)
            plain = to_plain(file) | {"chosen": {str(one): at for one, at in chosen.items()}}
            run_repository.change_run(connection, run_id, predictions=json.dumps(plain))
        later = ("asked", "in_test", "inode", "version", "changed", "labelled_size",
                 "labelled_fingerprint", "unsure", "rating", "comment")  # fmt: skip
        for column in later:
            connection.exec_driver_sql(f"ALTER TABLE image DROP COLUMN {column}")
        for column in ("description", "examples", "former"):
            connection.exec_driver_sql(f"ALTER TABLE label DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE task DROP COLUMN former")
        connection.exec_driver_sql("DROP TABLE capture")
        connection.exec_driver_sql("DROP TABLE opinion")
        connection.exec_driver_sql("ALTER TABLE root DROP COLUMN relative")
        connection.exec_driver_sql("ALTER TABLE run DROP COLUMN test_tasks")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    project.close()
    again = Project.open(project.folder)
    predictions = again.predictions()
    assert predictions is not None
    assert predictions.threshold(tree) == pytest.approx(0.7), "of the run that predicts"
    assert predictions.threshold(sea) == pytest.approx(0.8)
    assert not again.images().asked.any()
    again.close()


def test_points_of_the_curve_come_with_the_runs(project: Project) -> None:
    tree = project.schema().labels[0]
    trained(project, 0.6)
    trained(project, 0.62)  # with as many images: takes the place of the other
    set_states(project, tree, [], list(range(40, 60)))
    first = trained(project, 0.7)
    (curve,) = task_curves(learning_points(project))
    assert [(one.images, one.score) for one in curve.points] == [(40, 0.62), (60, 0.7)]
    assert curve.points[-1].run_id == first
    serve_run(project, project.runs()[0].id)
    delete_run(project, first)
    assert len(learning_points(project)) == 2, "what was learnt stays known"
