"""Safe writing of exports: beside, then renamed; nothing of a project and no image is replaced.

One file or a folder of files. A folder is written beside its place as a whole and moved into it
when all of it is there. Pipes and devices are written as they are. Links are followed: what they
point to is replaced, not they.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import (
    DiskFull,
    EnvironmentFault,
    InvalidInput,
    LabelMTError,
    NoPermission,
    NotFound,
)
from labelmt.domain.text import text

KEPT = "What was there before is unchanged."


def _nothing_is_protected(_file: Path) -> str:
    return ""


@dataclass(slots=True)
class Output:
    """Where an export goes.

    Attributes:
        place: a file or a folder, as the person gave it.
        overwrite: whether files that are there may be replaced.
        protected: of a resolved path, why it may not be replaced; empty where it may.
        link: whether images are linked to instead of copied; None: left out.
    """

    place: Path
    overwrite: bool = False
    protected: Callable[[Path], str] = _nothing_is_protected
    link: bool | None = None
    written: list[Path] = field(default_factory=list)
    """What was written, for the person."""
    others: int = 0
    """Files that a folder held and holds still, beside what was written."""
    _staging: Path | None = None
    _mixes: bool = False
    _merged: set[Path] = field(default_factory=set)
    _pictures: set[Path] = field(default_factory=set)

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """The one file of an export, as a stream."""
        with told_in_words(self.place):
            if is_special(self.place):
                with self.place.open("wb") as stream:
                    yield stream
            else:
                target = _followed(self.place)
                if target.is_dir():
                    raise InvalidInput(
                        "This is a folder, and the labels go into one file.",
                        subject=str(self.place),
                        kept=KEPT,
                        next_step="Give a name for the file in it.",
                    )
                self._check(target)
                with replacing(target) as stream:
                    yield stream
            self.written.append(self.place)

    def check_file(self) -> None:
        """Refuse the one file of an export before the work for it is done, as ``file`` would.

        Raises:
            Exists, InvalidInput: it may not be written.
        """
        if not is_special(self.place):
            with told_in_words(self.place):
                self._check(_followed(self.place))

    def check_place(self, *, is_folder: bool) -> None:
        """Refuse a place that cannot be written, before anything is; what is there may be.

        Raises:
            NotFound, NoPermission, DiskFull, EnvironmentFault, InvalidInput: as writing would.
        """
        if not is_folder and is_special(self.place):
            return
        with told_in_words(self.place):
            target = _followed(self.place)
            if is_folder:
                if target.exists() and not target.is_dir():
                    raise NotADirectoryError(errno.ENOTDIR, "", str(target))
                while not target.exists():  # folders on the way are made
                    target = target.parent
            elif target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "", str(target))
            else:
                target = target.parent
            trial = target / f".{secrets.token_hex(8)}.part"
            trial.touch(exist_ok=False)
            trial.unlink()

    @contextmanager
    def file_beside(self, ending: str) -> Iterator[BinaryIO]:
        """A second file with another end of its name, written before the one it belongs to.

        Beside a pipe or device there is none. Neither is written where one of them may not be.
        """
        if is_special(self.place):
            yield BytesIO()
            return
        place = self.place.with_name(f"{self.place.stem}{ending}")
        with told_in_words(place):
            self._check(_followed(self.place))
            target = _followed(place)
            self._check(target)
            with replacing(target) as stream:
                yield stream
            self.written.append(place)

    @contextmanager
    def folder(self, *, mixes: bool = False) -> Iterator[None]:
        """A folder of files, ``within`` by ``within``; all of them appear at the end.

        Args:
            mixes: its files are made to lie among others, such as beside the images.

        Raises:
            InvalidInput: a file is there and may not be replaced; nothing was written.
        """
        self._mixes = mixes
        with told_in_words(self.place):
            target = _followed(self.place)
            if target.exists() and not target.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "", str(target))
            if not mixes and not self.overwrite and _is_in_use(target):
                raise NotEmpty(
                    "There is something in this folder already, and the two would be mixed.",
                    subject=str(self.place),
                    kept=KEPT,
                    next_step="Choose a new or empty folder, or allow it (--overwrite).",
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            self._staging = target.with_name(f".{secrets.token_hex(8)}.part")
            self._staging.mkdir()
            try:
                yield
                self._move(self._staging, target)
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)
                self._staging = None

    @contextmanager
    def within(self, name: str, *, replaces: bool = False) -> Iterator[BinaryIO]:
        """A new file of the folder.

        Args:
            replaces: it takes the place of one that is there, whose content it keeps.

        Raises:
            InvalidInput: the name leaves the folder.
        """
        file = self._place(name)
        if replaces:
            self._merged.add(file)
        with file.open("xb") as stream:
            yield stream

    def picture(self, name: str, source: Path) -> None:
        """The image itself, under a name in the folder, copied or linked to as was asked for."""
        if self.link is None:
            return
        file = self._place(name)
        self._pictures.add(file)
        if self.link:
            file.symlink_to(source.absolute())
        else:
            shutil.copyfile(source, file)

    def _place(self, name: str) -> Path:
        if self._staging is None:
            raise RuntimeError("within folder() only")
        inner = PurePosixPath(name)
        if inner.is_absolute() or not inner.parts or ".." in inner.parts or "\0" in name:
            raise InvalidInput("This name would be written outside the folder.", subject=name)
        file = self._staging.joinpath(*inner.parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def _move(self, staging: Path, target: Path) -> None:
        moves: list[tuple[Path, Path]] = []
        for folder, _folders, files in os.walk(staging):
            for name in files:
                made = Path(folder, name)
                moves.append((made, target / made.relative_to(staging)))
        for made, after in moves:
            if os.path.lexists(after):
                # A picture takes the place of a link; it is not written into what that leads to.
                real = _itself(after) if made in self._pictures else _followed(after)
                self._check(real, may_replace=made in self._merged)
        folder_of_target = target.resolve()
        for _, after in moves:
            if not after.parent.resolve().is_relative_to(folder_of_target):
                raise InvalidInput(
                    "A link in this folder leads outside it.", subject=str(after), kept=KEPT
                )
            if not os.path.lexists(after) and (reason := self.protected(after.absolute())):
                raise InvalidInput(reason, subject=str(after), kept=KEPT)
        if not target.exists():
            staging.rename(target)
        else:
            if not self._mixes:
                new = {after for _, after in moves}
                self.others = sum(
                    Path(folder, name) not in new and not name.startswith(".")
                    for folder, _folders, files in os.walk(target)
                    for name in files
                )
            for made, after in moves:
                after.parent.mkdir(parents=True, exist_ok=True)
                follow = after.is_file() and made not in self._pictures
                made.replace(_followed(after) if follow else after)
        self.written.extend(after for _, after in moves)

    def _check(self, target: Path, *, may_replace: bool = False) -> None:
        reason = self.protected(target)
        if reason:
            raise InvalidInput(
                reason, subject=str(target), kept=KEPT, next_step="Choose another place."
            )
        if target.exists() and not (target.is_file() or target.is_dir()):
            raise InvalidInput(
                "This is a disk or another thing of the system, not a file.",
                subject=str(target),
                kept=KEPT,
                next_step="Choose another place.",
            )
        if not (self.overwrite or may_replace) and os.path.lexists(target):
            raise Exists(
                "There is a file of this name already.",
                subject=str(target),
                kept=KEPT,
                next_step="Choose another name, or allow replacing it (--overwrite).",
            )


def _is_in_use(folder: Path) -> bool:
    """Whether there is something in a folder; what systems put there themselves does not count."""
    try:
        names = [one.name for one in folder.iterdir()]
    except FileNotFoundError:
        return False
    return any(not one.startswith(".") and one not in ("Thumbs.db", "desktop.ini") for one in names)


class Exists(InvalidInput):
    """A file is there already, and nobody has said that it may be replaced."""


class NotEmpty(Exists):
    """A folder has something in it, and nobody has said that more may be put there."""


def is_special(file: Path) -> bool:
    """A pipe or a device of characters, which is written as it is; never a disk."""
    try:
        mode = file.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _followed(file: Path) -> Path:
    """Where a link leads. Raises OSError for links in a circle."""
    with suppress(FileNotFoundError):
        file.stat()
    return Path(os.path.realpath(file))


def _itself(file: Path) -> Path:
    """A file's own place, where it is a link."""
    return Path(os.path.realpath(file.parent)) / file.name


@contextmanager
def told_in_words(place: Path) -> Iterator[None]:
    """Have errors of the system said as what they mean for an export.

    Raises:
        DiskFull, NoPermission, NotFound, EnvironmentFault.
    """
    try:
        yield
    except LabelMTError:
        raise
    except BrokenPipeError as error:
        raise EnvironmentFault("Nobody reads what is written.", subject=str(place)) from error
    except OSError as error:
        raise _in_words(error, place) from error


def _in_words(error: OSError, place: Path) -> EnvironmentFault | NotFound:
    subject = str(error.filename or place)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(
            "There is no room for what is written.",
            subject=str(place),
            kept=KEPT,
            next_step="Free some space, or write to another disk.",
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NoPermission(
            "This may not be read or written.",
            subject=subject,
            kept=KEPT,
            next_step="Choose another folder.",
        )
    if isinstance(error, FileNotFoundError) and not place.parent.is_dir():
        return NotFound(
            "There is no such folder to write into.",
            subject=str(place.parent),
            kept=KEPT,
            next_step="Make it, or choose another place.",
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError):
        return NotFound(
            "There is no such folder, or no such file, or one where the other should be.",
            subject=subject,
            kept=KEPT,
            next_step="Choose a place in a folder that exists.",
        )
    return EnvironmentFault(
        text("It cannot be written: {reason}.", reason=error.strerror or error),
        subject=subject,
        kept=KEPT,
    )
