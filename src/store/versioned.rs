//! Records of sessions and jobs as they are stored: JSON of a version, packed.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::row::Row;
use super::{Error, compress};

/// The version of what is written. One is added to it when a console of before would read a record
/// otherwise than it is meant; what that one knows of it is then what the columns say.
pub(super) const VERSION: i64 = 1;

/// A record to be written.
pub(super) struct Written {
    text: String,
    packed: Option<Vec<u8>>,
}

impl Written {
    /// `record`; `values` stand in columns of its row, and are needed to read it back.
    pub(super) fn new(record: &impl Serialize, values: &[&str]) -> Result<Self, Error> {
        let text = serde_json::to_string(record)?;
        let packed = compress::pack(compress::Kind::Record, &text, values);
        Ok(Self { text, packed })
    }

    /// What stands in `record`: nothing if it is packed.
    pub(super) fn text(&self) -> &str {
        if self.packed.is_some() { "" } else { &self.text }
    }

    /// What stands in `record_packed`.
    pub(super) fn packed(&self) -> Option<Vec<u8>> {
        self.packed.clone()
    }
}

/// The record in a row that has these values.
pub(super) fn read<T: DeserializeOwned>(row: &Row, values: &[&str]) -> Result<T, Error> {
    let version: i32 = row.get("record_version")?;
    if i64::from(version) > VERSION {
        return Err(Error::unreadable("version of a record", &version.to_string()));
    }
    Ok(match row.get::<Option<&[u8]>>("record_packed")? {
        Some(packed) => serde_json::from_str(&compress::unpack(packed, values)?)?,
        None => serde_json::from_str(row.get("record")?)?,
    })
}
