"""Windows bitmaps of all headers, depths and compressions, and what is wrong with some."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Made = tuple[str, bytes, str, str, tuple[int, int] | None]
"""(name, bytes, outcome, words, size): see ``OddImage``."""


def odd_bitmaps(photo: Image.Image) -> Iterator[Made]:
    """Args: photo: RGB, of a width that is a multiple of eight."""
    size = photo.size
    rows = np.asarray(photo)[::-1, :, ::-1].tobytes()
    for header in (12, 40, 52, 56, 64, 108, 124):
        yield f"header-{header}.bmp", _file(header, size, 24, rows), "shown", "", size
    yield "header-99.bmp", _file(99, size, 24, rows), "refused", "damaged", None
    down = _file(40, (size[0], -size[1]), 24, np.asarray(photo)[..., ::-1].tobytes())
    yield "top-down.bmp", down, "shown", "", size
    grey = np.asarray(photo.convert("L"))[::-1]
    colours = b"".join(struct.pack("4B", one, one, one, 0) for one in range(256))
    for depth in (1, 4, 8):
        packed = _packed(grey >> (8 - depth), depth)
        greys = range(0, 256, 255 // ((1 << depth) - 1))
        table = b"".join(struct.pack("4B", one, one, one, 0) for one in greys)
        yield f"depth-{depth}.bmp", _file(40, size, depth, packed, table), "shown", "", size
    word = (np.asarray(photo)[::-1].astype(np.uint16) >> 3) @ np.array([1024, 32, 1], np.uint16)
    yield "depth-16.bmp", _file(40, size, 16, word.astype("<u2").tobytes()), "shown", "", size
    spare = np.dstack([np.asarray(photo)[::-1, :, ::-1], np.zeros(size[::-1], np.uint8)]).tobytes()
    yield "depth-32.bmp", _file(40, size, 32, spare), "shown", "", size
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    for header in (56, 108, 124):
        data = _file(header, size, 32, spare, compression=3, masks=masks)
        yield f"clear-{header}.bmp", data, "shown", "", size
    run = b"".join(bytes((size[0], row % 256)) + b"\0\0" for row in range(size[1])) + b"\0\1"
    yield "runs.bmp", _file(40, size, 8, run, colours, compression=1), "shown", "", size
    half = run[: len(run) // 2]
    yield "runs-cut.bmp", _file(40, size, 8, half, colours, compression=1), "either", "", None
    yield "depth-7.bmp", _file(40, size, 7, rows), "refused", "damaged", None
    yield "compression-9.bmp", _file(40, size, 24, rows, compression=9), "refused", "damaged", None
    yield "no-width.bmp", _file(40, (0, 9), 24, b""), "refused", "damaged", None
    yield "no-palette.bmp", _file(40, size, 8, b""), "refused", "", None
    far = bytearray(_file(40, size, 24, rows))
    far[10:14] = struct.pack("<I", 1 << 30)
    yield "pixels-far-away.bmp", bytes(far), "refused", "damaged", None


def _file(
    header: int,
    size: tuple[int, int],
    depth: int,
    pixels: bytes,
    palette: bytes = b"",
    *,
    compression: int = 0,
    masks: bytes = b"",
) -> bytes:
    if header == 12:
        info = struct.pack("<IHHHH", 12, size[0], size[1], 1, depth)
    else:
        fields = struct.pack(
            "<IiiHHIIiiII", header, size[0], size[1], 1, depth, compression, 0, 0, 0, 0, 0
        )
        info = (fields + masks).ljust(header, b"\0")
    place = 14 + len(info) + len(palette)
    return struct.pack("<2sIHHI", b"BM", place + len(pixels), 0, 0, place) + info + palette + pixels


def _packed(values: NDArray[np.generic], depth: int) -> bytes:
    """Rows of so many bits a pixel; their width is a multiple of four bytes here."""
    bits = np.unpackbits(values.astype(np.uint8)[..., None], axis=-1)[..., 8 - depth :]
    return np.packbits(bits.reshape(len(values), -1), axis=1).tobytes()
