"""``scan``: brings a project up to date with its folders of images."""

from __future__ import annotations

from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import counted

FollowLinks = Annotated[
    bool | None,
    typer.Option(
        "--follow-links/--no-follow-links",
        help="Whether links that lead out of the folder are followed; remembered.",
        show_default=False,
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        metavar="GLOB",
        help="Take these files alone, such as '*.jpg' or /train/; may be given more than once; "
        "remembered, and forgotten for an empty one. As in .gitignore.",
        show_default=False,
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="GLOB",
        help="Leave these files and folders out, whatever is included; likewise.",
        show_default=False,
    ),
]


def scan(
    project: ProjectArgument,
    follow_links: FollowLinks = None,
    include: Include = None,
    exclude: Exclude = None,
    json: AsJson = False,
) -> None:
    """Look for new, changed, renamed and vanished images. Labels stay with their pictures."""
    from labelmt.cli.look_at_folders import (
        look,
        read_labelled,
        tell_changes,
        tell_incomplete,
        tell_left_out,
    )
    from labelmt.project.intake.followed_links import set_follows_links
    from labelmt.project.intake.scan_patterns import set_scan_filter

    with errors_told(), open_project(project) as opened:
        if follow_links is not None:
            set_follows_links(opened, follow_links)
        if include is not None or exclude is not None:
            set_scan_filter(opened, include, exclude)
        found = look(opened)
        read_labelled(opened)
        images = opened.images()
        count = len(images)
        known = images.incomplete().nonzero()[0].tolist()
        incomplete = [(images.paths[row], images.problems[row]) for row in known]
    tell_changes(found)
    tell_left_out(found)
    tell_incomplete(incomplete)
    tell(
        counted(
            "{count:,} image in {folder}",
            "{count:,} images in {folder}",
            count,
            folder=project.folder,
        )
    )
    if json:
        print_json(found.as_plain() | {"incomplete": len(incomplete)})
    if found.away and found.away == found.roots:  # nothing could be looked at
        raise typer.Exit(ERROR)
