//! All dashboards and rules at a real Prometheus, which scrapes a console in mock mode and two nodes:
//! the simulator's and one that answers as a real node did.

use std::time::Duration;

use livekit_console::clock::Clock;
use livekit_console::simulator::{Faults, Options, Server};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio_util::sync::CancellationToken;

use super::{queries, root, text};
use crate::console::{NOW, eventually};
use crate::database::Database;
use crate::livekit::FakeLiveKit;
use crate::process::Process;
use crate::prometheus::Prometheus;

/// The metrics of a simulated node, until `stop` is cancelled; its address.
fn simulated_node(stop: &CancellationToken) -> std::net::SocketAddr {
    let secret = SecretString::from("a-secret-of-thirty-two-characters");
    let clock = Clock::manual(NOW);
    let options = Options { faults: Faults::NONE, ..Options::default() };
    let server =
        Server::bind(options, clock.clone(), "APInode", &secret, None).expect("a free port");
    // It counts from its start: in an hour everything happens.
    clock.set(NOW.plus(3_600_000));
    let (address, stop) = (server.address(), stop.clone());
    #[expect(clippy::disallowed_methods, reason = "the test ends it by the token")]
    tokio::spawn(server.run(stop));
    address
}

/// As Grafana writes its variables: all of everything.
fn expand(expression: &str) -> String {
    let mut expression = expression.replace("$__rate_interval", "15s").replace("$__range", "1m");
    for name in ["deployment", "region", "job", "instance"] {
        expression = expression.replace(&format!("${name}"), ".*");
    }
    expression
}

#[tokio::test(flavor = "multi_thread")]
async fn every_panel_has_data_in_mock_mode_and_the_rules_are_evaluated() {
    let database = Database::timescale().await;
    let folder = tempfile::tempdir().expect("a folder");
    let settings =
        [("MOCK_MODE", "true"), ("LIVEKIT_POLL_INTERVAL", "1s"), ("DATABASE_URL", database.url())];
    let console = Process::start(folder.path(), &settings).await;
    let stop = CancellationToken::new();
    let node = simulated_node(&stop);
    let real = FakeLiveKit::start();
    real.set(|script| script.metrics = Some(text("tests/fixtures/node-metrics.prom")));

    let config = format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}\n\
         rule_files: ['{}/prometheus/rules/*.yml']\n\
         scrape_configs:\n\
         - job_name: livekit-console\n  static_configs: [{{targets: ['{}']}}]\n\
         - job_name: livekit\n  static_configs: [{{targets: ['{node}', '{}']}}]\n",
        root().display(),
        console.address,
        real.address,
    );
    let prometheus = Prometheus::start(&config);
    for query in queries("expr") {
        let expression = expand(&query.text);
        assert!(!expression.contains('$'), "{}: {expression}", query.place);
        let what = format!("{}: {expression}", query.place);
        eventually(&what, async || !prometheus.query(&expression).await.is_empty()).await;
    }
    eventually("the watchdog fires", async || {
        !prometheus
            .query("ALERTS{alertname=\"LiveKitConsoleWatchdog\",alertstate=\"firing\"}")
            .await
            .is_empty()
    })
    .await;
    let rules = prometheus.get("rules", &[]).await;
    let groups = rules["data"]["groups"].as_array().expect("groups").clone();
    assert!(groups.len() >= 6);
    for rule in groups.iter().flat_map(|group| group["rules"].as_array().expect("rules")) {
        assert_eq!(rule["health"], "ok", "{rule}");
    }

    console.until_stored().await;
    answers_by_sql(database.url()).await;
    drop(prometheus);
    console.stop().await;
    stop.cancel();
    database.remove().await;
}

/// What the simulator plays is there by SQL, too.
async fn answers_by_sql(url: &str) {
    let role = format!("reader_{}", uuid::Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(url).await.expect("the database answers");
    let script = queries::reader(&role);
    connection.execute(sqlx::raw_sql(AssertSqlSafe(script))).await.expect("the role is made");
    // Clients do not report in mock mode, no receiver is configured, nobody acknowledges, and no
    // source needs to be missing.
    let not_played = ["client_reports", "notifications", "gaps", "acknowledged_at -"];
    let mut answered = 0;
    for query in queries::all() {
        if not_played.iter().any(|part| query.text.contains(part)) {
            continue;
        }
        // A minute is summed up when it is over.
        let waiting = async {
            while queries::known_values(&mut connection, &query, 60).await == 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let limit = Duration::from_mins(2);
        assert!(tokio::time::timeout(limit, waiting).await.is_ok(), "no data: {}", query.place);
        answered += 1;
    }
    assert!(answered > 40, "only {answered}");
    let drop = format!("DROP SCHEMA reporting_v1 CASCADE; DROP OWNED BY {role}; DROP ROLE {role}");
    connection.execute(sqlx::raw_sql(AssertSqlSafe(drop))).await.expect("the role goes");
    connection.close().await.expect("the database answers");
}
