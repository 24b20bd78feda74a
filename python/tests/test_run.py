"""Studies: hashes, threads, Ctrl-C, records, errors."""

from __future__ import annotations

import copy
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import cupola
import pytest
from cupola import _words


def test_the_hash_is_that_of_the_command_line(played: cupola.Run, tmp_path) -> None:
    binary = os.environ.get("CUPOLA")
    if binary is None:
        pytest.skip("the variable CUPOLA names no binary")
    args = ["run", "tutorial", "--runs", "200", "--seed", "7", "--json", "--out", str(tmp_path / "run")]
    printed = json.loads(subprocess.run([binary, *args], capture_output=True, check=True).stdout)
    here = played.to_dict()
    for key in ("elapsed_s", "threads"):
        printed.pop(key), here.pop(key)
    assert printed == here


def test_threads_do_not_change_it(played: cupola.Run) -> None:
    for threads in (1, 2, 3):
        assert cupola.run("tutorial", runs=200, seed=7, threads=threads).log_hash == played.log_hash


def test_two_studies_at_once_are_as_alone(played: cupola.Run) -> None:
    changed = cupola.load("tutorial", set={"battery.harbour-battery.channels": 2})
    alone = cupola.run(changed, runs=200, seed=7)
    assert alone.log_hash != played.log_hash
    hashes: dict[str, str] = {}

    def play(name: str, scenario: object) -> None:
        hashes[name] = cupola.run(scenario, runs=200, seed=7).log_hash

    threads = [threading.Thread(target=play, args=pair) for pair in (("plain", "tutorial"), ("changed", changed))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hashes == {"plain": played.log_hash, "changed": alone.log_hash}


def test_another_thread_makes_progress_meanwhile() -> None:
    counts = []
    is_over = threading.Event()

    def count() -> None:
        num = 0
        while not is_over.wait(0.001):
            num += 1
        counts.append(num)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    cupola.run("tutorial", runs=20_000, keep_events=0)
    elapsed_s = time.monotonic() - began
    is_over.set()
    thread.join()
    # A thread that sleeps a millisecond at a time gets on at a fifth of its speed at least, however busy the machine.
    assert elapsed_s > 0.2, "too quick to tell anything"
    assert counts[0] > 0.2 * elapsed_s / 0.005


def test_ctrl_c_stops_it_and_raises() -> None:
    threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        cupola.run("tutorial", runs=10_000_000, keep_events=0)
    assert time.monotonic() - began < 5.0
    assert cupola.run("tutorial", runs=10).runs == 10


def test_progress_is_told_and_may_stop_it() -> None:
    told: list[tuple[int, int]] = []
    cupola.run("tutorial", runs=5_000, keep_events=0, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5_000, 5_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def refuse(done: int, total: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        cupola.run("tutorial", runs=10_000_000, keep_events=0, progress=refuse)


def test_records_are_attributes_and_items(played: cupola.Run) -> None:
    leakers = played.raid.leakers
    assert isinstance(leakers, cupola.Count)
    assert leakers.mean == played["raid"]["leakers"]["mean"] == float(leakers)
    assert "95 % CI" in repr(leakers)
    assert played.raid.to_dict() == played.to_dict()["raid"]
    assert "leakers" in dir(played.raid) and "raid" in dir(played)
    assert pickle.loads(pickle.dumps(played.raid)) == played.raid
    with pytest.raises(AttributeError, match="there are"):
        played.raid.nothing  # noqa: B018
    with pytest.raises(AttributeError, match="read-only"):
        played.raid.leakers = 3
    html = played._repr_html_()
    assert "get through" in html and "<details" in html and "<pre" in html and str(played).splitlines()[-1][:20] in html


def test_counts_print_what_their_interval_warrants() -> None:
    def shown(mean: float, low: float, high: float) -> str:
        return repr(cupola.Count({"mean": mean, "ci95_low": low, "ci95_high": high}))

    assert shown(12.34, 11.93, 12.71) == "12.3 (95 % CI 11.9–12.7)"
    assert shown(-0.02, -0.05, 0.011) == "-0.02 (95 % CI -0.05 to 0.01)"
    assert shown(1.2346e9, 1.1e9, 1.37e9) == "1,200,000,000 (95 % CI 1,100,000,000–1,400,000,000)"
    assert shown(5.0, 5.0, 5.0) == "5 (95 % CI 5–5)"
    assert shown(-0.02, -5.0, 5.0) == "0 (95 % CI -5 to 5)" and shown(-0.0, -0.0, -0.0) == "0 (95 % CI 0–0)"
    assert shown(1.0, 0.5, float("inf")) == "1 (95 % CI 0.5 to inf)"


def test_what_japans_joining_changes() -> None:
    run = cupola.run("japan-2028", runs=40, worlds=20)
    assert isinstance(run.compare, cupola.Compare)
    text = str(run.compare)
    for arm in run.compare.arms:
        assert f"{arm.name}, against {run.compare.base}" in text
        for _, label in arm.labels:
            assert label in text
        delta = arm.delta["through_raid"]
        assert f"({_words.delta_words(delta).split('(')[1]}, {delta.verdict}" in text
    assert isinstance(run.cost.incremental_usd, cupola.Count)


def test_parts_are_those_of_the_run(played: cupola.Run) -> None:
    campaign = cupola.sustain("tutorial", runs=200, seed=7)
    assert campaign.to_dict() == played.to_dict()["campaign"]
    money = cupola.cost("tutorial", runs=200, seed=7)
    assert money.to_dict() == played.to_dict()["cost"]
    story = cupola.explain("tutorial", "leaker", runs=200, seed=7)
    assert story.startswith("tutorial · arm alone · run ") and "0:00.0  launched" in story


def test_comparing_a_scenario_with_itself_finds_nothing() -> None:
    same = cupola.compare("tutorial", "tutorial", runs=50)
    assert all(delta["verdict"] == "same" for delta in same.to_dict()["arms"][0]["delta"].values())
    with pytest.raises(cupola.InputError, match="two scenarios or more"):
        cupola.compare("tutorial", runs=50)


def test_a_folder_is_that_of_the_command_line(played: cupola.Run, tmp_path) -> None:
    folder = played.save(tmp_path / "saved")
    names = {path.name for path in folder.iterdir()}
    assert {"manifest.json", "report.json", "report.html", "runs.parquet", "events.parquet", "stock.parquet"} <= names
    written = cupola.run("tutorial", runs=100, seed=7, out=tmp_path / "written")
    more = cupola.run("tutorial", runs=200, seed=7, out=tmp_path / "written", append=True)
    assert written.folder == str(tmp_path / "written")
    assert more.log_hash == played.log_hash


def test_shards_merge_to_one_sitting(played: cupola.Run, tmp_path) -> None:
    for first, until in ((0, 50), (150, 200), (40, 150)):
        receipt = cupola.shard("tutorial", first, until, out=tmp_path / "shards", seed=7)
        assert (receipt.first, receipt.until, receipt.was_there) == (first, until, False)
    assert cupola.shard("tutorial", 0, 50, out=tmp_path / "shards", seed=7).was_there
    merged = cupola.merge(tmp_path / "shards", runs=200)
    assert merged.log_hash == played.log_hash
    with pytest.raises(cupola.Error, match="runs are missing"):
        cupola.merge(tmp_path / "shards", runs=300)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"runs": -3}, "runs -3: allowed: a whole number"),
        ({"runs": 0}, "--runs 0: allowed: 1 to 10000000"),
        ({"runs": "many"}, "runs 'many': allowed"),
        ({"runs": 2.5}, "runs 2.5: allowed"),
        ({"runs": True}, "runs True: allowed"),
        ({"runs": 10**30}, "allowed: a whole number"),
        ({"threads": 0}, "--threads 0: allowed"),
        ({"seed": None}, "seed None: allowed"),
        ({"until": float("nan")}, "until nan: allowed: a number"),
        ({"until": -1.0}, "--until -1: allowed: a number above 0"),
        ({"keep_events": "few"}, "keep_events 'few': allowed"),
        ({"stock_by": "hour"}, "stock_by hour: allowed: day, week, month"),
        ({"progress": 3}, "progress 3: allowed"),
        ({"set": "a=3"}, "set 'a=3': allowed"),
        ({"set": {"battery.harbour-battery.channels": float("inf")}}, "inf: allowed: a finite number"),
        ({"out": 3}, "out 3: allowed: a text"),
        ({"out": ""}, "out '': allowed: the path of a folder"),
        ({"out": "runs\udcff"}, "in UTF-8"),
        ({"append": True}, "append True: allowed: True with out"),
        ({"set": 3}, "set 3: allowed: a mapping"),
    ],
)
def test_bad_keywords_are_named(keywords: dict, words: str) -> None:
    with pytest.raises(cupola.InputError) as caught:
        cupola.run("tutorial", **keywords)
    assert words in str(caught.value)
    assert isinstance(caught.value, ValueError) and caught.value.faults


def test_a_fault_has_its_place() -> None:
    with pytest.raises(cupola.InputError) as caught:
        cupola.run("tutorial", set={"battery.harbour-battery.lat_deg": 99, "battery.harbour-battery.colour": "red"})
    faults = caught.value.faults
    assert [fault.key for fault in faults] == ["battery.harbour-battery.lat_deg", "battery.harbour-battery.colour"]
    assert all(fault.file == "--set" and fault.line == 1 and fault.column >= 1 for fault in faults)
    assert str(caught.value).splitlines() == [str(fault) for fault in faults]
    with pytest.raises(cupola.InputError, match="tutorial"):
        cupola.run("tutorail")


def test_a_count_reckons_as_its_mean(played: cupola.Run) -> None:
    leakers, threats = played.raid.leakers, played.raid.threats
    mean = leakers.mean
    assert f"{leakers:.3f}" == f"{mean:.3f}" and f"{leakers}" == str(leakers) and round(leakers, 1) == round(mean, 1)
    assert leakers / threats == mean / threats.mean and 1 - leakers == 1 - mean and sum([leakers, leakers]) == 2 * mean
    assert leakers < threats and max(leakers, threats) is threats and leakers == mean and leakers != mean + 1
    with pytest.raises(TypeError):
        leakers < "a"  # noqa: B015


def test_a_copy_of_a_report_has_all_but_its_tables(played: cupola.Run, tmp_path) -> None:
    copied = pickle.loads(pickle.dumps(played))
    assert isinstance(copied, cupola.Run)
    assert (copied.json, copied.text, copied.log_hash) == (played.json, played.text, played.log_hash)
    for use in (lambda: copied.table("runs"), lambda: copied.save(tmp_path / "run")):
        with pytest.raises(cupola.Error, match="a pickled"):
            use()
    assert len(copy.deepcopy(played).table("runs")) == len(played.table("runs"))
    decayed = pickle.loads(pickle.dumps(cupola.space.decay([300])))
    assert (decayed.save(tmp_path / "decay") / "decay.json").read_text(encoding="utf-8") == decayed.json


def test_the_package_is_whole_without_matplotlib(tmp_path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('away')", encoding="utf-8")
    code = "import cupola; from cupola import *; assert not hasattr(cupola, 'plot'); run; cupola.plot"
    where = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": where}, capture_output=True, text=True)
    assert "AttributeError: figures need matplotlib: pip install" in done.stderr
