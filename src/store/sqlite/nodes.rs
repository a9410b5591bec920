//! What nodes measured.

use async_trait::async_trait;
use sqlx::{Connection as _, QueryBuilder, Row as _};

use super::{BEGIN, SqliteStore};
use crate::model::{FIGURES, Millis, NodeFigures, NodeSample, NodeStep};
use crate::store::columns::key;
use crate::store::node_columns::{STATEMENT_ROWS, push_means, push_names};
use crate::store::resolution::ceiling;
use crate::store::{Error, NodeStore};

#[async_trait]
impl NodeStore for SqliteStore {
    async fn write_node_samples(&self, samples: &[NodeSample]) -> Result<(), Error> {
        let mut writer = self.hold_writer().await?;
        let mut transaction = writer.begin_with(BEGIN).await?;
        for part in samples.chunks(STATEMENT_ROWS) {
            let mut query =
                QueryBuilder::new("INSERT INTO node_samples (at_ms, deployment, url, node_id");
            push_names(&mut query);
            query.push(") ");
            query.push_values(part, |mut row, sample| {
                row.push_bind(sample.at.clamped().0)
                    .push_bind(key(&sample.deployment))
                    .push_bind(key(&sample.url))
                    .push_bind(sample.node_id.as_deref());
                for value in sample.figures.values() {
                    row.push_bind(value);
                }
            });
            query.push(" ON CONFLICT DO NOTHING");
            query.build().persistent(false).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        writer.let_go();
        Ok(())
    }

    async fn node_history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        url: Option<&str>,
    ) -> Result<Vec<NodeStep>, Error> {
        let step_ms = step_ms.max(1);
        let mut query = QueryBuilder::new("SELECT step_ms, count(*) AS nodes");
        push_means(&mut query, "sum");
        query.push(" FROM (SELECT at_ms / ").push_bind(step_ms).push(" * ").push_bind(step_ms);
        query.push(" AS step_ms, deployment, url");
        push_means(&mut query, "avg");
        // Whole steps: those that begin in the range.
        query.push(" FROM node_samples WHERE at_ms >= ").push_bind(ceiling(from.0, step_ms));
        query.push(" AND at_ms < ").push_bind(ceiling(to.0, step_ms));
        if let Some(deployment) = deployment {
            query.push(" AND deployment = ").push_bind(key(deployment));
        }
        if let Some(url) = url {
            query.push(" AND url = ").push_bind(key(url));
        }
        query.push(" GROUP BY 1, 2, 3) AS node GROUP BY 1 ORDER BY 1");
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                let values = FIGURES.iter().map(|(name, _)| row.try_get(*name));
                Ok(NodeStep {
                    at: Millis(row.try_get("step_ms")?),
                    nodes: row.try_get("nodes")?,
                    figures: NodeFigures::from_values(values.collect::<Result<Vec<_>, _>>()?),
                })
            })
            .collect()
    }
}
