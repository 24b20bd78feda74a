"""Scenarios: load, look, change, check, save."""

from __future__ import annotations

import datetime
import difflib
import functools
import json
import math
import numbers
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from . import _cupola
from ._ask import Report, ask, text
from ._errors import Fault, InputError
from ._record import short

Sets = Union[Mapping[str, object], list[str], tuple[str, ...], None]
"""Changes by key path: a mapping of values, or `KEY=VALUE` texts."""

_UNITS = {
    "km_s": "km/s",
    "m_s2": "m/s²",
    "m_s": "m/s",
    "musd_per_year": "million USD a year",
    "per_year": "1/year",
    "per_month": "1/month",
    "per_day": "1/day",
    "usd_per_kg": "USD/kg",
    "musd": "million USD",
    "usd": "USD",
    "m2": "m²",
    "kg": "kg",
    "km": "km",
    "deg": "°",
    "min": "min",
    "hours": "h",
    "years": "years",
    "months": "months",
    "days": "days",
    "day": "days",
    "ghz": "GHz",
    "mhz": "MHz",
    "db": "dB",
    "kn": "kN",
    "t": "t",
    "g": "g",
    "m": "m",
    "s": "s",
}


@dataclass(frozen=True)
class Range:
    """A number that is not known well: low, likely, high, in the unit of its key."""

    low: float
    likely: float
    high: float
    grade: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()

    def __float__(self) -> float:
        return float(self.likely)

    def __str__(self) -> str:
        return f"{short(self.likely)} ({short(self.low)}–{short(self.high)})"


@dataclass(frozen=True)
class Value:
    """A number that results rest on, in the unit of its key."""

    key: str
    low: float
    likely: float
    high: float
    unit: str
    """Its unit; empty for counts and shares."""
    grade: str
    """How far to trust it: `official`, `press`, `secondary`, `contested`, `assumed`, …"""
    sources: list[str] = field(default_factory=list)
    note: str = ""

    def __float__(self) -> float:
        return float(self.likely)

    def __str__(self) -> str:
        ends = "" if self.low == self.high else f" ({short(self.low)}–{short(self.high)})"
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.key}: {short(self.likely)}{ends}{unit}, {self.grade}"


@dataclass(frozen=True)
class Nation:
    """A nation."""

    id: str
    name: str


@dataclass(frozen=True)
class Asset:
    """A defended place; its value is abstract."""

    id: str
    name: str
    nation: str
    lat_deg: float
    lon_deg: float
    value: float


@dataclass(frozen=True)
class Load:
    """What a battery fires of one type, likely values."""

    interceptor: str
    launchers: int
    per_launcher: int
    reloads: int


@dataclass(frozen=True)
class Battery:
    """A battery, fire unit or ship; `channels` are engagements at once, likely."""

    id: str
    name: str
    nation: str
    lat_deg: float
    lon_deg: float
    channels: int
    loads: list[Load]


@dataclass(frozen=True)
class Arm:
    """An arm of the comparison, with the agreements in force; the first is the base."""

    id: str
    name: str
    agreements: list[str]


def toml(key: str, value: object) -> str:
    """A value as it is written in a scenario."""
    if isinstance(value, (Range, Value)):
        parts = [f"{end} = {toml(key, getattr(value, end))}" for end in ("low", "likely", "high")]
        parts += [f"{word} = {toml(key, getattr(value, word))}" for word in ("grade", "note", "sources") if getattr(value, word)]
        return "{ " + ", ".join(parts) + " }"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        if not math.isfinite(value):
            raise InputError(f"{key} {value!r}: allowed: a finite number")
        return repr(float(value))
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(key, item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {toml(key, item)}" for name, item in value.items()) + " }"
    raise InputError(f"{key} {value!r}: allowed: a number, a text, true or false, a date, a list, a Range")


def changes(sets: Sets) -> list[str]:
    """Changes as `KEY=VALUE` texts."""
    if sets is None:
        return []
    if isinstance(sets, Mapping):
        return [f"{key}={toml(key, value)}" for key, value in sets.items()]
    if isinstance(sets, str) or not isinstance(sets, Iterable):
        raise InputError(f"set {sets!r}: allowed: a mapping of values by key, or a list of KEY=VALUE")
    return [text("set", item) for item in sets]


def asked(scenario: object, sets: Sets = None) -> dict[str, Any]:
    """A scenario and its changes, as commands are asked."""
    if isinstance(scenario, Scenario):
        held = scenario._held()
        return {"scenario": scenario.source, "sets": [*held, *changes(sets)]}
    return {"scenario": text("scenario", scenario), "sets": changes(sets)}


class Scenario:
    """A scenario: read-only but for its values, which are changed by key path and checked at once.

    `s["battery.iruma-1.launchers"] = 6` is `--set battery.iruma-1.launchers=6`; a change that is not allowed raises
    `InputError` and is not made. The scenario's file is not touched; `save` writes what there is now. Where the file is another
    than it was when it was loaded, commands and changes raise `InputError`: load it again, or `save` what there was.
    """

    __slots__ = ("__weakref__", "_described", "_is_file", "_lock", "_sets", "_source")
    _source: str
    _is_file: bool
    _sets: list[str]
    _described: dict[str, Any]
    _lock: threading.RLock

    def __init__(self, source: str | os.PathLike[str], *, set: Sets = None) -> None:
        given = text("scenario", source)
        # As commands tell a bundled name from a file; a file is found again from another folder.
        is_name = given in _bundled() or not (re.search(r"[/\\.]", given) or os.path.exists(given))
        self._is_file = not is_name
        self._source = given if is_name else os.path.abspath(given)
        self._lock = threading.RLock()
        self._sets = changes(set)
        self._described = self._describe(self._sets)

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_"):
            raise AttributeError(f"{name}: values are changed by key: scenario[KEY] = VALUE")
        object.__setattr__(self, name, value)

    def _describe(self, sets: list[str]) -> dict[str, Any]:
        answer = ask("describe", {"scenario": self._source, "sets": sets})
        described: dict[str, Any] = json.loads(answer.json)
        return described

    def _change(self, change: str) -> None:
        with self._lock:
            sets = [*self._held(), change]
            self._described = self._describe(sets)
            self._sets = sets

    def _held(self) -> list[str]:
        """Changes made so far, once it is sure that they are made to what was loaded."""
        with self._lock:
            if self._is_file:
                _same(self._source, self.hash, self._describe(self._sets)["hash"])
            return self._sets

    @property
    def source(self) -> str:
        """Bundled name, or file by its whole path."""
        return self._source

    @property
    def sets(self) -> list[str]:
        """Changes made so far, each `KEY=VALUE`."""
        return list(self._sets)

    @property
    def name(self) -> str:
        """Its id."""
        return str(self._described["name"])

    @property
    def title(self) -> str:
        """Its title."""
        return str(self._described["title"])

    @property
    def question(self) -> str:
        """The question it asks."""
        return str(self._described["question"])

    @property
    def status(self) -> str:
        """What kind of claim its results are."""
        return str(self._described["status"])

    @property
    def caveats(self) -> list[str]:
        """What a reader of its results must know."""
        return list(self._described["caveats"])

    @property
    def hash(self) -> str:
        """Hash of its text as it is now, 32 hexadecimal digits."""
        return str(self._described["hash"])

    @property
    def toml(self) -> str:
        """Its text as it is now: everything it extends merged in, every change made."""
        return str(self._described["toml"])

    @property
    def files(self) -> list[str]:
        """What was read, the scenario itself first."""
        return list(self._described["files"])

    @property
    def nations(self) -> list[Nation]:
        """Nations."""
        return [Nation(**one) for one in self._described["nations"]]

    @property
    def assets(self) -> list[Asset]:
        """Defended places."""
        return [Asset(**one) for one in self._described["assets"]]

    @property
    def batteries(self) -> list[Battery]:
        """Batteries, fire units and ships."""
        return [_battery(one) for one in self._described["batteries"]]

    @property
    def arms(self) -> list[Arm]:
        """Arms of the comparison, the base first."""
        return [Arm(**one) for one in self._described["arms"]]

    @property
    def inputs(self) -> list[Value]:
        """Every number that results rest on, the catalogue's among them."""
        return [_value(one) for one in self._described["inputs"]]

    def keys(self) -> list[str]:
        """Key paths of its values, in order."""
        inputs = (one["key"] for one in self._described["inputs"])
        # What holds where nothing is said is no key of a scenario.
        return sorted({*self._described["values"], *(key for key in inputs if not key.startswith("default."))})

    def get(self, key: str) -> Value:
        """A number with its range, unit, grade and sources."""
        found = next((one for one in self._described["inputs"] if one["key"] == key), None)
        if found is not None:
            return _value(found)
        above = self._inherited(key)
        if above is not None and above[0] is not None:
            return self.get(above[0])
        held = self[key]
        if isinstance(held, (int, float, Range)) and not isinstance(held, bool):
            ends = held if isinstance(held, Range) else Range(held, held, held)
            return Value(key, ends.low, ends.likely, ends.high, _unit(key), ends.grade, list(ends.sources), ends.note)
        raise KeyError(f"{key}: is no number but {held!r}")

    def add(self, key: str, number: float) -> None:
        """Adds to a number, to all of its range alike: `--set KEY+=N`."""
        self._change(f"{text('key', key)}+={toml(key, number)}")

    def check(self) -> list[Fault]:
        """Everything that is wrong with it now, its files read again; none where it is sound."""
        return _faults(self._source, self._sets)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes its text, which stands alone, to a file."""
        target = Path(path)
        target.write_text(self.toml, encoding="utf-8")
        return target

    def copy(self) -> Scenario:
        """Another that is changed by itself."""
        return _again(self._source, self._sets, self.hash)

    def _inherited(self, key: str) -> tuple[str | None, Any] | None:
        """Where a battery's value is said, if not by its own key: of its group or its kind, or by the battery's record."""
        match = re.fullmatch(r"battery\.([^.]+)\.(.+)", key)
        one = next((one for one in self._described["batteries"] if match and one["id"] == match[1]), None)
        if match is None or one is None or self._says(key):
            return None
        id, rest = match.groups()
        group = re.sub(r"-\d+$", "", id)
        kind = next((self._described["values"].get(f"battery.{of}.is") for of in (id, group) if self._says(f"battery.{of}.is")), "")
        # A kind says of its units by this name what a battery says of itself.
        named = "simultaneous_engagements" if rest == "channels" else rest
        for above in (f"battery.{group}.unit.{id}.{rest}", f"battery.{group}.{rest}", f"battery.{kind}.{named}"):
            if above != key and self._says(above):
                return above, None
        if rest in ("channels", "name", "nation", "lat_deg", "lon_deg"):
            return None, getattr(_battery(one), rest)
        load = re.fullmatch(r"load\.([^.]+)\.(launchers|per_launcher|reloads)", rest)
        held = next((held for held in _battery(one).loads if load and held.interceptor == load[1]), None)
        return None if load is None or held is None else (None, getattr(held, load[2]))

    def _says(self, key: object) -> bool:
        return key in self._described["values"] or any(one["key"] == key for one in self._described["inputs"])

    def __getitem__(self, key: str) -> Any:
        values = self._described["values"]
        if key in values:
            held = values[key]
            return _range(held) if isinstance(held, dict) and "likely" in held else held
        found = next((one for one in self._described["inputs"] if one["key"] == key), None)
        above = self._inherited(key) if found is None else None
        if above is not None:
            return above[1] if above[0] is None else self[above[0]]
        if found is None:
            near = difflib.get_close_matches(key, self.keys(), n=3, cutoff=0.5)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise KeyError(f"{key}: no such value in {self.name}{hint}")
        return _range(found)

    def __setitem__(self, key: str, value: object) -> None:
        self._change(f"{text('key', key)}={toml(key, value)}")

    def __contains__(self, key: object) -> bool:
        return self._says(key) or (isinstance(key, str) and self._inherited(key) is not None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        changed = f", {len(self._sets)} changes" if self._sets else ""
        return f"<cupola.Scenario {self.name}: {self.title}; {len(self.batteries)} batteries{changed}; {self.hash[:8]}>"

    def __reduce__(self) -> tuple[Any, ...]:
        with self._lock:
            return _again, (self._source, self._sets, self.hash)


def _again(source: str, sets: list[str], hash: str) -> Scenario:
    """The same scenario, read again; `InputError` where the file is another by now."""
    scenario = Scenario(source, set=sets)
    _same(source, hash, scenario.hash)
    return scenario


def _same(source: str, then: str, now: str) -> None:
    if then != now:
        words = f"is another than when it was loaded (hash {then[:8]}, now {now[:8]})"
        raise InputError(f"{source}: {words}; load it again, or save what was loaded to a file of its own")


def _battery(one: dict[str, Any]) -> Battery:
    loads = [
        Load(load["interceptor"], int(load["launchers"]), int(load["per_launcher"]), int(load["reloads"]))
        for load in one["loads"]
    ]
    return Battery(**{**one, "channels": int(one["channels"]), "loads": loads})


def _range(held: dict[str, Any]) -> Range:
    low, likely, high = (held[end] if end in held else held["likely"] for end in ("low", "likely", "high"))
    return Range(low, likely, high, str(held.get("grade", "")), str(held.get("note", "")), tuple(held.get("sources", ())))


def _unit(key: str) -> str:
    last = key.rsplit(".", 1)[-1]
    return next((unit for ending, unit in _UNITS.items() if last == ending or last.endswith(f"_{ending}")), "")


def _value(one: dict[str, Any]) -> Value:
    return Value(unit=_unit(one["key"]), **one)


def load(scenario: str | os.PathLike[str], *, set: Sets = None) -> Scenario:
    """Loads a scenario: the name of a bundled one, or a file.

    `set` changes values by key path, in order. Every fault of it is in the `InputError` that is raised where there is one.
    """
    return Scenario(scenario, set=set)


def check(scenario: Scenario | str | os.PathLike[str], *, set: Sets = None) -> list[Fault]:
    """Everything that is wrong with a scenario, each with file, line, column and key; none where it is sound."""
    if isinstance(scenario, Scenario):
        return _faults(scenario.source, [*scenario.sets, *changes(set)])
    return _faults(text("scenario", scenario), changes(set))


def _faults(source: str, sets: list[str]) -> list[Fault]:
    return [Fault(**one) for one in _cupola.faults(source, sets)]


@dataclass(frozen=True)
class Bundled:
    """A scenario that ships; `kind` is `scenario`, or `stocks` or `cost` for a published study of those alone."""

    name: str
    kind: str
    one_line: str


@functools.cache
def _bundled() -> frozenset[str]:
    return frozenset(one.name for one in scenarios())


def scenarios() -> list[Bundled]:
    """The scenarios that ship."""
    return [Bundled(**one) for one in json.loads(_cupola.scenarios())]


def catalogue(id: str | None = None) -> Report:
    """What ships of threats, interceptors, sensors and the rest, with sources: all, or one entry by its id."""
    return Report("catalogue", _cupola.catalogue(None if id is None else text("id", id)))
