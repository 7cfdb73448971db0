"""The program's own window, driven by real events; it is closed, and its threads end, each time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from thread_watch import watched_thread

from labelmt.domain.annotations import Seen
from labelmt.domain.schema import Label, TaskKind
from labelmt.gui.app.application import make_application
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.grid_canvas import EDGES
from labelmt.gui.labelling.consent.estimate_dialog import EstimateDialog
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.project.engine.engine_python import BundleParts
from labelmt.project.training.training_state import Phase
from labelmt.project.training.worker_process import WorkerProcess

WORKER = Path(__file__).with_name("predicting_worker.py")
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def draw_images(folder: Path, count: int) -> Path:
    """So many small images, each with a disc of its own colour."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        image = Image.new("RGB", (48, 36), (number * 9 % 256, 120, 90))
        ImageDraw.Draw(image).ellipse((8, 8, 30, 30), fill=(200, number * 31 % 256, 40))
        image.save(folder / f"{number:03d}.png")
    return folder


class Driver:
    """A person at the window: looks at what is shown, presses keys and buttons."""

    patience_ms = 60_000

    def __init__(self, window: MainWindow, bot: QtBot) -> None:
        self.window = window
        self.bot = bot

    @property
    def project_view(self) -> ProjectView:
        assert self.window.project_view is not None
        return self.window.project_view

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=self.patience_ms)

    def open(self, folder: Path) -> ProjectView:
        """Open a folder and wait until it has been scanned and decoded."""
        window = self.window
        with self.bot.waitSignal(window.intake.scanned, timeout=self.patience_ms):
            window.start(folder)
        self.until(lambda: not (self.project_view.images.status == 0).any())
        self.until(lambda: len(window.browser.grid.model().rows) == len(self.project_view.images))
        self.settle()
        return self.project_view

    def settle(self) -> None:
        """Wait until everything asked for is saved and shown."""
        self.until(lambda: not self.window.labelling.busy)
        done: list[None] = []
        self.window.session.run(lambda _project: None, done.append)
        self.until(lambda: bool(done))

    def press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        if isinstance(key, str):
            key = Qt.Key(ord(key))
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)

    def type(self, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type where the focus is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)
        QTest.keyClick(target, end)

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        where = place if place is not None else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, where)

    def add_labels(self, *names: str) -> None:
        """Type labels as a person does, and go back to the images."""
        self.press("L")
        for name in names:
            before = len(self.project_view.schema.labels)
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClicks(target, name)
            self.press(Qt.Key.Key_Return, CONTROL)  # made, and nothing is marked
            self.until(partial(self._has_labels, before + 1))
        self.press(Qt.Key.Key_Escape)

    def _has_labels(self, count: int) -> bool:
        return len(self.project_view.schema.labels) == count

    def add_task(self, name: str, kind: TaskKind) -> None:
        self.press("L", SHIFT)
        form = self.window.panel.adder.form
        if kind is TaskKind.MULTICLASS:
            self.click(form.exactly_one, QPoint(8, form.exactly_one.height() // 2))
            form.name.setFocus()
        count = len(self.project_view.schema.tasks)
        self.type(name)
        self.until(lambda: len(self.project_view.schema.tasks) == count + 1)
        self.press(Qt.Key.Key_Escape)

    def seen(self, name: str) -> dict[int, Seen]:
        """Row to how a person saw what they said of a label, as it is on disk."""
        self.settle()
        wanted = self.label(name).id
        found: list[dict[int, Seen]] = []
        self.window.session.run(
            lambda project: {
                one.row: one.seen
                for row in range(project.image_count())
                for one in project.annotations_of(row)
                if one.label_id == wanted
            },
            found.append,
        )
        self.until(lambda: bool(found))
        return found[0]

    def label(self, name: str) -> Label:
        return next(one for one in self.project_view.schema.labels if one.name == name)

    def states(self, name: str) -> list[int]:
        """The label's states, row by row, as the window has them."""
        column = self.project_view.schema.columns[self.label(name).id]
        found: list[int] = self.project_view.matrix[:, column].tolist()
        return found

    def shown_state(self, name: str) -> object:
        """What the panel shows of the label on the selection."""
        model = self.window.panel.model
        return model.data(model.index_of(self.label(name).id), LabelRole.STATE)

    def select(self, *rows: int) -> None:
        self.window.browser.grid.select_rows(rows, rows[-1])

    def show_all(self) -> None:
        """Make thumbnails smaller until all images are on the screen: what is marked is seen."""
        grid = self.window.browser.grid
        while len(grid.visible_rows()) < len(grid.model().rows) and grid.edge > EDGES[0]:
            self.do(self.window.commands.smaller)
        self.until(lambda: len(grid.visible_rows()) == len(grid.model().rows))

    def after_modal(self, action: Callable[[], None]) -> None:
        """Do something as soon as a modal box is open: the call that opens it does not return."""

        def look() -> None:
            if QApplication.activeModalWidget() is None:
                QTimer.singleShot(10, look)
            else:
                action()

        QTimer.singleShot(0, look)

    def asked(self) -> EstimateDialog:
        """The question before what nobody saw is written, as soon as it is there."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), EstimateDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, EstimateDialog)
        return dialog

    def answer(self, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Read the estimate and press Enter, or Escape; “Write” is chosen where Enter would not."""
        dialog = self.asked()
        if key == Qt.Key.Key_Return and not dialog.write.isDefault():
            dialog.write.setFocus()
            QTest.keyClick(dialog.write, Qt.Key.Key_Space)
        else:
            QTest.keyClick(dialog, key)
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.window.activateWindow()
        self.window.browser.focus_images()
        self.settle()

    def train(self) -> None:
        """Train without being asked for a time limit, to the end."""
        self.press(Qt.Key.Key_F5)
        self.until(lambda: self.window.training.state.phase is Phase.FINISHED)
        self.settle()

    def sweep_for(self, name: str) -> None:
        """Choose a label in the panel, and press the keys that sweep for it."""
        panel = self.window.panel
        panel.view.setCurrentIndex(panel.model.index_of(self.label(name).id))
        self.press("L", CONTROL)

    def do(self, action: QAction) -> None:
        """Choose an entry of a menu."""
        assert action.isEnabled(), action.text()
        action.trigger()


def cut_off(window: QWidget) -> list[str]:
    """Buttons, fields and words on screen that have less room than they ask for."""
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)
    return [
        f"{type(one).__name__} {one.accessibleName() or getattr(one, 'text', str)()}"
        for kind in kinds
        for one in window.findChildren(kind)
        if one.isVisible()
        and not one.objectName().startswith(("qt_", "Scroll"))  # a part of another widget
        and not isinstance(one.parent(), QComboBox)  # likewise
        and (
            one.width() < one.minimumSizeHint().width()
            or one.height() < one.minimumSizeHint().height()
        )
    ]


@contextmanager
def opened_window(
    bot: QtBot,
    *manner: str,
    size: tuple[int, int] | None = (1280, 800),
    learn_live: bool = False,
    asks_for_time: bool = False,
    make_worker: Callable[[], WorkerProcess] | None = None,
    engine_parts: BundleParts | None = None,
) -> Iterator[Driver]:
    """The window, closed at the end; its worker is predicting_worker with these arguments, if no
    other is made.

    Whatever a test does with it, no slot may do file or query work on the GUI thread meanwhile.
    """
    make_application(["labelmt"])
    tells = make_worker or (lambda: WorkerProcess([sys.executable, str(WORKER), *manner]))
    window = MainWindow(tells, learn_live=learn_live, engine_parts=engine_parts)
    window.commands.train_at_once.setChecked(not asks_for_time)
    if size is not None:
        window.resize(*size)
    with bot.waitActive(window):
        window.show()
    try:
        with watched_thread() as watch:
            yield Driver(window, bot)
        assert not watch.found, "on the GUI thread: " + "; ".join(watch.found)
    finally:
        window.training.stop()  # and do not ask whether it may
        window.close()
        window.deleteLater()
