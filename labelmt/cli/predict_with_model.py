"""Predictions of images and folders by an exported model, without a project, also as they come."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from labelmt.cli.console import print_json, say
from labelmt.cli.exit_status import ERROR
from labelmt.cli.prediction_output import PredictionOutput
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.text import counted, text
from labelmt.formats.base import PredictionRow

if TYPE_CHECKING:
    from labelmt.api.model import Model

PART = 256
"""Images after which progress is told."""


def predict_with_model(
    place: Path,
    images: Sequence[Path],
    output: PredictionOutput,
    *,
    watch: bool,
    json: bool,
) -> None:
    """Write what a model says of these images, or of those in these folders; ``watch``: go on.

    Raises:
        NotFound: there is no such model or image. InvalidInput: it is no model; no image is given.
    """
    from labelmt.api.load_model import load_model

    if not images:
        raise InvalidInput("Name the images or folders to predict.", kept="Nothing was written.")
    folders = [one for one in images if one.is_dir()]
    if watch and not folders:
        raise InvalidInput("--watch needs a folder of images.", kept="Nothing was written.")
    files = _files(images)
    model = load_model(place)
    output.parents = {label.name: label.implies for label in model.labels}
    told = _Told(model, output)
    if files:
        told.add(files)
    if told.rows:
        told.write()
    if watch:
        _follow(folders, told)
    if told.count:
        output.tell(told.count)
    else:
        say(text("No image could be predicted; nothing was written."))
    if json:
        print_json({**output.as_json, "images": told.count, "unreadable": len(told.failed)})
    if not told.count or output.failed:
        raise typer.Exit(ERROR)


class _Told:
    """What is known so far: rows by image, and what could not be read."""

    def __init__(self, model: Model, output: PredictionOutput) -> None:
        self._model, self._output = model, output
        self.rows: dict[str, list[PredictionRow]] = {}
        self.failed: set[str] = set()

    @property
    def count(self) -> int:
        return len(self.rows)

    def knows(self, file: Path) -> bool:
        """Whether this image was looked at."""
        return str(file) in self.rows or str(file) in self.failed

    def add(self, files: Sequence[Path]) -> None:
        """Predict these images, also those that were predicted before: they may have changed."""
        for start in range(0, len(files), PART):
            part = files[start : start + PART]
            for file in part:
                self.rows.pop(str(file), None)
            for row in self._model.predict(part):
                one = PredictionRow(
                    row["image"], row["task"], row["label"], row["probability"], row["predicted"]
                )
                self.rows.setdefault(one.path, []).append(one)
            for file in part:
                if str(file) in self.rows:
                    self.failed.discard(str(file))
                elif str(file) not in self.failed:
                    self.failed.add(str(file))
                    say(text("not predicted: {path}: it cannot be read", path=file))
            if len(files) > PART:
                say(
                    text(
                        "{done:,} of {total:,} images",
                        done=min(start + PART, len(files)),
                        total=len(files),
                    )
                )

    def forget(self, files: Sequence[Path]) -> bool:
        """These are gone; whether anything was known of them."""
        before = len(self.rows)
        for file in files:
            self.rows.pop(str(file), None)
        return len(self.rows) < before

    def write(self) -> None:
        """Replace what is told of all of them, images by name."""
        self._output.write([row for path in sorted(self.rows) for row in self.rows[path]])


def _files(images: Sequence[Path]) -> list[Path]:
    """Images and those in folders, each once. Raises NotFound."""
    from labelmt.imaging.scan import scan

    found: dict[Path, None] = {}
    for one in images:
        if one.is_dir():
            for batch in scan(one, lambda: False):
                found.update(dict.fromkeys(one / image.path for image in batch.found))
        elif one.is_file():
            found[one] = None
        else:
            raise NotFound("There is no such image or folder.", subject=str(one))
    return list(found)


def _follow(folders: Sequence[Path], told: _Told) -> None:
    """Predict what comes, until Ctrl-C; the table is replaced after each batch."""
    from labelmt.imaging.folder_watch import watch

    roots = {folder.resolve(): folder for folder in folders}
    stop = threading.Event()

    def begun() -> None:
        came = [file for file in _files(folders) if not told.knows(file)]  # since they were listed
        if came:
            told.add(came)
            told.write()
        say(text("Waiting for images; Ctrl-C ends it."))

    with _set_on_interrupt(stop):
        for settled in watch(list(roots), stop, begun):
            changed = [_as_given(path, roots) for path in settled]
            there = _files([path for path in changed if path.is_dir() or _is_image(path)])
            gone = [path for path in changed if not path.exists()]
            lost = told.forget(gone)
            if there:
                told.add(there)
            if there or lost:
                told.write()
                say(counted("{count:,} image in the table", "{count:,} images in the table",
                            told.count))  # fmt: skip


def _is_image(path: Path) -> bool:
    from labelmt.imaging.image_signatures import is_image_file

    return path.is_file() and is_image_file(path)


def _as_given(path: Path, roots: dict[Path, Path]) -> Path:
    for root, given in roots.items():
        if path.is_relative_to(root):
            return given / path.relative_to(root)
    return path


@contextmanager
def _set_on_interrupt(stop: threading.Event) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
