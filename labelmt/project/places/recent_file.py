"""The file of recent projects: written whole, by one at a time; of a damaged one all is kept."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from labelmt.domain.atomic_write import replacing
from labelmt.domain.process_lock import LOCK_REFUSED, process_lock
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.project.places.home import config_folder

LONGEST = 30
FILE = "recent.json"
DAMAGED = "recent-damaged.json"
"""Where a list that could not be read goes, for whoever wants to know what was in it."""
WAIT_S = 2.0
"""For another window that writes; then it is written all the same: a list for convenience."""
_TURN = threading.Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """A project as the file has it; see RecentProject."""

    folder: str
    roots: tuple[str, ...]
    images: int
    opened_at: str
    labelled: int | None = None
    picture: str = ""


def read_entries() -> list[Entry]:
    """Newest first. A damaged list is mended: what can be read of it, then what lies on disk."""
    try:
        entries, damaged = _read()
        if damaged:
            with _alone():
                return _read_mended()
    except OSError:
        return []
    return entries


def change_entries(change: Callable[[list[Entry]], list[Entry]]) -> None:
    """Read, change and write the list while nobody else does.

    A settings folder that may not be written costs the memory only; a list that cannot be read
    now is not written over.
    """
    with suppress(OSError):
        config_folder().mkdir(parents=True, exist_ok=True)
        with _alone():
            _write(change(_read_mended()))


@contextmanager
def _alone() -> Iterator[None]:
    with _TURN, ExitStack() as held:
        with suppress(*LOCK_REFUSED):
            lock = process_lock(config_folder() / "recent.lock", wait_s=WAIT_S)
            held.enter_context(lock)
        yield


def _read() -> tuple[list[Entry], bool]:
    """What the file has, and whether it is damaged. Raises OSError where nobody can tell."""
    try:
        content = (config_folder() / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return [], False
    text = content.decode(errors="ignore")
    try:
        data, end = json.JSONDecoder().raw_decode(text)
        damaged = bool(text[end:].strip()) or not isinstance(data, list)
    except (ValueError, RecursionError):
        data, damaged = _first_records(text), True
    entries = []
    for one in data if isinstance(data, list) else []:
        with suppress(ValueError):  # of another version
            entries.append(from_plain(Entry, one))
    return entries, damaged


def _first_records(text: str) -> list[object]:
    """Those of a list that was cut off, up to the first that is not whole."""
    records: list[object] = []
    decoder = json.JSONDecoder()
    with suppress(ValueError, RecursionError):
        at = text.find("{")
        while at >= 0:
            record, end = decoder.raw_decode(text, at)
            records.append(record)
            at = text.find("{", end)
    return records


def _read_mended() -> list[Entry]:
    entries, damaged = _read()
    if damaged:
        # Imported where it is needed: the start page comes without.
        from labelmt.project.places.projects_on_disk import own_projects

        known = {one.folder for one in entries}
        for found in own_projects():
            if str(found.folder) not in known:
                roots = tuple(str(root) for root in found.roots)
                changed = datetime.fromtimestamp(found.changed / 1e9, UTC)
                at = changed.isoformat(timespec="milliseconds")
                entries.append(Entry(str(found.folder), roots, found.images, at))
        with suppress(OSError):
            file = config_folder() / FILE
            shutil.copyfile(file, file.with_name(DAMAGED))
            _write(entries)
    return entries


def _write(entries: list[Entry]) -> None:
    with replacing(config_folder() / FILE) as stream:
        stream.write(dumps(entries[:LONGEST]).encode() + b"\n")
