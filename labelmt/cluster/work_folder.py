"""Work folder of a large job, here or at an address: what there is to do, and what of it is done.

``job.json`` says what is computed of what; ``plan/`` holds a file for each piece; a result
``part-NNNNNNN.parquet`` appears as a whole when its piece is done, and what could not be read is in
``unreadable/NNNNNNN.jsonl``. Who finds a result does not make it again: that is all that a job
which was cut off goes on by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from labelmt.cluster.pieces import Piece
from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import EnvironmentFault, InvalidInput, NoPermission
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.formats.output import NotEmpty, told_in_words
from labelmt.formats.remote_output import check_url, is_url, local_path, shown_url

JOB = "job.json"
VERSION = 1
_AT_ONCE = 16
"""Files of the plan that are written at once; those at an address wait for the network."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is computed of what.

    Attributes:
        model: hash of the files that compute. given: images as a person named them.
        size: images a piece, about. pieces: how many there are; None while they are listed.
        columns: names of the result's columns.
    """

    version: int
    made_with: str
    what: str
    model: str
    given: tuple[str, ...]
    size: int
    columns: tuple[str, ...]
    pieces: int | None = None


class WorkFolder:
    """Files by name below a path or an address.

    Errors of storage are EnvironmentFault, NoPermission or NotFound, without the keys that an
    address may hold.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._local = local_path(place) if is_url(place) else Path(place).absolute()
        self._system: Any = None
        self._root = ""
        if self._local is None:
            from fsspec.core import url_to_fs

            check_url(place)
            self._system, self._root = url_to_fs(place.rstrip("/"))

    @property
    def shown(self) -> str:
        """As it may be told."""
        return shown_url(self.place) if self._local is None else str(self._local)

    @property
    def absolute(self) -> str:
        """What leads there from another machine as well, with the keys that an address holds."""
        return self.place if self._local is None else str(self._local)

    def write(self, name: str, content: bytes) -> None:
        """A whole file; who reads meanwhile finds the old one, the new one, or none."""
        if self._local is not None:
            with told_in_words(self._local):
                file = self._local / name
                file.parent.mkdir(parents=True, exist_ok=True)
                with replacing(file) as stream:
                    stream.write(content)
            return
        try:
            self._system.pipe_file(f"{self._root}/{name}", content)
        except Exception as error:  # noqa: BLE001 - every kind of storage has classes of its own
            raise self._told(error) from None

    def read(self, name: str) -> bytes | None:
        """A file's content; None where it is not there."""
        try:
            if self._local is not None:
                return (self._local / name).read_bytes()
            content: bytes = self._system.cat_file(f"{self._root}/{name}")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except Exception as error:  # noqa: BLE001 - as above
            raise self._told(error) from None
        return content

    def stream(self, name: str) -> Any | None:
        """A file to seek in; None where it is not there."""
        try:
            if self._local is not None:
                return (self._local / name).open("rb")
            return self._system.open(f"{self._root}/{name}", "rb")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except Exception as error:  # noqa: BLE001 - as above
            raise self._told(error) from None

    def is_used(self) -> bool:
        """Whether there is anything in it."""
        try:
            if self._local is not None:
                return any(self._local.iterdir())
            self._system.invalidate_cache()
            return bool(self._system.ls(self._root, detail=False))
        except FileNotFoundError:
            return False
        except Exception as error:  # noqa: BLE001 - as above
            raise self._told(error) from None

    def unseen(self) -> EnvironmentFault:
        """What to raise where the job is not there."""
        return EnvironmentFault(
            "A machine of the cluster does not see this folder.",
            subject=self.shown,
            kept="What was written stays.",
            next_step="Write to where all machines do: a shared folder, or s3://.",
        )

    def _told(self, error: Exception) -> EnvironmentFault:
        kind = NoPermission if isinstance(error, PermissionError) else EnvironmentFault
        return kind(
            "This place cannot be read or written.",
            subject=self.shown,
            kept="What was written stays.",
            next_step="Look at the address, at the keys that the environment holds, and the "
            "network; then start it again.",
            details=type(error).__name__,
        )


def plan_name(piece: int) -> str:
    """Where a piece is told."""
    return f"plan/{piece:07d}.json"


def part_name(piece: int) -> str:
    """Where a piece's result is."""
    return f"part-{piece:07d}.parquet"


def unreadable_name(piece: int) -> str:
    """Where it is told what of a piece could not be read, and why."""
    return f"unreadable/{piece:07d}.jsonl"


def begin_or_resume(folder: WorkFolder, job: Job, found: Iterable[Piece]) -> tuple[int, bool]:
    """List the pieces; or take up what was listed for the same job before.

    What has come to be among the images since then is not looked for.

    Args:
        found: the pieces, listed only where that was not done before.

    Returns:
        How many pieces there are, and whether it is a job that was begun before.

    Raises:
        NotEmpty: something else is there. InvalidInput: there are no images.
    """
    before = _read_job(folder)
    if before is not None and replace(before, pieces=None, made_with=job.made_with) != job:
        raise NotEmpty(
            "The predictions of another model or of other images are there.",
            subject=folder.shown,
            kept="Nothing was written.",
            next_step="Choose another place, or go on with the same model and images.",
        )
    if before is not None and before.pieces is not None:
        return before.pieces, True
    if before is None and folder.is_used():
        raise NotEmpty(
            "There is something in this folder already, and the two would be mixed.",
            subject=folder.shown,
            kept="Nothing was written.",
            next_step="Choose a new or empty folder.",
        )
    waiting = iter(found)
    first = next(waiting, None)
    if first is None:
        raise InvalidInput(
            "There are no images.",
            subject=", ".join(shown_url(one) for one in job.given[:3]),
            kept="Nothing was written.",
        )
    folder.write(JOB, dumps(job).encode() + b"\n")
    count = _write_plan(folder, (piece for some in ([first], waiting) for piece in some))
    folder.write(JOB, dumps(replace(job, pieces=count)).encode() + b"\n")
    return count, False


def read_piece(folder: WorkFolder, number: int) -> Piece:
    """A piece of the plan. Raises InvalidInput where the plan is damaged."""
    content = folder.read(plan_name(number))
    if content is None and folder.read(JOB) is None:
        raise folder.unseen()
    try:
        if content is None:
            raise ValueError("it is not there")
        return from_plain(Piece, json.loads(content))
    except ValueError as error:
        raise InvalidInput(
            "The list of what is to be done is damaged.",
            subject=f"{folder.shown}/{plan_name(number)}",
            next_step="Choose another place and start anew.",
            details=str(error),
        ) from error


def unreadable_lines(problems: Sequence[tuple[str, str]]) -> bytes:
    """An object a line: path and problem."""
    lines = (json.dumps({"path": name, "problem": why}) for name, why in problems)
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _write_plan(folder: WorkFolder, found: Iterator[Piece]) -> int:
    count = 0

    def write(numbered: tuple[int, Piece]) -> None:
        folder.write(plan_name(numbered[0]), dumps(numbered[1]).encode())

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="plan") as pool:
        while part := list(islice(found, 8 * _AT_ONCE)):
            for _ in pool.map(write, enumerate(part, count)):
                pass
            count += len(part)
    return count


def _read_job(folder: WorkFolder) -> Job | None:
    content = folder.read(JOB)
    if content is None:
        return None
    try:
        return from_plain(Job, json.loads(content))
    except ValueError as error:
        raise NotEmpty(
            "A file of this name is there that is no job of LabelMT.",
            subject=f"{folder.shown}/{JOB}",
            kept="Nothing was written.",
            next_step="Choose another place.",
            details=str(error),
        ) from error
