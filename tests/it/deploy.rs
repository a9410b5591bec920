//! What is delivered beside the program says what the program does: compose, Prometheus, Grafana.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use livekit_console::metrics::Metrics;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::database::Database;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join(path)).expect(path);
    serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every string in `value`, with the path to it.
fn strings<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, &format!("{path}[{index}]"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                strings(field, &format!("{path}.{name}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_compose_stack_is_whole_and_reachable_from_this_machine_only() {
    let compose = yaml("docker-compose.yml");
    let services = compose["services"].as_object().expect("services");
    for name in ["console", "timescaledb", "redis", "prometheus", "grafana", "livekit"] {
        assert!(services.contains_key(name), "{name} is missing");
    }
    let mut published = 0;
    for (name, service) in services {
        let image = service["image"].as_str().expect("each has an image");
        assert!(service["build"].is_string() || image.contains(':'), "{name}: {image} has no tag");
        for port in service["ports"].as_array().into_iter().flatten() {
            let port = port.as_str().expect("a text");
            assert!(port.starts_with("127.0.0.1:"), "{name} publishes {port} to everybody");
            published += 1;
        }
        for volume in service["volumes"].as_array().into_iter().flatten() {
            let source = volume.as_str().expect("a text").split(':').next().expect("not empty");
            if source.starts_with('.') {
                assert!(root().join(source).exists(), "{name} mounts {source}, which is not there");
            } else {
                assert!(compose["volumes"].get(source).is_some(), "{name}: volume {source}");
            }
        }
        for needed in service["depends_on"].as_object().into_iter().flat_map(|all| all.keys()) {
            assert!(services.contains_key(needed), "{name} needs {needed}");
        }
    }
    assert!(published >= 4);
    let mut all = Vec::new();
    strings(&compose, "", &mut all);
    all.retain(|(path, _)| ["PASSWORD", "SECRET"].iter().any(|word| path.ends_with(word)));
    assert!(all.len() > 1, "there are secrets: {all:?}");
    for (path, text) in all {
        assert!(text.contains(":?"), "{path} has a value that everybody knows");
    }
}

#[test]
fn the_console_of_the_stack_serves_the_name_that_the_others_use() {
    let compose = yaml("docker-compose.yml");
    let hosts = &compose["services"]["console"]["environment"]["ALLOWED_HOSTS"];
    let hosts = hosts.as_str().expect("a text");
    assert_eq!(hosts.split(',').next(), Some("console"), "{hosts}");
    let mut all = Vec::new();
    strings(&compose, "", &mut all);
    let prometheus = yaml("prometheus/prometheus.yml");
    strings(&prometheus, "", &mut all);
    let uses = all.iter().filter(|(_, text)| text.contains("console:8000")).count();
    assert!(uses >= 2, "LiveKit and Prometheus ask for it");
}

#[test]
fn the_livekit_of_the_stack_sends_webhooks_to_its_console() {
    let compose = yaml("docker-compose.yml");
    let console = &compose["services"]["console"]["environment"];
    let livekit = &compose["services"]["livekit"]["environment"]["LIVEKIT_CONFIG"];
    let livekit: Value = serde_yaml_ng::from_str(livekit.as_str().expect("a text")).expect("YAML");
    let key = console["LIVEKIT_API_KEY"].as_str().expect("a text");
    assert_eq!(livekit["webhook"]["api_key"], key);
    assert_eq!(livekit["keys"][key], console["LIVEKIT_API_SECRET"]);
    assert_eq!(livekit["webhook"]["urls"][0], "http://console:8000/api/livekit/webhook");
    assert_eq!(console["PORT"], "8000");
    assert_eq!(livekit["prometheus"]["port"], 6789);
    let prometheus = yaml("prometheus/prometheus.yml");
    let mut targets = Vec::new();
    strings(&prometheus["scrape_configs"], "", &mut targets);
    let targets: Vec<_> = targets.into_iter().map(|(_, text)| text).collect();
    assert!(targets.contains(&"console:8000") && targets.contains(&"livekit:6789"));
}

#[test]
fn every_variable_that_the_stack_sets_is_one_that_the_console_knows() {
    let compose = yaml("docker-compose.yml");
    let help = {
        use clap::CommandFactory as _;
        livekit_console::config::Cli::command()
            .get_arguments()
            .filter_map(|argument| argument.get_env())
            .map(|name| name.to_string_lossy().into_owned())
            .collect::<BTreeSet<_>>()
    };
    let console = compose["services"]["console"]["environment"].as_object().expect("variables");
    for name in console.keys() {
        assert!(help.contains(name), "the console knows no {name}");
    }
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    for name in ["LIVEKIT_URL", "MOCK_MODE", "DATABASE_URL", "PORT", "JOURNAL_DIR"] {
        assert!(help.contains(name) && readme.contains(name), "{name}");
    }
}

fn dashboards() -> Vec<(String, Value)> {
    let folder = root().join("grafana/dashboards");
    std::fs::read_dir(&folder)
        .expect("dashboards")
        .map(|file| {
            let path = file.expect("there").path();
            let text = std::fs::read_to_string(&path).expect("readable");
            (path.display().to_string(), serde_json::from_str(&text).expect("JSON"))
        })
        .collect()
}

/// Every target of every panel: the panel's title and the target.
fn targets(panels: &Value, found: &mut Vec<(String, Value)>) {
    for panel in panels.as_array().into_iter().flatten() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            found.push((panel["title"].as_str().unwrap_or_default().to_owned(), target.clone()));
        }
        targets(&panel["panels"], found);
    }
}

/// The names of series in a `PromQL` expression.
fn series(expression: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    expression
        .split(|c| !is_part(c))
        .filter(|word| word.starts_with("livekit_") || word.starts_with("process_"))
        .map(|word| word.strip_suffix("_bucket").unwrap_or(word).to_owned())
        .collect()
}

#[test]
fn every_series_that_grafana_asks_for_exists() {
    let mut exists: BTreeSet<_> =
        Metrics::describe().into_iter().map(|series| series.name).collect();
    exists
        .extend(["process_resident_memory_bytes", "process_cpu_seconds_total"].map(str::to_owned));
    let mut asked = 0;
    for (path, dashboard) in dashboards() {
        let mut all = Vec::new();
        targets(&dashboard["panels"], &mut all);
        for (title, target) in all {
            let Some(expression) = target["expr"].as_str() else { continue };
            let names = series(expression);
            assert!(!names.is_empty(), "{path}, {title}: {expression}");
            for name in names {
                assert!(exists.contains(&name), "{path}, {title}: there is no series {name}");
                asked += 1;
            }
        }
    }
    assert!(asked > 20, "the dashboards ask for series");
}

/// Grafana's macros, written out as Grafana does.
fn expand(sql: &str, step_seconds: u32) -> String {
    let mut sql = sql.to_owned();
    while let Some(at) = sql.find("$__timeGroupAlias(") {
        let end = at + sql[at..].find(')').expect("the macro ends");
        let inside = &sql[at + "$__timeGroupAlias(".len()..end];
        let column = inside.split(',').next().expect("a column");
        let written = format!("time_bucket('{step_seconds}s', {column}) AS \"time\"");
        sql.replace_range(at..=end, &written);
    }
    while let Some(at) = sql.find("$__timeFilter(") {
        let end = at + sql[at..].find(')').expect("the macro ends");
        let column = &sql[at + "$__timeFilter(".len()..end];
        let written = format!("{column} BETWEEN now() - interval '6 hours' AND now()");
        sql.replace_range(at..=end, &written);
    }
    sql.replace("$__interval_ms", &(step_seconds * 1000).to_string())
        .replace("${deployment:sqlstring}", "'default','o''brien'")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_grafana_runs_on_the_database() {
    let database = Database::timescale().await;
    let url = database.url().to_owned();
    database
        .with(async |_| {
            let mut connection = PgConnection::connect(&url).await.expect("the database answers");
            let mut asked = 0;
            for (path, dashboard) in dashboards() {
                let mut all = Vec::new();
                targets(&dashboard["panels"], &mut all);
                for (title, target) in all {
                    let Some(sql) = target["rawSql"].as_str() else { continue };
                    for step_seconds in [60, 3600] {
                        let sql = expand(sql, step_seconds);
                        assert!(!sql.contains('$'), "{path}, {title}: a macro is left in {sql}");
                        connection
                            .execute(sqlx::raw_sql(AssertSqlSafe(sql.as_str())))
                            .await
                            .unwrap_or_else(|error| panic!("{path}, {title}: {error}\n{sql}"));
                        asked += 1;
                    }
                }
            }
            assert!(asked > 20, "the dashboards send queries");
            connection.close().await.expect("the database answers");
        })
        .await;
}

#[test]
fn grafana_is_provisioned_with_what_its_dashboards_use() {
    let sources = yaml("grafana/provisioning/datasources/livekit-console.yaml");
    let uids: BTreeSet<_> = sources["datasources"]
        .as_array()
        .expect("data sources")
        .iter()
        .map(|source| source["uid"].as_str().expect("a fixed uid").to_owned())
        .collect();
    assert_eq!(uids.len(), 2);
    for file in std::fs::read_dir(root().join("grafana/provisioning/dashboards")).expect("there") {
        let path = file.expect("there").path();
        let path = path.strip_prefix(root()).expect("below it");
        let provided = yaml(path.to_str().expect("UTF-8"));
        let folder = provided["providers"][0]["options"]["path"].as_str().expect("a path");
        let compose = yaml("docker-compose.yml");
        let mounted = compose["services"]["grafana"]["volumes"].as_array().expect("volumes");
        let mounted = mounted.iter().filter_map(Value::as_str);
        let inside =
            |mount: &str| mount.split(':').nth(1).map(Path::new) == Some(Path::new(folder));
        assert!(mounted.into_iter().any(inside), "{folder} is not mounted");
    }
    for (path, dashboard) in dashboards() {
        let uid = dashboard["uid"].as_str().expect("a fixed uid");
        assert!(uid.len() <= 40 && dashboard["id"].is_null(), "{path}");
    }
}
