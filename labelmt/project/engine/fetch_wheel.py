"""Fetches a wheel so that it can be gone on with after a cut, and checks its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from threading import Event

from labelmt.domain.errors import NoNetwork
from labelmt.project.engine.lock_file import EngineWheel
from labelmt.project.engine.wheel_sources import WheelSource

ATTEMPTS = 3
"""Cuts in a row, without a byte in between, after which the network is given up."""
PAUSE_S = 2.0
"""Seconds before the next attempt."""
_BLOCK = 2**18


class Cancelled(Exception):
    """A person ended it. What was fetched so far is kept."""


def fetch_wheel(
    wheel: EngineWheel,
    source: WheelSource,
    folder: Path,
    report: Callable[[int], None],
    cancelled: Event,
) -> Path:
    """Bring a wheel into a folder; returns its file there, whole and of the right hash.

    Args:
        wheel: located by the source.
        report: told how many bytes of it are there.

    Raises:
        Cancelled: a person ended it.
        NoNetwork: it cannot be fetched, or what comes is not what the lock file says.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{wheel.file}.part"
    fruitless = 0
    while not (have := _size(part)) or have != wheel.size:
        if wheel.size and have > wheel.size:
            part.unlink()
        try:
            _go_on(wheel, source, part, report, cancelled)
            cut = _Cut("the server sent something else")
            if not wheel.size:
                break  # only the hash can tell
        except _Cut as error:
            cut = error
        now = _size(part)
        fruitless = 0 if have < now <= (wheel.size or now) else fruitless + 1
        if fruitless >= ATTEMPTS:
            raise _given_up(wheel, cut)
        if now != wheel.size and cancelled.wait(PAUSE_S):
            raise Cancelled
    if _sha256(part, cancelled) != wheel.sha256:
        part.unlink()
        raise NoNetwork(
            "A package of the learning engine is not the one that was expected.",
            subject=wheel.file,
            kept="It was thrown away; nothing of it was installed.",
            next_step="Try again, or choose another source.",
            details=f"expected SHA256 {wheel.sha256}",
        )
    whole = folder / wheel.file
    part.replace(whole)
    return whole


class _Cut(Exception):
    """The source gave no more."""


def _go_on(
    wheel: EngineWheel,
    source: WheelSource,
    part: Path,
    report: Callable[[int], None],
    cancelled: Event,
) -> None:
    """Append what comes, until it ends, or begin anew where the source cannot go on."""
    blocks = _blocks(wheel, source, _size(part))
    done = int.from_bytes(next(blocks))
    with part.open("ab" if done else "wb") as stream:
        report(done)
        for block in blocks:
            if cancelled.is_set():
                raise Cancelled
            stream.write(block)
            done += len(block)
            report(done)
            if wheel.size and done > wheel.size:  # no end in sight: not what was asked for
                break


def _blocks(wheel: EngineWheel, source: WheelSource, start: int) -> Iterator[bytes]:
    """Where it begins, as a number in bytes; then what there is from there on.

    Errors of reading are told apart so from those of writing, after which nothing is tried again.
    """
    try:
        with source.opened(wheel, start) as found:
            yield found.start.to_bytes(8)
            while block := found.stream.read(_BLOCK):
                yield block
    except (OSError, HTTPException, NoNetwork) as error:
        raise _Cut(str(error)) from error


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _given_up(wheel: EngineWheel, cut: _Cut) -> NoNetwork:
    if isinstance(cut.__cause__, NoNetwork):
        return cut.__cause__
    return NoNetwork(
        "The learning engine could not be fetched.",
        subject=wheel.file,
        kept="What was fetched so far is kept.",
        next_step="Look whether this machine is connected, or choose another source.",
        details=str(cut),
    )


def _sha256(file: Path, cancelled: Event) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(2**20):
            if cancelled.is_set():
                raise Cancelled
            digest.update(block)
    return digest.hexdigest()
