"""The file of name scores: whole, of the labels it says, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labelmt.domain.name_scores import (
    ABOUT,
    LIKELY,
    NAME_SCORES,
    NameScores,
    likely_from,
    read_name_scores,
    write_name_scores,
)

SCORES = NameScores(
    np.array([[1.5, -1], [np.nan, np.nan], [0, 2]], dtype=np.float16),
    (7, 9),
    (("train", "locomotive"), ("cat",)),
    (9,),
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_name_scores(tmp_path, SCORES)
    read = read_name_scores(tmp_path)
    assert read is not None
    assert np.array_equal(read.values, SCORES.values, equal_nan=True)
    assert (read.label_ids, read.names, read.useless) == (
        SCORES.label_ids,
        SCORES.names,
        SCORES.useless,
    )
    column = read.column(7)
    assert column is not None
    assert column[0] == 1.5
    assert read.column(9) is None  # of no use
    assert read.column(8) is None  # never read


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_name_scores(tmp_path) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / NAME_SCORES).unlink(),
        lambda folder: (folder / ABOUT).write_text("{", encoding="utf-8"),
        lambda folder: (folder / ABOUT).write_text("[]", encoding="utf-8"),
        lambda folder: np.save(folder / NAME_SCORES, SCORES.values + 1),
        lambda folder: (folder / NAME_SCORES).write_bytes(b"not an array"),
        lambda folder: (folder / ABOUT).write_text(
            (folder / ABOUT).read_text().replace('"train"', "5"), encoding="utf-8"
        ),
        lambda folder: (folder / ABOUT).write_text(
            (folder / ABOUT).read_text().replace("[7,9]", "[7]").replace("[7, 9]", "[7]"),
            encoding="utf-8",
        ),
    ],
)
def test_damage_is_none(tmp_path: Path, damage: object) -> None:
    write_name_scores(tmp_path, SCORES)
    assert callable(damage)
    damage(tmp_path)
    assert read_name_scores(tmp_path) is None


def test_likely_are_two_deviations_or_the_dozen_likeliest() -> None:
    rng = np.random.default_rng(0)
    rare = rng.standard_normal(1000).astype(np.float32)
    halves = np.where(np.arange(1000) % 2, 1, -1).astype(np.float32)  # half of all show it
    rare_from, half_from = likely_from(np.stack([rare, halves], axis=1))
    assert rare_from == LIKELY
    assert half_from == 1
    few = np.linspace(-1, 1, 20, dtype=np.float32)[:, None]
    (least,) = likely_from(few)
    assert (few >= least).sum() == 2, "a tenth of a few images"
    assert likely_from(np.zeros((2, 3), dtype=np.float32)) == (LIKELY,) * 3


def test_what_is_likely_is_kept(tmp_path: Path) -> None:
    told = replace(SCORES, likely_from=(1.5,) * len(SCORES.label_ids))
    write_name_scores(tmp_path, told)
    read = read_name_scores(tmp_path)
    assert read is not None
    assert read.likely_from == (1.5, 1.5)
    write_name_scores(tmp_path, replace(SCORES, likely_from=(1.5,) * 99))
    assert read_name_scores(tmp_path) is None
