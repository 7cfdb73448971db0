"""Who predicts while one labels: a run that was fine-tuned, one that was chosen, or the refit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.protocol.manifest import read_manifest
from labelmt.domain.protocol.messages import PredictionsReady, RunFinished
from labelmt.domain.schema import PALETTE, Label, Task, TaskKind
from labelmt.project.commands.commands import CreateLabel
from labelmt.project.predictions.probabilities import probabilities_at, probabilities_of
from labelmt.project.project import Project
from labelmt.project.review.suspects import out_of_sample
from labelmt.project.review.trust import label_trust
from labelmt.project.runs.model_choice import Serving, serve_live
from labelmt.project.runs.paired_scores import common_scores
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.training.live_learning import LiveData, LivePreparing
from labelmt.project.training.prepare_run import prepare_run, record_event

IMAGES = 24
TRUTH = np.array([1, 0] * 6 + [0] * 12, dtype=np.int8)[:12]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number:02d}.png" for number in range(IMAGES)])
    yield made
    made.close()


def judge(folder: Path, label_id: int, values: NDArray[np.float32]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_held_out(
        folder, HeldOutPredictions((label_id,), np.arange(12), TRUTH[:, None], values[:, None])
    )


def right(share: float) -> NDArray[np.float32]:
    """Probabilities of twelve images of which the first so many are the wrong way round."""
    values = np.where(TRUTH == 1, 0.9, 0.1).astype(np.float32)
    wrong = round(12 * (1 - share))
    values[:wrong] = 1 - values[:wrong]
    return values


def ready(folder: Path, name: str, label_ids: tuple[int, ...], value: float, rows: int = IMAGES,
          *, complete: bool = True) -> PredictionsReady:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / name, np.full((rows, len(label_ids)), value, dtype=np.float16))
    halves = (0.5,) * len(label_ids)
    return PredictionsReady(-1, str(folder / name), label_ids, halves, "heads", complete)


def tuned(project: Project, label: Label, score: float, rows: int = IMAGES) -> int:
    """A fine-tuned run that serves."""
    prepared = prepare_run(project, "finetune", project.training_settings())
    run, folder = prepared.run.id, prepared.folder
    (folder / "config.json").write_text(json.dumps({"tuned": True}), "utf-8")
    judge(folder, label.id, right(score))
    record_event(project, run, ready(folder, "tuned.npy", (label.id,), 0.75, rows))
    record_event(project, run, RunFinished(run, "finetune", False, 1.0))
    return run


@dataclass(frozen=True)
class Refit:
    run: int
    verdict: Serving | None


def refit(project: Project, score: float, value: float = 0.25, *, complete: bool = True) -> Refit:
    """A refit of all labels with two examples; whether it serves is up to the program."""
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert job.run_id is not None
    folder = project.folder / "runs" / str(job.run_id)
    ids = tuple(one for spec in read_manifest(job.folder).tasks for one in spec.label_ids)
    judge(folder, ids[0], right(score))
    event = ready(folder, "p.npy", ids, value, complete=complete)
    return Refit(job.run_id, serve_live(project, job.run_id, event))


def shown(project: Project) -> tuple[int, float]:
    found = project.predictions()
    assert found is not None
    return found.run_id, float(found.probabilities[0, 0])


@pytest.fixture
def tree(project: Project) -> Label:
    (made,) = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    set_states(project, made, [0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11])
    return made


def test_the_better_one_serves(project: Project, tree: Label) -> None:
    run = tuned(project, tree, 0.9)
    verdict = refit(project, 0.6).verdict
    assert shown(project) == (run, 0.75)
    assert verdict is not None
    assert (verdict.stays, verdict.chosen, verdict.run.id) == (True, False, run)
    assert verdict.score is not None
    assert verdict.live_score is not None
    assert verdict.score > verdict.live_score
    live = refit(project, 0.9)
    assert shown(project) == (live.run, 0.25), "as good, and it follows what is labelled"
    assert live.verdict is not None
    assert not live.verdict.stays
    assert refit(project, 0.5).verdict is None, "it serves already"


def test_half_of_the_images_replace_nothing(project: Project, tree: Label) -> None:
    run = tuned(project, tree, 0.6)
    refit(project, 1.0, complete=False)
    assert shown(project)[0] == run


def test_where_too_few_tell_what_was_trained_stays(project: Project, tree: Label) -> None:
    run = tuned(project, tree, 0.9)
    (project.folder / "runs" / str(run) / "judged.npz").unlink()
    refit(project, 1.0)
    assert shown(project)[0] == run


def test_heads_give_way_to_heads_that_know_more(project: Project, tree: Label) -> None:
    run = tuned(project, tree, 1.0)
    (project.folder / "runs" / str(run) / "config.json").write_text('{"tuned": false}', "utf-8")
    assert refit(project, 0.5).run == shown(project)[0]


def test_what_a_person_chose_stays_until_another_is_chosen_or_trained(
    project: Project, tree: Label
) -> None:
    first = tuned(project, tree, 0.5)
    live = refit(project, 1.0).run
    assert shown(project)[0] == live
    serve_run(project, first)
    verdict = refit(project, 1.0).verdict
    assert shown(project)[0] == first
    assert verdict is not None
    assert verdict.chosen
    serve_run(project, live)
    refit(project, 0.5, value=0.5)
    assert shown(project) == (live, 0.5)
    tuned(project, tree, 0.5)
    refit(project, 1.0)
    assert shown(project)[0] == live


def test_what_it_does_not_know_the_refit_says(project: Project, tree: Label) -> None:
    tuned(project, tree, 0.9, rows=20)
    project.apply(CreateLabel(tree.task_id, "sea"))
    sea = project.schema().labels[-1]
    set_states(project, sea, [0, 1], [2, 3])
    live = refit(project, 0.5).run
    found = project.predictions()
    assert found is not None
    chances = probabilities_of(found, project.schema(), 18, 22)
    assert chances is not None
    assert chances.values.tolist() == [[0.75, 0.25], [0.75, 0.25], [0.25, 0.25], [0.25, 0.25]]
    assert chances.thresholds.tolist() == [0.5, 0.5]
    at = probabilities_at(found, project.schema(), np.array([1, 23]))
    assert at is not None
    assert at.values.tolist() == [[0.75, 0.25], [0.25, 0.25]]
    column = found.column(tree.id)
    assert column is not None
    assert column.tolist() == [0.75] * 20 + [0.25] * 4
    assert found.at(np.array([0, 20]), tree.id).tolist() == [0.75, 0.25]
    assert found.threshold(sea.id) == 0.5
    of = found.of(sea.id)
    assert of is not None
    assert of.run_id == live
    trust = label_trust(project.schema(), project.annotation_matrix(), found, project.runs())
    assert trust[sea.id].predicted


def test_mistakes_are_looked_for_with_what_knows_more_annotations(
    project: Project, tree: Label
) -> None:
    run = tuned(project, tree, 0.9)
    np.save(project.folder / "runs" / str(run) / "out_of_fold.npy", np.zeros((24, 1), np.float16))
    live = refit(project, 0.5).run
    outside = out_of_sample(project.predictions())
    assert outside is not None
    assert outside.run_id == run, "the refit has checked nothing yet"
    np.save(project.folder / "runs" / str(live) / "out_of_fold.npy", np.ones((24, 1), np.float16))
    outside = out_of_sample(project.predictions())
    assert outside is not None
    assert (outside.run_id, float(outside.probabilities[0, 0])) == (live, 1.0)


def test_a_choice_with_another_label_is_answered_by_one_run(project: Project) -> None:
    sea, land = add_task(project, "scene", TaskKind.MULTICLASS, "sea land")
    set_states(project, sea, [0, 1, 2, 3, 4, 5], [])
    set_states(project, land, [6, 7, 8, 9, 10, 11], [])
    prepared = prepare_run(project, "finetune", project.training_settings())
    (prepared.folder / "config.json").write_text('{"tuned": true}', "utf-8")
    record_event(project, 1, ready(prepared.folder, "t.npy", (sea.id, land.id), 0.5))
    project.apply(CreateLabel(sea.task_id, "ice"))
    set_states(project, project.schema().labels[-1], [12, 13], [])
    refit(project, 0.5, value=0.25)
    chances = probabilities_of(project.predictions(), project.schema(), 0, 1)
    assert chances is not None
    assert chances.values.tolist() == [[0.25, 0.25, 0.25]]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_scores_are_of_the_images_that_both_were_judged_by(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tasks = (
        Task(1, "things", TaskKind.MULTILABEL, tuple(
            Label(i, 1, name, PALETTE[i]) for i, name in ((1, "tree"), (2, "sea")))),
        Task(2, "place", TaskKind.MULTICLASS, tuple(
            Label(i, 2, name, PALETTE[i]) for i, name in ((3, "in"), (4, "out")))),
    )  # fmt: skip
    truth = rng.integers(-1, 2, (60, 4)).astype(np.int8)
    truth[:, 2:] = np.eye(2, dtype=np.int8)[rng.integers(0, 2, 60)]
    made = []
    for _ in range(2):
        rows = np.sort(rng.choice(60, 45, replace=False))
        made.append(HeldOutPredictions((1, 2, 3, 4), rows, truth[rows],
                           rng.random((45, 4)).astype(np.float32)))  # fmt: skip
    both = np.intersect1d(made[0].rows, made[1].rows)
    wanted = []
    for one in made:
        at = np.searchsorted(one.rows, both)
        states, values = one.states[at], one.probabilities[at]
        precisions = []
        for column in range(2):
            known = states[:, column] != -1
            counts = [int((states[:, column] == state).sum()) for state in (0, 1)]
            if min(counts) >= 5:
                precisions.append(
                    average_precision_score(states[known, column], values[known, column])
                )
        right_ = (values[:, 2:].argmax(axis=1) == states[:, 2:].argmax(axis=1)).mean()
        wanted.append(np.mean([np.mean(precisions), right_] if precisions else [right_]))
    assert common_scores(made[0], made[1], tasks) == pytest.approx(tuple(wanted))
    assert common_scores(made[0], made[1], ()) is None
