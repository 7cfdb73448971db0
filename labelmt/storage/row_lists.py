"""Passes many row numbers to one SQL statement, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import TableValuedAlias, func


def named_rows(rows: Sequence[int]) -> TableValuedAlias:
    """A table with the column ``value`` of these numbers, given to the database as one text.

    Naming each in a statement of its own, or as a variable of one, SQLAlchemy takes ten times as
    long as SQLite. SQLite's own: https://sqlite.org/json1.html#jeach
    """
    return func.json_each(json.dumps(list(rows), separators=(",", ":"))).table_valued("value")
