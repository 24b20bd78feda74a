//! Detection and measurement models: radar, infrared.
//!
//! In a raid a radar is a published range against a cross section, a sector, a horizon and so much time; an infrared
//! satellite is a line of sight, a threshold and an angle noise. Both say whether they see a point and how much one look
//! tells about it. Beside that stand the parts such figures come from: the range equation ([`equation`]), the chance of a
//! detection ([`detection`]), the noise of a measurement ([`noise`]), brightness ([`brightness`]), and a radar's time
//! ([`budget`]).

pub mod brightness;
pub mod budget;
pub mod detection;
pub mod equation;
mod error;
pub mod infrared;
pub mod noise;
pub mod radar;

pub use budget::{Booking, Budget, Schedule};
pub use detection::{Detector, Swerling};
pub use equation::{Emitter, Reach};
pub use error::SenseError;
pub use radar::Radar;
