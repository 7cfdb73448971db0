"""Project: opens, reads and changes one folder with one database, one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Annotation
from labelmt.domain.changes import Changes
from labelmt.domain.consensus import Consensus
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.history_entries import HistoryPage
from labelmt.domain.people import Statement
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import ELSEWHERE, LIVE, RunRecord
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.backups.dated_copies import BACKUPS
from labelmt.project.backups.journal import Journal
from labelmt.project.backups.keeper import BackupKeeper
from labelmt.project.commands.backed_up_first import backed_up_as
from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.project.commands.commands import ProjectCommand
from labelmt.project.history.other_writers import OtherWriters
from labelmt.project.history.provenance import ProvenanceReader
from labelmt.project.history.undo import History
from labelmt.project.images.column_loading import ColumnsReader
from labelmt.project.images.consensus_reading import ConsensusReader
from labelmt.project.images.dispute_reading import Disputes, DisputesReader
from labelmt.project.images.exif_reading import ExifReading
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.leftovers import find_leftovers, remove
from labelmt.project.offline.known_states import KnownStates
from labelmt.project.offline.offline_effect import Waitable
from labelmt.project.offline.waiting_actions import WaitingActions, WaitingTold, only_labels_wait
from labelmt.project.opening import absolute, create_database, open_database
from labelmt.project.opening_on_server import create_on_server, open_on_server
from labelmt.project.predictions.prediction_files import (
    UnusablePredictions,
    map_predictions,
    with_elsewhere,
    with_rest,
)
from labelmt.project.project_file import DATABASE, is_of_team, is_project
from labelmt.project.run_ownership import OwnedRuns
from labelmt.storage import image_repository, run_repository
from labelmt.storage.annotation_repository import (
    count_annotations,
    count_by_label,
    read_annotations,
    read_kept,
)
from labelmt.storage.database import Transaction, files_told
from labelmt.storage.meta_repository import (
    read_chosen_thresholds,
    read_settings,
    write_settings,
)
from labelmt.storage.opinion_repository import read_statements
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.schema_repository import read_schema
from labelmt.storage.server_url import ServerAddress

T = TypeVar("T")
Listener = Callable[[Changes], None]


__all__ = ["BACKUPS", "DATABASE", "Project", "ServerAddress", "is_project"]


class Project:
    """Reads and mutations of one project.

    Every method may be called from any thread; one lock makes them one writer. A mutation is
    on disk when its method returns.
    """

    def __init__(self, folder: Path, database: ProjectDatabase) -> None:
        self.folder = folder
        self.database = database
        """For the use cases of this package."""
        self.owned_runs = OwnedRuns(folder)
        self._journal = Journal(folder)
        self.backups = BackupKeeper(folder, database, self._journal)
        self.provenance = ProvenanceReader(database)
        self.read_only_because: EnvironmentFault | None = None
        """Why nothing can be written; None where it can."""
        self.predictions_problem = ""
        """Why the last call of ``predictions`` found none to read, or empty."""
        self._history = History(database, self._journal)
        self._others = OtherWriters()
        self._lock = threading.RLock()
        self._view: Transaction | None = None
        self._columns = ColumnsReader(folder, database)
        self._disputes, self._consensus = DisputesReader(), ConsensusReader()
        self.exif = ExifReading(folder)
        known = KnownStates(self._columns)
        self._waiting = WaitingActions(folder, database, self._history, known)
        """What waits for a team's server. Of a project in a folder nothing ever does."""
        self._listeners: list[Listener] = [self.provenance.follow]
        if database.is_shared:
            self._listeners.append(known.note)

    @classmethod
    def create(
        cls, folder: Path, image_roots: Sequence[Path], server: ServerAddress | None = None
    ) -> Project:
        """Make a project of folders of images, not scanned yet.

        Args:
            server: where a team's project is to lie; the folder is then its maker's own.

        Raises:
            InvalidInput: there is a project in the folder already, or on the server.
            NoPermission, DiskFull: the folder cannot be written.
            ServerUnreachable, NotFound: of a server.
        """
        folder = absolute(folder)
        if server is not None:
            return cls(folder, create_on_server(folder, server, map(absolute, image_roots)))
        return cls(folder, create_database(folder, image_roots))

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Open a project; an older one is copied to backups, then migrated.

        On a disk that is full or may not be written it is open for reading only, which
        ``read_only_because`` says.

        Raises:
            NotAProject, ProjectTooNew, ProjectDamaged, NoPermission, ServerUnreachable.
        """
        folder = absolute(folder)
        database: ProjectDatabase
        problem: EnvironmentFault | None = None
        if is_of_team(folder):
            database = open_on_server(folder)
        else:
            database, problem = open_database(folder)
        project = cls(folder, database)
        project.read_only_because = problem
        project.look_for_others()  # what they do from now on is news
        if problem is None:
            project.backups.opened(lambda: remove(find_leftovers(folder, database)))
        return project

    def close(self) -> None:
        """Release the database's files."""
        self.backups.close()
        with self._lock:
            self._journal.close()
            self._waiting.close()
            self.owned_runs.release_all()
            self.database.close()

    def save_elsewhere(self, folder: Path) -> None:
        """Write the database as it is into another folder, also where its own file is gone.

        Raises:
            InvalidInput: there is a project in the folder already.
            NoPermission, DiskFull: the folder cannot be written.
        """
        file = absolute(folder) / DATABASE
        if file.exists():
            raise InvalidInput(
                "There is a project in this folder already.",
                subject=str(folder),
                kept="It was not changed.",
                next_step="Choose another folder.",
            )
        with files_told(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
        self.database.back_up(file)

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

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One moment of the project for all reads in the block, whoever else writes."""
        with self._lock:
            if self._view is not None:
                yield self._view
                return
            with self.database.read() as connection:
                self._view = connection
                try:
                    yield connection
                finally:
                    self._view = None

    def schema(self) -> Schema:
        """Tasks and labels in use: the columns of the annotation matrix."""
        return self.full_schema().in_use

    def full_schema(self) -> Schema:
        """Archived tasks and labels as well."""
        with self.reading() as connection:
            return read_schema(connection)

    def roots(self) -> dict[int, Path]:
        """Root id to the folder of images, absolute."""
        with self.reading() as connection:
            return image_repository.read_roots(connection)

    def image_count(self) -> int:
        with self.reading() as connection:
            return image_repository.count_images(connection)

    def images(self) -> ImageTable:
        """All images; what was given out before does not change."""
        with self.reading() as connection:
            return self._columns.images(connection)

    def annotation_matrix(self) -> NDArray[np.int8]:
        """(rows, labels in use) int8 of State codes, implied absents filled in; not to be changed.

        In a multiclass task an archived label that is present makes the others absent, too.
        """
        with self.reading() as connection:
            return self._columns.states(connection)[0]

    def judging_matrix(self, consensus: str | None = None) -> NDArray[np.int8]:
        """The same where metrics may be judged by it: pairs that a person saw, or imported.

        Args:
            consensus: a value of ``Consensus``; None: as the project's settings have it.
        """
        with self.reading() as connection:
            return self._agreed(connection, self._columns.states(connection)[1], consensus)

    def teaching_matrix(self, consensus: str | None = None) -> NDArray[np.int8]:
        """The same where models may learn from it: not what one suggested and nobody saw."""
        with self.reading() as connection:
            taught = self._columns.teaching(connection)
            states = self._columns.states(connection)[0] if taught is None else taught
            return self._agreed(connection, states, consensus)

    def _agreed(
        self, connection: Transaction, states: NDArray[np.int8], consensus: str | None
    ) -> NDArray[np.int8]:
        rule = read_settings(connection).consensus if consensus is None else consensus
        return self._consensus.applied(connection, states, Consensus(rule))

    def confirmed(self) -> dict[int, NDArray[np.int64]]:
        """Label id to rows, ascending: suspected mistakes that a person looked at and kept."""
        with self.reading() as connection:
            return read_kept(connection)

    def annotations_of(self, row: int) -> tuple[Annotation, ...]:
        """What is asserted of one image, with provenance."""
        with self.reading() as connection:
            return read_annotations(connection, row)

    def disputes(self) -> Disputes:
        """Label id to rows, ascending, on which two people say otherwise, and nobody settled it."""
        with self.reading() as connection:
            return self._disputes.disputes(connection)

    def statements_of(self, row: int) -> tuple[Statement, ...]:
        """What each person said of one image, by label and time."""
        with self.reading() as connection:
            return tuple(read_statements(connection, [row]))

    def annotation_count(self, label_ids: Sequence[int] | None = None) -> int:
        """How many annotations these labels have, or all; what deleting them would take along.

        Implied absents are not stored and do not count.
        """
        with self.reading() as connection:
            ids = read_schema(connection).label_ids if label_ids is None else label_ids
            return count_annotations(connection, ids)

    def annotation_counts(self) -> dict[int, int]:
        """Label id to how many annotations it has; labels without any are left out."""
        with self.reading() as connection:
            return count_by_label(connection)

    def preview(self, command: ProjectCommand) -> ChangeBuilder:
        """What a command would do, for the queries of this package. Raises as ``apply`` does."""
        with self.reading() as connection:
            return self._history.preview(connection, command)

    def runs(self) -> tuple[RunRecord, ...]:
        """All runs, oldest first."""
        with self.reading() as connection:
            return run_repository.read_runs(connection)

    def predictions(self) -> Predictions | None:
        """Of the run that serves, memory-mapped; None where there is none to read.

        What that run does not know, the one that learns as one labels may, and of labels that
        neither knows, another project's model. Nothing is told of the test part, so that who
        annotates it is not led by the model.
        """
        with self.reading() as connection:
            chosen = read_chosen_thresholds(connection)
            tested = image_repository.read_test(connection)
            self.predictions_problem = ""
            try:
                found = run_repository.read_served(connection)
                if found is None:
                    return None
                own = map_predictions(self.folder, *found, chosen, tested)
            except UnusablePredictions as error:
                self.predictions_problem = str(error)
                return None
            own = replace(
                own, elsewhere=run_repository.stage_of(connection, own.run_id) == ELSEWHERE
            )
            for stage, join in ((LIVE, with_rest), (ELSEWHERE, with_elsewhere)):
                more = run_repository.newest_file(connection, stage)
                if more is None or more[0] == own.run_id or (own.elsewhere and stage == ELSEWHERE):
                    continue
                with suppress(UnusablePredictions):  # a refit makes them anew
                    rest = map_predictions(self.folder, *more, chosen, tested)
                    rest = replace(rest, elsewhere=stage == ELSEWHERE)
                    own = join(own, rest, self.schema())
            return own

    def validation_rows(self) -> NDArray[np.int64]:
        """Rows drawn for validation; never trained on."""
        with self.reading() as connection:
            return image_repository.read_validation(connection).validation

    def training_settings(self) -> TrainingSettings:
        """What the next training starts from."""
        with self.reading() as connection:
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
        return self.apply_counted(command)[0]

    def apply_counted(self, command: ProjectCommand) -> tuple[Changes, int]:
        """Do a command as ``apply`` does, and tell how many stored annotations it changed."""
        reason = backed_up_as(command)
        if reason is not None:
            self.backups.before(reason)
        with self._lock:
            if self._waiting.can_wait(command):
                self._send_waiting()
                changes, pairs = self._waiting.do(cast("Waitable", command))
            else:
                with only_labels_wait():
                    changes, pairs = self._history.do(command)
            return self.mutate(lambda: changes), pairs

    def let_wait(self, told: Callable[[WaitingTold], None]) -> None:
        """Keep labelling on this disk while a team's server is away, and send it later.

        Args:
            told: from any thread, when something waits, was sent or was not taken.

        Raises:
            DiskFull, NoPermission: of this person's folder.
        """
        if self.database.is_shared:
            with self._lock:
                self._waiting.begin(told)

    def _send_waiting(self) -> None:
        if self._waiting and not self.database.is_away:
            self._waiting.send(lambda changes: self.mutate(lambda: changes))

    def undo(self) -> Changes | None:
        """Take back the last action; None when there is none."""
        with self._lock:
            self._send_waiting()
            if self._waiting:
                changes = self._waiting.take_back()
                return self.mutate(lambda: changes)
            return self._turn(self._history.undo)

    def redo(self) -> Changes | None:
        """Do again what was undone last; None when there is nothing."""
        return self._turn(self._history.redo)

    def go_to(self, action_id: int) -> Changes | None:
        """Undo or redo up to an action; 0 undoes everything. None where nothing is to do.

        Raises:
            NotFound: the action can neither be undone nor redone.
        """
        return self._turn(lambda: self._history.go_to(action_id))

    def history(self, start: int, stop: int) -> HistoryPage:
        """Actions that stand or can be redone, the oldest is 0."""
        with self.reading() as connection:
            return self._history.page(connection, start, stop)

    def titles(self) -> tuple[str | None, str | None]:
        """What undo would take back, and what redo would do again."""
        if self._waiting:
            return self._waiting.last_title, None
        with self.reading() as connection:
            return self._history.titles(connection)

    @property
    def undo_title(self) -> str | None:
        """What undo would take back."""
        return self.titles()[0]

    @property
    def redo_title(self) -> str | None:
        """What redo would do again."""
        return self.titles()[1]

    def mutate(self, action: Callable[[], Changes]) -> Changes:
        """Run a use case of this package as the one writer, then tell who listens."""
        with self._lock:
            changes = action()
            self.backups.worked()
            if changes:
                self._others.note_own(changes)
                for listener in tuple(self._listeners):
                    listener(changes)
            return changes

    def look_for_others(self) -> Changes | None:
        """What other processes have changed since it was asked last, told to who listens.

        A cheap question, to be asked every second and before each undo.
        """
        with self._lock:
            if self.database.is_away:
                self._waiting.tell()
                return None
            with self.reading() as connection:
                changes = self._others.look(connection, self._history.news(connection))
            told = self.mutate(lambda: changes) if changes else None
            self._send_waiting()
            self._waiting.tell()
            return told

    def listen_to_others(self, told: Callable[[], None]) -> None:
        """Have ``told`` called, from any thread, when others have changed a team's project.

        What they did, ``look_for_others`` says. Of a project in a folder nobody tells.
        """
        self.database.listen(told)

    def _turn(self, action: Callable[[], Changes | None]) -> Changes | None:
        with self._lock:
            self.look_for_others()
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
