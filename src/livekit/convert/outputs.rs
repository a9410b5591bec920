//! What a webhook tells of the outputs of an egress.

use serde_json::Value;

use super::value::{Reader, integer, long_text, name};
use crate::model::{OutputKind, OutputRecord, Text};

/// Outputs of one egress that are read: LiveKit's have a handful.
const MOST: usize = 64;

/// A kind of output: the list it is in, the single one that older servers told, and which members
/// hold its name, its place and its number.
type Kind = (OutputKind, &'static str, &'static str, [&'static str; 3]);

const KINDS: [Kind; 4] = [
    (OutputKind::File, "fileResults", "file", ["filename", "location", ""]),
    (
        OutputKind::Segments,
        "segmentResults",
        "segments",
        ["playlistName", "playlistLocation", "segmentCount"],
    ),
    (OutputKind::Images, "imageResults", "", ["filenamePrefix", "", "imageCount"]),
    (OutputKind::Stream, "streamResults", "stream", ["url", "", ""]),
];

/// The outputs of an `egressInfo`, in the order in which they are told; an older server's single
/// one where there is no list.
pub(super) fn read(info: &Value, reader: Reader) -> Box<[OutputRecord]> {
    let outputs = KINDS.into_iter().flat_map(|(kind, list, single, members)| {
        let listed = info[list].as_array().map(Vec::as_slice).unwrap_or_default();
        let single = &info[single];
        let older = match single["info"].as_array() {
            Some(streams) => streams.as_slice(),
            None if single.is_object() => std::slice::from_ref(single),
            None => &[],
        };
        let told = if listed.is_empty() { older } else { listed };
        told.iter().filter(|output| output.is_object()).map(move |o| one(kind, members, o, reader))
    });
    outputs.take(MOST).collect()
}

fn one(
    kind: OutputKind,
    [named, placed, counted]: [&str; 3],
    output: &Value,
    reader: Reader,
) -> OutputRecord {
    let number = |member: &str| {
        let number = integer(&output[member]).filter(|number| *number > 0);
        number.and_then(|number| u64::try_from(number).ok())
    };
    OutputRecord {
        kind,
        name: long_text(&output[named]),
        location: long_text(&output[placed]),
        status: if kind == OutputKind::Stream {
            name(&output["status"], &["ACTIVE", "FINISHED", "FAILED"], "ACTIVE")
        } else {
            Text::default()
        },
        error: long_text(&output["error"]),
        started_at: reader.nanoseconds(&output["startedAt"]),
        ended_at: reader.nanoseconds(&output["endedAt"]),
        size_bytes: number("size"),
        count: number(counted),
        retries: number("retries").and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Millis;

    const READER: Reader = Reader { received_at: Millis(1_795_700_000_000) };

    #[test]
    fn every_kind_of_output_is_read_with_how_it_fared() {
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
        let read = read(&info, READER);
        let told: Vec<_> = read
            .iter()
            .map(|o| (o.kind, &*o.name, o.status.as_str(), o.has_failed(), o.size_bytes, o.count))
            .collect();
        assert_eq!(
            told,
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
        let named = |info: Value| {
            read(&info, READER).iter().map(|o| o.name.to_string()).collect::<Vec<_>>()
        };
        let older = json!({"file": {"filename": "a.mp4"}, "stream": {"info": [{"url": "b"}]}});
        assert_eq!(named(older), ["a.mp4", "b"]);
        let both = json!({"file": {"filename": "a.mp4"}, "fileResults": [{"filename": "a.mp4"}]});
        assert_eq!(named(both), ["a.mp4"]);
        assert_eq!(named(json!({"fileResults": "text", "stream": 7})), [""; 0]);
        let many = json!({"fileResults": vec![json!({"filename": "a"}); 1000]});
        assert_eq!(named(many).len(), MOST);
    }
}
