"""The switch of live learning beside the training strip, and its progress."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from labelmt.gui.core.key_names import KeyHint, note
from labelmt.gui.theme.icons import set_icon
from labelmt.gui.theme.tokens import MEDIUM, SMALL


class LiveSwitch(QWidget):
    """Holds no state but the switch itself; ``show_*`` tell how learning stands.

    Signals:
        turned(bool): the person has switched it; ``set_on`` says nothing.
        once_asked: predictions are to be updated now, also while it is off.
    """

    turned = Signal(bool)
    once_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action = QAction(self.tr("Learn as I label"), self)
        self.action.setCheckable(True)
        self.action.setObjectName("live")
        self.action.setShortcut(QKeySequence("Shift+F6"))
        self.once_action = QAction(self.tr("Update predictions once"), self)
        self.once_action.setObjectName("live_once")
        self.once_action.setShortcut(QKeySequence(Qt.Key.Key_F6))
        note({one.objectName(): one for one in (self.action, self.once_action)})
        self.once_action.setIconText(self.tr("Update"))
        set_icon(self.once_action, "refresh-cw")
        self.box = QCheckBox(self.action.text())
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard alone
        self.once = QToolButton()
        self.once.setDefaultAction(self.once_action)
        self.once.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.once.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.once.setAccessibleName(self.once_action.text())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of learning as you label"))
        self.words = QLabel()
        self.words.setAccessibleName(self.tr("State of learning as you label"))
        self._name()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        for widget in (self.words, self.bar, self.box, self.once):
            layout.addWidget(widget)
        self.bar.setFixedWidth(self.fontMetrics().averageCharWidth() * 8)
        self.box.toggled.connect(self.action.setChecked)
        self.action.toggled.connect(self.box.setChecked)
        self.action.toggled.connect(self._tell)
        self.once_action.triggered.connect(self.once_asked)
        self._quiet = False
        self.show_words("")

    def _name(self) -> None:
        text = self.tr("After each of your labels, learn and predict every image anew ({live})")
        for put in (
            self.box.setToolTip, self.box.setAccessibleDescription, self.action.setToolTip,
        ):  # fmt: skip
            KeyHint(self, put, text)
        text = self.tr("Learn from the labels so far, once, and predict every image ({live_once})")
        for put in (self.once_action.setToolTip, self.once.setAccessibleDescription):
            KeyHint(self, put, text)

    def menu_actions(self) -> tuple[QAction, ...]:
        """What a menu offers as well."""
        return self.action, self.once_action

    def set_on(self, on: bool) -> None:
        """Show the switch as it was left, without telling that the person turned it."""
        self._quiet = True
        self.action.setChecked(on)
        self._quiet = False

    @property
    def on(self) -> bool:
        return self.action.isChecked()

    def show_words(self, text: str, tip: str = "") -> None:
        """Say how it stands; nothing is under way of which one could tell how far it is."""
        self.bar.hide()
        self.words.setText(text)
        self.words.setToolTip(tip)
        self.words.setAccessibleDescription(tip or text)
        self.words.setVisible(bool(text))

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Say what is done of it; ``total`` 0 where that cannot be told."""
        self.show_words(text)
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(min(done, total))
        self.bar.show()

    def _tell(self, on: bool) -> None:
        if not self._quiet:
            self.turned.emit(on)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.bar.setFixedWidth(self.fontMetrics().averageCharWidth() * 8)
        super().changeEvent(event)
