//! The bucket bounds of the histograms, seconds.

/// Seconds: an acknowledgement is one verification and one group commit.
pub(super) const ACK_BUCKETS: &[f64] =
    &[0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// Seconds: a batch is one transaction.
pub(super) const WRITE_BUCKETS: &[f64] =
    &[0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Seconds: from a list that is served from memory to the limit of a request.
pub(super) const POLL_BUCKETS: &[f64] =
    &[0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Seconds: a scrape has 10.
pub(super) const SCRAPE_BUCKETS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Seconds: from a call that failed at once to a room that is open for a day.
pub(super) const ROOM_BUCKETS: &[f64] =
    &[30.0, 60.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 14_400.0, 28_800.0, 86_400.0];

/// Seconds: from a server next door to the limit of a request.
pub(super) const NOTIFICATION_BUCKETS: &[f64] =
    &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0];
