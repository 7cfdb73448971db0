"""What a backup holds, in numbers, and what differs between two databases; nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from labelmt.storage.database_copy import open_copy


@dataclass(frozen=True, slots=True)
class Summary:
    """``last_action``: when something was done last, ISO 8601, or empty; ``action``: its id."""

    annotations: int
    images: int
    labels: int
    action: int
    last_action: str
    timeline: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Annotations that one database has and another has not, or not with this state or source."""

    only_there: int
    only_here: int
    changed: int

    def __bool__(self) -> bool:
        return bool(self.only_there or self.only_here or self.changed)


def summary_of(file: Path) -> Summary:
    """Of a backup. Raises sqlite3.Error."""
    with closing(open_copy(file)) as connection:
        annotations, images, labels = (
            int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("annotation", "image", "label")
        )
        last = connection.execute("SELECT id, at FROM history ORDER BY id DESC LIMIT 1").fetchone()
        timeline = connection.execute("SELECT value FROM meta WHERE key = 'timeline'").fetchone()
        action, at = last or (0, "")
        of = str(timeline[0]) if timeline else ""
        return Summary(annotations, images, labels, int(action), str(at), of)


def differences(backup: Path, now: Path) -> Differences:
    """Between a backup and a sound database, which others may be writing. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{now.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        there = f"{backup.absolute().as_uri()}?mode=ro&immutable=1"
        connection.execute("ATTACH ? AS there", (there,))
        same = "a.label_id = b.label_id AND a.image_row = b.image_row"
        queries = (
            f"SELECT count(*) FROM there.annotation a WHERE NOT EXISTS"  # noqa: S608 (ours)
            f" (SELECT 1 FROM main.annotation b WHERE {same})",
            f"SELECT count(*) FROM main.annotation a WHERE NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM there.annotation b WHERE {same})",
            f"SELECT count(*) FROM there.annotation a JOIN main.annotation b ON {same}"  # noqa: S608
            " WHERE a.state <> b.state OR a.source <> b.source",
        )
        return Differences(*(int(connection.execute(one).fetchone()[0]) for one in queries))
