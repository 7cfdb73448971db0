"""The images in view as a Qt model: positions to rows, rows to what a cell shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import PurePosixPath
from typing import Any, TypeAlias

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from labelmt.domain.changes import Changes
from labelmt.domain.image_marks import NO_MARKS, ImageMarks
from labelmt.domain.images import ImageStatus
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.images.grid.shown_labels import Chip, ChipKind, chips_of
from labelmt.gui.images.photo_facts import photo_words

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_CELLS_KEPT = 4096


class GridRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole
    """The image's row in the project."""
    CELL = Qt.ItemDataRole.UserRole + 1
    """Cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of an image. ``problem``: why it cannot be shown, else nothing.

    ``incomplete``: what is missing of one that is shown.
    """

    row: int
    path: str
    name: str
    chips: tuple[Chip, ...] = ()
    problem: str = ""
    missing: bool = False
    marks: ImageMarks = NO_MARKS
    incomplete: str = ""

    @property
    def caption(self) -> str:
        """Its name, behind what is marked of it: a question mark, stars. A comment is drawn."""
        said = self.marks
        signs = ("?" if said.unsure else "") + "★" * said.rating
        return f"{signs} {self.name}" if signs else self.name


class GridModel(QAbstractListModel):
    """Reads the project view when asked; keeps no images' data but a few cells already made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project_view: ProjectView | None = None
        self._rows: Rows = np.empty(0, dtype=np.int64)
        self._positions: Rows = np.empty(0, dtype=np.int64)
        self._cells: dict[int, Cell] = {}

    @property
    def project_view(self) -> ProjectView | None:
        return self._project_view

    @property
    def rows(self) -> Rows:
        """(n,) rows in view order; not to be changed."""
        return self._rows

    def set_project(self, project_view: ProjectView | None) -> None:
        """Show images of another project: none, until rows are given."""
        self._project_view = project_view
        self.set_rows(np.empty(0, dtype=np.int64))

    def set_rows(self, rows: Rows) -> None:
        """Show these rows in this order."""
        self.beginResetModel()
        self._rows = np.asarray(rows, dtype=np.int64)
        top = int(self._rows.max()) + 1 if len(self._rows) else 0
        self._positions = np.full(top, -1, dtype=np.int64)
        self._positions[self._rows] = np.arange(len(self._rows))
        self._cells.clear()
        self.endResetModel()

    def refresh(self, changes: Changes) -> None:
        """Follow a change of the project view: cells are drawn anew, their order stays."""
        if changes.schema or changes.predictions:
            self.draw_anew()
            return
        touched = np.asarray((*changes.images, *changes.marks), dtype=np.int64)
        if changes.annotations is not None:
            touched = np.concatenate([touched, changes.annotations.rows])
        positions = self.positions_of(touched)
        if len(positions):
            if len(touched) > len(self._cells):
                self._cells.clear()
            else:
                for row in touched.tolist():
                    self._cells.pop(row, None)
            self._tell(int(positions.min()), int(positions.max()))

    def draw_anew(self) -> None:
        """What all images show beside their annotations is other than it was."""
        self._cells.clear()
        self._tell(0, len(self._rows) - 1)

    def positions_of(self, rows: Rows) -> Rows:
        """Positions in view of those rows that are in view, in the order asked for."""
        asked = np.asarray(rows, dtype=np.int64)
        asked = asked[(asked >= 0) & (asked < len(self._positions))]
        positions = self._positions[asked]
        return np.asarray(positions[positions >= 0], dtype=np.int64)

    def position_of(self, row: int) -> int | None:
        """Position in view of a row, or None where it is not."""
        found = self.positions_of(np.array([row], dtype=np.int64))
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = int(self._rows[index.row()])
        if role == GridRole.ROW:
            return row
        if role == GridRole.CELL:
            return self.cell(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row).name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tool_tip(self.cell(row)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(self.cell(row))
        return None

    def cell(self, row: int) -> Cell:
        """What is shown of an image of the project, in view or not."""
        cell = self._cells.get(row)
        if cell is None:
            self.prepare(np.array([row], dtype=np.int64))
            cell = self._cells[row]
        return cell

    def prepare(self, rows: Rows) -> None:
        """Make the cells of these rows at once, which is about to be needed: a screen's worth."""
        missing = [row for row in rows.tolist() if row not in self._cells]
        if not missing:
            return
        if len(self._cells) + len(missing) > _CELLS_KEPT:
            self._cells.clear()
            missing = rows.tolist()
        self._cells.update(zip(missing, self._made(missing), strict=True))

    def spoken(self, cell: Cell) -> str:
        """A cell for those who hear it."""
        kinds: dict[ChipKind, list[str]] = {kind: [] for kind in ChipKind}
        for chip in cell.chips:
            kinds[chip.kind].append(chip.label.name)
        parts = [cell.name, *self._said(cell.marks), *kinds[ChipKind.ANNOTATED]]
        if kinds[ChipKind.SUGGESTED]:
            names = ", ".join(kinds[ChipKind.SUGGESTED])
            parts.append(self.tr("suggested: {0}").format(names))
        if kinds[ChipKind.ELSEWHERE]:
            names = ", ".join(kinds[ChipKind.ELSEWHERE])
            parts.append(self.tr("suggested by another project's model: {0}").format(names))
        if kinds[ChipKind.UNCERTAIN]:
            names = ", ".join(kinds[ChipKind.UNCERTAIN])
            parts.append(self.tr("uncertain: {0}").format(names))
        if kinds[ChipKind.NAMED]:
            names = ", ".join(kinds[ChipKind.NAMED])
            parts.append(self.tr("by name alone: {0}").format(names))
        if cell.problem or cell.incomplete:
            parts.append(cell.problem or cell.incomplete)
        return self.tr(", ").join(parts)

    def _made(self, rows: list[int]) -> list[Cell]:
        project_view = self._project_view
        count = 0 if project_view is None else len(project_view.images)
        inside = sorted({row for row in rows if row < count})
        chips: dict[int, tuple[Chip, ...]] = {}
        if project_view is not None and inside:
            chips = dict(zip(inside, chips_of(project_view, np.array(inside)), strict=True))
        return [
            Cell(row, "", "") if project_view is None or row >= count
            else self._cell_of(project_view, row, chips[row])
            for row in rows
        ]  # fmt: skip

    def _cell_of(self, project_view: ProjectView, row: int, chips: tuple[Chip, ...]) -> Cell:
        images = project_view.images
        path = images.paths[row]
        problem = incomplete = ""
        status = ImageStatus(int(images.status[row]))
        if status in (ImageStatus.UNREADABLE, ImageStatus.MISSING):
            problem = images.problems.get(row) or self.tr("The image cannot be read.")
        else:
            incomplete = images.problems.get(row, "")
        missing = status is ImageStatus.MISSING
        name = PurePosixPath(path).name
        return Cell(row, path, name, chips, problem, missing, images.marks(row), incomplete)

    def _tool_tip(self, cell: Cell) -> str:
        lines = [cell.path, *self._said(cell.marks)]
        if self.photo_words(cell.row):
            lines.append(" · ".join(self.photo_words(cell.row)))
        if cell.problem or cell.incomplete:
            lines.append(cell.problem or cell.incomplete)
        lines += [self._chip_words(cell.row, chip) for chip in cell.chips]
        return "\n".join(lines)

    def photo_words(self, row: int) -> list[str]:
        """When, with what and where an image was taken, as far as it is known."""
        view = self._project_view
        return photo_words(view.exif.facts(row)) if view is not None else []

    def _said(self, marks: ImageMarks) -> list[str]:
        """What a person says of the image itself, in words."""
        said = [self.tr("unsure")] if marks.unsure else []
        if marks.rating:
            said.append(self.tr("rating: {0} of 5").format(marks.rating))
        return [*said, marks.comment] if marks.comment else said

    def _chip_words(self, row: int, chip: Chip) -> str:
        """What a chip says, with the model's probability where there is one."""
        if chip.kind is ChipKind.NAMED:
            words = self.tr("looks like it by name alone, which nothing has judged")
            return f"… {chip.label.name}: {words}"
        marks = {ChipKind.ANNOTATED: "✓", ChipKind.SUGGESTED: "○", ChipKind.ELSEWHERE: "◌",
                 ChipKind.UNCERTAIN: "·"}  # fmt: skip
        words = f"{marks[chip.kind]} {chip.label.name}"
        view = self._project_view
        asked = np.array([row], dtype=np.int64)
        likely = view.probability(asked, chip.label.id) if view is not None else None
        if likely is None:
            return words
        figure = QLocale().toString(likely, "f", 2)
        told = {
            ChipKind.ANNOTATED: self.tr("{0}: the model says {1}"),
            ChipKind.SUGGESTED: self.tr("{0}: suggested, {1}"),
            ChipKind.ELSEWHERE: self.tr("{0}: suggested by another project's model, {1}"),
            ChipKind.UNCERTAIN: self.tr("{0}: the model cannot tell, {1}"),
        }[chip.kind]
        return told.format(words, figure)

    def _tell(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))
