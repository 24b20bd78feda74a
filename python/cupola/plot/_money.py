"""What it costs: elements, chains of assumptions, what drives a total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._style import Theme, frame
from .._words import Result, band, mean, mean_band, money_unit, names, read, rounded, short_label, source, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _life_cycle(data: Mapping[str, Any]) -> Any:
    cost = data.get("cost") or data
    return cost, cost.get("life_cycle")


def costs(result: Result, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """What a study costs by element: what the last arm adds, or what elements cost over their life where there are some.

    result: what `cupola.run` or `cupola.cost` gives.
    """
    data = read(result, "price_year", "cupola.cost") if _is_cost(result) else read(result, "cost", "cupola.run or cost")
    cost, life = _life_cycle(data)
    if life:
        rows = [(one["name"], one["total_usd"]) for one in life["elements"]]
        total = life["total_usd"]
        years = f"{life['from_year']} to {life['until_year'] - 1}"
        subtitle = f"over {years}, over {life['draws']:,} draws of the inputs"
    else:
        rows = list(cost["by_element"].items())
        total = cost["incremental_usd"]
        subtitle = f"beyond the base arm, {cost['horizon_years']:.0f} years"
    rows = sorted(rows, key=lambda row: -row[1]["mean"])
    largest = max((abs(count["mean"]) for _, count in rows), default=0.0)
    unit, name = money_unit(largest)
    if total is not None:
        rows.append(("together", total))
    nations = names(data)[0]
    with frame(ax, theme, (7.6, 0.7 + 0.31 * max(len(rows), 1)), grid="x") as f:
        if total is None:
            f.title = f"{len(rows)} alternatives, from {mean(rows[-1][1], unit)} to {mean(rows[0][1], unit)} {name} USD"
        else:
            whole, whole_name = money_unit(total["mean"])
            f.title = f"{mean_band(total, whole)} {whole_name} USD"
            if rows[:-1]:
                f.title += f"; most for {short_label(rows[0][0], 40)}, {mean(rows[0][1], whole)}"
        f.subtitle = (
            f"{name.capitalize()} USD of {cost['price_year']}, {subtitle}. "
            "Bars: means; thin lines: 5–95 %, thick: 95 % interval of the mean."
        )
        if not life and cost["by_nation"]:
            payers = [f"{nations.get(id, id)} {mean_band(count, unit)}" for id, count in cost["by_nation"].items()]
            f.subtitle += f" Who pays: {', '.join(payers)}."
        f.source = source(data)
        f.rows([short_label(label) for label, _ in rows])
        f.ax.axvline(0, color=f.tones.mute, lw=0.9, zorder=1)
        for y, (label, count) in enumerate(rows):
            tone = f.tones.total if label == "together" else f.tones.accent if count["mean"] >= 0 else f.tones.green
            f.ax.barh(y, count["mean"] / unit, height=0.62, color=tone, zorder=2)
            f.ax.plot([count["p05"] / unit, count["p95"] / unit], [y, y], color=f.tones.ink, lw=1.1, zorder=4)
            f.ax.plot([count["ci95_low"] / unit, count["ci95_high"] / unit], [y, y], color=f.tones.ink, lw=3, zorder=4)
            f.at_right(y, mean(count, unit))
            f.at_right(y, band(count, unit), xytext=(42, 0), color=f.tones.mute)
        return f.ax


def _is_cost(result: Result) -> bool:
    return getattr(result, "_name", "") == "cost" or (isinstance(result, Mapping) and "price_year" in result)


def bill(result: Result, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """A scenario's chain of assumptions between two totals: each step, and what it is over all orders of the steps.

    result: what `cupola.cost(…, steps=True)` gives.
    """
    data = read(result, "steps", "cupola.cost(…, steps=True)")
    steps = data["steps"]
    unit, name = money_unit(max(step["total_usd"] for step in steps))
    with frame(ax, theme, (8.4, 0.7 + 0.36 * len(steps)), grid="x") as f:
        first, last = (steps[at]["total_usd"] / unit for at in (0, -1))
        f.title = f"From {rounded(first, 0.01 if first < 10 else 1)} to {rounded(last, 0.1 if last < 10 else 1)} {name} USD in {len(steps)} steps"
        f.subtitle = (
            f"{name.capitalize()} USD of {data['price_year']}, at likely values. Bars: what each step adds in this order; lines: over "
            "all orders of the steps, from where it begins; circles: totals somebody prints."
        )
        f.source = f"{data['status']} · {source(data)}"
        f.rows([short_label(step["what"], 58) for step in steps])
        for y, step in enumerate(steps):
            begin = (step["total_usd"] - step["change_usd"]) / unit
            tone = f.tones.total if y == 0 else f.tones.accent if step["change_usd"] >= 0 else f.tones.green
            f.ax.barh(y, step["change_usd"] / unit, left=begin, height=0.6, color=tone, zorder=2)
            ends = [begin + step[key] / unit for key in ("least_change_usd", "most_change_usd")]
            f.ax.plot(ends, [y, y], color=f.tones.ink, lw=1.1, zorder=4)
            if y + 1 < len(steps):
                f.ax.plot([step["total_usd"] / unit] * 2, [y + 0.3, y + 0.7], color=f.tones.mute, lw=0.7, zorder=1)
            if step["printed_usd"] is not None:
                f.ax.plot(step["printed_usd"] / unit, y, "o", ms=5.5, mfc=f.tones.paper, mec=f.tones.warm, mew=1.5, zorder=5)
            f.at_right(y, rounded(step["total_usd"] / unit, 0.01 if unit >= 1e12 else 1))
        f.ax.set_xlabel(f"{name} USD")
        return f.ax


def tornado(result: Result, *, most: int = 8, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """What drives a total: each input alone at its ends, the widest first.

    result: what `cupola.cost` or `cupola.run` gives, of a scenario with elements that cost over their life.
    """
    data = read(result, "price_year", "cupola.cost") if _is_cost(result) else read(result, "cost", "cupola.run or cost")
    cost, life = _life_cycle(data)
    drivers = read(life or {}, "drivers", "cupola.cost of a scenario with elements over their life")["drivers"][:most]
    total = life["total_usd"]
    unit, name = money_unit(life["likely_usd"])
    likely = life["likely_usd"] / unit
    with frame(ax, theme, (7.8, 0.8 + 0.33 * (len(drivers) + 1)), grid="x") as f:
        widest = drivers[0]
        f.title = f"Widest: {widest['key']}, {span(*sorted((widest['low_usd'] / unit, widest['high_usd'] / unit)))} {name} USD"
        f.subtitle = (
            f"{name.capitalize()} USD of {cost['price_year']}: the total with one input at its low end (hollow) and at its high end "
            f"(full), all else likely ({rounded(likely, 0.01 if unit >= 1e12 else 1)}). Last row: all drawn at once, 5–95 %."
        )
        f.source = source(data)
        f.rows([short_label(one["key"].removeprefix("cost."), 44) for one in drivers] + ["all drawn"])
        f.ax.axvline(likely, color=f.tones.mute, lw=0.9, zorder=1)
        for y, one in enumerate(drivers):
            low, high = one["low_usd"] / unit, one["high_usd"] / unit
            f.ax.plot([low, high], [y, y], color=f.tones.accent, lw=5, alpha=0.35, solid_capstyle="butt", zorder=2)
            f.ax.plot(low, y, "o", ms=6, mfc=f.tones.paper, mec=f.tones.accent, mew=1.5, zorder=4)
            f.ax.plot(high, y, "o", ms=6, color=f.tones.accent, zorder=4)
            f.at_right(y, f"{one['low']:,g} … {one['likely']:,g} … {one['high']:,g}", color=f.tones.mute)
        f.spread(len(drivers), total, f.tones.ink, unit)
        f.at_right(len(drivers), mean_band(total, unit))
        f.ax.set_xlabel(f"{name} USD")
        return f.ax
