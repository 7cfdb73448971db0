"""What a project's database can do, be it a file of SQLite or on a PostgreSQL server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection


class ProjectDatabase(ABC):
    """Reads and writes of one project, each a transaction.

    Attributes:
        file: what makes a folder the project's: the database, or the file that names its server.
        read_only: nothing may be written.
    """

    file: Path
    read_only: bool = False

    @property
    @abstractmethod
    def is_shared(self) -> bool:
        """Whether it is a team's, on a server: other people write it, and it is backed up there."""

    @property
    def is_away(self) -> bool:
        """Whether it lies on a server that is out of reach, and is waited for."""
        return False

    @abstractmethod
    def read(self) -> AbstractContextManager[Connection]:
        """A consistent view of one moment, whoever writes meanwhile."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that is on disk when the block ends, or not at all; writers take turns."""

    @abstractmethod
    def back_up(self, target: Path, wanted: Callable[[], bool] = lambda: True) -> None:
        """Copy it, as it is at one moment, into a database of SQLite, and check the copy.

        Args:
            wanted: asked now and then; False gives the copy up.
        """

    def listen(self, told: Callable[[], None]) -> None:
        """Have ``told`` called soon after another process has written, where a database tells it.

        A file tells nobody: who wants to know looks now and then.
        """
        return

    def annotator(self, otherwise: Callable[[], str]) -> str:
        """Who annotates here: by the name the database knows, else as ``otherwise`` says."""
        return otherwise()

    @abstractmethod
    def written_state(self) -> object:
        """Equal to what it was before where nothing was written since."""

    @abstractmethod
    def size(self) -> int:
        """Bytes, or 0 where a copy of it is nobody's to wait for. Raises OSError."""

    @abstractmethod
    def checkpoint(self) -> bool:
        """Tidy up while nobody works; False where that is to be tried again."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""
