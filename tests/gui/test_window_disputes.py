"""Disputes in the real window: counted, shown with who said what, settled by a key, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Annotation, Source, State
from labelmt.domain.search.terms import Condition
from labelmt.project.who_and_when import annotate_as

P, A = State.PRESENT, State.ABSENT


@pytest.fixture
def disputed(driver: Driver, tmp_path: Path) -> Iterator[Driver]:
    """Eight images; Ann says tree on four of them, Ben that two of those have none."""
    driver.open(draw_images(tmp_path / "many", 8))
    driver.add_labels("tree")
    driver.show_all()
    annotate_as("Ann")
    driver.select(0, 1, 2, 3)
    driver.press("1")
    driver.settle()
    annotate_as("Ben")
    driver.select(1, 2)
    driver.press("1", SHIFT)
    driver.settle()
    annotate_as("Eve")
    yield driver
    annotate_as("")


def test_a_dispute_is_counted_told_and_settled(disputed: Driver) -> None:
    driver, box = disputed, disputed.window.panel.disputes
    line = driver.window.workspace.sidebar._items[Condition.DISPUTED]
    driver.until(lambda: line.text(1) == "2" and not line.isHidden())
    driver.do(driver.window.commands.disputes)
    driver.until(lambda: driver.window.browser.grid.model().rows.tolist() == [1, 2])
    assert driver.window.workspace.filter_bar.text == "is:disputed"
    driver.until(box.isVisible)
    ann, ben = box.said.text().splitlines()
    assert ann.startswith("Ann: present")
    assert ben.startswith("Ben: absent")
    assert box.first.text() == "Settle: “tree” is absent (Ctrl+Shift+K)"
    assert box.second.text() == "Settle: “tree” is present (Ctrl+Shift+L)"
    driver.press("L", CONTROL | SHIFT)
    driver.until(lambda: driver.states("tree")[1] == P)
    driver.until(lambda: driver.window.browser.selected_rows().tolist() == [2])
    driver.until(box.isVisible)
    driver.press("K", CONTROL | SHIFT)
    driver.until(lambda: line.text(1) == "0" or line.isHidden())
    driver.settle()
    settled: list[Annotation] = []
    driver.window.session.run(
        lambda project: [project.annotations_of(row)[0] for row in (1, 2)], settled.extend
    )
    driver.until(lambda: bool(settled))
    assert [(one.state, one.source, one.annotator) for one in settled] == [
        (P, Source.SETTLED, "Eve"), (A, Source.SETTLED, "Eve"),
    ]  # fmt: skip
    driver.press("Z", CONTROL)
    driver.press("Z", CONTROL)
    driver.until(lambda: driver.states("tree")[1] == A)
    driver.settle()
    assert set(driver.project_view.disputed[driver.label("tree").id].tolist()) == {1, 2}


def test_agreement_is_told_by_label_and_leads_to_disputes(disputed: Driver) -> None:
    driver = disputed
    driver.do(driver.window.commands.agreement)
    dialog = driver.window.agreement.dialog
    assert dialog is not None
    driver.until(lambda: dialog.table.rowCount() == 2)
    cells = [dialog.table.item(1, column) for column in range(5)]
    texts = [cell.text() for cell in cells if cell is not None]
    assert texts == ["    tree", "2", "2", "2", "0.00"]
    driver.click(dialog.show_disputes)
    driver.until(lambda: driver.window.browser.grid.model().rows.tolist() == [1, 2])
    dialog.close()
