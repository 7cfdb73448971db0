"""Desktop entry, AppStream metadata and file type say what the program is, and agree."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from labelmt.domain.resources import resource
from labelmt.project.project_file import DATABASE

ROOT = Path(__file__).parents[2]
PROJECT_TYPE = "application/x-labelmt-project"
TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(resource("desktop/labelmt.desktop"), encoding="utf-8")
    return parser["Desktop Entry"]


def metadata() -> ElementTree.Element:
    return ElementTree.parse(resource("desktop/org.labelmt.LabelMT.metainfo.xml")).getroot()


def test_the_desktop_entry_starts_the_window(entry: configparser.SectionProxy) -> None:
    assert entry["Type"] == "Application"
    assert entry["Icon"] == "labelmt"
    assert entry["StartupWMClass"] == "labelmt"  # as setDesktopFileName in the window
    assert entry["Exec"].split() == ["labelmt-window", "%f"]
    assert "labelmt-window" in TOLD["gui-scripts"]
    assert PROJECT_TYPE in entry["MimeType"].split(";")


def test_the_metadata_tells_this_version_and_this_entry() -> None:
    component = metadata()
    assert component.findtext("launchable") == "labelmt.desktop"
    assert component.findtext("project_license") == TOLD["license"]
    assert [one.text for one in component.iter("mediatype")] == [PROJECT_TYPE]
    newest = next(component.iter("release"))
    assert newest.get("version") == TOLD["version"]


def test_every_sentence_of_the_metadata_is_there_in_chinese() -> None:
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for kind in ("summary", "p", "li"):
        told = [one.get(language) for one in metadata().iter(kind)]
        assert told == [None, "zh_CN"] * (len(told) // 2), kind
        assert told, kind


def test_the_file_type_is_that_of_a_projects_database() -> None:
    (kind,) = ElementTree.parse(resource("desktop/labelmt-project.xml")).getroot()
    assert kind.get("type") == PROJECT_TYPE
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert [one.get("pattern") for one in kind.iter(f"{space}glob")] == [DATABASE]


@pytest.mark.parametrize(
    "command",
    [
        ("desktop-file-validate", "labelmt.desktop"),
        ("appstreamcli", "validate", "--no-net", "org.labelmt.LabelMT.metainfo.xml"),
    ],
    ids=["desktop entry", "metadata"],
)
def test_the_desktops_own_checkers_find_nothing(command: tuple[str, ...]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(
        [*command[:-1], resource(f"desktop/{command[-1]}")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_system_knows_a_project_by_the_file_type(tmp_path: Path) -> None:
    if not shutil.which("update-mime-database"):
        pytest.skip("needs update-mime-database, of shared-mime-info")
    (tmp_path / "mime" / "packages").mkdir(parents=True)
    shutil.copy(resource("desktop/labelmt-project.xml"), tmp_path / "mime" / "packages")
    subprocess.run(
        ["update-mime-database", str(tmp_path / "mime")],
        check=True, capture_output=True, env={**os.environ, "XDG_DATA_DIRS": str(tmp_path)},
    )  # fmt: skip
    lines = (tmp_path / "mime" / "globs2").read_text(encoding="utf-8").splitlines()
    assert f"50:{PROJECT_TYPE}:{DATABASE}" in lines
