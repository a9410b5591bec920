//! The measured columns of `node_samples`: those of [`FIGURES`], in that order, in every statement.

use sqlx::{Database, QueryBuilder};

use crate::model::{FIGURES, Mean};

/// Rows that one statement writes: some fifty columns each, of the 32,766 values that SQLite takes.
pub(super) const STATEMENT_ROWS: usize = 100;

/// Adds `, column` of each column.
pub(super) fn push_names<D: Database>(query: &mut QueryBuilder<D>) {
    for (name, _) in FIGURES {
        query.push(", ").push(name);
    }
}

/// Adds `, mean AS column` of each column; plain ones are joined by the function `plain`.
pub(super) fn push_means<D: Database>(query: &mut QueryBuilder<D>, plain: &str) {
    for (name, mean) in FIGURES {
        match mean {
            Mean::Plain => query.push(format_args!(", {plain}({name})")),
            Mean::Sum => query.push(format_args!(", sum({name})")),
            Mean::WeightedBy(weight) => query.push(format_args!(
                ", sum({name} * {weight})
                    / nullif(sum(CASE WHEN {name} IS NOT NULL THEN {weight} END), 0)"
            )),
        };
        query.push(" AS ").push(name);
    }
}
