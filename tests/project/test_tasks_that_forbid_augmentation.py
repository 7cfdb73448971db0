"""Settings name the tasks that a mirrored or recoloured image would mislead."""

from __future__ import annotations

import pytest

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings, changed
from labelmt.project.training.job_files import task_specs

SCHEMA = Schema(
    (
        Task(
            1,
            "side",
            TaskKind.MULTICLASS,
            (Label(1, 1, "left", "#000000"), Label(2, 1, "right", "#ffffff")),
        ),
        Task(2, "colour", TaskKind.MULTILABEL, (Label(3, 2, "red", "#ff0000"),)),
    )
)


def test_tasks_are_named() -> None:
    settings = changed(TrainingSettings(), "keep_sides", "side")
    settings = changed(settings, "keep_colours", " colour , side")
    told = [(spec.keep_sides, spec.keep_colours) for spec in task_specs(SCHEMA, settings)]
    assert told == [(True, True), (False, True)]
    plain = task_specs(SCHEMA, TrainingSettings())
    assert not any(spec.keep_sides or spec.keep_colours for spec in plain)


@pytest.mark.parametrize("setting", ["keep_sides", "keep_colours"])
def test_a_task_that_is_not_there_is_told(setting: str) -> None:
    with pytest.raises(InvalidSetting, match="There is no such task"):
        task_specs(SCHEMA, changed(TrainingSettings(), setting, "sky"))
