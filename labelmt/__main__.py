"""``labelmt`` and ``python -m labelmt``: the window, or a command.

The window opens without the command line, and leaves without taking apart what the system takes
back anyway: together a quarter of a second.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Run this process: open the window where nothing else is asked."""
    if getattr(sys, "frozen", False):
        _import_from_engine()
    arguments = sys.argv[1:]
    if not _asks_for_window(arguments):
        _command_line()
        return
    from labelmt.app import run_window
    from labelmt.domain.errors import LabelMTError
    from labelmt.domain.text import use_languages

    use_languages()
    try:
        status = run_window(Path(arguments[0]).resolve() if arguments else None)
    except LabelMTError:
        _command_line()  # meets it again, and says it
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as in a program without a console
            stream.flush()
    os._exit(status)


def _import_from_engine() -> None:
    """Let a bundle find what it lacks, such as Arrow, in the engine, after what is its own."""
    from labelmt.project.places.home import data_folder

    sys.path.append(str(data_folder() / "engine" / "packages"))


def _asks_for_window(arguments: list[str]) -> bool:
    """Whether it is plain that there is no command: nothing is given, or a folder by its path.

    A project's database stands for its folder: a file manager opens what it knows the type of.
    """
    if not arguments:
        return True
    [first, *more] = arguments
    from labelmt.project.project_file import project_folder

    place = project_folder(Path(first))
    return not more and os.sep in first and place.is_dir()


def _command_line() -> None:
    from labelmt.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
