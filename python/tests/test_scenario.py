"""Scenarios: read, changed, checked, saved."""

from __future__ import annotations

import copy
import pickle
import threading

import cupola
import pytest
from conftest import BATTERY


def test_what_ships_loads() -> None:
    names = [one.name for one in cupola.scenarios()]
    assert "japan-2028" in names and {one.kind for one in cupola.scenarios()} == {"scenario", "stocks", "cost"}
    for one in cupola.scenarios():
        assert cupola.load(one.name).inputs
    assert cupola.catalogue("pac3-mse").id == "pac3-mse"
    with pytest.raises(cupola.InputError, match="did you mean"):
        cupola.catalogue("pac3-mze")


def test_every_value_may_be_set_to_what_it_is() -> None:
    """Each key path and value read is one that the scenario takes."""
    scenario = cupola.load("tutorial")
    # Of the catalogue: the first three say what the file is, the last goes by another name in a scenario.
    skipped = ("format", "extends", "name", "interceptor.pac3-mse.engagement_range_km")
    values = {key: scenario[key] for key in scenario if key not in skipped}
    assert len(values) > 50
    refused = []
    for key, value in values.items():
        changed = scenario.copy()
        try:
            changed[key] = value
        except cupola.InputError as error:
            refused.append(f"{key}: {error}")
            continue
        assert changed[key] == value, key
    assert not refused, "\n".join(refused)


def test_a_value_has_unit_grade_and_sources() -> None:
    scenario = cupola.load("tutorial")
    reload = scenario.get(f"{BATTERY}.reload_min")
    assert (reload.low, reload.likely, reload.high, reload.unit, reload.grade) == (30, 45, 60, "min", "assumed")
    speed = next(value for value in scenario.inputs if value.key.endswith(".speed_km_s"))
    assert speed.unit == "km/s" and speed.sources
    assert "km/s" in str(speed)
    with pytest.raises(KeyError, match="did you mean"):
        scenario.get(f"{BATTERY}.reload_mins")
    with pytest.raises(KeyError, match="is no number"):
        scenario.get(f"{BATTERY}.name")


def test_changes_are_checked_and_kept() -> None:
    scenario = cupola.load("tutorial")
    before = scenario.hash
    scenario[f"{BATTERY}.channels"] = 4
    assert scenario[f"{BATTERY}.channels"] == 4 and scenario.hash != before
    scenario[f"{BATTERY}.launchers"] = cupola.Range(2, 3, 4, grade="assumed")
    assert float(scenario[f"{BATTERY}.launchers"]) == 3
    scenario.add(f"{BATTERY}.channels", 2)
    assert scenario.get(f"{BATTERY}.channels").likely == 6
    battery = next(one for one in scenario.batteries if one.id == "harbour-battery")
    assert (battery.channels, battery.loads[0].launchers, battery.nation) == (6, 3, "coastland")
    kept = scenario.hash
    with pytest.raises(cupola.InputError):
        scenario[f"{BATTERY}.lat_deg"] = 100
    assert scenario.hash == kept and len(scenario.sets) == 3
    assert scenario.check() == []
    other = scenario.copy()
    other[f"{BATTERY}.channels"] = 5
    assert scenario.hash == kept != other.hash
    assert pickle.loads(pickle.dumps(scenario)) == scenario == copy.deepcopy(scenario)


def test_what_is_saved_is_the_same_scenario(tmp_path) -> None:
    scenario = cupola.load("tutorial", set={f"{BATTERY}.channels": 4})
    again = cupola.load(scenario.save(tmp_path / "mine.toml"))
    assert again.toml == scenario.toml and again.hash == scenario.hash
    runs = [cupola.run(one, runs=20).log_hash for one in (scenario, again)]
    assert runs[0] == runs[1] == cupola.run("tutorial", runs=20, set={f"{BATTERY}.channels": 4}).log_hash


def test_faults_are_listed_with_their_places(tmp_path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(cupola.load("tutorial").toml.replace("lat_deg = 45.02", "lat_deg = 245.02", 1), encoding="utf-8")
    faults = cupola.check(bad)
    assert faults and faults[0].line > 1 and faults[0].file == str(bad)
    assert "lat_deg" in faults[0].key and "245.02" in faults[0].message
    with pytest.raises(cupola.InputError) as caught:
        cupola.load(bad)
    assert caught.value.faults == faults
    assert cupola.check("tutorial") == []


def test_a_file_that_changed_is_not_played_for_what_was_loaded(tmp_path, monkeypatch) -> None:
    path = cupola.load("tutorial").save(tmp_path / "mine.toml")
    monkeypatch.chdir(tmp_path)
    scenario = cupola.load("mine.toml", set={f"{BATTERY}.channels": 4})
    monkeypatch.chdir("/")
    assert scenario.source == str(path)
    assert cupola.run(scenario, runs=5).scenario.hash == scenario.hash
    packed, text = pickle.dumps(scenario), path.read_text(encoding="utf-8")
    assert pickle.loads(packed) == scenario
    path.write_text(text.replace("lat_deg = 45.02", "lat_deg = 45.03", 1), encoding="utf-8")
    held = scenario.hash
    for use in (
        lambda: cupola.run(scenario, runs=5),
        lambda: pickle.loads(packed),
        scenario.copy,
        lambda: scenario.add(f"{BATTERY}.channels", 1),
    ):
        with pytest.raises(cupola.InputError, match="is another than when it was loaded"):
            use()
    assert scenario.hash == held and scenario.check() == []
    assert cupola.load(scenario.save(tmp_path / "kept.toml")).hash == held
    path.unlink()
    with pytest.raises(cupola.InputError, match="mine.toml"):
        cupola.run(scenario, runs=5)


def test_what_a_battery_inherits_is_read_by_its_key() -> None:
    scenario = cupola.load("japan-2028")
    key = "battery.iruma-1.channels"
    assert key in scenario and "battery.iruma-9.channels" not in scenario
    battery = next(one for one in scenario.batteries if one.id == "iruma-1")
    assert float(scenario[key]) == scenario.get(key).likely == battery.channels
    assert scenario["battery.iruma-4.lat_deg"] == 35.28 and scenario["battery.iruma-1.lat_deg"] == 35.84
    assert scenario.get("battery.iruma-2.load.pac3-mse.launchers").grade == "assumed"
    scenario[key] = 6
    assert float(scenario[key]) == 6
    with pytest.raises(KeyError, match="no such value"):
        scenario["battery.iruma-1.colour"]


def test_threads_change_one_scenario() -> None:
    scenario = cupola.load("tutorial", set={f"{BATTERY}.channels": 1})
    threads = [threading.Thread(target=scenario.add, args=(f"{BATTERY}.channels", 1)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert float(scenario[f"{BATTERY}.channels"]) == 9 and len(scenario.sets) == 9
    with pytest.raises(AttributeError, match="changed by key"):
        scenario.channels = 3
