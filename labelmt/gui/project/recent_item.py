"""A row of the start page: one recent project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.grounds_and_lines import bold_label


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """A project as the start page shows it. ``opened_at``: ISO 8601."""

    name: str
    folder: Path
    images: int
    opened_at: str
    missing: bool


class RecentItem(QWidget):
    """Name and folder, then how many images and when; a button takes it off the list."""

    def __init__(self, entry: RecentEntry, when: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = bold_label(entry.name)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setEnabled(not entry.missing)
        folder = PathLabel(str(entry.folder))
        folder.setForegroundRole(folder.foregroundRole().PlaceholderText)
        images = self.tr("{0} images") if entry.images != 1 else self.tr("1 image")
        images = images.format(QLocale().toString(entry.images))
        facts = QLabel(self.tr("not found") if entry.missing else images)
        moment = QLabel(when)
        moment.setForegroundRole(moment.foregroundRole().PlaceholderText)
        self.forget = QToolButton()
        self.forget.setText("✕")
        self.forget.setAutoRaise(True)
        self.forget.setToolTip(self.tr("Remove from list; the project itself stays"))
        self.forget.setAccessibleName(self.tr("Remove {0} from the list").format(entry.name))
        left = QVBoxLayout()
        left.setSpacing(1)
        left.addWidget(name)
        left.addWidget(folder)
        right = QVBoxLayout()
        right.setSpacing(1)
        for label in (facts, moment):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            right.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addLayout(right)
        layout.addWidget(self.forget)
        self.setAccessibleName(f"{entry.name}, {facts.text()}, {when}")
        self.setToolTip(str(entry.folder))


class PathLabel(ElidedLabel):
    """A path that is shortened in the middle, where it says least."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), self.alignment(), text)
