"""Checks of formats whose header tells too little: TGA by its name, icons and Photoshop documents.

Microsoft, "Icons" (ICO); Adobe, Photoshop File Formats Specification (PSD); Truevision, TGA 2.0.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.text import text
from labelmt.imaging.image_endings import TARGA, ending_of
from labelmt.imaging.pillow_setup import FORMATS

_TARGA_END = b"TRUEVISION-XFILE.\0"
_LARGEST_ICON = 4096
"""Pixels of an edge; 256 is what the format has room for, a PNG in it may say more."""
_VERSION_INFO = 1057
"""Photoshop's image resource that tells whether there is a merged image."""


def formats_of(stream: BinaryIO, name: str) -> tuple[str, ...]:
    """What a file may be, for ``Image.open``: TGA by its name or its last bytes alone.

    A TGA begins with nothing of its own: any other bytes may be taken for one.
    """
    if ending_of(name) in TARGA or _ends_as_targa(stream):
        return (*FORMATS, "TGA")
    return FORMATS


def _ends_as_targa(stream: BinaryIO) -> bool:
    length = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, length - len(_TARGA_END)))
    end = stream.read()
    stream.seek(0)
    return end == _TARGA_END


def check_format(image: Image.Image, stream: BinaryIO, name: str) -> None:
    """Refuse what ``Image.open`` took and should not be decoded.

    Raises:
        UnreadableImage: a Photoshop document without a merged image.
        OSError: an icon that holds more than it claims.
    """
    if image.format == "ICO":
        _check_icon(image, stream)
    elif image.format == "PSD":
        for number, _title, data in getattr(image, "resources", ()):
            if number == _VERSION_INFO and data[4:5] == b"\0":
                raise UnreadableImage(
                    text("This Photoshop document was saved without a merged image."),
                    subject=name,
                    next_step=text("Save it again with Maximize Compatibility."),
                )


def _check_icon(image: Image.Image, stream: BinaryIO) -> None:
    icon = image.ico  # type: ignore[attr-defined]
    stream.seek(icon.entry[icon.getentryindex(image.size)].offset)
    head = stream.read(24)
    if head.startswith(b"\x89PNG"):
        width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    else:
        width, height = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8))
    if max(width, height // 2) > _LARGEST_ICON:
        raise OSError("an icon holds more than it claims")
