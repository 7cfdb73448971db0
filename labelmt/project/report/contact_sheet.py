"""A contact sheet: the images of a search as small pictures with their names and labels.

Pictures are made as they are asked for, so that ten thousand of them never are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, NotFound, UnreadableImage
from labelmt.domain.schema import Schema
from labelmt.domain.text import counted, text, translated
from labelmt.formats.output import Output
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.protected_files import ProtectedFiles
from labelmt.project.project import Project
from labelmt.project.report.blocks import Picture
from labelmt.project.report.small_pictures import SmallPictures

NAME, LABELS = "name", "labels"
CAPTIONS = (NAME, LABELS)
"""What may stand below a picture."""
FEWEST_COLUMNS, USUAL_COLUMNS, MOST_COLUMNS = 1, 5, 12
_POINTS_ACROSS = 510.0
_PIXELS_A_POINT = 200 / 72
"""200 dots an inch: what an office printer shows."""
_LARGEST_EDGE = 1024


@dataclass(frozen=True, slots=True)
class SheetChoices:
    """How a contact sheet looks.

    Attributes:
        title: its heading, such as the search.
        captions: of CAPTIONS, in this order below each picture.
    """

    title: str
    columns: int = USUAL_COLUMNS
    captions: tuple[str, ...] = CAPTIONS

    def check(self) -> None:
        """Raises InvalidInput where it cannot be made so."""
        if not FEWEST_COLUMNS <= self.columns <= MOST_COLUMNS:
            raise InvalidInput(
                text(
                    "A contact sheet has {fewest} to {most} columns.",
                    fewest=FEWEST_COLUMNS,
                    most=MOST_COLUMNS,
                ),
                subject=str(self.columns),
                kept="Nothing was written.",
            )
        for one in self.captions:
            if one not in CAPTIONS:
                raise InvalidInput(
                    "There is no caption of this name.",
                    subject=one,
                    kept="Nothing was written.",
                    next_step=text("Choose of {names}.", names=", ".join(CAPTIONS)),
                )


class ContactSheet:
    """The images of a contact sheet in their order, as they were at one moment.

    Args:
        rows: (n,) image rows.

    Raises:
        NotFound: there is no image. InvalidInput: it cannot look like that.
    """

    def __init__(self, project: Project, rows: NDArray[np.int64], choices: SheetChoices) -> None:
        choices.check()
        if not len(rows):
            raise NotFound(
                "There is no image to show.",
                subject=choices.title,
                kept="Nothing was written.",
                next_step="Search for something else.",
            )
        with project.reading():
            self._schema: Schema = project.schema()
            self._images: ImageTable = project.images()
            self._matrix = project.annotation_matrix()
        self._rows = rows
        self.choices = choices
        self.unreadable = 0
        """Images so far that could not be shown."""
        edge = min(_LARGEST_EDGE, round(_POINTS_ACROSS / choices.columns * _PIXELS_A_POINT))
        self._pictures = SmallPictures(project, self._images, edge)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def subtitle(self) -> str:
        """How many images there are."""
        return translated(counted("{count:,} image", "{count:,} images", len(self)))

    def pictures(self) -> Iterator[Picture]:
        """One after the other; what cannot be read says why."""
        for row in self._rows.tolist():
            lines = [self._caption(row, one) for one in self.choices.captions]
            name = self._images.paths[row]
            try:
                yield Picture(self._pictures.jpeg(row), tuple(lines), name=name)
            except UnreadableImage as error:
                self.unreadable += 1
                why = translated(error.said("what"))
                yield Picture(None, (*lines, why), name=name)

    def _caption(self, row: int, kind: str) -> str:
        if kind == NAME:
            return self._images.paths[row].rpartition("/")[2]
        present = np.flatnonzero(self._matrix[row] == State.PRESENT).tolist()
        return ", ".join(self._schema.labels[column].name for column in present)


def sheet_output(project: Project, out: Path, *, overwrite: bool = False) -> Output:
    """Where a contact sheet goes; nothing of the project and no image is replaced."""
    reason = ProtectedFiles(project.folder, project.images()).reason
    return Output(out, overwrite=overwrite, protected=reason)
