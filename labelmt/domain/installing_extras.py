"""How an extra of LabelMT, or a package, is installed where this process runs: uv or pip.

An environment made by uv has no pip, a checkout is on no package index, and the bundle takes no
package at all: one sentence for all would be of no use in most places.
"""

from __future__ import annotations

import sys
from pathlib import Path

from labelmt.domain.resources import checkout
from labelmt.domain.text import Text, text


def install_extra(extra: str) -> Text:
    """The sentence that says how to install an extra, such as ``export``."""
    if getattr(sys, "frozen", False):
        return text(
            "This package of LabelMT comes without it. As a Python package LabelMT takes it, and"
            " opens the same projects: {command}",
            command=f"uv tool install 'labelmt[{extra}]'",
        )
    return _told(extra_command(extra, Path(sys.prefix), checkout()))


def install_package(package: str) -> Text:
    """The sentence that says how to install a package that no extra of LabelMT has."""
    if getattr(sys, "frozen", False):
        return text(
            "This package of LabelMT comes without it. As a Python package LabelMT takes it, and"
            " opens the same projects: {command}",
            command=f"uv tool install labelmt --with {package}",
        )
    return _told(f"{'uv ' if _made_by_uv(Path(sys.prefix)) else ''}pip install {package}")


def extra_command(extra: str, environment: Path, source: Path | None) -> str:
    """The command that installs an extra and keeps what is installed already.

    Args:
        environment: the folder of the Python environment.
        source: the checkout that the program runs from; None where it is an installed package.
    """
    if not _made_by_uv(environment):
        return (
            f"pip install 'labelmt[{extra}]'" if source is None else f"pip install -e '.[{extra}]'"
        )
    if source is not None:
        return f"uv sync --inexact --no-dev --extra {extra}"
    if (environment / "uv-receipt.toml").is_file():
        return f"uv tool install 'labelmt[{extra}]'"
    return f"uv pip install 'labelmt[{extra}]'"


def _told(command: str) -> Text:
    return text("Install it: {command}", command=command)


def _made_by_uv(environment: Path) -> bool:
    try:
        lines = (environment / "pyvenv.cfg").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return any(line.partition("=")[0].strip() == "uv" for line in lines)
