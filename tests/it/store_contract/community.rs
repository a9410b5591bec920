//! What only the Community edition can do: continuous aggregates, compression, policies.

use livekit_console::store::{Batch, Edition, Retention};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};

use super::make::{at, event, sample};
use super::samples::write;
use crate::console::shared;
use crate::database::Database;

/// The jobs of each relation, as `relation: procedure`, sorted.
async fn jobs(connection: &mut PgConnection) -> Vec<(String, i32)> {
    let rows = connection
        .fetch_all(
            "SELECT coalesce(a.view_name, j.hypertable_name) || ': ' || j.proc_name, j.job_id
            FROM timescaledb_information.jobs j
            LEFT JOIN timescaledb_information.continuous_aggregates a
                ON a.materialization_hypertable_name = j.hypertable_name
            WHERE j.hypertable_name IS NOT NULL ORDER BY 1",
        )
        .await
        .expect("the extension tells its jobs");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn the_database_rolls_up_compresses_and_forgets_by_itself() {
    let database = Database::community().await;
    let store = database.store();
    store.prepare().await.expect("an empty database can be prepared");
    assert_eq!(store.edition(), Some(Edition::Timescale));
    let events = (0..30).map(|day| event(&format!("EV_{day}"), at(day * 86_400)));
    store.write(&Batch { events: shared(events), ..Batch::default() }).await.expect("written");
    let samples: Vec<_> =
        (0..300).map(|n| sample(at(n * 8640), "a", 2.0, (n % 2 == 0).then_some(80.0))).collect();
    write(&store, &samples).await;
    let mut retention = Retention {
        events_days: Some(100_000),
        sessions_days: Some(100_000),
        samples_days: Some(1),
        minutes_days: Some(100_000),
        hours_days: None,
        alerts_days: None,
    };
    // Everything is older than a day, and yet what a refresh reaches back to is kept.
    store.retain(retention, at(0)).await.expect("nothing is old");
    retention.samples_days = Some(100_000);
    for _ in 0..2 {
        assert_eq!(store.retain(retention, at(0)).await.expect("nothing is old"), 0);
        store.prepare().await.expect("it is prepared already");
    }
    store.close().await;

    let url = database.url();
    let mut connection = PgConnection::connect(url).await.expect("the server answers");
    // The session is the store's.
    connection.execute("DEALLOCATE ALL").await.expect("the server answers");
    let found = jobs(&mut connection).await;
    let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "events: policy_compression",
            "events: policy_retention",
            "node_samples: policy_compression",
            "node_samples: policy_retention",
            "participant_samples: policy_compression",
            "participant_samples: policy_retention",
            "source_samples: policy_compression",
            "source_samples: policy_retention",
            "system_samples: policy_compression",
            "system_samples: policy_retention",
            "system_samples_10m: policy_compression",
            "system_samples_10m: policy_refresh_continuous_aggregate",
            "system_samples_10m: policy_retention",
            "system_samples_1h: policy_compression",
            "system_samples_1h: policy_refresh_continuous_aggregate",
            "system_samples_1m: policy_compression",
            "system_samples_1m: policy_refresh_continuous_aggregate",
            "system_samples_1m: policy_retention",
            "system_samples_6h: policy_compression",
            "system_samples_6h: policy_refresh_continuous_aggregate",
        ]
    );
    for (name, job) in &found {
        let call = format!("CALL run_job({job})");
        let outcome = connection.execute(AssertSqlSafe(call)).await;
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let count = "SELECT count(*) FROM timescaledb_information.chunks
        WHERE is_compressed AND hypertable_name = 'events'";
    let compressed: i64 =
        sqlx::query_scalar(count).fetch_one(&mut connection).await.expect("the extension tells");
    assert!(compressed > 20, "{compressed} chunks of events are compressed");
    connection
        .execute("CALL refresh_continuous_aggregate('system_samples_1h', NULL, NULL)")
        .await
        .expect("refreshed");
    connection.close().await.expect("the server answers");

    // Compressed or not, everything is there, and nothing is written twice.
    let store = database.store();
    let batch =
        Batch { events: shared([event("EV_0", at(0)), event("EV_x", at(0))]), ..Batch::default() };
    assert_eq!(store.write(&batch).await.expect("written"), 1);
    let history = store.history(at(0), at(30 * 86_400), 3_600_000, None, None).await.expect("read");
    assert_eq!(history.len(), 300);
    let mean = history.iter().filter_map(|point| point.connection_quality).sum::<f64>();
    assert!((mean - 150.0 * 80.0).abs() < 1e-6, "{mean}");

    // The hours outlive the samples they were made of.
    let old = Retention { samples_days: Some(5), hours_days: Some(20), ..retention };
    let now = at(30 * 86_400);
    assert!(store.retain(old, now).await.expect("deleted") > 0);
    let left = store.history(at(0), now, 10_000, None, None).await.expect("read");
    assert!(left.len() < 200 && left.len() >= 50, "{} samples are left", left.len());
    let hours = store.history(at(0), now, 3_600_000, None, None).await.expect("read");
    assert!(hours.len() >= 200, "{} hours are left", hours.len());
    store.close().await;
    database.remove().await;
}
