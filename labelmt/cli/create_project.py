"""``create``: a project from a folder of images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectArgument
from labelmt.cli.scan import Exclude, FollowLinks, Include
from labelmt.domain.errors import InvalidInput
from labelmt.domain.path_patterns import PathFilter
from labelmt.domain.text import counted, text

if TYPE_CHECKING:
    from labelmt.cli.look_at_folders import Look


def create(
    project: ProjectArgument,
    images: Annotated[Path, typer.Option(help="Folder of images; it is not changed.")],
    follow_links: FollowLinks = None,
    include: Include = None,
    exclude: Exclude = None,
    json: AsJson = False,
) -> None:
    """Make a project of a folder of images."""
    from labelmt.cli.look_at_folders import look, plain, tell_left_out
    from labelmt.project.intake.followed_links import set_follows_links
    from labelmt.project.intake.scan_patterns import set_scan_filter
    from labelmt.project.places.recent_projects import remember
    from labelmt.project.project import Project

    with errors_told():
        folder = project.folder
        if not images.is_dir():
            raise InvalidInput(
                "There is no such folder of images.",
                subject=str(images),
                kept="No project was made.",
                next_step="Check the path after --images.",
            )
        wanted = PathFilter(tuple(include or ()), tuple(exclude or ()))
        found = _if_none(images, wanted, follow=bool(follow_links))
        if found is None:
            made = Project.create(folder, [images.resolve()])
            try:
                if follow_links is not None:
                    set_follows_links(made, follow_links)
                if wanted:
                    set_scan_filter(made, include, exclude)
                found = look(made)
                remember(made)
                count = len(made.images())
            finally:
                made.close()
            tell(
                counted(
                    "{count:,} image in {folder}",
                    "{count:,} images in {folder}",
                    count,
                    folder=folder,
                )
            )
        else:
            count = 0
            say(text("There are no images in {folder}; no project was made.", folder=images))
    tell_left_out(found)
    if json:
        print_json(
            {
                "project": str(folder),
                "images": count,
                "problems": len(found.problems),
                "unreadable": len(found.problems),
                "skipped": plain(found.skipped),
            }
        )
    if not count:
        raise typer.Exit(ERROR)


def _if_none(folder: Path, wanted: PathFilter, *, follow: bool) -> Look | None:
    """What there is in a folder without any image; None where there is one."""
    from labelmt.cli.look_at_folders import Look
    from labelmt.domain.skipped_files import Skipped
    from labelmt.imaging.scan import scan as scan_folder

    made = Look()
    for batch in scan_folder(folder, lambda: False, follow_out=follow, patterns=wanted):
        if batch.found:
            return None
        made.problems.extend(batch.problems)
        made.skipped.update(batch.skipped)
        made.skipped[Skipped.UNREADABLE] += len(batch.problems)
    return made
