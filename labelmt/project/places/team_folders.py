"""Finds a person's own folder of a team's project by the project's URL, or makes one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from labelmt.domain.errors import LabelMTError
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.places.home import projects_home
from labelmt.project.places.project_folders import fresh_folder
from labelmt.project.places.recent_projects import recent_projects
from labelmt.project.project_file import is_of_team
from labelmt.project.team_file import read_team_file
from labelmt.storage.server_url import ServerAddress


def folder_of_server(url: str) -> Path:
    """The folder in which this person works on a project.

    Raises:
        InvalidInput: the URL cannot be used.
        NotAProject, NoPermission, DiskFull, ServerUnreachable, NotFound: none can be made.
    """
    address = ServerAddress.of(url)
    for folder in _own_folders():
        with suppress(LabelMTError):
            if read_team_file(folder).address == address:
                return folder
    folder = fresh_folder(address.project)
    join_on_server(folder, address)
    return folder


def _own_folders() -> Iterator[Path]:
    yield from (one.folder for one in recent_projects() if is_of_team(one.folder))
    with suppress(OSError):
        yield from (one for one in sorted(projects_home().iterdir()) if is_of_team(one))
