"""Tells which image each file is: by what it holds, then by its facts, then by its path.

Pure but for the reading of files; who decides what becomes of a project is ``settle_files``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.images import FoundImage
from labelmt.imaging.fingerprint import content_of
from labelmt.storage.placement_repository import StoredImage


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """A file of which it is not known yet which image it is."""

    root_id: int
    folder: Path
    file: FoundImage

    @property
    def place(self) -> tuple[int, str]:
        return self.root_id, self.file.path


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """An image and its file from now on.

    Attributes:
        content: fingerprint of what the file holds, empty where it was not read.
        same: it is what the image held, as far as can be told; else only the path is the same.
        sure: by what it holds, or by its number, size and time.
    """

    image: StoredImage
    candidate: Candidate
    content: bytes
    same: bool = True
    sure: bool = True


@dataclass(slots=True)
class Matching:
    """Which file each image has; nothing has been written.

    Attributes:
        lost: images that have no file. new: files that are no image known.
        unread: images at whose path lies another file that could not be read: nobody knows.
    """

    pairs: list[Pair] = field(default_factory=list)
    lost: list[StoredImage] = field(default_factory=list)
    new: list[Candidate] = field(default_factory=list)
    unread: list[StoredImage] = field(default_factory=list)


def match(
    images: Sequence[StoredImage],
    candidates: Sequence[Candidate],
    cancelled: Callable[[], bool],
    *,
    wanted: Sequence[StoredImage] = (),
) -> Matching | None:
    """Pair images with files; None where it was cancelled.

    Content decides where it is known what an image held. Just files of the size of one are read.
    Where it is not known, a file's number with its size and time tell, as renaming keeps all
    three; then size and nanosecond, where they are those of one file alone or of one of the same
    path or name, as moving keeps both. A file that is left at the path of an image that is left
    takes its place: it was edited there, or replaced.

    Args:
        images: those whose file is not there, or is another one by its facts.
        candidates: the files at their paths, and those at paths that no image has.
        wanted: images whose file is as it was, though not what was labelled: looked for by that.
    """
    matcher = _Matcher(list(images), list(candidates), list(wanted))
    if matcher.read(cancelled):
        return None
    return matcher.match()


def _labelled_content(image: StoredImage) -> tuple[int, bytes]:
    """(size, fingerprint) of what the image's labels are of; the fingerprint empty if unknown."""
    if image.changed:
        return image.labelled_size or 0, image.labelled_fingerprint or b""
    return image.size, image.fingerprint or b""


_Found = tuple[StoredImage, Candidate]


@dataclass(slots=True)
class _Matcher:
    images: list[StoredImage]
    files: list[Candidate]
    wanted: list[StoredImage]
    content: dict[int, bytes] = field(default_factory=dict)
    """By the id of the candidate."""
    found: Matching = field(default_factory=Matching)

    def read(self, cancelled: Callable[[], bool]) -> bool:
        """Read the files that may hold what an image held; whether it was cancelled."""
        sizes = {size for size, known in map(_labelled_content, self.images + self.wanted) if known}
        sizes |= {one.size for one in self.images if one.changed and one.fingerprint}
        at = {one.place: one for one in self.images}
        unread: list[tuple[StoredImage, Candidate]] = []
        for one in self.files:
            if cancelled():
                return True
            if one.file.size not in sizes:
                continue
            try:
                self.content[id(one)] = content_of(one.folder / one.file.path).fingerprint
            except OSError:  # gone again, being written, or closed to us
                if one.place in at:
                    unread.append((at[one.place], one))
        self.found.unread = [image for image, _file in unread]
        self._forget(unread)
        return False

    def match(self) -> Matching:
        self._take(self._same_content(_labelled_content, self.images + self.wanted))
        self._take(self._same_number())
        self._take(self._same_time(), sure=False)
        changed = [one for one in self.images if one.changed]
        self._take(self._same_content(lambda one: (one.size, one.fingerprint or b""), changed))
        at = {one.place: one for one in self.files}
        left = [(one, at[one.place]) for one in self.images if one.place in at]
        self._take(left, same=False, sure=False)
        self.found.lost, self.found.new = self.images, self.files
        return self.found

    def _same_content(
        self,
        content_of_image: Callable[[StoredImage], tuple[int, bytes]],
        images: Sequence[StoredImage],
    ) -> list[_Found]:
        """Images with the files that hold what they held."""
        groups = _grouped(
            images,
            self.files,
            lambda image: content_of_image(image)[1] or None,
            lambda one: self.content.get(id(one)) or None,
        )
        return [pair for group in groups for pair in _paired(*group, sure=True)]

    def _unknown(self) -> list[StoredImage]:
        """Images of which nobody knows what they held."""
        return [one for one in self.images if not _labelled_content(one)[1]]

    def _same_number(self) -> list[_Found]:
        groups = _grouped(self._unknown(), self.files, _number_of_image, _number_of_file)
        return [pair for group in groups for pair in _paired(*group, sure=_is_clear(group))]

    def _same_time(self) -> list[_Found]:
        groups = _grouped(
            self._unknown(),
            self.files,
            lambda image: (image.size, image.mtime_ns),
            lambda one: (one.file.size, one.file.mtime_ns),
        )
        return [pair for group in groups for pair in _paired(*group, sure=_is_clear(group))]

    def _take(self, pairs: Sequence[_Found], *, same: bool = True, sure: bool = True) -> None:
        for image, candidate in pairs:
            content = self.content.get(id(candidate), b"")
            self.found.pairs.append(Pair(image, candidate, content, same, sure))
        self._forget(pairs)

    def _forget(self, pairs: Sequence[_Found]) -> None:
        """These images and files are not asked about any more."""
        if pairs:
            images, files = {one.row for one, _file in pairs}, {id(one) for _image, one in pairs}
            self.images = [one for one in self.images if one.row not in images]
            self.wanted = [one for one in self.wanted if one.row not in images]
            self.files = [one for one in self.files if id(one) not in files]


def _is_clear(group: tuple[Sequence[StoredImage], Sequence[Candidate]]) -> bool:
    return len(group[0]) == len(group[1]) == 1


def _number_of_image(image: StoredImage) -> Hashable:
    return (image.inode, image.size, image.mtime_ns) if image.inode else None


def _number_of_file(candidate: Candidate) -> Hashable:
    file = candidate.file
    return (file.inode, file.size, file.mtime_ns) if file.inode else None


def _grouped(
    images: Iterable[StoredImage],
    files: Iterable[Candidate],
    key_of_image: Callable[[StoredImage], Hashable],
    key_of_file: Callable[[Candidate], Hashable],
) -> Iterator[tuple[list[StoredImage], list[Candidate]]]:
    """Images and files with the same key, group by group; a key of None is none."""
    by_key: dict[Hashable, tuple[list[StoredImage], list[Candidate]]] = {}
    for image in images:
        by_key.setdefault(key_of_image(image), ([], []))[0].append(image)
    by_key.pop(None, None)
    for file in files:
        group = by_key.get(key_of_file(file))
        if group is not None:
            group[1].append(file)
    return ((images, files) for images, files in by_key.values() if files)


def _paired(
    images: Sequence[StoredImage], files: Sequence[Candidate], *, sure: bool
) -> list[_Found]:
    """Those with the same path in the same root, the same number, path, name; then any, if sure."""
    pairs: list[_Found] = []
    images, files = list(images), list(files)
    keys: tuple[tuple[Callable[[StoredImage], Hashable], Callable[[Candidate], Hashable]], ...] = (
        (lambda image: image.place, lambda one: one.place),
        (_number_of_image, _number_of_file),
        (lambda image: image.path, lambda one: one.file.path),
        (lambda image: _name(image.path), lambda one: _name(one.file.path)),
    )
    for key_of_image, key_of_file in keys:
        if not images or not files:
            break
        for some, others in _grouped(images, files, key_of_image, key_of_file):
            pairs += zip(some, others, strict=False)
        placed, taken = {one.row for one, _ in pairs}, {id(one) for _, one in pairs}
        images = [one for one in images if one.row not in placed]
        files = [one for one in files if id(one) not in taken]
    if sure:
        pairs += zip(images, files, strict=False)
    return pairs


def _name(path: str) -> str:
    return path.rpartition("/")[2]
