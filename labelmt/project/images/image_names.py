"""Names of a project's images in tables: each names one image, also where roots share paths."""

from __future__ import annotations

from collections import Counter

from labelmt.project.images.image_columns import ImageTable


def unique_names(images: ImageTable) -> list[str]:
    """The name of every image, row by row: its path below its root where no other has that.

    Where roots share a path, as many of the root's own folders stand before it as tell the roots
    apart; the whole path where even that is another image's name. ``ImageMatcher`` finds each.
    """
    counts = Counter(images.paths)
    if len(counts) == len(images.paths):
        return list(images.paths)
    fronts = _told_apart({one: root.as_posix() for one, root in images.roots.items()})
    names = []
    for row, path in enumerate(images.paths):
        if counts[path] == 1:
            names.append(path)
            continue
        name = f"{fronts[int(images.root_ids[row])]}/{path}"
        names.append(images.path(row).as_posix() if name in counts else name)
    if len(set(names)) < len(names):
        return [
            images.path(row).as_posix() if counts[path] > 1 else path
            for row, path in enumerate(images.paths)
        ]
    return names


def _told_apart(roots: dict[int, str]) -> dict[int, str]:
    """As many folders of each root, from its end, as no other root ends with."""
    parts = {one: root.strip("/").split("/") for one, root in roots.items()}
    fronts = {}
    for one, mine in parts.items():
        others = [parts[other] for other in parts if other != one]
        length = next(
            (n for n in range(1, len(mine)) if all(mine[-n:] != theirs[-n:] for theirs in others)),
            None,
        )
        fronts[one] = roots[one] if length is None else "/".join(mine[-length:])
    return fronts
