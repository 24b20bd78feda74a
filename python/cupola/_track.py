"""Tables in as the tracker reads them, and a tracker to be stepped."""

from __future__ import annotations

import numbers
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _cupola
from ._ask import asks, fault, maybe_number, maybe_text, number, text, texts

if TYPE_CHECKING:
    import numpy


def _listed(column: Any) -> list[Any]:
    for way in ("to_pylist", "tolist", "to_list"):
        if hasattr(column, way):
            return list(getattr(column, way)())
    return list(column)


def _cell(value: Any) -> str:
    # Nothing measured is an empty cell: none, what is no number, and NA of pandas, which does not compare.
    if value is None or type(value).__name__ == "NAType" or value != value:
        return ""
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return repr(float(value))
    word = str(value)
    if re.search(r'[\r\n]', word):
        raise ValueError(word)
    if word != word.strip() or re.search(r'[,"]', word):
        return '"' + word.replace('"', '""') + '"'
    return word


def _cells(name: str, column: str, values: list[Any], skip_bad: bool) -> list[str]:
    """A column as text; what a row cannot be without is named where it is not there."""
    if column == "scan":
        # A column with a gap somewhere, or of another tool, has whole numbers as floats.
        values = [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
    try:
        cells = [_cell(value) for value in values]
    except ValueError as error:
        raise fault(f"{name}: {column}", str(error), "a text without line's end") from None
    if not skip_bad and column not in _MAY_LACK and "" in cells:
        row = cells.index("")
        raise fault(f"{name}: {column}, row {row},", values[row], "a value in every row")
    return cells


_MAY_LACK = ("range_m", "azimuth_rad", "elevation_rad", "range_rate_m_s", "kind")
"""Columns of what was measured, which a scan without a return, or a sensor of angles alone, does not have."""


def csv_of(
    name: str, given: object, needed: Sequence[str], more: Sequence[str], *, skip_bad: bool = False
) -> tuple[str, str | None]:
    """A file's name, or a table's text with a name for it."""
    if isinstance(given, (str, os.PathLike)):
        return text(name, given), None
    names = getattr(given, "column_names", getattr(given, "columns", None))
    if isinstance(given, Mapping):
        names = list(given)
    if names is None or not hasattr(given, "__getitem__"):
        raise fault(name, type(given).__name__, "a CSV file, or a table with columns by name")
    there = [str(one) for one in names if isinstance(one, str)]
    missing = [one for one in needed if one not in there]
    if missing:
        raise fault(name, there, f"a table with the columns {', '.join(needed)}; there is no {', '.join(missing)}")
    columns = [*needed, *(one for one in more if one in there)]
    lists = [_listed(given[one]) for one in columns]
    if len({len(one) for one in lists}) > 1:
        raise fault(name, [len(one) for one in lists], "columns of the same length")
    cells = (_cells(name, column, values, skip_bad) for column, values in zip(columns, lists, strict=True))
    rows = map(",".join, zip(*cells, strict=True))
    return name, "\n".join([",".join(columns), *rows]) + "\n"


def sensors_of(sensors: object | None, meta: object | None) -> dict[str, Any]:
    """Sensors as a question has them: a file, a mapping, or the file that describes one sensor."""
    if (sensors is None) == (meta is None):
        raise fault("sensors", sensors, "either sensors or meta")
    if isinstance(sensors, Mapping):
        return {"sensors": None, "meta": None, "sensor_table": dict(sensors)}
    return {"sensors": maybe_text("sensors", sensors), "meta": maybe_text("meta", meta), "sensor_table": None}


@dataclass(frozen=True)
class Track:
    """A target as it is known after a scan, in the frame of the sensors' file."""

    id: int
    """Number of the track, never used twice."""
    time_s: float
    """When (s)."""
    existence_probability: float
    """Probability that there is such a target."""
    kind: str
    """Likeliest kind: `boosting`, `ballistic`, `glider`, `level`."""
    kind_probability: float
    """Probability of that kind."""
    pos_m: tuple[float, float, float]
    """Position (m)."""
    vel_m_s: tuple[float, float, float]
    """Velocity (m/s)."""
    covariance: list[list[float]]
    """Of position and velocity (SI), six rows of six."""


_MOST_S = 1e9
"""Latest time of a scan (s): thirty years, which a double holds to a tenth of a microsecond."""


class Tracker:
    """A multi-target tracker that is handed one scan after the other.

    sensors: a TOML file of sensors, or its content as a mapping:
        `{"earth": "flat", "sensor": [{"name": "R1", "sigma_range_m": 30.0, …}]}`; or `meta`, a JSON file of one sensor.
    targets, sigma_velocity_m_s, association, confirm, late_s: as of `cupola.track`.
    """

    def __init__(
        self,
        sensors: str | os.PathLike[str] | Mapping[str, object] | None = None,
        *,
        meta: str | os.PathLike[str] | None = None,
        targets: str | Iterable[str] = ("ballistic", "glider"),
        sigma_velocity_m_s: float | None = None,
        association: str = "beliefs",
        confirm: str | None = None,
        late_s: float = 0.0,
    ) -> None:
        question = {
            "detections": "scans",
            **sensors_of(sensors, meta),
            "truth": None,
            "targets": texts("targets", targets),
            "sigma_velocity_m_s": maybe_number("sigma_velocity_m_s", sigma_velocity_m_s),
            "association": text("association", association),
            "confirm": maybe_text("confirm", confirm),
            "late_s": number("late_s", late_s),
            "skip_bad": False,
            "cut_off_m": 1_000.0,
            "order": 2.0,
            "switch_m": None,
            "trajectories": False,
            "impacts": False,
        }
        self._native: _cupola.Tracker = asks("Tracker", question, _cupola.Tracker)

    @property
    def sensors(self) -> list[str]:
        """Names of the sensors."""
        return self._native.sensors

    def update(
        self,
        time_s: float,
        *,
        azimuth_rad: Sequence[float] | numpy.ndarray[Any, Any],
        elevation_rad: Sequence[float] | numpy.ndarray[Any, Any],
        range_m: Sequence[float] | numpy.ndarray[Any, Any] | None = None,
        range_rate_m_s: Sequence[float] | numpy.ndarray[Any, Any] | None = None,
        sensor: str | None = None,
    ) -> list[Track]:
        """Takes in a scan, what a sensor returned at a time (nothing: empty lists), and gives the tracks after it.

        time_s: when (s). azimuth_rad: from east towards north. elevation_rad: above the horizon.
        range_m: leave it out for a sensor that sees angles alone. sensor: its name; the only one unless given.
        """
        if abs(number("time_s", time_s)) > _MOST_S:
            raise fault("time_s", time_s, f"up to {_MOST_S:.0f} s either way")
        given = {"range_m": range_m, "azimuth_rad": azimuth_rad, "elevation_rad": elevation_rad, "range_rate_m_s": range_rate_m_s}
        sensor = maybe_text("sensor", sensor)
        try:
            late_s, rows = self._native.update(
                float(time_s), range_m, azimuth_rad, elevation_rad, range_rate_m_s, sensor
            )
        except TypeError:
            wrong = next((name for name, column in given.items() if not _is_numbers(column)), "azimuth_rad")
            raise fault(wrong, given[wrong], "numbers in a list or an array") from None
        return [_track(late_s, row) for row in rows]


def _is_numbers(column: object) -> bool:
    if column is None:
        return True
    listed = column.tolist() if hasattr(column, "tolist") else column
    return isinstance(listed, (list, tuple)) and all(isinstance(one, numbers.Real) for one in listed)


def _track(time_s: float, row: tuple[int, float, str, float, list[float], list[float], list[float]]) -> Track:
    id, existence, kind, probability, (x, y, z), (vx, vy, vz), flat = row
    covariance = [list(flat[first : first + 6]) for first in range(0, 36, 6)]
    return Track(id, time_s, existence, kind, probability, (x, y, z), (vx, vy, vz), covariance)
