"""Checked reading of derived files: arrays, archives and JSON that can be made anew.

Whatever is derived may be deleted, cut off or overwritten, and a project may come from somebody
else. So it is read through here alone, where anything that is not of its form becomes one
exception: whoever needs it says so and makes it anew, and the labels open always.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from labelmt.domain.array_checksums import LENGTH, has_checksum, is_as_written
from labelmt.domain.protocol.json_records import from_plain

T = TypeVar("T")

LARGEST_TEXT = 64 * 2**20
"""Bytes of a text that is read at all."""
LARGEST_ARCHIVE = 2**32
"""Bytes that all arrays of an archive may take in memory."""
_HEADER = 64 * 1024
_CHUNK = 1 << 22


class UnusableFile(Exception):
    """Why a derived file cannot be used; its text says it."""


class MissingFile(UnusableFile):
    """It is not there: nobody has made it yet, or somebody deleted it."""


def read_array(
    file: Path,
    dtype: DTypeLike,
    shape: tuple[int | None, ...],
    *,
    mapped: bool = False,
    own: bool = False,
) -> NDArray[Any]:
    """An array of a ``.npy`` file.

    Args:
        shape: what it must be; None is any length.
        mapped: memory-mapped, to read only; its checksum is for ``check_array`` then.
        own: mapped so that pages written to become one's own, and nothing of the file changes.

    Raises:
        UnusableFile: it is not there, not whole, or not of this form.
    """
    try:
        with file.open("rb") as stream:
            _check_size(file, stream)
        mode: Literal["c", "r"] | None = "c" if own else "r" if mapped else None
        array: NDArray[Any] = np.load(file, mmap_mode=mode, allow_pickle=False)
    except FileNotFoundError as error:
        raise MissingFile(f"{file.name} is not there.") from error
    except UnusableFile:
        raise
    except Exception as error:  # NumPy's parser of headers raises as it likes
        raise UnusableFile(f"{file.name} cannot be read: {error}") from error
    if array.dtype != np.dtype(dtype) or not _fits(array.shape, shape):
        raise UnusableFile(f"{file.name} is {array.dtype} of {array.shape}, not of its form.")
    if mode is None:
        check_array(file)
    return array


def check_array(file: Path) -> None:
    """Raises UnusableFile where the values of a ``.npy`` file are not those that were written."""
    try:
        sound = is_as_written(file)
    except OSError as error:
        raise UnusableFile(f"{file.name} cannot be read: {error}") from error
    if not sound:
        raise UnusableFile(f"{file.name} is not as it was written: it is damaged.")


def read_archive(file: Path, largest: int = LARGEST_ARCHIVE) -> dict[str, NDArray[Any]]:
    """All arrays of an ``.npz`` file, whose checksums have been looked at.

    Raises:
        UnusableFile: it is not there, damaged, or larger than ``largest`` bytes.
    """
    try:
        # NumPy leaves a file open that is no archive; this one is closed by us.
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            told = sum(one.file_size for one in found.zip.infolist())
            if told > largest or os.fstat(stream.fileno()).st_size > largest:
                raise UnusableFile(f"{file.name} is too large to be ours.")
            return {name: found[name] for name in found.files}
    except FileNotFoundError as error:
        raise MissingFile(f"{file.name} is not there.") from error
    except UnusableFile:
        raise
    except Exception as error:  # a damaged archive raises as it likes: zip, zlib, NumPy
        raise UnusableFile(f"{file.name} cannot be read: {error}") from error


def read_text(file: Path, largest: int = LARGEST_TEXT) -> str:
    """A text in UTF-8. Raises UnusableFile."""
    try:
        if file.stat().st_size > largest:
            raise UnusableFile(f"{file.name} is too large to be ours.")
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingFile(f"{file.name} is not there.") from error
    except (OSError, ValueError) as error:
        raise UnusableFile(f"{file.name} cannot be read: {error}") from error


def read_json(file: Path) -> Mapping[str, Any]:
    """A JSON object. Raises UnusableFile."""
    return as_object(read_text(file), file.name)


def as_object(text: str, name: str) -> Mapping[str, Any]:
    """A text as a JSON object. Raises UnusableFile."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"{name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise UnusableFile(f"{name} is not of its form.")
    return found


def read_record(file: Path, kind: type[T]) -> T:
    """A record of ``json_records``. Raises UnusableFile."""
    return as_record(read_json(file), kind, file.name)


def as_record(data: object, kind: type[T], name: str) -> T:
    """Plain JSON data as a record. Raises UnusableFile."""
    try:
        return from_plain(kind, data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnusableFile(f"{name} is not of its form: {error}") from error


def check_probabilities(array: NDArray[Any], name: str) -> None:
    """Raises UnusableFile where a value is neither in [0, 1] nor NaN.

    Args:
        array: float16 or float32, memory-mapped perhaps: it is read once, a part at a time.
    """
    # As whole numbers: comparing halves takes ten times as long, and NaN may be there.
    half = array.dtype == np.float16
    bits = np.uint16 if half else np.uint32
    rounded = np.array([1 if half else 1 + 1e-5], dtype=array.dtype)
    most = int(rounded.view(bits)[0])
    sign, infinite = (0x8000, 0x7C00) if half else (1 << 31, 0xFF << 23)
    flat = np.ascontiguousarray(array).reshape(-1).view(bits)
    for start in range(0, len(flat), _CHUNK):
        part: NDArray[Any] = flat[start : start + _CHUNK]
        # From the sign bit on are -0.0, which is one, negative numbers, and NaN of either sign.
        too_large = (part > most) & (part <= infinite)
        negative = (part > sign) & (part <= sign + infinite)
        if too_large.any() or negative.any():
            raise UnusableFile(f"{name} holds values that are no probabilities.")


def _check_size(file: Path, stream: Any) -> None:
    """A file that is longer or shorter than its header says is not the one that was written."""
    form = np.lib.format
    first = form.read_magic(stream) == (1, 0)
    read = form.read_array_header_1_0 if first else form.read_array_header_2_0
    shape, _, dtype = read(stream, max_header_size=_HEADER)
    size = stream.tell() + math.prod(shape) * dtype.itemsize
    told = os.fstat(stream.fileno()).st_size
    if told != size and not (told == size + LENGTH and has_checksum(stream, told)):
        raise UnusableFile(f"{file.name} is not whole.")


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(
        want is None or have == want for have, want in zip(shape, wanted, strict=True)
    )
