//! One threat of the catalogue by itself, outside any scenario.

use crate::catalogue::Entry;
use crate::fault::{Faults, Pending, settle};
use crate::tree::{Files, Kind, Node, parse};
use crate::{build, check, raw, set};
use cupola_flight::Vehicle;
use cupola_sim::geometry;
use cupola_sim::world::{Draws, Input, ThreatClass};

/// The least scenario that holds a threat.
const AROUND: &str = "format = 1\n[study]\ntitle = \"\"\nstatus = \"\"\n\
    stock_date = 1970-01-01\nraids_start = 1970-01-01\nend = 1970-01-01\n[[threat]]\nis = ";

/// A threat class by itself, as a scenario that names it would have it.
#[derive(Debug, Clone)]
pub struct Threat {
    /// The class; its fields index into `inputs`.
    pub class: ThreatClass,
    /// The numbers it rests on (SI), with grades and sources.
    pub inputs: Vec<Input>,
}

impl Threat {
    /// The class of a catalogue entry. `sets` are `FIELD=VALUE` in the units of the field's name, applied in order:
    /// what a scenario could write under `[[threat]]`.
    ///
    /// # Errors
    /// Every fault of the sets, and every value that the flight needs and nobody has; also an entry that is no threat.
    pub fn of(entry: &Entry, sets: &[String]) -> Result<Self, Faults> {
        let (mut files, mut faults) = (Files::default(), Vec::new());
        let text = format!("{AROUND}\"{}\"\n", entry.id);
        let file = files.add("catalogue", text.as_str());
        let built = parse(file, &text, &mut faults).and_then(|mut root| {
            if let Some(threat) = first_threat(&mut root) {
                set::apply(threat, &set::given_by_set(sets), &mut files, &mut faults);
            }
            check::walk(&mut root, &mut faults);
            match serde_json::from_value::<raw::RawScenario>(root.to_json()) {
                Ok(raw) => build::build_threat(&raw, &root, &mut faults),
                Err(error) => {
                    if faults.is_empty() {
                        faults.push(Pending::new(root.origin, "", error.to_string()));
                    }
                    None
                }
            }
        });
        match built {
            Some((class, inputs)) if faults.is_empty() => Ok(Self { class, inputs }),
            _ => Err(settle(faults, &files)),
        }
    }

    /// The vehicle, every number at its likely value.
    #[must_use]
    pub fn vehicle(&self) -> Vehicle {
        geometry::vehicle(&self.class.flight, &Draws::likely(&self.inputs))
    }

    /// The inputs its flight rests on.
    #[must_use]
    pub fn flight_inputs(&self) -> Vec<&Input> {
        let ids = geometry::flight_inputs(&self.class.flight);
        ids.into_iter().filter_map(|id| self.inputs.get(id.0 as usize)).collect()
    }
}

fn first_threat(root: &mut Node) -> Option<&mut Node> {
    match &mut root.table_mut()?.get_mut("threat")?.node.kind {
        Kind::List(list) => list.first_mut(),
        _ => None,
    }
}
