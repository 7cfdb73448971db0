"""The window on a team's project, on a real server: colleagues' labels, undo, a server away."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from postgres_server import OWNER, Server
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    SetAnnotations,
    SettleDisputes,
)
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


def test_labelling_goes_on_while_the_server_is_away(
    driver: Driver, colleague: Project, ada: Path, postgres_server: Server
) -> None:
    window, sign = driver.window, driver.window.team_server.sign
    driver.open(ada)
    driver.select(0)
    driver.press("1")
    driver.settle()
    assert not sign.isVisible()
    postgres_server.stop("immediate")
    try:
        driver.select(1)
        driver.press("1")
        driver.until(lambda: driver.states("tree")[1] == P)
        driver.until(sign.isVisible)
        assert sign.text() == "The server is away · 1 action waits"
        assert window.notices.shown is not None
        assert window.notices.shown.what == "The team's server cannot be reached."
        if place := os.environ.get("LABELMT_PICTURE"):
            window.grab().save(place)
        driver.select(2)
        driver.press("1")
        driver.press("2")
        driver.until(lambda: driver.states("sea")[2] == P)
        driver.press("Z", CONTROL)
        driver.until(lambda: driver.states("sea")[2] == U)
        driver.select(*range(30))
        driver.press("2", SHIFT)
        driver.until(lambda: driver.states("sea")[:30] == [A] * 30)
        assert driver.states("tree")[:4] == [P, P, P, U]
    finally:
        postgres_server.start()
    driver.until(lambda: not sign.isVisible())
    driver.settle()
    assert driver.states("tree")[:4] == [P, P, P, U]
    colleague.look_for_others()
    assert colleague.annotation_count() == 33
    assert {one.annotator for one in colleague.annotations_of(2)} == {"ada"}
    driver.press("Z", CONTROL)
    driver.until(lambda: driver.states("sea")[0] == U)


def test_a_window_that_closes_while_the_server_is_away_sends_by_the_next_start(
    new_window: Callable[..., AbstractContextManager[Driver]],
    colleague: Project,
    ada: Path,
    postgres_server: Server,
) -> None:
    with new_window() as driver:
        driver.open(ada)
        postgres_server.stop("immediate")
        driver.select(5)
        driver.press("1")
        driver.until(lambda: driver.states("tree")[5] == P)
    postgres_server.start()
    with new_window() as driver:
        driver.open(ada)
        driver.until(lambda: driver.states("tree")[5] == P)
        driver.settle()
    colleague.look_for_others()
    assert [one.annotator for one in colleague.annotations_of(5)] == ["ada"]


def test_what_cannot_wait_is_refused_in_words_while_the_server_is_away(
    driver: Driver, ada: Path, postgres_server: Server
) -> None:
    window, told = driver.window, list[Exception]()
    driver.open(ada)
    window.session.failed.connect(told.append)
    tree = driver.label("tree").id
    postgres_server.stop("immediate")
    try:
        driver.select(1)
        driver.press("1")
        driver.until(window.team_server.sign.isVisible)
        driver.settle()
        told.clear()

        def refused(count: int) -> bool:
            return sum("Only labels wait" in str(one) for one in told) == count

        driver.press("U", CONTROL)
        driver.until(lambda: refused(1))
        driver.press("4", CONTROL | SHIFT)
        driver.until(lambda: refused(2))
        driver.press("C", CONTROL | SHIFT)
        driver.until(window.panel.marks.comment.hasFocus)
        driver.type("ask Eva")
        driver.until(lambda: refused(3))
        window.session.apply(SettleDisputes((1,), tree, P))
        driver.until(lambda: refused(4))
        assert all("Do it again when the server is back." in str(one) for one in told)
        images = driver.project_view.images
        assert not images.unsure[1]
        assert images.ratings[1] == 0
        driver.until(lambda: not window.panel.marks.unsure.isChecked())
        if place := os.environ.get("LABELMT_PICTURE"):
            window.grab().save(place.replace(".png", "-refused.png"))
    finally:
        postgres_server.start()
    driver.until(lambda: not window.team_server.sign.isVisible())
    assert driver.states("tree")[1] == P, "the label waited"
