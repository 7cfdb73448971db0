"""``export``: labels taken out, in a format that somebody else reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, leave_standard_output_if, print_json, say, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import counted, text, translated
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import writable

if TYPE_CHECKING:
    from labelmt.project.exchange.export_preview import ExportPreview

_NAMES = ", ".join(one.name for one in writable(AnnotationFormat))


def export(
    project: ProjectArgument,
    out: Annotated[Path, typer.Argument(help="File or folder to write.")],
    format: Annotated[
        str, typer.Option("--format", help=f"{_NAMES}; told by the file's ending where not given.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be written, and what cannot be.")
    ] = False,
    task: Annotated[
        list[str] | None, typer.Option(help="A task; may be given several times. All otherwise.")
    ] = None,
    search: Annotated[
        str, typer.Option(help="Images that this search finds, as in the window's search line.")
    ] = "",
    states: Annotated[str, typer.Option(help="present: leave out what is absent; or all.")] = "all",
    suggestions: Annotated[
        float | None,
        typer.Option(help="Write suggestions, too, from this probability on, as such."),
    ] = None,
    accepted: Annotated[
        bool,
        typer.Option(
            "--accepted",
            help="Write accepted suggestions that nobody looked at as annotations where a format "
            "cannot tell them apart.",
        ),
    ] = False,
    annotator: Annotated[
        str,
        typer.Option(
            help="What this person said, also where something else counts; a file that is imported "
            "again keeps the name."
        ),
    ] = "",
    split: Annotated[
        bool, typer.Option("--split", help="Tell training, validation and test part.")
    ] = False,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the images into the folder.")] = False,
    link: Annotated[bool, typer.Option("--link", help="Link to the images from it.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Write labels to a file or folder. What the format cannot carry is told first."""
    from labelmt.formats.base import Pictures
    from labelmt.project.exchange.export_choices import ExportChoices
    from labelmt.project.exchange.export_labels import export_planned, plan_export
    from labelmt.project.search.search_project import search_project

    leave_standard_output_if(out)
    with errors_told():
        if states not in ("present", "all"):
            raise _refused("--states is “present” or “all”.", states)
        if copy and link:
            raise _refused("Choose one of --copy and --link.", "")
        if suggestions is not None and not 0 <= suggestions <= 1:
            raise _refused("A probability lies between 0 and 1.", str(suggestions))
        with open_project(project) as opened:
            choices = ExportChoices(
                format=format,
                tasks=tuple(task or ()),
                rows=search_project(opened, search) if search else None,
                present_only=states == "present",
                suggestions=suggestions,
                accepted=accepted,
                split=split,
                pictures=Pictures.COPY if copy else Pictures.LINK if link else None,
                overwrite=overwrite,
                annotator=annotator,
            )
            plan = plan_export(opened, out, choices)
            preview = plan.preview
            tell(text("Format: {title}", title=translated(preview.title)))
            for one in preview.cannot_carry:
                (tell if dry_run else say)(one)
            if preview.unseen_left:
                say(text("--accepted writes what was accepted and never looked at as well."))
            written = [] if dry_run else export_planned(plan)
    _tell_done(preview, None if dry_run else len(written), plan.output.others)
    if json:
        print_json(
            {
                "format": preview.format,
                "tasks": list(preview.tasks),
                "images": preview.images,
                "annotations": preview.annotations,
                "suggestions": preview.suggestions,
                "cannot_carry": [translated(one) for one in preview.cannot_carry],
                "files": len(written),
            }
        )


def _tell_done(preview: ExportPreview, files: int | None, others: int) -> None:
    """How much was written, or would be; ``files``: None in a dry run."""
    of = translated(counted("{count:,} image", "{count:,} images", preview.images))
    if files is None:
        tell(
            counted(
                "{count:,} annotation, {of} would be written",
                "{count:,} annotations, {of} would be written",
                preview.annotations,
                of=of,
            )
        )
    else:
        tell(
            counted(
                "{count:,} annotation, {of}, {files} written",
                "{count:,} annotations, {of}, {files} written",
                preview.annotations,
                of=of,
                files=translated(counted("{count:,} file", "{count:,} files", files)),
            )
        )
    if preview.suggestions:
        tell(counted("{count:,} suggestion", "{count:,} suggestions", preview.suggestions))
    if others:
        say(
            counted(
                "{count:,} other file in this folder was left as it is; whoever reads the folder "
                "finds it, too.",
                "{count:,} other files in this folder were left as they are; whoever reads the "
                "folder finds them, too.",
                others,
            )
        )


def _refused(what: str, subject: str) -> InvalidInput:
    return InvalidInput(what, subject=subject, kept="Nothing was written.")
