"""Scans a folder for image files, in batches."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import NoPermission, NotFound
from labelmt.domain.images import FoundImage, signed_inode
from labelmt.domain.path_patterns import PathFilter
from labelmt.domain.skipped_files import Skipped
from labelmt.imaging.image_endings import FOREIGN, READ, ending_of, says_nothing
from labelmt.imaging.image_sniffing import Sniffing
from labelmt.imaging.mount_points import mounted_in
from labelmt.imaging.own_files import BACKUPS, PROJECT_FILES, is_own_folder

BATCH = 2000
"""Most images a batch."""

NAMED = 20
"""Most paths a scan names of what it left out, for each reason."""

_PATIENCE_S = 0.25
"""A batch is handed over after this long even if small: slow disks, first thumbnails."""

_NOBODYS = frozenset(("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information"))
"""Folders that systems make beside a person's images: resource forks, a NAS's thumbnails."""

_HIDDEN_ON_WINDOWS = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2)
_ANYBODY_READS = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_CLOSED = "It may not be read."


def is_passed_over(parts: Sequence[str]) -> bool:
    """Whether a scan never looks at a place below a root: something hidden, or a system's own."""
    return any(part.startswith(".") or part in _NOBODYS for part in parts)


@dataclass(frozen=True, slots=True)
class ScanBatch:
    """What a part of a scan found.

    Attributes:
        found: images, paths relative to the root with ``/``. A name that is not valid
            Unicode comes as Python gives it, with surrogate escapes (PEP 383).
        problems: (relative path, sentence) of folders and files that could not be looked at, and
            of images that may not be read, which are found all the same.
        skipped: how many files or folders were left out, by why; problems do not count.
        left: links that were left out.
        named: paths of the first that were left out, by why; see ``NAMED``.
    """

    found: tuple[FoundImage, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    skipped: Mapping[Skipped, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    named: Mapping[Skipped, tuple[str, ...]] = field(default_factory=dict)


Visited = set[tuple[int, int] | str]
"""Folders: device and number, or the real path where files have no numbers."""


def scan(
    root: Path,
    cancelled: Callable[[], bool],
    *,
    follow_out: bool = True,
    is_known: Callable[[str], bool] = lambda _path: False,
    visited: Visited | None = None,
    others: Sequence[Path] = (),
    known: Container[str] = (),
    patterns: PathFilter | None = None,
) -> Iterator[ScanBatch]:
    """Image files under a folder, recursively, in a stable order.

    They are told by their names; what has no ending, or one that says nothing, is opened and its
    first bytes are looked at, as long as some of such files are images (``image_sniffing``).

    Hidden files and folders are left out, and so is what projects write beside their images. A
    folder that can be reached in several ways, in a circle or not, is looked at once, under its
    own path before that of a link; a file that lies below the root has its own path alone.

    Args:
        root: the folder.
        cancelled: asked between folders and files; the iterator ends early when true.
        follow_out: whether links that lead out of the root are followed.
        is_known: whether there is an image at a path, or below it, that must not be lost: a link
            there is followed whatever else is said.
        others: further folders that are scanned: what lies in them has its own path there.
        known: paths of images; whatever they are called, they are not looked into again.
        patterns: which files are taken; those that are known are, whatever it says.
        visited: folders that were looked at before, and are not again; gains those of this scan.

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
    seen = set() if visited is None else visited
    grounds = [os.path.realpath(one) for one in (root, *others)]
    mounts = mounted_in(grounds[0])
    sniffing = Sniffing(known)
    yield from _Scan(
        root, cancelled, follow_out, is_known, seen, grounds, mounts, sniffing,
        patterns or PathFilter(),
    ).batches()  # fmt: skip


@dataclass(slots=True)
class _Scan:
    root: Path
    cancelled: Callable[[], bool]
    follow_out: bool
    is_known: Callable[[str], bool]
    visited: Visited
    grounds: list[str]
    """Real paths of the root, and of what else is found by its own path: what links led to."""
    mounts: frozenset[str]
    """Paths below the root at which something is mounted: a file may be another one's."""
    sniffing: Sniffing
    patterns: PathFilter
    found: list[FoundImage] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[Skipped] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)
    named: dict[Skipped, list[str]] = field(default_factory=dict)
    already: Counter[Skipped] = field(default_factory=Counter)
    """How many of each reason have been named, this batch included."""
    waiting: list[str] = field(default_factory=list)
    """Folders still to look at, each with ``/`` at its end; the last comes first."""
    links: list[str] = field(default_factory=list)
    """Links to folders: after all real folders, so that images have their own paths."""
    linked: bool = False
    """Whether the folder that is looked at was reached through a link."""
    projects: list[str] = field(default_factory=list)
    """Folders that hold a project, each with ``/`` at its end, the root as an empty text."""
    handed_over: float = field(default_factory=time.monotonic)
    filtered: bool = False
    unclear: set[str] = field(default_factory=set)
    """Names in the folder that is looked at of which only the content tells what they are."""

    def batches(self) -> Iterator[ScanBatch]:
        self.waiting.append("")
        self.filtered = bool(self.patterns)
        while not self.cancelled():
            if self.waiting:
                folder = self.waiting.pop()
            elif self.links:
                folder, self.linked = self.links.pop(0), True
                if not self._leads_on(folder):
                    continue
            else:
                break
            for entry in self._images_of(folder):
                if self.cancelled():
                    break
                self._take(folder, entry)
                if self._due():
                    yield self._batch()
        if self.found or self.problems or self.skipped:
            yield self._batch()

    def _due(self) -> bool:
        count = len(self.found) + len(self.problems)
        return count >= BATCH or (count > 0 and time.monotonic() - self.handed_over > _PATIENCE_S)

    def _batch(self) -> ScanBatch:
        named = {why: tuple(paths) for why, paths in self.named.items()}
        what = tuple(self.found), tuple(self.problems), dict(self.skipped), tuple(self.left), named
        self.found.clear()
        self.problems.clear()
        self.skipped.clear()
        self.left.clear()
        self.named.clear()
        self.handed_over = time.monotonic()
        return ScanBatch(*what)

    def _images_of(self, folder: str) -> list[os.DirEntry[str]]:
        """Entries that are images by name; folders are noted for later."""
        try:
            if self._seen(folder):
                self._leave_out(Skipped.LINKED, folder)  # by another link, root or mount
                return []
            with os.scandir(self.root / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder.rstrip("/"), _reason(error)))
            return []
        if any(entry.name in PROJECT_FILES for entry in entries):
            self.projects.append(folder)
        backups = any(folder == f"{project}{BACKUPS}" for project in self.projects)
        images: list[os.DirEntry[str]] = []
        folders: list[str] = []
        self.unclear.clear()
        for entry in entries:
            hidden, ending = _is_hidden(entry), ending_of(entry.name)
            image = ending in READ
            if _is_folder(entry):
                if hidden or entry.name in _NOBODYS:
                    why = Skipped.HIDDEN if hidden else Skipped.SYSTEM
                    self._leave_out(why, f"{folder}{entry.name}/")
                elif self._is_excluded(inner := f"{folder}{entry.name}/"):
                    self._leave_out(Skipped.EXCLUDED, inner)
                elif not self._is_own(inner):
                    (self.links if entry.is_symlink() else folders).append(inner)
            elif image and not hidden and not backups:
                images.append(entry)
            elif not hidden and not backups and says_nothing(ending):
                self.unclear.add(entry.name)
                images.append(entry)
            else:
                self._count(f"{folder}{entry.name}", hidden=hidden, image=image)
        self.waiting.extend(reversed(folders))
        return images

    def _leave_out(self, why: Skipped, path: str) -> None:
        self.skipped[why] += 1
        if self.already[why] < NAMED:
            self.already[why] += 1
            self.named.setdefault(why, []).append(path)

    def _count(self, path: str, *, hidden: bool, image: bool) -> None:
        if image:
            why = Skipped.HIDDEN if hidden else Skipped.BACKUP
        elif not hidden and ending_of(path) in FOREIGN:
            why = Skipped.FORMAT
        else:
            why = Skipped.OTHER
        self._leave_out(why, path)

    def _is_excluded(self, folder: str) -> bool:
        out = self.patterns.leaves_out_folder(folder)
        return out and not self.is_known(folder.rstrip("/"))

    def _is_own(self, folder: str) -> bool:
        return any(
            folder.startswith(project) and is_own_folder(folder[len(project) :])
            for project in self.projects
        )

    def _seen(self, folder: str) -> bool:
        path = self.root / folder
        about = path.stat()
        # Some network file systems number no files.
        key = (about.st_dev, about.st_ino) if about.st_ino else os.path.realpath(path)
        if key in self.visited:
            return True
        self.visited.add(key)
        return False

    def _leads_on(self, folder: str) -> bool:
        """Whether a link to a folder leads to images that have no other path."""
        real = os.path.realpath(self.root / folder)
        if self._is_left(real, folder.rstrip("/")):
            return False
        self.grounds.append(real)
        return True

    def _has_own_path(self, real: str) -> bool:
        """Whether what lies at a real path is found there by this scan."""
        if not os.path.isdir(real) and not self.sniffing.is_image(real, real):  # noqa: PTH112
            return False
        for ground in self.grounds:
            below = _below(real, ground)
            if below is not None and not is_passed_over(below):
                return True
        return False

    def _is_left(self, real: str, path: str) -> bool:
        """Whether a link is left out, as what it leads to has its own path, or lies elsewhere."""
        if self._has_own_path(real):
            why = Skipped.LINKED
        elif not self.follow_out and _below(real, self.grounds[0]) is None:
            why = Skipped.OUTWARD
        else:
            return False
        if self.is_known(path):
            return False
        self._leave_out(why, path)
        self.left.append(path)
        return True

    def _take(self, folder: str, entry: os.DirEntry[str]) -> None:
        path, link = f"{folder}{entry.name}", entry.is_symlink()
        try:
            about = entry.stat()
        except OSError as error:
            self.problems.append((path, _reason(error)))
            return
        # A pipe or a device called .jpg would block whoever opens it.
        if not stat.S_ISREG(about.st_mode):
            self._leave_out(Skipped.OTHER, path)
            return
        if self.filtered and self.patterns.leaves_out(path) and path not in self.sniffing.known:
            self._leave_out(Skipped.EXCLUDED, path)
            return
        if entry.name in self.unclear and not self.sniffing.is_image(path, entry.path):
            self._leave_out(Skipped.OTHER, path)
            return
        if link and self._is_left(os.path.realpath(self.root / path), path):
            return
        mode = about.st_mode
        if mode & _ANYBODY_READS != _ANYBODY_READS and not os.access(entry.path, os.R_OK):
            self.problems.append((path, _CLOSED))
        aliased = link or self.linked or about.st_nlink > 1 or path in self.mounts
        inode = about.st_ino
        self.found.append(
            FoundImage(path, about.st_size, about.st_mtime_ns, signed_inode(inode), aliased)
        )


def _below(path: str, folder: str) -> Sequence[str] | None:
    """The parts of a path below a folder; None where it is not in it."""
    if path == folder:
        return ()
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return Path(path[len(start) :]).parts if path.startswith(start) else None


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
        return _CLOSED
    if isinstance(error, FileNotFoundError):
        return "It vanished while the folder was read, or is a link that leads nowhere."
    if error.errno == errno.ELOOP:
        return "It is a link that leads back to itself."
    return f"It cannot be read: {error.strerror or error}."
