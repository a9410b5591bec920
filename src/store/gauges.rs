//! The measured columns of `system_samples`, in the one order that every statement uses.
//!
//! `connection_quality` is not among them: it may be unknown, and its mean covers known values
//! only.

/// `$before column $after` of each column, one after the other; with three parts
/// `$before column $between column $after`.
macro_rules! gauges {
    ($before:literal, $after:literal) => {
        gauges!(@each [$before] [] [$after])
    };
    ($before:literal, $between:literal, $after:literal) => {
        gauges!(@each [$before] [$between] [$after])
    };
    (@each $before:tt $between:tt $after:tt) => {
        concat!(
            gauges!(@one $before $between $after "active_rooms"),
            gauges!(@one $before $between $after "participants"),
            gauges!(@one $before $between $after "people"),
            gauges!(@one $before $between $after "machines"),
            gauges!(@one $before $between $after "in_doubt"),
            gauges!(@one $before $between $after "publishers"),
            gauges!(@one $before $between $after "tracks"),
            gauges!(@one $before $between $after "join_rate"),
            gauges!(@one $before $between $after "leave_rate"),
            gauges!(@one $before $between $after "disconnect_rate"),
            gauges!(@one $before $between $after "room_seconds"),
        )
    };
    (@one [$before:literal] [] [$after:literal] $column:literal) => {
        concat!($before, $column, $after)
    };
    (@one [$before:literal] [$between:literal] [$after:literal] $column:literal) => {
        concat!($before, $column, $between, $column, $after)
    };
}

/// The means of samples, and their numbers.
macro_rules! means_of_samples {
    () => {
        concat!(
            gauges!("avg(", "), "),
            "avg(connection_quality), count(*), count(connection_quality)"
        )
    };
}

/// The means of means, and the numbers of samples in them.
macro_rules! means_of_means {
    () => {
        concat!(
            gauges!("sum(", " * samples) / sum(samples), "),
            "sum(connection_quality * quality_samples) / nullif(sum(quality_samples), 0),
            sum(samples), sum(quality_samples)"
        )
    };
}

pub(super) use {gauges, means_of_means, means_of_samples};
