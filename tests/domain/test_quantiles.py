"""Quantiles of our own are those of SciPy, which the window does without."""

from __future__ import annotations

import pytest
from scipy.special import betaincinv, stdtrit

from labelmt.domain.quantiles import beta_quantile, student_quantile


@pytest.mark.parametrize("a", [0.5, 1.5, 20.5, 5000.5, 1e6])
def test_beta_quantiles_are_scipys(a: float) -> None:
    for b in (0.5, 1, 30.5, 8000.5, 1e6):
        for p in (0.001, 0.025, 0.5, 0.975, 0.999):
            assert beta_quantile(a, b, p) == pytest.approx(
                float(betaincinv(a, b, p)), rel=1e-7, abs=1e-12
            )


def test_student_quantiles_are_scipys() -> None:
    for freedom in (1, 2, 3, 30, 1e5):
        for p in (0.01, 0.5, 0.9, 0.9999):
            assert student_quantile(freedom, p) == pytest.approx(
                float(stdtrit(freedom, p)), rel=1e-8, abs=1e-12
            )


def test_ends_and_what_is_no_distribution() -> None:
    assert (beta_quantile(2, 3, 0), beta_quantile(2, 3, 1)) == (0, 1)
    for a, b, p in ((0, 1, 0.5), (1, -1, 0.5), (1, 1, 1.5), (float("nan"), 1, 0.5)):
        with pytest.raises(ValueError, match="no quantile"):
            beta_quantile(a, b, p)
    with pytest.raises(ValueError, match="no quantile"):
        student_quantile(3, 1)
