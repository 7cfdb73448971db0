"""No display: said in a sentence, before Qt gets the chance to end the process."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelmt.domain.errors import NoDisplay
from labelmt.gui.app.display import display_problem, missing_libraries, require_display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "wayland-7"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(place))
        server.listen()
        yield place


def test_nothing_is_set() -> None:
    assert display_problem({}) == "neither DISPLAY nor WAYLAND_DISPLAY is set"


@pytest.mark.parametrize("display", [":987", "localhost:987.0", "unix:987", "/no/such/socket", "?"])
def test_an_x_server_that_does_not_answer(display: str) -> None:
    assert display_problem({"DISPLAY": display}) == f"DISPLAY={display} does not answer"


def test_an_x_server_over_tcp() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        number = server.getsockname()[1] - 6000
        assert display_problem({"DISPLAY": f"127.0.0.1:{number}.0"}) == ""


def test_wayland_answers(wayland: Path) -> None:
    environment = {"WAYLAND_DISPLAY": wayland.name, "XDG_RUNTIME_DIR": str(wayland.parent)}
    assert display_problem(environment) == ""
    assert display_problem(environment | {"QT_QPA_PLATFORM": "wayland"}) == ""
    assert display_problem(environment | {"QT_QPA_PLATFORM": "xcb"}) != ""
    assert display_problem({"WAYLAND_DISPLAY": str(wayland)}) == "", "may be a whole path"


def test_wayland_is_asked_for_and_gone(tmp_path: Path) -> None:
    environment = {"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert "DISPLAY" in display_problem(environment)
    environment["QT_QPA_PLATFORM"] = "wayland"
    assert display_problem(environment) == "WAYLAND_DISPLAY=gone does not answer"
    assert display_problem({"QT_QPA_PLATFORM": "wayland"}) == "WAYLAND_DISPLAY is not set"


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600", "offscreen;xcb"])
def test_platforms_without_a_screen(platform: str) -> None:
    assert display_problem({"QT_QPA_PLATFORM": platform}) == ""


def test_libraries_of_x_are_not_needed_without_it() -> None:
    needed = missing_libraries({"QT_QPA_PLATFORM": "offscreen"})
    assert not [name for name in needed if "xcb" in name]


def test_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoDisplay) as caught:
        require_display()
    assert caught.value.next_step
    assert "DISPLAY" in caught.value.subject


def test_no_qt_is_loaded_to_find_out() -> None:
    code = (
        "import sys, labelmt.app\n"
        "try: labelmt.app.run_window()\n"
        "except labelmt.app.NoDisplay as error: print(error)\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "display" in done.stdout
