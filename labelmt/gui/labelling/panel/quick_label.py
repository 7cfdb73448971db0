"""The label panel's search field: finds labels as they are typed, adds those that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, Task
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.labelling.panel.label_adder import LabelAdder
from labelmt.gui.widgets.swatch import blank, icon_size, swatch
from labelmt.project.schema.label_search import Match, find_labels

_LABEL = Qt.ItemDataRole.UserRole
_MOST = 8


class QuickLabel(LabelAdder):
    """Enter marks the selection with the label of this name, which it makes where there is none.

    Shift+Enter marks absent, Alt+Enter unknown. Just a name or synonym typed in full is chosen by
    itself; arrows choose what is near. Ctrl+Enter makes a label and marks nothing.
    """

    label_chosen = Signal(int, object)
    """Label id and the State asked for."""
    label_made = Signal(str, object)
    """As ``label_typed``; the selection is to be marked with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schema = Schema()
        self.matches = QListWidget()
        self.matches.setAccessibleName(self.tr("Labels that match"))
        self.matches.setFrameShape(QFrame.Shape.NoFrame)
        self.matches.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matches.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.matches.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.matches.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.matches.hide()
        self.matches.setIconSize(icon_size(self))
        self.insert_above(self.matches)
        self._waiting_text = ""
        KeyHint(self, self._wait_with, self.tr("Find or add a label ({add_label})"))
        self.name.setAccessibleName(self.tr("Name of the label"))
        self.name.setToolTip(
            self.tr("Enter: present · Shift: absent · Alt: unknown · Ctrl: just make the label")
        )
        self.name.installEventFilter(self)
        self.name.textChanged.connect(self._find)
        self.matches.itemClicked.connect(lambda _: self._take(State.PRESENT))

    def _wait_with(self, text: str) -> None:
        self._waiting_text = text
        if not self.name.hasFocus():
            self.name.setPlaceholderText(text)

    def set_tasks(self, tasks: Sequence[Task]) -> None:
        super().set_tasks(tasks)
        self._schema = Schema(tuple(tasks))

    @Slot(str)
    def _find(self, text: str) -> None:
        found = find_labels(self._schema, text, _MOST)
        self.matches.clear()
        for match in found:
            item = QListWidgetItem(self._words(match), self.matches)
            item.setIcon(swatch(match.label.color, self, round_shape=True))
            item.setData(_LABEL, match.label.id)
            item.setToolTip(plain_tip(self._schema.task(match.label.task_id).name))
        if found:
            item = QListWidgetItem(self.tr("New label “{0}”").format(text.strip()), self.matches)
            item.setIcon(blank(self))
            if found[0].exact:
                self.matches.setCurrentRow(0)
        self.matches.setVisible(bool(found))
        rows = self.matches.count()
        self.matches.setFixedHeight(self.matches.sizeHintForRow(0) * rows + 4 if rows else 0)
        self._speak()

    def _words(self, match: Match) -> str:
        words = match.label.name
        if match.was:
            words = self.tr("{0}  (was {1})").format(words, match.called)
        elif match.called != match.label.name:
            words = self.tr("{0}  ({1})").format(words, match.called)
        if len(self._schema.tasks) > 1:
            words = f"{words}  —  {self._schema.task(match.label.task_id).name}"
        return words

    def _speak(self) -> None:
        """The focus stays in the field: a screen reader hears there what is chosen."""
        item = self.matches.currentItem()
        self.name.setAccessibleDescription(item.text() if item is not None else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:  # here L is a letter
            self.name.setPlaceholderText(self.tr("A label's name (Esc: back)"))
        elif event.type() == QEvent.Type.FocusOut:
            self.name.setPlaceholderText(self._waiting_text)
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key, rows = event.key(), self.matches.count()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and rows:
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self.matches.currentRow()
            beyond = 0 if step > 0 else rows - 1
            self.matches.setCurrentRow((row + step) % rows if row >= 0 else beyond)
            self._speak()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event.modifiers())
            return True
        return super().eventFilter(watched, event)

    def _enter(self, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.type_label()
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._take(State.ABSENT)
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self._take(State.UNKNOWN)
        else:
            self._take(State.PRESENT)

    def _take(self, state: State) -> None:
        item = self.matches.currentItem()
        label_id = item.data(_LABEL) if item is not None else None
        if label_id is not None:
            self.name.clear()
            self.label_chosen.emit(label_id, state)
        elif state is State.PRESENT and self.name.text().strip():
            name = self.name.text()
            self.name.clear()
            self.label_made.emit(name, self.task.currentData())
