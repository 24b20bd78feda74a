"""The commands that play, fly, follow and decide, each a function of its name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import TYPE_CHECKING, Any

from . import _cupola, _html
from ._ask import (
    Given,
    Progress,
    Report,
    ask,
    fault,
    maybe_folder,
    maybe_number,
    maybe_text,
    maybe_whole,
    number,
    place,
    places,
    size,
    text,
    texts,
    whole,
    written,
)
from ._scenario import Scenario, Sets, asked
from ._track import csv_of, sensors_of

if TYPE_CHECKING:
    Path = str | os.PathLike[str]


class Run(Report):
    """A played study. Units are in the names; docs/JSON.md says what each key means."""

    @property
    def log_hash(self) -> str:
        """Hash over the event logs of all arms of all runs: the same for any number of threads."""
        return str(self["log_hash"])

    @property
    def raid(self) -> Any:
        """The headline raid in the base arm."""
        return self["raid"]

    @property
    def campaign(self) -> Any:
        """The campaign in the base arm; none without one."""
        return self["campaign"]

    @property
    def cost(self) -> Any:
        """What the last arm costs against the base arm (USD); none without rules of cost."""
        return self["cost"]

    @property
    def compare(self) -> Any:
        """What the other arms change against the base; none with one arm."""
        return self["compare"]

    @property
    def provenance(self) -> Any:
        """What the result rests on: inputs, grades, sources."""
        return self["provenance"]

    @property
    def folder(self) -> str | None:
        """The run folder it was written to, if any."""
        folder = self._answer.folder
        return None if folder is None else os.fspath(folder)

    def _repr_html_(self) -> str:
        return _html.of_run(self.to_dict(), self.text)


def _study(
    scenario: Given,
    set: Sets,
    sizes: dict[str, Any],
    until: object,
    keep_events: object,
    stock_by: object,
    out: object,
    append: object,
) -> dict[str, Any]:
    if not isinstance(append, bool):
        raise fault("append", append, "True or False")
    folder = maybe_folder("out", out)
    if append and folder is None:
        raise fault("append", append, "True with out, the folder whose runs are gone on with")
    return {
        **asked(scenario, set),
        "size": sizes,
        "until": maybe_number("until", until),
        "keep_events": None if keep_events == "all" else whole("keep_events", keep_events),
        "stock_by": text("stock_by", stock_by),
        "out": folder,
        "goes_on": append,
    }


def _asked_of(question: dict[str, Any]) -> dict[str, Any]:
    sizes = question.get("size", {})
    changed = [question["scenario"], *question["sets"]]
    return {"scenario": ", ".join(changed), **{key: sizes[key] for key in ("runs", "worlds", "seed") if key in sizes}}


def run(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    runs: int = 1_000,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    until: float | None = None,
    keep_events: int | str = 20,
    stock_by: str = "month",
    out: Path | None = None,
    append: bool = False,
    progress: Progress = None,
) -> Run:
    """Plays a scenario: raid, campaign, cost and comparison of its arms.

    set: changes by key path, `{"battery.iruma-1.channels": 9}`.
    runs, worlds: runs, and sets of drawn inputs shared out among them.
    seed: of everything drawn; the same seed gives the same `log_hash` on any number of threads.
    threads: all that the machine has, unless given.
    until: go on (to `runs` at most) until the 95 % interval of what gets through is this narrow either way (threats).
    keep_events: runs whose events and decisions are kept for the tables, or "all".
    stock_by: how often stocks are told: "day", "week" or "month".
    out: run folder to write; none is written unless given.
    append: add runs to those of the folder `out`, until there are `runs`.
    progress: True for a line on standard error, or a function of runs done and runs in all.

    The interpreter's lock is released; Ctrl-C raises KeyboardInterrupt within about one run.
    """
    question = _study(scenario, set, size(runs, worlds, seed, threads), until, keep_events, stock_by, out, append)
    return Run("run", ask("run", question, progress))


def sustain(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    runs: int = 1_000,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    stock_by: str = "month",
    progress: Progress = None,
) -> Report:
    """Stocks alone: the campaign part of a run. Keywords as of `run`."""
    question = _study(scenario, set, size(runs, worlds, seed, threads), None, 0, stock_by, None, False)
    return Report("sustain", ask("sustain", question, progress), _asked_of(question))


def cost(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    vary: str | None = None,
    steps: bool = False,
    runs: int = 200,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """What it costs (USD of the scenario's price year): elements over their life, and what drives the total.

    vary: the total over values of one key, `KEY=LO..HI:N` or `KEY=a,b,c`; no run is played.
    steps: the scenario's chain of assumptions between two totals.
    """
    sizes = size(runs, worlds, seed, threads)
    if vary is not None and steps:
        raise fault("steps", steps, "vary or steps, not both")
    if vary is not None:
        return Report("cost", ask("cost.curve", {**asked(scenario, set), "size": sizes, "vary": text("vary", vary)}))
    if steps:
        one = asked(scenario, set)
        return Report("cost", ask("cost.steps", one), _asked_of(one))
    question = _study(scenario, set, sizes, None, 0, "month", None, False)
    return Report("cost", ask("cost", question, progress), _asked_of(question))


def compare(
    *scenarios: Given,
    runs: int = 1_000,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """Plays the same raids through several scenarios, the first being the base, and gives the paired differences."""
    named = [asked(scenario) for scenario in scenarios]
    pairs = [(one["scenario"], one["sets"]) for one in named]
    question: dict[str, Any] = {"scenarios": pairs, "size": size(runs, worlds, seed, threads)}
    called = [_asked_of(one)["scenario"] for one in named]
    known = {**_asked_of({**question, **named[0]}), "scenario": " against ".join(reversed(called)), "compared": called}
    return Report("compare", ask("compare", question, progress), known)


def explain(
    scenario: Given,
    threat: str,
    *,
    run: int = 0,
    raid: int = 1,
    arm: str | None = None,
    set: Sets = None,
    runs: int = 1_000,
    worlds: int = 200,
    seed: int = 1,
) -> str:
    """What happened to one threat (`mrbm-3`), or to the first `leaker` or `kill`, in one run of a study."""
    question = _study(scenario, set, size(runs, worlds, seed, None), None, 20, "month", None, False)
    asks = {"threat": text("threat", threat), "run": whole("run", run), "raid": whole("raid", raid), "arm": arm}
    return ask("explain", {"question": question, **asks}).text


def sweep(
    scenario: Given,
    vary: str | Sequence[str] | Mapping[str, object],
    *,
    set: Sets = None,
    base_set: Sets = None,
    arm: str | None = None,
    until_equal: str | None = None,
    runs: int = 1_000,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """Varies one or two keys with the same luck, and finds where a metric is equal.

    vary: `"KEY=LO..HI:N"`, `"KEY=a,b,c"`, two of these in a list, or `{"KEY": [values]}`.
    base_set: changes of the base alone, after `set`; differences are then to that base.
    arm: arm played at every point; the scenario's base arm unless given.
    until_equal: `METRIC` to find where it is that of the base, or `METRIC=VALUE`.
    runs: runs of each point.
    """
    if isinstance(vary, Mapping):
        varies = [f"{key}={','.join(_points(key, points))}" for key, points in vary.items()]
    else:
        varies = texts("vary", vary)
    if not varies:
        raise fault("vary", vary, "one key or two, each with its values")
    question = {
        **asked(scenario, set),
        "varies": varies,
        "arm": maybe_text("arm", arm),
        "until_equal": maybe_text("until_equal", until_equal),
        "base_sets": asked("", base_set)["sets"],
        "study": size(runs, worlds, seed, threads),
    }
    return Report("sweep", ask("sweep", question, progress))


def _points(key: str, points: object) -> list[str]:
    if isinstance(points, (str, bytes)) or not hasattr(points, "__iter__"):
        raise fault("vary", points, f"a list of values of {key}")
    return [one if isinstance(one, str) else written("vary", one) or "" for one in points]


def sensitivity(
    scenario: Given,
    *,
    sobol: int | None = None,
    pairs: bool = False,
    morris: int | None = None,
    lhs: int | None = None,
    tornado: bool = False,
    over: str | Sequence[str] = (),
    by: str | None = None,
    metric: str | Sequence[str] = (),
    vary: str | Sequence[str] | Mapping[str, object] | None = None,
    runs_per_point: int = 16,
    set: Sets = None,
    arm: str | None = None,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """Which uncertain inputs matter, and how much of it is by themselves; the table `design`: the points and what they gave.

    One of these:
    sobol: Sobol indices from so many rows, a power of two; pairs: those of every pair of factors too.
    morris: elementary effects along so many trajectories.
    lhs: rank correlations over so many points of a Latin hypercube.
    tornado: every input at its low and its high end, all others likely.

    over: move inputs whose keys fit, `*` for any text; all uncertain ones unless given.
    by: what moves together: "input", "element", "kind".
    metric: what is told of, as of `until_equal` of `sweep`, or several.
    vary: an input moved evenly over a range of its own, `"KEY=LO..HI"`, several, or `{"KEY": (LO, HI)}`.
    runs_per_point: runs of every point, with the same luck at each.
    arm: arm played; the scenario's base arm unless given.
    """
    if isinstance(vary, Mapping):
        ranges = [f"{key}={'..'.join(_ends(key, ends))}" for key, ends in vary.items()]
    else:
        ranges = [] if vary is None else texts("vary", vary)
    question = {
        "sweep": {
            **asked(scenario, set),
            "varies": ranges,
            "arm": maybe_text("arm", arm),
            "until_equal": None,
            "base_sets": [],
            # Runs are of each point, over the worlds of the design: these two are not used.
            "study": size(1_000, 200, seed, threads),
        },
        "options": {
            "sobol": maybe_whole("sobol", sobol),
            "pairs": bool(pairs),
            "morris": maybe_whole("morris", morris),
            "lhs": maybe_whole("lhs", lhs),
            "tornado": bool(tornado),
            "over": texts("over", over),
            "by": _one_of("by", by, ("input", "element", "kind")),
            "metric": texts("metric", metric),
            "runs_per_point": whole("runs_per_point", runs_per_point),
        },
    }
    return Report("sensitivity", ask("sensitivity", question, progress))


def _ends(key: str, ends: object) -> list[str]:
    points = _points(key, ends)
    if len(points) != 2:
        raise fault("vary", ends, f"the low and the high end of {key}")
    return points


def _one_of(name: str, word: str | None, allowed: Sequence[str]) -> str | None:
    if word is not None and word not in allowed:
        raise fault(name, word, ", ".join(allowed))
    return word


def coalition(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    of: str = "agreement",
    arm: str | None = None,
    runs: int = 500,
    worlds: int = 200,
    most_coalitions: int = 512,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """What each nation's contribution is worth: every coalition played with the same luck.

    of: what a nation that does not contribute withholds: "agreement" (what it gives by agreements) or "presence" (all it owns).
    most_coalitions: play up to this many in full; beyond, draw orders in which contributions come.
    """
    question = {
        **asked(scenario, set),
        "of": text("of", of),
        "arm": maybe_text("arm", arm),
        **size(runs, worlds, seed, threads),
        "most_coalitions": whole("most_coalitions", most_coalitions),
    }
    return Report("coalition", ask("coalition", question, progress))


def options(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    metric: str | None = None,
    arm: str | None = None,
    only: str | Sequence[str] = (),
    budget_musd: float | None = None,
    runs: int = 500,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = None,
) -> Report:
    """What the next money stops: each option alone, one after the other, and the sets that are worth their price.

    metric: what is to be less: "through_total", "through", "leakers", "value_lost_fraction", "leakers_total".
    only: weigh these options alone.
    budget_musd: the most that the curve may spend (million USD).
    """
    question = {
        **asked(scenario, set),
        "metric": maybe_text("metric", metric),
        "arm": maybe_text("arm", arm),
        "only": texts("only", only),
        "budget_musd": maybe_number("budget_musd", budget_musd),
        **size(runs, worlds, seed, threads),
    }
    return Report("options", ask("options", question, progress))


def plan(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    risk: float | None = None,
    runs: int = 400,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    play: bool = True,
    progress: Progress = None,
) -> Report:
    """What to order, expand and move, when, for least cost at a stated risk; `is_met` tells whether every need is.

    risk: probability with which each need may be missed, 0.001 to 0.5; the scenario's, else 0.1.
    play: play the plan, and mend what its runs lack.
    The plan as a scenario that extends this one is in `documents["toml"]`.
    """
    question = {
        **asked(scenario, set),
        "risk": maybe_number("risk", risk),
        **size(runs, worlds, seed, threads),
        "no_play": not play,
    }
    return Report("plan", ask("plan", question, progress))


def timeline(
    scenario: Given = "japan-2028",
    *,
    set: Sets = None,
    from_: str | int = "2026",
    to: str | int = "2032",
    worlds: int = 1_000,
    seed: int = 1,
) -> Report:
    """What is there when: every element by quarter, as it is fielded or slips, and what lines can make.

    from_, to: first and last quarter: a year, or a date in it.
    """
    ends = {"from": written("from_", from_), "to": written("to", to)}
    question = {**asked(scenario, set), **ends, "worlds": whole("worlds", worlds), "seed": whole("seed", seed)}
    return Report("timeline", ask("timeline", question))


def fly(
    threats: str | Sequence[str],
    *,
    from_: str | tuple[float, float],
    to: str | tuple[float, float],
    via: Sequence[str | tuple[float, float]] = (),
    apogee_km: float | None = None,
    set: Sets = None,
    step_s: float | None = None,
) -> Report:
    """Flies threats of the catalogue from one place to another; a list of flights, and the table `samples`.

    from_, to, via: `(lat_deg, lon_deg)`, north and east positive; `via` for those that turn on their way.
    apogee_km: highest point of a lofted or depressed flight; least energy, or the threat's own, unless given.
    set: values of the threats, in the unit of their name: `{"burn_s": 200}`.
    step_s: time between samples (s); some 200 of them unless given.
    """
    question = {
        "threats": texts("threats", threats),
        "from": place("from_", from_),
        "to": place("to", to),
        "via": places("via", via),
        "apogee_km": written("apogee_km", apogee_km),
        "sets": asked("", set)["sets"],
        "step_s": written("step_s", step_s),
    }
    return Report("fly", ask("fly", question))


def flyout(interceptor: str) -> Report:
    """How soon an interceptor of the catalogue is where: time, speed and manoeuvre left, and the table `flyout`."""
    return Report("flyout", ask("flyout", {"interceptor": text("interceptor", interceptor)}))


def assign(
    values: object,
    kill: object,
    *,
    shots: int | Sequence[int] = 1,
    time_limit_s: float | None = None,
    best: int = 1,
) -> Report:
    """Which rounds at which targets, solved to a proven optimum.

    values: value of each target: a list, or a NumPy array.
    kill: kill probabilities: a row for each weapon, a column for each target; 0 where it may not fire.
    shots: rounds of each weapon, or one number for all.
    time_limit_s: stop after this time with the best answer so far, and its gap.
    best: list so many best answers.
    """
    # Frames of pandas and Polars are arrays by this.
    values, kill = (given.to_numpy() if hasattr(given, "to_numpy") else given for given in (values, kill))
    num_shots = [whole("shots", item) for item in (shots if isinstance(shots, Iterable) else [shots])]
    if isinstance(shots, Iterable) and isinstance(kill, Sized) and len(num_shots) != len(kill):
        raise fault("shots", shots, f"one number, or one for each of the {len(kill)} weapons")
    if any(num >= 2**32 for num in num_shots):
        raise fault("shots", shots, "up to 4294967295")
    try:
        answer = _cupola.assign(
            values, kill, num_shots, maybe_number("time_limit_s", time_limit_s), whole("best", best)
        )
    except TypeError as error:
        raise fault("values, kill", str(error), "numbers in lists or arrays") from None
    return Report("assign", answer)


def track(
    detections: object,
    *,
    sensors: Path | Mapping[str, object] | None = None,
    meta: Path | None = None,
    truth: object | None = None,
    targets: str | Sequence[str] = ("ballistic", "glider"),
    sigma_velocity_m_s: float | None = None,
    association: str = "beliefs",
    confirm: str | None = None,
    late_s: float = 0.0,
    impacts: bool = False,
    skip_bad: bool = False,
    cut_off_m: float = 1_000.0,
    order: float = 2.0,
    switch_m: float | None = None,
    trajectories: bool = False,
    progress: Progress = None,
) -> Report:
    """Follows targets through detections, and scores the tracks against the truth; the table `tracks`, and `impacts`.

    detections: a CSV file, or a table with the columns `scan, time_s, sensor, range_m, azimuth_rad, elevation_rad` (and
        `range_rate_m_s`): pandas, Polars, Arrow, or a mapping of arrays.
    sensors: a TOML file, or its content as a mapping; or `meta`, a JSON file that describes one sensor.
    truth: a CSV file or table: `truth_id, time_s, x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s` (and `kind`).
    targets: what may be out there: "boosting", "ballistic", "glider", "level".
    sigma_velocity_m_s: velocity before anything is known of it (m/s, one sigma, each axis).
    association: "beliefs", "joint" or "nearest".
    confirm: report a target by its returns in `"M/N"` scans.
    late_s: take scans that come up to this much late (s).
    impacts: also work out where falling tracks come down.
    cut_off_m, order, switch_m: of the score (GOSPA).
    """
    columns = ("scan", "time_s", "sensor", "range_m", "azimuth_rad", "elevation_rad")
    seen, seen_csv = csv_of("detections", detections, columns, ("range_rate_m_s",), skip_bad=bool(skip_bad))
    there, there_csv = (None, None) if truth is None else csv_of(
        "truth", truth, ("truth_id", "time_s", "x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s"), ("kind",)
    )
    question = {
        "detections": seen,
        "detections_csv": seen_csv,
        "truth": there,
        "truth_csv": there_csv,
        **sensors_of(sensors, meta),
        "targets": texts("targets", targets),
        "sigma_velocity_m_s": maybe_number("sigma_velocity_m_s", sigma_velocity_m_s),
        "association": text("association", association),
        "confirm": maybe_text("confirm", confirm),
        "late_s": number("late_s", late_s),
        "impacts": bool(impacts),
        "skip_bad": bool(skip_bad),
        "cut_off_m": number("cut_off_m", cut_off_m),
        "order": number("order", order),
        "switch_m": maybe_number("switch_m", switch_m),
        "trajectories": bool(trajectories),
    }
    return Report("track", ask("track", question, progress))


def validate(
    area: str | None = None, *, file: Path | Sequence[Path] = (), data: Path | None = None, null: bool = False
) -> Report:
    """Holds the models against published results: claimed and observed, error and verdict.

    area: only the cases of one area. file: cases of your own. data: folder of the data files that cases name.
    null: what a baseline without a model scores.
    """
    question = {
        "area": maybe_text("area", area),
        "file": texts("file", file),
        "data": maybe_text("data", data),
        "null": bool(null),
    }
    return Report("validate", ask("validate", question))


def shard(
    scenario: Given,
    first: int,
    until: int,
    *,
    out: Path,
    set: Sets = None,
    worlds: int = 200,
    seed: int = 1,
    threads: int | None = None,
    stock_by: str = "month",
    progress: Progress = None,
) -> Report:
    """Plays the runs `first` to `until` (not among them) of a study into one file of the folder `out`.

    scenario: a scenario, or the `study.json` of a folder of shards, which brings seed, worlds and changes.
    A shard that is there already, whole, is left as it is.
    """
    question = {
        **asked(scenario, set),
        "first": whole("first", first),
        "until": whole("until", until),
        "out": maybe_folder("out", text("out", out)),
        "worlds": whole("worlds", worlds),
        "seed": whole("seed", seed),
        "threads": maybe_whole("threads", threads),
        "stock_by": text("stock_by", stock_by),
    }
    return Report("shard", ask("shard", question, progress))


def merge(
    folder: Path,
    *,
    out: Path | None = None,
    runs: int | None = None,
    partial: bool = False,
    keep_events: int | str = 20,
    threads: int | None = None,
    progress: Progress = None,
) -> Run:
    """Puts the shards of a study together: the report, and the run folder `out`, of one sitting.

    runs: runs there must be; up to the end of the last shard unless given.
    partial: take the runs before the first gap where some are missing.
    """
    question = {
        "dir": maybe_folder("folder", text("folder", folder)),
        "runs": maybe_whole("runs", runs),
        "partial": bool(partial),
        "keep_events": None if keep_events == "all" else whole("keep_events", keep_events),
        "threads": maybe_whole("threads", threads),
        "out": maybe_folder("out", out),
    }
    return Run("run", ask("merge", question, progress))


