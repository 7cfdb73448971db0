"""The card of a label: its name, what it means, other names, example images."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from labelmt.domain.schema import Label
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.thumbnails.thumbnail_strip import ThumbnailStrip
from labelmt.gui.theme.tokens import LARGE, MEDIUM, SMALL
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label
from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.gui.widgets.swatch import swatch
from labelmt.project.schema.label_guidelines import Guidelines

MOST_SHOWN = 600
"""Characters of a description; all of it is in the schema editor."""


class GuidelineCard(QFrame):
    """Lies over a part of the window like a tool tip: takes neither keys nor clicks."""

    def __init__(self, loader: ThumbnailLoader, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("guidelineCard")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._dot = QLabel()
        self._name = bold_label()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self._names = quiet_label()
        self.description = QLabel()
        self._caption = quiet_label()
        self.strip = ThumbnailStrip(loader)
        self._how = quiet_label()
        for label in (self._names, self.description, self._caption, self._how):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addLayout(head)
        self._layout = layout
        for part in (self._names, self.description, self.strip, self._caption, self._how):
            layout.addWidget(part)
        as_ground(self, QPalette.ColorRole.ToolTipBase)
        self.hide()

    def show_label(self, label: Label, guidelines: Guidelines, how: str) -> None:
        """Show a label.

        Args:
            how: what keys and clicks do with it, and what is known of its predictions.
        """
        size = self.fontMetrics().height()
        self._dot.setPixmap(swatch(label.color, self, round_shape=True).pixmap(size, size))
        self._name.setText(label.name)
        names = []
        if label.synonyms:
            names.append(self.tr("also called {0}").format(", ".join(label.synonyms)))
        if label.former:
            names.append(self.tr("was {0}").format(", ".join(reversed(label.former))))
        text = guidelines.description
        if len(text) > MOST_SHOWN:
            text = text[:MOST_SHOWN].rsplit(None, 1)[0] + " …"
        caption = self.tr("Examples") if guidelines.chosen else self.tr("Best confirmed images")
        self._say(self._names, " · ".join(names))
        self._say(self.description, text)
        self._say(self._caption, caption if guidelines.rows else "")
        self._say(self._how, how)
        self.strip.show_rows(guidelines.rows)
        self.strip.setVisible(bool(guidelines.rows))
        spoken = (label.name, *names, text)
        self.setAccessibleName("\n".join(part for part in spoken if part))

    def place(self, room: QRect, beside: QRect | None) -> None:
        """Lie within the room, below what it is about, or above it where there is more of it.

        Args:
            room, beside: in the window.
        """
        width = room.width()
        height = min(self._layout.heightForWidth(width), room.height())
        top = room.top()
        if beside is not None:
            top = beside.bottom() + SMALL
            if top + height > room.bottom():
                above = beside.top() - SMALL - height
                top = above if above >= room.top() else max(room.top(), room.bottom() - height)
        self.setGeometry(QRect(room.left(), top, width, height))

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
