"""The line above an image that is reviewed: what is suggested, why it is asked, how far one is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.theme import as_ground
from labelmt.project.review.review_queue import Reason


class ReviewBanner(QWidget):
    """Shows a review and says what is asked of it; reviews nothing itself."""

    task_chosen = Signal(object)
    """Id of the task to ask about, None for all."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reviewBanner")
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Task that is reviewed"))
        self.task.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.count = QLabel()
        self.count.setAccessibleName(self.tr("Progress of the review"))
        self.leave = QPushButton(self.tr("Done (Esc)"))
        self.suggestion = QLabel()
        self.suggestion.setWordWrap(True)
        self.suggestion.setAccessibleName(self.tr("What is suggested"))
        self.reason = QLabel()
        self.reason.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._how = QLabel(
            self.tr("Space: accept and go on · a label's key: correct · N: go on · Esc: done")
        )
        self._how.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._how.setWordWrap(True)
        title = QLabel(self.tr("Review"))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        first = FlowLayout()
        for widget in (title, self.task, self.count, self.leave, self.reason):
            first.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addWidget(self.suggestion)
        layout.addWidget(self._how)
        as_ground(self, QPalette.ColorRole.AlternateBase)
        self.task.activated.connect(lambda _index: self.task_chosen.emit(self.task.currentData()))
        self.leave.clicked.connect(self.left)

    def show_tasks(self, schema: Schema, task_id: int | None) -> None:
        """Offer each task, or all of them."""
        with QSignalBlocker(self.task):
            self.task.clear()
            self.task.addItem(self.tr("All tasks"), None)
            for task in schema.tasks:
                if task.labels:
                    self.task.addItem(task.name, task.id)
            self.task.setCurrentIndex(max(0, self.task.findData(task_id)))

    def show_counts(self, done: int, remaining: int, seconds: float | None) -> None:
        """Show how far one is, and how long the rest will take at this pace."""
        number = QLocale().toString
        parts = [
            self.tr("{0} answered").format(number(done)),
            self.tr("{0} left").format(number(remaining)),
        ]
        if seconds is not None and remaining:
            minutes = max(1, round(seconds / 60))
            parts.append(self.tr("about {0} min").format(number(minutes)))
        self.count.setText(" · ".join(parts))

    def show_image(self, suggestion: str, reason: Reason | None) -> None:
        """Show what is suggested of an image, and why it is asked about."""
        self.suggestion.setText(suggestion)
        self.reason.setText(self._reason(reason) if reason is not None else "")

    def _reason(self, reason: Reason) -> str:
        return {
            Reason.TYPICAL: self.tr("stands for many images"),
            Reason.UNCERTAIN: self.tr("the model is unsure"),
            Reason.RARE: self.tr("may show a label with few examples"),
            Reason.CHANCE: self.tr("drawn by chance"),
            Reason.LATER: self.tr("skipped before"),
        }[reason]

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a window at 200 %."""
        return QSize(0, super().minimumSizeHint().height())
