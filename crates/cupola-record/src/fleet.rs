//! A fleet over time as text and JSON: what `cupola space fleet` hands on.

use crate::terminal::TerminalStyle;
use crate::terminal::line::{Line, Page, Tone, bar};
use cupola_space::fleet::{Plan, Served, Tally};
use serde_json::{Map, Value, json};

/// Days of a year.
const YEAR_DAYS: f64 = 365.25;

/// A plan and what its runs gave.
#[derive(Debug, Clone, PartialEq)]
pub struct FleetSheet {
    /// The plan.
    pub plan: Plan,
    /// Its runs, at least one.
    pub tallies: Vec<Tally>,
    /// Served places at the ends of years.
    pub served: Vec<Served>,
}

fn to(x: f64, per_unit: f64) -> f64 {
    (x * per_unit).round() / per_unit + 0.0
}

impl FleetSheet {
    /// Means over the runs of each total, with its name.
    fn totals(&self) -> Vec<(&'static str, f64)> {
        let mut sums = self.tallies[0].totals.named().map(|(name, _)| (name, 0.0));
        for tally in &self.tallies {
            for (sum, (_, count)) in sums.iter_mut().zip(tally.totals.named()) {
                sum.1 += count as f64;
            }
        }
        sums.map(|(name, sum)| (name, sum / self.tallies.len() as f64)).to_vec()
    }

    /// Mean day on which all places were served first, over the runs in which they were, and the share of those runs.
    fn full(&self) -> (Option<f64>, f64) {
        let days: Vec<f64> = self.tallies.iter().filter_map(|tally| tally.full_day).collect();
        let mean = (!days.is_empty()).then(|| days.iter().sum::<f64>() / days.len() as f64);
        (mean, days.len() as f64 / self.tallies.len() as f64)
    }

    /// The sheet as indented JSON, ending in a newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (full_day, full_fraction) = self.full();
        let served = |s: &Served| json!({ "year": to(s.day / YEAR_DAYS, 1e3), "mean": to(s.mean, 1e3), "p05": to(s.p05, 1e3), "p95": to(s.p95, 1e3) });
        let totals: Map<String, Value> =
            self.totals().into_iter().map(|(name, mean)| (name.into(), json!(to(mean, 1e3)))).collect();
        let sheet = json!({
            "num_places": self.plan.num_places(),
            "num_runs": self.tallies.len(),
            "full_day": full_day.map(|day| to(day, 1e3)),
            "full_fraction": to(full_fraction, 1e6),
            "served": self.served.iter().map(served).collect::<Vec<Value>>(),
            "totals": totals,
        });
        serde_json::to_string_pretty(&sheet).unwrap_or_default() + "\n"
    }

    /// The sheet as text, ending in a newline.
    #[must_use]
    pub fn to_text(&self, style: &TerminalStyle) -> String {
        let mut page = Page::new(*style);
        let plan = self.plan;
        let head = format!(
            "{} places in {} planes, {} spares in orbit",
            plan.num_places(),
            plan.num_planes,
            plan.num_planes * plan.num_spares
        );
        page.wrapped(Tone::Strong, "", &head);
        let filled = match self.full() {
            (None, _) => "never all served at once".to_owned(),
            (Some(day), share) if share < 1.0 => {
                format!("all served first after {:.1} years, in {:.0} % of runs", day / YEAR_DAYS, 100.0 * share)
            }
            (Some(day), _) => format!("all served first after {:.1} years", day / YEAR_DAYS),
        };
        page.wrapped(Tone::Dim, "", &format!("{filled}; {} runs, means and 5 to 95 %", self.tallies.len()));
        page.blank();
        for served in &self.served {
            let mut line = Line::default();
            let share = served.mean / plan.num_places() as f64;
            line.left(Tone::Plain, &format!("after {:.0} years", served.day / YEAR_DAYS), 16)
                .right(Tone::Accent, &format!("{:.1}", served.mean), 10)
                .right(Tone::Dim, &format!("{:.0} to {:.0}", served.p05, served.p95), 18)
                .push(Tone::Plain, &format!("  {}", bar(share, 30)));
            page.line(&line);
        }
        page.blank();
        let words = |name: &str| name.trim_start_matches("num_").replace('_', " ");
        for (name, mean) in self.totals() {
            let mut line = Line::default();
            line.left(Tone::Plain, &words(name), 16).right(Tone::Accent, &format!("{mean:.1}"), 10);
            page.line(&line);
        }
        page.finish()
    }
}
