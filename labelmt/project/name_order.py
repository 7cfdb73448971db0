"""Images in the order of their names, numbers as numbers: ``2.jpg`` before ``10.jpg``."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from labelmt.project.image_table import ImageTable

_NUMBER = re.compile(r"[0-9]+")
_WIDTH = 20
"""Digits a number is padded to; longer ones (hashes) sort as text."""

# Tables never change once made, and a view is sorted anew far more often than images come.
_orders: WeakKeyDictionary[ImageTable, NDArray[np.int64]] = WeakKeyDictionary()


def order_by_name(images: ImageTable) -> NDArray[np.int64]:
    """(images,) rows by path, in reading order of their folders; equal names by row."""
    order = _orders.get(images)
    if order is None:
        keys = [_key(path) for path in images.paths]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        order.flags.writeable = False
        _orders[images] = order
    return order


def _key(path: str) -> str:
    # A folder's images stay together: "a/x" before "a b/x", though a blank is less than "/".
    return _NUMBER.sub(_padded, path.casefold().replace("/", "\0"))


def _padded(number: re.Match[str]) -> str:
    return number[0].zfill(_WIDTH)
