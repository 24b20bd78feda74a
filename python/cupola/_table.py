"""Tables for Arrow's users, and columns for NumPy's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _cupola

if TYPE_CHECKING:
    import numpy


class Table:
    """A table of a report, which pandas, Polars, DuckDB and pyarrow take without a copy.

    `pyarrow.table(t)`, `polars.DataFrame(t)`, `pandas.DataFrame.from_arrow(t)`, `duckdb.sql("select * from t")`.
    """

    def __init__(self, native: _cupola.Table) -> None:
        self._native = native

    @property
    def name(self) -> str:
        """What it is called."""
        return self._native.name

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, with their units."""
        return self._native.column_names

    def column(self, name: str) -> numpy.ndarray[Any, Any] | list[str]:
        """A column: numbers as a read-only NumPy array on the table's own memory, words as a list."""
        column = self._native.raw_column(name)
        if isinstance(column, list):
            return column
        try:
            import numpy
        except ImportError as error:
            raise ImportError("columns of numbers are NumPy arrays: pip install numpy") from error
        return numpy.asarray(column)

    def __getitem__(self, name: str) -> numpy.ndarray[Any, Any] | list[str]:
        return self.column(name)

    def __len__(self) -> int:
        return len(self._native)

    def __repr__(self) -> str:
        return repr(self._native)

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)
