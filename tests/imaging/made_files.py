"""Image files made by hand: kinds that Pillow does not write, and pieces to put into others."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
import pylibjxl
import tifffile
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, **options)
    elif kind == "JXL":
        buffer.write(pylibjxl.encode(np.asarray(image), lossless=True))
    elif kind == "PSD":
        buffer.write(psd(image))
    else:
        image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes, *, wrong: bool = False) -> bytes:
    checksum = zlib.crc32(kind + body) ^ int(wrong)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def with_chunk(png: bytes, *chunks: bytes, at_end: bool = False) -> bytes:
    place = len(png) - 12 if at_end else 33  # before IEND, behind IHDR
    return png[:place] + b"".join(chunks) + png[place:]


def psd(image: Image.Image, *, merged: bool = True, depth: int = 8) -> bytes:
    """A Photoshop document of a merged image alone, uncompressed."""
    width, height = image.size
    version = struct.pack(">IB", 1, merged) + struct.pack(">I", 0) * 2 + struct.pack(">I", 1)
    version += b"\0" * (len(version) % 2)
    resource = b"8BIM" + struct.pack(">H", 1057) + b"\0\0" + struct.pack(">I", len(version))
    resources = resource + version
    return (
        b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, height, width, depth, 3)
        + struct.pack(">I", 0) + struct.pack(">I", len(resources)) + resources
        + struct.pack(">I", 0) + b"\0\0"
        + b"".join(np.asarray(image)[..., band].tobytes() for band in range(3))
    )  # fmt: skip


def dng(folder: Path, preview: Image.Image, *, orientation: int = 1) -> Path:
    """A digital negative: a preview, and a Bayer pattern that is all green."""
    file = folder / "camera.dng"
    width, height = 320, 240
    common = [
        (50706, "B", 4, (1, 4, 0, 0), True),
        (50708, "s", 0, "LabelMT test", True),
        (274, "H", 1, orientation, True),
        (50721, "2i", 9, (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1), True),
        (50728, "2I", 3, (1, 1, 1, 1, 1, 1), True),
        (50778, "H", 1, 21, True),
    ]
    cells = np.zeros((height, width), np.uint16)
    cells[0::2, 1::2] = cells[1::2, 0::2] = 30_000
    pattern = [(33421, "H", 2, (2, 2), True), (33422, "B", 4, (0, 1, 1, 2), True)]
    with tifffile.TiffWriter(file) as writer:
        writer.write(
            np.asarray(preview), photometric="rgb", subifds=1, extratags=common, metadata=None
        )
        writer.write(cells, photometric=32803, extratags=pattern, metadata=None, subfiletype=0)
    return file


def strips_of(rows: int) -> ImageFileDirectory_v2:
    info = ImageFileDirectory_v2()
    info[278] = rows
    return info


_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
_PLACES = (273,)
"""Tags whose values are places in the file."""


def directory_first(whole: bytes) -> bytes:
    """A TIFF with its directory, and the values of that, moved before its pixels."""
    (at,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, at)
    directory = bytearray(whole[at : at + 2 + 12 * count + 4])
    values: list[bytes] = []
    spans: list[int] = []
    for entry in range(count):
        start = 2 + 12 * entry
        tag, kind, number, place = struct.unpack_from("<HHII", directory, start)
        long = number * _SIZES[kind]
        values.append(whole[place : place + long] if long > 4 else b"")
        if tag in _PLACES:
            spans.append(4 * number if number > 1 else 0)
        else:
            spans.append(len(values[-1]))
    moved = len(directory) + sum(one + one % 2 for one in spans)
    place = 8 + len(directory)
    body = b""
    for entry, value in enumerate(values):
        start = 2 + 12 * entry
        tag, kind, number, inline = struct.unpack_from("<HHII", directory, start)
        if tag in _PLACES:
            code = "<" + {3: "H", 4: "I"}[kind] * number
            source = value or struct.pack("<I", inline)
            shifted = [one + moved for one in struct.unpack_from(code, source)]
            struct.pack_into("<H", directory, start + 2, 4)
            value = struct.pack("<" + "I" * number, *shifted)
            if number == 1:
                struct.pack_into("<I", directory, start + 8, shifted[0])
                continue
        if value:
            struct.pack_into("<I", directory, start + 8, place)
            body += value + b"\0" * (len(value) % 2)
            place += len(value) + len(value) % 2
    return whole[:4] + struct.pack("<I", 8) + bytes(directory) + body + whole[8:]
