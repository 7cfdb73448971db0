"""The label panel says who asserted what of the image selected, and where it came from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from window_driver import SHIFT, Driver

from labelmt.domain.annotations import Source, State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations


def tip(driver: Driver, name: str) -> str:
    model = driver.window.panel.model
    return str(model.data(model.index_of(driver.label(name).id), Qt.ItemDataRole.ToolTipRole))


def detail(driver: Driver) -> str:
    line = driver.window.panel.findChild(QLabel, "provenance")
    assert isinstance(line, QLabel)
    return line.text() if line.isVisible() else ""


def test_who_and_when_and_where_from(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea", "cars")
    for name, source, run in (("sea", Source.SUGGESTION, 12), ("cars", Source.IMPORT, None)):
        command = SetAnnotations((0, 1), driver.label(name).id, State.PRESENT, source, run)
        driver.window.session.apply(command)
    driver.press("1", SHIFT)
    driver.settle()
    driver.until(lambda: "absent: by hand" in tip(driver, "tree"))
    assert "present: accepted suggestion of run 12" in tip(driver, "sea")
    assert "present: imported" in tip(driver, "cars")
    view, model = driver.window.panel.view, driver.window.panel.model
    view.setFocus()
    view.setCurrentIndex(model.index_of(driver.label("sea").id))
    assert detail(driver).startswith("sea – present: accepted suggestion of run 12")
    driver.press(Qt.Key.Key_Down)
    assert detail(driver).startswith("cars – present: imported")
    driver.select(0, 1)
    driver.until(lambda: detail(driver) == "")
    driver.select(1)
    driver.until(lambda: detail(driver).startswith("cars"))
    assert "by hand" not in tip(driver, "tree")
    driver.select(2)
    driver.until(lambda: detail(driver) == "")


def test_what_follows_from_a_choice_says_so(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("harbor", "beach")
    driver.press("1")
    driver.settle()
    driver.until(lambda: "because “harbor” is present" in tip(driver, "beach"))
    driver.press("2")
    driver.settle()
    driver.until(lambda: "because “beach” is present" in tip(driver, "harbor"))
