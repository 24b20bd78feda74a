"""Uses of the package that a strict type checker must accept: never run."""

from typing import Any

import cupola
from cupola import space


def sample() -> list[str]:
    scenario: cupola.Scenario = cupola.load("tutorial", set={"battery.harbour-battery.channels": 9})
    scenario["battery.harbour-battery.channels"] = cupola.Range(5, 6, 9, grade="assumed")
    value: cupola.Value = scenario.get("battery.harbour-battery.channels")
    run: cupola.Run = cupola.run(scenario, runs=10, seed=7, threads=1, progress=lambda done, total: None)
    leakers: Any = run.raid.leakers
    table: cupola.Table = run.table("runs")
    flights: cupola.Report = cupola.fly("hwasong-17", from_=(39.0, 125.7), to="47.6,-122.3")
    tracker = cupola.Tracker({"earth": "flat", "sensor": []})
    tracks: list[cupola.Track] = tracker.update(0.0, range_m=[1.0], azimuth_rad=[0.0], elevation_rad=[0.1])
    shell: cupola.Report = space.reach(altitude_km=500, inclination_deg=45, latitude_deg=40, reach_km=600)
    faults: list[cupola.Fault] = cupola.check("tutorial")
    shown = [value.unit, run.log_hash, str(leakers), table.name, flights.text, shell.text]
    return [*shown, *map(str, tracks), *(fault.key for fault in faults)]
