"""What gets through, and what changes it: the waterfall, paired differences, sweeps, nations' worth, replays."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._ask import fault
from ._style import DASHES, LINE, MARKERS, THICK, Theme, frame
from .._words import (
    Result,
    band,
    delta_words,
    estimate_words,
    mean,
    mean_band,
    percent,
    plain,
    read,
    rounded,
    sentence,
    short_label,
    source,
    span,
    step_below,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def waterfall(result: Result, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """From all launched to what does damage, one step for each layer, the spread on each step.

    result: what `cupola.run` gives, of a scenario with a raid.
    """
    data = read(result, "raid", "cupola.run of a scenario with a raid")
    raid = data["raid"]
    ends = raid["all"]
    families = [(name, count) for name, count in raid["by_family"] if count["mean"] > 0.04]
    taken = [(name, count, "intercepted") for name, count in families]
    if ends["suppressed"]["p95"] > 0:
        taken.append(("jammed, lured, lost", ends["suppressed"], "suppressed"))
    taken.append(("failed by themselves", ends["failed"], "failed"))
    rows: list[tuple[str, dict[str, Any], str]] = [
        ("launched", ends["launched"], ""),
        *taken,
        ("get through", ends["through"], ""),
        ("fall harmless", ends["fell_harmless"], "fell_harmless"),
        ("do damage", ends["leaked"], "leaked"),
    ]
    best = max(families, key=lambda row: row[1]["mean"], default=None)
    with frame(ax, theme, (7.6, 0.6 + 0.29 * len(rows))) as f:
        f.title = f"Of {mean(ends['launched'])} sent, {mean(ends['leaked'])} do damage"
        if best is not None and best[1]["mean"] >= 0.5:
            verb = "stop" if best[0].endswith("s") or ", " in best[0] else "stops"
            f.title += f"; {best[0]} {verb} most, {mean_band(best[1])}"
        f.subtitle = f"{raid['name']}, base arm. Bars are means; lines reach over 5–95 % of runs."
        f.source = source(data)
        f.rows([name for name, _, _ in rows], grid="")
        level = ends["launched"]["mean"]
        for y, (name, count, fate) in enumerate(rows):
            is_end = name in ("launched", "get through", "do damage")
            if is_end:
                left, right = 0.0, count["mean"]
                ends_of = count["p05"], count["p95"]
                level = right
            else:
                left, right = max(level - count["mean"], 0.0), level
                ends_of = max(level - count["p95"], 0.0), max(level - count["p05"], 0.0)
                level = left
            tone = f.tones.fates[fate] if fate else f.tones.total
            f.ax.barh(y, right - left, left=left, height=0.66, color=tone, zorder=2)
            if ends_of[0] != ends_of[1]:
                f.ax.plot(ends_of, [y, y], color=f.tones.ink, lw=1.1, zorder=4)
            if y + 1 < len(rows):
                f.ax.plot([level, level], [y + 0.33, y + 0.67], color=f.tones.mute, lw=0.7, zorder=1)
            sign = "" if is_end or count["mean"] < 0.05 else "−"
            f.at_right(y, sign + mean(count), fontweight="bold" if is_end else "normal")
            if count["p05"] != count["p95"]:
                f.at_right(y, band(count), xytext=(38, 0), color=f.tones.mute)
        f.ax.set_xlim(0, ends["launched"]["p95"] * 1.01)
        f.ax.set_xticks([])
        f.ax.spines["bottom"].set_visible(False)
        return f.ax


def differences(
    result: Result,
    *,
    arm: str | None = None,
    keys: Sequence[str] = (),
    most: int = 10,
    ax: Axes | None = None,
    theme: Theme = "light",
) -> Axes:
    """What an arm changes against the base, run by run with the same luck: a forest plot.

    result: what `cupola.run` of a scenario with arms gives, or `cupola.compare`.
    arm: its name; the last unless given. keys: metrics of its `delta`, in this order; the first `most` unless given.
    """
    whole = plain(result)
    compared = whole.get("compare", whole)
    if not compared or not compared.get("arms"):
        raise fault("result", getattr(result, "_name", "?"), "what cupola.run of a scenario with arms gives, or compare")
    arms = {one["name"]: one for one in compared["arms"]}
    if arm is not None and arm not in arms:
        raise fault("arm", arm, ", ".join(arms))
    one = arms[arm] if arm is not None else compared["arms"][-1]
    labels = dict(one["labels"])
    unknown = [key for key in keys if key not in one["delta"]]
    if unknown:
        raise fault("keys", unknown[0], ", ".join(one["delta"]))
    shown = list(keys) or [key for key, _ in one["labels"] if key in one["delta"]][:most]
    scenario = whole.get("scenario")
    called = {} if not isinstance(scenario, Mapping) else {named["id"]: named["name"] for named in scenario["arms"]}
    base_name, arm_name = (called.get(id, id) for id in (compared["base"], one["name"]))
    if "compared" in whole:
        base_name, arm_name = whole["compared"][0], whole["compared"][1 + compared["arms"].index(one)]
    with frame(ax, theme, (8.8, 0.7 + 0.3 * len(shown)), grid="x") as f:
        f.title = _finding(one, shown, labels, sentence(arm_name))
        f.subtitle = (
            f"{sentence(arm_name)}, less {base_name}: same raids, same luck. Thick: 95 % interval of the mean; thin: 5–95 % "
            "of paired runs. Each row on its own scale about a common zero; hollow: unclear either way."
        )
        f.source = source(whole)
        f.rows([short_label(labels.get(key, key), 58) for key in shown], grid="")
        f.ax.axvline(0, color=f.tones.mute, lw=0.9, zorder=1)
        for y, key in enumerate(shown):
            delta = one["delta"][key]
            ends = [delta[name] for name in ("p05", "p95", "ci95_low", "ci95_high", "mean")]
            scale = max(map(abs, ends)) or 1.0
            is_clear = delta["verdict"] in ("more", "fewer")
            tone = f.tones.accent if is_clear else f.tones.mute
            f.spread(y, delta, tone, scale)
            if is_clear:
                f.ax.plot(delta["mean"] / scale, y, "o", ms=6.5, color=tone, zorder=6)
            f.at_right(y, delta_words(delta))
            f.at_right(y, delta["verdict"], xytext=(122, 0), color=f.tones.mute)
        f.ax.set_xlim(-1.08, 1.08)
        f.ax.set_xticks([-0.54, 0, 0.54], ["less ◂", "0", "▸ more"])
        return f.ax


def _finding(one: dict[str, Any], shown: Sequence[str], labels: dict[str, str], name: str) -> str:
    def is_clear(key: str) -> bool:
        return one["delta"][key]["verdict"] in ("more", "fewer")

    lead = next((key for key in ("through_total", "through_raid") if key in one["delta"]), shown[0])
    what = labels.get(lead, lead)
    if is_clear(lead):
        return f"{name}: {delta_words(one['delta'][lead])} {what}"
    if one["delta"][lead]["verdict"] == "same":
        return f"{name} does not change: {what}"
    other = next((key for key in shown if key != lead and is_clear(key) and "through" not in key), None)
    if other is None:
        return f"{name} does not clearly change: {what}"
    return f"{name} does not clearly change what gets through; {labels.get(other, other)}: {delta_words(one['delta'][other])}"


def sweep(
    result: Result, metric: str | None = None, *, scale: float = 1.0, ax: Axes | None = None, theme: Theme = "light"
) -> Axes:
    """A metric over the values of a key, a line for each value of a second one; where it breaks even, with its interval.

    result: what `cupola.sweep` gives. metric: one of its `labels`; that of `until_equal`, else the first, unless given.
    scale: numbers are divided by this (1e6: million USD).
    """
    data = read(result, "points", "cupola.sweep")
    found = data["until_equal"]
    labels = dict(data["labels"])
    name = metric if metric is not None else found["metric"] if found else data["labels"][0][0]
    if name not in labels:
        raise fault("metric", name, ", ".join(labels))
    inner = data["keys"][-1]
    outer = data["keys"][0] if len(data["keys"]) > 1 else None
    lines: dict[Any, list[tuple[Any, dict[str, Any]]]] = {}
    for point in data["points"]:
        lines.setdefault(point["set"].get(outer), []).append((point["set"][inner], point["metrics"][name]))
    is_number = all(isinstance(x, (int, float)) for line in lines.values() for x, _ in line)
    worded = [str(x) for x, _ in next(iter(lines.values()))]
    with frame(ax, theme, (7.6, 3.4)) as f:
        for index, (value, line) in enumerate(lines.items()):
            tone, marker = f.tones.series[index % 7], MARKERS[index % 7]
            xs = [x if is_number else worded.index(str(x)) + (index - (len(lines) - 1) / 2) * 0.14 for x, _ in line]
            counts = [count for _, count in line]
            for x, count in zip(xs, counts, strict=True):
                ends = [count[end] / scale for end in ("p05", "p95", "ci95_low", "ci95_high")]
                if len(lines) == 1 or not is_number:
                    f.ax.plot([x, x], ends[:2], color=tone, lw=1.1, solid_capstyle="butt", zorder=3)
                f.ax.plot([x, x], ends[2:], color=tone, lw=THICK, alpha=0.9, solid_capstyle="butt", zorder=4)
            means = [count["mean"] / scale for count in counts]
            label = f"{outer} = {value:g}" if isinstance(value, float) else f"{outer} = {value}" if outer else None
            f.ax.plot(
                xs, means, linestyle=DASHES[index % 7] if is_number else "none", marker=marker, ms=5.5, color=tone,
                mfc=f.tones.paper, mew=1.5, lw=LINE, label=label, zorder=5,
            )  # fmt: skip
        if is_number and len(set(worded)) <= 12 and all(float(x).is_integer() for x in map(float, worded)):
            f.ax.set_xticks([float(x) for x in worded])
        if not is_number:
            f.ax.set_xticks(range(len(worded)), worded, color=f.tones.ink)
            f.ax.set_xlim(-0.6, len(worded) - 0.4)
        what = labels[name]
        f.ax.set_xlabel(inner)
        f.ax.set_ylabel(what if scale == 1 else f"{what} (÷ {scale:g})")
        if outer:
            f.ax.legend(fontsize=8, labelcolor=f.tones.ink)
        spreads = "thin: 5–95 % of runs" if len(lines) == 1 or not is_number else "a line for each value"
        f.subtitle = f"Arm {data['arm'][1]}. Dots: means; thick: their 95 % interval (sampling); {spreads}."
        f.title = _sweep_title(data, name, what, inner, lines, scale)
        f.source = source(data)
        if found and found["metric"] == name and is_number:
            f.ax.axhline(found["target"] / scale, color=f.tones.mute, lw=1, ls=(0, (4, 3)), zorder=2)
            if found["found"]:
                values = [point["set"][inner] for point in data["points"]]
                ends_of = (found["low"], min(values)), (found["high"], max(values))
                low, high = (looked_at if end is None else end for end, looked_at in ends_of)
                f.ax.axvspan(low, high, color=f.tones.raids, lw=0, zorder=0)
                f.ax.axvline(found["value"], color=f.tones.warm, lw=1.2, zorder=2)
                f.subtitle += " Dashed: what is to be met; shaded: where it is met, 95 %."
        return f.ax


def _sweep_title(
    data: dict[str, Any], name: str, what: str, key: str, lines: dict[Any, list[Any]], scale: float
) -> str:
    found = data["until_equal"]
    if found and found["metric"] == name:
        if not found["found"]:
            return f"{sentence(what)} nowhere comes to {rounded(found['target'] / scale, 0.1)} over these values"
        low, high = found["low"], found["high"]
        half = max(abs(found["value"] - end) for end in (low, high) if end is not None) if (low, high) != (None, None) else 1.0
        step = step_below(half)
        if low is not None and high is not None:
            ends = f" ({rounded(low, step)}–{rounded(high, step)})"
        else:
            ends = f" ({rounded(low, step)} or more)" if low is not None else f" ({rounded(high, step)} or less)" if high is not None else ""
        return f"Even at {key} = {rounded(found['value'], step)}{ends}: {what} {rounded(found['target'] / scale, 0.1)}"
    if key in data["without_effect"]:
        return f"{key} changes nothing over these values"
    every = [(count["mean"], x, value, count) for value, line in lines.items() for x, count in line]
    least, most = min(every, key=lambda one: one[0]), max(every, key=lambda one: one[0])

    def at(one: tuple[float, Any, Any, dict[str, Any]]) -> str:
        x = f"{one[1]:g}" if isinstance(one[1], float) else str(one[1])
        other = "" if one[2] is None else f", {one[2]:g}" if isinstance(one[2], float) else f", {one[2]}"
        half = (one[3]["ci95_high"] - one[3]["ci95_low"]) / 2 / scale
        return f"{rounded(one[0] / scale, step_below(half) if half > 0 else 1)} at {x}{other}"

    overlap = "; their intervals overlap" if least[3]["ci95_high"] >= most[3]["ci95_low"] else ""
    return f"{sentence(what)}: from {at(least)} to {at(most)}{overlap}"


PARTS = ("sensors", "interceptors", "factories", "reserve")


def shapley(result: Result, metric: str = "through_total", *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """What each nation's contribution is worth, and of which parts, each with its 95 % interval.

    result: what `cupola.coalition` gives. metric: one of its `metrics`.
    """
    data = read(result, "metrics", "cupola.coalition")
    if metric not in data["metrics"]:
        raise fault("metric", metric, ", ".join(data["metrics"]))
    worth = data["metrics"][metric]
    label = dict(data["labels"]).get(metric, metric)
    called = dict(data["nations"])
    rows: list[tuple[str, dict[str, Any], bool]] = []
    for nation, value in worth["shapley"].items():
        rows.append((called.get(nation, nation), value, True))
        parts = [(part, value["parts_ci95"][part]) for part in PARTS if part in value["parts_ci95"]]
        rows += [(part, one, False) for part, one in parts if any(one.values())]
    unit = 1e9 if metric.endswith("_usd") else 1.0
    with frame(ax, theme, (7.6, 0.7 + 0.28 * len(rows)), grid="x") as f:
        whole = estimate_words(worth["change"], unit)
        billions = " billion USD" if unit > 1 else ""
        f.title = f"All contributions together: “{label}” {whole}{billions}"
        given = "what agreements give" if data["of"] == "agreement" else "all that each owns"
        f.subtitle = (
            f"Shapley values of {given}, {data['arm'][1]}: a nation's bar is its fair share of that, thin rows are its parts; "
            f"lines are 95 % intervals (sampling). {data['coalitions']} coalitions in each run."
        )
        f.source = source(data)
        f.rows([name if is_nation else f"    {name}" for name, _, is_nation in rows])
        for tick, (_, _, is_nation) in zip(f.ax.get_yticklabels(), rows, strict=True):
            tick.set_fontweight("bold" if is_nation else "normal")
            tick.set_color(f.tones.ink if is_nation else f.tones.mute)
        f.ax.axvline(0, color=f.tones.mute, lw=0.9, zorder=1)
        for y, (_, value, is_nation) in enumerate(rows):
            tone = f.tones.accent if is_nation else f.tones.fan50
            f.ax.barh(y, value["mean"] / unit, height=0.6 if is_nation else 0.34, color=tone, zorder=2)
            ends = [value["ci95_low"] / unit, value["ci95_high"] / unit]
            f.ax.plot(ends, [y, y], color=f.tones.ink, lw=1.3 if is_nation else 1.0, zorder=4)
            f.at_right(y, estimate_words(value, unit), color=f.tones.ink if is_nation else f.tones.mute)
        f.ax.set_xlabel(f"change of {label}{billions}")
        return f.ax


def replay(result: Result, group: str, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """A published series in the bands of its replay: what was said to be stopped, and what the model stops.

    result: what `cupola.run` gives of a scenario with a published series. group: `ballistic`, `cruise`, `drone`.
    """
    data = read(result, "replay", "cupola.run of a scenario with a published series")
    told = data["replay"]
    groups = list(dict.fromkeys(row["group"] for row in told["rows"]))
    rows = [row for row in told["rows"] if row["group"] == group]
    if not rows:
        raise fault("group", group, ", ".join(groups))
    counted = [row for row in rows if row["published_stopped"] is not None]
    inside = sum(row["stopped"][0] <= row["published_stopped"] <= row["stopped"][4] for row in counted)
    with frame(ax, theme, (7.6, 3.2)) as f:
        f.title = f"{sentence(group)}: {inside} of {len(counted)} published numbers lie inside the model's 90 % band"
        f.subtitle = (
            "Stopped, by date. Bars: 5–95 % of runs, thick 25–75 %, tick at the median; circles: as published. "
            "A wide band passes anything: read its width."
        )
        f.source = f"Published: {told['source']}. {source(data)}"
        for x, row in enumerate(rows):
            low, lower, middle, upper, high = row["stopped"]
            f.ax.plot([x, x], [low, high], color=f.tones.fan50, lw=1.4, solid_capstyle="butt", zorder=2)
            f.ax.plot([x, x], [lower, upper], color=f.tones.fan50, lw=5, solid_capstyle="butt", zorder=2)
            f.ax.plot([x - 0.3, x + 0.3], [middle, middle], color=f.tones.accent, lw=1.2, zorder=3)
            if row["published_stopped"] is not None:
                is_in = low <= row["published_stopped"] <= high
                face = f.tones.paper if is_in else f.tones.warm
                f.ax.plot(x, row["published_stopped"], "o", ms=5, mfc=face, mec=f.tones.warm, mew=1.3, zorder=4)
        every = max(1, len(rows) // 10)
        f.ax.set_xticks(range(0, len(rows), every), [textwrap.fill(row["date"].split(" (")[0], 11) for row in rows[::every]])
        f.ax.set_ylim(bottom=0)
        f.ax.set_ylabel("stopped")
        totals = next((total for total in told["totals"] if total["group"] == group), None)
        if totals is not None and totals["published_fraction"] is not None:
            low, _, middle, _, high = totals["computed_fraction"]
            f.title += f"; in all {percent(totals['published_fraction'])} against {percent(middle)} ({span(low * 100, high * 100)})"
        return f.ax
