"""Scans a folder for image files, in batches."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import NoPermission, NotFound
from labelmt.domain.images import FoundImage

EXTENSIONS = frozenset(
    (
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif",
        ".heic", ".heif", ".hif", ".avif", ".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx",
        ".dcm", ".dicom",
    )
)  # fmt: skip
BATCH = 2000
"""Most images a batch."""

_PATIENCE_S = 0.25
"""A batch is handed over after this long even if small: slow disks, first thumbnails."""

_PROJECT_FILE = "project.sqlite"
_PROJECT_FOLDERS = frozenset(("cache", "runs", "backups"))
_NOBODYS = frozenset(("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information"))
"""Folders that systems make beside a person's images: resource forks, a NAS's thumbnails."""

_HIDDEN_ON_WINDOWS = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2)


def is_image_name(name: str) -> bool:
    """Whether a scan takes a file of this name for an image."""
    return os.path.splitext(name)[1].lower() in EXTENSIONS  # noqa: PTH122 (hot: a call a file)


def is_passed_over(parts: Sequence[str]) -> bool:
    """Whether a scan never looks at a place below a root: something hidden, or a system's own."""
    return any(part.startswith(".") or part in _NOBODYS for part in parts)


@dataclass(frozen=True, slots=True)
class ScanBatch:
    """What a part of a scan found.

    Attributes:
        found: images, paths relative to the root with ``/``. A name that is not valid
            Unicode comes as Python gives it, with surrogate escapes (PEP 383).
        problems: (relative path, sentence) of folders and files that could not be looked at.
    """

    found: tuple[FoundImage, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


def scan(root: Path, cancelled: Callable[[], bool]) -> Iterator[ScanBatch]:
    """Image files under a folder, recursively, in a stable order; by name, none is opened.

    Hidden files and folders are left out, and so are project folders. Links are followed. A
    folder that can be reached in several ways, in a circle or not, is looked at once, under its
    own path before that of a link.

    Args:
        root: the folder.
        cancelled: asked between folders and files; the iterator ends early when true.

    Raises:
        NotFound: at the first batch: the root is not there (a disk that is not plugged in, say).
        NoPermission: at the first batch: the root may not be read.
    """
    try:
        with os.scandir(root):
            pass
    except PermissionError as error:
        raise NoPermission(
            "This folder may not be read.", subject=str(root), next_step="Change its permissions."
        ) from error
    except (OSError, ValueError) as error:
        raise NotFound(
            "There is no such folder.",
            subject=str(root),
            next_step="Is its disk connected? Has it been moved?",
            details=str(error),
        ) from error
    yield from _Scan(root, cancelled).batches()


@dataclass(slots=True)
class _Scan:
    root: Path
    cancelled: Callable[[], bool]
    found: list[FoundImage] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    visited: set[tuple[int, int] | str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    """Folders still to look at, each with ``/`` at its end; the last comes first."""
    links: list[str] = field(default_factory=list)
    """Links to folders: after all real folders, so that images have their own paths."""
    handed_over: float = field(default_factory=time.monotonic)

    def batches(self) -> Iterator[ScanBatch]:
        self.waiting.append("")
        while not self.cancelled():
            if self.waiting:
                folder = self.waiting.pop()
            elif self.links:
                folder = self.links.pop(0)
            else:
                break
            for entry in self._images_of(folder):
                if self.cancelled():
                    break
                self._take(folder, entry)
                if self._due():
                    yield self._batch()
        if self.found or self.problems:
            yield self._batch()

    def _due(self) -> bool:
        count = len(self.found) + len(self.problems)
        return count >= BATCH or (count > 0 and time.monotonic() - self.handed_over > _PATIENCE_S)

    def _batch(self) -> ScanBatch:
        batch = ScanBatch(tuple(self.found), tuple(self.problems))
        self.found.clear()
        self.problems.clear()
        self.handed_over = time.monotonic()
        return batch

    def _images_of(self, folder: str) -> list[os.DirEntry[str]]:
        """Entries that are images by name; folders are noted for later."""
        try:
            if self._seen(folder):
                return []
            with os.scandir(self.root / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder.rstrip("/"), _reason(error)))
            return []
        skipped = _NOBODYS
        if any(entry.name == _PROJECT_FILE for entry in entries):
            if folder:
                return []
            skipped |= _PROJECT_FOLDERS  # a project made right in its folder of images
        images: list[os.DirEntry[str]] = []
        folders: list[str] = []
        for entry in entries:
            if _is_hidden(entry):
                continue
            if _is_folder(entry):
                if entry.name not in skipped:
                    (self.links if entry.is_symlink() else folders).append(f"{folder}{entry.name}/")
            elif is_image_name(entry.name):
                images.append(entry)
        self.waiting.extend(reversed(folders))
        return images

    def _seen(self, folder: str) -> bool:
        path = self.root / folder
        about = path.stat()
        # Some network file systems number no files.
        key = (about.st_dev, about.st_ino) if about.st_ino else os.path.realpath(path)
        if key in self.visited:
            return True
        self.visited.add(key)
        return False

    def _take(self, folder: str, entry: os.DirEntry[str]) -> None:
        path = f"{folder}{entry.name}"
        try:
            about = entry.stat()
        except OSError as error:
            self.problems.append((path, _reason(error)))
            return
        # A pipe or a device called .jpg would block whoever opens it.
        if stat.S_ISREG(about.st_mode):
            self.found.append(FoundImage(path, about.st_size, about.st_mtime_ns))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, or to where we may not look: its ``stat`` says so
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    if os.name != "nt":
        return False
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & _HIDDEN_ON_WINDOWS)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "It may not be read."
    if isinstance(error, FileNotFoundError):
        return "It vanished while the folder was read, or is a link that leads nowhere."
    if error.errno == errno.ELOOP:
        return "It is a link that leads back to itself."
    return f"It cannot be read: {error.strerror or error}."
