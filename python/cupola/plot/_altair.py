"""Stocks to be looked into with a pointer: Vega-Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._stock import _finding, campaign_of, chosen
from ._style import Theme, tones
from .._words import Result, names, read, source

if TYPE_CHECKING:
    import altair


def altair_stock(
    result: Result,
    nation: str | None = None,
    item: str | None = None,
    *,
    arm: str | None = None,
    theme: Theme = "light",
) -> altair.LayerChart:
    """The fan of `stock`, with the numbers under the pointer and a span that can be dragged and zoomed."""
    try:
        import altair
    except ImportError as error:
        raise ImportError("altair_stock is drawn by Vega-Altair: pip install altair") from error
    data = read(result, "campaign", "cupola.run of a scenario with stocks")
    campaign = campaign_of(data, arm)
    nation, item = chosen(campaign, nation, item)
    nations, items = names(data)
    t = tones(theme)
    stock: Any = altair.InlineData(values=campaign["stock"][nation][item])
    base = altair.Chart(stock).encode(x=altair.X("date:T", title=None))
    told = [altair.Tooltip("date:T"), *(altair.Tooltip(f"{key}:Q", format=",.0f") for key in ("p05", "p25", "p50", "p75", "p95"))]
    layers = [
        base.mark_area(color=t.fan90).encode(y=altair.Y("p05:Q", title="rounds on hand"), y2="p95:Q", tooltip=told),
        base.mark_area(color=t.fan50).encode(y="p25:Q", y2="p75:Q", tooltip=told),
        base.mark_line(color=t.accent).encode(y="p50:Q", tooltip=told),
    ]
    floor = campaign["reserve_floor"].get(nation, {}).get(item)
    if floor is not None:
        rule = altair.Chart(altair.InlineData(values=[{"floor": floor}])).mark_rule(color=t.ink, strokeDash=[4, 3])
        layers.append(rule.encode(y="floor:Q"))
    name = f"{nations.get(nation, nation)}, {items.get(item, item)}"
    title = altair.TitleParams(
        f"{name}: {_finding(campaign, nation, item)}",
        subtitle=["Rounds on hand: median, middle half, 5–95 % of runs.", source(data)],
        anchor="start",
        color=t.ink,
        subtitleColor=t.mute,
        subtitleFontSize=10,
    )
    chart = altair.layer(*layers, title=title, background=t.paper, width=620, height=260).interactive(bind_y=False)
    axis: dict[str, Any] = {"labelColor": t.mute, "titleColor": t.mute, "gridColor": t.rule, "domainColor": t.rule, "tickColor": t.rule}
    configured: altair.LayerChart = chart.configure_axis(**axis).configure_view(stroke=None)
    return configured
