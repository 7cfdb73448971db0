"""``predict --on``: predictions on a Ray cluster, followed on the terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from labelmt.cli.console import print_json, say, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectPlace, open_project
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import Text, counted, text
from labelmt.formats.remote_output import is_url

if TYPE_CHECKING:
    from labelmt.cluster.pieces import Piece
    from labelmt.cluster.predict_on_ray import Standing
    from labelmt.cluster.shipped_model import ShippedModel
    from labelmt.domain.exported_model import ModelLabel

TOLD_S = 10.0


def predict_on_cluster(
    place: ProjectPlace,
    given: Sequence[str],
    out: str,
    on: str,
    cpus: int | None,
    *,
    json: bool,
) -> None:
    """Predict images into a folder of Parquet files; ends with what came of them.

    Raises:
        LabelMTError: as ``predict_on_ray`` does, or there is no such model, project or image.
    """
    if not out:
        raise typer.BadParameter("Say in which folder to write.", param_hint="--out")
    from labelmt.api.load_model import is_model
    from labelmt.cluster.pieces import pieces
    from labelmt.cluster.predict_on_ray import PIECE, predict_on_ray
    from labelmt.cluster.ray_connection import check_installed
    from labelmt.cluster.work_folder import WorkFolder

    check_installed()  # before anything is looked at
    named = [one if is_url(one) else os.path.abspath(one) for one in given]  # noqa: PTH100
    found = pieces(named, PIECE)
    if not place.is_url and is_model(Path(place.given)):
        if not named:
            raise InvalidInput(
                "Name the images or folders to predict.", kept="Nothing was written."
            )
        shipped, labels = _of_model(Path(place.given))
    else:
        shipped, labels, every = _of_project(place)
        if not named:
            named, found = [str(place.folder)], every
    began = time.monotonic()
    last: Standing | None = None
    told_at = began
    for last in predict_on_ray(on, shipped, labels, named, found, out, cpus=cpus, resumed=_resumed):
        if time.monotonic() - told_at >= TOLD_S:
            told_at = time.monotonic()
            say(_progress(last))
    if last is None:
        raise InvalidInput("There are no images.", kept="Nothing was written.")
    shown = WorkFolder(out).shown
    tell(
        counted(
            "{count:,} image predicted, written to {out}",
            "{count:,} images predicted, written to {out}",
            last.images,
            out=shown,
        )
    )
    if last.unreadable:
        tell(
            counted(
                "{count:,} image could not be read; see {place}",
                "{count:,} images could not be read; see {place}",
                last.unreadable,
                place=f"{shown}/unreadable",
            )
        )
    if json:
        print_json(
            {
                "out": shown,
                "images": last.images,
                "unreadable": last.unreadable,
                "pieces": last.pieces,
                "there_before": last.there,
                "seconds": time.monotonic() - began,
                "seconds_predicting": last.seconds,
            }
        )
    if not last.images:
        raise typer.Exit(ERROR)


def _of_model(model: Path) -> tuple[ShippedModel, tuple[ModelLabel, ...]]:
    from labelmt.api.load_model import load_model
    from labelmt.cluster.shipped_model import ship_model

    return ship_model(model), load_model(model).labels


def _of_project(
    place: ProjectPlace,
) -> tuple[ShippedModel, tuple[ModelLabel, ...], Iterator[Piece]]:
    """The run that serves, its labels, and all images of the project."""
    from labelmt.cluster.pieces import pieces_of_names
    from labelmt.cluster.predict_on_ray import PIECE
    from labelmt.cluster.shipped_model import labels_of, ship_run
    from labelmt.project.training.export_model import served_model

    with open_project(place) as opened:
        source, tasks = served_model(opened)
        table = opened.images()
        names = (str(table.path(row)) for row in range(len(table)))
        return ship_run(source, tasks), labels_of(tasks), pieces_of_names("", names, PIECE)


def _resumed(pieces: int) -> None:
    say(
        counted(
            "This was begun before, and goes on: {count:,} piece in all.",
            "This was begun before, and goes on: {count:,} pieces in all.",
            pieces,
        )
    )


def _progress(standing: Standing) -> Text:
    made = standing.images - standing.there
    return text(
        "{done:,} of {pieces:,} pieces, {images:,} images, {pace:.0f} images/s",
        done=standing.done,
        pieces=standing.pieces,
        images=standing.images,
        pace=made / standing.seconds if standing.seconds else 0,
    )
