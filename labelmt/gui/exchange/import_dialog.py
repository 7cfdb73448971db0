"""The dialog before an import: what each column becomes, what is found, what is overwritten."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import translated
from labelmt.project.commands.commands import OnConflict
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_preview import ColumnPreview, ImportPreview

PAUSE_MS = 400
"""After a choice, before what would come of it is looked at."""
COLUMNS_SHOWN = 100
PROBLEMS_SHOWN = 8


class ImportDialog(QDialog):
    """Asks how to import; ``changed`` asks for a preview, which ``show_preview`` shows."""

    changed = Signal()

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import labels"))
        self.heading = QLabel(self.tr("Reading “{0}”…").format(file.name))
        self.heading.setWordWrap(True)
        self._grid = QGridLayout()
        self._rows: dict[str, tuple[QLineEdit, QComboBox, QLabel]] = {}
        self.unlisted = _box(
            (self.tr("As is usual for the format"), None),
            (self.tr("Absent"), State.ABSENT),
            (self.tr("Unknown"), State.UNKNOWN),
        )
        self.conflict = _box(
            (self.tr("The file's are taken"), OnConflict.THEIRS),
            (self.tr("Those of the project stay"), OnConflict.MINE),
        )
        self.take_as = _box(
            (self.tr("As the file tells"), None),
            (self.tr("Annotations"), TakeAs.ANNOTATIONS),
            (self.tr("Suggestions"), TakeAs.SUGGESTIONS),
        )
        self.skip = QCheckBox(self.tr("Leave out what is of no image of the project"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setMinimumWidth(self.fontMetrics().averageCharWidth() * 70)
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        for box in (self.unlisted, self.conflict, self.take_as):
            box.currentIndexChanged.connect(self._pause.start)
        self.skip.toggled.connect(self._pause.start)
        self._lay_out()
        self._pause.start(0)

    def choices(self) -> ImportChoices:
        """What was chosen so far."""
        renamed, kinds = {}, {}
        for name, (task, kind, _) in self._rows.items():
            if task.isModified() and task.text().strip() != name:
                renamed[name] = task.text().strip()
            if kind.property("chosen"):
                kinds[name] = TaskKind(kind.currentData())
        unlisted, take_as = self.unlisted.currentData(), self.take_as.currentData()
        return ImportChoices(  # Qt gives back plain texts and numbers
            kinds=kinds,
            renamed=renamed,
            unlisted=None if unlisted is None else State(unlisted),
            skip_missing=self.skip.isChecked(),
            on_conflict=OnConflict(self.conflict.currentData()),
            take_as=None if take_as is None else TakeAs(take_as),
        )

    def show_preview(self, preview: ImportPreview) -> None:
        """Tell what each column becomes, and what would come of it."""
        self.heading.setText(translated(preview.title))
        for column in preview.columns[:COLUMNS_SHOWN]:
            self._show_column(column)
        count = QLocale().toString
        lines = [
            self.tr("{0} images found, {1} missing, {2} ambiguous.").format(
                count(preview.matched), count(preview.missing), count(preview.ambiguous)
            ),
            self.tr("{0} annotations would change, {1} of them contradict yours.").format(
                count(preview.annotations), count(preview.overwritten)
            ),
        ]
        if preview.suggestions:
            lines.append(self.tr("{0} suggestions.").format(count(preview.suggestions)))
        lines += [translated(one) for one in (*preview.notes, *preview.cannot_carry)]
        lines += [translated(one.said) for one in preview.problems[:PROBLEMS_SHOWN]]
        if len(preview.problems) > PROBLEMS_SHOWN:
            more = count(len(preview.problems) - PROBLEMS_SHOWN)
            lines.append(self.tr("and {0} more problems").format(more))
        self.told.setText("\n".join(lines))

    def show_problem(self, problem: str) -> None:
        """Tell why the file cannot be read."""
        self.told.setText(problem)

    def _show_column(self, column: ColumnPreview) -> None:
        if column.name not in self._rows:
            self._add_column(column)
        task, kind, labels = self._rows[column.name]
        if not task.isModified():
            task.setText(column.task)
        if not kind.property("chosen"):
            kind.setCurrentIndex(kind.findData(column.kind))
        told = self.tr("{0} labels, {1} new").format(len(column.labels), len(column.new))
        if column.guessed and not kind.property("chosen"):
            told = self.tr("{0}; kind guessed").format(told)
        labels.setText(told)
        labels.setToolTip(", ".join(column.labels[:50]))

    def _add_column(self, column: ColumnPreview) -> None:
        task, labels = QLineEdit(column.task), QLabel()
        task.setAccessibleName(self.tr("Task of “{0}”").format(column.name))
        kind = _box(
            (self.tr("any number of labels"), TaskKind.MULTILABEL),
            (self.tr("exactly one label"), TaskKind.MULTICLASS),
        )
        task.textEdited.connect(self._pause.start)
        kind.activated.connect(lambda _index: kind.setProperty("chosen", True))
        kind.activated.connect(self._pause.start)
        row = len(self._rows) + 1
        for place, widget in enumerate((QLabel(f"{column.name} →"), task, kind, labels)):
            self._grid.addWidget(widget, row, place)
        self._rows[column.name] = task, kind, labels

    def _lay_out(self) -> None:
        columns = QWidget()
        columns.setLayout(self._grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(columns)
        area.setMinimumHeight(self.fontMetrics().height() * 6)
        form = QFormLayout()
        form.addRow(self.tr("Labels not listed are"), self.unlisted)
        form.addRow(self.tr("Where annotations contradict"), self.conflict)
        form.addRow(self.tr("Take them as"), self.take_as)
        form.addRow("", self.skip)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(area, 1)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)


def _box(*choices: tuple[str, object]) -> QComboBox:
    box = QComboBox()
    for title, choice in choices:
        box.addItem(title, choice)
    return box
