"""Orbits in every form that cupola reads held against Python's sgp4, and ephemerides that the library oem writes read as truth.

Usage: orbit_readers.py CUPOLA ELEMENTS. ELEMENTS is the published verification set of SGP4 (SGP4-VER.TLE). The libraries are pinned in
xtask/src/interchange.rs.
"""

import csv
import json
import math
import subprocess
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

import erfa
import numpy as np
from astropy.time import Time, TimeDelta
from oem import OrbitEphemerisMessage
from oem.components import EphemerisSegment, HeaderSection, MetaDataSection
from sgp4 import omm
from sgp4.api import WGS72, Satrec, jday
from sgp4.exporter import export_omm
from sgp4.io import compute_checksum

CUPOLA = sys.argv[1]
ELEMENTS = Path(sys.argv[2])
# A week at steps that fall on no half day, at which resonances are integrated.
HOURS, STEP_S = 168.0, 1_300.0
# In UTC epochs are rounded: of cupola to 0.06 us, of Python's reader of messages to 0.3 us, at 11 km/s at the most.
EPOCH = (2006, 6, 28, 6, 30, 15.25)
MOST_SINCE_M, MOST_UTC_M = 1e-3, 4e-3
# As element sets are published: digits behind the point of what OMM has as numbers.
DIGITS = {
    "MEAN_MOTION": 8,
    "ECCENTRICITY": 7,
    "INCLINATION": 4,
    "RA_OF_ASC_NODE": 4,
    "ARG_OF_PERICENTER": 4,
    "MEAN_ANOMALY": 4,
    "MEAN_MOTION_DOT": 8,
}
METADATA = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "MEAN_ELEMENT_THEORY")
MEAN_ELEMENTS = (
    "EPOCH",
    "MEAN_MOTION",
    "ECCENTRICITY",
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
)
PARAMETERS = (
    "EPHEMERIS_TYPE",
    "CLASSIFICATION_TYPE",
    "NORAD_CAT_ID",
    "ELEMENT_SET_NO",
    "REV_AT_EPOCH",
    "BSTAR",
    "MEAN_MOTION_DOT",
    "MEAN_MOTION_DDOT",
)
OMEGA_RAD_S = 7.292115e-5

warnings.filterwarnings("ignore", module="erfa")


def element_lines():
    """The sets of the file as they are handed out: without the times behind them, with a check digit that is one."""
    lines = [line[:68] for line in ELEMENTS.read_text().splitlines() if line[:2] in ("1 ", "2 ")]
    pairs = [[line + str(compute_checksum(line)) for line in pair] for pair in zip(lines[::2], lines[1::2])]
    found = {}
    for pair in pairs:
        satellite = Satrec.twoline2rv(*pair)
        # cupola refuses sets whose perigee is under the ground, and messages of less than a thousandth of a revolution a day.
        if satellite.a * (1 - satellite.ecco) > 1.001 and satellite.no_kozai > 1e-5:
            found.setdefault(satellite.satnum, pair)
    return list(found.values())


def written(value, key):
    return f"{value:.{DIGITS[key]}f}" if key in DIGITS else f"{value:.4e}" if isinstance(value, float) else str(value)


def write_forms(folder, pairs):
    """The same sets as two-line elements and as messages, and what Python's sgp4 reads of each."""
    messages = []
    for number, pair in enumerate(pairs):
        satellite = Satrec.twoline2rv(*pair)
        satellite.intldesg = satellite.intldesg.strip() or "00001A"
        fields = export_omm(satellite, f"OBJECT {number}")
        messages.append({key: written(value, key) for key, value in fields.items()})
    (folder / "sets.tle").write_text("".join(f"OBJECT {n}\n{a}\n{b}\n" for n, (a, b) in enumerate(pairs)))
    keys = METADATA + MEAN_ELEMENTS + PARAMETERS
    kvn = ("CCSDS_OMM_VERS = 2.0\n" + "".join(f"{key} = {message[key]}\n" for key in keys) for message in messages)
    (folder / "sets.kvn").write_text("\n".join(kvn))
    texts = (*METADATA, "EPOCH", "CLASSIFICATION_TYPE")
    plain = [{key: value if key in texts else float(value) if key in DIGITS else json.loads(value) for key, value in m.items()} for m in messages]
    (folder / "sets.json").write_text(json.dumps(plain, indent=1))
    with open(folder / "sets.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(messages)
    root = ElementTree.Element("ndm")
    for message in messages:
        segment = ElementTree.SubElement(ElementTree.SubElement(ElementTree.SubElement(root, "omm"), "body"), "segment")
        data = ElementTree.SubElement(segment, "data")
        parts = (("metadata", METADATA, segment), ("meanElements", MEAN_ELEMENTS, data), ("tleParameters", PARAMETERS, data))
        for name, own, parent in parts:
            part = ElementTree.SubElement(parent, name)
            for key in own:
                ElementTree.SubElement(part, key).text = message[key]
    ElementTree.ElementTree(root).write(folder / "sets.xml", encoding="utf-8", xml_declaration=True)


def initialized(fields):
    satellite = Satrec()
    omm.initialize(satellite, fields)
    return satellite


def kvn_messages(path):
    for text in path.read_text().split("CCSDS_OMM_VERS")[1:]:
        yield {key.strip(): value.strip() for key, value in (line.split("=") for line in text.splitlines()[1:] if line)}


def read_forms(folder, pairs):
    return {
        "tle": [Satrec.twoline2rv(*pair) for pair in pairs],
        "kvn": [initialized(fields) for fields in kvn_messages(folder / "sets.kvn")],
        "json": [initialized(fields) for fields in json.loads((folder / "sets.json").read_text())],
        "csv": [initialized(fields) for fields in omm.parse_csv(open(folder / "sets.csv"))],
        "xml": [initialized(fields) for fields in omm.parse_xml(folder / "sets.xml")],
    }


def states(folder, form, *more):
    """What cupola says, by satellite: rows of time, position and velocity."""
    out = folder / "states.csv"
    asked = [CUPOLA, "space", "states", "--elements", str(folder / f"sets.{form}"), "--hours", str(HOURS)]
    told = subprocess.run([*asked, "--step-s", str(STEP_S), "--csv", str(out), "--json", *more], check=True, capture_output=True)
    found = defaultdict(list)
    with open(out) as file:
        for row in csv.DictReader(file):
            found[int(row["satellite"])].append([float(value) for value in list(row.values())[1:]])
    return json.loads(told.stdout), {number: np.array(rows) for number, rows in found.items()}


def compare(told, found, satellites, expected, most_m, what):
    """Every state and every lack of one; the worst difference by kind of orbit."""
    assert [int(s["satellite"]) for s in told["satellites"]] == [s.satnum for s in satellites], what
    worst, num, num_lost = defaultdict(float), 0, 0
    times_s = np.arange(int(HOURS * 3600 / STEP_S) + 1) * STEP_S
    for satellite, said in zip(satellites, told["satellites"]):
        error, positions, velocities = expected(satellite, times_s)
        # What has decayed stays away, though the series may come back.
        is_there = np.logical_and.accumulate(np.asarray(error) == 0)
        rows = found.get(satellite.satnum, np.empty((0, 7)))
        assert (rows[:, 0] == times_s[is_there]).all(), f"{what}: {satellite.satnum} has states at other times"
        assert (said["lost"] is None) == is_there.all() and said["num_states"] == is_there.sum()
        if not is_there.all():
            assert said["lost"]["time_s"] == times_s[~is_there][0], f"{what}: {satellite.satnum} ends at another time"
        if not is_there.any():
            continue
        off_m = np.linalg.norm(rows[:, 1:4] - np.asarray(positions)[is_there] * 1e3, axis=1).max()
        off_m_s = np.linalg.norm(rows[:, 4:] - np.asarray(velocities)[is_there] * 1e3, axis=1).max()
        # A state that is off by so much time is off in velocity by that much time's acceleration, at most 10 m/s2.
        assert off_m <= most_m, f"{what}: {satellite.satnum} is off by {off_m} m"
        assert off_m_s <= most_m * 2e-3 + 1e-8, f"{what}: {satellite.satnum} is off by {off_m_s} m/s"
        worst[kind(satellite)] = max(worst[kind(satellite)], off_m)
        num += len(rows)
        num_lost += int((~is_there).sum())
    return worst, num, num_lost


def kind(satellite):
    period_min = 2 * math.pi / satellite.no_kozai
    if period_min < 225:
        return "near"
    if 1200 < period_min < 1800:
        return "24 h"
    return "12 h" if 680 < period_min < 760 and satellite.ecco >= 0.5 else "deep"


def since_epoch(satellite, times_s):
    # As the published code, cupola and Python's reader of two-line elements keep the epoch: a Julian date in one double, to 40 us. Its
    # reader of messages keeps it to 0.3 us, which moves the satellite that is farthest out, through Sun and Moon, by 4 mm in a week.
    s, plain = satellite, Satrec()
    julian_1950 = s.jdsatepoch + s.jdsatepochF - 2433281.5
    elements = (s.ecco, s.argpo, s.inclo, s.mo, s.no_kozai, s.nodeo)
    plain.sgp4init(WGS72, "i", s.satnum, julian_1950, s.bstar, s.ndot, s.nddot, *elements)
    results = [plain.sgp4_tsince(time_s / 60) for time_s in times_s]
    return tuple(zip(*results))


def since_moment(satellite, times_s):
    day, part = jday(*EPOCH)
    return satellite.sgp4_array(np.full(len(times_s), day), part + times_s / 86_400)


def check_elements(folder):
    pairs = element_lines()
    write_forms(folder, pairs)
    by_form, first = read_forms(folder, pairs), None
    for form, satellites in by_form.items():
        told, found = states(folder, form)
        worst, num, num_lost = compare(told, found, satellites, since_epoch, MOST_SINCE_M, form)
        assert set(worst) == {"near", "12 h", "24 h", "deep"} and num_lost > 0, "every kind of orbit, and some that end"
        first = first or found
        between = max(np.abs(found[n][:, 1:4] - first[n][:, 1:4]).max() for n in first)
        assert between <= MOST_SINCE_M, f"{form} is off {between} m from two-line elements"
        each = ", ".join(f"{name} {off_m:.1e} m" for name, off_m in sorted(worst.items()))
        print(f"{form}: {len(satellites)} satellites by sgp4, {num} states, {num_lost} that are none, within: {each}")
    # At moments of UTC: those whose epoch is near.
    near = [pair for pair in pairs if pair[0][18:20] == "06"]
    write_forms(folder, near)
    text = "{:04}-{:02}-{:02}T{:02}:{:02}:{}Z".format(*EPOCH)
    for form, satellites in read_forms(folder, near).items():
        told, found = states(folder, form, "--epoch", text)
        worst, num, num_lost = compare(told, found, satellites, since_moment, MOST_UTC_M, f"{form} in UTC")
        print(f"{form} in UTC: {len(satellites)} satellites, {num} states, {num_lost} that are none, within {max(worst.values()):.1e} m")


def to_frame(frame, whens, rows):
    """Earth-fixed states by the models of the IAU as of erfa, UT1 taken for UTC and the pole for unmoved."""
    at, velocity = rows[:, :3], rows[:, 3:]
    if frame == "ITRF":
        return rows
    velocity = velocity + np.cross([0, 0, OMEGA_RAD_S], at)
    angle, turn = erfa.gmst82(whens.jd1, whens.jd2), np.eye(3)
    if frame == "EME2000":
        angle = angle + erfa.eqeq94(whens.tt.jd1, whens.tt.jd2)
        turn = np.swapaxes(erfa.pnm80(whens.tt.jd1, whens.tt.jd2), -1, -2)
    turn = turn @ erfa.rz(-angle, np.eye(3))
    return np.hstack([np.einsum("nij,nj->ni", turn, vectors) for vectors in (at, velocity)])


def write_oem(path, frame, epoch, paths):
    """A message for each path, by the library oem."""
    begin, texts = Time(epoch, scale="utc"), []
    for name, rows in paths.items():
        rows = np.array(rows)
        whens = begin + TimeDelta(rows[:, 0], format="sec")
        turned = to_frame(frame, whens, rows[:, 1:]) / 1e3
        stamps = [whens[end].strftime("%Y-%m-%dT%H:%M:%S.%f") for end in (0, -1)]
        metadata = {
            "OBJECT_NAME": name,
            "OBJECT_ID": name,
            "CENTER_NAME": "EARTH",
            "REF_FRAME": frame,
            "TIME_SYSTEM": "UTC",
            "START_TIME": stamps[0],
            "STOP_TIME": stamps[-1],
        }
        header = HeaderSection({"CCSDS_OEM_VERS": "2.0", "CREATION_DATE": stamps[0], "ORIGINATOR": "OEM"})
        segment = EphemerisSegment(MetaDataSection(metadata, version="2.0"), (list(whens), *turned.T), version="2.0")
        OrbitEphemerisMessage(header, [segment]).save_as(path)
        texts.append(path.read_text())
    path.write_text("".join(texts))


def rows_of(path, key):
    found = defaultdict(dict)
    with open(path) as file:
        for row in csv.DictReader(file):
            time_s, *state = (float(row[name]) for name in ("time_s", "x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s"))
            found[row[key]][time_s] = [time_s, *state]
    # A message holds two states and more.
    return {name: [rows[time_s] for time_s in sorted(rows)] for name, rows in found.items() if len(rows) > 1}


def check_truth(folder):
    d = folder / "d"
    run = ["tutorial", "--replicate", "3", "--worlds", "8", "--format", "detections", "--out", str(d)]
    subprocess.run([CUPOLA, "export", *run], check=True)
    # One radar, so that no two looks are at the same time.
    head, *lines = (d / "detections.csv").read_text().splitlines()
    sensor = Counter(line.split(",")[2] for line in lines).most_common(1)[0][0]
    (d / "one.csv").write_text("\n".join([head, *(line for line in lines if line.split(",")[2] == sensor)]) + "\n")
    asked = [CUPOLA, "track", str(d / "one.csv"), "--sensors", str(d / "sensors.toml"), "--targets", "ballistic,boosting,level"]

    def scored(*more):
        return json.loads(subprocess.run([*asked, "--json", *more], check=True, stdout=subprocess.PIPE).stdout)

    of_csv = scored("--truth", str(d / "truth.csv"), "--tracks", str(d / "tracks.csv"))
    epoch, oem = "2028-04-01T03:00:00", d / "truth.oem"
    tracks, truth = rows_of(d / "tracks.csv", "track_id"), rows_of(d / "truth.csv", "truth_id")
    third = {name: rows[::3] for name, rows in truth.items() if len(rows) > 3}
    # The models of the IAU have all terms of the nutation, cupola the largest: 3e-7 rad, 2 m.
    # The tracks themselves as truth: how far a state that was written is off where it is read, and no other error.
    for frame, most_m in (("ITRF", 1e-3), ("TEME", 1e-3), ("EME2000", 2.0)):
        write_oem(oem, frame, epoch, tracks)
        off_m = scored("--truth", str(oem), "--truth-epoch", f"{epoch}Z")["localisation_rms_m"]
        assert off_m <= most_m, f"oem {frame}: states are off by {off_m} m"
        # Every third state: in between it is the cubic, to which velocities belong.
        write_oem(oem, frame, epoch, third)
        thin_m = scored("--truth", str(oem), "--truth-epoch", f"{epoch}Z")["localisation_rms_m"]
        between_m = abs(thin_m - of_csv["localisation_rms_m"])
        # Where velocities leave out the Earth's turning, it comes to 5 m.
        assert between_m <= 0.1, f"oem {frame}: between states it is off by {between_m} m"
        num = sum(len(rows) for rows in tracks.values())
        print(f"oem {frame}: {num} states of {len(tracks)} objects written by oem, read within {off_m:.1e} m, between them {between_m:.1e} m")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_elements(Path(folder))
        check_truth(Path(folder))
    print("interchange: every orbit read")


if __name__ == "__main__":
    main()
