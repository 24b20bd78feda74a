//! Two-line element sets: what stands in which columns.

use super::Satellite;
use crate::EarthError;
use cupola_core::math;

/// One element set: mean elements as SGP4 wants them, of one satellite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElementSet {
    /// Catalogue number; 0 where it has none.
    pub catalogue_number: u32,
    /// Epoch: seconds since 1 January 2000, 12 h UTC.
    pub epoch_j2000_s: f64,
    /// Drag term B*.
    pub bstar_per_earth_radius: f64,
    /// Mean motion after Kozai.
    pub mean_motion_rad_s: f64,
    /// Eccentricity, as a number of its own.
    pub eccentricity: f64,
    /// Inclination.
    pub inclination_rad: f64,
    /// Right ascension of the node.
    pub raan_rad: f64,
    /// Argument of perigee.
    pub arg_perigee_rad: f64,
    /// Mean anomaly.
    pub mean_anomaly_rad: f64,
}

impl ElementSet {
    /// Reads the two lines of an element set. What follows column 68 is not read: the published verification set itself has
    /// sets whose check digit is wrong.
    ///
    /// Catalogue numbers from 100 000 begin with a letter (A is 10, I and O are left out).
    ///
    /// # Errors
    /// [`EarthError::Tle`] for each field that holds something else.
    pub fn from_tle(line1: &str, line2: &str) -> Result<Self, Vec<EarthError>> {
        parse(line1, line2)
    }

    /// The satellite, ready to be propagated.
    ///
    /// # Errors
    /// As [`Satellite::from_mean_elements`].
    pub fn satellite(&self) -> Result<Satellite, EarthError> {
        Satellite::from_mean_elements(
            self.epoch_j2000_s,
            self.bstar_per_earth_radius,
            self.mean_motion_rad_s,
            self.eccentricity,
            self.inclination_rad,
            self.raan_rad,
            self.arg_perigee_rad,
            self.mean_anomaly_rad,
        )
    }
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

    /// Digits, the first of which may be a letter for ten and more.
    fn catalogue_number(self) -> Result<u32, EarthError> {
        const WHAT: &str = "the catalogue number";
        /// Ten, eleven …; two letters look too much like digits.
        const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
        let text = self.columns(WHAT, 3, 7)?;
        let lead = text.chars().next().and_then(|c| LETTERS.find(c));
        let digits = if lead.is_some() { &text[1..] } else { text };
        let number = digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        let number = number.filter(|_| lead.is_none() || digits.len() == 4);
        let lead = lead.map_or(0, |index| index as u32 + 10);
        number.map(|number| lead * 10_000 + number).ok_or_else(|| self.fault(WHAT, 3, 7))
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

/// Reads both lines, every fault named.
fn parse(line1: &str, line2: &str) -> Result<ElementSet, Vec<EarthError>> {
    const PER_DAY: f64 = math::TAU / 86_400.0;
    let (first, second) = match (Line::new(line1, 1), Line::new(line2, 2)) {
        (Ok(first), Ok(second)) => (first, second),
        (first, second) => return Err(first.err().into_iter().chain(second.err()).collect()),
    };
    let mut faults = Vec::new();
    let catalogue_number = first.catalogue_number().unwrap_or_else(|fault| {
        faults.push(fault);
        0
    });
    if first.columns("", 3, 7).ok() != second.columns("", 3, 7).ok() {
        faults.push(second.fault("the catalogue number of line 1", 3, 7));
    }
    let mut kept = |found: Result<f64, EarthError>| {
        found.unwrap_or_else(|fault| {
            faults.push(fault);
            f64::NAN
        })
    };
    let year = kept(first.number("the epoch's year", 19, 20));
    let day = kept(first.number("the epoch's day of the year", 21, 32));
    let set = ElementSet {
        catalogue_number,
        epoch_j2000_s: epoch_j2000_s(year, day),
        bstar_per_earth_radius: kept(first.scaled("the drag term B*", 54, 61)),
        inclination_rad: kept(second.number("the inclination", 9, 16)).to_radians(),
        raan_rad: kept(second.number("the right ascension of the node", 18, 25)).to_radians(),
        eccentricity: kept(second.fraction("the eccentricity", 27, 33)),
        arg_perigee_rad: kept(second.number("the argument of perigee", 35, 42)).to_radians(),
        mean_anomaly_rad: kept(second.number("the mean anomaly", 44, 51)).to_radians(),
        mean_motion_rad_s: kept(second.number("the mean motion", 53, 63)) * PER_DAY,
    };
    if faults.is_empty() { Ok(set) } else { Err(faults) }
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
    fn every_fault_is_found_and_letters_count_on() {
        let broken = LINES[1].replace("34.2682", "34.x682").replace("10.824", "10x824");
        assert_eq!(parse(&LINES[0].replace("179.78", "179,78"), &broken).unwrap_err().len(), 3);
        let number = |text: &str| {
            let lines = LINES.map(|line| line.replace("00005", text));
            parse(&lines[0], &lines[1]).map(|set| set.catalogue_number)
        };
        assert_eq!((number("00005"), number("    5"), number("A0000")), (Ok(5), Ok(5), Ok(100_000)));
        assert_eq!((number("J0001"), number("Z9999")), (Ok(180_001), Ok(339_999)));
        for wrong in ["I0001", "A001 ", "+0001", "a0001", "     "] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn faults_name_line_columns_and_text() {
        let broken = LINES[1].replace("34.2682", "34.x682");
        assert_eq!(
            parse(LINES[0], &broken).unwrap_err()[0].to_string(),
            "line 2 of the element set: columns 9 to 16 should hold the inclination, found ` 34.x682`"
        );
        assert_eq!(
            parse(LINES[0], "2 00006").unwrap_err()[0].to_string(),
            "line 2 of the element set: columns 3 to 7 should hold the catalogue number of line 1, found `00006`"
        );
        for (line1, line2) in
            [("", ""), ("1", "2"), (LINES[1], LINES[0]), (LINES[0], &LINES[1][..60]), ("1 0000é", LINES[1])]
        {
            assert!(parse(line1, line2).is_err());
        }
    }
}
