"""Composition of the window. Qt is not imported before a display is known to be there."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.errors import NoDisplay
from labelmt.gui.display import display_problem, missing_libraries, require_display

__all__ = ["display_problem", "missing_libraries", "require_display", "run_window"]


def run_window(project: Path | None = None) -> int:
    """Open the window and return the program's exit status when it is closed.

    Args:
        project: a project's folder, or a folder of images; none shows the start page.

    Raises:
        NoDisplay: no window can be opened here.
    """
    require_display()
    try:
        from labelmt.gui.application import run
    except ImportError as error:
        if not (error.name or "").startswith("PySide6") and ".so" not in str(error):
            raise
        raise NoDisplay(
            "The window's toolkit, Qt, cannot be loaded.",
            subject=str(error),
            next_step="Install the missing library; “labelmt doctor” lists what is missing.",
        ) from error
    return run(project)
