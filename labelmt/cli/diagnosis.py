"""What is wrong with this installation or this machine, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from labelmt.domain.text import Text, text

LEAST_FREE = 5e9
"""Bytes that should be free where projects are: thumbnails, features and weights take room."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``id``: one word, the heading's in docs/guide/troubleshooting.md."""

    id: str
    what: Text
    next_step: Text


def findings(report: dict[str, Any]) -> list[Finding]:
    """What a report of doctor has that needs something done, the worst first.

    Args:
        report: as ``labelmt.cli.doctor.examine`` gives it.
    """
    found = []
    worker, qt = report["worker"], report["qt"]
    if report["missing_libraries"]:
        from labelmt.gui.app.display import LIBRARIES

        missing = report["missing_libraries"]
        packages = " ".join(LIBRARIES[name] for name in missing)
        found.append(
            Finding(
                "libraries",
                text("Libraries of the system are missing: {names}.", names=", ".join(missing)),
                text("On Debian and Ubuntu: sudo apt install {packages}", packages=packages),
            )
        )
    if report["display"] != "ok":
        found.append(
            Finding(
                "display",
                text("There is no display to open a window on: {why}.", why=report["display"]),
                text("Start LabelMT in a desktop session; commands work without one."),
            )
        )
    if worker.get("problem"):
        found.append(
            Finding(
                "worker",
                text("The process that learns does not start."),
                text(
                    "Try again when the machine is less busy; else install LabelMT anew and report"
                    " this."
                ),
            )
        )
    if qt.get("problem"):
        found.append(
            Finding(
                "qt",
                text("The window's toolkit, Qt, cannot be loaded: {why}", why=qt["problem"]),
                text("Install LabelMT anew, in an environment of its own."),
            )
        )
    elif qt.get("fonts") == 0:
        found.append(
            Finding(
                "fonts",
                text("There is no font: the window shows boxes for letters."),
                text("Install one; on Debian and Ubuntu: sudo apt install fonts-dejavu-core"),
            )
        )
    elif qt.get("chinese_fonts") == 0:
        found.append(
            Finding(
                "chinese",
                text("No font has Chinese letters."),
                text("For Chinese, on Debian and Ubuntu: sudo apt install fonts-noto-cjk"),
            )
        )
    for name, folder in report["folders"].items():
        if not folder["writable"]:
            found.append(
                Finding(
                    "folders",
                    text(
                        "Nothing can be written to {folder} ({name}).",
                        folder=folder["path"],
                        name=name,
                    ),
                    text("Change its permissions, or name another place in LABELMT_HOME."),
                )
            )
    free = report["folders"]["projects"]["free_bytes"]
    if free is not None and free < LEAST_FREE:
        found.append(
            Finding(
                "disk",
                text("{free:.1f} GB are free where projects are kept.", free=free / 1e9),
                text("Make room, or clear caches in Edit › Preferences…"),
            )
        )
    return found
