"""Cache of decoded training images, as uint8, for the epochs to come."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.allocated_file import allocate
from labelmt.domain.errors import DiskFull, UnreadableImage
from labelmt.learning.data.preprocessing import Preprocessing

WORKERS = 4


class PixelCache:
    """(n, size, size, 3) uint8 in a file without a name, which the system removes at the end.

    The file costs disk instead of memory, and what is in use stays in the system's own cache.
    """

    def __init__(
        self, folder: Path, preprocessing: Preprocessing, count: int, *, named: bool = False
    ) -> None:
        """``named``: give the file a name, by which other processes find it until ``close``."""
        size = preprocessing.size
        self._preprocessing = preprocessing
        self._file: IO[bytes]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Either lives as long as this.
            if named:
                self._file = tempfile.NamedTemporaryFile(dir=folder, suffix=".pixels")  # noqa: SIM115
            else:
                self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
            allocate(self._file.fileno(), max(count, 1) * size * size * 3)
        except OSError as error:
            raise DiskFull(
                "The training images do not fit on the disk.",
                subject=str(folder),
                kept="Your annotations and the fitted heads are kept.",
                next_step="Make room there, then train again.",
                details=str(error),
            ) from error
        self.path = Path(self._file.name) if named else None
        self.pixels: NDArray[np.uint8] = np.memmap(
            self._file, dtype=np.uint8, mode="r+", shape=(max(count, 1), size, size, 3)
        )

    def fill(self, paths: Sequence[str]) -> Iterator[int]:
        """Decode the images in order; yields how many are done. Unreadable ones stay black."""
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="decode") as pool:
            for index, pixels in enumerate(pool.map(self._read, paths)):
                if pixels is not None:
                    self.pixels[index] = pixels
                yield index + 1

    def _read(self, path: str) -> NDArray[np.uint8] | None:
        try:
            return self._preprocessing.pixels(Path(path).read_bytes(), path)
        except (UnreadableImage, OSError):
            return None  # it was readable when its features were extracted; one black image

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
