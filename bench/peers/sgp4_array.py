"""Times python-sgp4's compiled array form: 1,000 satellites at 1,440 minutes."""
import json

import inputs
import sgp4
from sgp4.api import SatrecArray, accelerated

array = SatrecArray(inputs.satellites())
jd, fr = inputs.times()
errors, r, v = array.sgp4(jd, fr)
taken = inputs.median_cpu_s(lambda: array.sgp4(jd, fr))
print(json.dumps({
    'peer': f'python-sgp4 {sgp4.__version__}, SatrecArray' + ('' if accelerated else ' (not compiled!)'),
    'states_per_s': errors.size / taken, 'errors': int((errors != 0).sum()), 'checksum_km': float(abs(r).sum()),
}))
