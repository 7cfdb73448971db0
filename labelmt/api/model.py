"""A model that was exported: predicts on paths, PIL images and arrays, without a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.api.table import Table
from labelmt.domain.errors import InvalidInput, UnreadableImage
from labelmt.domain.exported_model import ModelLabel
from labelmt.domain.schema import TaskKind

if TYPE_CHECKING:
    from PIL.Image import Image

AnyImage: TypeAlias = "str | Path | Image | NDArray[np.uint8]"
"""A path; a PIL image; or (height, width), (height, width, 3) or (height, width, 4) uint8."""
BATCH = 16


class Model:
    """A loaded model; ``load_model`` makes it.

    Attributes:
        labels: the columns. about: what the file tells of itself: licence, what it was judged by.
    """

    def __init__(
        self,
        compute: Callable[[NDArray[np.uint8]], NDArray[np.float32]],
        labels: Sequence[ModelLabel],
        about: dict[str, Any],
        edge: int,
    ) -> None:
        self._compute, self._edge = compute, edge
        self.labels = tuple(labels)
        self.about = about
        starts = [0]
        for before, label in zip(self.labels, self.labels[1:], strict=False):
            starts.append(starts[-1] + (before.task != label.task))
        self._tasks = np.array(starts[: len(self.labels)])

    def probabilities(self, images: Iterable[AnyImage], batch: int = BATCH) -> NDArray[np.float32]:
        """(images, labels) calibrated probabilities; NaN where a file cannot be read.

        Args:
            images: read as LabelMT reads them: upright, in sRGB.
            batch: how many are computed at once.

        Raises:
            InvalidInput: something that is no image.
        """
        made: list[NDArray[np.float32]] = []
        waiting: list[NDArray[np.uint8] | None] = []
        for image in images:
            waiting.append(self._pixels(image))
            if len(waiting) >= batch:
                made.append(self._computed(waiting))
                waiting = []
        if waiting:
            made.append(self._computed(waiting))
        empty = np.zeros((0, len(self.labels)), dtype=np.float32)
        return np.concatenate([empty, *made])

    def predict(self, images: Iterable[AnyImage], batch: int = BATCH) -> Table:
        """A row for each image and label: image, task, label, probability, predicted.

        ``image`` is the path as given, or the image's place among those given. Images that cannot
        be read have no rows.
        """
        given = list(images)
        values = self.probabilities(given, batch)
        readable = np.flatnonzero(~np.isnan(values).any(axis=1))
        names = [_name(at, given[at]) for at in readable.tolist()]
        values = values[readable]
        count = len(self.labels)
        return Table(
            {
                "image": [name for name in names for _ in range(count)],
                "task": [label.task for label in self.labels] * len(names),
                "label": [label.name for label in self.labels] * len(names),
                "probability": values.reshape(-1),
                "predicted": self.predicted(values).reshape(-1),
            }
        )

    def predicted(self, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(images, labels) what counts as predicted.

        From the threshold on, and with a label those that it implies; of exclusive labels the most
        probable one.
        """
        yes = probabilities >= np.array([label.threshold for label in self.labels])
        for task in range(int(self._tasks[-1]) + 1 if len(self._tasks) else 0):
            columns = np.flatnonzero(self._tasks == task)
            if self.labels[columns[0]].kind is TaskKind.MULTICLASS:
                best = probabilities[:, columns].argmax(axis=1)
                yes[:, columns] = best[:, None] == np.arange(len(columns))
            else:
                self._with_implied(yes, columns.tolist())
        return np.asarray(yes, dtype=np.bool_)

    def _with_implied(self, yes: NDArray[np.bool_], columns: list[int]) -> None:
        place = {self.labels[column].name: column for column in columns}
        for _ in columns:  # a chain of labels is no longer than that
            before = yes[:, columns].sum()
            for column in columns:
                for above in self.labels[column].implies:
                    if above in place:
                        yes[:, place[above]] |= yes[:, column]
            if yes[:, columns].sum() == before:
                return

    def read(self, file: bytes) -> NDArray[np.uint8]:
        """(h, w, 3) of an image file's bytes, as LabelMT reads it. Raises UnreadableImage."""
        from labelmt.imaging.decode import read_image_bytes

        return np.array(read_image_bytes(file, "image", min_edge=self._edge), dtype=np.uint8)

    def _pixels(self, image: AnyImage) -> NDArray[np.uint8] | None:
        """(h, w, 3) as LabelMT reads it; None where the file cannot be read."""
        from PIL import Image

        from labelmt.imaging.decode import read_image

        if isinstance(image, str | Path):
            try:
                return np.array(read_image(Path(image), min_edge=self._edge), dtype=np.uint8)
            except UnreadableImage:
                return None
        if isinstance(image, np.ndarray):
            fits = (
                image.dtype == np.uint8
                and image.size
                and (image.ndim == 2 or (image.ndim == 3 and image.shape[2] in (3, 4)))
            )
            if not fits:
                raise InvalidInput(
                    "An array is an image where it is (height, width), (height, width, 3) or "
                    "(height, width, 4) of uint8.",
                    subject=f"{image.dtype} of {image.shape}",
                )
            image = Image.fromarray(image)
        if not isinstance(image, Image.Image):
            raise InvalidInput(
                "An image is a path, a PIL image or an array.", subject=type(image).__name__
            )
        from PIL import ImageOps

        from labelmt.imaging.rgb_conversion import to_rgb

        return np.array(to_rgb(ImageOps.exif_transpose(image)), dtype=np.uint8)

    def _computed(self, waiting: list[NDArray[np.uint8] | None]) -> NDArray[np.float32]:
        """Images of one size at once: they are resized inside the graph."""
        values = np.full((len(waiting), len(self.labels)), np.nan, dtype=np.float32)
        alike: dict[tuple[int, ...], list[int]] = {}
        for at, pixels in enumerate(waiting):
            if pixels is not None:
                alike.setdefault(pixels.shape, []).append(at)
        for places in alike.values():
            values[places] = self._compute(
                np.stack([one for at in places if (one := waiting[at]) is not None])
            )
        return values


def _name(at: int, image: AnyImage) -> str:
    return str(image) if isinstance(image, str | Path) else str(at)
