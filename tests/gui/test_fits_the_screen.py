"""Every window and dialog fits on small screens, and nothing that is needed is cut off."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from window_driver import Driver, draw_images

import labelmt.gui
from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.widgets.panel_widths import Panel, panel_widths
from labelmt.gui.widgets.work_area import PANEL, SIDE
from labelmt.project.commands.commands import CreateLabel, CreateTask, EditLabel, SetAnnotations
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project

EVERY_WINDOW = Path(__file__).with_name("every_window.py")
GUI = Path(labelmt.gui.__file__).parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = Project.create(tmp_path / "project", [draw_images(tmp_path / "<b>pictures", 8)])
    list(scan_roots(made, lambda: False))
    made.apply(CreateTask("objects", TaskKind.MULTILABEL))
    for name in ("tree", "sea", "a label with a name of many words", "<b>bold</b>"):
        made.apply(CreateLabel(made.schema().tasks[0].id, name))
    bold = made.schema().labels[-1].id
    made.apply(EditLabel(bold, description="<b>any</b> thing", synonyms=("<b>dark",)))
    made.apply(SetAnnotations((0, 1), bold, State.PRESENT))
    made.close()
    return tmp_path / "project"


@pytest.mark.skipif(os.name == "nt", reason="the offscreen platform splits its file at the colon")
@pytest.mark.parametrize(
    ("width", "height", "scale", "theme"),
    [
        (1024, 700, 1, "light"), (1440, 900, 1, "dark"), (1024, 700, 2, "dark"),
        pytest.param(2048, 1400, 2, "light", marks=pytest.mark.slow),
        pytest.param(1366, 768, 1.5, "light", marks=pytest.mark.slow),
        pytest.param(1440, 900, 1, "light long", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_every_window_fits_is_read_and_walked_with_tab(
    project: Path, tmp_path: Path, width: int, height: int, scale: float, theme: str
) -> None:
    screen = {"name": "small", "x": 0, "y": 0, "width": width, "height": height}
    sizes = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    place = tmp_path / "screen.json"
    place.write_text(json.dumps({"screens": [screen | sizes]}), encoding="utf-8")
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={place}",
        "QT_SCALE_FACTOR": str(scale),
    }
    done = subprocess.run(
        [sys.executable, str(EVERY_WINDOW), str(project), *theme.split()],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout)
    assert not told["missed"], "dialogs that this test does not open"
    for name, one in told["found"].items():
        assert one["inside"], (name, one["size"])
        assert not one["outside"], (name, one["outside"])
        assert not one["cut off"], (name, one["cut off"])
        assert not one["blank"], (name, one["blank"])
        assert not one["markup"], (name, one["markup"])
        assert not one["unreadable"], (name, one["unreadable"])
        assert not one["focus"], (name, one["focus"])


def test_every_dialog_is_one_that_fits() -> None:
    others = [
        f"{file.relative_to(GUI)}: {node.name}"
        for file in GUI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name != "FittingDialog"
        for base in node.bases
        if getattr(base, "id", "") == "QDialog"
    ]
    assert others == []


def test_panels_get_narrower_and_then_make_way_the_side_first() -> None:
    side, panel = Panel(216, 160), Panel(276, 200)
    assert panel_widths(side, panel, 1440, 340) == (216, 276)
    narrow = panel_widths(side, panel, 1000, 340)
    assert narrow[0] < 216
    assert narrow[1] < 276
    assert sum(narrow) <= 420, "at most 42 % of it"
    assert panel_widths(side, panel, 700, 340) == (160, 200)
    assert panel_widths(side, panel, 699, 340)[0] == 0
    assert panel_widths(side, panel, 539, 340) == (0, 0)
    assert panel_widths(side, panel, 539, 340, asked=True)[0] == 0
    assert panel_widths(side, panel, 539, 340, asked=True)[1] >= 200
    assert panel_widths(side, Panel(276, 200, wanted=False), 700, 340) == (216, 0)


def test_panels_are_hidden_by_key_and_handle_and_come_back_with_what_needs_them(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    area = driver.window.workspace
    assert area.shown == (True, True)
    before = area.sizes()
    driver.do(driver.window.commands.sidebar)
    assert area.shown == (False, True)
    assert not driver.window.commands.sidebar.isChecked()
    assert area.edges[SIDE].isVisible()
    driver.click(area.edges[SIDE])
    assert area.shown == (True, True)
    assert area.sizes() == before
    driver.click(area.handle(PANEL))
    assert area.shown == (True, False)
    driver.window.browser.focus_images()
    driver.press("L")
    assert area.shown == (True, True), "labels are typed in it"
    assert driver.window.panel.adder.isAncestorOf(driver.window.focusWidget())


def test_hidden_panels_stay_hidden_in_the_next_window(new_window, images: Path) -> None:  # type: ignore[no-untyped-def]
    with new_window() as first:
        first.open(images)
        first.do(first.window.commands.label_panel)
        assert first.window.workspace.shown == (True, False)
    with new_window() as again:
        again.open(images)
        assert again.window.workspace.shown == (True, False)
        assert not again.window.commands.label_panel.isChecked()
