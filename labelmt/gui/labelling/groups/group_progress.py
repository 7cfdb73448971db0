"""Progress through the groups: which are still open, and which is next. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.gui.core.project_view import Rows
from labelmt.project.search.search_columns import Mask


class GroupProgress:
    """Goes through groups in their order; skipped ones come again after all others.

    Args:
        groups: rows, each in one group at most.
        open_: (images,) bool: of which nothing is known; kept, and changed by ``note``.
    """

    def __init__(self, groups: Sequence[Rows], open_: Mask) -> None:
        self._groups = list(groups)
        self._open = open_
        self._skipped: list[int] = []
        self.total = sum(map(len, self._groups))
        self._group_of = np.full(len(open_), -1, dtype=np.int64)
        for key, rows in enumerate(self._groups):
            self._group_of[rows] = key
        self._left = np.array([int(open_[rows].sum()) for rows in self._groups], dtype=np.int64)
        self._outside = np.zeros(len(open_), dtype=np.bool_)
        self.current: int | None = None

    @property
    def done(self) -> int:
        """Images that are labelled by now."""
        return self.total - int(self._left.sum()) - self.left_outside

    def rows(self, key: int) -> Rows:
        """The images of a group, those taken out left out."""
        return self._groups[key]

    def key_of(self, row: int) -> int | None:
        """The group an image is in."""
        key = int(self._group_of[row]) if row < len(self._group_of) else -1
        return key if key >= 0 else None

    def note(self, rows: Rows, open_: Mask) -> None:
        """Something has become known of images, or is unknown again.

        Args:
            open_: (n,) bool, of these rows.
        """
        inside = rows < len(self._open)
        rows, open_ = rows[inside], open_[inside]
        before = self._open[rows]
        self._open[rows] = open_
        change = open_.astype(np.int64) - before.astype(np.int64)
        of = self._group_of[rows]
        np.add.at(self._left, of[of >= 0], change[of >= 0])

    def open_keys(self) -> Rows:
        """Groups with something unknown, and the current one; skipped ones come last."""
        later = [key for key in self._skipped if self._left[key] and key != self.current]
        fresh = self._left > 0
        fresh[later] = False
        if self.current is not None:
            fresh[self.current] = True
        return np.concatenate([np.flatnonzero(fresh), np.array(later, dtype=np.int64)])

    def go_on(self) -> int | None:
        """Leave the current group and go to the next one; None when no group is left.

        Of a group of which something has been labelled the rest was taken out: it is grouped
        anew later. One that has been left as it was comes again.
        """
        here, self.current = self.current, None
        if here is not None:
            rows = self._groups[here]
            still = rows[self._open[rows]]
            if 0 < len(still) < len(rows):
                self._put_outside(here, still)
            elif len(still):
                self._skipped = [key for key in self._skipped if key != here] + [here]
        keys = self.open_keys().tolist()
        later = set(self._skipped)
        fresh = [key for key in keys if key not in later]
        behind = [key for key in fresh if here is None or key > here]
        skipped = [key for key in keys if key in later]
        others = [key for key in skipped if key != here]
        for choice in (behind, fresh, others, skipped):
            if choice:
                self.current = choice[0]
                break
        if self.current is not None and self.current == here and self.left_outside:
            self.current = None  # all others are done: what was taken out may fit in with it
        return self.current

    def _put_outside(self, key: int, rows: Rows) -> None:
        group = self._groups[key]
        self._groups[key] = group[~np.isin(group, rows)]
        self._left[key] -= len(rows)
        self._group_of[rows] = -1
        self._outside[rows] = True

    @property
    def left_outside(self) -> int:
        """Images taken out of their groups that are not labelled yet."""
        return int((self._outside & self._open).sum())
