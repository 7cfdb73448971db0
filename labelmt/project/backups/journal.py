"""Journal of annotations: every action as a line of JSON beside the database, synced in batches.

The second source of what was annotated, should the database be damaged: plain text that any
program reads. A line holds what an action left behind, not what it changed, so that lines may be
read again from any point. Lines of two windows lie in two files; the number of the action orders
them. A file's first line says of which timeline they are: a restored project begins another.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.atomic_write import replacing, sync_folder
from labelmt.domain.schema import Schema
from labelmt.project.backups.dated_copies import BACKUPS
from labelmt.storage.database import Transaction
from labelmt.storage.image_repository import read_paths
from labelmt.storage.mark_repository import mark_row
from labelmt.storage.meta_repository import read_meta
from labelmt.storage.row_delta import Delta, Row, Value

JOURNAL = "journal"
"""The folder below a project's backups."""
TIMELINE = "timeline"
"""In a project's meta: what its journal's lines must say to be its own."""
VERSION = 1

SEGMENT = 8 * 2**20
"""Bytes from which another file is begun."""
KEPT = 64 * 2**20
"""Bytes of old lines that are kept although newer backups hold all they say."""
LARGEST = 512 * 2**20
"""Bytes of all lines, where no backup can be made either."""


class Journal:
    """The lines that one opened project adds. One writes, another thread may sync."""

    def __init__(self, project: Path, *, segment: int = SEGMENT) -> None:
        self.problem: OSError | None = None
        """Why the last line could not be written; None where it could."""
        self._project = project
        self._folder = journal_folder(project)
        self._segment = segment
        self._lock = threading.Lock()
        self._file: int | None = None
        self._size = 0
        self._new = False

    def line(
        self,
        connection: Transaction,
        action: int,
        kind: str,
        title: str,
        delta: Delta,
        schema: Schema,
        first: int | None = None,
    ) -> bytes:
        """What an action left behind, read in its own transaction.

        Args:
            first: of several turns that were done as one, where ``action`` is the last of them.
        """
        head = self._head(connection) if self._file is None or self._size > self._segment else b""
        return head + written(connection, action, kind, title, delta, schema, first or action)

    def write(self, line: bytes) -> None:
        """Add the line of an action that is on disk. Where that fails, the database has it."""
        with self._lock:
            try:
                if line.startswith(_HEAD):
                    self._close()
                    self._file = self._begun()
                    self._size, self._new = 0, True
                if self._file is not None:
                    self._size += os.write(self._file, line)
                self.problem = None
            except OSError as error:
                self.problem = error
                self._close()  # half a line may stand there: the next begins another file

    def sync(self) -> None:
        """Bring to the disk what was written so far."""
        with self._lock:
            if self._file is None:
                return
            same, new, self._new = os.dup(self._file), self._new, False
        try:
            os.fsync(same)  # labelling goes on meanwhile
            if new:
                sync_folder(self._folder)
        except OSError as error:
            self.problem = error
        finally:
            os.close(same)

    def thin(self, needed_since: datetime | None) -> None:
        """Delete the oldest lines, of which later backups hold what they say.

        Args:
            needed_since: the date of a backup that they are kept from; None keeps them all.
        """
        files, total = [], 0
        for file in segments(self._project):
            with suppress(OSError):
                told = file.stat()
                files.append((file, told))
                total += told.st_size
        for file, told in files[:-1]:
            old = needed_since is not None and told.st_mtime < needed_since.timestamp()
            if total <= (KEPT if old else LARGEST):
                continue
            with suppress(OSError):
                file.unlink()
                total -= told.st_size

    def close(self) -> None:
        """The project is closed."""
        self.sync()
        with self._lock:
            self._close()

    def _head(self, connection: Transaction) -> bytes:
        return head_line(read_meta(connection, TIMELINE) or "")

    def _begun(self) -> int:
        for folder in (self._folder.parent, self._folder):
            folder.mkdir(exist_ok=True)  # a project that was moved is not begun anew
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(new_segment(self._project), flags, 0o666)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


_STAMP = "%Y%m%dT%H%M%S.%fZ"
_HEAD = b'{"journal":'


def journal_folder(project: Path) -> Path:
    return project / BACKUPS / JOURNAL


def segments(project: Path) -> list[Path]:
    """The files of the journal, oldest first."""
    try:
        return sorted(journal_folder(project).glob("*.jsonl"))
    except OSError:
        return []


def new_segment(project: Path) -> Path:
    """A name after all others, also where one of them was made by a clock that was ahead."""
    stamp = datetime.now(UTC).strftime(_STAMP)
    for newest in segments(project)[-1:]:
        with suppress(ValueError, OverflowError):
            last = datetime.strptime(newest.name.partition("-")[0], _STAMP)
            stamp = max(stamp, (last + timedelta(microseconds=1)).strftime(_STAMP))
    return journal_folder(project) / f"{stamp}-{secrets.token_hex(4)}.jsonl"


def head_line(
    timeline: str, came_from: str | None = None, at_action: int = 0, begins_after: int = 0
) -> bytes:
    """The first line of a file.

    Args:
        came_from, at_action: the timeline that a new one goes on from, and its last action there.
        begins_after: the action of the restored project, after which the new one counts on.
    """
    told: dict[str, Any] = {"journal": VERSION, "timeline": timeline}
    if came_from is not None:
        told |= {"came_from": came_from, "at_action": at_action, "begins_after": begins_after}
    return _line(told)


def begin_timeline(project: Path, head: bytes) -> None:
    """Write down on the disk that a restored project counts on by itself. Raises OSError."""
    file = new_segment(project)
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as stream:
        stream.write(head)


def written(
    connection: Transaction,
    action: int,
    kind: str,
    title: str,
    delta: Delta,
    schema: Schema,
    first: int,
) -> bytes:
    """An action as a line.

    Args:
        schema: with the labels that the delta annotates.
    """
    rows: set[int] = set()
    groups: list[dict[str, Any]] = []
    for label_id, pairs in delta.annotations.items():
        if delta.labels.get(label_id, (None, {}))[1] is None:
            continue  # it went with its label
        rows.update(pairs)
        task, label = schema.task_of(label_id).name, schema.label(label_id).name
        alike: dict[Value | None, list[int]] = {}
        for row, (_, after) in pairs.items():
            alike.setdefault(after, []).append(row)
        for value, those in alike.items():
            said = {"task": task, "label": label, "label_id": label_id, **_said(value)}
            groups.append({**said, "rows": those})
    opinions = _opinions(delta, schema)
    for one in opinions:
        rows.update(one["rows"])
    rows.update(delta.marks)
    told: dict[str, Any] = {"action": action, "kind": kind, "title": title}
    if first != action:
        told["first"] = first
    if rows:
        told["images"] = _paths(connection, rows)
        told["annotations"] = groups
    if opinions:
        told["opinions"] = opinions
    if delta.marks:
        told["marks"] = {row: mark_row(after) for row, (_, after) in delta.marks.items()}
    for name, changed in (("tasks", delta.tasks), ("labels", delta.labels)):
        if changed:
            told[name] = _after(changed)
    return _line(told)


def _opinions(delta: Delta, schema: Schema) -> list[dict[str, Any]]:
    """What people said beside the annotations; unknown is what they took back."""
    groups: list[dict[str, Any]] = []
    for label_id, opinions in delta.opinions.items():
        if delta.labels.get(label_id, (None, {}))[1] is None:
            continue
        task, label = schema.task_of(label_id).name, schema.label(label_id).name
        alike: dict[tuple[str, Value | None], list[int]] = {}
        for (row, who), (_, after) in opinions.items():
            alike.setdefault((who, after), []).append(row)
        for (who, value), those in alike.items():
            said = {"task": task, "label": label, "label_id": label_id, **_said(value)}
            groups.append({**said, "annotator": who, "rows": those})
    return groups


def _said(value: Value | None) -> dict[str, Any]:
    if value is None:
        return {"state": State.UNKNOWN.name.lower()}
    return {
        "state": State(value.state).name.lower(),
        "source": value.source,
        "seen": value.seen,
        "annotator": value.annotator,
        "at": value.at,
        "run_id": value.run_id,
    }


def _paths(connection: Transaction, rows: set[int]) -> dict[str, dict[int, str]]:
    """Folder of images to row to path below it."""
    found: dict[str, dict[int, str]] = {}
    for row, root, path in read_paths(connection, sorted(rows)):
        found.setdefault(os.fsdecode(root), {})[row] = os.fsdecode(path)
    return found


def _after(rows: Mapping[int, tuple[Row | None, Row | None]]) -> dict[int, Row | None]:
    return {key: after for key, (_, after) in rows.items()}


def _line(told: Mapping[str, Any]) -> bytes:
    # ASCII: names need not be Unicode, and no character ends a line before its end.
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"
