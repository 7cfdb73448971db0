"""Roles of a team: what the database itself lets annotators and reviewers do, whatever they run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from making_projects import OnServer, add_task, set_states
from postgres_server import OWNER, Server

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import InvalidInput, NoPermission, NotFound
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project
from labelmt.project.team.roles import Member, TeamRole, add_to_team, remove_from_team, team_of
from labelmt.storage.server_url import ServerAddress

ODD = 'Bob "%s" O\'Neill'


@pytest.fixture(scope="module")
def people(postgres_server: Server) -> None:
    for name in ("ada", ODD):
        quoted = '"' + name.replace('"', '""') + '"'
        postgres_server.execute(f"CREATE ROLE {quoted} LOGIN")


@pytest.fixture
def owned(
    tmp_path: Path, projects_on_server: OnServer, people: None
) -> Iterator[tuple[Project, ServerAddress]]:
    address = projects_on_server.address()
    project = Project.create(tmp_path / "owner", [tmp_path / "images"], address)
    add_images(project, 1, [FoundImage(f"{n}.jpg", 100, 1) for n in range(8)])
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, [0, 1], [2])
    yield project, address
    project.close()


def opened_as(name: str, address: ServerAddress, folder: Path) -> Project:
    own = ServerAddress(address.url.set(username=name), address.project)
    join_on_server(folder, own)
    return Project.open(folder)


def say(project: Project, row: int, label: str, state: State) -> None:
    wanted = next(one for one in project.schema().tasks[0].labels if one.name == label)
    project.apply(SetAnnotations((row,), wanted.id, state, seen=Seen.ONE))


def test_an_annotator_labels_in_their_own_name(
    owned: tuple[Project, ServerAddress], tmp_path: Path
) -> None:
    project, address = owned
    with pytest.raises(NoPermission):
        opened_as("ada", address, tmp_path / "early")
    add_to_team(project, "ada", TeamRole.ANNOTATOR)
    add_to_team(project, "ada", TeamRole.ANNOTATOR)
    assert team_of(project) == [Member(OWNER, TeamRole.OWNER), Member("ada", TeamRole.ANNOTATOR)]
    ada = opened_as("ada", address, tmp_path / "ada")
    say(ada, 3, "sea", State.PRESENT)
    say(ada, 0, "tree", State.ABSENT)  # in the place of what the owner said
    said = {one.label_id: (one.annotator, one.state) for one in project.annotations_of(0)}
    assert set(said.values()) == {("ada", State.ABSENT)}
    ada.undo()  # which brings back the owner's word, as the owner's
    assert [one.annotator for one in project.annotations_of(0)] == [OWNER]
    ada.redo()
    project.look_for_others()
    project.undo()  # the owner's own: rows 1 and 2 go, what ada said of 0 stays
    with pytest.raises(NoPermission):
        ada.apply(CreateLabel(ada.schema().tasks[0].id, "car"))
    with pytest.raises(NoPermission):
        add_images(ada, 1, [FoundImage("new.jpg", 1, 1)])
    with pytest.raises(NoPermission):
        add_to_team(ada, ODD, TeamRole.REVIEWER)
    assert ada.image_count() == 8
    ada.close()
    remove_from_team(project, "ada")
    with pytest.raises(NoPermission):
        Project.open(tmp_path / "ada")
    assert [one.annotator for one in project.annotations_of(3)] == ["ada"], "what was said stays"


def test_a_reviewer_may_add_images_and_has_whatever_name(
    owned: tuple[Project, ServerAddress], tmp_path: Path
) -> None:
    project, address = owned
    add_to_team(project, ODD, TeamRole.ANNOTATOR)
    add_to_team(project, ODD, TeamRole.REVIEWER)
    assert team_of(project)[1:] == [Member(ODD, TeamRole.REVIEWER)]
    bob = opened_as(ODD, address, tmp_path / "bob")
    add_images(bob, 1, [FoundImage("new.jpg", 1, 1)])
    say(bob, 8, "sea", State.PRESENT)
    assert [one.annotator for one in bob.annotations_of(8)] == [ODD]
    bob.close()
    with pytest.raises(NotFound, match="knows nobody"):
        add_to_team(project, 'nobody"; DROP SCHEMA public; --', TeamRole.ANNOTATOR)
    with pytest.raises(InvalidInput, match="owner"):
        add_to_team(project, OWNER, TeamRole.ANNOTATOR)
    with pytest.raises(NotFound):
        remove_from_team(project, "ada")


ESCAPES = (
    "INSERT INTO annotation VALUES (2, 5, 1, 'human', 'owner', '2026', NULL, 'one')",
    "UPDATE annotation SET state = 0",
    "UPDATE annotation SET annotator = 'ada'",
    "INSERT INTO history (kind, title, annotator, at) VALUES ('do', 'x', 'owner', '2026')",
    "UPDATE history SET title = 'x'",
    "DELETE FROM history",
    "UPDATE image SET in_test = true",
    "UPDATE image SET path = 'x'",
    "DELETE FROM image",
    "INSERT INTO root (path) VALUES ('x')",
    "UPDATE label SET name = 'x'",
    "DELETE FROM task",
    "INSERT INTO meta VALUES ('timeline', 'x')",
    "INSERT INTO replaced (label_id, image_row, state, source, annotator, at, seen)"
    " VALUES (2, 5, 1, 'human', 'owner', '2026', 'one')",
    "DELETE FROM replaced",
    "TRUNCATE annotation",
    "CREATE TABLE more (id integer)",
    "DROP TABLE annotation",
    "ALTER TABLE annotation DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE annotation DISABLE TRIGGER ALL",
    "DROP TRIGGER keep_replaced ON annotation",
    "CREATE POLICY more ON annotation USING (true)",
    "CREATE OR REPLACE FUNCTION was_said(integer, integer, integer, text, text, text, text)"
    " RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "SET ROLE owner",
    "SET SESSION AUTHORIZATION owner",
    "SET session_replication_role = replica",
    "ALTER ROLE ada SUPERUSER",
)


def test_an_annotator_does_not_escape_with_a_program_of_their_own(
    owned: tuple[Project, ServerAddress], postgres_server: Server
) -> None:
    project, address = owned
    add_to_team(project, "ada", TeamRole.ANNOTATOR)
    set_states(project, project.schema().tasks[0].labels[1], [6], [])
    before = [project.annotations_of(row) for row in range(8)]
    database = str(address.url.database)
    with postgres_server.connect(database, "ada") as ada:
        ada.execute(f"SET search_path TO {address.project}")
        for statement in ESCAPES:
            refused = ""
            try:
                ada.execute(statement)
            except psycopg.Error as error:
                refused = error.sqlstate or "?"
            assert refused == "42501", statement
        assert [project.annotations_of(row) for row in range(8)] == before
        ada.execute("GRANT ALL ON annotation TO ada WITH GRANT OPTION")  # it warns, no more
        may = ada.execute("SELECT has_table_privilege('annotation', 'UPDATE')").fetchone()
        assert may == (False,)
        # What another said gives way, and is kept by the server, in the replacer's name.
        ada.execute("DELETE FROM annotation WHERE image_row = 6")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ada.execute(
                "INSERT INTO annotation SELECT label_id, image_row, 1 - state, source, annotator,"
                " at, run_id, seen FROM replaced"
            )
        kept = ada.execute("SELECT annotator, image_row, replaced_by FROM replaced").fetchall()
        assert kept == [(OWNER, 6, "ada")]
