"""Small pictures of a project's images, as JPEG in memory, for pages that take them along."""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.images import ImageStatus
from labelmt.imaging.decode import decode_file
from labelmt.imaging.thumbnails import ThumbnailStore
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project

KEPT_EDGE = 256
"""Pixels of the longer side of thumbnails that the window has made already."""
QUALITY = 80
_REDUCING_GAP = 2.0


class SmallPictures:
    """Makes them one by one; what the window has made already is made smaller, not made anew.

    Nothing is written.

    Args:
        edge: most pixels of the longer side; smaller images are not enlarged.
    """

    def __init__(self, project: Project, images: ImageTable, edge: int) -> None:
        self._images = images
        self._edge = edge
        self._store = ThumbnailStore(project.thumbnails, KEPT_EDGE)

    def jpeg(self, row: int) -> bytes:
        """The picture of an image, upright.

        Raises:
            UnreadableImage: it cannot be read, or is not there.
        """
        if int(self._images.status[row]) == ImageStatus.MISSING:
            raise UnreadableImage("The file is not there.", subject=self._images.path_text(row))
        image = self._kept(row) or self._decoded(row)
        scale = min(1.0, self._edge / max(image.size))
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        if size != image.size:
            image = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP)
        encoded = io.BytesIO()
        image.convert("RGB").save(encoded, "JPEG", quality=QUALITY)
        return encoded.getvalue()

    def _kept(self, row: int) -> Image.Image | None:
        if self._edge > KEPT_EDGE:
            return None
        found = self._store.find(self._images.stamp(row))
        if found is None:
            return None
        with suppress(UnreadableImage):  # cut off by a crash
            return decode_file(found).image
        return None

    def _decoded(self, row: int) -> Image.Image:
        def least(width: int, height: int) -> tuple[int, int]:
            scale = min(1.0, self._edge / max(width, height)) * _REDUCING_GAP
            return int(width * scale), int(height * scale)

        return decode_file(self._images.path(row), least).image
