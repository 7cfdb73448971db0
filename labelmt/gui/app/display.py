"""Checks that a display and the system libraries for a window are there. No Qt."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from labelmt.domain.errors import NoDisplay

WITHOUT_SCREEN = ("offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay")
"""Qt platforms that need no X or Wayland server."""

_GUI = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
LIBRARIES = _GUI | _XCB
"""Libraries of the system that Qt 6 loads for a window under X11 and that its wheel does not
bring, with Debian's names of their packages (``ldd`` on QtGui and the xcb plugin)."""

_WAIT_SECONDS = 3.0


def require_display() -> None:
    """Do nothing where a window can be opened.

    Raises:
        NoDisplay: there is no screen, it does not answer, or a library of the system that
            Qt needs for it is missing.
    """
    problem = display_problem()
    if problem:
        raise NoDisplay(
            "There is no display to open a window on.",
            subject=problem,
            next_step="Start LabelMT in a desktop session, or over SSH with “ssh -X”. "
            "Without a screen, “labelmt --help” lists what works without a window.",
        )
    missing = missing_libraries()
    if missing:
        raise NoDisplay(
            "A window cannot be opened: libraries of the system are missing.",
            subject=", ".join(missing),
            next_step="Install them. On Debian and Ubuntu: sudo apt install "
            + " ".join(LIBRARIES[name] for name in missing),
        )


def display_problem(environment: Mapping[str, str] = os.environ) -> str:
    """Why there is no display to open a window on, or nothing where there is one."""
    platform = _platform(environment)
    if not sys.platform.startswith("linux") or platform in WITHOUT_SCREEN:
        return ""
    if platform != "xcb" and _wayland_answers(environment):
        return ""
    name = environment.get("WAYLAND_DISPLAY", "")
    if platform.startswith("wayland"):
        return f"WAYLAND_DISPLAY={name} does not answer" if name else "WAYLAND_DISPLAY is not set"
    name = environment.get("DISPLAY", "")
    if not name:
        return "neither DISPLAY nor WAYLAND_DISPLAY is set"
    return "" if _x_answers(name) else f"DISPLAY={name} does not answer"


def missing_libraries(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Libraries that a window needs here and that cannot be loaded."""
    if not sys.platform.startswith("linux"):
        return []
    platform = _platform(environment)
    wayland = platform.startswith("wayland") or (not platform and _wayland_answers(environment))
    needed = _GUI if wayland or platform in WITHOUT_SCREEN else LIBRARIES
    return [name for name in needed if not _loads(name)]


def _platform(environment: Mapping[str, str]) -> str:
    """The Qt platform that was asked for: the first of a list, without its options."""
    return re.split("[;:]", environment.get("QT_QPA_PLATFORM", ""))[0]


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _x_answers(name: str) -> bool:
    """Whether an X server listens at a display name: ``[host]:number[.screen]``."""
    match = re.fullmatch(r"(?:\w+/)?(?P<host>.*?):(?P<number>\d+)(?:\.\d+)?", name)
    if match is None:
        return _unix_answers(name)  # some servers give the path of their socket
    host, number = match["host"].strip("[]"), int(match["number"])
    if host in ("", "unix", "localhost"):
        socket_path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 (X's own place)
        if _unix_answers(socket_path) or _unix_answers("\0" + socket_path):
            return True
    try:
        port = 6000 + number
        with socket.create_connection(
            (host.replace("unix", "") or "localhost", port), _WAIT_SECONDS
        ):
            return True
    except (OSError, OverflowError):
        return False


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    return bool(name) and _unix_answers(str(Path(environment.get("XDG_RUNTIME_DIR", ""), name)))


def _unix_answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_WAIT_SECONDS)
        try:
            probe.connect(address)
        except (OSError, ValueError):
            return False
        return True
