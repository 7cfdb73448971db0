"""What comes with the program is found wherever it is installed."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from labelmt.gui.widgets.app_icon import ICON_SIZES, app_icon, icon_file

ROOT = Path(__file__).parents[2]
ICONS = ROOT / "labelmt" / "gui" / "icons"


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


def test_the_desktop_entry_starts_the_window() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(ROOT / "packaging" / "labelmt.desktop", encoding="utf-8")
    desktop = entry["Desktop Entry"]
    assert desktop["Type"] == "Application"
    assert desktop["Icon"] == "labelmt"
    assert desktop["StartupWMClass"] == "labelmt"  # as setDesktopFileName in the window
    scripts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert desktop["Exec"].split()[0] == "labelmt-window"
    assert '\nlabelmt-window = "' in scripts


@pytest.mark.slow
def test_the_wheel_holds_what_the_program_reads(tmp_path: Path) -> None:
    if not shutil.which("uv"):
        pytest.skip("needs uv to build the wheel")
    subprocess.run(
        ["uv", "build", "--wheel", "--out-dir", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    wanted = {f"labelmt/gui/icons/{icon_file(size)}" for size in ICON_SIZES}
    wanted |= {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "labelmt" / "storage" / "migrations").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted <= names
    assert not [name for name in names if not name.startswith(("labelmt/", "labelmt-"))]
    # From the wheel's files alone, whatever else this environment has installed.
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "app = QGuiApplication([])\n"
        "from labelmt.gui import resources\n"
        "assert resources.__file__.startswith(sys.argv[1]), resources.__file__\n"
        "print(len(resources.app_icon().availableSizes()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(tmp_path / "installed")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() == str(len(ICON_SIZES))


def test_resources_are_inside_the_package() -> None:
    assert (files("labelmt.gui") / "icons" / icon_file(256)).is_file()
