"""Labelling while a team's server is away: actions wait on the disk, are shown, and sent later.

What reaches the server last counts, whenever it was done: no clock decides. Both are in the
history, and in what each person said.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from labelmt.domain.annotation_matrix import AnnotationPatch, split_codes
from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import EnvironmentFault, LabelMTError, NoPermission, ServerUnreachable
from labelmt.project.commands.commands import ProjectCommand
from labelmt.project.history.undo import History
from labelmt.project.offline.known_states import KnownStates
from labelmt.project.offline.offline_effect import WAITABLE, Waitable, effect_of, title_of
from labelmt.project.offline.outbox import Outbox, Waiting
from labelmt.project.who_and_when import now
from labelmt.storage.annotation_repository import read_code_block
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.schema_repository import read_schema

Apply = Callable[[Changes], object]


@dataclass(frozen=True, slots=True)
class WaitingTold:
    """How it stands with what waits.

    Attributes:
        waiting: actions on this disk that the server has not got.
        away: whether the server is out of reach.
        sent: actions that it has got just now.
        overtaken: pairs of them of which a colleague had said otherwise meanwhile.
        refused: why actions were not taken, in the words of the error.
    """

    waiting: int = 0
    away: bool = False
    sent: int = 0
    overtaken: int = 0
    refused: tuple[LabelMTError, ...] = ()


@contextmanager
def only_labels_wait() -> Iterator[None]:
    """Where something else is done: say that it does not wait for a server that is away.

    Raises:
        ServerUnreachable: in place of one that leaves open whether it is sent later.
    """
    try:
        yield
    except ServerUnreachable as error:
        raise ServerUnreachable(
            error.said("what"),
            subject=error.subject,
            kept="Only labels wait for the server on this disk: this was not kept to be sent.",
            next_step="Do it again when the server is back.",
            details=error.details,
        ) from error


class WaitingActions:
    """Project's lock guards it.

    Args:
        known: what is shown meanwhile starts from it.
    """

    def __init__(
        self, folder: Path, database: ProjectDatabase, history: History, known: KnownStates
    ) -> None:
        self._database = database
        self._history = history
        self._known = known
        self._outbox = Outbox(folder)
        self._before: dict[int, AnnotationPatch] = {}
        self._last = datetime.min.replace(tzinfo=UTC)
        self._listener: Callable[[WaitingTold], None] | None = None
        self._told = WaitingTold()

    def begin(self, listener: Callable[[WaitingTold], None]) -> None:
        """Let actions wait from now on where they must, and tell of it; what was left waits, too.

        Raises:
            DiskFull, NoPermission: nothing can wait in this folder.
        """
        self._listener = listener
        self._outbox.take_over()
        self.tell()

    def __len__(self) -> int:
        return len(self._outbox.waiting)

    @property
    def last_title(self) -> str | None:
        """What undo would take back."""
        return self._outbox.waiting[-1].title if self._outbox.waiting else None

    def can_wait(self, command: ProjectCommand) -> bool:
        """Whether a command may be kept for later here."""
        return self._listener is not None and isinstance(command, WAITABLE)

    def do(self, command: Waitable) -> tuple[Changes, int]:
        """Do a command, or let it wait where the server is away or others wait before it.

        Raises as ``History.do`` does, but ServerUnreachable where nothing is known to show.
        """
        at, after = self._moment(), self._history.newest_told
        if not self:
            try:
                return self._history.do(command, at)
            except ServerUnreachable:
                if self._known.now() is None:
                    raise
        return self._keep(command, at, after)

    def _keep(self, command: Waitable, at: str, after: int) -> tuple[Changes, int]:
        known = self._known.now()
        if known is None:
            raise EnvironmentFault(
                "Nothing is known of the project yet.",
                kept="Nothing was changed.",
                next_step="Open it again when its server can be reached.",
            )
        before, patch = effect_of(command, known)
        title = title_of(command, known.schema)
        one = self._outbox.add(command, at, after, title)
        self._before[one.number] = before
        self.tell()
        changed = int((before.states != patch.states).sum())
        return Changes(title=title, annotations=patch, unsent=True), changed

    def take_back(self) -> Changes:
        """Take back the newest that waits: nobody else has seen it."""
        one = self._outbox.waiting[-1]
        before = self._before.pop(one.number, None)
        self._outbox.drop(one)
        self.tell()
        return Changes(title=one.title, annotations=before, unsent=True)

    def send(self, apply: Apply) -> None:
        """Send what waits, in its order, until the server is away again.

        Args:
            apply: told of the changes of each.
        """
        sent, overtaken, refused = 0, 0, list[LabelMTError]()
        for one in tuple(self._outbox.waiting):
            try:
                if self._history.is_there(one.at, one.title, one.after):
                    changes = None  # it was kept when the connection was lost, and is shown
                else:
                    overtaken += self._said_otherwise(one)
                    changes = self._history.do(one.command, one.at)[0]
            except NoPermission as error:
                changes = self._refuse(one, error, refused)
            except EnvironmentFault:
                break  # away, or somebody is writing for long: later
            except LabelMTError as error:
                changes = self._refuse(one, error, refused)
            else:
                sent += 1
                self._outbox.drop(one)
            self._before.pop(one.number, None)
            if changes is not None:
                apply(changes)
        self.tell(sent, overtaken, tuple(refused))

    def _refuse(self, one: Waiting, error: LabelMTError, refused: list[LabelMTError]) -> Changes:
        """What was shown of it is not so: the states are read anew."""
        self._outbox.refuse(one, str(error))
        refused.append(error)
        return Changes(schema=True)

    def _said_otherwise(self, one: Waiting) -> int:
        """Pairs that changed on the server since this was done, and become what it says."""
        before = self._before.get(one.number)
        if before is None:
            return 0
        with self._database.read() as connection:
            schema = read_schema(connection)
            if any(label_id not in schema.columns for label_id in before.label_ids):
                return 0
            codes = read_code_block(connection, before.rows, schema.label_ids)
        states = split_codes(codes, schema)[0]
        there = np.take(states, [schema.columns[i] for i in before.label_ids], axis=1)
        return int(((there != before.states) & (there != State.UNKNOWN)).sum())

    def tell(
        self, sent: int = 0, overtaken: int = 0, refused: tuple[LabelMTError, ...] = ()
    ) -> None:
        """Say how it stands, where that is news."""
        told = WaitingTold(len(self), self._database.is_away, sent, overtaken, refused)
        if told != self._told and self._listener is not None:
            self._told = told
            self._listener(told)

    def close(self) -> None:
        """What waits stays on the disk."""
        self._outbox.close()

    def _moment(self) -> str:
        """Now, as it names an action: no two of this process have the same.

        Somebody else may use the same login in the same millisecond: what is finer is by chance.
        """
        moment = datetime.fromisoformat(now()) + timedelta(microseconds=secrets.randbelow(1000))
        self._last = max(moment, self._last + timedelta(microseconds=1))
        return self._last.isoformat(timespec="microseconds")
