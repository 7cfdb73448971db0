"""File signatures: whether a file begins as an image does, whatever its name."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from labelmt.imaging import dicom
from labelmt.imaging.camera_raw import SIGNATURES as RAW_SIGNATURES
from labelmt.imaging.image_endings import ending_of, is_image_name, says_nothing
from labelmt.imaging.jpeg_xl import SIGNATURES as JPEG_XL_SIGNATURES

HEAD = dicom.HEAD
"""Bytes of a file's beginning that are looked at."""

_BEGINNINGS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"\xff\x4f\xff\x51",
    b"\0\0\0\x0cjP  \r\n\x87\n",
    b"8BPS\0\x01",
    *JPEG_XL_SIGNATURES,
    *RAW_SIGNATURES,
)
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_PORTABLE = re.compile(rb"P[1-6]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s")
_BINARY = getattr(os, "O_BINARY", 0)
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def begins_as_image(head: bytes) -> bool:
    """Whether so much of a file's beginning is that of a kind of image that is read.

    TGA and ICO have nothing that tells them from other files: they count by their name alone.
    """
    if head.startswith(_BEGINNINGS) or dicom.is_dicom(head):
        return True
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":
        return head[8:12] in _BRANDS
    if head[:2] == b"BM":
        return int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
    return _PORTABLE.match(head) is not None


def is_image_file(path: Path | str) -> bool:
    """Whether a scan takes a file for an image: by its name, or else by its beginning."""
    name = str(path)
    return is_image_name(name) or (says_nothing(ending_of(name)) and is_image_inside(path))


def is_image_inside(path: Path | str) -> bool:
    """Whether a file begins as an image does; never waits for a pipe or a device."""
    try:
        # A pipe that took the file's place since its folder was listed would block.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except (OSError, ValueError):
        return False
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        return begins_as_image(os.read(descriptor, HEAD))
    except OSError:
        return False
    finally:
        os.close(descriptor)
