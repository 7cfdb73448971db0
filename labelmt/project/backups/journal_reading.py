"""Reads a journal back: the actions that stand after a backup, through all restores since."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from labelmt.domain.annotations import State
from labelmt.domain.protocol.json_records import from_plain
from labelmt.project.backups.journal import TIMELINE, VERSION, segments
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import latest_id
from labelmt.storage.meta_repository import read_meta
from labelmt.storage.row_delta import Value

LONGEST_LINE = 256 * 2**20
"""Bytes of a line that is read at all."""
LOOKED_AT = 20
"""Newest files whose ends are looked at when a project is opened."""
_LONGEST_HEAD = 4096
_PART = 1 << 16
_ACTION = re.compile(rb'\{"action":(\d{1,18}),.*\}\n$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """Annotations of one label that are alike."""

    task: str
    label: str
    label_id: int
    state: str
    rows: tuple[int, ...]
    source: str = ""
    seen: str = ""
    annotator: str = ""
    at: str = ""
    run_id: int | None = None

    @classmethod
    def of(cls, label_id: int, row: int, value: Value | None) -> Said:
        """One annotation as it is stored, of a label whose name is known elsewhere."""
        if value is None:
            return cls("", "", label_id, State.UNKNOWN.name.lower(), (row,))
        return cls(
            "", "", label_id, State(value.state).name.lower(), (row,),
            value.source, value.seen, value.annotator, value.at, value.run_id,
        )  # fmt: skip

    @classmethod
    def opinion(cls, label_id: int, row: int, who: str, value: Value | None) -> Said:
        """The same of what a person said beside the annotation, or took back."""
        return replace(cls.of(label_id, row, value), annotator=who)

    @property
    def value(self) -> Value | None:
        """As it is stored; None is unknown. Raises KeyError for a state that there is not."""
        state = State[self.state.upper()]
        if state is State.UNKNOWN:
            return None
        return Value(int(state), self.source, self.annotator, self.at, self.run_id, self.seen)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one action left behind; see ``journal.written``.

    Attributes:
        images: folder of images to row, as text, to the path below it.
        first: of several turns that were done as one; 0: it is one.
        tasks, labels: id, as text, to the row of the table, or None where it is gone.
        marks: row, as text, to what was said of the image itself.
        opinions: what people said beside the annotations.
    """

    action: int
    kind: str = "do"
    title: str = ""
    first: int = 0
    images: dict[str, Any] = field(default_factory=dict)
    annotations: tuple[Said, ...] = ()
    tasks: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    opinions: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    journal: int
    timeline: str
    came_from: str | None = None
    at_action: int = 0
    begins_after: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of a project: after an action of a timeline."""

    timeline: str
    action: int


def lacking(newest: dict[str, int], connection: Transaction) -> int:
    """How many of the newest actions a database lacks that its journal has.

    A line is written after its action is on the disk. A database that is behind has lost a part:
    its ``-wal`` was deleted or cut off, or an older copy was put in its place by hand.

    Args:
        newest: what ``newest_actions`` found before: others may write meanwhile.
    """
    timeline = read_meta(connection, TIMELINE) or ""
    return max(0, newest.get(timeline, 0) - latest_id(connection))


def newest_actions(project: Path) -> dict[str, int]:
    """Timeline to the last action in the journal's newest files, read from their ends alone."""
    found: dict[str, int] = {}
    for file in segments(project)[-LOOKED_AT:]:
        with suppress(OSError, ValueError, TypeError, RecursionError), file.open("rb") as stream:
            timeline = from_plain(_Head, json.loads(stream.readline(_LONGEST_HEAD))).timeline
            for line in _last_lines(stream):
                if (told := _ACTION.match(line)) is not None:
                    found[timeline] = max(found.get(timeline, 0), int(told[1]))
                    break
    return found


def _last_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The whole lines of a file from its end on; one that was cut off ends in no line break."""
    at = stream.seek(0, os.SEEK_END)
    content = b""
    while at:
        start = max(0, at - _PART)
        stream.seek(start)
        content, at = stream.read(at - start) + content, start
        *_, last = content.rpartition(b"\n")
        whole = content[: len(content) - len(last)]
        first, *lines = whole.splitlines(keepends=True) or [b""]
        yield from reversed(lines)
        content = first
        if len(content) > LONGEST_LINE:
            return
    yield content


class JournalRecord:
    """All that a project's journal says. Lines that are damaged are left out, and counted."""

    def __init__(self, project: Path) -> None:
        self.damaged = 0
        """Lines that cannot be read."""
        self._entries: dict[str, dict[int, Entry]] = {}
        self._parents: dict[str, Moment] = {}
        self._begins_after: dict[str, int] = {}
        self._newest = ""
        for file in segments(project):
            self._read(file)

    def __bool__(self) -> bool:
        return any(self._entries.values())

    @property
    def newest(self) -> Moment:
        """The last moment it knows: of the timeline begun last, the last action."""
        actions = self._entries.get(self._newest, {})
        begun = self._begins_after.get(self._newest, 0)
        return Moment(self._newest, max(actions, default=begun))

    def add(self, timeline: str, entries: dict[int, Entry]) -> None:
        """Actions of the timeline that a project is on, from elsewhere; the journal's own stay."""
        self._entries[timeline] = {**entries, **self._entries.get(timeline, {})}
        if timeline not in self._ancestors():
            self._newest = timeline

    def after(self, moment: Moment) -> list[Entry]:
        """What was done after a moment and still stands, in its order.

        Where that moment is of a timeline that was left since, all of the newer one counts.
        """
        found: list[Entry] = []
        for timeline, until in self._way():
            known = self._entries.get(timeline, {})
            since = moment.action if timeline == moment.timeline else -1
            part = [known[a] for a in sorted(known) if a > since and (until is None or a <= until)]
            found = part + found
            if timeline == moment.timeline:
                break
        return found

    def is_whole_after(self, moment: Moment) -> bool:
        """Whether it has every action after a moment, up to the last one that it knows of."""
        expected = moment.action + 1
        of = [(timeline, until) for timeline, until in self._way()]
        names = [timeline for timeline, _ in of]
        if moment.timeline not in names:
            return False
        for timeline, until in reversed(of[: names.index(moment.timeline) + 1]):
            known = self._entries.get(timeline, {})
            if timeline != moment.timeline:
                expected = self._begins_after.get(timeline, 0) + 1
            for action in sorted(known):
                if action < expected or (until is not None and action > until):
                    continue
                if (known[action].first or action) > expected:
                    return False
                expected = action + 1
            if until is not None and expected <= until:
                return False
        return True

    def _way(self) -> Iterator[tuple[str, int | None]]:
        """Timelines from the newest to the first, and the last action of each that stands."""
        timeline, until = self._newest, None
        seen: set[str] = set()
        while timeline not in seen:
            seen.add(timeline)
            yield timeline, until
            parent = self._parents.get(timeline)
            if parent is None:
                return
            timeline, until = parent.timeline, parent.action

    def _read(self, file: Path) -> None:
        timeline: str | None = None
        try:
            with file.open("rb") as stream:
                while line := stream.readline(LONGEST_LINE):
                    try:
                        data = json.loads(line)
                        if timeline is None:
                            timeline = self._begin(from_plain(_Head, data))
                        else:
                            entry = from_plain(Entry, data)
                            self._entries.setdefault(timeline, {})[entry.action] = entry
                    except (ValueError, TypeError, RecursionError):
                        self.damaged += 1
        except OSError:
            self.damaged += 1

    def _begin(self, head: _Head) -> str:
        if head.journal != VERSION:
            raise ValueError("a newer journal")
        if head.came_from is not None and head.timeline not in self._parents:
            self._parents[head.timeline] = Moment(head.came_from, head.at_action)
            self._begins_after[head.timeline] = head.begins_after
        if head.timeline != self._newest and head.timeline not in self._ancestors():
            self._newest = head.timeline
        return head.timeline

    def _ancestors(self) -> set[str]:
        return {timeline for timeline, _ in self._way()}
