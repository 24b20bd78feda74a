"""Times hapsira's Izzo solver in a numba loop."""
import json

import hapsira
import inputs
import numba as nb
import numpy as np
from hapsira.core.iod import izzo

r1, r2, time_s = inputs.lambert()
v1, v2 = np.empty_like(r1), np.empty_like(r2)
GM = inputs.GM_KM3_S2


@nb.njit
def many(r1, r2, time_s, v1, v2):
    for i in range(r1.shape[0]):
        v1[i], v2[i] = izzo(GM, r1[i], r2[i], time_s[i], 0, True, True, 35, 1e-8)


taken = inputs.median_cpu_s(lambda: many(r1, r2, time_s, v1, v2))
print(json.dumps({
    'peer': f'hapsira {hapsira.__version__}, izzo in a numba loop', 'solutions_per_s': len(r1) / taken,
    'checksum_km_s': float(np.abs(v1).sum() + np.abs(v2).sum()),
}))
