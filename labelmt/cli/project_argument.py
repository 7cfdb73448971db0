"""The project on a command line: a folder, or the URL of a database, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import say
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import mark, text, translated
from labelmt.formats.remote_output import is_url
from labelmt.project.project_file import project_folder

if TYPE_CHECKING:
    from labelmt.project.project import Project

HELP = mark("Folder of the project.")

_PASSWORD = re.compile(r"(?<=://)([^:/@]*:).*(?=@)|(?<=[?&])((?:password|token|secret)=)[^&]*")


@dataclass(frozen=True, slots=True)
class ProjectPlace:
    """Where a project is, as it was given: a path as the shell has it, or a URL.

    A URL is kept letter by letter: ``Path`` would make ``postgresql:/host`` of it.
    """

    given: str

    @property
    def is_url(self) -> bool:
        return is_url(self.given)

    @property
    def is_server(self) -> bool:
        """Whether it is a team's project on a server of PostgreSQL, by its URL."""
        return self.is_url and self.given.lower().startswith("postgres")

    @property
    def folder(self) -> Path:
        """The folder, absolute; that of a project's database where its file is given.

        Of a URL it is the person's own folder of that project, which is made where there is none.

        Raises:
            InvalidInput: the URL is of no project's database; no file was looked at.
            NotAProject, NoPermission, DiskFull, ServerUnreachable, NotFound: of a server.
        """
        if self.is_server:
            from labelmt.project.places.team_folders import folder_of_server

            return folder_of_server(self.given)
        if self.is_url:
            raise InvalidInput(
                "Projects lie in folders, or in databases of PostgreSQL.",
                subject=str(self),
                kept="Nothing was read or written.",
                next_step="Give the folder of a project, or a URL such as"
                " postgresql://me@server/database.",
            )
        return project_folder(Path(self.given).resolve())

    @property
    def own_folder(self) -> Path:
        """The folder of what is to be made on this machine. Raises InvalidInput for a URL."""
        if self.is_server:
            raise InvalidInput(
                "A team's project on a server is worked on from a folder of your own.",
                subject=str(self),
                kept="Nothing was read or written.",
                next_step="Name a folder. To make a project on a server: labelmt create FOLDER"
                " --images IMAGES --database URL",
            )
        return self.folder

    def __str__(self) -> str:
        """As given, but for a password."""
        return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}…", self.given)


def folder(given: str) -> ProjectPlace:
    """Parser of an argument; help pages show its name as the type."""
    return ProjectPlace(given)


ProjectArgument = Annotated[
    ProjectPlace, typer.Argument(parser=folder, metavar="PROJECT", help=translated(HELP))
]
"""The argument of every command that works on a project."""


@contextmanager
def open_project(project: ProjectPlace) -> Iterator[Project]:
    """The project, open until the end of the block.

    Raises:
        InvalidInput: it is given by URL.
        ProjectFault, NotFound, EnvironmentFault: it cannot be opened.
    """
    place = project.folder
    from labelmt.project.project import Project

    one = Project.open(place)
    try:
        if one.read_only_because is not None:
            say(text("{why} The project is open for reading only.", why=one.read_only_because.what))
        yield one
    finally:
        one.close()
    problem = one.backups.problem
    if problem is not None:
        why = translated(problem.said("what"))
        say(text("No backup can be written: {why} {place}", why=why, place=problem.subject))
