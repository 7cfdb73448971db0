"""``demo``: the example project, in a window or without one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, stderr
from labelmt.cli.metric_text import figure_text
from labelmt.cli.project_argument import ProjectPlace
from labelmt.cli.project_argument import folder as folder_
from labelmt.domain.text import text

EXAMPLE = "Example"


def demo(
    folder: Annotated[
        ProjectPlace | None,
        typer.Argument(parser=folder_, metavar="DIR", help="Folder for the example project."),
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="Do the whole job without a screen.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make an example project and open it; --headless trains it and takes a screenshot."""
    from labelmt.project.places.project_folders import projects_home

    with errors_told():
        project = _make(folder.own_folder if folder else (projects_home() / EXAMPLE).resolve())
        if headless:
            _rehearse(project, json)
            return
        from labelmt.app import run_window

        raise typer.Exit(run_window(project))


def _make(place: Path) -> Path:
    from rich.progress import Progress

    from labelmt.project.example import make_example

    with Progress(console=stderr(), transient=True) as bar:
        line = bar.add_task("Drawing the example", total=None)
        return make_example(
            place, lambda done, total: bar.update(line, completed=done, total=total)
        )


def _rehearse(project: Path, json: bool) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from labelmt.app import run_headless

    screenshot = project / "screenshot.png"
    done = run_headless(project, screenshot, say)
    for task in done.tasks:
        say(f"{task.name}: {figure_text(task)}")
    say(
        text(
            "{predicted:,} of {images:,} images predicted; the window: {screenshot}",
            predicted=done.predicted,
            images=done.images,
            screenshot=screenshot,
        )
    )
    if json:
        from labelmt.project.runs.plain_figures import as_plain

        print_json(
            {
                "project": str(project),
                "screenshot": str(screenshot),
                "images": done.images,
                "predicted": done.predicted,
                "stage": done.stage,
                "seconds": done.seconds,
                "tasks": {task.name: as_plain(task) for task in done.tasks},
            }
        )
