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

from labelmt.imaging.damaged_files import Missing

_MOST = 256 << 20
_LEAST_SHARE = 0.1
_FILLINGS = b"\0", b"\x40"
_GREY = 128
_PICTURE = b"VP8 ", b"VP8L"
_ROOM = 1 << 16


def is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def fill_up(stream: BinaryIO) -> tuple[BinaryIO, BinaryIO] | None:
    """A still WebP, filled up in two ways; None where it is not cut in its picture."""
    stream.seek(0)
    data = bytearray(stream.read(_MOST))
    place = 12
    while data[place : place + 4] not in _PICTURE:
        place += 8 + _length(data, place) + _length(data, place) % 2
        if place + 8 > len(data):
            return None
    claimed = place + 8 + _length(data, place)
    if claimed <= len(data) or claimed > _MOST or len(data) < _LEAST_SHARE * claimed:
        return None
    # What is filled in may take more bits than what was there: longer than it was.
    longer = claimed + len(data) + _ROOM
    longer += (longer - place) % 2
    struct.pack_into("<I", data, place + 4, longer - place - 8)
    struct.pack_into("<I", data, 4, longer - 8)
    one, other = (io.BytesIO(data + filling * (longer - len(data))) for filling in _FILLINGS)
    return one, other


def _length(data: bytearray, place: int) -> int:
    """Bytes of the chunk there, as its head says."""
    return int.from_bytes(data[place + 4 : place + 8], "little")


def agreeing(one: Image.Image, other: Image.Image) -> Missing:
    """Make the rows of ``one`` grey that come from its filling, and say how many they are.

    Args:
        one, other: the same image with two fillings, as Pillow loads it.
    """
    first, second = np.asarray(one), np.asarray(other)
    differ = (first != second).reshape(len(first), -1).any(axis=1)
    height = len(differ)
    if not differ.any():
        return Missing(0, height)
    begin = int(np.argmax(differ))
    one.paste(tuple([_GREY] * len(one.getbands())), (0, begin, one.width, height))
    return Missing(height - begin, height, last=True)
