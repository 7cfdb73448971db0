"""The whole job in the real window with the real worker, as the demo does it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from labelmt.app import run_headless
from labelmt.domain.settings.training_settings import changed
from labelmt.project.example import make_example
from labelmt.project.places.home import config_folder
from labelmt.project.project import Project


@pytest.mark.slow
def test_the_example_is_learnt_and_pictured(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_example(tmp_path / "Example", images=48)
    note = config_folder() / "open" / "killed.json"  # as who was killed with it leaves it
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"folder": str(folder), "was_open": True}))
    with closing(Project.open(folder)) as project:
        project.save_training_settings(changed(project.training_settings(), "epochs", 1))
    said: list[str] = []
    done = run_headless(folder, tmp_path / "window.png", said.append)
    assert done.predicted == done.images == 48
    assert [task.name for task in done.tasks] == ["objects", "time of day", "weather"]
    assert "Fitting heads" in said
    assert QImage(str(tmp_path / "window.png")).width() >= 780
    with closing(Project.open(folder)) as project:
        assert [run.state for run in project.runs()] == ["finished"]
