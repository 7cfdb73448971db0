"""Makes and caches thumbnails on disk, once for each image."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import DiskFull, EnvironmentFault, NoPermission
from labelmt.imaging.decode import decode_file
from labelmt.imaging.thumbnail_eviction import ThumbnailRoom

_QUALITY = 85
_REDUCING_GAP = 2.0
"""How much larger than the thumbnail an image may be left by quick ways of making it smaller
(DCT scaling, box averaging) before the fine one. From 2 on the eye sees no difference."""

_USED_EVERY_S = 24 * 3600
"""How exactly a thumbnail's date tells when it was used last: writing it costs, too."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail's file and the size of the image it shows, upright, in pixels.

    ``note``: what is missing of the image; nothing where it is whole.
    """

    path: Path
    width: int
    height: int
    note: str = ""


class ThumbnailStore:
    """The thumbnails of one project. Any number of threads and processes may use a folder.

    Args:
        folder: where they are kept; made when first needed, may be deleted at any time.
        edge: most pixels of a thumbnail's longer side. Smaller images are not enlarged.
        room: bounds what they take; without it nothing does.
    """

    def __init__(self, folder: Path, edge: int = 256, room: ThumbnailRoom | None = None) -> None:
        self.folder = folder
        self.edge = edge
        self.room = room

    def path_of(self, stamp: str) -> Path:
        """Where the thumbnail of this version of an image is or would be (``image_stamp``)."""
        # 256 folders: a million files in one is more than many file managers survive.
        return self.folder / str(self.edge) / stamp[:2] / f"{stamp}.jpg"

    def find(self, stamp: str) -> Path | None:
        """The thumbnail, if it has been made."""
        path = self.path_of(stamp)
        try:
            # A power cut after the renaming can leave an empty file: as good as none.
            stat = path.stat()
        except OSError:
            return None
        if not stat.st_size:
            return None
        if self.room is not None and time.time() - stat.st_mtime > _USED_EVERY_S:
            with contextlib.suppress(OSError):  # a folder that may only be read
                os.utime(path)
        return path

    def make(self, image_path: Path, stamp: str) -> Thumbnail:
        """Make the thumbnail, whether or not there is one.

        Raises:
            UnreadableImage: the image cannot be decoded; nothing is written.
            DiskFull, NoPermission, EnvironmentFault: the thumbnail cannot be written.
        """
        decoded = decode_file(image_path, self._least)
        small = decoded.image
        size = self._fit(*small.size)
        if size != small.size:
            small = small.resize(size, Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP)
        target = self.path_of(stamp)
        encoded = io.BytesIO()
        small.save(encoded, "JPEG", quality=_QUALITY)
        try:
            _write_whole(target, encoded.getvalue())
        except OSError as error:
            raise _not_written(error, target) from error
        if self.room is not None:
            self.room.add(stamp, target, encoded.tell())
        return Thumbnail(target, decoded.width, decoded.height, str(decoded.note))

    def _fit(self, width: int, height: int) -> tuple[int, int]:
        scale = min(1.0, self.edge / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _least(self, width: int, height: int) -> tuple[int, int]:
        fit_width, fit_height = self._fit(width, height)
        return int(fit_width * _REDUCING_GAP), int(fit_height * _REDUCING_GAP)


def _write_whole(target: Path, data: bytes) -> None:
    """Beside, then renamed: whoever finds the file finds all of it, whoever else writes it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with replacing(target, durable=False) as stream:
            stream.write(data)
    except PermissionError:
        # Windows: another thread has just written the same one and somebody is reading it.
        if os.name != "nt" or not target.exists():
            raise


def _not_written(error: OSError, target: Path) -> EnvironmentFault:
    about = {
        "subject": str(target),
        "kept": "Images and annotations are not touched.",
        "details": str(error),
    }
    if error.errno in _NO_ROOM:
        return DiskFull(
            "There is no room for a thumbnail.", next_step="Free some space on this disk.", **about
        )
    if error.errno in _NOT_ALLOWED:
        return NoPermission(
            "A thumbnail may not be written here.",
            next_step="Allow writing to the project's folder.",
            **about,
        )
    return EnvironmentFault(f"A thumbnail cannot be written: {error.strerror or error}.", **about)
