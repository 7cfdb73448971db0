"""The note of an open project, as another start of the program sees it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelmt.project.places.open_marker import OpenMark, Unfinished, take_unfinished


@contextmanager
def looking() -> Iterator[list[Unfinished]]:
    """Look for projects that were cut off, again and again, beside what is done meanwhile."""
    found: list[Unfinished] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            found.extend(take_unfinished())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def test_a_project_that_closes_is_never_taken_for_one_cut_off(tmp_path: Path) -> None:
    with looking() as found:
        for _ in range(300):
            mark = OpenMark()
            mark.hold(tmp_path, was_open=True)
            mark.release()
    assert found == []
    assert take_unfinished() == []
