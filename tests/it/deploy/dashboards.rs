//! Grafana's dashboards as files. That they are what their generator writes is checked by
//! `scripts/test.sh web`.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{dashboards, exported, names, panels, queries, series, yaml};

#[test]
fn every_series_that_grafana_asks_for_exists() {
    let known = exported();
    let queries = queries("expr");
    for query in &queries {
        let names = series(&query.text);
        assert!(!names.is_empty() || query.text.contains("up{"), "{}: {}", query.place, query.text);
        for name in names {
            assert!(known.contains(&name), "{}: there is no series {name}", query.place);
        }
    }
    assert!(queries.len() > 100, "the dashboards ask for series");
}

#[test]
fn a_second_console_on_the_same_database_doubles_no_figure_of_a_deployment() {
    for query in queries("expr").iter().filter(|query| query.place.starts_with("overview.json")) {
        let figures = query.text.matches("livekit_console_").count();
        let largest = query.text.matches("max by (deployment").count();
        assert_eq!(figures, largest, "{}: {}", query.place, query.text);
    }
}

#[test]
fn every_panel_leads_to_the_console_at_its_time() {
    for (file, dashboard) in dashboards() {
        let mut with_points = 0;
        for panel in panels(&dashboard) {
            let title = &panel["title"];
            let url = panel["links"][0]["url"].as_str().unwrap_or_default();
            assert!(url.starts_with("${console}/"), "{file}, {title}: {url}");
            assert!(url.contains("from=${__from}&to=${__to}"), "{file}, {title}: {url}");
            if panel["type"] == "timeseries" {
                let url = panel["fieldConfig"]["defaults"]["links"][0]["url"].as_str();
                assert_eq!(url, Some("${console}/rooms?at=${__value.time}"), "{file}, {title}");
                with_points += 1;
            }
        }
        assert!(with_points > 0, "{file}");
    }
}

#[test]
fn each_dashboard_has_its_fixed_uid_and_asks_one_source_by_a_variable() {
    assert_eq!(
        names("grafana/dashboards"),
        ["alerts", "health", "nodes", "overview", "quality", "rooms"]
            .map(|name| format!("{name}.json"))
            .into()
    );
    for (file, dashboard) in dashboards() {
        let name = file.strip_suffix(".json").expect("JSON");
        assert_eq!(dashboard["uid"], format!("livekit-console-{name}"));
        assert!(dashboard["id"].is_null(), "{file}");
        assert!(dashboard["schemaVersion"].as_u64() >= Some(42), "{file}");
        let ids: BTreeSet<_> = dashboard["panels"]
            .as_array()
            .expect("panels")
            .iter()
            .map(|panel| panel["id"].as_u64().expect("a number"))
            .collect();
        assert_eq!(ids.len(), dashboard["panels"].as_array().map_or(0, Vec::len), "{file}");
        let sources: BTreeSet<_> =
            panels(&dashboard).filter_map(|panel| panel["datasource"]["uid"].as_str()).collect();
        assert_eq!(sources.len(), 1, "{file}: {sources:?}");
        let variables: BTreeSet<_> = dashboard["templating"]["list"]
            .as_array()
            .expect("variables")
            .iter()
            .filter_map(|variable| variable["name"].as_str())
            .collect();
        let needed: &[&str] = match name {
            "overview" => &["prometheus", "deployment", "console"],
            "nodes" => &["prometheus", "deployment", "region", "instance", "console"],
            "health" => &["prometheus", "instance", "console"],
            _ => &["postgres", "region", "deployment", "console"],
        };
        for name in needed {
            assert!(variables.contains(name), "{file} has no variable {name}");
        }
    }
}

#[test]
fn grafana_is_provisioned_with_what_its_dashboards_use() {
    let sources = yaml("grafana/provisioning/datasources/livekit-console.yaml");
    let provided: BTreeSet<_> = sources["datasources"]
        .as_array()
        .expect("data sources")
        .iter()
        .map(|source| source["uid"].as_str().expect("a fixed uid"))
        .collect();
    let mut used = BTreeSet::new();
    let dashboards = dashboards();
    for (_, dashboard) in &dashboards {
        for variable in dashboard["templating"]["list"].as_array().expect("variables") {
            if variable["type"] == "datasource" {
                used.insert(variable["current"]["value"].as_str().expect("a uid"));
            }
        }
    }
    assert_eq!(used, provided);
    for name in names("grafana/provisioning/dashboards") {
        let file = yaml(&format!("grafana/provisioning/dashboards/{name}"));
        let folder = file["providers"][0]["options"]["path"].as_str().expect("a path");
        let compose = yaml("docker-compose.yml");
        let mounted = compose["services"]["grafana"]["volumes"].as_array().expect("volumes");
        let mut mounted = mounted.iter().filter_map(Value::as_str);
        let is_it = |mount: &str| mount.split(':').nth(1).map(Path::new) == Some(Path::new(folder));
        assert!(mounted.any(is_it), "{folder} is not mounted");
    }
}
