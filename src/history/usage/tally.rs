//! A count over one span of time. Pure.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Kind, Millis, Text};
use crate::store::UsagePeriod;

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// The labels of the kinds of participants.
const KINDS: [&str; 8] =
    ["standard", "sip", "agent", "egress", "ingress", "connector", "bridge", "other"];

/// The usage of a span.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Minutes that participants of all kinds were connected within the span.
    pub participant_minutes: f64,
    /// The same as LiveKit Cloud would round: each session up to a whole minute.
    pub metered_minutes: u64,
    /// Participant sessions that overlap the span.
    pub sessions: u64,
    /// The most participants that were connected at one time.
    pub peak_participants: u64,
    /// When that was first so; `null` if nobody was there.
    pub peak_at: Option<DateTime<Utc>>,
    /// Different identities.
    pub identities: u64,
    /// By kind of participant; every kind is there.
    pub kinds: Vec<KindFigures>,
    /// Recordings and streams out of rooms.
    pub egress: JobFigures,
    /// Streams into rooms.
    pub ingress: JobFigures,
}

/// The usage by one kind of participant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KindFigures {
    /// `standard`, `sip`, `agent`, `egress`, `ingress`, `connector`, `bridge`, or `other` for a
    /// kind that is not known.
    pub kind: String,
    /// Minutes connected within the span.
    pub minutes: f64,
    /// The same, each session rounded up to a whole minute.
    pub metered_minutes: u64,
    /// Sessions that overlap the span.
    pub sessions: u64,
}

/// The usage by jobs of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobFigures {
    /// Minutes that they ran within the span.
    pub minutes: f64,
    /// The same, each job rounded up to a whole minute.
    pub metered_minutes: u64,
    /// Jobs that overlap the span.
    pub jobs: u64,
}

/// Time, rounded time and number of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    ms: i64,
    metered: u64,
    count: u64,
}

impl Sum {
    fn add(&mut self, ms: i64) {
        self.ms += ms;
        self.metered += ms.unsigned_abs().div_ceil(MINUTE_MS.unsigned_abs());
        self.count += 1;
    }

    #[expect(clippy::cast_precision_loss, reason = "minutes of millennia fit")]
    fn minutes(self) -> f64 {
        self.ms as f64 / MINUTE_MS as f64
    }

    fn job(self) -> JobFigures {
        JobFigures { minutes: self.minutes(), metered_minutes: self.metered, jobs: self.count }
    }
}

/// The count over a span. Sessions must be added in the order of joining, for the peak.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) from: Millis,
    /// Exclusive.
    pub(super) to: Millis,
    kinds: [Sum; KINDS.len()],
    egress: Sum,
    ingress: Sum,
    /// Hashes of deployment and identity: two of a million are the same once in ten million spans.
    identities: HashSet<u64>,
    /// The ends of the sessions that are open at the last join.
    open: BinaryHeap<Reverse<Millis>>,
    peak: Option<(usize, Millis)>,
}

impl Tally {
    pub(super) fn new(from: Millis, to: Millis) -> Self {
        Self {
            from,
            to,
            kinds: [Sum::default(); KINDS.len()],
            egress: Sum::default(),
            ingress: Sum::default(),
            identities: HashSet::new(),
            open: BinaryHeap::new(),
            peak: None,
        }
    }

    /// Whether a period has a part in the span.
    pub(super) fn overlaps(&self, begin: Millis, end: Millis) -> bool {
        begin < self.to && end > self.from || begin == end && begin >= self.from && begin < self.to
    }

    pub(super) fn add_session(&mut self, session: &UsagePeriod<'_>, end: Millis) {
        let (begin, end) = (session.from.max(self.from), end.min(self.to));
        let label = Kind::from(Text::from(session.kind)).label();
        let place = KINDS.iter().position(|kind| *kind == label).unwrap_or(KINDS.len() - 1);
        self.kinds[place].add(end.since(begin).max(0));
        if !session.identity.is_empty() {
            let hasher = BuildHasherDefault::<DefaultHasher>::default();
            self.identities.insert(hasher.hash_one((session.deployment, session.identity)));
        }
        while self.open.peek().is_some_and(|Reverse(end)| *end <= begin) {
            self.open.pop();
        }
        if end > begin {
            self.open.push(Reverse(end));
            let present = self.open.len();
            if self.peak.is_none_or(|(most, _)| present > most) {
                self.peak = Some((present, begin));
            }
        }
    }

    pub(super) fn add_job(&mut self, job: &UsagePeriod<'_>, end: Millis) {
        let ms = end.min(self.to).since(job.from.max(self.from)).max(0);
        match job.kind {
            "egress" => self.egress.add(ms),
            _ => self.ingress.add(ms),
        }
    }

    pub(super) fn figures(&self) -> Figures {
        let mut all = Sum::default();
        for sum in self.kinds {
            all.ms += sum.ms;
            all.metered += sum.metered;
            all.count += sum.count;
        }
        let kinds = KINDS.iter().zip(self.kinds).map(|(kind, sum)| KindFigures {
            kind: (*kind).to_owned(),
            minutes: sum.minutes(),
            metered_minutes: sum.metered,
            sessions: sum.count,
        });
        Figures {
            participant_minutes: all.minutes(),
            metered_minutes: all.metered,
            sessions: all.count,
            peak_participants: self.peak.map_or(0, |(most, _)| most as u64),
            peak_at: self.peak.map(|(_, at)| at.to_utc()),
            identities: self.identities.len() as u64,
            kinds: kinds.collect(),
            egress: self.egress.job(),
            ingress: self.ingress.job(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::model::Millis;
    use crate::store::UsagePeriod;

    fn session<'a>(identity: &'a str, kind: &'a str, from: i64, to: i64) -> UsagePeriod<'a> {
        UsagePeriod {
            deployment: "d",
            room_name: "r-1",
            identity,
            kind,
            from: Millis(from),
            to: Some(Millis(to)),
        }
    }

    fn tally(sessions: &[UsagePeriod<'_>]) -> Tally {
        let mut tally = Tally::new(Millis(60_000), Millis(600_000));
        for session in sessions {
            tally.add_session(session, session.to.expect("it ended"));
        }
        tally
    }

    #[test]
    fn only_time_within_the_span_counts_and_each_session_is_rounded_up() {
        let figures =
            tally(&[session("a", "STANDARD", 0, 90_000), session("b", "SIP", 570_000, 900_000)])
                .figures();
        assert!((figures.participant_minutes - 1.0).abs() < 1e-9, "{figures:?}");
        assert_eq!(figures.metered_minutes, 2);
        let sip = figures.kinds.iter().find(|kind| kind.kind == "sip").expect("every kind");
        assert_eq!((sip.metered_minutes, sip.sessions), (1, 1));
    }

    #[test]
    fn a_session_that_ends_when_another_begins_is_not_there_with_it() {
        let figures = tally(&[
            session("a", "STANDARD", 0, 200_000),
            session("b", "STANDARD", 100_000, 300_000),
            session("a", "STANDARD", 200_000, 400_000),
        ])
        .figures();
        assert_eq!((figures.peak_participants, figures.identities), (2, 2));
        assert_eq!(figures.peak_at, Some(Millis(100_000).to_utc()));
    }

    #[test]
    fn an_unknown_kind_counts_as_other_and_nobody_has_no_peak() {
        let figures = tally(&[session("a", "HOLOGRAM", 60_000, 120_000)]).figures();
        assert_eq!(figures.kinds.last().map(|kind| kind.sessions), Some(1));
        let nobody = tally(&[]).figures();
        assert_eq!((nobody.peak_participants, nobody.peak_at), (0, None));
    }
}
