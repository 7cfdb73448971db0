"""Keys of labels, in sets: thirty-three at a time, and one key of the window turns to the next.

A label's key is stored as one character, ``Q``, in the first set; with the number of its set
before it, ``2Q``, in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORTCUT_KEYS = "1234567890QWERTYUIOPASDFGJKZXCVBM"
"""Keys given out to labels in this order; H, L and N belong to actions of the window."""
KEY_SETS = 9
"""Sets of keys a project may have; labels beyond are found by their names."""


def key_in_set(key_set: int, key: str) -> str:
    """A key of a set as labels store it."""
    return key if key_set == 1 else f"{key_set}{key}"


def split_key(stored: str) -> tuple[int, str]:
    """The set of a label's key, from 1, and the key to be pressed; (1, "") for none."""
    return (int(stored[0]), stored[1:]) if len(stored) == 2 else (1, stored)


def is_label_key(stored: str) -> bool:
    """Whether labels may have this key."""
    if len(stored) == 2 and not "2" <= stored[0] <= str(KEY_SETS):
        return False
    return 1 <= len(stored) <= 2 and stored[-1] in SHORTCUT_KEYS


def free_key(taken: Mapping[str, int], task_id: int) -> str:
    """The first key for a new label of a task, or nothing where there is none left.

    The first set is everybody's. Each set after it belongs to one task, whose labels then have
    their keys together.

    Args:
        taken: the task of each key's label.
    """
    for key_set in range(1, KEY_SETS + 1):
        keys = [key_in_set(key_set, key) for key in SHORTCUT_KEYS]
        tasks = {taken[key] for key in keys if key in taken}
        if key_set > 1 and tasks - {task_id}:
            continue
        found = next((key for key in keys if key not in taken), "")
        if found:
            return found
    return ""


def sets_in_use(stored: Iterable[str]) -> tuple[int, ...]:
    """The sets that have a key at least, in order."""
    return tuple(sorted({split_key(one)[0] for one in stored if one}))
