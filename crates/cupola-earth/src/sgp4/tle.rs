//! Two-line element sets: what stands in which columns.

use crate::EarthError;
use cupola_core::math;

/// Mean elements as SGP4 wants them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tle {
    pub(super) epoch_j2000_s: f64,
    pub(super) bstar_per_earth_radius: f64,
    pub(super) mean_motion_rad_s: f64,
    pub(super) eccentricity: f64,
    pub(super) inclination_rad: f64,
    pub(super) raan_rad: f64,
    pub(super) arg_perigee_rad: f64,
    pub(super) mean_anomaly_rad: f64,
}

/// One of the two lines, and its number for faults.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    number: u8,
}

impl<'a> Line<'a> {
    /// A line whose first column holds its number.
    fn new(text: &'a str, number: u8) -> Result<Self, EarthError> {
        let line = Self { text: text.trim_end(), number };
        let first = line.columns("the line's number", 1, 2)?;
        if first == number.to_string() { Ok(line) } else { Err(line.fault("the line's number", 1, 2)) }
    }

    fn fault(self, what: &'static str, first: usize, last: usize) -> EarthError {
        let found = self.text.get(first - 1..last.min(self.text.len())).unwrap_or_default().to_owned();
        EarthError::Tle { line: self.number, what, first, last, found }
    }

    /// Text of columns `first..=last`, counted from one as the format's descriptions do, without blanks around it.
    fn columns(self, what: &'static str, first: usize, last: usize) -> Result<&'a str, EarthError> {
        self.text.get(first - 1..last).map(str::trim).ok_or_else(|| self.fault(what, first, last))
    }

    fn parse(self, text: &str, what: &'static str, first: usize, last: usize) -> Result<f64, EarthError> {
        // `inf`, `nan` and `1e9` are numbers to Rust and none to this format.
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        text.parse().ok().filter(|_| is_plain).ok_or_else(|| self.fault(what, first, last))
    }

    fn number(self, what: &'static str, first: usize, last: usize) -> Result<f64, EarthError> {
        self.parse(self.columns(what, first, last)?, what, first, last)
    }

    /// Digits after an assumed decimal point; blanks among them stand for zeros.
    fn fraction(self, what: &'static str, first: usize, last: usize) -> Result<f64, EarthError> {
        let digits = self.text.get(first - 1..last).ok_or_else(|| self.fault(what, first, last))?;
        self.parse(&format!("0.{}", digits.replace(' ', "0")), what, first, last)
    }

    /// A sign, five digits after an assumed decimal point, and a signed power of ten: ` 28098-4` is 0.28098e-4.
    fn scaled(self, what: &'static str, first: usize, last: usize) -> Result<f64, EarthError> {
        let sign = if self.columns(what, first, first)? == "-" { -1.0 } else { 1.0 };
        let mantissa = self.fraction(what, first + 1, last - 2)?;
        let power = self.number(what, last - 1, last)?;
        Ok(sign * mantissa * math::powf(10.0, power))
    }
}

/// Reads both lines.
///
/// Check digits are not enforced: the published verification set itself has sets whose digit is wrong.
pub(super) fn parse(line1: &str, line2: &str) -> Result<Tle, EarthError> {
    const PER_DAY: f64 = math::TAU / 86_400.0;
    let (first, second) = (Line::new(line1, 1)?, Line::new(line2, 2)?);
    if first.columns("the catalogue number", 3, 7)? != second.columns("the catalogue number", 3, 7)? {
        return Err(second.fault("the catalogue number of line 1", 3, 7));
    }
    let year = first.number("the epoch's year", 19, 20)?;
    let day = first.number("the epoch's day of the year", 21, 32)?;
    Ok(Tle {
        epoch_j2000_s: epoch_j2000_s(year, day),
        bstar_per_earth_radius: first.scaled("the drag term B*", 54, 61)?,
        inclination_rad: second.number("the inclination", 9, 16)?.to_radians(),
        raan_rad: second.number("the right ascension of the node", 18, 25)?.to_radians(),
        eccentricity: second.fraction("the eccentricity", 27, 33)?,
        arg_perigee_rad: second.number("the argument of perigee", 35, 42)?.to_radians(),
        mean_anomaly_rad: second.number("the mean anomaly", 44, 51)?.to_radians(),
        mean_motion_rad_s: second.number("the mean motion", 53, 63)? * PER_DAY,
    })
}

/// Seconds since 1 January 2000, 12 h UTC, of a two-digit year (1957 to 2056) and a day of that year (1 is 1 January, 0 h).
fn epoch_j2000_s(two_digit_year: f64, day_of_year: f64) -> f64 {
    let year = if two_digit_year < 57.0 { two_digit_year + 2_000.0 } else { two_digit_year + 1_900.0 };
    let leap_days = ((year - 1_901.0) / 4.0).floor() - 24.0;
    ((year - 2_000.0) * 365.0 + leap_days + day_of_year - 1.5) * 86_400.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 2] = [
        "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
        "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667",
    ];

    #[test]
    fn fields_are_read_from_their_columns() {
        let tle = parse(LINES[0], LINES[1]).unwrap();
        assert!((tle.bstar_per_earth_radius - 0.28098e-4).abs() < 1e-15);
        assert_eq!(tle.eccentricity, 0.185_966_7);
        assert!((tle.inclination_rad.to_degrees() - 34.2682).abs() < 1e-12);
        assert!((tle.mean_motion_rad_s * 86_400.0 / math::TAU - 10.824_191_57).abs() < 1e-12);
        // 2000, day 179.78: 27 June, 18:50:19.733568.
        assert!((tle.epoch_j2000_s - (178.284_950_62 * 86_400.0)).abs() < 1e-6, "{}", tle.epoch_j2000_s);
    }

    #[test]
    fn epochs_count_leap_days() {
        for (year, day, days) in
            [(0.0, 1.5, 0.0), (1.0, 1.5, 366.0), (99.0, 1.5, -365.0), (4.0, 1.5, 1461.0), (5.0, 1.5, 1827.0)]
        {
            assert_eq!(epoch_j2000_s(year, day), days * 86_400.0, "{year}");
        }
    }

    #[test]
    fn faults_name_line_columns_and_text() {
        let broken = LINES[1].replace("34.2682", "34.x682");
        assert_eq!(
            parse(LINES[0], &broken).unwrap_err().to_string(),
            "line 2 of the element set: columns 9 to 16 should hold the inclination, found ` 34.x682`"
        );
        assert_eq!(
            parse(LINES[0], "2 00006").unwrap_err().to_string(),
            "line 2 of the element set: columns 3 to 7 should hold the catalogue number of line 1, found `00006`"
        );
        for (line1, line2) in
            [("", ""), ("1", "2"), (LINES[1], LINES[0]), (LINES[0], &LINES[1][..60]), ("1 0000é", LINES[1])]
        {
            assert!(parse(line1, line2).is_err());
        }
    }
}
