"""Folders of images as a tree: how many images each holds, and what folders are in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from weakref import WeakKeyDictionary

from labelmt.project.images.image_columns import ImageTable, PathsVersion
from labelmt.project.images.natural_order import natural_key


@dataclass(frozen=True, eq=False, slots=True)
class FolderTree:
    """Folders below the roots, as images' paths have them; "" is all of them.

    Attributes:
        images: folder to the images in it and below. folders: to the folders right in it, in
            natural order; one without any is left out.
    """

    images: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    folders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


# Paths change far more seldom than labels; of a million images it takes half a second.
_trees: WeakKeyDictionary[PathsVersion, FolderTree] = WeakKeyDictionary()


def folder_tree(images: ImageTable) -> FolderTree:
    """Made once for one version of the paths."""
    tree = _trees.get(images.paths_version)
    if tree is None:
        tree = _trees[images.paths_version] = _made(images)
    return tree


def _made(images: ImageTable) -> FolderTree:
    within: Counter[str] = Counter(path.rpartition("/")[0] for path in images.paths)
    below: Counter[str] = Counter()
    for folder, count in within.items():
        while folder:
            below[folder] += count
            folder = folder.rpartition("/")[0]
    folders: dict[str, list[str]] = {}
    for folder in below:
        folders.setdefault(folder.rpartition("/")[0], []).append(folder)
    ordered = {key: tuple(sorted(found, key=natural_key)) for key, found in folders.items()}
    return FolderTree(MappingProxyType(dict(below)), MappingProxyType(ordered))
