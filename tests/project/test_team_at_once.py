"""Several processes at one project on a server: nothing is lost, and each hears of the others."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import OnServer, add_task
from postgres_server import OWNER, Server

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import ServerUnreachable
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project

ROWS = 40
COLLEAGUE = """
import sys
from pathlib import Path
from labelmt.domain.annotations import Seen, State
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project

folder, first, step, undoes = sys.argv[1], *map(int, sys.argv[2:5])
project = Project.open(Path(folder))
tree, sea = (label.id for label in project.schema().tasks[0].labels)
print("ready", flush=True)
sys.stdin.readline()
for row in range(first, 40, step):
    project.apply(SetAnnotations((row,), tree, State.PRESENT, seen=Seen.ONE))
for _ in range(undoes):
    project.undo()
print("done", flush=True)
sys.stdin.readline()
project.close()
"""


@pytest.fixture
def team(tmp_path: Path, projects_on_server: OnServer) -> Iterator[tuple[Project, Path]]:
    """A project with images and labels, open; and a colleague's folder of it."""
    address = projects_on_server.address()
    project = Project.create(tmp_path / "mine", [tmp_path / "images"], address)
    add_images(project, 1, [FoundImage(f"{n}.jpg", 100, 1) for n in range(ROWS)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    join_on_server(tmp_path / "yours", address)
    yield project, tmp_path / "yours"
    project.close()


class Colleague:
    """A process that labels every ``step``-th image when it is let."""

    def __init__(self, folder: Path, first: int, step: int, undoes: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", COLLEAGUE, *map(str, (folder, first, step, undoes))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ),
        )  # fmt: skip
        self._wait_for("ready")

    def _wait_for(self, word: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == word

    def start(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def finish(self) -> None:
        self._wait_for("done")
        self._process.communicate("end\n")
        assert self._process.returncode == 0


def label(project: Project, rows: tuple[int, ...], name: str = "sea") -> None:
    wanted = next(one for one in project.schema().tasks[0].labels if one.name == name)
    project.apply(SetAnnotations(rows, wanted.id, State.PRESENT, seen=Seen.ONE))


def test_two_processes_label_at_once(team: tuple[Project, Path]) -> None:
    project, folder = team
    project.annotation_matrix()
    heard = threading.Event()
    project.listen_to_others(heard.set)
    colleague = Colleague(folder, 1, 2, undoes=3)
    heard.clear()
    colleague.start()
    for row in range(0, ROWS, 2):
        label(project, (row,))
    own = project.titles()[0]
    colleague.finish()
    assert heard.wait(60), "the server tells of what others write"
    project.look_for_others()
    expected = np.full((ROWS, 2), State.UNKNOWN, dtype=np.int8)
    expected[1 : ROWS - 6 : 2, 0] = expected[0::2, 1] = State.PRESENT
    assert np.array_equal(project.annotation_matrix(), expected)
    page = project.history(0, 1000)
    ids = [one.id for one in page.entries[: page.done]]
    assert ids == sorted(ids)
    assert len(page.entries) - page.done == 3
    assert project.titles()[0] == own == "Set sea present on 1 image"
    project.undo()
    assert project.annotation_matrix()[ROWS - 2, 1] == State.UNKNOWN
    assert (project.annotation_matrix()[:, 0] == expected[:, 0]).all(), "the colleague's stay"
    reopened = Project.open(folder)
    assert np.array_equal(reopened.annotation_matrix(), project.annotation_matrix())
    reopened.close()


def test_undo_is_of_ones_own_by_name_after_opening_again(
    team: tuple[Project, Path], postgres_server: Server
) -> None:
    project, folder = team
    label(project, (1,))
    with project.database.write() as connection:
        connection.exec_driver_sql("UPDATE history SET annotator = 'ada' WHERE id = 1")
        connection.exec_driver_sql("UPDATE history SET annotator = 'ada' WHERE kind = 'do'"
                                   " AND id = (SELECT max(id) FROM history)")  # fmt: skip
    again = Project.open(folder)
    assert again.undo_title == "Make label sea"
    assert {one.annotator for one in again.history(0, 100).entries} == {"ada", OWNER}
    again.close()


def test_a_server_that_is_killed_loses_nothing_acknowledged(
    team: tuple[Project, Path], postgres_server: Server
) -> None:
    project, folder = team
    heard = threading.Event()
    project.listen_to_others(heard.set)
    label(project, (1, 2))
    postgres_server.stop("immediate")
    try:
        with pytest.raises(ServerUnreachable) as caught:
            label(project, (3,))
        assert "is kept" in caught.value.kept
        with pytest.raises(ServerUnreachable):
            project.annotations_of(1)
    finally:
        heard.clear()
        postgres_server.start()
    while project.database.is_away:
        assert heard.wait(60), "that the server is back is told"
        heard.clear()
    assert project.annotation_count() == 2
    label(project, (3,))
    assert project.annotation_count() == 3
    heard.clear()
    other = Project.open(folder)
    label(other, (3,), "tree")
    other.close()
    assert heard.wait(60), "who listened listens again"
    project.undo()
    assert project.annotation_count() == 3


def test_a_writer_that_is_cut_off_keeps_nobody_waiting(team: tuple[Project, Path]) -> None:
    project, folder = team
    other = Project.open(folder)
    with other.database.read() as connection:  # a view holds no lock
        connection.exec_driver_sql("SELECT count(*) FROM annotation").scalar()
        label(project, (1,))

    def cut_off() -> None:
        with other.database.write() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with project.database.read() as killer:
                killer.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))
            label(project, (2,))  # its turn is free again
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(ServerUnreachable):
        cut_off()
    assert project.annotation_count() == 2
    other.close()
