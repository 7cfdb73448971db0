"""A report and a contact sheet are written from the window, cancelled, and replace no file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from window_driver import Driver, draw_images

from labelmt.gui.exchange.pages.contact_sheet_dialog import ContactSheetDialog
from labelmt.gui.exchange.pages.page_dialog import PageDialog
from labelmt.gui.exchange.pages.report_dialog import ReportDialog
from labelmt.gui.paper.contact_sheet_pdf import SheetPrinter
from labelmt.gui.paper.paper_sizes import LETTER
from labelmt.project.report.data_card import read_data_card
from labelmt.project.report.html_page import DATA

D = TypeVar("D", bound=PageDialog)


def opened(driver: Driver, ask: Callable[[], None], kind: type[D]) -> D:
    ask()
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def retype(driver: Driver, dialog: PageDialog, place: Path) -> None:
    line = dialog.where.place
    driver.click(line)
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, str(place))
    assert dialog.where.path == place


def page_count(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))


def figures(page: Path) -> dict[str, object]:
    html = page.read_text(encoding="utf-8")
    [found] = re.findall(f'id="{DATA}">(.*?)</script>', html, re.DOTALL)
    made: dict[str, object] = json.loads(found)
    return made


def test_a_report_is_written_with_the_data_card_that_was_filled_in(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    window, out = driver.window, tmp_path / "report"
    dialog = opened(driver, window.commands.report.trigger, ReportDialog)
    assert dialog.run is None
    assert not dialog.runs.isEnabled()
    retype(driver, dialog, out)
    field = dialog.fields["licences"]
    driver.click(field.viewport())
    QTest.keyClicks(field, "CC BY 4.0")
    with driver.bot.waitSignal(window.written_pages.told) as told:
        driver.click(dialog.write)
    assert told.args[0].subject == str(out)
    assert page_count(out / "report.pdf") >= 1
    made = figures(out / "report.html")
    assert made["data_card"]["licences"] == "CC BY 4.0"  # type: ignore[index]
    assert [one["present"] for one in made["labels"]] == [1]  # type: ignore[attr-defined]

    kept: list[str] = []
    window.session.run_reading(lambda project: kept.append(read_data_card(project).licences))
    driver.until(lambda: kept == ["CC BY 4.0"])
    dialog = opened(driver, window.commands.report.trigger, ReportDialog)
    assert dialog.fields["licences"].toPlainText() == "CC BY 4.0", "it is there the next time"
    retype(driver, dialog, out)
    driver.click(dialog.write)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    before = (out / "report.html").stat().st_mtime_ns
    driver.click(box.button(QMessageBox.StandardButton.Cancel))
    driver.until(lambda: QApplication.activeModalWidget() is dialog)
    assert (out / "report.html").stat().st_mtime_ns == before
    assert dialog.write.isEnabled()
    dialog.reject()
    driver.until(lambda: window.written_pages.dialog is None)


def test_a_contact_sheet_of_what_is_selected(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    count = len(driver.project_view.images)
    window, out = driver.window, tmp_path / "sheet.pdf"
    window.browser.focus_images()
    driver.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: len(window.browser.selected_rows()) == count)
    dialog = opened(driver, window.commands.contact_sheet.trigger, ContactSheetDialog)
    assert dialog.only_selected.isChecked()
    assert len(dialog.rows()) == count
    dialog.paper.setCurrentIndex(1)
    assert dialog.paper.paper is LETTER
    driver.click(dialog.names)
    retype(driver, dialog, tmp_path / "nowhere" / "x" / "sheet.pdf")
    driver.click(dialog.write)
    driver.until(lambda: dialog.notices.isVisible())
    assert dialog.write.isEnabled(), "another place can be given"
    retype(driver, dialog, out)
    driver.until(lambda: not dialog.notices.isVisible())
    with driver.bot.waitSignal(window.written_pages.told) as told:
        driver.click(dialog.write)
    assert not told.args[0].serious
    assert page_count(out) == 1
    assert re.search(rb"/MediaBox \[0 0 612(\.0+)? 792(\.0+)?\]", out.read_bytes())


def test_a_contact_sheet_can_be_cancelled_and_leaves_nothing(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(draw_images(tmp_path / "many", 40))
    window, out = driver.window, tmp_path / "sheet.pdf"
    real = SheetPrinter.__call__
    begun: list[bool] = []

    def until_cancelled(self: SheetPrinter, stream: BinaryIO) -> None:
        begun.append(True)
        while True:  # as long as a person lets it: the step raises Stopped then
            real(self, stream)

    monkeypatch.setattr(SheetPrinter, "__call__", until_cancelled)
    dialog = opened(driver, window.commands.contact_sheet.trigger, ContactSheetDialog)
    retype(driver, dialog, out)
    driver.click(dialog.write)
    driver.until(lambda: bool(begun) and window.jobs.isVisible())
    [button] = [one for one in window.jobs.findChildren(QPushButton) if one.isVisible()]
    driver.click(button)
    driver.until(lambda: not window.jobs.isVisible())
    assert not out.exists()
    assert not list(tmp_path.glob(".*.part"))
