"""Tables: Arrow's users and NumPy take them as they lie."""

from __future__ import annotations

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
from pandas.testing import assert_frame_equal

import cupola


def test_arrows_users_see_the_same(played: cupola.Run, tmp_path) -> None:
    played.save(tmp_path / "run")
    assert played.table_names == ["runs", "events", "decisions", "stock"]
    for name in played.table_names:
        table = played.table(name)
        arrow = pyarrow.table(table)
        assert arrow.column_names == table.column_names and arrow.num_rows == len(table) > 0
        held = pyarrow.parquet.read_table(tmp_path / "run" / f"{name}.parquet")
        assert arrow.schema.equals(held.schema)
        assert_frame_equal(arrow.to_pandas(), held.to_pandas())
        assert_frame_equal(polars.DataFrame(table).to_arrow().cast(held.schema).to_pandas(), held.to_pandas())
        assert_frame_equal(pandas.DataFrame.from_arrow(table), held.to_pandas(), check_dtype=False)
    runs = played.table("runs")
    mean = duckdb.sql('select avg("raid.leaked") as mean from runs where arm = (select first(arm) from runs)').fetchall()
    assert mean[0][0] == pytest.approx(played.raid.leakers.mean)


def test_columns_are_the_tables_own_memory(played: cupola.Run) -> None:
    table = played.table("runs")
    column = table.column("raid.leaked")
    assert isinstance(column, numpy.ndarray) and column.dtype == numpy.float64 and not column.flags.writeable
    arrow = pyarrow.table(table)["raid.leaked"].chunks[0]
    assert column.__array_interface__["data"][0] == arrow.buffers()[1].address
    assert table["run"].dtype == numpy.int64
    arms = table["arm"]
    assert isinstance(arms, list) and len(arms) == len(table)
    base = numpy.array(arms) == arms[0]
    assert column[base].mean() == pytest.approx(played.raid.leakers.mean)
    # The memory stays as long as the array, whatever becomes of the table.
    copied = column.copy()
    del table, arrow
    assert (column == copied).all()
    with pytest.raises(KeyError, match="no such column; there are: run, world"):
        played.table("runs").column("nothing")
    with pytest.raises(KeyError, match="no such table; there are: runs, events"):
        played.table("nothing")
    with pytest.raises(KeyError, match="which table"):
        played.table()
