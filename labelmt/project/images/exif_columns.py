"""EXIF of a project's images as columns: read once a version of a file, kept beside the database.

Few images of many collections have any, so that a window holds just those; of the others the
cache's file remembers that somebody has looked. A cache: safe to delete.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain import derived_files
from labelmt.domain.atomic_write import replacing
from labelmt.imaging.exif_facts import NOTHING, ExifFacts
from labelmt.project.images.image_columns import ImageTable

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

FILE = Path("cache") / "exif.npz"
_NUMBERS = ("taken", "seconds", "latitude", "longitude")


def file_versions(images: ImageTable) -> NDArray[np.uint64]:
    """(images,) a number of each version of each file: its size, time, version and inode.

    Never 0. Of a million it takes 50 ms: what says the same with the path takes two seconds.
    """
    mixed = np.zeros(len(images), np.uint64)
    with np.errstate(over="ignore"):
        for column in (images.sizes, images.mtimes, images.versions, images.inodes):
            mixed += column.view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
            for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
                mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)  # SplitMix64
    return mixed | np.uint64(1)


def _floats() -> Floats:
    return np.zeros(0, np.float64)


@dataclass(frozen=True, eq=False)
class ExifColumns:
    """Of the images that have any EXIF.

    Attributes:
        rows: (n,) ascending. taken, seconds, latitude, longitude: (n,) NaN where unknown, see
            ``ExifFacts``. cameras: names, the first is empty. camera: (n,) places in it.
    """

    rows: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    taken: Floats = field(default_factory=_floats)
    seconds: Floats = field(default_factory=_floats)
    latitude: Floats = field(default_factory=_floats)
    longitude: Floats = field(default_factory=_floats)
    cameras: tuple[str, ...] = ("",)
    camera: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def facts(self, row: int) -> ExifFacts:
        """Of one image."""
        at = int(np.searchsorted(self.rows, row))
        if at >= len(self.rows) or self.rows[at] != row:
            return NOTHING
        taken, seconds, north, east = (float(getattr(self, name)[at]) for name in _NUMBERS)
        return ExifFacts(
            None if np.isnan(taken) else taken,
            None if np.isnan(seconds) else seconds,
            self.cameras[int(self.camera[at])],
            None if np.isnan(north) else (north, east),
        )

    def spread(self, name: str, images: int) -> Floats:
        """(images,) one of the numbers, NaN where unknown."""
        found = np.full(images, np.nan)
        inside = self.rows < images
        found[self.rows[inside]] = getattr(self, name)[inside]
        return found

    def mask(self, which: NDArray[np.bool_], images: int) -> NDArray[np.bool_]:
        """(images,) bool of (n,) bool."""
        mask = np.zeros(images, dtype=np.bool_)
        rows = self.rows[which]
        mask[rows[rows < images]] = True
        return mask


class ExifCache:
    """The columns of one project, and which version of each file was looked at.

    Not thread-safe: one reads and writes at a time.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self.columns = ExifColumns()
        self._looked = np.zeros(0, np.uint64)
        self._changed = False
        with suppress(
            derived_files.UnusableFile, KeyError, ValueError, TypeError, IndexError, AttributeError
        ):
            self._take(derived_files.read_archive(self._file))

    def unread(self, images: ImageTable, versions: NDArray[np.uint64]) -> Rows:
        """Images that can be read and of whose file nobody has looked at this version.

        Args:
            versions: see ``file_versions``.
        """
        count = min(len(self._looked), len(versions))
        fresh = np.ones(len(versions), dtype=np.bool_)
        fresh[:count] = self._looked[:count] != versions[:count]
        return np.flatnonzero(fresh & images.readable())

    def save(self) -> None:
        """Keep what was read; where that cannot be, the next start reads again."""
        if not self._changed:
            return
        of = self.columns
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._file, durable=False) as stream:
                np.savez(
                    stream,
                    allow_pickle=False,
                    looked=self._looked,
                    rows=of.rows,
                    camera=of.camera,
                    cameras=np.frombuffer(json.dumps(of.cameras).encode("ascii"), dtype=np.uint8),
                    **{name: getattr(of, name) for name in _NUMBERS},
                )
            self._changed = False

    def add(self, found: Mapping[int, ExifFacts], versions: NDArray[np.uint64]) -> None:
        """Take over what the files of some images told."""
        new = np.array(sorted(found), dtype=np.int64)
        looked = np.zeros(max(len(versions), len(self._looked)), np.uint64)
        looked[: len(self._looked)] = self._looked
        looked[new] = versions[new]
        self._looked = looked
        self._changed = True
        known = [row for row in new.tolist() if found[row] != NOTHING]
        of = self.columns
        kept = ~np.isin(of.rows, new)
        if not known and kept.all():
            return
        names = dict.fromkeys((*of.cameras, *(found[row].camera for row in known)))
        places = {name: place for place, name in enumerate(names)}
        facts = [found[row] for row in known]
        nan = float("nan")
        told = {
            "taken": [nan if one.taken is None else one.taken for one in facts],
            "seconds": [nan if one.seconds is None else one.seconds for one in facts],
            "latitude": [nan if one.place is None else one.place[0] for one in facts],
            "longitude": [nan if one.place is None else one.place[1] for one in facts],
        }
        rows = np.concatenate([of.rows[kept], np.array(known, dtype=np.int64)])
        order = np.argsort(rows, kind="stable")
        joined = {
            name: np.concatenate([getattr(of, name)[kept], np.array(told[name])])[order]
            for name in _NUMBERS
        }
        cameras = np.array([places[one.camera] for one in facts], dtype=np.int32)
        camera = np.concatenate([of.camera[kept], cameras])[order]
        self.columns = ExifColumns(rows[order], **joined, cameras=tuple(names), camera=camera)

    def _take(self, found: Mapping[str, NDArray[Any]]) -> None:
        """Raises where it is not of its form."""
        looked, rows, camera = found["looked"], found["rows"], found["camera"]
        cameras = json.loads(found["cameras"].tobytes().decode("ascii"))
        numbers = {name: found[name] for name in _NUMBERS}
        shape = rows.shape
        fits = (
            looked.dtype == np.uint64 and looked.ndim == 1
            and rows.dtype == np.int64 and rows.ndim == 1 and (np.diff(rows) > 0).all()
            and (not len(rows) or (rows[0] >= 0 and rows[-1] < len(looked)))
            and camera.dtype == np.int32 and camera.shape == shape
            and all(one.dtype == np.float64 and one.shape == shape for one in numbers.values())
            and isinstance(cameras, list) and all(isinstance(one, str) for one in cameras)
            and cameras[0] == ""
            and (not len(camera) or 0 <= camera.min() <= camera.max() < len(cameras))
        )  # fmt: skip
        if not fits:
            raise ValueError("EXIF of another form was kept")
        self.columns = ExifColumns(rows, **numbers, cameras=tuple(cameras), camera=camera)
        self._looked = looked
