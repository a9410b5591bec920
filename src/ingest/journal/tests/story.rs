//! The steps of a generated story of a journal, and their probabilities.

use proptest::prelude::*;

use super::faults::{Fault, Left};

/// Damage to the files of a journal that is not open.
#[derive(Debug, Clone)]
pub(super) enum Damage {
    /// A write was interrupted: these bytes of a next record arrived.
    Torn(Vec<u8>),
    /// One byte of one segment is changed.
    Flip(u16, u16),
    /// This many bytes of one segment are zeros.
    Zeros(u16, u16, u16),
    /// A segment ends too early.
    Cut(u16, u16),
    /// A segment is missing.
    Gone(u16),
    /// A segment has foreign content.
    Foreign(u16),
    /// The file of the ids holds garbage.
    Id,
    /// The mark is missing.
    NoMark,
    /// The folder is what it was when it was copied.
    OlderCopy,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// This many events are appended at once; with the faults of their groups.
    Append(u8, Vec<Option<Fault>>),
    /// The live reader reads up to this many events.
    Read(u8),
    /// The store takes up to this many events.
    Store(u8),
    /// The database goes away.
    Away,
    /// The database comes back.
    Back,
    /// The database is backed up.
    Backup,
    /// The database is what it was when it was backed up.
    Restore,
    /// The folder is copied, while nobody uses it.
    Copy,
    /// The process is killed; something happens to its files; it starts.
    Crash(Vec<Damage>),
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    prop_oneof![
        3 => Just(None),
        1 => any::<u16>().prop_map(|share| Some(Fault::Write(share))),
        1 => any::<u16>().prop_map(|share| Some(Fault::StickyWrite(share))),
        2 => prop_oneof![Just(Left::All), Just(Left::Nothing), Just(Left::Garbage)]
            .prop_map(|left| Some(Fault::Sync(left))),
    ]
}

fn damage() -> impl Strategy<Value = Damage> {
    let share = any::<u16>;
    prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 1..60).prop_map(Damage::Torn),
        5 => (share(), share()).prop_map(|(segment, at)| Damage::Flip(segment, at)),
        1 => (share(), share(), share()).prop_map(|(segment, at, long)| Damage::Zeros(segment, at, long)),
        1 => (share(), share()).prop_map(|(segment, at)| Damage::Cut(segment, at)),
        1 => share().prop_map(Damage::Gone),
        1 => share().prop_map(Damage::Foreign),
        1 => Just(Damage::Id),
        1 => Just(Damage::NoMark),
        1 => Just(Damage::OlderCopy),
    ]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => (1..40_u8, prop::collection::vec(fault(), 0..4))
            .prop_map(|(events, faults)| Step::Append(events, faults)),
        4 => (1..80_u8).prop_map(Step::Read),
        5 => (1..120_u8).prop_map(Step::Store),
        1 => Just(Step::Away),
        2 => Just(Step::Back),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
        1 => Just(Step::Copy),
        3 => prop::collection::vec(damage(), 0..3).prop_map(Step::Crash),
    ]
}
