"""The command line: the window's services without a window.

Only light modules are imported here, so that ``labelmt --help`` and opening the window do not
wait for torch; the worker process loads it.
"""

from labelmt.domain.text import use_languages

use_languages()  # before help texts are translated, which is when a command's module is imported

from labelmt.cli.main import main  # noqa: E402

__all__ = ["main"]
