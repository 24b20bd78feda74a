"""Reports in a notebook's cell: a few numbers first, all of it one click away. Tones are the notebook's own, light or dark."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from ._words import delta_words, mean, mean_band, money_unit, percent, rounded, source

_MUTE = "opacity:.68"
_LINES = 24
"""So many lines are shown at once."""


def of_text(text: str, drawn: str = "") -> str:
    """What the terminal prints: as it is where it is short, else its beginning, and all of it on a click."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) <= _LINES + 6:
        return drawn + _pre(text)
    return f"{drawn}{_pre(chr(10).join(lines[:_LINES]))}{_more(text, f'all {len(lines)} lines')}"


def _pre(text: str) -> str:
    style = "line-height:1.25;overflow-x:auto;margin:0;font-family:ui-monospace,monospace;background:none;color:inherit"
    return f'<pre style="{style}">{html.escape(text)}</pre>'


def _more(text: str, words: str) -> str:
    return f'<details style="margin-top:6px"><summary style="{_MUTE};cursor:pointer">{words}</summary>{_pre(text)}</details>'


def of_run(data: Mapping[str, Any], text: str) -> str:
    """A study: its answers as cards, what its last arm changes as a small table."""
    scenario = data["scenario"]
    answers = _answers(data)
    if not answers:
        return of_text(text)
    cards = "".join(_card(*card) for card in answers)
    compared = data.get("compare")
    table = of_compare(compared, most=5) if compared else ""
    return (
        '<div style="max-width:60em;font-variant-numeric:tabular-nums">'
        f'<div style="font-size:1.15em;font-weight:600">{html.escape(scenario["title"])}</div>'
        f'<div style="{_MUTE};margin-bottom:8px">{html.escape(scenario["status"])}</div>'
        f'<div style="display:flex;flex-wrap:wrap;gap:8px 28px;margin-bottom:10px">{cards}</div>{table}'
        f'<div style="{_MUTE};font-size:.82em;margin-top:6px">{html.escape(source(data))}</div>'
        f"{_more(text, 'the whole report')}</div>"
    )


def _card(question: str, number: str, spread: str) -> str:
    return (
        f'<div><div style="{_MUTE};font-size:.85em">{html.escape(question)}</div>'
        f'<div style="font-size:1.25em;font-weight:600">{html.escape(number)}</div>'
        f'<div style="{_MUTE};font-size:.85em">{html.escape(spread)}</div></div>'
    )


def _answers(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    cards = []
    raid = data.get("raid")
    if raid and raid["threats"]["mean"] > 0:
        number = f"{mean_band(raid['through'])} of {mean(raid['threats'])}"
        cards.append(("get through", number, f"{mean_band(raid['leakers'])} do damage"))
    campaign = data.get("campaign")
    if campaign:
        cards += _lasts(data, campaign)
    cost = data.get("cost")
    if cost and cost["incremental_usd"]["p95"] != cost["incremental_usd"]["p05"]:
        unit, name = money_unit(cost["incremental_usd"]["mean"])
        cards.append(("beyond today’s plans", f"{mean_band(cost['incremental_usd'], unit)} {name} USD", f"prices of {cost['price_year']}"))
    return cards


def _lasts(data: Mapping[str, Any], campaign: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    nations, items = (dict(data["scenario"].get(key, [])) for key in ("nations", "items"))
    for key, words in (("first_day_below_reserve", "below reserve"), ("first_battery_empty_day", "a battery empty")):
        stocks = [(days, n, i) for n, cells in campaign[key].items() for i, days in cells.items()]
        if not stocks:
            continue
        days, nation, item = min(stocks, key=lambda one: (one[0]["p50"] is None, one[0]["p50"] or 0, one[0]["never_fraction"]))
        which = f"{nations.get(nation, nation)}, {items.get(item, item)}"
        if days["p50"] is None:
            return [(words, f"in {percent(1 - days['never_fraction'])} of runs", which)]
        late = "never" if days["p95"] is None else rounded(days["p95"], 1)
        return [(words, f"day {rounded(days['p50'], 1)} ({rounded(days['p05'], 1)}–{late})", which)]
    return []


def of_compare(compared: Mapping[str, Any], most: int = 12) -> str:
    """What arms change against the base, as small tables."""
    cell = 'style="padding:2px 14px 2px 0;text-align:left;border:0"'
    tables = []
    for arm in compared["arms"]:
        labels = [(key, label) for key, label in arm["labels"] if key in arm["delta"]]
        # What gets through is said first, then what is clear.
        labels.sort(key=lambda row: (not row[0].startswith("through"), arm["delta"][row[0]]["verdict"] not in ("more", "fewer")))
        rows = []
        for key, label in labels[:most]:
            delta = arm["delta"][key]
            is_clear = delta["verdict"] in ("more", "fewer")
            weight = "font-weight:600" if is_clear else _MUTE
            words = (f"<td {cell}>{html.escape(text)}</td>" for text in (label, delta_words(delta), delta["verdict"]))
            rows.append(f'<tr style="background:none;{weight}">{"".join(words)}</tr>')
        left = f'<div style="{_MUTE};font-size:.85em">and {len(labels) - most} more rows</div>' if len(labels) > most else ""
        head = f"{html.escape(arm['name'])}, less {html.escape(compared['base'])}: mean (5–95 % of paired runs)"
        caption = f'<div style="{_MUTE};font-size:.85em">{head}</div>'
        tables.append(f'{caption}<table style="border-collapse:collapse;margin:2px 0;color:inherit;font-size:.92em">{"".join(rows)}</table>{left}')
    return "".join(tables)
