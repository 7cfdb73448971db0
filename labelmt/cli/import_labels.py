"""``import``: labels that somebody has already, from a file or folder; or what would come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, show_error, tell
from labelmt.cli.exit_status import exit_status
from labelmt.cli.import_text import preview_json, tell_done, tell_effect, tell_preview, ways_out
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import text
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import readable
from labelmt.formats.text_encoding import ENCODINGS

T = TypeVar("T")

_NAMES = ", ".join(one.name for one in readable(AnnotationFormat))


def import_(
    project: ProjectArgument,
    file: Annotated[
        Path, typer.Argument(help="File or folder of labels; labelmt formats lists what is read.")
    ],
    format: Annotated[
        str, typer.Option("--format", help=f"{_NAMES}; told by the file where not given.")
    ] = "",
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Tell what would be imported, after a look at the folders; change no label.",
        ),
    ] = False,
    task: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=multilabel or COLUMN=multiclass; guessed where not given."),
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="OLD=NEW: what a column, or a label (COLUMN|LABEL where several columns have it), "
            "is called in the project; OLD= leaves it out.",
        ),
    ] = None,
    path_column: Annotated[str, typer.Option(help="The column that names the image.")] = "",
    columns: Annotated[str, typer.Option(help="A,B: the columns to read, no others.")] = "",
    sep: Annotated[
        str, typer.Option(help="What stands between columns, or between the labels of a cell.")
    ] = "",
    encoding: Annotated[
        str, typer.Option(help=f"Of a text that is not UTF-8: {', '.join(ENCODINGS[1:])}.")
    ] = "",
    unlisted: Annotated[
        str | None,
        typer.Option(
            help="What labels that are not listed are: absent or unknown; as the format has it."
        ),
    ] = None,
    skip_missing: Annotated[
        bool, typer.Option("--skip-missing", help="Leave out what is of no image of the project.")
    ] = False,
    on_conflict: Annotated[
        str,
        typer.Option(help="Where annotations contradict the file: theirs, mine (stay) or fail."),
    ] = "theirs",
    take_as: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="annotations or suggestions; probabilities are suggestions where not given.",
        ),
    ] = None,
    annotator: Annotated[
        str,
        typer.Option(help="Whose labels these are, where the file does not say; you otherwise."),
    ] = "",
    json: AsJson = False,
) -> None:
    """Import labels as one step that can be undone. With any problem nothing is imported."""
    from labelmt.cli.look_at_folders import look_first, read_labelled
    from labelmt.domain.annotations import State
    from labelmt.project.commands.commands import OnConflict
    from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
    from labelmt.project.exchange.import_preview import plan_import
    from labelmt.project.exchange.import_table import import_planned

    with errors_told():
        states = {"absent": State.ABSENT, "unknown": State.UNKNOWN}
        choices = ImportChoices(
            format=format,
            kinds=read_kinds(task or []),
            renamed=_renamed(map or []),
            path_column=path_column,
            columns=tuple(one.strip() for one in columns.split(",") if one.strip()),
            separator=sep,
            encoding=encoding,
            unlisted=None if unlisted is None else _one_of("--unlisted", unlisted, states),
            skip_missing=skip_missing,
            on_conflict=_one_of(
                "--on-conflict", on_conflict, {one.value: one for one in OnConflict}
            ),
            annotator=annotator,
            take_as=None
            if take_as is None
            else _one_of("--as", take_as, {one.value: one for one in TakeAs}),
        )
        with open_project(project) as opened:
            look_first(opened)  # a path in the file means the picture that lies there now
            plan = plan_import(opened, file, choices)
            preview = plan.preview
            tell_preview(preview)
            for note in (*preview.notes, *ways_out(preview), *preview.cannot_carry):
                (tell if dry_run else say)(note)
            if not dry_run:
                report = import_planned(opened, plan)
                read_labelled(opened)
    if dry_run:
        if plan.refused is None:
            tell_effect(preview, choices.on_conflict)
        if json:
            print_json(preview_json(preview))
        if plan.refused is not None:
            show_error(plan.refused)
            raise typer.Exit(exit_status(plan.refused))
        tell(text("No label was changed; the list of images is up to date with the folders."))
        return
    tell_done(report, choices.on_conflict)
    if json:
        print_json(
            {
                "format": plan.preview.format,
                "images": report.images,
                "annotations": report.annotations,
                "overwritten": report.overwritten,
                "opinions": report.opinions,
                "suggestions": report.suggestions,
                "sequences": report.captures,
                "skipped": report.skipped,
                "tasks_created": list(report.tasks_created),
            }
        )


def read_kinds(options: list[str]) -> dict[str, TaskKind]:
    """``NAME=kind`` options as a mapping. Raises InvalidInput for any other form."""
    kinds: dict[str, TaskKind] = {}
    for option in options:
        name, separator, kind = option.rpartition("=")
        if not separator or not name or kind not in set(TaskKind):
            raise InvalidInput(
                "--task takes NAME=multilabel or NAME=multiclass.",
                subject=option,
                kept="Nothing was imported.",
            )
        kinds[name] = TaskKind(kind)
    return kinds


def _renamed(options: list[str]) -> dict[str, str]:
    renamed = {}
    for option in options:
        old, separator, new = option.partition("=")
        if not separator or not old.strip():
            raise InvalidInput("--map takes OLD=NEW.", subject=option, kept="Nothing was imported.")
        renamed[old.strip()] = new.strip()
    return renamed


def _one_of(option: str, given: str, choices: dict[str, T]) -> T:
    if given not in choices:
        raise InvalidInput(
            text("{option} is one of {names}.", option=option, names=", ".join(choices)),
            subject=given,
            kept="Nothing was imported.",
        )
    return choices[given]
