"""Reads what files of images held, and writes which file each image has: paths, contents, marks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, bindparam, select, update

from labelmt.storage.image_repository import CHUNK, read_revision
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import annotation, image


@dataclass(frozen=True, slots=True)
class StoredImage:
    """All that is stored of an image's file; the fields are columns of the table ``image``.

    Attributes:
        fingerprint: of what the file holds, None where it is not known.
        version: see ``image_stamp``.
        changed: it holds, or may hold, something else than when the image was labelled.
        labelled_size, labelled_fingerprint: of what it held then; None where nobody knew.
    """

    row: int
    root_id: int
    path: str
    size: int
    mtime_ns: int
    inode: int
    version: int
    status: int
    problem: str
    fingerprint: bytes | None
    changed: bool
    labelled_size: int | None
    labelled_fingerprint: bytes | None

    @property
    def place(self) -> tuple[int, str]:
        return self.root_id, self.path

    @property
    def facts(self) -> tuple[int, str, int, int, int]:
        """What a scan compares."""
        return self.root_id, self.path, self.size, self.mtime_ns, self.status


_NAMES = tuple(one.name for one in fields(StoredImage))


def read_stored(connection: Connection, rows: Iterable[int]) -> dict[int, StoredImage]:
    """Row to what is known of its file."""
    named = image.c.row.in_(select(named_rows(sorted(rows)).c.value))
    statement = select(*(image.c[name] for name in _NAMES)).where(named)
    found: dict[int, StoredImage] = {}
    for one in connection.execute(statement).mappings():
        values = {name: one[name] for name in _NAMES}
        found[one["row"]] = StoredImage(**{**values, "path": os.fsdecode(one["path"])})
    return found


def read_rows_at(
    connection: Connection, places: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """(root id, path) to the row that has it, where one has."""
    by_root: dict[int, list[bytes]] = {}
    for root_id, path in places:
        by_root.setdefault(root_id, []).append(os.fsencode(path))
    found: dict[tuple[int, str], int] = {}
    for root_id, paths in by_root.items():
        for start in range(0, len(paths), CHUNK):
            named = image.c.path.in_(paths[start : start + CHUNK])
            statement = select(image.c.path, image.c.row).where(image.c.root_id == root_id, named)
            for path, row in connection.execute(statement):
                found[root_id, os.fsdecode(path)] = row
    return found


def read_annotated(connection: Connection, rows: Iterable[int]) -> set[int]:
    """Those of these rows of which a person has said something: annotations, or marks."""
    wanted = select(named_rows(sorted(rows)).c.value)
    labelled = select(annotation.c.image_row).where(annotation.c.image_row.in_(wanted)).distinct()
    said = image.c.unsure | (image.c.rating != 0) | (image.c.comment != "")
    marked = select(image.c.row).where(image.c.row.in_(wanted), said)
    return {*connection.execute(labelled).scalars(), *connection.execute(marked).scalars()}


def store_images(connection: Connection, images: Sequence[StoredImage]) -> None:
    """Replace what is stored of images. Two may take each other's paths, if both are among them."""
    if not images:
        return
    revision = read_revision(connection) + 1
    # Names must be free before they are taken.
    connection.execute(
        update(image).where(image.c.row == bindparam("key")),
        [{"key": one.row, "path": b"\0%d" % one.row} for one in images],
    )
    changed = []
    for one in images:
        values = {name: getattr(one, name) for name in _NAMES if name != "row"}
        changed.append(
            {**values, "key": one.row, "path": os.fsencode(one.path), "revision": revision}
        )
    connection.execute(update(image).where(image.c.row == bindparam("key")), changed)


def set_inodes(connection: Connection, inodes: Mapping[int, int]) -> None:
    """Keep the numbers of files that are known by everything else."""
    if inodes:
        revision = read_revision(connection) + 1
        connection.execute(
            update(image).where(image.c.row == bindparam("key")),
            [{"key": row, "inode": one, "revision": revision} for row, one in inodes.items()],
        )


def clear_changed(connection: Connection, rows: Sequence[int]) -> tuple[int, ...]:
    """What images hold now is what their labels are of; returns the rows of which it was not."""
    named = image.c.row.in_(select(named_rows(rows).c.value))
    marked = connection.execute(select(image.c.row).where(named, image.c.changed)).scalars().all()
    if marked:
        connection.execute(
            update(image)
            .where(image.c.row.in_(select(named_rows(marked).c.value)))
            .values(
                changed=False,
                labelled_size=None,
                labelled_fingerprint=None,
                revision=read_revision(connection) + 1,
            )
        )
    return tuple(sorted(marked))
