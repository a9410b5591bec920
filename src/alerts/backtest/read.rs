//! Reads a range in pieces, so that memory is bounded.

use super::samples::{MINUTE_MS, Samples, has_holes};
use super::{Error, SESSIONS};
use crate::model::{DeploymentName, Gap, GapSource, Millis, Rule, Text};
use crate::store::{GapFilter, ParticipantSpan, RoomSpan, SharedStore, SpanFilter};

/// Sessions that are read in one query.
const PAGE: u32 = 10_000;

/// Gaps of one source in a range, at most.
const GAPS: u32 = 200_000;

/// The length of a piece of samples of one deployment, milliseconds: a day.
const PIECE_MS: i64 = 24 * 3_600_000;

/// The least length of a piece for many deployments, milliseconds: an hour.
const LEAST_MS: i64 = 3_600_000;

/// The last session that was read: its start, deployment and sid.
type SpanCursor = (Millis, DeploymentName, Text);

/// Reads the gaps of a source in a range.
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

    /// Reads the next piece and its end; `None` after the last.
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

/// Rooms and participant sessions that start in a piece of the range.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// Rooms.
    pub(super) rooms: Vec<RoomSpan>,
    /// Participant sessions.
    pub(super) sessions: Vec<ParticipantSpan>,
    /// Everything that starts before this time has been read.
    pub(super) end: Millis,
}

/// What to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WantedSpans {
    /// Rooms.
    pub(super) rooms: bool,
    /// Participant sessions.
    pub(super) sessions: bool,
}

/// Reads spans piece by piece.
pub(super) struct SpanReader {
    store: SharedStore,
    filter: SpanFilter,
    wanted: WantedSpans,
    room: Option<SpanCursor>,
    session: Option<SpanCursor>,
    sessions_read: u64,
    is_over: bool,
}

impl SpanReader {
    /// Sessions that were active at `from` or later, and started before `to`.
    pub(super) fn new(
        store: SharedStore,
        rule: &Rule,
        wanted: WantedSpans,
        (from, to): (Millis, Millis),
    ) -> Self {
        let deployment = rule.scope.deployment.clone();
        let filter = SpanFilter { from, to, deployment, region: None };
        Self { store, filter, wanted, room: None, session: None, sessions_read: 0, is_over: false }
    }

    /// Reads the next piece; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Spans>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut spans = Spans { end: self.filter.to, ..Spans::default() };
        if self.wanted.sessions {
            self.read_participants(&mut spans).await?;
        }
        if self.wanted.rooms {
            self.read_rooms(&mut spans).await?;
        }
        self.is_over = spans.end >= self.filter.to;
        Ok(Some(spans))
    }

    /// Reads a page of participant sessions; the piece ends with the last of them.
    async fn read_participants(&mut self, spans: &mut Spans) -> Result<(), Error> {
        spans.sessions =
            self.store.participant_spans(&self.filter, self.session.as_ref(), PAGE).await?;
        self.sessions_read += spans.sessions.len() as u64;
        if self.sessions_read > SESSIONS {
            return Err(Error::TooManySessions);
        }
        let Some(last) = spans.sessions.last() else { return Ok(()) };
        self.session =
            Some((last.joined_at, DeploymentName::clone(&last.deployment), last.sid.clone()));
        if spans.sessions.len() >= PAGE as usize {
            // More sessions may start at the same time as the last one.
            spans.end = last.joined_at.max(self.filter.from);
        }
        Ok(())
    }

    /// Reads the rooms that start in the piece; without participant sessions it ends after a page.
    async fn read_rooms(&mut self, spans: &mut Spans) -> Result<(), Error> {
        let filter = SpanFilter { to: spans.end, ..self.filter.clone() };
        loop {
            let page = self.store.room_spans(&filter, self.room.as_ref(), PAGE).await?;
            let is_last = page.len() < PAGE as usize;
            if let Some(last) = page.last() {
                let sid = last.sid.clone();
                self.room = Some((last.started_at, DeploymentName::clone(&last.deployment), sid));
                if !is_last && !self.wanted.sessions {
                    spans.end = last.started_at.max(self.filter.from);
                }
            }
            spans.rooms.extend(page);
            if is_last || !self.wanted.sessions {
                return Ok(());
            }
        }
    }
}
