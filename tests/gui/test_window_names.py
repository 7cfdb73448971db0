"""A name is enough to begin: a label is typed, and what looks like it comes first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sklearn.datasets import load_sample_image
from window_driver import CONTROL, Driver, draw_images, opened_window

from labelmt.domain.annotations import State
from labelmt.gui.images.grid.shown_labels import ChipKind
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.project.commands.commands import EditLabel
from labelmt.project.review.trust import LabelTrust, Trust
from labelmt.project.training.worker_process import WorkerProcess

EACH, SIDE = 12, 200
PATIENCE_MS = 200_000
"""Each of these waits for a worker, the real one for torch, and all share the machine."""
NOT_JUDGED = "From the name alone: nothing has judged this yet."

NewWindow = Callable[..., AbstractContextManager[Driver]]


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts of two photographs, a flower and a palace, by turns: the even rows show the flower."""
    folder = tmp_path_factory.mktemp("photographs")
    for name, first, left, top in (("flower.jpg", 0, 170, 60), ("china.jpg", 1, 60, 80)):
        whole = Image.fromarray(load_sample_image(name))
        for number in range(EACH):
            x, y, edge = left + 12 * (number % 4), top + 14 * (number // 4), SIDE + 4 * number
            part = whole.crop((x, y, x + edge, y + edge)).resize((SIDE, SIDE))
            part.save(folder / f"{2 * number + first:02d}.png")
    return folder


@pytest.fixture
def real(qtbot: QtBot) -> Iterator[Driver]:
    """A window with the real worker, whose projects learn as one labels."""
    with opened_window(qtbot, learn_live=True, make_worker=WorkerProcess) as driver:
        driver.patience_ms = PATIENCE_MS
        yield driver


@pytest.fixture
def named(qtbot: QtBot) -> Iterator[Driver]:
    """A window whose worker says that the last rows look like any label."""
    with opened_window(qtbot, "names", learn_live=True) as driver:
        driver.patience_ms = PATIENCE_MS
        yield driver


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", 24)


def order(driver: Driver) -> list[int]:
    found: list[int] = driver.window.browser.grid.model().rows.tolist()
    return found


def by_name(driver: Driver) -> str:
    """What the banner of a sweep says of the order, where it is shown."""
    line = driver.window.workspace.sweep_banner.by_name
    return line.text() if line.isVisible() else ""


def kinds(driver: Driver, row: int) -> dict[str, ChipKind]:
    chips = driver.window.browser.grid.model().cell(row).chips
    return {chip.label.name: chip.kind for chip in chips}


def trust(driver: Driver, name: str) -> LabelTrust | None:
    model = driver.window.panel.model
    found: LabelTrust | None = model.data(model.index_of(driver.label(name).id), LabelRole.TRUST)
    return found


def words_of(driver: Driver, name: str) -> str:
    """What the panel says of a label when the mouse rests on it."""
    model = driver.window.panel.model
    index = model.index_of(driver.label(name).id)
    return str(model.data(index, Qt.ItemDataRole.ToolTipRole))


def test_what_looks_like_a_typed_name_comes_first(real: Driver, photographs: Path) -> None:
    real.open(photographs)
    window = real.window
    real.press("L")
    count = len(real.project_view.schema.labels)
    adder = window.panel.adder.name
    QTest.keyClicks(adder, "flower")
    real.press(Qt.Key.Key_Return, CONTROL)  # just the label, nothing is marked
    real.until(lambda: window.sweep.active)
    assert len(real.project_view.schema.labels) == count + 1
    assert adder.hasFocus(), "whoever goes on typing labels is not disturbed"
    real.until(lambda: set(order(real)[:EACH]) == set(range(0, 2 * EACH, 2)))
    real.until(lambda: NOT_JUDGED in by_name(real))
    likely = order(real)[0]
    assert kinds(real, likely) == {"flower": ChipKind.NAMED}
    assert real.project_view.predictions is None
    real.until(lambda: (found := trust(real, "flower")) is not None and found.light is Trust.NAMED)
    assert NOT_JUDGED in words_of(real, "flower")
    # A label in another language is read by its English synonym, and the panel says so.
    label = real.label("flower")
    scores = real.project_view.names
    window.session.apply(EditLabel(label.id, name="Blüte"))
    real.until(lambda: real.project_view.names is not scores)
    real.until(lambda: "Names are read in English" in words_of(real, "Blüte"))
    scores = real.project_view.names
    window.session.apply(EditLabel(label.id, synonyms=("flower",)))
    real.until(lambda: real.project_view.names is not scores)
    real.until(lambda: "“flower”" in words_of(real, "Blüte"))
    window.browser.focus_images()
    real.click(window.workspace.sweep_banner.sort)
    real.until(lambda: set(order(real)[:EACH]) == set(range(0, 2 * EACH, 2)))


def test_no_key_takes_what_a_name_says(named: Driver, many: Path) -> None:
    named.open(many)
    named.add_labels("tree")
    named.until(lambda: bool(named.project_view.speaking))
    named.until(lambda: kinds(named, 23) == {"tree": ChipKind.NAMED})
    assert kinds(named, 0) == {}
    named.select(23)
    named.press(Qt.Key.Key_Space)
    named.settle()
    named.sweep_for("tree")
    named.until(lambda: order(named) == list(range(23, -1, -1)))
    named.until(lambda: NOT_JUDGED in by_name(named))
    mark_of = named.window.browser.grid._painter.mark_of
    assert mark_of is not None
    mark = mark_of(23)
    assert mark is not None
    assert (mark.named, mark.suggested, mark.probability) == (True, State.UNKNOWN, None)
    toast = named.window.labelling_parts.toast
    named.press(Qt.Key.Key_Space)
    named.until(lambda: "From the name alone" in toast.text())
    named.press(Qt.Key.Key_Return, CONTROL)  # accept the rest, go on: there is no other label
    named.until(lambda: not named.window.sweep.active)
    assert "Nothing is accepted from a name alone" in toast.text()
    named.settle()
    assert set(named.states("tree")) == {State.UNKNOWN}
    named.do(named.window.commands.review)
    named.until(lambda: named.window.review.current == 23)
    named.until(
        lambda: "By the name alone: tree" in named.window.workspace.review_banner.suggestion.text()
    )
    named.press(Qt.Key.Key_Space)
    named.until(lambda: named.window.review.current not in (None, 23))
    named.settle()
    assert set(named.states("tree")) == {State.UNKNOWN}


def test_the_first_label_begins_a_sweep_by_itself(named: Driver, many: Path) -> None:
    """Enter marks the image that is selected, and nothing is done after it."""
    named.open(many)
    named.press("L")
    named.type("tree")
    named.until(lambda: named.window.sweep.active)
    named.until(lambda: order(named) == list(range(23, -1, -1)))
    named.until(lambda: named.states("tree")[0] == State.PRESENT)
    assert named.window.panel.adder.name.hasFocus()
    named.press(Qt.Key.Key_Escape)  # leaves the field
    named.press(Qt.Key.Key_Escape)
    named.until(lambda: not named.window.sweep.active)
    named.until(lambda: order(named) == list(range(24)))


def test_whoever_goes_on_is_offered_a_sweep(named: Driver, many: Path) -> None:
    named.open(many)
    named.add_labels("tree")  # and Escape: back to the images
    notices = named.window.notices
    named.until(lambda: notices.shown is not None and "“tree”" in notices.shown.what)
    assert not named.window.sweep.active
    assert notices.shown is not None
    assert "from the name alone" in notices.shown.what
    (go,) = notices.shown.offers
    button = next(one for one in notices.findChildren(QPushButton) if one.text() == go.text())
    named.click(button)
    named.until(lambda: named.window.sweep.active)
    named.until(lambda: order(named) == list(range(23, -1, -1)))
    assert notices.shown is None


def test_an_offer_goes_when_the_label_is_swept_for_or_deleted(named: Driver, many: Path) -> None:
    named.open(many)
    named.add_labels("tree")
    notices = named.window.notices
    named.until(lambda: notices.shown is not None and "“tree”" in notices.shown.what)
    named.sweep_for("tree")
    named.until(lambda: notices.shown is None)
    named.press(Qt.Key.Key_Escape)
    named.until(lambda: not named.window.sweep.active)
    named.add_labels("sea")
    named.until(lambda: notices.shown is not None and "“sea”" in notices.shown.what)
    named.press(Qt.Key.Key_Z, CONTROL)
    named.until(lambda: notices.shown is None)


def test_a_name_fades_once_a_model_has_learnt_it(named: Driver, many: Path) -> None:
    named.open(many)
    named.add_labels("tree", "sea")
    named.until(lambda: kinds(named, 22).get("tree") is ChipKind.NAMED)
    named.select(20, 21)
    named.press("1")
    named.select(0, 1)
    named.press("2")
    named.settle()
    named.until(lambda: named.project_view.predictions is not None)
    named.until(lambda: kinds(named, 22).get("tree") is ChipKind.SUGGESTED)
    assert not named.project_view.speaking
    named.until(lambda: (found := trust(named, "tree")) is not None and found.light is Trust.FEW)
    named.sweep_for("tree")
    named.until(lambda: named.window.workspace.sweep_banner.count.text() != "")
    assert by_name(named) == ""


def test_a_name_that_says_no_more_than_chance_is_switched_off(
    new_window: NewWindow, many: Path
) -> None:
    with new_window("names", "useless", learn_live=True) as driver:
        driver.patience_ms = PATIENCE_MS
        driver.open(many)
        driver.add_labels("tree")
        driver.until(lambda: "The name is switched off" in words_of(driver, "tree"))
        assert kinds(driver, 23) == {}
        assert "an English synonym helps" in words_of(driver, "tree")
        driver.sweep_for("tree")
        driver.until(lambda: driver.window.workspace.sweep_banner.count.text() != "")
        assert order(driver) == list(range(24))
        assert by_name(driver) == ""


def test_where_names_cannot_be_read_it_is_said_once(new_window: NewWindow, many: Path) -> None:
    with new_window("unread", learn_live=True) as driver:
        driver.patience_ms = PATIENCE_MS
        driver.open(many)
        driver.add_labels("tree")
        notices = driver.window.notices
        driver.until(lambda: notices.shown is not None)
        assert notices.shown is not None
        assert notices.shown.what == "The text encoder is not installed. Install it."
        notices.dismiss()
        driver.add_labels("sea")
        driver.until(lambda: driver.window.live.idle)
        driver.settle()
        assert notices.shown is None


def test_the_review_begins_with_likely_and_telling_images(named: Driver, many: Path) -> None:
    named.open(many)
    named.add_labels("tree")
    named.until(lambda: bool(named.project_view.speaking))
    named.do(named.window.commands.review)
    banner = named.window.workspace.review_banner
    named.until(lambda: named.window.review.current == 23)
    assert banner.reason.text() == "looks like a label by its name"
    reasons = []
    for _ in range(3):
        before = named.window.review.current
        named.press("N")
        named.until(lambda before=before: named.window.review.current != before)  # type: ignore[misc]
        reasons.append(banner.reason.text())
    assert reasons[0] == "stands for many images"
    assert "looks like a label by its name" in reasons


def test_names_of_an_earlier_session_are_shown_at_once(new_window: NewWindow, many: Path) -> None:
    with new_window("names", learn_live=True) as driver:
        driver.patience_ms = PATIENCE_MS
        driver.open(many)
        driver.add_labels("tree")
        driver.until(lambda: bool(driver.project_view.speaking))
    with new_window(learn_live=False) as driver:
        driver.patience_ms = PATIENCE_MS
        driver.open(many)
        driver.until(lambda: kinds(driver, 23) == {"tree": ChipKind.NAMED})
        values = driver.project_view.names
        assert values is not None
        assert np.array_equal(np.argsort(-values.values[:, 0].astype(float)), np.arange(24)[::-1])


def test_a_project_of_another_backbone_is_told_once_that_names_are_not_compared(
    named: Driver, many: Path
) -> None:
    project_view = named.open(many)
    settings = replace(project_view.settings, backbone="small_cnn")
    named.window.session.run(lambda project: project.save_training_settings(settings))
    named.settle()
    named.open(project_view.folder)
    notices = named.window.notices
    named.add_labels("tree")
    named.until(lambda: notices.shown is not None)
    assert notices.shown is not None
    assert "compared by the built-in backbone alone" in notices.shown.what
    assert "“small_cnn”" in notices.shown.what
    assert not named.project_view.speaking
    if place := os.environ.get("LABELMT_SCREENSHOTS"):
        named.window.grab().save(place + "/notice.png")
    notices.dismiss()
    named.add_labels("sea")
    named.until(lambda: len(named.project_view.schema.labels) == 2)
    named.until(lambda: named.window.live.idle)
    named.settle()
    assert notices.shown is None


def test_names_that_are_switched_off_are_not_told_of(named: Driver, many: Path) -> None:
    project_view = named.open(many)
    settings = replace(project_view.settings, backbone="small_cnn", name_evidence=False)
    named.window.session.run(lambda project: project.save_training_settings(settings))
    named.settle()
    named.open(project_view.folder)
    named.add_labels("tree")
    named.until(lambda: len(named.project_view.schema.labels) == 1)
    named.settle()
    assert named.window.notices.shown is None
