"""Truncated WebP: decoded as far as it goes.

libwebp decodes a whole file or nothing. A file that is filled up to the length it claims counts as
whole; two fillings tell from which row on the picture is made of them. WebP Container
Specification, Google.
"""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

import numpy as np
from PIL import Image

from labelmt.imaging.damaged_files import Missing, missing_rows

_MOST = 64 << 20
_LEAST_SHARE = 0.1
_FILLINGS = b"\0", b"\x40"
_PICTURE = b"VP8 ", b"VP8L"
_FRAME = b"ANMF"
_ROOM = 1 << 16


def is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def mended(stream: BinaryIO) -> tuple[BinaryIO, ...]:
    """What can be decoded of a WebP that is cut short.

    Returns:
        two files where its picture is cut: filled up in two ways; one where what follows it is,
        metadata or further frames: without that; none where there is no picture, or no cut.
    """
    stream.seek(0)
    data = bytearray(stream.read(_MOST))
    place, pictures = 12, 0
    while place + 8 + _length(data, place) <= len(data):
        pictures += data[place : place + 4] in (*_PICTURE, _FRAME)
        place += 8 + _length(data, place) + _length(data, place) % 2
    if place + 8 <= len(data) and data[place : place + 4] in _PICTURE:
        return _filled_up(data, place)
    if not pictures:
        return ()
    whole = data[:place].ljust(place, b"\0")
    struct.pack_into("<I", whole, 4, place - 8)
    return (io.BytesIO(whole),)


def _filled_up(data: bytearray, place: int) -> tuple[BinaryIO, ...]:
    """Args: place: of the chunk that holds the picture."""
    claimed = place + 8 + _length(data, place)
    if claimed > _MOST or len(data) < _LEAST_SHARE * claimed:
        return ()
    # What is filled in may take more bits than what was there: longer than it was.
    longer = claimed + len(data) + _ROOM
    longer += (longer - place) % 2
    struct.pack_into("<I", data, place + 4, longer - place - 8)
    struct.pack_into("<I", data, 4, longer - 8)
    return tuple(io.BytesIO(data + filling * (longer - len(data))) for filling in _FILLINGS)


def _length(data: bytearray, place: int) -> int:
    """Bytes of the chunk there, as its head says; more than any file has where there is none."""
    head = data[place + 4 : place + 8]
    return int.from_bytes(head, "little") if len(head) == 4 else _MOST + 1


def differing(one: Image.Image, other: Image.Image) -> Missing:
    """The rows that come from the filling, the first of them and all that follow.

    Args:
        one, other: the same image with two fillings, as Pillow loads it.
    """
    first, second = np.asarray(one), np.asarray(other)
    differ = (first != second).reshape(len(first), -1).any(axis=1)
    return missing_rows(np.logical_or.accumulate(differ))
