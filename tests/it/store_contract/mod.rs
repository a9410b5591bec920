//! What every store promises, on SQLite, on TimescaleDB of both licences and on plain Postgres.

mod alerts;
mod community;
mod events;
mod gaps;
mod history;
pub(crate) mod make;
mod moments;
mod nodes;
mod quality;
mod samples;
mod schema;
mod sessions;

/// Makes a test of each function on each database.
macro_rules! on_every_database {
    ($($file:ident :: $test:ident),* $(,)?) => {
        mod sqlite {
            use crate::database::Database;
            $(#[tokio::test]
            async fn $test() {
                Database::sqlite().with(super::$file::$test).await;
            })*
        }

        mod timescale {
            use crate::database::Database;
            $(#[tokio::test]
            async fn $test() {
                Database::timescale().await.with(super::$file::$test).await;
            })*
        }

        mod plain_postgres {
            use crate::database::Database;
            $(#[tokio::test]
            async fn $test() {
                Database::plain().await.with(super::$file::$test).await;
            })*
        }

        mod community_edition {
            use crate::database::Database;
            $(#[tokio::test]
            async fn $test() {
                Database::community().await.with(super::$file::$test).await;
            })*
        }
    };
}

on_every_database![
    events::an_event_is_read_back_as_it_was,
    events::an_event_written_twice_counts_once,
    events::a_batch_is_written_whole_or_not_at_all,
    events::the_cursor_moves_with_the_batch,
    events::pages_of_events_hold_each_once,
    events::each_filter_finds_just_its_events,
    events::any_name_is_kept,
    events::a_name_longer_than_an_index_entry_is_no_obstacle,
    sessions::sessions_are_read_back_as_they_were,
    sessions::of_the_same_key_twice_in_a_batch_the_last_wins,
    sessions::only_what_is_open_or_recent_is_loaded_at_start,
    sessions::rooms_are_filtered_sorted_and_paged,
    sessions::a_searched_text_is_no_pattern,
    sessions::the_latest_room_of_a_name_is_found,
    sessions::participants_come_in_order_of_joining,
    sessions::jobs_are_filtered_and_paged,
    history::participants_are_filtered_sorted_and_paged,
    history::a_searched_participant_is_no_pattern,
    history::what_comes_behind_a_place_adds_up_to_the_list,
    history::rooms_are_found_by_the_time_they_were_open,
    moments::who_was_there_at_a_moment_is_found_however_long_they_stayed,
    moments::rooms_of_a_moment_are_filtered_sorted_and_paged,
    moments::the_room_of_a_moment_is_found,
    history::what_was_told_comes_in_the_order_in_which_it_happened,
    samples::a_sample_written_twice_counts_once,
    samples::history_is_the_mean_of_the_samples,
    samples::a_rollup_survives_an_outage_and_a_clock_that_jumps,
    samples::steps_without_samples_are_left_out,
    samples::only_what_is_old_is_deleted,
    nodes::what_a_node_measured_is_read_back,
    nodes::a_step_is_the_mean_of_a_node_and_the_sum_over_nodes,
    nodes::old_measurements_of_nodes_are_deleted,
    quality::reports_are_read_back_in_steps,
    quality::a_report_written_twice_counts_once,
    quality::a_report_belongs_to_the_stay_whose_token_sent_it,
    quality::reports_are_kept_as_long_as_samples,
    alerts::an_alert_is_read_back_with_its_life,
    alerts::an_alert_is_resolved_once,
    alerts::alerts_are_filtered_and_paged,
    gaps::a_gap_is_read_back_and_ends_once,
    gaps::gaps_are_found_by_range_deployment_and_source,
    gaps::the_last_sign_of_life_is_the_last_sample_before,
    gaps::drift_is_counted_by_step_and_kind,
    schema::preparing_again_changes_nothing,
];
