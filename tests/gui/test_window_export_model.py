"""A model is exported from the window, by a worker of its own; errors are told in the dialog."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from typer.testing import CliRunner
from window_driver import Driver, cut_off, draw_images

from labelmt.cli.main import app
from labelmt.domain.annotations import State
from labelmt.domain.run_records import RunRecord
from labelmt.gui.images.grid.shown_labels import ChipKind, chips_of
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.gui.model.export.model_export_dialog import ModelExportDialog
from labelmt.gui.widgets.notices import Notice

PATIENCE_MS = 200_000
"""A worker starts, loads torch and OpenVINO, and writes a model, on a machine that is busy."""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of twelve drawn images with heads that serve."""
    place = tmp_path_factory.mktemp("trained")
    images = draw_images(place / "pictures", 12)
    with (place / "labels.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["path", "things"])
        for at, file in enumerate(sorted(images.iterdir())):
            table.writerow([file.name, "tree|sea" if at % 3 == 0 else "tree" if at % 2 else "-"])
    project = place / "project"
    for words in (
        ["create", project, "--images", images],
        ["import", project, place / "labels.csv"],
        ["train", project, "--stage", "heads", "--backbone", "small_cnn"],
    ):
        done = CliRunner().invoke(app, [str(one) for one in words])
        assert done.exit_code == 0, done.stderr
    return project


def asked(driver: Driver) -> ModelExportDialog:
    driver.window.commands.export_model.trigger()
    driver.until(lambda: driver.window.model_export.dialog is not None)
    dialog = driver.window.model_export.dialog
    assert dialog is not None
    driver.until(lambda: bool(dialog.told.text()))
    return dialog


def write_to(dialog: ModelExportDialog, place: Path) -> None:
    """Type a place; the dialog looks at it."""
    line: QLineEdit = dialog.place
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, str(place))
    assert not dialog.export.isEnabled()


def test_a_model_leaves_the_window(driver: Driver, trained: Path, tmp_path: Path) -> None:
    driver.open(trained)
    dialog = asked(driver)
    assert not dialog.isModal()
    assert dialog.run.currentText().endswith("(predicts)")
    assert "2 labels" in dialog.told.text()
    assert "Apache-2.0" in dialog.told.text()
    assert "are not calibrated: too few images were known" in dialog.told.text()
    dialog.format.setFocus()
    QTest.keyClick(dialog.format, Qt.Key.Key_End)
    assert dialog.chosen == "hf"
    assert dialog.out.suffix == ""
    driver.click(dialog.licence)
    QTest.keyClicks(dialog.licence, "CC0")
    out = tmp_path / "model"
    write_to(dialog, out)
    driver.until(dialog.export.isEnabled)
    driver.click(dialog.export)
    assert dialog.progress.isVisible()
    assert not dialog.place.isEnabled()
    driver.select(0)  # the window can be used meanwhile
    driver.bot.waitUntil(lambda: not dialog.running, timeout=PATIENCE_MS)
    assert "Written: " in dialog.told.text(), dialog.told.text()
    assert "On 12 images of the project" in dialog.told.text()
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    assert sorted(config["id2label"].values()) == ["sea", "tree"]
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "Images that it learnt from: CC0" in card
    assert "which is no calibrated probability: too few images were known" in card

    before = (out / "config.json").read_bytes()
    write_to(dialog, out)
    driver.until(dialog.export.isEnabled)
    assert dialog.export.text() == "Replace it"
    assert "There is something in this folder already" in dialog.told.text()
    driver.click(dialog.close_button)
    driver.until(lambda: driver.window.model_export.dialog is None)
    assert (out / "config.json").read_bytes() == before


def test_what_goes_wrong_is_told_in_the_dialog(
    driver: Driver, trained: Path, tmp_path: Path
) -> None:
    driver.open(trained)
    dialog = asked(driver)
    image = next(iter((trained.parent / "pictures").iterdir()))
    write_to(dialog, image)
    driver.until(lambda: "is an image of the project" in dialog.told.text())
    assert not dialog.export.isEnabled()
    write_to(dialog, tmp_path / "model.onnx")
    driver.until(dialog.export.isEnabled)
    run = trained / "runs" / "1"
    weights = (run / "weights.safetensors").read_bytes()
    try:
        (run / "weights.safetensors").write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
        driver.click(dialog.export)
        driver.bot.waitUntil(lambda: not dialog.running, timeout=PATIENCE_MS)
    finally:
        (run / "weights.safetensors").write_bytes(weights)
    assert "This run's model cannot be read." in dialog.told.text()
    assert "Train again" in dialog.told.text()
    assert dialog.export.isEnabled()
    assert not (tmp_path / "model.onnx").exists()
    driver.click(dialog.close_button)
    driver.until(lambda: driver.window.model_export.dialog is None)


def test_an_export_is_stopped_and_leaves_nothing(
    driver: Driver, trained: Path, tmp_path: Path
) -> None:
    driver.open(trained)
    dialog = asked(driver)
    write_to(dialog, tmp_path / "model.onnx")
    driver.until(dialog.export.isEnabled)
    driver.click(dialog.export)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.close_button.text() == "Stopping…"
    driver.bot.waitUntil(lambda: not dialog.running, timeout=PATIENCE_MS)
    assert "Nothing was written" in dialog.told.text()
    assert list(tmp_path.glob("*model*")) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.until(lambda: driver.window.model_export.dialog is None)


def test_a_project_that_closes_ends_the_export(
    driver: Driver, trained: Path, tmp_path: Path
) -> None:
    driver.open(trained)
    dialog = asked(driver)
    write_to(dialog, tmp_path / "model.onnx")
    driver.until(dialog.export.isEnabled)
    driver.click(dialog.export)
    with driver.bot.waitSignal(driver.window.session.closed, timeout=PATIENCE_MS):
        driver.window.commands.close_project.trigger()
    assert driver.window.model_export.dialog is None
    assert not (tmp_path / "model.onnx").exists()


def test_the_dialog_fits_with_a_font_twice_as_large(driver: Driver) -> None:
    font = QApplication.font()
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        run = RunRecord(
            1, "a run with a long name", "heads", "small_cnn", "finished", "", serves=True
        )
        dialog = ModelExportDialog(Path("/home/somebody/model"), (run,))
        driver.bot.addWidget(dialog)
        dialog.show_preview(["A line of the preview."] * 6, possible=True, replaces=True)
        with driver.bot.waitExposed(dialog):
            dialog.show()
        dialog.show_begun()
        driver.until(lambda: not cut_off(dialog))
    finally:
        QApplication.setFont(font)


def lights(driver: Driver) -> set[str]:
    """What the panel says of each label's light."""
    model = driver.window.panel.model
    view = driver.project_view
    tips = (model.data(model.index_of(one), Qt.ItemDataRole.ToolTipRole)
            for one in view.schema.label_ids)  # fmt: skip
    return {str(one) for one in tips}


def test_another_project_begins_with_this_ones_suggestions(
    driver: Driver, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = draw_images(tmp_path / "other pictures", 14)
    window = driver.window
    chosen = [str(trained), str(images)]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: chosen.pop(0))
    told: list[Notice] = []
    window.parts.told.connect(told.append)
    window.start_page.other_model.menu().actions()[0].trigger()
    driver.bot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE_MS)
    assert "suggests 2 labels on 14 images" in told[0].what
    view = driver.project_view
    assert {label.name for label in view.schema.labels} == {"tree", "sea"}
    assert view.from_elsewhere == set(view.schema.label_ids)
    driver.until(lambda: len(window.browser.grid.model().rows) == 14)
    kinds = {chip.kind for row in chips_of(view, np.arange(14)) for chip in row}
    assert ChipKind.ELSEWHERE in kinds
    assert not kinds & {ChipKind.SUGGESTED, ChipKind.ANNOTATED}
    driver.until(lambda: all("nothing here has judged it" in one for one in lights(driver)))
    # Not in bulk, and the dialog says why.
    window.commands.accept_above.trigger()
    driver.until(lambda: bool(window.findChildren(AcceptDialog)))
    (dialog,) = window.findChildren(AcceptDialog)
    driver.until(lambda: "look at a dozen images" in dialog.precision.text())
    assert not dialog.accept_button.isEnabled()
    dialog.reject()
    # What one sees is accepted by one's own key, and counts as looked at.
    driver.show_all()
    driver.do(window.commands.select_all)
    driver.do(window.commands.accept_shown)
    driver.until(lambda: bool((view.matrix == State.PRESENT).any()))
    driver.until(lambda: any("looked at here" in one for one in lights(driver)))
    assert view.runs[0].tasks == ()
