"""Qt model of missing and unreadable images, each with its reason."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from labelmt.domain.images import ImageStatus
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.project.images.image_columns import ImageTable

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    IMAGE = 0
    REASON = 1


class MissingModel(QAbstractTableModel):
    """Reads the project view when asked: a hundred thousand cost their row numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project_view: ProjectView | None = None
        self.rows: Rows = np.empty(0, dtype=np.int64)
        """(n,) rows of the project, in its order."""

    def show_project_view(self, project_view: ProjectView | None) -> None:
        """Show what a project has lost now."""
        self.beginResetModel()
        self._project_view = project_view
        self.rows = missing_rows(project_view) if project_view is not None else self.rows[:0]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Image") if section == Column.IMAGE else self.tr("Why")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        project_view = self._project_view
        if project_view is None or not index.isValid() or index.row() >= len(self.rows):
            return None
        row = int(self.rows[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            image = index.column() == Column.IMAGE
            return project_view.images.paths[row] if image else self._reason(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{project_view.images.path(row)}\n{self._reason(row)}")
        return None

    def _reason(self, row: int) -> str:
        project_view = self._project_view
        reason = project_view.images.problems.get(row, "") if project_view is not None else ""
        return reason or self.tr("The image cannot be read.")


def reasons_text(images: ImageTable, rows: Rows) -> str:
    """Lines of whole path, tab, reason. For a hundred thousand of them: not on the GUI thread."""
    return "\n".join(f"{images.path(row)}\t{images.problems.get(row, '')}" for row in rows.tolist())


def missing_rows(project_view: ProjectView) -> Rows:
    """(n,) rows of images that are unreadable or missing."""
    status = project_view.images.status
    missing = (status == ImageStatus.UNREADABLE) | (status == ImageStatus.MISSING)
    return np.asarray(np.flatnonzero(missing), dtype=np.int64)
