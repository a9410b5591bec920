//! What is stored and cannot be read: of a later version, or damaged. It stops nothing: it is left
//! out, or what its columns say of it is taken; it is counted, and named in the log once.

use std::collections::HashSet;
use std::sync::Mutex;

use super::row::Row;
use super::{Error, Store};

/// How many are told apart: what comes behind them is left out as well, and is not counted.
const NAMED: usize = 10_000;

/// What could not be read since the start: its noun, and what names it among those.
#[derive(Debug, Default)]
pub(super) struct Unreadable(Mutex<HashSet<(&'static str, String)>>);

impl Unreadable {
    /// What was read, `None` if it cannot be; `name` tells which one it is.
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

    /// What could be read of `rows`, whose column `id` names each.
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
        let mut noted = self.0.lock().expect("no holder of this lock panics");
        if noted.len() < NAMED && !noted.contains(&which) {
            let (noun, name) = &which;
            tracing::error!(%error, "the {noun} `{name}` in the store cannot be read");
            noted.insert(which);
        }
    }
}

impl Store {
    /// How many stored things could not be read since the start, each counted once.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.0.lock().expect("no holder of this lock panics").len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Unreadable;
    use crate::store::Error;

    #[test]
    fn each_is_counted_once_and_what_the_database_says_is_passed_on() {
        let unreadable = Unreadable::default();
        let count = || unreadable.0.lock().expect("it is whole").len();
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
