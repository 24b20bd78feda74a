"""Times coverage by a k-d tree and by a compiled loop that stops at the first satellite."""
import json

import inputs
import numba as nb
import numpy as np
from scipy.spatial import cKDTree

EARTH_KM, ORBIT_KM, RANGE_KM, STEPS = 6371.0, 6921.0, 600.0, 5
PLANES, SLOTS, INCLINATION = 24, 40, np.deg2rad(53)
RATE = np.sqrt(inputs.GM_KM3_S2 / ORBIT_KM**3)


def satellites(time_s):
    p, q = np.meshgrid(np.arange(PLANES), np.arange(SLOTS), indexing='ij')
    node = 2 * np.pi * p / PLANES - 7.2921159e-5 * time_s
    u = 2 * np.pi * q / SLOTS + 2 * np.pi * p / (PLANES * SLOTS) + RATE * time_s
    x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * np.cos(INCLINATION)
    y = np.sin(node) * np.cos(u) + np.cos(node) * np.sin(u) * np.cos(INCLINATION)
    return ORBIT_KM * np.stack([x, y, np.sin(u) * np.sin(INCLINATION)], -1).reshape(-1, 3)


lat, lon = np.meshgrid(np.deg2rad(np.arange(-90, 91, 2.0)), np.deg2rad(np.arange(0, 360, 2.0)), indexing='ij')
lat, lon = lat.ravel(), lon.ravel()
grid = EARTH_KM * np.c_[np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]


@nb.njit(fastmath=True)
def any_in_view(grid, positions, least, hits):
    for i in range(grid.shape[0]):
        for j in range(positions.shape[0]):
            dot = grid[i, 0] * positions[j, 0] + grid[i, 1] * positions[j, 1] + grid[i, 2] * positions[j, 2]
            if dot >= least:
                hits[i] += 1
                break


def by_tree():
    hits = np.zeros(len(grid))
    for step in range(STEPS):
        distance, _ = cKDTree(satellites(60.0 * step)).query(grid, distance_upper_bound=RANGE_KM)
        hits += np.isfinite(distance)
    return hits / STEPS


def by_loop():
    hits = np.zeros(len(grid))
    for step in range(STEPS):
        any_in_view(grid, satellites(60.0 * step), (EARTH_KM**2 + ORBIT_KM**2 - RANGE_KM**2) / 2, hits)
    return hits / STEPS


pairs = len(grid) * PLANES * SLOTS * STEPS
for name, form in (('scipy k-d tree', by_tree), ('numba, stops at the first', by_loop)):
    covered = float((form() * np.cos(lat)).sum() / np.cos(lat).sum())
    taken = inputs.median_cpu_s(form)
    print(json.dumps({'peer': name, 'ns_per_pair': taken / pairs * 1e9, 'covered_fraction': covered}))
