"""Feature cache on disk: one vector for an image's content, a backbone and a preprocessing.

A folder holds three arrays that grow with the project, indexed by the image's row:
``features.f16`` (rows, width) float16, ``fingerprints.u8`` (rows, 16) the content's BLAKE2b,
``stamps.u8`` (rows, 16) the stamp of the file they were computed from, zero for none. A row is
valid when its stamp is that of the manifest; stamps are written last, so that a crash leaves
rows that are recomputed, never wrong ones. ``width`` says the width, for those who read beside
the one that writes (``project.similarity.cached_features``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from labelmt.domain.allocated_file import allocate
from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import DiskFull, EnvironmentFault
from labelmt.domain.process_lock import LOCK_REFUSED, process_lock

STAMP_BYTES = 16
ENDING = 32
"""Last values of a row that tell whether it was written."""
AT_ONCE = 8192
_EXPONENT = np.uint16(0x7C00)
"""All of these bits of a float16 are set where it is infinite or no number."""


class FillableCache(Protocol):
    """What extraction fills."""

    def valid(self, rows: Sequence[int], stamps: Sequence[str]) -> NDArray[np.bool_]:
        """(n,) whether each row's features are those of the file with this stamp."""
        ...

    def reuse(self, row: int, stamp: str, fingerprint: bytes) -> bool:
        """Take the features of an image with the same content, if there is one."""
        ...

    def put(
        self,
        rows: Sequence[int],
        stamps: Sequence[str],
        fingerprints: Sequence[bytes],
        features: NDArray[np.float32],
    ) -> None:
        """Keep (n, width) features."""
        ...


class FeatureCache:
    """The features of one backbone and preprocessing. One process writes at a time.

    Raises:
        EnvironmentFault: another process has it open.
    """

    def __init__(self, folder: Path, width: int, rows: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")
        try:
            _note_width(folder / "width", width)
            whole = _whole_rows(folder, width)
            self.features = _grown(folder / "features.f16", rows, width, np.dtype(np.float16))
            self._prints = _grown(folder / "fingerprints.u8", rows, 16, np.dtype(np.uint8))
            self._stamps = _grown(folder / "stamps.u8", rows, STAMP_BYTES, np.dtype(np.uint8))
        except BaseException:
            self._lock.release()
            raise
        # What was cut off reads as zeros from now on, and is of no file.
        if self._stamps[whole:].any():
            self._stamps[whole:] = 0
        done = self._stamps.any(axis=1)
        self._by_print = {bytes(self._prints[row]): int(row) for row in np.flatnonzero(done)}

    def __enter__(self) -> FeatureCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.flush()
        self._lock.release()

    def valid(self, rows: Sequence[int], stamps: Sequence[str]) -> NDArray[np.bool_]:
        """(n,) whether each row's features are those of the file with this stamp."""
        if not rows:
            return np.zeros(0, dtype=bool)
        wanted = np.frombuffer(bytes.fromhex("".join(stamps)), dtype=np.uint8)
        index = np.asarray(rows)
        same = (self._stamps[index] == wanted.reshape(-1, STAMP_BYTES)).all(axis=1)
        same[same] = self._holds_features(index[same])
        return np.asarray(same)

    def _holds_features(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """(n,) whether rows end in features: what a file was cut off of, or lost, is zero there.

        An image whose features are all zero, if there is one, is computed each time.
        """
        bits: NDArray[np.uint16] = self.features[:, -ENDING:].view(np.uint16)
        found = np.zeros(len(rows), dtype=bool)
        for start in range(0, len(rows), AT_ONCE):
            part = bits[rows[start : start + AT_ONCE]]
            finite = (part & _EXPONENT) != _EXPONENT
            found[start : start + AT_ONCE] = part.any(axis=1) & finite.all(axis=1)
        return found

    def reuse(self, row: int, stamp: str, fingerprint: bytes) -> bool:
        """Take the features of an image with the same content, if there is one."""
        twin = self._by_print.get(fingerprint)
        if twin is None or not self._holds_features(np.array([twin])).all():
            return False
        if twin != row:
            self.features[row] = self.features[twin]
        self._note(row, stamp, fingerprint)
        return True

    def put(
        self,
        rows: Sequence[int],
        stamps: Sequence[str],
        fingerprints: Sequence[bytes],
        features: NDArray[np.float32],
    ) -> None:
        """Keep (n, width) features. They reach the disk before their stamps do."""
        self.features[np.asarray(rows)] = features.astype(np.float16)
        self.features.flush()
        for row, stamp, fingerprint in zip(rows, stamps, fingerprints, strict=True):
            self._note(row, stamp, fingerprint)

    def flush(self) -> None:
        """Bring everything to the disk."""
        for array in (self.features, self._prints, self._stamps):
            array.flush()

    def _note(self, row: int, stamp: str, fingerprint: bytes) -> None:
        before = bytes(self._prints[row])
        if before != fingerprint and self._by_print.get(before) == row:
            del self._by_print[before]  # this row no longer holds that content
        self._prints[row] = np.frombuffer(fingerprint, dtype=np.uint8)
        self._stamps[row] = np.frombuffer(bytes.fromhex(stamp), dtype=np.uint8)
        self._by_print[fingerprint] = row


class FeatureCaches:
    """The caches of several sets of views as one: an image is decoded and computed once for all.

    Attributes:
        features: of the set with fewest views, by which images are compared with each other.
    """

    def __init__(self, caches: Sequence[FeatureCache]) -> None:
        self._caches = tuple(caches)
        self.features = self._caches[0].features

    @property
    def arrays(self) -> tuple[NDArray[np.float16], ...]:
        """(rows, width) float16 of each set."""
        return tuple(one.features for one in self._caches)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._caches:
            one.__exit__(kind, error, trace)

    def valid(self, rows: Sequence[int], stamps: Sequence[str]) -> NDArray[np.bool_]:
        """(n,) whether each row's features, of all sets, are those of the file with this stamp."""
        valid: NDArray[np.bool_] = np.all([one.valid(rows, stamps) for one in self._caches], axis=0)
        return valid

    def reuse(self, row: int, stamp: str, fingerprint: bytes) -> bool:
        """Take the features of an image with the same content, if all sets have one."""
        return all(one.reuse(row, stamp, fingerprint) for one in self._caches)

    def put(
        self,
        rows: Sequence[int],
        stamps: Sequence[str],
        fingerprints: Sequence[bytes],
        features: NDArray[np.float32],
    ) -> None:
        """Keep (n, sets · width) features, set by set."""
        parts = np.split(features, len(self._caches), axis=1)
        for one, part in zip(self._caches, parts, strict=True):
            one.put(rows, stamps, fingerprints, part)


def _note_width(path: Path, width: int) -> None:
    """Before any array grows: sizes alone do not tell the width while one has grown already."""
    try:
        if path.exists() and path.read_bytes() == str(width).encode("ascii"):
            return
        with replacing(path, durable=False) as stream:
            stream.write(str(width).encode("ascii"))
    except OSError as error:
        raise _unwritable(path, error) from error


def _whole_rows(folder: Path, width: int) -> int:
    """How many rows all of the files hold; the one that was cut off says it."""
    lines = {"features.f16": 2 * width, "fingerprints.u8": 16, "stamps.u8": STAMP_BYTES}
    files = {folder / name: line for name, line in lines.items()}
    return min(file.stat().st_size // line if file.exists() else 0 for file, line in files.items())


def _grown(path: Path, rows: int, width: int, dtype: np.dtype[np.generic]) -> np.memmap:
    """A file as a (at least rows, width) array; new rows are zero."""
    line = width * dtype.itemsize
    size = path.stat().st_size if path.exists() else 0
    have = size // line
    wanted = max(have, rows, 1)
    try:
        if size != wanted * line:
            with path.open("ab") as stream:
                allocate(stream.fileno(), have * line)
                allocate(stream.fileno(), wanted * line)
        return np.memmap(path, dtype=dtype, mode="r+", shape=(wanted, width))
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> DiskFull:
    return DiskFull(
        "The feature cache cannot be written.",
        subject=str(path),
        kept="Your annotations are kept.",
        next_step="Make room on this disk, or check the folder's permissions.",
        details=str(error),
    )


def _locked(path: Path) -> FileLock:
    lock = process_lock(path)
    try:
        lock.acquire()
    except LOCK_REFUSED as error:
        raise EnvironmentFault(
            "Another training is working on this project.",
            subject=str(path.parent),
            kept="Nothing was changed.",
            next_step="Wait for it to end, or cancel it, then train again.",
        ) from error
    return lock
