"""The file in a person's folder that names a team's project on a server, without its password."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.atomic_write import replacing
from labelmt.domain.derived_files import UnusableFile, as_object, as_record
from labelmt.domain.errors import NotAProject
from labelmt.project.project_file import TEAM
from labelmt.storage.database import files_told
from labelmt.storage.server_url import ServerAddress

LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class TeamFile:
    """What it says.

    Attributes:
        database: the URL.
        roots: id of a folder of images, as text, to where this person has it.
    """

    database: str
    roots: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> ServerAddress:
        """Raises InvalidInput."""
        return ServerAddress.of(self.database)

    @property
    def own_roots(self) -> dict[int, Path]:
        return {int(key): Path(place) for key, place in self.roots.items() if key.isdecimal()}


def read_team_file(folder: Path) -> TeamFile:
    """Read a folder's. Raises NotAProject, NoPermission."""
    file = folder / TEAM
    with files_told(file):
        content = file.read_bytes()[:LARGEST]
    try:
        return as_record(as_object(content.decode("utf-8"), TEAM), TeamFile, TEAM)
    except (UnusableFile, UnicodeDecodeError) as error:
        raise NotAProject(
            "The file that names the project's server cannot be read.",
            subject=str(file),
            kept="The project on the server is untouched.",
            next_step="Make the folder anew: labelmt join FOLDER URL",
            details=str(error),
        ) from error


def write_team_file(folder: Path, address: ServerAddress, roots: dict[int, Path]) -> None:
    """Write it; the address is told without its password. Raises DiskFull, NoPermission."""
    told = {"database": str(address), "roots": {str(key): str(roots[key]) for key in roots}}
    with files_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / TEAM) as stream:
            stream.write(json.dumps(told, indent=2).encode("ascii") + b"\n")
