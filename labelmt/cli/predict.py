"""``predict``: probabilities of images, by a project's run or by a model without a project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say
from labelmt.cli.exit_status import ERROR
from labelmt.cli.prediction_output import FORMATS, prediction_output
from labelmt.cli.project_argument import ProjectPlace, folder, open_project
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.schema import Schema
from labelmt.domain.text import Text, counted, text
from labelmt.formats.base import PredictionFormat
from labelmt.formats.registry import summaries, writable


def predict(
    place: Annotated[
        ProjectPlace,
        typer.Argument(
            parser=folder,
            metavar="MODEL_OR_PROJECT",
            help="A project; or a model as export-model writes it, which needs none.",
        ),
    ],
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[IMAGES]...",
            help="Images or folders; none: the whole project. With --on also addresses, lists "
            "(.txt), tables (.parquet) and archives (.tar).",
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE_OR_URL",
            help=f"{summaries(writable(PredictionFormat))} An address, such as s3://bucket/a.csv, "
            "is written to as well. Not with --format xmp.",
        ),
    ] = "",
    known_answers: Annotated[
        bool,
        typer.Option(
            help="Let what is known of an image of the project move the probabilities of its "
            "other labels, as in the window."
        ),
    ] = False,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"{', '.join(FORMATS)}; otherwise by the ending. xmp: keywords in sidecars "
            "beside the images; what is predicted is added.",
        ),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option("--watch", help="With a model: go on with images that come into the folders."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that is no such table by its name.")
    ] = False,
    on: Annotated[
        str,
        typer.Option(
            metavar="local|auto|HOST:PORT|ray://HOST:PORT",
            help="Predict on a Ray cluster. --out is then a folder, here or at an address, that "
            "fills with Parquet files; started again, it goes on.",
        ),
    ] = "",
    cpus: Annotated[
        int | None, typer.Option(min=1, help="With --on: processors each model takes.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Predict with a model, or with the run that serves a project.

    From the pixels alone unless told otherwise.
    """
    if on:
        from labelmt.cli.predict_on_cluster import predict_on_cluster

        with errors_told():
            _refuse(watch, "--watch does not go with --on.")
            _refuse(known_answers, "--known-answers does not go with --on.")
            _refuse(overwrite, "--overwrite does not go with --on: choose another folder.")
            _refuse(format not in ("", "parquet"), "With --on, Parquet files are written.")
            predict_on_cluster(place, given or [], out, on, cpus, json=json)
        return
    from labelmt.api.load_model import is_model

    images = [Path(one) for one in given or []]
    if not place.is_url:
        with errors_told():
            _refuse_missing_model(Path(place.given))
    if not place.is_url and is_model(Path(place.given)):
        from labelmt.cli.predict_with_model import predict_with_model

        with errors_told():
            _refuse(known_answers, "--known-answers needs a project: a model knows of none.")
            mine = Path(place.given)
            output = prediction_output(
                out, format, _is_one_of([mine, *images]), overwrite=overwrite
            )
            predict_with_model(mine, images, output, watch=watch, json=json)
        return
    from labelmt.cli.follow_job import run_job
    from labelmt.cli.look_at_folders import plain, tell_incomplete
    from labelmt.cli.predict_images import images_of
    from labelmt.project.images.protected_files import ProtectedFiles
    from labelmt.project.predictions.prediction_rows import prediction_rows
    from labelmt.project.training.predict_files import predict_files
    from labelmt.project.training.prepare_prediction import window_uses_known_labels

    with errors_told():
        _refuse(watch, "--watch needs a model: labelmt export-model makes one of the project.")
    with errors_told(), open_project(place) as opened:
        of_project = ProtectedFiles(opened.folder, opened.images()).reason
        others = _is_one_of(images)
        output = prediction_output(
            out, format, lambda file: of_project(file) or others(file), overwrite=overwrite
        )
        chosen = images_of(opened, images)
        failed: list[tuple[Path, str]] = []
        incomplete: Sequence[tuple[Path, str]] = ()
        moving, in_window = 0, False
        if chosen.paths:
            in_window = window_uses_known_labels(opened)
            made = predict_files(opened, chosen.paths, run_job, known_labels=known_answers)
            moving = made.moving
            failed, schema = made.failed, opened.schema()
            incomplete = made.incomplete
            names = list(map(str, chosen.paths)) if output.beside else chosen.names
            told = prediction_rows(schema, names, made.probabilities, made.thresholds)
            rows = sorted(told, key=lambda one: one.path)
        count = len(chosen.paths) - len(failed)
        if count:
            output.parents = _parents(schema)
            output.write(rows)
    for path, problem in failed:
        say(text("not predicted: {path}: {problem}", path=path, problem=problem))
    tell_incomplete(incomplete)
    if count:
        output.tell(count)
        if known_answers or in_window:
            say(known_labels_told(moving, used=known_answers))
    else:
        say(text("No image could be predicted; nothing was written."))
    if json:
        skipped = plain(chosen.skipped)
        answer = {"images": count, "unreadable": len(failed), "skipped": skipped}
        answer |= {"incomplete": len(incomplete)}
        known = {"used": known_answers, "images": moving, "in_window": in_window}
        print_json({**output.as_json, **answer, "known_answers": known})
    if not count or output.failed:
        raise typer.Exit(ERROR)


def _parents(schema: Schema) -> dict[str, tuple[str, ...]]:
    """Label to the labels that it implies, by name."""
    names = {label.id: label.name for label in schema.labels}
    return {
        label.name: tuple(names[one] for one in label.parents if one in names)
        for label in schema.labels
    }


def known_labels_told(images: int, *, used: bool) -> Text:
    """Whether known labels count in what ``predict`` wrote, beside what the window shows.

    Args:
        images: whose known labels moved the probabilities of their others.
    """
    if not used:
        return text(
            "From the pixels alone. In the window, what is known of an image may move the "
            "probabilities of its other labels; --known-answers does so here."
        )
    if not images:
        return text(
            "Nothing that is known moved a probability: none of these images is known in part, or "
            "the run that serves has not learnt which labels go together."
        )
    return counted(
        "What is known of {count:,} image moved the probabilities of its other labels, as in the "
        "window.",
        "What is known of {count:,} images moved the probabilities of their other labels, as in "
        "the window.",
        images,
    )


def _is_one_of(given: Sequence[Path]) -> Callable[[Path], str]:
    """Of a resolved path, why it may not be replaced where it was given to read, or lies there."""

    from labelmt.imaging.image_signatures import is_image_file

    def reason(file: Path) -> str:
        for one in given:
            place = one.resolve()
            inside = place.is_dir() and file.is_relative_to(place) and is_image_file(file)
            if file == place or (inside and file.exists()):
                return "This file is one of those to read."
        return ""

    return reason


def _refuse_missing_model(place: Path) -> None:
    """A name that can only be a model's is told as such, not as a project's."""
    if place.suffix.lower() in (".onnx", ".pt2", ".safetensors") and not place.exists():
        raise NotFound(
            "There is no such file.",
            subject=str(place),
            kept="Nothing was written.",
            next_step="“labelmt export-model” writes a project's model to a file.",
        )


def _refuse(asked: bool, why: str) -> None:
    if asked:
        raise InvalidInput(why, kept="Nothing was written.")
