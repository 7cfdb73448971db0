"""Where resources lie: icons, templates, translations, desktop files; what is no code.

In a checkout and an editable install they are the folder ``resources`` beside the package; a wheel
and a frozen bundle carry that folder inside the package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = "resources"


def resource(name: str) -> Path:
    """The path of a resource, which may be a folder: ``resource("icons/labelmt.svg")``.

    Args:
        name: its path below the folder of resources, with slashes.

    Raises:
        FileNotFoundError: there is none; either the name is wrong or the installation not whole.
    """
    found = resources_folder() / name
    if not found.exists():
        raise FileNotFoundError(f"LabelMT's installation is not whole: there is no {found}")
    return found


@cache
def resources_folder() -> Path:
    """The folder of all resources of this installation.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    if (inside := Path(__file__).parents[1] / FOLDER).is_dir():
        return inside
    # Elsewhere than in a checkout, a neighbour of that name would be somebody else's.
    source = checkout()
    if source is not None and (beside := source / FOLDER).is_dir():
        return beside
    raise FileNotFoundError(f"LabelMT's installation is not whole: there is no {inside}")


def checkout() -> Path | None:
    """The folder of the source that this program runs from; None for an installed package."""
    folder = Path(__file__).parents[2]
    return folder if (folder / "pyproject.toml").is_file() else None
