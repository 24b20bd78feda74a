"""The other commands: each gives what the command line prints."""

from __future__ import annotations

import json
import os
import subprocess

import cupola
import numpy
import pandas
import polars
import pyarrow
import pytest
from conftest import ROOT
from cupola import space

SAVINGS = ["--runs", "30", "--worlds", "10", "--seed", "3"]
SAVED = {"runs": 30, "worlds": 10, "seed": 3}
FLIGHT = {"from_": (39.0, 125.7), "to": (47.6, -122.3)}
ELEMENTS = ROOT / "python/tests/vanguard.tle"
VARY = "battery.harbour-battery.channels=2,6"

CASES = [
    (lambda: cupola.sweep("tutorial", VARY, **SAVED), ["sweep", "tutorial", "--vary", VARY, *SAVINGS]),
    (
        lambda: cupola.sensitivity("tutorial", lhs=16, over="battery.*", runs_per_point=4, seed=3),
        "sweep tutorial --lhs 16 --over battery.* --runs-per-point 4 --seed 3".split(),
    ),
    (lambda: cupola.coalition("japan-2028", **SAVED), ["coalition", "japan-2028", *SAVINGS]),
    (lambda: cupola.timeline("japan-2028", worlds=50), ["timeline", "japan-2028", "--worlds", "50"]),
    (lambda: cupola.fly("hwasong-17", **FLIGHT), ["fly", "hwasong-17", "--from=39,125.7", "--to=47.6,-122.3"]),
    (lambda: cupola.flyout("pac3-mse"), ["flyout", "pac3-mse"]),
    (lambda: cupola.compare("tutorial", "tutorial", **SAVED), ["compare", "tutorial", "tutorial", *SAVINGS]),
    (lambda: space.decay([300, 500]), ["space", "decay", "--altitude-km", "300", "--altitude-km", "500"]),
    (
        lambda: space.reach(altitude_km=500, inclination_deg=45, latitude_deg=40, reach_km=600),
        "space reach --altitude-km 500 --inclination-deg 45 --latitude-deg 40 --reach-km 600".split(),
    ),
    (
        lambda: space.size(
            altitude_km=500, inclination_deg=45, latitude_deg=40, speed_km_s=6, acceleration_g=10, time_s=180, salvo=2
        ),
        "space size --altitude-km 500 --inclination-deg 45 --latitude-deg 40 --speed-km-s 6 --acceleration-g 10 "
        "--time-s 180 --salvo 2".split(),
    ),
    (
        lambda: space.coverage(walker="24/3/1", inclination_deg=55, altitude_km=20_200, rows=12, hours=2),
        "space coverage --walker 24/3/1 --inclination-deg 55 --altitude-km 20200 --rows 12 --hours 2".split(),
    ),
    (
        lambda: space.fleet(planes=3, per_plane=4, per_launch=4, between_launches_days=60, years=5, runs=5),
        "space fleet --planes 3 --per-plane 4 --per-launch 4 --between-launches-days 60 --years 5 --runs 5".split(),
    ),
    (
        lambda: space.states(ELEMENTS, epoch="2000-06-28T18:50:19.733568Z", hours=6, step_s=3_600),
        ["space", "states", f"--elements={ELEMENTS}"]
        + "--epoch 2000-06-28T18:50:19.733568Z --hours 6 --step-s 3600".split(),
    ),
    (lambda: cupola.cost("golden-dome-bill", steps=True), ["cost", "golden-dome-bill", "--steps"]),
]


@pytest.mark.parametrize(("ask", "args"), CASES, ids=[" ".join(args[:2]) for _, args in CASES])
def test_it_is_what_the_command_line_prints(ask, args: list[str]) -> None:
    binary = os.environ.get("CUPOLA")
    if binary is None:
        pytest.skip("the variable CUPOLA names no binary")
    report = ask()

    def printed(*more: str) -> str:
        return subprocess.run([binary, *args, *more], capture_output=True, check=True, encoding="utf-8").stdout

    def plain(document):
        if isinstance(document, dict):
            document.pop("elapsed_s", None)
        return document

    assert plain(json.loads(printed("--json"))) == plain(report.to_dict())
    if not isinstance(report.to_dict(), dict) or "elapsed_s" not in report.to_dict():
        assert report.text == printed()


def test_flights_have_samples(tmp_path) -> None:
    flights = cupola.fly(["hwasong-17"], **FLIGHT)
    samples = pandas.DataFrame.from_arrow(flights.table())
    assert samples["time_s"].is_monotonic_increasing and len(samples) > 100
    names = {path.name for path in flights.save(tmp_path / "flight").iterdir()}
    assert names == {"fly.json", "fly.txt", "fly.csv", "fly.czml"}
    with pytest.raises(cupola.InputError, match="maximum range"):
        cupola.fly("scud-b", **FLIGHT)
    with pytest.raises(cupola.InputError, match="LAT, LON"):
        cupola.fly("scud-b", from_=(1, 2, 3), to="3,4")
    with pytest.raises(cupola.InputError, match="--apogee-km -5: allowed: a number above 0"):
        cupola.fly("hwasong-17", **FLIGHT, apogee_km=-5)


def test_states_of_satellites_are_a_table() -> None:
    states = pandas.DataFrame.from_arrow(space.states(ELEMENTS, hours=12, step_s=21_600).table("states"))
    assert list(states["time_s"]) == [0, 21_600, 43_200] and set(states["satellite"]) == {"5"}
    # Six hours on, as published with the code (VALLADO2006).
    published = [-7154.03120202, -3783.17682504, -3536.19412294, 4.741887409, -4.151817765, -2.093935425]
    found = states.loc[1, ["x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s"]]
    assert list(found / 1e3) == pytest.approx(published, abs=1e-8)
    with pytest.raises(cupola.InputError, match="--step-s 0: allowed: a number above 0"):
        space.states(ELEMENTS, step_s=0)


def test_assignments_from_arrays_and_lists() -> None:
    values = [5.0, 10.0, 20.0]
    kill = [[0.3, 0.2, 0.5], [0.1, 0.6, 0.5], [0.4, 0.5, 0.4], [0.1, 0.2, 0.2]]
    answer = cupola.assign(values, kill)
    # Every way of giving four weapons to three targets, tried out.
    ways = numpy.indices((3,) * 4).reshape(4, -1).T
    survive = numpy.ones((len(ways), 3))
    for weapon in range(4):
        survive[numpy.arange(len(ways)), ways[:, weapon]] *= 1 - numpy.array(kill)[weapon, ways[:, weapon]]
    assert answer.proven_optimal and answer.objective == pytest.approx((survive @ values).min(), rel=1e-12)
    arrays = (numpy.array(values), numpy.asfortranarray(kill))
    assert cupola.assign(*arrays).assignment == answer.assignment == cupola.assign(tuple(values), kill).assignment
    assert len(cupola.assign(values, kill, best=5)["best"]) == 5
    ints = cupola.assign(numpy.array([5, 10, 20]), numpy.array(kill, dtype=numpy.float32))
    assert ints.objective == pytest.approx(answer.objective, rel=1e-6)
    for frame in (pandas.DataFrame(kill), polars.DataFrame(kill, orient="row")):
        assert cupola.assign(pandas.Series(values), frame).objective == answer.objective
    with pytest.raises(cupola.InputError, match="for each of the 4 weapons"):
        cupola.assign(values, kill, shots=[1, 1])
    for bad, words in [
        (([1.0], [[0.5, 0.5]]), "allowed: one row of values"),
        ((values, [[0.5, 0.5, 0.5], [0.5]]), "allowed: one row of values"),
        ((values, [[0.5, 0.5, 1.5]]), "1.5"),
        (([1.0, float("nan"), 2.0], kill), "NaN"),
        (("abc", kill), "numbers in lists or arrays"),
    ]:
        with pytest.raises(cupola.InputError, match=words):
            cupola.assign(*bad)
    with pytest.raises(cupola.InputError, match="shots"):
        cupola.assign(values, kill, shots=-1)
    with pytest.raises(cupola.InputError, match="--best 0"):
        cupola.assign(values, kill, best=0)


SENSORS = {
    "earth": "flat",
    "sensor": [
        {
            "name": "R1",
            "sigma_range_m": 20.0,
            "sigma_azimuth_rad": 0.001,
            "sigma_elevation_rad": 0.001,
            "detection_probability": 0.95,
            "false_returns_per_scan": 0.1,
            "range_m": [1_000.0, 500_000.0],
            "azimuth_rad": [-3.14159, 3.14159],
            "elevation_rad": [0.0, 1.5],
        }
    ],
}


def scene(num_scans: int = 40) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Returns of one target that falls, with noise, and where it was."""
    random = numpy.random.default_rng(1)
    time_s = numpy.arange(num_scans) * 1.0
    x_m, y_m = -100_000 + 1_500 * time_s, numpy.full(num_scans, 60_000.0)
    z_m = 80_000 - 200 * time_s - 0.5 * 9.80665 * time_s**2
    range_m = numpy.sqrt(x_m**2 + y_m**2 + z_m**2)
    seen = pandas.DataFrame(
        {
            "scan": numpy.arange(num_scans),
            "time_s": time_s,
            "sensor": "R1",
            "range_m": range_m + random.normal(0, 20, num_scans),
            "azimuth_rad": numpy.arctan2(y_m, x_m) + random.normal(0, 0.001, num_scans),
            "elevation_rad": numpy.arcsin(z_m / range_m) + random.normal(0, 0.001, num_scans),
        }
    )
    speeds = {"vx_m_s": 1_500.0, "vy_m_s": 0.0, "vz_m_s": -200 - 9.80665 * time_s}
    truth = pandas.DataFrame({"truth_id": "T1", "time_s": time_s, "x_m": x_m, "y_m": y_m, "z_m": z_m, **speeds})
    return seen, truth


def test_detections_come_as_any_table_or_file(tmp_path) -> None:
    seen, truth = scene()
    report = cupola.track(seen, sensors=SENSORS, truth=truth, impacts=True)
    assert report.scored_scans == 40 and report.gospa.mean_m < 600
    tracks = pandas.DataFrame.from_arrow(report.table("tracks"))
    last = tracks[tracks["scan"] == 39].iloc[0]
    assert numpy.hypot(last["x_m"] - truth["x_m"].iloc[-1], last["z_m"] - truth["z_m"].iloc[-1]) < 500
    assert len(report.table("impacts")) > 0 and "svg" in report.documents
    path = tmp_path / "seen.csv"
    seen.to_csv(path, index=False)
    columns = {name: seen[name].to_numpy() for name in seen}
    for given in (path, polars.from_pandas(seen), pyarrow.Table.from_pandas(seen), columns):
        other = cupola.track(given, sensors=SENSORS, truth=truth)
        assert other.gospa.mean_m == report.gospa.mean_m
    with pytest.raises(cupola.InputError, match="there is no elevation_rad"):
        cupola.track(seen.drop(columns="elevation_rad"), sensors=SENSORS)
    whole = cupola.track(seen.astype({"scan": float}), sensors=SENSORS, truth=truth)
    assert whole.gospa.mean_m == report.gospa.mean_m
    gap = seen.copy()
    gap.loc[3, "time_s"] = numpy.nan
    with pytest.raises(cupola.InputError, match="detections: time_s, row 3, nan: allowed"):
        cupola.track(gap, sensors=SENSORS)
    assert cupola.track(gap, sensors=SENSORS, skip_bad=True).skipped_rows == 1
    measured = ["range_m", "azimuth_rad", "elevation_rad"]
    blind = seen.copy()
    blind.loc[3, measured] = numpy.nan
    masked = blind.astype({"scan": "Int64", **dict.fromkeys(measured, "Float64")})
    masked.loc[3, measured] = pandas.NA
    assert masked["range_m"].tolist()[3] is pandas.NA
    assert cupola.track(masked, sensors=SENSORS, truth=truth).gospa.mean_m == cupola.track(blind, sensors=SENSORS, truth=truth).gospa.mean_m
    with pytest.raises(cupola.InputError, match="sensor 'R\\\\n1': allowed: a text without line's end"):
        cupola.track(seen.replace("R1", "R\n1"), sensors=SENSORS)
    unknown = {**SENSORS, "sensor": [{**SENSORS["sensor"][0], "sigma_range_m": numpy.nan}]}
    with pytest.raises(cupola.InputError, match=r"sensors.sensor\[0\].sigma_range_m nan"):
        cupola.Tracker(unknown)
    with pytest.raises(cupola.InputError, match="^association 'x': allowed: beliefs, joint, nearest$"):
        cupola.track(seen, sensors=SENSORS, association="x")
    with pytest.raises(cupola.InputError, match="either sensors or meta"):
        cupola.track(seen)
    with pytest.raises(cupola.InputError, match="unknown field `colour`"):
        cupola.track(seen, sensors={**SENSORS, "colour": "red"})


@pytest.mark.parametrize("name", ["Fylingdales, east face", 'the "old" one', '"', "R,1,,"])
def test_names_are_any_text(name, tmp_path) -> None:
    seen, truth = scene()
    score = cupola.track(seen, sensors=SENSORS, truth=truth).gospa.mean_m
    sensors = {**SENSORS, "sensor": [{**SENSORS["sensor"][0], "name": name}]}
    assert cupola.Tracker(sensors).sensors == [name]
    seen, truth = seen.replace("R1", name), truth.replace("T1", name)
    seen.to_csv(tmp_path / "seen.csv", index=False)
    seen.to_parquet(tmp_path / "seen.parquet")
    columns = {column: seen[column].to_numpy() for column in seen}
    files = [tmp_path / "seen.csv", tmp_path / "seen.parquet"]
    for given in (seen, polars.from_pandas(seen), pyarrow.Table.from_pandas(seen), columns, *files):
        report = cupola.track(given, sensors=sensors, truth=truth)
        assert report.gospa.mean_m == score and report.targets[0].truth_id == name


def test_a_tracker_is_stepped() -> None:
    seen, truth = scene()
    report = cupola.track(seen, sensors=SENSORS)
    tracker = cupola.Tracker(SENSORS)
    assert tracker.sensors == ["R1"]
    tracks: list[cupola.Track] = []
    for row in seen.itertuples():
        tracks = tracker.update(
            row.time_s,
            range_m=numpy.array([row.range_m]),
            azimuth_rad=[row.azimuth_rad],
            elevation_rad=[row.elevation_rad],
        )
    last = pandas.DataFrame.from_arrow(report.table("tracks")).iloc[-1]
    [track] = tracks
    assert track.pos_m == pytest.approx((last["x_m"], last["y_m"], last["z_m"]))
    covariance = numpy.array(track.covariance)
    assert covariance.shape == (6, 6) and numpy.allclose(covariance, covariance.T)
    assert (numpy.linalg.eigvalsh(covariance) > 0).all()
    nothing = {"range_m": [], "azimuth_rad": [], "elevation_rad": []}
    assert tracker.update(40.0, **nothing)[0].time_s == 40.0
    for keywords, words in [
        ({"time_s": 1.0, **nothing}, "time goes backwards"),
        ({"time_s": float("nan"), **nothing}, "time_s nan"),
        ({"time_s": 1e12, **nothing}, "time_s 1000000000000.0: allowed"),
        ({"time_s": 41.0, "range_m": ["a"], "azimuth_rad": [0.0], "elevation_rad": [0.1]}, "range_m .'a'.: allowed: numbers"),
        ({"time_s": 41.0, **nothing, "sensor": "R2"}, "unknown sensor `R2`"),
        ({"time_s": 41.0, "range_m": [-1.0], "azimuth_rad": [0.0], "elevation_rad": [0.1]}, "range_m -1"),
        ({"time_s": 41.0, "azimuth_rad": [0.0], "elevation_rad": [0.1]}, "range_m is missing"),
        ({"time_s": 41.0, "range_m": [1.0], "azimuth_rad": [], "elevation_rad": [0.1]}, "same length"),
        ({"time_s": 41.0, "range_m": [9e3], "azimuth_rad": [0.0], "elevation_rad": [9.0]}, "elevation_rad 9"),
    ]:
        with pytest.raises(cupola.InputError, match=words):
            tracker.update(**keywords)


def test_a_plan_is_a_scenario(tmp_path) -> None:
    report = cupola.plan("japan-2028", runs=60, worlds=60, play=False)
    assert isinstance(report.is_met, bool) and 'extends = "japan-2028"' in report.documents["toml"]
    with pytest.raises(cupola.InputError, match="--risk 0.9: allowed"):
        cupola.plan("japan-2028", risk=0.9)


def test_validation_is_told_by_case() -> None:
    report = cupola.validate("sustain")
    assert report.text and "cases" in dir(report.data)
    with pytest.raises(cupola.InputError, match="no case of area"):
        cupola.validate("nothing")


def test_what_matters_is_told_by_input() -> None:
    report = cupola.sensitivity("tutorial", tornado=True, over="battery.*", runs_per_point=4)
    table = report.table("design")
    assert len(table) == 1 + 2 * len(report.factors) > 1
    assert set(report.documents) == {"csv", "svg"} and report.documents["csv"].count("\n") == len(table) + 1
    key = "battery.harbour-battery.channels"
    ranged = cupola.sensitivity("tutorial", lhs=16, vary={key: (2, 6)}, runs_per_point=4, seed=3)
    assert [factor.key for factor in ranged.factors] == [key]
    assert ranged.to_dict() == cupola.sensitivity("tutorial", lhs=16, vary=f"{key}=2..6", runs_per_point=4, seed=3).to_dict()
    for keywords, words in [
        ({}, "one of --sobol, --morris, --lhs and --tornado"),
        ({"lhs": 16, "by": "side"}, "by 'side': allowed: input, element, kind"),
        ({"lhs": 16, "vary": {key: [1, 2, 3]}}, "the low and the high end"),
        ({"lhs": 16, "vary": f"{key}=2,6"}, "allowed: KEY=LO..HI"),
    ]:
        with pytest.raises(cupola.InputError, match=words):
            cupola.sensitivity("tutorial", **keywords)


def test_a_sweep_names_what_is_varied() -> None:
    with pytest.raises(cupola.InputError, match="vary {}: allowed: one key or two"):
        cupola.sweep("tutorial", {})


def test_help_says_units() -> None:
    import pydoc

    text = pydoc.render_doc(cupola.run, renderer=pydoc.plaintext)
    assert "= 1000" in text and "95 % interval" in text and "KeyboardInterrupt" in text
    for name in cupola.__all__:
        assert getattr(cupola, name).__doc__ or name == "__version__", name
    assert (ROOT / "docs" / "PYTHON.md").exists()
