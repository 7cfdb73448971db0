"""Batches requests to a model: what waits is bounded, and one batch is computed at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import UnreadableImage

if TYPE_CHECKING:
    from labelmt.api.model import Model

BATCH = 16
"""Most images that are computed at once."""
WAITING = 256
"""Most images that wait."""
WAITING_BYTES = 512 * 2**20
"""Most bytes of files that wait."""


class Busy(Exception):
    """So much waits already that nothing more is taken."""


class Batcher:
    """Takes images as the bytes of their files; gives probabilities, or why there are none.

    Args:
        model: whose files are read and computed on a thread of its own.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._waiting: deque[tuple[bytes, asyncio.Future[NDArray[np.float32]]]] = deque()
        self._held, self._bytes = 0, 0
        self._running: asyncio.Task[None] | None = None

    async def probabilities(self, files: Sequence[bytes]) -> list[NDArray[np.float32] | str]:
        """One (labels,) array an image, or why it cannot be read; in their order.

        Raises:
            Busy: too much waits already; nothing of these was taken.
        """
        size = sum(map(len, files))
        if self._held + len(files) > WAITING or self._bytes + size > WAITING_BYTES:
            raise Busy
        self._held += len(files)
        self._bytes += size
        try:
            loop = asyncio.get_running_loop()
            futures: list[asyncio.Future[NDArray[np.float32]]] = []
            for file in files:
                futures.append(loop.create_future())
                self._waiting.append((file, futures[-1]))
            if self._running is None or self._running.done():
                self._running = asyncio.create_task(self._run())
            made = await asyncio.gather(*futures, return_exceptions=True)
        finally:
            self._held -= len(files)
            self._bytes -= size
        answers: list[NDArray[np.float32] | str] = []
        for one in made:
            if isinstance(one, UnreadableImage):
                answers.append(str(one.what))
            elif isinstance(one, BaseException):
                raise one
            else:
                answers.append(one)
        return answers

    def close(self) -> None:
        """Nothing more is computed."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            part = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            part = [one for one in part if not one[1].done()]  # who has gone waits no more
            try:
                made = await loop.run_in_executor(
                    self._pool, self._compute, [file for file, _ in part]
                )
            except Exception as error:  # noqa: BLE001 - told to whoever waits; the service goes on
                made = [error] * len(part)
            for (_, future), answer in zip(part, made, strict=True):
                if future.done():
                    continue
                if isinstance(answer, BaseException):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    def _compute(self, files: Sequence[bytes]) -> list[NDArray[np.float32] | BaseException]:
        """On the model's thread."""
        answers: list[NDArray[np.float32] | BaseException] = []
        pixels: list[NDArray[np.uint8]] = []
        places: list[int] = []
        for place, file in enumerate(files):
            try:
                pixels.append(self._model.read(file))
                places.append(place)
                answers.append(np.empty(0, dtype=np.float32))
            except UnreadableImage as error:
                answers.append(error)
        if pixels:
            for place, values in zip(places, self._model.probabilities(pixels), strict=True):
                answers[place] = values
        return answers
