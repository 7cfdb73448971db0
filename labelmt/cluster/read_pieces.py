"""Reads the images of a piece, a batch at a time: files, archives and tables, here or far away."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.cluster.pieces import ARCHIVE, FILES, Piece, opened
from labelmt.domain.errors import EnvironmentFault, LabelMTError
from labelmt.domain.text import text
from labelmt.formats.remote_output import is_url, shown_url
from labelmt.imaging.image_endings import is_image_name

BATCH = 1024
"""Most images a batch."""
BATCH_BYTES = 256 * 2**20
LARGEST = 2**30
"""Bytes of an image in an archive or table that is read at all."""


@dataclass(slots=True)
class Batch:
    """Images by name; ``read`` gives the bytes of each, from any thread.

    Attributes:
        problems: (name, sentence) of what could not be read before.
        remote: whether reading waits for a network.
    """

    names: list[str] = field(default_factory=list)
    read: Callable[[str], bytes] = lambda _name: b""
    problems: list[tuple[str, str]] = field(default_factory=list)
    remote: bool = False


def batches(piece: Piece) -> Iterator[Batch]:
    """The images of a piece. An archive or table that ends early gives what there was of it.

    Raises:
        EnvironmentFault: this machine does not see the folder that the images are in.
    """
    if piece.kind == FILES:
        if piece.place and not Path(piece.place).is_dir():
            raise EnvironmentFault(
                "A machine of the cluster does not see this folder.",
                subject=piece.place,
                kept="What was written stays.",
                next_step="Put the images where all machines reach them: a shared folder, or s3://.",
            )
        for start in range(0, len(piece.names), BATCH):
            part = list(piece.names[start : start + BATCH])
            yield Batch(part, read_anywhere, [], any(map(is_url, part)))
        return
    found = _in_archive(piece) if piece.kind == ARCHIVE else _in_table(piece)
    waiting: dict[str, bytes] = {}
    problems: list[tuple[str, str]] = []
    size = 0
    for name, content in found:
        if isinstance(content, str):
            problems.append((name, content))
            continue
        if len(waiting) >= BATCH or size >= BATCH_BYTES or name in waiting:
            yield Batch(list(waiting), waiting.__getitem__, problems)
            waiting, problems, size = {}, [], 0
        waiting[name] = content
        size += len(content)
    if waiting or problems:
        yield Batch(list(waiting), waiting.__getitem__, problems)


def read_anywhere(name: str) -> bytes:
    """The bytes of a path or address. Raises OSError."""
    if not is_url(name):
        return Path(name).read_bytes()
    import fsspec

    try:
        with fsspec.open(name, "rb") as stream:
            content: bytes = stream.read()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - storages have errors of their own, with keys
        raise OSError(0, type(error).__name__) from None
    return content


def _in_archive(piece: Piece) -> Iterator[tuple[str, bytes | str]]:
    """Images of a tar file, read from its beginning to its end; nothing is unpacked to disk."""
    shown = shown_url(piece.place) if is_url(piece.place) else piece.place
    try:
        with opened(piece.place) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                if not member.isfile() or not is_image_name(member.name):
                    continue
                name = f"{shown}/{member.name}"
                inner = archive.extractfile(member)
                if member.size > LARGEST or inner is None:
                    yield name, str(text("It is larger than {size} bytes.", size=LARGEST))
                else:
                    yield name, inner.read()
    except (tarfile.TarError, EOFError, OSError, LabelMTError) as error:
        yield shown, _why(error)


def _in_table(piece: Piece) -> Iterator[tuple[str, bytes | str]]:
    import pyarrow
    import pyarrow.parquet

    shown = shown_url(piece.place) if is_url(piece.place) else piece.place
    columns = [piece.image, *([piece.name] if piece.name else [])]
    try:
        with opened(piece.place) as stream:
            table = pyarrow.parquet.ParquetFile(stream)
            before = sum(
                table.metadata.row_group(one).num_rows for one in range(piece.row_groups[0])
            )
            row = before
            groups = list(piece.row_groups)
            for part in table.iter_batches(batch_size=64, row_groups=groups, columns=columns):
                images = part.column(part.schema.get_field_index(piece.image))
                names = (
                    part.column(part.schema.get_field_index(piece.name)).to_pylist()
                    if piece.name
                    else [None] * len(images)
                )
                for value, told in zip(images.to_pylist(), names, strict=True):
                    name, content = _cell(value, told, f"{shown}#{row}")
                    row += 1
                    if content is None:
                        yield name, str(text("There is no image in this row."))
                    elif len(content) > LARGEST:
                        yield name, str(text("It is larger than {size} bytes.", size=LARGEST))
                    else:
                        yield name, content
    except (pyarrow.ArrowException, OSError, IndexError, LabelMTError) as error:
        yield shown, _why(error)


def _cell(value: object, told: object, otherwise: str) -> tuple[str, bytes | None]:
    """Name and bytes of a row; ``datasets`` keeps both in one column."""
    name = str(told) if told is not None else ""
    if isinstance(value, dict):
        name = name or str(value.get("path") or "")
        value = value.get("bytes")
    return name or otherwise, value if isinstance(value, bytes) else None


def _why(error: Exception) -> str:
    if isinstance(error, LabelMTError):
        return error.what
    return getattr(error, "strerror", None) or type(error).__name__
