"""Shards in object storage: S3 as a server on loopback has it, and a folder by URL. Wants `ray`, `s3fs` and `moto`."""

from __future__ import annotations

import os
import signal
import threading
import time

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import cupola
import pytest
import ray
import s3fs
from moto.server import ThreadedMotoServer

import cupola.ray

STUDY = {"seed": 7, "worlds": 40}
RUNS = 2_000


@pytest.fixture(scope="module")
def alone() -> cupola.Run:
    """The study in one sitting."""
    return cupola.run("tutorial", runs=RUNS, **STUDY)


@pytest.fixture(scope="module")
def storage():
    """The storage, of which Ray's workers know by their environment, as those of a cluster do."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        storage = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
        storage.mkdir("studies")
        ray.init(
            address="local",
            num_cpus=2,
            include_dashboard=False,
            log_to_driver=False,
            object_store_memory=80_000_000,
            _node_ip_address="127.0.0.2",
        )
        yield storage
        ray.shutdown()
    server.stop()


def objects(storage: s3fs.S3FileSystem, folder: str) -> dict[str, tuple[str, object]]:
    """Objects by name: a digest of the bytes, and when each was written."""
    entries = storage.ls(folder, detail=True)
    return {entry["name"].rpartition("/")[2]: (entry["ETag"], entry["LastModified"]) for entry in entries}


def num_runs(names) -> int:
    shards = (name.removesuffix(".parquet").split("-") for name in names if name.startswith("shard-"))
    return sum(int(until) - int(first) for _, first, until in shards)


def test_a_study_in_a_bucket_is_as_one_sitting(storage, alone: cupola.Run) -> None:
    run = cupola.ray.run("tutorial", RUNS, out="s3://studies/a/b", shard_runs=300, **STUDY)
    assert run.log_hash == alone.log_hash
    there = objects(storage, "studies/a/b")
    assert num_runs(there) == RUNS and set(there) - {"study.json"} == {name for name in there if name.startswith("shard-")}

    again = cupola.ray.run("tutorial", RUNS, out="s3://studies/a/b", **STUDY)
    assert again.log_hash == alone.log_hash
    assert objects(storage, "studies/a/b") == there, "what was there was written again"


def test_an_object_that_was_cut_short_or_is_gone_is_played_again(storage, alone: cupola.Run) -> None:
    cupola.ray.run("tutorial", RUNS, out="s3://studies/cut", shard_runs=400, **STUDY)
    there = objects(storage, "studies/cut")
    shards = sorted(name for name in there if name.startswith("shard-"))
    cut, gone = (f"studies/cut/{name}" for name in shards[1:3])
    storage.pipe_file(cut, storage.cat_file(cut)[:-100])
    storage.rm_file(gone)
    assert objects(storage, "studies/cut")[shards[1]][0] != there[shards[1]][0]
    run = cupola.ray.run("tutorial", RUNS, out="s3://studies/cut", shard_runs=400, **STUDY)
    assert run.log_hash == alone.log_hash
    after = objects(storage, "studies/cut")
    assert {name: bytes for name, (bytes, _) in after.items()} == {name: bytes for name, (bytes, _) in there.items()}
    assert all(after[name] == there[name] for name in there if name not in shards[1:3]), "what was whole was written again"
    more = cupola.ray.run("tutorial", RUNS + 100, out="s3://studies/cut/", **STUDY)
    assert more.log_hash == cupola.run("tutorial", runs=RUNS + 100, **STUDY).log_hash
    assert num_runs(objects(storage, "studies/cut")) == RUNS + 100


def test_another_study_is_refused_by_its_url(storage) -> None:
    cupola.ray.run("tutorial", 10, out="s3://studies/other", seed=1, worlds=40)
    before = objects(storage, "studies/other")
    with pytest.raises(cupola.InputError, match="^s3://studies/other/study.json: is of study .* not of study"):
        cupola.ray.run("tutorial", 100, out="s3://studies/other", **STUDY)
    assert objects(storage, "studies/other") == before


def test_what_cannot_be_reached_is_named(storage) -> None:
    with pytest.raises(cupola.Error, match="^s3://nowhere/a: "):
        cupola.ray.run("tutorial", 10, out="s3://nowhere/a", **STUDY)
    with pytest.raises(cupola.InputError, match="'gs://b/a': .*gcsfs"):
        cupola.ray.run("tutorial", 10, out="gs://b/a", **STUDY)
    with pytest.raises(cupola.InputError, match="'nothing://a'"):
        cupola.ray.run("tutorial", 10, out="nothing://a", **STUDY)


def test_a_task_that_finds_no_study_says_where(storage) -> None:
    with pytest.raises(cupola.InputError, match="s3://studies/empty: the node .* sees no study"):
        cupola.ray._shard(cupola.ray._Work("00", "s3://studies/empty", 1, 0), 0, 5)


def test_ctrl_c_stops_tasks_by_a_mark(storage) -> None:
    def interrupt() -> None:
        for _ in range(1_200):
            if storage.exists("studies/stopped") and len(storage.ls("studies/stopped")) > 3:
                break
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        cupola.ray.run("tutorial", 5_000_000, out="s3://studies/stopped", shard_runs=1_000, **STUDY)
    there = objects(storage, "studies/stopped")
    assert not [name for name in there if name.startswith(".")]
    time.sleep(2.0)
    assert objects(storage, "studies/stopped") == there, "a task went on"


def test_a_folder_by_url_is_one_by_path(storage, alone: cupola.Run, tmp_path) -> None:
    by_url = cupola.ray.run("tutorial", RUNS, out=f"file://{tmp_path}/study", shard_runs=500, **STUDY)
    by_path = cupola.merge(tmp_path / "study")
    assert by_url.log_hash == by_path.log_hash == alone.log_hash
