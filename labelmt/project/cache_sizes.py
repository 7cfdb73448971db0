"""Caches of a project on disk: what thumbnails and image features take; clears them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CacheSizes:
    """In bytes; what another process deletes meanwhile may be counted."""

    thumbnails: int
    features: int


def cache_sizes(
    thumbnails: Path, features: Path, stopped: Callable[[], bool] = lambda: False
) -> CacheSizes:
    """What they take now. Seconds for a million thumbnails.

    Args:
        stopped: asked for every folder; the sizes so far are given then.
    """
    return CacheSizes(folder_size(thumbnails, stopped), folder_size(features, stopped))


def folder_size(folder: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Bytes of all files below a folder; links are not followed."""
    total, waiting = 0, [folder]
    while waiting and not stopped():
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def clear_cache(folder: Path) -> None:
    """Delete a cache; it is made anew where it is needed. What cannot be deleted stays."""
    if not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
