"""Where ``predict`` writes: a table, a table at an address, or keywords beside the images."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import typer

from labelmt.cli.console import say
from labelmt.domain.errors import InvalidInput, LabelMTError
from labelmt.domain.text import counted, text, translated
from labelmt.formats.base import PredictionFormat, PredictionRow
from labelmt.formats.output import Output
from labelmt.formats.registry import writable, writer_for
from labelmt.formats.remote_output import check_url, is_url, local_path, shown_url, write_url

FORMATS = {one.name.removesuffix("-predictions"): one for one in writable(PredictionFormat)}
XMP = "xmp"


class PredictionOutput(ABC):
    """Takes all rows, again and again where images come.

    Attributes:
        beside: whether rows have to name images by paths that lead to them.
        failed: whether something could not be written.
        parents: label to those it implies, by name; known once a model is.
    """

    beside = False
    failed = False
    parents: Mapping[str, tuple[str, ...]] = {}

    @abstractmethod
    def write(self, rows: Sequence[PredictionRow]) -> None:
        """Replace what was written before. Raises LabelMTError."""

    @abstractmethod
    def tell(self, count: int) -> None:
        """Say that predictions of so many images were written."""

    @property
    @abstractmethod
    def as_json(self) -> dict[str, object]:
        """Where they are, for ``--json``."""


def prediction_output(
    out: str, format: str, protected: Callable[[Path], str], *, overwrite: bool
) -> PredictionOutput:
    """Where to write, looked at before anything is computed.

    Args:
        out: a file or an address. format: a name of FORMATS, XMP, or empty: by the ending.
        protected: of a resolved path, why it may not be replaced; empty where it may.

    Raises:
        typer.BadParameter: nothing says where. Exists, InvalidInput, EnvironmentFault: it cannot
            be written there; what is there stays as it is.
    """
    if format == XMP:
        if out:
            raise InvalidInput(
                "XMP sidecars lie beside their images.",
                subject=_shown(out),
                kept="Nothing was written.",
                next_step="Leave --out out.",
            )
        return _Sidecars()
    if not out:
        raise typer.BadParameter("Say where to write, or --format xmp.", param_hint="--out")
    file = local_path(out) if is_url(out) else Path(out)
    if file is None:
        check_url(out)
        return _Remote(out, _writer(Path(out.partition("?")[0]), format))
    writer = _writer(file, format)
    known = file.suffix.lower() in writer.suffixes
    Output(file, overwrite=overwrite or known, protected=protected).check_file()
    return _Table(file, writer)


def _shown(out: str) -> str:
    return shown_url(out) if is_url(out) else out


def _writer(out: Path, format: str) -> PredictionFormat:
    """The format of a name, else of the file's ending. Raises InvalidInput."""
    if not format:
        return writer_for(out, PredictionFormat)
    if format not in FORMATS:
        raise InvalidInput(
            "There is no such format of predictions.",
            subject=format,
            kept="Nothing was written.",
            next_step=text("Choose one of {names}.", names=", ".join([*FORMATS, XMP])),
        )
    return FORMATS[format]


class _Table(PredictionOutput):
    def __init__(self, file: Path, writer: PredictionFormat) -> None:
        self._file, self._writer = file, writer

    def write(self, rows: Sequence[PredictionRow]) -> None:
        self._writer.write(self._file, rows)

    def tell(self, count: int) -> None:
        _tell_table(count, str(self._file))

    @property
    def as_json(self) -> dict[str, object]:
        return {"out": str(self._file)}


class _Remote(PredictionOutput):
    def __init__(self, url: str, writer: PredictionFormat) -> None:
        self._url, self._writer = url, writer

    def write(self, rows: Sequence[PredictionRow]) -> None:
        write_url(self._url, lambda file: self._writer.write(file, rows))

    def tell(self, count: int) -> None:
        _tell_table(count, shown_url(self._url))

    @property
    def as_json(self) -> dict[str, object]:
        return {"out": shown_url(self._url)}


def _tell_table(count: int, place: str) -> None:
    say(
        counted(
            "{count:,} image predicted, written to {out}",
            "{count:,} images predicted, written to {out}",
            count,
            out=place,
        )
    )


class _Sidecars(PredictionOutput):
    beside = True

    def __init__(self) -> None:
        self._written: set[Path] = set()
        self._failed: dict[Path, LabelMTError] = {}

    def write(self, rows: Sequence[PredictionRow]) -> None:
        from labelmt.formats.xmp_predictions import write_sidecars

        made = write_sidecars(rows, self.parents)
        self._written.update(made.written)
        for place, error in made.failed.items():
            if place not in self._failed:
                why = translated(error.said("what"))
                say(text("not written: {path}: {problem}", path=place, problem=why))
        self._failed = made.failed
        self.failed = bool(made.failed)

    def tell(self, count: int) -> None:
        say(
            counted(
                "{count:,} image predicted; XMP sidecars written: {sidecars:,}",
                "{count:,} images predicted; XMP sidecars written: {sidecars:,}",
                count,
                sidecars=len(self._written),
            )
        )

    @property
    def as_json(self) -> dict[str, object]:
        return {"sidecars": len(self._written), "not_written": sorted(map(str, self._failed))}
