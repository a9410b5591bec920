//! Reads the outputs of an egress from a webhook.

use std::slice;

use super::body::{Egress, Output};
use super::lenient::Scalar;
use super::value::{TimeReader, integer, long_text, name};
use crate::model::{OutputKind, OutputRecord, Text};

/// The most outputs of one egress: LiveKit's have a handful.
const MAX_OUTPUTS: usize = 64;

/// The outputs of an egress, in the order of the webhook; the single output of an older server if
/// there is no list.
pub(super) fn read(info: &Egress<'_>, reader: TimeReader) -> Box<[OutputRecord]> {
    let listed = |list: &'_ [Option<Output<'_>>], single: &'_ [Option<Output<'_>>], kind| {
        let outputs = if list.is_empty() { single } else { list };
        outputs
            .iter()
            .flatten()
            .map(move |output| one(kind, output, reader))
            .take(MAX_OUTPUTS)
            .collect()
    };
    let of_kinds: [Vec<_>; 4] = [
        listed(&info.files, slice::from_ref(&info.only_file), OutputKind::File),
        listed(&info.segments, slice::from_ref(&info.only_segments), OutputKind::Segments),
        listed(&info.images, &[], OutputKind::Images),
        listed(&info.streams, &info.only_streams.all, OutputKind::Stream),
    ];
    of_kinds.into_iter().flatten().take(MAX_OUTPUTS).collect()
}

fn one(kind: OutputKind, output: &Output<'_>, reader: TimeReader) -> OutputRecord {
    let nothing = &Scalar::Nothing;
    let (name_field, location_field, count_field) = match kind {
        OutputKind::File => (&output.filename, &output.location, nothing),
        OutputKind::Segments => {
            (&output.playlist_name, &output.playlist_location, &output.segment_count)
        }
        OutputKind::Images => (&output.filename_prefix, nothing, &output.image_count),
        OutputKind::Stream => (&output.url, nothing, nothing),
    };
    let number = |value: &Scalar<'_>| {
        let number = integer(value).filter(|number| *number > 0);
        number.and_then(|number| u64::try_from(number).ok())
    };
    OutputRecord {
        kind,
        name: long_text(name_field),
        location: long_text(location_field),
        status: if kind == OutputKind::Stream {
            name(&output.status, &["ACTIVE", "FINISHED", "FAILED"], "ACTIVE")
        } else {
            Text::default()
        },
        error: long_text(&output.error),
        started_at: reader.nanoseconds(&output.started_at),
        ended_at: reader.nanoseconds(&output.ended_at),
        size_bytes: number(&output.size),
        count: number(count_field),
        retries: number(&output.retries).and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::livekit::convert::body::WebhookBody;
    use crate::model::Millis;

    fn read(info: &Value) -> Box<[OutputRecord]> {
        let body = json!({ "egressInfo": info }).to_string();
        super::read(&WebhookBody::read(&body).expect("JSON").egress.expect("it is there"), READER)
    }

    const READER: TimeReader = TimeReader { received_at: Millis(1_795_700_000_000) };

    #[test]
    fn every_kind_of_output_is_read_with_its_status() {
        use OutputKind::{File, Images, Segments, Stream};
        let info = json!({
            "fileResults": [{"filename": "a.mp4", "location": "https://b.example/a.mp4",
                "startedAt": "1795603626055000000", "endedAt": "1795607198055000000",
                "duration": "3572000000000", "size": "1974563210"}],
            "segmentResults": [{"playlistName": "a.m3u8", "playlistLocation": "https://b.example/a",
                "segmentCount": "7"}],
            "imageResults": [{"filenamePrefix": "i", "imageCount": "3"}],
            "streamResults": [
                {"url": "rtmps://a.example/live/{liv...7f2}"},
                {"url": "b", "status": "FAILED", "error": "reset by peer", "retries": 4},
                {"url": "c", "status": 1}, {"url": "d", "status": "BRAND_NEW"}, "text", 7],
        });
        let read = read(&info);
        let rows: Vec<_> = read
            .iter()
            .map(|o| (o.kind, &*o.name, o.status.as_str(), o.has_failed(), o.size_bytes, o.count))
            .collect();
        assert_eq!(
            rows,
            [
                (File, "a.mp4", "", false, Some(1_974_563_210), None),
                (Segments, "a.m3u8", "", false, None, Some(7)),
                (Images, "i", "", false, None, Some(3)),
                (Stream, "rtmps://a.example/live/{liv...7f2}", "ACTIVE", false, None, None),
                (Stream, "b", "FAILED", true, None, None),
                (Stream, "c", "FINISHED", false, None, None),
                (Stream, "d", "BRAND_NEW", false, None, None),
            ]
        );
        assert_eq!((&*read[4].error, read[4].retries), ("reset by peer", 4));
        assert_eq!(read[0].ended_at, Some(Millis(1_795_607_198_055)));
    }

    #[test]
    fn an_older_servers_single_output_is_read_where_there_is_no_list() {
        let named =
            |info: Value| read(&info).iter().map(|o| o.name.to_string()).collect::<Vec<_>>();
        let older = json!({"file": {"filename": "a.mp4"}, "stream": {"info": [{"url": "b"}]}});
        assert_eq!(named(older), ["a.mp4", "b"]);
        let both = json!({"file": {"filename": "a.mp4"}, "fileResults": [{"filename": "a.mp4"}]});
        assert_eq!(named(both), ["a.mp4"]);
        assert_eq!(named(json!({"fileResults": "text", "stream": 7})), [""; 0]);
        let many = json!({"fileResults": vec![json!({"filename": "a"}); 1000]});
        assert_eq!(named(many).len(), MAX_OUTPUTS);
    }
}
