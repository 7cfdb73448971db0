"""The learning engine's Python: a program beside the window's that runs modules, files and code.

Frozen by PyInstaller with the whole standard library and nothing else. It understands as much of
Python's command line as the worker and the child processes of libraries need: ``-m MODULE``,
``-c CODE``, FILE, and flags, which are passed over. LABELMT_ENGINE names the folders that modules
are imported from, before any other.
"""

from __future__ import annotations

import os
import runpy
import sys

FOLDERS = "LABELMT_ENGINE"
_WITH_VALUE = ("-W", "-X")


def main() -> None:
    arguments = sys.argv[1:]
    # Libraries take another path where they believe to be frozen; here they are not.
    if hasattr(sys, "frozen"):
        del sys.frozen
    sys._base_executable = sys.executable  # type: ignore[attr-defined]
    folders = [one for one in os.environ.get(FOLDERS, "").split(os.pathsep) if one]
    sys.path[:0] = folders
    while arguments and arguments[0].startswith("-") and arguments[0] not in ("-", "-c", "-m"):
        flag = arguments.pop(0)
        if flag in _WITH_VALUE and arguments:
            arguments.pop(0)
        elif flag in ("-V", "--version"):
            sys.stdout.write(f"Python {sys.version.split()[0]}\n")
            return
        elif len(flag) > 2 and flag[1] != "-" and flag[-1] in "cm":  # such as -Ic
            arguments.insert(0, f"-{flag[-1]}")
    if not arguments or arguments[0] == "-":
        _run(sys.stdin.read(), ["-"])
    elif arguments[0] == "-c":
        _run(arguments[1], ["-c", *arguments[2:]])
    elif arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(arguments[0])))  # noqa: PTH100, PTH120
        runpy.run_path(arguments[0], run_name="__main__")


def _run(code: str, arguments: list[str]) -> None:
    sys.argv = arguments
    space = sys.modules["__main__"].__dict__
    exec(compile(code, "<string>", "exec"), space)  # noqa: S102 - it is what -c asks for


if __name__ == "__main__":
    main()
