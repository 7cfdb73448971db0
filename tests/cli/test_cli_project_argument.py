"""A project is a folder or a URL, in every command alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from labelmt.__main__ import _asks_for_window
from labelmt.cli.main import app
from labelmt.cli.project_argument import HELP, ProjectPlace
from labelmt.domain.errors import InvalidInput

URLS = (
    "postgresql://me:secret@host:5432/labels",
    "postgresql+psycopg://host/labels",
    "s3://bucket/project",
    "sqlite:///somewhere/project.sqlite",
)
REST = {
    ("create",): ["--images", "images"],
    ("import",): ["labels.csv"],
    ("export",): ["labels.csv"],
    ("export-model",): ["model.onnx"],
    ("report",): ["--out", "out"],
    ("contact-sheet",): ["--out", "out.pdf"],
    ("train",): [],
    ("predict",): ["--out", "out.csv"],
    ("evaluate",): ["--truth", "truth.csv"],
    ("compare-sharing",): [],
    ("suspects",): [],
    ("agreement",): [],
    ("duplicates",): [],
    ("backup",): [],
    ("restore",): [],
    ("check",): [],
    ("join",): ["postgresql://127.0.0.1:1/labels"],
    ("move",): ["--to", "elsewhere"],
    ("scan",): [],
    ("suggest",): ["--labels", "train", "--out", "out.csv"],
    ("open",): [],
    ("demo",): [],
    ("schema", "export"): ["out.yaml"],
    ("schema", "import"): ["in.yaml"],
    ("runs", "list"): [],
    ("runs", "show"): ["1"],
    ("runs", "compare"): ["1", "2"],
    ("runs", "curve"): [],
    ("runs", "serve"): ["1"],
    ("runs", "rename"): ["1", "x"],
    ("runs", "note"): ["1", "x"],
    ("runs", "delete"): ["1"],
}
OF_NO_PROJECT = {
    ("doctor",), ("formats",), ("serve",),
    *(("engine", one) for one in ("status", "install", "repair", "remove", "use")),
}  # fmt: skip


def all_commands() -> dict[tuple[str, ...], object]:
    found: dict[tuple[str, ...], object] = {}
    root = get_command(app)
    for name, one in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(one, "commands", None)
        if inner is None:
            found[name,] = one
        else:
            found.update({(name, part): command for part, command in inner.items()})
    return found


def test_every_command_is_tried_here() -> None:
    assert all_commands().keys() == REST.keys() | OF_NO_PROJECT


@pytest.mark.parametrize("words", REST, ids=" ".join)
@pytest.mark.parametrize("url", URLS)
def test_a_url_is_refused_and_no_file_is_touched(
    words: tuple[str, ...], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "images").mkdir()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [*words, url, *REST[words]])
    assert result.exit_code == 1
    said = " ".join(result.stderr.replace("│", " ").split())
    assert "by URL are not supported yet" in said
    assert "Give the folder of a project." in said
    assert "secret" not in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["images"]


def test_the_argument_is_one_in_all_commands() -> None:
    seen = set()
    for words, command in all_commands().items():
        for one in command.params:  # type: ignore[attr-defined]
            if one.name == "project" and words != ("open",):
                seen.add((one.metavar, one.help, one.required))
    assert seen == {("PROJECT", HELP, True)}


@pytest.mark.parametrize("given", ["a", "./a", "../a", "C://a", "a:b", "x/y://z"])
def test_everything_else_is_a_path(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ProjectPlace(given).folder == (tmp_path / given).resolve()


def test_a_projects_database_stands_for_its_folder(tmp_path: Path) -> None:
    database = tmp_path / "project.sqlite"
    assert ProjectPlace(str(database)).folder == database  # there is none
    database.touch()
    assert ProjectPlace(str(database)).folder == tmp_path
    assert _asks_for_window([str(database)])
    assert not _asks_for_window([str(tmp_path / "photo.jpg")])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://me:secret@host/db", "postgresql://me:…@host/db"),
        ("postgresql://me:se/cr@et@host/db", "postgresql://me:…@host/db"),
        ("postgresql://host/db?user=me&password=secret&x=1",
         "postgresql://host/db?user=me&password=…&x=1"),
        ("s3://bucket/project", "s3://bucket/project"),
    ],
)  # fmt: skip
def test_a_url_is_kept_as_given_and_told_without_its_password(given: str, shown: str) -> None:
    place = ProjectPlace(given)
    assert place.given == given
    assert str(place) == shown
    with pytest.raises(InvalidInput) as caught:
        _ = place.folder
    assert caught.value.subject == shown
