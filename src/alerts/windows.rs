//! Windows: the samples of the last hour, and what a rule about a deployment makes of them. Filled
//! by the live sampler or, for a backtest, from the store: the same samples tell the same.
//!
//! What happens (disconnects, refusals) is counted: events that were seen in a window are at least as
//! many as happened in it, however little of it is known. So a window that is only partly known makes
//! such a rule fire as soon as what was seen is enough, and not before: what was not seen is never
//! filled up with a mean. What is there (rooms, people) is averaged over what is known.

use std::collections::{BTreeMap, VecDeque};

use super::evaluate::Observation;
use crate::model::{
    Comparison, DeploymentName, Measure, Millis, Rule, SourceSample, SystemSample, Text,
};

/// Samples lie on a grid of this, milliseconds.
pub const SLOT_MS: i64 = 10_000;

/// Samples that are kept of a deployment: an hour.
const KEPT: usize = 360;

/// Samples a minute: rates are told for the trailing minute, so that so many tell the same event.
const SAMPLES_A_MINUTE: usize = 6;

/// The same.
const SAMPLES_OF_AN_EVENT: f64 = 6.0;

/// What was sampled of one deployment at one slot.
#[derive(Debug, Clone, Default)]
struct Slot {
    at: Millis,
    system: Option<SystemSample>,
    source: Option<SourceSample>,
}

/// The samples of one deployment.
#[derive(Debug, Clone, Default)]
struct Series {
    region: Option<Text>,
    slots: VecDeque<Slot>,
}

/// The samples of the last hour of every deployment.
#[derive(Debug, Clone, Default)]
pub struct Windows(BTreeMap<DeploymentName, Series>);

impl Windows {
    /// Every deployment that may be sampled, with its region.
    pub fn new(deployments: impl IntoIterator<Item = (DeploymentName, Option<Text>)>) -> Self {
        let series = |region| Series { region, slots: VecDeque::new() };
        Self(deployments.into_iter().map(|(name, region)| (name, series(region))).collect())
    }

    /// Takes what was sampled of the system.
    pub fn take_system(&mut self, sample: SystemSample) {
        if let Some(slot) = self.slot(&sample.deployment, sample.at) {
            slot.system = Some(sample);
        }
    }

    /// Takes what was sampled of the sources.
    pub fn take_source(&mut self, sample: SourceSample) {
        if let Some(slot) = self.slot(&sample.deployment, sample.at) {
            slot.source = Some(sample);
        }
    }

    /// The slot of that time. Times come in order; one that is older than the latest is only found
    /// if it is there or belongs right behind those that are.
    fn slot(&mut self, deployment: &DeploymentName, at: Millis) -> Option<&mut Slot> {
        let slots = &mut self.0.get_mut(deployment)?.slots;
        let at = slot_of(at);
        let place = slots.partition_point(|slot| slot.at < at);
        if slots.get(place).is_none_or(|slot| slot.at != at) {
            slots.insert(place, Slot { at, ..Slot::default() });
        }
        // What goes is the oldest, which may be this very one.
        let (mut place, mut excess) = (place, slots.len().saturating_sub(KEPT));
        while excess > 0 {
            slots.pop_front();
            place = place.checked_sub(1)?;
            excess -= 1;
        }
        slots.get_mut(place)
    }

    /// Forgets what was sampled at `at` and later.
    pub fn forget_from(&mut self, at: Millis) {
        for series in self.0.values_mut() {
            let kept = series.slots.partition_point(|slot| slot.at < at);
            series.slots.truncate(kept);
        }
    }

    /// The deployments and their regions.
    pub fn deployments(&self) -> impl Iterator<Item = (&DeploymentName, Option<&Text>)> {
        self.0.iter().map(|(name, series)| (name, series.region.as_ref()))
    }

    /// What a rule about deployments sees of one at `now`: of the latest slot that has begun, and
    /// of the window behind it.
    pub fn observe(&self, rule: &Rule, deployment: &DeploymentName, now: Millis) -> Observation {
        let Some(series) = self.0.get(deployment) else { return Observation::Gone };
        let latest = slot_of(now);
        if rule.measure.counts_events() {
            return series.events(rule, latest);
        }
        let expected = i64::from(rule.window_seconds) * 1000 / SLOT_MS;
        let expected = usize::try_from(expected).unwrap_or_default().max(1);
        let first = latest.plus(-SLOT_MS * (i64::try_from(expected).unwrap_or(1) - 1));
        let begin = series.slots.partition_point(|slot| slot.at < first);
        let end = series.slots.partition_point(|slot| slot.at <= latest);
        let slots = series.slots.range(begin..end);
        if slots.clone().next_back().is_none_or(|slot| slot.at != latest) {
            return Observation::Unknown;
        }
        if rule.measure.is_ratio() {
            ratio(rule, slots, expected)
        } else {
            mean(rule.measure, slots, expected)
        }
    }
}

impl Series {
    /// How often something happened a minute, over a window of whole minutes.
    fn events(&self, rule: &Rule, latest: Millis) -> Observation {
        let minutes = usize::try_from(rule.window_seconds.div_ceil(60)).unwrap_or(1).max(1);
        // The samples whose trailing minute lies within the window, the oldest first.
        let count = (minutes - 1) * SAMPLES_A_MINUTE + 1;
        let first = latest.plus(-SLOT_MS * (i64::try_from(count).unwrap_or(1) - 1));
        let mut seen = vec![None; count];
        let begin = self.slots.partition_point(|slot| slot.at < first);
        for slot in self.slots.range(begin..).take_while(|slot| slot.at <= latest) {
            let place = usize::try_from(slot.at.since(first) / SLOT_MS).unwrap_or(0);
            seen[place] = value(rule.measure, slot).value();
        }
        #[expect(clippy::cast_precision_loss, reason = "an hour has sixty minutes")]
        let at_least = most(&seen) / minutes as f64;
        let holds = |value| rule.comparison.holds(value, rule.threshold);
        let rises = matches!(rule.comparison, Comparison::Above | Comparison::AtLeast);
        let known = seen.iter().flatten();
        if seen.iter().all(Option::is_some) || holds(at_least) == rises {
            // All is known, or whatever else happened makes no difference.
            return Observation::Value(at_least);
        }
        if seen[count - 1].is_none() || is_scarce(known.clone().count(), count) {
            return Observation::Unknown;
        }
        #[expect(clippy::cast_precision_loss, reason = "an hour has 360 samples")]
        let mean = known.clone().sum::<f64>() / known.count() as f64;
        // Enough is known to say that it is quiet, never that it is not.
        if holds(at_least) || holds(mean) {
            Observation::Unknown
        } else {
            Observation::Value(at_least)
        }
    }
}

/// How many events samples tell of at least: each tells of its trailing minute, so that those that
/// lie a minute apart tell of different ones.
fn most(seen: &[Option<f64>]) -> f64 {
    let mut most = vec![0.0_f64; seen.len() + 1];
    for (place, value) in seen.iter().enumerate() {
        let before = most[(place + 1).saturating_sub(SAMPLES_A_MINUTE)];
        most[place + 1] = most[place].max(before + value.unwrap_or(0.0));
    }
    most[seen.len()]
}

/// The beginning of the slot that `at` lies in.
pub const fn slot_of(at: Millis) -> Millis {
    Millis(at.0 - at.0.rem_euclid(SLOT_MS))
}

/// Whether so few of the slots are known that the window is not.
const fn is_scarce(known: usize, expected: usize) -> bool {
    known * 2 < expected
}

/// The mean of what is known in a window, of which at least half must be known, and the latest.
fn mean<'a>(
    measure: Measure,
    slots: impl Iterator<Item = &'a Slot> + Clone,
    expected: usize,
) -> Observation {
    let (mut sum, mut values, mut known) = (0.0, 0.0, 0);
    let mut latest = Observation::Unknown;
    for slot in slots {
        latest = value(measure, slot);
        match latest {
            Observation::Value(value) => {
                sum += value;
                values += 1.0;
                known += 1;
            }
            Observation::Nothing => known += 1,
            _ => {}
        }
    }
    match latest {
        Observation::Value(_) | Observation::Nothing if !is_scarce(known, expected) => {
            if values > 0.0 { Observation::Value(sum / values) } else { Observation::Nothing }
        }
        _ => Observation::Unknown,
    }
}

/// The share of what happened in a window; nothing if too little happened.
fn ratio<'a>(
    rule: &Rule,
    slots: impl Iterator<Item = &'a Slot> + Clone,
    expected: usize,
) -> Observation {
    let (mut part, mut whole, mut known) = (0.0, 0.0, 0);
    let mut is_latest_known = false;
    for slot in slots {
        let pair = match rule.measure {
            Measure::UnexpectedDepartureRatio => slot
                .system
                .as_ref()
                .map(|sample| (sample.disconnect_rate, sample.leave_rate + aborted(sample))),
            _ => slot
                .source
                .as_ref()
                .and_then(|sample| sample.joins_failed_rate.zip(sample.joins_attempted_rate)),
        };
        is_latest_known = pair.is_some();
        if let Some((some, all)) = pair {
            part += some / SAMPLES_OF_AN_EVENT;
            whole += all / SAMPLES_OF_AN_EVENT;
            known += 1;
        }
    }
    if !is_latest_known || is_scarce(known, expected) {
        return Observation::Unknown;
    }
    // The same event is in six samples: sums of sixths are not exact.
    if whole + 1e-6 < f64::from(rule.minimum_count.max(1)) {
        return Observation::Nothing;
    }
    Observation::Value((part / whole).clamp(0.0, 1.0))
}

/// Unexpected departures that are not among those who left: they never became active.
fn aborted(sample: &SystemSample) -> f64 {
    (sample.disconnect_rate - sample.leave_rate).max(0.0)
}

/// What one slot tells of a measure.
fn value(measure: Measure, slot: &Slot) -> Observation {
    let known = |value: Option<f64>| value.map_or(Observation::Unknown, Observation::Value);
    let source = slot.source.as_ref();
    match measure {
        Measure::WebhookSilence => return known(source.and_then(|s| s.webhook_silence_seconds)),
        Measure::WebhooksLost => return known(source.and_then(|s| s.webhooks_lost_rate)),
        Measure::DriftRate => return known(source.and_then(|s| s.drift_rate)),
        Measure::EgressFailures => return known(source.and_then(|s| s.egress_failures)),
        Measure::WebhooksRefused => return known(source.and_then(|s| s.webhooks_refused_rate)),
        Measure::MachineDisconnectRate => {
            return known(source.and_then(|s| s.machine_disconnect_rate));
        }
        Measure::ApiSilence => return known(source.and_then(|s| s.api_silence_seconds)),
        Measure::WebhookLag => {
            return match source {
                // Where none comes, none is late.
                Some(SourceSample { webhooks_received_rate: Some(0.0), .. }) => {
                    Observation::Nothing
                }
                source => known(source.and_then(|s| s.webhook_lag_seconds)),
            };
        }
        _ => {}
    }
    let Some(system) = &slot.system else { return Observation::Unknown };
    Observation::Value(match measure {
        Measure::ActiveRooms => system.active_rooms,
        Measure::TotalParticipants => system.participants,
        Measure::People => system.people,
        Measure::Machines => system.machines,
        Measure::ParticipantsInDoubt => system.in_doubt,
        Measure::Publishers => system.publishers,
        Measure::Tracks => system.tracks,
        Measure::JoinRate => system.join_rate,
        Measure::LeaveRate => system.leave_rate,
        Measure::DisconnectRate => system.disconnect_rate,
        Measure::AvgRoomDuration if system.active_rooms > 0.0 => {
            system.room_seconds / system.active_rooms
        }
        Measure::AvgRoomDuration => return Observation::Nothing,
        Measure::AvgConnectionQuality => match system.connection_quality {
            Some(quality) => quality,
            // Where nobody is, nobody's connection is bad.
            None if system.participants <= 0.0 => return Observation::Nothing,
            None => return Observation::Unknown,
        },
        _ => return Observation::Unknown,
    })
}
