"""Numbers in words, rounded to what the spread supports: the same rules as the page's. And what a figure reads."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any, Union

from ._ask import Report, fault
from ._cupola import __version__
from ._record import Record

Result = Union[Report, Record, Mapping[str, Any]]
"""What a command gave, or the dictionary of its JSON."""


def plain(result: Result) -> Any:
    """What the JSON holds, with what was asked where it does not say so."""
    if isinstance(result, Report):
        data = result.to_dict()
        return {**result.asked, **data} if isinstance(data, dict) else data
    return result.to_dict() if isinstance(result, Record) else result


def read(result: Result, needed: str, of: str) -> dict[str, Any]:
    """The report as a dictionary; it must have a key."""
    data = plain(result)
    if not isinstance(data, Mapping) or data.get(needed) is None:
        raise fault("result", getattr(result, "_name", type(result).__name__), f"what {of} gives; there is no `{needed}`")
    return dict(data)


def source(data: Mapping[str, Any]) -> str:
    """What a figure rests on: scenario, runs, seed, hash, version; what of it is known."""
    scenario = data.get("scenario")
    parts = []
    if isinstance(scenario, Mapping):
        parts.append(f"{scenario['name']} ({scenario['hash'][:8]})")
    elif scenario:
        parts.append(str(scenario))
    if "runs" in data:
        runs = f"{data['runs']:,} runs" + (" of each point" if "points" in data else "")
        parts.append(runs + (f" over {data['worlds']:,} worlds" if "worlds" in data else ""))
    if "seed" in data:
        parts.append(f"seed {data['seed']}")
    if "log_hash" in data:
        parts.append(f"log {data['log_hash']}")
    parts.append(f"cupola {data.get('version', __version__)}")
    return " · ".join(parts)


def step_below(x: float) -> float:
    """The largest power of ten that is not above `x`, at least 0.0001."""
    return float(10.0 ** max(math.floor(math.log10(x) + 1e-9), -4)) if x > 0 else 1e-4


def rounded(x: float, step: float) -> str:
    """`x` rounded to a power of ten, with thousands and a true minus."""
    decimals = max(0, -round(math.log10(step)))
    value = round(x / step) * step if step > 1 else x
    text = f"{abs(value):,.{decimals}f}"
    return ("−" if x < 0 and text.strip("0.,") else "") + text


def signed(x: float, step: float) -> str:
    """A number with its sign."""
    text = rounded(x, step)
    return f"+{text}" if x > 0 and text.strip("0.,") else text


def _least_step(size: float, spread: float) -> float:
    return 1.0 if size >= 10 else 0.1 if size >= 1 else min(max(step_below(spread / 2), 0.01), 0.1)


def mean(count: Mapping[str, Any], unit: float = 1.0) -> str:
    """The mean of a count: whole from ten on."""
    low, high = count["p05"] / unit, count["p95"] / unit
    middle = count["mean"] / unit
    if low == high == middle == round(middle):
        return rounded(middle, 1)
    return rounded(middle, max(step_below((high - low) / 100), _least_step(max(abs(middle), abs(high)), high - low)))


def span(low: float, high: float) -> str:
    """Two ends, rounded alike."""
    if max(abs(low), abs(high)) >= 1:
        low, high = round(low, 1), round(high, 1)
    least = 1.0 if low == round(low) and high == round(high) else _least_step(max(abs(low), abs(high)), high - low)
    step = max(step_below((high - low) / 100), least)
    ends = rounded(low, step), rounded(high, step)
    if ends[0] == ends[1]:
        return ends[0]
    return f"{signed(low, step)} … {signed(high, step)}" if low < 0 else "–".join(ends)


def band(count: Mapping[str, Any], unit: float = 1.0) -> str:
    """`22–53`: 5 and 95 % of the runs."""
    return span(count["p05"] / unit, count["p95"] / unit)


def mean_band(count: Mapping[str, Any], unit: float = 1.0) -> str:
    """`36 (22–53)`; the mean alone where nothing varies."""
    return mean(count, unit) if count["p05"] == count["p95"] else f"{mean(count, unit)} ({band(count, unit)})"


def percent(fraction: float) -> str:
    """A share as a percentage."""
    if 0 < fraction < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= fraction < 1 else f"{fraction * 100:.0f} %"


def delta_step(delta: Mapping[str, Any]) -> float:
    """The power of ten to which a paired difference is rounded."""
    spread = abs(delta["p95"] - delta["p05"])
    return max(step_below(spread / 100), _least_step(max(abs(delta["base_mean"]), abs(delta["arm_mean"])), spread))


def delta_words(delta: Mapping[str, Any]) -> str:
    """`−15 (−41 … +6)`."""
    step = delta_step(delta)
    return f"{signed(delta['mean'], step)} ({signed(delta['p05'], step)} … {signed(delta['p95'], step)})"


def estimate_words(value: Mapping[str, Any], unit: float = 1.0) -> str:
    """`−1.2 (−1.5 … −0.9)`: a mean and its 95 % interval."""
    low, high = value["ci95_low"] / unit, value["ci95_high"] / unit
    step = step_below((high - low) / 2) if high > low else _least_step(abs(value["mean"] / unit), 0.0)
    ends = f"{signed(low, step)} … {signed(high, step)}"
    return f"{signed(value['mean'] / unit, step)} ({ends})" if high > low else signed(value["mean"] / unit, step)


def money_unit(usd: float) -> tuple[float, str]:
    """The unit that fits a sum, and its name."""
    for unit, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if abs(usd) >= 0.995 * unit:
            return unit, name
    return 1.0, ""


def sentence(words: str) -> str:
    """With a capital."""
    return words[:1].upper() + words[1:]


def day(date: str) -> datetime.date:
    """An ISO date."""
    return datetime.date.fromisoformat(date)


def short_label(words: str, most: int = 46) -> str:
    """A label that fits beside its row."""
    return words if len(words) <= most else words[: most - 1].rstrip(" ,;:(") + "…"


def names(data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Printed names of nations and items by id."""
    scenario = data.get("scenario")
    if not isinstance(scenario, Mapping):
        return {}, {}
    return dict(scenario.get("nations", [])), dict(scenario.get("items", []))
