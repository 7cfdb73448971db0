"""Suspected mistakes in the real window: found, explained, corrected, kept, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Source, State
from labelmt.gui.search.sidebar import COUNTED
from labelmt.project.training.training_state import Phase

P, A = State.PRESENT, State.ABSENT


@pytest.fixture
def mistaken(driver: Driver, tmp_path: Path) -> Driver:
    """Trained on 24 images; the model's probability rises with the row, rows 1 and 22 say not."""
    driver.open(draw_images(tmp_path / "many", 24))
    driver.add_labels("tree")
    driver.show_all()
    driver.select(0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 22)
    driver.press("1", SHIFT)
    driver.select(1, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.settle()
    driver.press("M", CONTROL)
    driver.until(lambda: order(driver) in ([1, 22], [22, 1]))
    return driver


def order(driver: Driver) -> list[int]:
    found: list[int] = driver.window.browser.grid.model().rows.tolist()
    return found


def test_mistakes_are_counted_and_explained(mistaken: Driver) -> None:
    driver, box = mistaken, mistaken.window.panel.suspects
    assert driver.window.workspace.filter_bar.text == "is:suspect sort:suspicion"
    suspect = next(one for one in COUNTED if one.value == "suspect")
    sidebar = driver.window.workspace.sidebar
    driver.until(lambda: sidebar._items[suspect].text(1) == "2")
    driver.select(1)
    driver.until(box.isVisible)
    assert "“tree” is annotated as present" in box._reason.text()
    assert "4 %" in box._reason.text()
    assert box.correct.text() == "Change to absent (Ctrl+E)"
    driver.select(22)
    driver.until(lambda: box.correct.text() == "Change to present (Ctrl+E)")
    driver.window.browser.grid.selectAll()
    driver.until(lambda: not box.isVisible())


def test_the_first_is_asked_about_at_once(mistaken: Driver) -> None:
    driver = mistaken
    first, second = order(driver)
    driver.until(driver.window.panel.suspects.isVisible)
    assert driver.window.browser.selected_rows().tolist() == [first]
    driver.press("K", CONTROL)
    driver.until(lambda: driver.window.browser.selected_rows().tolist() == [second])
    driver.settle()
    driver.press("M", CONTROL)  # again: what was kept has gone
    driver.until(lambda: order(driver) == [second])
    assert driver.window.browser.selected_rows().tolist() == [second]


def test_one_key_corrects_and_goes_on(mistaken: Driver) -> None:
    driver = mistaken
    first, second = order(driver)
    driver.select(first)
    driver.until(driver.window.panel.suspects.isVisible)
    driver.press("E", CONTROL)
    driver.until(lambda: driver.states("tree")[first] == (A if first == 1 else P))
    driver.until(lambda: driver.window.browser.selected_rows().tolist() == [second])
    driver.press("Z", CONTROL)
    driver.until(lambda: driver.states("tree")[first] == (P if first == 1 else A))


def test_what_is_kept_is_never_asked_about_again(mistaken: Driver) -> None:
    driver = mistaken
    driver.select(1)
    driver.until(driver.window.panel.suspects.isVisible)
    before = driver.states("tree")
    driver.press("K", CONTROL)
    driver.settle()
    assert driver.states("tree") == before
    found: list[object] = []
    driver.window.session.run(lambda p: p.annotations_of(1)[0].source, found.append)
    driver.until(lambda: found == [Source.KEPT])
    driver.window.view.show()
    driver.until(lambda: order(driver) == [22])
    driver.window.labelling.undo()
    driver.settle()
    driver.window.view.show()
    driver.until(lambda: sorted(order(driver)) == [1, 22])


def test_the_buttons_do_what_the_keys_do(mistaken: Driver) -> None:
    driver, box = mistaken, mistaken.window.panel.suspects
    driver.select(22)
    driver.until(box.isVisible)
    driver.click(box.correct)
    driver.until(lambda: driver.states("tree")[22] == P)
    driver.select(1)
    driver.until(lambda: box.isVisible() and box.correct.text() == "Change to absent (Ctrl+E)")
    driver.click(box.keep)
    driver.until(lambda: not box.isVisible())
    assert not driver.window.commands.keep.isEnabled()
