//! Measurements of nodes. In every statement the measured columns of `node_samples` are those of
//! [`FIGURES`], in that order.

use super::bulk::{Insert, Kind};
use super::columns::key;
use super::resolution::ceiling;
use super::row::Row;
use super::sql::Sql;
use super::step::{self, Step};
use super::{Error, Store};
use crate::model::{Averaging, FIGURES, Millis, NodeFigures, NodeSample, NodeStep};

/// Number of columns that identify a sample: time and node.
const KEY_COLUMNS: usize = 4;

/// The columns of a sample.
const COLUMNS: [(&str, Kind); KEY_COLUMNS + FIGURES.len()] = {
    let mut columns = [("at", Kind::Time); KEY_COLUMNS + FIGURES.len()];
    columns[1] = ("deployment", Kind::Text);
    columns[2] = ("url", Kind::Text);
    columns[3] = ("node_id", Kind::Text);
    let mut index = 0;
    while index < FIGURES.len() {
        columns[KEY_COLUMNS + index] = (FIGURES[index].0, Kind::Real);
        index += 1;
    }
    columns
};

const INSERT: Insert =
    Insert { table: "node_samples", columns: &COLUMNS, conflict: "ON CONFLICT DO NOTHING" };

impl Store {
    /// Writes samples. A sample that is already stored (same deployment, URL and time) is not
    /// changed.
    pub async fn write_node_samples(&self, samples: &[NodeSample]) -> Result<(), Error> {
        let samples: Vec<_> = samples.iter().collect();
        let written = INSERT.write_few(&self.db, &samples, |cells, sample| {
            cells
                .time(sample.at)
                .text(key(&sample.deployment))
                .text(key(&sample.url))
                .text(sample.node_id.as_deref());
            for value in sample.figures.values() {
                cells.real(value);
            }
        });
        written.await.map(drop)
    }

    /// The sum over all nodes of their means, in steps of `step_ms` aligned to 1970, `from` ≤ step
    /// < `to`. Steps without a sample are left out. Ordered by time.
    pub async fn node_history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        url: Option<&str>,
    ) -> Result<Vec<NodeStep>, Error> {
        let step_ms = step_ms.max(1);
        let mut query = self.db.sql("SELECT step, count(*) AS nodes").bind(Step::new(step_ms));
        push_means(&mut query, "sum");
        query.push(" FROM (SELECT ").push(step::begins_at(self.db.dialect()));
        query.push(" AS step, deployment, url");
        push_means(&mut query, "avg");
        // Whole steps: those that begin in the range.
        let whole = |at: Millis| Millis(ceiling(at.0, step_ms));
        query.push(" FROM node_samples WHERE at >= ").push_bind(whole(from));
        query.push(" AND at < ").push_bind(whole(to));
        if let Some(deployment) = deployment {
            query.push(" AND deployment = ").push_bind(key(deployment));
        }
        if let Some(url) = url {
            query.push(" AND url = ").push_bind(key(url));
        }
        query.push(" GROUP BY 1, 2, 3) AS node GROUP BY 1 ORDER BY 1");
        let rows = self.db.fetch_all(query).await?;
        rows.iter().map(node_step).collect()
    }
}

/// Adds `, mean AS column` for each measured column; `plain` is the aggregate of plain columns.
fn push_means(query: &mut Sql, plain: &'static str) {
    for (name, mean) in FIGURES {
        query.push(", ");
        match mean {
            Averaging::Plain => query.push(plain).push("(").push(name).push(")"),
            Averaging::Sum => query.push("sum(").push(name).push(")"),
            Averaging::WeightedBy(weight) => {
                query.push("sum(").push(name).push(" * ").push(weight);
                query.push(") / nullif(sum(CASE WHEN ").push(name);
                query.push(" IS NOT NULL THEN ").push(weight).push(" END), 0)")
            }
        };
        query.push(" AS ").push(name);
    }
}

fn node_step(row: &Row) -> Result<NodeStep, Error> {
    let values = FIGURES.iter().map(|(name, _)| row.get(*name));
    Ok(NodeStep {
        at: row.get("step")?,
        nodes: u32::try_from(row.get::<i64>("nodes")?).unwrap_or(u32::MAX),
        figures: NodeFigures::from_values(values.collect::<Result<Vec<_>, _>>()?),
    })
}
