"""Label › Agreement between people: figures by task and label, with their intervals."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.agreement import Agreement, Figure
from labelmt.gui.model.runs.metric_table import Cell, MetricTable, Told
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.project.people.agreement import AgreementReport


class AgreementDialog(FittingDialog):
    """Stays open beside the images. Shows a report; reads nothing itself."""

    disputes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Agreement between people"))
        self.people = QLabel()
        self.people.setWordWrap(True)
        how = self.tr(
            "Of images that two people or more looked at, or brought along in an import. κ is "
            "Cohen's of two people and Fleiss' of more, α Krippendorff's: 1 is full agreement, 0 "
            "what chance alone would give. In parentheses: 95 % intervals, by drawing images anew. "
            "Who saw what another said before they said it themselves agrees too easily."
        )
        self.table = MetricTable(
            self.tr("Agreement"),
            (
                self.tr("Label"), self.tr("Images"), self.tr("People"), self.tr("Disputed"),
                self.tr("Agreement"), self.tr("κ"), self.tr("α"),
            ),
            self.tr("too few to tell"),
        )  # fmt: skip
        self.show_disputes = QPushButton(self.tr("Show what is disputed"))
        self.show_disputes.setAutoDefault(False)
        self.show_disputes.clicked.connect(self.disputes_asked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.show_disputes, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.people)
        layout.addWidget(self.table, 1)
        layout.addWidget(quiet_label(how))
        layout.addWidget(buttons)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 120, unit * 70)
        self.say_reading()

    def say_reading(self) -> None:
        """The figures are being worked out."""
        self.people.setText(self.tr("Comparing what people said…"))

    def show_report(self, report: AgreementReport, disputed: int) -> None:
        """Show figures.

        Args:
            disputed: images with a dispute that nobody has settled.
        """
        number = QLocale().toString
        if report.images:
            who = ", ".join(
                self.tr("{0}: {1} annotations of {2} images").format(
                    name, number(pairs), number(images)
                )
                for name, (pairs, images) in report.people.items()
            )
            told = self.tr("{0} images have annotations of several people. {1}.").format(
                number(report.images), who
            )
        else:
            told = self.tr(
                "No image was labelled by two people. Import a colleague's labels with their "
                "name, or let them label in this project under a name of their own "
                "(Edit › Preferences…)."
            )
        self.people.setText(told)
        lines: list[tuple[object, list[Cell]]] = []
        for task in report.tasks:
            lines.append((task.task.name, [task.task.name, *self._cells(task.agreement)]))
            lines += [
                (one.label.id, [f"    {one.label.name}", *self._cells(one.agreement)])
                for one in task.labels
            ]
        self.table.show_lines(lines if report.images else [])
        self.show_disputes.setEnabled(disputed > 0)

    def _cells(self, found: Agreement | None) -> list[Cell]:
        if found is None:
            return [0, 0, 0, None, None, None]
        figures = (found.percent, found.kappa, found.alpha)
        return [found.images, found.people, found.disputed, *map(self._figure, figures)]

    def _figure(self, figure: Figure) -> Cell:
        if math.isnan(figure.value):
            return None
        locale = QLocale()
        value = locale.toString(figure.value, "f", 2)
        if math.isnan(figure.low):
            return Told(figure.value, value)
        low, high = locale.toString(figure.low, "f", 2), locale.toString(figure.high, "f", 2)
        return Told(figure.value, self.tr("{0} ({1} – {2})").format(value, low, high))
