"""Predicts millions of images on a Ray cluster: results stream into a folder, piece by piece.

Ray Data hands out numbers of pieces to actors that hold the model. Each reads its images where they
are and writes its own result, so that no image and no probability passes through another machine;
what comes back is how many there were. A piece whose machine is lost is handed to another, which
does it anew unless its result is there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from labelmt import __version__
from labelmt.cluster.pieces import Piece
from labelmt.cluster.predict_piece import PieceDone, column_names, predict_piece
from labelmt.cluster.ray_connection import CLIENT, check_machines, connected, shares
from labelmt.cluster.shipped_model import (
    ShippedModel,
    load_scorer,
    read_shipped,
    write_shipped,
)
from labelmt.cluster.work_folder import VERSION, Job, WorkFolder, begin_or_resume
from labelmt.domain.errors import EnvironmentFault, InvalidInput, LabelMTError
from labelmt.domain.exported_model import ModelLabel
from labelmt.formats.remote_output import shown_url

PIECE = 1000
"""Images a piece: a minute of one processor's work, which is what a lost machine costs."""
MOST_BLOCKS = 10_000
"""Of Ray Data: each is known to one process; where there are more pieces, a block holds several."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a job is.

    Attributes:
        pieces, done: how many there are, and how many are done.
        images, unreadable: in those done. there: images of pieces that were done before.
        seconds: since the first piece was handed out.
    """

    pieces: int
    done: int = 0
    images: int = 0
    unreadable: int = 0
    there: int = 0
    seconds: float = 0.0

    def after(self, one: PieceDone, seconds: float) -> Standing:
        """With one more piece."""
        return Standing(
            self.pieces,
            self.done + 1,
            self.images + one.images,
            self.unreadable + one.unreadable,
            self.there + (one.images if not one.seconds else 0),
            seconds,
        )


class PiecePredictor:
    """An actor: the model, loaded once."""

    def __init__(self, place: str, threads: int, device: str) -> None:
        self._folder = WorkFolder(place)
        shipped = read_shipped(self._folder)
        self._hash = shipped.hash
        self._scorer = load_scorer(shipped, threads, device)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """``piece`` numbers to a PieceDone each, or why it could not be done."""
        done: list[dict[str, Any]] = []
        for number in batch["piece"].tolist():
            try:
                made = predict_piece(self._folder, number, self._scorer, self._hash)
                done.append({**asdict(made), "problem": ""})
            except LabelMTError as error:
                told = asdict(PieceDone(number, 0, 0, 0.0))
                done.append({**told, "problem": str(error)})
        return {name: np.array([one[name] for one in done]) for name in done[0]}


def _refuse_client(on: str) -> None:
    """Ray Data 2.60 wants its driver in the cluster: through Ray Client it raises in its midst."""
    if on.startswith(CLIENT):
        raise InvalidInput(
            "Predicting does not work through Ray Client.",
            subject=on,
            kept="Nothing was written.",
            next_step="Run it on a machine of the cluster, with --on auto.",
        )


def predict_on_ray(
    on: str,
    shipped: ShippedModel,
    labels: Sequence[ModelLabel],
    given: Sequence[str],
    found: Iterable[Piece],
    out: str,
    *,
    cpus: int | None = None,
    device: str = "auto",
    size: int = PIECE,
    resumed: Callable[[int], None] = lambda _pieces: None,
) -> Iterator[Standing]:
    """Predict images into a folder, here or at an address; goes on with what was begun there.

    Args:
        on: as for ``connected``. labels: what the model predicts.
        given: the images as a person named them. found: the same as pieces, listed as they are
            asked for. out: path or address of the folder.
        cpus: processors each model takes. size: images a piece.
        resumed: called where the job had been begun before.

    Raises:
        EnvironmentFault: Ray is missing, cannot be reached, or has too few processors; or the
            cluster gave up. NotFound, InvalidInput: as ``begin_or_resume``, or the address is one
            of Ray Client.
    """
    _refuse_client(on)
    folder = WorkFolder(out)
    with connected(on) as ray:
        each = shares(ray, cpus)
        check_machines(ray)
        job = Job(
            VERSION, __version__, "probabilities", shipped.hash, tuple(map(shown_url, given)), size,
            column_names(labels),
        )  # fmt: skip
        count, before = begin_or_resume(folder, job, found)
        if before:
            resumed(count)
        write_shipped(folder, shipped)
        standing = Standing(count)
        yield standing
        began = time.monotonic()
        options: dict[str, Any] = {"num_cpus": each.cpus}
        if each.gpus:
            options["num_gpus"] = each.gpus
        most = min(each.models, count)
        actors = ray.data.ActorPoolStrategy(min_size=1, max_size=most, initial_size=most)
        ray.data.DataContext.get_current().enable_progress_bars = False
        for name in ("ray", "ray.data"):  # it sets them when it is connected
            logging.getLogger(name).setLevel(logging.ERROR)
        rows = ray.data.from_items(
            [{"piece": number} for number in range(count)],
            override_num_blocks=min(count, MOST_BLOCKS),
        ).map_batches(
            PiecePredictor,
            batch_size=1,
            compute=actors,
            fn_constructor_args=(folder.absolute, each.cpus, "cpu" if not each.gpus else device),
            **options,
        )  # fmt: skip
        try:
            for row in rows.iter_rows():
                if row["problem"]:
                    raise EnvironmentFault(
                        "A machine of the cluster could not do its part.",
                        subject=str(row["problem"]),
                        kept="What was written stays.",
                        next_step="Put it right and start it again: it goes on.",
                    )
                one = PieceDone(
                    int(row["piece"]), int(row["images"]), int(row["unreadable"]),
                    float(row["seconds"]),
                )  # fmt: skip
                standing = standing.after(one, time.monotonic() - began)
                yield standing
        except ray.exceptions.RayError as error:
            raise EnvironmentFault(
                "The cluster gave up.",
                kept="What was written stays.",
                next_step="Start it again: it goes on.",
                details=str(error),
            ) from error
