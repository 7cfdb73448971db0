"""The form of a label: colour, key, synonyms, what it means and implies."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from labelmt.domain.hierarchy import descendants, parents_of
from labelmt.domain.key_sets import KEY_SETS, SHORTCUT_KEYS, key_in_set
from labelmt.domain.schema import Label, Schema, TaskKind
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.schema.guideline_form import DescriptionField, ExampleList
from labelmt.gui.schema.palette_picker import PalettePicker
from labelmt.gui.widgets.key_words import key_words

_ID = Qt.ItemDataRole.UserRole


class LabelForm(QWidget):
    """Shows one label; what is changed in it is asked for at once."""

    color_chosen = Signal(str)
    key_chosen = Signal(str)
    """A key, also one that another label has, or nothing."""
    synonyms_typed = Signal(object)
    """A tuple of names."""
    parents_chosen = Signal(object)
    """A tuple of label ids."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self.colors = PalettePicker()
        self.key = QComboBox()
        self.key.setAccessibleName(self.tr("Key of the label"))
        self.key.setMaxVisibleItems(12)
        self.key.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.key.setMinimumContentsLength(14)
        self.synonyms = QLineEdit()
        self.synonyms.setPlaceholderText(self.tr("Other names, separated by commas"))
        self.synonyms.setAccessibleName(self.tr("Other names that find the label"))
        self.description = DescriptionField()
        self.examples = ExampleList(loader)
        self.parents = QListWidget()
        self.parents.setAccessibleName(self.tr("Labels that are present wherever this one is"))
        self.parents.setMinimumHeight(self.fontMetrics().height() * 6)
        self.parents.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Colour"), self.colors)
        form.addRow(self.tr("Key"), self.key)
        form.addRow(self.tr("Also called"), self.synonyms)
        form.addRow(self.tr("Means"), self.description)
        form.addRow(self.tr("Examples"), self.examples)
        form.addRow(self.tr("Implies"), self.parents)
        self._form = form
        self.colors.chosen.connect(self.color_chosen)
        self.key.activated.connect(self._choose_key)
        self.synonyms.editingFinished.connect(self._type_synonyms)
        self.parents.itemChanged.connect(self._choose_parents)

    def show_label(self, label: Label, schema: Schema, names: Mapping[int, str]) -> None:
        """Show a label of a schema, archived parts included.

        Args:
            names: the path of each image that is an example, by its row.
        """
        same = self._label is not None and self._label.id == label.id
        if not (same and self.synonyms.isModified()):
            self.synonyms.setText(", ".join(label.synonyms))
        if not (same and self.description.document().isModified()):
            self.description.show_text(label.description)
        self.examples.show_examples(label, names)
        self._form.setRowVisible(self.examples, bool(label.examples))
        self._label = label
        self.colors.show_color(label.color)
        self._show_keys(label, schema)
        task = schema.task(label.task_id)
        many = task.kind is TaskKind.MULTILABEL
        self._form.setRowVisible(self.parents, many)
        if many:
            self._show_parents(label, schema, self.parents.currentRow() if same else -1)

    def _show_keys(self, label: Label, schema: Schema) -> None:
        self.key.clear()
        self.key.addItem(self.tr("No key"), "")
        highest = max(schema.key_sets, default=1)
        offered = range(1, min(highest + 1, KEY_SETS) + 1)
        for key in (key_in_set(one, key) for one in offered for key in SHORTCUT_KEYS):
            owner = schema.in_use.label_for_shortcut(key)
            taken = owner is not None and owner.id != label.id
            text = key_words(key)
            if owner and taken:
                text = self.tr("{0}   taken by {1}").format(text, owner.name)
            self.key.addItem(text, key)
        self.key.setCurrentIndex(self.key.findData(label.shortcut))

    def _show_parents(self, label: Label, schema: Schema, current: int) -> None:
        task = schema.task(label.task_id)
        below = descendants(parents_of(task), label.id)
        offered = [one for one in task.labels if one.id != label.id and one.id not in below]
        place = self.parents.verticalScrollBar().value()
        self.parents.blockSignals(True)
        self.parents.clear()
        for one in offered:
            item = QListWidgetItem(one.name, self.parents)
            item.setData(_ID, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = one.id in label.parents
            item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self.parents.setCurrentRow(min(current, self.parents.count() - 1))
        self.parents.verticalScrollBar().setValue(place)
        self.parents.blockSignals(False)
        self.parents.setEnabled(bool(offered))

    @Slot(int)
    def _choose_key(self, place: int) -> None:
        key = self.key.itemData(place)
        if self._label is not None and key != self._label.shortcut:
            self.key_chosen.emit(key)

    @Slot()
    def _type_synonyms(self) -> None:
        if self._label is None or not self.synonyms.isModified():
            return
        self.synonyms.setModified(False)
        names = tuple(name for part in self.synonyms.text().split(",") if (name := part.strip()))
        if names != self._label.synonyms:
            self.synonyms_typed.emit(names)

    @Slot(QListWidgetItem)
    def _choose_parents(self, _item: QListWidgetItem) -> None:
        items = [self.parents.item(row) for row in range(self.parents.count())]
        chosen = [one.data(_ID) for one in items if one.checkState() == Qt.CheckState.Checked]
        self.parents_chosen.emit(tuple(chosen))
