"""Tables that the API gives: columns of equal length, as pandas, Arrow or rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.installing_extras import install_package

if TYPE_CHECKING:
    import pandas
    import pyarrow


Column: TypeAlias = Sequence[Any] | NDArray[Any]


class Table:
    """Named columns of equal length.

    Libraries that know Arrow's C stream (polars, DuckDB, pandas 3, pyarrow) take it as it is.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = dict(columns)

    def __len__(self) -> int:
        for column in self.columns.values():
            return len(column)
        return 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One dictionary a row, of Python's own values."""
        names = tuple(self.columns)
        values = (_plain(column) for column in self.columns.values())
        for row in zip(*values, strict=True):
            yield dict(zip(names, row, strict=True))

    def __getitem__(self, name: str) -> Column:
        """A column. Raises KeyError."""
        return self.columns[name]

    def __repr__(self) -> str:
        return f"<Table of {len(self)} rows: {', '.join(self.columns)}>"

    def to_pandas(self) -> pandas.DataFrame:
        """Raises EnvironmentFault where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise _missing("pandas") from error
        return pandas.DataFrame(self.columns)

    def to_arrow(self) -> pyarrow.Table:
        """Raises EnvironmentFault where pyarrow is not installed."""
        try:
            import pyarrow
        except ImportError as error:
            raise _missing("pyarrow") from error
        return pyarrow.table(self.columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def _plain(column: Column) -> Sequence[Any]:
    """NumPy's values as Python's."""
    if isinstance(column, np.ndarray):
        plain: list[Any] = column.tolist()
        return plain
    return column


def _missing(package: str) -> EnvironmentFault:
    return EnvironmentFault(
        "This needs a package that is not installed.",
        subject=package,
        next_step=install_package(package),
    )
