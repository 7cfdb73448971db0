"""``join``, ``move``: a team's project on a server, worked on from folders of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, ProjectPlace
from labelmt.cli.server_argument import server_of
from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.text import counted, text


def join(
    project: ProjectArgument,
    url: Annotated[str, typer.Argument(metavar="URL", help="URL of the team's project.")],
    images: Annotated[
        list[Path] | None,
        typer.Option(
            help="Where you have the project's folder of images, where it is another than its"
            " maker's; of several folders once for each, in their order."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Work on a team's project: make a folder of your own for it."""
    from labelmt.project.opening_on_server import join_on_server
    from labelmt.project.places.recent_projects import remember
    from labelmt.project.project import Project

    with errors_told():
        folder = project.own_folder
        address = server_of(url)
        join_on_server(folder, address, [one.resolve() for one in images or ()])
        opened = Project.open(folder)
        try:
            remember(opened)
            count = opened.image_count()
        finally:
            opened.close()
    tell(
        counted(
            "{folder} is your folder of a project with {count:,} image.",
            "{folder} is your folder of a project with {count:,} images.",
            count,
            folder=folder,
        )
    )
    if json:
        print_json({"project": str(folder), "database": str(address), "images": count})


def move(
    project: ProjectArgument,
    to: Annotated[
        str,
        typer.Option(
            metavar="URL_OR_FOLDER",
            help="The URL of a database of PostgreSQL, or a folder, such as that of the project.",
        ),
    ],
    json: AsJson = False,
) -> None:
    """Move a project to a server so that a team can work on it, or back into a folder.

    Everything goes along: history, runs, who said what and when. Both are compared table by table,
    and the original is kept aside.
    """
    from labelmt.project.places.open_marker import open_elsewhere
    from labelmt.project.team.moving import move_to_folder, move_to_server

    target = ProjectPlace(to)
    with errors_told():
        folder = project.folder
        if open_elsewhere(folder):
            raise EnvironmentFault(
                "The project is open in a window.",
                subject=str(folder),
                kept="Nothing was changed.",
                next_step="Close it there, then do it again.",
            )
        if target.is_server:
            moved = move_to_server(folder, server_of(to))
        else:
            moved = move_to_folder(folder, target.folder)
    rows = sum(one.rows for one in moved.tables.values())
    tell(
        counted(
            "{count:,} row moved to {place}, and compared.",
            "{count:,} rows moved to {place}, and compared.",
            rows,
            place=target,
        )
    )
    tell(text("The original is kept: {place}", place=moved.aside))
    if json:
        print_json(
            {
                "moved_to": str(target),
                "kept": moved.aside,
                "tables": {
                    name: {"rows": one.rows, "hash": one.digest}
                    for name, one in moved.tables.items()
                },
            }
        )
