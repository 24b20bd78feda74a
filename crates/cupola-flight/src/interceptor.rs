//! How soon an interceptor can be somewhere: a table built once per type.

mod bytes;
mod fan;
mod fill;

use crate::lifting::between;
use crate::trajectory::cell_of;
use crate::{BURN_S, FlightError, positive};
use cupola_core::Uncertain;
use cupola_earth::atmosphere;

/// Nodes of the table along range, closer together near the launcher, and along height.
const NUM_RANGES: usize = 64;
const NUM_HEIGHTS: usize = 48;

/// Version of the model behind the tables. It has to rise with every change that moves a number of theirs, since kept tables
/// are known by it: the test of the table's digest says when.
pub const MODEL_VERSION: u32 = 1;

/// Longest flight of an interceptor from the ground (s).
const MAX_FLIGHT_S: f64 = 1_500.0;
/// Interceptors that meet nothing below this fly out of the air at once (m).
const EXO_FLOOR_M: f64 = 60_000.0;
/// Mass over drag area of an interceptor after burnout (kg/m²).
const BALLISTIC_COEFFICIENT_KG_M2: f64 = 5_000.0;
/// Greatest lift over the drag without lift.
const LIFT_TO_DRAG: f64 = 4.0;
/// Greatest lateral acceleration by lift (m/s²).
const LATERAL_LIMIT_M_S2: f64 = 300.0;

/// What no source gives for one type and cupola assumes of all: name, range and why. The likely values are used.
pub const ASSUMED: [(&str, Uncertain, &str); 5] = [
    ("max_time_s", Uncertain { low: 600.0, likely: MAX_FLIGHT_S, high: 3_000.0 }, "battery and coolant"),
    (
        "ballistic_coefficient_kg_m2",
        Uncertain { low: 3_000.0, likely: BALLISTIC_COEFFICIENT_KG_M2, high: 10_000.0 },
        "slender missiles after burnout; types that meet nothing below 60 km fly without air",
    ),
    (
        "lift_to_drag",
        Uncertain { low: 2.0, likely: LIFT_TO_DRAG, high: 8.0 },
        "slender bodies at 10° to 20° of incidence",
    ),
    ("lateral_limit_m_s2", Uncertain { low: 200.0, likely: LATERAL_LIMIT_M_S2, high: 500.0 }, "structure, 20 to 50 g"),
    ("propellant_share", Uncertain { low: 0.4, likely: fan::PROPELLANT_SHARE, high: 0.8 }, "solid fuel"),
];

/// An interceptor as its flight sees it, with the envelope it is used in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterceptorFlight {
    /// Time from launch to burnout (s).
    pub boost_s: f64,
    /// Speed at burnout after a launch at 45° (m/s).
    pub speed_m_s: f64,
    /// Longest flight (s): battery, coolant, self-destruction.
    pub max_time_s: f64,
    /// Ballistic coefficient of the coasting missile in air (kg/m²); `None` leaves air out (exo-atmospheric).
    pub ballistic_coefficient_kg_m2: Option<f64>,
    /// Greatest lift over the drag without lift; counts in air only.
    pub lift_to_drag: f64,
    /// Greatest lateral acceleration by lift (m/s²).
    pub lateral_limit_m_s2: f64,
    /// Lateral acceleration of the kill vehicle's own thrusters (m/s²); `None` where it has none or it is not known.
    pub divert_m_s2: Option<f64>,
    /// Greatest ground range of the envelope (m).
    pub range_max_m: f64,
    /// Greatest height of the envelope (m).
    pub ceiling_m: f64,
    /// Least height of the envelope (m).
    pub floor_m: f64,
}

/// What is published of an interceptor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// Time from launch to burnout (s).
    pub boost_s: f64,
    /// Speed at burnout (m/s).
    pub speed_m_s: f64,
    /// Greatest ground range (m).
    pub range_m: f64,
    /// Greatest height (m).
    pub ceiling_m: f64,
    /// Least height (m).
    pub floor_m: f64,
    /// Lateral acceleration of the kill vehicle's thrusters (m/s²), if it has any and they are known.
    pub divert_m_s2: Option<f64>,
}

impl From<Published> for InterceptorFlight {
    /// Adds what is [`ASSUMED`] of all.
    fn from(published: Published) -> Self {
        Self {
            boost_s: published.boost_s,
            speed_m_s: published.speed_m_s,
            max_time_s: MAX_FLIGHT_S,
            ballistic_coefficient_kg_m2: (published.floor_m < EXO_FLOOR_M).then_some(BALLISTIC_COEFFICIENT_KG_M2),
            lift_to_drag: LIFT_TO_DRAG,
            lateral_limit_m_s2: LATERAL_LIMIT_M_S2,
            divert_m_s2: published.divert_m_s2,
            range_max_m: published.range_m,
            ceiling_m: published.ceiling_m,
            floor_m: published.floor_m,
        }
    }
}

impl InterceptorFlight {
    /// # Errors
    /// [`FlightError::NotBetween`] and [`FlightError::NotPositive`] name the first quantity that makes no sense; the ceiling
    /// must lie above the floor.
    fn check(&self) -> Result<(), FlightError> {
        between(&[("boost_s", self.boost_s, 0.1, BURN_S.1)])?;
        positive(&[
            ("speed_m_s", self.speed_m_s),
            ("max_time_s", self.max_time_s),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2.unwrap_or(1.0)),
            ("lift_to_drag", self.lift_to_drag),
            ("lateral_limit_m_s2", self.lateral_limit_m_s2),
            ("divert_m_s2", self.divert_m_s2.unwrap_or(1.0)),
            ("range_max_m", self.range_max_m),
            ("ceiling_m minus floor_m", self.ceiling_m - self.floor_m),
        ])
    }

    /// Lateral acceleration (m/s²) it can still give at a speed (m/s) and height (m); `None` where nothing is known.
    fn manoeuvre_m_s2(&self, speed_m_s: f64, height_m: f64) -> Option<f64> {
        let lift = self.ballistic_coefficient_kg_m2.map(|coefficient_kg_m2| {
            let pressure_pa = 0.5 * atmosphere::density_kg_m3(height_m) * speed_m_s * speed_m_s;
            (pressure_pa / coefficient_kg_m2 * self.lift_to_drag).min(self.lateral_limit_m_s2)
        });
        match (lift, self.divert_m_s2) {
            (Some(lift), Some(divert)) => Some(lift.max(divert)),
            (known, None) | (None, known) => known,
        }
    }
}

/// What an interceptor is like where it meets its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// Time since launch (s).
    pub time_s: f64,
    /// Speed (m/s).
    pub speed_m_s: f64,
    /// Lateral acceleration it can still give (m/s²); `None` where nothing is known of it.
    pub manoeuvre_m_s2: Option<f64>,
}

/// Earliest time of an interceptor over (ground range, height), with the speed left and what it can still manoeuvre.
///
/// A family of flights in a plane over the round Earth, one for each launch elevation, flown by [`crate::integrate`].
/// **Boost:** along a straight line; thrust, less what gravity takes, is constant while the mass falls to two fifths
/// (assumed share of propellant 0.6, 0.4 to 0.8) and such that a launch at 45° has the published speed at burnout; lower
/// ones lose more to the air, steeper ones less. **Coast:** gravity and, in air, drag `½ ρ v² / β`. **Manoeuvre:** lift
/// `½ ρ v² / β` times a ratio up to a limit, or the kill vehicle's thrusters where they give more. Of the flights that pass a
/// point the earliest counts; the border is where none passes. Values lie on 64 ranges (spaced as squares) × 48 heights,
/// bilinear between.
///
/// - **Domain:** the envelope; elsewhere, and where no flight arrives in time, `None`. **Accuracy:** of the table against
///   flights by other means: time 1 % for 95 of 100 places, 3 % beyond a fortieth of the range, border 0.5 %
///   (`tests/verify_interceptor.rs`). Of the flights against real ones: no better than speed, boost time and β are
///   known, some 10 %.
/// - **Assumes:** no lift while flying out (types said to glide to their range do not reach it here), no coast between stages, no
///   turn-over after a vertical launch (1 to 3 s), the Earth at rest, a launcher at height zero.
#[derive(Debug, Clone, PartialEq)]
pub struct FlyoutTable {
    /// What it was made from.
    flight: InterceptorFlight,
    /// Time (s) of each node, row-major by height, `NUM_HEIGHTS` × `NUM_RANGES`.
    times_s: Vec<f32>,
    /// Speed (m/s) and manoeuvre (m/s², NaN unknown) of each node.
    arrivals: Vec<[f32; 2]>,
    /// Greatest range reached (m) at each height; negative where none is.
    border_m: Vec<f32>,
    per_range: f64,
    rows_per_m: f64,
}

impl FlyoutTable {
    /// Flies the family and fills the table.
    ///
    /// # Errors
    /// [`FlightError::NotBetween`] and [`FlightError::NotPositive`] name the first quantity that makes no sense; the ceiling
    /// must lie above the floor.
    /// [`FlightError::BurnoutSpeed`] where the air would hold any boost below the speed.
    pub fn new(interceptor: &InterceptorFlight) -> Result<Self, FlightError> {
        interceptor.check()?;
        let mut table = Self::empty(interceptor);
        table.fill(&interceptor.fan()?);
        for row in 0..NUM_HEIGHTS {
            let height_m = table.row_m(row);
            for arrival in &mut table.arrivals[row * NUM_RANGES..(row + 1) * NUM_RANGES] {
                let manoeuvre = interceptor.manoeuvre_m_s2(f64::from(arrival[0]), height_m);
                arrival[1] = manoeuvre.map_or(f32::NAN, |m| m as f32);
            }
        }
        Ok(table)
    }

    fn empty(flight: &InterceptorFlight) -> Self {
        Self {
            flight: *flight,
            times_s: vec![f32::NAN; NUM_RANGES * NUM_HEIGHTS],
            arrivals: vec![[f32::NAN; 2]; NUM_RANGES * NUM_HEIGHTS],
            border_m: vec![f32::MIN; NUM_HEIGHTS],
            per_range: 1.0 / flight.range_max_m,
            rows_per_m: (NUM_HEIGHTS - 1) as f64 / (flight.ceiling_m - flight.floor_m),
        }
    }

    /// What the table was made from.
    #[must_use]
    pub fn flight(&self) -> &InterceptorFlight {
        &self.flight
    }

    /// Earliest time (s) after launch at a ground range (m) and height (m); `None` out of reach.
    #[inline]
    #[must_use]
    pub fn time_s(&self, range_m: f64, altitude_m: f64) -> Option<f64> {
        let cell = self.cell(range_m, altitude_m)?;
        Some(cell.between(|node| f64::from(self.times_s[node])))
    }

    /// All there is to know about the earliest arrival there; `None` out of reach.
    #[inline]
    #[must_use]
    pub fn arrival(&self, range_m: f64, altitude_m: f64) -> Option<Arrival> {
        let cell = self.cell(range_m, altitude_m)?;
        let manoeuvre = cell.between(|node| f64::from(self.arrivals[node][1]));
        Some(Arrival {
            time_s: cell.between(|node| f64::from(self.times_s[node])),
            speed_m_s: cell.between(|node| f64::from(self.arrivals[node][0])),
            manoeuvre_m_s2: (!manoeuvre.is_nan()).then_some(manoeuvre),
        })
    }

    /// Greatest ground range (m) reached at a height (m); `None` where none is.
    #[must_use]
    pub fn reach_m(&self, altitude_m: f64) -> Option<f64> {
        let cell = self.cell(0.0, altitude_m)?;
        Some(self.border_m(cell.row, cell.v).min(self.flight.range_max_m))
    }

    #[inline]
    fn border_m(&self, row: usize, v: f64) -> f64 {
        f64::from(self.border_m[row]) * (1.0 - v) + f64::from(self.border_m[row + 1]) * v
    }

    /// The cell a point lies in, if it is within reach.
    #[inline]
    fn cell(&self, range_m: f64, altitude_m: f64) -> Option<Cell> {
        let y = (altitude_m - self.flight.floor_m) * self.rows_per_m;
        let inside =
            range_m >= 0.0 && range_m <= self.flight.range_max_m && y >= 0.0 && altitude_m <= self.flight.ceiling_m;
        if !inside {
            return None;
        }
        let x = self.column_of(range_m);
        let (column, row) = (cell_of(x - 0.5).min(NUM_RANGES - 2), cell_of(y - 0.5).min(NUM_HEIGHTS - 2));
        let (u, v) = (x - column as f64, y - row as f64);
        (range_m <= self.border_m(row, v)).then_some(Cell { node: row * NUM_RANGES + column, row, u, v })
    }

    /// Height (m) of a row.
    fn row_m(&self, row: usize) -> f64 {
        self.flight.floor_m + (self.flight.ceiling_m - self.flight.floor_m) * row as f64 / (NUM_HEIGHTS - 1) as f64
    }

    /// Ground range (m) of a column: the squares of its number.
    fn column_m(&self, column: usize) -> f64 {
        let share = column as f64 / (NUM_RANGES - 1) as f64;
        self.flight.range_max_m * share * share
    }

    /// Where among the columns a ground range (m) lies.
    #[inline]
    fn column_of(&self, range_m: f64) -> f64 {
        (range_m * self.per_range).sqrt() * (NUM_RANGES - 1) as f64
    }
}

/// A place between four nodes.
struct Cell {
    node: usize,
    row: usize,
    u: f64,
    v: f64,
}

impl Cell {
    #[inline]
    fn between(&self, value: impl Fn(usize) -> f64) -> f64 {
        let (low, high) = (self.node, self.node + NUM_RANGES);
        let near = value(low) * (1.0 - self.u) + value(low + 1) * self.u;
        let far = value(high) * (1.0 - self.u) + value(high + 1) * self.u;
        near * (1.0 - self.v) + far * self.v
    }
}
