"""A button that names its key, and leaves it to the tool tip where there is little room."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QToolTip

from labelmt.gui.core.plain_tip import plain_tip

_KEY = re.compile(r"\s*[(（][^()（）]*[)）]$")
"""The key at the end of a button's words, in brackets of the language."""


class KeyButton(QPushButton):
    """Its text ends with a key in brackets; narrower than it asks for, it shows the rest alone."""

    def minimumSizeHint(self) -> QSize:
        """For the words without the key."""
        short = self._short()
        spared = self.fontMetrics().horizontalAdvance(self.text())
        spared -= self.fontMetrics().horizontalAdvance(short)
        return self.sizeHint() - QSize(spared, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if self.width() < self.sizeHint().width():
            option.text = self._short()
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = [self.text()] if self.width() < self.sizeHint().width() else []
            words += [self.toolTip()] if self.toolTip() else []
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(words)), self)
            return True
        return super().event(event)

    def _short(self) -> str:
        return _KEY.sub("", self.text())
