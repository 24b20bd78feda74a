"""Figures: drawn from results without a warning, with their numbers, intervals and words."""

from __future__ import annotations

import warnings

import cupola
import matplotlib
import matplotlib.pyplot as plt
import numpy
import pandas
import pytest
from cupola import plot, space
from test_commands import SENSORS, scene

matplotlib.use("agg")
SAVED = {"runs": 40, "worlds": 20, "seed": 3}


@pytest.fixture(autouse=True)
def quiet():
    """Whatever is drawn is drawn without a warning, and closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", cupola.ScenarioWarning)
        yield
    plt.close("all")


@pytest.fixture(scope="module")
def joined() -> cupola.Run:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cupola.ScenarioWarning)
        return cupola.run("japan-2028", **SAVED)


def words(ax) -> str:
    """All words of a figure, as one line."""
    figure = ax.figure.get_figure(root=True)
    figure.canvas.draw()
    texts = [*figure.texts, *ax.texts, ax.title, *ax.get_yticklabels()]
    return " ".join(text.get_text() for text in texts).replace("\n", " ").replace("\u00a0", " ")


def horizontal(ax) -> list[tuple[float, float, float]]:
    """Lines along rows: from, to, row."""
    lines = [line.get_xydata() for line in ax.lines]
    return [(at[0][0], at[1][0], at[0][1]) for at in lines if len(at) == 2 and at[0][1] == at[1][1] and at[0][0] != at[1][0]]


def test_the_waterfalls_bars_are_the_counts(joined: cupola.Run) -> None:
    ax = plot.waterfall(joined)
    raid = joined.raid
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[0] == pytest.approx(raid.all.launched.mean) and widths[-1] == pytest.approx(raid.all.leaked.mean)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    families = dict(map(tuple, raid.to_dict()["by_family"]))
    for label, width in zip(labels, widths, strict=True):
        if label in families:
            assert width == pytest.approx(families[label]["mean"])
    low, high, _ = next(line for line in horizontal(ax) if line[2] == len(widths) - 1)
    assert (low, high) == (raid.all.leaked.p05, raid.all.leaked.p95)
    said = words(ax)
    for needed in ("japan-2028", f"seed {joined.seed}", "40 runs", joined.log_hash, "do damage"):
        assert needed in said


def test_every_row_of_a_cost_has_its_interval(joined: cupola.Run) -> None:
    ax = plot.costs(joined)
    cost = joined.to_dict()["cost"]
    assert len(ax.patches) == len(cost["by_element"]) + 1
    assert ax.patches[-1].get_width() * 1e9 == pytest.approx(cost["incremental_usd"]["mean"])
    assert {line[2] for line in horizontal(ax)} == set(range(len(ax.patches)))


def test_differences_are_those_of_the_report(joined: cupola.Run) -> None:
    ax = plot.differences(joined, keys=["through_raid", "through_total"])
    delta = joined.to_dict()["compare"]["arms"][0]["delta"]["through_total"]
    scale = max(abs(delta[key]) for key in ("p05", "p95", "ci95_low", "ci95_high", "mean"))
    ends = [line[:2] for line in horizontal(ax) if line[2] == 1]
    assert (pytest.approx(delta["p05"] / scale), pytest.approx(delta["p95"] / scale)) in ends
    assert (pytest.approx(delta["ci95_low"] / scale), pytest.approx(delta["ci95_high"] / scale)) in ends
    assert delta["verdict"] in words(ax)
    with pytest.raises(cupola.InputError, match="allowed: golden-dome"):
        plot.differences(joined, arm="nobody")
    with pytest.raises(cupola.InputError, match="keys 'nothing'"):
        plot.differences(joined, keys=["nothing"])
    both = cupola.compare("tutorial", cupola.load("tutorial", set={"battery.harbour-battery.channels": 2}), **SAVED)
    assert "seed 3" in words(plot.differences(both, most=4))


def test_a_fan_is_the_stock(joined: cupola.Run) -> None:
    ax = plot.stock(joined, "japan", "pac3", theme="dark")
    points = joined.to_dict()["campaign"]["stock"]["japan"]["pac3"]
    median = next(line for line in ax.lines if len(line.get_ydata()) == len(points))
    assert list(median.get_ydata()) == [point["p50"] for point in points]
    fans = [area.get_paths()[0].vertices[:, 1] for area in ax.collections]
    assert fans[0].max() == max(point["p95"] for point in points) and fans[1].max() == max(point["p75"] for point in points)
    assert "reserve 200" in words(ax)
    assert plot.stock(joined, "japan", "pac3", arm="golden-dome").get_title() == ""
    with pytest.raises(cupola.InputError, match="japan pac3"):
        plot.stock(joined, "japan", "nothing")
    with pytest.raises(cupola.InputError, match="what cupola.run of a scenario with stocks gives"):
        plot.stock({"raid": 3})
    chart = plot.altair_stock(joined, "japan", "pac3").to_dict()
    assert len(chart["layer"]) == 4 and "PAC-3" in chart["title"]["text"]


def test_days_are_those_of_the_runs(joined: cupola.Run) -> None:
    ax = plot.first_day(joined, "usa", "sm6")
    days = joined.to_dict()["campaign"]["first_battery_empty_day"]["usa"]["sm6"]
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(1 - days["never_fraction"])
    assert len(ax.collections) == 1
    with pytest.raises(cupola.InputError, match="event 'doomsday'"):
        plot.first_day(joined, event="doomsday")


def test_a_sweep_is_drawn_with_its_intervals() -> None:
    swept = cupola.sweep("tutorial", {"doctrine.max_rounds_per_target": [1, 2, 4]}, **SAVED)
    ax = plot.sweep(swept, "through")
    means = [point.metrics.through.mean for point in swept.points]
    assert list(ax.lines[-1].get_ydata()) == pytest.approx(means)
    upright = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) == 2 and line.get_xydata()[0][0] == line.get_xydata()[1][0]]
    for x, point in zip((1, 2, 4), swept.points, strict=True):
        ends = [tuple(at[:, 1]) for at in upright if at[0][0] == x]
        through = point.metrics.through
        assert (through.p05, through.p95) in ends and (through.ci95_low, through.ci95_high) in ends
    worded = cupola.sweep("tutorial", ["doctrine.rule=earliest,cheapest", "doctrine.max_rounds_per_target=1,2"], **SAVED)
    legend = plot.sweep(worded, "leakers").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["doctrine.rule = earliest", "doctrine.rule = cheapest"]
    with pytest.raises(cupola.InputError, match="metric 'nothing'"):
        plot.sweep(swept, "nothing")


def test_worths_add_up_as_drawn() -> None:
    shared = cupola.coalition("japan-2028", runs=8, worlds=4, seed=3)
    ax = plot.shapley(shared, "through_total")
    worth = shared.to_dict()["metrics"]["through_total"]
    bold = [bar.get_width() for bar in ax.patches if bar.get_height() == pytest.approx(0.6)]
    assert sum(bold) == pytest.approx(worth["change"]["mean"])
    assert {line[2] for line in horizontal(ax)} >= {row for row, bar in enumerate(ax.patches) if bar.get_width() != 0}


def test_bills_and_what_drives_them() -> None:
    steps = cupola.cost("golden-dome-bill", steps=True)
    ax = plot.bill(steps)
    assert [bar.get_width() * 1e12 for bar in ax.patches] == pytest.approx([step["change_usd"] for step in steps.steps])
    assert "golden-dome-bill" in words(ax)
    cost = cupola.cost("cbo-2026-cost", runs=5)
    drivers = cost.to_dict()["life_cycle"]["drivers"]
    ax = plot.tornado(cost, most=3)
    assert [line[:2] for line in horizontal(ax)][0] == pytest.approx((drivers[0]["low_usd"] / 1e12, drivers[0]["high_usd"] / 1e12))
    assert "cbo-2026-cost" in words(plot.costs(cost))


def test_flights_shells_and_studies() -> None:
    flight = cupola.fly("hwasong-17", from_=(39.0, 125.7), to=(47.6, -122.3))
    ax = plot.profile(flight)
    assert max(ax.lines[0].get_ydata()) * 1e3 == pytest.approx(flight.apogee_m, rel=1e-3)
    covered = space.coverage(walker="24/3/1", inclination_deg=55, altitude_km=2_000, rows=12, hours=1)
    ax = plot.coverage(covered)
    table = pandas.DataFrame.from_arrow(covered.table("points"))
    by_row = table.groupby("lat_deg")["mean_in_view"]
    assert list(ax.lines[0].get_ydata()) == pytest.approx(list(by_row.mean()))
    assert ax.collections[0].get_paths()[0].vertices[:, 1].max() == pytest.approx(by_row.max().max())
    studies = space.studies(["cbo-2026", "aei-2025-boost"])
    ax = plot.counts(studies)
    assert "cbo-2026: space layer" in words(ax) and ax.get_xscale() == "log"


def test_tracks_and_their_errors() -> None:
    seen, truth = scene()
    report = cupola.track(seen, sensors=SENSORS, truth=truth)
    assert "1 targets, 1 tracks" in words(plot.tracks(report, truth)).replace("target,", "targets,").replace("track ", "tracks ")
    ax = plot.track_errors(report, truth)
    tracks = pandas.DataFrame.from_arrow(report.table("tracks")).merge(truth, on="time_s", suffixes=("", "_true"))
    far_m = numpy.sqrt(sum((tracks[f"{axis}_m"] - tracks[f"{axis}_m_true"]) ** 2 for axis in "xyz"))
    assert sorted(ax.lines[0].get_ydata()) == pytest.approx(sorted(far_m[far_m <= 1_000]))
    assert len(ax.collections) == 1
    with pytest.raises(cupola.InputError, match="there is no `gospa`"):
        plot.track_errors(cupola.track(seen, sensors=SENSORS), truth)


def test_replays_bands_are_drawn() -> None:
    played = cupola.run("gulf-2026", runs=20, worlds=10)
    rows = [row for row in played.to_dict()["replay"]["rows"] if row["group"] == "ballistic"]
    ax = plot.replay(played, "ballistic")
    assert list(ax.lines[0].get_ydata()) == [rows[0]["stopped"][0], rows[0]["stopped"][4]]
    with pytest.raises(cupola.InputError, match="group 'balloon'.*ballistic"):
        plot.replay(played, "balloon")


def test_on_given_axes_the_words_are_there(joined: cupola.Run) -> None:
    with matplotlib.rc_context(plot.style("dark")):
        figure, sides = plt.subplots(1, 2, layout="constrained", figsize=(12, 5))
    ax = plot.waterfall(joined, ax=sides[0], theme="dark")
    assert ax is sides[0] and "do damage" in ax.get_title(loc="left") and joined.log_hash in words(ax).replace(" ", "")
    figure.canvas.draw()
    with pytest.raises(cupola.InputError, match="theme 'sepia'"):
        plot.waterfall(joined, theme="sepia")  # type: ignore[arg-type]
