"""A folder that is to hold images, looked at before anything is made of it."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import mark


def check_image_folder(folder: Path, *, kept: str = "", next_step: str = "") -> None:
    """Raises InvalidInput where there is none, or a file in its place."""
    if folder.is_dir():
        return
    what = mark("There is no such folder of images.")
    if folder.exists():
        what = mark("This is a file, not a folder of images.")
        next_step = next_step or mark("Give the folder that the images lie in.")
    raise InvalidInput(what, subject=str(folder), kept=kept, next_step=next_step)
