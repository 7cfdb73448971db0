"""What a person chooses of an import; the rest is guessed from the file and the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import OnConflict


class TakeAs(StrEnum):
    """What labels of a file become."""

    ANNOTATIONS = "annotations"
    SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """The options of an import, the same for window and command line.

    Attributes:
        format: name of a format; empty: told by the file.
        kinds: kinds of columns by name.
        renamed: column or label, or ``column|label``, to what it is called in the project; to an
            empty name: left out.
        path_column: of a table, the column that names the image. columns: those to read.
        separator: between the columns of a table, or the labels of a cell.
        encoding: of a text that is not UTF-8.
        unlisted: what labels are that are not listed; None: as the format has it.
        skip_missing: leave out what is of no image of the project.
        annotator: whose labels these are; empty: of whom the file says, or of who imports.
        take_as: None: states are annotations, probabilities suggestions.
    """

    format: str = ""
    kinds: Mapping[str, TaskKind] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    path_column: str = ""
    columns: tuple[str, ...] = ()
    separator: str = ""
    encoding: str = ""
    unlisted: State | None = None
    skip_missing: bool = False
    on_conflict: OnConflict = OnConflict.THEIRS
    take_as: TakeAs | None = None
    annotator: str = ""
