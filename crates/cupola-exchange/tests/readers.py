"""Every export read by a reader that knows nothing of cupola, and its values held against another form's.

Usage: readers.py CUPOLA. The libraries are pinned in xtask/src/interchange.rs.
"""

import csv
import datetime
import json
import logging
import math
import socket
import subprocess
import sys
import tempfile
import tomllib
import warnings
from collections import Counter, defaultdict
from io import BytesIO
from pathlib import Path

import astropy.units as u
import geojson
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pymap3d
from astropy.coordinates import GCRS, ITRS, TEME, CartesianRepresentation
from astropy.time import Time, TimeDelta
from astropy.utils import iers
from czml3 import Document
from oem import OrbitEphemerisMessage
from opendis.DataInputStream import DataInputStream
from opendis.PduFactory import PduTypeDecoders
from shapely.geometry import shape
from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
from stonesoup.reader.generic import CSVDetectionReader, CSVGroundTruthReader
from stonesoup.types.state import State

CUPOLA = sys.argv[1]
RUNS = {
    "tutorial": ["tutorial", "--replicate", "3", "--worlds", "8"],
    # A fifth of its interceptors in orbit, so that it is quick.
    "orbit": ["homeland-cbo", "--replicate", "1", "--worlds", "8"]
    + [f"--set=constellation.sbi.shell.at-{km}.satellites=520" for km in (300, 400, 500)],
}
WHO = ["--exercise", "9", "--site", "4", "--application", "5"]
# Rows of detections that Stone Soup is fed with.
NUM_ROWS = 12_000
THROUGH = ("leaked", "fell_harmless", "held_by_choice")

# The future has no leap seconds yet.
warnings.filterwarnings("ignore", module="erfa")
iers.conf.auto_download = False
iers.conf.iers_degraded_accuracy = "ignore"
logging.getLogger("astropy").setLevel(logging.ERROR)


def export(run, form, out, *more):
    subprocess.run([CUPOLA, "export", *run, "--format", form, "--out", str(out), *more], check=True)
    return out


def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file))


class Truth:
    """The states of states.csv, between them on the cubic through two."""

    def __init__(self, folder):
        self.samples = defaultdict(list)
        keys = ("time_s", "x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s")
        for row in rows(folder / "states.csv"):
            self.samples[row["object"]].append([float(row[key]) for key in keys])
        self.samples = {name: np.array(found) for name, found in self.samples.items()}
        self.threats, self.shots = rows(folder / "threats.csv"), rows(folder / "shots.csv")
        self.ids = {int(t["threat"]) + 1: self.id_of(t) for t in self.threats}

    def id_of(self, threat):
        name = f"threat/{threat['name']}"
        return name if name in self.samples else f"{name}-{int(threat['threat']) + 1}"

    def at(self, name, time_s):
        found = self.samples[name]
        after = int(np.clip(np.searchsorted(found[:, 0], time_s, side="right"), 1, len(found) - 1))
        a, b = found[after - 1], found[after]
        h = b[0] - a[0]
        v = (time_s - a[0]) / h
        way = b[1:4] - a[1:4]
        return a[1:4] + way * (3 * v**2 - 2 * v**3) + a[4:] * h * (v**3 - 2 * v**2 + v) + b[4:] * h * (v**3 - v**2)


def near(found, expected, most, what):
    off = float(np.linalg.norm(np.asarray(found) - np.asarray(expected)))
    assert off <= most, f"{what}: off by {off}, allowed {most}"
    return off


def check_czml(path, truth):
    document = Document.model_validate_json(path.read_text())
    packets = {packet.id: packet for packet in document.packets}
    assert len(packets) == len(document.packets), "ids are unique"
    raw = {packet["id"]: packet for packet in json.loads(path.read_text())}
    worst, num = 0.0, 0
    for name, samples in truth.samples.items():
        assert packets[name].position is not None, name
        place = raw[name]["position"]
        assert place["referenceFrame"] == "FIXED"
        key, width = ("cartesianVelocity", 7) if "cartesianVelocity" in place else ("cartesian", 4)
        found = np.array(place[key]).reshape(-1, width)
        assert (np.diff(found[:, 0]) > 0).all(), name
        for row in found[(found[:, 0] >= samples[0, 0]) & (found[:, 0] <= samples[-1, 0])]:
            worst = max(worst, near(row[1:4], truth.at(name, row[0]), 1.0, f"czml {name} at {row[0]} s"))
            num += 1
    print(f"czml: {len(packets)} packets by czml3, {path.stat().st_size / 1e6:.1f} MB, {num} positions within {worst:.3f} m")


def check_oem(folder, truth, epoch, frame):
    begin = Time(epoch, scale="utc")
    # The motion of the pole, which what was written leaves out, is 2e-6 rad; the nutation left out 3e-7.
    most_rad = {"itrf": 0.0, "teme": 2e-6, "eme2000": 2.5e-6}[frame]
    worst, worst_rad, num = 0.0, 0.0, 0
    files = sorted(folder.glob("*.oem"))
    assert len(files) == len(truth.samples)
    for file in files[:: max(1, len(files) // 40)]:
        message = OrbitEphemerisMessage.open(file)
        name = message.segments[0].metadata["OBJECT_ID"]
        first, last = truth.samples[name][[0, -1], 0]
        for share in (0.01, 0.37, 0.5, 0.93):
            time_s = first + share * (last - first)
            when = begin + TimeDelta(time_s, format="sec")
            expected = truth.at(name, time_s)
            found = message(when).position * 1e3
            if frame != "itrf":
                # UT1 is taken for UTC by what was written.
                when.delta_ut1_utc = 0.0
                there = ITRS(CartesianRepresentation(expected, unit=u.m), obstime=when)
                inertial = TEME(obstime=when) if frame == "teme" else GCRS(obstime=when)
                expected = there.transform_to(inertial).cartesian.xyz.to_value(u.m)
            radius = float(np.linalg.norm(expected))
            off = near(found, expected, 1.0 + most_rad * radius, f"oem {frame} {name} at {time_s} s")
            worst, worst_rad, num = max(worst, off), max(worst_rad, off / radius), num + 1
    by = "oem" if frame == "itrf" else "oem and astropy"
    print(f"oem {frame}: {len(files)} messages, {num} positions by {by} within {worst:.3f} m, {worst_rad:.1e} rad")


def check_geojson(path, truth):
    features = geojson.loads(path.read_text())
    assert features.is_valid, features.errors()
    for feature in features["features"]:
        assert shape(feature["geometry"]).is_valid, feature["id"]
    kinds = Counter(feature["properties"]["kind"] for feature in features["features"])
    impacts = [f for f in features["features"] if f["properties"]["kind"] == "impact"]
    assert len(impacts) == sum(t["fate"] in THROUGH for t in truth.threats)
    for impact in impacts:
        lon, lat = impact["geometry"]["coordinates"]
        ground = pymap3d.geodetic2ecef(lat, lon, 0)
        near(ground, truth.samples[impact["properties"]["of"]][-1, 1:4], 2_000, "an impact is on the ground below its end")
    print(f"geojson: {sum(kinds.values())} features by geojson and shapely, {len(impacts)} impacts")


def units(data):
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at + 8 : at + 10], "big")
        unit = PduTypeDecoders[data[at + 2]]()
        stream = DataInputStream(BytesIO(data[at : at + length]))
        unit.parse(stream)
        assert stream.stream.read() == b"", "every byte of a unit is read"
        yield unit
        at += length
    assert at == len(data)


def xyz(vector):
    return np.array([vector.x, vector.y, vector.z])


def check_dis(path, truth, epoch, version, heartbeat_s=5.0, threshold_m=1.0):
    states, fires, ends, worst, worst_reckoned = defaultdict(list), {}, {}, 0.0, 0.0
    begin_s = int(epoch[14:16]) * 60 + float(epoch[17:])
    now_s, num = 0.0, 0
    ids = dict(truth.ids)
    ids.update({len(truth.threats) + index + 1: f"shot/{index + 1}" for index in range(len(truth.shots))})
    for num, unit in enumerate(units(path.read_bytes()), 1):
        assert unit.protocolVersion == version and unit.exerciseID == 9 and unit.timestamp & 1 == 1
        # The hour is the one that brings it nearest to the last unit.
        time_s = (unit.timestamp >> 1) * 3600 / 2**31 - begin_s
        time_s += 3600 * round((now_s - time_s) / 3600)
        assert time_s >= now_s - 1e-5
        now_s = time_s
        if unit.pduType == 1:
            assert (unit.entityID.siteID, unit.entityID.applicationID) == (4, 5)
            push = xyz(unit.deadReckoningParameters.entityLinearAcceleration)
            state = (time_s, xyz(unit.entityLocation), xyz(unit.entityLinearVelocity), push)
            states[unit.entityID.entityID].append(state)
        elif unit.pduType == 2:
            fires[unit.eventID.eventNumber] = (time_s, unit)
        else:
            ends[unit.eventID.eventNumber] = (time_s, unit)
    for number, name in ids.items():
        if name not in truth.samples:
            continue
        first, last = truth.samples[name][[0, -1], 0]
        told = states[number]
        assert abs(told[0][0] - first) < 1e-3 and abs(told[-1][0] - last) < 1e-3, name
        for time_s, place, *_ in told:
            worst = max(worst, near(place, truth.at(name, min(max(time_s, first), last)), 1.0, f"dis {name} at {time_s} s"))
        for (a_s, place, speed, push), (b_s, *_) in zip(told, told[1:]):
            assert b_s - a_s < heartbeat_s + 0.11, name
            # At the look before the next state the receiver's reckoning was good.
            dt = max(b_s - a_s - 0.1, 0.0)
            reckoned = place + speed * dt + 0.5 * push * dt * dt
            what = f"{name} reckoned to {a_s + dt} s"
            worst_reckoned = max(worst_reckoned, near(reckoned, truth.at(name, a_s + dt), threshold_m + 1.0, what))
    results = {"hit": 1, "self-destructed": 5, "missed": 6, "lost": 6}
    for index, shot in enumerate(truth.shots):
        (fired_s, fire), (ended_s, end) = fires[index + 1], ends[index + 1]
        assert abs(fired_s - float(shot["launch_s"])) < 1e-3 and abs(ended_s - float(shot["end_s"])) < 1e-3
        assert end.detonationResult == results[shot["outcome"]]
        target = int(shot["threat"]) + 1
        assert fire.targetEntityID.entityID == end.targetEntityID.entityID == target
        assert fire.firingEntityID.entityID in states, "who fires is in the exercise"
        where = xyz(end.location)
        if f"shot/{index + 1}" in truth.samples:
            near(where, truth.samples[f"shot/{index + 1}"][-1, 1:4], 1.0, "a detonation is where its round ends")
        if shot["outcome"] == "hit":
            at_s = min(float(shot["end_s"]), truth.samples[ids[target]][-1, 0])
            near(where, truth.at(ids[target], at_s), 1.0, "a hit is where its target is")
    assert len(fires) == len(truth.shots)
    assert len(ends) == len(truth.shots) + sum(t["fate"] in THROUGH for t in truth.threats)
    print(
        f"dis {version}: {num} units by opendis, {path.stat().st_size / 1e6:.1f} MB, {len(fires)} fires, positions within "
        f"{worst:.4f} m, reckoned within {worst_reckoned:.2f} m"
    )


def check_udp(run, expected):
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(60)
    address = f"127.0.0.1:{receiver.getsockname()[1]}"
    asked = ["export", *run, "--format", "dis", "--udp", address, "--speed", "1000", *WHO]
    process = subprocess.Popen([CUPOLA, *asked])
    found = b""
    while len(found) < len(expected):
        found += receiver.recv(2048)
    assert process.wait(60) == 0 and found == expected, "the same units as in the file, in their order"
    print(f"dis by udp: {len(found)} bytes, those of the file")


def check_stonesoup(folder):
    sensors = {s["name"]: s for s in tomllib.loads((folder / "sensors.toml").read_text())["sensor"]}
    at = defaultdict(dict)
    heads = (folder / "truth.csv").read_text().splitlines()[:NUM_ROWS]
    (folder / "few.csv").write_text("\n".join(heads) + "\n")
    truths = CSVGroundTruthReader(
        folder / "few.csv", ("x_m", "y_m", "z_m"), "time_s", path_id_field="truth_id", timestamp=True
    )
    for time, paths in truths:
        for path in paths:
            if path[-1].timestamp == time:
                at[time][path.id] = path[-1].state_vector
    # Looks that found nothing have no numbers, which this reader does not know.
    full = folder / "full.csv"
    lines = (folder / "detections.csv").read_text().splitlines()[:NUM_ROWS]
    full.write_text("\n".join(line for line in lines if not line.endswith(",,,")) + "\n")
    # The last look may be cut off.
    last_s = lines[-1].split(",")[1]
    by_look = defaultdict(list)
    reader = CSVDetectionReader(
        full, ("elevation_rad", "azimuth_rad", "range_m"), "time_s", timestamp=True, metadata_fields=("scan",)
    )
    for _, detections in reader:
        for detection in detections:
            by_look[detection.metadata["scan"]].append(np.array([float(v) for v in detection.state_vector]))
    squares, due = [], 0
    asked = [line.split(",") for line in lines[1:]]
    looks = sorted({(int(scan), time_s, name) for scan, time_s, name, *_ in asked if time_s != last_s})
    for scan, time_s, name in looks:
        sensor = sensors[name]
        sigma = np.array([sensor["sigma_elevation_rad"], sensor["sigma_azimuth_rad"], sensor["sigma_range_m"]])
        model = CartesianToElevationBearingRange(ndim_state=3, mapping=(0, 1, 2), noise_covar=np.diag(sigma**2))
        time = datetime.datetime.fromtimestamp(float(time_s), datetime.timezone.utc).replace(tzinfo=None)
        for place in at[time].values():
            enu = pymap3d.ecef2enu(*map(float, place), sensor["lat_deg"], sensor["lon_deg"], sensor["alt_m"])
            seen = model.function(State(np.array(enu, dtype=float).reshape(3, 1)), noise=False)
            expected = np.array([float(v) for v in seen])
            low, high = sensor["azimuth_rad"]
            turned = low + (expected[1] - low) % math.tau
            is_in = sensor["range_m"][0] < expected[2] < sensor["range_m"][1] and turned < high
            if not (is_in and sensor["elevation_rad"][0] < expected[0] < sensor["elevation_rad"][1]):
                continue
            due += 1
            offs = np.array(by_look[str(scan)] or [[9.0, 9.0, 9e9]]) - expected
            offs[:, 1] = (offs[:, 1] + math.pi) % math.tau - math.pi
            nearest = float(np.min(np.sum((offs / sigma) ** 2, axis=1)))
            squares += [nearest] if nearest < 30 else []
    found, mean = len(squares) / due, float(np.mean(squares))
    assert due > 100 and abs(found - 0.9) < 4 * math.sqrt(0.09 / due) + 0.01, (found, due)
    assert abs(mean - 3) < 4 * math.sqrt(6 / len(squares)) + 0.1, mean
    print(f"stone soup: {due} targets looked at, {found:.3f} found (0.9), squared error {mean:.2f} (3)")


def check_parquet(folder):
    """Detections and truth from another program's Parquet, where a look that found nothing has nulls, are followed as from CSV."""
    lines = (folder / "detections.csv").read_text().splitlines()[:NUM_ROWS]
    few = folder / "few_detections.csv"
    few.write_text("\n".join(lines) + "\n")
    texts = pyarrow.csv.ConvertOptions(column_types={"truth_id": pyarrow.string()})
    for name in ("few_detections", "few"):
        table = pyarrow.csv.read_csv(folder / f"{name}.csv", convert_options=texts)
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")
    assert table.num_rows and pyarrow.csv.read_csv(few)["range_m"].null_count > 0
    asked = [CUPOLA, "track", "--sensors", str(folder / "sensors.toml"), "--targets", "ballistic,boosting,level", "--tracks", "-"]
    told = [
        subprocess.run([*asked, str(folder / f"few_detections.{end}"), "--truth", str(folder / f"few.{end}")], check=True, capture_output=True).stdout
        for end in ("csv", "parquet")
    ]
    assert told[0] == told[1] and told[0].count(b"\n") > 10
    num = told[0].count(b"\n") - 1
    print(f"parquet: {len(lines) - 1} detections of pyarrow followed as those of csv, {num} rows of tracks")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for kind, run in RUNS.items():
            own = Path(folder) / kind
            own.mkdir()
            truth = Truth(export(run, "csv", own / "csv"))
            assert truth.shots and truth.threats
            path = export(run, "czml", own / "raid.czml")
            epoch = json.loads(path.read_text())[0]["clock"]["interval"].split("/")[0].rstrip("Z")
            check_czml(path, truth)
            for frame in ("itrf", "teme", "eme2000") if kind == "tutorial" else ("eme2000",):
                check_oem(export(run, "oem", own / frame, "--frame", frame), truth, epoch, frame)
            check_geojson(export(run, "geojson", own / "raid.geojson"), truth)
            for version in (7, 6) if kind == "tutorial" else (7,):
                path = export(run, "dis", own / f"raid{version}.dis", *WHO, "--dis-version", str(version))
                check_dis(path, truth, epoch, version)
            if kind == "tutorial":
                check_udp(run, (own / "raid7.dis").read_bytes())
                check_stonesoup(export(run, "detections", own / "detections"))
                check_parquet(own / "detections")
    print("interchange: every export read")


if __name__ == "__main__":
    main()
