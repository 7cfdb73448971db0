"""The restore dialog: a project's backups, what each holds, and what differs from now."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.backups.dated_copies import Backup
from labelmt.project.rescue.preview import Restorable, RestorePreview


class RestoreDialog(FittingDialog):
    """Nothing is changed before it is accepted; ``chosen`` then says what to restore."""

    def __init__(self, preview: RestorePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self.setWindowTitle(self.tr("Restore a backup"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Backups of the project"))
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels(
            [self.tr("Made"), self.tr("Annotations"), self.tr("Images"), self.tr("Against now")]
        )
        self._lines = [self._line(one) for one in preview.backups]
        self.list.addTopLevelItems(self._lines)
        for column in range(3):
            self.list.resizeColumnToContents(column)
        self._says = QLabel(self._state())
        self._says.setWordWrap(True)
        self._after = QLabel()
        self._after.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.restore = buttons.addButton(self.tr("Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._says, self.list, self._after, buttons):
            layout.addWidget(widget)
        self.list.currentItemChanged.connect(self._tell)
        for one, line in zip(preview.backups, self._lines, strict=True):
            if one.holds is not None:
                self.list.setCurrentItem(line)
                break
        self._tell()
        unit = self.fontMetrics().height()
        self.resize(unit * 46, unit * 24)

    @property
    def chosen(self) -> Backup | None:
        """None: there is no backup, and what can be read of the database is restored."""
        one = self._current()
        return one.backup if one is not None and one.holds is not None else None

    def _current(self) -> Restorable | None:
        line = self.list.currentItem()
        return self._preview.backups[self._lines.index(line)] if line is not None else None

    def _state(self) -> str:
        if self._preview.problem:
            return self.tr("The project is damaged: {0}").format(self._preview.problem)
        return self.tr("The project is sound. What you go back from is kept as a backup.")

    def _line(self, one: Restorable) -> QTreeWidgetItem:
        number = QLocale().toString
        made = one.backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        if one.holds is None:
            line = QTreeWidgetItem([made, "", "", self.tr("damaged: {0}").format(one.problem)])
            line.setFlags(Qt.ItemFlag.NoItemFlags)
            return line
        differs = ""
        if one.differs is not None:
            differs = self.tr("{0} more, {1} fewer, {2} others").format(
                number(one.differs.only_there),
                number(one.differs.only_here),
                number(one.differs.changed),
            )
        elif one.later:
            differs = self.tr("{0} later actions in the journal").format(number(one.later))
        holds = one.holds
        return QTreeWidgetItem([made, number(holds.annotations), number(holds.images), differs])

    @Slot()
    def _tell(self) -> None:
        one = self._current()
        if one is None:
            text = self.tr("There is no backup. What can be read of the database is restored.")
        elif self._preview.problem:
            text = self.tr("What was done after it is replayed from the journal.")
        else:
            text = self.tr("The project will be as it was then.")
        self._after.setText(text)
        enabled = one.holds is not None if one is not None else bool(self._preview.problem)
        self.restore.setEnabled(enabled)
