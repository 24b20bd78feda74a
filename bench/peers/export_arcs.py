"""Writes half-hour arcs to a CSV file: state at the start and after 1,800 s (m, m/s), the latter integrated tightly.

Point mass, J2, air at rest that thins by e every 7.2 km, ballistic coefficient 2,500 kg/m2.
"""
import sys

import inputs
import numpy as np
from scipy.integrate import solve_ivp

GM, RADIUS, J2 = 3.986004418e14, 6378137.0, 1.08262668e-3


def rate(_, s):
    x, v = s[:3], s[3:]
    r2 = x @ x
    r = np.sqrt(r2)
    flat, polar = 1.5 * J2 * RADIUS**2 / r2, 5 * x[2]**2 / r2
    slowing = 1.225 * np.exp(-(r - RADIUS) / 7200) * np.sqrt(v @ v) / 2500 / 2
    pull = -GM / (r2 * r) * (1 + flat * (np.array([1, 1, 3]) - polar))
    return np.concatenate([v, pull * x - slowing * v])


starts = inputs.arcs()
ends = [solve_ivp(rate, (0, 1800), s, 'DOP853', rtol=2.3e-14, atol=1e-8).y[:, -1] for s in starts]
header = 'x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s,' + 'end_x_m,end_y_m,end_z_m,end_vx_m_s,end_vy_m_s,end_vz_m_s'
np.savetxt(sys.argv[1], np.column_stack([starts, np.array(ends)]), '%.17g', ',', header=header, comments='')
