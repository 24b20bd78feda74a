"""What Ray costs beside threads: one study by `cupola.run` and by `cupola.ray.run`, in turns, on the CPUs of this machine.

    python bench/peers/ray_overhead.py [SCENARIO] [RUNS] [TURNS]

Prints one line of JSON: wall time and CPU time (user and system, this process and all it started) of each, and the median of the
turns' ratios. Ray is connected to before the clock starts; `start_s` is how long that takes.
"""

import json
import os
import resource
import statistics
import sys
import tempfile
import time

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import cupola
import cupola.ray
import ray


def tree_cpu_s() -> float:
    """CPU time of this process and of all that descend from it and live, and of those that ended (s)."""
    tick = os.sysconf("SC_CLK_TCK")
    stats = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(pid)] = int(fields[1]), sum(map(int, fields[11:15]))
    mine, before = {os.getpid()}, 0
    while len(mine) > before:
        before = len(mine)
        mine |= {pid for pid, (parent, _) in stats.items() if parent in mine}
    return sum(stats[pid][1] for pid in mine if pid in stats) / tick


def timed(play) -> tuple[float, float, str]:
    """Wall and CPU time (s), and the hash."""
    cpu_s, began = tree_cpu_s(), time.monotonic()
    log_hash = play().log_hash
    return time.monotonic() - began, tree_cpu_s() - cpu_s, log_hash


def main(scenario: str = "japan-2028", runs: int = 8_000, turns: int = 3) -> None:
    cpus = len(os.sched_getaffinity(0))
    began = time.monotonic()
    ray.init(
        address="local",
        num_cpus=cpus,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="warning",
        object_store_memory=100_000_000,
        _node_ip_address="127.0.0.2",
    )
    start_s = time.monotonic() - began
    told = []
    with tempfile.TemporaryDirectory() as folder:

        def by_threads():
            return cupola.run(scenario, runs=runs, threads=cpus, out=f"{folder}/threads-{turn}")

        def by_ray():
            return cupola.ray.run(scenario, runs, out=f"{folder}/ray-{turn}")

        for turn in range(turns):
            order = (by_threads, by_ray) if turn % 2 == 0 else (by_ray, by_threads)
            played = {play.__name__: timed(play) for play in order}
            (threads_s, threads_cpu_s, wanted), (ray_s, ray_cpu_s, found) = played["by_threads"], played["by_ray"]
            assert wanted == found, "the hashes differ"
            shards = sum(name.startswith("shard-") for name in os.listdir(f"{folder}/ray-{turn}"))
            told.append({"threads_s": threads_s, "ray_s": ray_s, "threads_cpu_s": threads_cpu_s, "ray_cpu_s": ray_cpu_s, "shards": shards})
            print(json.dumps(told[-1]), file=sys.stderr, flush=True)
    ratios = {
        "wall": statistics.median(turn["ray_s"] / turn["threads_s"] for turn in told),
        "cpu": statistics.median(turn["ray_cpu_s"] / turn["threads_cpu_s"] for turn in told),
    }
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"scenario": scenario, "runs": runs, "cpus": cpus, "start_s": start_s, "ratio": ratios, "most_mb": most_mb, "turns": told}))


if __name__ == "__main__":
    main(*[int(word) if word.isdigit() else word for word in sys.argv[1:]])
