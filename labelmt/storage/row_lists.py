"""Passes many row numbers to one SQL statement, as one text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import TableValuedAlias
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _NumbersOfText(GenericFunction[Any]):
    """The numbers of a JSON list, each a row."""

    name = "labelmt_numbers"
    inherit_cache = True


@compiles(_NumbersOfText, "sqlite")
def _in_sqlite(element: _NumbersOfText, compiler: SQLCompiler, **told: Any) -> str:
    # SQLite's own: https://sqlite.org/json1.html#jeach
    return f"json_each{compiler.process(element.clause_expr, **told)}"


@compiles(_NumbersOfText, "postgresql")
def _in_postgresql(element: _NumbersOfText, compiler: SQLCompiler, **told: Any) -> str:
    # A list of numbers in JSON and an array differ in their brackets; as an array it takes half
    # the time.
    given = compiler.process(element.clause_expr, **told)
    return f"(SELECT unnest(translate({given}, '[]', '{{}}')::integer[]) AS value)"


def named_rows(rows: Sequence[int]) -> TableValuedAlias:
    """A table with the column ``value`` of these numbers, given to the database as one text.

    Naming each in a statement of its own, or as a variable of one, SQLAlchemy takes ten times as
    long as SQLite.
    """
    return _NumbersOfText(json.dumps(list(rows), separators=(",", ":"))).table_valued("value")
