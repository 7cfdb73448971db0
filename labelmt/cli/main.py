"""The program's entry point: which command a line of arguments means."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from labelmt import __version__
from labelmt.cli import (
    agreement,
    backups,
    compare_sharing,
    contact_sheet,
    create_project,
    demo,
    doctor,
    duplicates,
    engine,
    export_labels,
    export_model,
    import_labels,
    list_formats,
    predict,
    report,
    runs,
    scan,
    schema,
    serve,
    suggest_by_name,
    suspects,
    team,
    train_and_evaluate,
)
from labelmt.cli.console import errors_told
from labelmt.cli.project_argument import ProjectPlace, folder
from labelmt.cli.translated_help import TranslatedGroup
from labelmt.domain.errors import NotFound

app = typer.Typer(
    name="labelmt",
    cls=TranslatedGroup,
    help="Label images for several tasks at once while a model learns beside you.\n\n"
    "Without a command, opens the window: labelmt [PROJECT].",
    no_args_is_help=False,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_short=True,
)
app.command("create")(create_project.create)
app.command("join")(team.join)
app.command("move")(team.move)
app.command("scan")(scan.scan)
app.command("import")(import_labels.import_)
app.command("export")(export_labels.export)
app.command("export-model")(export_model.export_model)
app.command("report")(report.report)
app.command("contact-sheet")(contact_sheet.contact_sheet)
app.command("formats")(list_formats.formats)
app.command("train")(train_and_evaluate.train)
app.command("predict")(predict.predict)
app.command("serve")(serve.serve)
app.command("suggest")(suggest_by_name.suggest)
app.command("evaluate")(train_and_evaluate.evaluate)
app.command("compare-sharing")(compare_sharing.compare_sharing)
app.command("suspects")(suspects.suspects)
app.command("agreement")(agreement.agreement)
app.command("duplicates")(duplicates.duplicates)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("check")(backups.check)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.add_typer(schema.app, name="schema")
app.add_typer(runs.app, name="runs")
app.add_typer(engine.app, name="engine")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"labelmt {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options that stand before a command."""
    from labelmt.project.places.preferences import read_preferences, use_preferences

    use_preferences(read_preferences())


@app.command("open")
def open_window(
    project: Annotated[
        ProjectPlace | None,
        typer.Argument(parser=folder, help="A project, or a folder of images; none: start page."),
    ] = None,
) -> None:
    """Open the window. The same as giving no command."""
    with errors_told():
        place = project.folder if project else None
        if place is not None and not place.is_dir():
            raise NotFound(
                "There is no such command, project or folder.",
                subject=str(project),
                next_step="labelmt --help lists the commands.",
            )
        from labelmt.app import run_window

        raise typer.Exit(run_window(place))


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with ``open`` put in front where they name no command.

    ``labelmt`` and ``labelmt PROJECT`` open the window; click cannot tell an optional
    argument from a command by itself.
    """
    commands = {one.name for one in app.registered_commands}
    commands |= {str(one.name) for one in app.registered_groups}
    if not arguments:
        return ["open"]
    first = arguments[0]
    return arguments if first in commands or first.startswith("-") else ["open", *arguments]


def main() -> None:
    """Run the command line of this process."""
    app(args=with_command(sys.argv[1:]), prog_name="labelmt")
