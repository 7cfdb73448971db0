"""The labels of one cell: how a column joins them, lists as JSON, words for a missing value."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidName, Problem
from labelmt.domain.schema import Task, TaskKind, clean_name, name_key
from labelmt.domain.text import Text, text
from labelmt.formats.base import Cell, Column
from labelmt.formats.csv_records import shown

JOINT = "|"
NONE = "-"
MISSING = frozenset({"nan", "<na>", "null", "#n/a", "n/a", "na"})
"""What programs write for a missing value, in small letters."""
_LISTS = ("[", "{")

YES = frozenset({"1", "1.0", "true"})
NO = frozenset({"0", "0.0", "false"})


@dataclass(frozen=True, slots=True)
class CellForm:
    """How the cells of a column are written.

    Attributes:
        joint: what stands between labels; empty: a cell is one label.
        lists: cells are lists as JSON or Python writes them.
        missing: words that mean unknown, in small letters.
    """

    joint: str = JOINT
    lists: bool = False
    missing: frozenset[str] = frozenset()


OURS = CellForm()


def form_of(
    name: str, cells: Sequence[str], task: Task | None, joint: str, notes: list[Text]
) -> CellForm:
    """How a column's cells are written, by all of them.

    Args:
        task: that of the project, whose labels are names whatever they look like.
        joint: what the person says stands between labels.
    """
    distinct = {cell for cell in cells if cell}
    known = set() if task is None else {name_key(one) for one in _all_names(task)}
    words = {
        cell for cell in distinct if cell.casefold() in MISSING and name_key(cell) not in known
    }
    if words:
        notes.append(
            text(
                "Column “{name}”: “{word}” is taken for unknown.",
                name=name,
                word=sorted(words)[0],
            )
        )
    missing = frozenset(word.casefold() for word in words)
    distinct -= words
    lists = distinct - {NONE}
    if lists and all(cell.startswith(_LISTS) and _listed(cell) is not None for cell in lists):
        return CellForm(lists=True, missing=missing)
    if joint:
        return CellForm(joint, missing=missing)
    if not any(JOINT in cell for cell in distinct):
        for guess in (",", ";"):
            if _joins(distinct, guess, known):
                notes.append(
                    text(
                        "Column “{name}”: “{joint}” is taken for what stands between labels.",
                        name=name,
                        joint=guess,
                    )
                )
                return CellForm(guess, missing=missing)
    return CellForm(missing=missing)


def kind_of(cells: Sequence[str], form: CellForm) -> TaskKind:
    """Multilabel where any cell has several labels or none: a multiclass task has exactly one."""
    joint = form.joint or JOINT
    several = form.lists or any(joint in cell or cell == NONE for cell in cells)
    return TaskKind.MULTILABEL if several else TaskKind.MULTICLASS


def truth_of(cell: str) -> State | float | None:
    """A cell of a matrix of 1 and 0: a state, a probability, or None where it is neither."""
    word = cell.casefold()
    if word in YES:
        return State.PRESENT
    if word in NO:
        return State.ABSENT
    if not word or word in MISSING:
        return State.UNKNOWN
    try:
        number = float(word) if word[0] in "0.1" else -1.0
    except ValueError:
        return None
    if number in (0, 1):
        return State(int(number))
    return number if 0 < number < 1 else None


def _all_names(task: Task) -> list[str]:
    return [name for label in task.labels for name in (label.name, *label.synonyms)]


def _joins(distinct: set[str], joint: str, known: set[str]) -> bool:
    """Whether labels come back in several cells once these are parted."""
    if not any(joint in cell for cell in distinct):
        return False
    if any(joint in cell and name_key(cell) in known for cell in distinct):
        return False
    counts: Counter[str] = Counter()
    for cell in distinct:
        parts = {name_key(part) for part in cell.split(joint)}
        if "" in parts:
            return False
        counts.update(parts)
    if known and all(part in known for part in counts):
        return True
    return sum(count > 1 for count in counts.values()) * 2 >= len(counts)


def _listed(cell: str) -> list[str] | None:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(cell)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    if isinstance(found, dict):
        found = found.get("choices")
    if isinstance(found, set | tuple):
        found = list(found)
    if not isinstance(found, list) or not all(isinstance(one, str | int) for one in found):
        return None
    return [str(one) for one in found]


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one column."""

    column: Column
    problems: list[Problem]
    form: CellForm = OURS
    spellings: dict[str, str] = field(default_factory=dict)
    """From what counts of a name to the spelling that came first."""
    known: dict[str, Cell] = field(default_factory=dict)
    """Cells that have been read without a problem: a table repeats few texts many times."""

    def read(self, line: int, given: str) -> Cell:
        if given in self.known:
            return self.known[given]
        before = len(self.problems)
        cell = self._read(line, given)
        if len(self.problems) == before:
            self.known[given] = cell
        return cell

    def name(self, line: int, part: str) -> str:
        """A label's name as it is spelt all over the column; empty, and a problem, for none."""
        try:
            name = clean_name(part, "label")
        except InvalidName as error:
            self._note(line, text("“{given}”: {what}", given=shown(part), what=error.what))
            return ""
        return self.spellings.setdefault(name_key(name), name)

    def _read(self, line: int, given: str) -> Cell:
        if not given or given.casefold() in self.form.missing:
            return None
        listed = _listed(given) if self.form.lists else None
        if self.column.kind is TaskKind.MULTILABEL:
            if given == NONE or listed == []:
                return ()
            parts = given.split(self.form.joint) if listed is None else listed
        else:
            parts = [given] if listed is None else listed
            if len(parts) > 1 or (listed is None and JOINT in given):
                self._note(
                    line,
                    text(
                        "“{given}” joins labels, but a multiclass task has exactly one",
                        given=shown(given),
                    ),
                )
                return None
            if given == NONE or not parts:
                self._note(
                    line,
                    "“-” (none), but a multiclass task has exactly one label; leave the cell "
                    "empty if it is unknown",
                )
                return None
        names = (self.name(line, part) for part in parts)
        return tuple(dict.fromkeys(name for name in names if name))

    def _note(self, line: int, what: str | Text) -> None:
        self.problems.append(Problem(line, what, self.column.name))
