"""``suggest``: images by what labels' names alone say of them, with no annotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import (
    AsJson,
    errors_told,
    leave_standard_output_if,
    print_json,
    say,
    tell,
)
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectPlace, folder, open_project
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.text import counted, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from labelmt.cli.predict_images import ChosenImages
    from labelmt.domain.protocol import messages
    from labelmt.domain.protocol.manifest import TaskSpec
    from labelmt.formats.csv_scores import ScoreRow
    from labelmt.formats.output import Output

TASK = "suggested"


def suggest(
    place: Annotated[
        ProjectPlace,
        typer.Argument(parser=folder, metavar="PLACE", help="A project, or a folder of images."),
    ],
    out: Annotated[Path, typer.Option(help="CSV: path, task, label, score.")],
    labels: Annotated[
        str | None,
        typer.Option(
            help="Names, commas between them; an English one after = where it is in another "
            "language: train,Katze=cat. None: those of the project."
        ),
    ] = None,
    task: Annotated[
        str | None, typer.Option(help="Task the labels are of; of a project, only this one.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that is there.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Score images by labels' names alone: no annotation, no network.

    A score ranks the images for one label. It is no probability: look before you believe it.

    The built-in backbone compares names with images, whatever backbone the project uses.
    """
    from labelmt.cli.look_at_folders import plain
    from labelmt.domain.skipped_files import Skipped

    leave_standard_output_if(out)
    with errors_told():
        chosen, scored = _scored(place, out, labels, task, overwrite=overwrite)
    for path, problem in scored.failed:
        say(text("not scored: {path}: {problem}", path=path, problem=problem))
    for told in scored.useless:
        say(
            text(
                "Switched off: of annotated images the name “{label}” says no more than chance.",
                label=told,
            )
        )
    count = len(chosen.paths) - len(scored.failed)
    if count:
        tell(
            counted(
                "{count:,} image scored by name alone, written to {out}",
                "{count:,} images scored by name alone, written to {out}",
                count,
                out=out,
            )
        )
        say(text("Nothing has judged these scores yet."))
    else:
        say(text("No image could be scored; nothing was written."))
    if json:
        unreadable = len(scored.failed) + chosen.skipped[Skipped.UNREADABLE]
        print_json(
            {
                "out": str(out),
                "images": count,
                "unreadable": unreadable,
                "failed": [{"path": path, "problem": why} for path, why in scored.failed],
                "skipped": plain(chosen.skipped),
                "labels": [
                    {"task": spec.name, "label": name}
                    for spec in scored.specs
                    for name in spec.label_names
                ],
                "switched_off": list(scored.useless),
            }
        )
    if not count:
        raise typer.Exit(ERROR)


class _Scored:
    """What the worker made: ``failed`` (path, problem), labels' names that are of no use."""

    def __init__(self) -> None:
        self.specs: tuple[TaskSpec, ...] = ()
        self.failed: list[tuple[str, str]] = []
        self.useless: tuple[str, ...] = ()


def _scored(
    given: ProjectPlace, out: Path, labels: str | None, task: str | None, *, overwrite: bool
) -> tuple[ChosenImages, _Scored]:
    """Score the images of a place, and write the table where there is any."""
    from labelmt.cli.predict_images import images_of
    from labelmt.domain.catalogue.backbones import BUILT_IN
    from labelmt.domain.temporary_folder import temporary_folder
    from labelmt.formats.output import Output
    from labelmt.project.images.protected_files import ProtectedFiles
    from labelmt.project.project_file import DATABASE
    from labelmt.project.training.prepare_names import (
        named_spec,
        prepare_file_names,
        prepare_project_names,
    )

    specs = None if labels is None else (named_spec(task or TASK, _called(labels)),)
    place = given.folder
    if not place.is_dir():
        raise NotFound("There is no such project or folder.", subject=str(place))
    with temporary_folder() as scratch:
        if not (place / DATABASE).is_file():
            if specs is None:
                raise InvalidInput(
                    "A folder of images has no labels to suggest.",
                    subject=str(place),
                    next_step="Give some: --labels train,cat.",
                )
            output = Output(out, overwrite=overwrite)
            output.check_file()
            chosen = _images_below(place)
            prepare_file_names(chosen.paths, scratch, specs)
            return chosen, _score_and_write(scratch, chosen, specs, output)
        with open_project(given) as project:
            if specs is None and not project.schema().labels:
                raise InvalidInput(
                    "The project has no labels to suggest.",
                    subject=str(place),
                    next_step="Give some: --labels train,cat.",
                )
            chosen = images_of(project, [])
            protected = ProtectedFiles(project.folder, project.images())
            output = Output(out, overwrite=overwrite, protected=protected.reason)
            output.check_file()
            made = prepare_project_names(project, scratch, specs)
            backbone = project.training_settings().backbone
            if task is not None and task not in [spec.name for spec in made]:
                raise NotFound("The project has no task of this name.", subject=task)
            if backbone != BUILT_IN:
                say(
                    text(
                        "Names are compared by the built-in backbone, not by the project's "
                        "“{backbone}”.",
                        backbone=backbone,
                    )
                )
            return chosen, _score_and_write(scratch, chosen, made, output, task)


def _called(labels: str) -> list[tuple[str, ...]]:
    """``train,Katze=cat`` as names, each with what else it is called."""
    given = [one.strip() for one in labels.split(",") if one.strip()]
    return [tuple(part.strip() for part in one.split("=") if part.strip()) for one in given]


def _images_below(place: Path) -> ChosenImages:
    """The images of a folder, by their paths in it."""
    from labelmt.cli.look_at_folders import tell_skipped
    from labelmt.cli.predict_images import ChosenImages
    from labelmt.domain.skipped_files import Skipped
    from labelmt.imaging.scan import scan

    made = ChosenImages()
    for batch in scan(place, lambda: False):
        made.names.extend(found.path for found in batch.found)
        made.paths.extend((place / found.path).resolve() for found in batch.found)
        found_paths = {found.path for found in batch.found}
        lost = [problem for problem in batch.problems if problem[0] not in found_paths]
        for path, reason in lost:
            say(text("not read: {path}: {reason}", path=path, reason=reason))
        made.skipped.update(batch.skipped)
        made.skipped[Skipped.UNREADABLE] += len(lost)
    tell_skipped(made.skipped)
    return made


def _score_and_write(
    folder: Path,
    chosen: ChosenImages,
    specs: Sequence[TaskSpec],
    output: Output,
    task: str | None = None,
) -> _Scored:
    from labelmt.cli.follow_job import run_job
    from labelmt.domain.name_scores import read_name_scores
    from labelmt.domain.protocol import messages
    from labelmt.formats.csv_scores import write_scores

    made = _Scored()
    made.specs = tuple(spec for spec in specs if task is None or spec.name == task)

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.ImagesFailed):
            pairs = zip(event.rows, event.problems, strict=True)
            made.failed.extend((chosen.names[row], problem) for row, problem in pairs)

    if chosen.paths:
        _, finished = run_job(messages.ScoreNames(job=1, manifest=str(folder)), note)
        scores = None if finished.cancelled else read_name_scores(folder)
        if scores is None:
            raise NotFound("The images were not scored.", subject=str(output.place))
        names = {
            label: name
            for spec in made.specs
            for label, name in zip(spec.label_ids, spec.label_names, strict=True)
        }
        made.useless = tuple(names[label] for label in scores.useless if label in names)
        if len(made.failed) < len(chosen.paths):
            columns = dict(zip(scores.label_ids, scores.values.T, strict=True))
            write_scores(output, _rows(made.specs, chosen.names, columns, scores.useless))
    return made


def _rows(
    specs: Iterable[TaskSpec],
    names: Sequence[str],
    columns: dict[int, NDArray[np.float16]],
    useless: Sequence[int],
) -> Iterable[ScoreRow]:
    """Label by label, the likeliest image first; those that could not be read are left out."""
    import numpy as np

    from labelmt.formats.csv_scores import ScoreRow

    for spec in specs:
        for label, name in zip(spec.label_ids, spec.label_names, strict=True):
            if label in useless:
                continue
            column = columns[label].astype(np.float32)
            for row in np.argsort(-column, kind="stable").tolist():
                if not np.isnan(column[row]):
                    yield ScoreRow(names[row], spec.name, name, float(column[row]))
