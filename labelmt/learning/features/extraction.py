"""Features of image files by batches: decoding overlaps inference, and each batch is cached."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging.fingerprint import fingerprint
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.features.feature_cache import FillableCache
from labelmt.learning.features.inference import Infer

BATCH = 16
AHEAD = 4
"""Batches decoded ahead of inference."""
BEGUN = 2
"""Batches given to inference at once: while the last images of one are computed, a core that is
done with it goes on with the next. 114 images/s instead of 103 (2 cores, UC Merced)."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """One batch: rows whose features are in the cache now, and those that could not be read."""

    rows: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Inferred:
    """One batch as it comes from inference.

    Attributes:
        rows, stamps, fingerprints: of the images that were computed, n of them.
        values: (n, …) float32, what the network gives; empty for none.
        reused: rows whose content was known. failed: rows that could not be read, and why.
    """

    rows: tuple[int, ...]
    stamps: tuple[str, ...]
    fingerprints: tuple[bytes, ...]
    values: NDArray[np.float32]
    reused: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


ReadBytes = Callable[[str], bytes]
"""All bytes of what a path or an address leads to; raises OSError."""

Reuse = Callable[[int, str, bytes], bool]
"""(row, stamp, fingerprint) of an image that was read; True where it need not be computed."""


def compute_all(_row: int, _stamp: str, _fingerprint: bytes) -> bool:
    """Nothing is known of any image."""
    return False


@dataclass(frozen=True, slots=True)
class _Read:
    row: int
    stamp: str
    fingerprint: bytes = b""
    pixels: NDArray[np.uint8] | None = None
    problem: str = ""


def extract(
    cache: FillableCache,
    infer: Infer,
    preprocessing: Preprocessing,
    rows: Sequence[int],
    paths: Sequence[str],
    stamps: Sequence[str],
) -> Generator[Extracted, None, None]:
    """Fill the cache for these images, in their order. Rows that are valid cost nothing.

    Args:
        rows, paths, stamps: columns of equal length; see ManifestImages.
    """
    valid = cache.valid(rows, stamps)
    ready = tuple(row for row, ok in zip(rows, valid, strict=True) if ok)
    if ready:
        yield Extracted(ready, ())
    todo = [i for i, ok in enumerate(valid) if not ok]
    batches = infer_files(
        infer,
        preprocessing,
        [rows[i] for i in todo],
        [paths[i] for i in todo],
        [stamps[i] for i in todo],
        cache.reuse,
    )
    with closing(batches):
        for batch in batches:
            if batch.rows:
                cache.put(batch.rows, batch.stamps, batch.fingerprints, batch.values)
            yield Extracted((*batch.reused, *batch.rows), batch.failed)


def read_file(path: str) -> bytes:
    """All bytes of a file of this machine. Raises OSError."""
    return Path(path).read_bytes()


def infer_files(
    infer: Infer,
    preprocessing: Preprocessing,
    rows: Sequence[int],
    paths: Sequence[str],
    stamps: Sequence[str],
    reuse: Reuse = compute_all,
    read: ReadBytes = read_file,
    threads: int | None = None,
) -> Generator[Inferred, None, None]:
    """What a network gives for image files, in their order, decoded while it computes.

    Args:
        rows, paths, stamps: columns of equal length; see ManifestImages.
        read: gives an image file's bytes; called from several threads at once.
        threads: that read and decode; None is one a core.
    """
    threads = threads or max(2, os.cpu_count() or 2)
    with ThreadPoolExecutor(threads, thread_name_prefix="decode") as pool:
        pending: deque[list[Future[_Read]]] = deque()
        starts = iter(range(0, len(rows), BATCH))

        def submit() -> None:
            start = next(starts, None)
            if start is not None:
                pending.append(
                    [
                        pool.submit(_read, rows[i], paths[i], stamps[i], preprocessing, read)
                        for i in range(start, min(start + BATCH, len(rows)))
                    ]
                )

        for _ in range(AHEAD):
            submit()
        begun: deque[_Begun] = deque()
        try:
            while pending or begun:
                decoded = bool(pending) and all(future.done() for future in pending[0])
                if pending and (not begun or (decoded and len(begun) < BEGUN)):
                    batch = [future.result() for future in pending.popleft()]
                    submit()
                    begun.append(_begin(infer, batch, reuse))
                else:
                    yield begun.popleft().done()
        finally:
            for futures in pending:
                for future in futures:
                    future.cancel()


def _read(row: int, path: str, stamp: str, preprocessing: Preprocessing, read: ReadBytes) -> _Read:
    try:
        data = read(path)
        pixels = preprocessing.pixels(data, path)
    except UnreadableImage as error:
        return _Read(row, stamp, problem=error.what)
    except OSError as error:
        return _Read(row, stamp, problem=error.strerror or str(error))
    return _Read(row, stamp, fingerprint(data), pixels)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A batch that inference has been given."""

    reused: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]
    fresh: tuple[_Read, ...]
    values: Callable[[], NDArray[np.float32]] | None

    def done(self) -> Inferred:
        return Inferred(
            tuple(one.row for one in self.fresh),
            tuple(one.stamp for one in self.fresh),
            tuple(one.fingerprint for one in self.fresh),
            np.zeros(0, dtype=np.float32) if self.values is None else self.values(),
            self.reused,
            self.failed,
        )


def _begin(infer: Infer, batch: list[_Read], reuse: Reuse) -> _Begun:
    failed = tuple((one.row, one.problem) for one in batch if one.pixels is None)
    read = [one for one in batch if one.pixels is not None]
    known = [reuse(one.row, one.stamp, one.fingerprint) for one in read]
    reused = tuple(one.row for one, ok in zip(read, known, strict=True) if ok)
    fresh = tuple(one for one, ok in zip(read, known, strict=True) if not ok)
    pixels = [one.pixels for one in fresh if one.pixels is not None]
    return _Begun(reused, failed, fresh, infer(np.stack(pixels)) if pixels else None)
