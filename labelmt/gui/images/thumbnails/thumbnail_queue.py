"""The priority queue of thumbnails to make, shared by the GUI thread and the pool."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from labelmt.project.images.image_columns import ImageTable

PENDING_LIMIT = 4096
"""More images than any screen shows."""


PASSED_OVER = 500
"""Images that need nothing, passed over while the window's thread has to wait: under a
millisecond. Of a million whose disk is not there, it waited seconds for all."""
_PAUSE_S = 0.0001


@dataclass(frozen=True, slots=True)
class Request:
    """One thumbnail to be made. ``edge`` in pixels; 0: on disk only, nobody looks at it."""

    row: int
    edge: int


_LOOK_ON = Request(-1, 0)
"""Nothing found yet, and there is more to look through."""


@dataclass(slots=True)
class ThumbnailQueue:
    """What is on screen first, newest wish first; when that is done, everything else in turn.

    Wishes that are not in the newest set are dropped: whoever scrolls past does not wait for
    what has gone by.
    """

    images: ImageTable
    held_off: Callable[[], bool] = lambda: False
    """Whether what nobody looks at waits a moment: somebody acts."""
    _wishes: OrderedDict[int, Request] = field(default_factory=OrderedDict)
    _running: dict[int, Request] = field(default_factory=dict)
    _passed: int = 0
    """Rows before this have had their turn in the background."""
    _again: list[int] = field(default_factory=list)
    _had: bytearray = field(default_factory=bytearray)
    """1 for every row that has had its turn, at the row's place."""
    _done: int = 0
    _stopped: bool = False
    _held: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wish(self, requests: Iterable[Request]) -> None:
        """Replace all wishes; the first is made first."""
        with self._lock:
            chosen = list(requests)[:PENDING_LIMIT]
            self._wishes = OrderedDict(
                (one.row, one) for one in reversed(chosen) if self._running.get(one.row) != one
            )

    def add(self, request: Request) -> None:
        """Wish for one more, before all others."""
        with self._lock:
            if self._running.get(request.row) == request:
                return
            self._wishes[request.row] = request
            self._wishes.move_to_end(request.row)
            if len(self._wishes) > PENDING_LIMIT:
                self._wishes.popitem(last=False)

    def take(self, useful: Callable[[int], bool]) -> Request | None:
        """The next to be made, or None when there is nothing to do. Any thread.

        Args:
            useful: whether the background pass should look at a row at all.
        """
        while True:
            with self._lock:
                found = self._next(useful)
            if found is not _LOOK_ON:
                return found
            time.sleep(_PAUSE_S)  # a lock that is free for an instant goes to nobody else

    def _next(self, useful: Callable[[int], bool]) -> Request | None:
        if self._stopped:
            return None
        if self._wishes:
            _, request = self._wishes.popitem()
            self._running[request.row] = request
            return request
        if self._held or self.held_off():
            return None
        for _ in range(PASSED_OVER):
            if self._again:
                row = self._again.pop()
            elif self._passed < len(self.images):
                row, self._passed = self._passed, self._passed + 1
            else:
                return None
            if row not in self._running and useful(row):
                self._running[row] = request = Request(row, 0)
                return request
            self._note(row, 1)
        return _LOOK_ON

    def finish(self, request: Request) -> None:
        """A request has been dealt with. Any thread."""
        with self._lock:
            if self._running.get(request.row) == request:
                del self._running[request.row]
            self._note(request.row, 1)

    def follow(self, images: ImageTable, changed: Iterable[int]) -> None:
        """Work with other files from now on; changed ones have another turn."""
        with self._lock:
            self.images = images
            for row in changed:
                self._note(row, 0)
                if row < self._passed:
                    self._again.append(row)

    def progress(self) -> tuple[int, int]:
        """How many images have had their turn, and how many there are."""
        with self._lock:
            return min(self._done, len(self.images)), len(self.images)

    def hold(self, held: bool) -> None:
        """Give out only what somebody looks at, for as long as something else needs the cores."""
        with self._lock:
            self._held = held

    def stop(self) -> None:
        """Give out nothing any more."""
        with self._lock:
            self._stopped = True
            self._wishes.clear()

    def has_more(self) -> bool:
        """Whether a thread that asks now may get something."""
        with self._lock:
            rest = not self._held and (self._again or self._passed < len(self.images))
            return not self._stopped and bool(self._wishes or rest)

    def _note(self, row: int, had: int) -> None:
        if row >= len(self._had):
            self._had.extend(bytes(max(row + 1, len(self.images)) - len(self._had)))
        self._done += had - self._had[row]
        self._had[row] = had
