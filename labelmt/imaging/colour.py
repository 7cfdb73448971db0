"""Converts images with any ICC profile or colour space to sRGB.

International Color Consortium, ICC.1:2022; the transforms are Little CMS's, through Pillow.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict

from PIL import Image, ImageChops, ImageCms

_KEPT = 16
"""Transforms kept a thread: a folder's images come from a few devices."""

_LARGEST = 8 * 1024 * 1024
"""Bytes of a profile that are looked at; a printing press's takes two million."""

_UNSEEN = 2
"""Grey levels of difference to sRGB that nobody sees: sRGB itself, in one of its many spellings."""

_KINDS = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}
"""Pillow's modes to the colour spaces that a profile names."""


class _Transforms(threading.local):
    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[bytes, str], ImageCms.ImageCmsTransform | None] = OrderedDict()


_transforms = _Transforms()  # one a thread: nobody promises that one may be used by two


def to_srgb(image: Image.Image, profile: object) -> Image.Image:
    """An image's colours as sRGB.

    A profile that is damaged, or of another kind of colour than the image, is taken as absent:
    it costs a tint, not the picture.

    Args:
        image: RGB, L or CMYK of 8 bits, without alpha.
        profile: the bytes of its ICC profile; anything else counts as none.

    Returns:
        RGB, or the image as it was where there was nothing to do.
    """
    if image.mode not in _KINDS or not isinstance(profile, bytes):
        return image
    if not 128 < len(profile) <= _LARGEST:  # its header alone is 128 bytes
        return image
    transform = _transform(profile, image.mode)
    if transform is None:
        return image
    try:
        return transform.apply(image)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def lab_to_srgb(image: Image.Image) -> Image.Image:
    """A CIE L*a*b* image as sRGB, which Pillow's own conversion does not know."""
    lab = ImageCms.createProfile("LAB")
    transform = ImageCms.buildTransform(lab, ImageCms.createProfile("sRGB"), "LAB", "RGB")
    return transform.apply(image)


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    kept = _transforms.kept
    key = profile, mode
    if key not in kept:
        if len(kept) >= _KEPT:
            kept.popitem(last=False)
        kept[key] = _make(profile, mode)
    kept.move_to_end(key)
    return kept[key]


def _make(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where the profile cannot be used, or says what sRGB says."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _KINDS[mode]:
            return None
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            # Without it the shadows of a print close up, in viewers that otherwise agree.
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        probe = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * i) for i in range(3)])
        if mode == "RGB" and _largest_difference(transform.apply(probe), probe) <= _UNSEEN:
            return None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return transform


def _largest_difference(one: Image.Image, other: Image.Image) -> int:
    extrema = ImageChops.difference(one, other).getextrema()
    return max(int(high) for _low, high in extrema)  # type: ignore[misc]
