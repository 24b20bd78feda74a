//! Values, kill probabilities and rounds from CSV files, with every fault named by place.

use cupola::command::Failure;
use cupola::command::assign::Tables;
use std::path::Path;

/// Faults that are printed; the rest are counted.
const NUM_PRINTED: usize = 20;

/// A number and where it stands: line and column, from 1.
struct Cell {
    line: usize,
    column: usize,
    value: f64,
}

/// Reads all files; adds to `faults` what is wrong with them. `None` where a file cannot be read as numbers.
pub fn tables(values: &Path, kill: &Path, shots: &str, faults: &mut Vec<String>) -> Option<Tables> {
    let value_rows = rows(values, faults);
    let kill_rows = rows(kill, faults);
    let shots = shots.parse().map(|shots| vec![shots]).ok().or_else(|| shots_of_file(shots, faults));
    let (value_rows, kill_rows) = (value_rows?, kill_rows?);
    let value_cells: Vec<Cell> = value_rows.into_iter().flatten().collect();
    let is_value = |value: f64| value >= 0.0 && value.is_finite();
    check(values, &value_cells, is_value, "0 or more and finite", faults);
    let width = kill_rows[0].len();
    for row in kill_rows.iter().filter(|row| row.len() != width) {
        let first = kill_rows[0][0].line;
        let (shown, line) = (kill.display(), row[0].line);
        faults.push(format!("{shown}:{line}: {} columns; must be {width}, as in line {first}", row.len()));
    }
    if width != value_cells.len() {
        let (values, kill, num_values) = (values.display(), kill.display(), value_cells.len());
        faults.push(format!("{kill}: {width} columns; must be {num_values}, one for each value of {values}"));
    }
    let num_weapons = kill_rows.len();
    let kill_cells: Vec<Cell> = kill_rows.into_iter().flatten().collect();
    check(kill, &kill_cells, |value| (0.0..=1.0).contains(&value), "0 to 1", faults);
    let shots = shots?;
    if shots.len() != 1 && shots.len() != num_weapons {
        let kill = kill.display();
        faults.push(format!(
            "--shots-per-weapon: {} numbers; must be 1 or {num_weapons}, one for each row of {kill}",
            shots.len()
        ));
    }
    let numbers = |cells: Vec<Cell>| cells.into_iter().map(|cell| cell.value).collect();
    Some(Tables { values: numbers(value_cells), kill: numbers(kill_cells), shots })
}
/// Bad input: the first faults, and how many more there are.
pub fn refusal(faults: &[String]) -> Failure {
    let mut text = faults.iter().take(NUM_PRINTED).cloned().collect::<Vec<_>>().join("\n");
    if faults.len() > NUM_PRINTED {
        text.push_str(&format!("\nand {} more", faults.len() - NUM_PRINTED));
    }
    Failure::input(text)
}

fn shots_of_file(name: &str, faults: &mut Vec<String>) -> Option<Vec<u32>> {
    let path = Path::new(name);
    if !path.exists() {
        faults.push(format!(
            "--shots-per-weapon {name}: allowed: a whole number from 0, or a CSV file with one for each weapon"
        ));
        return None;
    }
    let cells: Vec<Cell> = rows(path, faults)?.into_iter().flatten().collect();
    let is_whole = |value: f64| value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0;
    check(path, &cells, is_whole, "a whole number from 0", faults);
    Some(cells.into_iter().map(|cell| cell.value as u32).collect())
}

fn check(path: &Path, cells: &[Cell], is_good: impl Fn(f64) -> bool, allowed: &str, faults: &mut Vec<String>) {
    for Cell { line, column, value } in cells.iter().filter(|cell| !is_good(cell.value)) {
        faults.push(format!("{}:{line}:{column}: {value}; must be {allowed}", path.display()));
    }
}

/// The numbers of a file, row by row; empty lines are passed over.
fn rows(path: &Path, faults: &mut Vec<String>) -> Option<Vec<Vec<Cell>>> {
    let shown = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(format!("{shown}: {error}"));
            return None;
        }
    };
    let num_before = faults.len();
    let mut rows = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut column = 1;
        let mut row = Vec::new();
        for field in line.split(',') {
            match field.trim().parse() {
                Ok(value) => row.push(Cell { line: index + 1, column, value }),
                Err(_) => {
                    faults.push(format!("{shown}:{}:{column}: `{:.40}` is not a number", index + 1, field.trim()))
                }
            }
            column += field.chars().count() + 1;
        }
        rows.push(row);
    }
    if rows.is_empty() {
        faults.push(format!("{shown}: nothing in it; at least one row of numbers is needed"));
    }
    (faults.len() == num_before).then_some(rows)
}
