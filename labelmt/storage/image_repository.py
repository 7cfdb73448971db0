"""Reads and writes the images of a project and the root folders they lie under."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from labelmt.domain.images import FoundImage, ImageOutcome, ImageStatus, KnownFile
from labelmt.storage.dialects import is_sqlite
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import image, root

PART = 100_000
"""Rows handed over in one go: all at once, a million take 600 MB."""
LOST = ".lost"
"""Folder, below a root, of images of which not even the path could be salvaged."""
MOST_ROWS = 50_000_000
"""No project has as many images: a row that says more is damaged."""
CHUNK = 5000
"""Most values named in one query."""

ImageColumns = Mapping[str, Sequence[Any]]
"""Values by the name of their column in the table ``image``, all of the same rows; with ``row``."""


_FILE = "path", "size", "mtime_ns", "inode"
_KNOWN = tuple(one.name for one in fields(KnownFile))
_LEARNT = tuple(one.name for one in fields(ImageOutcome))


@dataclass(frozen=True, eq=False, slots=True)
class SplitRows:
    """Rows drawn for validation, and rows drawn for training, ascending; the rest is undrawn."""

    validation: NDArray[np.int64]
    training: NDArray[np.int64]


def add_roots(connection: Connection, folders: Iterable[Path], project: Path) -> None:
    """Record folders of images of the project in a folder."""
    for folder in dict.fromkeys(folders):
        connection.execute(insert(root).values(**root_columns(folder, project)))


def root_columns(folder: Path, project: Path) -> dict[str, bytes | None]:
    """Where a folder of images lies, also as seen from the project's folder if that is near."""
    near = relative_to_project(folder, project)
    relative = None if near is None else os.fsencode(near)
    return {"path": os.fsencode(folder), "relative": relative}


def relative_to_project(folder: Path, project: Path) -> str | None:
    """A folder as seen from a project's, where both are likely to be moved together.

    One lies in the other, or they lie side by side; not what merely shares a disk or a home.
    """
    try:
        relative = os.path.relpath(folder, project)
    except ValueError:  # another drive
        return None
    up = Path(relative).parts.count(os.pardir)
    around = project.is_relative_to(folder)
    beside = up <= 1 and project.parent != Path(project.anchor)
    return relative if around or beside else None


def read_relative_roots(connection: Connection) -> dict[int, str | None]:
    """Root id to the folder as seen from the project's; None where that is not kept."""
    rows = connection.execute(select(root.c.id, root.c.relative))
    return {row.id: None if row.relative is None else os.fsdecode(row.relative) for row in rows}


def read_roots(connection: Connection) -> dict[int, Path]:
    """Root id to absolute folder, where this person has it."""
    rows = connection.execute(select(root.c.id, root.c.path).order_by(root.c.id))
    found = {row.id: Path(os.fsdecode(row.path)) for row in rows}
    return found | {one: place for one, place in _own_roots(connection).items() if one in found}


def _own_roots(connection: Connection) -> dict[int, Path]:
    """Of a team's project, the folders that this person has elsewhere than its maker."""
    own: dict[int, Path] = connection.get_execution_options().get("labelmt_roots", {})
    return own


def read_revision(connection: Connection) -> int:
    """Grows with every change of images; 0 where there are none."""
    return connection.execute(select(func.max(image.c.revision))).scalar_one() or 0


def read_columns(
    connection: Connection, names: Sequence[str], after: int = 0
) -> Iterator[ImageColumns]:
    """These columns of the images, by row, in large parts; ``row`` is always among them.

    Args:
        names: of columns of the table ``image``.
        after: only of images that changed since this revision.
    """
    wanted = ("row", *names)
    statement = select(*(image.c[name] for name in wanted)).order_by(image.c.row)
    if after:
        statement = statement.where(image.c.revision > after)
    streamed = connection.execution_options(yield_per=PART).execute(statement)
    for part in streamed.partitions():
        # Transposed by zip(*part), a million rows take a second longer.
        yield {name: list(map(itemgetter(at), part)) for at, name in enumerate(wanted)}


def read_paths(connection: Connection, rows: Sequence[int]) -> list[tuple[int, bytes, bytes]]:
    """(row, folder of images, path below it) of these rows, each once; of those that there are."""
    if not is_sqlite(connection):
        return _paths_on_server(connection, rows)
    # As text: asked with every key, and SQLAlchemy takes five times as long to write it.
    found = connection.exec_driver_sql(
        "SELECT image.row, root.path, image.path FROM image JOIN root ON root.id = image.root_id"
        " WHERE image.row IN (SELECT value FROM json_each(?))"
        if len(rows) > 1
        else "SELECT image.row, root.path, image.path FROM image"
        " JOIN root ON root.id = image.root_id WHERE image.row = ?",
        (json.dumps(list(rows)) if len(rows) > 1 else rows[0],),
    )
    return [(row, root_path, path) for row, root_path, path in found]


def _paths_on_server(connection: Connection, rows: Sequence[int]) -> list[tuple[int, bytes, bytes]]:
    roots = {root_id: os.fsencode(folder) for root_id, folder in read_roots(connection).items()}
    found = connection.exec_driver_sql(
        "SELECT image.row, image.root_id, image.path FROM image"
        " WHERE image.row = ANY(%s::integer[])",
        (list(rows),),
    )
    return [(row, roots[root_id], path) for row, root_id, path in found]


def place_images(
    connection: Connection, images: Mapping[int, tuple[str, str]], project: Path
) -> dict[int, int]:
    """Find the rows of images that a journal names; those that are not there are made.

    Args:
        images: row to the folder of images and the path below it.
        project: the project's folder.

    Returns:
        row as it was named to the row that the image has.
    """
    placed: dict[int, int] = {}
    roots = {os.fspath(root): root_id for root_id, root in read_roots(connection).items()}
    known = {row for row, _, _ in read_paths(connection, sorted(images))} if images else set()
    revision = read_revision(connection) + 1
    for row, (folder, path) in images.items():
        if not 0 <= row < MOST_ROWS:
            continue
        if row in known:
            placed[row] = row
            continue
        if folder not in roots:
            # A project of one folder that was moved since: it is still that folder.
            if len(roots) == 1:
                roots[folder] = next(iter(roots.values()))
            else:
                add_roots(connection, [Path(folder)], project)
                roots = {os.fspath(one): key for key, one in read_roots(connection).items()}
        place = {"root_id": roots[folder], "path": os.fsencode(path)}
        there = connection.execute(
            select(image.c.row).where(
                image.c.root_id == place["root_id"], image.c.path == place["path"]
            )
        ).scalar()
        if there is None:
            figures = {"size": 0, "mtime_ns": 0, "revision": revision}
            connection.execute(insert(image).values(row=row, **place, **figures))
            there = row
        placed[row] = there
    return placed


def fill_holes(connection: Connection) -> int:
    """Let every row up to the last be an image: what is lost of one is missing. How many were.

    Rows are places in arrays: a hole in them would be no image's.
    """
    known = set(connection.execute(select(image.c.row)).scalars())
    holes = sorted(set(range(max(known, default=-1) + 1)) - known)
    if holes:
        root_id, revision = min(read_roots(connection)), read_revision(connection) + 1
        given = {
            "root_id": root_id, "size": 0, "mtime_ns": 0, "revision": revision,
            "status": ImageStatus.MISSING, "problem": "",
        }  # fmt: skip
        connection.execute(
            insert(image),
            [{"row": row, "path": f"{LOST}/{row}".encode("ascii"), **given} for row in holes],
        )
    return len(holes)


def rows_changed_after(connection: Connection, revision: int) -> tuple[int, ...]:
    """Rows of images that have changed after a revision, ascending."""
    statement = select(image.c.row).where(image.c.revision > revision).order_by(image.c.row)
    return tuple(connection.execute(statement).scalars())


def count_images(connection: Connection) -> int:
    """How many rows there are; also the next row to give out."""
    highest = connection.execute(select(func.max(image.c.row))).scalar_one()
    return 0 if highest is None else int(highest) + 1


def insert_images(
    connection: Connection, root_id: int, found: Sequence[FoundImage]
) -> tuple[int, ...]:
    """Append images, those that are there already left out; returns the rows they got."""
    first, revision = count_images(connection), read_revision(connection) + 1
    new = {os.fsencode(one.path): one for one in found}
    # Another process may have looked through the same folder a moment ago.
    for path in _known(connection, root_id, list(new)):
        del new[path]
    if new:
        connection.execute(
            insert(image),
            [
                {
                    "row": first + index,
                    "root_id": root_id,
                    "revision": revision,
                    **file_columns(one),
                }
                for index, one in enumerate(new.values())
            ],
        )
    return tuple(range(first, first + len(new)))


def file_columns(found: FoundImage) -> dict[str, Any]:
    """What a scan found of a file, by the names of its columns.

    Its number makes its stamp another one than that of a file that was there before.
    """
    values = {name: getattr(found, name) for name in _FILE}
    return {**values, "path": os.fsencode(found.path), "version": found.inode}


def _known(connection: Connection, root_id: int, paths: Sequence[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for start in range(0, len(paths), CHUNK):
        named = image.c.path.in_(paths[start : start + CHUNK])
        statement = select(image.c.path).where(image.c.root_id == root_id, named)
        found.extend(connection.execute(statement).scalars())
    return found


def find_paths(connection: Connection, root_id: int, paths: Sequence[str]) -> dict[str, KnownFile]:
    """Path to file, of those of these paths that are images known."""
    encoded = [os.fsencode(path) for path in paths]
    found: dict[str, KnownFile] = {}
    for start in range(0, len(encoded), CHUNK):
        named = image.c.path.in_(encoded[start : start + CHUNK])
        found |= _known_files(connection, root_id, named)
    return found


def find_below(connection: Connection, root_id: int, folder: str) -> dict[str, KnownFile]:
    """The same, of all images below a folder of a root."""
    start = os.fsencode(folder)
    inside = (image.c.path >= start + b"/") & (image.c.path < start + b"0")  # "0" comes after "/"
    return _known_files(connection, root_id, inside)


def _known_files(
    connection: Connection, root_id: int, which: ColumnElement[bool]
) -> dict[str, KnownFile]:
    columns = (image.c[name] for name in ("path", *_KNOWN))
    statement = select(*columns).where(image.c.root_id == root_id, which)
    return {
        os.fsdecode(one["path"]): KnownFile(**{name: one[name] for name in _KNOWN})
        for one in connection.execute(statement).mappings()
    }


def set_pending(connection: Connection, rows: Sequence[int]) -> None:
    """Have images decoded again whose files are what they were."""
    if rows:
        connection.execute(
            update(image)
            .where(image.c.row.in_(select(named_rows(rows).c.value)))
            .values(
                status=int(ImageStatus.PENDING),
                problem="",
                revision=read_revision(connection) + 1,
            )
        )


def set_status(connection: Connection, outcomes: Sequence[ImageOutcome]) -> tuple[int, ...]:
    """Keep what was learnt of images that were looked at.

    Returns:
        the rows of which something new was learnt.
    """
    wanted = {one.row: one for one in outcomes}
    rows = sorted(wanted)
    named = image.c.row.in_(select(named_rows(rows).c.value))
    statement = select(*(image.c[name] for name in _LEARNT)).where(named)
    found = connection.execute(statement).mappings()
    known = {one["row"]: ImageOutcome(**one) for one in found}
    changed = [row for row in rows if row in known and known[row] != wanted[row]]
    if changed:
        revision = read_revision(connection) + 1
        connection.execute(
            update(image).where(image.c.row == bindparam("key")).values(revision=revision),
            [{"key": row, **_learnt(wanted[row])} for row in changed],
        )
    return tuple(changed)


def _learnt(outcome: ImageOutcome) -> dict[str, Any]:
    values = {name: getattr(outcome, name) for name in _LEARNT if name != "row"}
    return {**values, "status": int(outcome.status)}


def read_validation(connection: Connection) -> SplitRows:
    """The validation split as it was drawn."""
    statement = select(image.c.row, image.c.in_validation).where(image.c.in_validation.is_not(None))
    drawn = connection.execute(statement.order_by(image.c.row)).all()
    validation = [one.row for one in drawn if one.in_validation]
    training = [one.row for one in drawn if not one.in_validation]
    return SplitRows(np.array(validation, dtype=np.int64), np.array(training, dtype=np.int64))


def set_validation(connection: Connection, rows: Iterable[int], inside: bool | None) -> None:
    """Put images on one side of the split, or (None) back to undrawn."""
    values = [{"key": int(row), "inside": inside} for row in rows]
    if values:
        connection.execute(
            update(image)
            .where(image.c.row == bindparam("key"))
            .values(in_validation=bindparam("inside")),
            values,
        )


def clear_validation(connection: Connection) -> None:
    """Forget the split."""
    connection.execute(update(image).values(in_validation=None))


def set_asked(connection: Connection, row: int) -> None:
    """Note that the review asked for an image by chance and a person answered."""
    revision = read_revision(connection) + 1
    statement = update(image).where(image.c.row == row, image.c.asked.is_(False))
    connection.execute(statement.values(asked=True, revision=revision))


def read_test(connection: Connection) -> NDArray[np.int64]:
    """Rows of the test part, ascending."""
    statement = select(image.c.row).where(image.c.in_test).order_by(image.c.row)
    return np.array(connection.execute(statement).scalars().all(), dtype=np.int64)


def set_test(connection: Connection, rows: Iterable[int]) -> None:
    """Let these images, and no others, be the test part."""
    connection.execute(update(image).where(image.c.in_test).values(in_test=False))
    values = [{"key": int(row)} for row in rows]
    if values:
        chosen = update(image).where(image.c.row == bindparam("key"))
        connection.execute(chosen.values(in_test=True), values)


def read_pixels(connection: Connection) -> dict[int, tuple[int, int]]:
    """Row to width and height, of images that have been decoded."""
    statement = select(image.c.row, image.c.width, image.c.height).where(image.c.width > 0)
    return {one.row: (one.width, one.height) for one in connection.execute(statement)}
