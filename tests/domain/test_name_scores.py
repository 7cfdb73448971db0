"""The file of name scores: whole, of the labels it says, or none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelmt.domain.name_scores import (
    ABOUT,
    NAME_SCORES,
    NameScores,
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
