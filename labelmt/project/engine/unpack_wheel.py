"""Unpacks wheels into one folder, each file checked against the hash in its wheel's RECORD.

The layout is that of ``pip install --target``: what Python imports, without scripts and headers
(PyPA, Binary distribution format).
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from threading import Event

from labelmt.domain.errors import NoNetwork
from labelmt.domain.file_hash import hash_of
from labelmt.project.engine.fetch_wheel import Cancelled

_BLOCK = 2**20
_IMPORTED = ("purelib", "platlib")
"""Parts of a wheel's ``.data`` folder that go where the rest goes."""

Hashes = dict[str, str]
"""Path below the folder, with slashes, to the SHA256 in hex."""


def wheel_contents(file: Path) -> Hashes:
    """What unpacking a wheel writes.

    Raises:
        NoNetwork: it is no sound wheel.
    """
    with _archive(file) as archive:
        hashes = _recorded(archive, file)
        return {place: hashes[name] for name, place in _members(archive, hashes, file)}


def unpack_wheel(file: Path, target: Path, report: Callable[[int], None], cancelled: Event) -> None:
    """Write a wheel's files; what is there is replaced.

    Args:
        report: told how many more bytes were written.

    Raises:
        Cancelled: a person ended it; some files are written.
        NoNetwork: it is no sound wheel, or a file is not of its hash.
        OSError: it cannot be written.
    """
    with _archive(file) as archive:
        hashes = _recorded(archive, file)
        for name, place in _members(archive, hashes, file):
            if cancelled.is_set():
                raise Cancelled
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            path.unlink(missing_ok=True)  # never through a link
            with archive.open(name) as packed, path.open("xb") as stream:
                while block := packed.read(_BLOCK):
                    digest.update(block)
                    stream.write(block)
                    report(len(block))
            if digest.hexdigest() != hashes[name]:
                raise _unsound(file, name)
            if os.name == "posix" and archive.getinfo(name).external_attr >> 16 & 0o111:
                path.chmod(path.stat().st_mode | 0o111)


def damaged_files(target: Path, hashes: Hashes, cancelled: Event) -> list[str]:
    """Which of a wheel's files are gone, or not of their hash. Raises Cancelled."""
    found = []
    for place, wanted in hashes.items():
        if cancelled.is_set():
            raise Cancelled
        path = target / place
        if not path.is_file() or hash_of(path) != wanted:
            found.append(place)
    return found


def remove_files(target: Path, hashes: Hashes) -> None:
    """Remove a wheel's files, and folders that are empty then."""
    folders: set[Path] = set()
    for place in hashes:
        path = target / place
        path.unlink(missing_ok=True)
        folders.update(parent for parent in path.parents if parent.is_relative_to(target))
    for folder in sorted(folders - {target}, key=lambda one: -len(one.parts)):
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _archive(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _unsound(file, str(error)) from error


def _members(archive: zipfile.ZipFile, recorded: Hashes, file: Path) -> Iterator[tuple[str, str]]:
    """Name in the archive and place in the folder of what is written."""
    for info in archive.infolist():
        if info.is_dir() or info.filename not in recorded:
            continue  # the RECORD itself, and signatures
        parts = PurePosixPath(info.filename).parts
        if parts[0].endswith(".data"):
            if len(parts) < 3 or parts[1] not in _IMPORTED:
                continue
            parts = parts[2:]
        if any(part in ("..", ".", "") or ":" in part or "\\" in part for part in parts) or (
            info.filename.startswith("/")
        ):
            raise _unsound(file, info.filename)
        yield info.filename, "/".join(parts)


def _recorded(archive: zipfile.ZipFile, file: Path) -> Hashes:
    """Name in the archive to hash, as the wheel says."""
    names = [name for name in archive.namelist() if name.endswith(".dist-info/RECORD")]
    names = [name for name in names if name.count("/") == 1]
    if len(names) != 1:
        raise _unsound(file, "no RECORD")
    found: Hashes = {}
    for row in csv.reader(io.StringIO(archive.read(names[0]).decode("utf-8", "replace"))):
        kind, _, told = (row[1] if len(row) > 1 else "").partition("=")
        if kind == "sha256":
            digest = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
            found[row[0]] = digest.hex()
    return found


def _unsound(file: Path, what: str) -> NoNetwork:
    return NoNetwork(
        "A package of the learning engine is damaged.",
        subject=file.name,
        kept="Nothing that is installed was changed.",
        next_step="Try again, or choose another source.",
        details=what,
    )
