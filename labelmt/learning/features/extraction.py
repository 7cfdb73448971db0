"""Features of image files: decoding overlaps inference, and every batch is kept."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging.fingerprint import fingerprint
from labelmt.learning.features.inference import Infer
from labelmt.learning.features.preprocessing import Preprocessing

BATCH = 16
AHEAD = 4
"""Batches decoded ahead of inference."""


class FeatureStore(Protocol):
    """Where features go; FeatureCache keeps them."""

    def valid(self, rows: Sequence[int], stamps: Sequence[str], /) -> NDArray[np.bool_]: ...

    def reuse(self, row: int, stamp: str, fingerprint: bytes, /) -> bool: ...

    def put(
        self,
        rows: Sequence[int],
        stamps: Sequence[str],
        fingerprints: Sequence[bytes],
        features: NDArray[np.float32],
        /,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Extracted:
    """One batch: rows whose features are in the cache now, and those that could not be read."""

    rows: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    row: int
    stamp: str
    fingerprint: bytes = b""
    pixels: NDArray[np.uint8] | None = None
    problem: str = ""


def extract(
    cache: FeatureStore,
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
    threads = max(2, os.cpu_count() or 2)
    with ThreadPoolExecutor(threads, thread_name_prefix="decode") as pool:
        pending: deque[list[Future[_Read]]] = deque()
        starts = iter(range(0, len(todo), BATCH))

        def submit() -> None:
            start = next(starts, None)
            if start is not None:
                pending.append(
                    [
                        pool.submit(_read, rows[i], paths[i], stamps[i], preprocessing)
                        for i in todo[start : start + BATCH]
                    ]
                )

        for _ in range(AHEAD):
            submit()
        try:
            while pending:
                batch = [future.result() for future in pending.popleft()]
                submit()
                yield _take(cache, infer, preprocessing, batch)
        finally:
            for futures in pending:
                for future in futures:
                    future.cancel()


def _read(row: int, path: str, stamp: str, preprocessing: Preprocessing) -> _Read:
    try:
        data = Path(path).read_bytes()
        pixels = preprocessing.pixels(data, path)
    except UnreadableImage as error:
        return _Read(row, stamp, problem=error.what)
    except OSError as error:
        return _Read(row, stamp, problem=error.strerror or str(error))
    return _Read(row, stamp, fingerprint(data), pixels)


def _take(
    cache: FeatureStore, infer: Infer, preprocessing: Preprocessing, batch: list[_Read]
) -> Extracted:
    failed = tuple((one.row, one.problem) for one in batch if one.pixels is None)
    fresh: list[_Read] = []
    done: list[int] = []
    for one in batch:
        if one.pixels is not None:
            if cache.reuse(one.row, one.stamp, one.fingerprint):
                done.append(one.row)
            else:
                fresh.append(one)
    if fresh:
        pixels = np.stack([one.pixels for one in fresh if one.pixels is not None])
        cache.put(
            [one.row for one in fresh],
            [one.stamp for one in fresh],
            [one.fingerprint for one in fresh],
            infer(pixels),
        )
        done.extend(one.row for one in fresh)
    return Extracted(tuple(done), failed)
