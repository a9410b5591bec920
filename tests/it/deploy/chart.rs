//! The Helm chart, as far as it can be looked at without Helm.

use std::collections::BTreeSet;

use super::{names, text, yaml};

const CHART: &str = "deploy/helm/livekit-console";

#[test]
fn the_chart_is_of_this_version_and_has_the_same_rules_and_dashboards() {
    let chart = yaml(&format!("{CHART}/Chart.yaml"));
    for field in ["version", "appVersion"] {
        assert_eq!(chart[field], env!("CARGO_PKG_VERSION"), "{field}");
    }
    for (there, here) in [("rules", "prometheus/rules"), ("dashboards", "grafana/dashboards")] {
        let folder = format!("{CHART}/{there}");
        assert_eq!(names(&folder), names(here));
        for name in names(here) {
            let (copy, original) =
                (text(&format!("{folder}/{name}")), text(&format!("{here}/{name}")));
            assert!(copy == original, "{there}/{name} differs");
        }
    }
}

#[test]
fn every_value_of_the_chart_is_described_and_used() {
    let values = yaml(&format!("{CHART}/values.yaml"));
    let schema: serde_json::Value =
        serde_json::from_str(&text(&format!("{CHART}/values.schema.json"))).expect("JSON");
    let given: BTreeSet<_> = values.as_object().expect("values").keys().collect();
    let mut described: BTreeSet<_> =
        schema["properties"].as_object().expect("properties").keys().collect();
    // What Helm gives to every chart.
    described.remove(&"global".to_owned());
    assert_eq!(given, described);
    let folder = format!("{CHART}/templates");
    let mut templates = text(&format!("{folder}/tests/health.yaml"));
    for name in names(&folder).into_iter().filter(|name| name.contains('.')) {
        templates.push_str(&text(&format!("{folder}/{name}")));
    }
    for name in given {
        assert!(templates.contains(&format!(".Values.{name}")), "nothing uses {name}");
    }
}

#[test]
fn the_chart_sets_no_variable_that_the_console_does_not_know() {
    use clap::CommandFactory as _;
    let known: BTreeSet<_> = livekit_console::config::Cli::command()
        .get_arguments()
        .filter_map(|argument| argument.get_env())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let template = text(&format!("{CHART}/templates/statefulset.yaml"));
    let mut set = 0;
    for line in template.lines() {
        let Some((_, rest)) = line.split_once("name: ") else { continue };
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        if name.len() > 2 {
            assert!(known.contains(&name), "{name}");
            set += 1;
        }
    }
    assert!(set >= 6);
}
