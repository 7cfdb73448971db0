"""The window on a team's project, on a real server: colleagues' labels, undo, a server away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import OWNER, Server
from window_driver import CONTROL, Driver, draw_images

from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project
from labelmt.project.team.roles import TeamRole, add_to_team
from labelmt.storage.server_url import ServerAddress

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
IMAGES = 60


@pytest.fixture
def colleague(tmp_path: Path, server_url: str) -> Iterator[Project]:
    """The owner's project, scanned, with two labels; the person at the window has joined it."""
    address = ServerAddress.of(f"{server_url}&project=birds")
    project = Project.create(tmp_path / "theirs", [draw_images(tmp_path / "many", IMAGES)], address)
    for _ in scan_roots(project, lambda: False):
        pass
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    for name in ("tree", "sea"):
        project.apply(CreateLabel(project.schema().tasks[0].id, name))
    yield project
    project.close()


@pytest.fixture
def ada(postgres_server: Server, colleague: Project, tmp_path: Path) -> Iterator[Path]:
    """The folder of an annotator, who is not the owner."""
    postgres_server.execute("CREATE ROLE ada LOGIN")
    add_to_team(colleague, "ada", TeamRole.ANNOTATOR)
    address = colleague.database.address  # type: ignore[attr-defined]
    url = str(address).replace(f"{OWNER}@", "ada@")
    join_on_server(tmp_path / "mine", ServerAddress.of(url))
    yield tmp_path / "mine"
    postgres_server.execute("DROP OWNED BY ada", address.url.database)
    postgres_server.execute("DROP ROLE ada")


def label(project: Project, rows: tuple[int, ...], name: str, state: State = P) -> None:
    wanted = next(one for one in project.schema().labels if one.name == name)
    project.apply(SetAnnotations(rows, wanted.id, state, seen=Seen.ONE))


def test_a_colleagues_labels_appear_and_undo_is_ones_own(
    driver: Driver, colleague: Project, ada: Path
) -> None:
    window = driver.window
    driver.open(ada)
    grid = window.browser.grid
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    driver.select(IMAGES - 3, IMAGES - 2)
    scrolled, chosen = bar.value(), window.browser.selected_rows().tolist()
    assert scrolled > 0
    driver.press("1")
    driver.settle()
    assert driver.states("tree")[-3:] == [P, P, U]
    label(colleague, (0, IMAGES - 2), "sea")
    driver.until(lambda: driver.states("sea")[0] == P)
    assert driver.states("sea")[-2] == P
    assert window.browser.selected_rows().tolist() == chosen
    assert bar.value() == scrolled
    driver.press("Z", CONTROL)
    driver.until(lambda: driver.states("tree")[-3] == U)
    driver.settle()
    assert driver.states("sea")[0] == P, "a colleague's stays"
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("sea")[0] == P, "there is nothing of one's own left"
    said = [one.annotator for one in colleague.annotations_of(0)]
    assert said == [OWNER]


def test_the_latest_of_two_counts_and_both_are_kept(
    driver: Driver, colleague: Project, ada: Path
) -> None:
    driver.open(ada)
    label(colleague, (3,), "tree", A)
    driver.until(lambda: driver.states("tree")[3] == A)
    driver.select(3)
    driver.press("1")
    driver.settle()
    colleague.look_for_others()
    [tree] = colleague.annotations_of(3)
    assert (tree.state, tree.annotator) == (P, "ada")
    told = {(one.annotator, State(one.state)) for one in colleague.statements_of(3)}
    assert told == {("ada", P), (OWNER, A)}
    titles = [(one.annotator, one.title) for one in colleague.history(0, 100).entries[-2:]]
    assert titles == [
        (OWNER, "Set tree absent on 1 image"), ("ada", "Set tree present on 1 image"),
    ]  # fmt: skip
