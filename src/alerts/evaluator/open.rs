//! How many alerts are open, by rule, severity and deployment.

use std::collections::BTreeMap;

use crate::metrics::Metrics;
use crate::model::{Alert, Deployment, Rule};

/// The number of open alerts of each rule, severity and deployment.
pub(super) type OpenAlerts = BTreeMap<[String; 3], i64>;

/// Counts alerts.
pub(super) fn count<'a>(alerts: impl Iterator<Item = &'a Alert>) -> OpenAlerts {
    let mut open = OpenAlerts::new();
    for alert in alerts {
        let deployment = alert.deployment.clone().unwrap_or_default();
        let severity = alert.severity.as_str().to_owned();
        *open.entry([alert.rule.clone(), severity, deployment]).or_default() += 1;
    }
    open
}

/// Adds 0 for each rule and each deployment in its scope that has no open alert.
pub(super) fn add_rules<'a>(
    open: &mut OpenAlerts,
    rules: impl Iterator<Item = &'a Rule>,
    deployments: &[Deployment],
) {
    for rule in rules {
        let only = rule.scope.deployment.as_deref();
        for Deployment { name, .. } in deployments {
            if only.is_none_or(|only| *only == **name) {
                let severity = rule.severity.as_str().to_owned();
                open.entry([rule.name.clone(), severity, name.to_string()]).or_default();
            }
        }
    }
}

/// Exports `open`, and no longer what only `before` has.
pub(super) fn export(metrics: &Metrics, before: &OpenAlerts, open: &OpenAlerts) {
    let series = &metrics.alerts_open;
    for (labels, count) in open {
        series.with_label_values(labels).set(*count);
    }
    let gone = before.keys().filter(|labels| !open.contains_key(*labels));
    for labels in gone {
        // It fails only if it does not exist any more.
        let _ = series.remove_label_values(labels);
    }
}

#[cfg(test)]
mod tests {
    use super::{OpenAlerts, export};
    use crate::metrics::{Format, Metrics};

    #[test]
    fn a_rule_that_is_gone_is_not_exported_and_one_without_alerts_is_0() {
        let metrics = Metrics::new();
        let of = |rules: &[(&str, i64)]| -> OpenAlerts {
            let key = |rule: &str| [rule, "info", "eu"].map(str::to_owned);
            rules.iter().map(|(rule, count)| (key(rule), *count)).collect()
        };
        let (before, open) = (of(&[("old", 2), ("kept", 1)]), of(&[("kept", 0)]));
        export(&metrics, &OpenAlerts::new(), &before);
        export(&metrics, &before, &open);
        let text = metrics.render(Format::Text);
        let lines: Vec<_> =
            text.lines().filter(|it| it.starts_with("livekit_console_alerts_open")).collect();
        let kept = "{deployment=\"eu\",rule=\"kept\",severity=\"info\"} 0";
        assert_eq!(lines, [format!("livekit_console_alerts_open{kept}")]);
    }
}
