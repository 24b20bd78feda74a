//! Tables written scan by scan: the tracks, and where they will come down.

use cupola::command::Failure;
use cupola::command::track::After;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Header of the table of tracks.
const TRACKS: &str =
    "scan,time_s,track_id,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s,status,existence_probability,sigma_position_m\n";
/// Header of the table of impacts; on the ellipsoid latitude and longitude follow.
const IMPACTS: &str = "scan,time_s,track_id,impact_time_s,sigma_time_s,x_m,y_m,z_m,sigma_major_m,sigma_minor_m";

/// A CSV file, or standard output.
pub struct Sheet {
    out: Box<dyn Write>,
}

impl Sheet {
    /// A table of tracks.
    pub fn of_tracks(path: &Path) -> Result<Self, Failure> {
        Self::create(path, TRACKS)
    }

    /// A table of impacts.
    pub fn of_impacts(path: &Path, is_geodetic: bool) -> Result<Self, Failure> {
        let more = if is_geodetic { ",lat_deg,lon_deg\n" } else { "\n" };
        Self::create(path, &format!("{IMPACTS}{more}"))
    }

    fn create(path: &Path, header: &str) -> Result<Self, Failure> {
        let out: Box<dyn Write> = if path == Path::new("-") {
            Box::new(std::io::stdout().lock())
        } else {
            let file = std::fs::File::create(path);
            Box::new(file.map_err(|error| Failure::other(format!("{}: {error}", path.display())))?)
        };
        let mut sheet = Self { out: Box::new(BufWriter::new(out)) };
        sheet.write(header)?;
        Ok(sheet)
    }

    /// Adds the tracks after a scan.
    pub fn add_tracks(&mut self, after: &After<'_>) -> Result<(), Failure> {
        let mut rows = String::new();
        for track in after.tracks {
            let (p, v) = (track.pos_m, track.vel_m_s);
            let status = track.kind.name();
            let sigma_m = (track.covariance.fixed_view::<3, 3>(0, 0).trace() / 3.0).sqrt();
            let _ = writeln!(
                rows,
                "{},{},{},{:.3},{:.3},{:.3},{:.4},{:.4},{:.4},{status},{:.6},{sigma_m:.3}",
                after.scan, after.time_s, track.id, p.x, p.y, p.z, v.x, v.y, v.z, track.existence_probability
            );
        }
        self.write(&rows)
    }

    /// Adds where the falling ones of the tracks after a scan will come down.
    pub fn add_impacts(&mut self, after: &After<'_>) -> Result<(), Failure> {
        let mut rows = String::new();
        for falling in after.impacts {
            let ([time_s, sigma_s], at, [major_m, minor_m]) = (falling.time_s, falling.pos_m, falling.half_axes_m);
            let _ = write!(
                rows,
                "{},{},{},{time_s:.3},{sigma_s:.3},{:.2},{:.2},{:.2},{major_m:.2},{minor_m:.2}",
                after.scan, after.time_s, falling.track, at.x, at.y, at.z
            );
            if let Some([lat_deg, lon_deg]) = falling.place_deg {
                let _ = write!(rows, ",{lat_deg:.5},{lon_deg:.5}");
            }
            rows.push('\n');
        }
        self.write(&rows)
    }

    /// Writes at once, so that a reader of a pipe is never behind by more than a scan.
    fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).or_else(gone_is_fine)
    }
}

/// A reader that has gone away is no failure.
fn gone_is_fine(error: std::io::Error) -> Result<(), Failure> {
    if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(Failure::other(error)) }
}
