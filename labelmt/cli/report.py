"""``report``: a project at a glance, as a page of HTML and as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.paper_options import Language, Overwrite, PaperSize, lacking_told, paper_of, spoken
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import phrase, text

if TYPE_CHECKING:
    from labelmt.gui.paper.paper_sizes import Paper
    from labelmt.gui.paper.report_pdf import ReportPrinter
    from labelmt.project.project import Project


def report(
    project: ProjectArgument,
    out: Annotated[Path, typer.Option(help="Folder to write report.html and report.pdf into.")],
    run: Annotated[
        int | None, typer.Option(help="Number of the run to tell of; else the one that predicts.")
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="Also tell how it does on this table of truth, as evaluate does."),
    ] = None,
    images: Annotated[
        Path | None, typer.Option(help="Folder the truth's paths are in; else the project's.")
    ] = None,
    data_card: Annotated[
        Path | None,
        typer.Option(help="YAML or JSON to fill in the project's data card with first."),
    ] = None,
    paper: PaperSize = "a4",
    language: Language = "",
    overwrite: Overwrite = False,
    json: AsJson = False,
) -> None:
    """Write a report: labels, counts, progress, figures with what judged them, data card."""
    from labelmt.cli.picture_progress import picture_progress
    from labelmt.project.report.data_card import read_card_file, read_data_card, save_data_card
    from labelmt.project.report.make_report import make_report
    from labelmt.project.report.write_report import report_output, write_report

    with errors_told():
        printer, problem = _printer_of(paper_of(paper))
        with open_project(project) as opened:
            output = report_output(opened, out, overwrite=overwrite)
            output.check_folder()
            if data_card is not None:
                save_data_card(opened, read_card_file(data_card, read_data_card(opened)))
            told = None if truth is None else _evaluation(opened, truth, images, run)
            with spoken(language) as name:
                with picture_progress(phrase("Pictures")) as step:
                    made = make_report(opened, run, language=name, evaluation=told, step=step)
                written = write_report(made, output, printer)
    for line in made.data["missing"]:
        say(line)
    if printer is None:
        say(
            text(
                "report.pdf was not written: Qt, which paints it, cannot be loaded ({problem}). "
                "report.html is whole without it; labelmt doctor lists what is missing.",
                problem=problem,
            )
        )
    else:
        lacking_told(printer.lacking)
    tell(text("The report is in {out}", out=out))
    if json:
        pages = 0 if printer is None else printer.pages
        print_json({"files": [str(one) for one in written], "pages": pages, **made.data})


def _printer_of(paper: Paper) -> tuple[ReportPrinter | None, str]:
    """What writes the PDF; None, and why, where the libraries that Qt needs are missing."""
    try:
        from labelmt.gui.paper.report_pdf import report_printer
    except ImportError as error:
        if not (error.name or "").startswith("PySide6") and ".so" not in str(error):
            raise
        return None, str(error)
    return report_printer(paper), ""


def _evaluation(
    project: Project, truth: Path, images: Path | None, run: int | None
) -> dict[str, Any]:
    from labelmt.cli.train_and_evaluate import evaluated
    from labelmt.domain.errors import InvalidInput
    from labelmt.project.runs.serving_run import serving_of

    serving = serving_of(project.runs())
    if run is not None and (serving is None or serving.id != run):
        raise InvalidInput(
            "Only the run that predicts can be judged by a table.",
            subject=str(run),
            kept="Nothing was written.",
            next_step="Let it predict first: labelmt runs serve.",
        )
    return evaluated(project, truth, images, None)
