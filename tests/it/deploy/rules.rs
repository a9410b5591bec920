//! Prometheus' rules and their runbooks.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::{exported, names, root, series, text, yaml};

/// Every rule of every file.
fn rules() -> Vec<Value> {
    names("prometheus/rules")
        .into_iter()
        .flat_map(|name| {
            let groups = yaml(&format!("prometheus/rules/{name}"));
            let groups = groups["groups"].as_array().expect("groups").clone();
            groups.into_iter().flat_map(|group| group["rules"].as_array().expect("rules").clone())
        })
        .collect()
}

#[test]
fn every_alert_has_a_runbook_and_every_runbook_an_alert() {
    let mut alerts = BTreeMap::new();
    for rule in rules() {
        let Some(name) = rule["alert"].as_str() else { continue };
        let severity = rule["labels"]["severity"].as_str().expect("a severity");
        assert!(["critical", "warning", "info", "none"].contains(&severity), "{name}: {severity}");
        let annotations = &rule["annotations"];
        for needed in ["summary", "description"] {
            assert!(annotations[needed].is_string(), "{name} has no {needed}");
        }
        let url = annotations["runbook_url"].as_str().expect("a runbook");
        assert!(url.ends_with(&format!("/docs/runbooks/{name}.md")), "{url}");
        assert!(alerts.insert(format!("{name}.md"), severity.to_owned()).is_none(), "{name} twice");
    }
    assert!(alerts.len() >= 20);
    assert_eq!(names("docs/runbooks"), alerts.keys().cloned().collect());
    for (file, severity) in alerts {
        let page = text(&format!("docs/runbooks/{file}"));
        assert!(page.lines().count() <= 40, "{file} is too long");
        assert!(page.contains(&format!("Severity `{severity}`")), "{file}: {severity}");
        for part in ["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"] {
            assert!(page.contains(part), "{file} lacks {part}");
        }
    }
}

#[test]
fn every_series_that_a_rule_uses_exists_and_every_alert_is_tested() {
    let rules = rules();
    let mut known = exported();
    known.extend(rules.iter().filter_map(|rule| rule["record"].as_str()).map(str::to_owned));
    let tests: String = names("prometheus/tests")
        .iter()
        .map(|name| text(&format!("prometheus/tests/{name}")))
        .collect();
    for rule in &rules {
        let expression = rule["expr"].as_str().expect("an expression");
        for name in series(expression) {
            assert!(known.contains(&name), "there is no series {name}: {expression}");
        }
        if let Some(name) = rule["alert"].as_str() {
            assert!(tests.contains(name), "no test of {name}");
        }
    }
}

#[test]
fn promtool_accepts_the_rules_their_tests_and_the_configuration() {
    let files = |folder: &str| -> BTreeSet<String> {
        names(folder).into_iter().map(|name| format!("{folder}/{name}")).collect()
    };
    let config = BTreeSet::from(["prometheus/prometheus.yml".to_owned()]);
    for (what, files) in [
        (["check", "rules"], files("prometheus/rules")),
        (["test", "rules"], files("prometheus/tests")),
        (["check", "config"], config),
    ] {
        let verdict = Command::new("promtool")
            .args(what)
            .args(files)
            .current_dir(root())
            .output()
            .expect("promtool is there: `scripts/tools.sh` installs it");
        let said =
            String::from_utf8_lossy(&verdict.stderr) + String::from_utf8_lossy(&verdict.stdout);
        assert!(verdict.status.success(), "{what:?}: {said}");
    }
}
