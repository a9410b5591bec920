//! Reading a range in pieces, so that what is held of it is bounded.

use super::samples::{MINUTE_MS, Samples, has_holes};
use super::{Error, STAYS};
use crate::model::{DeploymentName, Gap, GapSource, Millis, Rule, Text};
use crate::store::{GapFilter, ParticipantSpan, RoomSpan, SharedStore, SpanFilter};

/// Spans that are read at once.
const PAGE: u32 = 10_000;

/// Gaps of one source in a range, at most.
const GAPS: u32 = 200_000;

/// Samples of one deployment are read so many milliseconds at once: a day.
const PIECE_MS: i64 = 24 * 3_600_000;

/// At least so many, however many deployments there are: an hour.
const LEAST_MS: i64 = 3_600_000;

/// The last span that was read.
type Place = (Millis, DeploymentName, Text);

/// What of a range is told by gaps.
pub(super) async fn gaps(
    store: &SharedStore,
    source: GapSource,
    (from, to): (Millis, Millis),
    deployment: Option<&String>,
) -> Result<Vec<Gap>, Error> {
    let filter = GapFilter {
        from: Some(from),
        to: Some(to),
        source: Some(source),
        deployment: deployment.cloned(),
        limit: GAPS,
        ..GapFilter::default()
    };
    let gaps = store.gaps(&filter).await?;
    if gaps.len() >= GAPS as usize {
        return Err(Error::TooManyGaps(source));
    }
    Ok(gaps)
}

/// Reads samples piece by piece.
pub(super) struct SampleReader {
    store: SharedStore,
    rule: Rule,
    deployments: usize,
    next: Millis,
    to: Millis,
    piece_ms: i64,
}

impl SampleReader {
    /// From `from`, a whole minute, until before `to`.
    pub(super) fn new(
        store: SharedStore,
        rule: Rule,
        deployments: usize,
        (from, to): (Millis, Millis),
    ) -> Self {
        let many = i64::try_from(deployments.max(1)).unwrap_or(i64::MAX);
        let piece_ms = (PIECE_MS / many / LEAST_MS).max(1) * LEAST_MS;
        Self { store, rule, deployments, next: from, to, piece_ms }
    }

    /// The next piece, and its end; `None` if there is no more.
    pub(super) async fn next(&mut self) -> Result<Option<(Samples, Millis)>, Error> {
        if self.next >= self.to {
            return Ok(None);
        }
        let (from, to) = (self.next, self.next.plus(self.piece_ms).min(self.to));
        self.next = to;
        let only = self.rule.scope.deployment.as_deref();
        if self.rule.measure.is_of_sources() {
            let slots = self.store.source_samples(from, to, only).await?;
            return Ok(Some((Samples::Source(slots), to)));
        }
        let slots = self.store.history(from, to, 10_000, only, None).await?;
        let deployments = if only.is_some() { 1 } else { self.deployments };
        let minutes = if has_holes(&slots, deployments, (from, to)) {
            self.store.history(from, to, MINUTE_MS, only, None).await?
        } else {
            Vec::new()
        };
        Ok(Some((Samples::System { slots, minutes }, to)))
    }
}

/// Rooms and people that begin in a piece of the range.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// Rooms.
    pub(super) rooms: Vec<RoomSpan>,
    /// Stays.
    pub(super) stays: Vec<ParticipantSpan>,
    /// Everything that begins before this time has been read.
    pub(super) end: Millis,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Rooms.
    pub(super) rooms: bool,
    /// Stays.
    pub(super) stays: bool,
}

/// Reads spans piece by piece.
pub(super) struct SpanReader {
    store: SharedStore,
    filter: SpanFilter,
    wanted: Wanted,
    room: Option<Place>,
    stay: Option<Place>,
    stays_read: u64,
    is_over: bool,
}

impl SpanReader {
    /// What went on at `from` or later, and began before `to`.
    pub(super) fn new(
        store: SharedStore,
        rule: &Rule,
        wanted: Wanted,
        (from, to): (Millis, Millis),
    ) -> Self {
        let deployment = rule.scope.deployment.clone();
        let filter = SpanFilter { from, to, deployment, region: None };
        Self { store, filter, wanted, room: None, stay: None, stays_read: 0, is_over: false }
    }

    /// The next piece; `None` if there is no more.
    pub(super) async fn next(&mut self) -> Result<Option<Spans>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut spans = Spans { end: self.filter.to, ..Spans::default() };
        if self.wanted.stays {
            self.read_participants(&mut spans).await?;
        }
        if self.wanted.rooms {
            self.read_rooms(&mut spans).await?;
        }
        self.is_over = spans.end >= self.filter.to;
        Ok(Some(spans))
    }

    /// A page of stays; the piece ends where they do.
    async fn read_participants(&mut self, spans: &mut Spans) -> Result<(), Error> {
        spans.stays = self.store.participant_spans(&self.filter, self.stay.as_ref(), PAGE).await?;
        self.stays_read += spans.stays.len() as u64;
        if self.stays_read > STAYS {
            return Err(Error::TooManyStays);
        }
        let Some(last) = spans.stays.last() else { return Ok(()) };
        self.stay =
            Some((last.joined_at, DeploymentName::clone(&last.deployment), last.sid.clone()));
        if spans.stays.len() >= PAGE as usize {
            // Of the last moment there may be more.
            spans.end = last.joined_at.max(self.filter.from);
        }
        Ok(())
    }

    /// The rooms that begin in the piece, which ends after a page of them where there are no stays.
    async fn read_rooms(&mut self, spans: &mut Spans) -> Result<(), Error> {
        let filter = SpanFilter { to: spans.end, ..self.filter.clone() };
        loop {
            let page = self.store.room_spans(&filter, self.room.as_ref(), PAGE).await?;
            let is_last = page.len() < PAGE as usize;
            if let Some(last) = page.last() {
                let sid = last.sid.clone();
                self.room = Some((last.started_at, DeploymentName::clone(&last.deployment), sid));
                if !is_last && !self.wanted.stays {
                    spans.end = last.started_at.max(self.filter.from);
                }
            }
            spans.rooms.extend(page);
            if is_last || !self.wanted.stays {
                return Ok(());
            }
        }
    }
}
