"""Why a scan left files out, and how many: reasons, and the sentences that tell them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from labelmt.domain.text import Text, counted


class Skipped(StrEnum):
    """Why a scan left something out; the values are keys of the command line's JSON."""

    FORMAT = "format"
    """A picture or film of a format that is not read."""
    HIDDEN = "hidden"
    """A hidden image, or a hidden folder with whatever is in it."""
    UNREADABLE = "unreadable"
    """Could not be looked at: permission, a link that leads nowhere."""
    LINKED = "linked"
    """Another way to a file that is an image already: a link, a second name, a second mount."""
    OUTWARD = "outward"
    """A link that leads out of the folder, which nobody asked to follow."""
    EXCLUDED = "excluded"
    """Left out by the project's patterns: a file, or a folder with whatever is in it."""
    SYSTEM = "system"
    """A folder that a system makes beside a person's images."""
    BACKUP = "backup"
    """An image among a project's backups."""
    OTHER = "other"
    """No image by its name; nobody misses it."""


def told(skipped: Mapping[Skipped, int]) -> list[Text]:
    """A sentence for each reason that a person may want to know of, the most telling first."""
    return [_sentence(why, skipped[why]) for why in Skipped if _counts(skipped, why)]


def _counts(skipped: Mapping[Skipped, int], why: Skipped) -> bool:
    return why not in (Skipped.OTHER, Skipped.SYSTEM) and skipped.get(why, 0) > 0


def _sentence(why: Skipped, count: int) -> Text:
    if why is Skipped.FORMAT:
        return counted(
            "{count:,} file of a format that is not read was left out.",
            "{count:,} files of formats that are not read were left out.",
            count,
        )
    if why is Skipped.HIDDEN:
        return counted(
            "{count:,} hidden image or folder was left out.",
            "{count:,} hidden images and folders were left out.",
            count,
        )
    if why is Skipped.UNREADABLE:
        return counted(
            "{count:,} file or folder could not be looked at.",
            "{count:,} files and folders could not be looked at.",
            count,
        )
    if why is Skipped.LINKED:
        return counted(
            "{count:,} link or second name of an image was left out.",
            "{count:,} links and second names of images were left out.",
            count,
        )
    if why is Skipped.OUTWARD:
        return counted(
            "{count:,} link that leads out of the folder was not followed.",
            "{count:,} links that lead out of the folder were not followed.",
            count,
        )
    if why is Skipped.EXCLUDED:
        return counted(
            "{count:,} file or folder was left out by the patterns of this project.",
            "{count:,} files and folders were left out by the patterns of this project.",
            count,
        )
    return counted(
        "{count:,} image among a project's backups was left out.",
        "{count:,} images among a project's backups were left out.",
        count,
    )
