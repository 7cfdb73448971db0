"""A project: one folder, one database, one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Annotation
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotAProject
from labelmt.domain.predictions import Predictions
from labelmt.domain.runs import RunRecord
from labelmt.domain.settings import TrainingSettings
from labelmt.domain.tasks import Schema
from labelmt.project.commands import ProjectCommand
from labelmt.project.history import History
from labelmt.project.image_table import ImageTable, table_of
from labelmt.project.interrupted import close_interrupted_runs
from labelmt.project.served import map_predictions
from labelmt.storage import image_repository, run_repository
from labelmt.storage.annotation_repository import (
    count_annotations,
    read_annotations,
    read_matrix,
)
from labelmt.storage.database import Database, files_told
from labelmt.storage.meta_repository import read_settings, write_settings
from labelmt.storage.migrate import upgrade
from labelmt.storage.schema_repository import read_schema

T = TypeVar("T")
Listener = Callable[[Changes], None]

DATABASE = "project.sqlite"
BACKUPS = "backups"


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / DATABASE).is_file()


class Project:
    """Reads and mutations of one project.

    Every method may be called from any thread; one lock makes them one writer. A mutation is
    on disk when its method returns.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        """For the use cases of this package."""
        self._history = History(database)
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []

    @classmethod
    def create(cls, folder: Path, image_roots: Sequence[Path]) -> Project:
        """Make a project of folders of images, not scanned yet.

        Raises:
            InvalidInput: there is a project in the folder already.
            NoPermission, DiskFull: the folder cannot be written.
        """
        file = folder / DATABASE
        if file.exists():
            raise InvalidInput(
                "There is a project in this folder already.",
                subject=str(folder),
                kept="It was not changed.",
                next_step="Open it, or choose another folder.",
            )
        with files_told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        database = Database(file)
        upgrade(database, folder / BACKUPS)
        with database.write() as connection:
            image_repository.add_roots(connection, [root.absolute() for root in image_roots])
        return cls(folder, database)

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Open a project; an older one is copied to backups, then migrated.

        Raises:
            NotAProject, ProjectTooNew, ProjectDamaged, NoPermission.
        """
        file = folder / DATABASE
        if not file.is_file():
            raise NotAProject(
                "There is no project in this folder.",
                subject=str(folder),
                next_step="Open a folder of images to make one.",
            )
        database = Database(file)
        try:
            database.check()
            upgrade(database, folder / BACKUPS)
            project = cls(folder, database)
            close_interrupted_runs(database)
        except BaseException:
            database.close()
            raise
        return project

    def close(self) -> None:
        """Release the database's files."""
        with self._lock:
            self.database.close()

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def feature_cache(self) -> Path:
        return self.folder / "cache" / "features"

    @property
    def thumbnails(self) -> Path:
        return self.folder / "cache" / "thumbnails"

    # Reading

    def schema(self) -> Schema:
        with self._lock, self.database.read() as connection:
            return read_schema(connection)

    def images(self) -> ImageTable:
        with self._lock, self.database.read() as connection:
            return table_of(
                image_repository.read_roots(connection),
                image_repository.read_columns(connection),
                image_repository.read_problems(connection),
            )

    def annotation_matrix(self) -> NDArray[np.int8]:
        """(rows, labels) int8 of State codes, implied absents filled in."""
        with self._lock, self.database.read() as connection:
            schema = read_schema(connection)
            return read_matrix(connection, schema, image_repository.count_images(connection))

    def annotations_of(self, row: int) -> tuple[Annotation, ...]:
        """What is asserted of one image, with provenance."""
        with self._lock, self.database.read() as connection:
            return read_annotations(connection, row)

    def annotation_count(self, label_ids: Sequence[int] | None = None) -> int:
        """How many annotations these labels have, or all; what deleting them would take along.

        Implied absents are not stored and do not count.
        """
        with self._lock, self.database.read() as connection:
            ids = read_schema(connection).label_ids if label_ids is None else label_ids
            return count_annotations(connection, ids)

    def runs(self) -> tuple[RunRecord, ...]:
        """All runs, oldest first."""
        with self._lock, self.database.read() as connection:
            return run_repository.read_runs(connection)

    def predictions(self) -> Predictions | None:
        """Of the run that serves, memory-mapped; None where there is none to read."""
        with self._lock, self.database.read() as connection:
            found = run_repository.read_served(connection)
        return map_predictions(self.folder, *found) if found else None

    def validation_rows(self) -> NDArray[np.int64]:
        """Rows drawn for validation; never trained on."""
        with self._lock, self.database.read() as connection:
            return image_repository.read_validation(connection)[0]

    def training_settings(self) -> TrainingSettings:
        """What the next training starts from."""
        with self._lock, self.database.read() as connection:
            return read_settings(connection)

    def save_training_settings(self, settings: TrainingSettings) -> None:
        with self._lock, self.database.write() as connection:
            write_settings(connection, settings)

    # Mutations

    def apply(self, command: ProjectCommand) -> Changes:
        """Do a command: all of it or nothing.

        Raises:
            NotFound, InvalidName, InvalidInput: it cannot be done; nothing was changed.
        """
        return self.mutate(lambda: self._history.do(command))

    def undo(self) -> Changes | None:
        """Take back the last action; None when there is none."""
        return self._turn(self._history.undo)

    def redo(self) -> Changes | None:
        """Do again what was undone last; None when there is nothing."""
        return self._turn(self._history.redo)

    @property
    def undo_title(self) -> str | None:
        """What undo would take back."""
        with self._lock:
            return self._history.titles()[0]

    @property
    def redo_title(self) -> str | None:
        """What redo would do again."""
        with self._lock:
            return self._history.titles()[1]

    def mutate(self, action: Callable[[], Changes]) -> Changes:
        """Run a use case of this package as the one writer, then tell who listens."""
        with self._lock:
            changes = action()
            if changes:
                for listener in tuple(self._listeners):
                    listener(changes)
            return changes

    def _turn(self, action: Callable[[], Changes | None]) -> Changes | None:
        with self._lock:
            changes = action()
            if changes is None:
                return None
            return self.mutate(lambda: changes)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after each mutation, in the mutating thread.

        Returns:
            a function that ends the subscription.
        """
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe
