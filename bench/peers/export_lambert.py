"""Writes the Lambert cases to a CSV file: start and end (km), time (s)."""
import sys

import inputs
import numpy as np

r1, r2, time_s = inputs.lambert()
header = 'start_x_km,start_y_km,start_z_km,end_x_km,end_y_km,end_z_km,time_s'
np.savetxt(sys.argv[1], np.column_stack([r1, r2, time_s]), '%.17g', ',', header=header, comments='')
