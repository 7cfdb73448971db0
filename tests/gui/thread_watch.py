"""Notices file and query work on the GUI thread, whatever slot or event brings it there."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtCore import QDir, QFile, QFileInfo, QSaveFile
from PySide6.QtGui import QImageReader

import labelmt

PACKAGE = f"{Path(labelmt.__file__).parent}/"
WORKING = (
    "storage/",
    "formats/",
    "imaging/decode",
    "imaging/scan",
    "project/project.py",
    "project/search/is_conditions.py",
    "project/search/find_images.py",
)
"""Parts of the package that read, write, decode or look through all rows."""
DECLARING = ("formats/base.py", "formats/registry.py")
"""Modules of those parts that say what there is; what reads and writes is watched behind them."""
HOLDING = frozenset(("folder",))
"""Properties of those parts that only hand out what is held."""
SYSTEM = frozenset(("posix", "nt", "io", "_io"))
FILE_CALLS = frozenset(
    ("chmod", "fsync", "listdir", "lstat", "mkdir", "open", "read", "remove", "rename", "replace",
     "rmdir", "scandir", "stat", "statvfs", "unlink", "utime", "write")
)  # fmt: skip
QUERY_CALLS = frozenset(("execute", "executemany", "executescript", "connect", "commit"))
IMPORTING = ("<frozen importlib", "shibokensupport")
"""Python's imports, and PySide's, which looks through each module that is imported."""
CALLS = FILE_CALLS | QUERY_CALLS
QT_READERS = frozenset((QDir, QFile, QFileInfo, QImageReader, QSaveFile))


class ThreadWatch:
    """``found`` has a line for each call that should have been made on another thread.

    Two things are left alone: imports, as the modules of a screen are read when it is first asked
    for, and the lines of source in the trace of an error that nobody expected.
    """

    def __init__(self) -> None:
        self.found: dict[str, None] = {}
        self._parts: dict[str, str] = {}

    def profiler(self) -> Callable[[FrameType, str, Any], None]:
        """A profile function, as sys.setprofile has them; every call in a window's test waits for
        it, so it holds what it needs and asks for the rarest first.
        """
        parts, note = self._parts, self._note

        def watch(frame: FrameType, event: str, what: Any) -> None:
            if event == "call":
                code = frame.f_code
                part = parts.get(code.co_filename)
                if part is None:
                    part = parts[code.co_filename] = _working_part(code.co_filename)
                if part and code.co_name not in HOLDING:
                    note(f"{part}:{code.co_name}", frame.f_back)
            elif event == "c_call" and (
                what.__name__ in CALLS or type(what.__self__) in QT_READERS
            ):
                owner, name = type(what.__self__), what.__name__
                in_system = name in FILE_CALLS and what.__module__ in SYSTEM
                in_database = name in QUERY_CALLS and owner.__module__ == "sqlite3"
                if in_system or in_database or owner in QT_READERS:
                    note(f"{what.__module__ or owner.__name__}.{name}", frame)

        return watch

    def _note(self, what: str, frame: FrameType | None) -> None:
        """Blame the window where it asked; what a test does by itself is its own affair."""
        places: list[str] = []
        while frame is not None:
            path = frame.f_code.co_filename
            if path == linecache.__file__ or any(part in path for part in IMPORTING):
                return
            if path.startswith(PACKAGE):
                places.append(f"{path.removeprefix(PACKAGE)}:{frame.f_lineno}")
            elif not places:
                what = f"{what} in {frame.f_code.co_name} ({Path(path).name}:{frame.f_lineno})"
            frame = frame.f_back
        if places and places[-1].startswith("gui/"):
            self.found[f"{what} by {' < '.join(places)}"] = None


def _working_part(path: str) -> str:
    part = path.removeprefix(PACKAGE)
    works = path.startswith(PACKAGE) and part.startswith(WORKING) and part not in DECLARING
    return part if works else ""


@contextmanager
def watched_thread() -> Iterator[ThreadWatch]:
    """Watch the thread this is called on."""
    watch = ThreadWatch()
    before = sys.getprofile()
    sys.setprofile(watch.profiler())
    try:
        yield watch
    finally:
        sys.setprofile(before)
