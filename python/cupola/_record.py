"""Reports as objects: read-only views of a command's JSON."""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

_COUNT = {"mean", "ci95_low", "ci95_high"}


class Record(Mapping[str, Any]):
    """A JSON object whose keys are attributes and items alike.

    Units are in the names (`_s`, `_km`, `_usd`, `_fraction`); docs/JSON.md says what each key means.
    """

    __slots__ = ("_data",)
    _data: dict[str, Any]

    def __init__(self, data: dict[str, Any]) -> None:
        object.__setattr__(self, "_data", data)

    def __getattr__(self, name: str) -> Any:
        if name in self._data:
            return view(self._data[name])
        there = ", ".join(self._data)
        raise AttributeError(f"no `{name}` here; there are: {there}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name}: reports are read-only")

    def __getitem__(self, key: str) -> Any:
        return view(self._data[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._data]

    def __repr__(self) -> str:
        return tree(self._data)

    def __getstate__(self) -> dict[str, Any]:
        return self._data

    def __setstate__(self, data: dict[str, Any]) -> None:
        object.__setattr__(self, "_data", data)

    def to_dict(self) -> dict[str, Any]:
        """A copy as plain dictionaries, lists, numbers and words."""
        copy: dict[str, Any] = _copied(self._data)
        return copy


def _reckoned(how: Callable[[float, float], Any]) -> Callable[[Count, object], Any]:
    """An operator on means; whatever is no number answers for itself."""

    def of(self: Count, other: object) -> Any:
        return how(float(self), float(other)) if isinstance(other, (numbers.Real, Count)) else NotImplemented

    return of


class Count(Record):
    """A mean with its 95 % interval (sampling alone), and quantiles over runs where there are some.

    It reckons, compares and formats as its mean: `r.raid.leakers / r.raid.threats`, `f"{r.raid.leakers:.1f}"`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return interval(self._data)

    def __float__(self) -> float:
        return float(self._data["mean"])

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)

    def __eq__(self, other: object) -> bool:
        return float(self) == other if isinstance(other, numbers.Real) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    __lt__ = _reckoned(operator.lt)
    __le__ = _reckoned(operator.le)
    __gt__ = _reckoned(operator.gt)
    __ge__ = _reckoned(operator.ge)
    __add__ = _reckoned(operator.add)
    __radd__ = _reckoned(lambda mine, other: other + mine)
    __sub__ = _reckoned(operator.sub)
    __rsub__ = _reckoned(lambda mine, other: other - mine)
    __mul__ = _reckoned(operator.mul)
    __rmul__ = _reckoned(lambda mine, other: other * mine)
    __truediv__ = _reckoned(operator.truediv)
    __rtruediv__ = _reckoned(lambda mine, other: other / mine)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> numpy.ndarray[Any, Any]:
        import numpy

        return numpy.array(float(self), dtype=dtype)

    def __neg__(self) -> float:
        return -float(self)

    def __abs__(self) -> float:
        return abs(float(self))


class Delta(Count):
    """A paired difference: the arm less the base."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{interval(self._data)}, {self._data['verdict']}"


class Compare(Record):
    """What arms change against the base."""

    __slots__ = ()

    def __repr__(self) -> str:
        from . import _words

        lines = []
        for arm in self._data["arms"]:
            lines.append(f"{arm['name']}, against {self._data['base']}: change of the mean (5–95 % of paired runs), verdict")
            labels = [(label, arm["delta"][key]) for key, label in arm["labels"]]
            width = max((len(label) for label, _ in labels), default=0)
            for label, delta in labels:
                ends = f"{short(delta['base_mean'])} → {short(delta['arm_mean'])}"
                lines.append(f"  {label:<{width}}  {ends}: {_words.delta_words(delta)}, {delta['verdict']}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from . import _html

        return _html.of_compare(self._data)


def view(value: Any) -> Any:
    """A value of a report: objects as records, lists as lists of views, anything else as it is."""
    if isinstance(value, dict):
        if value.keys() >= _COUNT and isinstance(value["mean"], (int, float)):
            return Delta(value) if "verdict" in value else Count(value)
        return Compare(value) if value.keys() == {"base", "arms"} else Record(value)
    return [view(item) for item in value] if isinstance(value, list) else value


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def interval(count: Mapping[str, Any]) -> str:
    """`12.3 (95 % CI 11.9–12.7)`, with as many digits as the interval's width warrants."""
    mean, low, high = (count[key] for key in ("mean", "ci95_low", "ci95_high"))
    if low is None or high is None:
        return short(mean)
    if not all(map(math.isfinite, (mean, low, high))):
        return f"{short(mean)} (95 % CI {short(low)} to {short(high)})"
    digits = -math.floor(math.log10((high - low) / 2)) if high > low else 6
    mean, low, high = (_rounded(number, digits) for number in (mean, low, high))
    dash = "–" if not low.startswith("-") and not high.startswith("-") else " to "
    return f"{mean} (95 % CI {low}{dash}{high})"


def _rounded(number: float, digits: int) -> str:
    if digits > 12:
        return short(number)
    # Added to zero, a negative zero loses its sign.
    text = f"{round(number, digits) + 0.0:,.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(number: float | None) -> str:
    """A number in four digits or so."""
    if number is None:
        return "none"
    if number == 0:
        return "0"
    if 1e-3 <= abs(number) < 1e5:
        return f"{number:.4g}"
    return f"{number:,.0f}" if abs(number) >= 1e5 else f"{number:.3e}"


def tree(value: Any, indent: str = "", most: int = 12) -> str:
    """A value by lines, long lists cut."""
    if not isinstance(value, (dict, list)):
        return short(value) if isinstance(value, float) else str(value)
    viewed = view(value)
    if isinstance(viewed, (Count, Compare)):
        return repr(viewed)
    items = list(value.items()) if isinstance(value, dict) else [(str(i), item) for i, item in enumerate(value)]
    lines = []
    for key, item in items[:most] if isinstance(value, list) else items:
        is_flat = not isinstance(item, (dict, list)) or isinstance(view(item), Count)
        text = tree(item, indent + "  ")
        lines.append(f"{indent}{key}: {text}" if is_flat else f"{indent}{key}:\n{text}" if text else f"{indent}{key}:")
    if isinstance(value, list) and len(items) > most:
        lines.append(f"{indent}… {len(items)} in all")
    return "\n".join(lines)
