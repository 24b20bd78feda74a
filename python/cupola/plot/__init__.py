"""Figures of results, on matplotlib: the extra `plot`, or `pip install matplotlib`.

>>> import cupola
>>> r = cupola.run("japan-2028")
>>> cupola.plot.waterfall(r)

Each function takes what a command gave (or the dictionary of its JSON), draws on `ax` or on axes of its own, and returns the
axes. The title says the finding, the subtitle what the marks are, the foot what it rests on: scenario, runs, seed, hash of the
log. Where there is an interval it is drawn. `theme`: "light" or "dark"; tones are those of the page, safe for the colour-blind,
and nothing rests on tone alone.
"""

from __future__ import annotations

from ._altair import altair_stock
from ._money import bill, costs, tornado
from ._raid import differences, replay, shapley, sweep, waterfall
from ._sky import counts, coverage, profile, track_errors, tracks
from ._stock import first_day, stock
from ._style import Theme, style

__all__ = [
    "Theme",
    "altair_stock",
    "bill",
    "costs",
    "counts",
    "coverage",
    "differences",
    "first_day",
    "profile",
    "replay",
    "shapley",
    "stock",
    "style",
    "sweep",
    "tornado",
    "track_errors",
    "tracks",
    "waterfall",
]
