//! What nodes measured.

use std::collections::BTreeMap;

use livekit_console::model::{Averaging, FIGURES, Millis, NodeFigures, NodeSample};
use livekit_console::store::{Retention, SharedStore};

use super::make::at;

const A: &str = "http://10.0.0.1:6789/metrics";
const B: &str = "http://10.0.0.2:6789/metrics";

/// A sample of a node, its figures made of `n`; those at a place that `unknown` names are not
/// known.
fn measured(at: Millis, url: &str, n: u32, unknown: Option<usize>) -> NodeSample {
    let value = |(index, (_, mean)): (usize, &(&str, Averaging))| {
        let index = f64::from(u32::try_from(index).expect("there are few"));
        // A mean opinion score is from 1 to 4.5.
        let value = if *mean == Averaging::Plain { index } else { 1.0 } + f64::from(n);
        Some(value)
    };
    let values = FIGURES.iter().enumerate();
    NodeSample {
        at,
        deployment: "default".into(),
        url: url.into(),
        node_id: Some("ND_a".into()),
        interval_ms: Some(5000),
        figures: NodeFigures::from_values(
            values.map(|item| if unknown == Some(item.0) { None } else { value(item) }),
        ),
        negative_gauges: BTreeMap::new(),
    }
}

pub(super) async fn what_a_node_measured_is_read_back(store: SharedStore) {
    let first = measured(at(0), A, 1, None);
    let again = measured(at(0), A, 2, None);
    let nothing = NodeSample {
        node_id: None,
        figures: NodeFigures::default(),
        ..measured(at(10), A, 1, None)
    };
    store.write_node_samples(&[]).await.expect("nothing is written");
    store.write_node_samples(std::slice::from_ref(&first)).await.expect("written");
    store.write_node_samples(&[again, nothing]).await.expect("written again");
    let steps = store.node_history(at(0), at(20), 10_000, None, None).await.expect("read");
    let read: Vec<_> = steps.iter().map(|step| (step.at, step.nodes, &step.figures)).collect();
    assert_eq!(read, [(at(0), 1, &first.figures), (at(10), 1, &NodeFigures::default())]);
    for (deployment, url, found) in [
        (Some("default"), Some(A), 2),
        (Some("other"), None, 0),
        (None, Some(B), 0),
        (Some("default"), Some("' OR '1' = '1"), 0),
    ] {
        let steps = store.node_history(at(0), at(20), 10_000, deployment, url).await.expect("read");
        assert_eq!(steps.len(), found, "{deployment:?} {url:?}");
    }
    for (from, to) in [(20, 10), (11, 12), (20, 1000), (-1000, -10)] {
        let steps = store.node_history(at(from), at(to), 10_000, None, None).await.expect("read");
        assert!(steps.is_empty(), "{from} {to}");
    }
    // More than one statement takes.
    let many: Vec<_> = (100..350).map(|n| measured(at(n * 10), A, 1, None)).collect();
    for part in many.chunks(60) {
        store.write_node_samples(part).await.expect("written");
    }
    let steps = store.node_history(at(1000), at(3500), 10_000, None, None).await.expect("read");
    assert_eq!(steps.len(), 250);
}

pub(super) async fn a_step_is_the_mean_of_a_node_and_the_sum_over_nodes(store: SharedStore) {
    let of_a: Vec<_> = (0..FIGURES.len())
        .map(|n| {
            let n = u32::try_from(n).expect("there are few");
            measured(at(i64::from(n) * 10), A, n % 3, Some(n as usize))
        })
        .collect();
    let of_b = measured(at(20), B, 1, None);
    for part in of_a.chunks(20) {
        store.write_node_samples(part).await.expect("written");
    }
    store.write_node_samples(std::slice::from_ref(&of_b)).await.expect("written");
    let step_ms = 3_600_000;
    let mean = NodeFigures::mean(of_a.iter().map(|sample| &sample.figures));
    let steps = store.node_history(at(0), at(3600), step_ms, None, Some(A)).await.expect("read");
    assert_eq!(steps.len(), 1);
    close(&steps[0].figures, &mean);

    let steps = store.node_history(at(0), at(3600), step_ms, Some("default"), None).await;
    let steps = steps.expect("read");
    assert_eq!((steps.len(), steps[0].at, steps[0].nodes), (1, at(0), 2));
    let both = NodeFigures::mean([&mean, &of_b.figures]).values();
    let (one, other) = (mean.values(), of_b.figures.values());
    let summed = FIGURES.iter().enumerate().map(|(index, (_, mean))| match mean {
        Averaging::WeightedBy(_) => both[index],
        _ => Some(one[index].expect("known at times") + other[index].expect("known")),
    });
    close(&steps[0].figures, &NodeFigures::from_values(summed.collect::<Vec<_>>()));
}

/// Fails unless both are the same but for rounding.
fn close(value: &NodeFigures, right: &NodeFigures) {
    for ((name, _), (value, right)) in FIGURES.iter().zip(value.values().iter().zip(right.values()))
    {
        let close = match (value, right) {
            (Some(value), Some(right)) => (value - right).abs() <= 1e-9 * right.abs().max(1.0),
            (value, right) => *value == right,
        };
        assert!(close, "{name}: {value:?} instead of {right:?}");
    }
}

pub(super) async fn old_measurements_of_nodes_are_deleted(store: SharedStore) {
    const DAY: i64 = 86_400;
    let now = at(200 * DAY);
    let ago = |days: i64| now.plus(-days * DAY * 1000);
    let samples = [measured(ago(100), A, 1, None), measured(ago(1), A, 1, None)];
    store.write_node_samples(&samples).await.expect("written");
    let mut retention = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    assert_eq!(store.retain(retention, now).await.expect("kept"), 0);
    retention.samples_days = Some(30);
    assert_eq!(store.retain(retention, now).await.expect("deleted"), 1);
    assert_eq!(store.retain(retention, now).await.expect("nothing is left"), 0);
    let steps = store.node_history(ago(190), now, 10_000, None, None).await.expect("read");
    assert_eq!(steps.iter().map(|step| step.at).collect::<Vec<_>>(), [ago(1)]);
}
