"""PNG without its text chunks: comments of any length keep nobody from the picture.

Portable Network Graphics (third edition), 5.3 (chunks) and 11.3.3 (text).
"""

from __future__ import annotations

import io
from typing import BinaryIO

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT = (b"tEXt", b"zTXt", b"iTXt")
_MOST = 256 << 20
"""Bytes that are kept; the rest of a larger file counts as missing."""
_MOST_CHUNKS = 100_000


def without_text(stream: BinaryIO) -> BinaryIO:
    """A copy in memory of a PNG without text; of a file that is cut short, as far as it goes."""
    stream.seek(0)
    kept = [stream.read(len(SIGNATURE))]
    room = _MOST
    for _ in range(_MOST_CHUNKS):
        head = stream.read(8)
        length = int.from_bytes(head[:4], "big")
        if len(head) < 8 or head[4:] in _TEXT:
            if len(head) < 8:
                break
            stream.seek(length + 4, io.SEEK_CUR)
            continue
        body = stream.read(min(length + 4, room))
        kept += (head, body)
        room -= len(body)
        if room <= 0 or head[4:] == b"IEND":
            break
    return io.BytesIO(b"".join(kept))
