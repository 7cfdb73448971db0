"""Explains why an image file cannot be decoded, in a sentence for its owner."""

from __future__ import annotations

import errno

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.text import Text, text

_SIGNATURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"\xff\x4f\xff\x51",  # a bare JPEG 2000 codestream
    b"\0\0\1\0",  # an icon
    *(b"P%d%c" % (kind, space) for kind in range(1, 7) for space in b" \n"),  # PNM
)
_FOREIGN = (
    ((b"<!doctype html", b"<html"), "a web page, not an image"),
    ((b"<svg", b"<?xml"), "an SVG drawing or other XML, not a photo or picture of pixels"),
    ((b"%PDF",), "a PDF document, not an image"),
    ((b"8BPS\0\2",), "a large Photoshop document (PSB)"),
    ((b"8BPS",), "a Photoshop document of other than 8 bits, or of colours that are not read"),
    ((b"PK\x03\x04",), "a ZIP archive, not an image"),
    ((b"version https://git-lfs",), "a Git LFS pointer: the image itself was not fetched"),
)
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
"""Kinds of ISO base media files (ISO/IEC 14496-12) that are read; others are films, mostly."""

HEAD = 64
"""Bytes of a file's beginning that ``not_an_image`` looks at."""


def no_access(error: OSError, subject: str) -> UnreadableImage:
    """The error for a file whose bytes cannot be read."""
    if isinstance(error, PermissionError):
        what, step = "You may not read this file.", "Change its permissions, then scan again."
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        what, step = "The file is not there any more.", "Put it back, or leave it out."
    elif isinstance(error, IsADirectoryError):
        what, step = "This is a folder, not an image.", ""
    elif error.errno in (errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO):
        what, step = "The disk could not read this file.", "Check the disk or the connection."
    else:
        what, step = f"The file cannot be read: {error.strerror or error}.", ""
    return UnreadableImage(what, subject=subject, next_step=step, details=str(error))


def empty(subject: str) -> UnreadableImage:
    """The error for a file of zero bytes."""
    return UnreadableImage(
        "The file is empty (zero bytes).",
        subject=subject,
        next_step="Copy or download it again.",
    )


def not_an_image(head: bytes, subject: str) -> UnreadableImage:
    """The error for bytes that no decoder takes, by how they begin."""
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for prefixes, what in _FOREIGN:
        if any(begin.startswith(prefix.lower()) for prefix in prefixes):
            return UnreadableImage(f"This file is {what}.", subject=subject)
    if head[4:8] == b"ftyp" and head[8:12] not in _BRANDS:
        if head[8:11] == b"crx":
            return UnreadableImage(
                text("This is a camera's raw file of a kind that is not read."), subject=subject
            )
        return UnreadableImage("This file is a film, not an image.", subject=subject)
    boxed = head[4:8] in (b"ftyp", b"jP  ")
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if webp or boxed or head.startswith(_SIGNATURES):
        return damaged(subject, "its beginning is not whole")
    return UnreadableImage(
        "This is not an image of a kind LabelMT reads (JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC, "
        "AVIF, JPEG XL, JPEG 2000, PNM, TGA, PSD, ICO, DICOM, camera raw).",
        subject=subject,
    )


def needs_extra(what: Text, extra: str, subject: str, reason: object) -> UnreadableImage:
    """The error for files that a package reads which is not installed.

    Args:
        what: the sentence that says so. extra: of LabelMT, that has the package.
    """
    return UnreadableImage(
        what,
        subject=subject,
        next_step=install_extra(extra),
        details=str(reason),
    )


def odd_tiff(reason: object, subject: str) -> UnreadableImage:
    """The error for a TIFF of a kind or compression that is not known."""
    why = str(reason)
    if "imagecodecs" in why:
        return UnreadableImage(
            "This TIFF is compressed in a way that needs the extra “tiff” of LabelMT, which is not "
            "installed.",
            subject=subject,
            next_step=install_extra("tiff"),
            details=why,
        )
    return damaged(subject, why or "its beginning is not whole")


def too_large(width: int, height: int, limit: int, subject: str) -> UnreadableImage:
    """The error for an image of more pixels than are decoded."""
    return UnreadableImage(
        f"The image claims {width:,} × {height:,} pixels; at most "
        f"{limit // 1_000_000} megapixels are read.",
        subject=subject,
        next_step="Cut it into parts or make it smaller.",
    )


def beyond_memory(width: int, height: int, subject: str) -> UnreadableImage:
    """The error for an image that this machine never has room for."""
    return UnreadableImage(
        text(
            "The image has {width:,} × {height:,} pixels: it is too large for this machine's "
            "memory.",
            width=width,
            height=height,
        ),
        subject=subject,
        next_step="Cut it into parts, make it smaller, or use a machine with more memory.",
    )


def out_of_memory(width: int, height: int, subject: str) -> UnreadableImage:
    """The error for an image that this machine has no room for now."""
    return UnreadableImage(
        f"There is not enough memory for {width:,} × {height:,} pixels.",
        subject=subject,
        next_step="Close other programs and scan again.",
    )


def damaged(subject: str, reason: object) -> UnreadableImage:
    """The error for an image that begins well and does not end well."""
    why = str(reason)
    cut = any(word in why.lower() for word in ("truncated", "not whole", "end of"))
    return UnreadableImage(
        "The image is damaged or cut short." if cut else "The image is damaged.",
        subject=subject,
        next_step="Copy or download it again.",
        details=why,
    )
