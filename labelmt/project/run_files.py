"""Whether a run's files are as they were written: its model, its curves, what its job was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from labelmt.domain.atomic_write import replacing
from labelmt.domain.derived_files import (
    MissingFile,
    UnusableFile,
    as_object,
    as_record,
    check_array,
    read_array,
    read_json,
    read_text,
)
from labelmt.domain.file_hash import hash_of
from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.run_records import ENDED, RunRecord
from labelmt.domain.run_seal import check_seal
from labelmt.domain.text import Text, counted, text

CONFIG, METRICS = "config.json", "metrics.jsonl"
Problem = tuple[Path, Text]
"""A file, and what is wrong with it."""

_JOB: dict[str, tuple[DTypeLike, int]] = {
    "annotations.npy": (np.int8, 2),
    "judging.npy": (np.int8, 2),
    "validation.npy": (np.bool_, 1),
    "test.npy": (np.bool_, 1),
    "left_out.npy": (np.bool_, 1),
    "random.npy": (np.bool_, 2),
}
"""Arrays that a job was given, a row for each image: kind and dimensions."""


def model_problems(folder: Path) -> Iterator[Problem]:
    """Files of a run's model that are not as the run wrote them, by the hashes it kept of them."""
    config = folder / CONFIG
    try:
        plain = read_json(config)
        check_seal(plain)
        files = plain.get("files", {})
        known = {str(name): [str(one) for one in hashes] for name, hashes in files.items()}
    except MissingFile:
        return
    except (UnusableFile, AttributeError, TypeError) as error:
        yield config, text("{problem} The run cannot predict.", problem=_sentence(error))
        return
    for name, hashes in known.items():
        file = folder / name
        if Path(name).name != name:
            yield config, text("It names files of other folders. The run cannot predict.")
            return
        try:
            same = hash_of(file) in hashes
        except FileNotFoundError:
            yield file, text("It is gone. The run cannot predict.")
        except OSError as error:
            yield file, text("It cannot be read: {why}. The run cannot predict.", why=str(error))
        else:
            if not same:
                yield file, text("It is not as the run wrote it. The run cannot predict.")


def model_problem(folder: Path, run: RunRecord) -> Problem | None:
    """What keeps a run that has ended from predicting; None where nothing does.

    All of its weights are read: a tenth of a second for 100 MB.

    Args:
        folder: the run's own.
    """
    if run.state not in ENDED:
        return None
    found = next(model_problems(folder), None)
    if found is None and run.serves and not (folder / CONFIG).exists():
        return folder / CONFIG, text("It is gone. The run cannot predict.")
    return found


def job_problems(folder: Path) -> Iterator[Problem]:
    """Files that say what a run learnt from, which are damaged; older runs lack some."""
    length: int | None = None
    for name, (kind, dimensions) in _JOB.items():
        with suppress(MissingFile):
            try:
                shape = (length, *(None,) * (dimensions - 1))
                length = len(read_array(folder / name, kind, shape, mapped=True))
                check_array(folder / name)
            except MissingFile:
                raise
            except UnusableFile as error:
                yield folder / name, text("{problem}", problem=_sentence(error))
    for name in ("manifest.json", "images.json"):
        try:
            read_json(folder / name)
        except MissingFile:
            continue
        except UnusableFile as error:
            yield folder / name, text("{problem}", problem=_sentence(error))


def metrics_problems(folder: Path) -> Iterator[Problem]:
    """Whether lines of a run's curves are damaged; the last of one that was cut off is not."""
    file = folder / METRICS
    try:
        _, damaged = _lines(file)
    except MissingFile:
        return
    except UnusableFile as error:
        yield file, text("{problem}", problem=_sentence(error))
        return
    if damaged:
        yield (
            file,
            counted(
                "{count:,} line of its curves cannot be read.",
                "{count:,} lines of its curves cannot be read.",
                damaged,
            ),
        )


def keep_whole_lines(file: Path) -> bool:
    """Leave what can be read of a run's curves; whether that was possible."""
    try:
        whole, _ = _lines(file)
        with replacing(file) as stream:
            stream.write("".join(f"{one}\n" for one in whole).encode())
    except (UnusableFile, OSError):
        return False
    return True


def _lines(file: Path) -> tuple[list[str], int]:
    """The lines that are whole, and how many others there are. Raises UnusableFile."""
    content = read_text(file)
    whole, damaged = [], 0
    for line in content.splitlines():
        try:
            as_record(as_object(line, METRICS), EpochRecord, METRICS)
        except UnusableFile:
            damaged += 1
        else:
            whole.append(line)
    if damaged and not content.endswith("\n") and content.splitlines()[-1] not in whole:
        damaged -= 1
    return whole, damaged


def _sentence(error: Exception) -> str:
    told = str(error)
    return told if told.endswith(".") else f"{told}."
