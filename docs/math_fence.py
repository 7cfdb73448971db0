"""Formulas of the documentation's site as MathML, which browsers draw themselves."""

from __future__ import annotations

from typing import Any


def mathml(source: str, *_: Any, **__: Any) -> str:
    """A fence of the language ``math``, from LaTeX; for pymdownx.superfences."""
    from latex2mathml.converter import convert

    return str(convert(source, display="block"))
