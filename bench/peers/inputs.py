"""Inputs of the benchmarks, and the clock."""
import statistics
import time

import numpy as np

GM_KM3_S2 = 398600.4418


def lambert(count=20_000):
    """Random positions (km) in low orbit and times of flight (s)."""
    g = np.random.default_rng(5)
    r1 = g.normal(size=(count, 3))
    r1 *= (g.uniform(6578, 8378, count) / np.linalg.norm(r1, axis=1))[:, None]
    r2 = g.normal(size=(count, 3))
    r2 *= (g.uniform(6578, 8378, count) / np.linalg.norm(r2, axis=1))[:, None]
    return r1, r2, g.uniform(900, 3000, count)


def mean_elements(count=1_000):
    """Rows of epoch (days since 1950), B*, eccentricity, perigee, inclination, anomaly, motion (rad/min), node."""
    rng = np.random.default_rng(7)
    rows = []
    for _ in range(count):
        a = rng.uniform(6378.135 + 400, 6378.135 + 1500)
        n = np.sqrt(398600.8 / a**3) * 60
        rows.append([
            27000.0 + rng.uniform(0, 1), 1e-5, rng.uniform(0, .01), rng.uniform(0, 6.28), rng.uniform(0, 1.7),
            rng.uniform(0, 6.28), n, rng.uniform(0, 6.28),
        ])
    return np.array(rows)


def satellites():
    from sgp4.api import WGS72, Satrec

    found = []
    for i, (epoch, bstar, e, perigee, inclination, anomaly, n, node) in enumerate(mean_elements()):
        s = Satrec()
        s.sgp4init(WGS72, 'i', i, epoch, bstar, 0.0, 0.0, e, perigee, inclination, anomaly, n, node)
        found.append(s)
    return found


def times():
    """A day of minutes, as Julian dates and fractions."""
    return np.full(1440, 2451545.0 + 8000 - .5), np.arange(1440) / 1440.


def arcs(count=1_000):
    """States (m, m/s) 150 km up, at 6.9 to 7.1 km/s, climbing at 25 to 30 degrees."""
    g = np.random.default_rng(3)
    rows = np.empty((count, 6))
    for row in rows:
        z, l = g.uniform(-.8, .8), g.uniform(0, 2 * np.pi)
        up = np.array([np.sqrt(1 - z * z) * np.cos(l), np.sqrt(1 - z * z) * np.sin(l), z])
        ahead = np.cross(up, g.normal(size=3))
        ahead /= np.linalg.norm(ahead)
        speed, angle = g.uniform(6900, 7100), np.deg2rad(g.uniform(25, 30))
        row[:3] = up * (6378137.0 + 150e3)
        row[3:] = speed * (np.cos(angle) * ahead + np.sin(angle) * up)
    return rows


def median_cpu_s(work, runs=5):
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)
