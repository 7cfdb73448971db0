"""The schema editor's right side: what is selected, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.schema.label_form import LabelForm
from labelmt.gui.theme.tokens import HEADING_TYPE
from labelmt.gui.widgets.elided_label import ElidedLabel


class SchemaSide(QWidget):
    """Shows the current task or label; its buttons are connected by the dialog."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel()
        font = self._name.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * HEADING_TYPE)
        self._name.setFont(font)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self.unlabelled_absent = QCheckBox(self.tr("Unlabelled means absent"))
        self._unlabelled_means = QLabel(
            self.tr(
                "On images with any annotation in this task, training reads every label without "
                "one as absent. Tick it only where whoever labelled an image named all that is on "
                "it: else the model learns that what was passed over is not there."
            )
        )
        self._unlabelled_means.setWordWrap(True)
        self._unlabelled_means.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.unlabelled_absent.setAccessibleDescription(self._unlabelled_means.text())
        self.form = LabelForm(loader)
        self.rename = QPushButton(self.tr("Rename"))
        self.up = QPushButton(self.tr("Move up"))
        self.down = QPushButton(self.tr("Move down"))
        self.to_task = QPushButton(self.tr("Move to task"))
        self.tasks_menu = QMenu(self.to_task)
        self.to_task.setMenu(self.tasks_menu)
        self.merge = QPushButton(self.tr("Merge into…"))
        self.archive = QPushButton(self.tr("Archive"))
        self.delete = QPushButton(self.tr("Delete…"))
        self._lay_out()
        self.rename.setToolTip("F2")
        self.up.setToolTip(self.tr("Alt+Up, or drag"))
        self.down.setToolTip(self.tr("Alt+Down, or drag"))
        self.archive.setToolTip(self.tr("Out of panels and training; annotations are kept"))

    def _lay_out(self) -> None:
        buttons = QGridLayout()
        for place, button in enumerate(self.buttons()):
            button.setAutoDefault(False)
            buttons.addWidget(button, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._name)
        layout.addWidget(self._about)
        layout.addSpacing(self.fontMetrics().height() // 2)
        layout.addWidget(self.unlabelled_absent)
        layout.addWidget(self._unlabelled_means)
        layout.addWidget(self.form, 100)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.up, self.down, self.rename, self.to_task, self.merge, self.archive, self.delete,
        )  # fmt: skip

    def show_items(
        self,
        current: Task | Label | None,
        chosen: Sequence[Task | Label],
        schema: Schema,
        count: int,
        names: Mapping[int, str],
    ) -> None:
        """Show what is current, and enable what can be done with all that is selected.

        Args:
            count: annotations of everything selected.
            names: the path of each image that is an example, by its row.
        """
        labels = [one for one in chosen if isinstance(one, Label)]
        for button in self.buttons():
            button.setEnabled(current is not None)
        self._name.setText(self._title(current, chosen))
        self._about.setText(self._description(current, len(chosen), count))
        one_label = isinstance(current, Label) and len(chosen) <= 1
        self.form.setVisible(one_label)
        if isinstance(current, Label) and one_label:
            self.form.show_label(current, schema, names)
        many = isinstance(current, Task) and current.kind is TaskKind.MULTILABEL
        for part in (self.unlabelled_absent, self._unlabelled_means):
            part.setVisible(many and len(chosen) <= 1)
        if isinstance(current, Task):
            self.unlabelled_absent.setChecked(current.unlabelled_absent)
        archived = bool(chosen) and all(one.archived for one in chosen)
        self.archive.setText(self.tr("Bring back") if archived else self.tr("Archive"))
        self.merge.setEnabled(bool(labels) and len(schema.labels) > 1)
        self.to_task.setEnabled(bool(labels) and len(schema.tasks) > 1)

    def _title(self, current: Task | Label | None, chosen: Sequence[Task | Label]) -> str:
        if current is None:
            return ""
        if len(chosen) > 1:
            return self.tr("{0} selected").format(QLocale().toString(len(chosen)))
        return current.name

    def _description(self, current: Task | Label | None, chosen: int, count: int) -> str:
        if current is None:
            return self.tr("Add a task, or start from a template.")
        parts = []
        if isinstance(current, Task) and chosen <= 1:
            one = current.kind is TaskKind.MULTICLASS
            parts.append(self.tr("Exactly one label per image") if one else
                         self.tr("Any number of labels per image"))  # fmt: skip
        number = QLocale().toString(count)
        parts.append(self.tr("1 annotation") if count == 1 else
                     self.tr("{0} annotations").format(number))  # fmt: skip
        if chosen <= 1 and current.archived:
            parts.append(self.tr("archived"))
        return "\n".join(parts)
