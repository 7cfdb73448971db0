"""File › Files to take: patterns in the window, kept by the project; scans go by them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QDialogButtonBox
from window_driver import Driver


def test_patterns_are_kept_and_the_next_scan_goes_by_them(driver: Driver, images: Path) -> None:
    driver.open(images)
    before = len(driver.project_view.images)
    for name in ("new.png", "raw/a.png", "b.bmp"):
        (images / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (8, 8), "olive").save(images / name)
    part = driver.window.scan_patterns
    driver.do(driver.window.commands.scan_patterns)
    driver.until(lambda: part.dialog is not None and part.dialog.isVisible())
    dialog = part.dialog
    assert dialog is not None
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.exclude.setPlainText("/raw/\n../x\n")
    driver.click(ok)
    assert "../x" in dialog.problem.text()
    dialog.exclude.setPlainText("  /raw/ \n\n*.bmp")
    driver.click(ok)
    driver.until(lambda: len(driver.project_view.images) == before + 1)
    assert driver.project_view.images.paths[before] == "new.png"
    assert part.dialog is None
    driver.do(driver.window.commands.scan_patterns)
    driver.until(lambda: part.dialog is not None)
    assert part.dialog is not None
    assert part.dialog.exclude.toPlainText() == "/raw/\n*.bmp"
    part.dialog.reject()
