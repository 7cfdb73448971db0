"""The command line: the window's services without a window.

Only light modules are imported here, so that ``labelmt --help`` and opening the window do not
wait for torch; the worker process loads it.
"""

from labelmt.cli.main import main

__all__ = ["main"]
