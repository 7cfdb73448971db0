"""Who may work on a team's project, and as what; held by the database itself."""

from __future__ import annotations

from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.project.project import Project
from labelmt.storage.team_roles import Member, TeamRole, members, remove_member, set_member

__all__ = ["Member", "TeamRole", "add_to_team", "remove_from_team", "team_of"]


def team_of(project: Project) -> list[Member]:
    """Everybody, the owner first. Raises InvalidInput where the project is in a folder."""
    _refuse_folder(project)
    with project.reading() as connection:
        return members(connection)


def add_to_team(project: Project, name: str, role: TeamRole) -> None:
    """Let somebody in, or give them another role.

    Raises:
        NotFound: the server has no such login. NoPermission: only the owner may.
        InvalidInput: the project is in a folder, or the name is the owner's.
    """
    _refuse_folder(project)
    with project.database.write() as connection:
        set_member(connection, name, role)


def remove_from_team(project: Project, name: str) -> None:
    """Let somebody in no longer; what they said stays. Raises NotFound, NoPermission."""
    _refuse_folder(project)
    with project.database.write() as connection:
        if not remove_member(connection, name):
            raise NotFound("Nobody of this name is in the team.", subject=name)


def _refuse_folder(project: Project) -> None:
    if not project.database.is_shared:
        raise InvalidInput(
            "The project is in a folder: there is no team.",
            subject=str(project.folder),
            kept="Nothing was changed.",
            next_step="Move it to a server first: labelmt move PROJECT --to URL",
        )
