"""The dialog of keyboard shortcuts, made from the actions and labels themselves; changes them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Schema
from labelmt.gui.app.change_key_dialog import ChangeKeyDialog, plain_name
from labelmt.gui.core.window_keys import WindowKeys
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.key_words import key_words
from labelmt.gui.widgets.muted_colours import quiet_label

_ACTION = Qt.ItemDataRole.UserRole


class ShortcutsDialog(FittingDialog):
    """Two columns: what, and its keys; grouped by menu, the labels last. Changes keys of actions.

    Args:
        menus: a menu's title with its actions.
        extra: keys that views handle themselves, as (what, keys).
    """

    def __init__(
        self,
        menus: Sequence[tuple[str, Sequence[QAction]]],
        extra: Sequence[tuple[str, str]],
        schema: Schema,
        keys: WindowKeys,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._keys = keys
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Actions and their keys"))
        self.list.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        for title, actions in menus:
            for action in actions:
                if action.text() and not action.isSeparator():
                    item = QTreeWidgetItem(self._group(title), [plain_name(action), ""])
                    item.setData(0, _ACTION, action)
        self._add(self.tr("Images"), extra)
        of_labels = [
            (label.name, key_words(label.shortcut)) for label in schema.labels if label.shortcut
        ]
        self._add(
            self.tr("Labels: key present (again: unknown), Shift+key absent, Alt+key unknown"),
            of_labels,
        )
        self.list.expandAll()
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.change = QPushButton(self.tr("Change…"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset_all = QPushButton(self.tr("Reset all"))
        self._lay_out()
        self.change.clicked.connect(self._change)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(keys.reset_all)
        self.list.itemActivated.connect(lambda *_: self._change())
        self.list.currentItemChanged.connect(lambda *_: self._offer())
        keys.changed.connect(self._show_keys)
        self._show_keys()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (self.change, self.reset, self.reset_all):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        how = quiet_label(
            self.tr(
                "Keys of actions can be changed here; those of labels in Tasks and labels. Keys "
                "of images and lists, such as arrows, Space and Enter, are always the same."
            )
        )
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(how)
        layout.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 42, unit * 42)

    def _group(self, title: str) -> QTreeWidgetItem:
        for place in range(self.list.topLevelItemCount()):
            there = self.list.topLevelItem(place)
            if there is not None and there.text(0) == title:
                return there
        group = QTreeWidgetItem(self.list, [title])
        group.setFirstColumnSpanned(True)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        return group

    def _add(self, title: str, keys: Sequence[tuple[str, str]]) -> None:
        for what, key in keys:
            QTreeWidgetItem(self._group(title), [what, key])

    def current_action(self) -> QAction | None:
        """The action of the current line, where it has one whose key can be changed."""
        item = self.list.currentItem()
        action = item.data(0, _ACTION) if item is not None else None
        return action if isinstance(action, QAction) and self._keys.can_change(action) else None

    @Slot()
    def _show_keys(self) -> None:
        found = QTreeWidgetItemIterator(self.list)
        while (item := found.value()) is not None:
            action = item.data(0, _ACTION)
            if isinstance(action, QAction):
                item.setText(1, _keys_of(action))
                font = item.font(1)
                font.setBold(not self._keys.is_usual(action))
                item.setFont(1, font)
            found += 1
        self._offer()

    def _offer(self) -> None:
        action = self.current_action()
        self.change.setEnabled(action is not None)
        self.reset.setEnabled(action is not None and not self._keys.is_usual(action))

    @Slot()
    def _change(self) -> None:
        action = self.current_action()
        if action is None:
            return
        dialog = ChangeKeyDialog(action, plain_name(action), self._keys, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._keys.set_key(action, dialog.key))
        dialog.open()

    @Slot()
    def _reset(self) -> None:
        action = self.current_action()
        if action is not None:
            self._keys.reset(action)


def _keys_of(action: QAction) -> str:
    """The keys of an action; one that is there with and without Shift is shown once."""
    plain = {one.toString() for one in action.shortcuts()}
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(
        one.toString(native)
        for one in action.shortcuts()
        if one.toString().removeprefix("Shift+") not in plain - {one.toString()}
    )
