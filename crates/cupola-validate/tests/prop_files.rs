//! Any file is read or refused, any inputs are answered or refused: nothing panics.

use cupola_validate::{CaseFile, Data, Mode, validate};
use proptest::prelude::*;

/// One case of every kind that has numbers to be spoilt: kind, and inputs with `#` for each.
const FORMS: [(&str, &str); 9] = [
    ("atmos", "geopotential_km = #"),
    ("kepler", "range_km = #"),
    ("flight", "apogee_km = #, ground_range_km = #, claimed_time_s = #"),
    ("flight", "missile = \"hwasong-12\", apogee_km = #, ground_range_km = #"),
    ("flight", "missile = \"hgv-medium\", launch_deg = [#, #], target_deg = [#, #]"),
    ("entry", "v_entry_m_s = #, angle_deg = #, beta_kg_m2 = #, rho0_kg_m3 = #, scale_height_m = #"),
    ("glide", "lift_to_drag = #, v_initial_m_s = #, v_final_m_s = #, altitude_km = #"),
    ("glide", "lift_to_drag = #, beta_kg_m2 = #, v_m_s = #"),
    ("lambert", "r1_km = [#, #, #], r2_km = [#, #, #], dt_s = #, mu = #, path = \"short\""),
];

fn text(kind: &str, inputs: &str) -> String {
    format!(
        "schema = 2\n[[case]]\nid = \"a\"\narea = \"flight\"\nkind = \"{kind}\"\nstatus = \"printed\"\nsource = \"made up\"\n\
         inputs = {{ {inputs} }}\nexpected = {{ time_s = 1, apogee_km = [1, 2] }}\ntolerance = {{ time_s = {{ abs = 1 }} }}\n"
    )
}

fn run(text: &str) {
    if let Ok(file) = CaseFile::parse("any.toml", text) {
        let files = [file];
        for mode in [Mode::Model, Mode::Null] {
            let report = validate(&files, None, &Data::default(), mode);
            assert!(cupola_validate::to_text(&report).contains(" cases: "));
            assert!(cupola_validate::to_markdown(&report).contains(" cases: "));
            assert!(cupola_validate::to_json(&report)["cases"].is_array());
        }
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![-10.0..10.0_f64, 0.0..1e4_f64, -1e9..1e9_f64, Just(0.0), Just(1e300), Just(-1e300), Just(1e-300)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_file_is_read_or_refused(start in 0..260_usize, length in 0..40_usize, put in "\\PC{0,12}|[\\[\\]{}=,\"\n.0-9a-z_]{0,12}") {
        let mut text = text("kepler", "range_km = 1000");
        let end = (start + length).min(text.len());
        text.replace_range(start.min(end)..end, &put);
        run(&text);
    }

    #[test]
    fn any_inputs_are_answered_or_refused(form in 0..FORMS.len(), numbers in prop::collection::vec(any_number(), 9)) {
        let (kind, inputs) = FORMS[form];
        let mut numbers = numbers.iter();
        let filled = inputs.split('#').collect::<Vec<_>>();
        let mut spoilt = filled[0].to_owned();
        for part in &filled[1..] {
            spoilt += &format!("{:e}{part}", numbers.next().expect("as many numbers as places"));
        }
        run(&text(kind, &spoilt));
    }
}
