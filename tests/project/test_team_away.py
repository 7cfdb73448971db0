"""A team's server that is away: labelling waits on this disk, nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from making_projects import OnServer, add_task
from postgres_server import Server
from sqlalchemy import text

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import NotFound, ServerUnreachable
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    DeleteLabel,
    PasteStates,
    SetAnnotations,
    SetRestAbsent,
)
from labelmt.project.history import undo
from labelmt.project.intake.scan_images import add_images
from labelmt.project.offline import waiting_actions
from labelmt.project.offline.outbox import OUTBOX, REFUSED
from labelmt.project.offline.waiting_actions import WaitingTold
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project
from labelmt.storage import patient_connection, postgres_database

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
ROWS = 12


class Person:
    """Somebody with a window: looks when told, and hears how it stands with what waits."""

    def __init__(self, folder: Path) -> None:
        self.project = Project.open(folder)
        self.project.annotation_matrix()
        self._labels = {one.name: one.id for one in self.project.schema().labels}
        self.told: list[WaitingTold] = []
        self._back = threading.Event()
        self.project.let_wait(self.told.append)
        self.project.listen_to_others(self._back.set)

    def label(self, row: int, name: str, state: State = P) -> None:
        self.project.apply(SetAnnotations((row,), self._labels[name], state, seen=Seen.ONE))

    def until(self, condition: Callable[[], bool]) -> None:
        """Look whenever the server tells something, until something is so."""
        for _ in range(60):
            self.project.look_for_others()
            if condition():
                return
            self._back.wait(2)
            self._back.clear()
        raise AssertionError("it did not come to be so")

    @property
    def is_sent(self) -> bool:
        return not self.project.database.is_away and not self.told[-1].waiting


@pytest.fixture
def people(tmp_path: Path, projects_on_server: OnServer) -> Iterator[tuple[Person, Person]]:
    """The owner, and a colleague with a folder of their own."""
    address = projects_on_server.address()
    project = Project.create(tmp_path / "mine", [tmp_path / "images"], address)
    add_images(project, 1, [FoundImage(f"{n}.jpg", 100, 1) for n in range(ROWS)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    add_task(project, "place", TaskKind.MULTICLASS, "town land")
    project.close()
    join_on_server(tmp_path / "yours", address)
    both = Person(tmp_path / "mine"), Person(tmp_path / "yours")
    yield both
    for one in both:
        one.project.close()


def states(project: Project, name: str) -> list[int]:
    column = next(
        place for place, one in enumerate(project.schema().labels) if one.name == name
    )  # fmt: skip
    found: list[int] = project.annotation_matrix()[:, column].tolist()
    return found


def test_labels_wait_while_the_server_is_down_and_are_sent_in_order(
    people: tuple[Person, Person], postgres_server: Server
) -> None:
    me, other = people
    shown: dict[tuple[int, int], int] = {}

    def follow(changes: object) -> None:
        patch = changes.annotations  # type: ignore[attr-defined]
        if patch is not None:
            for at, row in enumerate(patch.rows.tolist()):
                for column, label_id in enumerate(patch.label_ids):
                    shown[row, label_id] = int(patch.states[at, column])

    me.project.subscribe(follow)
    tree, sea, town, land = (one.id for one in me.project.schema().labels)
    things, _ = me.project.schema().tasks
    me.label(0, "tree")
    postgres_server.stop("immediate")
    try:
        me.label(1, "tree")
        me.label(1, "tree", A)
        me.project.apply(PasteStates((2, 3), ((town, P), (sea, A)), Seen.VISIBLE))
        me.project.apply(SetRestAbsent((4,), (things.id,), tree, Seen.ONE))
        me.label(5, "sea")
        assert me.project.titles() == ("Set sea present on 1 image", None)
        me.project.undo()
        assert shown[5, sea] == U, "one's own that waits is taken back"
        assert me.told[-1] == WaitingTold(waiting=4, away=True)
        assert me.project.undo_title == "Set tree present, the rest of things absent on 1 image"
        with pytest.raises(ServerUnreachable):
            me.project.apply(CreateLabel(things.id, "rock"))
    finally:
        postgres_server.start()
    assert (shown[1, tree], shown[2, land], shown[4, sea]) == (A, A, A)
    me.until(lambda: me.is_sent)
    assert any(one.sent == 4 for one in me.told)
    assert states(me.project, "tree")[:6] == [P, A, U, U, P, U]
    assert states(me.project, "sea")[:6] == [U, U, A, A, A, U]
    assert states(me.project, "town")[:4] == [U, U, P, P]
    assert all(
        shown[row, label_id] == me.project.annotation_matrix()[row, column]
        for row, label_id in shown
        for column, one in enumerate(me.project.schema().labels)
        if one.id == label_id
    )
    other.until(lambda: states(other.project, "tree")[4] == P)
    assert me.project.undo_title == (
        "Set tree present, the rest of things absent on 1 image"
    ), "what was sent is undone like everything else"  # fmt: skip


def test_what_waits_survives_the_person_and_is_sent_once(
    people: tuple[Person, Person], postgres_server: Server, tmp_path: Path
) -> None:
    me, other = people
    me.project.close()
    folder = tmp_path / "mine"
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline().strip() == "ready"
    postgres_server.stop("immediate")
    try:
        child.stdin.write("go\n")
        child.stdin.flush()
        for row in range(3):
            assert child.stdout.readline().strip() == f"acknowledged {row}"
        child.kill()
        child.communicate()
    finally:
        postgres_server.start()
    [left] = list((folder / OUTBOX).glob("*.actions"))
    twice = left.with_name("copy.actions")  # as if it was killed between taking over and deleting
    twice.write_bytes(left.read_bytes())
    with left.open("ab") as stream:
        stream.write(b'{"add": 9, "kind": "SetAnn')  # cut off: acknowledged to nobody
    again = Person(folder)
    again.until(lambda: again.is_sent)
    assert states(again.project, "tree")[:4] == [P, P, P, U]
    titles = [one.title for one in again.project.history(0, 100).entries]
    assert titles.count("Set tree present on 1 image") == 3
    again.project.close()
    assert not list((folder / OUTBOX).glob("*.actions"))
    other.until(lambda: states(other.project, "tree")[2] == P)


KILLED = """
import sys
from pathlib import Path
from labelmt.domain.annotations import Seen, State
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project

project = Project.open(Path(sys.argv[1]))
project.annotation_matrix()
project.let_wait(lambda told: None)
project.listen_to_others(lambda: None)
tree = project.schema().labels[0].id
print("ready", flush=True)
sys.stdin.readline()
for row in range(3):
    project.apply(SetAnnotations((row,), tree, State.PRESENT, seen=Seen.ONE))
    print("acknowledged", row, flush=True)
sys.stdin.readline()
"""


def test_a_server_that_hangs_is_given_up_and_used_again_when_it_wakes(
    people: tuple[Person, Person], postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, other = people
    monkeypatch.setattr(patient_connection.PatientConnection, "silence_s", 1.0)
    head = int((postgres_server.folder / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
    pids = [head, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        me.label(3, "sea")
        assert me.told[-1].waiting == 1
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    me.until(lambda: me.is_sent)
    other.until(lambda: states(other.project, "sea")[3] == P)
    titles = [one.title for one in me.project.history(0, 100).entries]
    assert titles.count("Set sea present on 1 image") == 1


def test_a_statement_that_takes_long_is_no_server_that_hangs(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large move or import says nothing for minutes."""
    me, _ = people
    monkeypatch.setattr(patient_connection.PatientConnection, "silence_s", 0.2)
    with me.project.reading() as view:
        assert view.execute(text("SELECT 7 FROM pg_sleep(1.5)")).scalar() == 7
    assert not me.project.database.is_away
    me.label(3, "sea")
    assert states(me.project, "sea")[3] == P


def test_a_colleague_who_said_otherwise_meanwhile_is_told_of_and_kept(
    people: tuple[Person, Person], postgres_server: Server
) -> None:
    me, other = people
    other.label(0, "tree", A)
    me.until(lambda: states(me.project, "tree")[0] == A)
    with _cut_off(me):
        me.label(1, "tree", P)
        me.label(2, "tree", P)
        other.label(1, "tree", A)
    me.until(lambda: me.is_sent)
    assert [(one.sent, one.overtaken) for one in me.told if one.sent] == [(2, 1)]
    assert states(me.project, "tree")[:3] == [A, P, P], "what reached the server last counts"
    entries = me.project.history(0, 100).entries
    assert [one.title for one in entries].count("Set tree absent on 1 image") == 2


def test_another_window_of_ones_own_in_the_same_millisecond_hides_nothing(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have one login: what the other did was taken for what waited, which was lost."""
    me, other = people
    for module in (waiting_actions, undo):
        monkeypatch.setattr(module, "now", lambda: "2026-12-01T04:42:45.956+00:00")
    with _cut_off(me):
        me.label(2, "tree", P)
        other.label(1, "tree", P)
    me.until(lambda: me.is_sent)
    assert states(me.project, "tree")[:3] == [U, P, P]
    titles = [one.title for one in me.project.history(0, 100).entries]
    assert titles.count("Set tree present on 1 image") == 2


def test_what_the_server_does_not_take_is_kept_aside_and_told(
    people: tuple[Person, Person], postgres_server: Server, tmp_path: Path
) -> None:
    me, other = people
    with _cut_off(me):
        me.label(1, "sea", P)
        me.label(1, "tree", P)
        sea = next(one for one in other.project.schema().labels if one.name == "sea")
        other.project.apply(DeleteLabel(sea.id))
    me.until(lambda: me.is_sent)
    [told] = [one for one in me.told if one.refused]
    assert told.sent == 1
    assert isinstance(told.refused[0], NotFound)
    assert states(me.project, "tree")[1] == P
    assert '"sea' in (tmp_path / "mine" / OUTBOX / REFUSED).read_text().replace("Set sea", '"sea')


@contextmanager
def _cut_off(person: Person) -> Iterator[None]:
    """As if this person's network alone was gone, until the end of the block."""
    database = person.project.database
    fault = ServerUnreachable("The database's server cannot be reached.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_database, "can_be_reached", lambda *_arguments: False)
        database._lose(fault)  # type: ignore[attr-defined]
        assert database.is_away
        yield
