"""Ray: the result of one sitting, whatever dies meanwhile. Wants `ray`; the rest of the tests do without."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import cupola
import pytest
import ray
from ray.cluster_utils import Cluster

import cupola.ray

SEED = 7
LOOPBACK = "127.0.0.2"
"""Ray takes 127.0.0.1 for the machine's outward address."""
NODE = {"num_cpus": 1, "object_store_memory": 80_000_000, "node_ip_address": LOOPBACK}
STUDY = {"seed": SEED, "worlds": 40}
RUNS = 12_000
DRIVER = """
import sys, cupola.ray
cupola.ray.run("tutorial", int(sys.argv[2]), out=sys.argv[1], seed=7, worlds=40, shard_runs=500)
"""


@pytest.fixture(scope="module")
def alone() -> cupola.Run:
    """The study in one sitting, on one thread."""
    return cupola.run("tutorial", runs=RUNS, threads=1, **STUDY)


@pytest.fixture(scope="module")
def cluster():
    """A head and one more node, on loopback."""
    cluster = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    ray.init(address=cluster.address, log_to_driver=False, _node_ip_address=LOOPBACK)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def shards(folder: pathlib.Path) -> dict[str, tuple[int, int]]:
    """Shards by name: which file it is, and when it was written."""
    there = {path.name: path.stat() for path in folder.glob("shard-*.parquet")}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in there.items()}


def num_runs(names) -> int:
    return sum(int(until) - int(first) for _, first, until in (name.removesuffix(".parquet").split("-") for name in names))


def until_there(folder: pathlib.Path, num: int, is_alive=lambda: True) -> None:
    """Waits for so many shards."""
    for _ in range(1_200):
        if len(shards(folder)) >= num:
            return
        assert is_alive(), "ended before it had so many shards"
        time.sleep(0.05)
    raise AssertionError(f"no {num} shards in a minute: {shards(folder)}")


def same(run: cupola.Run, alone: cupola.Run) -> bool:
    """Whether two reports are the same but for how long they took."""
    told, wanted = run.to_dict(), alone.to_dict()
    for key in ("elapsed_s", "threads"):
        told.pop(key), wanted.pop(key)
    return told == wanted


def test_it_is_not_imported_by_cupola() -> None:
    code = "import sys, cupola; assert 'ray' not in sys.modules and 'cupola.ray' not in sys.modules"
    subprocess.run([sys.executable, "-P", "-c", code], check=True)


@pytest.mark.parametrize("shard_runs", [700, 2_500, None])
def test_shards_of_any_size_are_as_one_sitting(cluster, alone: cupola.Run, tmp_path, shard_runs) -> None:
    told: list[tuple[int, int]] = []
    run = cupola.ray.run(
        "tutorial", RUNS, out=tmp_path, shard_runs=shard_runs, progress=lambda *far: told.append(far), **STUDY
    )
    assert run.log_hash == alone.log_hash
    assert same(run, alone)
    assert told[-1] == (RUNS, RUNS) and told == sorted(told)
    assert num_runs(shards(tmp_path)) == RUNS, "a run was played twice"
    before = shards(tmp_path)
    again = cupola.ray.run("tutorial", RUNS, out=tmp_path, **STUDY)
    assert again.log_hash == alone.log_hash and shards(tmp_path) == before


def test_two_threads_are_as_one(alone: cupola.Run) -> None:
    assert cupola.run("tutorial", runs=RUNS, threads=2, **STUDY).log_hash == alone.log_hash


@pytest.mark.parametrize("run_s", [0.000_3, 0.014, 3.0])
@pytest.mark.parametrize("slots", [2, 16])
def test_tasks_are_as_long_as_asked_and_end_together(run_s: float, slots: int) -> None:
    begin_s, runs = 0.5, min(10_000_000, int(slots * 600.0 / run_s))
    plan = cupola.ray._Plan([(0, 40)], runs, None, 20.0)
    free_s, at, lasted = [0.0] * slots, [], []
    waiting: list[tuple[int, int]] = []
    while at or not plan.is_over:
        while not plan.is_over and len(at) + len(waiting) <= slots:
            waiting.append(plan.next(slots))
        while waiting and len(at) < slots:
            (first, until), slot = waiting.pop(0), free_s.index(min(free_s))
            was_there = until <= 40
            elapsed_s = 0.0 if was_there else begin_s + (until - first) * run_s
            free_s[slot] += elapsed_s
            lasted.append(elapsed_s)
            at.append((free_s[slot], {"first": first, "until": until, "was_there": was_there, "elapsed_s": elapsed_s}))
        at.sort(key=lambda end: end[0])
        plan.take(at.pop(0)[1])
    assert plan.done == runs
    assert max(lasted) <= max(20.0 + begin_s, 8 * run_s + begin_s) + run_s
    assert sorted(lasted)[len(lasted) // 2] > 10.0, "most tasks are short"
    assert begin_s * len(lasted) < 0.05 * sum(lasted), "too much is spent on beginning"
    assert max(free_s) - min(free_s) < 15.0 + 8 * run_s, "one machine waits long for another"


def test_a_node_that_is_killed_costs_what_it_was_at(cluster, alone: cupola.Run, tmp_path) -> None:
    second = cluster.add_node(**NODE)
    cluster.wait_for_nodes()
    held: dict[str, tuple[int, int]] = {}
    left: list[str] = []

    def kill() -> None:
        until_there(tmp_path, 6)  # run 0, and five of tasks on both nodes
        held.update(shards(tmp_path))
        cluster.remove_node(second, allow_graceful=False)
        left.extend(shards(tmp_path))

    killer = threading.Thread(target=kill)
    killer.start()
    run = cupola.ray.run("tutorial", RUNS, out=tmp_path, shard_runs=300, **STUDY)
    killer.join()
    assert 6 <= len(left) < RUNS // 300, "the node was not killed in the middle"
    assert run.log_hash == alone.log_hash
    after = shards(tmp_path)
    assert {name: after[name] for name in held} == held, "a shard that was done was written again"
    assert num_runs(after) == RUNS


def test_a_driver_that_is_killed_is_gone_on_with(alone: cupola.Run, cluster, tmp_path) -> None:
    driver = subprocess.Popen([sys.executable, "-P", "-c", DRIVER, str(tmp_path), str(RUNS)])
    until_there(tmp_path, 4, lambda: driver.poll() is None)
    driver.kill()
    driver.wait()
    settled(tmp_path)
    held = shards(tmp_path)
    assert 4 <= len(held) < RUNS // 500 + 1, "the driver was not killed in the middle"
    cut = tmp_path / max(held, key=lambda name: held[name][1])
    cut.write_bytes(cut.read_bytes()[:-100])
    was_cut = shards(tmp_path)[cut.name]
    told: list[int] = []
    run = cupola.ray.run(
        "tutorial", RUNS, out=tmp_path, shard_runs=900, progress=lambda done, total: told.append(done), **STUDY
    )
    assert run.log_hash == alone.log_hash
    after = shards(tmp_path)
    assert {name: after[name] for name in held if name != cut.name} == {n: s for n, s in held.items() if n != cut.name}
    assert after[cut.name] != was_cut, "a shard that was cut short was not played again"
    assert num_runs(after) == RUNS, "runs that were there were played again"


def settled(folder: pathlib.Path) -> None:
    """Waits until what the driver left behind is over with."""
    before, since = shards(folder), time.monotonic()
    while time.monotonic() - since < 2.0:
        time.sleep(0.1)
        if shards(folder) != before:
            before, since = shards(folder), time.monotonic()


def test_ctrl_c_stops_it_and_keeps_what_is_done(cluster, tmp_path) -> None:
    def interrupt() -> None:
        until_there(tmp_path, 3)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        cupola.ray.run("tutorial", 5_000_000, out=tmp_path, shard_runs=1_000, **STUDY)
    assert time.monotonic() - began < 60.0
    settled(tmp_path)
    held = shards(tmp_path)
    assert 1 < len(held) < 20
    assert not list(tmp_path.glob(".*")), "the mark at which tasks stop is left behind"
    done = num_runs(held)
    run = cupola.ray.run("tutorial", done, out=tmp_path, **STUDY)
    assert shards(tmp_path) == held
    assert run.log_hash == cupola.run("tutorial", runs=done, **STUDY).log_hash


def test_no_ray_is_started_inside_a_slurm_job(tmp_path) -> None:
    code = "import sys, cupola.ray; cupola.ray.run('tutorial', 9, out=sys.argv[1])"
    environment = {**os.environ, "SLURM_JOB_ID": "7"}
    environment.pop("RAY_ADDRESS", None)
    ended = subprocess.run([sys.executable, "-P", "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True)
    assert ended.returncode == 1 and "InputError: Ray is not started inside a Slurm job" in ended.stderr


def test_another_study_is_refused(cluster, tmp_path) -> None:
    cupola.shard("tutorial", 0, 1, out=tmp_path, seed=1, worlds=40)
    with pytest.raises(cupola.InputError, match="is of study"):
        cupola.ray.run("tutorial", 100, out=tmp_path, **STUDY)


def test_a_task_sees_that_the_study_is_the_one_it_was_sent_for(cluster, tmp_path) -> None:
    cupola.shard("tutorial", 0, 1, out=tmp_path, **STUDY)
    with pytest.raises(cupola.InputError, match="not of 00"):
        cupola.ray._shard(cupola.ray._Work("00", str(tmp_path), 1, 0), 0, 5)
    with pytest.raises(cupola.InputError, match="all nodes see"):
        cupola.ray._shard(cupola.ray._Work("00", str(tmp_path / "nowhere"), 1, 0), 0, 5)
    assert len(shards(tmp_path)) == 1


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"runs": 0}, "runs 0: allowed"),
        ({"runs": 10**8}, "runs 100000000: allowed: 1 to 10000000"),
        ({"threads": 0}, "threads 0: allowed"),
        ({"retries": -1}, "retries -1: allowed"),
        ({"shard_runs": 0}, "shard_runs 0: allowed"),
        ({"shard_seconds": 0.1}, "shard_seconds 0.1: allowed: 1 to 3600"),
        ({"address": 3}, "address 3: allowed: a text"),
        ({"stock_by": "hour"}, "stock_by hour: allowed"),
        ({"keep_events": "few"}, "keep_events 'few': allowed"),
        ({"progress": 3}, "progress 3: allowed"),
    ],
)
def test_bad_keywords_are_named(tmp_path, keywords: dict, words: str) -> None:
    with pytest.raises(cupola.InputError) as caught:
        cupola.ray.run("tutorial", out=tmp_path, **keywords)
    assert words in str(caught.value)
