"""File dialogs begin where a person last was for the same purpose, also at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from window_driver import Driver

from labelmt.gui.core.remembered_places import GROUP, Purpose, begin_in, remember
from labelmt.gui.core.window_settings import window_settings
from labelmt.project.places.home import projects_home


def test_each_purpose_has_its_folder_and_the_first_time_one_that_is_near(tmp_path: Path) -> None:
    assert begin_in(Purpose.IMPORT) == Path.home()
    assert begin_in(Purpose.PROJECT, projects_home()) == projects_home()
    (tmp_path / "photos" / "june").mkdir(parents=True)
    remember(Purpose.IMAGES, tmp_path / "photos" / "june")
    assert begin_in(Purpose.IMAGES) == tmp_path / "photos"
    assert begin_in(Purpose.IMPORT) == tmp_path / "photos", "nearer than the home folder"
    remember(Purpose.IMPORT, tmp_path / "labels.csv")
    assert begin_in(Purpose.IMPORT) == begin_in(Purpose.EXPORT) == tmp_path
    assert begin_in(Purpose.IMAGES) == tmp_path / "photos"
    remember(Purpose.EXPORT, tmp_path / "out" / "labels.csv")
    assert begin_in(Purpose.EXPORT) == tmp_path / "out"


@pytest.mark.parametrize("damaged", ["", "not/absolute", "\x07"])
def test_what_is_damaged_counts_as_not_there(damaged: str) -> None:
    window_settings().setValue(f"{GROUP}/{Purpose.IMAGES}", damaged)
    assert begin_in(Purpose.IMAGES) == Path.home()


def test_dialogs_of_the_window_begin_there(
    driver: Driver, images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[Path] = []

    def ask(_window: object, _title: str, start: str, *_more: object) -> str:
        began.append(Path(start))
        return str(images)

    def ask_file(*asked: object) -> tuple[str, str]:
        return ask(*asked[:3]), ""  # type: ignore[arg-type]

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask_file)
    projects = driver.window.projects
    projects.ask_for_folder()
    driver.until(lambda: driver.window.project_view is not None)
    projects.ask_for_folder()
    driver.until(lambda: driver.window.project_view is not None)
    projects.ask_for_project()
    driver.until(lambda: driver.window.project_view is not None)
    assert began == [Path.home(), images.parent, projects_home()]
    projects.import_asked.disconnect()
    projects.ask_for_table()
    assert began[-1] == images.parent
