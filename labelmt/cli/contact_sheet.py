"""``contact-sheet``: the images of a search as small pictures on pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, leave_standard_output_if, print_json, say, tell
from labelmt.cli.paper_options import (
    Language,
    Overwrite,
    PaperSize,
    lacking_told,
    paper_of,
    qt_that_paints,
    spoken,
)
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import counted, phrase


def contact_sheet(
    project: ProjectArgument,
    out: Annotated[Path, typer.Option(help="PDF to write.")],
    search: Annotated[
        str, typer.Option(help="Images that this search finds, as in the window's search line.")
    ] = "",
    columns: Annotated[int, typer.Option(help="Pictures beside each other.")] = 5,
    captions: Annotated[
        str, typer.Option(help="What stands below each: name, labels, both or nothing.")
    ] = "name,labels",
    title: Annotated[str, typer.Option(help="Its heading; else project and search.")] = "",
    paper: PaperSize = "a4",
    language: Language = "",
    overwrite: Overwrite = False,
    json: AsJson = False,
) -> None:
    """Write a contact sheet: thumbnails in rows, with names and labels, as PDF."""
    from labelmt.cli.picture_progress import picture_progress
    from labelmt.project.report.contact_sheet import ContactSheet, SheetChoices, sheet_output
    from labelmt.project.search.search_project import search_project

    leave_standard_output_if(out)
    with errors_told(), spoken(language):
        size = paper_of(paper)
        with qt_that_paints():
            from labelmt.gui.paper.contact_sheet_pdf import SheetPrinter

        below = tuple(part.strip() for part in captions.split(",") if part.strip())
        with open_project(project) as opened:
            output = sheet_output(opened, out, overwrite=overwrite)
            heading = title or (f"{opened.name}: {search}" if search else opened.name)
            choices = SheetChoices(heading, columns, below)
            sheet = ContactSheet(opened, search_project(opened, search), choices)
            output.check_file()
            with picture_progress(phrase("Pictures")) as step:
                printer = SheetPrinter(sheet, size, step)
                with output.file() as stream:
                    printer(stream)
    if sheet.unreadable:
        say(
            counted(
                "{count:,} image cannot be read and is shown as such.",
                "{count:,} images cannot be read and are shown as such.",
                sheet.unreadable,
            )
        )
    lacking_told(printer.lacking)
    tell(
        counted(
            "{count:,} image on {pages:,} pages, written to {out}",
            "{count:,} images on {pages:,} pages, written to {out}",
            len(sheet),
            pages=printer.pages,
            out=out,
        )
    )
    if json:
        print_json(
            {
                "out": str(out),
                "images": len(sheet),
                "unreadable": sheet.unreadable,
                "pages": printer.pages,
            }
        )
