//! The file formats: CSV, JSON, or one JSON object a line. Each page of rows is written by itself,
//! so that no more than one page is ever in memory.

use bytes::Bytes;
use serde::Deserialize;
use utoipa::ToSchema;

use super::rows::Row;
use crate::api::error::Error;
use crate::model::{mask_cell, mask_value};

/// A file format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Format {
    /// RFC 4180: UTF-8 with a byte order mark, a header row, lines that end in CR LF.
    #[default]
    Csv,
    /// One object that holds one list.
    Json,
    /// One object a line (NDJSON).
    #[serde(rename = "ndjson")]
    Lines,
}

impl Format {
    /// The media type.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            Self::Lines => "application/x-ndjson",
        }
    }

    /// The end of a file's name.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Lines => "ndjson",
        }
    }
}

/// A format, and whether telephone numbers are masked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) format: Format,
    pub(super) masks_numbers: bool,
}

impl Layout {
    /// One piece of the file: `rows`, with the beginning of the file before the first piece and its
    /// end after the last.
    pub(super) fn piece<R: Row>(
        self,
        rows: &[R],
        is_first: bool,
        is_last: bool,
    ) -> Result<Bytes, Error> {
        match self.format {
            Format::Csv => self.table(rows, is_first),
            Format::Json => {
                let mut text = Vec::new();
                if is_first {
                    text.extend_from_slice(format!("{{\"{}\":[", R::NAME).as_bytes());
                }
                for (index, row) in rows.iter().enumerate() {
                    if !(is_first && index == 0) {
                        text.push(b',');
                    }
                    self.object(&mut text, row)?;
                }
                if is_last {
                    text.extend_from_slice(b"]}\n");
                }
                Ok(text.into())
            }
            Format::Lines => {
                let mut text = Vec::new();
                for row in rows {
                    self.object(&mut text, row)?;
                    text.push(b'\n');
                }
                Ok(text.into())
            }
        }
    }

    fn object<R: Row>(self, text: &mut Vec<u8>, row: &R) -> Result<(), Error> {
        if !self.masks_numbers {
            return serde_json::to_writer(text, row).map_err(Error::internal);
        }
        let mut row = serde_json::to_value(row).map_err(Error::internal)?;
        mask_value(&mut row);
        serde_json::to_writer(text, &row).map_err(Error::internal)
    }

    fn table<R: Row>(self, rows: &[R], with_header: bool) -> Result<Bytes, Error> {
        let start = if with_header { MARK.as_bytes().to_vec() } else { Vec::new() };
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
        if with_header {
            writer.write_record(R::COLUMNS).map_err(Error::internal)?;
        }
        for row in rows {
            let cells = row.cells().into_iter().zip(R::COLUMNS).map(|(cell, name)| {
                let masked = self.masks_numbers.then(|| mask_cell(name, &cell).into_owned());
                harmless(masked.unwrap_or(cell))
            });
            writer.write_record(cells).map_err(Error::internal)?;
        }
        let text = writer.into_inner().map_err(|error| Error::internal(error.into_error()))?;
        Ok(text.into())
    }
}

/// The byte order mark: without it Excel reads the file in the code page of its machine.
const MARK: &str = "\u{feff}";

/// Quotes a cell that a spreadsheet would run as a formula: strangers choose names and metadata.
fn harmless(cell: String) -> String {
    // Some spreadsheets accept the full-width forms, too.
    const BEGINNINGS: [char; 11] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if cell.starts_with(BEGINNINGS) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::{Format, Layout};
    use crate::api::export::rows::Row;

    #[derive(Serialize)]
    struct Line(&'static str);

    impl Row for Line {
        const NAME: &'static str = "lines";
        const COLUMNS: &'static [&'static str] = &["name", "again"];
        fn cells(&self) -> Vec<String> {
            vec![self.0.to_owned(), self.0.to_owned()]
        }
    }

    fn text(format: Format, pieces: &[(&[Line], bool, bool)]) -> String {
        let pieces = pieces.iter().map(|(rows, first, last)| {
            Layout { format, masks_numbers: false }
                .piece(rows, *first, *last)
                .expect("it can be written")
                .to_vec()
        });
        String::from_utf8(pieces.collect::<Vec<_>>().concat()).expect("UTF-8")
    }

    #[test]
    fn pieces_add_up_to_one_file() {
        let (one, two) = ([Line("a")], [Line("b"), Line("c")]);
        let pieces: [(&[Line], bool, bool); 3] =
            [(&one, true, false), (&two, false, false), (&[], false, true)];
        assert_eq!(text(Format::Csv, &pieces), "\u{feff}name,again\r\na,a\r\nb,b\r\nc,c\r\n");
        assert_eq!(text(Format::Json, &pieces), "{\"lines\":[\"a\",\"b\",\"c\"]}\n");
        assert_eq!(text(Format::Lines, &pieces), "\"a\"\n\"b\"\n\"c\"\n");
        let empty: [(&[Line], bool, bool); 1] = [(&[], true, true)];
        assert_eq!(text(Format::Csv, &empty), "\u{feff}name,again\r\n");
        assert_eq!(text(Format::Json, &empty), "{\"lines\":[]}\n");
        assert_eq!(text(Format::Lines, &empty), "");
    }

    #[test]
    fn telephone_numbers_are_masked_if_that_is_configured() {
        for format in [Format::Csv, Format::Json, Format::Lines] {
            let layout = Layout { format, masks_numbers: true };
            let text =
                layout.piece(&[Line("sip_+15551234567")], true, true).expect("it is written");
            let text = String::from_utf8(text.to_vec()).expect("UTF-8");
            assert!(text.contains("sip_***67") && !text.contains("5551234"), "{text}");
        }
    }

    #[test]
    fn no_cell_is_a_formula_and_every_one_can_be_read_back() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("two\nlines", "two\nlines"),
            ("\"quoted\", and more", "\"quoted\", and more"),
            ("", ""),
        ] {
            let text = text(Format::Csv, &[(&[Line(cell)], true, true)]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("CSV");
            assert_eq!(rows.len(), 1, "{cell:?}");
            assert_eq!(rows[0].iter().collect::<Vec<_>>(), [written, written]);
        }
    }
}
