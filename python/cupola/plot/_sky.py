"""Flights, constellations and tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

from .._ask import Report, fault
from .._track import _listed as listed
from ._style import DASHES, LINE, MARKERS, Theme, frame
from .._words import Result, percent, plain, read, rounded, short_label, source, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PHASES = {
    "boost": "burning",
    "midcourse": "in free fall",
    "reentry": "through the air",
    "glide": "gliding",
    "cruise": "cruising",
    "terminal": "diving",
}


def profile(result: Result, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """Altitude over the ground flown, phase by phase.

    result: what `cupola.fly` gives. A flight takes the likely values of its inputs; there is no spread to draw.
    """
    data = plain(result)
    flights = data["flights"] if "flights" in data else data if isinstance(data, list) else [data]
    if not flights or "samples" not in flights[0]:
        raise fault("result", getattr(result, "_name", type(result).__name__), "what cupola.fly gives")
    with frame(ax, theme, (7.6, 3.3)) as f:
        for index, flight in enumerate(flights):
            samples = flight["samples"]
            ground_km = numpy.array([sample["ground_m"] for sample in samples]) / 1e3
            altitude_km = numpy.array([sample["altitude_m"] for sample in samples]) / 1e3
            time_s = numpy.array([sample["time_s"] for sample in samples])
            tone = f.tones.series[index % 7] if len(flights) > 1 else f.tones.accent
            f.ax.plot(ground_km, altitude_km, color=tone, lw=1.6, ls=DASHES[index % 7])
            for number, phase in enumerate(flight["phases"]):
                x, y = (float(numpy.interp(phase["time_s"], time_s, of)) for of in (ground_km, altitude_km))
                f.ax.plot(x, y, MARKERS[index % 7], ms=5, mfc=f.tones.paper, mec=tone, mew=1.4, zorder=4, clip_on=False)
                if len(flights) == 1:
                    is_rising = phase["time_s"] < flight["apogee_time_s"]
                    f.ax.annotate(
                        f"{PHASES.get(phase['phase'], phase['phase'])}\nfrom {phase['time_s']:.0f} s", (x, y),
                        xytext=(24, 2) if number == 0 else (10, -2 if is_rising else 2), textcoords="offset points",
                        va="bottom" if number == 0 or not is_rising else "top", fontsize=8, color=f.tones.mute,
                    )  # fmt: skip
            top = int(altitude_km.argmax())
            words = f"{altitude_km[top]:,.0f} km" if len(flights) == 1 else flight["name"]
            f.ax.annotate(
                words, (float(ground_km[top]), float(altitude_km[top])), xytext=(0, 4),
                textcoords="offset points", ha="center", fontsize=8.5, color=tone,
            )  # fmt: skip
        one = max(flights, key=lambda flight: flight["range_m"])
        minutes = one["flight_time_s"] / 60
        f.title = f"{one['name']}: {one['range_m'] / 1e3:,.0f} km in {minutes:.0f} minutes, up to {one['apogee_m'] / 1e3:,.0f} km"
        f.subtitle = "Altitude over ground flown, inputs at their likely values: one flight each, no spread. Marks: phases begin."
        f.source = source({})
        f.ax.set_xlim(left=0)
        f.ax.set_ylim(0, f.ax.get_ylim()[1] * 1.06)
        f.ax.set_xlabel("flown over the ground (km)")
        f.ax.set_ylabel("altitude (km)")
        return f.ax


def coverage(result: Report, column: str = "mean_in_view", *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """What a constellation covers by latitude: the mean around the Earth, and from the worst to the best longitude.

    result: what `cupola.space.coverage` gives of the globe. column: of its table `points`: `mean_in_view`,
    `covered_fraction`, `longest_gap_s`.
    """
    data = read(result, "covered_fraction", "cupola.space.coverage")
    if not isinstance(result, Report):
        raise fault("result", type(result).__name__, "the report itself, whose table of points is read")
    table = result.table("points")
    if column not in table.column_names:
        raise fault("column", column, ", ".join(table.column_names))
    latitude_deg = numpy.asarray(table["lat_deg"])
    values = numpy.asarray(table[column])
    rows = numpy.unique(latitude_deg)
    low, middle, high = (
        numpy.array([of(values[latitude_deg == row]) for row in rows]) for of in (numpy.min, numpy.mean, numpy.max)
    )
    called = {
        "mean_in_view": "satellites in view",
        "covered_fraction": "share of the time covered",
        "longest_gap_s": "longest gap (s)",
    }
    with frame(ax, theme, (7.6, 3.1)) as f:
        f.ax.fill_between(rows, low, high, color=f.tones.fan50, lw=0, zorder=2)
        f.ax.plot(rows, middle, color=f.tones.accent, lw=1.8, zorder=3)
        f.ax.set_xlim(-90, 90)
        f.ax.set_ylim(bottom=0)
        f.ax.set_xticks([-90, -60, -30, 0, 30, 60, 90], ["90° S", "60° S", "30° S", "0°", "30° N", "60° N", "90° N"])
        f.ax.set_ylabel(called.get(column, column))
        f.title = f"{data['num_satellites']:,} satellites cover {percent(data['covered_fraction'])} of time and area"
        if data["never_fraction"] > 0:
            f.title += f"; {percent(data['never_fraction'])} of the Earth is never seen"
        f.subtitle = (
            f"{data['constellation']}; {data['seen']}. By latitude: mean around the Earth; band: worst to best longitude, "
            f"over {data['span_s'] / 3600:g} hours."
        )
        f.source = source({})
        return f.ax


def counts(result: Result, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """How many interceptors in orbit published studies printed, and what their open inputs leave possible.

    result: what `cupola.space.studies` gives.
    """
    studies = plain(result)
    if not isinstance(studies, list) or not studies or "results" not in studies[0]:
        raise fault("result", getattr(result, "_name", type(result).__name__), "what cupola.space.studies gives")
    rows = [(study, one) for study in studies for one in study["results"] if one["computed"]["low"]]
    with frame(ax, theme, (8.0, 0.8 + 0.32 * len(rows)), grid="x") as f:
        f.ax.set_xscale("log")
        inside, wide = (sum(one["verdict"] == verdict for _, one in rows) for verdict in ("inside", "not discriminating"))
        f.title = f"Of {len(rows)} printed counts {inside} lie inside what their inputs give; for {wide} that is too wide to tell"
        f.subtitle = (
            "Interceptors in orbit. Lines: computed, over everything the study leaves open (arrow: without end); dots: at "
            "likely values; circles: as printed."
        )
        f.source = source({})
        f.rows([short_label(f"{study['id']}: {one['name']}", 52) for study, one in rows])
        printed = [one["printed"]["high"] for _, one in rows if one["printed"]]
        most = 3 * max([*printed, *(one["computed"]["high"] or 0 for _, one in rows)])
        for y, (_, one) in enumerate(rows):
            computed = one["computed"]
            f.ax.plot([computed["low"], computed["high"] or most], [y, y], color=f.tones.fan50, lw=4, solid_capstyle="butt", zorder=2)
            if computed["high"] is None:
                f.ax.plot(most, y, ">", ms=7, color=f.tones.fan50, zorder=2, clip_on=False)
            f.ax.plot(computed["likely"], y, "o", ms=5, color=f.tones.accent, zorder=4)
            if one["printed"]:
                ends = one["printed"]["low"], one["printed"]["high"]
                f.ax.plot(ends, [y, y], color=f.tones.warm, lw=1.2, zorder=3)
                f.ax.plot(ends, [y, y], "o", ms=6, mfc=f.tones.paper, mec=f.tones.warm, mew=1.5, zorder=5, ls="none")
            f.at_right(y, one["verdict"] or "one missile", color=f.tones.mute)
        f.ax.set_xlim(right=most)
        f.ax.set_xlabel("interceptors in orbit")
        return f.ax


def _column(table: Any, name: str) -> numpy.ndarray[Any, Any]:
    return numpy.asarray(listed(table[name]))


def _scans(result: Report) -> dict[str, numpy.ndarray[Any, Any]]:
    if not isinstance(result, Report) or "tracks" not in result.table_names:
        raise fault("result", getattr(result, "_name", type(result).__name__), "what cupola.track gives")
    table = result.table("tracks")
    return {name: numpy.asarray(table[name]) for name in table.column_names}


def tracks(result: Report, truth: Any = None, *, ax: Axes | None = None, theme: Theme = "light") -> Axes:
    """Tracks from above: where each went, with the tracker's own error at its end (two sigma), over the truth if given.

    result: what `cupola.track` gives. truth: a table with the columns `truth_id, time_s, x_m, y_m`.
    """
    data = read(result, "scans", "cupola.track")
    at = _scans(result)
    ids = numpy.unique(at["track_id"])
    with frame(ax, theme, (7.6, 4.6), grid="both") as f:
        if truth is not None:
            names = _column(truth, "truth_id")
            for name in numpy.unique(names):
                x_km, y_km = (_column(truth, axis)[names == name] / 1e3 for axis in ("x_m", "y_m"))
                f.ax.plot(x_km, y_km, color=f.tones.rule, lw=4, solid_capstyle="round", zorder=1)
        for index, id in enumerate(ids):
            rows = at["track_id"] == id
            x_km, y_km = at["x_m"][rows] / 1e3, at["y_m"][rows] / 1e3
            tone = f.tones.series[index % 7]
            f.ax.plot(x_km, y_km, color=tone, lw=LINE, ls=DASHES[index % 7], zorder=3)
            f.ax.plot(x_km[-1], y_km[-1], MARKERS[index % 7], ms=5.5, mfc=f.tones.paper, mec=tone, mew=1.5, zorder=5)
            around = 2 * at["sigma_position_m"][rows][-1] / 1e3
            turn = numpy.linspace(0, 2 * numpy.pi, 49)
            f.ax.plot(x_km[-1] + around * numpy.cos(turn), y_km[-1] + around * numpy.sin(turn), color=tone, lw=0.8, zorder=4)
        f.ax.set_aspect("equal", adjustable="datalim")
        f.ax.set_xlabel("east (km)")
        f.ax.set_ylabel("north (km)")
        f.title = f"{len(ids)} tracks over {data['scans']} scans"
        if truth is not None:
            num = len(numpy.unique(_column(truth, "truth_id")))
            f.title = f"{num} targets, {len(ids)} tracks over {data['scans']} scans"
        if data.get("purity_fraction") is not None:
            f.title += f"; {percent(data['purity_fraction'])} of the time on their own target"
        f.subtitle = "From above; marks: last place known, rings: the tracker's own error there, two sigma, to scale."
        if truth is not None:
            f.subtitle += " Pale: the truth."
        f.source = source({})
        return f.ax


def track_errors(
    result: Report, truth: Any, *, cut_off_m: float = 1_000.0, ax: Axes | None = None, theme: Theme = "light"
) -> Axes:
    """How far tracks are from the truth, scan by scan, against the error that the tracker itself states.

    result: what `cupola.track` gives. truth: a table with the columns `truth_id, time_s, x_m, y_m, z_m`.
    cut_off_m: a target without a track within this is missed, and drawn at it.
    """
    data = read(result, "gospa", "cupola.track with truth")
    at = _scans(result)
    true_time_s = _column(truth, "time_s").astype(float)
    where_m = numpy.stack([_column(truth, axis) for axis in ("x_m", "y_m", "z_m")], axis=1).astype(float)
    places_m = numpy.stack([at[axis] for axis in ("x_m", "y_m", "z_m")], axis=1)
    times_s, errors_m, stated_m, missed = [], [], [], 0
    for time_s in numpy.unique(true_time_s):
        here = numpy.abs(at["time_s"] - time_s) < 1e-6
        for place_m in where_m[true_time_s == time_s]:
            far_m = numpy.linalg.norm(places_m[here] - place_m, axis=1)
            nearest = int(far_m.argmin()) if len(far_m) else -1
            if nearest < 0 or far_m[nearest] > cut_off_m:
                missed += 1
                continue
            times_s.append(time_s)
            errors_m.append(far_m[nearest])
            # Stated for one axis; of three alike, 95 % of distances lie within 2.796 sigma.
            stated_m.append(2.796 * at["sigma_position_m"][here][nearest])
    if not times_s:
        raise fault("truth", "no target has a track within the cut-off", "the truth of these detections, in their frame")
    time, error, stated = numpy.array(times_s), numpy.array(errors_m), numpy.array(stated_m)
    steps = numpy.unique(time)
    middle = numpy.array([numpy.median(error[time == step]) for step in steps])
    claim = numpy.array([numpy.median(stated[time == step]) for step in steps])
    gospa = data["gospa"]
    inside = float((error <= stated).mean())
    with frame(ax, theme, (7.6, 3.3)) as f:
        f.ax.fill_between(steps, 0, claim, color=f.tones.fan90, lw=0, zorder=1)
        f.ax.plot(time, error, ".", ms=3.5, color=f.tones.mute, alpha=0.6, mew=0, zorder=2)
        f.ax.plot(steps, middle, color=f.tones.accent, lw=1.6, zorder=3)
        f.ax.set_ylim(0, float(max(error.max(), numpy.quantile(claim, 0.9))) * 1.05)
        f.ax.set_xlabel("time (s)")
        f.ax.set_ylabel("distance from the truth (m)")
        f.title = (
            f"Median error {rounded(float(numpy.median(error)), 1)} m ({span(*(float(numpy.quantile(error, q)) for q in (0.05, 0.95)))}); "
            f"GOSPA {rounded(gospa['mean_m'], 1)} m"
        )
        f.subtitle = (
            f"Dots: each target's nearest track; line: their median; pale: where the tracker says that 95 % should lie "
            f"({percent(inside)} do). {missed} of {missed + len(error)} without a track within {cut_off_m:,.0f} m, not drawn."
        )
        f.source = f"GOSPA of order {gospa['order']:g}, cut-off {gospa['cut_off_m']:,.0f} m · {source({})}"
        return f.ax
