"""Times heyoka's batched Taylor integrator on the arcs of export_arcs.py, and says how far it ends from them."""
import json
import sys

import heyoka as hy
import inputs
import numpy as np

table = np.loadtxt(sys.argv[1], delimiter=',', skiprows=1)
starts, ends = table[:, :6], table[:, 6:]
x, y, z, vx, vy, vz = hy.make_vars('x', 'y', 'z', 'vx', 'vy', 'vz')
r2 = x * x + y * y + z * z
pull = -3.986004418e14 * r2**-1.5
flat = 1.5 * 1.08262668e-3 * 6378137.0**2 / r2
polar = 5 * z * z / r2
slowing = -1.225 / 2500 / 2 * hy.exp(-(hy.sqrt(r2) - 6378137.0) / 7200) * hy.sqrt(vx * vx + vy * vy + vz * vz)
system = [(x, vx), (y, vy), (z, vz)]
system += [(v, pull * q * (1 + flat * (f - polar)) + slowing * v) for q, v, f in ((x, vx, 1.), (y, vy, 1.), (z, vz, 3.))]
forms = []
for tolerance in (1e-9, 1e-12):
    for width in sorted({int(hy.recommended_simd_size()), 8}):
        integrator = hy.taylor_adaptive_batch(system, np.array(starts[:width]).T.copy(), tol=tolerance)
        found = np.empty_like(starts)

        def go():
            for i in range(0, len(starts), width):
                integrator.set_time(0.0)
                integrator.state[:] = starts[i:i + width].T
                integrator.propagate_until([1800.0] * width)
                found[i:i + width] = integrator.state.T

        taken = inputs.median_cpu_s(go)
        miss = np.linalg.norm(found[:, :3] - ends[:, :3], axis=1)
        forms.append({'width': width, 'tolerance': tolerance, 'arcs_per_s': len(starts) / taken, 'largest_error_m': float(miss.max())})
print(json.dumps({'peer': f'heyoka {hy.__version__}', 'forms': forms}))
