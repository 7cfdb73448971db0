"""Resources are found in a checkout, an editable install and a wheel; test_bundle.py: a bundle."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from labelmt.domain.resources import resource, resources_folder
from labelmt.gui.widgets.app_icon import ICON_SIZES, app_icon, icon_file
from labelmt.project.schema.schema_files import TEMPLATES

ROOT = Path(__file__).parents[2]
ICONS = ROOT / "resources" / "icons"


def test_the_icon_has_all_its_sizes(qtbot: QtBot) -> None:
    del qtbot  # a QPixmap needs an application
    icon = app_icon()
    assert sorted(size.width() for size in icon.availableSizes()) == list(ICON_SIZES)
    assert not icon.pixmap(32, 32).isNull()


@pytest.mark.parametrize("size", ICON_SIZES)
def test_each_size_is_a_small_png_of_the_drawing(size: int) -> None:
    file = ICONS / icon_file(size)
    assert file.stat().st_size < 20_000
    with Image.open(file) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (size, size))
        corner = image.getpixel((0, 0))
        assert isinstance(corner, tuple)
        assert corner[3] == 0  # transparent


def test_the_drawing_needs_no_more_than_svg_tiny() -> None:
    # Qt draws SVG Tiny 1.2: what it does not know it leaves out without a word.
    names = {
        element.tag.rpartition("}")[2]
        for element in ElementTree.parse(ICONS / "labelmt.svg").iter()
    }
    assert names <= {"svg", "title", "defs", "linearGradient", "stop", "rect", "circle", "path"}


SOURCE = ROOT / "labelmt" / "domain" / "resources.py"
ASK = (
    "from labelmt.domain.resources import resource\n"
    "print(resource('icons/labelmt.svg'), resource('templates/photos.yaml'))\n"
)


def asked_from(package: Path) -> dict[str, object]:
    """The module as a package elsewhere has it."""
    (package / "domain").mkdir(parents=True)
    copy = shutil.copy(SOURCE, package / "domain" / "resources.py")
    return runpy.run_path(str(copy))


def test_a_checkout_has_them_beside_the_package() -> None:
    assert resources_folder() == ROOT / "resources"
    for name in TEMPLATES:
        assert resource(f"templates/{name}.yaml").is_file()
    with pytest.raises(FileNotFoundError, match=r"not whole: .*nowhere\.svg"):
        resource("icons/nowhere.svg")


def test_an_installed_package_has_them_inside_and_takes_no_neighbour(tmp_path: Path) -> None:
    package = tmp_path / "labelmt"
    found = asked_from(package)["resources_folder"]
    assert callable(found)
    (tmp_path / "resources").mkdir()  # another distribution's, in the same site-packages
    with pytest.raises(FileNotFoundError, match="not whole"):
        found()
    (package / "resources").mkdir()
    assert found() == package / "resources"


def environment(folder: Path, *what: str) -> Path:
    """A Python environment with nothing but this distribution in it; its Python."""
    if not shutil.which("uv"):
        pytest.skip("needs uv")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for command in (
        ["venv", "--python", sys.executable, str(folder)],
        ["pip", "install", "--no-deps", "--python", str(python), *what],
    ):
        done = subprocess.run(["uv", "-q", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return python


def found_by(python: Path) -> list[Path]:
    done = subprocess.run(
        [python, "-P", "-c", ASK], capture_output=True, text=True, check=False, cwd=python.parent
    )
    assert done.returncode == 0, done.stderr
    return [Path(word) for word in done.stdout.split()]


@pytest.mark.slow
def test_an_editable_install_has_those_of_the_checkout(tmp_path: Path) -> None:
    python = environment(tmp_path / "environment", "--editable", str(ROOT))
    assert found_by(python) == [ICONS / "labelmt.svg", ROOT / "resources/templates/photos.yaml"]


@pytest.mark.slow
def test_a_wheel_carries_all_of_them(tmp_path: Path) -> None:
    if not shutil.which("uv"):
        pytest.skip("needs uv")
    subprocess.run(
        ["uv", "build", "--wheel", "--out-dir", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert not [name for name in names if not name.startswith(("labelmt/", "labelmt-"))]
    wanted = {
        f"labelmt/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / "resources").rglob("*")
        if file.is_file()
    } | {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "labelmt" / "storage" / "migrations").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted <= names
    python = environment(tmp_path / "environment", str(wheel))
    for found in found_by(python):
        assert found.is_relative_to(tmp_path / "environment")
