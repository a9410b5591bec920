//! Masks the secret parts of URLs: stream keys, passwords, and the values of queries. It masks as
//! LiveKit does (its `utils/redact.go`), and also within a sentence, such as an error that quotes
//! the URL.

/// `text` with all of its URLs masked; `None` if there is nothing to mask. Idempotent.
pub(super) fn mask(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(offset) = text[from..].find("://") {
        let colon = from + offset;
        let scheme = text[copied..colon].rfind(|c: char| !is_of_scheme(c));
        let start = scheme.map_or(copied, |at| {
            copied + at + text[copied + at..].chars().next().map_or(0, char::len_utf8)
        });
        // Within a sentence a quoted URL ends at the quotation mark.
        let is_whole = start == 0;
        let ends = |c: char| c.is_whitespace() || (!is_whole && matches!(c, '"' | '`' | '<' | '>'));
        let end = text[colon + 3..].find(ends).map_or(text.len(), |at| colon + 3 + at);
        let masked = mask_one(&text[start..colon], &text[colon + 3..end]);
        out.push_str(&text[copied..start]);
        out.push_str(&masked);
        (copied, from) = (end, end);
    }
    out.push_str(&text[copied..]);
    (copied > 0 && out != text).then_some(out)
}

const fn is_of_scheme(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

fn mask_one(scheme: &str, rest: &str) -> String {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("mux") || is("twitch") {
        return format!("{scheme}://{}", identifier(rest));
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority
        .rsplit_once('@')
        .map_or_else(|| authority.to_owned(), |(_, host)| format!("{MASK}@{host}"));
    let key = path.rfind('/').filter(|at| *at > 0 && (is("rtmp") || is("rtmps")));
    let path = match key {
        Some(slash) => format!("{}/{}", &path[..slash], identifier(&path[slash + 1..])),
        None => path.split_once('#').map_or_else(
            || query(path),
            |(path, fragment)| format!("{}#{}", query(path), values(fragment)),
        ),
    };
    format!("{scheme}://{host}{path}")
}

/// Replaces something that is not shown at all.
const MASK: &str = "{...}";

/// A URL's path without the values of its query.
fn query(path: &str) -> String {
    match path.split_once('?') {
        Some((path, query)) => format!("{path}?{}", values(query)),
        None => path.to_owned(),
    }
}

/// `a=1&b=2` without the values.
fn values(parameters: &str) -> String {
    let masked = parameters.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, value)) if !value.is_empty() => format!("{name}={MASK}"),
        _ => parameter.to_owned(),
    });
    masked.collect::<Vec<_>>().join("&")
}

/// The first and last characters of a key, at most three each, if it is long enough.
fn identifier(key: &str) -> String {
    if key.is_empty() || (key.starts_with('{') && key.ends_with('}')) {
        return key.to_owned();
    }
    let characters: Vec<char> = key.chars().collect();
    let shown = (characters.len() / 3).min(3);
    let first: String = characters[..shown].iter().collect();
    let last: String = characters[characters.len() - shown..].iter().collect();
    format!("{{{first}...{last}}}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::mask;

    #[test]
    fn urls_are_masked_as_livekit_masks_them() {
        for (address, masked) in [
            ("rtmp://fake.example/live/stream_key", "rtmp://fake.example/live/{str...key}"),
            ("rtmps://a.example/x/live/ab", "rtmps://a.example/x/live/{...}"),
            ("rtmp://a.example/live/abcdefgh", "rtmp://a.example/live/{ab...gh}"),
            ("mux://stream_key_1", "mux://{str...y_1}"),
            ("twitch://live_12345678", "twitch://{liv...678}"),
            (
                "srt://a.example:7000?streamid=abc&mode=&x",
                "srt://a.example:7000?streamid={...}&mode=&x",
            ),
            (
                "https://u:p@a.example/r?token=abc#t=1",
                "https://{...}@a.example/r?token={...}#t={...}",
            ),
            ("rtmp://u:p@a.example/live/stream_key", "rtmp://{...}@a.example/live/{str...key}"),
            ("RTMP://a.example/live/stream_key", "RTMP://a.example/live/{str...key}"),
            (
                "dial \"rtmp://a.example/live/stream_key\": refused by https://b.example/?k=v, twice",
                "dial \"rtmp://a.example/live/{str...key}\": refused by https://b.example/?k={...} twice",
            ),
        ] {
            assert_eq!(mask(address).as_deref(), Some(masked), "{address}");
            assert_eq!(mask(masked), None, "a second time: {masked}");
        }
        for harmless in [
            "",
            "no address",
            "rtmps://ingest.example.com/x",
            "https://bucket.s3.example.com/a/b.mp4",
            "https://app.example/#/room/a",
            "://",
            "rtmp://a.example/live/{str...key}",
        ] {
            assert_eq!(mask(harmless), None, "{harmless}");
        }
    }

    proptest! {
        #[test]
        fn masking_twice_is_masking_once(
            text in "[ a-cé\"{}]{0,4}(rtmps?|mux|https|)(://)?[a-c@:/?#=&{}.é ]{0,24}(://)?[a-c/?=]{0,6}",
        ) {
            let once = mask(&text).unwrap_or_else(|| text.clone());
            prop_assert_eq!(mask(&once), None, "{}", text);
        }
    }
}
