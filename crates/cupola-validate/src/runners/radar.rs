//! Radar ranges and waveforms.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, number, positive};
use cupola_core::math;
use cupola_sense::equation::{LIGHT_SPEED_M_S, range_ratio, stacked_sensitivity_ratio};
use cupola_sense::{Emitter, Reach, equation::Burst};

/// Time a look of the larger radar takes, over that of the smaller: twice, as the source of the case says.
const INTEGRATION_RATIO: f64 = 2.0;

/// Range at an SNR, from the terms of the radar equation.
pub fn range(case: &Case, _: &Given<'_>) -> Answered {
    let ratio = |key: &str| number(case, key).map(|db| math::powf(10.0, db / 10.0));
    let emitter = Emitter {
        peak_w: number(case, "peak_w")?,
        pulse_s: number(case, "pulse_s")?,
        gain_ratio: ratio("gain_db")?,
        wavelength_m: LIGHT_SPEED_M_S / positive(case, "frequency_hz")?,
        temperature_k: number(case, "temp_k")?,
        loss_ratio: ratio("loss_db")?,
    };
    let reach = Reach::physical(&emitter).map_err(Refusal::failed)?;
    let range_m = reach.range_m(positive(case, "rcs_m2")?, ratio("snr_db")?);
    Ok(Answer::by(&["cupola_sense::Reach::physical", "cupola_sense::Reach::range_m"]).with("range_m", range_m))
}

/// Duty and energy of a train of pulses.
pub fn waveform(case: &Case, _: &Given<'_>) -> Answered {
    let num_pulses = positive(case, "pulses")? as u32;
    let burst = Burst { num_pulses, pulse_s: positive(case, "pulse_s")?, repetition_hz: positive(case, "prf_hz")? };
    let note = format!(
        "the pulses fill {} s and send for {} s; the source has {} s and {} s",
        burst.dwell_s(),
        burst.emission_s(),
        number(case, "dwell_s")?,
        number(case, "emission_s")?
    );
    Ok(Answer::by(&["cupola_sense::equation::Burst"])
        .with("duty", burst.duty_fraction())
        .with("energy_over_peak_power_s", burst.emission_s())
        .noting(note))
}

/// What stacked faces and a longer look make of a published range.
pub fn stacked(case: &Case, _: &Given<'_>) -> Answered {
    let (small_m, large_m) = (positive(case, "tpy2_range_km")? * 1e3, positive(case, "gbx_range_km")? * 1e3);
    let faces = positive(case, "stacked_faces")? as u32;
    let stack = stacked_sensitivity_ratio(faces, 1.0).map_err(Refusal::failed)?;
    let both = stacked_sensitivity_ratio(faces, INTEGRATION_RATIO).map_err(Refusal::failed)?;
    // Cross section and SNR cancel: any pair will do.
    let small = Reach::published(small_m, 1.0, 1.0).map_err(Refusal::failed)?;
    let range_m = small.with_sensitivity(both).map_err(Refusal::failed)?.range_m(1.0, 1.0);
    Ok(Answer::by(&["cupola_sense::equation::stacked_sensitivity_ratio", "cupola_sense::Reach::with_sensitivity"])
        .with("range_ratio", range_m / small_m)
        .with("sensitivity_ratio", both)
        .with("stack_only_range_ratio", range_ratio(stack))
        .noting(format!(
            "{faces} faces and twice the time of a look; {range_m:.0} m, and {large_m:.0} m in the source"
        )))
}
