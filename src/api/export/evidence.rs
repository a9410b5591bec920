//! `GET /api/export/evidence`: one room session as a zip archive: the session, its participants,
//! its timeline and its events, with the SHA-256 of each file, so that a later change shows.

use std::io::{self, Write};
use std::sync::Arc;

use actix_web::HttpResponse;
use bytes::Bytes;
use chrono::{Datelike as _, Timelike as _};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedSemaphorePermit;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::format::{Format, Layout};
use super::{Events, PAGE_ROWS, Participants, Pieces, RETRY_SECONDS, RowSource, stream_pieces};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::query::{DeploymentQuery, Query};
use crate::api::refusals::{ExportUnavailable, InvalidQuery, RoomNotFound};
use crate::history::timeline::{self, PageRequest, TimelineEntry};
use crate::model::{Millis, Room, RoomSession};
use crate::store::{EventFilter, HistoryCursor, ParticipantFilter};

/// The media type of a zip archive.
const ZIP: &str = "application/zip";

/// How strongly files are compressed, 1–9: JSON shrinks to a sixth already at the least.
const LEVEL: i64 = 1;

/// Which room session to collect.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct EvidenceQuery {
    /// The room's name
    room: String,
    /// A room session of that name; the active one, else the latest, if not given
    sid: Option<String>,
}

/// Reads one room session.
struct Session(Option<RoomSession>);

impl RowSource for Session {
    type Row = Room;

    async fn next(&mut self, console: &Console) -> Result<Vec<Room>, Error> {
        let now = console.now();
        let session = self.0.take();
        Ok(console.glance(|state| {
            session.iter().map(|session| crate::api::rooms::fresh(state, session, now)).collect()
        }))
    }
}

/// Reads what happened in a room session, in order.
struct Entries {
    deployment: String,
    name: String,
    sid: String,
    after: Option<HistoryCursor>,
    is_over: bool,
}

impl RowSource for Entries {
    type Row = TimelineEntry;

    async fn next(&mut self, console: &Console) -> Result<Vec<TimelineEntry>, Error> {
        // A page may be empty although others follow it.
        while !self.is_over {
            let wanted = PageRequest { limit: PAGE_ROWS, after: self.after.take() };
            let (deployment, name) = (Some(self.deployment.clone()), self.name.clone());
            let sid = Some(self.sid.clone());
            let page = timeline::of_room(&console.shared, deployment, name, sid, &wanted).await?;
            self.after = page.as_ref().and_then(|page| page.next.clone());
            self.is_over = self.after.is_none();
            let entries = page.map(|page| page.entries).unwrap_or_default();
            if !entries.is_empty() {
                return Ok(entries);
            }
        }
        Ok(Vec::new())
    }
}

/// The rows of a file of the archive.
enum Rows {
    Session(Session),
    Participants(Participants),
    Entries(Entries),
    Events(Events),
}

impl Rows {
    /// The next piece of the file, and its number of rows; none after the last.
    async fn piece(
        &mut self,
        console: &Console,
        layout: Layout,
        is_first: bool,
    ) -> Result<(Bytes, usize), Error> {
        match self {
            Self::Session(rows) => piece(rows, console, layout, is_first).await,
            Self::Participants(rows) => piece(rows, console, layout, is_first).await,
            Self::Entries(rows) => piece(rows, console, layout, is_first).await,
            Self::Events(rows) => piece(rows, console, layout, is_first).await,
        }
    }
}

async fn piece<S: RowSource>(
    source: &mut S,
    console: &Console,
    layout: Layout,
    is_first: bool,
) -> Result<(Bytes, usize), Error> {
    let rows = source.next(console).await?;
    Ok((layout.piece(&rows, is_first, rows.is_empty())?, rows.len()))
}

/// A file of the archive that is to be written.
struct Part {
    name: &'static str,
    format: Format,
    rows: Rows,
}

/// A written file of the archive.
#[derive(Debug, Serialize)]
struct WrittenFile {
    name: &'static str,
    rows: usize,
    bytes: usize,
    sha256: String,
}

/// The first thing to read in the archive.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    made_at: chrono::DateTime<chrono::Utc>,
    made_by: &'static str,
    version: &'static str,
    deployment: &'a str,
    room: &'a str,
    sid: &'a str,
    numbers_masked: bool,
    files: &'a [WrittenFile],
}

/// What the archive has written and nobody has sent yet. The archive owns its end of it.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is being written.
struct OpenFile {
    part: Part,
    digest: Sha256,
    rows: usize,
    bytes: usize,
}

/// An archive that is being written.
struct Evidence {
    console: Console,
    session: RoomSession,
    made_at: Millis,
    /// `None` once it is complete.
    archive: Option<Box<Archive>>,
    pipe: Pipe,
    /// The files that are not begun, the next one last.
    parts: Vec<Part>,
    open: Option<OpenFile>,
    written: Vec<WrittenFile>,
    _permit: OwnedSemaphorePermit,
}

impl Pieces for Evidence {
    const NAME: &'static str = "evidence";

    async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(mut archive) = self.archive.take() else { return Ok(None) };
        if let Some(file) = self.open.take() {
            self.add_rows(&mut archive, file).await?;
        } else if let Some(part) = self.parts.pop() {
            archive.start_file(part.name, self.options()).map_err(Error::internal)?;
            self.open = Some(OpenFile { part, digest: Sha256::new(), rows: 0, bytes: 0 });
        } else {
            self.finish(*archive)?;
            return Ok(Some(self.written_bytes()));
        }
        self.archive = Some(archive);
        Ok(Some(self.written_bytes()))
    }
}

/// The archive, whose bytes go into a pipe.
type Archive = ZipWriter<StreamWriter<Pipe>>;

impl Evidence {
    /// What was written since the last call.
    fn written_bytes(&self) -> Bytes {
        std::mem::take(&mut *self.pipe.0.lock()).into()
    }

    fn options(&self) -> SimpleFileOptions {
        let at = self.made_at.to_utc();
        let number = |value: u32| u8::try_from(value).unwrap_or_default();
        // The format counts years from 1980.
        let time = zip::DateTime::from_date_and_time(
            u16::try_from(at.year()).unwrap_or_default(),
            number(at.month()),
            number(at.day()),
            number(at.hour()),
            number(at.minute()),
            number(at.second()),
        );
        SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(time.unwrap_or_default())
            // What comes is not known before: a file may have more than 4 GiB.
            .large_file(true)
    }

    async fn add_rows(&mut self, archive: &mut Archive, mut file: OpenFile) -> Result<(), Error> {
        let masks_numbers = self.console.alerting.configured.masks_numbers;
        let layout = Layout { format: file.part.format, masks_numbers };
        let is_first = file.bytes == 0;
        let (text, rows) = file.part.rows.piece(&self.console, layout, is_first).await?;
        archive.write_all(&text).map_err(Error::internal)?;
        file.digest.update(&text);
        file.rows += rows;
        file.bytes += text.len();
        if rows > 0 {
            self.open = Some(file);
        } else {
            self.written.push(WrittenFile {
                name: file.part.name,
                rows: file.rows,
                bytes: file.bytes,
                sha256: hex::encode(file.digest.finalize()),
            });
        }
        Ok(())
    }

    /// Adds the sums and the directory.
    fn finish(&self, mut archive: Archive) -> Result<(), Error> {
        let manifest = Manifest {
            made_at: self.made_at.to_utc(),
            made_by: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            deployment: &self.session.record.deployment,
            room: &self.session.record.name,
            sid: &self.session.record.sid,
            numbers_masked: self.console.alerting.configured.masks_numbers,
            files: &self.written,
        };
        let mut manifest = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
        manifest.push(b'\n');
        // As `sha256sum --check` reads it.
        let mut sums = format!("{}  manifest.json\n", hex::encode(Sha256::digest(&manifest)));
        sums.extend(
            self.written
                .iter()
                .map(|WrittenFile { name, sha256, .. }| format!("{sha256}  {name}\n")),
        );
        let options = self.options();
        for (name, text) in [("manifest.json", &*manifest), ("SHA256SUMS", sums.as_bytes())] {
            archive.start_file(name, options).map_err(Error::internal)?;
            archive.write_all(text).map_err(Error::internal)?;
        }
        archive.finish().map_err(Error::internal)?;
        Ok(())
    }
}

/// The files of a session's archive, the first one last.
fn parts(session: &RoomSession) -> Vec<Part> {
    let record = &session.record;
    let (deployment, sid) = (record.deployment.to_string(), record.sid.to_string());
    let participants = || {
        let filter = ParticipantFilter {
            deployment: Some(deployment.clone()),
            room_sid: Some(sid.clone()),
            limit: PAGE_ROWS,
            ..ParticipantFilter::default()
        };
        Rows::Participants(Participants { filter, cursor: None })
    };
    let entries = || {
        Rows::Entries(Entries {
            deployment: deployment.clone(),
            name: record.name.to_string(),
            sid: sid.clone(),
            after: None,
            is_over: false,
        })
    };
    let events = || {
        Rows::Events(Events(EventFilter {
            deployment: Some(deployment.clone()),
            room_sid: Some(sid.clone()),
            limit: PAGE_ROWS,
            ..EventFilter::default()
        }))
    };
    let room = Rows::Session(Session(Some(session.clone())));
    vec![
        Part { name: "events.csv", format: Format::Csv, rows: events() },
        Part { name: "events.ndjson", format: Format::Lines, rows: events() },
        Part { name: "timeline.csv", format: Format::Csv, rows: entries() },
        Part { name: "timeline.json", format: Format::Json, rows: entries() },
        Part { name: "participants.csv", format: Format::Csv, rows: participants() },
        Part { name: "participants.json", format: Format::Json, rows: participants() },
        Part { name: "room.json", format: Format::Json, rows: room },
    ]
}

/// Exports one room session as a zip archive, with the SHA-256 of each file.
#[utoipa::path(
    get, path = "/api/export/evidence", operation_id = "export_evidence", tag = "reading",
    params(EvidenceQuery, DeploymentQuery),
    responses(
        (status = 200, description = "The archive, streamed", content_type = "application/zip", body = String),
        InvalidQuery,
        RoomNotFound,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn evidence(
    console: Console,
    Query((query, of)): Query<(EvidenceQuery, DeploymentQuery)>,
) -> Result<HttpResponse, Error> {
    let permit = console.exports.acquire("exports are running", RETRY_SECONDS)?;
    let made_at = console.now();
    let not_found = Error::no_room(&query.room, query.sid.as_deref());
    let session = console
        .ask(move |store| async move {
            let (deployment, sid) = (of.deployment, query.sid);
            store.room_at(deployment.as_deref(), &query.room, sid.as_deref(), made_at).await
        })
        .await?
        .ok_or(not_found)?;
    let pipe = Pipe::default();
    let evidence = Evidence {
        console,
        made_at,
        archive: Some(Box::new(ZipWriter::new_stream(pipe.clone()))),
        pipe,
        parts: parts(&session),
        session,
        open: None,
        written: Vec::new(),
        _permit: permit,
    };
    stream_pieces(evidence, ZIP, "zip", made_at).await
}
