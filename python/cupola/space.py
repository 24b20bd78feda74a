"""Constellations by themselves: what they cover and reach, how many it takes, how long they last."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Union

from ._ask import Report, ask, fault, maybe_number, maybe_text, maybe_whole, number, places, texts, whole, written
from ._ask import Progress as _Progress

if TYPE_CHECKING:
    Path = str | os.PathLike[str]

Place = Union[str, tuple[float, float]]
"""`(lat_deg, lon_deg)`, north and east positive, or `"LAT,LON"`."""

__all__ = ["coverage", "decay", "fleet", "reach", "size", "states", "studies"]


def _numbers(name: str, value: object) -> list[float]:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [number(name, item) for item in value]
    return [number(name, value)]


def _needed(name: str, value: object) -> str:
    text_of = written(name, value)
    if text_of is None:
        raise fault(name, value, "a number")
    return text_of


def coverage(
    *,
    walker: str | Sequence[str] = (),
    inclination_deg: float | Sequence[float] = (),
    altitude_km: float | Sequence[float] = (),
    elements: Path | Sequence[Path] = (),
    date: str | None = None,
    star: bool = False,
    elevation_deg: float = 0.0,
    range_km: float | None = None,
    against_space: bool = False,
    target_altitude_km: float = 0.0,
    at: Place | Sequence[Place] = (),
    rows: int = 90,
    hours: float = 24.0,
    step_s: float = 60.0,
    fold: int = 1,
    stereo_deg: float | None = None,
    threads: int | None = None,
    progress: _Progress = None,
) -> Report:
    """What a constellation covers: how often, how many times over, with which gaps; the table `points`.

    walker: `"T/P/F"`, satellites, planes and phasing of a shell, or several; with inclination_deg and altitude_km of each.
    elements: files of two-line element sets, orbit mean-elements or orbit ephemeris messages. date: day on which the
    time looked at begins.
    star: planes over half a circle instead of a whole one.
    elevation_deg: least angle above the horizon; or range_km: the greatest distance; against_space: over a limb 50 km up.
    target_altitude_km: altitude of what is to be seen.
    at: places instead of the globe; rows: of the globe's grid.
    hours, step_s: time looked at, and its step (s).
    fold: satellites that must see a point at once. stereo_deg: least angle between two lines of sight.
    """
    question = {
        "walker": texts("walker", walker),
        "inclination_deg": _numbers("inclination_deg", inclination_deg),
        "altitude_km": _numbers("altitude_km", altitude_km),
        "elements": texts("elements", elements),
        "date": maybe_text("date", date),
        "star": bool(star),
        "elevation_deg": number("elevation_deg", elevation_deg),
        "range_km": maybe_number("range_km", range_km),
        "against_space": bool(against_space),
        "target_altitude_km": number("target_altitude_km", target_altitude_km),
        "places": places("at", at),
        "rows": whole("rows", rows),
        "hours": number("hours", hours),
        "step_s": number("step_s", step_s),
        "fold": whole("fold", fold),
        "stereo_deg": maybe_number("stereo_deg", stereo_deg),
        "threads": maybe_whole("threads", threads),
    }
    if not question["walker"] and not question["elements"]:
        raise fault("walker", walker, "T/P/F with inclination_deg and altitude_km; or elements")
    return Report("coverage", ask("space.coverage", question, progress))


def decay(
    altitude_km: float | Sequence[float],
    *,
    area_to_mass_m2_kg: float | Sequence[float] = 0.01,
    eccentricity: float = 0.0,
) -> Report:
    """How long the air lets a low orbit last, and the speed that holds it.

    altitude_km: mean altitude over the equatorial radius, or several.
    area_to_mass_m2_kg: area in the direction of flight over mass; most satellites: 0.005 to 0.02.
    """
    question = {
        "altitude_km": _numbers("altitude_km", altitude_km),
        "area_to_mass_m2_kg": _numbers("area_to_mass_m2_kg", area_to_mass_m2_kg),
        "eccentricity": number("eccentricity", eccentricity),
    }
    return Report("decay", ask("space.decay", question))


def fleet(
    *,
    planes: int,
    per_plane: int,
    per_launch: int,
    between_launches_days: float,
    spares_per_plane: int = 0,
    planes_per_launch: int = 1,
    missing_to_launch: int = 1,
    arrival_days: float = 0.0,
    life_years: float = 5.0,
    launch_success: float = 1.0,
    infant_failure: float = 0.0,
    failures_per_year: float = 0.0,
    years: float = 20.0,
    runs: int = 100,
    seed: int = 1,
) -> Report:
    """Who is in orbit when, from a plan of launches; what has to be bought for it.

    launch_success, infant_failure: chances, 0 to 1. failures_per_year: of a serving satellite.
    """
    question: dict[str, Any] = {
        name: whole(name, value)
        for name, value in (
            ("planes", planes),
            ("per_plane", per_plane),
            ("per_launch", per_launch),
            ("spares_per_plane", spares_per_plane),
            ("planes_per_launch", planes_per_launch),
            ("missing_to_launch", missing_to_launch),
            ("runs", runs),
            ("seed", seed),
        )
    }
    for name, real in (
        ("between_launches_days", between_launches_days),
        ("arrival_days", arrival_days),
        ("life_years", life_years),
        ("launch_success", launch_success),
        ("infant_failure", infant_failure),
        ("failures_per_year", failures_per_year),
        ("years", years),
    ):
        question[name] = number(name, real)
    return Report("fleet", ask("space.fleet", question))


def size(
    study: str | None = None,
    *,
    altitude_km: float | str | None = None,
    inclination_deg: float | str | None = None,
    search: bool = False,
    latitude_deg: float | None = None,
    from_: Place | Sequence[Place] = (),
    threat: str | None = None,
    to: Place | Sequence[Place] = (),
    speed_km_s: float | None = None,
    acceleration_g: float | None = None,
    divert_margin: float | None = None,
    reach_km: float | None = None,
    time_s: float | None = None,
    delay_s: float | None = None,
    intercept_altitude_km: float | None = None,
    salvo: int | None = None,
    shots: int | None = None,
    criterion: str | None = None,
    probability: float | None = None,
    vary: str | None = None,
    unit_cost_musd: float | None = None,
    learning: float | None = None,
    mass_kg: float | None = None,
    launch_usd_per_kg: float | None = None,
    life_years: float | None = None,
    horizon_years: float | None = None,
    operations_musd_per_year: float | None = None,
) -> Report:
    """How many interceptors in orbit it takes to reach missiles in boost.

    study: a published study by its name, or a file of that form.
    altitude_km, inclination_deg: of the orbit, or "best"; search: look for those that are not given.
    latitude_deg: of the launch; or from_: launch places, with threat and to: a threat of the catalogue and its aims.
    speed_km_s, acceleration_g: what an interceptor gains, and its mean acceleration; or reach_km, a fixed reach.
    time_s, delay_s: launch to burnout, launch to release (s). intercept_altitude_km: of the intercept.
    salvo, shots: missiles at once, interceptors for each. criterion: "shell", "mean", "poisson" or "worst-gap".
    vary: a table over values of one option, `"salvo=1,2,5,10"`.
    unit_cost_musd and below: price of the first satellite (million USD), and what gives the cost over the horizon.
    """
    numbers = {
        "altitude_km": altitude_km,
        "inclination_deg": inclination_deg,
        "speed_km_s": speed_km_s,
        "acceleration_g": acceleration_g,
        "divert_margin": divert_margin,
        "reach_km": reach_km,
        "time_s": time_s,
        "delay_s": delay_s,
        "intercept_altitude_km": intercept_altitude_km,
        "salvo": salvo,
        "shots": shots,
        "probability": probability,
        "unit_cost_musd": unit_cost_musd,
        "learning": learning,
        "mass_kg": mass_kg,
        "launch_usd_per_kg": launch_usd_per_kg,
        "life_years": life_years,
        "horizon_years": horizon_years,
        "operations_musd_per_year": operations_musd_per_year,
    }
    question = {
        "study": maybe_text("study", study),
        "search": bool(search),
        "latitude_deg": [] if latitude_deg is None else [_needed("latitude_deg", latitude_deg)],
        "from": places("from_", from_),
        "threat": maybe_text("threat", threat),
        "to": places("to", to),
        "criterion": maybe_text("criterion", criterion),
        "vary": maybe_text("vary", vary),
        **{name: written(name, value) for name, value in numbers.items()},
    }
    return Report("size", ask("space.size", question))


def reach(
    *,
    altitude_km: float,
    inclination_deg: float,
    latitude_deg: float,
    reach_km: float,
    intercept_altitude_km: float | None = None,
    count: int | None = None,
    walker: str | None = None,
) -> Report:
    """How much of the time a satellite is within reach of a place.

    altitude_km, inclination_deg: of the orbit. latitude_deg: of the place, geocentric.
    reach_km: as an arc at the orbit's radius; with intercept_altitude_km, the place's altitude, the straight distance.
    count: satellites in the shell; or walker: `"T/P/F"`.
    """
    question = {
        "altitude_km": _needed("altitude_km", altitude_km),
        "inclination_deg": _needed("inclination_deg", inclination_deg),
        "latitude_deg": _needed("latitude_deg", latitude_deg),
        "reach_km": _needed("reach_km", reach_km),
        "intercept_altitude_km": written("intercept_altitude_km", intercept_altitude_km),
        "count": written("count", count),
        "walker": maybe_text("walker", walker),
    }
    if count is not None and walker is not None:
        raise fault("count", count, "count or walker, not both")
    return Report("reach", ask("space.reach", question))


def states(
    elements: Path | Sequence[Path],
    *,
    epoch: str | None = None,
    hours: float = 24.0,
    step_s: float = 60.0,
) -> Report:
    """Where the satellites of files are, position and velocity in TEME, as SGP4 says; the table `states`.

    elements: files of two-line element sets or orbit mean-elements messages.
    epoch: time zero, `"2028-04-01T03:00:00Z"`; without it each satellite's own epoch.
    hours, step_s: from the first moment to the last, and from one to the next (s).
    """
    question = {
        "elements": texts("elements", elements),
        "epoch": maybe_text("epoch", epoch),
        "hours": number("hours", hours),
        "step_s": number("step_s", step_s),
    }
    return Report("states", ask("space.states", question))


def studies(names: str | Sequence[str] = ()) -> Report:
    """What published studies said, what cupola gets over everything they leave open, and why they differ."""
    return Report("studies", ask("space.studies", {"names": texts("names", names)}))
