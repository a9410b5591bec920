//! Pages with a limit in bytes: one row may hold megabytes of foreign text.

use futures_util::{Stream, TryStreamExt as _};

use super::Error;

/// Bytes of text in one page. The row that exceeds the limit is the last of its page. A page of
/// this size may be followed by another, even if it has few rows.
pub const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// Reads rows one by one until they end or reach [`PAGE_BYTES`].
pub(super) async fn page<R, T>(
    rows: impl Stream<Item = Result<R, sqlx::Error>>,
    mut read: impl FnMut(&R) -> Result<T, Error>,
    weigh: impl Fn(&T) -> usize,
) -> Result<Vec<T>, Error> {
    let mut rows = std::pin::pin!(rows);
    let (mut page, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.try_next().await? {
        let item = read(&row)?;
        bytes += weigh(&item);
        page.push(item);
        if bytes >= PAGE_BYTES {
            break;
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::{PAGE_BYTES, page};

    #[tokio::test]
    async fn a_page_ends_with_the_row_that_makes_it_too_heavy() {
        let third = PAGE_BYTES / 3 + 1;
        for (weights, expected) in [
            (vec![], 0),
            (vec![1, 1, 1], 3),
            (vec![third, third, third, third], 3),
            (vec![PAGE_BYTES, 1], 1),
            (vec![1, 10 * PAGE_BYTES, 1], 2),
        ] {
            let rows = stream::iter(weights.into_iter().map(Ok::<usize, sqlx::Error>));
            let rows = page(rows, |row| Ok(*row), |row| *row).await.expect("read");
            assert_eq!(rows.len(), expected);
        }
    }
}
