"""Figures of folds are told with intervals that also hold what the serving heads reach."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.fold_intervals import ABOVE, widened

SHARE = st.floats(0, 1)


@given(st.sampled_from([*ABOVE, "ece"]), SHARE, SHARE, SHARE)
def test_a_wider_interval_holds_the_other_and_stays_a_share(
    metric: str, one: float, two: float, three: float
) -> None:
    low, told, high = sorted([one, two, three])
    wide = widened(metric, told, (low, high))
    assert 0 <= wide[0] <= low + 1e-12
    assert high - 1e-12 <= wide[1] <= 1
    if metric == "ece":
        assert wide == pytest.approx((low, high))


def test_folds_are_less_sure_than_images_that_were_held_out() -> None:
    rng = np.random.default_rng(0)
    states = (rng.random((80, 2)) < 0.4).astype(np.int8)
    values = np.clip(0.3 + 0.3 * states + 0.2 * rng.normal(size=(80, 2)), 0, 1)
    spec = TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2), ("a", "b"))
    evidence = Evidence(spec, np.arange(80), states, values, np.full(2, 0.5))
    told = {part: evidence.told(np.arange(80), part, "random") for part in PARTS}
    for name in ABOVE.keys() - {"accuracy"}:
        narrow, wide = (told[part].intervals[name] for part in PARTS)
        assert wide[0] < narrow[0]
        assert narrow[1] < wide[1]


PARTS = ("validation", "cross-fitted")
