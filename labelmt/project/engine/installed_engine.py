"""Installs, updates, repairs and removes the learning engine in the user's data folder.

::

    engine/
      packages/        what Python imports
      wheels/          what is being fetched
      parts/NAME.json  the wheel of each package, and the hashes of its files
      engine.json      written last: which lock file's which choice is there, whole

Installing makes the folder what the lock file says, whatever it was before: what fits stays, what
is missing or of another version comes. So to go on after a cut, to update and to repair are one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Any

from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import DiskFull, InvalidInput
from labelmt.domain.paths_in_roots import leads_out
from labelmt.domain.process_lock import LOCK_REFUSED, process_lock
from labelmt.domain.text import text
from labelmt.project.engine.fetch_wheel import fetch_wheel
from labelmt.project.engine.lock_file import EngineChoice, EngineLock, EngineWheel
from labelmt.project.engine.unpack_wheel import (
    damaged_files,
    remove_files,
    unpack_wheel,
    wheel_contents,
)
from labelmt.project.engine.wheel_sources import WheelSource

UNPACKED = 2.0
"""Bytes on the disk for each byte of a wheel: 1.6 for torch with CUDA, 3 for what is small."""
MARGIN = 2**30
"""Bytes that stay free: builds whose size only their index knows come on top."""


class EngineState(StrEnum):
    """What is in the folder."""

    ABSENT = "absent"
    PARTIAL = "partial"
    """Begun, and cut off or damaged."""
    OUTDATED = "outdated"
    """Whole, of another version of the program."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class EngineProgress:
    """How far an installation is.

    Attributes:
        package: what is being done now.
        fetched, fetching: bytes that are there, and of all, as far as sizes are known.
        done, packages: packages that are installed, and all.
    """

    package: str
    fetched: int
    fetching: int
    done: int
    packages: int


Report = Callable[[EngineProgress], None]


class InstalledEngine:
    """The engine in a folder. One process at a time changes it."""

    def __init__(self, folder: Path, lock: EngineLock) -> None:
        self.folder, self.lock = folder, lock
        self.packages = folder / "packages"
        self._parts, self._wheels = folder / "parts", folder / "wheels"
        self._whole = folder / "engine.json"

    def state(self) -> EngineState:
        """By what was written down: no file of a package is looked at."""
        told = _read(self._whole)
        if told:
            mine = told.get("digest") == self.lock.digest
            return EngineState.WHOLE if mine else EngineState.OUTDATED
        begun = self._parts.is_dir() or self._wheels.is_dir()
        return EngineState.PARTIAL if begun else EngineState.ABSENT

    def choice(self) -> str:
        """The choice that is installed, or was begun; empty where there is none."""
        return str((_read(self._whole) or _read(self.folder / "begun.json")).get("choice", ""))

    def missing(self, choice: EngineChoice) -> tuple[EngineWheel, ...]:
        """What is to be fetched yet."""
        return tuple(one for one in choice.wheels if not self._fits(one))

    def install(
        self, choice: EngineChoice, source: WheelSource, report: Report, cancelled: Event
    ) -> None:
        """Make the folder what the lock file says.

        Raises:
            Cancelled: a person ended it; the next time goes on there.
            NoNetwork, NotFound: a package cannot be fetched, or is not what was expected.
            DiskFull: it would not fit.
            InvalidInput: another process is installing.
            OSError: it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._make(choice, source, report, cancelled)

    def repair(self, cancelled: Event) -> list[str]:
        """Look at every file's hash and forget packages that have a damaged one.

        Returns their names; ``install`` brings them back. Raises Cancelled.
        """
        broken = []
        for part in self._known():
            if damaged_files(self.packages, part["hashes"], cancelled):
                broken.append(str(part["name"]))
                self._part_file(str(part["name"])).unlink()
        if broken:
            self._whole.unlink(missing_ok=True)
        return broken

    def remove(self) -> None:
        """Remove all of it. Raises OSError, and InvalidInput while another process installs."""
        if not self.folder.is_dir():
            return
        with self._alone():
            self._whole.unlink(missing_ok=True)
        shutil.rmtree(self.folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = process_lock(self.folder / "lock")
        try:
            lock.acquire()
        except TimeoutError as error:
            raise InvalidInput(
                "Another LabelMT is installing the learning engine.",
                next_step="Wait until it is done.",
            ) from error
        except LOCK_REFUSED:
            pass  # a network folder that knows no locks
        try:
            yield
        finally:
            lock.release()

    def _make(
        self, choice: EngineChoice, source: WheelSource, report: Report, cancelled: Event
    ) -> None:
        # Each part says for itself which wheel it is of: with this gone, nothing claims more.
        self._whole.unlink(missing_ok=True)
        _write(self.folder / "begun.json", {"choice": choice.id})
        wanted = {one.name: one for one in choice.wheels}
        for part in self._known():
            name = str(part["name"])
            if name not in wanted or not self._fits(wanted[name]):
                self._drop(part)
        missing = self.missing(choice)
        self._need_room([one.size for one in missing])
        progress = _Progress(missing, len(choice.wheels), report)
        for wheel in missing:
            found = source.located(wheel)
            file = fetch_wheel(found, source, self._wheels, progress.fetched, cancelled)
            hashes = wheel_contents(file)
            part = {
                "name": wheel.name,
                "version": wheel.version,
                "sha256": found.sha256,
                "whole": False,
                "hashes": hashes,
            }
            _write(self._part_file(wheel.name), part)
            unpack_wheel(file, self.packages, progress.unpacked, cancelled)
            _write(self._part_file(wheel.name), {**part, "whole": True})
            file.unlink()
            progress.next()
        shutil.rmtree(self._wheels, ignore_errors=True)
        _write(self._whole, {"digest": self.lock.digest, "choice": choice.id})
        (self.folder / "begun.json").unlink(missing_ok=True)

    def _fits(self, wheel: EngineWheel) -> bool:
        part = _read(self._part_file(wheel.name))
        return (
            part.get("whole") is True
            and part.get("version") == wheel.version
            and wheel.sha256 in ("", part.get("sha256"))
        )

    def _drop(self, part: dict[str, Any]) -> None:
        remove_files(self.packages, part["hashes"])
        self._part_file(str(part["name"])).unlink()

    def _known(self) -> list[dict[str, Any]]:
        """The parts that are told of; what cannot be read is forgotten, and its files replaced."""
        found = []
        for file in sorted(self._parts.glob("*.json")):
            part = _read(file)
            if part.get("name") == file.stem and _sound(part.get("hashes")):
                found.append(part)
            else:
                file.unlink()
        return found

    def _part_file(self, name: str) -> Path:
        return self._parts / f"{name}.json"

    def _need_room(self, fetching: list[int]) -> None:
        # One wheel at a time lies beside what is unpacked.
        needed = int(sum(fetching) * UNPACKED) + max(fetching, default=0) + MARGIN
        free = shutil.disk_usage(self.folder).free
        if fetching and free < needed:
            raise DiskFull(
                "There is not enough room for the learning engine.",
                subject=str(self.folder),
                kept="Nothing was fetched.",
                next_step=text(
                    "Make room: {needed:.1f} GB are needed and {free:.1f} GB are free.",
                    needed=needed / 1e9,
                    free=free / 1e9,
                ),
            )


class _Progress:
    """Counts bytes and packages."""

    def __init__(self, missing: tuple[EngineWheel, ...], packages: int, report: Report) -> None:
        self._missing, self._report, self._packages = missing, report, packages
        self._at = self._before = 0
        self._all = sum(one.size for one in missing)

    def fetched(self, count: int) -> None:
        wheel = self._missing[self._at]
        done = self._packages - len(self._missing) + self._at
        counted = min(count, wheel.size)
        told = EngineProgress(wheel.name, self._before + counted, self._all, done, self._packages)
        self._report(told)

    def unpacked(self, _count: int) -> None:
        self.fetched(self._missing[self._at].size)

    def next(self) -> None:
        self._before += self._missing[self._at].size
        self._at += 1


def _sound(hashes: object) -> bool:
    """Whether what a part says of its files leads nowhere else."""
    return isinstance(hashes, dict) and all(
        isinstance(place, str) and isinstance(one, str) and not leads_out(place)
        for place, one in hashes.items()
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write(file: Path, told: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as stream:
        stream.write(json.dumps(told).encode())
