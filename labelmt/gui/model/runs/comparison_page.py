"""Comparison of two runs: labels that got better or worse, and on which images."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.project.runs.compare_runs import (
    ChangedImages,
    changed_images,
    changes_in_common,
    label_changes,
)
from labelmt.project.runs.run_details import RunDetails

SEEN = 0.0005
"""The least change that three digits show."""


class ComparisonPage(QWidget):
    """Of the run shown with another, which is chosen here."""

    other_asked = Signal(object)
    """Id of the run to compare with, or None."""
    images_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changed: ChangedImages | None = None
        self.other = QComboBox()
        self.other.setAccessibleName(self.tr("Compare with"))
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.table = MetricTable(
            self.tr("Labels in both runs"),
            (self.tr("Label"), self.tr("Task"), self.tr("AP before"), self.tr("AP now"),
             self.tr("Change"), self.tr("Present")),
            self.tr("too few"),
        )  # fmt: skip
        self.better = QPushButton()
        self.worse = QPushButton()
        top = QHBoxLayout()
        top.addWidget(QLabel(self.tr("Compare with")))
        top.addWidget(self.other)
        top.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.better)
        bottom.addWidget(self.worse)
        bottom.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.verdict)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)
        for button in (self.better, self.worse):
            button.hide()  # until runs are compared: they say how many
        self.other.activated.connect(lambda _: self.other_asked.emit(self.other.currentData()))
        self.better.clicked.connect(self._ask_better)
        self.worse.clicked.connect(self._ask_worse)

    def offer(self, runs: tuple[RunRecord, ...], shown: int | None, other: int | None) -> None:
        """List the runs that the one shown can be compared with."""
        self.other.clear()
        for run in reversed(runs):
            if run.id != shown and run.tasks:
                self.other.addItem(run.name, run.id)
        place = self.other.findData(other)
        self.other.setCurrentIndex(place)
        self.other.setEnabled(self.other.count() > 0)
        self.other.setPlaceholderText(
            self.tr("Choose a run") if self.other.count() else self.tr("There is no other run")
        )

    def show_runs(self, details: RunDetails, other: RunDetails | None, schema: Schema) -> None:
        """Show what differs."""
        self._changed = None
        self.table.setVisible(other is not None)
        self.better.setVisible(False)
        self.worse.setVisible(False)
        if other is None:
            self.verdict.setText(self.tr("Choose a run to compare this one with."))
            self.table.show_lines([])
            return
        if details.judged is None or other.judged is None:
            changes = label_changes(other.run, details.run)
        else:
            changes = changes_in_common(other.judged, details.judged, schema.tasks)
        self.table.show_lines(
            [
                (
                    (one.task, one.label),
                    (one.label, one.task, one.before, one.after, one.gain, one.positives),
                )
                for one in changes
            ]
        )
        gains = [one.gain for one in changes if one.gain is not None]
        locale = QLocale()
        words = self.tr("{0} labels are better, {1} are worse, of {2} that both can tell.").format(
            *(
                locale.toString(count)
                for count in (
                    sum(gain >= SEEN for gain in gains), sum(gain <= -SEEN for gain in gains),
                    len(gains),
                )
            )
        )  # fmt: skip
        if not gains:
            words = self.tr("Too few images of any label to tell which run is better.")
        if details.judged is None or other.judged is None:
            words += " " + self.tr("One of them did not keep what it was judged by.")
        else:
            changed = self._changed = changed_images(
                other.judged, details.judged, schema.tasks, (other.thresholds, details.thresholds)
            )
            words += " " + self.tr("Both were judged by {0} of the same images.").format(
                locale.toString(changed.common)
            )
            for button, text, rows in (
                (self.better, self.tr("Show {0} images that got better"), changed.better),
                (self.worse, self.tr("Show {0} images that got worse"), changed.worse),
            ):
                button.setText(text.format(locale.toString(len(rows))))
                button.setEnabled(bool(len(rows)))
                button.setVisible(True)
        self.verdict.setText(words)

    @Slot()
    def _ask_better(self) -> None:
        if self._changed is not None:
            self.images_asked.emit(self._changed.better)

    @Slot()
    def _ask_worse(self) -> None:
        if self._changed is not None:
            self.images_asked.emit(self._changed.worse)
