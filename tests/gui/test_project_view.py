"""The window's copy equals the project, whatever was done and however it was told."""

from __future__ import annotations

import tempfile
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from labelmt.domain.annotations import State
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FoundImage
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import TaskKind
from labelmt.gui.core.project_view import ProjectView
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    DeleteLabel,
    DeleteTask,
    ProjectCommand,
    SetAnnotations,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.snapshot import take_snapshot, take_update

ids = st.integers(1, 4)
commands = st.one_of(
    st.builds(CreateTask, st.sampled_from("ab"), st.sampled_from(TaskKind)),
    st.builds(CreateLabel, ids, st.sampled_from("xyz")),
    st.builds(DeleteLabel, ids),
    st.builds(DeleteTask, ids),
    st.builds(
        SetAnnotations,
        st.lists(st.integers(0, 3), min_size=1, max_size=4).map(tuple),
        ids,
        st.sampled_from(State),
    ),
    st.sampled_from(["undo", "redo", "image"]),
)
OPENING: list[ProjectCommand | str] = [
    CreateTask("any", TaskKind.MULTILABEL),
    CreateTask("one", TaskKind.MULTICLASS),
    CreateLabel(1, "p"),
    CreateLabel(2, "q"),
    CreateLabel(2, "r"),
]


def do(project: Project, action: ProjectCommand | str, number: int) -> None:
    with suppress(LabelMTError):  # it names what is not there: then nothing may have changed
        if action == "undo":
            project.undo()
        elif action == "redo":
            project.redo()
        elif isinstance(action, str):
            root = next(iter(project.images().roots))
            add_images(project, root, [FoundImage(f"{number}.png", 1, 1)])
        else:
            project.apply(action)


@settings(max_examples=25)
@given(st.lists(commands, max_size=12))
def test_following_updates_is_as_good_as_reading_again(actions: list[ProjectCommand | str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with closing(Project.create(folder / "project", [folder])) as project:
            project_view = ProjectView.from_snapshot(take_snapshot(project))
            project.subscribe(lambda changes: project_view.update(take_update(project, changes)))
            for number, action in enumerate([*OPENING, "image", "image", *actions]):
                do(project, action, number)
            assert project_view.schema == project.schema()
            assert project_view.images.paths == project.images().paths
            assert project_view.matrix.tolist() == project.annotation_matrix().tolist()
            assert project_view.undo_title == project.undo_title
            assert project_view.redo_title == project.redo_title


def test_a_summary_leaves_out_what_has_no_prediction(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "project", [tmp_path])) as project:
        for number, action in enumerate([*OPENING, "image", "image", "image"]):
            do(project, action, number)
        project_view = ProjectView.from_snapshot(take_snapshot(project))
    project_view.predictions = Predictions(
        run_id=1,
        label_ids=(2, 1),
        probabilities=np.array([[0.25, np.nan], [0.75, np.nan]], dtype=np.float16),
        thresholds=np.array([0.5, 0.6], dtype=np.float32),
    )
    rows = np.arange(3)
    summary = project_view.summary(rows)
    assert summary.probabilities == (None, 0.5, None)
    assert summary.thresholds[1] == 0.5
    assert summary.thresholds[2] is None
    assert project_view.summary(rows[2:]).probabilities == (None, None, None)
    assert project_view.summary(rows[:0]).states == (State.UNKNOWN,) * 3
