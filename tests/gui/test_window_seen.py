"""How the window notes that a person saw what they asserted."""

from __future__ import annotations

from pathlib import Path

import pytest
from dragging import drag
from PySide6.QtCore import Qt
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Seen, State

COUNT = 90


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", COUNT)


def test_keys_note_whether_all_they_mark_was_on_the_screen(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree", "sea")
    grid = driver.window.browser.grid
    shown = grid.visible_rows()
    assert 4 < len(shown) < COUNT, "more than the screen holds"
    driver.select(0)
    driver.press("1")
    driver.select(1, 2, 3)
    driver.press("1")
    driver.select(4, COUNT - 1)
    driver.press("1")
    driver.press("A", CONTROL)
    driver.press("2", SHIFT)
    found = driver.seen("tree")
    assert found == {
        0: Seen.ONE,
        **dict.fromkeys((1, 2, 3), Seen.VISIBLE),
        **dict.fromkeys((4, COUNT - 1), Seen.UNSEEN),
    }
    assert set(driver.seen("sea").values()) == {Seen.UNSEEN}
    judging = driver.project_view.judging[:, driver.project_view.schema.columns[
        driver.label("tree").id
    ]]  # fmt: skip
    assert judging[:4].tolist() == [State.PRESENT] * 4
    assert judging[4] == State.UNKNOWN


def test_an_image_looked_at_is_seen_wherever_the_grid_has_scrolled(
    driver: Driver, many: Path
) -> None:
    driver.open(many)
    driver.add_labels("tree")
    driver.select(COUNT - 1)
    driver.press(Qt.Key.Key_Return)
    driver.until(lambda: driver.window.browser.looked_at is not None)
    driver.press("1")
    assert driver.seen("tree") == {COUNT - 1: Seen.ONE}


def test_strokes_of_a_sweep_are_seen_and_its_rest_is_not(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree")
    driver.select(0, 1, 2, 3)
    driver.press("1", SHIFT)
    driver.select(20, 21, 22, 23)
    driver.press("1")
    driver.settle()
    driver.train()
    driver.sweep_for("tree")
    grid = driver.window.browser.grid
    driver.until(lambda: grid.model().rows.tolist()[0] == COUNT - 1)
    drag(driver, [COUNT - 1])
    driver.settle()
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.answer()
    driver.until(lambda: not driver.window.sweep.active)
    found = driver.seen("tree")
    assert found.pop(COUNT - 1) in (Seen.ONE, Seen.VISIBLE)
    own = {row: found.pop(row) for row in (0, 1, 2, 3, 20, 21, 22, 23)}
    assert set(own.values()) == {Seen.VISIBLE}
    assert len(found) > 40
    assert set(found.values()) == {Seen.UNSEEN}
