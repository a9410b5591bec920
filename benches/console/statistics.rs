//! Medians, percentiles and ratios.

use std::time::Duration;

/// A count as a number to calculate with.
pub(crate) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// The middle of `values`, 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The value that so many per mille of `times` do not exceed, in milliseconds; 0 of none.
pub(crate) fn percentile_ms(times: &mut [Duration], per_mille: usize) -> f64 {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    let at = (times.len() * per_mille / 1000).min(last);
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// The median over rounds of `ours` to `theirs` of the same round.
pub(crate) fn median_ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs.max(1e-9)).collect())
}
