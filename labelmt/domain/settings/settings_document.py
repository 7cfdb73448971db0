"""docs/settings.md, generated: every setting of a training and what one can choose from.

``python -m labelmt.domain.settings.settings_document > docs/settings.md``
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from typing import Any

from labelmt.domain.catalogue.backbones import BACKBONES
from labelmt.domain.catalogue.balancing import BALANCING
from labelmt.domain.catalogue.losses import MULTILABEL_LOSSES
from labelmt.domain.settings.training_settings import Range, setting_fields

OPENING = """# Settings of a training

Generated from `labelmt/domain/settings/training_settings.py` and `labelmt/domain/catalogue`; do not
edit. The window shows them under Training settings, the command line takes them as
`labelmt train PROJECT --set KEY=VALUE`.
"""


def settings_document() -> str:
    """The whole page, as Markdown."""
    basic = [one for one in setting_fields() if not one.metadata["advanced"]]
    advanced = [one for one in setting_fields() if one.metadata["advanced"]]
    return "\n".join(
        [
            OPENING,
            *_settings(basic),
            "## Advanced\n",
            *_settings(advanced),
            "## Backbones\n",
            *_table(
                ("name", "features", "pixels", "weights", "licence", "settings of its own"),
                [
                    (f"`{one.name}`", one.width, one.input_size, one.source, one.licence,
                     _codes(one.settings))
                    for one in BACKBONES.values()
                ],
            ),
            "## Balancing of tasks\n",
            *_table(
                ("name", "title", "paper", "settings of its own"),
                [
                    (f"`{one.name}`", one.title, one.paper, _codes(one.settings))
                    for one in BALANCING.values()
                ],
            ),
            "## Losses of several labels\n",
            *_table(
                ("name", "title", "paper"),
                [(f"`{one.name}`", one.title, one.paper) for one in MULTILABEL_LOSSES.values()],
            ),
        ]
    ).rstrip() + "\n"  # fmt: skip


def _settings(fields: list[dataclasses.Field[Any]]) -> list[str]:
    rows = [
        (f"`{one.name}`", one.metadata["title"], _value(one.default), _allowed(one),
         one.metadata["help"])
        for one in fields
    ]  # fmt: skip
    return _table(("key", "title", "default", "may be", "what it does"), rows)


def _allowed(one: dataclasses.Field[Any]) -> str:
    allowed: Range = one.metadata["range"]
    if allowed.choices:
        also = f", or `{allowed.also}…`" if allowed.also else ""
        return _codes(allowed.choices) + also
    if isinstance(one.default, bool):
        return "`true`, `false`"
    if allowed.minimum is None or allowed.maximum is None:
        return "text"
    return f"{_number(allowed.minimum)} to {_number(allowed.maximum)}"


def _value(default: object) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, int | float):
        return _number(default)
    return f"`{default}`" if default else "empty"


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _table(heading: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[str]:
    lines = [heading, tuple("---" for _ in heading), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines] + [""]


if __name__ == "__main__":
    sys.stdout.write(settings_document())
