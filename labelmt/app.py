"""Composition of the window. Qt is not imported before a display is known to be there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from labelmt.domain.errors import EnvironmentFault, NoDisplay
from labelmt.domain.text import mark
from labelmt.gui.app.display import display_problem, missing_libraries, require_display

if TYPE_CHECKING:
    from labelmt.gui.app.headless_demo import HeadlessDemo, Say
    from labelmt.gui.app.qt_facts import QtFacts

__all__ = [
    "display_problem",
    "missing_libraries",
    "qt_facts",
    "require_display",
    "run_headless",
    "run_window",
]


def run_window(project: Path | None = None) -> int:
    """Open the window and return the program's exit status when it is closed.

    Args:
        project: a project's folder, or a folder of images; none shows the start page.

    Raises:
        NoDisplay: no window can be opened here.
    """
    gc.disable()  # a quarter of the time that the imports take; the window collects by itself
    require_display()
    with qt_needed():
        from labelmt.gui.app.application import run

    return run(project)


def run_headless(project: Path, screenshot: Path, say: Say) -> HeadlessDemo:
    """Do the whole job in the window without anybody at it, and save a picture of it.

    Args:
        say: told of each step in a few words.

    Raises:
        NoDisplay: no window can be opened here; QT_QPA_PLATFORM=offscreen needs no screen.
        LabelMTError: what went wrong with the training.
    """
    require_display()
    with qt_needed():
        from labelmt.gui.app.headless_demo import run_headless_demo

    return run_headless_demo(project, screenshot, say)


def qt_facts() -> QtFacts:
    """What Qt says of itself, without a window. Raises ImportError where it cannot be loaded."""
    from labelmt.gui.app import qt_facts as asked

    return asked.qt_facts()


@contextmanager
def qt_needed(
    fault: type[EnvironmentFault] = NoDisplay,
    what: str = mark("The window's toolkit, Qt, cannot be loaded."),
    kept: str = "",
) -> Iterator[None]:
    """Say which library of the system keeps Qt from being loaded.

    Raises:
        EnvironmentFault: ``fault``, which says ``what``.
    """
    try:
        yield
    except ImportError as error:
        if not (error.name or "").startswith("PySide6") and ".so" not in str(error):
            raise
        raise fault(
            what,
            subject=str(error),
            kept=kept,
            next_step=mark("Install the missing library; “labelmt doctor” lists what is missing."),
        ) from error
