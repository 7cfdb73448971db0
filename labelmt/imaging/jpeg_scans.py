"""JPEG scans are bounded: a progressive file may refine its picture a thousand times, at no size.

Every scan (ITU-T T.81, B.2.3) goes through all blocks of an image, so that a file of 150 kB kept a
core busy for half a minute. After enough of them nothing changes that anybody sees.
"""

from __future__ import annotations

import io
from typing import BinaryIO

_USUAL = 20
"""Scans that are decoded whatever an image's size; encoders write ten or so."""
_MOST = 100
_PIXELS = 2_000_000_000
"""Pixels that scans beyond the usual ones may go through, together."""

_SOS, _EOI = b"\xff\xda", b"\xff\xd9"
_STANDALONE = (0x01, *range(0xD0, 0xD9))
_STEP = 1 << 20


def with_bounded_scans(stream: BinaryIO, pixels: int, components: int) -> tuple[BinaryIO, int]:
    """A JPEG of at most so many scans as may be decoded, and how many it has.

    Args:
        stream: a JPEG; where all is well it is given back, its place anywhere.
        pixels: of the image. components: of the image, as its frame has them.

    Returns:
        the stream, or a copy in memory that ends earlier; the file's scans, 0 where none is left
        out.
    """
    start = _first_scan(stream)
    if start is None:
        return stream, 0
    place, in_scan, progressive = start
    if not progressive and in_scan >= components:
        return stream, 0  # sequential: libjpeg reads this scan and no other
    allowed = max(_USUAL, min(_MOST, _PIXELS // max(1, pixels)))
    ends, count = _scan_end(stream, place, allowed)
    if count <= allowed:
        return stream, 0
    stream.seek(0)
    return io.BytesIO(stream.read(ends) + _EOI), count


def _first_scan(stream: BinaryIO) -> tuple[int, int, bool] | None:
    """(place, components, whether progressive) of the first scan's marker."""
    stream.seek(2)
    progressive = False
    while True:
        head = stream.read(2)
        if len(head) < 2:
            return None
        if head[0] != 0xFF or head[1] == 0xFF:
            stream.seek(-1, io.SEEK_CUR)  # stray or fill bytes
            continue
        if head[1] in _STANDALONE:
            continue
        place = stream.tell() - 2
        length = int.from_bytes(stream.read(2), "big")
        if head == _SOS:
            return place, (stream.read(1) or b"\0")[0], progressive
        progressive |= head[1] in (0xC2, 0xC6, 0xCA, 0xCE)
        stream.seek(place + 2 + max(2, length))


def _scan_end(stream: BinaryIO, start: int, allowed: int) -> tuple[int, int]:
    """Where the scan after those that are allowed begins, and how many there are."""
    stream.seek(start)
    count, ends, place, rest = 0, 0, start, b""
    while block := stream.read(_STEP):
        part = rest + block
        found = part.count(_SOS)
        if count <= allowed < count + found:
            at = -1
            for _ in range(allowed + 1 - count):
                at = part.find(_SOS, at + 1)
            ends = place - len(rest) + at
        count += found
        place += len(block)
        rest = b"\xff" if part.endswith(b"\xff") else b""
    return ends, count
