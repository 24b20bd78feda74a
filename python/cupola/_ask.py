"""From keyword arguments to a command's question, and from its answer to a report."""

from __future__ import annotations

import json
import math
import numbers
import operator
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Union

from . import _cupola
from ._errors import Error, InputError, ScenarioWarning
from ._record import Record, view
from ._table import Table

if TYPE_CHECKING:
    from ._scenario import Scenario

Given = Union["Scenario", str, "os.PathLike[str]"]
"""A scenario: loaded, or the name of a bundled one, or a file."""
Progress = Union[bool, Callable[[int, int], object], None]
"""True: a line on standard error; a function: called with runs done and runs in all."""

_MOST = 2**64 - 1


def fault(name: str, value: object, allowed: str) -> InputError:
    """A keyword's value that is not allowed."""
    return InputError(f"{name} {value!r}: allowed: {allowed}")


def whole(name: str, value: object, low: int = 0) -> int:
    """A whole number."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise fault(name, value, f"a whole number from {low}") from None
    if isinstance(value, bool) or not low <= number <= _MOST:
        raise fault(name, value, f"a whole number from {low}")
    return number


def maybe_whole(name: str, value: object | None, low: int = 0) -> int | None:
    """A whole number or none."""
    return None if value is None else whole(name, value, low)


def number(name: str, value: object) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise fault(name, value, "a number")
    return float(value)


def maybe_number(name: str, value: object | None) -> float | None:
    """A finite number or none."""
    return None if value is None else number(name, value)


def text(name: str, value: object) -> str:
    """A word."""
    word = os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
    if not isinstance(word, str):
        raise fault(name, value, "a text")
    try:
        word.encode()
    except UnicodeEncodeError:
        raise fault(name, value, "a text, or a path, in UTF-8") from None
    return word


def maybe_text(name: str, value: object | None) -> str | None:
    """A word or none."""
    return None if value is None else text(name, value)


def maybe_folder(name: str, value: object | None) -> str | None:
    """A folder's path or none."""
    if value == "":
        raise fault(name, value, "the path of a folder")
    return maybe_text(name, value)


def written(name: str, value: object | None) -> str | None:
    """A number, or a word that stands for one, as an option is written."""
    if value is None or isinstance(value, str):
        return value
    real = number(name, value)
    return str(int(real)) if real.is_integer() and abs(real) < 1e15 else repr(real)


def texts(name: str, value: object) -> list[str]:
    """A word, or several."""
    if isinstance(value, (str, os.PathLike)):
        return [text(name, value)]
    if not isinstance(value, Iterable):
        raise fault(name, value, "a text, or a list of them")
    return [text(name, item) for item in value]


def place(name: str, value: object) -> str:
    """A place on the ground: `(lat_deg, lon_deg)` or `"LAT,LON"`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        parts = list(value)
        if len(parts) == 2:
            return ",".join(repr(number(name, part)) for part in parts)
    raise fault(name, value, "(LAT, LON) in degrees, north and east positive")


def places(name: str, value: object) -> list[str]:
    """One place, or several."""
    if isinstance(value, str) or (isinstance(value, tuple) and value and all(isinstance(x, numbers.Real) for x in value)):
        return [place(name, value)]
    if not isinstance(value, Iterable):
        raise fault(name, value, "(LAT, LON) in degrees, or a list of such places")
    return [place(name, item) for item in value]


def size(runs: object, worlds: object, seed: object, threads: object | None) -> dict[str, Any]:
    """How much is played."""
    return {
        "runs": whole("runs", runs),
        "worlds": whole("worlds", worlds),
        "seed": whole("seed", seed),
        "threads": maybe_whole("threads", threads),
    }


class Shown:
    """Progress as it was asked for, and notes as warnings."""

    def __init__(self, progress: Progress) -> None:
        if progress is not None and not isinstance(progress, bool) and not callable(progress):
            raise fault("progress", progress, "True, or a function of two numbers")
        self.progress = progress
        self.is_open = False

    def __call__(self, done: int, total: int, notes: list[str]) -> None:
        for note in notes:
            if note.startswith("warning: "):
                warnings.warn(note.removeprefix("warning: "), ScenarioWarning, stacklevel=6)
            elif self.progress is True:
                self.end()
                print(note, file=sys.stderr)
        if callable(self.progress):
            self.progress(done, total)
        elif self.progress is True and total:
            print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)
            self.is_open = True

    def end(self) -> None:
        if self.is_open:
            print(file=sys.stderr)
        self.is_open = False


def as_json(command: str, question: dict[str, Any]) -> str:
    """A question as JSON; NumPy's numbers and arrays in it are plain numbers and lists."""

    def plain(value: Any) -> Any:
        if hasattr(value, "tolist"):
            return value.tolist()
        raise TypeError(f"{value!r} is no number, text, list or mapping")

    try:
        return json.dumps(question, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        for key, value in question.items():
            _look(_KEYWORDS.get(key, key), value)
        raise InputError(f"{command}: {error}") from None


_KEYWORDS = {"sensor_table": "sensors", "from": "from_", "places": "at", "varies": "vary"}
"""Keywords that questions have under other names."""


def _look(path: str, value: object) -> None:
    """Finds the number that is none, by its path."""
    if isinstance(value, numbers.Real) and not math.isfinite(value):
        raise fault(path, value, "a finite number")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        for key, item in value.items():
            _look(f"{path}.{key}", item)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _look(f"{path}[{index}]", item)


_PLACE = re.compile(r"^[\w.]+: (?P<words>.*) at line 1 column (?P<column>\d+)$", re.DOTALL)
_VARIANT = re.compile(r"unknown variant `(?P<word>.*)`, expected (?:one of )?(?P<allowed>.*)", re.DOTALL)


def asks(command: str, question: dict[str, Any], do: Callable[[str], Any]) -> Any:
    """Asks with a question's JSON; what is no question of the command names the keyword, not a place in the JSON."""
    asked = as_json(command, question)
    try:
        return do(asked)
    except InputError as error:
        place = _PLACE.match(str(error))
        if place is None:
            raise
        keyword, column = command, int(place["column"])
        for key in question:
            # The last key that begins before the place.
            if asked.find(f"{json.dumps(key)}: ") < column:
                keyword = _KEYWORDS.get(key, key)
        variant = _VARIANT.fullmatch(place["words"])
        if variant is None:
            raise InputError(f"{keyword}: {place['words']}") from None
        raise fault(keyword, variant["word"], variant["allowed"].replace("`", "")) from None


def ask(command: str, question: dict[str, Any], progress: Progress = None) -> _cupola.Answer:
    """Asks a command."""
    shown = Shown(progress)
    try:
        answer: _cupola.Answer = asks(command, question, lambda asked: _cupola.ask(command, asked, shown))
        return answer
    finally:
        shown.end()


class Kept:
    """What a copy of a report has, made by pickling: all but its tables, which lie in the process that made them."""

    def __init__(self, answer: _cupola.Answer | Kept) -> None:
        self.json: str = answer.json
        self.text: str = answer.text
        self.documents: list[tuple[str, str]] = answer.documents
        self.folder: Any = answer.folder
        self.table_names: list[str] = answer.table_names

    def table(self, name: str) -> _cupola.Table:
        raise Error(f"{name}: a pickled report has no tables; take them where it was made, or save it to a folder")

    def save(self, folder: str) -> bool:
        if "runs" in self.table_names:
            raise Error("a pickled study has no runs to save; save it where it was made, or play it with out=FOLDER")
        return False


class Report:
    """What a command answers: its JSON keys are attributes and items; `print` shows what the terminal does."""

    def __init__(self, name: str, answer: _cupola.Answer | Kept, asked: dict[str, Any] | None = None) -> None:
        self._name = name
        self._asked = asked or {}
        self._answer = answer
        self._read: Any = None

    @property
    def data(self) -> Any:
        """The whole report: a record, or for some commands a list of records."""
        if self._read is None:
            self._read = json.loads(self._answer.json)
        return view(self._read)

    @property
    def asked(self) -> dict[str, Any]:
        """Scenario, runs, worlds and seed of a study whose JSON does not say them."""
        return dict(self._asked)

    @property
    def text(self) -> str:
        """What the terminal prints."""
        return self._answer.text

    @property
    def json(self) -> str:
        """The command's JSON, as `--json` prints it."""
        return self._answer.json

    def to_dict(self) -> Any:
        """The report as plain dictionaries and lists, a fresh copy."""
        return json.loads(self._answer.json)

    @property
    def table_names(self) -> list[str]:
        """Names of the tables."""
        return self._answer.table_names

    def table(self, name: str | None = None) -> Table:
        """A table by its name, or the only one."""
        names = self.table_names
        if name is None and len(names) != 1:
            raise KeyError(f"which table? there are: {', '.join(names) or 'none'}")
        return Table(self._answer.table(names[0] if name is None else name))

    @property
    def documents(self) -> dict[str, str]:
        """The report in other forms, by ending: `svg`, `csv`, `czml`, `toml`, `md`."""
        return dict(self._answer.documents)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Writes all of it to a folder: a run folder where it is a study's, else JSON, text and other forms."""
        path = Path(folder)
        if self._answer.save(os.fspath(path)):
            return path
        path.mkdir(parents=True, exist_ok=True)
        endings = {"json": self.json, "txt": self.text, **self.documents}
        for ending, content in endings.items():
            (path / f"{self._name}.{ending}").write_text(content, encoding="utf-8")
        return path

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._name, Kept(self._answer), self._asked)

    def __copy__(self) -> Self:
        # Nothing of a report can be changed: a copy is itself.
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.data, name)

    def __getitem__(self, key: Any) -> Any:
        return self.data[key]

    def __dir__(self) -> list[str]:
        data = self.data
        return [*super().__dir__(), *(data if isinstance(data, Record) else [])]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from . import _html

        return _html.of_text(self.text, self.documents.get("svg", ""))
