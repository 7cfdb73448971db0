"""A team's project on a server: made, joined, moved there and back, backed up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making_projects import OnServer, add_task, content_of, new_project, set_states
from postgres_server import OWNER, Server

from labelmt.domain.errors import InvalidInput, NotAProject, NotFound, ServerUnreachable
from labelmt.domain.schema import TaskKind
from labelmt.project.backups.dated_copies import BACKUPS
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project
from labelmt.project.project_file import DATABASE, TEAM
from labelmt.project.team.moving import move_to_folder, move_to_server
from labelmt.storage.server_url import ServerAddress


@pytest.fixture
def address(projects_on_server: OnServer) -> ServerAddress:
    return projects_on_server.address()


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed project in a folder, with all kinds of rows; of its last label the id is unused.

    Labelled under the name of the login: what another did nobody undoes.
    """
    monkeypatch.setenv("LOGNAME", OWNER)
    project = new_project(tmp_path, [f"{n}.jpg" for n in range(20)])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, list(range(12)), [15, 16])
    set_states(project, sea, [1, 2], [3])
    project.undo()
    (project.folder / "runs" / "1").mkdir(parents=True)
    (project.folder / "runs" / "1" / "config.json").write_text("{}")
    project.close()
    return project.folder


def everything(project: Project) -> tuple[object, ...]:
    return content_of(project), project.history(0, 100), project.titles(), project.runs()


def test_a_project_moves_to_a_server_and_back_whole(labelled: Path, address: ServerAddress) -> None:
    project = Project.open(labelled)
    before = everything(project)
    project.close()
    there = move_to_server(labelled, address)
    assert not (labelled / DATABASE).exists()
    assert (Path(there.aside) / DATABASE).is_file()
    project = Project.open(labelled)
    assert project.database.is_shared
    assert everything(project) == before
    project.redo()
    tree = project.schema().tasks[0].labels[0]
    set_states(project, tree, [13], [])
    then = everything(project)
    project.close()
    back = move_to_folder(labelled, labelled)
    assert back.tables["annotation"].rows == there.tables["annotation"].rows + 2
    assert back.tables["image"] == there.tables["image"]
    project = Project.open(labelled)
    assert not project.database.is_shared
    assert everything(project) == then
    project.close()
    with pytest.raises(NotAProject):
        join_on_server(labelled.parent / "late", address)


def test_a_project_comes_back_into_another_folder_with_its_runs(
    labelled: Path, address: ServerAddress, tmp_path: Path
) -> None:
    move_to_server(labelled, address)
    with pytest.raises(InvalidInput, match="already"):
        move_to_server(labelled, address)
    move_to_folder(labelled, tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "runs" / "1" / "config.json").is_file()
    project = Project.open(tmp_path / "elsewhere")
    assert project.annotation_count() == 16
    project.close()
    with pytest.raises(InvalidInput, match="in a folder already"):
        move_to_folder(tmp_path / "elsewhere", tmp_path / "third")


def test_two_projects_of_one_name_are_not_mixed(labelled: Path, address: ServerAddress) -> None:
    other = new_project(labelled.parent / "b", ["x.jpg"])
    other.close()
    move_to_server(other.folder, address)
    with pytest.raises(InvalidInput, match="of this name"):
        move_to_server(labelled, address)
    project = Project.open(labelled)
    assert (project.database.is_shared, project.annotation_count()) == (False, 16)
    project.close()


def test_who_joins_has_images_elsewhere(tmp_path: Path, address: ServerAddress) -> None:
    made = Project.create(tmp_path / "mine", [tmp_path / "images"], address)
    made.close()
    with pytest.raises(InvalidInput, match="1 folder of images"):
        join_on_server(tmp_path / "yours", address, [tmp_path / "a", tmp_path / "b"])
    join_on_server(tmp_path / "yours", address, [tmp_path / "share"])
    told = json.loads((tmp_path / "yours" / TEAM).read_text())
    assert told == {"database": str(address), "roots": {"1": str(tmp_path / "share")}}
    yours, mine = Project.open(tmp_path / "yours"), Project.open(tmp_path / "mine")
    assert yours.roots() == {1: tmp_path / "share"}
    assert mine.roots() == {1: tmp_path / "images"}
    yours.close()
    mine.close()


def test_a_backup_is_a_project_by_itself(labelled: Path, address: ServerAddress) -> None:
    move_to_server(labelled, address)
    project = Project.open(labelled)
    before = everything(project)
    made = project.backups.back_up("asked", always=True)
    assert made.file.parent == labelled / BACKUPS
    project.close()
    copy = labelled.parent / "copy"
    copy.mkdir()
    made.file.rename(copy / DATABASE)
    project = Project.open(copy)
    assert everything(project) == before
    project.close()


def test_what_is_not_there_is_told(
    tmp_path: Path, postgres_server: Server, address: ServerAddress
) -> None:
    def made(url: str) -> None:
        Project.create(tmp_path / "p", [tmp_path], ServerAddress.of(url))

    with pytest.raises(NotFound, match="no such database"):
        made(postgres_server.url("nowhere"))
    with pytest.raises(ServerUnreachable) as caught:
        made("postgresql://ada:s3cret@127.0.0.1:1/x")
    assert "s3cret" not in f"{caught.value!r} {caught.value} {caught.value.details}"
    with pytest.raises(NotAProject):
        join_on_server(tmp_path / "p", address)
    assert not (tmp_path / "p").exists()
