//! Stored rows that cannot be read: damaged, or written by a later version. They stop nothing. The
//! row is left out, or only its columns are used; it is counted, and logged once.

use std::collections::HashSet;

use parking_lot::Mutex;

use super::row::Row;
use super::{Error, Store};

/// How many different rows are counted. Further rows are skipped without being counted.
const NAMED: usize = 10_000;

/// The rows that could not be read since the start: noun and name.
#[derive(Debug, Default)]
pub(super) struct Unreadable(Mutex<HashSet<(&'static str, String)>>);

impl Unreadable {
    /// The value; `None` if it cannot be read. `name` identifies the row.
    pub(super) fn pass<T>(
        &self,
        noun: &'static str,
        read: Result<T, Error>,
        name: impl FnOnce() -> String,
    ) -> Result<Option<T>, Error> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(Error::Record(error)) => {
                self.note((noun, name()), &error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The readable ones of `rows`. The column `id` identifies a row.
    pub(super) fn all<T>(
        &self,
        noun: &'static str,
        rows: &[Row],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let id: &str = row.get("id")?;
            all.extend(self.pass(noun, read(row), || id.to_owned())?);
        }
        Ok(all)
    }

    fn note(&self, which: (&'static str, String), error: &serde_json::Error) {
        let mut noted = self.0.lock();
        if noted.len() < NAMED && !noted.contains(&which) {
            let (noun, name) = &which;
            tracing::error!(%error, "the {noun} `{name}` in the store cannot be read");
            noted.insert(which);
        }
    }
}

impl Store {
    /// How many stored rows could not be read since the start. Each counts once.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.0.lock().len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Unreadable;
    use crate::store::Error;

    #[test]
    fn each_row_is_counted_once_and_other_errors_are_returned() {
        let unreadable = Unreadable::default();
        let count = || unreadable.0.lock().len();
        let cannot = || Err::<u8, _>(Error::unreadable("word", "new"));
        let pass = |noun, name: &str| unreadable.pass(noun, cannot(), || name.to_owned());
        for (noun, name) in [("room", "a"), ("room", "a"), ("room", "b"), ("job", "a")] {
            assert_eq!(pass(noun, name).expect("it stops nothing"), None);
        }
        assert_eq!(count(), 3);
        assert_eq!(unreadable.pass("room", Ok(7), String::new).expect("read"), Some(7));
        assert!(unreadable.pass("room", Err::<u8, _>(Error::Conflict), String::new).is_err());
        assert_eq!(count(), 3);
    }
}
