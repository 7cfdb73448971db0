"""The dialog of keyboard shortcuts, made from the actions and labels themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Schema
from labelmt.gui.widgets.key_words import key_words


class ShortcutsDialog(QDialog):
    """Two columns: what, and its keys; grouped by menu, the labels last.

    Args:
        menus: a menu's title with its actions; those without a key are left out.
        extra: keys that views handle themselves, as (what, keys).
    """

    def __init__(
        self,
        menus: Sequence[tuple[str, Sequence[QAction]]],
        extra: Sequence[tuple[str, str]],
        schema: Schema,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        for title, actions in menus:
            keyed = [(_plain(one), _keys(one)) for one in actions if one.shortcuts()]
            self._add(title, keyed)
        self._add(self.tr("Images"), extra)
        keys = [
            (label.name, key_words(label.shortcut)) for label in schema.labels if label.shortcut
        ]
        self._add(self.tr("Labels: key present, Shift+key absent, Alt+key unknown"), keys)
        self.list.expandAll()
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 42, unit * 42)

    def _add(self, title: str, keys: Sequence[tuple[str, str]]) -> None:
        if not keys:
            return
        group = QTreeWidgetItem(self.list, [title])
        group.setFirstColumnSpanned(True)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for what, key in keys:
            QTreeWidgetItem(group, [what, key])


def _plain(action: QAction) -> str:
    """What an action does, without dots; of "Undo: Make task x" the first word, its data."""
    return str(action.data() or action.text()).rstrip("…")


def _keys(action: QAction) -> str:
    """The keys of an action; one that is there with and without Shift is shown once."""
    plain = {one.toString() for one in action.shortcuts()}
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(
        one.toString(native)
        for one in action.shortcuts()
        if one.toString().removeprefix("Shift+") not in plain - {one.toString()}
    )
