"""Studies on many machines by Ray: the extra `ray`, or `pip install ray`.

>>> import cupola.ray
>>> r = cupola.ray.run("japan-2028", runs=100_000, out="/shared/study", address="auto")
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ray

from . import _cupola, _store
from ._ask import Given, Progress, Shown, ask, fault, maybe_whole, number, text, whole
from ._commands import Run, merge
from ._errors import Error, InputError
from ._scenario import Sets, asked

if TYPE_CHECKING:
    from typing import TypedDict

    class Receipt(TypedDict):
        """What a task gives back, some 200 bytes."""

        first: int
        until: int
        digest: str
        was_there: bool
        elapsed_s: float


__all__ = ["run"]

_STUDY_FILE = "study.json"
_SHARD = re.compile(r"shard-(\d+)-(\d+)\.parquet")
_MOST_RUNS = 10_000_000
_FIRST_RUNS = 8
"""Runs of the first tasks, which tell how long a run takes. Assumed: 1 to 80; run again, they take at most some seconds."""
_LEAST_S = 5.0
"""Work of the last tasks, which are shorter so that no machine waits long for another (s). Assumed: 3 to 10 s."""
_LOOK_S = 1.0
"""How often it is looked whether nodes came or went, and by tasks whether to stop (s)."""
_STOP_S = 10.0
"""How long tasks have to stop: they do within a second and a run (s)."""
_LOOPBACK = "127.0.0.2"
"""Where a cluster of this machine alone listens; Ray takes 127.0.0.1 for the machine's outward address."""
_STORE_BYTES = 100_000_000
"""Object store of a cluster that is started here: no object goes into it. Ray's own least is 75 MB."""

Range = tuple[int, int]
"""First run, and the run after the last."""


def run(
    scenario: Given = "japan-2028",
    runs: int = 1_000,
    *,
    out: str | os.PathLike[str],
    set: Sets = None,
    worlds: int = 200,
    seed: int = 1,
    keep_events: int | str = 20,
    stock_by: str = "month",
    address: str | None = None,
    shard_seconds: float = 30.0,
    shard_runs: int | None = None,
    threads: int = 1,
    retries: int = 3,
    progress: Progress = None,
) -> Run:
    """Plays a study by Ray's tasks: the report, and the `log_hash`, of `cupola.run`.

    out: folder of the study file and the shards, by a path that every node sees or a URL of object storage ("s3://BUCKET/FOLDER":
        `pip install s3fs`); run again, it goes on with what is there.
    address: Ray's cluster ("auto", "HOST:PORT"); the one this process is connected to, else that of the variable
        RAY_ADDRESS, else one that is started on this machine and stopped in the end.
    shard_seconds: work of one task (s), 5 to 60 being good; the first and the last tasks are shorter.
    shard_runs: runs of one task, instead of `shard_seconds`.
    threads: threads of one task, which is the CPUs it asks Ray for.
    retries: how often a task is played again whose node or worker died, or whose disk failed.

    Ctrl-C stops the tasks and raises KeyboardInterrupt; shards that are done stay.
    """
    runs = whole("runs", runs, 1)
    if runs > _MOST_RUNS:
        raise fault("runs", runs, f"1 to {_MOST_RUNS}")
    threads, retries = whole("threads", threads, 1), whole("retries", retries)
    shard_runs = maybe_whole("shard_runs", shard_runs, 1)
    shard_seconds = number("shard_seconds", shard_seconds)
    if not 1.0 <= shard_seconds <= 3_600.0:
        raise fault("shard_seconds", shard_seconds, "1 to 3600")
    address = None if address is None else text("address", address)
    if keep_events != "all":
        whole("keep_events", keep_events)
    dir = _store.placed(text("out", out))
    study = {"worlds": whole("worlds", worlds), "seed": whole("seed", seed), "stock_by": text("stock_by", stock_by)}
    told = Shown(progress)
    # Run 0 here: it finds what is wrong with the scenario, and writes the study file that all tasks play from.
    opening = {**asked(scenario, set), **study, "first": 0, "until": 1, "threads": 1}
    with _store.here(dir, [_STUDY_FILE, _name((0, 1))]) as here:
        receipt = json.loads(ask("shard", {**opening, "out": here}).json)
    plan = _Plan(_there(dir, runs), runs, shard_runs, shard_seconds)
    plan.there.remove((0, 1))
    plan.take(receipt)
    work = _Work(receipt["study"], dir, threads, retries)
    try:
        if not plan.is_over:
            with _connected(address, threads):
                _play(work, plan, told)
    finally:
        told.end()
    with _store.here(dir, [_STUDY_FILE, *map(_name, _there(dir, runs))]) as here:
        return merge(here, runs=runs, keep_events=keep_events)


@contextmanager
def _connected(address: str | None, threads: int) -> Iterator[None]:
    """Ray, as `run` says; what was started here is stopped."""
    if ray.is_initialized():
        yield
        return
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    options: dict[str, Any] = {"address": address, "log_to_driver": False, "logging_level": "warning"}
    if address == "local":
        if "SLURM_JOB_ID" in os.environ:
            raise InputError("Ray is not started inside a Slurm job: a job array of `cupola shard` does the same without it")
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        options |= {"object_store_memory": _STORE_BYTES, "include_dashboard": False}
        if sys.platform == "linux":
            options["_node_ip_address"] = _LOOPBACK
    try:
        ray.init(**options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise Error(f"Ray at {address}: {error}") from error
    try:
        num_cpus = int(ray.cluster_resources().get("CPU", 0))
        if address == "local" and threads > num_cpus:
            raise fault("threads", threads, f"1 to {num_cpus}, the CPUs of this machine")
        yield
    finally:
        ray.shutdown()


def _play(work: _Work, plan: _Plan, told: Shown) -> None:
    """Has all of a plan played."""
    options = {"num_cpus": work.threads, "max_retries": work.retries, "retry_exceptions": [Error]}
    task = ray.remote(**options)(_shard)
    flying: dict[Any, Range] = {}
    try:
        while flying or not plan.is_over:
            slots = _num_slots(work.threads)
            # One more waits, so that a machine that becomes free, or a cluster that grows, has something at once.
            while not plan.is_over and len(flying) <= slots:
                runs = plan.next(slots)
                flying[task.remote(work, *runs)] = runs
            for ref in ray.wait(list(flying), timeout=_LOOK_S)[0]:
                plan.take(_received(ref, flying[ref]))
                del flying[ref]
            told(plan.done, plan.runs, [])
    except BaseException:
        if flying:
            _stop(work, list(flying))
        raise


def _stop(work: _Work, flying: list[Any]) -> None:
    """Stops the tasks of a study, and waits until they are."""
    # By a mark, as `ray.cancel` ends this process where a task is done at the same moment (Ray 2.60).
    with suppress(OSError, Error):  # of a disk that failed is told already
        mark = _store.Mark(work.out, work.stop)
        mark.set()
        if len(ray.wait(flying, num_returns=len(flying), timeout=_STOP_S)[0]) == len(flying):
            mark.clear()


def _num_slots(threads: int) -> int:
    """Tasks that the cluster, as it is now, plays at once."""
    alive = (node["Resources"].get("CPU", 0) for node in ray.nodes() if node["Alive"])
    return max(1, sum(int(cpus // threads) for cpus in alive))


def _received(ref: Any, runs: Range) -> Receipt:
    """What a task gave back."""
    try:
        receipt: Receipt = ray.get(ref)
        return receipt
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, (InputError, Error)):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        raise Error(f"runs {runs[0]}..{runs[1]}: {error}; shards that are done stay: run it again") from error


def _shard(work: _Work, first: int, until: int) -> Receipt:
    """A task: plays a range of runs of the study whose file is in the folder `out`, into that folder."""
    study, out = work.study, work.out
    with _store.here(out, [_STUDY_FILE, _name((first, until))]) as here:
        path = os.path.join(here, _STUDY_FILE)
        if not os.path.exists(path):
            raise InputError(f"{out}: the node {platform.node()} sees no study there; `out` must be where all nodes see it")
        there = json.loads(Path(path).read_text(encoding="utf-8")).get("hash")
        if there != study:
            raise InputError(f"{out}: is of study {there}; not of {study}")
        question = {"scenario": path, "sets": [], "worlds": 1, "seed": 1, "stock_by": "month"}
        question |= {"first": first, "until": until, "out": here, "threads": work.threads}
        told = json.loads(_cupola.ask("shard", json.dumps(question), _Stopping(_store.Mark(out, work.stop))).json)
    return {key: told[key] for key in ("first", "until", "digest", "was_there", "elapsed_s")}  # type: ignore[return-value]


@dataclass(frozen=True)
class _Work:
    """What all tasks of a study share."""

    study: str
    """Its hash."""
    out: str
    threads: int
    retries: int
    stop: str = field(default_factory=lambda: f"stop-{uuid.uuid4().hex}")
    """Name of the mark at which its tasks stop."""


class _Stopped(Exception):
    """A task that was told to stop."""


@dataclass
class _Stopping:
    """Progress of a task, which ends where the mark is set."""

    mark: _store.Mark
    next_s: float = 0.0

    def __call__(self, done: int, total: int, notes: list[str]) -> None:
        now_s = time.monotonic()
        if now_s < self.next_s:
            return
        self.next_s = now_s + _LOOK_S
        if self.mark.is_set:
            raise _Stopped


def _name(runs: Range) -> str:
    """File name of a shard."""
    return f"shard-{runs[0]}-{runs[1]}.parquet"


def _there(out: str, until: int) -> list[Range]:
    """Ranges of the shards of a folder, as their names say, that begin before run `until`."""
    named = (_SHARD.fullmatch(name) for name in _store.names(out))
    ranges = ((int(name[1]), int(name[2])) for name in named if name)
    return sorted((first, end) for first, end in ranges if first < until)


def _gaps(there: Iterable[Range], until: int) -> list[Range]:
    """Runs before `until` that none of these ranges, in order, has."""
    gaps: list[Range] = []
    at = 0
    for first, end in there:
        if first > at:
            gaps.append((at, first))
        at = max(at, end)
    return [*gaps, (at, until)] if at < until else gaps


@dataclass
class _Plan:
    """Which range is next: shards that are there, for their digest to be looked at, then what is missing."""

    there: list[Range]
    runs: int
    shard_runs: int | None
    shard_s: float
    gaps: list[Range] = field(init=False)
    seen: bytearray = field(init=False)
    """By run, whether a receipt has it."""
    longest: tuple[int, float] = (0, 0.0)
    """Runs of the longest task played so far, and the time it took (s): flying the routes first weighs least in it."""
    done: int = 0
    """Runs that are there, whole."""

    def __post_init__(self) -> None:
        self.gaps = _gaps(self.there, self.runs)
        self.seen = bytearray(self.runs)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to hand out."""
        return not (self.there or self.gaps)

    def next(self, slots: int) -> Range:
        """The next range, where so many tasks are played at once."""
        if self.there:
            return self.there.pop(0)
        (first, end), num = self.gaps[0], self._num_runs(slots)
        until = min(end, first + num)
        self.gaps[:1] = [(until, end)] if until < end else []
        return first, until

    def _num_runs(self, slots: int) -> int:
        if self.shard_runs is not None:
            return self.shard_runs
        num, elapsed_s = self.longest
        if num < _FIRST_RUNS:
            return _FIRST_RUNS
        per_s = num / elapsed_s
        left = sum(end - first for first, end in self.gaps)
        # What is left is shared out, again and again, so that all end at about the same time.
        return max(1, round(min(self.shard_s * per_s, max(_LEAST_S * per_s, left / slots))))

    def take(self, receipt: Receipt) -> None:
        """Counts what a task has done."""
        first, until = receipt["first"], min(receipt["until"], self.runs)
        self.done += self.seen.count(0, first, until)
        self.seen[first:until] = b"\x01" * (until - first)
        num = receipt["until"] - receipt["first"]
        if not receipt["was_there"] and num >= self.longest[0]:
            self.longest = num, receipt["elapsed_s"]
