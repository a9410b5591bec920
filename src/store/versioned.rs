//! Stored records of sessions and jobs: versioned JSON, compressed.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::row::Row;
use super::{Error, compress};

/// The version of the records that this console writes. It grows by one when an older console would
/// misread a record; the older console then uses only the columns.
pub(super) const VERSION: i64 = 1;

/// A record, ready to be written.
pub(super) struct EncodedRecord {
    text: String,
    packed: Option<Vec<u8>>,
}

impl EncodedRecord {
    /// Encodes `record`. `values` are stored in columns of its row and are needed to decode it.
    pub(super) fn new(record: &impl Serialize, values: &[&str]) -> Result<Self, Error> {
        let text = serde_json::to_string(record)?;
        let packed = compress::pack(compress::Kind::Record, &text, values);
        Ok(Self { text, packed })
    }

    /// Value of the column `record`: empty if the record is packed.
    pub(super) fn text(&self) -> &str {
        if self.packed.is_some() { "" } else { &self.text }
    }

    /// Value of the column `record_packed`.
    pub(super) fn packed(&self) -> Option<Vec<u8>> {
        self.packed.clone()
    }
}

/// Decodes the record of a row that has these values.
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
