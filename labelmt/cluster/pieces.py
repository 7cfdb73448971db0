"""Pieces of a large set of images: which a machine reads at once, listed without looking inside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.text import text
from labelmt.formats.remote_output import is_url, shown_url
from labelmt.imaging.image_endings import ending_of, is_image_name
from labelmt.imaging.scan import is_passed_over, scan

FILES, ARCHIVE, TABLE = "files", "archive", "table"
LISTS = (".txt", ".lst")
ARCHIVES = (".tar", ".tar.gz", ".tgz")
IMAGE_COLUMNS = ("image", "jpg", "jpeg", "png", "img", "picture", "bytes", "content")
"""Of a table, those taken for images' bytes, the first that is there."""
NAME_COLUMNS = ("path", "file_name", "filename", "url", "uri", "name", "__key__", "id", "key")
_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
MOST_IN_RANGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """What one machine reads at once.

    Attributes:
        kind: FILES, ARCHIVE (a tar file, as WebDataset has them) or TABLE (row groups of Parquet).
        place: path or address of the archive or table; of FILES the local folder they are in, so
            that a machine that does not see it can say so; else empty.
        names: of FILES, paths or addresses.
        row_groups: of a TABLE.
        image: of a TABLE, the column of bytes. name: the column that names an image, or empty.
    """

    kind: str
    place: str = ""
    names: tuple[str, ...] = ()
    row_groups: tuple[int, ...] = ()
    image: str = ""
    name: str = ""


def pieces(given: Sequence[str], size: int) -> Iterator[Piece]:
    """All pieces of what a person names, about ``size`` images each; an archive is one piece.

    Args:
        given: folders, images, archives (``.tar``), tables (``.parquet``) and lists (``.txt``: a
            path or address a line), here or at an address that fsspec knows. ``*`` and
            ``{000..099}`` stand for several.

    Raises:
        NotFound: there is no such thing. InvalidInput: it holds no images, or none that are found.
    """
    for one in given:
        for place in _spelt_out(one):
            yield from _of(place, size)


def _of(place: str, size: int) -> Iterator[Piece]:
    ending = _ending(place)
    if ending.endswith(LISTS):
        yield from pieces_of_names("", _lines(place), size)
    elif ending == ".parquet":
        yield from _of_table(place, size)
    elif ending in ARCHIVES:
        yield Piece(ARCHIVE, place)
    elif is_image_name(ending):
        yield Piece(FILES, "", (_absolute(place),))
    elif is_url(place):
        yield from pieces_of_names("", _images_at(place), size)
    else:
        folder = Path(place).absolute()
        found = (
            str(folder / one.path) for batch in scan(folder, lambda: False) for one in batch.found
        )
        yield from pieces_of_names(str(folder), found, size)


def pieces_of_names(place: str, names: Iterable[str], size: int) -> Iterator[Piece]:
    """Paths and addresses in their order; ``place`` as a Piece has it."""
    waiting = iter(names)
    while part := tuple(islice(waiting, size)):
        yield Piece(FILES, place, part)


def _lines(place: str) -> Iterator[str]:
    """Paths and addresses of a list; a relative one is beside the list."""
    base = place.rpartition("/")[0] if is_url(place) else os.path.dirname(_absolute(place))  # noqa: PTH120
    with opened(place) as stream:
        for line in stream:
            name = line.decode("utf-8", "surrogateescape").strip("\r\n")
            if name.strip():
                alone = is_url(name) or name.startswith("/")
                yield name if alone else f"{base}/{name}"


def _images_at(place: str) -> Iterator[str]:
    """Addresses of images below an address, folder by folder."""
    system, root = _system(place)
    if not system.exists(root):
        raise _nothing(place)
    for folder, _folders, files in system.walk(root):
        inner = folder.removeprefix(root).strip("/")
        if is_passed_over([part for part in inner.split("/") if part]):
            continue
        for name in sorted(files):
            if is_image_name(name) and not name.startswith("."):
                yield str(system.unstrip_protocol(f"{folder}/{name}"))


def _of_table(place: str, size: int) -> Iterator[Piece]:
    """Row groups, as many together as make a piece; or the paths of a table that has only these."""
    import pyarrow.parquet

    with opened(place) as stream:
        try:
            table = pyarrow.parquet.ParquetFile(stream)
        except pyarrow.ArrowException as error:
            raise InvalidInput(
                "This is no Parquet file, or a damaged one.",
                subject=shown_url(place),
                details=str(error),
            ) from error
        image, name = _columns(table.schema_arrow, place)
        if not image:
            batches = table.iter_batches(batch_size=10_000, columns=[name])
            found = (
                str(value) for batch in batches for value in batch.column(0).to_pylist() if value
            )
            yield from pieces_of_names("", found, size)
            return
        together: list[int] = []
        rows = 0
        for group in range(table.num_row_groups):
            together.append(group)
            rows += table.metadata.row_group(group).num_rows
            if rows >= size:
                yield Piece(TABLE, place, (), tuple(together), image, name)
                together, rows = [], 0
        if together:
            yield Piece(TABLE, place, (), tuple(together), image, name)


def _columns(schema: Any, place: str) -> tuple[str, str]:
    """The column of bytes, or empty, and the column of names or paths. Raises InvalidInput."""
    from pyarrow import types

    def holds_bytes(kind: Any) -> bool:
        if types.is_struct(kind):  # datasets' Image: bytes and path
            return bool(kind.get_field_index("bytes") >= 0)
        return bool(types.is_binary(kind) or types.is_large_binary(kind))

    def holds_text(kind: Any) -> bool:
        return bool(types.is_string(kind) or types.is_large_string(kind))

    kinds = dict(zip(schema.names, schema.types, strict=True))
    images = [one for one in kinds if holds_bytes(kinds[one])]
    texts = [one for one in kinds if holds_text(kinds[one])]
    named = [one for one in NAME_COLUMNS if one in texts]
    chosen = [one for one in IMAGE_COLUMNS if one in images] or images
    if chosen:
        return chosen[0], named[0] if named else ""
    paths = named or [one for one in IMAGE_COLUMNS if one in texts]
    if not paths:
        raise InvalidInput(
            "This table has no column of images, and none of paths.",
            subject=shown_url(place),
            next_step=text(
                "Call it image where it holds files' bytes, path where it holds paths. Its "
                "columns: {names}.",
                names=", ".join(schema.names),
            ),
        )
    return "", paths[0]


def opened(place: str) -> Any:
    """A file here or at an address, as a stream of bytes. Raises NotFound, InvalidInput."""
    system, path = _system(place)
    try:
        return system.open(path, "rb")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise _nothing(place) from error


def _spelt_out(place: str) -> Iterator[str]:
    """``{000..099}`` and ``*`` as what they stand for. Raises NotFound, InvalidInput."""
    found = _RANGE.search(place)
    if found:
        first, last = int(found[1]), int(found[2])
        if not 0 <= last - first <= MOST_IN_RANGE:
            raise InvalidInput("This range of names cannot be read.", subject=shown_url(place))
        for number in range(first, last + 1):
            middle = str(number).zfill(len(found[1]))
            yield from _spelt_out(place[: found.start()] + middle + place[found.end() :])
    elif "*" in place:
        system, path = _system(place)
        names = sorted(system.glob(path))
        if not names:
            raise _nothing(place)
        for name in names:
            yield str(system.unstrip_protocol(name)) if is_url(place) else str(name)
    else:
        yield place


def _system(place: str) -> tuple[Any, str]:
    """The file system of a path or address, and the path in it. Raises InvalidInput and others."""
    from fsspec.core import url_to_fs

    from labelmt.formats.remote_output import check_url

    if is_url(place):
        check_url(place)
    made: tuple[Any, str] = url_to_fs(place if is_url(place) else _absolute(place))
    return made


def _ending(place: str) -> str:
    """Of the last part of a path or address, without what asks for more of it."""
    last = place.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    if place.endswith("/"):
        return ""
    return ".tar.gz" if last.endswith(".tar.gz") else ending_of(last)


def _absolute(place: str) -> str:
    return place if is_url(place) else os.path.abspath(place)  # noqa: PTH100 - links stay


def _nothing(place: str) -> NotFound:
    return NotFound("There is no such image or folder.", subject=shown_url(place))
