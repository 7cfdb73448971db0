"""``create``: a project from a folder of images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectArgument
from labelmt.cli.scan import Exclude, FollowLinks, Include
from labelmt.cli.server_argument import server_of
from labelmt.domain.path_patterns import PathFilter
from labelmt.domain.text import counted, mark, text

if TYPE_CHECKING:
    from labelmt.cli.look_at_folders import Look
    from labelmt.project.project import Project
    from labelmt.project.training.start_from import StartedFrom


def create(
    project: ProjectArgument,
    images: Annotated[Path, typer.Option(help="Folder of images; it is not changed.")],
    follow_links: FollowLinks = None,
    start_from: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL_OR_PROJECT",
            help="Suggest what another model sees: a model as export-model writes it, another "
            "project, or a run of one (PROJECT/runs/3). A project without --schema gets its "
            "labels, too.",
        ),
    ] = None,
    schema: Annotated[
        Path | None, typer.Option(help="YAML file of tasks and labels, as schema export has it.")
    ] = None,
    include: Include = None,
    exclude: Exclude = None,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Let a team work on it: the URL of a database of PostgreSQL, such as"
            " postgresql://me@server/database?project=birds. PROJECT is then your own folder.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Make a project of a folder of images."""
    from labelmt.cli.look_at_folders import look, plain, tell_left_out
    from labelmt.project.intake.followed_links import set_follows_links
    from labelmt.project.intake.image_folder import check_image_folder
    from labelmt.project.intake.scan_patterns import set_scan_filter
    from labelmt.project.places.recent_projects import remember
    from labelmt.project.project import Project
    from labelmt.project.schema.schema_files import import_schema

    begun: StartedFrom | None = None
    with errors_told():
        folder = project.own_folder
        server = None if database is None else server_of(database)
        check_image_folder(
            images,
            kept=mark("No project was made."),
            next_step=mark("Check the path after --images."),
        )
        if start_from is not None:
            _check_source(start_from)
        wanted = PathFilter(tuple(include or ()), tuple(exclude or ()))
        found = _if_none(images, wanted, follow=bool(follow_links))
        if found is None:
            made = Project.create(folder, [images.resolve()], server)
            try:
                if follow_links is not None:
                    set_follows_links(made, follow_links)
                if wanted:
                    set_scan_filter(made, include, exclude)
                found = look(made)
                remember(made)
                if schema is not None:
                    import_schema(made, schema)
                if start_from is not None:
                    begun = _begin(made, start_from)
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
    for line in begun.told if begun is not None else ():
        tell(line)
    if json:
        print_json(
            {
                "project": str(folder),
                "images": count,
                "problems": len(found.problems),
                "unreadable": len(found.problems),
                "skipped": plain(found.skipped),
                "left_out": found.names_as_plain(),
            }
            | ({"started_from": begun.as_json} if begun is not None else {})
        )
    if not count:
        raise typer.Exit(ERROR)


def _check_source(source: Path) -> None:
    """Look whether it is a model before a project is made. Raises LabelMTError."""
    from labelmt.project.training.start_from import check_other_project, is_other_project

    if is_other_project(source):
        check_other_project(source)
    else:
        from labelmt.api.load_model import load_model

        load_model(source)


def _begin(project: Project, source: Path) -> StartedFrom:
    """Raises LabelMTError; the project is there all the same."""
    from labelmt.cli.follow_job import run_job
    from labelmt.project.training.start_from import start_from

    return start_from(project, source, run_job)


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
        made.note_left_out(batch.skipped, batch.named)
        made.skipped[Skipped.UNREADABLE] += len(batch.problems)
    return made
