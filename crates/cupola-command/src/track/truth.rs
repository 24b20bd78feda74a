//! The file of the truth.

use super::read::number;
use crate::Failure;
use cupola_core::Vec3;
use cupola_track::metrics::look::Body;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The header of a file of the truth; a column `kind` may follow.
const HEADER: &str = "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s";
/// Times nearer than this are the same (s).
pub const SAME_S: f64 = 1e-6;

/// What is there, in order of time.
pub struct Truth {
    /// The file.
    pub shown: String,
    /// Names of targets; the number of a body is its place here.
    pub names: Vec<String>,
    /// Kinds that the file names, if it has the column.
    pub kinds: Option<Vec<String>>,
    rows: Vec<Row>,
}

/// One target at one time.
#[derive(Clone, Copy)]
pub struct Row {
    time_s: f64,
    /// The target.
    pub body: Body,
    /// Its kind, by place among the names.
    pub kind: Option<usize>,
}

/// Names, numbered as they come.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    index: HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        *self.index.entry(name.to_owned()).or_insert_with(|| {
            self.list.push(name.to_owned());
            self.list.len() - 1
        })
    }
}

impl Truth {
    /// Reads a text named by a path, or else that file.
    pub fn read(path: &Path, text: Option<&str>) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let text = text.map_or_else(|| std::fs::read_to_string(path), |text| Ok(text.to_owned()));
        let text = text.map_err(|error| Failure::input(format!("{shown}: {error}")))?;
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default().trim_start_matches('\u{feff}').trim();
        let has_kind = header.strip_prefix(HEADER) == Some(",kind");
        if !has_kind && header != HEADER {
            return Err(Failure::input(format!(
                "{shown}:1: the header is `{header:.80}`; must be `{HEADER}`, and `,kind` may follow"
            )));
        }
        let (mut names, mut kinds) = (Names::default(), Names::default());
        let (mut rows, mut seen) = (Vec::new(), HashSet::new());
        for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let row = row(line, has_kind, &mut names, &mut kinds).and_then(|row| {
                let is_first = seen.insert((row.body.id, (row.time_s / SAME_S).round() as i64));
                let name = &names.list[row.body.id as usize];
                if is_first { Ok(row) } else { Err(format!("truth_id `{name:.40}` twice at {} s", row.time_s)) }
            });
            rows.push(row.map_err(|fault| Failure::input(format!("{shown}:{}: {fault}", index + 2)))?);
        }
        if rows.is_empty() {
            return Err(Failure::input(format!("{shown}: no truth")));
        }
        rows.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        Ok(Self { shown, names: names.list, kinds: has_kind.then_some(kinds.list), rows })
    }

    /// What is there at a time.
    pub fn at(&self, time_s: f64) -> &[Row] {
        let from = self.rows.partition_point(|row| row.time_s < time_s - SAME_S);
        let until = self.rows.partition_point(|row| row.time_s <= time_s + SAME_S);
        &self.rows[from..until]
    }

    /// First and last time (s).
    pub fn span_s(&self) -> [f64; 2] {
        [self.rows[0].time_s, self.rows[self.rows.len() - 1].time_s]
    }
}

fn row(line: &str, has_kind: bool, names: &mut Names, kinds: &mut Names) -> Result<Row, String> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let num_fields = if has_kind { 9 } else { 8 };
    if fields.len() != num_fields {
        return Err(format!("{} columns; must be {num_fields}", fields.len()));
    }
    let named = |index: usize, name: &str| number(fields[index], name);
    let time_s = named(1, "time_s")?;
    let pos_m = Vec3::new(named(2, "x_m")?, named(3, "y_m")?, named(4, "z_m")?);
    let vel_m_s = Vec3::new(named(5, "vx_m_s")?, named(6, "vy_m_s")?, named(7, "vz_m_s")?);
    let kind = match fields.get(8) {
        Some(&"") => return Err("kind is empty".to_owned()),
        kind => kind.map(|kind| kinds.number(kind)),
    };
    Ok(Row { time_s, body: Body { id: names.number(fields[0]) as u64, pos_m, vel_m_s }, kind })
}
