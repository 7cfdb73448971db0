"""``every_window.py PROJECT THEME [long]``: opens every window and dialog, and prints as JSON how
each fits, where Tab goes in it, and which words cannot be read; with words of 1.4 times the length.

A process of its own, because Qt reads screen and scale once: QT_QPA_PLATFORM names a file that
says how large the screen is, QT_SCALE_FACTOR the scale.
"""

from __future__ import annotations

import gettext
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as MarkupQt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QWidget,
)
from walking import faults, unreadable
from window_driver import cut_off

from labelmt.domain.schema import Label, TaskKind
from labelmt.domain.sharing_report import SharingReport, TaskSharing
from labelmt.domain.text import use_catalogue
from labelmt.gui.app.application import make_application
from labelmt.gui.app.change_key_dialog import ChangeKeyDialog
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.core.window_keys import WindowKeys
from labelmt.gui.labelling.consent.estimate_dialog import EstimateDialog
from labelmt.gui.labelling.panel.key_dialog import KeyDialog
from labelmt.gui.labelling.panel.label_picker import LabelPicker
from labelmt.gui.model.engine.engine_dialog import EngineDialog, EngineStatus, Origin
from labelmt.gui.model.training.sharing_dialog import SharingDialog
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.engine.installed_engine import EngineProgress, EngineState
from labelmt.project.engine.lock_file import EngineChoice, EngineWheel
from labelmt.project.review.unseen_estimate import Estimate

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEAST_FOR_START = 700
"""Pixels that the start page asks for."""
BOTH = "two images"
"""Tab goes from one to the other there."""
PLACES = re.compile(r"(\{[^{}]*\}|<[^<>]*>|%n|&\w*;)")
WORD = re.compile(r"[^\W\d_]{2,}")
MARKUP = "<b>"
"""Is in some names of the project."""
found: dict[str, dict[str, object]] = {}


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        QApplication.processEvents()
        assert time.monotonic() < end, "waited in vain"


def rest(seconds: float = 0.08) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end)


def learning_engine(window: QWidget) -> EngineDialog:
    """The dialog of a bundle, with all that it may show."""
    wheel = EngineWheel("torch", "2.0", size=3_348_288_993)
    choices = tuple(EngineChoice(id, (wheel,)) for id in ("full", "cpu"))
    dialog = EngineDialog(window)
    dialog.origin.setCurrentIndex(dialog.origin.findData(Origin.FOLDER))
    dialog.show_status(EngineStatus(EngineState.PARTIAL, "cpu", choices, "", 10**9))
    dialog.show_running(True, "Fetching the learning engine")
    dialog.show_progress(EngineProgress("nvidia-cusparselt-cu13", 10**9, 3 * 10**9, 6, 68))
    return dialog


def look(name: str, window: QWidget) -> None:
    """Note how a window lies on the screen, and what of it is cut off and cannot be scrolled."""
    rest()
    end = time.monotonic() + 3  # what changes its words as it opens is laid out again
    until(lambda: not cut_off(window) or time.monotonic() > end)
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    found[name] = {
        "window": type(window).__name__,
        "inside": room.contains(frame),
        "size": [frame.width(), frame.height(), room.width(), room.height()],
        # Of a screen of 1024 × 700 at 200 % a quarter is left: words give way there.
        "cut off": cut_off(window) if room.width() >= LEAST_FOR_START else [],
        "blank": list(blank(window)) if room.width() >= LEAST_FOR_START else [],
        "markup": sorted(set(as_markup(window))),
        "outside": [
            type(one).__name__
            for one in window.findChildren(QWidget)
            if one.isVisible()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not in_scroll_area(one)
            and not window.rect().contains(one.mapTo(window, one.rect().center()))
        ],
        "unreadable": unreadable(window),
        "focus": faults(window) if name != BOTH else [],
    }


def blank(window: QWidget) -> Iterator[str]:
    """Buttons that say nothing, and tables with rows of which not even one is seen whole."""
    for button in window.findChildren(QPushButton):
        if button.isVisible() and not button.text() and button.icon().isNull():
            yield f"button {button.accessibleName()}"
    for table in window.findChildren(QTableWidget):
        if table.isVisible() and 0 < table.viewport().height() < table.rowHeight(0):
            yield f"table {table.accessibleName()}"


def as_markup(window: QWidget) -> Iterator[str]:
    """Where Qt would read a name as HTML instead of showing it."""

    def is_read(text: object) -> bool:
        return isinstance(text, str) and MARKUP in text and MarkupQt.mightBeRichText(text)

    for one in (window, *window.findChildren(QWidget)):
        name = type(one).__name__
        plain = isinstance(one, QLabel) and one.textFormat() == Qt.TextFormat.PlainText
        if isinstance(one, QLabel) and not plain and is_read(one.text()):
            yield f"{name}: {one.text()}"
        if is_read(one.toolTip()):
            yield f"tooltip of {name}: {one.toolTip()}"
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            tips = tool_tips(one.model(), one.rootIndex())
            yield from (f"item of {name}: {tip}" for tip in tips if is_read(tip))
    for action in window.findChildren(QAction):
        if is_read(action.toolTip()):
            yield f"tooltip of an action: {action.toolTip()}"


def tool_tips(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[object]:
    """Those of the first rows of a list, table or tree."""
    is_list = isinstance(model, QAbstractListModel)
    columns = 1 if is_list else model.columnCount(parent)
    for row in range(min(model.rowCount(parent), 20)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield model.data(index, Qt.ItemDataRole.ToolTipRole)
            if column == 0 and not is_list and model.rowCount(index):
                yield from tool_tips(model, index)


def dialogs() -> set[QDialog]:
    """Those that are open."""
    tops = QApplication.topLevelWidgets()
    return {one for one in tops if isinstance(one, QDialog) and one.isVisible()}


def in_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent is not None


class Long(QTranslator):
    """A language in which everything takes 1.4 times as many letters."""

    def translate(
        self, _context: str, source: str, _which: str | None = None, _count: int = -1
    ) -> str:
        return lengthened(source)


class LongCatalogue(gettext.NullTranslations):
    """The same of texts outside Qt."""

    def gettext(self, message: str) -> str:
        return lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return lengthened(msgid1 if n == 1 else msgid2)


def leaves(kind: type[QDialog]) -> set[type[QDialog]]:
    """The dialogs of a kind, without those that others are made of."""
    below = kind.__subclasses__()
    return {leaf for one in below for leaf in leaves(one)} if below else {kind}


def lengthened(text: str) -> str:
    """Words with their letters said again until they are 1.4 times as long; places stay."""
    pieces = PLACES.split(text)
    for number in range(0, len(pieces), 2):
        pieces[number] = WORD.sub(lambda word: word[0] + word[0][: round(len(word[0]) * 0.4)],
                                  pieces[number])  # fmt: skip
    return "".join(pieces)


def main(project: Path, theme: Theme, *, long: bool = False) -> None:
    app = make_application(["labelmt"])
    translator = Long()
    if long:
        app.installTranslator(translator)
        use_catalogue(LongCatalogue())
    applied_theme().choose(theme)
    window = MainWindow(learn_live=False)
    assert long == (window.commands.find.text() != "Find")
    window.show()
    if window.screen().availableGeometry().width() >= LEAST_FOR_START:
        look("as it first opens", window)
    window.start(project)
    until(lambda: window.project_view is not None and bool(window.browser.grid.visible_rows()))
    until(lambda: not window.labelling.busy)
    rest(1)
    look("grid", window)

    def press(key: Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        window.activateWindow()
        window.browser.focus_images()
        QTest.keyClick(QApplication.focusWidget() or window, key, how)
        rest()

    for name, key, how in (
        ("viewer", Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (BOTH, Key.Key_B, CONTROL),
        ("sweep", Key.Key_L, CONTROL),
        ("review", Key.Key_N, Qt.KeyboardModifier.NoModifier),
        ("groups", Key.Key_G, CONTROL),
        ("duplicates", Key.Key_D, CONTROL),
    ):
        press(key, how)
        look(name, window)
        press(Key.Key_Escape)

    def opens(name: str, ask: Callable[[], object]) -> None:
        before = dialogs()
        ask()
        until(lambda: bool(dialogs() - before))
        (dialog,) = dialogs() - before
        look(name, dialog)
        dialog.reject()
        until(lambda: dialogs() == before)

    do, view = window.commands, window.project_view
    assert view is not None
    label: Label = view.schema.labels[0]
    table = project / "labels.csv"
    table.write_text("filename,objects\n000.png,tree\n001.png,sea\n", encoding="utf-8")
    opens("schema editor", do.edit_schema.trigger)
    opens("keys", do.keys.trigger)
    opens("preferences", do.preferences.trigger)
    opens("search syntax", do.search_syntax.trigger)
    opens("documentation", do.documentation.trigger)
    opens("legend", do.legend.trigger)
    opens("training settings", window.strip.settings_action.trigger)
    opens("time for a training", window.strip.train_action.trigger)
    opens("import", lambda: window.projects.import_table(table))
    opens("export", do.export_labels.trigger)
    opens("export a model", do.export_model.trigger)
    opens("report", do.report.trigger)
    opens("contact sheet", do.contact_sheet.trigger)
    opens("accept above", do.accept_above.trigger)
    opens("restore a backup", do.restore_backup.trigger)
    opens("locate a folder", do.locate.trigger)
    opens("files to take", do.scan_patterns.trigger)
    task = TaskSharing("objects", TaskKind.MULTILABEL, 0.7, 0.8, -0.1, -0.2, 0.01)
    estimate = Estimate(np.arange(400), present=400, absent=800, replaced=3, missed=12.0)
    report = SharingReport((task,), -0.1, -0.2, 0.01, 40, 0, 12.0, 20.0)
    for name, dialog in (
        ("key of a label", KeyDialog(label, view.schema, window)),
        ("which label", LabelPicker("Sweep for which label?", view.schema, (), None, window)),
        ("sharing", SharingDialog(report, window)),
        ("key of an action", ChangeKeyDialog(do.undo, "Undo", WindowKeys(do, window), window)),
        ("before much is written", EstimateDialog("Write?", estimate, 3, window)),
        ("learning engine", learning_engine(window)),
    ):
        opens(name, dialog.open)
    do.show_missing.trigger()
    look("images that cannot be shown", window.missing.dialog)
    window.missing.dialog.close()
    window.labelling_parts.history.show()
    until(lambda: window.labelling_parts.history.dialog is not None)
    history = window.labelling_parts.history.dialog
    assert history is not None
    look("history", history)
    history.close()
    window.agreement.show()
    agreement = window.agreement.dialog
    assert agreement is not None
    look("agreement", agreement)
    agreement.close()
    window.runs.show()
    until(lambda: window.runs.dialog is not None)
    runs = window.runs.dialog
    assert runs is not None
    for place in range(runs.tabs.count()):
        runs.tabs.setCurrentIndex(place)
        look(f"runs: {runs.tabs.tabText(place)}", runs)
    runs.close()
    kinds = {one.__name__ for one in leaves(FittingDialog)}
    missed = sorted(kinds - {str(one["window"]) for one in found.values()})
    window.training.stop()
    window.close()
    json.dump({"found": found, "missed": missed}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Theme(sys.argv[2]), long=sys.argv[3:] == ["long"])
