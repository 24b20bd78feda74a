"""How long it lasts: stocks over time, and the day on which something first happens."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._ask import Report, fault
from ._style import Theme, frame
from .._words import Result, day, mean, mean_band, names, percent, read, rounded, short_label, source, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EVENTS = {
    "first_battery_empty_day": ("a battery that wants to shoot has no round", "a battery has none", "first_battery_empty_day"),
    "first_empty_day": ("a round that is wanted is refused", "a round is refused", "first_empty_day"),
    "first_day_below_reserve": ("the stock is below its reserve", "below its reserve", "first_below_reserve_day"),
    "first_zero_day": ("none is left in reach", "none is left", "first_zero_day"),
}


def campaign_of(data: Mapping[str, Any], arm: str | None) -> Any:
    """The campaign of an arm; that of the base unless given."""
    if arm is None:
        return data["campaign"]
    arms = {one["name"]: one["campaign"] for one in (data.get("compare") or {}).get("arms", [])}
    if arms.get(arm) is None:
        raise fault("arm", arm, ", ".join(arms) or "none: there is one arm")
    return arms[arm]


def _cell(table: Mapping[str, Any], nation: str, item: str) -> Any:
    return table.get(nation, {}).get(item)


def chosen(campaign: Mapping[str, Any], nation: str | None, item: str | None) -> tuple[str, str]:
    """A stock: the one asked for, else the one with a reserve, else that which is drawn down most."""
    stocks = [(n, i) for n, items in campaign["stock"].items() for i, points in items.items() if points]
    fitting = [(n, i) for n, i in stocks if nation in (None, n) and item in (None, i)]
    if not fitting:
        raise fault("nation, item", (nation, item), ", ".join(f"{n} {i}" for n, i in stocks))

    def drawn(stock: tuple[str, str]) -> float:
        medians = [point["p50"] for point in campaign["stock"][stock[0]][stock[1]]]
        reserve = 1.0 if _cell(campaign["reserve_floor"], *stock) is not None else 0.0
        drawn_down: float = (max(medians) - min(medians)) / max(*medians, 1.0)
        return reserve + drawn_down

    return max(fitting, key=drawn)


def _days_words(days: Mapping[str, Any]) -> str:
    if days["p50"] is None:
        return f"never in {percent(days['never_fraction'])} of runs"
    late = "never" if days["p95"] is None else rounded(days["p95"], 1)
    return f"day {rounded(days['p50'], 1)} ({rounded(days['p05'], 1)}–{late})"


def _finding(campaign: Mapping[str, Any], nation: str, item: str) -> str:
    back = _cell(campaign["restored_date"], nation, item)
    if back and campaign["raids"]["mean"] == 0:
        ends = " to ".join(back[end][:4] if back[end] else "later than the study" for end in ("p05", "p95"))
        return f"back by {back['p50'][:7]} ({ends})" if back["p50"] else "not back in most runs"
    below = _cell(campaign["first_day_below_reserve"], nation, item)
    zero = _cell(campaign["first_zero_day"], nation, item)
    start = _cell(campaign["at_raids_start"], nation, item)
    if start and start["p95"] == 0:
        return "none at the first raid"
    if below and below["p50"] is not None:
        return f"below its reserve on {_days_words(below)}"
    if zero and zero["p50"] is not None:
        return f"none left on {_days_words(zero)}"
    for days, words in ((below, "stays above its reserve"), (zero, "never used up")):
        if days and days["never_fraction"] == 1:
            return words
        if days:
            return f"{words} in {percent(days['never_fraction'])} of runs"
    return f"{mean_band(start)} at the first raid" if start else "rounds on hand"


def stock(
    result: Result,
    nation: str | None = None,
    item: str | None = None,
    *,
    arm: str | None = None,
    ax: Axes | None = None,
    theme: Theme = "light",
) -> Axes:
    """Rounds on hand over time as a fan, with the reserve, the days of raiding, and what others estimate.

    result: what `cupola.run` gives, of a scenario with stocks. nation, item: ids; the stock with a reserve, else the one
    drawn down most, unless given. arm: the base arm unless given.
    """
    data = read(result, "campaign", "cupola.run of a scenario with stocks")
    campaign = campaign_of(data, arm)
    nation, item = chosen(campaign, nation, item)
    nations, items = names(data)
    points = campaign["stock"][nation][item]
    dates = [day(point["date"]) for point in points]
    ends = {key: [point[key] for point in points] for key in ("p05", "p25", "p50", "p75", "p95")}
    estimates = [one for one in campaign["estimates"] if (one["nation"], one["item"]) == (nation, item)]
    estimates = [one for one in estimates if dates[0] <= day(one["date"]) <= dates[-1]]
    with frame(ax, theme, (7.6, 3.4)) as f:
        where = f", {arm}" if arm else ""
        name = f"{nations.get(nation, nation)}, {items.get(item, item)}"
        f.title = f"{name}{where}: {_finding(campaign, nation, item)}"
        f.subtitle = "Rounds on hand: median, middle half, 5–95 % of runs."
        f.source = source(data)
        f.ax.fill_between(dates, ends["p05"], ends["p95"], color=f.tones.fan90, lw=0, zorder=1.5)  # type: ignore[arg-type]
        f.ax.fill_between(dates, ends["p25"], ends["p75"], color=f.tones.fan50, lw=0, zorder=1.6)  # type: ignore[arg-type]
        f.ax.plot(dates, ends["p50"], color=f.tones.accent, lw=1.8, zorder=3)  # type: ignore[arg-type]
        f.ax.set_ylim(0, max(*ends["p95"], *(one["high"] for one in estimates), 1.0) * 1.08)
        f.dates()
        f.ax.set_xlim(dates[0], dates[-1])  # type: ignore[arg-type]
        scenario = data.get("scenario") or {}
        if "raids_start" in scenario and campaign["raids"]["mean"] > 0:
            first = day(scenario["raids_start"])
            last = min(first + datetime.timedelta(days=campaign["days"]), dates[-1])
            if last - first > (dates[-1] - dates[0]) * 0.6:
                f.subtitle += f" Raids throughout, {mean(campaign['raids'])} in {campaign['days']:,} days."
            else:
                f.ax.axvspan(first, last, color=f.tones.raids, lw=0, zorder=1)  # type: ignore[arg-type]
                f.subtitle += f" Shaded: {campaign['days']} days of raids, {mean(campaign['raids'])} of them."
        floor = _cell(campaign["reserve_floor"], nation, item)
        if floor is not None:
            f.ax.axhline(floor, color=f.tones.ink, lw=1, ls=(0, (4, 3)), zorder=2.5)
            f.ax.annotate(
                f"reserve {floor:,.0f}", (1, floor), xycoords=("axes fraction", "data"), xytext=(-4, 3),
                textcoords="offset points", ha="right", fontsize=8, color=f.tones.ink, path_effects=f.halo,
            )  # fmt: skip
        if estimates:
            f.subtitle += " Circles: public estimates, low to high."
        for one in estimates:
            when = day(one["date"])
            f.ax.plot([when, when], [one["low"], one["high"]], color=f.tones.warm, lw=1.1, zorder=4, clip_on=False)  # type: ignore[arg-type]
            f.ax.plot(when, one["likely"], "o", ms=5, mfc=f.tones.paper, mec=f.tones.warm, mew=1.4, zorder=5, clip_on=False)  # type: ignore[arg-type]
            is_late = (when - dates[0]) > (dates[-1] - dates[0]) / 2
            f.ax.annotate(
                short_label(one["source"], 48), (when, one["high"]), xytext=(-5 if is_late else 5, 12),
                textcoords="offset points", ha="right" if is_late else "left", fontsize=7, color=f.tones.warm, path_effects=f.halo, zorder=6,
            )  # fmt: skip
        return f.ax


def first_day(
    result: Result,
    nation: str | None = None,
    item: str | None = None,
    *,
    event: str = "first_battery_empty_day",
    ax: Axes | None = None,
    theme: Theme = "light",
) -> Axes:
    """In how many runs something has happened by which day of the campaign, base arm.

    result: what `cupola.run` gives, of a scenario with stocks. nation, item: ids; the stock in which it happens most often,
    unless given. event: `first_battery_empty_day`, `first_empty_day`, `first_day_below_reserve`, `first_zero_day`.
    """
    if event not in EVENTS:
        raise fault("event", event, ", ".join(EVENTS))
    words, short, column = EVENTS[event]
    data = read(result, "campaign", "cupola.run of a scenario with stocks")
    if not isinstance(result, Report):
        raise fault("result", type(result).__name__, "the report itself, whose table of runs is read")
    campaign = data["campaign"]
    known = {(n, i): days for n, items in campaign[event].items() for i, days in items.items()}
    fitting = {stock: days for stock, days in known.items() if nation in (None, stock[0]) and item in (None, stock[1])}
    if not fitting:
        raise fault("nation, item", (nation, item), ", ".join(f"{n} {i}" for n, i in known) or "none has this event")
    (nation, item), days = min(fitting.items(), key=lambda pair: pair[1]["never_fraction"])
    table = result.table("runs")
    arms = table["arm"]
    values = [x for x, arm in zip(table[f"{column}.{nation}.{item}"], arms, strict=True) if arm == arms[0]]
    came = sorted(float(x) for x in values if 0 <= x <= campaign["days"])
    share = [(index + 1) / len(values) for index in range(len(came))]
    # Dvoretzky, Kiefer and Wolfowitz at 95 %; runs of one world count once, as all could be alike.
    half = math.sqrt(math.log(2 / 0.05) / (2 * min(data["worlds"], len(values))))
    xs = [0.0, *came, float(campaign["days"])]
    ys = [0.0, *share, share[-1] if share else 0.0]
    nations, items = names(data)
    with frame(ax, theme, (7.6, 3.1)) as f:
        low, high = ([min(max(y + side * half, 0), 1) for y in ys] for side in (-1, 1))
        f.ax.fill_between(xs, low, high, step="post", color=f.tones.fan90, lw=0, zorder=2)
        f.ax.step(xs, ys, where="post", color=f.tones.accent, lw=1.8, zorder=3)
        for quantile, at in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
            if days[quantile] is not None:
                f.ax.plot(days[quantile], at, "o", ms=5.5, mfc=f.tones.paper, mec=f.tones.accent, mew=1.5, zorder=4)
                place: dict[str, Any] = {"xytext": (8, -3), "textcoords": "offset points", "fontsize": 8, "path_effects": f.halo}
                f.ax.annotate(f"{at:.0%}: day {days[quantile]:.0f}", (days[quantile], at), **place)
        f.ax.set_xlim(0, campaign["days"])
        f.ax.set_ylim(0, 1.02)
        f.ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        f.ax.set_xlabel("day of the campaign")
        happens = percent(1 - days["never_fraction"])
        f.title = f"{nations.get(nation, nation)}, {items.get(item, item)}: {short} in {happens} of runs"
        if came:
            f.title += f", where it does on day {span(came[len(came) // 20], came[-1 - len(came) // 20])}"
        f.subtitle = f"Share of runs in which {words}, by day. Pale: 95 % band (sampling, runs of one world counted once)."
        f.source = source(data)
        return f.ax
