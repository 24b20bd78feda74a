"""Writes mean elements, and python-sgp4's state at minute 719 of the day (km, km/s), to a CSV file."""
import sys

import inputs
import numpy as np
from sgp4.api import SatrecArray

jd, fr = inputs.times()
_, r, v = SatrecArray(inputs.satellites()).sgp4(jd[719:720], fr[719:720])
header = 'epoch_day_1950,bstar,eccentricity,perigee_rad,inclination_rad,anomaly_rad,motion_rad_min,node_rad,x,y,z,vx,vy,vz'
rows = np.column_stack([inputs.mean_elements(), r[:, 0], v[:, 0]])
np.savetxt(sys.argv[1], rows, '%.17g', ',', header=header, comments='')
