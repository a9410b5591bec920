//! The names of secret fields. LiveKit's protobuf definitions mark most of them
//! (`logger.sensitivity = SENSITIVITY_SECRET`); the others are added here.
//!
//! Names are compared without `_`, `-` and case, so that all spellings are the same.

/// Names that are secret everywhere, in folded spelling.
const SECRETS: [&str; 26] = [
    // Marked by LiveKit.
    "accesskey",
    "secret",
    "sessiontoken",
    "assumeroleexternalid",
    "credentials",
    "accountkey",
    "password",
    "credential",
    "inboundpassword",
    "outboundpassword",
    "authpassword",
    "whatsappapikey",
    "token",
    // Not marked, and secret too.
    "turnpassword",
    "streamkey",
    "signingkey",
    "participanttoken",
    "refreshtoken",
    "pin",
    "analyticskey",
    "presignedurl",
    "downloadurl",
    "headers",
    "sip.h.authorization",
    "sip.h.proxyauthorization",
    "sip.h.cookie",
];

/// Fields of egress requests and results that are known not to be secret, in folded spelling. All
/// other fields there are removed.
const HARMLESS: [&str; 82] = [
    "advanced",
    "alioss",
    "audio",
    "audiobitrate",
    "audiocodec",
    "audiofrequency",
    "audiomixing",
    "audioonly",
    "audioquality",
    "audiotrackid",
    "awaitstartsignal",
    "azure",
    "captureall",
    "captureinterval",
    "channel",
    "custombaseurl",
    "depth",
    "disablemanifest",
    "duration",
    "endedat",
    "endoffsetms",
    "error",
    "file",
    "filename",
    "filenameprefix",
    "filenamesuffix",
    "fileoutputs",
    "filepath",
    "filetype",
    "framerate",
    "gcp",
    "height",
    "identity",
    "imagecodec",
    "imagecount",
    "imageoutputs",
    "images",
    "info",
    "keyframeinterval",
    "lastretryat",
    "layout",
    "liveplaylistlocation",
    "liveplaylistname",
    "location",
    "media",
    "outputs",
    "participantidentity",
    "participantkind",
    "participantvideo",
    "playlistlocation",
    "playlistname",
    "preferscreenshare",
    "preset",
    "protocol",
    "replayid",
    "retries",
    "roomname",
    "routes",
    "s3",
    "screenshare",
    "segmentcount",
    "segmentduration",
    "segmentoutputs",
    "segments",
    "size",
    "startedat",
    "startoffsetms",
    "status",
    "storage",
    "stream",
    "streamoutputs",
    "template",
    "trackid",
    "url",
    "urls",
    "videobitrate",
    "videocodec",
    "videoonly",
    "videoquality",
    "videotrackid",
    "websocketurl",
    "width",
];

/// Fields of a storage that are known not to be secret, in folded spelling.
const OF_STORAGE: [&str; 5] = ["region", "endpoint", "bucket", "containername", "forcepathstyle"];

/// Fields that describe a storage, by folded name.
const STORAGES: [&str; 4] = ["s3", "gcp", "azure", "alioss"];

/// The most bytes of a name that is looked for.
const LONGEST: usize = 32;

/// A name, normalised so that all spellings are the same.
pub(super) struct Folded {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Folded {
    /// `name`, folded; empty if it is too long to be one that is looked for.
    pub(super) fn new(name: &str) -> Self {
        let mut folded = Self { bytes: [0; LONGEST], length: 0 };
        for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
            let Some(slot) = folded.bytes.get_mut(folded.length) else {
                folded.length = 0;
                break;
            };
            *slot = byte.to_ascii_lowercase();
            folded.length += 1;
        }
        folded
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn is_among(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.as_bytes() == self.as_bytes())
    }

    pub(super) fn is_secret(&self) -> bool {
        self.is_among(&SECRETS)
    }

    pub(super) fn is_harmless(&self) -> bool {
        HARMLESS.binary_search_by(|name| name.as_bytes().cmp(self.as_bytes())).is_ok()
    }

    pub(super) fn is_storage(&self) -> bool {
        self.is_among(&STORAGES)
    }

    pub(super) fn is_harmless_of_storage(&self) -> bool {
        self.is_among(&OF_STORAGE)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.as_bytes() == name.as_bytes()
    }
}

/// A fast check whether a name may be one that is looked for outside of an egress, by its first and
/// last letter: nearly no other name in a webhook has those of the few that are looked for.
pub(super) fn may_matter(name: &str) -> bool {
    let name = name.as_bytes();
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return false };
    if !first.is_ascii_alphanumeric() || !last.is_ascii_alphanumeric() {
        return true;
    }
    matches!(
        (first.to_ascii_lowercase(), last.to_ascii_lowercase()),
        (b'a', b'y' | b'd' | b'e' | b's')
            | (b'c', b's' | b'l')
            | (b'd', b'l')
            | (b'e' | b'i', b'o')
            | (b'g', b'p')
            | (b'h', b's')
            | (b'i' | b'o', b'd')
            | (b'p', b'd' | b'n' | b'l')
            | (b'r', b'n')
            | (b's', b't' | b'n' | b'y' | b'3' | b'e')
            | (b't', b'n' | b'd')
            | (b'w', b'y')
    )
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::{Folded, HARMLESS, LONGEST, OF_STORAGE, SECRETS, STORAGES, may_matter};

    /// The names of all secrets, for tests.
    pub(in crate::livekit::redact) fn secrets() -> Vec<&'static str> {
        SECRETS.to_vec()
    }

    /// LiveKit's own marks, as of the version that is depended on.
    const MARKS: &str = include_str!("../../../tests/fixtures/livekit-secrets.txt");

    #[test]
    fn names_are_in_folded_spelling_and_never_skipped() {
        let sorted: BTreeSet<_> = HARMLESS.into_iter().collect();
        assert!(HARMLESS.into_iter().eq(sorted), "in order, each once");
        let all = [&SECRETS[..], &HARMLESS, &OF_STORAGE, &STORAGES].concat();
        for name in all.into_iter().chain(["egressinfo", "ingressinfo"]) {
            assert!(name.len() <= LONGEST, "{name}");
            assert_eq!(Folded::new(name).as_bytes(), name.as_bytes(), "{name}");
        }
        for name in
            SECRETS.into_iter().chain(STORAGES).chain(["storage", "egressinfo", "ingressinfo"])
        {
            assert!(may_matter(name) && may_matter(&name.to_uppercase()), "{name}");
        }
    }

    #[test]
    fn nothing_harmless_is_secret() {
        for name in HARMLESS.into_iter().chain(OF_STORAGE) {
            assert!(!Folded::new(name).is_secret(), "{name}");
        }
    }

    #[test]
    fn every_mark_of_livekit_is_secret_here() {
        assert!(MARKS.lines().count() > 20, "{MARKS}");
        for mark in MARKS.lines() {
            let name = mark.rsplit('.').next().expect("a line names a field");
            assert!(Folded::new(name).is_secret(), "{mark}");
        }
    }

    /// Fields that are named like a secret and are none.
    const NOT_SECRET: [&str; 14] = [
        "auth_realm",
        "auth_username",
        "attributes_to_headers",
        "headers_to_attributes",
        "include_headers",
        "key_id",
        "key_index",
        "key_prefix",
        "next_page_token",
        "page_token",
        "recording_key",
        "revoke_token_ts",
        "shared_key",
        "token_id",
    ];

    #[test]
    fn livekits_definitions_mark_what_is_known_here_and_hide_no_other_secret() {
        let Some(definitions) = definitions() else { return };
        let mut marks = BTreeSet::new();
        let mut suspects = BTreeSet::new();
        for (file, text) in &definitions {
            for (message, kind, name, is_marked) in fields(text) {
                if is_marked {
                    marks.insert(format!("{file}: {message}.{name}"));
                }
                let texts = ["string", "bytes", "map"].iter().any(|text| kind.starts_with(text));
                let like = ["password", "secret", "token", "credential", "pin", "key", "headers"];
                let parts: Vec<_> = name.split('_').collect();
                let is_like = like.iter().any(|like| parts.contains(like));
                if texts && is_like && !Folded::new(&name).is_secret() {
                    suspects.insert(name);
                }
            }
        }
        assert!(marks.len() > 20, "{marks:?}");
        assert_eq!(marks.into_iter().collect::<Vec<_>>(), MARKS.lines().collect::<Vec<_>>());
        suspects.retain(|name| !NOT_SECRET.contains(&name.as_str()));
        assert!(suspects.is_empty(), "is it secret? {suspects:?}");
    }

    /// Each `.proto` file of the crate, by its path; `None` if the crate's source is not available.
    fn definitions() -> Option<Vec<(String, String)>> {
        let lock = include_str!("../../../Cargo.lock");
        let version = lock.split("name = \"livekit-protocol\"\nversion = \"").nth(1)?;
        let crate_name = format!("livekit-protocol-{}", version.split('"').next()?);
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
        let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
        let root = registries
            .filter_map(|registry| Some(registry.ok()?.path().join(&crate_name)))
            .find(|path| path.is_dir())?
            .join("protocol/protobufs");
        let (mut files, mut folders) = (Vec::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("it can be read") {
                let path = entry.expect("it can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "proto") {
                    let text = std::fs::read_to_string(&path).expect("it can be read");
                    let name = path.strip_prefix(&root).expect("below it").display().to_string();
                    files.push((name, text));
                }
            }
        }
        files.sort();
        (!files.is_empty()).then_some(files)
    }

    /// Message, type and name of each field, and whether it is marked as secret.
    fn fields(text: &str) -> Vec<(String, String, String, bool)> {
        let code: String = text
            .lines()
            .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
            .flat_map(|line| [line, "\n"])
            .collect();
        let (mut fields, mut blocks, mut statement) = (Vec::new(), Vec::new(), String::new());
        let mut quoted = false;
        for c in code.chars() {
            match c {
                '"' => quoted = !quoted,
                '{' if !quoted => {
                    let mut words = statement.split_whitespace();
                    let is_message = words.next() == Some("message");
                    blocks.push(words.next().filter(|_| is_message).unwrap_or("").to_owned());
                    statement.clear();
                }
                '}' if !quoted => {
                    blocks.pop();
                    statement.clear();
                }
                ';' if !quoted => {
                    if let Some((declared, _)) = statement.split_once('=') {
                        let declared = declared.trim().trim_start_matches("repeated ");
                        let declared = declared.trim_start_matches("optional ");
                        if let Some((kind, name)) = declared.rsplit_once(char::is_whitespace) {
                            let message = blocks.iter().rfind(|name| !name.is_empty());
                            fields.push((
                                message.cloned().unwrap_or_default(),
                                kind.trim().to_owned(),
                                name.to_owned(),
                                statement.contains("(logger.sensitivity) = SENSITIVITY_SECRET"),
                            ));
                        }
                    }
                    statement.clear();
                }
                _ => {}
            }
            if !matches!(c, '{' | '}' | ';') || quoted {
                statement.push(c);
            }
        }
        fields
    }
}
