"""The test part is drawn once or named, and nothing else touches it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidInput, NotEnoughAnnotations
from labelmt.domain.protocol.manifest import read_manifest
from labelmt.domain.protocol.messages import PredictionsReady
from labelmt.domain.random_order import in_random_order
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.commands.commands import TransferLabels
from labelmt.project.project import Project
from labelmt.project.review.random_sample import note_asked
from labelmt.project.training.live_learning import LiveData, LivePreparing
from labelmt.project.training.prepare_run import PreparedRun, prepare_run
from labelmt.project.training.record_events import record_event
from labelmt.project.training.test_part import (
    TestChoice,
    draw_from_all,
    name_test_part,
    read_test_part,
)

SETTINGS = TrainingSettings(validation_share=0.2)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number:03}.jpg" for number in range(60)])
    (tree,) = add_task(made, "things", TaskKind.MULTILABEL, "tree")
    set_states(made, tree, list(range(0, 50, 2)), list(range(1, 50, 2)))
    yield made
    made.close()


def flags(prepared: PreparedRun, name: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.load(prepared.folder / f"{name}.npy", allow_pickle=False)
    return found


def run(
    project: Project, choice: TestChoice | None = None, val: list[str] | None = None
) -> PreparedRun:
    return prepare_run(project, "heads", SETTINGS, val, choice)


def test_a_share_is_drawn_once_and_stays(project: Project) -> None:
    assert not flags(run(project), "test").any()
    first = run(project, TestChoice(share=0.2))
    drawn = flags(first, "test")
    assert drawn.sum() == 10
    assert not drawn[50:].any(), "nobody has seen these"
    assert not read_manifest(first.folder).validation_named
    again = run(project)
    assert np.array_equal(flags(again, "test"), drawn)
    with pytest.raises(InvalidInput, match="already"):
        run(project, TestChoice(share=0.2))
    with pytest.raises(InvalidInput, match="already"):
        run(project, TestChoice(names=["003.jpg"]))
    other = flags(run(project, TestChoice(share=0.2, redraw=True)), "test")
    assert other.sum() == 10
    assert not (other & drawn).any(), "drawn among those that were not in it"


def test_a_named_part_may_not_overlap_with_validation(project: Project) -> None:
    part = TestChoice(names=["000.jpg", "001.jpg"])
    with pytest.raises(InvalidInput, match="validation"):
        run(project, part, ["001.jpg", "005.jpg"])
    assert not flags(run(project), "test").any(), "nothing was written"
    assert np.flatnonzero(flags(run(project, part), "test")).tolist() == [0, 1]
    with pytest.raises(InvalidInput, match="validation"):
        run(project, None, ["001.jpg", "005.jpg"])
    named = run(project, None, ["004.jpg", "005.jpg"])
    assert np.flatnonzero(flags(named, "test")).tolist() == [0, 1]
    with pytest.raises(InvalidInput, match="validation"):
        run(project, TestChoice(names=["004.jpg"], redraw=True))


@pytest.mark.parametrize(
    "choice",
    [
        TestChoice(redraw=True),
        TestChoice(names=["000.jpg"], share=0.2),
        TestChoice(share=1.0),
        TestChoice(share=0.001),
        TestChoice(names=["none.jpg"]),
    ],
)
def test_what_cannot_be_is_refused(project: Project, choice: TestChoice) -> None:
    with pytest.raises(InvalidInput):
        run(project, choice)


def test_what_is_left_must_teach_something(project: Project) -> None:
    with pytest.raises(NotEnoughAnnotations):
        run(project, TestChoice(names=[f"{row:03}.jpg" for row in range(0, 50, 2)]))


def test_the_sample_is_random_only_where_every_image_was_seen(project: Project) -> None:
    assert read_manifest(run(project, TestChoice(share=0.2)).folder).test_sample == "chosen"
    tree = project.schema().tasks[0].labels[0]
    set_states(project, tree, [], list(range(50, 60)))
    manifest = read_manifest(run(project).folder)
    assert (manifest.test_sample, manifest.validation_sample) == ("random", "random")


def test_live_learning_leaves_it_alone(project: Project) -> None:
    drawn = flags(run(project, TestChoice(share=0.2)), "test")
    job = LivePreparing().prepare(project, LiveData.of(project))
    assert np.array_equal(np.load(job.folder / "test.npy"), drawn)
    assert (np.load(job.folder / "annotations.npy")[drawn] == -1).all()
    assert (np.load(job.folder / "judging.npy")[drawn] != -1).all()


def test_a_part_of_all_images_is_drawn_by_chance_annotated_or_not(project: Project) -> None:
    draw_from_all(project, 20)
    part = read_test_part(project)
    assert len(part.rows) == 20
    assert (part.rows >= 50).any(), "nobody has annotated these yet"
    assert part.unfinished.tolist() == part.rows[part.rows >= 50].tolist()
    assert part.readable == 60
    with pytest.raises(InvalidInput, match="already"):
        draw_from_all(project, 20)
    prepared = run(project)
    assert np.flatnonzero(flags(prepared, "test")).tolist() == part.rows.tolist()
    assert read_manifest(prepared.folder).test_sample == "chosen", "those annotated are chosen"
    tree = project.schema().labels[0]
    set_states(project, tree, part.unfinished.tolist(), [])
    assert not len(read_test_part(project).unfinished)
    assert read_manifest(run(project).folder).test_sample == "random"
    draw_from_all(project, 20, redraw=True)
    assert not np.isin(read_test_part(project).rows, part.rows).any()


def test_nothing_is_told_of_the_test_part(project: Project) -> None:
    prepared = run(project)
    label = project.schema().labels[0].id
    path = prepared.folder / "probabilities.npy"
    np.save(path, np.full((60, 1), 0.75, dtype=np.float16))
    event = PredictionsReady(prepared.run.id, str(path), (label,), (0.5,), "heads", complete=True)
    record_event(project, prepared.run.id, event)
    before = project.predictions()
    assert before is not None
    assert not np.isnan(before.probabilities).any()
    draw_from_all(project, 20)
    shown = project.predictions()
    assert shown is not None
    rows = read_test_part(project).rows
    assert np.flatnonzero(np.isnan(shown.probabilities[:, 0])).tolist() == rows.tolist()
    assert not np.isnan(np.load(path)).any(), "figures still come from the file"


def test_nothing_is_transferred_from_it(project: Project) -> None:
    """A near-duplicate with its labels would be learnt from in its place."""
    run(project, TestChoice(names=["000.jpg"]))
    with pytest.raises(InvalidInput, match="test part"):
        project.apply(TransferLabels(0, (55,)))
    assert project.annotations_of(55) == ()
    project.apply(TransferLabels(2, (55,)))
    assert len(project.annotations_of(55)) == 1


def test_what_chance_alone_chose_is_told_to_the_run(project: Project) -> None:
    assert not flags(run(project), "random").any(), "nobody was asked by chance"
    order = in_random_order(np.arange(60))
    last = next(row for row in order.tolist() if row >= 50)
    begun = order[: order.tolist().index(last)]
    note_asked(project, int(begun[-1]))
    found = flags(run(project), "random")
    assert found.shape == (60, 1)
    assert np.flatnonzero(found[:, 0]).tolist() == sorted(begun.tolist())


def test_chosen_images_are_the_test_part_and_tell_of_such_images(project: Project) -> None:
    for rows in (np.arange(60), np.arange(0), np.array([77])):
        with pytest.raises(InvalidInput):
            name_test_part(project, rows)
    name_test_part(project, np.array([4, 5, 6, 7]))
    prepared = run(project)
    assert np.flatnonzero(flags(prepared, "test")).tolist() == [4, 5, 6, 7]
    assert read_manifest(prepared.folder).test_sample == "chosen"
    with pytest.raises(InvalidInput, match="already"):
        name_test_part(project, np.array([8]))
    run(project, val=["010.jpg", "011.jpg"])
    with pytest.raises(InvalidInput, match="validation"):
        name_test_part(project, np.array([10, 20]), redraw=True)
    assert read_test_part(project).rows.tolist() == [4, 5, 6, 7], "as it was"


def test_an_empty_list_takes_no_part_away(project: Project) -> None:
    """A file that was written in vain left the project without its test part, in silence."""
    run(project, TestChoice(names=["004.jpg", "005.jpg"]))
    with pytest.raises(InvalidInput, match="empty"):
        run(project, TestChoice(names=[], redraw=True))
    with pytest.raises(InvalidInput, match="empty"):
        run(project, val=[])
    assert np.flatnonzero(flags(run(project), "test")).tolist() == [4, 5]
    with pytest.raises(InvalidInput, match="1 name of the list means no image"):
        run(project, TestChoice(names=["x.jpg"], redraw=True))
