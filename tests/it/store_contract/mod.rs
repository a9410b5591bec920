//! What every store promises, on SQLite, on TimescaleDB of both licences, with a pooler before it,
//! and on plain Postgres.

mod alerts;
mod audit;
mod backtest;
mod community;
mod elsewhere;
mod events;
mod gaps;
mod history;
mod leases;
pub(crate) mod make;
mod moments;
mod nodes;
mod outbox;
mod quality;
mod retention;
mod rules;
pub(crate) mod samples;
mod schema;
mod sessions;
mod shrinking;
mod upgrade;
mod upgrade_postgres;
mod usage;
mod versions;

/// Makes a test of each function on each database. Those of the Community edition, which wait for
/// one another, are spread among the others by their names.
macro_rules! on_every_database {
    ($($file:ident :: $test:ident),* $(,)?) => {
        $(mod $test {
            use super::$file::$test;
            use crate::database::Database;

            #[tokio::test]
            async fn on_sqlite() {
                Database::sqlite().with($test).await;
            }

            #[tokio::test]
            async fn on_timescale() {
                Database::timescale().await.with($test).await;
            }

            #[tokio::test]
            async fn on_plain_postgres() {
                Database::plain().await.with($test).await;
            }

            #[tokio::test]
            async fn on_timescale_behind_a_pooler() {
                Database::pooled().await.with($test).await;
            }

            #[tokio::test]
            async fn on_the_community_edition() {
                Database::community().await.with($test).await;
            }
        })*
    };
}

on_every_database![
    events::an_event_is_read_back_as_it_was,
    events::an_event_written_twice_counts_once,
    events::a_batch_is_written_whole_or_not_at_all,
    events::the_cursor_moves_with_the_batch,
    events::cursors_of_journals_opened_long_ago_are_forgotten,
    events::pages_of_events_hold_each_once,
    events::each_filter_finds_just_its_events,
    events::any_name_is_stored,
    events::a_name_longer_than_an_index_entry_is_no_obstacle,
    sessions::sessions_are_read_back_as_they_were,
    sessions::of_the_same_key_twice_in_a_batch_the_last_wins,
    sessions::only_what_is_open_or_recent_is_loaded_at_start,
    sessions::rooms_are_filtered_sorted_and_paged,
    sessions::a_searched_text_is_no_pattern,
    sessions::the_latest_room_of_a_name_is_found,
    sessions::participants_come_in_order_of_joining,
    sessions::jobs_are_filtered_and_paged,
    sessions::a_job_that_is_concluded_to_be_over_is_stored_as_over,
    sessions::a_job_whose_room_was_over_long_ago_does_not_run_after_a_start,
    history::participants_are_filtered_sorted_and_paged,
    history::a_searched_participant_is_no_pattern,
    history::pages_after_a_cursor_add_up_to_the_list,
    history::rooms_are_found_by_the_time_they_were_open,
    moments::who_was_there_at_a_moment_is_found_however_long_they_stayed,
    moments::rooms_of_a_moment_are_filtered_sorted_and_paged,
    moments::the_room_of_a_moment_is_found,
    history::events_come_in_the_order_in_which_they_happened,
    usage::usage_is_that_of_the_ledger,
    usage::usage_is_counted_by_scope_and_group,
    usage::usage_before_what_is_known_is_not_nothing,
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
    quality::a_report_belongs_to_the_session_whose_token_sent_it,
    quality::reports_are_retained_as_long_as_samples,
    alerts::an_alert_is_read_back_with_its_life,
    alerts::an_alert_that_changes_is_written_whole,
    alerts::an_id_is_taken_once,
    alerts::what_was_changed_meanwhile_writes_nothing_at_all,
    alerts::hundreds_of_alerts_fire_and_end_in_one_batch,
    alerts::alerts_are_filtered_and_paged,
    alerts::a_searched_alert_is_no_pattern,
    alerts::alert_pages_after_a_cursor_add_up_to_the_list,
    alerts::an_alert_about_any_name_is_stored,
    rules::states_are_replaced_until_they_are_forgotten,
    rules::states_of_long_subjects_are_distinguished,
    rules::a_document_is_written_and_deleted_by_its_version,
    rules::a_document_that_is_there_is_not_made_again,
    leases::one_holds_a_lease_until_it_is_given_back,
    leases::a_lease_that_is_over_is_for_anybody,
    leases::a_lease_of_before_the_clock_was_set_back_is_for_anybody,
    leases::of_many_at_once_one_gets_the_lease,
    leases::without_the_lease_nothing_is_written,
    audit::lines_are_numbered_and_chained_in_their_order,
    audit::two_writers_at_once_make_one_chain,
    audit::each_filter_finds_just_its_lines,
    audit::a_searched_line_is_no_pattern,
    audit::lines_before_a_number_add_up_to_the_trail,
    retention::what_is_over_its_time_goes_and_the_rest_verifies,
    retention::the_trail_is_cut_before_a_line_of_an_open_alert,
    retention::without_anything_to_delete_nothing_is_written,
    retention::alerts_are_retained_as_configured,
    shrinking::the_oldest_days_go_until_the_rest_fits,
    shrinking::young_open_or_audited_data_is_never_deleted_by_size,
    outbox::a_notification_is_read_back_and_written_once,
    outbox::what_is_due_comes_in_order_and_each_message_whole,
    outbox::a_group_is_put_into_one_message_once,
    outbox::a_message_is_tried_until_it_is_accepted,
    outbox::a_parked_message_waits_for_a_decision,
    outbox::nothing_waits_for_a_time_of_a_clock_that_was_ahead,
    outbox::what_cannot_be_decided_writes_nothing,
    outbox::notifications_are_filtered_and_paged,
    backtest::a_source_sample_written_twice_counts_once,
    backtest::source_samples_are_read_by_time_and_deployment,
    backtest::source_samples_are_retained_as_long_as_minutes,
    backtest::spans_are_those_that_went_on_in_the_time,
    backtest::pages_of_spans_add_up,
    gaps::a_gap_is_read_back_and_ends_once,
    gaps::gaps_are_found_by_range_deployment_and_source,
    gaps::the_last_sign_of_life_is_the_last_sample_before,
    gaps::drift_is_counted_by_step_and_kind,
    schema::preparing_again_changes_nothing,
];
