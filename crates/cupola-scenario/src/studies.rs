//! Published studies: of interceptors in orbit, files of what each prints, to checked SI values; of stocks and of money, plain scenarios.

mod raw;

use crate::fault::{Fault, Faults, nearest};
use cupola_core::uncertain::{Grade, Uncertain};
use cupola_space::aei;
use cupola_space::size::Criterion;
use cupola_space::study::{Assumed, Definition, Given, Input, OwnEquations, Printed, Study};
use std::ops::Range;
use toml::Spanned;

/// An input's name in files, its SI value for one of the file's units, and what it may be, in the file's unit.
struct Key {
    input: Input,
    word: &'static str,
    si: f64,
    least: f64,
    most: f64,
}

const RAD: f64 = std::f64::consts::PI / 180.0;

const fn key(input: Input, word: &'static str, si: f64, least: f64, most: f64) -> Key {
    Key { input, word, si, least, most }
}

/// The inputs that files may give.
const KEYS: [Key; 14] = [
    key(Input::Salvo, "salvo", 1.0, 1.0, 1e5),
    key(Input::Shots, "shots", 1.0, 1.0, 100.0),
    key(Input::Altitude, "altitude_km", 1e3, 100.0, 40_000.0),
    key(Input::Inclination, "inclination_deg", RAD, 0.0, 180.0),
    key(Input::Latitude, "latitude_deg", RAD, -90.0, 90.0),
    key(Input::InterceptAltitude, "intercept_altitude_km", 1e3, 0.0, 40_000.0),
    key(Input::Speed, "speed_km_s", 1e3, 0.1, 50.0),
    key(Input::Acceleration, "acceleration_g", 9.806_65, 0.1, 1_000.0),
    key(Input::Margin, "divert_margin", 1.0, 0.0, 0.99),
    key(Input::Boost, "boost_s", 1.0, 1.0, 10_000.0),
    key(Input::Detection, "detection_s", 1.0, 0.0, 10_000.0),
    key(Input::Decision, "decision_s", 1.0, 0.0, 10_000.0),
    key(Input::Flyout, "flyout_s", 1.0, 1.0, 10_000.0),
    key(Input::Probability, "probability", 1.0, 0.01, 0.9999),
];

/// The name of an input in files.
#[must_use]
pub fn input_word(input: Input) -> &'static str {
    KEYS.iter().find(|key| key.input == input).map_or("", |key| key.word)
}

/// The studies that come with cupola, by id, as text.
pub const BUNDLED: [(&str, &str); 10] = [
    ("aei-2025-boost", include_str!("../../../studies/aei-2025-boost.toml")),
    ("aei-2025-glide", include_str!("../../../studies/aei-2025-glide.toml")),
    ("aei-2025-midcourse", include_str!("../../../studies/aei-2025-midcourse.toml")),
    ("aps-2003", include_str!("../../../studies/aps-2003.toml")),
    ("aps-2025", include_str!("../../../studies/aps-2025.toml")),
    ("brilliant-pebbles", include_str!("../../../studies/brilliant-pebbles.toml")),
    ("cbo-2004", include_str!("../../../studies/cbo-2004.toml")),
    ("cbo-2025", include_str!("../../../studies/cbo-2025.toml")),
    ("cbo-2026", include_str!("../../../studies/cbo-2026.toml")),
    ("nrc-2012", include_str!("../../../studies/nrc-2012.toml")),
];

/// Studies of stocks that come with cupola: scenarios without a raid that anyone can run, by id, as text.
pub const STOCKS: [(&str, &str); 7] = [
    ("army-objective-2025", include_str!("../../../studies/stocks/army-objective-2025.toml")),
    ("csis-burn-2026", include_str!("../../../studies/stocks/csis-burn-2026.toml")),
    ("csis-lead-2026", include_str!("../../../studies/stocks/csis-lead-2026.toml")),
    ("csis-thaad-2025", include_str!("../../../studies/stocks/csis-thaad-2025.toml")),
    ("pac3-ramp", include_str!("../../../studies/stocks/pac3-ramp.toml")),
    ("payne-2026", include_str!("../../../studies/stocks/payne-2026.toml")),
    ("thaad-2025", include_str!("../../../studies/stocks/thaad-2025.toml")),
];

/// Studies of money that come with cupola: scenarios of elements of cost alone, by id, as text.
pub const COSTS: [(&str, &str); 8] = [
    ("aei-2025-cost", include_str!("../../../studies/cost/aei-2025-cost.toml")),
    ("aps-2003-cost", include_str!("../../../studies/cost/aps-2003-cost.toml")),
    ("brilliant-pebbles-cost", include_str!("../../../studies/cost/brilliant-pebbles-cost.toml")),
    ("cbo-2004-cost", include_str!("../../../studies/cost/cbo-2004-cost.toml")),
    ("cbo-2025-cost", include_str!("../../../studies/cost/cbo-2025-cost.toml")),
    ("cbo-2026-cost", include_str!("../../../studies/cost/cbo-2026-cost.toml")),
    ("golden-dome-bill", include_str!("../../../studies/cost/golden-dome-bill.toml")),
    ("ground-sites", include_str!("../../../studies/cost/ground-sites.toml")),
];

/// A study that comes with cupola.
///
/// # Errors
/// A name that is none, with the nearest; never a fault inside the file, which a test reads.
pub fn bundled_study(id: &str) -> Result<Study, Faults> {
    let ids: Vec<&str> = BUNDLED.iter().map(|(id, _)| *id).collect();
    match BUNDLED.iter().find(|(known, _)| *known == id) {
        Some((id, text)) => read_study(id, id, text),
        None => {
            let hint = nearest(id, &ids).map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
            Err(Faults::of_file(id, format!("no such study{hint}; there are {}", ids.join(", "))))
        }
    }
}

/// What is taken for inputs that a study does not print.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn assumed() -> Assumed {
    read_assumed("assumed", include_str!("../../../studies/assumed.toml")).expect("the built-in file is read in a test")
}

/// Reads a study; `name` is the file as the user named it, `id` the study's own name.
///
/// # Errors
/// Every fault of the file, with its line and column.
pub fn read_study(name: &str, id: &str, text: &str) -> Result<Study, Faults> {
    let raw: raw::Study = raw::parse(name, text)?;
    let mut check = Check { name, text, faults: Vec::new() };
    check.format(&raw.format);
    let definition = check.word(&raw.counts, "counts", &Definition::ALL.map(|d| (d.word(), d)));
    let given: Vec<Given> = raw.given.iter().filter_map(|given| check.given(given)).collect();
    for (i, one) in given.iter().enumerate() {
        if given[..i].iter().any(|other| other.input == one.input) {
            check.fault(raw.given[i].input.span(), "given", format!("`{}` is given twice", input_word(one.input)));
        }
    }
    if raw.result.is_empty() {
        check.fault(0..0, "result", "there is no printed count: a study needs one [[result]] at least".to_owned());
    }
    let results = raw.result.iter().filter_map(|result| check.printed(&result.name, result, "result")).collect();
    let claims = raw.claim.iter().filter_map(|claim| check.claim(claim)).collect();
    let equations = raw.equations.as_ref().and_then(|equations| check.equations(equations));
    check.done()?;
    Ok(Study {
        id: id.to_owned(),
        title: raw.title,
        year: raw.year,
        source: raw.source,
        definition: definition.unwrap_or(Definition::NotRead),
        job: raw.job,
        differs: raw.differs,
        given,
        results,
        claims,
        equations,
    })
}

fn read_assumed(name: &str, text: &str) -> Result<Assumed, Faults> {
    let raw: raw::Assumed = raw::parse(name, text)?;
    let mut check = Check { name, text, faults: Vec::new() };
    check.format(&raw.format);
    let range = |a: &raw::Range, check: &mut Check<'_>| {
        let (input, range) = check.range(&a.input, Some(a.low), a.likely, Some(a.high))?;
        Some((input, range, a.why.clone()))
    };
    let ranges: Vec<_> = raw.assumed.iter().filter_map(|a| range(a, &mut check)).collect();
    let words = Criterion::ALL.map(|c| (c.word(), c));
    let criterion = &raw.criterion;
    let criteria = [&criterion.low, &criterion.likely, &criterion.high].map(|w| check.word(w, "criterion", &words));
    check.done()?;
    Ok(Assumed { ranges, criteria: criteria.map(|c| c.unwrap_or(Criterion::Shell)) })
}

/// Faults as they are found.
struct Check<'a> {
    name: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, span: Range<usize>, key: &str, message: String) {
        self.faults.push(raw::fault(self.name, self.text, span, key, message));
    }

    fn done(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }

    fn format(&mut self, format: &Spanned<u32>) {
        if *format.as_ref() != 1 {
            self.fault(format.span(), "format", format!("is {}; this version reads format 1", format.as_ref()));
        }
    }

    /// One of some words.
    fn word<T: Copy>(&mut self, word: &Spanned<String>, key: &str, known: &[(&'static str, T)]) -> Option<T> {
        let written = word.as_ref().as_str();
        let found = known.iter().find(|(name, _)| *name == written);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let hint = nearest(written, &names).map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
            self.fault(word.span(), key, format!("`{written}` is not known{hint}; allowed: {}", names.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    fn grade(&mut self, grade: &Spanned<String>) -> Option<Grade> {
        self.word(grade, "grade", &Grade::ALL.map(|grade| (grade.word(), grade)))
    }

    /// A range in the unit of its input's name, in SI; a missing end is the likely value.
    fn range(
        &mut self,
        input: &Spanned<String>,
        low: Option<f64>,
        likely: f64,
        high: Option<f64>,
    ) -> Option<(Input, Uncertain)> {
        let words = std::array::from_fn::<_, 14, _>(|i| (KEYS[i].word, &KEYS[i]));
        let key = self.word(input, "input", &words)?;
        let range = Uncertain { low: low.unwrap_or(likely), likely, high: high.unwrap_or(likely) };
        for value in [range.low, range.likely, range.high] {
            if !(key.least..=key.most).contains(&value) {
                let message = format!("{value} is not allowed; allowed: {} to {}", key.least, key.most);
                self.fault(input.span(), key.word, message);
                return None;
            }
        }
        if range.low > range.likely || range.likely > range.high {
            let message = format!("{} to {} with {} likely: must rise", range.low, range.high, range.likely);
            self.fault(input.span(), key.word, message);
            return None;
        }
        Some((key.input, range.scaled(key.si)))
    }

    fn given(&mut self, given: &raw::Given) -> Option<Given> {
        let found = self.range(&given.input, given.low, given.likely, given.high);
        let grade = self.grade(&given.grade)?;
        let (input, range) = found?;
        Some(Given { input, range, grade, source: given.source.clone() })
    }

    fn printed(&mut self, name: &str, result: &raw::Printed, key: &str) -> Option<Printed> {
        let with: Vec<Option<(Input, f64)>> = result
            .with
            .iter()
            .map(|(word, value)| self.range(word, None, *value, None).map(|(input, range)| (input, range.likely)))
            .collect();
        let (low, high) = (*result.low.as_ref(), result.high.unwrap_or(*result.low.as_ref()));
        if !(low >= 1.0 && high >= low && high <= 1e9) {
            self.fault(result.low.span(), key, format!("count {low} to {high}; allowed: 1 to 1e9, rising"));
        }
        let grade = self.grade(&result.grade)?;
        let with = with.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Printed { name: name.to_owned(), low, high, with, grade, source: result.source.clone() })
    }

    fn claim(&mut self, claim: &raw::Claim) -> Option<Printed> {
        let as_result = raw::Printed {
            name: claim.by.clone(),
            low: claim.low.clone(),
            high: claim.high,
            with: Default::default(),
            grade: claim.grade.clone(),
            source: claim.source.clone(),
        };
        self.printed(&claim.by, &as_result, "claim")
    }

    fn equations(&mut self, raw: &raw::Equations) -> Option<OwnEquations> {
        self.word(&raw.model, "model", &[("aei-2025", ())])?;
        let span = raw.model.span();
        for (name, value) in raw.positive() {
            if !(value.is_finite() && value > 0.0) {
                self.fault(span.clone(), &format!("equations.{name}"), format!("{value}; allowed: above 0"));
            }
        }
        Some(OwnEquations {
            source: raw.source.clone(),
            intercept_m: raw.intercept_altitude_km * 1e3,
            max_latitude_rad: raw.max_latitude_deg * RAD,
            masses: aei::Masses {
                kill_vehicle_kg: raw.kill_vehicle_kg,
                body_kg: raw.body_kg,
                support_kg: raw.support_kg,
                divert_m_s: raw.divert_km_s * 1e3,
                speed_m_s: 0.0,
                impulse_s: raw.isp_s,
            },
            programme: aei::Programme {
                mass_kg: 0.0,
                interceptor: aei::Price { first_usd: raw.first_unit_musd * 1e6, slope_fraction: raw.learning_ratio },
                launch: aei::Price {
                    first_usd: raw.first_launch_musd * 1e6,
                    slope_fraction: raw.launch_learning_ratio,
                },
                payload_kg: raw.payload_kg,
                life_years: raw.life_years,
                horizon_years: raw.horizon_years,
                operations_usd_per_year: raw.operations_musd_per_year * 1e6,
                development_usd: raw.development_musd * 1e6,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_study_is_read_and_assumptions_cover_what_may_be_open() {
        let assumed = assumed();
        for (id, _) in BUNDLED {
            let study = bundled_study(id).unwrap_or_else(|faults| panic!("{faults}"));
            assert!(!study.results.is_empty() && !study.job.is_empty(), "{id}");
        }
        for key in KEYS.iter().filter(|key| !matches!(key.input, Input::Salvo | Input::Flyout)) {
            assert!(assumed.ranges.iter().any(|(input, ..)| *input == key.input), "{}", key.word);
        }
        assert!(bundled_study("cbo-2025").unwrap().results[0].high == 2_000.0);
        let faults = bundled_study("cbo-2062").unwrap_err().to_string();
        assert!(faults.contains("did you mean `cbo-2026`"), "{faults}");
    }

    #[test]
    fn every_study_of_stocks_is_a_scenario_without_a_raid() {
        for (id, _) in STOCKS {
            let world = crate::load(crate::Source::Bundled(id), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
            assert_eq!(world.name, id);
            assert!(world.raids.iter().all(|raid| raid.groups.is_empty()) && !world.supply.stocks.is_empty(), "{id}");
        }
    }

    #[test]
    fn every_study_of_money_is_a_scenario_of_elements_alone() {
        for (id, _) in COSTS {
            let world = crate::load(crate::Source::Bundled(id), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
            assert_eq!(world.name, id);
            assert!(world.campaign.is_none() && world.raids.iter().all(|raid| raid.groups.is_empty()), "{id}");
            let rules = world.cost.expect("it has a [cost]");
            assert!(!rules.elements.is_empty() && !rules.unsaid.is_empty(), "{id}");
            assert!(!rules.printed.is_empty() || rules.steps.iter().any(|step| step.printed.is_some()), "{id}");
        }
    }

    #[test]
    fn no_name_is_taken_twice() {
        let scenarios = crate::bundled().iter().map(|b| b.name);
        let named: Vec<&str> =
            BUNDLED.iter().chain(&STOCKS).chain(&COSTS).map(|(id, _)| *id).chain(scenarios).collect();
        for (index, id) in named.iter().enumerate() {
            assert!(!named[..index].contains(id), "{id}");
        }
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let text = "format = 2\ntitle = \"\"\nyear = 2000\nsource = \"\"\ncounts = \"maen\"\njob = \"\"\ndiffers = \"\"\n\
            [[given]]\ninput = \"altitude\"\nlikely = 1\ngrade = \"press\"\nsource = \"\"\n\
            [[given]]\ninput = \"speed_km_s\"\nlow = 7\nlikely = 6\ngrade = \"rumour\"\nsource = \"\"\n\
            [[result]]\nname = \"\"\nlow = 0\ngrade = \"press\"\nsource = \"\"\nwith = { shots = 0 }\n";
        let faults = read_study("a.toml", "a", text).unwrap_err().to_string();
        let expected = [
            "a.toml:1:10: format",
            "a.toml:5:10: counts: `maen` is not known (did you mean `mean`?)",
            "a.toml:9:9: input: `altitude` is not known",
            "a.toml:14:9: speed_km_s: 7 to 6 with 6 likely",
            "a.toml:17:9: grade: `rumour`",
            "a.toml:21:7: result: count 0 to 0",
            "shots: 0 is not allowed",
        ];
        for part in expected {
            assert!(faults.contains(part), "{part}\nnot in\n{faults}");
        }
        assert_eq!(faults.lines().count(), expected.len(), "{faults}");
        let broken = read_study("a.toml", "a", "format = 1\nfoo = 2\n").unwrap_err().to_string();
        assert!(broken.starts_with("a.toml:2:1: "), "{broken}");
    }
}
