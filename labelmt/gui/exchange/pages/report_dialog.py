"""The dialog before a report: place, run, paper, and the data card that it tells."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.run_records import RunRecord
from labelmt.domain.text import translated
from labelmt.gui.exchange.pages.page_dialog import PageDialog
from labelmt.gui.exchange.pages.place_row import PlaceRow
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.report.data_card import LONGEST, QUESTIONS, TITLES, DataCard

USUAL_SIZE = QSize(640, 640)
LINES = 3
"""Of a field, before it is scrolled."""


class ReportDialog(PageDialog):
    """Asks what a report is of; the data card can be filled in here and stays with the project."""

    def __init__(
        self, out: Path, runs: tuple[RunRecord, ...], card: DataCard, parent: QWidget | None = None
    ) -> None:
        super().__init__(PlaceRow(out, is_folder=True), "", parent)
        self.setWindowTitle(self.tr("Report"))
        self.write.setText(self.tr("Write report"))
        self.runs = QComboBox()
        self.runs.setAccessibleName(self.tr("Run"))
        for run in reversed(runs):
            name = self.tr("{0} (predicts)").format(run.name) if run.serves else run.name
            self.runs.addItem(name, run.id)
        serving = next((run.id for run in runs if run.serves), None)
        if serving is not None:
            self.runs.setCurrentIndex(self.runs.findData(serving))
        if not runs:
            self.runs.addItem(self.tr("No model has learnt yet"), None)
            self.runs.setEnabled(False)
        self.fields: dict[str, QPlainTextEdit] = {}
        self._before = card
        self._lay_out(card)

    @property
    def run(self) -> int | None:
        """The run that is told of; None where there is none."""
        chosen = self.runs.currentData()
        return None if chosen is None else int(chosen)

    def card(self) -> DataCard:
        """What is filled in now."""
        return DataCard(
            **{name: field.toPlainText().strip()[:LONGEST] for name, field in self.fields.items()}
        )

    @property
    def card_changed(self) -> bool:
        return self.card() != self._before

    def _lay_out(self, card: DataCard) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Write to"), self.where)
        form.addRow(self.tr("Run"), self.runs)
        form.addRow(self.tr("Paper"), self.paper)
        about = WrappedLabel()
        about.show_text(
            self.tr(
                "report.html can be opened and handed on by itself; report.pdf is the same on "
                "paper. Both hold small pictures of some images."
            )
        )
        inner = QWidget()
        fields = QVBoxLayout(inner)
        fields.setContentsMargins(0, 0, 0, 0)
        for name, told in card.parts().items():
            title, field = QLabel(translated(TITLES[name])), QPlainTextEdit(told)
            title.setBuddy(field)
            field.setAccessibleName(translated(TITLES[name]))
            field.setPlaceholderText(translated(QUESTIONS[name]))
            field.setTabChangesFocus(True)
            field.setFixedHeight(field.fontMetrics().lineSpacing() * (LINES + 1))
            self.fields[name] = field
            fields.addWidget(title)
            fields.addWidget(field)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setAccessibleName(self.tr("Data card"))
        area.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        card_about = WrappedLabel()
        card_about.show_text(
            self.tr("Data card: what nobody but you can say of the images. It is kept.")
        )
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(about)
        layout.addWidget(card_about)
        layout.addWidget(area, 1)
        layout.addWidget(self.notices)
        layout.addWidget(self.buttons)
        parent = self.parentWidget()
        self.resize(USUAL_SIZE if parent is None else USUAL_SIZE.boundedTo(parent.size()))
