//! How rows are written: CSV, JSON, or a JSON object a line. Each piece is written by itself, so
//! that no more than a page of rows is ever held.

use bytes::Bytes;

use super::rows::Row;
use crate::api::error::Error;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 4180, UTF-8, a header row, lines that end in CR LF.
    Csv,
    /// One object with one list.
    Json,
    /// An object a line.
    Lines,
}

impl Format {
    /// Each format by its name.
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("csv", Self::Csv), ("json", Self::Json), ("ndjson", Self::Lines)];

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

    /// A piece: `rows`, before them what comes first, after them what comes last.
    pub(super) fn piece<R: Row>(
        self,
        rows: &[R],
        is_first: bool,
        is_last: bool,
    ) -> Result<Bytes, Error> {
        match self {
            Self::Csv => table(rows, is_first),
            Self::Json => {
                let mut text = Vec::new();
                if is_first {
                    text.extend_from_slice(format!("{{\"{}\":[", R::NAME).as_bytes());
                }
                for (place, row) in rows.iter().enumerate() {
                    if !(is_first && place == 0) {
                        text.push(b',');
                    }
                    serde_json::to_writer(&mut text, row).map_err(Error::internal)?;
                }
                if is_last {
                    text.extend_from_slice(b"]}\n");
                }
                Ok(text.into())
            }
            Self::Lines => {
                let mut text = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut text, row).map_err(Error::internal)?;
                    text.push(b'\n');
                }
                Ok(text.into())
            }
        }
    }
}

fn table<R: Row>(rows: &[R], with_header: bool) -> Result<Bytes, Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if with_header {
        writer.write_record(R::COLUMNS).map_err(Error::internal)?;
    }
    for row in rows {
        writer.write_record(row.cells().into_iter().map(harmless)).map_err(Error::internal)?;
    }
    let text = writer.into_inner().map_err(|error| Error::internal(error.into_error()))?;
    Ok(text.into())
}

/// A cell that no spreadsheet takes for a formula: names and metadata are whatever a stranger wrote.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::Format;
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
            format.piece(rows, *first, *last).expect("it can be written").to_vec()
        });
        String::from_utf8(pieces.collect::<Vec<_>>().concat()).expect("UTF-8")
    }

    #[test]
    fn pieces_add_up_to_one_file() {
        let (one, two) = ([Line("a")], [Line("b"), Line("c")]);
        let pieces: [(&[Line], bool, bool); 3] =
            [(&one, true, false), (&two, false, false), (&[], false, true)];
        assert_eq!(text(Format::Csv, &pieces), "name,again\r\na,a\r\nb,b\r\nc,c\r\n");
        assert_eq!(text(Format::Json, &pieces), "{\"lines\":[\"a\",\"b\",\"c\"]}\n");
        assert_eq!(text(Format::Lines, &pieces), "\"a\"\n\"b\"\n\"c\"\n");
        let empty: [(&[Line], bool, bool); 1] = [(&[], true, true)];
        assert_eq!(text(Format::Csv, &empty), "name,again\r\n");
        assert_eq!(text(Format::Json, &empty), "{\"lines\":[]}\n");
        assert_eq!(text(Format::Lines, &empty), "");
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
