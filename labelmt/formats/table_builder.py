"""Builds a table of annotations from pairs that a file tells in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from labelmt.domain.annotations import State
from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidName, Problem
from labelmt.domain.schema import TaskKind, clean_name, name_key
from labelmt.domain.text import Text, text
from labelmt.formats.base import GENERIC, Cell, Column, Details, Pair, ParsedTable, TableRow

IMAGE_LIMIT = 20_000_000
LABEL_LIMIT = 100_000
"""Most images and labels of a file; more is an attack."""


@dataclass(slots=True)
class BuiltColumn:
    """A task in the making; see ``Column`` for most of it."""

    name: str
    kind: TaskKind | None = None
    generic: bool = False
    listed: State | None = None
    none_said: bool = True
    spellings: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: dict[int, dict[str, Pair]] = field(default_factory=dict)
    looked_at: set[int] = field(default_factory=set)
    """Places of images that the task tells of, with or without labels."""


class TableBuilder:
    """Takes what is said of images and labels, and makes a table of it.

    Attributes:
        problems: of names that cannot be used.
        notes: for the table.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Text] = []
        self._columns: dict[str, BuiltColumn] = {}
        self._images: dict[str, tuple[int, int, str]] = {}
        self._captures: dict[int, Capture] = {}
        self._mended = False

    def column(
        self,
        name: str = GENERIC,
        kind: TaskKind | None = None,
        *,
        generic: bool = False,
        listed: State | None = None,
        none_said: bool = True,
    ) -> BuiltColumn:
        """The column of a name, made where it is not there yet."""
        clean = self._clean(name, 0, "") or GENERIC
        made = BuiltColumn(clean, kind, generic, listed, none_said)
        return self._columns.setdefault(name_key(clean), made)

    def label(self, column: BuiltColumn, name: str, line: int = 0, file: str = "") -> str:
        """A label of a column as it is spelt all over it; empty, and a problem, for none."""
        clean = self._clean(name, line, file)
        if not clean:
            return ""
        if len(column.spellings) > LABEL_LIMIT:
            self.problems.append(Problem(line, "there are too many labels", file=file))
            return ""
        return column.spellings.setdefault(name_key(clean), clean)

    def path_of_labels(
        self, column: BuiltColumn, names: Sequence[str], line: int = 0, file: str = ""
    ) -> str:
        """The last of labels that each imply the one before."""
        clean = [self.label(column, name, line, file) for name in names]
        for above, below in pairwise(clean):
            if above and below and above != below and below not in column.parents:
                column.parents[below] = (above,)
        return clean[-1] if clean else ""

    def image(self, path: str, line: int = 0, file: str = "") -> int:
        """The place of an image among all."""
        if not path.strip() or "\0" in path:
            self.problems.append(Problem(line, "there is no name of an image", "path", file))
            return -1
        return self._images.setdefault(path, (len(self._images), line, file))[0]

    def capture(self, place: int, told: Capture) -> None:
        """Which sequence and location an image is of."""
        if place >= 0 and told:
            self._captures[place] = told

    def look(self, column: BuiltColumn, place: int) -> None:
        """That a column tells of an image, even if it names no label."""
        if place >= 0:
            column.looked_at.add(place)

    def say(self, column: BuiltColumn, place: int, pair: Pair) -> None:
        """That a label is present, absent or probable on an image; present wins over absent."""
        if place < 0 or not pair.label:
            return
        column.looked_at.add(place)
        pairs = column.pairs.setdefault(place, {})
        before = pairs.get(pair.label)
        if before is None or pair.state > before.state:
            pairs[pair.label] = pair

    def table(self) -> ParsedTable:
        """All that was said."""
        columns = list(self._columns.values())
        kept = [one for one in columns if one.looked_at or one.spellings]
        rows = []
        for path, (place, line, file) in self._images.items():
            read = [_cell(column, place) for column in kept]
            details = tuple(more for _, more in read)
            plain = all(more is None for more in details)
            cells = tuple(cell for cell, _ in read)
            rows.append(
                TableRow(
                    line,
                    path,
                    cells,
                    () if plain else details,
                    file,
                    self._captures.get(place, Capture()),
                )
            )
        if self._mended:
            self.notes.append(text("Signs that no name may have were taken out of names."))
        return ParsedTable(
            tuple(
                Column(
                    one.name,
                    one.kind or _guessed(one),
                    one.generic,
                    one.listed,
                    one.none_said,
                    tuple(one.spellings.values()),
                    tuple(one.parents.items()),
                    told=one.kind is not None,
                )
                for one in kept
            ),
            tuple(rows),
            tuple(self.notes),
        )

    def _clean(self, name: str, line: int, file: str) -> str:
        mended = name.replace("|", "/")
        if not mended.isprintable():
            mended = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in mended)
        mended = re.sub(r"\s+", " ", mended).strip()
        if mended != name.strip():
            self._mended = True
        try:
            return clean_name(mended, "label")
        except InvalidName as error:
            what = text("“{name}”: {what}", name=mended[:60], what=error.what)
            self.problems.append(Problem(line, what, file=file))
            return ""


def _guessed(column: BuiltColumn) -> TaskKind:
    """Multiclass where every image that is looked at has exactly one label."""
    if column.parents:
        return TaskKind.MULTILABEL
    single = all(
        sum(pair.state is State.PRESENT for pair in column.pairs.get(place, {}).values()) == 1
        for place in column.looked_at
    )
    return TaskKind.MULTICLASS if single and column.looked_at else TaskKind.MULTILABEL


def _cell(column: BuiltColumn, place: int) -> tuple[Cell, Details]:
    if place not in column.looked_at:
        return None, None
    pairs = tuple(column.pairs.get(place, {}).values())
    present = tuple(pair.label for pair in pairs if pair.state is State.PRESENT)
    plain = column.listed is not State.UNKNOWN and all(
        pair == Pair(pair.label, State.PRESENT) for pair in pairs
    )
    return (present, None) if plain else (present or None, pairs)


def present(labels: Iterable[str]) -> list[Pair]:
    """Pairs of labels that are there."""
    return [Pair(label, State.PRESENT) for label in labels]
