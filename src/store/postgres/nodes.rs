//! What nodes measured.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::types::PgInterval;
use sqlx::{Connection as _, QueryBuilder, Row as _};

use super::{ANSWER_LIMIT, PostgresStore};
use crate::model::{FIGURES, Millis, NodeFigures, NodeSample, NodeStep};
use crate::store::columns::key;
use crate::store::node_columns::{STATEMENT_ROWS, push_means, push_names};
use crate::store::resolution::ceiling;
use crate::store::{Error, NodeStore};

#[async_trait]
impl NodeStore for PostgresStore {
    async fn write_node_samples(&self, samples: &[NodeSample]) -> Result<(), Error> {
        let mut connection = self.hold().await?;
        let writing = async {
            let mut transaction = connection.begin().await?;
            for part in samples.chunks(STATEMENT_ROWS) {
                let mut query =
                    QueryBuilder::new("INSERT INTO node_samples (at, deployment, url, node_id");
                push_names(&mut query);
                query.push(") ");
                query.push_values(part, |mut row, sample| {
                    row.push_bind(sample.at.to_utc())
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
            transaction.commit().await
        };
        match tokio::time::timeout(ANSWER_LIMIT, writing).await {
            Ok(outcome) => Self::kept(connection, outcome.map_err(Error::from)),
            Err(late) => Err(Self::give_up(connection.let_go(), late)),
        }
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
        let step = PgInterval { months: 0, days: 0, microseconds: step_ms.saturating_mul(1000) };
        let mut query = QueryBuilder::new("SELECT step, count(*) AS nodes");
        push_means(&mut query, "sum");
        query.push(" FROM (SELECT date_bin(").push_bind(step);
        query.push(", at, '1970-01-01Z') AS step, deployment, url");
        push_means(&mut query, "avg");
        // Whole steps: those that begin in the range.
        let whole = |at: Millis| Millis(ceiling(at.0, step_ms)).to_utc();
        query.push(" FROM node_samples WHERE at >= ").push_bind(whole(from));
        query.push(" AND at < ").push_bind(whole(to));
        if let Some(deployment) = deployment {
            query.push(" AND deployment = ").push_bind(key(deployment));
        }
        if let Some(url) = url {
            query.push(" AND url = ").push_bind(key(url));
        }
        query.push(" GROUP BY 1, 2, 3) AS node GROUP BY 1 ORDER BY 1");
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let values = FIGURES.iter().map(|(name, _)| row.try_get(*name));
                Ok(NodeStep {
                    at: Millis::from_utc(row.try_get::<DateTime<Utc>, _>("step")?),
                    nodes: u32::try_from(row.try_get::<i64, _>("nodes")?).unwrap_or(u32::MAX),
                    figures: NodeFigures::from_values(values.collect::<Result<Vec<_>, _>>()?),
                })
            })
            .collect()
    }
}
