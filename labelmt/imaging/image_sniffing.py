"""Content sniffing within a bound: which files of odd names a scan looks into.

A million files that are no images cost a scan nothing: where none of the first files of an ending
begins as an image does, the others of it are not opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field

from labelmt.imaging.image_endings import ending_of, is_image_name, says_nothing
from labelmt.imaging.image_signatures import is_image_inside

TRIES = 200
"""Files of an ending that are opened in vain before the rest of them is not opened."""
_TRIES_A_FIND = 20
"""So many more for each image that was found among them."""
_LONGEST = 8
"""Letters of an ending; a longer one, or one of digits, is a part of the name."""


@dataclass(slots=True)
class Sniffing:
    """What one scan has found so far.

    Attributes:
        known: paths of images, which are taken without a look.
    """

    known: Container[str] = ()
    _vain: Counter[str] = field(default_factory=Counter)
    _found: Counter[str] = field(default_factory=Counter)

    def is_image(self, path: str, file: str) -> bool:
        """Whether a file is an image, by its name or its beginning.

        Args:
            path: relative to the root. file: where it is.
        """
        if is_image_name(path):
            return True
        ending = ending_of(path)
        if not says_nothing(ending):
            return False
        if path in self.known:
            return True
        kind = ending if ending[1:].isalpha() and len(ending) <= _LONGEST else ""
        if self._vain[kind] >= TRIES + _TRIES_A_FIND * self._found[kind]:
            return False
        found = is_image_inside(file)
        (self._found if found else self._vain)[kind] += 1
        return found
