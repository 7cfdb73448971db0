"""Watches folders of images for changes, told when a file is complete.

The system tells (inotify, FSEvents, ReadDirectoryChangesW, through watchfiles); nothing is
looked through again and again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import EnvironmentFault
from labelmt.imaging.image_endings import ending_of, is_image_name, says_nothing
from labelmt.imaging.own_files import lies_in_own
from labelmt.imaging.scan import is_passed_over

TICK_MS = 500
"""A file counts as whole when it has not changed for one to two of these."""
_DEBOUNCE_MS = 400

Facts = tuple[int, int, int]
Look = Callable[[Path], Facts | None]
"""From a path to (size, mtime_ns, inode), None where nothing is."""


def look(path: Path) -> Facts | None:
    """(size, mtime_ns, inode) of a file or folder, None where nothing is."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns, about.st_ino


@dataclass(slots=True)
class SettlingPaths:
    """Paths that changed, held back until they look the same at two looks in a row.

    A file that is being copied grows; whoever opens it then sees half an image.
    """

    look: Look = look
    _waiting: dict[Path, Facts | None] = field(default_factory=dict)
    _fresh: set[Path] = field(default_factory=set)

    def note(self, paths: Iterable[Path]) -> None:
        """These have just changed."""
        self._fresh.update(paths)

    def settled(self) -> tuple[Path, ...]:
        """Those that have not changed since the last call; they are forgotten."""
        done: list[Path] = []
        for path, before in list(self._waiting.items()):
            now = self.look(path)
            if path in self._fresh or now != before:
                self._waiting[path] = now
            else:
                done.append(path)
                del self._waiting[path]
        for path in self._fresh:
            self._waiting.setdefault(path, self.look(path))
        self._fresh.clear()
        return tuple(sorted(done))


def _nobody_waits() -> None:
    """Where nobody has to know that the watch has begun."""


def watch(
    roots: Sequence[Path], stop: threading.Event, begun: Callable[[], None] = _nobody_waits
) -> Iterator[tuple[Path, ...]]:
    """Images and folders below the roots that were made, changed, renamed or removed.

    Args:
        roots: roots that are not there are left out.
        stop: ends it, within a tenth of a second.
        begun: called once nothing that changes is missed any more.

    Yields:
        absolute paths, each when it has settled; renamed ones under both names.

    Raises:
        EnvironmentFault: the system will not watch so many folders.
    """
    # Imported when asked for: few projects are watched.
    from watchfiles import watch as watch_files

    there = [root for root in roots if root.is_dir()]
    settling = SettlingPaths()
    if not there:
        return
    try:
        for events in watch_files(
            *there,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=50,
            stop_event=stop,
            rust_timeout=TICK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            begun()
            begun = _nobody_waits
            settling.note(_of_interest(there, (Path(path) for _kind, path in events)))
            settled = settling.settled()
            if settled:
                yield settled
    except (OSError, RuntimeError) as error:
        raise EnvironmentFault(
            "This folder cannot be watched.",
            subject=", ".join(str(root) for root in there),
            kept="All images are there; new ones do not appear by themselves.",
            next_step="Choose File › Rescan folders after adding some.",
            details=str(error),
        ) from error


def _of_interest(roots: Sequence[Path], paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        root = next((one for one in roots if path.is_relative_to(one)), None)
        if root is None or path == root:
            continue
        parts = path.relative_to(root).parts
        if is_passed_over(parts) or lies_in_own(root, parts):
            continue
        # What has no image's name may be a folder that came or went with images in it.
        named = is_image_name(path.name) or says_nothing(ending_of(path.name))
        if named or path.is_dir() or not path.exists():
            yield path
