"""Answers that are kept are brought up to date without looking through all of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelmt.project.history.provenance import replaced

ROWS = st.sets(st.integers(0, 40), max_size=30).map(sorted)


@given(rows=ROWS, touched=ROWS, belongs=st.sets(st.integers(0, 40)))
def test_touched_rows_are_in_the_answer_if_they_still_belong(
    rows: list[int], touched: list[int], belongs: set[int]
) -> None:
    still = [row for row in touched if row in belongs]
    found = replaced(
        np.array(rows, dtype=np.int64),
        np.array(touched, dtype=np.int64),
        np.array(still, dtype=np.int64),
    )
    assert found.tolist() == sorted((set(rows) - set(touched)) | set(still))
