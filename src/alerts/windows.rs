//! Windows: the samples of the last hour, and what a rule about a deployment observes in them. The
//! live sampler fills them or, for a backtest, the store: the same samples give the same
//! observation.
//!
//! Events (disconnects, refusals) are counted: the events in the known samples are a lower bound of
//! the events in the window. So a partly known window fires such a rule as soon as the known events
//! are enough; missing samples are never filled with a mean. Levels (rooms, participants) are
//! averaged over the known samples.

use std::collections::{BTreeMap, VecDeque};

use super::evaluate::Observation;
use crate::model::{
    Comparison, DeploymentName, Measure, Millis, Rule, SourceSample, SystemSample, Text,
};

/// The time between samples, milliseconds.
pub const SLOT_MS: i64 = 10_000;

/// Samples stored for a deployment: one hour.
const STORED_SLOTS: usize = 360;

/// Samples per minute. A rate covers the trailing minute, so this many samples count the same
/// event.
const SAMPLES_A_MINUTE: usize = 6;

/// The same as a float.
const SAMPLES_OF_AN_EVENT: f64 = 6.0;

/// The samples of one deployment in one slot.
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
    /// Empty windows of these deployments, with their regions.
    pub fn new(deployments: impl IntoIterator<Item = (DeploymentName, Option<Text>)>) -> Self {
        let series = |region| Series { region, slots: VecDeque::new() };
        Self(deployments.into_iter().map(|(name, region)| (name, series(region))).collect())
    }

    /// Adds a sample of the system.
    pub fn take_system(&mut self, sample: SystemSample) {
        if let Some(slot) = self.slot(&sample.deployment, sample.at) {
            slot.system = Some(sample);
        }
    }

    /// Adds a sample of the sources.
    pub fn take_source(&mut self, sample: SourceSample) {
        if let Some(slot) = self.slot(&sample.deployment, sample.at) {
            slot.source = Some(sample);
        }
    }

    /// The slot of that time, created if it is missing; `None` if it is older than an hour.
    fn slot(&mut self, deployment: &DeploymentName, at: Millis) -> Option<&mut Slot> {
        let slots = &mut self.0.get_mut(deployment)?.slots;
        let at = slot_of(at);
        let index = slots.partition_point(|slot| slot.at < at);
        if slots.get(index).is_none_or(|slot| slot.at != at) {
            slots.insert(index, Slot { at, ..Slot::default() });
        }
        // Removes the oldest slots, which may include the new one.
        let (mut index, mut excess) = (index, slots.len().saturating_sub(STORED_SLOTS));
        while excess > 0 {
            slots.pop_front();
            index = index.checked_sub(1)?;
            excess -= 1;
        }
        slots.get_mut(index)
    }

    /// Removes the samples at `at` and later.
    pub fn forget_from(&mut self, at: Millis) {
        for series in self.0.values_mut() {
            let stored = series.slots.partition_point(|slot| slot.at < at);
            series.slots.truncate(stored);
        }
    }

    /// The deployments and their regions.
    pub fn deployments(&self) -> impl Iterator<Item = (&DeploymentName, Option<&Text>)> {
        self.0.iter().map(|(name, series)| (name, series.region.as_ref()))
    }

    /// What a rule about deployments observes of one at `now`, from the slot that contains `now`
    /// and the window before it.
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
    /// Events per minute over a window of whole minutes.
    fn events(&self, rule: &Rule, latest: Millis) -> Observation {
        let minutes = usize::try_from(rule.window_seconds.div_ceil(60)).unwrap_or(1).max(1);
        // The samples whose trailing minute lies within the window, the oldest first.
        let count = (minutes - 1) * SAMPLES_A_MINUTE + 1;
        let first = latest.plus(-SLOT_MS * (i64::try_from(count).unwrap_or(1) - 1));
        let mut seen = vec![None; count];
        let begin = self.slots.partition_point(|slot| slot.at < first);
        for slot in self.slots.range(begin..).take_while(|slot| slot.at <= latest) {
            let index = usize::try_from(slot.at.since(first) / SLOT_MS).unwrap_or(0);
            seen[index] = value(rule.measure, slot).value();
        }
        #[expect(clippy::cast_precision_loss, reason = "an hour has sixty minutes")]
        let at_least = most(&seen) / minutes as f64;
        let holds = |value| rule.comparison.holds(value, rule.threshold);
        let rises = matches!(rule.comparison, Comparison::Above | Comparison::AtLeast);
        let known = seen.iter().flatten();
        if seen.iter().all(Option::is_some) || holds(at_least) == rises {
            // All samples are known, or the missing ones cannot change the result.
            return Observation::Value(at_least);
        }
        if seen[count - 1].is_none() || is_scarce(known.clone().count(), count) {
            return Observation::Unknown;
        }
        #[expect(clippy::cast_precision_loss, reason = "an hour has 360 samples")]
        let mean = known.clone().sum::<f64>() / known.count() as f64;
        // Enough is known to conclude that few events happened, but not that many did.
        if holds(at_least) || holds(mean) {
            Observation::Unknown
        } else {
            Observation::Value(at_least)
        }
    }
}

/// The least number of events that the samples prove: each sample counts its trailing minute, so
/// samples a minute apart count different events.
fn most(seen: &[Option<f64>]) -> f64 {
    let mut most = vec![0.0_f64; seen.len() + 1];
    for (index, value) in seen.iter().enumerate() {
        let before = most[(index + 1).saturating_sub(SAMPLES_A_MINUTE)];
        most[index + 1] = most[index].max(before + value.unwrap_or(0.0));
    }
    most[seen.len()]
}

/// The start of the slot that contains `at`.
pub const fn slot_of(at: Millis) -> Millis {
    Millis(at.0 - at.0.rem_euclid(SLOT_MS))
}

/// Whether too few slots are known for the window to be known.
const fn is_scarce(known: usize, expected: usize) -> bool {
    known * 2 < expected
}

/// The mean of the known slots of a window; unknown unless the latest slot and at least half of all
/// slots are known.
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

/// The ratio of events in a window; `Nothing` if there were too few events.
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
    // Each event is in six samples, and sums of sixths are not exact.
    if whole + 1e-6 < f64::from(rule.minimum_count.max(1)) {
        return Observation::Nothing;
    }
    Observation::Value((part / whole).clamp(0.0, 1.0))
}

/// Unexpected departures of participants who never became active, so the leave rate excludes them.
fn aborted(sample: &SystemSample) -> f64 {
    (sample.disconnect_rate - sample.leave_rate).max(0.0)
}

/// The value of a measure in one slot.
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
                // Without webhooks, none is late.
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
            // Without participants there is no connection quality.
            None if system.participants <= 0.0 => return Observation::Nothing,
            None => return Observation::Unknown,
        },
        _ => return Observation::Unknown,
    })
}
