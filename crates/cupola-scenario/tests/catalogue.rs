//! What the catalogue promises: every number has a unit, a grade and a source, and says so when it is ours.

use std::collections::BTreeSet;

use cupola_core::Grade;
use cupola_scenario::catalogue::{Catalogue, Entry, Kind, render_entry, render_index};

/// Endings that name a unit. `_fraction` is a share in 0..=1, `_bjpy` billion yen, `_g` standard gravities.
const UNITS: &str = "\
    _km _km_s _m _m2 _km2 _m_s _g _s _min _h _days _months _years _year _deg _mrad _urad _kg _t _kn \
    _kg_m2 _kw_sr _usd _musd _busd _bjpy _usd_per_kg _per_day _per_month _per_year _fraction \
    _rounds _missiles _satellites";

/// Counts, ratios and probabilities: they have no unit.
const UNITLESS: &str = "\
    absentee_ratio agreements ballistic_destroyed ballistic_detected ballistic_fell_in_sea \
    ballistic_intercepted ballistic_landed ballistic_launched ballistic_per_wave companies \
    constellation_for_salvo_of_5 crew cruise_destroyed cruise_detected cruise_intercepted decoys \
    deployed discrimination drones_destroyed drones_detected drones_intercepted drones_launched \
    events faces gmd_hits gmd_tests hits hosted_heo impacts kinzhal_destroyed kinzhal_launched \
    launchers layers_land layers_space learning_slope lift_to_drag missiles_destroyed partners \
    patriot_fire_units per_launcher planes planned_quantity planned_us_buy_2012 quantity \
    range_ratio_to_spy1 reliability rounds salvo salvo_capacity satellites satellites_geo \
    satellites_per_plane satellites_per_target satellites_polar_heo sensitivity_ratio_to_spy1 \
    short_range_batteries simultaneous_engagements simultaneous_targets sites thaad_batteries \
    thaad_hits thaad_tests tracks tracks_ratio_to_spy1 units_to_upgrade vendors warheads \
    wilkening_track_probability";

fn catalogue() -> &'static Catalogue {
    Catalogue::embedded()
}

fn entry(id: &str) -> &'static Entry {
    catalogue().get(id).unwrap_or_else(|| panic!("no entry `{id}`"))
}

fn needs(id: &str, fields: &str) {
    for field in fields.split_whitespace() {
        assert!(entry(id).value(field).is_some(), "{id} lacks {field}");
    }
}

#[test]
fn every_embedded_file_is_read_and_no_kind_is_empty() {
    for kind in Kind::ALL {
        assert!(catalogue().entries().iter().any(|entry| entry.kind == kind), "{} has no entry", kind.word());
    }
    assert_eq!(catalogue().version().len(), 32);
}

#[test]
fn ids_are_kebab_case_and_every_name_leads_to_one_entry() {
    let mut taken = BTreeSet::new();
    for entry in catalogue().entries() {
        let is_kebab = entry.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(is_kebab && !entry.id.contains("--"), "{} is not kebab-case", entry.id);
        for name in std::iter::once(&entry.id).chain(&entry.aliases) {
            assert!(taken.insert(name), "{name} is taken twice");
            assert_eq!(catalogue().get(name).map(|found| &found.id), Some(&entry.id), "{name}");
        }
    }
}

#[test]
fn every_range_rises_and_every_share_is_a_share() {
    for entry in catalogue().entries() {
        for value in &entry.values {
            let ranges = std::iter::once(value.range).chain(value.disputed.iter().map(|other| other.range));
            for range in ranges {
                assert!(range.low <= range.likely && range.likely <= range.high, "{}.{}", entry.id, value.field);
                let is_share = value.field.ends_with("_fraction")
                    || value.field.starts_with("kill_probability")
                    || ["reliability", "discrimination"].contains(&value.field.as_str());
                if is_share {
                    assert!((0.0..=1.0).contains(&range.low) && range.high <= 1.0, "{}.{}", entry.id, value.field);
                }
            }
        }
    }
}

#[test]
fn what_is_neither_assumed_nor_recalled_has_a_source() {
    for entry in catalogue().entries() {
        for value in &entry.values {
            let is_ours = matches!(value.grade, Grade::Assumed | Grade::Unverified);
            assert!(is_ours || !value.sources.is_empty(), "{}.{} has no source", entry.id, value.field);
            for other in &value.disputed {
                let is_ours = matches!(other.grade, Grade::Assumed | Grade::Unverified);
                assert!(is_ours || !other.sources.is_empty(), "{}.{} disputed without source", entry.id, value.field);
            }
        }
    }
}

#[test]
fn what_is_assumed_says_that_it_is_ours() {
    for entry in catalogue().entries() {
        for value in entry.values.iter().filter(|value| value.grade == Grade::Assumed) {
            let note = value.note.as_deref().unwrap_or_default();
            assert!(note.starts_with("ours: ") && note.len() > 10, "{}.{}", entry.id, value.field);
        }
    }
}

#[test]
fn a_dispute_is_a_real_difference() {
    for entry in catalogue().entries() {
        for value in &entry.values {
            assert!(value.disputed.iter().all(|other| other.range != value.range), "{}.{}", entry.id, value.field);
        }
    }
}

#[test]
fn every_field_ends_in_its_unit_or_is_a_known_count() {
    for entry in catalogue().entries() {
        for value in &entry.values {
            let field = value.field.as_str();
            let is_known = UNITS.split_whitespace().any(|unit| field.ends_with(unit))
                || UNITLESS.split_whitespace().any(|count| count == field)
                || ["kill_probability", "shots_per_target"].iter().any(|stem| field.starts_with(stem));
            assert!(is_known, "{}.{field} has no unit", entry.id);
        }
    }
}

#[test]
fn a_page_that_must_be_found_again_is_no_better_than_secondary() {
    for entry in catalogue().entries() {
        for value in &entry.values {
            if value.note.as_deref().is_some_and(|note| note.contains("re-find before publication")) {
                assert!(value.grade >= Grade::Secondary, "{}.{}", entry.id, value.field);
            }
        }
    }
}

#[test]
fn an_index_number_alone_is_not_official() {
    for entry in catalogue().entries() {
        for value in entry.values.iter().filter(|value| value.grade == Grade::Official) {
            assert!(
                value.sources.iter().any(|source| !source.starts_with("github-index")),
                "{}.{}",
                entry.id,
                value.field
            );
        }
    }
}

#[test]
fn all_threat_classes_carry_what_their_flight_needs() {
    const BALLISTIC: &str = "\
        range_km burn_s burnout_altitude_km ballistic_coefficient_kg_m2 rcs_m2 plume_kw_sr";
    const STAGED: &str = "\
        range_km stage_1_thrust_kn stage_1_burn_s stage_1_propellant_t stage_1_inert_t payload_t drag_area_m2 \
        test_apogee_km test_range_km ballistic_coefficient_kg_m2 rcs_m2 plume_kw_sr";
    const GLIDE: &str = "\
        glide_speed_km_s glide_altitude_km lift_to_drag glide_kw_sr manoeuvre_g terminal_dive_deg";
    const CRUISE: &str = "\
        speed_km_s altitude_km range_km rcs_m2 manoeuvre_g";
    const CLASSES: [(&str, &str, &str); 22] = [
        ("srbm-300", "ballistic", "ballistic-short"),
        ("srbm-700", "ballistic", "ballistic-short"),
        ("kn-23", "quasi-ballistic", "quasi-ballistic"),
        ("mrbm-1300", "ballistic", "ballistic-medium"),
        ("mrbm-2000", "ballistic", "ballistic-medium"),
        ("irbm-4500", "ballistic", "ballistic-intermediate"),
        ("icbm-solid", "ballistic", "icbm"),
        ("icbm-liquid", "ballistic", "icbm"),
        ("hwasong-12", "staged", "ballistic-intermediate"),
        ("hwasong-14", "staged", "icbm"),
        ("hwasong-15", "staged", "icbm"),
        ("hwasong-17", "staged", "icbm"),
        ("hwasong-18", "staged", "icbm"),
        ("hwasong-19", "staged", "icbm"),
        ("hgv-medium", "glide", "glide"),
        ("hgv-long", "glide", "glide"),
        ("aeroballistic", "aeroballistic", "quasi-ballistic"),
        ("hypersonic-cruise", "cruise", "hypersonic-cruise"),
        ("fobs", "orbital", "icbm"),
        ("cruise-subsonic", "cruise", "cruise"),
        ("kalibr", "cruise", "cruise"),
        ("shahed-136", "drone", "drone"),
    ];
    let known: BTreeSet<&str> =
        catalogue().entries().iter().filter(|e| e.kind == Kind::Threat).map(|e| e.id.as_str()).collect();
    assert_eq!(known, CLASSES.iter().map(|(id, ..)| *id).collect());
    for (id, flight, group) in CLASSES {
        assert_eq!((entry(id).fact("flight"), entry(id).fact("group")), (Some(flight), Some(group)), "{id}");
        needs(id, "reliability warheads decoys cep_m");
        match flight {
            "ballistic" | "orbital" => needs(id, BALLISTIC),
            "staged" => needs(id, STAGED),
            "quasi-ballistic" => {
                needs(id, BALLISTIC);
                needs(id, "apogee_km pull_up_g");
            }
            "glide" | "aeroballistic" => {
                needs(id, BALLISTIC);
                needs(id, GLIDE);
            }
            _ => needs(id, CRUISE),
        }
    }
    assert_eq!(entry("fobs").fact("use"), Some("no default scenario uses it"));
}

#[test]
fn interceptors_of_the_scenarios_are_complete_and_only_meet_what_they_can() {
    const FIELDS: &str = "\
        speed_km_s engagement_range_km ceiling_km floor_km boost_s per_launcher salvo reload_min \
        unit_cost_musd kill_probability reliability homing_s divert_m_s";
    const ALL: &str = "\
        pac2-gem-t pac3-cri pac3-mse thaad sm2 sm3-ia sm3-ib sm3-iia sm6 gbi sbi-boost-aei \
        type03-chu-sam";
    let meets = |id: &str, class: &str| entry(id).value(&format!("kill_probability_{class}")).is_some();
    for id in ALL.split_whitespace() {
        needs(id, FIELDS);
    }
    for id in ["sm3-ia", "sm3-ib", "sm3-iia", "gbi"] {
        for class in ["cruise", "drone", "glide", "hypersonic_cruise", "quasi_ballistic"] {
            assert!(!meets(id, class), "{id} works outside the air: no {class}");
        }
    }
    assert!(meets("gbi", "icbm") && meets("gbi", "ballistic_intermediate") && !meets("gbi", "ballistic_medium"));
    assert!(meets("pac3-mse", "glide") && meets("sm6", "glide"));
}

#[test]
fn sensors_and_constellations_of_the_scenarios_are_complete() {
    for id in "an-tpy-2 an-mpq-53-65 ltamds an-spy-1 an-spy-7 j-fps-5 j-fps-7 uewr lrdr cobra-dane sbx".split(' ') {
        needs(id, "range_km reference_rcs_m2 sector_deg elevation_min_deg elevation_max_deg tracks");
        needs(id, "range_sigma_m angle_sigma_mrad update_s discrimination");
    }
    const CONSTELLATIONS: &str =
        "sbirs next-gen-opir dsp hbtss sda-t0-tracking sda-t1-tracking sda-t2-tracking sda-t3-tracking";
    for id in CONSTELLATIONS.split(' ') {
        needs(id, "satellites planes altitude_km inclination_deg detection_delay_s threshold_kw_sr");
        needs(id, "angle_sigma_urad update_s life_years unit_cost_musd");
    }
    needs("sbi-demo", "satellites planes altitude_km inclination_deg speed_km_s acceleration_g");
}

#[test]
fn names_are_found_however_they_are_spelt() {
    for (asked, found) in [
        ("pac3_mse", "pac3-mse"),
        ("PAC3-MSE", "pac3-mse"),
        ("gem-t", "pac2-gem-t"),
        ("sm3_iia", "sm3-iia"),
        ("an_tpy_2", "an-tpy-2"),
    ] {
        assert_eq!(catalogue().get(asked).map(|entry| entry.id.as_str()), Some(found), "{asked}");
    }
    assert!(catalogue().get("pac4").is_none());
    assert_eq!(catalogue().suggest("pac3-mes"), Some("pac3-mse"));
    assert_eq!(catalogue().suggest("qqqq"), None);
}

#[test]
fn corrections_of_the_third_pass_were_taken() {
    let per_launcher = entry("pac3-mse").value("per_launcher").unwrap();
    assert!(per_launcher.range.is_known() && per_launcher.range.likely == 12.0 && per_launcher.disputed.is_empty());
    let tranche = entry("sda-t0-tracking");
    let group = |field: &str| tranche.value(field).unwrap().range;
    assert_eq!(group("group_a_satellites").likely + group("group_b_satellites").likely, 8.0);
    assert!(group("group_a_inclination_deg").low >= 80.0 && group("group_b_inclination_deg").high == 40.0);
    assert_eq!(entry("arrow3").value("engagement_range_km").unwrap().grade, Grade::Contested);
    assert!(entry("ltamds").fact("price_caution").is_some() && entry("tamir").fact("range_caution").is_some());
}

/// The figures here are typed from the reference papers, not copied from the catalogue.
#[test]
fn values_agree_with_the_papers_they_come_from() {
    for (id, field, [low, likely, high], grade) in [
        ("pac3-mse", "speed_km_s", [1.5, 1.7, 1.7], Grade::Secondary),
        ("thaad", "engagement_range_km", [200.0, 200.0, 200.0], Grade::Official),
        ("sm3-iia", "boost_s", [126.0, 126.0, 126.0], Grade::Secondary),
        ("gbi", "kill_probability", [0.25, 0.55, 0.6], Grade::Press),
        ("icbm-solid", "burn_s", [120.0, 180.0, 188.0], Grade::Secondary),
        ("hgv-long", "lift_to_drag", [2.2, 2.6, 2.6], Grade::Unverified),
        ("us-patriot-jul2026", "quantity", [759.0, 793.0, 1000.0], Grade::Secondary),
        ("pac3-japan", "rate_per_year", [25.0, 30.0, 30.0], Grade::Press),
        ("shariki", "boresight_azimuth_deg", [290.0, 290.0, 290.0], Grade::Secondary),
        ("cbo-2026", "sbi_20y_busd", [743.0, 743.0, 743.0], Grade::OfficialViaPress),
        ("sbirs", "threshold_kw_sr", [2.0, 6.0, 50.0], Grade::Secondary),
        ("uae-intercepts", "ballistic_detected", [253.0, 253.0, 253.0], Grade::Official),
    ] {
        let value = entry(id).value(field).unwrap_or_else(|| panic!("{id} lacks {field}"));
        let [got_low, got_likely, got_high] = [value.range.low, value.range.likely, value.range.high];
        assert_eq!([got_low, got_likely, got_high], [low, likely, high], "{id}.{field}");
        assert_eq!(value.grade, grade, "{id}.{field}");
    }
}

#[test]
fn the_index_lists_every_id_and_the_card_shows_rivals() {
    let index = render_index(catalogue());
    assert!(catalogue().entries().iter().all(|entry| index.contains(&format!("  {} ", entry.id))));
    let card = render_entry(entry("an-tpy-2"));
    for words in ["AN/TPY-2", "range_km", "1500", "contested", "also given:", "from:", "ours:"] {
        assert!(card.contains(words), "the card lacks {words}:\n{card}");
    }
    for entry in catalogue().entries() {
        assert!(render_entry(entry).contains(&entry.id));
    }
}

#[test]
fn an_entry_serialises_with_its_range_grade_and_sources() {
    let json = serde_json::to_value(entry("pac3-mse")).unwrap();
    assert_eq!(json["kind"], "interceptor");
    let first = &json["values"][0];
    assert!(first["range"]["likely"].is_number() && first["grade"].is_string() && first["sources"].is_array());
}
