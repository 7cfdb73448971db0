"""Progress bars of long jobs, one line each, with cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.grounds_and_lines import line

STEPS = 1000
NAME_CHARACTERS = 24
"""Room for a usual name, so that the bars stand below each other."""


class JobLine(QWidget):
    """One running job. Made by JobBar."""

    def __init__(self, name: str, cancel: Callable[[], None] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = QLabel(name)
        self._name.setMinimumWidth(self.fontMetrics().averageCharWidth() * NAME_CHARACTERS)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(260)
        self._bar.setAccessibleName(name)
        self._text = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self._name)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._text)
        layout.addStretch(1)
        self._cancelled = cancel
        if cancel is not None:
            self._button = QPushButton(self.tr("Cancel"))
            self._button.setAccessibleName(self.tr("Cancel: {0}").format(name))
            self._button.clicked.connect(self._cancel)
            layout.addWidget(self._button)

    def show_progress(self, done: int, total: int | None, text: str = "") -> None:
        """Show how far the job is; ``total`` None while it cannot be told."""
        if total or self._bar.maximum():  # else nothing of the bar changes; it would be painted
            share = round(done / total * STEPS) if total else 0
            self._bar.setRange(0, STEPS if total else 0)
            self._bar.setValue(max(share, self._bar.value()))  # more may come: it never goes back
        locale = QLocale()
        count = locale.toString(done)
        if total:
            count = self.tr("{0} of {1}").format(count, locale.toString(total))
        self._text.setText(f"{count} {text}".strip())

    @Slot()
    def _cancel(self) -> None:
        if self._cancelled is not None:
            self._button.setEnabled(False)
            self._button.setText(self.tr("Stopping…"))
            self._cancelled()


class JobBar(QWidget):
    """The jobs that run now; out of sight when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[JobLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(line())
        self.hide()

    def start(self, name: str, cancel: Callable[[], None] | None = None) -> JobLine:
        """A line for a job that begins. ``cancel`` is called when the person asks for it."""
        job = JobLine(name, cancel, self)
        self._lines.append(job)
        self._layout.addWidget(job)
        self.show()
        return job

    def finish(self, job: JobLine) -> None:
        """Take a job's line away."""
        if job in self._lines:
            self._lines.remove(job)
            self._layout.removeWidget(job)
            job.deleteLater()
        self.setVisible(bool(self._lines))
