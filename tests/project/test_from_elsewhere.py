"""Another project's model: labels matched, and a dozen checked before bulk acceptance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, State
from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.protocol.messages import PredictionsReady
from labelmt.domain.run_records import ELSEWHERE
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.exchange.import_suggestions import keep_as_run
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import absents_below, accept_shown, suggestions_above
from labelmt.project.review.from_elsewhere import elsewhere_standings
from labelmt.project.review.sweep import accept_rest
from labelmt.project.review.trust import Trust, label_trust
from labelmt.project.runs.model_choice import judged_by, serve_live
from labelmt.project.runs.serving_run import serve_file
from labelmt.project.schema.match_labels import OtherLabel, match_labels
from labelmt.project.training.live_learning import LiveData, LivePreparing

IMAGES = 40
ROWS: NDArray[np.int64] = np.arange(IMAGES, dtype=np.int64)
MANY, ONE = TaskKind.MULTILABEL, TaskKind.MULTICLASS


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(new_project(tmp_path, [f"{number:02d}.png" for number in range(IMAGES)])) as made:
        yield made


def suggested(project: Project, labels: list[Label], value: float = 0.9) -> int:
    """The same probability of each label on each image, by another project's model."""
    values = np.full((IMAGES, len(labels)), value, dtype=np.float16)
    ids = tuple(label.id for label in labels)
    return keep_as_run(project, ELSEWHERE, "gulls: Run 3", values, ids, (0.5,) * len(ids), "Start")


def label(number: int, task: int, name: str, *synonyms: str) -> Label:
    return Label(number, task, name, "#000000", synonyms=synonyms)


def test_labels_are_matched_by_name_then_by_synonym() -> None:
    schema = Schema(
        (
            Task(1, "things", MANY, (label(1, 1, "Tree", "oak"), label(2, 1, "gull", "mew"),
                                     label(3, 1, "new"), label(4, 1, "red"))),
            Task(2, "ground", ONE, (label(5, 2, "red"), label(6, 2, "green"), label(7, 2, "sand"))),
        )
    )  # fmt: skip
    others = [
        OtherLabel("objects", MANY, "oak"),  # a synonym here
        OtherLabel("objects", MANY, "TREE"),  # a name comes before it
        OtherLabel("objects", MANY, "seabird", ("Mew",)),  # a synonym on both sides
        OtherLabel("colour", ONE, "red"),
        OtherLabel("colour", ONE, "green"),
        OtherLabel("beach", ONE, "sand"),  # of another softmax than red and green
        OtherLabel("marks", MANY, "red"),
        OtherLabel("signs", MANY, "red"),  # one of two that could be meant
    ]
    assert match_labels(schema, others) == {1: 1, 2: 2, 5: 3, 6: 4}
    others[7] = OtherLabel("things", MANY, "red")  # the task decides
    assert match_labels(schema, others)[4] == 7


def test_nothing_is_accepted_unseen_before_a_dozen_were_looked_at(project: Project) -> None:
    tree, sea = add_task(project, "things", MANY, "tree sea")
    run = suggested(project, [tree, sea])
    schema, predictions = project.schema(), project.predictions()
    assert predictions is not None
    assert predictions.run_id == run

    def offered() -> tuple[set[int], set[int]]:
        matrix, judging = project.annotation_matrix(), project.judging_matrix()
        above = suggestions_above(
            schema, matrix, predictions, 0.6, among=ROWS, judged_by=judged_by(project),
            label_ids=schema.label_ids, judging=judging,
        )  # fmt: skip
        below = absents_below(
            schema, matrix, predictions, 0.95, among=ROWS, label_ids=schema.label_ids,
            judging=judging,
        )  # fmt: skip
        shown = accept_shown(schema, matrix, predictions, ROWS, judging=judging)
        rests = {
            one.id
            for one in (tree, sea)
            if accept_rest(ROWS, one.id, schema, matrix, predictions, judging=judging)
        }
        in_shown = {label_id for label_id, _, _ in shown.states} if shown else set()
        assert set(above.rows) == set(below) == in_shown == rests
        return set(above.rows), set(above.unchecked)

    assert offered() == (set(), {tree.id, sea.id})
    # What one sees is one's own answer.
    matrix, judging = project.annotation_matrix(), project.judging_matrix()
    seen = accept_shown(schema, matrix, predictions, ROWS[:5], Seen.VISIBLE, judging=judging)
    assert seen is not None
    assert {label_id for label_id, _, _ in seen.states} == {tree.id, sea.id}
    set_states(project, tree, list(range(6)), list(range(6, 11)))
    project.apply(SetAnnotations((30,), tree.id, State.PRESENT, seen=Seen.UNSEEN))
    assert offered() == (set(), {tree.id, sea.id})  # eleven, and one that nobody saw
    set_states(project, tree, [11], [])
    assert offered() == ({tree.id}, {sea.id})


def test_it_has_no_figure_but_what_is_annotated_here_judges_it(project: Project) -> None:
    [tree] = add_task(project, "things", MANY, "tree")
    run = suggested(project, [tree])

    def light() -> tuple[Trust, str]:
        found = label_trust(
            project.schema(), project.annotation_matrix(), project.predictions(), project.runs(),
            judging=project.judging_matrix(),
        )[tree.id]  # fmt: skip
        assert found.average_precision is None
        assert found.elsewhere is not None
        return found.light, str(found.elsewhere.told)

    assert light() == (
        Trust.ELSEWHERE,
        "From another project's model: nothing here has judged it yet.",
    )
    assert len(judged_by(project)[run].rows) == 0
    set_states(project, tree, list(range(6)), list(range(6, 11)))
    assert "11 images of a dozen" in light()[1]
    set_states(project, tree, [], list(range(11, 30)))
    assert light() == (
        Trust.ELSEWHERE,
        "From another project's model; 30 images were looked at here.",
    )
    assert project.runs()[0].tasks == ()
    predictions = project.predictions()
    assert predictions is not None
    found = suggestions_above(
        project.schema(), project.annotation_matrix(), predictions, 0.6,
        among=ROWS, judged_by=judged_by(project), label_ids=(tree.id,),
        judging=project.judging_matrix(),
    )  # fmt: skip
    assert found.expected is not None  # 6 of 30 right, told before they are accepted
    assert found.expected.share == pytest.approx(0.2, abs=0.05)


@pytest.mark.parametrize(("value", "stays"), [(0.9, True), (0.1, False)])
def test_it_serves_until_own_heads_are_as_good(
    project: Project, tmp_path: Path, value: float, stays: bool
) -> None:
    tree, sea = add_task(project, "things", MANY, "tree sea")
    values = np.full((IMAGES, 2), 1 - value, dtype=np.float16)
    values[:10, 0] = value  # right, or the wrong way round
    other = keep_as_run(project, ELSEWHERE, "gulls", values, (tree.id, sea.id), (0.5, 0.5), "Start")
    set_states(project, tree, list(range(10)), list(range(10, 20)))
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert job.run_id is not None
    folder = project.folder / "runs" / str(job.run_id)
    truth = np.array([[1]] * 10 + [[0]] * 10, dtype=np.int8)
    own = np.where(truth == 1, 0.8, 0.2).astype(np.float32)
    own[:3] = 0.1  # some mistakes
    write_held_out(folder, HeldOutPredictions((tree.id,), np.arange(20), truth, own))
    np.save(folder / "live.npy", np.full((IMAGES, 1), 0.25, dtype=np.float16))
    ready = PredictionsReady(-1, str(folder / "live.npy"), (tree.id,), (0.5,), "heads", True)
    serving = serve_live(project, job.run_id, ready)
    assert serving is not None
    assert serving.run.id == other
    assert serving.stays is stays
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.run_id == (other if stays else job.run_id)
    # Of a label that nothing here has learnt its suggestions stay, and are told as its own.
    assert predictions.elsewhere_labels == ({tree.id, sea.id} if stays else {sea.id})
    assert set(elsewhere_standings(project.schema(), project.judging_matrix(), predictions)) == (
        {tree.id, sea.id} if stays else {sea.id}
    )
    assert json.loads((project.folder / "runs" / str(other) / "config.json").read_text())


def test_an_exclusive_task_is_one_models_as_a_whole(project: Project) -> None:
    town, wood, bay = add_task(project, "scene", ONE, "town wood bay")
    suggested(project, [town, wood, bay], 0.33)
    set_states(project, town, list(range(6)), [])
    set_states(project, wood, list(range(6, 12)), [])
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert job.run_id is not None
    folder = project.folder / "runs" / str(job.run_id)
    np.save(folder / "live.npy", np.full((IMAGES, 2), 0.5, dtype=np.float16))
    ids = (town.id, wood.id)
    ready = PredictionsReady(-1, str(folder / "live.npy"), ids, (0.5, 0.5), "heads", True)
    project.mutate(lambda: serve_file(project, job.run_id or 0, ready))
    predictions = project.predictions()
    assert predictions is not None
    # Own heads do not know bay: probabilities of two models would not add up to one.
    assert predictions.elsewhere_labels == {town.id, wood.id, bay.id}
    assert float(predictions.at(ROWS[:1], town.id)[0]) == pytest.approx(0.33, abs=1e-3)
