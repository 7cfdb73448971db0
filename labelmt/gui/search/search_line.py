"""The line a search is typed into: completes names, and marks the place of an error."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QLocale, QPointF, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.schema import Schema
from labelmt.domain.search.completion import Completions, completions
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.search.completion_list import CompletionList
from labelmt.gui.search.search_hints import search_hints
from labelmt.gui.widgets.escapable_line import EscapableLine

"""Stands out from light and dark grounds alike; the words beside it say the same."""

_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKE = (*_GO_ON, Qt.Key.Key_Tab)


class SearchLine(EscapableLine):
    """Enter or Down goes on to the images, Escape clears first.

    While completions are open, Up and Down choose among them, Enter or Tab takes one and Escape
    closes them. Ctrl+Space opens them anywhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = self.tr("Search: label:tree is:unlabelled p(sea)>0.4 ({find})")
        KeyHint(self, self.setPlaceholderText, text)
        self.setAccessibleName(self.tr("Search"))
        self.setClearButtonEnabled(True)
        self._schema = Schema()
        self._runs: tuple[int, ...] = ()
        self._found = Completions(0, 0)
        self._hints = search_hints()
        self._counts: dict[str, str] = {}
        self._problem: InvalidQuery | None = None
        self.completions = CompletionList(self)
        self.completions.taken.connect(self._take)
        self.textEdited.connect(self._complete)
        self.textChanged.connect(self._forget_problem)

    def set_names(self, schema: Schema, runs: Sequence[int]) -> None:
        """Complete with these labels, tasks and runs."""
        self._schema = schema
        self._runs = tuple(runs)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say behind a completion how many images it finds."""
        number = QLocale().toString
        self._counts = {
            option: self.tr("labelled ({0})").format(number(count))
            for option, count in counts.items()
        }

    @property
    def options(self) -> tuple[str, ...]:
        """The completions that are open."""
        return self.completions.options

    def show_text(self, text: str) -> None:
        """Put a search here that is shown already: nobody is told."""
        if text != self.text():
            with QSignalBlocker(self):
                self.setText(text)
                # Its button follows a signal that nobody hears now: it would stay in an empty line.
                self.setClearButtonEnabled(False)
                self.setClearButtonEnabled(True)
            self.update()

    def show_problem(self, problem: InvalidQuery | None) -> None:
        """Underline the part of the text that is wrong."""
        self._problem = problem
        self.setAccessibleDescription(str(problem) if problem else "")
        self.update()

    @Slot()
    def start(self) -> None:
        """Put the cursor here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self.completions.isVisible():
            # Tab would leave the field before keyPressEvent; Escape would clear it.
            mine = (Qt.Key.Key_Tab, Qt.Key.Key_Escape)
            if event.type() == QEvent.Type.KeyPress and event.key() in mine:
                self._choose_with(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if self.completions.isVisible() and self._choose_with(event):
            return
        if event.key() == Qt.Key.Key_Space and control:
            self._complete(asked=True)
        elif event.key() in (*_GO_ON, Qt.Key.Key_Down):
            self.completions.hide()  # also where nothing takes the focus
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.completions.hide()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._problem is None:
            return
        left = self._x_of(self._problem.start)
        right = max(self._x_of(self._problem.stop), left + self.fontMetrics().averageCharWidth())
        inside = self.rect().adjusted(2, 0, -2, 0)
        left, right = max(left, inside.left()), min(right, inside.right())
        step = max(2.0, self.fontMetrics().height() / 7)
        base = (self.height() + self.fontMetrics().height()) / 2 - step / 2
        count = max(2, math.ceil((right - left) / step) + 1)
        wave = [QPointF(left + i * step, base + (i % 2) * step / 2) for i in range(count)]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(
                QPen(self.palette().color(QPalette.ColorRole.BrightText), max(1.0, step / 3))
            )
            painter.drawPolyline(QPolygonF(wave))

    def _x_of(self, column: int) -> float:
        """Where a column is: the text scrolls, but the field tells where the cursor is."""
        metrics, text = self.fontMetrics(), self.text()
        cursor = metrics.horizontalAdvance(text[: self.cursorPosition()])
        here = self.cursorRect().center().x()
        return float(here - cursor + metrics.horizontalAdvance(text[:column]))

    def _choose_with(self, event: QKeyEvent) -> bool:
        """Let a key choose among the completions; False for one that means nothing to them."""
        key, chosen = event.key(), self.completions.chosen
        if key == Qt.Key.Key_Escape:
            self.completions.hide()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.completions.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in _TAKE and (chosen >= 0 or key == Qt.Key.Key_Tab):
            self._take(self.completions.options[max(chosen, 0)])
        else:
            return False
        return True

    @Slot(str)
    def _complete(self, _text: str = "", *, asked: bool = False) -> None:
        """Offer what may stand at the cursor."""
        cursor = self.cursorPosition()
        self._found = completions(self.text(), cursor, self._schema, self._runs, asked=asked)
        shown = [one.strip() for one in self._found.options]
        hints = [self._hint(one.removeprefix("-")) for one in shown]
        self.completions.offer(shown, hints, self._x_of(self._found.start))

    def _hint(self, option: str) -> str:
        return self._hints.get(option) or self._counts.get(option, "")

    @Slot(str)
    def _take(self, option: str) -> None:
        found = self._found
        text = next((one for one in found.options if one.strip() == option), option)
        after = self.text()[found.stop :]
        self.setText(self.text()[: found.start] + text + after.removeprefix(" "))
        self.setCursorPosition(found.start + len(text))
        if text.endswith(" "):
            self.completions.hide()
        else:
            self._complete()

    @Slot()
    def _forget_problem(self) -> None:
        if self._problem is not None:
            self.show_problem(None)
